/* sheet - a table being written: cells from left to right, rows from top to bottom
 *
 * A row of another length than the header is a mistake of the tool and dies. Numbers are written shortest (num.h), nothing as "-". A
 * value with a tab or a newline cannot be written: it dies with its column.
 *
 * calling sequence  sheet_open (writes the header); cells, sheet_end; cells, sheet_end ...; sheet_close
 */
#ifndef CORE_SHEET_H
#define CORE_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/keys.h"
#include "core/out.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"   /* spreadsheets begin a file with it */

struct sheet {
	struct out *out;
	bool csv;
	struct keys names;        /* of the columns */
	size_t column;            /* of the row being written */
	uint64_t rows;            /* without the header */
};

/* Writes a header of n names through out, which stays the caller's. Names are copied; two equal ones die, and one that would not be
 * read back: empty, with a tab, a newline or a CR at its end, or at the beginning of the line '#' or a byte order mark. */
struct sheet *sheet_open(struct out *out, bool csv, const char *const names[], size_t n);

void sheet_text(struct sheet *s, const char *text);       /* "" is missing */
void sheet_slice(struct sheet *s, struct slice text);
void sheet_number(struct sheet *s, double x);
void sheet_count(struct sheet *s, uint64_t n);
void sheet_missing(struct sheet *s);
void sheet_known(struct sheet *s, double x);              /* nan is missing */
void sheet_count_if(struct sheet *s, bool known, uint64_t n);   /* else missing */
void sheet_raw(struct sheet *s, struct slice text);       /* a cell of a table that was read: looked at already; not for csv */
void sheet_end(struct sheet *s);                          /* ends the row */
void sheet_close(struct sheet *s);                        /* frees it; out stays open */

#endif
