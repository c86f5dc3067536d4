/* check-availability - are there events enough for a livetime, in all files and in those of each job?
 *
 * in     rows of normalize: process, expected, run_mode, livetime_s; with --catalogue the files: process, file_name, events,
 *        gen_count, livetime_s
 * out    one row per process: what is expected and what there is, the largest livetime that would pass, the verdict
 * source spec/ensemble.md 5.1: generated >= expected, else the data set is used twice; events >= mean + k sqrt(mean), else it may run
 *        out while it is sampled. Comparisons allow 1e-9, the rounding of sums of decimals.
 * cost   the catalogue in memory (about 140 bytes a file)
 * fails  as weigh-datasets: what cannot be compared dies
 */
#include <math.h>
#include <string.h>

#include "core/die.h"
#include "core/opt.h"
#include "prod/mixture.h"

static const char *catalogue;
static double sigma = 5;
static uint64_t jobs, files_per_job;
static bool margin_for_all, only_max_livetime;

static const struct tool tool = {
	.name = "check-availability",
	.does = "Check that a catalogue has the events that a livetime needs; find the largest livetime that it allows.",
	.more =
		"Verdicts: ok; reused (more is expected than was generated); short (mean + k sqrt(mean) events are not there); short-job (not in\n"
		"the files of some job; stderr says which); files (they do not make as many jobs of equally many files).\n\n"
		"Job i reads files i n ... i n + n - 1 of each process in the order of their names, the last job what is left. Cosmics are the\n"
		"clock: a job takes all of theirs and of the others in proportion, so they need no margin. Without cosmics all jobs are alike.\n\n"
		"This is the check before Stage2_submitensemble.sh (now Stage2_build_sampler.sh).",
	.in = (const struct column[]) {
		{ "process", TEXT, NULL, "as the catalogue calls it" },
		{ "expected", NUMBER, NULL, "events before the simulation's losses; seconds for cosmics" },
		{ "run_mode", TEXT, NULL, "rows of one process must differ in it", true },
		{ "livetime_s", NUMBER, "s", "of the row; without it there is no max_livetime_s", true }, { 0 } },
	.out = (const struct column[]) {
		{ "process", TEXT, NULL, "in the order of the rows" },
		{ "expected", NUMBER, NULL, "sum over the rows" },
		{ "generated", NUMBER, NULL, "for the files; seconds for cosmics" },
		{ "events", COUNT, NULL, "in the files" },
		{ "mean_events", NUMBER, NULL, "expected * events / generated" },
		{ "shortfall", NUMBER, NULL, "events that are missing: in all files, or summed over the jobs if that is more" },
		{ "max_livetime_s", NUMBER, "s", "the largest livetime that passes" },
		{ "verdict", TEXT, NULL, "see above" }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'c', "catalogue", "FILE", OPT_FILE, &catalogue, "the files: process, file_name, events, gen_count, livetime_s [required]" },
		{ 'k', "sigma", "K", OPT_NUMBER, &sigma, "how many sqrt(mean) must be to spare [5]" },
		{ 'j', "jobs", "N", OPT_COUNT, &jobs, "check each of N jobs, too [only all files together]" },
		{ 'n', "files-per-job", "N", OPT_COUNT, &files_per_job, "the same with N files of each process in a job" },
		{ 0, "margin-for-all", NULL, OPT_FLAG, &margin_for_all, "ask the margin of cosmics, too: sampling stops at a number of events" },
		{ 0, "max-livetime", NULL, OPT_FLAG, &only_max_livetime, "print one row: max_livetime_s of all, limiting_process" },
		{ 0 } },
	.example = "printf 'process\\tfile_name\\tevents\\tgen_count\\nDIO\\tdts.mu2e.DIOtail95.x.001430_0.art\\t1980\\t803871\\n' > files.tsv\n"
	           "normalize --process DIO --run-mode 1BB --livetime 2h --e-min 95 | check-availability --catalogue files.tsv --jobs 1",
	.status = "a verdict is not ok (never with --max-livetime)",
};

/* The answer for one process. */
struct finding {
	const char *verdict;
	double shortfall;
	double scale;   /* the expected yield may grow by so much */
};

static const double rounding = 1e-9;

static double needed(double mean, double k)
{
	return mean + k * sqrt(mean);
}

static double lacking(double mean, double k, uint64_t events)
{
	const double lack = needed(mean, k) - (double)events;
	return lack > rounding * (double)events ? lack : 0;
}

/* The largest s with needed(s mean) = events. */
static double scale_of(double mean, double k, uint64_t events)
{
	const double root = events ? 2 * (double)events / (sqrt(k * k + 4 * (double)events) + k) : 0;
	return mean > 0 ? root * root / mean : INFINITY;
}

/* ---- jobs ---- */

/* How many jobs a process' files make, and how many files each of them (the last: at most) reads. */
static size_t jobs_of(const struct catalog_process *files, size_t *per_job)
{
	*per_job = files_per_job ? files_per_job : catalog_jobs(files->n, jobs);
	return catalog_jobs(files->n, *per_job);
}

static struct catalog_process files_of(const struct catalog_process *files, size_t job)
{
	size_t per_job;

	jobs_of(files, &per_job);
	return catalog_part(files, job * per_job, per_job);
}

/* The part of a data set that a job is: of the clock's events, if there is a clock. */
static double part_of(const struct component *clock, size_t job, size_t n)
{
	if (clock == NULL || clock->files->events == 0)
		return 1 / (double)n;
	return (double)files_of(clock->files, job).events / (double)clock->files->events;
}

static void check_jobs(const struct component *p, const struct component *clock, double k, size_t n, struct finding *f)
{
	size_t short_jobs = 0, per_job;
	double lack = 0;

	if (jobs_of(p->files, &per_job) != n) {
		warn("the %zu files of '%s' do not make %zu jobs of %zu files", p->files->n, p->name, n, per_job);
		f->verdict = "files";
		f->scale = 0;
		return;
	}
	for (size_t job = 0; job < n && (p != clock || k > 0); job++) {   /* without a margin a clock's jobs are what all its files are */
		const double mean = p->mean * part_of(clock, job, n);
		const uint64_t events = files_of(p->files, job).events;
		const double missing = lacking(mean, k, events);

		if (missing > 0 && short_jobs++ == 0)
			warn("job %zu has %llu events of '%s' and needs %.6g", job, (unsigned long long)events, p->name, needed(mean, k));
		lack += missing;
		f->scale = fmin(f->scale, scale_of(mean, k, events));
	}
	if (short_jobs > 1)
		warn("%zu jobs more have too few events of '%s'", short_jobs - 1, p->name);
	if (short_jobs > 0 && f->shortfall == 0)
		f->verdict = "short-job";
	f->shortfall = fmax(f->shortfall, lack);
}

/* ---- processes ---- */

static struct finding check(const struct component *p, const struct component *clock, size_t n)
{
	const double k = p->timed && !margin_for_all ? 0 : sigma;
	struct finding f = { "ok", lacking(p->mean, k, p->files->events), 0 };

	f.scale = p->files->generated / p->expected;
	if (k > 0)
		f.scale = fmin(f.scale, scale_of(p->mean, k, p->files->events));
	if (f.shortfall > 0)
		f.verdict = "short";
	if (p->files->generated < p->expected * (1 - rounding))
		f.verdict = "reused";
	if (n > 0)
		check_jobs(p, clock, k, n, &f);
	return f;
}

/* The one cosmic sample, or NULL. */
static const struct component *clock_of(const struct mixture *m)
{
	const struct component *clock = NULL;

	for (size_t i = 0; i < m->n; i++)
		if (m->component[i].timed) {
			if (clock != NULL)
				die("'%s' and '%s' are both cosmics: no job has one clock", clock->name, m->component[i].name);
			clock = &m->component[i];
		}
	return clock;
}

/* How many jobs are checked: as many as asked for, or as the clock's files make, or the first process'. */
static size_t job_count(const struct mixture *m, const struct component *clock)
{
	size_t per_job;

	if (m->n == 0 || files_per_job == 0)
		return jobs;
	return jobs_of(clock ? clock->files : m->component[0].files, &per_job);
}

static void write_row(struct sheet *s, const struct component *p, const struct finding *f)
{
	sheet_text(s, p->name);
	sheet_number(s, p->expected);
	sheet_number(s, p->files->generated);
	sheet_count(s, p->files->events);
	sheet_number(s, p->mean);
	sheet_number(s, f->shortfall);
	sheet_known(s, p->livetime_s * f->scale);
	sheet_text(s, f->verdict);
	sheet_end(s);
}

static void write_max_livetime(const struct component *p, double scale)
{
	static const char *const names[] = { "max_livetime_s", "limiting_process" };
	struct sheet *s = tool_sheet_of(names, 2);

	if (p == NULL)
		return;
	if (isnan(p->livetime_s))
		die("--max-livetime: the rows have no livetime_s");
	sheet_number(s, p->livetime_s * scale);
	sheet_text(s, p->name);
	sheet_end(s);
}

static void check_all(const struct mixture *m)
{
	const struct component *clock = jobs || files_per_job ? clock_of(m) : NULL, *limiting = NULL;
	const size_t n = job_count(m, clock);
	struct sheet *s = only_max_livetime ? NULL : tool_sheet(&tool);
	double scale = INFINITY;

	for (size_t i = 0; i < m->n; i++) {
		const struct finding f = check(&m->component[i], clock, n);
		if (s != NULL && strcmp(f.verdict, "ok") != 0)
			tool_no();
		if (limiting == NULL || f.scale < scale) {
			scale = f.scale;
			limiting = &m->component[i];
		}
		if (s != NULL)
			write_row(s, &m->component[i], &f);
	}
	if (s == NULL)
		write_max_livetime(limiting, scale);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (catalogue == NULL)
		die("--catalogue is missing (see --help)");
	if (jobs && files_per_job)
		die("--jobs and --files-per-job exclude each other");
	if (!(sigma >= 0 && sigma < INFINITY))
		die("--sigma: not a number of standard deviations: %g", sigma);
	struct catalog *c = catalog_open(catalogue);
	struct mixture *m = mixture_read(tool_input(&tool), c);

	check_all(m);
	mixture_free(m);
	catalog_close(c);
	return tool_end(&tool);
}
