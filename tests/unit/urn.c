/* urn - checks of lib/core/urn: `urn NAME` says what differs and returns 1 */
#include "core/urn.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int wrong;

static void expect(bool holds, const char *what, double value)
{
	if (holds)
		return;
	printf("%s: %g\n", what, value);
	wrong = 1;
}

/* 24 orders of 4 tickets: chi2 of 23 degrees is above 49.7 once in 1000. */
static void orders(void)
{
	enum { TRIES = 24000 };
	unsigned count[256] = { 0 };
	double chi2 = 0;
	int seen = 0;

	for (uint64_t i = 0; i < TRIES; i++) {
		struct random r = random_stream(1, "test", i);
		struct urn u = urn_of(4);
		unsigned order = 0;
		for (int k = 0; k < 4; k++)
			order = order << 2 | (unsigned)urn_draw(&u, &r);
		count[order]++;
		urn_free(&u);
	}
	for (int i = 0; i < 256; i++)
		if (count[i] > 0) {
			seen++;
			chi2 += (count[i] - TRIES / 24.) * (count[i] - TRIES / 24.) / (TRIES / 24.);
		}
	expect(seen == 24, "orders seen", seen);
	expect(chi2 < 49.7, "chi2", chi2);
}

static void once(void)
{
	enum { N = 100000 };
	static bool drawn[N];
	struct random r = random_stream(2, "test", 0);
	struct urn u = urn_of(N);

	for (int i = 0; i < N; i++) {
		const uint64_t ticket = urn_draw(&u, &r);
		expect(ticket < N && !drawn[ticket], "out of range or drawn twice", (double)ticket);
		if (wrong)
			return;
		drawn[ticket] = true;
	}
	expect(u.left == 0, "left", (double)u.left);
	urn_free(&u);
}

static int by_value(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* 20 bins of 1000: chi2 of 19 degrees is above 43.8 once in 1000. */
static void few(void)
{
	enum { N = 20000, BINS = 20 };
	const uint64_t many = (uint64_t)1 << 52;
	static uint64_t ticket[N];
	struct random r = random_stream(3, "test", 0);
	struct urn u = urn_of(many);
	double count[BINS] = { 0 }, chi2 = 0;

	for (int i = 0; i < N; i++) {
		ticket[i] = urn_draw(&u, &r);
		count[ticket[i] / (many / BINS + 1)]++;
	}
	for (int i = 0; i < BINS; i++)
		chi2 += (count[i] - N / BINS) * (count[i] - N / BINS) / (N / BINS);
	expect(chi2 < 43.8, "chi2", chi2);
	qsort(ticket, N, sizeof *ticket, by_value);
	for (int i = 1; i < N; i++)
		expect(ticket[i] != ticket[i - 1], "drawn twice", (double)ticket[i]);
	urn_free(&u);
}

static void returned(void)
{
	enum { N = 50 };
	int again = 0;

	for (uint64_t i = 0; i < 2000; i++) {
		struct random r = random_stream(4, "test", i);
		struct urn u = urn_of(N);
		bool drawn[N] = { false };
		for (int k = 0; k < 10; k++)
			drawn[urn_draw(&u, &r)] = true;
		const uint64_t back = urn_draw(&u, &r);
		urn_return(&u, back);
		again += urn_draw(&u, &r) == back;
		while (u.left > 0)
			drawn[urn_draw(&u, &r)] = true;
		int n = 0;
		for (int k = 0; k < N; k++)
			n += drawn[k];
		expect(n >= N - 1, "tickets that came", n);   /* all but the one that the second draw may have been */
		urn_free(&u);
	}
	expect(again > 20 && again < 85, "times the same of 40 came again in 2000", again);   /* 50 +- 7 */
}

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*run)(void); } checks[] = {
		{ "orders", orders }, { "once", once }, { "few", few }, { "returned", returned } };

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (argc == 2 && strcmp(argv[1], checks[i].name) == 0) {
			checks[i].run();
			return wrong;
		}
	return 2;
}
