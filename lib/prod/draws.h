/* draws - sequences of choices by job, and whether two of them are one
 *
 * Read from rows of sample-events --draws: job, draw (1, 2, 3 ... within a job) and dataset (or process). Two independent jobs
 * have the same first L choices with probability (sum of p^2)^L, p being how often each data set is chosen; so twenty choices tell more
 * than the counts of whole jobs. Sequences are sorted, and only neighbours compared: the two jobs with the longest common
 * beginning are among them.
 *
 * calling sequence  draws_read; draws_compare; draws_free
 * memory            4 bytes a choice
 * source            spec/ensemble.md 8, "identical sequences"
 */
#ifndef PROD_DRAWS_H
#define PROD_DRAWS_H

#include <stddef.h>
#include <stdint.h>

#include "core/keys.h"
#include "core/table.h"

struct draws_sequence {
	const char *job;
	uint32_t *dataset;
	size_t n, room;
};

struct draws {
	struct draws_sequence *sequence;
	size_t jobs, room;
	struct keys names, datasets;   /* own the names */
};

struct draws_likeness {
	const char *a, *b;       /* the two jobs most alike */
	size_t common;           /* choices that they share from the start */
	double p_value;          /* chance of that in any pair of independent jobs */
	size_t neighbours;       /* sorted neighbours whose p_value is below the limit */
};

/* Reads all rows; t stays the caller's. A job's draws that are not 1, 2, 3 ... in this order die. */
struct draws *draws_read(struct table *t);
void draws_free(struct draws *d);

/* Sorts the sequences and compares them. */
struct draws_likeness draws_compare(struct draws *d, double limit);

#endif
