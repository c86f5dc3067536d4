/* jobdirs - jobs that run on machines of one's own or of a site's: a directory for each with its configuration, and the command that runs it
 *
 * A job's directory is DIR/JOBSET/INDEX; job.fcl in it is its configuration. The command is a line for a POSIX shell: it runs SCRIPT INDEX
 * PATH-OF-JOB.FCL in that directory and, when that ends well, writes the configuration's digest into the file `done`; a job that is done with
 * this configuration already is not run again. So the commands of a set change when a configuration does, and only then.
 *
 * source  spec/ensemble.md 8
 */
#ifndef PROD_JOBDIRS_H
#define PROD_JOBDIRS_H

#include <stdint.h>

#include "core/buf.h"
#include "data/jobdef.h"
#include "prod/jobfcl.h"

struct jobdirs {
	char *directory;      /* of the set, absolute */
	char *script;         /* absolute */
};

/* Finds the script (a path, or a word in PATH); dies when it cannot be run. Makes nothing. */
struct jobdirs jobdirs_of(const struct jobdef *d, const char *directory, const char *script);
void jobdirs_free(struct jobdirs *l);

/* The directory of a job; the caller frees. */
char *jobdirs_path(const struct jobdirs *l, uint64_t job);

/* Makes the directory of a job and its configuration (one that has not changed is left alone); appends the command. */
void jobdirs_prepare(const struct jobdirs *l, const struct jobdef *d, uint64_t job, const struct jobfcl *o, struct buf *command);

#endif
