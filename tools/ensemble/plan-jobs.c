/* plan-jobs - which files each job of a mock data set reads, with its run, subrun and seed
 *
 * in     rows of weigh-datasets: process, fraction (or another column of weights), total_drawn, drawn_events; a catalogue of files
 * out    one row per job, process and file: the events that the job may take from it, for sample-events and make-sampling-fcl
 * source spec/ensemble.md 5.2, 8 and 10; lib/prod/seed.h (seeds), lib/phys/sampling.h (choices of subruns)
 * cost   the catalogue in memory; --max-events-per-subrun: 10 ns an event; drawn_events: about
 *        sqrt(N) random numbers for N events of a process in a job (0.7 ms for 1e8)
 * fails  a process that the catalogue lacks or that comes twice; lists of files that make different numbers of jobs;
 *        --max-events-per-subrun: a process that runs out of files
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/random.h"
#include "data/mu2ename.h"
#include "phys/sampling.h"
#include "prod/catalog.h"
#include "prod/seed.h"

enum { EVENTS_MAX = 2147483647 };   /* of a job: art counts them in an int */

static const char *catalogue, *tag, *weight_column = "fraction";
static uint64_t jobs, run = 1430, seed = 1, per_subrun, events;
static struct option_list files_per_job;

static const struct tool tool = {
	.name = "plan-jobs",
	.does = "Say which files each job of a mock data set reads, with its run, subrun and seed.",
	.more =
		"Files are in the order of their names. Job i reads files i n ... i n + n - 1 of each process, the last job what is left:\n"
		"  --jobs N                     n is the files of the process by N, rounded up\n"
		"  --files-per-job n            for all, or for one as PROCESS=n; all: one job reads them all\n"
		"  both                         the first N jobs of n files; files that are left over are warned of\n"
		"Every process must make the same number of jobs. A job's seed is a hash of (tag, seed, job).\n\n"
		"drawn_events of the rows (weigh-datasets --poisson-each) are shared out as if so many of all the jobs' events had been picked at\n"
		"random: no event is lost, no job is to give more than it has, and where there are plenty each job's count is Poisson, too.\n\n"
		"--max-events-per-subrun M splits --events into subruns of one file a process, as the interactive run_si did: subrun k chooses\n"
		"as art would with its seed and ends after max_events events, when it has M or a file has given its last; the next goes on\n"
		"in the file's next event, or the next file. No event is lost and no choice thrown away. Its plan says exactly the events\n"
		"of each subrun; sample-events --art confirms them.",
	.in = (const struct column[]) {
		{ "process", TEXT, NULL, "as the catalogue calls it", false },
		{ "fraction", NUMBER, NULL, "weight of the process, or the column that --weight names", true },
		{ "total_drawn", COUNT, NULL, "events of the data set, for --max-events-per-subrun", true },
		{ "drawn_events", COUNT, NULL, "of the process, that all jobs shall take together; not for subruns", true }, { 0 } },
	.out = (const struct column[]) {
		{ "job", COUNT, NULL, "from 0", false },
		{ "run", COUNT, NULL, "of the job's output", false },
		{ "subrun", COUNT, NULL, "of the job's output: the job", false },
		{ "seed", COUNT, NULL, "of the job", false },
		{ "process", TEXT, NULL, "sorted by its bytes", false },
		{ "file_name", TEXT, NULL, "that the job reads", false },
		{ "first_index", COUNT, NULL, "first event that it may take; the file's first is 1", false },
		{ "events", COUNT, NULL, "that it may take from there; of subruns: that it takes", false },
		{ "weight", NUMBER, NULL, "of the process, as given", false },
		{ "max_events", COUNT, NULL, "limit of the job; of subruns only", false },
		{ "livetime_s", NUMBER, "s", "cosmics: what these events stand for", false },
		{ "ensemble", TEXT, NULL, "the tag", false },
		{ "drawn_events", COUNT, NULL, "that the job takes of the process, where the rows have it", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'c', "catalogue", "FILE", OPT_FILE, &catalogue, "the files: process, file_name, events, livetime_s [required]" },
		{ 't', "tag", "NAME", OPT_TEXT, &tag, "name of the mock data set, MDS3c say [required]" },
		{ 'j', "jobs", "N", OPT_COUNT, &jobs, "make N jobs" },
		{ 'n', "files-per-job", "N", OPT_LIST, &files_per_job, "files of a process in a job, a number or all; PROCESS=N for one process" },
		{ 'r', "run", "N", OPT_COUNT, &run, "run number of the output [1430]" },
		{ 's', "seed", "N", OPT_COUNT, &seed, "base seed [1]" },
		{ 'w', "weight", "COLUMN", OPT_TEXT, &weight_column, "take the weights from this column, weight_fcl say [fraction]" },
		{ 'm', "max-events-per-subrun", "M", OPT_COUNT, &per_subrun, "split into subruns of at most M events (1e7 is usual)" },
		{ 'e', "events", "N", OPT_COUNT, &events, "with --max-events-per-subrun: events in all [total_drawn of the rows]" },
		{ 0 } },
	.example = "printf 'process\\tfile_name\\tevents\\nDIO\\ta.art\\t1980\\nDIO\\tb.art\\t1700\\nCRYCosmic\\tc.art\\t9000\\nCRYCosmic\\td.art\\t9300\\n' > files.tsv\n"
	           "printf 'process\\tfraction\\nDIO\\t0.1\\nCRYCosmic\\t0.9\\n' | plan-jobs --catalogue files.tsv --tag MDS3c --jobs 2",
};

static const uint64_t not_drawn = UINT64_MAX;

/* A process of the data set. */
struct member {
	const struct catalog_process *files;
	char *weight_text;
	double weight;
	size_t per_job;               /* files of a job */
	size_t file;                  /* of subruns: the one being read */
	uint64_t used;                /* its events that are taken */
	uint64_t drawn, available;    /* events to take, and events there are, in the jobs that are not planned yet */
	struct random sharing;
	uint64_t share;               /* of the present job; not_drawn: events are chosen by weight */
};

struct members {
	struct member *member;        /* sorted by name */
	size_t n, room;
	bool drawn;                   /* numbers of events were drawn beforehand */
};

/* ---- reading ---- */

static int by_name(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	return strcmp(x->files->name, y->files->name);
}

/* The number of events, on which all rows must agree. */
static uint64_t total_of(struct table *t, int column, uint64_t before)
{
	const uint64_t n = table_count(t, column);

	if (before && n != before)
		table_die(t, column, "the rows before say %llu", (unsigned long long)before);
	return n;
}

static struct members read_members(struct table *t, const struct catalog *c)
{
	const int process = table_column(t, "process"), weight = table_column(t, weight_column), total = table_find(t, "total_drawn");
	const int drawn = table_find(t, "drawn_events");
	struct members all = { .drawn = drawn >= 0 };
	const bool from_rows = per_subrun && events == 0;
	struct keys seen = { 0 };
	bool fresh;

	if (from_rows && total < 0)
		table_die(t, -1, "no column 'total_drawn' (and no --events)");
	if (per_subrun && all.drawn)
		table_die(t, drawn, "subruns choose by weight and cannot keep to it");
	while (table_next(t)) {
		struct member m = { .files = catalog_find(c, table_text(t, process)), .weight_text = table_dup(t, weight),
			.weight = table_number(t, weight), .share = not_drawn };

		if (m.files == NULL)
			table_die(t, process, "the catalogue has no file of it");
		if (!(m.weight >= 0 && m.weight < INFINITY))
			table_die(t, weight, "not a weight");
		keys_add(&seen, table_text(t, process), &fresh);
		if (!fresh)
			table_die(t, process, "comes twice");
		if (all.drawn)
			m.drawn = table_count(t, drawn);
		if (from_rows)
			events = total_of(t, total, events);
		MEM_GROW(all.member, all.n, all.room);
		all.member[all.n++] = m;
	}
	keys_free(&seen);
	table_close(t);
	if (all.n == 0)
		die("no process has a weight: there is nothing to plan");
	qsort(all.member, all.n, sizeof *all.member, by_name);
	return all;
}

/* ---- jobs of whole files ---- */

static size_t read_files_per_job(const char *text, const struct member *m)
{
	uint64_t n;

	if (strcmp(text, "all") == 0)
		return m->files->n;
	if (!num_read_count(text, strlen(text), &n))
		die("--files-per-job: not a count: '%s'", text);
	return n ? n : m->files->n;
}

/* The files of a job of this process: its own option, that for all, or enough for --jobs. */
static size_t files_per_job_of(const struct member *m)
{
	size_t n = jobs ? catalog_jobs(m->files->n, jobs) : 0;

	for (int own = 0; own < 2; own++)
		for (size_t i = 0; i < files_per_job.n; i++) {
			const char *text = files_per_job.item[i], *equals = strchr(text, '=');
			if (!own && equals == NULL)
				n = read_files_per_job(text, m);
			const struct slice name = { text, equals ? (size_t)(equals - text) : 0 };
			if (own && equals != NULL && slice_is(name, m->files->name))
				n = read_files_per_job(equals + 1, m);
		}
	if (n == 0)
		die("'%s' has no --files-per-job, and there is no --jobs", m->files->name);
	return n;
}

static void check_names(const struct members *all)
{
	for (size_t i = 0; i < files_per_job.n; i++) {
		const char *text = files_per_job.item[i], *equals = strchr(text, '=');
		bool known = equals == NULL;
		for (size_t k = 0; k < all->n && !known; k++)
			known = slice_is((struct slice) { text, (size_t)(equals - text) }, all->member[k].files->name);
		if (!known)
			die("--files-per-job: no process of the data set: '%s'", text);
	}
}

/* How many jobs the lists of files make; all the same number, or --jobs at least. */
static size_t count_jobs(struct members *all)
{
	size_t n = jobs;

	check_names(all);
	for (size_t i = 0; i < all->n; i++) {
		struct member *m = &all->member[i];
		m->per_job = files_per_job_of(m);
		const size_t made = catalog_jobs(m->files->n, m->per_job);
		if (n == 0)
			n = made;
		if (made < n || (made > n && !jobs))
			die("the %zu files of '%s' make %zu jobs of %zu files, not %zu", m->files->n, m->files->name, made, m->per_job, n);
		if (made > n)
			warn("%zu of the %zu files of '%s' are left over", m->files->n - n * m->per_job, m->files->n, m->files->name);
	}
	return n;
}

/* ---- events drawn beforehand ---- */

/* How many of `drawn` events, picked at random out of n, are among `part` of these: hypergeometric, the law of the first of two binomial
 * counts of one probability when their sum is known. About sqrt(drawn) trials. */
static uint64_t pick(struct random *r, uint64_t drawn, uint64_t part, uint64_t n)
{
	const double p = n ? (double)drawn / (double)n : 0;
	uint64_t count = drawn;

	while (part < n) {
		count = random_binomial(r, part, p);
		if (count <= drawn && random_binomial(r, n - part, p) == drawn - count)
			break;
	}
	return count;
}

static void begin_sharing(struct member *m, size_t n_jobs)
{
	char *purpose = xprintf("plan-jobs %s drawn_events of %s", tag, m->files->name);

	m->sharing = random_stream(seed, purpose, 0);
	m->available = catalog_part(m->files, 0, n_jobs * m->per_job).events;
	if (m->drawn > m->available)
		die("%llu events of '%s' are drawn, the jobs' files have %llu", (unsigned long long)m->drawn, m->files->name,
			(unsigned long long)m->available);
	free(purpose);
}

static void share_out(struct member *m, uint64_t job_events)
{
	m->share = pick(&m->sharing, m->drawn, job_events, m->available);
	m->drawn -= m->share;
	m->available -= job_events;
}

/* ---- rows ---- */

static void write_row(struct sheet *s, uint64_t job, const struct member *m, const struct catalog_file *f, uint64_t first, uint64_t n,
	uint64_t max_events)
{
	sheet_count(s, job);
	sheet_count(s, run);
	sheet_count(s, job);
	sheet_count(s, job_seed(tag, seed, job));
	sheet_text(s, f->process);
	sheet_text(s, f->name);
	sheet_count(s, first);
	sheet_count(s, n);
	sheet_text(s, m->weight_text);
	sheet_count_if(s, max_events > 0, max_events);
	sheet_known(s, n == f->events ? f->livetime_s : f->livetime_s * (double)n / (double)f->events);
	sheet_text(s, tag);
	sheet_count_if(s, m->share != not_drawn, m->share);
	sheet_end(s);
}

static void plan_whole_files(struct sheet *s, struct members *all)
{
	const size_t n = count_jobs(all);

	for (size_t i = 0; all->drawn && i < all->n; i++)
		begin_sharing(&all->member[i], n);
	for (size_t job = 0; job < n; job++)
		for (size_t i = 0; i < all->n; i++) {
			struct member *m = &all->member[i];
			const struct catalog_process part = catalog_part(m->files, job * m->per_job, m->per_job);
			if (all->drawn)
				share_out(m, part.events);
			for (size_t k = 0; k < part.n; k++)
				write_row(s, job, m, &part.file[k], 1, part.file[k].events, 0);
		}
}

/* ---- subruns ---- */

/* Goes to the next event of a process, in this file or a later one. */
static void advance(struct member *m, uint64_t done)
{
	while (m->file < m->files->n && m->used == m->files->file[m->file].events) {
		m->file++;
		m->used = 0;
	}
	if (m->file == m->files->n)
		die("'%s' has run out of files after %llu of %llu events", m->files->name, (unsigned long long)done, (unsigned long long)events);
}

/* What a subrun chooses with, an element a process. */
struct choice {
	double *weight, *probability, *cumulative;
	uint64_t *available, *count;
};

/* Chooses and writes one subrun; how many events it has. */
static uint64_t plan_subrun(struct sheet *s, struct members *all, const struct choice *c, uint64_t subrun, uint64_t limit)
{
	struct art_sampler a = art_begin(job_seed(tag, seed, subrun), all->n, c->probability, c->cumulative);
	uint64_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct member *m = &all->member[i];
		c->available[i] = m->files->file[m->file].events - m->used;
		c->count[i] = 0;
	}
	art_sample_until_empty(&a, c->available, limit, c->count);
	for (size_t i = 0; i < all->n; i++)
		n += c->count[i];
	for (size_t i = 0; i < all->n; i++) {
		struct member *m = &all->member[i];
		write_row(s, subrun, m, &m->files->file[m->file], m->used + 1, c->count[i], n);
		m->used += c->count[i];
	}
	return n;
}

static void plan_subruns(struct sheet *s, struct members *all)
{
	double *real = xcalloc(3 * all->n, sizeof *real);
	uint64_t *whole = xcalloc(2 * all->n, sizeof *whole), done = 0;
	const struct choice c = { real, real + all->n, real + 2 * all->n, whole, whole + all->n };

	for (size_t i = 0; i < all->n; i++)
		c.weight[i] = all->member[i].weight;
	if (!sampling_probabilities(all->n, c.weight, c.probability))
		die("the weights add up to nothing");
	for (uint64_t subrun = 0; done < events; subrun++) {
		for (size_t i = 0; i < all->n; i++)
			advance(&all->member[i], done);
		done += plan_subrun(s, all, &c, subrun, per_subrun < events - done ? per_subrun : events - done);
	}
	free(real);
	free(whole);
}

/* ---- options ---- */

static void check_options(void)
{
	if (catalogue == NULL)
		die("--catalogue is missing (see --help)");
	if (tag == NULL)
		die("--tag is missing (see --help)");
	if (!mu2ename_is_field(slice_of(tag)))
		die("--tag: not a word of letters, digits, - and _: '%s'", tag);
	if (per_subrun && (jobs || files_per_job.n > 0))
		die("--max-events-per-subrun makes its own jobs: leave out --jobs and --files-per-job");
	if (per_subrun > EVENTS_MAX)
		die("--max-events-per-subrun: at most %d", EVENTS_MAX);
	if (events && !per_subrun)
		die("--events needs --max-events-per-subrun");
	if (!per_subrun && !jobs && files_per_job.n == 0)
		die("--jobs or --files-per-job is missing (see --help)");
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	check_options();
	struct catalog *c = catalog_open(catalogue);
	struct members all = read_members(tool_input(&tool), c);
	struct sheet *s = tool_sheet(&tool);

	if (per_subrun)
		plan_subruns(s, &all);
	else
		plan_whole_files(s, &all);
	for (size_t i = 0; i < all.n; i++)
		free(all.member[i].weight_text);
	free(all.member);
	catalog_close(c);
	return tool_end(&tool);
}
