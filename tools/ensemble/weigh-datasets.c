/* weigh-datasets - the sampling weight of each process of a mock data set
 *
 * in     rows of normalize: process, expected, run_mode, livetime_s; with --catalogue the files: process, file_name, events,
 *        gen_count, livetime_s
 * out    one row per process: its mean number of events, its weight as text for FCL, its part of all events
 * source spec/ensemble.md 5: mean = expected * events / generated, weight = mean / total
 * cost   the catalogue in memory (about 140 bytes a file)
 * fails  a process that the catalogue lacks or says nothing generated for; a process twice in one run mode; different livetimes;
 *        a total of 0 events
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/random.h"
#include "prod/mixture.h"

static const char *catalogue;
static const uint64_t no_seed = UINT64_MAX;
static uint64_t seed = UINT64_MAX;
static bool poisson_each;

static const struct tool tool = {
	.name = "weigh-datasets",
	.does = "Turn expected yields and the files that there are into sampling weights.",
	.more =
		"weight_fcl is what SamplingInput is told: mean_events over total_drawn, in %e form. SamplingInput divides by the sum of the\n"
		"weights, so total_drawn has no effect there. Rows of one process in several run modes are added up.\n\n"
		"Three ways to make a data set of it, which differ in how the counts of the processes fluctuate:\n"
		"  no limit on events (the grid)  a job ends with the first process that has no event left, the cosmics as a rule: their\n"
		"                                 count is fixed, the others are negative-multinomial, a little wider than Poisson\n"
		"  total_drawn events, --seed     the total is a Poisson draw, the weights divide it: independent Poisson counts, known\n"
		"                                 when the sampling has been done; without --seed the total is fixed and counts are multinomial\n"
		"  --poisson-each                 independent Poisson counts, known beforehand: drawn_events; total_drawn is their sum.\n"
		"                                 plan-jobs shares them out, sample-events takes exactly them; SamplingInput knows only weights",
	.in = (const struct column[]) {
		{ "process", TEXT, NULL, "as the catalogue calls it" },
		{ "expected", NUMBER, NULL, "events before the simulation's losses; seconds for cosmics" },
		{ "run_mode", TEXT, NULL, "rows of one process must differ in it", true },
		{ "livetime_s", NUMBER, "s", "must add up to the same for all processes", true }, { 0 } },
	.out = (const struct column[]) {
		{ "process", TEXT, NULL, "in the order of the rows" },
		{ "expected", NUMBER, NULL, "sum over the rows" },
		{ "events", COUNT, NULL, "in the files" },
		{ "generated", NUMBER, NULL, "for the files; seconds for cosmics" },
		{ "mean_events", NUMBER, NULL, "of the files' events in the data set" },
		{ "total_mean", NUMBER, NULL, "their sum over the processes" },
		{ "total_drawn", COUNT, NULL, "total_mean rounded, or drawn" },
		{ "weight_fcl", TEXT, NULL, "mean_events/total_drawn" },
		{ "fraction", NUMBER, NULL, "mean_events/total_mean" },
		{ "drawn_events", COUNT, NULL, "with --poisson-each" }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'c', "catalogue", "FILE", OPT_FILE, &catalogue, "the files: process, file_name, events, gen_count, livetime_s [required]" },
		{ 's', "seed", "N", OPT_COUNT, &seed, "total_drawn is a Poisson draw, a function of N [rounded mean]" },
		{ 0, "poisson-each", NULL, OPT_FLAG, &poisson_each, "draw each process by itself, a function of --seed and its name" },
		{ 0 } },
	.example = "printf 'process\\tfile_name\\tevents\\tgen_count\\nDIO\\tdts.mu2e.DIOtail95.x.001430_0.art\\t1980\\t803871\\n' > files.tsv\n"
	           "normalize --process DIO --run-mode 1BB --livetime 2h --e-min 95 | weigh-datasets --catalogue files.tsv",
};

/* Each process' own draw; NULL without --poisson-each. */
static uint64_t *draw_each(const struct mixture *m)
{
	if (!poisson_each)
		return NULL;
	uint64_t *drawn = xcalloc(m->n + 1, sizeof *drawn);
	for (size_t i = 0; i < m->n; i++) {
		char *purpose = xprintf("weigh-datasets process %s", m->component[i].name);
		struct random stream = random_stream(seed, purpose, 0);
		drawn[i] = random_poisson(&stream, m->component[i].mean);
		free(purpose);
	}
	return drawn;
}

static uint64_t draw_total(const struct mixture *m, double mean, const uint64_t *drawn)
{
	struct random stream = random_stream(seed, "weigh-datasets total", 0);
	uint64_t total = 0;

	if (!(mean < 0x1p53))
		die("the data set would have %.3g events", mean);
	if (drawn == NULL)
		return seed == no_seed ? (uint64_t)nearbyint(mean) : random_poisson(&stream, mean);
	for (size_t i = 0; i < m->n; i++)
		total += drawn[i];
	return total;
}

/* The columns; drawn_events, the last, only when each process is drawn. */
static struct sheet *open_sheet(void)
{
	const char *names[16];
	const size_t n = tool_names(tool.out, names);
	return tool_sheet_of(names, poisson_each ? n : n - 1);
}

static void write_row(struct sheet *s, const struct component *p, double total_mean, uint64_t total_drawn)
{
	char weight[40];

	snprintf(weight, sizeof weight, "%e", p->mean / (double)total_drawn);
	sheet_text(s, p->name);
	sheet_number(s, p->expected);
	sheet_count(s, p->files->events);
	sheet_number(s, p->files->generated);
	sheet_number(s, p->mean);
	sheet_number(s, total_mean);
	sheet_count(s, total_drawn);
	sheet_text(s, weight);
	sheet_number(s, p->mean / total_mean);
}

static void weigh(const struct mixture *m)
{
	uint64_t *drawn = draw_each(m);
	const double total_mean = mixture_total(m);
	const uint64_t total_drawn = draw_total(m, total_mean, drawn);
	struct sheet *s = open_sheet();

	if (m->n > 0 && total_drawn == 0)
		die("a total of 0 events (mean %.3g) gives no weights", total_mean);
	for (size_t i = 0; i < m->n; i++) {
		write_row(s, &m->component[i], total_mean, total_drawn);
		if (drawn != NULL)
			sheet_count(s, drawn[i]);
		sheet_end(s);
	}
	free(drawn);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (catalogue == NULL)
		die("--catalogue is missing (see --help)");
	if (poisson_each && seed == no_seed)
		die("--poisson-each needs --seed");
	struct catalog *c = catalog_open(catalogue);
	struct mixture *m = mixture_read(tool_input(&tool), c);

	weigh(m);
	mixture_free(m);
	catalog_close(c);
	return tool_end(&tool);
}
