/* batchdir - a submission directory: what was handed to a batch system, and all that is known about it
 *
 * share/batch/README.md says what lies where. Files appear whole or not at all; settings come last, so that a directory without them is
 * one whose making was interrupted. Paths below are relative to the directory, which may be named in any way and is entered by no
 * process but the engine and the jobs.
 *
 * calling sequence  batchdir_make, or batchdir_open; batchdir_lock while something is changed; batchdir_close
 * source            share/batch/README.md; spec/batch.md 5 and 6
 */
#ifndef PROD_BATCHDIR_H
#define PROD_BATCHDIR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/opt.h"

struct batchdir_settings {
	const char *engine;      /* its name, or a file with a slash in it */
	const char *name;        /* for people: what the batch system shows; NULL: the directory's */
	uint64_t retries;        /* after an attempt that failed */
	uint64_t limit;          /* jobs at once; 0: no limit */
	uint64_t grace_s;        /* how long a job that its engine does not know may be on its way before it is lost */
	bool transfer;           /* files are carried to and fro by the engine */
	const char *after;       /* places of directories whose jobs come first, a newline between (batchafter.h); "": none */
};

struct batchdir {
	char *path;              /* as it was named */
	char *place;             /* the same from / on */
	int fd;
	int lock;                /* its descriptor + 1, or 0 */
	double engine_s;         /* how long one command of the engine may take; 0: ten minutes */
	struct batchdir_settings settings;
	const char *token;       /* submissions are TOKEN-K, unique in the world */
};

/* What a job finds in its environment whatever the engine: these, if they are set, and what the list names (which must be set). */
#define BATCHDIR_ENVIRONMENT "PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ"

/* The text of the engine of that name, or in that file (100 kB at most, as a command has room for); dies when there is none, naming those that
 * there are. The caller frees. */
char *batchdir_engine(const char *engine);

/* Begins a directory: its place, and the lock that is held until batchdir_close. Dies if it holds anything else. What the caller writes
 * before batchdir_settle belongs to the making. True if it is settled already (its settings are read then). */
bool batchdir_begin(struct batchdir *b, const char *path);

/* Writes environment, engine, extra, run, README and, last of all, settings. */
void batchdir_settle(struct batchdir *b, const struct batchdir_settings *s, const char *engine_text, const struct option_list *variables,
                     const struct option_list *extra);

/* Is there one, settled? */
bool batchdir_is(const char *path);

/* Opens one that is settled; dies when it is not. */
void batchdir_open(struct batchdir *b, const char *path);
void batchdir_close(struct batchdir *b);

/* One process at a time changes what is handed over. False when another one has been at it for wait_s (a negative time is for
 * ever), or when wait_s is 0 and the directory is not ours to write. Kept until batchdir_unlock or batchdir_close, and by nobody after the process ended. */
bool batchdir_lock(struct batchdir *b, double wait_s);
void batchdir_unlock(struct batchdir *b);

/* A file of it: written aside and renamed; written at once, as nobody can read it yet; read whole (NULL when it is not there; the caller frees);
 * there or not. */
void batchdir_write(const struct batchdir *b, const char *name, struct slice bytes);
void batchdir_write_new(const struct batchdir *b, const char *name, struct slice bytes);
char *batchdir_read(const struct batchdir *b, const char *name);
bool batchdir_has(const struct batchdir *b, const char *name);
void batchdir_remove(const struct batchdir *b, const char *name);
void batchdir_mkdir(const struct batchdir *b, const char *name);     /* that it is there already is no error */

/* A row of the journal. submission 0: none; id and detail may be NULL. */
void batchdir_journal(const struct batchdir *b, const char *event, uint64_t submission, uint64_t jobs, const char *id, const char *detail);

/* The value of NAME=VALUE in a shell fragment, its quotes taken off; NULL when it has none. The caller frees. */
char *batchdir_value(const char *fragment, const char *name);

#endif
