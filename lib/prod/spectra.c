#include "prod/spectra.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/share.h"

/* ---- energy tables ---- */


/* The next word of a line, before the separator; blanks around it do not count. */
static struct slice next_word(struct slice *rest, char separator)
{
	struct slice word;

	*rest = slice_trim(*rest);
	if (!slice_cut(rest, separator, &word))
		return (struct slice) { "", 0 };
	return slice_trim(word);
}

static double word_number(struct in *in, const char *column, struct slice text)
{
	double x;

	if (!num_read(text.p, text.n, &x))
		in_die(in, "column '%s': not a number: '%.*s'", column, (int)text.n, text.p);
	return x;
}

static void read_point(struct in *in, struct curve *c, struct slice energy, struct slice value, double most)
{
	const double e = word_number(in, "energy", energy), y = word_number(in, "value", value);

	if (c->n > 0 && !(e > c->energy[c->n - 1]))
		in_die(in, "column 'energy': does not rise: '%.*s'", (int)energy.n, energy.p);
	if (!(y <= most) || !curve_add(c, e, y))
		in_die(in, "column 'value': out of range: '%.*s'", (int)value.n, value.p);
}

static bool has(struct slice text, char c)
{
	return memchr(text.p, c, text.n) != NULL;
}

struct curve spectra_read(struct in *in, double most)
{
	struct curve c = { 0 };
	struct slice line;
	bool first = true, headed = false;
	char separator = ' ';
	double x;

	while (in_line(in, &line)) {
		struct slice rest = slice_trim(line), energy, value;

		if (rest.n == 0 || *rest.p == '#')
			continue;
		if (first)
			separator = has(rest, '\t') ? '\t' : has(rest, ',') ? ',' : ' ';
		energy = next_word(&rest, separator);
		if (first && !num_read(energy.p, energy.n, &x)) {
			headed = true;
		} else {
			value = next_word(&rest, separator);
			if (!headed && slice_trim(rest).n > 0)
				in_die(in, "more than two fields");
			read_point(in, &c, energy, value, most);
		}
		first = false;
	}
	if (c.n == 0)
		die("%s: no rows", in->name);
	in_close(in);
	return c;
}

void spectra_write(struct sheet *s, const struct curve *c)
{
	for (size_t i = 0; i < c->n; i++) {
		sheet_number(s, c->energy[i]);
		sheet_number(s, c->value[i]);
		sheet_end(s);
	}
}

bool spectra_range(const char *text, double range[3])
{
	struct slice rest = slice_of(text), part;
	int n = 0;

	while (n < 3 && slice_cut(&rest, ':', &part) && num_read(part.p, part.n, range + n))
		n++;
	return n == 3 && rest.p == NULL && range[0] <= range[1];
}

/* ---- figures ---- */

const struct figure spectra_dio = {
	"ensemble/dio-aluminium.tsv", { 100, 1, 100, 10398 }, 104.971, 4e-5, 0.03 };
const struct figure spectra_rpc = {
	"ensemble/rpc-photon.tsv", { 5, 10, 100, 1345 }, INFINITY, 2e-6, 2e-6 };

struct curve spectra_built_in(const struct figure *figure)
{
	struct curve nodes = spectra_read(in_text(figure->name, share_file(figure->name)), INFINITY), c = { 0 };

	if (!curve_spline(&c, &nodes, figure->grid, figure->endpoint))
		die("%s: no spline through these nodes", figure->name);
	curve_free(&nodes);
	return c;
}

/* ---- elements ---- */

static void read_element(struct table *t, struct element *e)
{
	const struct { const char *name; double *member; double most; } cells[] = {
		{ "mass_fraction", &e->mass_fraction, INFINITY }, { "decay_fraction", &e->decay_fraction, 1 },
		{ "atomic_mass", &e->atomic_mass, INFINITY }, { "radius_pm", &e->radius_pm, INFINITY },
		{ "energy_scale", &e->energy_scale, INFINITY } };
	const struct slice symbol = table_text(t, table_column(t, "element"));

	*e = (struct element) { 0 };
	snprintf(e->symbol, sizeof e->symbol, "%.*s", (int)symbol.n, symbol.p);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		const int column = table_column(t, cells[i].name);

		*cells[i].member = table_number(t, column);
		if (!(*cells[i].member > 0 && *cells[i].member <= cells[i].most) || isinf(*cells[i].member))
			table_die(t, column, "out of range");
	}
}

struct element *spectra_elements(struct table *t, size_t *n, double *decays)
{
	static const char polyethylene[] = "ensemble/polyethylene.tsv";
	struct element *elements = NULL;
	size_t room = 0;

	if (t == NULL)
		t = table_open_text(polyethylene, share_file(polyethylene));
	for (*n = 0; table_next(t); (*n)++) {
		MEM_GROW(elements, *n, room);
		read_element(t, elements + *n);
	}
	table_close(t);
	*decays = elements_weigh(elements, *n);
	return elements;
}
