/* gather - checks of lib/core/keys, sum and name: `gather NAME` says what differs and returns 1 */
#include <stdio.h>
#include <string.h>

#include "core/keys.h"
#include "core/name.h"
#include "core/sum.h"

static int wrong;

static void expect(bool holds, const char *what)
{
	if (holds)
		return;
	printf("not so: %s\n", what);
	wrong = 1;
}

static void keys(void)
{
	struct keys k = { 0 };
	char name[32];
	size_t number;
	bool fresh;

	expect(!keys_find(&k, slice_of("a"), &number), "nothing is found in nothing");
	for (size_t i = 0; i < 100000; i++) {
		snprintf(name, sizeof name, "name %zu", i);
		expect(keys_add(&k, slice_of(name), &fresh) == i && fresh, "a new name has the next number");
	}
	for (size_t i = 0; i < 100000; i += 7) {
		snprintf(name, sizeof name, "name %zu", i);
		expect(keys_add(&k, slice_of(name), &fresh) == i && !fresh, "a known name keeps its number");
		expect(keys_find(&k, slice_of(name), &number) && number == i, "and is found");
		expect(strcmp(k.name[i], name) == 0, "and kept");
	}
	expect(!keys_find(&k, slice_of("name 100000"), &number), "another is not");
	expect(keys_add(&k, (struct slice) { "", 0 }, NULL) == 100000 && k.n == 100001, "the empty name is a name");
	keys_free(&k);
	expect(k.n == 0 && keys_add(&k, slice_of("a"), NULL) == 0, "and all begins anew");
	keys_free(&k);
}

static void sums(void)
{
	struct sum s = { 0 }, tenths = { 0 };

	sum_add(&s, 1e16);
	for (int i = 0; i < 1000; i++)
		sum_add(&s, 1);
	sum_add(&s, -1e16);
	expect(sum_value(&s) == 1000, "ones beside 1e16 are not lost");
	for (int i = 0; i < 1000000; i++)
		sum_add(&tenths, 0.1);
	expect(sum_value(&tenths) == 100000, "a million tenths");
}

static void names(void)
{
	char longest[257];
	const struct slice zero = { "a\0b", 3 };

	expect(safe_name(slice_of("dts.mu2e.DIOtail95.MDC2025af.001430_00000000.art")), "a file name");
	expect(safe_name(slice_of("a..b")) && safe_name(slice_of("\xc3\xa9")), "dots inside, bytes above 127");
	expect(!safe_name(slice_of("")) && !safe_name(slice_of("-")), "what is missing");
	expect(!safe_name(slice_of(".")) && !safe_name(slice_of("..")) && !safe_name(slice_of(".a")), "leading dots");
	expect(!safe_name(slice_of("a/b")) && !safe_name(slice_of("/a")) && !safe_name(slice_of("a/")), "directories");
	expect(!safe_name(slice_of("a\nb")) && !safe_name(slice_of("a\x7f")) && !safe_name(zero), "control characters");
	memset(longest, 'a', sizeof longest);
	expect(variable_name(slice_of("PATH")) && variable_name(slice_of("_a1")) && variable_name(slice_of("zZ_9")), "names of variables");
	expect(!variable_name(slice_of("")) && !variable_name(slice_of("1a")) && !variable_name(slice_of("a-b")) && !variable_name(slice_of("a=")) &&
	       !variable_name(slice_of("\xc3\xa9")) && !variable_name(slice_of("a@")) && !variable_name(slice_of("a[")) && !variable_name(zero), "no names of variables");
	expect(safe_name((struct slice) { longest, 255 }) && !safe_name((struct slice) { longest, 256 }), "255 bytes and 256");
}

int main(int argc, char **argv)
{
	const char *which = argc > 1 ? argv[1] : "";

	if (strcmp(which, "keys") == 0)
		keys();
	else if (strcmp(which, "sums") == 0)
		sums();
	else if (strcmp(which, "names") == 0)
		names();
	else
		expect(false, "no such check");
	return wrong;
}
