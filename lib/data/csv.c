#include "data/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"

struct reader {
	struct in *below;
	struct csv_parser parser;
	struct buf made;       /* TSV that has been made and not yet been asked for, from taken on */
	size_t taken;
	size_t fields;         /* of the present line */
	bool finished;
};

static void on_field(void *bytes, size_t n, void *state)
{
	struct reader *r = state;

	const char *text = bytes;
	const char *what = n == 0 ? NULL
		: memchr(text, '\t', n) != NULL || memchr(text, '\n', n) != NULL ? "a tab or a newline inside a value"
		: text[n - 1] == '\r' ? "a CR at the end of a value" : NULL;   /* it would be taken for half of a line's end */

	if (what != NULL) {
		r->below->line++;
		in_die(r->below, "field %zu: %s", r->fields + 1, what);
	}
	if (r->fields++ > 0)
		buf_add(&r->made, "\t", 1);
	buf_add(&r->made, bytes, n);
}

/* Called at each line end, CSV_REPALL_NL: blank lines too, so that lines of the TSV are those of the CSV. */
static void on_line(int end, void *state)
{
	struct reader *r = state;

	(void)end;
	buf_add(&r->made, "\n", 1);
	r->fields = 0;
	r->below->line++;
}

_Noreturn static void broken(struct reader *r)
{
	r->below->line++;
	in_die(r->below, "%s", csv_error(&r->parser) == CSV_EPARSE ? "broken quotes" : csv_strerror(csv_error(&r->parser)));
}

/* CR is dropped before libcsv sees it where it ends a line: with CSV_REPALL_NL it would count CR and LF as two lines. */
static size_t without_cr(char *p, size_t n, bool at_end)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (!(p[i] == '\r' && (i + 1 < n ? p[i + 1] == '\n' : at_end)))
			p[kept++] = p[i];
	return kept;
}

/* A CR at the end of a block waits for the next one: it may be half of a line's end. */
static void parse_block(struct reader *r)
{
	struct in *b = r->below;
	const bool waiting = b->end - b->begin == 1 && b->data[b->begin] == '\r';

	if ((b->begin == b->end || waiting) && !in_more(b) && !waiting) {
		if (csv_fini(&r->parser, on_field, on_line, r) != 0)
			broken(r);
		r->finished = true;
		return;
	}
	char *text = b->data + b->begin;
	size_t n = b->end - b->begin;
	if (text[n - 1] == '\r' && !b->ended)
		n--;
	b->begin += n;
	const size_t kept = n > 0 && memchr(text, '\r', n) != NULL ? without_cr(text, n, b->ended) : n;
	if (csv_parse(&r->parser, text, kept, on_field, on_line, r) != kept)
		broken(r);
	if (r->parser.entry_pos > IN_LINE_MAX) {
		b->line++;
		in_die(b, "field %zu: longer than %d bytes; are its quotes never closed?", r->fields + 1, IN_LINE_MAX);
	}
}

static size_t read_csv(struct in *in, char *to, size_t room)
{
	struct reader *r = in->state;

	while (r->taken == r->made.len && !r->finished) {
		r->made.len = r->taken = 0;
		parse_block(r);
	}
	const size_t left = r->made.len - r->taken, n = left < room ? left : room;
	if (n > 0)
		memcpy(to, r->made.data + r->taken, n);
	r->taken += n;
	return n;
}

static void release_csv(void *state)
{
	struct reader *r = state;
	in_close(r->below);
	csv_free(&r->parser);
	buf_free(&r->made);
	free(r);
}

/* Blanks belong to the value (RFC 4180, 2.4); libcsv would strip them. */
static int never(unsigned char c)
{
	(void)c;
	return 0;
}

struct in *csv_to_tsv(struct in *below)
{
	struct reader *r = xcalloc(1, sizeof *r);

	r->below = below;
	if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
		die("%s: cannot start reading CSV", below->name);
	csv_set_space_func(&r->parser, never);
	below->line = below->line > 0 ? below->line - 1 : 0;   /* the header was looked at, and is read again */
	return in_filter(below->name, read_csv, r, release_csv);
}

void csv_put(struct out *o, struct slice value)
{
	if (value.n == 0 || (memchr(value.p, ',', value.n) == NULL && memchr(value.p, '"', value.n) == NULL
	                     && memchr(value.p, '\r', value.n) == NULL && value.p[0] != ' ' && value.p[value.n - 1] != ' ')) {
		out_put(o, value.p, value.n);   /* csv_write would put every value in quotes */
		return;
	}
	struct buf quoted = { 0 };
	char *to = buf_room(&quoted, 2 * value.n + 2);
	out_put(o, to, csv_write(to, 2 * value.n + 2, value.p, value.n));
	buf_free(&quoted);
}
