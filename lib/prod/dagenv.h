/* dagenv - what the nodes of a DAG find in their environment, where they start, and how they call make: a shell fragment that node reads
 *
 * Variables are those of BATCHDIR_ENVIRONMENT (batchdir.h), those that the caller names, and those whose names are words of the Makefiles; of them, those
 * that are set, as they were when they were looked at. What make sets itself is left out, unless the caller names it.
 */
#ifndef PROD_DAGENV_H
#define PROD_DAGENV_H

#include "core/opt.h"
#include "prod/makecall.h"

/* The environment as it is now, in the order of names, so that the same again is the same text; ends in NULL. */
char **dagenv_now(void);
void dagenv_free(char **environment);

/* Appends the fragment; makefiles are the names of the Makefiles, blanks between. Dies when a name of more is none. */
void dagenv_put(struct buf *to, const struct makecall *c, char *const environment[], const struct option_list *more, struct slice makefiles);

#endif
