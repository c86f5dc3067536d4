#include "phys/multinomial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/mem.h"

static const double least_expected = 5;

/* The binomial's tails as incomplete beta functions, for any number of trials. */
static double at_least(double n, double trials, double p)
{
	return n <= 0 ? 1 : gsl_cdf_beta_P(p, n, trials - n + 1);
}

static double at_most(double n, double trials, double p)
{
	return n >= trials ? 1 : gsl_cdf_beta_Q(p, n + 1, trials - n);
}

double multinomial_p_value(double n, double trials, double p)
{
	if (!(trials > 0) || !(p >= 0 && p <= 1) || !(n >= 0 && n <= trials))
		return NAN;
	return fmin(1, 2 * fmin(at_least(n, trials, p), at_most(n, trials, p)));
}

size_t multinomial_pool(size_t k, const double expected[], size_t class_of[])
{
	size_t classes = 0, smallest = k;
	double rest = 0;
	bool any_rest = false;

	for (size_t i = 0; i < k; i++) {
		if (expected[i] < least_expected) {
			rest += expected[i];
			any_rest = true;
			continue;
		}
		class_of[i] = classes++;
		if (smallest == k || expected[i] < expected[smallest])
			smallest = i;
	}
	if (!any_rest)
		return classes;
	const size_t rest_class = rest < least_expected && classes > 0 ? class_of[smallest] : classes++;
	for (size_t i = 0; i < k; i++)
		if (expected[i] < least_expected)
			class_of[i] = rest_class;
	return classes;
}

static struct multinomial_chi2 judge(double chi2, double ndf)
{
	if (!(ndf > 0))
		return (struct multinomial_chi2) { NAN, 0, NAN, NAN };
	return (struct multinomial_chi2) { chi2, ndf, gsl_cdf_chisq_Q(chi2, ndf), gsl_cdf_chisq_P(chi2, ndf) };
}

void multinomial_add_up(size_t k, const size_t class_of[], const double x[], size_t classes, double sum[])
{
	for (size_t c = 0; c < classes; c++)
		sum[c] = 0;
	for (size_t i = 0; i < k; i++)
		sum[class_of[i]] += x[i];
}

struct multinomial_chi2 multinomial_pearson(size_t k, const double n[], const double expected[])
{
	size_t *class_of = xcalloc(k, sizeof *class_of);
	double *seen = xcalloc(2 * k, sizeof *seen), *e = seen + k, chi2 = 0;
	const size_t classes = multinomial_pool(k, expected, class_of);

	multinomial_add_up(k, class_of, n, classes, seen);
	multinomial_add_up(k, class_of, expected, classes, e);
	for (size_t c = 0; c < classes; c++)
		chi2 += (seen[c] - e[c]) * (seen[c] - e[c]) / e[c];
	free(class_of);
	free(seen);
	return judge(chi2, (double)classes - 1);
}

/* Sum over the jobs of one column. */
static double column_sum(size_t jobs, const double *const table[], size_t i)
{
	double sum = 0;

	for (size_t j = 0; j < jobs; j++)
		sum += table[j][i];
	return sum;
}

static double row_sum(size_t k, const double row[])
{
	double sum = 0;

	for (size_t i = 0; i < k; i++)
		sum += row[i];
	return sum;
}

static double log_chance_of_equality(size_t jobs, size_t k, const double *const expected[])
{
	const double m = (double)jobs, free_classes = (double)k - 1;
	double log_trials = 0, log_p = 0, all = 0;

	for (size_t j = 0; j < jobs; j++) {
		const double trials = row_sum(k, expected[j]);
		log_trials += log(trials) / m;
		all += trials;
	}
	for (size_t i = 0; i < k; i++)
		log_p += log(column_sum(jobs, expected, i) / all);
	return -0.5 * (free_classes * log(m) + (m - 1) * (log_p + free_classes * (log(2 * M_PI) + log_trials)));
}

struct multinomial_chi2 multinomial_scatter(size_t jobs, size_t k, const double *const n[], const double *const expected[])
{
	double chi2 = 0;

	if (jobs < 2)
		return judge(NAN, 0);
	for (size_t i = 0; i < k; i++) {
		const double scale = column_sum(jobs, n, i) / column_sum(jobs, expected, i);
		for (size_t j = 0; j < jobs && scale > 0; j++) {
			const double e = expected[j][i] * scale, d = n[j][i] - e;
			chi2 += d * d / e;
		}
	}
	struct multinomial_chi2 result = judge(chi2, ((double)jobs - 1) * ((double)k - 1));
	result.p_below = fmin(1, result.p_below + exp(log_chance_of_equality(jobs, k, expected)));
	return result;
}
