#include "data/simeff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"

enum column { TAG, NUMERATOR, DENOMINATOR, EFF, PRESCALE, COLUMNS };
static const char *const column_names[COLUMNS] = { "tag", "numerator", "denominator", "eff", "prescale" };

struct layout {
	char separator;      /* 0 until the first line is seen */
	int at[COLUMNS];     /* the field of each column, -1: none */
	size_t fields;
};

/* A copy with "Lifeime" spelt right. */
static char *tag_spelt(struct slice tag)
{
	static const char wrong[] = "Lifeime";
	char *text = slice_dup(tag), *at = strstr(text, wrong), *right;

	if (at == NULL)
		return text;
	right = xprintf("%.*sLifetime%s", (int)(at - text), text, at + sizeof wrong - 1);
	free(text);
	return right;
}

/* Splits at the separator and trims; returns the number of fields, of which at most max are kept. */
static size_t split(struct slice line, char separator, struct slice *field, size_t max)
{
	struct slice part;
	size_t n = 0;

	while (slice_cut(&line, separator, &part))
		if (n++ < max)
			field[n - 1] = slice_trim(part);
	return n;
}

enum { FIELDS_MAX = 32 };

static bool is_header(const struct slice *field, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (slice_is(field[i], column_names[TAG]))
			return true;
	return false;
}

static void read_header(struct in *in, struct layout *layout, const struct slice *field, size_t n)
{
	layout->fields = n;
	for (int c = 0; c < COLUMNS; c++) {
		layout->at[c] = -1;
		for (size_t i = 0; i < n; i++)
			if (slice_is(field[i], column_names[c]))
				layout->at[c] = (int)i;
		if (layout->at[c] < 0 && c != PRESCALE)
			in_die(in, "column '%s': not there", column_names[c]);
	}
}

/* A number of at least `least`; empty and "-" are missing, which only prescale may be. */
static double read_number(struct in *in, const struct layout *layout, const struct slice *field, enum column c,
	double least)
{
	struct slice text = { 0 };
	double x = NAN;

	if (layout->at[c] >= 0)
		text = field[layout->at[c]];
	if (c == PRESCALE && (text.n == 0 || slice_is(text, "-")))
		return NAN;
	if (!num_read(text.p, text.n, &x))
		in_die(in, "column '%s': not a number: '%.*s'", column_names[c], (int)text.n, text.p);
	if (!(x >= least) || isinf(x))
		in_die(in, "column '%s': out of range: '%.*s'", column_names[c], (int)text.n, text.p);
	return x;
}

/* What was counted wins only when asked: an eff of fewer digits is what upstream computes with. */
static void reconcile(struct in *in, struct simeff_row *row, bool recompute)
{
	const double counted = row->numerator / row->denominator;

	if (!(row->denominator > 0))
		return;
	if (fabs(row->eff - counted) > 1e-6 * counted)
		warn("%s:%llu: column 'eff': %s is written as %.9g, counted as %.9g; using what is %s", in->name,
			(unsigned long long)in->line, row->tag, row->eff, counted, recompute ? "counted" : "written");
	if (recompute)
		row->eff = counted;
}

static void read_row(struct in *in, struct simeff *s, const struct layout *layout, const struct slice *field,
	bool recompute)
{
	struct simeff_row row = { .line = in->line };

	if (field[layout->at[TAG]].n == 0)
		in_die(in, "column 'tag': missing");
	row.numerator = read_number(in, layout, field, NUMERATOR, 0);
	row.denominator = read_number(in, layout, field, DENOMINATOR, 0);
	row.eff = read_number(in, layout, field, EFF, 0);
	row.prescale = read_number(in, layout, field, PRESCALE, 1);
	row.tag = tag_spelt(field[layout->at[TAG]]);
	reconcile(in, &row, recompute);
	MEM_GROW(s->row, s->n, s->room);
	s->row[s->n++] = row;
}

struct simeff *simeff_read(struct in *in, bool recompute)
{
	struct simeff *s = xcalloc(1, sizeof *s);
	struct layout layout = { 0, { 0, 1, 2, 3, -1 }, 4 };
	struct slice line, field[FIELDS_MAX];

	s->name = xstrdup(in->name);
	while (in_line(in, &line)) {
		const struct slice text = slice_trim(line);
		const bool first = layout.separator == '\0';
		size_t n;

		if (text.n == 0 || *text.p == '#' || slice_begins(text, "TABLE "))
			continue;
		if (first)
			layout.separator = memchr(text.p, ',', text.n) ? ',' : '\t';
		n = split(line, layout.separator, field, FIELDS_MAX);
		if (n > FIELDS_MAX)
			in_die(in, "more than %d fields", FIELDS_MAX);
		if (first && is_header(field, n)) {
			read_header(in, &layout, field, n);
			continue;
		}
		if (n != layout.fields)
			in_die(in, "%zu fields instead of %zu", n, layout.fields);
		read_row(in, s, &layout, field, recompute);
	}
	in_close(in);
	return s;
}

void simeff_free(struct simeff *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->row[i].tag);
	free(s->row);
	free(s->name);
	free(s);
}

const struct simeff_row *simeff_find(const struct simeff *s, const char *tag, const struct simeff_row **again)
{
	char *spelt = tag_spelt(slice_of(tag));
	const struct simeff_row *row = NULL;

	*again = NULL;
	for (size_t i = 0; i < s->n && *again == NULL; i++)
		if (strcmp(s->row[i].tag, spelt) == 0)
			*(row ? again : &row) = &s->row[i];
	free(spelt);
	return row;
}
