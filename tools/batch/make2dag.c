/* make2dag - a whole production as a graph for HTCondor's DAGMan, a node a recipe
 *
 * in     a Makefile, goals, variables; make is asked (make -np) what it would do and what depends on what
 * out    a directory: flow.dag and node.sub, node (what runs), nodes.tsv (node, target, memory_mb, walltime_s), environment, dagman.conf, README;
 *        on stdout the command that runs it
 * exact  the graph is make's own, implicit rules and second expansion done, whether files are there or not; prerequisites that a Makefile finds by
 *        wildcard are those of now. Names of nodes come from their targets, so that rescue files stay good when something is added
 * cost   that of make -np: 1.5 s for 10000 recipes, 0.1 s of them ours
 * fails  make fails; recipes that would run twice (dagnodes.h); names that HTCondor or make cannot have; another graph in a directory whose DAG was
 *        submitted and is not finished
 * source spec/batch.md 2.1, 2.3, 2.5, 2.7, 6
 */
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "prod/dagdir.h"
#include "prod/dagenv.h"
#include "prod/dagnodes.h"
#include "prod/makecall.h"

static const char *makefile, *directory = "dag", *needs;
static uint64_t retries = 2, limit, memory_mb = 2000, walltime_s = 86400;
static struct option_list variables, extra;

static const struct tool tool = {
	.name = "make2dag",
	.does = "Export what a Makefile would do as a DAG for HTCondor's DAGMan, a node a recipe.",
	.more =
		"Each node runs make for its one target in the directory of submission, on a shared file system; its parents are done, so that make finds\n"
		"only that recipe to run. Called by a recipe, the variables that this make was given are taken over. Nodes get the environment variables\n"
		"PATH HOME USER LANG LC_ALL TZ, those that the Makefiles name, and --env. Options of make are not taken over.\n\n"
		"A failed DAG leaves a rescue file; submitting it again goes on where it stopped, names of nodes stay the same. make2dag writes nothing when\n"
		"nothing has changed, refuses to replace a DAG that was submitted and is not finished, and moves a finished one aside, to DIR.1, DIR.2, ...",
	.operands = "[GOAL | VARIABLE=VALUE]...",
	.options = (const struct option_spec[]) {
		{ 'f', "makefile", "FILE", OPT_FILE, &makefile, "the Makefile [make's own choice]" },
		{ 'd', "directory", "DIR", OPT_TEXT, &directory, "where the DAG is written, below a directory that is there [dag]" },
		{ 'r', "retries", "N", OPT_COUNT, &retries, "tries after a node's first one failed [2]" },
		{ 'l', "limit", "N", OPT_COUNT, &limit, "nodes that may be in the queue at once [no limit]" },
		{ 0, "needs", "FILE", OPT_FILE, &needs, "a table of what targets need: target, memory_mb, walltime (3600, 2h, ...)" },
		{ 0, "memory-mb", "N", OPT_COUNT, &memory_mb, "memory of all other nodes [2000]" },
		{ 0, "walltime", "TIME", OPT_SECONDS, &walltime_s, "time of all other nodes [1d]" },
		{ 0, "env", "NAME", OPT_LIST, &variables, "an environment variable for the nodes; may be repeated" },
		{ 0, "extra", "LINES", OPT_LIST, &extra, "more lines for the nodes' submit file, +AccountingGroup = ... say; may be repeated" },
		{ 0 } },
	.example = "printf 'all: b\\nb: a\\n\\tsort a > b\\na:\\n\\tseq 3 > a\\n' > Makefile\n"
	           "make2dag --directory dag all\n"
	           "grep -e JOB -e PARENT dag/flow.dag",
};

/* ---- what nodes need ---- */

static void read_need(struct table *t, struct dagnode *node, int memory, int walltime)
{
	if (!table_missing(t, memory))
		node->memory_mb = table_count(t, memory);
	if (table_missing(t, walltime))
		return;
	char *text = table_dup(t, walltime);
	if (!opt_seconds(text, &node->walltime_s) || node->walltime_s == 0)
		table_die(t, walltime, "not a time from 1 to 1e9 s: '%s' (2h, 1.5d, 1w, 600s, ...)", text);
	free(text);
}

/* Targets that the DAG does not have are nobody's: the table may be that of a whole production. */
static void set_needs(struct dagnodes *d, const struct makegraph *g)
{
	static const struct column columns[] = {
		{ "target", TEXT, NULL, NULL, false }, { "memory_mb", COUNT, NULL, NULL, true }, { "walltime", TEXT, NULL, NULL, true }, { 0 } };
	size_t file;

	for (size_t i = 0; i < d->n; i++)
		d->node[i].memory_mb = memory_mb, d->node[i].walltime_s = walltime_s;
	if (needs == NULL)
		return;
	struct table *t = tool_table(needs, columns);
	const int target = table_column(t, "target"), memory = table_find(t, "memory_mb"), walltime = table_find(t, "walltime");
	while (table_next(t))
		if (keys_find(&g->names, table_text(t, target), &file) && d->of[file])
			read_need(t, &d->node[d->of[file] - 1], memory, walltime);
	table_close(t);
}

/* ---- */

static struct makecall read_call(void)
{
	struct makecall c = { .makefile = makefile };

	makecall_inherit(&c, getenv("MAKEFLAGS"));
	for (char **word = tool_operands(); *word != NULL; word++)
		command_add(strchr(*word, '=') != NULL ? &c.variables : &c.goals, *word);
	return c;
}

static void check_options(void)
{
	if (makefile != NULL && strcmp(makefile, "-") == 0)
		die("--makefile: not '-', the nodes could not read it again");
	if (walltime_s == 0)
		die("--walltime: 0 is no time for a node");
}

/* Without slashes at the end. */
static char *trimmed(const char *path)
{
	char *copy = xstrdup(path);

	for (size_t n = strlen(copy); n > 1 && copy[n - 1] == '/'; n--)
		copy[n - 1] = '\0';
	return copy;
}

/* What a user would call. */
static void put_command(const char *path)
{
	struct command words = { 0 };

	command_add(&words, "condor_submit_dag");
	command_printf(&words, "%s/flow.dag", path);
	command_put(tool_out(), &words);
	command_free(&words);
}

int main(int argc, char **argv)
{
	struct buf database = { 0 };
	struct makegraph g = { 0 };

	tool_options(&tool, argc, argv);
	check_options();
	struct makecall c = read_call();
	struct dagdir d = { .path = trimmed(directory), .retries = retries, .limit = limit, .extra = &extra, .goals = &c.goals };
	dagdir_check(&d);
	char **environment = dagenv_now();
	makecall_ask(&c, &database);
	dagenv_put(&d.environment, &c, environment, &variables, makegraph_variable(buf_slice(&database), "MAKEFILE_LIST"));
	makegraph_read(&g, buf_slice(&database));
	struct dagnodes nodes = dagnodes_make(&g, c.goals.word);
	if (nodes.n == 0)
		die("no recipe: there is nothing to do");
	set_needs(&nodes, &g);
	dagdir_put(&d, &nodes);
	put_command(d.path);
	return tool_end(&tool);
}
