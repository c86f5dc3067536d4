/* cosmic-livetime - the time in which nature throws as many cosmic rays as a simulation did
 *
 * in     one row a sample: primaries, area_m2, low_e_gev, high_e_gev, and flux_constant if it is not the usual
 * out    the same rows and livetime_s
 * source flux C E^-2.7 /(m^2 s sr GeV), C = 1.8e4, PDG eq. 29.2; spec/ensemble.md 4.6:
 *        livetime = primaries / (pi area C (high^-1.7 - low^-1.7)/(-1.7))
 * cost   one pass, one row in memory
 * fails  a negative number of primaries; no area, flux or range of energies
 */
#include <math.h>

#include "core/opt.h"
#include "phys/yield.h"

static double usual_flux = 1.8e4;
static bool in_32_bits;

static const struct tool tool = {
	.name = "cosmic-livetime",
	.does = "The livetime of a sample of simulated cosmic rays.",
	.more = "For CORSIKA samples; CRY supplies the livetime itself.",
	.in = (const struct column[]) {
		{ "primaries", NUMBER, NULL, "cosmic rays thrown", false },
		{ "area_m2", NUMBER, "m^2", "target area", false },
		{ "low_e_gev", NUMBER, "GeV", "lowest energy", false },
		{ "high_e_gev", NUMBER, "GeV", "highest energy", false },
		{ "flux_constant", NUMBER, "1/(m^2 s sr GeV)", "at 1 GeV", true }, { 0 } },
	.out = (const struct column[]) { { "livetime_s", NUMBER, "s", "livetime", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 0, "flux", "C", OPT_NUMBER, &usual_flux, "flux constant of rows that have none [1.8e4]" },
		{ 0, "float", NULL, OPT_FLAG, &in_32_bits, "in 32 bits, as the CosmicLivetime product stores it [64 bits]" },
		{ 0 } },
	.example = "printf 'primaries\\tarea_m2\\tlow_e_gev\\thigh_e_gev\\n1000000\\t90000\\t1.3\\t1e6\\n' | cosmic-livetime",
};

int main(int argc, char **argv)
{
	struct table *t = tool_begin(&tool, argc, argv);
	const int primaries = table_column(t, "primaries"), area = table_column(t, "area_m2");
	const int low = table_column(t, "low_e_gev"), high = table_column(t, "high_e_gev");
	const int flux = table_find(t, "flux_constant");
	const int livetime = table_append(t, "livetime_s");

	while (table_next(t)) {
		const double n = table_number(t, primaries), m2 = table_number(t, area);
		const double from = table_number(t, low), to = table_number(t, high), c = table_number_or(t, flux, usual_flux);
		const double s = in_32_bits ? (double)cosmic_livetime_float(n, m2, from, to, c)
			: cosmic_livetime(n, m2, from, to, c);

		if (isnan(s))
			table_die(t, -1, "no livetime: needs primaries >= 0, area > 0, flux > 0 and 0 < low < high");
		table_set(t, livetime, s);
		table_write(t);
	}
	return tool_end(&tool);
}
