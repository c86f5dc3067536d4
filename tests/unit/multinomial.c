/* multinomial - checks of lib/phys/multinomial against closed forms and simulated jobs: `multinomial NAME` says what differs and returns 1 */
#include "phys/multinomial.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"

static int wrong;

static void expect(const char *what, double got, double wanted, double tolerance)
{
	if (fabs(got - wanted) <= tolerance * fabs(wanted) || (isnan(got) && isnan(wanted)))
		return;
	printf("%s: %.17g instead of %.17g\n", what, got, wanted);
	wrong = 1;
}

/* Tosses of a coin, counted by hand; a rare thing that came once has the chance 1 - (1 - p)^n. */
static void binomial(void)
{
	expect("none of ten", multinomial_p_value(0, 10, 0.5), 2 / 1024., 1e-12);
	expect("eight of ten", multinomial_p_value(8, 10, 0.5), 2 * 56 / 1024., 1e-12);
	expect("five of ten", multinomial_p_value(5, 10, 0.5), 1, 0);
	expect("once in 1e6", multinomial_p_value(1, 1e6, 1e-9), -2 * expm1(1e6 * log1p(-1e-9)), 1e-9);
	expect("all of them", multinomial_p_value(20, 20, 0.9), 2 * pow(0.9, 20), 1e-12);
	expect("what cannot be", multinomial_p_value(1, 10, 0), 0, 0);
	expect("the only one", multinomial_p_value(10, 10, 1), 1, 0);
	expect("no trial", multinomial_p_value(0, 0, 0.5), NAN, 0);
	expect("3 sigma of 1e10", multinomial_p_value(5e9 + 150000, 1e10, 0.5), 0.0026998, 1e-3);
}

static void pooling(void)
{
	size_t class_of[4];
	double sum[4];

	expect("a rest that joins", (double)multinomial_pool(4, (double[]) { 100, 3, 1, 50 }, class_of), 2, 0);
	multinomial_add_up(4, class_of, (double[]) { 1, 10, 100, 1000 }, 2, sum);
	expect("the greatest stays alone", sum[0], 1, 0);
	expect("the smallest takes them", sum[1], 1110, 0);
	expect("a rest that stands", (double)multinomial_pool(4, (double[]) { 100, 3, 3, 50 }, class_of), 3, 0);
	multinomial_add_up(4, class_of, (double[]) { 1, 10, 100, 1000 }, 3, sum);
	expect("the rest", sum[2], 110, 0);
	expect("nothing but rest", (double)multinomial_pool(2, (double[]) { 1, 2 }, class_of), 1, 0);
}

/* A die thrown 60 times: chi2 13.4, the textbook's table gives 0.02 for 13.388 at 5 degrees of freedom. */
static void die_thrown(void)
{
	const struct multinomial_chi2 fit = multinomial_pearson(6, (double[]) { 5, 8, 9, 8, 10, 20 }, (double[]) { 10, 10, 10, 10, 10, 10 });

	expect("chi2", fit.chi2, 13.4, 1e-12);
	expect("ndf", fit.ndf, 5, 0);
	expect("p", fit.p_above, 0.0199, 1e-3);
	expect("one class", multinomial_pearson(1, (double[]) { 5 }, (double[]) { 5 }).chi2, NAN, 0);
}

static void two_by_two(void)
{
	const double a[] = { 10, 20 }, b[] = { 20, 10 }, e[] = { 12, 18 };   /* a bias that is common does not matter */
	const struct multinomial_chi2 fit = multinomial_scatter(2, 2, (const double *[]) { a, b }, (const double *[]) { e, e });

	expect("chi2", fit.chi2, 20 / 3., 1e-12);
	expect("ndf", fit.ndf, 1, 0);
	expect("p", fit.p_above, erfc(sqrt(10 / 3.)), 1e-9);
	expect("one job", multinomial_scatter(1, 2, (const double *[]) { a }, (const double *[]) { e }).p_below, NAN, 0);
}

/* Equal counts by chance, summed over all counts: two jobs and three, two classes; two jobs and three classes. */
static void equal_by_chance(void)
{
	const double half[] = { 50, 50 }, third[] = { 30, 30, 40 };
	const double *const halves[] = { half, half, half }, *const thirds[] = { third, third };
	double two = 0, three = 0, classes = 0;

	for (unsigned n = 0; n <= 100; n++) {
		two += pow(gsl_ran_binomial_pdf(n, 0.5, 100), 2);
		three += pow(gsl_ran_binomial_pdf(n, 0.5, 100), 3);
		for (unsigned m = 0; n + m <= 100; m++)
			classes += pow(gsl_ran_multinomial_pdf(3, (double[]) { 0.3, 0.3, 0.4 }, (unsigned[]) { n, m, 100 - n - m }), 2);
	}
	expect("two jobs", multinomial_scatter(2, 2, halves, halves).p_below, two, 0.01);
	expect("three jobs", multinomial_scatter(3, 2, halves, halves).p_below, three, 0.01);
	expect("three classes", multinomial_scatter(2, 3, thirds, thirds).p_below, classes, 0.01);
}

/* Jobs that end when the first data set has given 300 events. */
enum { CLASSES = 4, JOBS = 12, CAMPAIGNS = 2000 };
static const double p[CLASSES] = { 0.5, 0.3, 0.15, 0.05 };

static void simulate(struct random *r, double n[CLASSES], double expected[CLASSES])
{
	double all = 0;

	memset(n, 0, CLASSES * sizeof *n);
	while (n[0] <= 300) {
		const double u = random_uniform(r);
		n[u < 0.5 ? 0 : u < 0.8 ? 1 : u < 0.95 ? 2 : 3]++;
		all++;
	}
	for (int i = 0; i < CLASSES; i++)
		expected[i] = all * p[i];
}

/* How often a sound campaign is called bad; 4 standard deviations of 2000 campaigns at 0.05 are 0.02. */
static void sound_jobs(void)
{
	double above = 0, below = 0, single = 0, pull = 0, square = 0;

	for (uint64_t c = 0; c < CAMPAIGNS; c++) {
		struct random r = random_stream(1, "multinomial test", c);
		double n[JOBS][CLASSES], e[JOBS][CLASSES];
		const double *choices[JOBS], *expected[JOBS];
		for (int j = 0; j < JOBS; j++) {
			simulate(&r, n[j], e[j]);
			choices[j] = n[j];
			expected[j] = e[j];
		}
		const struct multinomial_chi2 scatter = multinomial_scatter(JOBS, CLASSES, choices, expected);
		above += scatter.p_above < 0.05;
		below += scatter.p_below < 0.05;
		single += multinomial_pearson(CLASSES, n[0], e[0]).p_above < 0.05;
		const double z = (n[0][0] - e[0][0]) / sqrt(e[0][0] * (1 - p[0]));   /* the data set that ended the job */
		pull += z;
		square += z * z;
	}
	expect("too far apart", above / CAMPAIGNS, 0.05, 0.4);
	expect("too alike", below / CAMPAIGNS, 0.05, 0.4);
	expect("off their weights", single / CAMPAIGNS, 0.05, 0.4);
	expect("rms pull of what ended the job", sqrt(square / CAMPAIGNS), 1, 0.07);
	expect("mean pull of what ended the job", pull / CAMPAIGNS + 1, 1, 0.1);
}

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*check)(void); } checks[] = {
		{ "binomial", binomial }, { "pooling", pooling }, { "die", die_thrown }, { "two-by-two", two_by_two },
		{ "equal-by-chance", equal_by_chance }, { "sound-jobs", sound_jobs } };

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (argc == 2 && strcmp(argv[1], checks[i].name) == 0) {
			checks[i].check();
			return wrong;
		}
	fprintf(stderr, "no check '%s'\n", argc == 2 ? argv[1] : "");
	return 2;
}
