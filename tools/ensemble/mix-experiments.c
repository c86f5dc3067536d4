/* mix-experiments - mix the files of each pseudo-experiment and plan how they are merged, under names that tell nothing
 *
 * in     rows of inject-signal: experiment, role, file_name, first_index, last_index
 * out    rows of a merge plan, in order of output_name: which events of which file go into which output
 * source spec/ensemble.md 7.6 (the mixed list), 7.7 (groups of 2); where Stage 6 writes signal, rate and livetime into the name, ours is
 *        dataset with the sequencer ID_GROUP: an opaque id of the experiment and a number
 * cost   the rows are held in memory
 * fails  an experiment with fewer background files than outputs, one that uses an event twice, one that the sealed table lacks
 *
 * Background files are shuffled and dealt out evenly. Each range of signal events goes to the output of a background file chosen at
 * random: it comes as evenly as background does.
 *
 * What an observer of the outputs learns. Names: how many experiments there are, and which outputs belong together; the same number of
 * outputs for all. Sizes: the number of events, and so about the livetime, as any data show it; outputs of an experiment differ by at
 * most one background file and their few signal events. With --group the number of outputs follows from the longest experiment's
 * livetime; with --outputs N from nothing hidden. What the merge job must see to: rows are in random order, but where events are
 * merely appended, signal stands at the seams between files; and the run and event numbers of the input, and dates of the outputs
 * in another order than that of the plan, tell more. The plan itself, and so its seed, is as secret as the truth.
 */
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/random.h"
#include "data/mu2ename.h"
#include "prod/seal.h"

static const char *dataset = "nts.mu2e.ensembleMix.blind.root", *sealed_path;
static uint64_t group = 2, outputs, seed = 1;

static const struct column sealed_columns[] = {
	{ "experiment", COUNT, NULL, NULL, false }, { "id", TEXT, NULL, NULL, false }, { 0 } };

static const struct tool tool = {
	.name = "mix-experiments",
	.does = "Mix the files of each pseudo-experiment and plan how they are merged, under names that tell nothing.",
	.more = "A merge job makes one output of the rows with its output_name, in their order: of background all events, of signal the\n"
	        "ranges. This is Stage 6 of Mu2e/Production, blind and mix; its groups of 2 are --group 2.",
	.in = (const struct column[]) {
		{ "experiment", COUNT, NULL, "its number", false },
		{ "role", TEXT, NULL, "background or signal", false },
		{ "file_name", TEXT, NULL, "of the catalogue", false },
		{ "first_index", COUNT, NULL, "first event, from 1", false },
		{ "last_index", COUNT, NULL, "last event", false }, { 0 } },
	.out = (const struct column[]) {
		{ "output_name", TEXT, NULL, "of the merged file", false },
		{ "experiment", COUNT, NULL, "its number", false },
		{ "group", COUNT, NULL, "of the experiment's outputs, from 1", false },
		{ "file_name", TEXT, NULL, "to be merged into it", false },
		{ "first_index", COUNT, NULL, "first event, from 1", false },
		{ "last_index", COUNT, NULL, "last event", false },
		{ "events", COUNT, NULL, "from first to last", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'g', "group", "N", OPT_COUNT, &group, "background files in an output of the longest experiment; others get as many outputs [2]" },
		{ 'n', "outputs", "N", OPT_COUNT, &outputs, "outputs of every experiment [of --group]" },
		{ 's', "sealed", "FILE", OPT_FILE, &sealed_path, "table of experiment and id, as blind seals it, for the names [ids from the seed]" },
		{ 'd', "dataset", "NAME", OPT_TEXT, &dataset, "of the outputs [nts.mu2e.ensembleMix.blind.root]" },
		{ 0, "seed", "N", OPT_COUNT, &seed, "of the shuffling [1]" },
		{ 0 } },
	.example = "printf 'experiment\\trole\\tfile_name\\tfirst_index\\tlast_index\\n' > plan.tsv\n"
	           "printf '1\\tbackground\\t%s.root\\t1\\t9000\\n' a b c d >> plan.tsv\n"
	           "printf '1\\tsignal\\tce.art\\t%s\\t%s\\n' 17 17 480 481 >> plan.tsv\n"
	           "mix-experiments --outputs 2 plan.tsv",
};

struct range {
	uint64_t experiment, first, last, group, order;
	bool signal;
	char *file_name;
	const char *id;   /* of the experiment */
};

struct plan {
	struct range *range;
	size_t n, room;
};

/* ---- reading ---- */

static void read_row(struct plan *p, struct table *t)
{
	const int role = table_column(t, "role"), last = table_column(t, "last_index");
	struct range r = { .experiment = table_count(t, table_column(t, "experiment")),
		.first = table_count(t, table_column(t, "first_index")), .last = table_count(t, last),
		.signal = slice_is(table_text(t, role), "signal"), .file_name = table_dup(t, table_column(t, "file_name")) };

	if (!r.signal && !slice_is(table_text(t, role), "background"))
		table_die(t, role, "neither background nor signal");
	if (r.first == 0 || r.last < r.first)
		table_die(t, last, "events %llu to %llu are no range", (unsigned long long)r.first, (unsigned long long)r.last);
	MEM_GROW(p->range, p->n, p->room);
	p->range[p->n++] = r;
}

/* By experiment, background before signal, so that the order of the rows means nothing. */
static int by_content(const void *a, const void *b)
{
	const struct range *x = a, *y = b;
	const int order = x->experiment != y->experiment ? (x->experiment > y->experiment ? 1 : -1) : x->signal - y->signal;
	const int names = order ? order : strcmp(x->file_name, y->file_name);

	return names ? names : (x->first > y->first) - (x->first < y->first);
}

static struct plan read_plan(void)
{
	struct table *t = tool_input(&tool);
	struct plan p = { 0 };

	while (table_next(t))
		read_row(&p, t);
	table_close(t);
	if (p.n > 0)
		qsort(p.range, p.n, sizeof *p.range, by_content);
	for (size_t i = 1; i < p.n; i++) {
		const struct range *x = &p.range[i - 1], *y = &p.range[i];
		if (x->experiment == y->experiment && strcmp(x->file_name, y->file_name) == 0 && y->first <= x->last)
			die("experiment %llu: event %llu of '%s' is there twice", (unsigned long long)y->experiment,
				(unsigned long long)y->first, y->file_name);
	}
	return p;
}

/* ---- mixing ---- */

/* From the first range of an experiment: how many it has in all, and of background. */
static size_t ranges_of(const struct plan *p, size_t first, size_t *background)
{
	size_t n = 0;

	for (*background = 0; first + n < p->n && p->range[first + n].experiment == p->range[first].experiment; n++)
		*background += !p->range[first + n].signal;
	return n;
}

static void count_outputs(const struct plan *p)
{
	size_t longest = 0, background;

	for (size_t i = 0; i < p->n;) {
		i += ranges_of(p, i, &background);
		longest = background > longest ? background : longest;
	}
	if (outputs == 0)
		outputs = (longest + group - 1) / group;
}

static void mix(struct range *range, size_t n, size_t background)
{
	struct random r = random_stream(seed, "mix-experiments", range->experiment);

	if (background == 0)
		die("experiment %llu: no background", (unsigned long long)range->experiment);
	if (background < outputs)
		die("experiment %llu: %zu background files for %llu outputs", (unsigned long long)range->experiment, background,
			(unsigned long long)outputs);
	random_shuffle(&r, range, background, sizeof *range);
	for (size_t i = 0; i < background; i++)
		range[i].group = i * outputs / background + 1;
	for (size_t i = background; i < n; i++)
		range[i].group = range[random_below(&r, background)].group;
	for (size_t i = 0; i < n; i++)
		range[i].order = random_bits(&r);
}

/* ---- naming ---- */

/* The id of each experiment, from the sealed table. */
static void read_ids(struct plan *p)
{
	struct table *t = tool_table(sealed_path, sealed_columns);
	const int experiment = table_column(t, "experiment"), id = table_column(t, "id");

	while (table_next(t)) {
		const uint64_t number = table_count(t, experiment);
		const char *text = table_dup(t, id);
		if (!seal_is_id(table_text(t, id)))
			table_die(t, id, "not an id: '%s'", text);
		for (size_t i = 0; i < p->n; i++) {
			if (p->range[i].experiment != number)
				continue;
			if (p->range[i].id != NULL)
				table_die(t, experiment, "%llu is there twice", (unsigned long long)number);
			p->range[i].id = text;
		}
	}
	table_close(t);
	for (size_t i = 0; i < p->n; i++)
		if (p->range[i].id == NULL)
			die("%s: no id of experiment %llu", sealed_path, (unsigned long long)p->range[i].experiment);
}

/* Without a sealed table: ids that say nothing but which outputs belong together. */
static void make_ids(struct plan *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct random r = random_stream(seed, "mix-experiments id", p->range[i].experiment);
		p->range[i].id = xprintf("%016llx", (unsigned long long)random_bits(&r));
	}
}

static int by_output(const void *a, const void *b)
{
	const struct range *x = a, *y = b;
	const int ids = strcmp(x->id, y->id);

	if (ids != 0 || x->group != y->group)
		return ids ? ids : x->group > y->group ? 1 : -1;
	return (x->order > y->order) - (x->order < y->order);
}

/* ---- writing ---- */

static void write_plan(const struct plan *p)
{
	struct sheet *s = tool_sheet(&tool);
	struct mu2ename name;
	const char *why;

	if (!mu2ename_parse_dataset(slice_of(dataset), &name, &why))
		die("--dataset: '%s': %s", dataset, why);
	for (const struct range *r = p->range; r < p->range + p->n; r++) {
		char *sequencer = xprintf("%s_%04llu", r->id, (unsigned long long)r->group);
		name.field[MU2E_SEQUENCER] = slice_of(sequencer);
		char *output_name = mu2ename_file(&name);
		sheet_text(s, output_name);
		sheet_count(s, r->experiment);
		sheet_count(s, r->group);
		sheet_text(s, r->file_name);
		sheet_count(s, r->first);
		sheet_count(s, r->last);
		sheet_count(s, r->last - r->first + 1);
		sheet_end(s);
		free(output_name);
		free(sequencer);
	}
}

int main(int argc, char **argv)
{
	size_t n, background;

	tool_options(&tool, argc, argv);
	if (group == 0)
		die("--group: at least one file");
	struct plan p = read_plan();
	count_outputs(&p);
	for (size_t i = 0; i < p.n; i += n) {
		n = ranges_of(&p, i, &background);
		mix(&p.range[i], n, background);
	}
	if (sealed_path != NULL)
		read_ids(&p);
	else
		make_ids(&p);
	if (p.n > 0)
		qsort(p.range, p.n, sizeof *p.range, by_output);
	write_plan(&p);
	return tool_end(&tool);
}
