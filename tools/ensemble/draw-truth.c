/* draw-truth - draw the hidden parameters of pseudo-experiments
 *
 * in     options only
 * out    one row per experiment: livetime, conversion rates, RMC endpoint, and the settings that go with them
 * source Mu2e/Production bec71a5f (2021), closed ensembles; spec/ensemble.md 7.7: livetime = largest * U(0.9, 1) by the clock, log10 of
 *        both rates uniform, k_max uniform; job seeds by hashing (8), not 0..10000
 * cost   a dozen random numbers an experiment, all rows in memory (--ensure looks at all)
 * fails  a range that goes beyond what closed ensembles were normalised for: rmue 2e-13, k_max 91 MeV
 *
 * Numbers are a function of (seed, experiment), so experiment 3 is the same among 3 and among 10, but for --ensure, which looks at all.
 * Whoever knows the seed knows the truth: --entropy for everything that is to be blind.
 */
#include <math.h>
#include <string.h>

#include "core/die.h"
#include "core/entropy.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/random.h"
#include "prod/ensemble.h"
#include "prod/seed.h"

static const char *preset = "one-week", *process = "CeMLeadingLog", *run_mode = "1BB", *tag = "closed";
static const char *rmue_range, *rmup_range, *k_max_range = "89:91";
static double livetime_s = NAN, dem_emin_mev = 93, dep_emin_mev = 83, t_min_ns = 400;
static uint64_t experiments = 3, run = 1430, seed = 1;
static bool ensure, use_entropy;
static struct ensemble_sources sources;

static const struct tool tool = {
	.name = "draw-truth",
	.does = "Draw the hidden parameters of pseudo-experiments.",
	.more =
		"Presets, of closed ensembles in 2021: one-week has log10 of both rates in -14:-12.8 and at most 120 h of livetime (6 days of\n"
		"20 h), one-month -14.6:-13.4 and four times that. Rows go through normalize to inject-signal, and to blind.",
	.operands = "",
	.out = (const struct column[]) {
		{ "experiment", COUNT, NULL, "from 1", false },
		{ "process", TEXT, NULL, "the signal, for normalize", false },
		{ "run_mode", TEXT, NULL, "1BB or 2BB", false },
		{ "wallclock_s", NUMBER, "s", "livetime by the clock: 0.9 to 1 of the largest", false },
		{ "livetime_s", NUMBER, "s", "the same on spill: times the duty factor", false },
		{ "rmue", NUMBER, NULL, "conversion rate to e-", false },
		{ "rmup", NUMBER, NULL, "conversion rate to e+", false },
		{ "k_max_mev", NUMBER, "MeV", "endpoint of the RMC photon spectrum", false },
		{ "dem_emin_mev", NUMBER, "MeV", "generated e- momentum, smallest", false },
		{ "dep_emin_mev", NUMBER, "MeV", "generated e+ momentum, smallest", false },
		{ "t_min_ns", NUMBER, "ns", "generated pion time, smallest", false },
		{ "nominal_s", NUMBER, "s", "0.95 of the largest livetime: what may be told", false },
		{ "run", COUNT, NULL, "run number", false },
		{ "seed", COUNT, NULL, "of the experiment's jobs", false },
		{ "truth_seed", COUNT, NULL, "of this draw", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'n', "experiments", "N", OPT_COUNT, &experiments, "pseudo-experiments [3]" },
		{ 0, "preset", "NAME", OPT_TEXT, &preset, "one-week or one-month: rates and livetime [one-week]" },
		{ 't', "livetime", "TIME", OPT_TIME_S, &livetime_s, "the largest, by the clock: 432000, 120h, 5d [of the preset]" },
		{ 0, "rmue", "LOW:HIGH", OPT_TEXT, &rmue_range, "range of log10(rmue) [of the preset]" },
		{ 0, "rmup", "LOW:HIGH", OPT_TEXT, &rmup_range, "range of log10(rmup) [of the preset]" },
		{ 0, "k-max", "LOW:HIGH", OPT_TEXT, &k_max_range, "range of the RMC endpoint, MeV [89:91]" },
		{ 0, "ensure", NULL, OPT_FLAG, &ensure, "if no rmue is in the upper 0.3 of its range (one-week: above 10^-13.1), one at random is moved there; "
		  "so for rmup" },
		{ 'p', "process", "NAME", OPT_TEXT, &process, "name of the signal [CeMLeadingLog]" },
		{ 'm', "run-mode", "MODE", OPT_TEXT, &run_mode, "1BB or 2BB [1BB]" },
		{ 0, "constants", "FILE", OPT_FILE, &sources.constants, "TSV name, value, unit: replaces those it names (duty_factor_1bb) [built in]" },
		{ 0, "dem-emin", "MEV", OPT_NUMBER, &dem_emin_mev, "is kept in the row [93]" },
		{ 0, "dep-emin", "MEV", OPT_NUMBER, &dep_emin_mev, "is kept in the row [83]" },
		{ 0, "t-min", "NS", OPT_NUMBER, &t_min_ns, "is kept in the row [400]" },
		{ 0, "run", "N", OPT_COUNT, &run, "run number [1430]" },
		{ 0, "tag", "TAG", OPT_TEXT, &tag, "of the ensemble: job seeds depend on it [closed]" },
		{ 0, "seed", "N", OPT_COUNT, &seed, "of the draw [1]" },
		{ 0, "entropy", NULL, OPT_FLAG, &use_entropy, "a seed that nobody can guess, from the system; it is kept in the row" },
		{ 0 } },
	.example = "draw-truth --experiments 5 --ensure\n"
	           "draw-truth --entropy --preset one-month --run-mode 2BB -o truth.tsv",
};

struct range {
	double low, high;
};

struct truth {
	double wallclock_s, log_rmue, log_rmup, k_max_mev;
};

static const double largest_rmue = 2e-13, largest_k_max_mev = 91, ensured = 0.3;

static struct range read_range(const char *option, const char *text)
{
	const char *colon = strchr(text, ':');
	struct range r;

	if (colon == NULL || !num_read(text, (size_t)(colon - text), &r.low) || !num_read(colon + 1, strlen(colon + 1), &r.high) ||
			!(r.low <= r.high) || isinf(r.low) || isinf(r.high))
		die("--%s: '%s' is not LOW:HIGH", option, text);
	return r;
}

static double draw_in(struct random *r, struct range range)
{
	return range.low + random_uniform(r) * (range.high - range.low);
}

static struct truth draw(uint64_t experiment, struct range rmue, struct range rmup, struct range k_max)
{
	struct random r = random_stream(seed, "truth", experiment);
	struct truth t;

	t.wallclock_s = livetime_s * draw_in(&r, (struct range) { 0.9, 1 });
	t.log_rmue = draw_in(&r, rmue);
	t.log_rmup = draw_in(&r, rmup);
	t.k_max_mev = draw_in(&r, k_max);
	return t;
}

/* Unless one of the n values, stride bytes apart, lies in the upper part of the range, one at random is drawn anew from there. */
static void ensure_one(double *value, size_t stride, uint64_t n, struct range range, const char *purpose)
{
	const struct range upper = { fmax(range.low, range.high - ensured), range.high };
	struct random r = random_stream(seed, purpose, 0);

	for (uint64_t i = 0; i < n; i++)
		if (*(double *)(void *)((char *)value + i * stride) > upper.low)
			return;
	*(double *)(void *)((char *)value + random_below(&r, n) * stride) = draw_in(&r, upper);
}

static struct truth *draw_all(void)
{
	struct truth *all = xcalloc(experiments, sizeof *all);
	const struct range rmue = read_range("rmue", rmue_range), rmup = read_range("rmup", rmup_range);
	const struct range k_max = read_range("k-max", k_max_range);

	if (pow(10, rmue.high) > largest_rmue)
		die("--rmue: up to 10^%g, beyond %g", rmue.high, largest_rmue);
	if (k_max.high > largest_k_max_mev)
		die("--k-max: up to %g MeV, beyond %g MeV", k_max.high, largest_k_max_mev);
	for (uint64_t i = 0; i < experiments; i++)
		all[i] = draw(i + 1, rmue, rmup, k_max);
	if (ensure) {
		ensure_one(&all->log_rmue, sizeof *all, experiments, rmue, "truth rmue");
		ensure_one(&all->log_rmup, sizeof *all, experiments, rmup, "truth rmup");
	}
	return all;
}

static void write_row(struct sheet *s, const struct truth *t, uint64_t experiment, double duty_factor)
{
	sheet_count(s, experiment);
	sheet_text(s, process);
	sheet_text(s, run_mode);
	sheet_number(s, t->wallclock_s);
	sheet_number(s, t->wallclock_s * duty_factor);
	sheet_number(s, pow(10, t->log_rmue));
	sheet_number(s, pow(10, t->log_rmup));
	sheet_number(s, t->k_max_mev);
	sheet_number(s, dem_emin_mev);
	sheet_number(s, dep_emin_mev);
	sheet_number(s, t_min_ns);
	sheet_number(s, 0.95 * livetime_s);
	sheet_count(s, run);
	sheet_count(s, job_seed(tag, seed, experiment));
	sheet_count(s, seed);
	sheet_end(s);
}

/* What the options leave open. */
static void apply_preset(void)
{
	static const char *const names[] = { "one-week", "one-month", NULL };
	static const struct { const char *rates; double livetime_s; } presets[] = { { "-14:-12.8", 432000 }, { "-14.6:-13.4", 1728000 } };
	const int i = opt_word("preset", preset, names);

	rmue_range = rmue_range ? rmue_range : presets[i].rates;
	rmup_range = rmup_range ? rmup_range : presets[i].rates;
	livetime_s = isnan(livetime_s) ? presets[i].livetime_s : livetime_s;
	if (experiments == 0 || experiments > 1000000)
		die("--experiments: %llu is not within 1 and 1000000", (unsigned long long)experiments);
	if (use_entropy)
		entropy(&seed, sizeof seed);
}

int main(int argc, char **argv)
{
	static const char *const modes[] = { [MODE_1BB] = "1BB", [MODE_2BB] = "2BB", [MODE_UNKNOWN] = NULL };

	tool_options(&tool, argc, argv);
	apply_preset();
	struct ensemble *e = ensemble_open(&sources);
	const double duty_factor = ensemble_constants(e)->mode[opt_word("run-mode", run_mode, modes)].duty_factor.value;
	struct truth *all = draw_all();
	struct sheet *s = tool_sheet(&tool);
	for (uint64_t i = 0; i < experiments; i++)
		write_row(s, &all[i], i + 1, duty_factor);
	ensemble_close(e);
	return tool_end(&tool);
}
