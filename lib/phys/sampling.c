#include "phys/sampling.h"

#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"

bool sampling_probabilities(size_t n, const double weight[], double probability[])
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		if (!(weight[i] >= 0 && weight[i] < INFINITY))
			return false;
		sum += weight[i];
	}
	if (!(sum >= DBL_EPSILON && sum < INFINITY))
		return false;
	for (size_t i = 0; i < n; i++)
		probability[i] = weight[i] / sum;
	return true;
}

/* ---- as art ---- */

static const uint64_t modulus = 2147483647, multiplier = 16807, multiplier2 = 282475249;   /* multiplier^2 mod modulus */

/* x mod modulus for x below 2^62: 2^31 is 1. */
static inline uint32_t reduce(uint64_t x)
{
	x = (x >> 31) + (x & modulus);
	return (uint32_t)(x >= modulus ? x - modulus : x);
}

uint32_t art_engine(uint64_t seed)
{
	const uint64_t state = seed % modulus;
	return state ? (uint32_t)state : 1;
}

uint32_t art_next(uint32_t state)
{
	return reduce(multiplier * state);
}

/* generate_canonical<double, 53>: two outputs are two digits in base 2147483646. One operation a statement, so that none is
 * fused with another. */
static inline double uniform(uint32_t *state)
{
	static const double base = 2147483646.0, square = 2147483646.0 * 2147483646.0;
	const uint32_t a = reduce(multiplier * *state), b = reduce(multiplier2 * *state);
	const double low = a - 1;
	const double high = (b - 1) * base;
	const double sum = low + high;
	const double u = sum / square;

	*state = b;
	return u < 1 ? u : 1 - DBL_EPSILON / 2;
}

static inline size_t choose(struct art_sampler *a)
{
	enum { FEW = 16 };
	size_t from = 0, n = a->n - 1;

	if (a->n < 2)
		return 0;
	const double u = uniform(&a->state);
	if (n < FEW) {
		for (size_t i = 0; i < n; i++)   /* no branch depends on u */
			from += a->cumulative[i] < u;
		return from;
	}
	while (n > 0) {
		const size_t half = n / 2;
		if (a->cumulative[from + half] < u) {
			from += half + 1;
			n -= half + 1;
		} else
			n = half;
	}
	return from;
}

struct art_sampler art_begin(uint64_t seed, size_t n, const double probability[], double cumulative[])
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		cumulative[i] = sum += probability[i];
	if (n > 0)
		cumulative[n - 1] = 1;
	return (struct art_sampler) { art_engine(seed), n, cumulative };
}

size_t art_choose(struct art_sampler *a)
{
	return choose(a);
}

size_t art_sample(struct art_sampler *a, const uint64_t available[], uint64_t limit, uint64_t count[])
{
	for (uint64_t done = 0; done < limit; done++) {
		const size_t i = choose(a);
		if (count[i] == available[i])
			return i;
		count[i]++;
	}
	return a->n;
}

size_t art_sample_until_empty(struct art_sampler *a, const uint64_t available[], uint64_t limit, uint64_t count[])
{
	for (uint64_t done = 0; done < limit; done++) {
		const size_t i = choose(a);
		if (count[i] == available[i] || ++count[i] == available[i])
			return i;
	}
	return a->n;
}

/* ---- exact ---- */

static size_t earliest(size_t n, const double time[])
{
	size_t first = 0;

	for (size_t i = 1; i < n; i++)
		if (time[i] < time[first])
			first = i;
	return first;
}

/* What the others have at the time at which `first` was found empty; time[i] is when i would have been, infinite if never: then
 * its count[i] choices fill the unit of time. */
static void stop_at(struct random *r, size_t first, size_t n, const double time[], const uint64_t available[], uint64_t count[])
{
	for (size_t i = 0; i < n; i++)
		if (i == first)
			count[i] = available[i];
		else if (time[i] < INFINITY)
			count[i] = random_binomial(r, available[i], time[first] / time[i]);
		else
			count[i] = random_binomial(r, count[i], time[first]);
}

static size_t without_limit(struct random *r, size_t n, const double probability[], const uint64_t available[], double time[], uint64_t count[])
{
	for (size_t i = 0; i < n; i++) {
		time[i] = probability[i] > 0 ? gsl_ran_gamma(random_gsl(r), (double)available[i] + 1, 1) / probability[i] : INFINITY;
		count[i] = 0;
	}
	const size_t first = earliest(n, time);
	const double last = time[first];
	for (size_t i = 0; i < n; i++)   /* the time of the stop is the unit */
		time[i] /= last;
	stop_at(r, first, n, time, available, count);
	return first;
}

static size_t with_limit(struct random *r, size_t n, const double probability[], const uint64_t available[], uint64_t limit, double time[],
	uint64_t count[])
{
	random_multinomial(r, limit, n, probability, count);
	for (size_t i = 0; i < n; i++) {
		const double first = (double)available[i] + 1, others = (double)count[i] - (double)available[i];
		time[i] = others > 0 ? gsl_ran_beta(random_gsl(r), first, others) : INFINITY;
	}
	const size_t first = earliest(n, time);
	if (time[first] == INFINITY)
		return n;
	stop_at(r, first, n, time, available, count);
	return first;
}

size_t sampling_counts(struct random *r, size_t n, const double probability[], const uint64_t available[], uint64_t limit, uint64_t count[])
{
	double *time = xcalloc(n, sizeof *time);
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += available[i];
	const size_t stop = limit > all ? without_limit(r, n, probability, available, time, count)
	                                : with_limit(r, n, probability, available, limit, time, count);
	free(time);
	return stop;
}

size_t sampling_order(struct random *r, const uint64_t left[], uint64_t total)
{
	uint64_t at = random_below(r, total);
	size_t i = 0;

	for (; at >= left[i]; i++)
		at -= left[i];
	return i;
}
