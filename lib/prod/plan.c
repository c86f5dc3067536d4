#include "prod/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/name.h"

const struct column plan_columns[] = {
	{ "process", TEXT, NULL, "name of the data set (or column dataset)", true },
	{ "file_name", TEXT, NULL, "whose events are taken; without it rows are numbers of events", true },
	{ "first_index", COUNT, NULL, "first event that may be taken; the file's first is 1 [1]", true },
	{ "events", COUNT, NULL, "that may be taken, from there (or column available)", true },
	{ "weight", NUMBER, NULL, "of the process, in any unit", false },
	{ "job", COUNT, NULL, "that takes them [0]", true },
	{ "seed", COUNT, NULL, "of the job", true },
	{ "run", COUNT, NULL, "of the job's output", true },
	{ "subrun", COUNT, NULL, "of the job's output", true },
	{ "max_events", COUNT, NULL, "limit of the job", true },
	{ "drawn_events", COUNT, NULL, "that the job takes of the process, in place of choices by weight", true },
	{ "ensemble", TEXT, NULL, "name of the mock data set", true },
	{ "livetime_s", NUMBER, "s", "cosmics: what the events stand for", true },
	{ "skip_to_event", TEXT, NULL, "run:subrun:event where a range begins that is not the file's first", true },
	{ 0 },
};

static const uint64_t most = (uint64_t)1 << 53;

/* ---- rows ---- */

struct row {
	struct plan_job job;
	const char *process, *weight_text, *skip_to_event;
	struct plan_range range;
	double weight, livetime_s;
	uint64_t drawn, line;
};

struct reader {
	struct table *t;
	struct keys *words;
	int process, file_name, first, events, weight, job, seed, run, subrun, max_events, drawn, ensemble, livetime_s, skip;
};

static int either(struct table *t, const char *name, const char *other)
{
	const int found = table_find(t, name), second = table_find(t, other);

	if (found < 0 && second < 0)
		table_die(t, -1, "no column '%s' and no '%s'", name, other);
	return found >= 0 ? found : second;
}

static struct reader columns_of(struct table *t, struct keys *words)
{
	return (struct reader) { .t = t, .words = words, .process = either(t, "process", "dataset"), .file_name = table_find(t, "file_name"),
		.first = table_find(t, "first_index"), .events = either(t, "events", "available"), .weight = table_column(t, "weight"),
		.job = table_find(t, "job"), .seed = table_find(t, "seed"), .run = table_find(t, "run"), .subrun = table_find(t, "subrun"),
		.max_events = table_find(t, "max_events"), .drawn = table_find(t, "drawn_events"), .ensemble = table_find(t, "ensemble"),
		.livetime_s = table_find(t, "livetime_s"), .skip = table_find(t, "skip_to_event") };
}

/* The cell's text, kept once; NULL when it is missing. */
static const char *word(const struct reader *r, int column)
{
	if (table_missing(r->t, column))
		return NULL;
	return keys_word(r->words, table_text(r->t, column));
}

static const char *name(const struct reader *r, int column)
{
	if (!safe_name(table_text(r->t, column)))
		table_die(r->t, column, table_missing(r->t, column) ? "missing" : "no file may be named so");
	return word(r, column);
}

static double not_negative(const struct reader *r, int column, double x)
{
	if (x < 0 || isinf(x))
		table_die(r->t, column, "negative or not finite");
	return x;
}

static struct row read_row(const struct reader *r)
{
	struct table *t = r->t;
	struct row x = { .line = table_line(t) };

	x.job = (struct plan_job) { .number = table_count_or(t, r->job, 0), .run = table_count_or(t, r->run, PLAN_NONE),
		.subrun = table_count_or(t, r->subrun, PLAN_NONE), .seed = table_count_or(t, r->seed, PLAN_NONE),
		.max_events = table_count_or(t, r->max_events, PLAN_NONE), .ensemble = word(r, r->ensemble) };
	x.process = name(r, r->process);
	x.weight = not_negative(r, r->weight, table_number(t, r->weight));
	if (isnan(x.weight))
		table_die(t, r->weight, "not a weight");
	x.weight_text = word(r, r->weight);
	x.livetime_s = not_negative(r, r->livetime_s, table_number_or(t, r->livetime_s, NAN));
	x.skip_to_event = word(r, r->skip);
	x.range.file_name = r->file_name < 0 ? NULL : name(r, r->file_name);
	x.range.first = table_count_or(t, r->first, 1);
	x.range.events = table_count(t, r->events);
	x.drawn = table_count_or(t, r->drawn, PLAN_NONE);
	if (x.range.first == 0)
		table_die(t, r->first, "a file's first event is 1");
	return x;
}

static int compare_texts(const char *a, const char *b)
{
	return a == b ? 0 : a == NULL ? -1 : b == NULL ? 1 : strcmp(a, b);
}

static int by_job_process_and_range(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = (x->job.number > y->job.number) - (x->job.number < y->job.number);

	if (order == 0)
		order = compare_texts(x->process, y->process);
	if (order == 0)
		order = compare_texts(x->range.file_name, y->range.file_name);
	if (order == 0)
		order = (x->range.first > y->range.first) - (x->range.first < y->range.first);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* ---- grouping ---- */

struct rows {
	struct row *row;
	size_t n, room;
};

static void same_job(const struct row *a, const struct row *b)
{
	const char *differ = a->job.run != b->job.run ? "run" : a->job.subrun != b->job.subrun ? "subrun" : a->job.seed != b->job.seed ? "seed"
		: a->job.max_events != b->job.max_events ? "max_events" : a->job.ensemble != b->job.ensemble ? "ensemble" : NULL;

	if (differ != NULL)
		die("lines %llu and %llu of the plan: column '%s': differs within job %llu", (unsigned long long)a->line,
			(unsigned long long)b->line, differ, (unsigned long long)a->job.number);
}

static void same_process(const struct row *a, const struct row *b)
{
	if (a->weight != b->weight)
		die("lines %llu and %llu of the plan: column 'weight': differs within '%s' of job %llu", (unsigned long long)a->line,
			(unsigned long long)b->line, a->process, (unsigned long long)a->job.number);
	if (a->drawn != b->drawn)
		die("lines %llu and %llu of the plan: column 'drawn_events': differs within '%s' of job %llu", (unsigned long long)a->line,
			(unsigned long long)b->line, a->process, (unsigned long long)a->job.number);
	if (a->range.file_name == NULL)
		die("lines %llu and %llu of the plan: '%s' comes twice", (unsigned long long)a->line, (unsigned long long)b->line, a->process);
	if (isnan(a->livetime_s) != isnan(b->livetime_s))
		die("lines %llu and %llu of the plan: column 'livetime_s': one file of '%s' has it, one has not", (unsigned long long)a->line,
			(unsigned long long)b->line, a->process);
}

/* Adds up a process' ranges. */
static void total(struct plan_process *p)
{
	p->available = 0;
	for (size_t i = 0; i < p->n; i++) {
		p->range[i].before = p->available;
		p->available += p->range[i].events;
		if (p->available >= most)
			die("'%s' has more than 2^53 events", p->name);
	}
}

static void group_process(struct plan *p, const struct row *row, size_t n)
{
	struct plan_process *x = &p->processes[p->n_processes++];
	double livetime_s = 0;

	*x = (struct plan_process) { .name = row->process, .weight = row->weight, .weight_text = row->weight_text,
		.drawn = row->drawn, .skip_to_event = row->skip_to_event, .range = p->ranges + p->n_ranges, .n = n };
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			same_process(&row[i - 1], &row[i]);
		p->ranges[p->n_ranges++] = row[i].range;
		livetime_s += row[i].livetime_s;
	}
	total(x);
	x->s_per_event = x->available > 0 ? livetime_s / (double)x->available : NAN;
}

static void group_job(struct plan *p, const struct row *row, size_t n)
{
	struct plan_job *j = &p->job[p->n++];
	size_t end;

	*j = row->job;
	j->process = p->processes + p->n_processes;
	for (size_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n && row[end].process == row[i].process; end++)
			same_job(&row[i], &row[end]);
		same_job(&row[0], &row[i]);
		if ((row[0].drawn == PLAN_NONE) != (row[i].drawn == PLAN_NONE))
			die("lines %llu and %llu of the plan: column 'drawn_events': one process of job %llu has it, one has not",
				(unsigned long long)row[0].line, (unsigned long long)row[i].line, (unsigned long long)row[0].job.number);
		group_process(p, row + i, end - i);
		j->n++;
	}
}

static struct plan *group(struct rows *rows, struct keys words, bool files)
{
	struct plan *p = xcalloc(1, sizeof *p);
	size_t end;

	if (rows->n > 0)
		qsort(rows->row, rows->n, sizeof *rows->row, by_job_process_and_range);
	p->words = words;
	p->files = files;
	p->job = xcalloc(rows->n, sizeof *p->job);
	p->processes = xcalloc(rows->n, sizeof *p->processes);
	p->ranges = xcalloc(rows->n, sizeof *p->ranges);
	for (size_t i = 0; i < rows->n; i = end) {
		for (end = i + 1; end < rows->n && rows->row[end].job.number == rows->row[i].job.number; end++)
			;
		group_job(p, rows->row + i, end - i);
	}
	return p;
}

struct plan *plan_read(struct table *t, uint64_t only)
{
	struct keys words = { 0 };
	struct rows rows = { 0 };
	const struct reader r = columns_of(t, &words);

	while (table_next(t)) {
		const struct row row = read_row(&r);
		if (only != PLAN_NONE && row.job.number != only)
			continue;
		MEM_GROW(rows.row, rows.n, rows.room);
		rows.row[rows.n++] = row;
	}
	if (only != PLAN_NONE && rows.n == 0)
		die("the plan has no job %llu", (unsigned long long)only);
	table_close(t);
	struct plan *p = group(&rows, words, r.file_name >= 0);
	free(rows.row);
	return p;
}

void plan_close(struct plan *p)
{
	if (p == NULL)
		return;
	keys_free(&p->words);
	free(p->job);
	free(p->processes);
	free(p->ranges);
	free(p);
}

/* ---- ranges ---- */

struct ranges {
	struct plan_range *range;
	size_t n, room;
};

static void keep(struct ranges *to, struct plan_range r, uint64_t first, uint64_t end)
{
	r.first = first;
	r.events = end - first;
	MEM_GROW(to->range, to->n, to->room);
	to->range[to->n++] = r;
}

/* What of a range is not used: the pieces between those that are; at least one, perhaps of no event, so that the file stays. */
static void keep_unused(struct ranges *to, const struct plan_range *r, const struct ledger *used)
{
	const uint64_t end = r->first + r->events;
	const size_t before = to->n;
	uint64_t at = r->first;

	while (at < end) {
		const struct ledger_range *u = ledger_overlap(used, slice_of(r->file_name), at, end - 1);
		const uint64_t stop = u == NULL ? end : u->first > at ? u->first : at;
		if (stop > at)
			keep(to, *r, at, stop);
		at = u == NULL ? end : u->last + 1;
	}
	if (to->n == before)
		keep(to, *r, end, end);
}

void plan_take_out(struct plan *p, const struct ledger *used)
{
	struct ranges left = { 0 };
	size_t at = 0;

	for (size_t i = 0; i < p->n_processes; i++) {
		struct plan_process *x = &p->processes[i];
		const size_t before = left.n;
		for (size_t k = 0; k < x->n; k++)
			keep_unused(&left, &x->range[k], used);
		x->n = left.n - before;
	}
	free(p->ranges);
	p->ranges = left.range;
	p->n_ranges = left.n;
	for (size_t i = 0; i < p->n_processes; at += p->processes[i++].n) {
		p->processes[i].range = p->ranges + at;
		total(&p->processes[i]);
	}
}

/* ---- conflicts ---- */

void plan_refuse_used(const struct plan *p, const struct ledger *used)
{
	for (size_t i = 0; i < p->n_ranges; i++) {
		const struct plan_range *r = &p->ranges[i];
		if (r->events == 0)
			continue;
		const struct ledger_range *u = ledger_overlap(used, slice_of(r->file_name), r->first, r->first + r->events - 1);
		if (u != NULL)
			die("'%s': events %llu to %llu are used by ensemble '%s', job %llu (--skip-used leaves them out, --allow-reuse takes them again)",
				r->file_name, (unsigned long long)u->first, (unsigned long long)u->last, u->ensemble, (unsigned long long)u->job);
	}
}

static void twice(const struct ledger_range *a, const struct ledger_range *b, void *state)
{
	(void)state;
	die("'%s': jobs %llu and %llu of the plan may both take event %llu (--allow-reuse lets them)", a->file_name,
		(unsigned long long)a->job, (unsigned long long)b->job, (unsigned long long)b->first);
}

void plan_refuse_twice(const struct plan *p)
{
	struct ledger *all = ledger_new();

	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->job[i].n; k++)
			for (size_t m = 0; m < p->job[i].process[k].n; m++) {
				const struct plan_process *x = &p->job[i].process[k];
				const struct plan_range *r = &x->range[m];
				if (r->events > 0)
					ledger_add(all, &(struct ledger_range) { .ensemble = "", .process = x->name, .file_name = r->file_name,
						.job = p->job[i].number, .first = r->first, .last = r->first + r->events - 1 });
			}
	ledger_sort(all);
	ledger_conflicts(all, twice, NULL);
	ledger_free(all);
}

void plan_refuse_drawn(const struct plan *p)
{
	for (size_t i = 0; i < p->n_processes; i++)
		if (p->processes[i].drawn != PLAN_NONE)
			die("'%s' has drawn_events: art chooses by weight and cannot keep to them (sample-events can)", p->processes[i].name);
}

/* ---- counting ---- */

const struct plan_range *plan_event(const struct plan_process *p, uint64_t k, uint64_t *index)
{
	size_t low = 0, high = p->n - 1;   /* the first range that ends at or after k */

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (p->range[middle].before + p->range[middle].events < k)
			low = middle + 1;
		else
			high = middle;
	}
	*index = p->range[low].first + (k - p->range[low].before) - 1;
	return &p->range[low];
}

uint64_t plan_used(const struct plan_range *r, uint64_t count)
{
	if (count <= r->before)
		return 0;
	return count - r->before < r->events ? count - r->before : r->events;
}
