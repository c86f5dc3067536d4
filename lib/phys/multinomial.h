/* multinomial - do counts of random choices agree with their probabilities, and with each other?
 *
 * A job chooses data sets one after the other, data set i with probability p[i], until a limit or until a choice finds its data
 * set empty. Its number of choices T (that last one included) is a stopping time of the sequence, so by Wald's identities the choices
 * n[i] of every data set have
 *     E(n[i] - T p[i]) = 0   and   E(n[i] - T p[i])^2 = p[i] (1 - p[i]) E(T)
 * whatever ended the job. Tests are therefore made with the choices, T p[i] expected, and not with the events read, of which the data set
 * that ended the job has always the same number. For given T the choices are multinomial, and Pearson's chi2 has (classes - 1)
 * degrees of freedom.
 *
 * Pure functions: no I/O. Tables of jobs are a pointer to k numbers for each job. What is undefined (no expectation, one
 * class, one job) is nan.
 *
 * source  Wald, Ann. Math. Stat. 15 (1944) 283; Cochran, Ann. Math. Stat. 23 (1952) 315, on small expectations; GSL's distributions
 */
#ifndef PHYS_MULTINOMIAL_H
#define PHYS_MULTINOMIAL_H

#include <stddef.h>

/* Chance that a binomial count of `trials` with probability p is as far out as n, on both sides: twice the smaller exact
 * tail, at most 1. 0 <= n <= trials; p = 0 with n > 0 gives 0. */
double multinomial_p_value(double n, double trials, double p);

/* Chi2 wants 5 expected in every class. Those that expect less become one class, and that one joins the smallest of the others if
 * it is still too small. class_of[i] is i's class; the number of classes. multinomial_add_up gives the sum of x in each class. */
size_t multinomial_pool(size_t k, const double expected[], size_t class_of[]);
void multinomial_add_up(size_t k, const size_t class_of[], const double x[], size_t classes, double sum[]);

struct multinomial_chi2 {
	double chi2, ndf;
	double p_above;   /* chance of a chi2 at least as great */
	double p_below;   /* chance of one at most as great */
};

/* Pearson's chi2 of choices whose expectations have the same sum, in pooled classes. */
struct multinomial_chi2 multinomial_pearson(size_t k, const double n[], const double expected[]);

/* Chi2 of the jobs about what they have in common: each class's expectations are scaled to its sum over all jobs, so a common bias does
 * not matter. ndf (jobs - 1) (k - 1). p_below counts that equal counts can happen by chance: to the continuous
 * distribution it adds the probability of the lattice point in its middle,
 *     jobs^(-(k-1)/2) prod_i p[i]^(-(jobs-1)/2) (2 pi T)^(-(k-1)(jobs-1)/2)      T: the jobs' geometric mean
 * which is that of all jobs having the same counts. */
struct multinomial_chi2 multinomial_scatter(size_t jobs, size_t k, const double *const n[], const double *const expected[]);

#endif
