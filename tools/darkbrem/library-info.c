/* library-info - what is in a library of dark-bremsstrahlung events
 *
 * in     libraries as CSV (target_Z,incident_energy,recoil_energy,...), plain or gzip, with a header or without
 * out    a row per target and incident energy, ascending
 * exact  masses are medians of the squared masses of the events; what a library in six digits does not tell is missing
 * cost   about 0.6 us and 80 bytes an event
 * fails  as sort-library; events that cannot be are no failure, they are counted
 * source spec/darkbrem.md 4 to 6: five particles, the nucleus at rest before; centre = recoil + A'
 */
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/opt.h"
#include "data/library.h"
#include "prod/darkbrem.h"

static bool allow_empty;

static const struct tool tool = {
	.name = "library-info",
	.does = "Tell what a dark-bremsstrahlung library holds: targets, energies, events, masses.",
	.more = "Reads libraries as lhe2csv writes them, with their header or without; several files are taken as one library.\n"
	        "An event is suspect when six digits cannot be the reason that its recoil has the mass of neither lepton, or of another one than most events\n"
	        "of its group; that its A' has another mass than half of them; or that energy is not conserved: it takes\n"
	        "0 < recoil energy <= centre energy <= incident energy. A library is good for one lepton and one A', so both should be the same in all rows.",
	.out = (const struct column[]) {
		{ "target_Z", COUNT, NULL, "charge of the nucleus", false },
		{ "incident_energy_gev", NUMBER, "GeV", "total energy of the beam lepton", false },
		{ "events", COUNT, NULL, "of this target and energy", false },
		{ "recoil_energy_min_gev", NUMBER, "GeV", "lowest energy of the outgoing lepton", false },
		{ "recoil_energy_max_gev", NUMBER, "GeV", "highest", false },
		{ "lepton", TEXT, NULL, "electron or muon, whose mass most recoils have; missing when as many have either", false },
		{ "apmass_gev", NUMBER, "GeV", "of centre - recoil; missing when the digits do not tell", false },
		{ "suspect", COUNT, NULL, "events that cannot be", false },
		{ 0 } },
	.options = (const struct option_spec[]) {
		{ 0, "allow-empty", NULL, OPT_FLAG, &allow_empty, "take a file without events [die]" },
		{ 0 } },
	.example = "printf '%s\\n' 74,4,.47,.02,-.01,.469468,4,.01,.02,3.99812 74,3.6,.5,0,.01,.4999,3.6,.01,.01,3.59858 | library-info",
};

/* A number in six digits is off by this much of itself at most. */
static const double DIGITS = 5e-6;

/* A squared mass, and how far the digits can have moved it. */
struct mass2 {
	double value, error;
};

/* Of e, x, y, z; each is off by as much as its digits, or two numbers' when it is a difference, allow. */
static struct mass2 mass2_of(const double v[4], const double size[4])
{
	struct mass2 m = { v[0] * v[0] - v[1] * v[1] - v[2] * v[2] - v[3] * v[3], 0 };

	for (int i = 0; i < 4; i++)
		m.error += DIGITS * size[i] * (2 * fabs(v[i]) + DIGITS * size[i]);
	return m;
}

static struct mass2 recoil_mass2(const struct library_event *e)
{
	const double v[4] = { e->recoil_e, e->recoil_x, e->recoil_y, e->recoil_z };
	const double size[4] = { fabs(v[0]), fabs(v[1]), fabs(v[2]), fabs(v[3]) };

	return mass2_of(v, size);
}

static struct mass2 aprime_mass2(const struct library_event *e)
{
	const double v[4] = { e->centre_e - e->recoil_e, e->centre_x - e->recoil_x, e->centre_y - e->recoil_y, e->centre_z - e->recoil_z };
	const double size[4] = { fabs(e->centre_e) + fabs(e->recoil_e), fabs(e->centre_x) + fabs(e->recoil_x),
		fabs(e->centre_y) + fabs(e->recoil_y), fabs(e->centre_z) + fabs(e->recoil_z) };

	return mass2_of(v, size);
}

static bool can_be(struct mass2 m, double mass2)
{
	return fabs(m.value - mass2) <= m.error;
}

static bool energy_is_conserved(const struct library_event *e, double incident)
{
	const double rounding = 1 + 2 * DIGITS;

	return e->recoil_e > 0 && e->recoil_e <= e->centre_e * rounding && e->centre_e <= incident * rounding;
}

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The middle one of the events' squared masses: a few that are wrong do not move it. Its error is that of the median of a normal distribution,
 * which is wider than what the digits do. */
static struct mass2 median_aprime(const struct library_group *g)
{
	double *value = xmalloc(g->n * sizeof *value), error = 0;

	for (size_t i = 0; i < g->n; i++) {
		const struct mass2 m = aprime_mass2(&g->event[i]);
		value[i] = m.value;
		error += m.error / (double)g->n;
	}
	qsort(value, g->n, sizeof *value, by_value);
	const struct mass2 median = { value[g->n / 2], 1.25 * error / sqrt((double)g->n) };
	free(value);
	return median;
}

struct contents {
	double recoil_min, recoil_max;
	const struct lepton *lepton;     /* NULL: undecided */
	struct mass2 aprime;
	size_t suspect;
};

static const struct lepton *lepton_of(const struct library_group *g, const struct lepton leptons[2])
{
	size_t count[2] = { 0 };

	for (size_t i = 0; i < g->n; i++)
		for (int k = 0; k < 2; k++)
			count[k] += can_be(recoil_mass2(&g->event[i]), leptons[k].generator_mass * leptons[k].generator_mass);
	return count[0] == count[1] ? NULL : &leptons[count[1] > count[0]];
}

static bool is_lepton(const struct library_event *e, const struct lepton *lepton)
{
	return can_be(recoil_mass2(e), lepton->generator_mass * lepton->generator_mass);
}

static struct contents look(const struct library_group *g, const struct lepton leptons[2])
{
	struct contents c = { INFINITY, -INFINITY, lepton_of(g, leptons), median_aprime(g), 0 };

	for (size_t i = 0; i < g->n; i++) {
		const struct library_event *e = &g->event[i];
		const bool lepton = c.lepton ? is_lepton(e, c.lepton) : is_lepton(e, &leptons[0]) || is_lepton(e, &leptons[1]);
		const struct mass2 aprime = aprime_mass2(e);
		c.recoil_min = fmin(c.recoil_min, e->recoil_e);
		c.recoil_max = fmax(c.recoil_max, e->recoil_e);
		c.suspect += !(lepton && fabs(aprime.value - c.aprime.value) <= aprime.error + c.aprime.error && energy_is_conserved(e, g->energy));
	}
	return c;
}

static void write_group(struct sheet *s, const struct library_group *g, const struct contents *c)
{
	sheet_count(s, g->z);
	sheet_number(s, g->energy);
	sheet_count(s, g->n);
	sheet_number(s, c->recoil_min);
	sheet_number(s, c->recoil_max);
	if (c->lepton != NULL)
		sheet_text(s, c->lepton->name);
	else
		sheet_missing(s);
	sheet_known(s, c->aprime.value > 3 * c->aprime.error ? sqrt(c->aprime.value) : NAN);
	sheet_count(s, c->suspect);
	sheet_end(s);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	const struct lepton leptons[2] = { darkbrem_lepton("lepton", "electron"), darkbrem_lepton("lepton", "muon") };
	struct library l = library_open(tool_operands(), allow_empty);
	library_sort(&l);
	struct sheet *s = tool_sheet(&tool);
	for (size_t i = 0; i < l.n; i++) {
		const struct contents c = look(&l.group[i], leptons);
		write_group(s, &l.group[i], &c);
	}
	library_free(&l);
	return tool_end(&tool);
}
