/* sampling - checks of lib/phys/sampling against the C++ standard, exact enumeration and closed forms: `sampling NAME` */
#include "phys/sampling.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int wrong;

static void expect(const char *what, double got, double wanted, double tolerance)
{
	if (fabs(got - wanted) <= tolerance)
		return;
	printf("%s: %.17g instead of %.17g\n", what, got, wanted);
	wrong = 1;
}

/* ---- as art ---- */

/* ISO C++ 29.5.6 [rand.predef]: the 10000th invocation of a default-constructed minstd_rand0 gives 1043618065. */
static void engine(void)
{
	uint32_t state = art_engine(1);

	for (int i = 0; i < 10000; i++)
		state = art_next(state);
	expect("10000th number of minstd_rand0", state, 1043618065, 0);
	expect("seed 0", art_engine(0), 1, 0);
	expect("seed 2147483647", art_engine(2147483647), 1, 0);
	expect("seed 5 + 2147483647", art_engine(5 + UINT64_C(2147483647)), 5, 0);
	expect("seed 2^64 - 1", art_engine(UINT64_MAX), (double)(UINT64_MAX % 2147483647), 0);
}

/* Seed 1 gives 16807 and 282475249, so the first u is (16806 + 282475248 base) / base^2 with base 2147483646. */
static void first_choice(void)
{
	const double u = (16806. / 2147483646 + 282475248.) / 2147483646;
	double cumulative[2];

	for (int side = 0; side < 2; side++) {
		const double p = u * (side ? 1 + 1e-12 : 1 - 1e-12);
		struct art_sampler a = art_begin(1, 2, (const double[]) { p, 1 - p }, cumulative);
		expect("choice at an edge just beside u", (double)art_choose(&a), side ? 0 : 1, 0);
		expect("two numbers a choice", a.state, art_next(art_next(1)), 0);
	}
}

static void alone(void)
{
	double cumulative[1];
	struct art_sampler a = art_begin(99, 1, (const double[]) { 1 }, cumulative);

	expect("the only one is chosen", (double)art_choose(&a), 0, 0);
	expect("no random number is used", a.state, 99, 0);
}

/* Few data sets are searched one by one, many by halves: splitting the last into forty must not change the others. */
static void few_and_many(void)
{
	enum { FEW = 8, MANY = 48 };
	double few[FEW], many[MANY], few_sums[FEW], many_sums[MANY];

	for (int i = 0; i < FEW; i++)
		few[i] = 0.125;
	for (int i = 0; i < MANY; i++)
		many[i] = i < FEW - 1 ? 0.125 : 0.125 / (MANY - FEW + 1);
	struct art_sampler a = art_begin(7, FEW, few, few_sums), b = art_begin(7, MANY, many, many_sums);
	for (int i = 0; i < 100000; i++) {
		const size_t x = art_choose(&a), y = art_choose(&b);
		if (x != (y < FEW - 1 ? y : FEW - 1))
			expect("choice", (double)y, (double)x, 0);
	}
}

static void until_empty(void)
{
	const double p[] = { 0.5, 0.5 };
	const uint64_t available[] = { 3, 100 };
	double sums[2];
	uint64_t found[2] = { 0 }, stopped[2] = { 0 };
	struct art_sampler a = art_begin(42, 2, p, sums), b = art_begin(42, 2, p, sums);

	expect("found empty", (double)art_sample(&a, available, 1000, found), 0, 0);
	expect("became empty", (double)art_sample_until_empty(&b, available, 1000, stopped), 0, 0);
	expect("all of the first are taken", (double)found[0], 3, 0);
	expect("all of the first are taken, too", (double)stopped[0], 3, 0);
	/* b goes on where it stopped: at the choice that a made next */
	while (art_choose(&b) == 1)
		stopped[1]++;
	expect("the others between the last event and the choice after it", (double)stopped[1], (double)found[1], 0);
	expect("the same number of choices", b.state, a.state, 0);
}

static void limits(void)
{
	const double p[] = { 0.25, 0.75 };
	const uint64_t available[] = { 1000, 1000 };
	double sums[2];
	uint64_t count[2] = { 0 };
	struct art_sampler a = art_begin(3, 2, p, sums);

	expect("a limit of 0", (double)art_sample(&a, available, 0, count), 2, 0);
	expect("no choice", (double)(count[0] + count[1]), 0, 0);
	art_sample(&a, available, 100, count);
	expect("a limit of 100", (double)(count[0] + count[1]), 100, 0);
}

static void refused(void)
{
	double p[2];

	expect("negative", sampling_probabilities(2, (const double[]) { 1, -1e-9 }, p), 0, 0);
	expect("nan", sampling_probabilities(2, (const double[]) { 1, NAN }, p), 0, 0);
	expect("infinite", sampling_probabilities(2, (const double[]) { 1, INFINITY }, p), 0, 0);
	expect("sum", sampling_probabilities(2, (const double[]) { 1e-16, 1e-16 }, p), 0, 0);
	expect("none", sampling_probabilities(0, p, p), 0, 0);
	expect("accepted", sampling_probabilities(2, (const double[]) { 3e-16, 1e-16 }, p), 1, 0);
	expect("probability", p[0], 0.75, 1e-15);
}

/* ---- against all sequences ---- */

enum { SETS = 3, EDGE = 8, STATES = EDGE * EDGE * EDGE, CELLS = STATES * (SETS + 1), TRIALS = 100000 };

static size_t state_of(const uint64_t count[])
{
	return (size_t)((count[0] * EDGE + count[1]) * EDGE + count[2]);
}

/* The probability of every end of a job (counts and who was found empty), summed over all sequences of choices. */
static void enumerate(const double p[], const uint64_t available[], uint64_t limit, double end[CELLS])
{
	double here[STATES] = { 1 };
	uint64_t c[SETS];

	memset(end, 0, CELLS * sizeof *end);
	for (c[0] = 0; c[0] <= available[0]; c[0]++)
		for (c[1] = 0; c[1] <= available[1]; c[1]++)
			for (c[2] = 0; c[2] <= available[2]; c[2]++) {
				const double arrived = here[state_of(c)];
				if (c[0] + c[1] + c[2] == limit) {
					end[state_of(c) * (SETS + 1) + SETS] += arrived;
					continue;
				}
				for (size_t i = 0; i < SETS; i++) {
					uint64_t next[SETS] = { c[0], c[1], c[2] };
					next[i]++;
					if (c[i] == available[i])
						end[state_of(c) * (SETS + 1) + i] += arrived * p[i];
					else
						here[state_of(next)] += arrived * p[i];
				}
			}
}

/* Chi-square probability of TRIALS jobs; cells with few expected are one. */
static double agreement(const double end[CELLS], const unsigned seen[CELLS])
{
	double chi2 = 0, rest = 0, rest_seen = 0;
	int cells = 0;

	for (size_t i = 0; i < CELLS; i++) {
		const double mean = end[i] * TRIALS;
		if (mean == 0 && seen[i] > 0)
			return 0;
		if (mean < 10) {
			rest += mean;
			rest_seen += seen[i];
			continue;
		}
		chi2 += (seen[i] - mean) * (seen[i] - mean) / mean;
		cells++;
	}
	if (rest > 0) {
		chi2 += (rest_seen - rest) * (rest_seen - rest) / rest;
		cells++;
	}
	return cells > 1 ? gsl_cdf_chisq_Q(chi2, cells - 1) : 1;
}

static const struct { double p[SETS]; uint64_t available[SETS], limit; } cases[] = {
	{ { 0.5, 0.2, 0.3 }, { 2, 1, 3 }, SAMPLING_NO_LIMIT }, { { 0.5, 0.2, 0.3 }, { 2, 1, 3 }, 4 }, { { 0.5, 0.2, 0.3 }, { 2, 1, 3 }, 6 },
	{ { 0.5, 0.2, 0.3 }, { 2, 1, 3 }, 7 }, { { 0.1, 0.1, 0.8 }, { 7, 7, 7 }, 9 }, { { 0.9, 0.05, 0.05 }, { 7, 1, 1 }, 8 },
	{ { 0.4, 0.4, 0.2 }, { 5, 5, 0 }, SAMPLING_NO_LIMIT }, { { 0.4, 0.4, 0.2 }, { 5, 5, 0 }, 5 }, { { 0.6, 0, 0.4 }, { 3, 0, 3 }, 5 },
	{ { 0.6, 0, 0.4 }, { 3, 2, 3 }, SAMPLING_NO_LIMIT }, { { 0.3, 0.3, 0.4 }, { 7, 7, 7 }, 3 } };

static size_t one_exact(size_t k, uint64_t trial, uint64_t count[])
{
	struct random r = random_stream(k, "test", trial);
	return sampling_counts(&r, SETS, cases[k].p, cases[k].available, cases[k].limit, count);
}

static size_t one_as_art(size_t k, uint64_t trial, uint64_t count[])
{
	struct random r = random_stream(k, "test seeds", trial);   /* neighbouring seeds would not do */
	double sums[SETS];
	struct art_sampler a = art_begin(random_bits(&r), SETS, cases[k].p, sums);
	return art_sample(&a, cases[k].available, cases[k].limit, count);
}

static void against_all_sequences(size_t (*one)(size_t k, uint64_t trial, uint64_t count[]))
{
	static double end[CELLS];
	static unsigned seen[CELLS];

	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		enumerate(cases[k].p, cases[k].available, cases[k].limit, end);
		memset(seen, 0, sizeof seen);
		for (uint64_t trial = 0; trial < TRIALS; trial++) {
			uint64_t count[SETS] = { 0 };
			const size_t stop = one(k, trial, count);
			seen[state_of(count) * (SETS + 1) + stop]++;
		}
		const double probability = agreement(end, seen);
		if (probability < 1e-4) {
			printf("case %zu: chi-square probability %g\n", k, probability);
			wrong = 1;
		}
	}
}

static void exact(void)
{
	against_all_sequences(one_exact);
}

static void art_too(void)
{
	against_all_sequences(one_as_art);
}

/* ---- closed forms ---- */

/* The choice that ends a job is the (r+1)-th of the cosmics; the others before it are negative-binomial: mean (r+1) q/p, variance
 * (r+1) q/p^2. Far beyond what could be chosen one by one, too. */
static void clock_law(void)
{
	static const uint64_t events[] = { 50, 60000, 4000000000000 };
	const double p[] = { 0.8, 0.2 };
	enum { N = 20000 };

	for (size_t k = 0; k < sizeof events / sizeof *events; k++) {
		const double r = (double)events[k] + 1, mean = r * p[1] / p[0], variance = r * p[1] / (p[0] * p[0]);
		double sum = 0, square = 0;
		for (uint64_t trial = 0; trial < N; trial++) {
			struct random stream = random_stream(11, "test", trial);
			uint64_t count[2];
			if (sampling_counts(&stream, 2, p, (const uint64_t[]) { events[k], events[k] }, SAMPLING_NO_LIMIT, count) != 0)
				continue;   /* the other ends first: only with few events, and hardly then */
			sum += (double)count[1] - mean;
			square += ((double)count[1] - mean) * ((double)count[1] - mean);
		}
		expect("mean beside the clock, in sigma", sum / N / sqrt(variance / N), 0, 5);
		expect("variance beside the clock, relative", square / N / variance, 1, 5 * sqrt(2. / N) * 1.1);
	}
}

/* One limit for many events: multinomial counts that add up to it. */
static void multinomial_law(void)
{
	const double p[] = { 0.7, 0.2, 0.1 };
	const uint64_t n = 1000000000, available[] = { n, n, n };
	double chi2 = 0;

	for (uint64_t trial = 0; trial < 1000; trial++) {
		struct random stream = random_stream(5, "test", trial);
		uint64_t count[3];
		expect("nothing is empty", (double)sampling_counts(&stream, 3, p, available, n, count), 3, 0);
		expect("the limit is reached", (double)(count[0] + count[1] + count[2]), (double)n, 0);
		for (int i = 0; i < 3; i++)
			chi2 += ((double)count[i] - p[i] * (double)n) * ((double)count[i] - p[i] * (double)n) / (p[i] * (double)n);
	}
	expect("chi-square of 1000 jobs with 2 degrees of freedom", chi2, 2000, 5 * sqrt(2 * 2000.));
}

/* Orders of 2 of one and 1 of another: three, equally likely. */
static void order(void)
{
	unsigned seen[3] = { 0 };

	for (uint64_t trial = 0; trial < 30000; trial++) {
		struct random r = random_stream(2, "test", trial);
		uint64_t left[] = { 2, 0, 1 };
		for (unsigned draw = 0; draw < 3; draw++) {
			const size_t i = sampling_order(&r, left, 3 - draw);
			if (left[i]-- == 0)
				expect("a draw of what is not there", (double)i, -1, 0);
			if (i == 2)
				seen[draw]++;
		}
	}
	for (int i = 0; i < 3; i++)
		expect("place of the single one", seen[i], 10000, 5 * sqrt(30000 * 2 / 9.));
}

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*check)(void); } checks[] = {
		{ "engine", engine }, { "first-choice", first_choice }, { "alone", alone }, { "few-and-many", few_and_many },
		{ "until-empty", until_empty }, { "limits", limits }, { "refused", refused }, { "exact", exact }, { "art-too", art_too },
		{ "clock", clock_law }, { "multinomial", multinomial_law }, { "order", order } };

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (argc == 2 && strcmp(argv[1], checks[i].name) == 0) {
			checks[i].check();
			return wrong;
		}
	printf("no such check\n");
	return 1;
}
