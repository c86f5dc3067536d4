#include "core/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"

struct slice slice_of(const char *s)
{
	return (struct slice) { s, strlen(s) };
}

bool slice_is(struct slice a, const char *s)
{
	return slice_same(a, slice_of(s));
}

bool slice_same(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int slice_compare(struct slice a, struct slice b)
{
	const size_t n = a.n < b.n ? a.n : b.n;
	const int order = n ? memcmp(a.p, b.p, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool slice_begins(struct slice a, const char *prefix)
{
	const size_t n = strlen(prefix);
	return a.n >= n && memcmp(a.p, prefix, n) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct slice slice_trim(struct slice a)
{
	while (a.n > 0 && is_blank(a.p[0]))
		a.p++, a.n--;
	while (a.n > 0 && is_blank(a.p[a.n - 1]))
		a.n--;
	return a;
}

bool slice_cut(struct slice *rest, char separator, struct slice *part)
{
	if (rest->p == NULL)
		return false;
	const char *end = memchr(rest->p, separator, rest->n);
	if (end == NULL) {
		*part = *rest;
		*rest = (struct slice) { NULL, 0 };
	} else {
		*part = (struct slice) { rest->p, (size_t)(end - rest->p) };
		*rest = (struct slice) { end + 1, rest->n - part->n - 1 };
	}
	return true;
}

char *slice_dup(struct slice a)
{
	return xstrndup(a.p ? a.p : "", a.n);
}

char *buf_room(struct buf *b, size_t n)
{
	if (b->room - b->len <= n) {   /* one byte more than asked: buf_text's terminator */
		b->room = b->len + n + b->room / 2 + 64;
		b->data = xrealloc(b->data, b->room, 1);
	}
	return b->data + b->len;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	char *to = buf_room(b, n);
	if (n > 0)
		memcpy(to, bytes, n);
	b->len += n;
}

void buf_add_text(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_add_number(struct buf *b, double x)
{
	char *start = buf_room(b, NUM_MAX);
	b->len += (size_t)(num_write(start, x) - start);
}

void buf_add_count(struct buf *b, uint64_t x)
{
	char *start = buf_room(b, NUM_MAX);
	b->len += (size_t)(num_write_count(start, x) - start);
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = xprintf_v(format, args);
	va_end(args);
	buf_add_text(b, text);
	free(text);
}

const char *buf_text(struct buf *b)
{
	*buf_room(b, 0) = '\0';
	return b->data;
}

struct slice buf_slice(const struct buf *b)
{
	return (struct slice) { b->data ? b->data : "", b->len };
}

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf) { 0 };
}
