/* sum - adding many doubles without losing the small ones
 *
 * The result is the exact sum of the terms rounded once, as long as it is not 1e15 times smaller than the terms; so decimal
 * fractions add up to what they do on paper. Starts as zeros.
 *
 * source  Neumaier, ZAMM 54 (1974) 39
 */
#ifndef CORE_SUM_H
#define CORE_SUM_H

struct sum {
	double high, low;
};

void sum_add(struct sum *s, double x);
double sum_value(const struct sum *s);

#endif
