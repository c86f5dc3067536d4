/* yield - see yield.h */
#include "phys/yield.h"

#include <math.h>
#include <string.h>

/* --- constants ------------------------------------------------------------------------------------------------------ */

static const struct constant {
	const char *name, *unit;
	size_t offset;
} constants[] = {
#define CONSTANT(name, unit, member) { name, unit, offsetof(struct constants, member) }
	CONSTANT("duty_factor_1bb", "1", mode[MODE_1BB].duty_factor),
	CONSTANT("duty_factor_2bb", "1", mode[MODE_2BB].duty_factor),
	CONSTANT("protons_per_pulse_1bb", "1", mode[MODE_1BB].protons_per_pulse),
	CONSTANT("protons_per_pulse_2bb", "1", mode[MODE_2BB].protons_per_pulse),
	CONSTANT("protons_per_cycle_1bb", "1", mode[MODE_1BB].protons_per_cycle),
	CONSTANT("protons_per_cycle_2bb", "1", mode[MODE_2BB].protons_per_cycle),
	CONSTANT("cycle_1bb", "s", mode[MODE_1BB].cycle),
	CONSTANT("cycle_2bb", "s", mode[MODE_2BB].cycle),
	CONSTANT("pulse_spacing", "s", pulse_spacing),
	CONSTANT("captures_per_mu", "1", captures_per_mu),
	CONSTANT("dio_per_mu", "1", dio_per_mu),
	CONSTANT("rmc_per_capture", "1", rmc_per_capture),
	CONSTANT("rpc_per_pi", "1", rpc_per_pi),
	CONSTANT("rmc_internal", "1", rmc_internal),
	CONSTANT("rpc_internal", "1", rpc_internal),
	CONSTANT("mu_stops_prescale", "1", mu_stops_prescale),
	CONSTANT("ipa_decays_per_mu", "1", ipa_decays_per_mu),
	CONSTANT("seed2024_ipa_decays_per_mu", "1", seed2024_ipa_decays_per_mu),
	CONSTANT("seed2024_pi_beam", "1", seed2024_pi_beam),
	CONSTANT("seed2024_pi_stops", "1", seed2024_pi_stops),
	CONSTANT("seed2024_pi_stop_events", "1", seed2024_pi_stop_events),
	CONSTANT("seed2024_pi_in_time", "1", seed2024_pi_in_time),
	CONSTANT("seed2024_pi_weight_total", "1", seed2024_pi_weight_total),
	CONSTANT("seed2024_pi_weight_selected", "1", seed2024_pi_weight_selected),
	CONSTANT("dio_shape", "1", dio_shape),
	CONSTANT("rpc_shape", "1", rpc_shape),
	CONSTANT("rmc_shape", "1", rmc_shape),
	CONSTANT("ipa_shape", "1", ipa_shape),
	CONSTANT("rmc_k_max", "MeV", rmc_k_max),
#undef CONSTANT
};
enum { CONSTANTS = sizeof constants / sizeof *constants };

static struct quantity *constant_in(struct constants *c, size_t i)
{
	return (struct quantity *)(void *)((char *)c + constants[i].offset);
}

struct constants constants_unset(void)
{
	struct constants c;

	for (size_t i = 0; i < CONSTANTS; i++)
		*constant_in(&c, i) = (struct quantity) { NAN, 0 };
	return c;
}

struct quantity *constants_named(struct constants *c, const char *name, const char **unit)
{
	for (size_t i = 0; i < CONSTANTS; i++)
		if (strcmp(constants[i].name, name) == 0) {
			*unit = constants[i].unit;
			return constant_in(c, i);
		}
	return NULL;
}

const char *constants_missing(const struct constants *c)
{
	struct constants copy = *c;

	for (size_t i = 0; i < CONSTANTS; i++)
		if (isnan(constant_in(&copy, i)->value))
			return constants[i].name;
	return NULL;
}

/* --- simulation efficiencies ---------------------------------------------------------------------------------------- */

/* A stage's relative uncertainty for parents whose chances to pass have the relative variance `spread`. */
static double stage_relative(const struct efficiency *e, double parents, double spread)
{
	const double own = (1 - e->numerator / e->denominator) / e->numerator;
	const double resampled = parents < e->denominator ? 1 / parents - 1 / e->denominator : 0;

	return e->numerator > 0 && e->numerator <= e->denominator && parents > 0 ? sqrt(own + spread * resampled) : NAN;
}

double efficiency_stat(const struct efficiency *e)
{
	return stage_relative(e, INFINITY, 0);
}

/* Stage e, resampled from `parents` events. */
static struct rate stage_rate(const struct efficiency *e, double parents)
{
	const double passed = fmin(1, e->numerator / e->denominator * e->prescale);   /* before the stream was prescaled */
	const double largest = (1 - passed) / passed;   /* variance of zeros and ones over the square of their mean */

	return (struct rate) { e->eff, stage_relative(e, parents, fmin(1, largest)), stage_relative(e, parents, largest) };
}

static struct rate rate_product(struct rate a, struct rate b)
{
	return (struct rate) { a.value * b.value, hypot(a.stat, b.stat), hypot(a.stat_max, b.stat_max) };
}

/* The beam stage's efficiency, times that of a stage which resampled its events, times the latter's prescale. */
static struct rate stops_per_pot(const struct efficiency *beam, const struct efficiency *stage)
{
	struct rate r = rate_product(stage_rate(beam, INFINITY), stage_rate(stage, beam->numerator));

	r.value *= stage->prescale;
	return r;
}

struct stops stops_of(const struct efficiency rows[STAGES])
{
	const struct efficiency *filter = &rows[STAGE_PI_FILTER], *stopped = &rows[STAGE_PI_STOPS];
	const double weights = rows[STAGE_PI_SELECTED].eff, trials = rows[STAGE_PI_PHYSICAL].denominator;
	const struct efficiency in_time = { filter->numerator, stopped->numerator, filter->numerator / stopped->numerator, 1 };
	const struct efficiency survival = { weights, trials, weights / trials, 1 };

	return (struct stops) {
		.mu_per_pot  = stops_per_pot(&rows[STAGE_MU_BEAM], &rows[STAGE_MU_STOPS]),
		.ipa_per_pot = stops_per_pot(&rows[STAGE_MU_BEAM], &rows[STAGE_IPA_STOPS]),
		.pi_per_pot  = stops_per_pot(&rows[STAGE_PI_BEAM], stopped),
		.pi_filter   = stage_rate(&in_time, INFINITY),
		.pi_survival = stage_rate(&survival, filter->numerator),
	};
}

/* --- expected events ------------------------------------------------------------------------------------------------ */

double estimate_relative(const struct estimate *e)
{
	return sqrt(e->stat * e->stat + e->param * e->param + e->shape * e->shape);
}

static struct estimate times(struct estimate e, struct quantity q)
{
	e.value *= q.value;
	e.param = hypot(e.param, q.relative);
	return e;
}

static struct estimate over(struct estimate e, struct quantity q)
{
	e.value /= q.value;
	e.param = hypot(e.param, q.relative);
	return e;
}

static struct estimate times_rate(struct estimate e, struct rate r)
{
	e.value *= r.value;
	e.stat = hypot(e.stat, r.stat);
	return e;
}

static struct estimate times_muons(struct estimate e, struct rate mu_per_pot)
{
	e = times_rate(e, mu_per_pot);
	e.mu_per_pot = mu_per_pot.stat;
	return e;
}

static struct estimate times_fraction(struct estimate e, struct quantity fraction)
{
	e.value *= fraction.value;
	e.shape = hypot(e.shape, fraction.relative);
	return e;
}

static struct estimate exactly(double value)
{
	return (struct estimate) { .value = value };
}

static const struct mode_constants *mode_constants(const struct constants *c, enum run_mode mode)
{
	static const struct mode_constants unknown = { { NAN, 0 }, { NAN, 0 }, { NAN, 0 }, { NAN, 0 } };

	return mode < MODE_UNKNOWN ? &c->mode[mode] : &unknown;
}

static struct quantity duty_factor(const struct constants *c, const struct request *r)
{
	return mode_constants(c, r->upstream && r->mode == MODE_UNKNOWN ? MODE_1BB : r->mode)->duty_factor;
}

/* The livetime, in the one model and the methods that go together. */
static double time_for(const struct request *r)
{
	const bool together = (r->model == MODEL_SEED2024) == (r->method == POT_CYCLE_WALLCLOCK);

	return together && r->livetime >= 0 ? r->livetime : NAN;
}

struct estimate yield_pot(const struct constants *c, const struct request *r)
{
	const struct mode_constants *m = mode_constants(c, r->mode);
	struct estimate n = exactly(time_for(r));

	if (r->method == POT_SPILL) {
		n = times(over(n, c->pulse_spacing), m->protons_per_pulse);
	} else if (r->method == POT_CYCLE) {
		n = over(n, m->cycle);
		n.value *= m->protons_per_cycle.value / m->duty_factor.value;
		n.param = hypot(n.param, hypot(m->protons_per_cycle.relative, m->duty_factor.relative));
	} else if (r->upstream && r->mode == MODE_UNKNOWN) {
		n = exactly(0);
	} else {
		n = times(over(n, m->cycle), m->protons_per_cycle);
	}
	n.pot = n.param;
	return n;
}

static struct estimate pions_2024(const struct constants *c, struct estimate n)
{
	const struct efficiency in_time = { c->seed2024_pi_in_time.value, c->seed2024_pi_stop_events.value, NAN, 1 };

	n = times(times(n, c->seed2024_pi_beam), c->seed2024_pi_stops);
	n = over(times(n, c->seed2024_pi_in_time), c->seed2024_pi_stop_events);
	n.stat = efficiency_stat(&in_time);
	n = times(n, c->rpc_per_pi);
	n.value *= c->seed2024_pi_weight_total.value / c->seed2024_pi_stop_events.value;
	n.value *= c->seed2024_pi_weight_selected.value / c->seed2024_pi_weight_total.value;
	/* the total cancels, and so does its uncertainty */
	n.param = hypot(n.param, c->seed2024_pi_weight_selected.relative);
	return n;
}

static struct estimate radiative_pion(const struct constants *c, const struct stops *s, const struct request *r,
	struct estimate n)
{
	if (r->model == MODEL_SEED2024) {
		n = pions_2024(c, n);
	} else {
		n = times_rate(times_rate(times_rate(n, s->pi_per_pot), s->pi_filter), s->pi_survival);
		n = times(n, c->rpc_per_pi);
	}
	n = times_fraction(n, r->fraction);
	return r->internal ? times(n, c->rpc_internal) : n;
}

static struct estimate radiative_muon(const struct constants *c, const struct stops *s, const struct request *r,
	struct estimate n)
{
	n = times(times(times_muons(n, s->mu_per_pot), c->captures_per_mu), c->rmc_per_capture);
	n = times_fraction(n, r->fraction);
	return r->internal ? times(n, c->rmc_internal) : n;
}

static struct estimate absorber(const struct constants *c, const struct stops *s, const struct request *r)
{
	const bool seed = r->model == MODEL_SEED2024;
	struct request in_mode = *r;
	struct estimate n;

	if (seed && r->upstream)
		in_mode.mode = MODE_1BB;
	n = times_rate(yield_pot(c, &in_mode), s->ipa_per_pot);
	return times_fraction(times(n, seed ? c->seed2024_ipa_decays_per_mu : c->ipa_decays_per_mu), r->fraction);
}

static struct estimate conversion(const struct constants *c, const struct stops *s, const struct request *r,
	struct estimate n)
{
	n = times(times_muons(n, s->mu_per_pot), c->captures_per_mu);
	n.value *= r->rmue >= 0 ? r->rmue : NAN;
	return n;
}

/* Rmue = n_signal / (N mu_per_pot captures_per_mu): the uncertainties are those of the divisor. */
static struct estimate inverse_rmue(const struct constants *c, const struct stops *s, const struct request *r,
	struct estimate n)
{
	n = times(times_muons(n, s->mu_per_pot), c->captures_per_mu);
	n.value = n.value > 0 && r->n_signal >= 0 ? r->n_signal / n.value : NAN;
	return n;
}

struct estimate yield_expected(const struct constants *c, const struct stops *s, const struct request *r)
{
	const struct estimate n = yield_pot(c, r);

	switch (r->process) {
	case PROCESS_POT:
		return n;
	case PROCESS_DUTY:
		return times(exactly(1), duty_factor(c, r));
	case PROCESS_CE:
		return conversion(c, s, r, n);
	case PROCESS_RMUE:
		return inverse_rmue(c, s, r, n);
	case PROCESS_DIO:
		return times_fraction(times(times_muons(n, s->mu_per_pot), c->dio_per_mu), r->fraction);
	case PROCESS_RPC:
		return radiative_pion(c, s, r, n);
	case PROCESS_RMC:
		return radiative_muon(c, s, r, n);
	case PROCESS_IPA:
		return absorber(c, s, r);
	case PROCESS_COSMIC:
		return r->model == MODEL_SEED2024 ? times(exactly(time_for(r)), duty_factor(c, r)) : exactly(time_for(r));
	}
	return exactly(NAN);
}

unsigned yield_stages(const struct request *r)
{
	switch (r->process) {
	case PROCESS_CE: case PROCESS_RMUE: case PROCESS_DIO: case PROCESS_RMC:
		return 1u << STAGE_MU_BEAM | 1u << STAGE_MU_STOPS;
	case PROCESS_IPA:
		return 1u << STAGE_MU_BEAM | 1u << STAGE_IPA_STOPS;
	case PROCESS_RPC:
		return r->model == MODEL_SEED2024 ? 0 : 1u << STAGE_PI_BEAM | 1u << STAGE_PI_STOPS | 1u << STAGE_PI_FILTER |
			1u << STAGE_PI_PHYSICAL | 1u << STAGE_PI_SELECTED;
	default:
		return 0;
	}
}

double yield_stops(const struct constants *c, const struct stops *s, const struct request *r)
{
	const double n = yield_pot(c, r).value, pi_2024 = c->seed2024_pi_beam.value * c->seed2024_pi_stops.value;

	switch (r->process) {
	case PROCESS_POT: case PROCESS_CE: case PROCESS_RMUE: case PROCESS_DIO: case PROCESS_RMC:
		return n * s->mu_per_pot.value;
	case PROCESS_IPA:
		return n * s->ipa_per_pot.value;
	case PROCESS_RPC:
		return n * (r->model == MODEL_SEED2024 ? pi_2024 : s->pi_per_pot.value);
	default:
		return NAN;
	}
}

double yield_onspill(const struct constants *c, const struct request *r)
{
	return r->model == MODEL_SEED2024 ? r->livetime * duty_factor(c, r).value : r->livetime;
}

double yield_wallclock(const struct constants *c, const struct request *r)
{
	return r->model == MODEL_SEED2024 ? r->livetime : r->livetime / duty_factor(c, r).value;
}

/* --- cosmic rays ---------------------------------------------------------------------------------------------------- */

/* The flux falls as E^-2.7, so its integral goes as E^-1.7. */
static const double index_above = -1.7;

static bool cosmic_domain(double primaries, double area_m2, double low_gev, double high_gev, double flux_constant)
{
	return primaries >= 0 && area_m2 > 0 && low_gev > 0 && high_gev > low_gev && flux_constant > 0;
}

double cosmic_livetime(double primaries, double area_m2, double low_gev, double high_gev, double flux_constant)
{
	const double above = pow(high_gev, index_above) - pow(low_gev, index_above);

	if (!cosmic_domain(primaries, area_m2, low_gev, high_gev, flux_constant))
		return NAN;
	return primaries / (M_PI * area_m2 * flux_constant * above / index_above);
}

float cosmic_livetime_float(double primaries, double area_m2, double low_gev, double high_gev, double flux_constant)
{
	const float index = (float)index_above, above = powf((float)high_gev, index) - powf((float)low_gev, index);

	if (!cosmic_domain(primaries, area_m2, low_gev, high_gev, flux_constant))
		return NAN;
	return (float)primaries / ((float)M_PI * (float)area_m2 * (float)flux_constant * above / index);
}
