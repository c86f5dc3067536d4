#include "core/die.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/out.h"
#include "core/progress.h"

const char *prog = "beampipe";
int verbosity;

static void say(const char *place, const char *format, va_list args)
{
	const int reason = errno;
	const size_t n = strlen(format);

	progress_wipe();
	out_flush_rows();   /* so that rows and message stand in the order in which they were made */
	fprintf(stderr, "%s: %s", prog, place);
	vfprintf(stderr, format, args);
	if (n > 0 && format[n - 1] == ':')
		fprintf(stderr, " %s", strerror(reason));
	fputc('\n', stderr);
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
