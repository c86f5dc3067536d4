#include "prod/dagdir.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/place.h"
#include "core/share.h"

/* ---- the files ---- */

enum { FLOW, SUB, NODE, NODES, ENVIRONMENT, CONF, READ_ME, FILES };

struct file {
	const char *name;
	struct buf text;
	mode_t mode;
};

static void write_flow(struct buf *to, const struct dagdir *d, const struct dagnodes *nodes)
{
	buf_printf(to, "# flow.dag - a production, a node a recipe; nodes.tsv says which node makes what. Made by make2dag.\n"
	               "CONFIG %s/dagman.conf\nNODE_STATUS_FILE %s/flow.status 60\n", d->path, d->path);
	if (d->limit)
		buf_printf(to, "MAXJOBS node %llu\n", (unsigned long long)d->limit);
	for (size_t i = 0; i < nodes->n; i++) {
		const struct dagnode *n = &nodes->node[i];
		buf_printf(to, "\nJOB %s %s/node.sub\n", n->name, d->path);
		buf_printf(to, "VARS %s memory_mb=\"%llu\" walltime_s=\"%llu\"\n", n->name, (unsigned long long)n->memory_mb, (unsigned long long)n->walltime_s);
		if (d->retries)
			buf_printf(to, "RETRY %s %llu\n", n->name, (unsigned long long)d->retries);
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
	for (size_t i = 0; i < nodes->n; i++)
		buf_printf(to, "%s\t%s\t%llu\t%llu\n", nodes->node[i].name, nodes->node[i].target, (unsigned long long)nodes->node[i].memory_mb,
			(unsigned long long)nodes->node[i].walltime_s);
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
	buf_printf(to, "A production as a DAG of HTCondor's: %zu nodes, of the goal", nodes);
	for (size_t i = 0; i < d->goals->n; i++)
		buf_printf(to, " %s", d->goals->word[i]);
	buf_add_text(to, ".\n\n    cd ");
	command_quote(to, here);
	buf_printf(to, "\n    condor_submit_dag %s/flow.dag\n\n", d->path);
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

static char *path_of(const struct dagdir *d, const char *name)
{
	return xprintf("%s/%s", d->path, name);
}

static bool read_file(const char *path, struct buf *text)
{
	FILE *f = fopen(path, "r");
	size_t n;

	if (f == NULL && errno == ENOENT)
		return false;
	if (f == NULL)
		die("%s:", path);
	while ((n = fread(buf_room(text, IN_BLOCK), 1, IN_BLOCK, f)) > 0)
		text->len += n;
	if (ferror(f))
		die("%s:", path);
	fclose(f);
	buf_text(text);
	return true;
}

static bool same_as_before(const struct dagdir *d, const struct file files[FILES])
{
	bool same = true;

	for (size_t i = 0; i < FILES && same; i++) {
		struct buf before = { 0 };
		char *path = path_of(d, files[i].name);
		same = read_file(path, &before) && slice_same(buf_slice(&before), buf_slice(&files[i].text));
		buf_free(&before);
		free(path);
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
	char *path = path_of(d, "flow.dag.dagman.log"), *rescue = path_of(d, "flow.dag.rescue001");
	const enum state state = read_file(path, &log) ? state_of_log(buf_slice(&log)) : NOT_SUBMITTED;
	const bool rescued = access(rescue, F_OK) == 0;

	buf_free(&log);
	free(path);
	free(rescue);
	return state == NOT_SUBMITTED && rescued ? UNFINISHED : state;
}

static void move_aside(const struct dagdir *d)
{
	for (int i = 1; i < INT_MAX; i++) {
		char *aside = xprintf("%s.%d", d->path, i);
		const bool free_name = access(aside, F_OK) != 0;
		if (free_name && rename(d->path, aside) != 0)
			die("%s: cannot become %s:", d->path, aside);
		if (free_name)
			note("%s has finished: it is %s now", d->path, aside);
		free(aside);
		if (free_name)
			return;
	}
}

/* flow.dag comes last: where it is, all is. */
static void write_files(const struct dagdir *d, const struct file files[FILES])
{
	char *logs = path_of(d, "logs"), *flow = path_of(d, files[FLOW].name);

	place_make(d->path);
	place_make(logs);
	if (unlink(flow) != 0 && errno != ENOENT)
		die("%s: cannot replace it:", flow);
	for (size_t i = FILES; i-- > 0; ) {
		char *path = path_of(d, files[i].name);
		struct out *out = out_open(path, false);
		out_put(out, files[i].text.data, files[i].text.len);
		out_close(out);
		if (files[i].mode && chmod(path, files[i].mode) != 0)
			die("%s: cannot be made executable:", path);
		free(path);
	}
	free(logs);
	free(flow);
}

static void put_files(const struct dagdir *d, const struct file files[FILES])
{
	if (same_as_before(d, files)) {
		note("%s: nothing has changed", d->path);
		return;
	}
	const enum state state = state_of_dag(d);
	if (state == UNFINISHED)
		die("%s: its DAG was submitted and has not finished, and this one is another: let it finish, or remove the directory", d->path);
	if (state == FINISHED)
		move_aside(d);
	write_files(d, files);
}

void dagdir_put(const struct dagdir *d, const struct dagnodes *nodes)
{
	const mode_t mask = umask(0);
	struct file files[FILES] = {
		[FLOW] = { "flow.dag", { 0 }, 0 }, [SUB] = { "node.sub", { 0 }, 0 }, [NODE] = { "node", { 0 }, 0777 & ~mask }, [NODES] = { "nodes.tsv", { 0 }, 0 },
		[ENVIRONMENT] = { "environment", { 0 }, 0 }, [CONF] = { "dagman.conf", { 0 }, 0 }, [READ_ME] = { "README", { 0 }, 0 } };
	const struct slice script = share_file("dagman/node.sh");
	char *here = place_here();

	umask(mask);
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
	static const char trouble[] = " \t\n\r\"'$,;%^\\#()|&<>*?";

	if (*d->path == '\0' || d->path[strcspn(d->path, trouble)] != '\0')
		die("--directory: a name that HTCondor's files cannot hold: '%s'", d->path);
}
