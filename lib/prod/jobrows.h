/* jobrows - the rows that a split gives to jobs: as they come, or all held, so that it is known how many are left
 *
 * The cells of a row are the bytes of the table, and live until the next row is asked for. Rows that are held take their bytes, and no more.
 */
#ifndef PROD_JOBROWS_H
#define PROD_JOBROWS_H

#include "core/table.h"

struct jobrows {
	struct table *t;
	const char **names;    /* of its columns; room for one more */
	size_t columns;
	struct slice *cells;   /* of the present row */
	int value;             /* a column whose values shall be there and be words, or -1 */
	bool listed;           /* and parts of a list with commas */
	bool holds;
	struct buf held;
	struct slice rest;     /* of held */
	uint64_t left;         /* rows that come, if they are held */
};

/* Takes over t. value is -1; set it before the first row is read. */
struct jobrows jobrows_open(struct table *t);

/* Reads all rows. */
void jobrows_hold(struct jobrows *r);

/* The next row; false at the end. Dies, naming the place, on a value that is missing, or that cannot be a word, or part of a list. */
bool jobrows_next(struct jobrows *r);

#endif
