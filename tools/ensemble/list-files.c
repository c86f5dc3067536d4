/* list-files - the files of a catalogue in the one order that everything uses
 *
 * in     a catalogue: process, file_name, events, gen_count, livetime_s, further columns
 * out    the rows that are chosen, unchanged, sorted by process and file name
 * source spec/ensemble.md 7.3 (one list, sorted, is the input of everything), 7.8 (removezero)
 * cost   the catalogue in memory
 * fails  a file that is listed twice, names that are no file names; with --dataset, no names of Mu2e
 */
#include <fnmatch.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/opt.h"
#include "data/mu2ename.h"
#include "prod/catalog.h"

static struct option_list processes, datasets;
static uint64_t first = UINT64_MAX;
static bool drop_empty;

static const struct tool tool = {
	.name = "list-files",
	.does = "List a catalogue's files, sorted: of a process or data set, the first N, without empty ones.",
	.more =
		"A data set is a file name without its sequencer: dts.mu2e.DIOtail95.MDC2025af.art holds the file\n"
		"dts.mu2e.DIOtail95.MDC2025af.001430_00000000.art. --dataset takes a pattern of the shell (*, ?, [a-z]) for it. --process and\n"
		"--dataset may be given several times: a file is listed when one of the processes and one of the data sets fits. Names sort by\n"
		"their bytes, whatever the locale.",
	.operands = "[FILE]",
	.in = (const struct column[]) {
		{ "process", TEXT, NULL, "what the file is a sample of" },
		{ "file_name", TEXT, NULL, "without directory" },
		{ "events", COUNT, NULL, "in the file" },
		{ "gen_count", COUNT, NULL, "generated for it", true },
		{ "livetime_s", NUMBER, "s", "that it stands for: cosmics", true }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'p', "process", "NAME", OPT_LIST, &processes, "only files of this process [all]" },
		{ 'd', "dataset", "PATTERN", OPT_LIST, &datasets, "only files of these data sets [all]" },
		{ 'n', "first", "N", OPT_COUNT, &first, "only the first N of each process that are left [all]" },
		{ 0, "drop-empty", NULL, OPT_FLAG, &drop_empty, "leave out files without events; stderr says how many" },
		{ 0 } },
	.example = "printf 'process\\tfile_name\\tevents\\nDIO\\tdts.mu2e.DIO.x.001430_1.art\\t7\\n' > files.tsv\n"
	           "printf 'DIO\\tdts.mu2e.DIO.x.001430_0.art\\t0\\n' >> files.tsv\n"
	           "list-files --dataset 'dts.mu2e.DIO*.art' --drop-empty files.tsv",
};

static bool is_wanted_process(const char *name)
{
	for (size_t i = 0; i < processes.n; i++)
		if (slice_is(slice_of(name), processes.item[i]))
			return true;
	return processes.n == 0;
}

static bool is_wanted_dataset(const struct catalog *c, const struct catalog_file *f)
{
	struct mu2ename name;
	const char *why;
	bool fits = datasets.n == 0;

	if (fits)
		return true;
	if (!mu2ename_parse(slice_of(f->name), &name, &why))
		die("%s:%llu: column 'file_name': %s: '%s'", c->path, (unsigned long long)f->line, why, f->name);
	char *dataset = mu2ename_dataset(&name);
	for (size_t i = 0; i < datasets.n && !fits; i++)
		fits = fnmatch(datasets.item[i], dataset, 0) == 0;
	free(dataset);
	return fits;
}

static void write_row(struct sheet *s, const struct catalog_file *f)
{
	struct slice rest = slice_of(f->row), cell;

	while (slice_cut(&rest, '\t', &cell))
		sheet_slice(s, cell);
	sheet_end(s);
}

static void list(const struct catalog *c, struct sheet *s)
{
	uint64_t empty = 0;

	for (const struct catalog_process *p = c->process; p < c->process + c->n; p++) {
		uint64_t left = first;
		if (!is_wanted_process(p->name))
			continue;
		for (const struct catalog_file *f = p->file; f < p->file + p->n && left > 0; f++) {
			if (!is_wanted_dataset(c, f))
				continue;
			if (drop_empty && f->events == 0) {
				empty++;
				continue;
			}
			write_row(s, f);
			left--;
		}
	}
	if (empty > 0)
		warn("%s: %llu files without events are left out", c->path, (unsigned long long)empty);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (tool_operand_count() > 1)
		die("takes one catalogue (see --help)");
	const char *path = tool_operand_count() ? tool_operands()[0] : "-";
	struct catalog *c = catalog_read(tool_input(&tool), path, true);

	list(c, tool_sheet_of((const char *const *)c->columns.name, c->columns.n));
	catalog_close(c);
	return tool_end(&tool);
}
