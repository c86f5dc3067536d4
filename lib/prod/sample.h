/* sample - the events that a job of a plan takes
 *
 * Joins the plan to the law of lib/phys/sampling. As art: one file a process, art's own choices. Else any number of files: when one
 * ends the next goes on, and the job stops when a process has no event left, or at its limit; counts are drawn exactly at once.
 * A weight of 0 is never chosen, a sum of 0 dies. Where the plan says how many events were drawn beforehand, these are taken, no more
 * and no fewer; art, a limit, or a process that has not so many die.
 *
 * calling sequence  sample_job; the members, sample_order_begin and sample_order_next; sample_free
 * source            spec/ensemble.md 6.3, 9.3, 9.5
 */
#ifndef PROD_SAMPLE_H
#define PROD_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/random.h"
#include "phys/sampling.h"
#include "prod/plan.h"

struct sample {
	const struct plan_job *job;
	bool art;
	uint64_t seed;
	double *probability;      /* of each process of the job */
	uint64_t *count, total;   /* events taken */
	size_t stop;              /* the process that was found empty; job->n: the limit was reached, or the drawn events */
};

/* seed and limit (SAMPLING_NO_LIMIT: none) are the job's, whatever the plan says. The job must live as long. */
struct sample *sample_job(const struct plan_job *job, bool art, uint64_t seed, uint64_t limit);
void sample_free(struct sample *s);

/* The choices in their order, one after the other: the process, and the number among its events from 1, or 0 for the choice that found it
 * empty. False when there is no further one. */
struct sample_order {
	const struct sample *sample;
	struct art_sampler art;
	struct random random;
	double *cumulative;
	uint64_t *left, done;
};

struct sample_order sample_order_begin(const struct sample *s);
bool sample_order_next(struct sample_order *o, size_t *process, uint64_t *number);
void sample_order_end(struct sample_order *o);

/* The livetime (s) that the counts of a process stand for: exactly for cosmics; for another by its probability against the cosmics' if there
 * is one such process. Else nan. */
double sample_livetime(const struct sample *s, size_t process);

/* A job that ended with another process than its cosmics has not the livetime of their files. */
bool sample_is_short(const struct sample *s);

/* Writes the summary that art prints at the end of the job: the next event is an index in the file, with the run and subrun of the file's
 * name, 1 and 0 (art's defaults) where it has none. */
void sample_log(const struct sample *s, struct out *o);

/* The job's ranges that are used, in the order of processes and files. Their ensemble is the given one. */
void sample_used(const struct sample *s, const char *ensemble, struct ledger *to);

#endif
