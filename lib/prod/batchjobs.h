/* batchjobs - the jobs of a submission directory, and what became of each
 *
 * columns of the table: job command, and memory_mb walltime_s inputs outputs if they are there
 * state   done, failed   exit-status is there, and is the truth
 *         queued         not handed over yet, or the engine has it waiting (reason, if it waits for a person)
 *         running        the engine, or the job's claim, says so
 *         lost           the engine knows it no more, there is no exit-status, and there has been none for grace_s
 * cost    a job: one file read when it is done, three when not; one query of the engine for all that are not done
 * source  share/batch/README.md; spec/batch.md 5
 */
#ifndef PROD_BATCHJOBS_H
#define PROD_BATCHJOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/keys.h"
#include "core/table.h"
#include "prod/batchdir.h"

enum batchjob_state { BATCHJOB_QUEUED, BATCHJOB_RUNNING, BATCHJOB_DONE, BATCHJOB_FAILED, BATCHJOB_LOST };
extern const char *const batchjob_states[];

struct batchjob {
	const char *name;
	char *command, *inputs, *outputs;   /* "": none */
	uint64_t memory_mb, walltime_s;     /* 0: not said */
	uint64_t line;                      /* of the table that it was read from */
	uint64_t submission, index;         /* the last one that has it; 0: none yet */
	enum batchjob_state state;
	bool blocked;                       /* queued, and waits for a person */
	uint64_t attempts;
	int exit_status;                    /* done and failed */
	char *reason;                       /* what the engine says; NULL: nothing */
};

struct batchjobs {
	struct batchjob *job;
	size_t n, room;
	struct keys names;
	uint64_t submissions;               /* the number of the last */
};

/* The jobs of a table. Dies, with file, line and column, on names that are no names of files or come twice, on commands that are missing, and
 * when there is no job at all. */
struct batchjobs batchjobs_read(struct table *t);
void batchjobs_free(struct batchjobs *j);

/* Dies, with the table's name, at the first job whose program (the command's first word, if it is plain) a shell does not find here,
 * or one of whose inputs is not here. */
void batchjobs_check(const struct batchjobs *j, const char *table);

/* jobs.tsv, and a directory with its script for each job. */
void batchjobs_write(const struct batchjobs *j, const struct batchdir *b);

/* The jobs of a directory, with their last submissions. */
struct batchjobs batchjobs_open(const struct batchdir *b);

/* Are these the same jobs? */
bool batchjobs_same(const struct batchjobs *a, const struct batchjobs *b);

/* Finds out the states. False when the engine could not be asked: states are then what they were, but for jobs that have ended; complaint
 * (the caller frees) says why. patience_s: see engine_ask. */
bool batchjobs_look(struct batchjobs *j, const struct batchdir *b, uint64_t patience_s, struct buf *complaint);

/* The files only: true when there is an exit-status for every job. */
bool batchjobs_glance(struct batchjobs *j, const struct batchdir *b);

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
