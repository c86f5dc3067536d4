/* make-name - put Mu2e names together
 *
 * in     rows with the fields of a name: tier, owner, description, configuration, sequencer (or run and subrun), extension; or one
 *        row made of options, which also fill what the rows leave out
 * out    the same rows, file_name and dataset
 * cost   one pass
 * fails  a field that is missing or is none, a run without a subrun: file, line, column
 * source spec/ensemble.md 8 (lib/data/mu2ename.h)
 */
#include <stdlib.h>

#include "core/die.h"
#include "core/opt.h"
#include "data/mu2ename.h"

static const uint64_t none = UINT64_MAX;
static const char *filling[MU2E_FIELDS];
static uint64_t run = UINT64_MAX, subrun = UINT64_MAX;

static const struct tool tool = {
	.name = "make-name",
	.does = "Put names of Mu2e files together from their fields.",
	.more = "Given --tier there is one row, of options, and stdin is not read; without it the options fill what the rows leave out.\n"
	        "The sequencer may be given as run and subrun. parse-name is the inverse.",
	.in = (const struct column[]) {
		{ "tier", TEXT, NULL, "data tier", false },
		{ "owner", TEXT, NULL, "mu2e, or a user", true },
		{ "description", TEXT, NULL, "what it is", true },
		{ "configuration", TEXT, NULL, "what it was made with", true },
		{ "sequencer", TEXT, NULL, "which of the data set", true },
		{ "extension", TEXT, NULL, "art, root, tar, ...", true },
		{ "run", COUNT, NULL, "instead of a sequencer", true },
		{ "subrun", COUNT, NULL, "the same", true }, { 0 } },
	.out = (const struct column[]) {
		{ "file_name", TEXT, NULL, "the name", false },
		{ "dataset", TEXT, NULL, "the name without its sequencer", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 't', "tier", "TIER", OPT_TEXT, &filling[MU2E_TIER], "one row, of this tier; stdin is not read" },
		{ 0, "owner", "NAME", OPT_TEXT, &filling[MU2E_OWNER], "owner [mu2e]" },
		{ 'd', "description", "TEXT", OPT_TEXT, &filling[MU2E_DESCRIPTION], "description" },
		{ 'c', "configuration", "TEXT", OPT_TEXT, &filling[MU2E_CONFIGURATION], "configuration" },
		{ 's', "sequencer", "TEXT", OPT_TEXT, &filling[MU2E_SEQUENCER], "sequencer [RRRRRR_SSSSSSSS of run and subrun]" },
		{ 'e', "extension", "TEXT", OPT_TEXT, &filling[MU2E_EXTENSION], "extension [art]" },
		{ 'r', "run", "N", OPT_COUNT, &run, "run, for the sequencer" },
		{ 0, "subrun", "N", OPT_COUNT, &subrun, "subrun, for the sequencer" },
		{ 0 } },
	.example = "make-name --tier dts --description ensembleMDS3c --configuration MDC2025af --run 1430 --subrun 17\n"
	           "printf 'tier\\tsubrun\\ndts\\t17\\n' | make-name --description ensembleMDS3c --configuration MDC2025af --run 1430",
};

static struct table *input(void)
{
	struct buf header = { 0 }, row = { 0 };

	if (filling[MU2E_TIER] == NULL)
		return tool_filter(&tool);
	tool_cell(&header, &row, mu2ename_fields[MU2E_TIER], filling[MU2E_TIER]);
	buf_printf(&header, "\n%s\n", buf_text(&row));
	return tool_filter_text(&tool, buf_slice(&header));
}

/* The row's sequencer, else its run and subrun, else what the options say; *made is to be freed. */
static struct slice sequencer(struct table *t, int own, int run_column, int subrun_column, char **made)
{
	if (!table_missing(t, own))
		return table_text(t, own);
	const uint64_t r = table_count_or(t, run_column, run), s = table_count_or(t, subrun_column, subrun);
	if (r == none && s == none && filling[MU2E_SEQUENCER] != NULL)
		return slice_of(filling[MU2E_SEQUENCER]);
	if (r == none || s == none)
		table_die(t, -1, "a name needs a sequencer, or run and subrun");
	return slice_of(*made = mu2ename_sequencer(r, s));
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	struct table *t = input();
	const int file_name = table_append(t, "file_name"), dataset = table_append(t, "dataset");
	const int run_column = table_find(t, "run"), subrun_column = table_find(t, "subrun");
	int own[MU2E_FIELDS];

	if (filling[MU2E_OWNER] == NULL)
		filling[MU2E_OWNER] = "mu2e";
	if (filling[MU2E_EXTENSION] == NULL)
		filling[MU2E_EXTENSION] = "art";
	for (int f = 0; f < MU2E_FIELDS; f++)
		own[f] = table_find(t, mu2ename_fields[f]);
	while (table_next(t)) {
		struct mu2ename name;
		char *made = NULL;

		for (int f = 0; f < MU2E_FIELDS; f++) {
			name.field[f] = table_text(t, own[f]);
			if (f == MU2E_SEQUENCER)
				name.field[f] = sequencer(t, own[f], run_column, subrun_column, &made);
			else if (table_missing(t, own[f]) && filling[f] != NULL)
				name.field[f] = slice_of(filling[f]);
			if (!mu2ename_is_field(name.field[f]))
				table_die(t, own[f], "no %s of a name: '%.*s'", mu2ename_fields[f], (int)name.field[f].n, name.field[f].p);
		}
		char *file = mu2ename_file(&name), *set = mu2ename_dataset(&name);
		table_set_text(t, file_name, file);
		table_set_text(t, dataset, set);
		table_write(t);
		free(file);
		free(set);
		free(made);
	}
	return tool_end(&tool);
}
