#include "prod/ensemble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/share.h"
#include "data/simeff.h"
#include "prod/spectra.h"

struct ensemble {
	struct constants constants;
	struct efficiency rows[STAGES];
	char *trouble[STAGES];                      /* why a row cannot be used, or NULL */
	struct stops stops;
	struct spectrum dio, rpc;
	const struct figure *dio_from, *rpc_from;   /* NULL: full tables */
	struct curve ipa;                           /* threshold, efficiency */
	double ipa_relative;
	struct spectrum rmc;                        /* of the k_max and the arithmetic that were asked for last */
	double rmc_k_max;
	enum arithmetic rmc_arithmetic;
};

/* ---- constants ---- */

static void read_constants(struct constants *c, struct table *t)
{
	const int name = table_column(t, "name"), value = table_column(t, "value"), unit = table_column(t, "unit");
	const int relative = table_find(t, "relative_uncertainty");
	struct constants given = constants_unset();

	while (table_next(t)) {
		const char *wanted;
		char *text = table_dup(t, name);
		struct quantity *q = constants_named(c, text, &wanted), *seen = constants_named(&given, text, &wanted);

		if (q == NULL)
			table_die(t, name, "no such constant: '%s'", text);
		if (!isnan(seen->value))
			table_die(t, name, "repeated: '%s'", text);
		if (!slice_is(table_text(t, unit), wanted))
			table_die(t, unit, "%s is in %s", text, wanted);
		*q = *seen = (struct quantity) { table_number(t, value), table_number_or(t, relative, 0) };
		if (!(q->value >= 0) || isinf(q->value))
			table_die(t, value, "out of range");
		if (!(q->relative >= 0) || isinf(q->relative))
			table_die(t, relative, "out of range");
		free(text);
	}
	table_close(t);
}

static struct constants all_constants(const char *path)
{
	static const char built_in[] = "ensemble/constants.tsv";
	struct constants c = constants_unset();

	read_constants(&c, table_open_text(built_in, share_file(built_in)));
	if (constants_missing(&c) != NULL)
		die("%s: no row '%s'", built_in, constants_missing(&c));
	if (path != NULL)
		read_constants(&c, table_open(path));
	return c;
}

/* ---- efficiencies ---- */

static const char *const tags[STAGES] = {
	[STAGE_MU_BEAM] = "MuBeamCat", [STAGE_MU_STOPS] = "MuminusStopsCat", [STAGE_IPA_STOPS] = "IPAStopsCat",
	[STAGE_PI_BEAM] = "PiBeamCat", [STAGE_PI_STOPS] = "PiTargetStops", [STAGE_PI_FILTER] = "PiMinusFilter",
	[STAGE_PI_PHYSICAL] = "PhysicalPionStops", [STAGE_PI_SELECTED] = "PiSelectedLifetimeWeight_sampler" };

/* A row that is missing or repeated is none: nan in whatever it enters. */
static void find_row(struct ensemble *e, const struct simeff *s, enum stage stage)
{
	const struct simeff_row *again, *row = simeff_find(s, tags[stage], &again);
	const double usual = stage == STAGE_MU_STOPS ? e->constants.mu_stops_prescale.value : 1;

	e->rows[stage] = (struct efficiency) { NAN, NAN, NAN, usual };
	if (row == NULL)
		e->trouble[stage] = xprintf("no row '%s' in %s", tags[stage], s->name);
	else if (again != NULL)
		e->trouble[stage] = xprintf("%s:%llu repeats row '%s' of line %llu", s->name,
			(unsigned long long)again->line, tags[stage], (unsigned long long)row->line);
	else
		e->rows[stage] = (struct efficiency) { row->numerator, row->denominator, row->eff,
			isnan(row->prescale) ? usual : row->prescale };
}

static void set_prescale(struct ensemble *e, const char *item)
{
	const char *equals = strchr(item, '=');
	const struct slice tag = { item, equals ? (size_t)(equals - item) : 0 };
	double n;

	if (equals == NULL || !num_read(equals + 1, strlen(equals + 1), &n) || !(n >= 1) || isinf(n))
		die("--prescale: '%s' is not TAG=N with N >= 1", item);
	for (int i = 0; i < STAGES; i++)
		if (slice_is(tag, tags[i])) {
			e->rows[i].prescale = n;
			return;
		}
	die("--prescale: '%.*s' is no row that a process takes", (int)tag.n, tag.p);
}

static void read_efficiencies(struct ensemble *e, const struct ensemble_sources *sources)
{
	static const char shared[] = "ensemble/simefficiencies2.tsv";
	const char *path = sources->efficiencies;
	struct simeff *s = simeff_read(path ? in_open(path) : in_text(shared, share_file(shared)), sources->recompute);

	for (int i = 0; i < STAGES; i++)
		find_row(e, s, i);
	for (size_t i = 0; i < sources->prescales.n; i++)
		set_prescale(e, sources->prescales.item[i]);
	simeff_free(s);
	e->stops = stops_of(e->rows);
}

const char *ensemble_trouble(const struct ensemble *e, unsigned stages)
{
	for (int i = 0; i < STAGES; i++)
		if (e->trouble[i] != NULL && stages >> i & 1)
			return e->trouble[i];
	return NULL;
}

/* ---- spectra ---- */

/* Upstream's table is made of 100 thresholds from 50 to 100 MeV. */
static struct curve compose_ipa(const struct curve *dio)
{
	struct curve c = { 0 };
	double decays;
	size_t n;
	struct element *elements = spectra_elements(NULL, &n, &decays);

	if (!curve_thresholds(&c, dio, elements, n, 50, 100, 100))
		die("the DIO spectrum has no content");
	free(elements);
	return c;
}

static struct spectrum spectrum_from(const char *path, const struct figure *figure)
{
	return spectrum_of(path ? spectra_read(in_open(path), INFINITY) : spectra_built_in(figure));
}

static void read_spectra(struct ensemble *e, const struct ensemble_sources *sources)
{
	e->dio_from = sources->dio ? NULL : &spectra_dio;
	e->rpc_from = sources->rpc ? NULL : &spectra_rpc;
	e->dio = spectrum_from(sources->dio, e->dio_from);
	e->rpc = spectrum_from(sources->rpc, e->rpc_from);
	e->ipa = sources->ipa ? spectra_read(in_open(sources->ipa), 1) : compose_ipa(&e->dio.density);
	e->ipa_relative = sources->ipa == NULL && e->dio_from ? e->dio_from->relative : 0;
	e->rmc_k_max = NAN;
}

static struct quantity with_shape(double fraction, struct quantity shape, double relative)
{
	return (struct quantity) { fraction * shape.value, hypot(shape.relative, relative) };
}

static struct quantity tabulated(const struct spectrum *s, const struct figure *from, double e_min, struct quantity shape,
	const char **method)
{
	const bool at_top = e_min > s->density.energy[s->density.n - 1] - 0.5;
	const double relative = !from ? 0 : at_top ? from->relative_top : from->relative;

	*method = from ? "figure" : "table";
	return with_shape(spectrum_fraction(s, e_min, EDGE_CENTRE, EXACT), shape, relative);
}

/* Makes the RMC spectrum anew when another is asked for than last time. */
static bool make_rmc(struct ensemble *e, double k_max, enum arithmetic arithmetic)
{
	struct curve c = { 0 };

	if (k_max == e->rmc_k_max && arithmetic == e->rmc_arithmetic)
		return true;
	if (!curve_rmc(&c, k_max, arithmetic))
		return false;
	spectrum_free(&e->rmc);
	e->rmc = spectrum_of(c);
	e->rmc_k_max = k_max;
	e->rmc_arithmetic = arithmetic;
	return true;
}

static struct quantity closure(struct ensemble *e, const struct cut *cut, const char **method)
{
	const enum arithmetic arithmetic = cut->exact_edges ? EXACT : UPSTREAM;

	*method = cut->exact_edges ? "exact-edges" : "upstream-edges";
	if (!make_rmc(e, cut->k_max, arithmetic))
		return (struct quantity) { NAN, 0 };
	return with_shape(spectrum_fraction(&e->rmc, cut->e_min, EDGE_LOWER, arithmetic), e->constants.rmc_shape, 0);
}

static struct quantity absorber(const struct ensemble *e, const struct cut *cut, const char **method)
{
	const enum lookup how = cut->steps ? LOOKUP_STRICT_NEXT : cut->clamp ? LOOKUP_CLAMP : LOOKUP_LOG;

	*method = cut->steps ? "next-row" : cut->clamp && cut->e_min < e->ipa.energy[0] ? "clamped" : "interpolated";
	return with_shape(efficiency_at(&e->ipa, cut->e_min, how), e->constants.ipa_shape, e->ipa_relative);
}

struct quantity ensemble_fraction(struct ensemble *e, enum process process, const struct cut *cut, const char **method)
{
	switch (process) {
	case PROCESS_DIO:
		return tabulated(&e->dio, e->dio_from, cut->e_min, e->constants.dio_shape, method);
	case PROCESS_RPC:
		return tabulated(&e->rpc, e->rpc_from, cut->e_min, e->constants.rpc_shape, method);
	case PROCESS_RMC:
		return closure(e, cut, method);
	case PROCESS_IPA:
		return absorber(e, cut, method);
	default:
		*method = "-";
		return (struct quantity) { 1, 0 };
	}
}

/* ---- the whole ---- */

struct ensemble *ensemble_open(const struct ensemble_sources *sources)
{
	struct ensemble *e = xcalloc(1, sizeof *e);

	e->constants = all_constants(sources->constants);
	read_efficiencies(e, sources);
	read_spectra(e, sources);
	return e;
}

void ensemble_close(struct ensemble *e)
{
	for (int i = 0; i < STAGES; i++)
		free(e->trouble[i]);
	spectrum_free(&e->dio);
	spectrum_free(&e->rpc);
	spectrum_free(&e->rmc);
	curve_free(&e->ipa);
	free(e);
}

const struct constants *ensemble_constants(const struct ensemble *e)
{
	return &e->constants;
}

const struct stops *ensemble_stops(const struct ensemble *e)
{
	return &e->stops;
}

static const struct { const char *name; enum process process; int internal; } names[] = {
	{ "POT", PROCESS_POT, -1 }, { "DUTY", PROCESS_DUTY, -1 }, { "RMUE", PROCESS_RMUE, -1 },
	{ "CE", PROCESS_CE, -1 }, { "CeMLL", PROCESS_CE, -1 }, { "CEMLL", PROCESS_CE, -1 }, { "CeMLeadingLog", PROCESS_CE, -1 },
	{ "CePLL", PROCESS_CE, -1 }, { "CePLeadingLog", PROCESS_CE, -1 }, { "DIO", PROCESS_DIO, -1 },
	{ "RPC", PROCESS_RPC, -1 }, { "RPCInternal", PROCESS_RPC, 1 }, { "RPCExternal", PROCESS_RPC, 0 },
	{ "InternalRPC", PROCESS_RPC, 1 }, { "ExternalRPC", PROCESS_RPC, 0 },   /* as configurations of 2024 have them */
	{ "RMC", PROCESS_RMC, -1 }, { "RMCInternal", PROCESS_RMC, 1 }, { "RMCExternal", PROCESS_RMC, 0 },
	{ "IPAMichel", PROCESS_IPA, -1 }, { "CRY", PROCESS_COSMIC, -1 }, { "CRYCosmic", PROCESS_COSMIC, -1 },
	{ "CORSIKA", PROCESS_COSMIC, -1 }, { "CORSIKACosmic", PROCESS_COSMIC, -1 },
};

bool ensemble_process(struct slice name, enum process *process, int *internal)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_is(name, names[i].name)) {
			*process = names[i].process;
			*internal = names[i].internal;
			return true;
		}
	return false;
}
