/* normalize - expected events of Mu2e processes for a livetime
 *
 * in     one row per process: process, run_mode, livetime_s and what the process takes of model, pot_method, e_min_mev,
 *        internal, k_max_mev, rmue, n_signal; or one row made of options
 * out    the same rows and protons, stops, both livetimes, fraction above the cut, expected events and uncertainties
 * source spec/ensemble.md 2 to 4 and 9.1 (lib/phys/yield.h, lib/phys/spectrum.h); --compat: the quirks of Mu2e/Production
 * cost   one pass; a row costs a binary search and the printing of a dozen numbers, about 1 us
 * fails  unknown words, what a process needs and the row lacks, efficiency rows that are missing or repeated, an IPA cut
 *        below the table: file, line, column, status 2
 */
#include <math.h>
#include <stdio.h>

#include "core/die.h"
#include "core/opt.h"
#include "core/random.h"
#include "prod/ensemble.h"

/* What the options say of a row; it fills what the row leaves out. */
static struct {
	const char *process, *run_mode, *model, *pot_method;
	double livetime, e_min, t_min, k_max, rmue, n_signal;
	bool internal;
} filling = { .livetime = NAN, .e_min = NAN, .t_min = NAN, .k_max = NAN, .rmue = NAN, .n_signal = NAN };
static struct ensemble_sources sources;
static bool compat, exact_edges, clamp;
static const uint64_t no_seed = UINT64_MAX;
static uint64_t seed = UINT64_MAX;

static const char *const run_modes[] = { "1BB", "2BB", NULL };
static const char *const models[] = { "current", "seed2024", NULL };
static const char *const pot_methods[] = { "spill", "cycle", "cycle-wallclock", NULL };

static const struct tool tool = {
	.name = "normalize",
	.does = "Expected events of Mu2e processes for a livetime, with uncertainties.",
	.more =
		"Processes: POT (protons), DUTY (duty factor), CE (conversion electrons at --rmue), RMUE (the rate that gives\n"
		"n_signal of them), DIO, RPC, RMC, IPAMichel, CRY and CORSIKA (a livetime in s); or a data set that stands for one\n"
		"of them: CeMLL, CeMLeadingLog, CePLeadingLog, RPCInternal, RPCExternal, RMCInternal, RMCExternal, CRYCosmic,\n"
		"CORSIKACosmic.\n\n"
		"Models: current takes the livetime as time on spill; seed2024 as wall-clock time, its RPC and IPA yields need no\n"
		"e_min_mev. With --process there is one row, of options, and stdin is not read; without, options fill what rows\n"
		"leave out.\n\n"
		"expected_err is stat_err, param_err and spectrum_err in quadrature. Rows of one process (RPC internal and external, two\n"
		"run modes) share all of it, but for pot_err, which all rows of one run mode share; CE, DIO and RMC share mu_per_pot_err,\n"
		"the whole of their stat_err. When rows are summed, add what they share linearly and the rest in quadrature.\n\n"
		"This is the normalizations program of Mu2e/Production, without its quirks. With --compat RMC bin edges are binary\n"
		"numbers, so that 89.9 loses its bin; an IPA cut takes the strictly next row of its table, and 1 above it; an unknown\n"
		"run mode has the duty factor of 1BB; in seed2024 it has no protons, RPC and IPA ignore cuts, and IPA is always 1BB.",
	.in = (const struct column[]) {
		{ "process", TEXT, NULL, "see above", true },
		{ "run_mode", TEXT, NULL, "1BB or 2BB, booster batches per cycle", true },
		{ "livetime_s", NUMBER, "s", "on spill (current) or wall-clock (seed2024); not for DUTY", true },
		{ "model", TEXT, NULL, "current or seed2024", true },
		{ "pot_method", TEXT, NULL, "spill or cycle (current), cycle-wallclock (seed2024)", true },
		{ "e_min_mev", NUMBER, "MeV", "energy cut: DIO, RPC, RMC, IPAMichel", true },
		{ "internal", COUNT, NULL, "RPC, RMC: 1 internal conversion, 0 photon (when missing)", true },
		{ "k_max_mev", NUMBER, "MeV", "RMC: closure-approximation endpoint", true },
		{ "rmue", NUMBER, NULL, "CE: conversion rate", true },
		{ "n_signal", NUMBER, NULL, "RMUE: conversion electrons", true }, { 0 } },
	.out = (const struct column[]) {
		{ "pot", NUMBER, NULL, "protons on target", false },
		{ "stops", NUMBER, NULL, "stopped mu- (target; absorber for IPAMichel) or pi- (RPC)", false },
		{ "onspill_s", NUMBER, "s", "livetime on spill", false },
		{ "wallclock_s", NUMBER, "s", "livetime by the clock", false },
		{ "fraction", NUMBER, NULL, "of the spectrum above e_min_mev", false },
		{ "expected", NUMBER, NULL, "events; for POT, DUTY, RMUE, CRY, CORSIKA: protons, duty factor, rate, s", false },
		{ "expected_err", NUMBER, NULL, "its uncertainty", false },
		{ "stat_err", NUMBER, NULL, "part from simulation counts", false },
		{ "param_err", NUMBER, NULL, "part from constants", false },
		{ "spectrum_err", NUMBER, NULL, "part from the spectrum", false },
		{ "pot_err", NUMBER, NULL, "of param_err: protons, the same for all of a run mode", false },
		{ "mu_per_pot_err", NUMBER, NULL, "of stat_err: stopped mu- per proton (CE, RMUE, DIO, RMC)", false },
		{ "drawn", COUNT, NULL, "with --seed: Poisson draw", false },
		{ "method", TEXT, NULL, "model:pot_method:how the fraction was made", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'p', "process", "NAME", OPT_TEXT, &filling.process, "one row, of this process; stdin is not read" },
		{ 'm', "run-mode", "MODE", OPT_TEXT, &filling.run_mode, "1BB or 2BB" },
		{ 't', "livetime", "TIME", OPT_TIME_S, &filling.livetime, "7200, 2h, 1.5d, 1w" },
		{ 0, "model", "MODEL", OPT_TEXT, &filling.model, "current or seed2024 [current]" },
		{ 0, "pot-method", "METHOD", OPT_TEXT, &filling.pot_method, "spill or cycle; seed2024: cycle-wallclock [spill]" },
		{ 0, "e-min", "MEV", OPT_NUMBER, &filling.e_min, "energy cut" },
		{ 0, "t-min", "NS", OPT_NUMBER, &filling.t_min, "stays in the row: the pion samples have the time cut already" },
		{ 0, "internal", NULL, OPT_FLAG, &filling.internal, "internal conversion of the photon" },
		{ 0, "k-max", "MEV", OPT_NUMBER, &filling.k_max, "RMC endpoint [90.1, a constant]" },
		{ 0, "rmue", "RATE", OPT_NUMBER, &filling.rmue, "conversion rate" },
		{ 0, "n-signal", "N", OPT_NUMBER, &filling.n_signal, "conversion electrons" },
		{ 'e', "efficiencies", "FILE", OPT_FILE, &sources.efficiencies, "SimEfficiencies2: CSV or TSV [built in]" },
		ENSEMBLE_OPTIONS(sources),
		{ 0, "dio-table", "FILE", OPT_FILE, &sources.dio, "full DIO spectrum [built-in figure, good to 4e-5]" },
		{ 0, "rpc-table", "FILE", OPT_FILE, &sources.rpc, "full RPC photon spectrum [built-in figure, good to 2e-6]" },
		{ 0, "ipa-table", "FILE", OPT_FILE, &sources.ipa, "IPA decays above a threshold [composed from the DIO spectrum]" },
		{ 0, "compat", NULL, OPT_FLAG, &compat, "with the quirks of upstream, see above" },
		{ 0, "exact-edges", NULL, OPT_FLAG, &exact_edges, "decimal RMC bin edges even with --compat [without it, always]" },
		{ 0, "clamp", NULL, OPT_FLAG, &clamp, "an IPA cut below the table takes its first efficiency [dies]" },
		{ 0, "seed", "N", OPT_COUNT, &seed, "a column of Poisson draws, from N, process and row number [no draws]" },
		{ 0 } },
	.example = "normalize --process DIO --run-mode 1BB --livetime 2h --e-min 95\n"
	           "printf 'process\\trun_mode\\te_min_mev\\nRPCExternal\\t2BB\\t50\\n' | normalize --livetime 2h --seed 1",
};

static struct { int process, run_mode, livetime, model, pot_method, e_min, internal, k_max, rmue, n_signal; } in;
static struct {
	int pot, stops, onspill, wallclock, fraction, expected, drawn, method;
	int err, stat, param, spectrum, pot_err, mu_err;
} out;

static void find_columns(struct table *t)
{
	in.process = table_find(t, "process");
	in.run_mode = table_find(t, "run_mode");
	in.livetime = table_find(t, "livetime_s");
	in.model = table_find(t, "model");
	in.pot_method = table_find(t, "pot_method");
	in.e_min = table_find(t, "e_min_mev");
	in.internal = table_find(t, "internal");
	in.k_max = table_find(t, "k_max_mev");
	in.rmue = table_find(t, "rmue");
	in.n_signal = table_find(t, "n_signal");
	out.pot = table_append(t, "pot");
	out.stops = table_append(t, "stops");
	out.onspill = table_append(t, "onspill_s");
	out.wallclock = table_append(t, "wallclock_s");
	out.fraction = table_append(t, "fraction");
	out.expected = table_append(t, "expected");
	out.err = table_append(t, "expected_err");
	out.stat = table_append(t, "stat_err");
	out.param = table_append(t, "param_err");
	out.spectrum = table_append(t, "spectrum_err");
	out.pot_err = table_append(t, "pot_err");
	out.mu_err = table_append(t, "mu_per_pot_err");
	out.drawn = seed == no_seed ? -1 : table_append(t, "drawn");
	out.method = table_append(t, "method");
}

/* The cell, or what the option says; empty when neither is there. */
static struct slice text_or(const struct table *t, int column, const char *option)
{
	return table_missing(t, column) ? slice_of(option ? option : "") : table_text(t, column);
}

/* The number that the process needs; not negative, finite. */
static double needed(struct table *t, int column, const char *name, double option)
{
	const double x = table_number_or(t, column, option);

	if (isnan(x) && table_missing(t, column))
		table_die(t, column, "missing: this process needs %s", name);
	if (!(x >= 0 && x < INFINITY))
		table_die(t, column, "%s", x < 0 ? "negative" : "not finite");
	return x;
}

/* The number of a word, or -1. */
static int word(struct slice text, const char *const words[])
{
	for (int i = 0; words[i] != NULL; i++)
		if (slice_is(text, words[i]))
			return i;
	return -1;
}

static int known(struct table *t, int column, struct slice text, const char *const words[])
{
	const int i = word(text, words);
	const char *what = words == models ? "model" : words == run_modes ? "run mode" : "method";

	if (text.n == 0)
		table_die(t, column, "missing: every process needs a %s", what);
	if (i < 0)
		table_die(t, column, "unknown %s: '%.*s'", what, (int)text.n, text.p);
	return i;
}

static void read_protons(struct table *t, struct request *r)
{
	const struct slice mode = text_or(t, in.run_mode, filling.run_mode), model = text_or(t, in.model, filling.model);
	const struct slice method = text_or(t, in.pot_method, filling.pot_method);
	int known_mode;

	r->model = model.n == 0 ? MODEL_CURRENT : known(t, in.model, model, models);
	known_mode = word(mode, run_modes);
	if (known_mode < 0 && !(compat && (r->process == PROCESS_DUTY || r->model == MODEL_SEED2024)))
		known(t, in.run_mode, mode, run_modes);
	r->mode = known_mode < 0 ? MODE_UNKNOWN : (enum run_mode)known_mode;
	r->method = r->model == MODEL_SEED2024 ? POT_CYCLE_WALLCLOCK : POT_SPILL;
	if (method.n > 0)
		r->method = known(t, in.pot_method, method, pot_methods);
	if ((r->method == POT_CYCLE_WALLCLOCK) != (r->model == MODEL_SEED2024))
		table_die(t, in.pot_method, "'%s' is no method of model %s", pot_methods[r->method], models[r->model]);
}

static bool is_internal(struct table *t, int named)
{
	const uint64_t column = table_count_or(t, in.internal, named >= 0 ? (uint64_t)named : filling.internal);

	if (column > 1)
		table_die(t, in.internal, "neither 0 nor 1");
	if (named >= 0 && column != (uint64_t)named)
		table_die(t, in.internal, "contradicts the process");
	return column;
}

static struct request read_request(struct table *t)
{
	const struct slice name = text_or(t, in.process, filling.process);
	struct request r = { .upstream = compat };
	int internal;

	if (name.n == 0)
		table_die(t, in.process, "missing");
	if (!ensemble_process(name, &r.process, &internal))
		table_die(t, in.process, "unknown process: '%.*s'", (int)name.n, name.p);
	read_protons(t, &r);
	r.livetime = r.process == PROCESS_DUTY ? table_number_or(t, in.livetime, filling.livetime)
		: needed(t, in.livetime, "livetime_s", filling.livetime);
	if (r.process == PROCESS_RPC || r.process == PROCESS_RMC)
		r.internal = is_internal(t, internal);
	if (r.process == PROCESS_CE)
		r.rmue = needed(t, in.rmue, "rmue", filling.rmue);
	if (r.process == PROCESS_RMUE)
		r.n_signal = needed(t, in.n_signal, "n_signal", filling.n_signal);
	return r;
}

/* The fraction above the cut, or 1 where seed2024 has none. */
static struct quantity fraction_of(struct table *t, struct ensemble *e, const struct request *r, const char **method)
{
	const double k_max = ensemble_constants(e)->rmc_k_max.value;
	struct cut cut = { .exact_edges = exact_edges || !compat, .steps = compat, .clamp = clamp };
	struct quantity fraction;

	if (r->model == MODEL_SEED2024 && (r->process == PROCESS_RPC || r->process == PROCESS_IPA) &&
			(compat || isnan(table_number_or(t, in.e_min, filling.e_min)))) {
		*method = "no-cut";
		return (struct quantity) { 1, 0 };
	}
	if (r->process == PROCESS_DIO || r->process == PROCESS_RPC || r->process == PROCESS_RMC || r->process == PROCESS_IPA)
		cut.e_min = needed(t, in.e_min, "e_min_mev", filling.e_min);
	if (r->process == PROCESS_RMC)
		cut.k_max = table_number_or(t, in.k_max, isnan(filling.k_max) ? k_max : filling.k_max);
	fraction = ensemble_fraction(e, r->process, &cut, method);
	if (isnan(fraction.value))
		table_die(t, r->process == PROCESS_RMC ? in.k_max : in.e_min, r->process == PROCESS_RMC ? "out of range" :
			"below the table of efficiencies (--clamp takes its first)");
	if (r->process == PROCESS_RMC && cut.e_min < 57)
		table_warn(t, in.e_min, "the RMC rate was measured above 57 MeV: photons below are not counted");
	if (compat && r->process == PROCESS_IPA && fraction.value == 1)
		table_warn(t, in.e_min, "above the table of efficiencies: fraction 1, as upstream");
	return fraction;
}

static void set_uncertainty(struct table *t, const struct estimate *n)
{
	table_set(t, out.err, n->value * estimate_relative(n));
	table_set(t, out.stat, n->value * n->stat);
	table_set(t, out.param, n->value * n->param);
	table_set(t, out.spectrum, n->value * n->shape);
	table_set(t, out.pot_err, n->value * n->pot);
	table_set(t, out.mu_err, n->value * n->mu_per_pot);
}

/* A count of events fluctuates; protons, rates and livetimes do not. */
static void draw(struct table *t, const struct request *r, double mean)
{
	const struct slice name = text_or(t, in.process, filling.process);
	char purpose[64];

	if (r->process < PROCESS_CE || r->process == PROCESS_RMUE || r->process == PROCESS_COSMIC)
		return;
	if (!(mean < 0x1p53))
		table_die(t, -1, "too many events to draw: %.3g", mean);
	/* by name, too: rows that are made one at a time by options are all the first */
	snprintf(purpose, sizeof purpose, "normalize %.*s", (int)name.n, name.p);
	struct random stream = random_stream(seed, purpose, table_rows(t));
	table_set_count(t, out.drawn, random_poisson(&stream, mean));
}

static void set_if(struct table *t, int column, double x)
{
	if (!isnan(x))
		table_set(t, column, x);
}

static void normalize(struct table *t, struct ensemble *e)
{
	const struct constants *c = ensemble_constants(e);
	struct request r = read_request(t);
	const char *trouble = ensemble_trouble(e, yield_stages(&r)), *how;
	struct estimate n;
	static char method[80];

	if (trouble != NULL)
		table_die(t, in.process, "%s", trouble);
	r.fraction = fraction_of(t, e, &r, &how);
	n = yield_expected(c, ensemble_stops(e), &r);
	if (isnan(n.value))
		table_die(t, -1, "no yield can be computed from this row and these efficiencies");
	set_if(t, out.pot, yield_pot(c, &r).value);
	set_if(t, out.stops, yield_stops(c, ensemble_stops(e), &r));
	set_if(t, out.onspill, yield_onspill(c, &r));
	set_if(t, out.wallclock, yield_wallclock(c, &r));
	if (*how != '-')
		table_set(t, out.fraction, r.fraction.value);
	table_set(t, out.expected, n.value);
	set_uncertainty(t, &n);
	if (seed != no_seed)
		draw(t, &r, n.value);
	snprintf(method, sizeof method, "%s:%s:%s", models[r.model], pot_methods[r.method], how);
	table_set_text(t, out.method, method);
	table_write(t);
}

/* The one row that --process asks for. */
static struct table *row_of_options(void)
{
	const struct { const char *name; double value; } numbers[] = {
		{ "livetime_s", filling.livetime }, { "e_min_mev", filling.e_min }, { "t_min_ns", filling.t_min },
		{ "k_max_mev", filling.k_max }, { "rmue", filling.rmue }, { "n_signal", filling.n_signal } };
	struct buf header = { 0 }, row = { 0 };

	if (tool_operand_count() > 0)
		die("--process makes the one row: '%s' is too many", tool_operand(0, "FILE"));
	tool_cell(&header, &row, "process", filling.process);
	tool_cell(&header, &row, "run_mode", filling.run_mode);
	tool_cell(&header, &row, "model", filling.model);
	tool_cell(&header, &row, "pot_method", filling.pot_method);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (!isnan(numbers[i].value))
			tool_cell_number(&header, &row, numbers[i].name, numbers[i].value);
	tool_cell(&header, &row, "internal", filling.internal ? "1" : NULL);
	buf_printf(&header, "\n%s\n", buf_text(&row));
	return tool_filter_text(&tool, buf_slice(&header));
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	struct ensemble *e = ensemble_open(&sources);
	struct table *t = filling.process ? row_of_options() : tool_filter(&tool);

	find_columns(t);
	while (table_next(t))
		normalize(t, e);
	ensemble_close(e);
	return tool_end(&tool);
}
