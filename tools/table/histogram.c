/* histogram - count the values of a column in bins
 *
 * in     any table
 * out    a row for what lies below the range, one for each bin, one for what lies above and one for what is missing (or nan): the
 *        counts add up to the number of rows
 * exact  a bin holds low <= value < high with the edges as they are printed, the last bin its upper edge too; sums of weights are compensated
 * cost   one pass and memory for the bins if --low and --high are given; else all values are held (16 bytes a row)
 * fails  a cell that is no number; no range to take from the values; more than 10^7 bins
 */
#include <math.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/keys.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/sum.h"

static const char *column, *weight, *by;
static uint64_t bins = 50;
static double low = NAN, high = NAN;

static const struct tool tool = {
	.name = "histogram",
	.does = "Count the values of a column in bins of equal width.",
	.more = "The range is that of the (finite) values unless --low and --high say otherwise. For gnuplot:\n"
	        "plot 'h.tsv' skip 1 using 2:4 with steps. With --weights also the sum of weights and its error, sqrt(sum of squares).",
	.out = (const struct column[]) {
		{ "bin", TEXT, NULL, "under, 1, 2, ..., over, missing; before it the column of --by", false },
		{ "low", NUMBER, NULL, "lower edge, in the bin", false },
		{ "high", NUMBER, NULL, "upper edge, not in the bin unless it is the last", false },
		{ "count", COUNT, NULL, "rows", false },
		{ "weight", NUMBER, NULL, "with --weights: sum of their weights", false },
		{ "error", NUMBER, NULL, "with --weights: its standard error", false },
		{ 0 } },
	.options = (const struct option_spec[]) {
		{ 'c', "column", "NAME", OPT_TEXT, &column, "the column of values [the only column]" },
		{ 'w', "weights", "NAME", OPT_TEXT, &weight, "a column of weights [none]" },
		{ 'n', "bins", "N", OPT_COUNT, &bins, "number of bins [50]" },
		{ 0, "low", "X", OPT_NUMBER, &low, "lower edge of the first bin [the smallest value]" },
		{ 0, "high", "X", OPT_NUMBER, &high, "upper edge of the last bin [the largest value]" },
		{ 0, "by", "NAME", OPT_TEXT, &by, "a histogram for each value of this column, all with the same bins [one]" },
		{ 0 } },
	.example = "printf 'livetime_s\\n1049.16\\n1096.71\\n811.6\\n' | histogram --bins 4 --low 800 --high 1200",
};

struct bin {
	uint64_t count;
	struct sum weight, square;
};

/* Bin 0 is under, 1 .. bins are bins, then over and missing. */
struct histogram {
	struct keys name;
	struct bin **bin;
	size_t room;
};

struct entry {
	double x, weight;
	size_t group;
};

struct entries {
	struct entry *entry;
	size_t n, room;
};

static double edge(uint64_t i)
{
	return i == bins ? high : low + (high - low) * ((double)i / (double)bins);
}

static uint64_t bin_of(double x)
{
	if (isnan(x))
		return bins + 2;
	if (x < low)
		return 0;
	if (x >= high)
		return x == high ? bins : bins + 1;
	uint64_t i = (uint64_t)((x - low) / (high - low) * (double)bins);
	if (i >= bins)
		i = bins - 1;
	while (i > 0 && x < edge(i))
		i--;
	while (i + 1 < bins && x >= edge(i + 1))
		i++;
	return i + 1;
}

static size_t group_of_row(struct histogram *h, const struct table *t, int group)
{
	bool fresh;
	const size_t i = keys_add(&h->name, group < 0 ? slice_of("") : table_text(t, group), &fresh);

	if (fresh) {
		MEM_GROW(h->bin, i, h->room);
		h->bin[i] = xcalloc(bins + 3, sizeof **h->bin);
	}
	return i;
}

static void fill(struct histogram *h, const struct entry *e)
{
	struct bin *bin = &h->bin[e->group][bin_of(e->x)];

	bin->count++;
	sum_add(&bin->weight, e->weight);
	sum_add(&bin->square, e->weight * e->weight);
}

static void fill_held(struct histogram *h, struct table *t, struct entries *held)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < held->n; i++)
		if (isfinite(held->entry[i].x)) {
			least = fmin(least, held->entry[i].x);
			most = fmax(most, held->entry[i].x);
		}
	if (!(least <= most))
		table_die(t, -1, "no value to take the range from: --low and --high are needed");
	low = isnan(low) ? least : low;
	high = isnan(high) ? most : high;
	if (low == high) {   /* all values are one: a range of width 1 about it */
		low -= 0.5;
		high += 0.5;
	}
	if (!(low < high && isfinite(high - low)))
		die("the range from %g to %g is none", low, high);
	for (size_t i = 0; i < held->n; i++)
		fill(h, &held->entry[i]);
}

static void read_rows(struct histogram *h, struct table *t, int value, int weights, int group)
{
	const bool hold = isnan(low) || isnan(high);
	struct entries held = { 0 };

	while (table_next(t)) {
		struct entry e = { table_number_or(t, value, NAN), weight ? table_number(t, weights) : 1, group_of_row(h, t, group) };
		if (!hold) {
			fill(h, &e);
			continue;
		}
		MEM_GROW(held.entry, held.n, held.room);
		held.entry[held.n++] = e;
	}
	if (hold)
		fill_held(h, t, &held);
	free(held.entry);
}

static void write_bin(struct sheet *s, const char *group, uint64_t i, const struct bin *bin)
{
	if (by != NULL)
		sheet_text(s, group);
	if (i == 0 || i > bins)
		sheet_text(s, i == 0 ? "under" : i == bins + 1 ? "over" : "missing");
	else
		sheet_count(s, i);
	if (i <= bins + 1) {
		sheet_number(s, i == 0 ? -INFINITY : edge(i - 1));
		sheet_number(s, i == bins + 1 ? INFINITY : edge(i));
	} else {
		sheet_missing(s);
		sheet_missing(s);
	}
	sheet_count(s, bin->count);
	if (weight != NULL) {
		sheet_number(s, sum_value(&bin->weight));
		sheet_number(s, sqrt(sum_value(&bin->square)));
	}
	sheet_end(s);
}

static struct sheet *open_sheet(void)
{
	const char *names[8];
	size_t n = 0;

	if (by != NULL)
		names[n++] = by;
	n += tool_names(tool.out, names + n);
	return tool_sheet_of(names, n - (weight ? 0 : 2));
}

static int value_column(struct table *t)
{
	if (column != NULL)
		return table_column(t, column);
	if (table_columns(t) != 1)
		die("--column is needed: the table has %d columns", table_columns(t));
	return 0;
}

static void check_options(void)
{
	if (bins < 1 || bins > 10000000)
		die("--bins: %llu is not from 1 to 10000000", (unsigned long long)bins);
	if (isinf(low) || isinf(high) || low >= high || isinf(high - low))
		die("the range from %g to %g is none", low, high);
}

int main(int argc, char **argv)
{
	struct histogram h = { 0 };

	tool_options(&tool, argc, argv);
	check_options();
	struct table *t = tool_input(&tool);
	const int value = value_column(t), weights = weight ? table_column(t, weight) : -1, group = by ? table_column(t, by) : -1;
	if (by == NULL)
		group_of_row(&h, t, group);   /* the only one is there even if no row is */
	read_rows(&h, t, value, weights, group);
	struct sheet *s = open_sheet();
	for (size_t g = 0; g < h.name.n; g++)
		for (uint64_t i = 0; i <= bins + 2; i++)
			write_bin(s, h.name.name[g], i, &h.bin[g][i]);
	return tool_end(&tool);
}
