/* waiting - processes that each wait for a submission of a directory: one question to the engine serves them all, and who comes later finds what
 * one that was killed has left behind
 *
 * waiting/K.KEY    somebody waits for submission K, which is about KEY (hexadecimal digits). Locked by the process that waits, as long as it
 *                  lives: one that nobody locks was left behind. Holds the number of the process's parent
 * waiting/answer   when the engine was asked last, when it may be asked again, how often it could not be since, and what it said
 * waiting/asking   locked by the one that asks
 *
 * An answer counts if its question was asked after waiting_look was called first, that is, after the submission was handed over. A question that
 * fails changes nothing but the time of the next one, and is said by the one that asked.
 *
 * calling sequence  waiting_find or waiting_begin; waiting_look, again and again, once it is handed over; waiting_end
 * cost              nothing for 10 s; then a file of a line for each submission that is waited for read every two seconds, and one query every
 *                   10 s in all directories' life, less often if all wait long or the engine is slow
 * source            spec/batch.md 3, 5 and 6
 */
#ifndef PROD_WAITING_H
#define PROD_WAITING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "prod/batchdir.h"

enum waiting_state {
	WAITING_UNKNOWN,   /* no answer yet that counts */
	WAITING_THERE,     /* the engine has it */
	WAITING_BLOCKED,   /* it has it and needs a person: reason */
	WAITING_GONE,      /* it does not know it, or says how it ended: reason. Not for long: it may be on its way */
	WAITING_LOST,      /* and did not know it grace_s ago either */
};

struct waiting {
	const struct batchdir *b;
	uint64_t k;
	const char *job;   /* the submission's only one: the caller's, who sets it after waiting_find */
	enum waiting_state state;
	char *reason;      /* NULL: none was given */
	/* for waiting.c only */
	char *key;
	int fd;
	uint64_t since_ms, heard_ms, look_ms;
};

/* A submission about key that somebody waited for who lives no more: taken, now this process waits for it. Soon: one waits for it who will notice
 * that its parent is dead; to be tried again. None: there is none, or those who wait for them live on. */
enum waiting_found { WAITING_NONE, WAITING_SOON, WAITING_TAKEN };
enum waiting_found waiting_find(struct waiting *w, const struct batchdir *b, const char *key, pid_t parent);

/* This process waits for submission K, of one job, from now on. parent is the one that it was started by, which may be dead already. */
void waiting_begin(struct waiting *w, const struct batchdir *b, uint64_t k, const char *job, const char *key, pid_t parent);

/* K takes the place of the submission that it waited for (or is the same, and nothing that was heard of it counts any more). */
void waiting_move(struct waiting *w, uint64_t k);

/* What is known of it. Asks, or lets another one ask, at times. */
enum waiting_state waiting_look(struct waiting *w);

/* Nobody has to wait for it any more. */
void waiting_end(struct waiting *w);

#endif
