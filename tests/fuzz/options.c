/* options (fuzz) - any words as the arguments of a tool that has options of every type
 *
 * in      words, each ended by a newline
 * checks  a time, a number and a list are what their types promise
 */
#include "fuzz.h"

#include <getopt.h>
#include <math.h>
#include <string.h>

#include "core/opt.h"

static bool flag;
static const char *text, *file;
static double number, time_s, time_h;
static uint64_t count, seconds;
static struct option_list list;

static const struct tool tool = {
	.name = "options",
	.does = "Have options of every type.",
	.more = "A paragraph.\n.Not a request.",
	.in = (const struct column[]) { { "a", NUMBER, "GeV", "a number", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'f', "flag", NULL, OPT_FLAG, &flag, "a flag" },
		{ 't', "text", "TEXT", OPT_TEXT, &text, "a text" },
		{ 0, "file", "FILE", OPT_FILE, &file, "a file" },
		{ 'n', "number", "X", OPT_NUMBER, &number, "a number [0]" },
		{ 'c', "count", "N", OPT_COUNT, &count, "a count [0]" },
		{ 0, "time-s", "TIME", OPT_TIME_S, &time_s, "a time [0s]" },
		{ 0, "time-h", "TIME", OPT_TIME_H, &time_h, "a time [0h]" },
		{ 0, "seconds", "TIME", OPT_SECONDS, &seconds, "a time [0]" },
		{ 'l', "list", "WORD", OPT_LIST, &list, "words" },
		{ 0 } },
	.example = "options",
};

static void parse(const uint8_t *bytes, size_t n)
{
	char *words = malloc(n + 2), *argv[66] = { words };
	int argc = 1;

	memcpy(words, bytes, n);
	words[n] = '\n';
	words[n + 1] = '\0';
	for (char *word = words, *end; argc < 65 && (end = strchr(word, '\n')) != NULL; word = end + 1) {
		*end = '\0';
		argv[argc++] = word;
	}
	optind = 0;   /* glibc: begin afresh */
	list = (struct option_list) { 0 };
	number = time_s = time_h = 0;
	tool_options(&tool, argc, argv);
	FUZZ_CHECK(time_s >= 0 && time_h >= 0 && isfinite(time_s) && isfinite(time_h));
	FUZZ_CHECK(seconds <= 1000000000);
	FUZZ_CHECK(list.n < 65 && tool_operand_count() < 65);
	for (size_t i = 0; i < list.n; i++)
		FUZZ_CHECK(strlen(list.item[i]) <= n);
	free(list.item);
	free(words);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(parse, bytes, n);
	return 0;
}
