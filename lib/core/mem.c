#include "core/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"

#ifdef __SANITIZE_ADDRESS__
/* What lives as long as the program is not freed: AddressSanitizer, wherever it runs (a batch job has no ASAN_OPTIONS), shall not call that a leak. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

static void *there(void *p, size_t size)
{
	if (p == NULL)
		die("out of memory (%zu bytes asked)", size);
	return p;
}

void *xmalloc(size_t size)
{
	return there(malloc(size ? size : 1), size);
}

static size_t product(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		die("out of memory (%zu times %zu bytes asked)", count, size);
	return count * size;
}

void *xcalloc(size_t count, size_t size)
{
	const size_t total = product(count, size);
	return there(calloc(1, total > 0 ? total : 1), total);
}

void *xrealloc(void *old, size_t count, size_t size)
{
	const size_t total = product(count, size);
	return there(realloc(old, total > 0 ? total : 1), total);
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *xstrndup(const char *s, size_t n)
{
	char *copy = xmalloc(n + 1);
	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *xprintf_v(const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	const int n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0)
		die("cannot format text:");
	char *s = xmalloc((size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, format, args);
	return s;
}

char *xprintf(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *s = xprintf_v(format, args);
	va_end(args);
	return s;
}

void *mem_grow(void *old, size_t *room, size_t size)
{
	*room = *room + *room / 2 + 16;
	return xrealloc(old, *room, size);
}
