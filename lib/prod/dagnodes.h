/* dagnodes - a Makefile's graph as nodes that are run one by one: a node a recipe, its parents those whose files it needs
 *
 * What a recipe makes with one run (pattern rules of several targets) is one node. Directories ("DIR/." and "DIR/"), phony goals without recipe and files
 * that are there are none: whoever needs them needs what they need. Nodes come in an order in which they can be run.
 *
 * A node is run by make TARGET when its parents are done, and must then be all that make finds to do. So a recipe that make runs every time (its target is
 * phony or needs what is) and on which other nodes depend is refused: each of them would run it again.
 */
#ifndef PROD_DAGNODES_H
#define PROD_DAGNODES_H

#include <stdint.h>

#include "prod/makegraph.h"

struct dagnode {
	char *name;            /* letters, digits, _ . -: from what the recipe makes, and from nothing else */
	const char *target;    /* that make is asked for; the graph's */
	size_t *parent;
	size_t parents, room;
	uint64_t memory_mb, walltime_s;   /* the caller's */
};

struct dagnodes {
	struct dagnode *node;
	size_t n, room;
	size_t *of;            /* of each file of the graph: 1 + the number of its node, or 0 */
};

/* The nodes that the goals (ends in NULL) need. Dies on circles, on names that make cannot be asked for and on recipes that would run again. */
struct dagnodes dagnodes_make(const struct makegraph *g, char *const goals[]);
void dagnodes_free(struct dagnodes *d);

#endif
