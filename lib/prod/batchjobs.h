/* batchjobs - the jobs of a submission directory: its table
 *
 * columns of the table: job command, and memory_mb walltime_s inputs outputs if they are there
 * states of jobs are batchlook's to find out; handing them over is batchqueue's
 * source  share/batch/README.md
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
	bool claimed;                       /* a copy of its last submission had begun when we looked */
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

#endif
