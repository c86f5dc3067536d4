#include "data/samplinglog.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "data/words.h"

enum { DATASETS_MAX = 4096, ROWS_MAX = 1 << 20, WORD_MAX = 255 };

/* ---- the words of a line ---- */

/* The bar between the fractions is a word even where no blank stands beside it. */
static struct slice next_word(struct slice *rest)
{
	return words_next(rest, "|");
}

/* A word that is a name as FHiCL has them. */
static bool take_name(struct slice *rest, struct slice *name)
{
	*name = next_word(rest);
	if (name->n == 0 || name->n > WORD_MAX || isdigit((unsigned char)*name->p))
		return false;
	for (size_t i = 0; i < name->n; i++)
		if (!isalnum((unsigned char)name->p[i]) && name->p[i] != '_')
			return false;
	return true;
}

static bool take_number(struct slice *rest, struct slice *number)
{
	double x;

	*number = next_word(rest);
	return number->n <= WORD_MAX && num_read(number->p, number->n, &x);
}

static bool take_count(struct slice *rest, uint64_t *n)
{
	const struct slice word = next_word(rest);

	return word.n > 0 && num_read_count(word.p, word.n, n);
}

/* "run: 1201", with or without the blank */
static bool take_labelled(struct slice *rest, const char *label, uint64_t *n)
{
	const size_t length = strlen(label);

	*rest = slice_trim(*rest);
	if (!slice_begins(*rest, label))
		return false;
	rest->p += length;
	rest->n -= length;
	return take_count(rest, n);
}

/* ---- the lines of the table ---- */

static bool is_header(struct slice line)
{
	static const char *const words[] = { "Dataset", "Counts", "fraction", "|", "fraction", "weight", "Next", "event", NULL };
	return words_are(line, "|", words);
}

static bool is_rule(struct slice line)
{
	line = slice_trim(line);
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != '-')
			return false;
	return line.n > 0;
}

static bool is_total(struct slice line, uint64_t *total)
{
	return slice_is(next_word(&line), "Total") && take_count(&line, total) && next_word(&line).n == 0;
}

static bool take_next_event(struct slice *rest, struct samplinglog_row *row)
{
	static const char *const none[] = { "(no", "more", "available)", NULL };

	if ((row->exhausted = words_are(*rest, "|", none)))
		return true;
	return take_labelled(rest, "run:", &row->run) && take_labelled(rest, "subRun:", &row->subrun) &&
	       take_labelled(rest, "event:", &row->event) && next_word(rest).n == 0;
}

/* NAME COUNTS FRACTION | FRACTION WEIGHT NEXT */
static bool is_row(struct slice line, struct samplinglog_row *row)
{
	struct slice name, sampled, expected, weight;

	*row = (struct samplinglog_row) { 0 };
	if (!take_name(&line, &name) || !take_count(&line, &row->counts) || !take_number(&line, &sampled) ||
	    !slice_is(next_word(&line), "|") || !take_number(&line, &expected) || !take_number(&line, &weight) ||
	    !take_next_event(&line, row))
		return false;
	row->dataset = slice_dup(name);
	row->fraction_sampled = slice_dup(sampled);
	row->fraction_expected = slice_dup(expected);
	row->weight = slice_dup(weight);
	return true;
}

/* ---- tables and logs ---- */

/* The table being read: its rows are log->row[first] and those after it. */
struct reading {
	struct in *in;
	struct samplinglog *log;
	bool inside;
	size_t first;
	size_t tables;        /* read before it */
	size_t first_table;   /* how many rows the first of them has */
};

/* Takes over what. */
static void report(struct reading *r, enum samplinglog_state state, char *what)
{
	if (r->log->state == SAMPLINGLOG_WHOLE || state == SAMPLINGLOG_INCONSISTENT)
		r->log->state = state;
	if (r->log->problem == NULL)
		r->log->problem = xprintf("%s:%" PRIu64 ": %s", r->in->name, r->in->line, what);
	free(what);
}

static void free_rows(struct samplinglog *log, size_t from)
{
	for (size_t i = from; i < log->n; i++) {
		free(log->row[i].dataset);
		free(log->row[i].fraction_sampled);
		free(log->row[i].fraction_expected);
		free(log->row[i].weight);
	}
	log->n = from;
}

static bool same_row(const struct samplinglog_row *a, const struct samplinglog_row *b)
{
	return strcmp(a->dataset, b->dataset) == 0 && a->counts == b->counts && strcmp(a->fraction_sampled, b->fraction_sampled) == 0 &&
	       strcmp(a->fraction_expected, b->fraction_expected) == 0 && strcmp(a->weight, b->weight) == 0 &&
	       a->exhausted == b->exhausted && a->run == b->run && a->subrun == b->subrun && a->event == b->event;
}

/* Is the table that has just been read the log's first once more? */
static bool is_repeated(const struct reading *r)
{
	if (r->tables == 0 || r->log->n - r->first != r->first_table)
		return false;
	for (size_t i = 0; i < r->first_table; i++)
		if (!same_row(&r->log->row[i], &r->log->row[r->first + i]))
			return false;
	return true;
}

static void end_table(struct reading *r)
{
	if (is_repeated(r))
		free_rows(r->log, r->first);
	else if (r->tables > 0)
		report(r, SAMPLINGLOG_INCONSISTENT, xstrdup("a second summary differs from the first"));
	else
		r->first_table = r->log->n;
	r->tables++;
	r->inside = false;
}

static void cut_table(struct reading *r)
{
	report(r, SAMPLINGLOG_CUT, xstrdup("the summary is cut here"));
	end_table(r);
}

static void add_row(struct reading *r, struct samplinglog_row row)
{
	struct samplinglog *log = r->log;

	for (size_t i = r->first; i < log->n; i++)
		if (strcmp(log->row[i].dataset, row.dataset) == 0)
			report(r, SAMPLINGLOG_INCONSISTENT, xprintf("data set '%s' comes twice in one summary", row.dataset));
	MEM_GROW(log->row, log->n, log->room);
	log->row[log->n++] = row;
	if (log->n - r->first > DATASETS_MAX || log->n > ROWS_MAX)
		in_die(r->in, "more data sets than a job can have");
}

/* Counts are below 2^64 each and few, but their sum may not be. */
static bool adds_up_to(const struct reading *r, uint64_t total)
{
	for (size_t i = r->first; i < r->log->n; i++) {
		if (r->log->row[i].counts > total)
			return false;
		total -= r->log->row[i].counts;
	}
	return total == 0;
}

/* Did the last line of the stream end without a newline? */
static bool is_unfinished(const struct in *in)
{
	return in->begin == in->end && in->end > 0 && in->data[in->end - 1] != '\n';
}

static void end_with_total(struct reading *r, uint64_t total)
{
	if (!adds_up_to(r, total)) {
		if (is_unfinished(r->in)) {
			cut_table(r);
			return;
		}
		report(r, SAMPLINGLOG_INCONSISTENT, xprintf("Total is %" PRIu64 ", which is not the sum of the counts", total));
	}
	end_table(r);
}

static void read_line(struct reading *r, struct slice line)
{
	struct samplinglog_row row;
	uint64_t total;

	if (is_header(line)) {
		if (r->inside)
			cut_table(r);
		r->inside = true;
		r->first = r->log->n;
	} else if (!r->inside || is_rule(line)) {
		return;
	} else if (is_total(line, &total)) {
		end_with_total(r, total);
	} else if (!is_unfinished(r->in) && is_row(line, &row)) {
		add_row(r, row);
	} else {
		cut_table(r);
	}
}

struct samplinglog *samplinglog_read(struct in *in)
{
	struct reading r = { .in = in, .log = xcalloc(1, sizeof *r.log) };
	struct slice line;

	while (in_line(in, &line))
		read_line(&r, line);
	if (r.inside)
		cut_table(&r);
	if (r.tables == 0) {
		r.log->state = SAMPLINGLOG_NONE;
		r.log->problem = xprintf("%s: no summary of SamplingInput", in->name);
	}
	in_close(in);
	return r.log;
}

void samplinglog_free(struct samplinglog *log)
{
	free_rows(log, 0);
	free(log->row);
	free(log->problem);
	free(log);
}

const char *samplinglog_status(const struct samplinglog *log, const struct samplinglog_row *row)
{
	if (log->state == SAMPLINGLOG_INCONSISTENT)
		return "inconsistent";
	if (log->state == SAMPLINGLOG_CUT)
		return "truncated";
	return row->exhausted ? "exhausted" : "ok";
}
