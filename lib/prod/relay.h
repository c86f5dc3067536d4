/* relay - what a job printed, on our stdout and stderr
 *
 * One process of a submission directory at a time does that, so that nobody's output stands in another's.
 */
#ifndef PROD_RELAY_H
#define PROD_RELAY_H

#include "prod/batchdir.h"

/* The job's stdout and stderr, each in one piece. What cannot be written is not lost, it lies in the directory: a warning, but for a reader that went
 * away (SIGPIPE is ignored from here on). The turn is kept until the process ends. */
void relay_job(const struct batchdir *b, const char *job);

#endif
