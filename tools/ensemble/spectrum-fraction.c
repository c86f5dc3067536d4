/* spectrum-fraction - the part of an energy spectrum above a cut
 *
 * in     an energy table: two columns, energy (MeV, rising) and value; with a header or (Mu2e's .tbl) without
 * out    e_min_mev, fraction: one row a cut
 * source spec/ensemble.md 4.2 to 4.5 (lib/phys/spectrum.h)
 * exact  sums run from the top of the table, so that the smallest tail keeps all its digits
 * cost   the table in memory; a cut is a binary search
 * fails  energies that do not rise, negative values; lower edges of an uneven grid; a cut below a table of efficiencies
 */
#include <math.h>

#include "core/die.h"
#include "core/num.h"
#include "core/opt.h"
#include "prod/spectra.h"

static struct option_list cuts;
static const char *edge = "centre";
static bool compat, clamp;

static const char *const edges[] = { "centre", "lower", "log", "strict-next", NULL };
enum { CENTRE, LOWER, LOG, STRICT_NEXT };

static const struct tool tool = {
	.name = "spectrum-fraction",
	.does = "The part of an energy spectrum above a cut.",
	.more =
		"Of a spectrum: centre keeps the points with energy >= cut, lower the bins whose lower edge, half a step below, is.\n"
		"Of a table of efficiencies above thresholds: log interpolates in the logarithm (0 above the table), strict-next\n"
		"takes the first threshold that is greater than the cut (1 above the table: upstream's rule for IPA decays).",
	.operands = "[FILE]",
	.out = (const struct column[]) {
		{ "e_min_mev", NUMBER, "MeV", "the cut", false },
		{ "fraction", NUMBER, NULL, "what is above it", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'E', "e-min", "MEV", OPT_LIST, &cuts, "a cut; may be repeated" },
		{ 0, "edge", "RULE", OPT_TEXT, &edge, "centre, lower, log or strict-next [centre]" },
		{ 0, "compat", NULL, OPT_FLAG, &compat, "binary lower edges, as upstream: may lose the bin at the cut [decimal]" },
		{ 0, "clamp", NULL, OPT_FLAG, &clamp, "log: below the table its first efficiency [dies]" },
		{ 0 } },
	.example = "rmc-spectrum --k-max 90.1 | spectrum-fraction --edge lower --e-min 85",
};

static double fraction(const struct spectrum *s, int rule, double cut)
{
	switch (rule) {
	case STRICT_NEXT:
		return efficiency_at(&s->density, cut, LOOKUP_STRICT_NEXT);
	case LOG:
		return efficiency_at(&s->density, cut, clamp ? LOOKUP_CLAMP : LOOKUP_LOG);
	default:
		return spectrum_fraction(s, cut, rule == LOWER ? EDGE_LOWER : EDGE_CENTRE, compat ? UPSTREAM : EXACT);
	}
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	const int rule = opt_word("edge", edge, edges);
	if (cuts.n == 0)
		die("--e-min is missing (see --help)");
	if (tool_operand_count() > 1)
		die("one table at a time (see --help)");
	struct in *in = in_open(tool_operand_count() ? tool_operand(0, "FILE") : NULL);
	struct spectrum s = spectrum_of(spectra_read(in, rule >= LOG ? 1 : INFINITY));
	struct sheet *sheet = tool_sheet(&tool);

	for (size_t i = 0; i < cuts.n; i++) {
		const struct slice text = slice_of(cuts.item[i]);
		double cut, f;

		if (!num_read(text.p, text.n, &cut) || isnan(cut))
			die("--e-min: not a number: '%s'", text.p);
		f = fraction(&s, rule, cut);
		if (isnan(f))
			die("--e-min: no fraction above %s MeV: %s", text.p, rule == LOG ? "below the table" : "the grid is uneven");
		sheet_number(sheet, cut);
		sheet_number(sheet, f);
		sheet_end(sheet);
	}
	spectrum_free(&s);
	return tool_end(&tool);
}
