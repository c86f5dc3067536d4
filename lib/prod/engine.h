/* engine - the batch system of a submission directory: its script, called and listened to
 *
 * share/batch/README.md says what an engine's script is called with. It runs in the submission directory, in a process group of its
 * own (Ctrl-C in a terminal is for us), without our descriptors, and is killed when it takes longer than b->engine_s.
 */
#ifndef PROD_ENGINE_H
#define PROD_ENGINE_H

#include <stdbool.h>

#include "core/buf.h"
#include "prod/batchdir.h"
#include "prod/command.h"

/* Is the batch system here? Dies with the script's own reason when it is not. Needs no directory yet. */
void engine_check(const char *name, const char *text);

/* What query says of a job, or of all jobs of a submission. */
enum engine_state { ENGINE_GONE, ENGINE_REMOVED, ENGINE_QUEUED, ENGINE_RUNNING, ENGINE_BLOCKED, ENGINE_ALIVE };

struct engine_row {
	uint64_t k, from, to;       /* submission; its jobs by index, the first is 1 */
	enum engine_state state;
	struct slice reason;        /* empty: none */
};

/* Reads a line of query's answer. False when it is none. */
bool engine_row(struct slice line, struct engine_row *row);

/* The reason for keeping: it becomes a cell, and a part of messages. NULL when there is none; the caller frees. */
char *engine_reason(struct slice text);

/* Runs "sh engine WORD...". True when its status is 0 and what it printed, for query, are rows; answer gets that, complaint the first line of its
 * stderr or what is wrong (without newline; empty only when it returns true). Both are emptied first and freed by the caller. */
bool engine_run(const struct batchdir *b, const struct command *words, struct buf *answer, struct buf *complaint);

/* The same until it can be asked: tries again after 1, 2, 4 ... seconds, at most 64, for about patience_s. Says so once. */
bool engine_ask(const struct batchdir *b, const struct command *words, struct buf *answer, struct buf *complaint, double patience_s);

/* Runs "sh engine submit K", which leaves its answer in submissions/K/id even if this process is killed meanwhile; the descriptor lock, with what
 * is locked by it, stays open until the command has ended. True when its status is 0 and it answered something. */
bool engine_submit(const struct batchdir *b, uint64_t k, int lock, struct buf *complaint);

#endif
