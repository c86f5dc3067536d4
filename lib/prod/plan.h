/* plan - which events of which files each job of a mock data set may take, and with what weight
 *
 * Read from rows job, process, file_name, first_index, events, weight (plan-jobs writes them): one range of a file a row; further
 * columns as they apply. Or from rows dataset, available, weight: one job, numbers of events instead of files. Jobs are sorted by
 * number, processes and, within each, ranges by the bytes of their names: the order of the rows means nothing.
 * Rows of one job, or of one process of a job, that contradict each other, and names that are no file names, die with file and line.
 * All processes of a job have counts that were drawn beforehand, or none has.
 *
 * calling sequence  plan_read; perhaps plan_take_out; the members, plan_event; plan_close
 * memory            80 bytes a row and its texts, each once; while it is read about 330 bytes a row
 * source            spec/ensemble.md 5.2, 9.3, 10
 */
#ifndef PROD_PLAN_H
#define PROD_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/keys.h"
#include "core/opt.h"
#include "prod/ledger.h"

#define PLAN_NONE UINT64_MAX   /* a number that the plan does not say */

struct plan_range {
	const char *file_name;    /* NULL: rows of numbers only */
	uint64_t first, events;   /* the file's first event is 1 */
	uint64_t before;          /* events of the process' ranges before this */
};

struct plan_process {
	const char *name;
	double weight;
	const char *weight_text;     /* as in the plan */
	const char *skip_to_event;   /* "run:subrun:event" at which its only range begins; NULL: not said */
	struct plan_range *range;    /* sorted by file and first event */
	size_t n;
	uint64_t available;          /* events of its ranges */
	uint64_t drawn;              /* events that the job takes, drawn beforehand; PLAN_NONE: it chooses by weight */
	double s_per_event;          /* cosmics: livetime that an event stands for; nan for others */
};

struct plan_job {
	uint64_t number, run, subrun, seed, max_events;   /* PLAN_NONE where the plan does not say */
	const char *ensemble;                             /* NULL: not said */
	struct plan_process *process;                     /* sorted by name */
	size_t n;
};

struct plan {
	struct plan_job *job;
	size_t n;
	bool files;                      /* the rows name files */
	struct plan_process *processes;  /* of all jobs */
	struct plan_range *ranges;
	size_t n_processes, n_ranges;
	struct keys words;
};

/* The columns that a plan may have, for the struct tool of who reads one; end in { 0 }. */
extern const struct column plan_columns[];

/* Reads t and closes it. only: no other job than that one (PLAN_NONE: all); one that is not there dies. */
struct plan *plan_read(struct table *t, uint64_t only);
void plan_close(struct plan *p);

/* Takes out of the plan's ranges the events that a sorted ledger says are used. */
void plan_take_out(struct plan *p, const struct ledger *used);

/* Die when a sorted ledger has an event of the plan's ranges; when two jobs, or two processes of one, may take the same event. */
void plan_refuse_used(const struct plan *p, const struct ledger *used);
void plan_refuse_twice(const struct plan *p);

/* The k-th event (from 1) of those that a process may take: its range and its index in the file. 1 <= k <= available. */
const struct plan_range *plan_event(const struct plan_process *p, uint64_t k, uint64_t *index);

/* Die when counts were drawn beforehand: for those who write down what art will choose by weight. */
void plan_refuse_drawn(const struct plan *p);

/* How many of the process' first count events lie in one of its ranges. */
uint64_t plan_used(const struct plan_range *r, uint64_t count);

#endif
