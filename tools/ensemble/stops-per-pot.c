/* stops-per-pot - stopped muons and pions per proton, from simulation efficiencies
 *
 * in     SimEfficiencies2: tag, numerator, denominator, eff (lib/data/simeff.h says in which forms)
 * out    quantity, value, stat_error, stat_error_max
 * source spec/ensemble.md 3: beam efficiency * stopping efficiency * prescale
 * exact  uncertainties are estimates: a stage that resamples few parents is known worse than its own counts say, by how
 *        much is not recorded (lib/phys/yield.h)
 * cost   the table in memory
 * fails  malformed rows; a quantity whose rows are missing or repeated is "-", with a warning
 */
#include <math.h>

#include "core/die.h"
#include "core/opt.h"
#include "prod/ensemble.h"

static struct ensemble_sources sources;
static bool built_in;

static const struct tool tool = {
	.name = "stops-per-pot",
	.does = "Stopped muons and pions per proton on target, from simulation efficiencies.",
	.more =
		"stat_error takes the parents of a resampled stage to differ in their chance to pass by as much as its mean;\n"
		"stat_error_max takes them to pass always or never. The truth is not recorded in the table.",
	.operands = "[FILE]",
	.out = (const struct column[]) {
		{ "quantity", TEXT, NULL, "stops of mu- (target), mu- (absorber), pi- per proton; pi- in time; survival weight", false },
		{ "value", NUMBER, NULL, "its value", false },
		{ "stat_error", NUMBER, NULL, "statistical uncertainty", false },
		{ "stat_error_max", NUMBER, NULL, "the largest that the counts allow", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 0, "built-in", NULL, OPT_FLAG, &built_in, "the table that normalize uses by default; stdin is not read" },
		ENSEMBLE_OPTIONS(sources),
		{ 0 } },
	.example = "stops-per-pot --built-in",
};

static void write_rate(struct sheet *s, const struct ensemble *e, const char *quantity, unsigned stages, struct rate rate)
{
	const char *trouble = ensemble_trouble(e, stages);
	const double cells[] = { rate.value, rate.value * rate.stat, rate.value * rate.stat_max };

	if (trouble != NULL)
		warn("%s: %s", quantity, trouble);
	sheet_text(s, quantity);
	for (int i = 0; i < 3; i++)
		if (trouble != NULL)
			sheet_missing(s);
		else
			sheet_number(s, cells[i]);
	sheet_end(s);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (!built_in)
		sources.efficiencies = tool_operand_count() ? tool_operand(0, "FILE") : "-";
	if (tool_operand_count() > (built_in ? 0 : 1))
		die("one table at a time (see --help)");
	struct ensemble *e = ensemble_open(&sources);
	const struct stops *stops = ensemble_stops(e);
	struct sheet *s = tool_sheet(&tool);

	write_rate(s, e, "mu_stops_per_pot", 1u << STAGE_MU_BEAM | 1u << STAGE_MU_STOPS, stops->mu_per_pot);
	write_rate(s, e, "ipa_stops_per_pot", 1u << STAGE_MU_BEAM | 1u << STAGE_IPA_STOPS, stops->ipa_per_pot);
	write_rate(s, e, "pi_stops_per_pot", 1u << STAGE_PI_BEAM | 1u << STAGE_PI_STOPS, stops->pi_per_pot);
	write_rate(s, e, "pi_filter_efficiency", 1u << STAGE_PI_FILTER | 1u << STAGE_PI_STOPS, stops->pi_filter);
	write_rate(s, e, "pi_survival_weight", 1u << STAGE_PI_PHYSICAL | 1u << STAGE_PI_SELECTED, stops->pi_survival);
	ensemble_close(e);
	return tool_end(&tool);
}
