#include "core/clock.h"

#include <time.h>

static double read_clock(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double clock_s(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

double clock_date_s(void)
{
	return read_clock(CLOCK_REALTIME);
}

void clock_rest(double s)
{
	const time_t whole = s < 1e9 ? (time_t)s : 1000000000;

	if (s > 0)
		nanosleep(&(struct timespec) { whole, (long)(1e9 * (s < 1e9 ? s - (double)whole : 0)) }, NULL);
}
