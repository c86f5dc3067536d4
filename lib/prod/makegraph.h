/* makegraph - what depends on what in a Makefile, as make itself has found out: its database, 'make -np GOAL'
 *
 * Read are the files of which make knows, what each needs (normal and order-only), whether it has a recipe, is phony, and what else its recipe
 * makes (pattern rules and grouped targets). All that make considers on its way to the goal has its implicit rules and its second expansion
 * done, up to date or not. Names are as make has them: any bytes but blanks and newlines; ':' and '$' stand for themselves.
 *
 * source  GNU make 4.2 to 4.4, file.c: print_file, variable.c: print_variable, commands.c: print_commands
 */
#ifndef PROD_MAKEGRAPH_H
#define PROD_MAKEGRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/keys.h"

struct makegraph_need {
	size_t file;
	bool order_only;
};

struct makegraph_file {
	bool known;                    /* not only mentioned */
	bool phony, recipe;
	struct makegraph_need *need;   /* in the order of the Makefile */
	size_t needs, need_room;
	size_t *also;                  /* files that its recipe makes, too */
	size_t alsos, also_room;
};

/* Starts as zeros. The number of a file is that of its name. */
struct makegraph {
	struct keys names;
	struct makegraph_file *file;
	size_t room;
};

/* Reads a database: what make -np printed, recipes before it and all. Dies when it holds none. */
void makegraph_read(struct makegraph *g, struct slice database);
void makegraph_free(struct makegraph *g);

/* The value of one of make's own variables, .DEFAULT_GOAL or MAKEFILE_LIST; empty when it has none. Dies like makegraph_read. */
struct slice makegraph_variable(struct slice database, const char *name);

#endif
