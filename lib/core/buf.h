/* buf - slices of bytes that belong to somebody else, and a growable buffer that owns its bytes
 *
 * A struct slice is looked at, never freed, and holds no terminator. A struct buf starts as zeros ("struct buf b = { 0 };")
 * and is freed with buf_free; b.data is NULL until the first byte, and always has room for a terminator that buf_text writes.
 */
#ifndef CORE_BUF_H
#define CORE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
	const char *p;
	size_t n;
};

struct slice slice_of(const char *s);                       /* of a C string */
bool slice_is(struct slice a, const char *s);               /* same bytes? */
bool slice_same(struct slice a, struct slice b);
int slice_compare(struct slice a, struct slice b);          /* byte order, shorter first: <0, 0, >0 */
bool slice_begins(struct slice a, const char *prefix);
struct slice slice_trim(struct slice a);                    /* without blanks, tabs and CR at both ends */
bool slice_cut(struct slice *rest, char separator, struct slice *part);   /* next part; false when none is left (p is NULL) */
char *slice_dup(struct slice a);                            /* a C string; the caller frees */

struct buf {
	char *data;
	size_t len, room;
};

char *buf_room(struct buf *b, size_t n);                    /* n writable bytes at the end; then add to len */
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_add_text(struct buf *b, const char *s);
void buf_add_number(struct buf *b, double x);               /* shortest, see num.h */
void buf_add_count(struct buf *b, uint64_t x);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *buf_text(struct buf *b);                        /* its bytes as a C string, b's own */
struct slice buf_slice(const struct buf *b);
void buf_free(struct buf *b);                               /* back to zeros */

#endif
