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
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/die.h"
#include "core/in.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/place.h"
#include "prod/batchdir.h"
#include "prod/command.h"
#include "prod/dagdir.h"
#include "prod/dagnodes.h"
#include "prod/makegraph.h"
#include "prod/spawn.h"

extern char **environ;

static const char *makefile, *directory = "dag", *needs;
static uint64_t retries = 2, limit, memory_mb = 2000;
static double walltime_s = 86400;
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
		{ 0, "walltime", "TIME", OPT_TIME_S, &walltime_s, "time of all other nodes [1d]" },
		{ 0, "env", "NAME", OPT_LIST, &variables, "an environment variable for the nodes; may be repeated" },
		{ 0, "extra", "LINES", OPT_LIST, &extra, "more lines for the nodes' submit file, +AccountingGroup = ... say; may be repeated" },
		{ 0 } },
	.example = "printf 'all: b\\nb: a\\n\\tsort a > b\\na:\\n\\tseq 3 > a\\n' > Makefile\n"
	           "make2dag --directory dag all\n"
	           "grep -e JOB -e PARENT dag/flow.dag",
};

/* ---- the call of make ---- */

/* The words with which make is called for anything, goals left out; and the goals. */
struct call {
	struct command words, goals;
};

/* What make was given on its command line, as it tells those that it calls: flags, " -- ", then words, '\' before blanks and '\', '$' doubled. */
static void add_inherited(struct command *words)
{
	const char *flags = getenv("MAKEFLAGS"), *p = flags != NULL ? strstr(flags, "-- ") : NULL;
	struct buf word = { 0 };

	if (p == NULL || (p > flags && p[-1] != ' '))
		return;
	for (p += 3; ; p++) {
		if (*p == ' ' || *p == '\0') {
			if (word.len > 0)
				command_add(words, buf_text(&word));
			word.len = 0;
			if (*p == '\0')
				break;
			continue;
		}
		if ((*p == '\\' && p[1] != '\0') || (*p == '$' && p[1] == '$'))
			p++;
		buf_add(&word, p, 1);
	}
	buf_free(&word);
}

static struct call read_call(void)
{
	struct call c = { 0 };

	command_add(&c.words, "make");
	command_add(&c.words, "--no-print-directory");
	if (makefile != NULL) {
		command_add(&c.words, "-f");
		command_add(&c.words, makefile);
	}
	add_inherited(&c.words);
	for (char **word = tool_operands(); *word != NULL; word++)
		command_add(strchr(*word, '=') != NULL ? &c.words : &c.goals, *word);
	return c;
}

/* What make -np prints. It is to read its Makefiles as it will in a node: on its own; and to speak English. */
static void ask_make(const struct call *c, struct buf *answer)
{
	static const char *const ours[] = { "MAKEFLAGS", "MFLAGS", "GNUMAKEFLAGS", "MAKELEVEL", "LANGUAGE", NULL };
	struct command words = { 0 };
	FILE *file = tmpfile();
	size_t n;

	if (file == NULL)
		die("cannot make a temporary file:");
	for (size_t i = 0; i < c->words.n; i++)
		command_add(&words, c->words.word[i]);
	command_add(&words, "-np");
	command_add(&words, "--");
	for (size_t i = 0; i < c->goals.n; i++)
		command_add(&words, c->goals.word[i]);
	for (size_t i = 0; ours[i] != NULL; i++)
		unsetenv(ours[i]);
	setenv("LC_ALL", "C", 1);
	const int status = spawn_wait(words.word, fileno(file));
	command_free(&words);
	if (status != 0)
		die("make -n ended with status %d", status);
	rewind(file);
	while ((n = fread(buf_room(answer, IN_BLOCK), 1, IN_BLOCK, file)) > 0)
		answer->len += n;
	if (ferror(file))
		die("cannot read what make said:");
	fclose(file);
}

/* ---- what nodes need ---- */

static uint64_t whole_seconds(double s)
{
	if (!(s > 0 && s <= 1e15))
		die("not a time that a node could have: %g s", s);
	return (uint64_t)ceil(s);
}

static void read_need(struct table *t, struct dagnode *node, int memory, int walltime)
{
	double s;

	if (!table_missing(t, memory))
		node->memory_mb = table_count(t, memory);
	if (table_missing(t, walltime))
		return;
	char *text = table_dup(t, walltime);
	if (!opt_time_s(text, 1, &s) || !(s > 0 && s <= 1e15))
		table_die(t, walltime, "not a time: '%s' (2h, 1.5d, 1w, 600s, ...)", text);
	node->walltime_s = whole_seconds(s);
	free(text);
}

/* Targets that the DAG does not have are nobody's: the table may be that of a whole production. */
static void set_needs(struct dagnodes *d, const struct makegraph *g)
{
	static const struct column columns[] = {
		{ "target", TEXT, NULL, NULL, false }, { "memory_mb", COUNT, NULL, NULL, true }, { "walltime", TEXT, NULL, NULL, true }, { 0 } };
	size_t file;

	for (size_t i = 0; i < d->n; i++)
		d->node[i].memory_mb = memory_mb, d->node[i].walltime_s = whole_seconds(walltime_s);
	if (needs == NULL)
		return;
	struct table *t = tool_table(needs, columns);
	const int target = table_column(t, "target"), memory = table_find(t, "memory_mb"), walltime = table_find(t, "walltime");
	while (table_next(t))
		if (keys_find(&g->names, table_text(t, target), &file) && d->of[file])
			read_need(t, &d->node[d->of[file] - 1], memory, walltime);
	table_close(t);
}

/* ---- the environment ---- */

static bool is_name_character(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does the text have this word? */
static bool has_word(const char *text, const char *word, size_t n)
{
	for (const char *p = text; (p = strstr(p, word)) != NULL; p += n)
		if ((p == text || !is_name_character(p[-1])) && !is_name_character(p[n]))
			return true;
	return false;
}

/* All that the Makefiles say, one text. */
static void read_makefiles(struct slice database, struct buf *text)
{
	struct slice names = makegraph_variable(database, "MAKEFILE_LIST"), name;

	while (slice_cut(&names, ' ', &name)) {
		char *path = slice_dup(name);
		if (name.n > 0 && access(path, R_OK) == 0) {
			struct in *in = in_open(path);
			const struct slice all = in_all(in, IN_LINE_MAX);
			buf_add(text, all.p, all.n);
			buf_add_text(text, "\n");
			in_close(in);
		}
		free(path);
	}
	buf_text(text);
}

static bool is_listed(const char *name)
{
	static const char *const always[] = { BATCHDIR_ENVIRONMENT };

	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		if (strcmp(name, always[i]) == 0)
			return true;
	for (size_t i = 0; i < variables.n; i++)
		if (strcmp(name, variables.item[i]) == 0)
			return true;
	return false;
}

/* Variables that make itself sets, or does not take from the environment, and those that were given on its command line. */
static bool is_makes(const char *name, const struct call *c)
{
	const size_t n = strlen(name);

	if (strncmp(name, "MAKE", 4) == 0 || strcmp(name, "MFLAGS") == 0 || strcmp(name, "SHELL") == 0 || strcmp(name, "_") == 0)
		return true;
	for (size_t i = 0; i < c->words.n; i++)
		if (strncmp(c->words.word[i], name, n) == 0 && strchr("=:+?!", c->words.word[i][n]) != NULL && c->words.word[i][n] != '\0')
			return true;
	return false;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* As it was before make was asked. In the order of names: the same again is the same file. */
static char **save_environment(void)
{
	size_t n = 0;
	while (environ[n] != NULL)
		n++;
	char **all = xcalloc(n + 1, sizeof *all);
	for (size_t i = 0; i < n; i++)
		all[i] = xstrdup(environ[i]);
	qsort(all, n, sizeof *all, by_text);
	return all;
}

static void write_environment(struct buf *to, const struct call *c, char **environment, const char *makefiles)
{
	char *here = place_here();

	buf_add_text(to, "# environment - what nodes find in theirs, where they start, and how they call make; read by node\n");
	for (char **e = environment; *e != NULL; e++) {
		char *equals = strchr(*e, '=');
		if (equals == NULL || equals == *e)
			continue;
		*equals = '\0';
		const size_t n = strlen(*e);
		bool plain = (*e)[0] < '0' || (*e)[0] > '9';
		for (size_t i = 0; i < n; i++)
			plain = plain && is_name_character((*e)[i]);
		if (plain && (is_listed(*e) || (!is_makes(*e, c) && has_word(makefiles, *e, n)))) {
			buf_printf(to, "export %s=", *e);
			command_quote(to, equals + 1);
			buf_add_text(to, "\n");
		}
		free(*e);
	}
	free(environment);
	buf_add_text(to, "directory=");
	command_quote(to, here);
	free(here);
	buf_add_text(to, "\ncd \"$directory\" || exit 2\nmake_target() {\n\texec");
	for (size_t i = 0; i < c->words.n; i++) {
		buf_add_text(to, " ");
		command_quote(to, c->words.word[i]);
	}
	buf_add_text(to, " -- \"$1\"\n}\n");
}

/* ---- */

/* Without slashes at the end. */
static char *trimmed(const char *path)
{
	char *copy = xstrdup(path);

	for (size_t n = strlen(copy); n > 1 && copy[n - 1] == '/'; n--)
		copy[n - 1] = '\0';
	return copy;
}

static void default_goal(struct call *c, struct slice database)
{
	if (c->goals.n > 0)
		return;
	char *goal = slice_dup(makegraph_variable(database, ".DEFAULT_GOAL"));
	if (*goal == '\0')
		die("no goal");
	command_add(&c->goals, goal);
	free(goal);
}

int main(int argc, char **argv)
{
	struct buf answer = { 0 }, makefiles = { 0 };
	struct makegraph g = { 0 };

	tool_options(&tool, argc, argv);
	struct call c = read_call();
	struct dagdir d = { .path = trimmed(directory), .retries = retries, .limit = limit, .extra = &extra, .goals = &c.goals };
	dagdir_check(&d);
	char **environment = save_environment();
	ask_make(&c, &answer);
	default_goal(&c, buf_slice(&answer));
	read_makefiles(buf_slice(&answer), &makefiles);
	write_environment(&d.environment, &c, environment, makefiles.data);
	makegraph_read(&g, buf_slice(&answer));
	struct dagnodes nodes = dagnodes_make(&g, c.goals.word);
	if (nodes.n == 0)
		die("no recipe: there is nothing to do");
	set_needs(&nodes, &g);
	dagdir_put(&d, &nodes);
	out_printf(tool_out(), "condor_submit_dag %s/flow.dag\n", d.path);
	return tool_end(&tool);
}
