#include "core/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

/* In the answer a ')' ends the name of the program; the start is the 22nd word of all, the 20th behind that, in ticks since the machine was booted. */
double clock_made_s(void)
{
	char text[512] = "", *word;
	FILE *f = fopen("/proc/self/stat", "r");
	unsigned long long ticks = 0;

	if (f != NULL && fgets(text, sizeof text, f) != NULL && (word = strrchr(text, ')')) != NULL) {
		for (int i = 0; i < 20 && word != NULL; i++)
			word = strchr(word + 1, ' ');
		ticks = word != NULL ? strtoull(word, NULL, 10) : 0;
	}
	if (f != NULL)
		fclose(f);
	if (ticks == 0)
		return clock_date_s();
	return clock_date_s() - (read_clock(CLOCK_BOOTTIME) - (double)ticks / (double)sysconf(_SC_CLK_TCK));
}

void clock_rest(double s)
{
	const time_t whole = s < 1e9 ? (time_t)s : 1000000000;

	if (s > 0)
		nanosleep(&(struct timespec) { whole, (long)(1e9 * (s < 1e9 ? s - (double)whole : 0)) }, NULL);
}
