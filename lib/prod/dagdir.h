/* dagdir - a directory that DAGMan can run: nodes of a Makefile's graph, written down
 *
 *   flow.dag node.sub dagman.conf   for HTCondor; paths in them are relative to where the DAG is submitted, as the directory's own is
 *   node                            what HTCondor starts for each node (share/dagman/node.sh)
 *   nodes.tsv                       node target memory_mb walltime_s
 *   environment                     what node reads: variables, where to start, make_target
 *   README, logs/
 *
 * A directory that is there already is left alone if it is the same; replaced if its DAG was never submitted; moved aside, to DIR.1 and so on, if that has
 * finished well; and a reason to die if it was submitted and has not: rescue files belong to their DAG.
 *
 * source spec/batch.md 2.1, 2.3, 2.5, 2.7
 */
#ifndef PROD_DAGDIR_H
#define PROD_DAGDIR_H

#include <stdint.h>

#include "core/buf.h"
#include "core/opt.h"
#include "prod/command.h"
#include "prod/dagnodes.h"

struct dagdir {
	const char *path;                   /* below a directory that is there */
	uint64_t retries, limit;            /* of a node; nodes at once, 0: no limit */
	const struct option_list *extra;    /* lines for node.sub */
	const struct command *goals;        /* for people */
	struct buf environment;
};

/* Dies when HTCondor's files cannot hold the path, as nothing in them can be quoted. */
void dagdir_check(const struct dagdir *d);

/* Writes all of it; flow.dag comes last. */
void dagdir_put(const struct dagdir *d, const struct dagnodes *nodes);

#endif
