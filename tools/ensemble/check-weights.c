/* check-weights - do all events of a sample have the same weight?
 *
 * in     rows with a number in the column of --column: one event each
 * out    one row per group: smallest, largest and mean weight, the number of unweighted events that the sample is worth, the verdict
 * source spec/ensemble.md 9.10: sampling draws all events of a file with equal probability, which is only right for events of equal
 *        weight (the accept/reject, "Physical" samples of RPC); worth = (sum w)^2 / (sum w^2), Kish, Survey Sampling (1965)
 * cost   one pass; memory for the groups
 * fails  a weight that is missing or not finite
 */
#include <math.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/keys.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/sum.h"

static const char *column = "weight", *group;
static double tolerance;

static const struct tool tool = {
	.name = "check-weights",
	.does = "Check that the events of a sample all have the same weight.",
	.more = "Events that differ in weight must not be sampled with equal probability: choose the accept/reject sample, or unweight first.",
	.out = (const struct column[]) {
		{ "group", TEXT, NULL, "value of the --group column" },
		{ "events", COUNT, NULL, "rows" },
		{ "minimum", NUMBER, NULL, "weight" },
		{ "maximum", NUMBER, NULL, "weight" },
		{ "mean", NUMBER, NULL, "weight" },
		{ "worth", NUMBER, NULL, "unweighted events with the same statistical power" },
		{ "verdict", TEXT, NULL, "constant or varies" }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'w', "column", "NAME", OPT_TEXT, &column, "where the weights are [weight]" },
		{ 'g', "group", "COLUMN", OPT_TEXT, &group, "check the events of each value of it by themselves [all together]" },
		{ 't', "tolerance", "R", OPT_NUMBER, &tolerance, "spread over largest magnitude that counts as constant [0]" },
		{ 0 } },
	.example = "printf 'process\\tweight\\nRPC\\t0.5\\nRPC\\t0.5\\n' | check-weights --group process",
	.status = "the weights of a group are not constant",
};

struct weights {
	uint64_t n;
	double minimum, maximum;
	struct sum sum, squares;
};

static void count(struct weights *w, double x)
{
	w->minimum = w->n ? fmin(w->minimum, x) : x;
	w->maximum = w->n ? fmax(w->maximum, x) : x;
	w->n++;
	sum_add(&w->sum, x);
	sum_add(&w->squares, x * x);
}

static struct weights *read_weights(struct table *t, struct keys *groups)
{
	const int by = group ? table_column(t, group) : -1, weight = table_column(t, column);
	struct weights *all = NULL;
	size_t n = 0, room = 0;
	bool fresh;

	while (table_next(t)) {
		const double x = table_number(t, weight);
		const size_t i = keys_add(groups, table_text(t, by), &fresh);
		if (!isfinite(x))
			table_die(t, weight, "not finite");
		if (fresh) {
			MEM_GROW(all, n, room);
			all[n++] = (struct weights) { 0 };
		}
		count(&all[i], x);
	}
	table_close(t);
	return all;
}

static void write_row(struct sheet *s, const char *name, const struct weights *w)
{
	const double sum = sum_value(&w->sum), squares = sum_value(&w->squares);
	const double largest = fmax(fabs(w->minimum), fabs(w->maximum));
	const bool constant = w->maximum - w->minimum <= tolerance * largest;
	const bool same = w->minimum == w->maximum && largest > 0;   /* then the rounding of the sums shall not show */

	sheet_text(s, name);
	sheet_count(s, w->n);
	sheet_number(s, w->minimum);
	sheet_number(s, w->maximum);
	sheet_number(s, same ? w->minimum : sum / (double)w->n);
	sheet_number(s, same ? (double)w->n : squares > 0 ? sum * sum / squares : 0);
	sheet_text(s, constant ? "constant" : "varies");
	sheet_end(s);
	if (constant)
		return;
	warn("the weights%s%s vary from %.6g to %.6g: sampling them with equal probability is wrong", name[0] ? " of " : "", name,
		w->minimum, w->maximum);
	tool_no();
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (!(tolerance >= 0))
		die("--tolerance: negative");
	struct keys groups = { 0 };
	struct weights *all = read_weights(tool_input(&tool), &groups);
	struct sheet *s = tool_sheet(&tool);

	for (size_t i = 0; i < groups.n; i++)
		write_row(s, groups.name[i], &all[i]);
	return tool_end(&tool);
}
