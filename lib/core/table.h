/* table - rows being read, by column names; and passed on with more columns
 *
 * TSV: a header line of unique names, then rows with as many fields. Leading lines that begin with '#' are skipped. No quoting:
 * a field is a slice of the window, untouched. "-" and "" are missing. CSV is recognised by its header (a comma, no tab) or
 * forced by table_csv, gzip by its first bytes, CRLF and a missing last newline are read. Rows of a wrong length, unknown columns
 * and cells that are no number die with file, line and column.
 *
 * calling sequence  to read    table_open; table_column ...; table_next until false: table_number, table_text ...; table_close
 *                   to filter  the same, with table_output and table_append before the first table_next, then
 *                              table_set ... and table_write for each row that is kept
 * cost    one pass: separators are found 64 bytes at a time, untouched columns are copied as bytes, no allocation per row;
 *         memory is one window (in.h) and does not grow with the file
 */
#ifndef CORE_TABLE_H
#define CORE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/in.h"
#include "core/sheet.h"

struct table;

extern bool table_csv;   /* --csv: what is read is CSV whatever its header looks like, what is written too */

/* Opens a file (NULL or "-" is stdin), or several with one and the same header, one after the other (files ends in NULL).
 * Names are kept, not copied. Dies when there is no header. */
struct table *table_open(const char *path);
struct table *table_open_all(char *const files[]);

/* What is left of a stream that somebody has begun to look at. Takes over in. */
struct table *table_open_in(struct in *in);

/* A table in memory, header and rows as text; copied. It is the program's own: table_csv does not force it. */
struct table *table_open_text(const char *name, struct slice text);

void table_close(struct table *t);

/* The column of that name: its index, or death; -1 when it is not there. */
int table_column(struct table *t, const char *name);
int table_find(const struct table *t, const char *name);
int table_columns(const struct table *t);
const char *table_name(const struct table *t, int column);

bool table_next(struct table *t);                                    /* the next row; false at the end */
uint64_t table_rows(const struct table *t);                          /* read so far */
uint64_t table_line(const struct table *t);                          /* where the present row stands in its file */

/* The cell of the present row; slices live until the next table_next. A column of -1 is missing in every row. */
struct slice table_text(const struct table *t, int column);
bool table_missing(const struct table *t, int column);
double table_number(struct table *t, int column);                    /* missing dies */
double table_number_or(struct table *t, int column, double missing);
uint64_t table_count(struct table *t, int column);                   /* missing, negative, fraction: dies */
uint64_t table_count_or(struct table *t, int column, uint64_t missing);
char *table_dup(const struct table *t, int column);                  /* a C string, "" when missing; the caller frees */

/* Dies, or warns, about the present row: "prog: file:line: column 'x': message"; without a column for -1. */
_Noreturn void table_die(const struct table *t, int column, const char *format, ...) __attribute__((format(printf, 3, 4)));
void table_warn(const struct table *t, int column, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Passing on. The output gets all columns of the input, then the appended ones; a name that the input has already is
 * replaced in its place. Cells not set are the input's, or missing. Text is not copied: it must live until table_write. */
void table_output(struct table *t, struct out *out);
int table_append(struct table *t, const char *name);
void table_set(struct table *t, int column, double x);
void table_set_count(struct table *t, int column, uint64_t n);
void table_set_text(struct table *t, int column, const char *text);
void table_set_slice(struct table *t, int column, struct slice text);
void table_write(struct table *t);
uint64_t table_written(const struct table *t);

#endif
