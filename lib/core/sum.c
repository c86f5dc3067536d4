#include "core/sum.h"

#include <math.h>

void sum_add(struct sum *s, double x)
{
	const double total = s->high + x;

	s->low += fabs(s->high) >= fabs(x) ? (s->high - total) + x : (x - total) + s->high;
	s->high = total;
}

double sum_value(const struct sum *s)
{
	return isfinite(s->high) ? s->high + s->low : s->high;   /* beyond the range low is nan: the difference of two infinities */
}
