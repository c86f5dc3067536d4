/* parse-name - take Mu2e names apart
 *
 * in     names of files or data sets: operands, or the column file_name of a table; a directory before them is not looked at
 * out    the rows with the name's fields, its data set, run and subrun, and its directory on storage
 * cost   one pass; a SHA-256 a row
 * fails  a name that is none: file, line, column; with --root, a tier that has no place on storage
 * source spec/ensemble.md 8 (lib/data/mu2ename.h)
 */
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "data/mu2ename.h"

static bool datasets;
static const char *root;

static const struct tool tool = {
	.name = "parse-name",
	.does = "Take names of Mu2e files apart into their fields.",
	.more = "A name has six fields, tier.owner.description.configuration.sequencer.extension; a data set has no sequencer.\n"
	        "With names as operands stdin is not read.",
	.operands = "[NAME...]",
	.in = (const struct column[]) { { "file_name", TEXT, NULL, "name, or path that ends in it (not with operands)", false }, { 0 } },
	.out = (const struct column[]) {
		{ "tier", TEXT, NULL, "cnf, sim, dts, dig, mcs, nts, log, bck, etc, ...", false },
		{ "owner", TEXT, NULL, "mu2e, or a user", false },
		{ "description", TEXT, NULL, "what it is", false },
		{ "configuration", TEXT, NULL, "what it was made with", false },
		{ "sequencer", TEXT, NULL, "which of the data set", false },
		{ "extension", TEXT, NULL, "art, root, tar, ...", false },
		{ "dataset", TEXT, NULL, "the name without its sequencer", false },
		{ "run", COUNT, NULL, "of a sequencer RRRRRR_SSSSSSSS, else missing", false },
		{ "subrun", COUNT, NULL, "the same", false },
		{ "directory", TEXT, NULL, "on storage: four digits of the name's SHA-256", false },
		{ "path", TEXT, NULL, "with --root: where the file lies", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'd', "datasets", NULL, OPT_FLAG, &datasets, "the names are those of data sets, five fields" },
		{ 'r', "root", "DIR", OPT_TEXT, &root, "add the column path, below this root of storage" },
		{ 0 } },
	.example = "parse-name dts.mu2e.CosmicSignal.MDC2025ac.001430_00000017.art\n"
	           "printf 'file_name\\tevents\\ndts.mu2e.CosmicSignal.MDC2025ac.001430_00000017.art\\t4812\\n' | parse-name",
};

enum { DATASET = MU2E_FIELDS, RUN, SUBRUN, DIRECTORY, PATH, COLUMNS };

static struct table *input(void)
{
	struct buf text = { 0 };

	if (tool_operand_count() == 0)
		return tool_filter(&tool);
	buf_add_text(&text, "file_name\n");
	for (char **name = tool_operands(); *name != NULL; name++) {
		if (strpbrk(*name, "\t\n") != NULL)
			die("not a name: it holds a tab or a newline");
		buf_printf(&text, "%s\n", *name);
	}
	return tool_filter_text(&tool, buf_slice(&text));
}

static struct slice base_name(struct slice path)
{
	while (memchr(path.p, '/', path.n) != NULL)
		path.p++, path.n--;
	return path;
}

static void put_place(struct table *t, const int column[COLUMNS], const struct mu2ename *name, struct slice text, char **path)
{
	static char directory[MU2ENAME_DIRECTORY];

	mu2ename_directory(text, directory);
	table_set_text(t, column[DIRECTORY], directory);
	if (root == NULL)
		return;
	char *below = mu2ename_path(name);
	if (below == NULL)
		table_die(t, table_column(t, "file_name"), "no place on storage for this tier and owner: '%.*s'", (int)text.n, text.p);
	*path = xprintf("%s/%s", root, below);
	table_set_text(t, column[PATH], *path);
	free(below);
}

static void put_row(struct table *t, int file_name, const int column[COLUMNS])
{
	const struct slice text = base_name(table_text(t, file_name));
	struct mu2ename name;
	const char *why;
	uint64_t run, subrun;
	char *path = NULL;

	if (!(datasets ? mu2ename_parse_dataset : mu2ename_parse)(text, &name, &why))
		table_die(t, file_name, "no name of a Mu2e %s, %s: '%.*s'", datasets ? "data set" : "file", why, (int)text.n, text.p);
	for (int f = 0; f < MU2E_FIELDS; f++)
		table_set_slice(t, column[f], name.field[f]);
	char *dataset = mu2ename_dataset(&name);
	table_set_text(t, column[DATASET], dataset);
	if (mu2ename_run_subrun(name.field[MU2E_SEQUENCER], &run, &subrun)) {
		table_set_count(t, column[RUN], run);
		table_set_count(t, column[SUBRUN], subrun);
	} else {
		table_set_text(t, column[RUN], "");
		table_set_text(t, column[SUBRUN], "");
	}
	if (!datasets)
		put_place(t, column, &name, text, &path);
	table_write(t);
	free(dataset);
	free(path);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (datasets && root != NULL)
		die("--root is for files, not for --datasets");
	struct table *t = input();
	const int file_name = table_column(t, "file_name");
	int column[COLUMNS];

	for (int c = 0; c < COLUMNS - (root == NULL); c++)
		if (c != DIRECTORY || !datasets)
			column[c] = table_append(t, tool.out[c].name);
	while (table_next(t))
		put_row(t, file_name, column);
	return tool_end(&tool);
}
