#include "core/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/port.h"

static void put_value(struct sheet *s, struct slice text)
{
	if (s->csv)
		csv_put(s->out, text);
	else
		out_put(s->out, text.p, text.n);
}

static bool readable_name(const char *name, bool first)
{
	const struct slice s = slice_of(name);

	return s.n > 0 && strpbrk(name, "\t\n") == NULL && s.p[s.n - 1] != '\r'
		&& !(first && (slice_begins(s, "#") || slice_begins(s, BYTE_ORDER_MARK)));
}

struct sheet *sheet_open(struct out *out, bool csv, const char *const names[], size_t n)
{
	struct sheet *s = xcalloc(1, sizeof *s);
	bool fresh;

	*s = (struct sheet) { .out = out, .csv = csv };
	for (size_t i = 0; i < n; i++) {
		if (!readable_name(names[i], i == 0))
			die("a column named '%s' could not be read again", names[i]);
		keys_add(&s->names, slice_of(names[i]), &fresh);
		if (!fresh)
			die("two columns of the output would be named '%s'", names[i]);
		if (i > 0)
			out_put(out, csv ? "," : "\t", 1);
		put_value(s, slice_of(names[i]));
	}
	out_put(out, "\n", 1);
	out_row(out);
	return s;
}

static void next_cell(struct sheet *s)
{
	if (s->column >= s->names.n)
		die("more cells in a row than the %zu columns of the header", s->names.n);
	if (s->column++ > 0)
		out_put(s->out, s->csv ? "," : "\t", 1);
}

void sheet_slice(struct sheet *s, struct slice text)
{
	next_cell(s);
	if (text.n == 0)
		text = slice_of("-");
	if (memchr(text.p, '\t', text.n) != NULL || memchr(text.p, '\n', text.n) != NULL)
		die("column '%s': a value with a tab or a newline cannot be written", s->names.name[s->column - 1]);
	put_value(s, text);
}

void sheet_text(struct sheet *s, const char *text)
{
	sheet_slice(s, slice_of(text));
}

void sheet_number(struct sheet *s, double x)
{
	next_cell(s);
	char *to = out_room(s->out, NUM_MAX);
	out_add(s->out, (size_t)(num_write(to, x) - to));
}

void sheet_count(struct sheet *s, uint64_t n)
{
	next_cell(s);
	char *to = out_room(s->out, NUM_MAX);
	out_add(s->out, (size_t)(num_write_count(to, n) - to));
}

void sheet_missing(struct sheet *s)
{
	sheet_slice(s, (struct slice) { "", 0 });
}

void sheet_known(struct sheet *s, double x)
{
	if (!isnan(x))
		sheet_number(s, x);
	else
		sheet_missing(s);
}

void sheet_count_if(struct sheet *s, bool known, uint64_t n)
{
	if (known)
		sheet_count(s, n);
	else
		sheet_missing(s);
}

void sheet_raw(struct sheet *s, struct slice text)
{
	next_cell(s);
	out_put(s->out, text.p, text.n);
}

void sheet_end(struct sheet *s)
{
	if (s->column != s->names.n)
		die("%zu cells in a row under the %zu columns of the header", s->column, s->names.n);
	out_put(s->out, "\n", 1);
	out_row(s->out);
	s->column = 0;
	s->rows++;
}

void sheet_close(struct sheet *s)
{
	keys_free(&s->names);
	free(s);
}
