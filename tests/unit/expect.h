/* expect - what the checks of tests/unit share: a failed expectation is said on stderr, with its place, and the program goes on
 *
 * A program holds several checks, a function each; "NAME CHECK [SEED]" runs one: return expect_run(argc, argv, checks).
 */
#ifndef EXPECT_H
#define EXPECT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned expect_failures;
static uint64_t expect_state = 1;

#define EXPECT(condition, ...) \
	((condition) ? (void)0 : (void)(expect_failures++ < 10 && fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition) \
	                                && fprintf(stderr, __VA_ARGS__) && fputc('\n', stderr)))

struct check {
	const char *name;
	void (*run)(void);
};

/* Random numbers for inputs, not those that are tested (splitmix64). */
static inline uint64_t expect_random(uint64_t below)
{
	uint64_t z = expect_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) % below;
}

/* Runs the check that argv names; checks ends in { 0 }. The exit status. */
static inline int expect_run(int argc, char **argv, const struct check *checks)
{
	if (argc > 2)
		expect_state = strtoull(argv[2], NULL, 10);
	for (; argc > 1 && checks->name != NULL; checks++)
		if (strcmp(checks->name, argv[1]) == 0) {
			checks->run();
			return expect_failures > 0;
		}
	fputs("no such check\n", stderr);
	return 2;
}

#endif
