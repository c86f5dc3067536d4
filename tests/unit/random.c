/* random (test) - lib/core/random: the generator's known answers, and its distributions by moments and chi-square
 *
 * usage  random CHECK       each is a fixed seed's result, so it always ends the same way
 * bounds 5 standard deviations for a moment; chi-square below its 1 - 1e-6 quantile (Wilson, Hilferty)
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "core/random.h"
#include "expect.h"

static void near(const char *what, double got, double mean, double deviation)
{
	EXPECT(fabs(got - mean) <= 5 * deviation, "%s: %.17g is %.1f deviations from %.17g", what, got, (got - mean) / deviation, mean);
}

/* chi2 of counts against expected ones; cells that expect less than 10 are pooled into the next. */
static void chi_square(const char *what, const uint64_t *count, const double *expected, size_t n)
{
	double chi2 = 0, e = 0, c = 0;
	int cells = 0;

	for (size_t i = 0; i < n; i++) {
		e += expected[i];
		c += (double)count[i];
		if (e >= 10) {
			chi2 += (c - e) * (c - e) / e;
			cells++;
			e = c = 0;
		}
	}
	EXPECT(cells > 1 && gsl_cdf_chisq_Q(chi2, cells - 1) > 1e-6, "%s: chi2 %g of %d cells", what, chi2, cells);
}

/* Random123's kat_vectors: philox4x64 10, counter 0, key 0; and its two words of ours against its own implementation's. */
static void check_known(void)
{
	struct random r = { .used = 4 };
	static const uint64_t answer[] = { 0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b };

	for (int i = 0; i < 4; i++) {
		const uint64_t got = random_bits(&r);
		EXPECT(got == answer[i], "word %d is %016llx", i, (unsigned long long)got);
	}
}

static void check_streams(void)
{
	enum { N = 20000 };
	const struct random of[] = { random_stream(1, "a", 0), random_stream(2, "a", 0), random_stream(1, "b", 0), random_stream(1, "a", 1) };

	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		for (size_t j = i; j < sizeof of / sizeof *of; j++) {
			struct random a = of[i], b = of[j];
			unsigned equal = 0;
			double product = 0;
			for (int k = 0; k < N; k++) {
				const double x = random_uniform(&a), y = random_uniform(&b);
				equal += x == y;
				product += (x - 0.5) * (y - 0.5);
			}
			EXPECT(equal == (i == j ? N : 0), "streams %zu and %zu have %u numbers in common", i, j, equal);
			if (i != j)
				near("correlation", 12 * product / N, 0, 1 / sqrt(N));
		}
}

static void check_uniform(void)
{
	enum { N = 1000000, CELLS = 100 };
	struct random r = random_stream(3, "uniform", 0);
	uint64_t count[CELLS] = { 0 };
	double expected[CELLS], sum = 0, squares = 0;

	for (int i = 0; i < N; i++) {
		const double x = random_uniform(&r);
		EXPECT(x > 0 && x < 1, "%g", x);
		count[(int)(CELLS * x)]++;
		sum += x;
		squares += x * x;
	}
	for (int i = 0; i < CELLS; i++)
		expected[i] = (double)N / CELLS;
	near("mean", sum / N, 0.5, sqrt(1. / 12 / N));
	near("square", squares / N, 1. / 3, sqrt(4. / 45 / N));
	chi_square("uniform", count, expected, CELLS);
}

static void check_below(void)
{
	static const uint64_t bounds[] = { 1, 2, 6, 1000, (uint64_t)3 << 62 };

	for (size_t b = 0; b < sizeof bounds / sizeof *bounds; b++) {
		enum { N = 200000, CELLS = 6 };
		const uint64_t n = bounds[b], cells = n < CELLS ? n : CELLS;
		struct random r = random_stream(4, "below", n);
		uint64_t count[CELLS] = { 0 };
		double expected[CELLS];
		for (int i = 0; i < N; i++) {
			const uint64_t x = random_below(&r, n);
			EXPECT(x < n, "%llu of %llu", (unsigned long long)x, (unsigned long long)n);
			count[(size_t)((double)x / (double)n * (double)cells)]++;
		}
		for (uint64_t i = 0; i < cells; i++)   /* whole numbers fall unevenly into the cells of 1000 */
			expected[i] = N * (ceil((double)(i + 1) * (double)n / (double)cells) - ceil((double)i * (double)n / (double)cells)) / (double)n;
		if (cells > 1)
			chi_square("below", count, expected, cells);
	}
}

static void moments(const char *what, uint64_t (*draw)(struct random *, uint64_t, double), uint64_t n, double p, double mean, double variance)
{
	const int draws = mean > 1e6 ? 20000 : 100000;
	struct random r = random_stream(5, what, (uint64_t)mean);
	double sum = 0, squares = 0;

	for (int i = 0; i < draws; i++) {
		const double x = (double)draw(&r, n, p) - mean;
		sum += x;
		squares += x * x;
	}
	near(what, sum / draws, 0, sqrt(variance / draws));
	/* the fourth central moment of both is below 3 variance^2 + variance */
	near(what, squares / draws, variance, sqrt((2 * variance * variance + variance) / draws));
}

static uint64_t poisson(struct random *r, uint64_t n, double mean)
{
	(void)n;
	return random_poisson(r, mean);
}

static void check_poisson(void)
{
	static const double means[] = { 1e-3, 0.5, 3, 30, 1e4, 9.9e8, 1.1e9, 5e12, 1e15 };
	struct random r = random_stream(6, "poisson", 0);

	for (size_t i = 0; i < sizeof means / sizeof *means; i++)
		moments("poisson", poisson, 0, means[i], means[i], means[i]);
	EXPECT(random_poisson(&r, 0) == 0, "not 0 for mean 0");
	uint64_t count[60] = { 0 };
	double expected[60];
	for (int i = 0; i < 200000; i++) {
		const uint64_t k = random_poisson(&r, 12.5);
		count[k < 59 ? k : 59]++;
	}
	for (unsigned k = 0; k < 60; k++)
		expected[k] = 200000 * gsl_ran_poisson_pdf(k, 12.5);
	chi_square("poisson", count, expected, 60);
}

static void check_binomial(void)
{
	static const struct { uint64_t n; double p; } cases[] = {
		{ 1, 0.3 }, { 10, 0.5 }, { 1000, 1e-3 }, { 1000000, 0.999 }, { 2000000000, 0.25 }, { 1000000000000, 1e-9 }, { 9000000000000000, 0.7 },
	};
	struct random r = random_stream(7, "binomial", 0);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const double n = (double)cases[i].n, p = cases[i].p;
		moments("binomial", random_binomial, cases[i].n, p, n * p, n * p * (1 - p));
	}
	EXPECT(random_binomial(&r, 12345, 0) == 0 && random_binomial(&r, 12345, 1) == 12345 && random_binomial(&r, 0, 0.5) == 0, "at the ends");
	EXPECT(random_binomial(&r, 5000000000, 1) == 5000000000, "not all of many");
	uint64_t count[21] = { 0 };
	double expected[21];
	for (int i = 0; i < 200000; i++)
		count[random_binomial(&r, 20, 0.3)]++;
	for (unsigned k = 0; k <= 20; k++)
		expected[k] = 200000 * gsl_ran_binomial_pdf(k, 0.3, 20);
	chi_square("binomial", count, expected, 21);
}

static void check_multinomial(void)
{
	enum { K = 5 };
	static const double p[K] = { 0.5, 0, 0.2, 0.299, 0.001 };
	static const uint64_t trials[] = { 0, 7, 100000, 3000000000 };

	for (size_t t = 0; t < sizeof trials / sizeof *trials; t++) {
		enum { DRAWS = 4000 };
		struct random r = random_stream(8, "multinomial", t);
		double sum[K] = { 0 };
		const double n = (double)trials[t];
		for (int i = 0; i < DRAWS; i++) {
			uint64_t count[K], all = 0;
			random_multinomial(&r, trials[t], K, p, count);
			for (int k = 0; k < K; k++) {
				all += count[k];
				sum[k] += (double)count[k];
			}
			EXPECT(all == trials[t] && count[1] == 0, "%llu counts", (unsigned long long)all);
		}
		for (int k = 0; k < K; k++)
			near("class", sum[k] / DRAWS, n * p[k], sqrt(n * p[k] * (1 - p[k]) / DRAWS));
	}
}

/* Every element stands in every place equally often, and none is lost, whatever its size. */
static void check_shuffle(void)
{
	enum { N = 6, TRIES = 60000 };
	struct random r = random_stream(9, "shuffle", 0);
	static struct { char id, rest[299]; } a[N];
	uint64_t count[N * N] = { 0 };
	double expected[N * N];

	for (int i = 0; i < TRIES; i++) {
		unsigned seen = 0;
		for (int k = 0; k < N; k++)
			memset(&a[k], k, sizeof a[k]);
		random_shuffle(&r, a, N, sizeof *a);
		for (int k = 0; k < N; k++) {
			seen |= 1u << a[k].id;
			EXPECT(a[k].rest[298] == a[k].id, "an element was torn");
			count[a[k].id * N + k]++;
		}
		EXPECT(seen == (1u << N) - 1, "an element was lost");
	}
	for (int i = 0; i < N * N; i++)
		expected[i] = TRIES / (double)N;
	chi_square("places", count, expected, N * N);
}

int main(int argc, char **argv)
{
	static const struct check checks[] = {
		{ "known", check_known }, { "streams", check_streams }, { "uniform", check_uniform }, { "below", check_below }, { "poisson", check_poisson },
		{ "binomial", check_binomial }, { "multinomial", check_multinomial }, { "shuffle", check_shuffle }, { 0 },
	};
	return expect_run(argc, argv, checks);
}
