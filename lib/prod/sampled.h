/* sampled - what the jobs of a campaign sampled: choices and expectations by job and data set
 *
 * Read from rows of sampling-log: log_name, dataset, counts, fraction_expected, status. Their order means nothing. Jobs are sorted by
 * name, data sets too, as art does. Jobs whose log is truncated or inconsistent stand behind the whole ones and have no numbers.
 *
 * The choice that ended a job was for a data set that had no event left: it is a choice and no count. When several are exhausted the log
 * does not tell which one it was; it is taken for the one that is expected most.
 *
 * Doubt stops: an unknown status, a data set twice in a job, a job whose expected fractions do not add up to 1 (to 1e-4: they are
 * printed with six digits) die.
 *
 * calling sequence  sampled_read; the members; sampled_free
 * memory            the rows, and three tables of jobs * datasets numbers
 * source            spec/ensemble.md 6.3, 6.4, 7.5
 */
#ifndef PROD_SAMPLED_H
#define PROD_SAMPLED_H

#include <stdbool.h>
#include <stddef.h>

#include "core/keys.h"
#include "core/table.h"

struct sampled_job {
	const char *name;
	const char *damage;   /* "truncated", "inconsistent"; NULL: whole */
	double counts, choices;
	size_t ended_by;      /* number of the data set; datasets: the limit of events ended it */
};

/* Sums over the whole jobs, one number a data set; jobs: that can choose it; trials: all choices of these. */
struct sampled_totals {
	double *counts, *choices, *expected, *variance, *trials, *jobs, *exhausted;
};

struct sampled {
	struct sampled_job *job;
	size_t jobs, whole;
	const char **dataset;
	size_t datasets;
	/* of the whole jobs, [job * datasets + dataset]; 0 where a job does not have a data set */
	double *counts, *choices, *expected;
	struct sampled_totals total;
	struct keys names, logs;   /* own the names */
};

/* Reads all rows; t stays the caller's. */
struct sampled *sampled_read(struct table *t);
void sampled_free(struct sampled *s);

#endif
