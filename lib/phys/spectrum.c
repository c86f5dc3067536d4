/* spectrum - see spectrum.h */
#include "phys/spectrum.h"

#include <gsl/gsl_interp.h>
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"

/* The closure-approximation spectrum of upstream: bins of 0.1 MeV from 57 MeV, where the measured branching ratio
 * begins. */
static const double rmc_first_mev = 57.05, rmc_step_mev = 0.1;

bool curve_add(struct curve *c, double energy, double value)
{
	const size_t n = c->n;

	if (!isfinite(energy) || !isfinite(value) || value < 0 || (n && energy <= c->energy[n - 1]))
		return false;
	MEM_GROW(c->energy, n, c->energy_room);
	MEM_GROW(c->value, n, c->value_room);
	c->energy[n] = energy;
	c->value[n] = value;
	c->n++;
	return true;
}

void curve_free(struct curve *c)
{
	free(c->energy);
	free(c->value);
	*c = (struct curve) { 0 };
}

/* How many points have energy <= x. */
static size_t points_up_to(const struct curve *c, double x)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (c->energy[middle] <= x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Inside cell [i-1, i], how far along x is: 0 to 1. */
static double along(const struct curve *c, size_t i, double x)
{
	return (x - c->energy[i - 1]) / (c->energy[i] - c->energy[i - 1]);
}

double curve_at(const struct curve *c, double energy)
{
	const size_t i = points_up_to(c, energy);

	if (i == 0 || isnan(energy))
		return isnan(energy) ? NAN : 0;
	if (i == c->n)
		return energy == c->energy[i - 1] ? c->value[i - 1] : 0;
	return c->value[i - 1] + along(c, i, energy) * (c->value[i] - c->value[i - 1]);
}

double curve_integral(const struct curve *c, double from)
{
	size_t first = points_up_to(c, from);
	double sum = 0;

	if (isnan(from))
		return NAN;
	for (size_t i = c->n; i-- > first + 1;)
		sum += (c->energy[i] - c->energy[i - 1]) * (c->value[i] + c->value[i - 1]) / 2;
	if (first > 0 && first < c->n)   /* the cell that the lower limit cuts; the loop has ended above it */
		sum += (c->energy[first] - from) * (c->value[first] + curve_at(c, from)) / 2;
	return sum;
}

/* The variable in which a spectrum is splined. */
static double abscissa(double energy, double endpoint)
{
	return isinf(endpoint) ? energy : -log(endpoint - energy);
}

bool curve_spline(struct curve *c, const struct curve *nodes, struct grid grid, double endpoint)
{
	const size_t n = nodes->n;
	double *x, *y;
	gsl_interp *spline;
	gsl_interp_accel accel = { 0 };
	bool good = n >= gsl_interp_type_min_size(gsl_interp_cspline) && endpoint > nodes->energy[n - 1];

	for (size_t i = 0; i < n; i++)
		good = good && nodes->value[i] > 0;
	if (!good)
		return false;
	x = xmalloc(n * sizeof *x);
	y = xmalloc(n * sizeof *y);
	for (size_t i = 0; i < n; i++) {
		x[i] = abscissa(nodes->energy[i], endpoint);
		y[i] = log(nodes->value[i]);
	}
	spline = gsl_interp_alloc(gsl_interp_cspline, n);
	good = spline && gsl_interp_init(spline, x, y, n) == 0;
	for (size_t i = 0; good && i < grid.n; i++) {
		const double energy = (double)(grid.first + (long)i * grid.step) / (double)grid.per_mev;

		good = energy >= nodes->energy[0] && energy <= nodes->energy[n - 1] &&
			curve_add(c, energy, exp(gsl_interp_eval(spline, x, y, abscissa(energy, endpoint), &accel)));
	}
	gsl_interp_free(spline);
	free(x);
	free(y);
	return good;
}

/* The double nearest to the decimal that x stands for, taken as a whole number of 1e-9 MeV: undoes the rounding of sums
 * and products of decimals, so that edges compare as they would on paper. */
static double decimal(double x)
{
	return fabs(x) < 4e6 ? nearbyint(x * 1e9) / 1e9 : x;
}

static double rounded(double x, enum arithmetic arithmetic)
{
	return arithmetic == EXACT ? decimal(x) : x;
}

bool curve_rmc(struct curve *c, double k_max, enum arithmetic arithmetic)
{
	const double bins = rounded((k_max - rmc_first_mev) / rmc_step_mev, arithmetic);

	if (!isfinite(bins) || bins > 1e6)
		return false;
	for (int i = 0; i < (int)bins; i++) {
		const double energy = rounded(rmc_first_mev + i * rmc_step_mev, arithmetic), x = energy / k_max;

		curve_add(c, energy, (1 - 2 * x + 2 * x * x) * x * (1 - x) * (1 - x));
	}
	return true;
}

/* The step of a regular grid, nan when there is none. */
static double grid_step(const struct curve *c)
{
	const double step = c->n > 1 ? decimal(c->energy[1] - c->energy[0]) : NAN;

	if (!(step > 0))
		return NAN;
	for (size_t i = 2; i < c->n; i++)
		if (fabs(c->energy[i] - c->energy[i - 1] - step) > 1e-6 * step)
			return NAN;
	return step;
}

struct spectrum spectrum_of(struct curve density)
{
	struct spectrum s = { density, xmalloc((density.n + 1) * sizeof *s.above), grid_step(&density) };

	s.above[density.n] = 0;
	for (size_t i = density.n; i-- > 0;)
		s.above[i] = s.above[i + 1] + density.value[i];
	return s;
}

void spectrum_free(struct spectrum *s)
{
	curve_free(&s->density);
	free(s->above);
	*s = (struct spectrum) { 0 };
}

double spectrum_fraction(const struct spectrum *s, double e_min, enum edge edge, enum arithmetic arithmetic)
{
	const double half = edge == EDGE_LOWER ? s->step / 2 : 0;
	size_t low = 0, high = s->density.n;

	if (isnan(e_min) || (isnan(half) && high > 0))
		return NAN;
	while (low < high) {   /* the first bin whose edge is >= e_min */
		const size_t middle = low + (high - low) / 2;
		const double energy = s->density.energy[middle];

		if ((edge == EDGE_LOWER ? rounded(energy - half, arithmetic) : energy) < e_min)
			low = middle + 1;
		else
			high = middle;
	}
	return s->above[0] > 0 ? s->above[low] / s->above[0] : 0;
}

double efficiency_at(const struct curve *table, double e_min, enum lookup how)
{
	const size_t i = points_up_to(table, e_min);   /* the first threshold strictly greater */

	if (isnan(e_min) || table->n == 0)
		return NAN;
	if (how == LOOKUP_STRICT_NEXT)
		return i < table->n ? table->value[i] : 1;
	if (i == 0)
		return how == LOOKUP_CLAMP ? table->value[0] : NAN;
	if (e_min == table->energy[i - 1])
		return table->value[i - 1];
	if (i == table->n)
		return 0;
	if (table->value[i] == 0 || table->value[i - 1] == 0)   /* no logarithm: the last cell of a table that ends in 0 */
		return curve_at(table, e_min);
	return table->value[i - 1] * pow(table->value[i] / table->value[i - 1], along(table, i, e_min));
}

double elements_weigh(struct element *elements, size_t n)
{
	double volume = 0, decays = 0;

	for (size_t i = 0; i < n; i++) {
		struct element *e = elements + i;

		if (!(e->mass_fraction > 0 && e->atomic_mass > 0 && e->radius_pm > 0 && e->energy_scale > 0 &&
				e->decay_fraction > 0 && e->decay_fraction <= 1))
			return NAN;
		e->volume_fraction = e->radius_pm * e->radius_pm * e->radius_pm * e->mass_fraction / e->atomic_mass;
		volume += e->volume_fraction;
	}
	for (size_t i = 0; i < n; i++) {
		elements[i].volume_fraction /= volume;
		decays += elements[i].volume_fraction * elements[i].decay_fraction;
	}
	for (size_t i = 0; i < n; i++)
		elements[i].weight = elements[i].volume_fraction * elements[i].decay_fraction / decays;
	return n ? decays : NAN;
}

/* Integral of the mixture's spectrum above the threshold. Values stay when energies are scaled, so widths scale the
 * integral. */
static double mixture_integral(const struct curve *dio, const struct element *elements, size_t n, double threshold)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		const double scale = elements[i].energy_scale;

		sum += elements[i].weight * scale * curve_integral(dio, threshold / scale);
	}
	return sum;
}

bool curve_thresholds(struct curve *c, const struct curve *dio, const struct element *elements, size_t n,
	double first, double last, size_t rows)
{
	const double all = mixture_integral(dio, elements, n, -INFINITY), step = (last - first) / ((double)rows - 1);

	if (!(all > 0) || rows < 2 || !(step > 0))
		return false;
	for (size_t i = 0; i < rows; i++) {
		const double threshold = i == rows - 1 ? last : (double)i * step + first;

		curve_add(c, threshold, mixture_integral(dio, elements, n, threshold) / all);
	}
	return true;
}

bool curve_compose(struct curve *c, const struct spectrum *dio, const struct element *elements, size_t n)
{
	const struct curve *d = &dio->density;
	const double all = mixture_integral(d, elements, n, -INFINITY), step = dio->step;
	double low = INFINITY, high = -INFINITY;

	if (isnan(step) || !(all > 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		low = fmin(low, d->energy[0] * elements[i].energy_scale);
		high = fmax(high, d->energy[d->n - 1] * elements[i].energy_scale);
	}
	if ((high - low) / step > 1e7)
		return false;
	for (double k = ceil(low / step); k * step <= high; k++) {
		const double energy = decimal(k * step);
		double density = 0;

		for (size_t i = 0; i < n; i++)
			density += elements[i].weight * curve_at(d, energy / elements[i].energy_scale);
		curve_add(c, energy, density / all);
	}
	return true;
}
