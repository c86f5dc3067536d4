#include "prod/dagdir.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/die.h"
#include "core/in.h"
#include "core/mem.h"
#include "core/place.h"
#include "core/share.h"

/* ---- the files ---- */

enum { FLOW, SUB, NODE, NODES, ENVIRONMENT, CONF, READ_ME, FILES };

struct file {
	const char *name;
	struct buf text;
	bool runs;
};

static char *path_of(const struct dagdir *d, const char *name)
{
	return xprintf("%s/%s", d->path, name);
}

static void write_flow(struct buf *to, const struct dagdir *d, const struct dagnodes *nodes)
{
	buf_printf(to, "# flow.dag - a production, a node a recipe; nodes.tsv says which node makes what. Made by make2dag.\n"
	               "CONFIG %s/dagman.conf\nNODE_STATUS_FILE %s/flow.status 60\n", d->path, d->path);
	if (d->limit)
		buf_printf(to, "MAXJOBS node %" PRIu64 "\n", d->limit);
	for (size_t i = 0; i < nodes->n; i++) {
		const struct dagnode *n = &nodes->node[i];
		buf_printf(to, "\nJOB %s %s/node.sub\n", n->name, d->path);
		buf_printf(to, "VARS %s memory_mb=\"%" PRIu64 "\" walltime_s=\"%" PRIu64 "\"\n", n->name, n->memory_mb, n->walltime_s);
		if (d->retries)
			buf_printf(to, "RETRY %s %" PRIu64 "\n", n->name, d->retries);
		if (d->limit)
			buf_printf(to, "CATEGORY %s node\n", n->name);
	}
	buf_add_text(to, "\n");
	for (size_t i = 0; i < nodes->n; i++) {
		const struct dagnode *n = &nodes->node[i];
		if (n->parents == 0)
			continue;
		buf_add_text(to, "PARENT");
		for (size_t k = 0; k < n->parents; k++)
			buf_printf(to, " %s", nodes->node[n->parent[k]].name);
		buf_printf(to, " CHILD %s\n", n->name);
	}
}

static void write_sub(struct buf *to, const struct dagdir *d)
{
	buf_printf(to,
		"# node.sub - any node of flow.dag; DAGMan sets JOB, memory_mb and walltime_s\n"
		"universe = vanilla\n"
		"executable = %s/node\n"
		"arguments = \"%s $(JOB)\"\n"
		"log = %s/node.log\n"
		"output = %s/logs/$(JOB).$(Cluster).out\n"
		"error = %s/logs/$(JOB).$(Cluster).err\n"
		"should_transfer_files = NO\n"
		"request_cpus = 1\n"
		"request_memory = $(memory_mb)MB\n"
		"+MaxRuntime = $(walltime_s)\n"
		"periodic_remove = (JobStatus == 2) && (time() - EnteredCurrentStatus) > $(walltime_s)\n",
		d->path, d->path, d->path, d->path, d->path);
	for (size_t i = 0; i < d->extra->n; i++)
		buf_printf(to, "%s\n", d->extra->item[i]);
	buf_add_text(to, "queue\n");
}

static void write_nodes(struct buf *to, const struct dagnodes *nodes)
{
	buf_add_text(to, "node\ttarget\tmemory_mb\twalltime_s\n");
	for (size_t i = 0; i < nodes->n; i++) {
		const struct dagnode *n = &nodes->node[i];
		buf_printf(to, "%s\t%s\t%" PRIu64 "\t%" PRIu64 "\n", n->name, n->target, n->memory_mb, n->walltime_s);
	}
}

/* DAGMan takes a log below /tmp for a mistake that ends the DAG, unless it is told not to be strict. */
static void write_conf(struct buf *to, const struct dagdir *d, const char *here)
{
	const char *path = d->path[0] == '/' ? d->path : here;
	const bool temporary = strncmp(path, "/tmp/", 5) == 0;

	buf_printf(to, "# dagman.conf - for this DAG only\n%sDAGMAN_USE_STRICT = %d\n",
		temporary ? "# strict, DAGMan would refuse a DAG below /tmp\n" : "", !temporary);
}

static void write_read_me(struct buf *to, const struct dagdir *d, size_t nodes, const char *here)
{
	char *flow = path_of(d, "flow.dag");

	buf_printf(to, "A production as a DAG of HTCondor's: %zu nodes, of the goal", nodes);
	for (size_t i = 0; i < d->goals->n; i++)
		buf_printf(to, " %s", d->goals->word[i]);
	buf_add_text(to, ".\n\n    cd ");
	command_word(to, here);
	buf_add_text(to, "\n    condor_submit_dag ");
	command_word(to, flow);
	buf_add_text(to, "\n\n");
	free(flow);
	buf_add_text(to,
		"runs it. Once it has failed, the same line goes on where it stopped (flow.dag.rescue001, ...). It needs a file system that all machines share.\n\n"
		"    flow.dag                what runs after what; nodes.tsv: which node makes which target\n"
		"    node.sub, node          what HTCondor is told, and what it runs: make for the one target\n"
		"    environment             what nodes find in their environment, and how they call make\n"
		"    flow.status             states of the nodes, while it runs\n"
		"    flow.dag.dagman.out     what DAGMan did; logs/NODE.CLUSTER.out and .err: what nodes said\n\n"
		"Do not submit it while it runs: its nodes would refuse. To begin anew remove this directory.\n");
}

/* ---- the directory ---- */

/* Appended to text; false if it is not there. */
static bool read_file(const struct dagdir *d, const char *name, struct buf *text)
{
	char *path = path_of(d, name);
	const bool there = in_whole(path, SIZE_MAX, text);

	free(path);
	return there;
}

static bool same_as_before(const struct dagdir *d, const struct file files[FILES])
{
	bool same = true;

	for (size_t i = 0; i < FILES && same; i++) {
		struct buf before = { 0 };
		same = read_file(d, files[i].name, &before) && slice_same(buf_slice(&before), buf_slice(&files[i].text));
		buf_free(&before);
	}
	return same;
}

enum state { NOT_SUBMITTED, FINISHED, UNFINISHED };

/* From the log of the DAGMan jobs themselves: 000 submitted; 005 ended, and the next line says how; 009 removed. */
static enum state state_of_log(struct slice log)
{
	enum state state = NOT_SUBMITTED;
	size_t alive = 0;
	struct slice line;

	while (slice_cut(&log, '\n', &line)) {
		const bool ended = slice_begins(line, "005 (");
		if (slice_begins(line, "000 (")) {
			alive++;
			state = UNFINISHED;
		} else if (ended || slice_begins(line, "009 (")) {
			alive -= alive > 0;
			const bool well = ended && slice_cut(&log, '\n', &line) && slice_is(slice_trim(line), "(1) Normal termination (return value 0)");
			state = well ? FINISHED : UNFINISHED;
		}
	}
	return alive > 0 ? UNFINISHED : state;
}

static enum state state_of_dag(const struct dagdir *d)
{
	struct buf log = { 0 };
	char *rescue = path_of(d, "flow.dag.rescue001");
	enum state state = read_file(d, "flow.dag.dagman.log", &log) ? state_of_log(buf_slice(&log)) : NOT_SUBMITTED;

	if (state == NOT_SUBMITTED && access(rescue, F_OK) == 0)
		state = UNFINISHED;
	buf_free(&log);
	free(rescue);
	return state;
}

static void move_aside(const struct dagdir *d)
{
	char *aside = NULL;

	for (int i = 1; aside == NULL || access(aside, F_OK) == 0; i++) {
		free(aside);
		aside = xprintf("%s.%d", d->path, i);
	}
	if (rename(d->path, aside) != 0)
		die("%s: cannot become %s:", d->path, aside);
	note("%s has finished: it is %s now", d->path, aside);
	free(aside);
}

/* Of the nodes' output: HTCondor holds jobs that cannot write theirs. */
static void make_logs(const struct dagdir *d)
{
	char *logs = path_of(d, "logs");

	place_make(logs);
	free(logs);
}

static void write_file(const struct dagdir *d, const struct file *file)
{
	char *path = path_of(d, file->name);
	struct out *out = out_open(path, false);

	out_put(out, file->text.data, file->text.len);
	out_close(out);
	if (file->runs && chmod(path, 0777 & ~place_mask()) != 0)
		die("%s: cannot be made executable:", path);
	free(path);
}

/* flow.dag comes last: where it is, all is. */
static void write_files(const struct dagdir *d, const struct file files[FILES])
{
	char *flow = path_of(d, files[FLOW].name);

	if (unlink(flow) != 0 && errno != ENOENT)
		die("%s: cannot replace it:", flow);
	for (size_t i = FILES; i-- > 0; )
		write_file(d, &files[i]);
	free(flow);
}

static void put_files(const struct dagdir *d, const struct file files[FILES])
{
	const bool same = same_as_before(d, files);
	const enum state state = same ? NOT_SUBMITTED : state_of_dag(d);

	if (state == UNFINISHED)
		die("%s: its DAG was submitted and has not finished, and this one is another: let it finish, or remove the directory", d->path);
	if (state == FINISHED)
		move_aside(d);
	make_logs(d);
	if (same)
		note("%s: nothing has changed", d->path);
	else
		write_files(d, files);
}

void dagdir_put(const struct dagdir *d, const struct dagnodes *nodes)
{
	struct file files[FILES] = {
		[FLOW] = { "flow.dag" }, [SUB] = { "node.sub" }, [NODE] = { "node", .runs = true }, [NODES] = { "nodes.tsv" },
		[ENVIRONMENT] = { "environment" }, [CONF] = { "dagman.conf" }, [READ_ME] = { "README" } };
	const struct slice script = share_file("dagman/node.sh");
	char *here = place_here();

	write_flow(&files[FLOW].text, d, nodes);
	write_sub(&files[SUB].text, d);
	buf_add(&files[NODE].text, script.p, script.n);
	write_nodes(&files[NODES].text, nodes);
	buf_add(&files[ENVIRONMENT].text, d->environment.data, d->environment.len);
	write_conf(&files[CONF].text, d, here);
	write_read_me(&files[READ_ME].text, d, nodes->n, here);
	put_files(d, files);
	for (size_t i = 0; i < FILES; i++)
		buf_free(&files[i].text);
	free(here);
}

void dagdir_check(const struct dagdir *d)
{
	static const char trouble[] = " \"'$,;%^\\#()|&<>*?\x7f";
	const char *c = d->path;

	while ((unsigned char)*c > 0x1f && strchr(trouble, *c) == NULL)
		c++;
	if (*d->path == '\0' || *d->path == '-' || *c != '\0')
		die("--directory: a name that HTCondor's files cannot hold: '%s'", d->path);
}
