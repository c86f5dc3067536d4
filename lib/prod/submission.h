/* submission - some jobs of a directory, handed to its engine as one
 *
 * submissions/K goes through: made (list, settings), begun (what earlier attempts left is cleared away), handed over (id). A process that is
 * killed in between, at any moment, is followed by one that calls submission_hand_over again: it waits for a submit command that is
 * still at work, asks the engine whether it knows the token, and submits only if not. Should a second copy get through in spite of that,
 * run.sh starts one of them only.
 */
#ifndef PROD_SUBMISSION_H
#define PROD_SUBMISSION_H

#include <stdbool.h>
#include <stdint.h>

#include "prod/batchdir.h"

struct submission_need {
	uint64_t memory_mb, walltime_s;   /* of each job; 0: not said */
	uint64_t retries;
};

/* Makes the next submission, of n jobs; list has a line "job TAB inputs TAB outputs" for each. Returns its number K. Several processes
 * may make submissions at once. */
uint64_t submission_make(const struct batchdir *b, struct slice list, uint64_t n, const struct submission_need *need);

/* Hands it over, or finishes that. after: ids of what has to end well before it, blanks between; "": nothing. False when the engine refuses or cannot be asked; complaint says why (the caller frees). */
bool submission_hand_over(const struct batchdir *b, uint64_t k, const char *after, struct buf *complaint);

/* Has it begun, that is, does an exit-status belong to it? Is it the engine's? Is it to be handed over still? */
bool submission_begun(const struct batchdir *b, uint64_t k);
bool submission_handed_over(const struct batchdir *b, uint64_t k);
bool submission_unfinished(const struct batchdir *b, uint64_t k);

/* What the engine calls it; NULL when it is not handed over. The caller frees. */
char *submission_id(const struct batchdir *b, uint64_t k);

/* Was the engine given it twice (the first time it took it and said that it did not), and it is the copy that nobody knows the id of that has claimed
 * the job? Only its exit-status will tell. */
bool submission_other_copy(const struct batchdir *b, uint64_t k, const char *job);

/* May a job of it that got lost be submitted again by itself, and with how many retries? It used at least one of the attempts that the submission had. */
bool submission_retries_left(const struct batchdir *b, uint64_t k, const char *job, uint64_t *left);

/* Word for all to come: none of its jobs is begun, tried or submitted again. */
void submission_mark_cancelled(const struct batchdir *b, uint64_t k);

/* The same, and takes its jobs out of the engine's queue, running or not. False with a complaint when the engine cannot. */
bool submission_cancel(const struct batchdir *b, uint64_t k, struct buf *complaint);
bool submission_cancelled(const struct batchdir *b, uint64_t k);

#endif
