/* batchfiles - the files of one job of a submission directory, jobs/JOB/
 *
 * script        what runs
 * attempts.tsv  a row when an attempt begins, a row when it ends; run.sh writes it
 * exit-status   how the job ended: the truth, once it is there
 * claim-K       what the engine calls the job that runs this for submission K: a hard link, made once, by run.sh or by whoever revokes the job
 * gone-K        since when (its date) the engine does not have the job any more, and what it said about that
 *
 * k is the submission's number. Functions that write die when they cannot, but for batchfiles_gone: others may only look on.
 *
 * source  share/batch/README.md
 */
#ifndef PROD_BATCHFILES_H
#define PROD_BATCHFILES_H

#include "prod/batchdir.h"

/* The script of a job: its environment, then text, which ends in a newline. Makes jobs/JOB. */
void batchfiles_script(const struct batchdir *b, const char *job, struct slice text);

/* Makes a network's file system look at the directory again; what others wrote there may else stay unseen for a minute. */
void batchfiles_refresh(const struct batchdir *b, const char *job);

/* Has it ended, and with what exit status? A file that holds none (a disk was full, a machine went down) counts as not there. */
bool batchfiles_ended(const struct batchdir *b, const char *job, int *status);

/* How often it was begun: for submission K, or (0) for any. */
uint64_t batchfiles_attempts(const struct batchdir *b, const char *job, uint64_t k);

/* Has a copy begun? What the engine calls it; NULL when there is none, or when it is revoked (the caller frees). */
bool batchfiles_claimed(const struct batchdir *b, const char *job, uint64_t k);
char *batchfiles_owner(const struct batchdir *b, const char *job, uint64_t k);

/* Sees to it that no copy that submission K may still have somewhere ever starts. False if one has started. */
bool batchfiles_revoke(const struct batchdir *b, const char *job, uint64_t k);

/* The same, and it has ended as if it had been told to: with 143, 128 + SIGTERM. k 0: no submission has it yet. */
bool batchfiles_call_off(const struct batchdir *b, const char *job, uint64_t k);

struct batchfiles_end {
	bool removed;     /* somebody wanted that: it is not to be submitted again by itself */
	char *reason;     /* the engine's; NULL: none */
	double since_s;   /* the date (clock_date_s) when it was first seen to be gone, or when more was said about that */
};

/* The engine does not have it any more. end is what it says about that now; what it said before is added. */
void batchfiles_gone(const struct batchdir *b, const char *job, uint64_t k, struct batchfiles_end *end);
void batchfiles_gone_no_more(const struct batchdir *b, const char *job, uint64_t k);

/* Was it taken out of the queue because somebody wanted that, as far as batchfiles_gone was told? */
bool batchfiles_removed(const struct batchdir *b, const char *job, uint64_t k);

#endif
