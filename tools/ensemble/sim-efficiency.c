/* sim-efficiency - the SimEfficiencies2 table of simulation data sets
 *
 * in     rows of data sets or of their files: dataset, events, gen_count; or weight_sum, where weights stand for counts
 * out    tag, numerator (sum of events), denominator (sum of gen_count), eff: one row a tag, in order of first appearance
 * source spec/ensemble.md 3: eff = numerator/denominator, 0 when nothing was generated; sums of weights with counts 0
 * cost   one pass; memory proportional to the number of tags
 * fails  counts that are no counts; a tag with counts in one row and a weight_sum in another
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/keys.h"
#include "core/mem.h"
#include "core/opt.h"

struct sum {
	uint64_t events, generated;
	double weights;   /* nan: counted, not weighted */
};

static bool conditions;

static const struct tool tool = {
	.name = "sim-efficiency",
	.does = "Make the SimEfficiencies2 table of simulation data sets from their counts.",
	.more =
		"The tag is the description in a Mu2e name (sim.mu2e.MuBeamCat.MDC2020p.art: MuBeamCat), or the name itself.\n"
		"stops-per-pot and normalize --efficiencies read the result.",
	.in = (const struct column[]) {
		{ "dataset", TEXT, NULL, "data set, file name or tag", false },
		{ "events", COUNT, NULL, "events in it", false },
		{ "gen_count", COUNT, NULL, "events generated (or resampled) for it", false },
		{ "weight_sum", NUMBER, NULL, "sum of weights, instead of counts", true }, { 0 } },
	.out = (const struct column[]) {
		{ "tag", TEXT, NULL, "row of the conditions table", false },
		{ "numerator", COUNT, NULL, "events", false },
		{ "denominator", COUNT, NULL, "generated", false },
		{ "eff", NUMBER, NULL, "their ratio, or the sum of weights", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 0, "conditions", NULL, OPT_FLAG, &conditions, "as the database takes it: a TABLE line, commas, no header" },
		{ 0 } },
	.example = "printf 'dataset\\tevents\\tgen_count\\nsim.mu2e.MuBeamCat.MDC2020p.art\\t213816\\t100000000\\n' |"
	           " sim-efficiency",
};

/* The third of five or six fields that points separate, or the whole. */
static struct slice tag_of(struct slice dataset)
{
	struct slice rest = dataset, part, tag = dataset;
	int n = 0;

	while (slice_cut(&rest, '.', &part))
		if (++n == 3)
			tag = part;
	return n == 5 || n == 6 ? tag : dataset;
}

static struct keys tags;
static struct sum *sums;   /* of each tag */
static size_t room;

static struct sum *sum_of(struct slice tag)
{
	const size_t n = tags.n, i = keys_add(&tags, tag, NULL);

	if (i == n) {
		MEM_GROW(sums, n, room);
		sums[i] = (struct sum) { 0, 0, NAN };
	}
	return sums + i;
}

static void add_row(struct table *t, const char *tag, struct sum *s)
{
	const int events = table_column(t, "events"), generated = table_column(t, "gen_count");
	const int weights = table_find(t, "weight_sum");

	if (!table_missing(t, weights)) {
		if (s->generated > 0 || s->events > 0)
			table_die(t, weights, "other rows of '%s' have counts", tag);
		const double sum = table_number(t, weights);
		if (!(sum >= 0 && sum < INFINITY))
			table_die(t, weights, "no sum of weights");
		s->weights = (isnan(s->weights) ? 0 : s->weights) + sum;
		return;
	}
	if (!isnan(s->weights))
		table_die(t, weights, "missing: other rows of '%s' have it", tag);
	s->events += table_count(t, events);
	s->generated += table_count(t, generated);
	if (table_count(t, events) > table_count(t, generated))
		table_warn(t, events, "more events than generated");
}

static double efficiency(const struct sum *s)
{
	if (!isnan(s->weights))
		return s->weights;
	return s->generated ? (double)s->events / (double)s->generated : 0;
}

static void write_conditions(void)
{
	struct buf b = { 0 };

	buf_add_text(&b, "TABLE SimEfficiencies2\n");
	for (size_t i = 0; i < tags.n; i++) {
		buf_printf(&b, "%s, %llu, %llu, ", tags.name[i], (unsigned long long)sums[i].events,
			(unsigned long long)sums[i].generated);
		buf_add_number(&b, efficiency(sums + i));
		buf_add_text(&b, "\n");
	}
	out_put(tool_out(), b.data, b.len);
	buf_free(&b);
}

static void write_sheet(void)
{
	struct sheet *s = tool_sheet(&tool);

	for (size_t i = 0; i < tags.n; i++) {
		sheet_text(s, tags.name[i]);
		sheet_count(s, sums[i].events);
		sheet_count(s, sums[i].generated);
		sheet_number(s, efficiency(sums + i));
		sheet_end(s);
	}
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	struct table *t = tool_input(&tool);
	const int dataset = table_column(t, "dataset");

	while (table_next(t)) {
		if (table_missing(t, dataset))
			table_die(t, dataset, "missing");
		if (conditions && memchr(table_text(t, dataset).p, ',', table_text(t, dataset).n))
			table_die(t, dataset, "a comma cannot stand in the conditions table");
		struct sum *s = sum_of(tag_of(table_text(t, dataset)));
		add_row(t, tags.name[s - sums], s);
	}
	(conditions ? write_conditions : write_sheet)();
	keys_free(&tags);
	free(sums);
	return tool_end(&tool);
}
