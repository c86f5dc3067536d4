/* ledger - which events of which files are used, and for what
 *
 * A table, one row per range: ensemble, job, process, file_name, first_index, last_index (events of the file, from 1, both
 * included), events (their number) and seed (of the job). Ranges of one file must not overlap, in one ensemble or in two, unless events may be used
 * twice; a file is known by its name alone, whatever process it serves.
 *
 * calling sequence  ledger_new; ledger_read or ledger_add ...; ledger_sort; then queries; ledger_free
 * cost              n log n to sort, log n a query
 * source            spec/ensemble.md 9.4
 */
#ifndef PROD_LEDGER_H
#define PROD_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/keys.h"
#include "core/opt.h"

struct ledger_range {
	const char *ensemble, *process, *file_name;
	uint64_t job, first, last, seed;
	size_t file;        /* number of the file's name */
	uint64_t reach;     /* the largest last of this and the file's ranges before it */
};

struct ledger {
	struct ledger_range *range;   /* after ledger_sort by file_name and first; before in the order of the rows */
	size_t n, room;
	struct ledger_span { size_t begin, end; } *span;   /* the ranges of each file, by its number; after ledger_sort */
	struct keys files, words;
};

/* The columns of the table, in their order; ends in { 0 }. For a tool's struct tool, and for tool_table. */
extern const struct column ledger_columns[];

struct ledger *ledger_new(void);
void ledger_free(struct ledger *l);

/* Adds the rows of a table and closes it. Ranges that are none die with file and line. */
void ledger_read(struct ledger *l, struct table *t);

/* Adds a range: its texts are copied; file and reach are not looked at. */
void ledger_add(struct ledger *l, const struct ledger_range *range);

void ledger_sort(struct ledger *l);

/* The leftmost range that has an event of first ... last of the file; NULL when none has. */
const struct ledger_range *ledger_overlap(const struct ledger *l, struct slice file_name, uint64_t first, uint64_t last);

/* Calls found for each pair of ranges that overlap. Costs one call more than there are pairs, for each range. */
void ledger_conflicts(const struct ledger *l, void (*found)(const struct ledger_range *a, const struct ledger_range *b, void *state),
	void *state);

/* A sheet with the columns of a ledger, through o; and a row of it. */
struct sheet *ledger_sheet(struct out *o);
void ledger_write(struct sheet *s, const struct ledger_range *range);

#endif
