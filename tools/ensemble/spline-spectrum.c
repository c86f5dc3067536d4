/* spline-spectrum - a spectrum on a regular grid, through the nodes of a figure
 *
 * in     nodes: energy (MeV, rising), density (> 0), any spacing
 * out    energy_mev, value: the natural cubic spline through ln(density), in E or -ln(endpoint - E), on the grid
 * source spec/ensemble.md 4.2, 4.3: the grids on which upstream sums its spectra
 * cost   nodes and grid in memory
 * fails  fewer than three nodes, a node of 0, a grid that leaves the nodes, an endpoint not above them
 */
#include <math.h>

#include "core/die.h"
#include "core/opt.h"
#include "prod/spectra.h"

static const char *grid_text, *built_in;
static double endpoint = INFINITY;

static const struct tool tool = {
	.name = "spline-spectrum",
	.does = "Put a spectrum given by the nodes of a figure on a regular grid.",
	.more = "Spectra fall by 30 decades towards an endpoint; in the logarithm a spline follows them with few nodes.",
	.operands = "[FILE]",
	.out = (const struct column[]) {
		{ "energy_mev", NUMBER, "MeV", "of the grid", false },
		{ "value", NUMBER, NULL, "spectral density in the unit of the nodes", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'g', "grid", "FIRST:LAST:STEP", OPT_TEXT, &grid_text, "MeV, at most six decimals" },
		{ 0, "endpoint", "MEV", OPT_NUMBER, &endpoint, "where the density ends like a power of the distance [nowhere]" },
		{ 0, "built-in", "NAME", OPT_TEXT, &built_in, "dio or rpc, as normalize uses them; stdin is not read" },
		{ 0 } },
	.example = "spline-spectrum --built-in dio | spectrum-fraction --e-min 95",
};

/* In whole numbers of 1e-6 MeV. */
static struct grid read_grid(const char *text)
{
	double range[3];
	long micro[3];

	if (!spectra_range(text, range) || !(range[0] >= 0 && range[1] < 1e9 && range[2] >= 1e-6) ||
			(range[1] - range[0]) / range[2] >= 1e7)
		die("--grid: '%s' is no FIRST:LAST:STEP", text);
	for (int i = 0; i < 3; i++) {
		micro[i] = (long)nearbyint(range[i] * 1e6);
		if (fabs((double)micro[i] - range[i] * 1e6) > 1e-3)
			die("--grid: '%s' has more than six decimals", text);
	}
	return (struct grid) { micro[0], micro[2], 1000000, (size_t)((micro[1] - micro[0]) / micro[2]) + 1 };
}

static struct curve splined(void)
{
	struct curve nodes, c = { 0 };

	if (grid_text == NULL)
		die("--grid or --built-in is missing (see --help)");
	const struct grid grid = read_grid(grid_text);
	nodes = spectra_read(in_open(tool_operand_count() ? tool_operand(0, "FILE") : NULL), INFINITY);
	if (!curve_spline(&c, &nodes, grid, endpoint))
		die("no spline: fewer than three nodes, a node of 0, a grid that leaves them or an endpoint below them");
	curve_free(&nodes);
	return c;
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "dio", "rpc", NULL };
	static const struct figure *const figures[] = { &spectra_dio, &spectra_rpc };

	tool_options(&tool, argc, argv);
	struct curve c = built_in ? spectra_built_in(figures[opt_word("built-in", built_in, names)]) : splined();
	spectra_write(tool_sheet(&tool), &c);
	curve_free(&c);
	return tool_end(&tool);
}
