/* describe - statistics of columns of numbers
 *
 * in     any table
 * out    one row per column (and group): number of values, sum, mean, median, spread, extremes
 * exact  the total is the exact sum rounded (lib/core/sum.h); the variance comes from a second pass about the mean, corrected for
 *        the mean's own rounding (Chan, Golub, LeVeque, Am. Stat. 37 (1983) 242); quantiles are interpolated linearly between
 *        order statistics (Hyndman, Fan, Am. Stat. 50 (1996) 361, type 7: what R and numpy do)
 * cost   8 bytes a value, n log n to sort
 * fails  a cell that is no number in a column that is described
 */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/keys.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/sum.h"

static struct option_list wanted;
static const char *by;

static const struct tool tool = {
	.name = "describe",
	.does = "Statistics of columns of numbers.",
	.more = "Without --column every column is described whose first value is a number. A missing value is counted and left out;\n"
	        "with a nan among the values all statistics are nan. Statistics of no value are missing, so is the stddev of one.",
	.out = (const struct column[]) {
		{ "column", TEXT, NULL, "name of the column; before it the column of --by", false },
		{ "n", COUNT, NULL, "number of values", false },
		{ "missing", COUNT, NULL, "rows without a value", false },
		{ "total", NUMBER, NULL, "sum of the values", false },
		{ "mean", NUMBER, NULL, "total/n", false },
		{ "median", NUMBER, NULL, "middle value, or the mean of the middle two", false },
		{ "stddev", NUMBER, NULL, "of a sample: with n - 1", false },
		{ "stddev_population", NUMBER, NULL, "with n", false },
		{ "min", NUMBER, NULL, "smallest value", false },
		{ "q25", NUMBER, NULL, "lower quartile", false },
		{ "q75", NUMBER, NULL, "upper quartile", false },
		{ "max", NUMBER, NULL, "largest value", false },
		{ 0 } },
	.options = (const struct option_spec[]) {
		{ 'c', "column", "NAME", OPT_LIST, &wanted, "describe this column; may be repeated [all columns of numbers]" },
		{ 0, "by", "NAME", OPT_TEXT, &by, "apart for each value of this column, in the order in which they come [all rows together]" },
		{ 0 } },
	.example = "printf 'file_name\\tlivetime_s\\na\\t1049.16\\nb\\t1096.71\\nc\\t811.6\\n' | describe",
};

struct values {
	double *x;
	size_t n, room;
	uint64_t missing;
};

/* One row of x per group, one element per column of the table. */
struct groups {
	struct keys name;
	struct values **x;
	size_t room;
};

static struct values *group_of_row(struct groups *g, const struct table *t, int column)
{
	bool fresh;
	const size_t i = keys_add(&g->name, column < 0 ? slice_of("") : table_text(t, column), &fresh);

	if (fresh) {
		MEM_GROW(g->x, i, g->room);
		g->x[i] = xcalloc((size_t)table_columns(t), sizeof **g->x);
	}
	return g->x[i];
}

/* Asked for by name, or made of numbers as far as its first value tells. */
enum choice { UNDECIDED, DESCRIBED, LEFT_OUT };

static void choose_columns(struct table *t, enum choice *choice)
{
	for (int c = 0; c < table_columns(t); c++)
		choice[c] = wanted.n > 0 ? LEFT_OUT : UNDECIDED;
	for (size_t i = 0; i < wanted.n; i++)
		choice[table_column(t, wanted.item[i])] = DESCRIBED;
	if (by != NULL && wanted.n == 0)
		choice[table_column(t, by)] = LEFT_OUT;
}

static void take_cell(struct table *t, int column, enum choice *choice, struct values *v)
{
	const struct slice text = table_text(t, column);
	double x;

	if (table_missing(t, column)) {
		v->missing++;
		return;
	}
	if (*choice == UNDECIDED)
		*choice = num_read(text.p, text.n, &x) ? DESCRIBED : LEFT_OUT;
	if (*choice == LEFT_OUT)
		return;
	MEM_GROW(v->x, v->n, v->room);
	v->x[v->n++] = table_number(t, column);
}

static double total_of(const struct values *v)
{
	struct sum sum = { 0 };

	for (size_t i = 0; i < v->n; i++)
		sum_add(&sum, v->x[i]);
	return sum_value(&sum);
}

static double squares_about(const struct values *v, double mean)
{
	struct sum squares = { 0 }, rest = { 0 };

	for (size_t i = 0; i < v->n; i++) {
		sum_add(&squares, (v->x[i] - mean) * (v->x[i] - mean));
		sum_add(&rest, v->x[i] - mean);
	}
	const double corrected = sum_value(&squares) - sum_value(&rest) * sum_value(&rest) / (double)v->n;
	return corrected < 0 ? 0 : corrected;   /* not fmax, which takes 0 for nan */
}

static bool any_nan(const struct values *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (isnan(v->x[i]))
			return true;
	return false;
}

static void write_statistics(struct sheet *s, struct values *v)
{
	enum { TOTAL, MEAN, MEDIAN, STDDEV, STDDEV_POPULATION, MIN, Q25, Q75, MAX, STATISTICS };
	double statistic[STATISTICS];
	const double n = (double)v->n;

	statistic[TOTAL] = total_of(v);
	statistic[MEAN] = statistic[TOTAL] / n;
	const double squares = squares_about(v, statistic[MEAN]);
	statistic[STDDEV] = sqrt(squares / (n - 1));
	statistic[STDDEV_POPULATION] = sqrt(squares / n);
	gsl_sort(v->x, 1, v->n);
	statistic[MIN] = v->n ? v->x[0] : NAN;
	statistic[Q25] = gsl_stats_quantile_from_sorted_data(v->x, 1, v->n, 0.25);
	statistic[MEDIAN] = gsl_stats_median_from_sorted_data(v->x, 1, v->n);
	statistic[Q75] = gsl_stats_quantile_from_sorted_data(v->x, 1, v->n, 0.75);
	statistic[MAX] = v->n ? v->x[v->n - 1] : NAN;
	const bool spoilt = any_nan(v);
	for (int i = 0; i < STATISTICS; i++)
		if (v->n == 0 || (v->n == 1 && i == STDDEV))
			sheet_missing(s);
		else
			sheet_number(s, spoilt ? NAN : statistic[i]);
}

static struct sheet *open_sheet(void)
{
	const char *names[16];
	size_t n = 0;

	if (by != NULL)
		names[n++] = by;
	n += tool_names(tool.out, names + n);
	return tool_sheet_of(names, n);
}

static void write_group(struct sheet *s, const struct table *t, const enum choice *choice, const char *name, struct values *values)
{
	for (int c = 0; c < table_columns(t); c++) {
		if (choice[c] == LEFT_OUT)
			continue;
		if (by != NULL)
			sheet_text(s, name);
		sheet_text(s, table_name(t, c));
		sheet_count(s, values[c].n);
		sheet_count(s, values[c].missing);
		write_statistics(s, &values[c]);
		sheet_end(s);
	}
}

int main(int argc, char **argv)
{
	struct groups groups = { 0 };

	tool_options(&tool, argc, argv);
	struct table *t = tool_input(&tool);
	const int group = by ? table_column(t, by) : -1;
	enum choice *choice = xcalloc((size_t)table_columns(t), sizeof *choice);
	choose_columns(t, choice);
	if (by == NULL)
		group_of_row(&groups, t, group);   /* the only one is there even if no row is */
	while (table_next(t)) {
		struct values *values = group_of_row(&groups, t, group);
		for (int c = 0; c < table_columns(t); c++)
			take_cell(t, c, &choice[c], &values[c]);
	}
	struct sheet *s = open_sheet();
	for (size_t i = 0; i < groups.name.n; i++)
		write_group(s, t, choice, groups.name.name[i], groups.x[i]);
	return tool_end(&tool);
}
