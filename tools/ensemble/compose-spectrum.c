/* compose-spectrum - electrons from muons that decay in a compound, from the DIO spectrum of aluminium
 *
 * in     element rows and a DIO spectrum, both with built-in defaults (polyethylene, the shipped figure)
 * out    energy_mev, value: density of the mixture, integral 1; or e_min_mev, fraction (--thresholds); or --weights
 * source spec/ensemble.md 4.7: volume ~ radius^3 mass/A, weight ~ volume * decay fraction, energies scaled by element;
 *        --thresholds 50:100:100 is Mu2e/Production's ipa_spec_eff.tbl to 2.6e-5
 * exact  trapezoids on each element's own grid; the density is tabulated on the step of the DIO table
 * cost   the tables in memory
 * fails  elements out of domain, a DIO table without a regular grid or without content
 */
#include <math.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/opt.h"
#include "prod/spectra.h"

static const char *elements_path, *dio_path, *thresholds;
static bool weights;

static const struct column element_columns[] = {
	{ "element", TEXT, NULL, "symbol", false },
	{ "mass_fraction", NUMBER, NULL, "of the compound", false },
	{ "decay_fraction", NUMBER, NULL, "of the muons stopped on it", false },
	{ "atomic_mass", NUMBER, "u", "mass of the atom", false },
	{ "radius_pm", NUMBER, "pm", "atomic radius", false },
	{ "energy_scale", NUMBER, NULL, "of aluminium's DIO spectrum", false }, { 0 } };

static const struct tool tool = {
	.name = "compose-spectrum",
	.does = "The spectrum of electrons from muons that decay in a compound.",
	.more =
		"Elements are rows of element, mass_fraction, decay_fraction, atomic_mass, radius_pm, energy_scale. What --thresholds\n"
		"writes is a table for normalize --ipa-table.",
	.operands = "",
	.out = (const struct column[]) {
		{ "energy_mev", NUMBER, "MeV", "electron energy", false },
		{ "value", NUMBER, "1/MeV", "density, integral 1", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'e', "elements", "FILE", OPT_FILE, &elements_path, "TSV of the compound's elements [polyethylene]" },
		{ 0, "dio-table", "FILE", OPT_FILE, &dio_path, "DIO spectrum of aluminium [built-in figure, good to 4e-5]" },
		{ 0, "thresholds", "FIRST:LAST:N", OPT_TEXT, &thresholds, "fractions above N cuts in equal steps, no density" },
		{ 0, "weights", NULL, OPT_FLAG, &weights, "element, volume_fraction, weight, decays_per_mu, no density" },
		{ 0 } },
	.example = "compose-spectrum --thresholds 50:100:100 | head -n 3\ncompose-spectrum --weights",
};

static void write_weights(const struct element *e, size_t n, double decays)
{
	struct sheet *s = tool_sheet_of((const char *const[]) { "element", "volume_fraction", "weight", "decays_per_mu" }, 4);

	for (size_t i = 0; i < n; i++) {
		sheet_text(s, e[i].symbol);
		sheet_number(s, e[i].volume_fraction);
		sheet_number(s, e[i].weight);
		sheet_number(s, decays);
		sheet_end(s);
	}
}

static void write_thresholds(const struct curve *dio, const struct element *e, size_t n)
{
	struct curve c = { 0 };
	double x[3];

	if (!spectra_range(thresholds, x) || x[0] == x[1] || !(x[2] >= 2 && x[2] <= 1e6 && x[2] == floor(x[2])))
		die("--thresholds: '%s' is no FIRST:LAST:N", thresholds);
	if (!curve_thresholds(&c, dio, e, n, x[0], x[1], (size_t)x[2]))
		die("the DIO spectrum has no content");
	spectra_write(tool_sheet_of((const char *const[]) { "e_min_mev", "fraction" }, 2), &c);
	curve_free(&c);
}

static void write_density(const struct spectrum *dio, const struct element *e, size_t n)
{
	struct curve c = { 0 };

	if (!curve_compose(&c, dio, e, n))
		die("the DIO spectrum has no regular grid or no content");
	spectra_write(tool_sheet(&tool), &c);
	curve_free(&c);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	size_t n;
	double decays;
	struct element *e = spectra_elements(elements_path ? tool_table(elements_path, element_columns) : NULL, &n, &decays);
	struct curve table = dio_path ? spectra_read(in_open(dio_path), INFINITY) : spectra_built_in(&spectra_dio);
	struct spectrum dio = spectrum_of(table);

	if (isnan(decays))
		die("%s: no elements", elements_path);
	if (weights)
		write_weights(e, n, decays);
	else if (thresholds)
		write_thresholds(&dio.density, e, n);
	else
		write_density(&dio, e, n);
	spectrum_free(&dio);
	free(e);
	return tool_end(&tool);
}
