/* yield - checks of lib/phys/yield against published values and closed forms: `yield NAME` says what differs and
 * returns 1 */
#include "phys/yield.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int wrong;
static struct constants constants;
static struct stops stops;

static void expect(const char *what, double got, double wanted, double tolerance)
{
	if (got == wanted || fabs(got - wanted) <= tolerance * fabs(wanted) || (isnan(got) && isnan(wanted)))
		return;
	printf("%s: %.17g instead of %.17g\n", what, got, wanted);
	wrong = 1;
}

static struct quantity *constant(const char *name)
{
	const char *unit;

	return constants_named(&constants, name, &unit);
}

/* spec/ensemble.md 2 and the counts of its section 3. */
static void begin(void)
{
	static const struct { const char *name; double value; } values[] = {
		{ "duty_factor_1bb", 0.323 }, { "duty_factor_2bb", 0.246 }, { "protons_per_pulse_1bb", 1.58e7 },
		{ "protons_per_pulse_2bb", 3.93e7 }, { "protons_per_cycle_1bb", 4e12 }, { "protons_per_cycle_2bb", 8e12 },
		{ "cycle_1bb", 1.33 }, { "cycle_2bb", 1.4 }, { "pulse_spacing", 1.695e-6 }, { "captures_per_mu", 0.609 },
		{ "dio_per_mu", 0.391 }, { "rmc_per_capture", 1.43e-5 }, { "rpc_per_pi", 0.0215 }, { "rmc_internal", 0.0069 },
		{ "rpc_internal", 0.0069 }, { "ipa_decays_per_mu", 0.9299 }, { "seed2024_ipa_decays_per_mu", 0.92 },
		{ "seed2024_pi_beam", 0.01337 }, { "seed2024_pi_stops", 0.1670 }, { "seed2024_pi_stop_events", 1287106 },
		{ "seed2024_pi_in_time", 83146 }, { "seed2024_pi_weight_total", 1148 }, { "seed2024_pi_weight_selected", 0.178864 } };
	const struct efficiency rows[STAGES] = {
		[STAGE_MU_BEAM] = { 213816, 1e8, 0.00213816, 1 }, [STAGE_MU_STOPS] = { 1435092, 4e9, 0.000358773, 1000 },
		[STAGE_IPA_STOPS] = { 22519, 3584800000, 22519 / 3584800000., 1 }, [STAGE_PI_BEAM] = { 1880093, 1e9, 0.001880093, 1 },
		[STAGE_PI_STOPS] = { 41324703, 8e7, 0.5165587875, 1 }, [STAGE_PI_FILTER] = { 6634478, 41324703, 0.160545086071157, 1 },
		[STAGE_PI_PHYSICAL] = { 0, 1e10, 0, 1 }, [STAGE_PI_SELECTED] = { 0, 0, 2393.604874, 1 } };

	constants = constants_unset();
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		constant(values[i].name)->value = values[i].value;
	stops = stops_of(rows);
}

static const struct quantity all = { 1, 0 };

static double current(enum process process, enum run_mode mode, enum pot_method method, double livetime)
{
	const struct request r = { .process = process, .mode = mode, .method = method, .livetime = livetime, .rmue = 1e-13,
		.n_signal = 25, .fraction = all };

	return yield_expected(&constants, &stops, &r).value;
}

static double seed2024(enum process process, enum run_mode mode, bool upstream)
{
	const struct request r = { .process = process, .model = MODEL_SEED2024, .mode = mode, .method = POT_CYCLE_WALLCLOCK,
		.livetime = 60, .rmue = 1e-13, .fraction = all, .upstream = upstream };

	return yield_expected(&constants, &stops, &r).value;
}

static void names(void)
{
	struct constants c = constants_unset();
	const char *unit = NULL;

	expect("unset", constants_missing(&c) != NULL, 1, 0);
	expect("unknown", constants_named(&c, "speed_of_light", &unit) == NULL, 1, 0);
	expect("known", constants_named(&c, "cycle_2bb", &unit) == &c.mode[MODE_2BB].cycle, 1, 0);
	expect("its unit", strcmp(unit, "s"), 0, 0);
}

/* The rates that upstream prints, and its own demand that two ways to count protons agree. */
static void pot(void)
{
	expect("1BB", current(PROCESS_POT, MODE_1BB, POT_SPILL, 1), 9.32153392330e12, 1e-12);
	expect("2BB", current(PROCESS_POT, MODE_2BB, POT_SPILL, 1), 2.31858407080e13, 2e-12);
	expect("1BB by cycles", current(PROCESS_POT, MODE_1BB, POT_CYCLE, 1), 9.32153392330e12, 0.0012);
	expect("2BB by cycles", current(PROCESS_POT, MODE_2BB, POT_CYCLE, 1), 2.31858407080e13, 0.002);
	expect("none", current(PROCESS_POT, MODE_2BB, POT_SPILL, 0), 0, 0);
	expect("no time before zero", current(PROCESS_POT, MODE_1BB, POT_SPILL, -1), NAN, 0);
	expect("unknown mode", current(PROCESS_POT, MODE_UNKNOWN, POT_SPILL, 1), NAN, 0);
	expect("method of the other model", current(PROCESS_POT, MODE_1BB, POT_CYCLE_WALLCLOCK, 1), NAN, 0);
}

/* closed2021: protons in a year = 365*86400/1695e-9*0.25*3.9e7. */
static void year(void)
{
	constant("protons_per_pulse_2bb")->value = 3.9e7;
	expect("year", current(PROCESS_POT, MODE_2BB, POT_SPILL, 365 * 86400 * 0.25), 365 * 86400 / 1695e-9 * 0.25 * 3.9e7, 1e-14);
}

static void two_models(void)
{
	expect("1BB", current(PROCESS_POT, MODE_1BB, POT_CYCLE, 60), seed2024(PROCESS_POT, MODE_1BB, false) / 0.323, 1e-14);
	expect("2BB", current(PROCESS_POT, MODE_2BB, POT_CYCLE, 60), seed2024(PROCESS_POT, MODE_2BB, false) / 0.246, 1e-14);
	expect("cosmics on spill", current(PROCESS_COSMIC, MODE_1BB, POT_SPILL, 60), 60, 0);
	expect("cosmics by duty", seed2024(PROCESS_COSMIC, MODE_1BB, false), 60 * 0.323, 0);
}

static void two_times(void)
{
	struct request r = { .mode = MODE_2BB, .livetime = 246 };

	expect("on spill", yield_onspill(&constants, &r), 246, 0);
	expect("wall clock", yield_wallclock(&constants, &r), 1000, 1e-15);
	r.model = MODEL_SEED2024;
	expect("on spill 2024", yield_onspill(&constants, &r), 246 * 0.246, 1e-15);
	expect("wall clock 2024", yield_wallclock(&constants, &r), 246, 0);
}

static void quirks(void)
{
	const struct request duty = { .process = PROCESS_DUTY, .mode = MODE_UNKNOWN };
	struct request upstream = duty;

	upstream.upstream = true;
	expect("duty factor", yield_expected(&constants, &stops, &duty).value, NAN, 0);
	expect("duty factor upstream", yield_expected(&constants, &stops, &upstream).value, 0.323, 0);
	expect("protons", seed2024(PROCESS_POT, MODE_UNKNOWN, false), NAN, 0);
	expect("protons upstream", seed2024(PROCESS_POT, MODE_UNKNOWN, true), 0, 0);
	expect("absorber", seed2024(PROCESS_IPA, MODE_2BB, false), seed2024(PROCESS_IPA, MODE_1BB, false) * 2 / 1.4 * 1.33, 1e-14);
	expect("absorber upstream", seed2024(PROCESS_IPA, MODE_2BB, true), seed2024(PROCESS_IPA, MODE_1BB, false), 0);
}

/* spec/ensemble.md 3. */
static void stopped(void)
{
	expect("mu-", stops.mu_per_pot.value, 7.6711407768e-4, 1e-12);
	expect("pi-", stops.pi_per_pot.value, 9.711785604672e-4, 1e-12);
	expect("absorber", stops.ipa_per_pot.value, 1.34314954920777e-8, 1e-12);
	expect("filter", stops.pi_filter.value, 0.160545086071, 1e-11);
	expect("survival", stops.pi_survival.value, 2.393604874e-7, 1e-12);
}

static struct rate resampled(double parents, double trials, double kept, double prescale)
{
	const struct efficiency rows[STAGES] = { [STAGE_MU_BEAM] = { parents, parents, 1, 1 },
		[STAGE_MU_STOPS] = { kept, trials, kept / trials, prescale } };

	return stops_of(rows).mu_per_pot;   /* the beam stage keeps all, so it adds nothing */
}

/* A beam stage without loss shows the resampled one alone. */
static void counting(void)
{
	const struct efficiency half = { 50, 100, 0.5, 1 }, none = { 0, 100, 0, 1 }, unknown = { 0, 0, 0.5, 1 };

	expect("binomial", efficiency_stat(&half), sqrt(100 * 0.5 * 0.5) / 50, 1e-15);
	expect("nothing kept", efficiency_stat(&none), NAN, 0);
	expect("not counted", efficiency_stat(&unknown), NAN, 0);
	expect("each parent once", resampled(100, 100, 50, 1).stat, 0.1, 1e-14);
	expect("never better than its parents", resampled(100, 1e12, 1e10, 1).stat, 0.1, 1e-4);
	expect("binomial in the parents", resampled(100, 1e12, 1e10, 1).stat_max, sqrt(0.99 / (0.01 * 100)), 1e-4);
	expect("a prescaled stream keeps few of many", resampled(100, 1e12, 5e8, 1000).stat_max, sqrt(0.5 / (0.5 * 100)), 1e-4);
}

static void conversion(void)
{
	const double n = current(PROCESS_POT, MODE_1BB, POT_SPILL, 4.4e6);

	expect("mean", current(PROCESS_CE, MODE_1BB, POT_SPILL, 4.4e6), n * 7.6711407768e-4 * 0.609 * 1e-13, 1e-12);
	expect("inverse", current(PROCESS_RMUE, MODE_1BB, POT_SPILL, 4.4e6) / 25, 1e-13 / (n * 7.6711407768e-4 * 0.609 * 1e-13), 1e-12);
	expect("rate of nothing", current(PROCESS_RMUE, MODE_1BB, POT_SPILL, 0), NAN, 0);
}

/* All decays or captures add up to the stops; internal conversion is 0.69 % of the photons. */
static void branching(void)
{
	struct request r = { .process = PROCESS_RPC, .mode = MODE_2BB, .livetime = 1, .fraction = all };
	const double muons = current(PROCESS_POT, MODE_2BB, POT_SPILL, 1) * stops.mu_per_pot.value;
	const double photons = yield_expected(&constants, &stops, &r).value;

	expect("decays and captures", current(PROCESS_DIO, MODE_2BB, POT_SPILL, 1) / 0.391, muons, 1e-14);
	expect("RMC", current(PROCESS_RMC, MODE_2BB, POT_SPILL, 1), muons * 0.609 * 1.43e-5, 1e-14);
	expect("RPC", photons, yield_stops(&constants, &stops, &r) * 0.160545086071157 * 2.393604874e-7 * 0.0215, 1e-12);
	r.internal = true;
	expect("internal", yield_expected(&constants, &stops, &r).value, photons * 0.0069, 1e-14);
}

/* stat, param and shape add in quadrature; what comes from protons and from muons per proton is also kept apart. */
static void uncertainties(void)
{
	struct request r = { .process = PROCESS_DIO, .mode = MODE_1BB, .livetime = 1, .fraction = { 0.5, 0.04 } };
	struct estimate e;

	constant("protons_per_pulse_1bb")->relative = 0.03;
	constant("dio_per_mu")->relative = 0.04;
	e = yield_expected(&constants, &stops, &r);
	expect("param", e.param, 0.05, 1e-14);
	expect("shape", e.shape, 0.04, 0);
	expect("protons", e.pot, 0.03, 0);
	expect("muons", e.mu_per_pot, stops.mu_per_pot.stat, 0);
	expect("muons are all counts", e.stat, e.mu_per_pot, 0);
	expect("total", estimate_relative(&e), sqrt(0.05 * 0.05 + 0.04 * 0.04 + e.stat * e.stat), 1e-14);
	r.process = PROCESS_IPA;
	e = yield_expected(&constants, &stops, &r);
	expect("no target muons", e.mu_per_pot, 0, 0);
	expect("param of the absorber", e.param, 0.03, 0);
}

/* Energies from 1 GeV up: the integral of E^-2.7 is 1/1.7, so pi A t C / 1.7 rays come in t. */
static void cosmics(void)
{
	const double t = cosmic_livetime(1e9, 100, 1, 1e30, 1.8e4);

	expect("closed form", t, 1e9 / (M_PI * 100 * 1.8e4 / 1.7), 1e-14);
	expect("in 32 bits", cosmic_livetime_float(1e9, 100, 1, 1e30, 1.8e4), t, 1e-6);
	expect("no ray, no time", cosmic_livetime(0, 100, 1, 10, 1.8e4), 0, 0);
	expect("no range", cosmic_livetime(1, 100, 10, 10, 1.8e4), NAN, 0);
	expect("no area", cosmic_livetime(1, 0, 1, 10, 1.8e4), NAN, 0);
}

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*check)(void); } checks[] = {
		{ "names", names }, { "pot", pot }, { "year", year }, { "two-models", two_models }, { "two-times", two_times },
		{ "quirks", quirks },
		{ "stopped", stopped }, { "counting", counting }, { "conversion", conversion }, { "branching", branching },
		{ "uncertainties", uncertainties }, { "cosmics", cosmics } };

	begin();
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (argc == 2 && strcmp(argv[1], checks[i].name) == 0) {
			checks[i].check();
			return wrong;
		}
	return 2;
}
