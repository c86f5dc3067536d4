/* joblist - the files of the jobs of a set, from lists or from a plan
 *
 * A list has one name of a Mu2e file a line, without directories; # begins a comment. Broken names, names that come twice and empty
 * lists die with file and line.
 *
 * source  spec/ensemble.md 8
 */
#ifndef PROD_JOBLIST_H
#define PROD_JOBLIST_H

#include "core/keys.h"
#include "core/opt.h"
#include "data/jobdef.h"

/* Adds the names of a list to an input. */
void joblist_file(struct jobdef_input *input, const char *path);

/* Adds an input for each "N:NAME:LIST" of an option. The names must be exactly those wanted: data sets of the template for
 * sampling inputs, keys of it for auxiliary ones. N is the files of a job or "all". */
void joblist_specs(struct jobdef *d, enum jobdef_role role, const char *option, const struct option_list *specs, const struct keys *wanted);

/* Adds a sampling input for each process of a plan (plan.h); they must be exactly those wanted, and its run this one. A job definition
 * can say only "the next n files, from their first event": a plan that is not of this form dies. */
void joblist_plan(struct jobdef *d, const char *path, uint64_t run, const struct keys *wanted);

#endif
