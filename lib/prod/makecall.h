/* makecall - how make is called for a production: once for what it would do, and in each node for its target
 *
 *   make --no-print-directory [-f MAKEFILE] ... -- VARIABLE=VALUE ... TARGET
 *
 * Nothing of make's own comes from the environment in either: no flags, no Makefiles besides.
 *
 * source  GNU make, Options/Recursion, Communicating Options to a Sub-make; main.c: quote_for_env, define_makeflags
 */
#ifndef PROD_MAKECALL_H
#define PROD_MAKECALL_H

#include "prod/command.h"

/* Starts as zeros. */
struct makecall {
	const char *makefile;        /* NULL: make's own choice */
	struct command variables;    /* X=1, X:=1, ... as they were given */
	struct command goals;
};

/* The variables that were given to the make that calls us, from its MAKEFLAGS; NULL: there is none. */
void makecall_inherit(struct makecall *c, const char *makeflags);

/* What make -np prints: its database behind what it would do. Takes make's own variables out of the environment. Without goals the default one
 * becomes it. Dies when make fails, or there is no goal. */
void makecall_ask(struct makecall *c, struct buf *database);

/* The words up to the target. */
struct command makecall_words(const struct makecall *c);

/* Is the variable of the environment of no account: make's own, not taken from there, or given in the call? */
bool makecall_overrules(const struct makecall *c, const char *name);

#endif
