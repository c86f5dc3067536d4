#include "core/die.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/out.h"
#include "core/progress.h"

const char *prog = "beampipe";
int verbosity;

/* Messages quote what was read: it must neither begin a line of its own nor speak to a terminal. */
static void tame(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = '?';
}

static void say(const char *place, const char *format, va_list args)
{
	char text[16 * 1024];   /* what is longer is cut; no allocation: memory may be what is missing */
	const int reason = errno;
	const size_t n = strlen(format);
	const bool why = n > 0 && format[n - 1] == ':';

	progress_wipe();
	out_flush_rows();   /* so that rows and message stand in the order in which they were made */
	const int begun = snprintf(text, sizeof text, "%s: %.8000s", prog, place);
	vsnprintf(text + begun, sizeof text - (size_t)begun, format, args);
	tame(text);
	fprintf(stderr, "%s%s%s\n", text, why ? " " : "", why ? strerror(reason) : "");
}

void die_v(const char *place, const char *format, va_list args)
{
	say(place, format, args);
	out_discard();
	exit(2);
}

void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	die_v("", format, args);
}

void warn_v(const char *place, const char *format, va_list args)
{
	if (verbosity >= 0)
		say(place, format, args);
}

void warn(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	warn_v("", format, args);
	va_end(args);
}

void note(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (verbosity > 0)
		say("", format, args);
	va_end(args);
}
