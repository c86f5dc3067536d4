/* jobparts - the rows of each job of a split as a table of its own: DIR/PREFIX-0001.tsv, or .csv with --csv
 *
 * Tables are whole or not there (out.h). Those of an earlier split that this one does not replace are somebody's: they are found, not removed.
 */
#ifndef PROD_JOBPARTS_H
#define PROD_JOBPARTS_H

#include <stdint.h>

#include "core/buf.h"
#include "core/sheet.h"

struct jobparts {
	const char *directory;
	const char *const *names;   /* of the columns */
	size_t columns;
	struct out *out;            /* of the table being written */
	struct sheet *sheet;        /* NULL: there is none */
};

/* Makes the directory; the names are kept, not copied. Without a directory, NULL, nothing is written by what follows. */
struct jobparts jobparts_open(const char *directory, const char *const names[], size_t columns);

/* Begins the table of a job; its path, which the caller frees once the table has ended. NULL without a directory. */
char *jobparts_begin(struct jobparts *p, const char *job);
void jobparts_row(struct jobparts *p, const struct slice cells[]);
void jobparts_end(struct jobparts *p);

/* Dies when the directory has a table PREFIX-NUMBER that is not one of n jobs, their numbers written with so many digits. */
void jobparts_refuse_others(const struct jobparts *p, const char *prefix, uint64_t digits, uint64_t n);

/* Cells of a table that was read, as they were. */
void jobparts_cells(struct sheet *sheet, const struct slice cells[], size_t n);

#endif
