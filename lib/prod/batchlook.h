/* batchlook - what became of each job of a submission directory
 *
 * done, failed   exit-status is there, and is the truth
 * queued         not handed over yet, or the engine has it waiting (reason, if it waits for a person)
 * running        the engine, or the job's claim, says so
 * lost           the engine knows it no more, there is no exit-status, and there has been none for grace_s (reason: what the engine said of its end)
 *
 * cost    a job: two files read when it is done, three when not; one query of the engine for all that are not done
 * source  share/batch/README.md; spec/batch.md 5
 */
#ifndef PROD_BATCHLOOK_H
#define PROD_BATCHLOOK_H

#include "prod/batchjobs.h"

/* Finds out the states. False when the engine could not be asked: states are then what they were, but for jobs that have ended; complaint
 * (the caller frees) says why. patience_s: see engine_ask. */
bool batchjobs_look(struct batchjobs *j, const struct batchdir *b, double patience_s, struct buf *complaint);

/* The files only: true when there is an exit-status for every job. The second leaves at the first that has none, and costs little for that. */
bool batchjobs_glance(struct batchjobs *j, const struct batchdir *b);
bool batchjobs_have_ended(struct batchjobs *j, const struct batchdir *b);

/* Was there an exit-status when we looked? */
bool batchjob_has_status(const struct batchjob *job);

#endif
