/* localjobs - runs jobs on this machine, as many at a time as one likes, through make
 *
 * Each job has a directory of its own, DIR/JOBSET/INDEX, with its configuration job.fcl, its stdout and stderr, and exit-status, which
 * is the truth: 0 is done. A job runs if there is none, if it says something else, or if job.fcl has changed since; so the
 * same call goes on where an interrupted one ended. It runs SCRIPT INDEX PATH-OF-JOB.FCL in its directory.
 *
 * source  spec/ensemble.md 8
 */
#ifndef PROD_LOCALJOBS_H
#define PROD_LOCALJOBS_H

#include <stddef.h>
#include <stdint.h>

#include "data/jobdef.h"
#include "prod/jobfcl.h"

struct localjobs {
	char *directory;      /* of the set, absolute */
	char *script;         /* absolute */
};

/* Finds the script (a path, or a word in PATH); dies when it cannot be run. Makes nothing. */
struct localjobs localjobs_of(const struct jobdef *d, const char *directory, const char *script);
void localjobs_free(struct localjobs *l);

/* Writes the configurations and runs what is not done, at_a_time jobs together. Dies while jobs of this directory run for somebody else,
 * or for a call that was killed. */
void localjobs_run(const struct localjobs *l, const struct jobdef *d, const uint64_t job[], size_t n, const struct jobfcl *o, uint64_t at_a_time);

enum { LOCALJOBS_NEVER = -1 };   /* it did not come to an end */
int localjobs_status(const struct localjobs *l, uint64_t job);

#endif
