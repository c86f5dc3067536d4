/* rmc-spectrum - photon spectrum of radiative muon capture in the closure approximation
 *
 * in     nothing
 * out    energy_mev (centres of bins of 0.1 MeV from 57 MeV), value (not normalised)
 * source (1 - 2x + 2x^2) x (1 - x)^2, x = E/k_max; spec/ensemble.md 4.4
 * exact  bins below k_max are counted as decimals; --compat truncates the quotient of doubles (447, not 448, at 101.85)
 * cost   one row a bin: microseconds
 * fails  k_max that is no finite energy
 */
#include "core/die.h"
#include "core/opt.h"
#include "prod/spectra.h"

static double k_max = 90.1;
static bool compat;

static const struct tool tool = {
	.name = "rmc-spectrum",
	.does = "The photon spectrum of radiative muon capture, closure approximation.",
	.operands = "",
	.out = (const struct column[]) {
		{ "energy_mev", NUMBER, "MeV", "centre of the bin", false },
		{ "value", NUMBER, NULL, "spectral density, not normalised", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'k', "k-max", "MEV", OPT_NUMBER, &k_max, "endpoint [90.1]" },
		{ 0, "compat", NULL, OPT_FLAG, &compat, "bins counted and centred in binary arithmetic, as upstream [decimal]" },
		{ 0 } },
	.example = "rmc-spectrum --k-max 101.85 | tail -n 1",
};

int main(int argc, char **argv)
{
	struct curve c = { 0 };

	tool_options(&tool, argc, argv);
	if (!curve_rmc(&c, k_max, compat ? UPSTREAM : EXACT))
		die("--k-max: out of range: %g", k_max);
	spectra_write(tool_sheet(&tool), &c);
	curve_free(&c);
	return tool_end(&tool);
}
