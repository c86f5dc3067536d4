/* batchqueue - hands the jobs of a submission directory to its engine: the first time, and those that got lost
 *
 * calling sequence  batchdir_lock; batchjobs_open; batchjobs_look; batchjobs_advance; batchdir_unlock
 * source            share/batch/README.md; spec/batch.md 6
 */
#ifndef PROD_BATCHQUEUE_H
#define PROD_BATCHQUEUE_H

#include "prod/batchjobs.h"

/* Ended for good? A lost job has not while retries are left to it. */
bool batchjob_ended(const struct batchjob *job, const struct batchdir *b);

/* Does batch-shell see to the jobs of this directory, each for its own, as long as make wants them? Then nobody else hands them over. */
bool batchjobs_of_make(const struct batchdir *b);

/* Is there nothing that batchjobs_advance would hand over (failed: false)? Asks nobody and needs no lock. */
bool batchjobs_idle(const struct batchjobs *j, const struct batchdir *b);

/* Hands over whatever is still to be: what was begun before, jobs that no submission has, lost ones with retries left and, if failed is
 * true, all that failed or got lost. Returns how many jobs: none in a directory of make's. It is locked by the
 * caller, who has opened and looked at the jobs since. Dies when the engine refuses. */
uint64_t batchjobs_advance(struct batchjobs *j, const struct batchdir *b, bool failed);

#endif
