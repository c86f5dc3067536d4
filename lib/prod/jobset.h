/* jobset - which jobs of a job definition: all, so many from one on, or those that are listed
 *
 * source  spec/ensemble.md 8
 */
#ifndef PROD_JOBSET_H
#define PROD_JOBSET_H

#include "core/opt.h"
#include "data/jobdef.h"

struct jobset {
	bool all;
	uint64_t first, n;      /* JOBSET_NONE: not given */
	const char *listed;     /* "0,3,17" */
};

#define JOBSET_NONE UINT64_MAX

#define JOBSET_OPTIONS(s) \
	{ 'a', "all", NULL, OPT_FLAG, &(s).all, "all jobs" }, \
	{ 'f', "firstjob", "N", OPT_COUNT, &(s).first, "the job to begin with; needs --njobs" }, \
	{ 'n', "njobs", "N", OPT_COUNT, &(s).n, "how many from there on" }, \
	{ 'j', "jobs", "N,N,...", OPT_TEXT, &(s).listed, "these jobs" }

/* The jobs that are meant; the caller frees. Dies when the options are not exactly one way of saying it, name a job twice, or one that
 * the set has not. */
uint64_t *jobset_jobs(const struct jobset *s, const struct jobdef *d, size_t *n);

#endif
