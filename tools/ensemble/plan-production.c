/* plan-production - how much of each process to generate for a livetime, in how many jobs and files
 *
 * in     rows of normalize: process, expected, run_mode, livetime_s; efficiency and generated_per_job where they are columns, else from a
 *        catalogue of what was generated before
 * out    one row per process: what to generate (events; seconds for cosmics) and its jobs and files
 * source spec/ensemble.md 7.1 and 9.6. A data set takes N ~ Poisson(mean) of the W events that a process has, and W fluctuates too
 *        until it is generated; W = mean + k sqrt(W + mean) leaves k standard deviations of W - N, file by file. Cosmics are the clock
 *        and need none. check-availability is content with what this gives.
 * cost   the catalogue in memory (about 140 bytes a file)
 * fails  a process without efficiency or job size from anywhere; what weigh-datasets refuses
 */
#include <math.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "prod/mixture.h"

static const char *catalogue, *livetime_of;
static double livetime = NAN, sigma = 5, livetime_per_job = NAN;
static uint64_t events_per_job, files;
static bool top_up, compat;

static const struct tool tool = {
	.name = "plan-production",
	.does = "Plan what to generate for a livetime: events, jobs and files of each process.",
	.more =
		"The other direction, the largest livetime that existing files allow, is check-availability --max-livetime.\n\n"
		"A job size is the most that one job shall generate: the column generated_per_job, else --events-per-job (--livetime-per-job for\n"
		"cosmics), else the mean of the catalogue's files. The work is shared out evenly, so that jobs may be smaller. With --files, jobs\n"
		"are a multiple of it: their outputs are merged jobs_per_file at a time, and every process has one file for each job of the mock\n"
		"data set.\n\n"
		"njobs is what Stage1_makelivetime computes: jobs of this livetime that the catalogue's files are good for. It rounded, and so\n"
		"could ask for more than there is; --compat does that.",
	.in = (const struct column[]) {
		{ "process", TEXT, NULL, "as the catalogue calls it" },
		{ "expected", NUMBER, NULL, "events before the simulation's losses; seconds for cosmics" },
		{ "run_mode", TEXT, NULL, "rows of one process must differ in it", true },
		{ "livetime_s", NUMBER, "s", "of the row; --livetime needs it", true },
		{ "efficiency", NUMBER, NULL, "events written per generated event, or per second of cosmics [from the catalogue]", true },
		{ "generated_per_job", NUMBER, NULL, "at most; seconds for cosmics", true }, { 0 } },
	.out = (const struct column[]) {
		{ "process", TEXT, NULL, "in the order of the rows" },
		{ "livetime_s", NUMBER, "s", "that is planned for" },
		{ "expected", NUMBER, NULL, "in this livetime" },
		{ "efficiency", NUMBER, NULL, "events written per generated event, or per second of cosmics" },
		{ "mean_events", NUMBER, NULL, "that a data set takes: expected * efficiency" },
		{ "generated", NUMBER, NULL, "to generate in all jobs; seconds for cosmics" },
		{ "events", NUMBER, NULL, "that will be written: generated * efficiency" },
		{ "generated_per_job", NUMBER, NULL, "to generate in each job" },
		{ "jobs", COUNT, NULL, "that generate" },
		{ "jobs_per_file", COUNT, NULL, "outputs to merge into one file" },
		{ "files", COUNT, NULL, "in the end" },
		{ "njobs", COUNT, NULL, "jobs of this livetime that the catalogue's files are good for" }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'c', "catalogue", "FILE", OPT_FILE, &catalogue, "files of before: process, file_name, events, gen_count, livetime_s [none]" },
		{ 't', "livetime", "TIME", OPT_TIME_S, &livetime, "plan for 7200, 2h, 1.5d, 1w [livetime_s of the rows]" },
		{ 0, "livetime-of", "PROCESS", OPT_TEXT, &livetime_of, "plan for the livetime of these cosmics in the catalogue" },
		{ 'e', "events-per-job", "N", OPT_COUNT, &events_per_job, "most that a job generates [mean of the catalogue's files]" },
		{ 0, "livetime-per-job", "TIME", OPT_TIME_S, &livetime_per_job, "the same for cosmics [mean of the catalogue's files]" },
		{ 'n', "files", "N", OPT_COUNT, &files, "files that each process shall have [one per job]" },
		{ 'k', "sigma", "K", OPT_NUMBER, &sigma, "standard deviations to spare in each file [5]" },
		{ 0, "top-up", NULL, OPT_FLAG, &top_up, "plan only what the catalogue's files lack" },
		{ 0, "compat", NULL, OPT_FLAG, &compat, "round njobs [down]" },
		{ 0 } },
	.example = "normalize --process DIO --run-mode 1BB --livetime 2h --e-min 95 > yields.tsv\n"
	           "printf 'process\\tfile_name\\tevents\\tgen_count\\nDIO\\tdts.mu2e.DIOtail95.x.001430_0.art\\t1980\\t803871\\n' > files.tsv\n"
	           "plan-production --catalogue files.tsv --livetime 26w --events-per-job 1e6 --files 10 yields.tsv",
};

/* How a process is produced. */
struct way {
	double efficiency, per_job;   /* nan: not said */
};

/* ---- reading ---- */

/* The cell of a property that all rows of a process share. */
static double shared(struct table *t, int column, double before)
{
	const double x = table_number_or(t, column, before);

	if (!isnan(x) && !(x > 0 && x < INFINITY))
		table_die(t, column, "not above 0");
	if (!isnan(before) && x != before)
		table_die(t, column, "another row of this process has %.9g", before);
	return x;
}

static double usual_size(const struct component *p)
{
	const double given = p->timed ? livetime_per_job : events_per_job ? (double)events_per_job : NAN;

	if (!isnan(given) || p->files == NULL)
		return given;
	return p->files->generated / (double)p->files->n;
}

static struct mixture *read_rows(struct table *t, const struct catalog *c, struct way **ways)
{
	const int efficiency = table_find(t, "efficiency"), per_job = table_find(t, "generated_per_job");
	struct mixture *m = mixture_begin(t, c);
	struct component *p;
	size_t n = 0, room = 0;

	*ways = NULL;
	while ((p = mixture_next(m)) != NULL) {
		const size_t i = (size_t)(p - m->component);
		if (i == n) {
			MEM_GROW(*ways, n, room);
			(*ways)[n++] = (struct way) { NAN, NAN };
		}
		struct way *way = &(*ways)[i];
		way->efficiency = shared(t, efficiency, way->efficiency);
		way->per_job = shared(t, per_job, way->per_job);
		if (c != NULL && (isnan(way->efficiency) || p->files != NULL))
			mixture_need(m, p);
		if (isnan(way->efficiency) && c == NULL)
			table_die(t, efficiency, "no efficiency of '%s': neither here nor a --catalogue", p->name);
	}
	mixture_end(m);
	return m;
}

/* ---- planning ---- */

/* How much longer the planned livetime is than that of the rows. */
static double stretch(const struct mixture *m, const struct catalog *c)
{
	if (livetime_of != NULL) {
		const struct catalog_process *p = catalog_find(c, slice_of(livetime_of));
		if (p == NULL || !p->timed)
			die("--livetime-of: %s has no livetime of '%s'", catalogue, livetime_of);
		livetime = p->generated;
	}
	if (isnan(livetime) || m->n == 0)
		return 1;
	if (!(m->component[0].livetime_s > 0))
		die("a livetime can only be planned from rows with livetime_s");
	return livetime / m->component[0].livetime_s;
}

/* Events that there must be for a mean of those taken. */
static double with_margin(double mean, double parts)
{
	const double k2 = sigma * sigma, part = mean / parts;

	return mean + parts * (k2 + sqrt(k2 * (k2 + 8 * part))) / 2;
}

/* What must have been generated for data sets in so many parts; seconds for cosmics. */
static double amount(const struct component *p, const struct way *way, double expected, uint64_t parts)
{
	if (p->timed || expected == 0)
		return expected;
	return ceil(fmax(expected, with_margin(expected * way->efficiency, (double)parts) / way->efficiency));
}

static uint64_t up(double x)
{
	const double n = ceil(x * (1 - 1e-12));   /* 12 jobs of 0.1 are 1.2 */

	if (!(n < 0x1p53))
		die("more than 2^53 jobs");
	return (uint64_t)n;
}

static void put_jobs(struct sheet *s, const struct component *p, const struct way *way, double to_do, double efficiency)
{
	const double most = isnan(way->per_job) ? usual_size(p) : way->per_job;

	if (!(most > 0))
		die("no job size for '%s': neither generated_per_job, nor an option, nor a --catalogue", p->name);
	uint64_t jobs = up(to_do / most), per_file = jobs > 0;
	if (files > 0) {
		per_file = jobs / files + (jobs % files != 0);
		jobs = per_file * files;
	}
	double per_job = jobs ? to_do / (double)jobs : 0;
	if (!p->timed)
		per_job = ceil(per_job);
	sheet_number(s, per_job * (double)jobs);
	sheet_number(s, per_job * (double)jobs * efficiency);
	sheet_number(s, per_job);
	sheet_count(s, jobs);
	sheet_count(s, per_file);
	sheet_count(s, per_file ? jobs / per_file : 0);
}

static void put_njobs(struct sheet *s, const struct component *p, double needed)
{
	if (p->files == NULL || needed == 0)
		sheet_missing(s);
	else
		sheet_number(s, compat ? nearbyint(p->files->generated / needed) : floor(p->files->generated / needed * (1 + 1e-9)));
	sheet_end(s);
}

static void plan(struct sheet *s, const struct component *p, const struct way *way, double scale)
{
	const double expected = p->expected * scale;
	struct way w = *way;

	if (isnan(w.efficiency))
		w.efficiency = (double)p->files->events / p->files->generated;
	if (w.efficiency == 0)
		die("no event of '%s' in %s: its efficiency is not known", p->name, catalogue);
	const double needed = amount(p, &w, expected, files ? files : 1);
	const double have = top_up && p->files ? p->files->generated : 0;
	sheet_text(s, p->name);
	sheet_known(s, p->livetime_s * scale);
	sheet_number(s, expected);
	sheet_number(s, w.efficiency);
	sheet_number(s, expected * w.efficiency);
	put_jobs(s, p, &w, fmax(0, needed - have), w.efficiency);
	put_njobs(s, p, amount(p, &w, expected, 1));
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (catalogue == NULL && (livetime_of != NULL || top_up))
		die("%s needs --catalogue", top_up ? "--top-up" : "--livetime-of");
	if (!(sigma >= 0 && sigma < INFINITY))
		die("--sigma: not a number of standard deviations: %g", sigma);
	struct catalog *c = catalogue ? catalog_open(catalogue) : NULL;
	struct way *ways;
	struct mixture *m = read_rows(tool_input(&tool), c, &ways);
	const double scale = stretch(m, c);
	struct sheet *s = tool_sheet(&tool);

	for (size_t i = 0; i < m->n; i++)
		plan(s, &m->component[i], &ways[i], scale);
	return tool_end(&tool);
}
