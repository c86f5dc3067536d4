/* sum - adding many doubles without losing the small ones
 *
 * The result is as good as if the terms were added in twice the precision and rounded once; infinite if a term is, or a total on the
 * way. Starts as zeros.
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
