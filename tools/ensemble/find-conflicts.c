/* find-conflicts - events that two jobs, ensembles or pseudo-experiments both use
 *
 * in     rows of ledgers (sample-events --ledger): ensemble, job, process, file_name, first_index, last_index, events, seed
 * out    one row per pair of ranges that overlap: the events they share, and whose they are
 * source spec/ensemble.md 9.4
 * cost   the ledgers in memory, about 90 bytes a row; n log n, and one step a conflict
 * fails  ranges that are none
 */
#include "core/opt.h"
#include "prod/ledger.h"

static bool between;

static const struct tool tool = {
	.name = "find-conflicts",
	.does = "Find events that are used twice, in one ledger or in several.",
	.in = ledger_columns,
	.out = (const struct column[]) {
		{ "process", TEXT, NULL, "of the first range", false },
		{ "file_name", TEXT, NULL, "sorted by its bytes", false },
		{ "first_index", COUNT, NULL, "first event that both use", false },
		{ "last_index", COUNT, NULL, "last event that both use", false },
		{ "ensemble_a", TEXT, NULL, "of the range that begins first", false },
		{ "job_a", COUNT, NULL, "of that range", false },
		{ "ensemble_b", TEXT, NULL, "of the other range", false },
		{ "job_b", COUNT, NULL, "of the other range", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'b', "between", NULL, OPT_FLAG, &between, "only conflicts between different ensembles [all]" },
		{ 0 } },
	.example = "printf 'ensemble\\tjob\\tprocess\\tfile_name\\tfirst_index\\tlast_index\\tevents\\tseed\\n' > ledger.tsv\n"
	           "printf 'MDS3c\\t0\\tDIO\\ta.art\\t1\\t20\\t20\\t7\\nMDS3d\\t0\\tDIO\\ta.art\\t21\\t30\\t10\\t9\\n' >> ledger.tsv\n"
	           "find-conflicts ledger.tsv",
	.status = "1: some events are used twice",
};

static void report(const struct ledger_range *a, const struct ledger_range *b, void *sheet)
{
	struct sheet *s = sheet;

	if (between && a->ensemble == b->ensemble)   /* the ledger keeps each text once */
		return;
	tool_no();
	sheet_text(s, a->process);
	sheet_text(s, a->file_name);
	sheet_count(s, b->first);
	sheet_count(s, a->last < b->last ? a->last : b->last);
	sheet_text(s, a->ensemble);
	sheet_count(s, a->job);
	sheet_text(s, b->ensemble);
	sheet_count(s, b->job);
	sheet_end(s);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	struct ledger *l = ledger_new();

	ledger_read(l, tool_input(&tool));
	ledger_sort(l);
	ledger_conflicts(l, report, tool_sheet(&tool));
	ledger_free(l);
	return tool_end(&tool);
}
