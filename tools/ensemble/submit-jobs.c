/* submit-jobs - submit the jobs of job definitions to the grid, or make a table of them for batch-submit
 *
 * in     job definitions (make-jobdef) and which of their jobs
 * out    one command a line, quoted for a shell; nothing else happens without --submit. With --local: a row per job, and a directory with its
 *        configuration
 * cost   reads the archives; --local: a small file a job
 * fails  jobs that a set has not, or twice; data sets and places that are unknown; the grid's command failing (status 2, after a message
 *        that says how many were submitted)
 * source spec/ensemble.md 8; Mu2e/mu2egrid
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "prod/command.h"
#include "prod/jobdirs.h"
#include "prod/jobset.h"
#include "prod/spawn.h"

static struct jobset jobset = { .first = JOBSET_NONE, .n = JOBSET_NONE };
static struct jobfcl options = { .seed = 1 };
static struct option_list pass;
static const char *wftop, *wfproject, *clustername, *script, *directory = "jobs", *program = "mu2ejobsub";
static bool transfer_all, submit, dry_run;
static uint64_t error_delay = UINT64_MAX, memory_mb;
static uint64_t walltime_s;

static const struct tool tool = {
	.name = "submit-jobs",
	.does = "Submit the jobs of job definitions to the grid, or list them for batch-submit.",
	.more = "Prints the commands of mu2ejobsub; --submit runs them, each with its words as they are, without a shell.\n\n"
	        "--local makes a table of jobs instead, for batch-submit, which runs them here (--engine local) or on a batch system: SCRIPT\n"
	        "INDEX JOB.FCL for each job, in the job's own directory DIR/SET/INDEX, which gets its job.fcl. A job that ended well with the\n"
	        "same configuration is not run again. Columns job, the index (SET.INDEX with several definitions); command; memory_mb and\n"
	        "walltime_s; directory.\n\n"
	        "  submit-jobs --all --local ./job.sh x.tar -o jobs.tsv && batch-submit --engine slurm --dir batch jobs.tsv && batch-wait batch\n\n"
	        "The README's Stage2_makeensemble.sh never existed; this is the last step of Stage2_submitensemble.sh.",
	.operands = "TAR...",
	.options = (const struct option_spec[]) {
		JOBSET_OPTIONS(jobset),
		{ 0, "dry-run", NULL, OPT_FLAG, &dry_run, "print the commands only; the default" },
		{ 'S', "submit", NULL, OPT_FLAG, &submit, "run them" },
		ACCESS_OPTIONS(options.access, "ifdh; --local: file where there is a location", "tape; --local: names alone"),
		{ 0, "wftop", "DIR", OPT_TEXT, &wftop, "mu2ejobsub: top directory of the outputs" },
		{ 0, "wfproject", "NAME", OPT_TEXT, &wfproject, "mu2ejobsub: directory below it" },
		{ 0, "clustername", "NAME", OPT_TEXT, &clustername, "mu2ejobsub: name of the cluster's directory" },
		{ 0, "error-delay", "S", OPT_COUNT, &error_delay, "mu2ejobsub: seconds that a failed job waits [30 min for more than 10 jobs]" },
		{ 0, "transfer-all-files", NULL, OPT_FLAG, &transfer_all, "mu2ejobsub: bring all files back" },
		{ 'w', "pass", "WORD", OPT_LIST, &pass, "another word for mu2ejobsub, --disk=30GB say; may be repeated" },
		{ 0, "program", "NAME", OPT_TEXT, &program, "the program that submits [mu2ejobsub]" },
		{ 'l', "local", "SCRIPT", OPT_FILE, &script, "print a table of jobs that run this, for batch-submit" },
		{ 'C', "directory", "DIR", OPT_TEXT, &directory, "--local: where the jobs have their directories [jobs]" },
		{ 0, "memory", "MB", OPT_COUNT, &memory_mb, "--local: what a job needs [the engine's default]" },
		{ 0, "walltime", "TIME", OPT_SECONDS, &walltime_s, "--local: how long a job may take, 2h say [the engine's default]" },
		JOBFCL_OPTIONS(options),
		{ 0 } },
	.example = JOBFCL_EXAMPLE "submit-jobs --firstjob 0 --njobs 2 --default-protocol ifdh --default-location tape " JOBFCL_EXAMPLE_TAR,
};

/* ---- commands ---- */

static void add_option(struct command *w, const char *name, const char *value)
{
	if (value != NULL)
		command_printf(w, "--%s=%s", name, value);
}

static void add_options(struct command *w, const char *name, const struct option_list *values)
{
	for (size_t i = 0; i < values->n; i++)
		add_option(w, name, values->item[i]);
}

static void add_count(struct command *w, const char *name, uint64_t value)
{
	if (value != UINT64_MAX)
		command_printf(w, "--%s=%" PRIu64, name, value);
}

static struct command grid_command(const char *path)
{
	struct command w = { 0 };

	command_add(&w, program);
	add_option(&w, "jobdef", path);
	if (jobset.all)
		command_add(&w, "--all");
	add_count(&w, "firstjob", jobset.first);
	add_count(&w, "njobs", jobset.n);
	add_option(&w, "jobs", jobset.listed);
	add_option(&w, "default-protocol", options.access.protocol);
	add_options(&w, "protocol", &options.access.protocols);
	add_option(&w, "default-location", options.access.location);
	add_options(&w, "location", &options.access.locations);
	add_option(&w, "wftop", wftop);
	add_option(&w, "wfproject", wfproject);
	add_option(&w, "clustername", clustername);
	add_count(&w, "error-delay", error_delay);
	if (transfer_all)
		command_add(&w, "--transfer-all-files");
	for (size_t i = 0; i < pass.n; i++)
		command_add(&w, pass.item[i]);
	return w;
}

/* ---- a table of jobs ---- */

static const char *const job_columns[] = { "job", "command", "memory_mb", "walltime_s", "directory" };

static void put_job(struct sheet *s, const struct jobdirs *l, const struct jobdef *d, uint64_t job)
{
	char *where = jobdirs_path(l, job), *name = tool_operand_count() > 1 ? xprintf("%s.%" PRIu64, strrchr(l->directory, '/') + 1, job)
	                                                                     : xprintf("%" PRIu64, job);
	struct buf command = { 0 };

	jobdirs_prepare(l, d, job, &options, &command);
	sheet_text(s, name);
	sheet_slice(s, buf_slice(&command));
	sheet_count_if(s, memory_mb > 0, memory_mb);
	sheet_count_if(s, walltime_s > 0, walltime_s);
	sheet_text(s, where);
	sheet_end(s);
	buf_free(&command);
	free(where);
	free(name);
}

static void put_jobs(const struct jobdef *d, const uint64_t job[], size_t n)
{
	static struct sheet *sheet;
	struct jobdirs l = jobdirs_of(d, directory, script);

	if (sheet == NULL)
		sheet = tool_sheet_of(job_columns, sizeof job_columns / sizeof *job_columns);
	for (size_t i = 0; i < n; i++)
		put_job(sheet, &l, d, job[i]);
	jobdirs_free(&l);
}

/* ---- all job definitions ---- */

/* What the grid's mu2ejobfcl will make of it: it sets no samplingSeed of its own. */
static void warn_of_seeds(const struct jobdef *d)
{
	for (size_t i = 0; i < d->inputs; i++)
		if (d->input[i].role == JOBDEF_SAMPLING && (d->seed_key == NULL || strcmp(d->seed_key, "source.samplingSeed") != 0)) {
			warn("%s: on the grid all jobs get the template's samplingSeed and make the same choices (see make-jobdef --seed-key)", d->name);
			return;
		}
}

/* Everything is looked at before anything is submitted. */
static struct jobdef *check(const char *path)
{
	struct jobdef *d = jobdef_read(in_open(path));
	struct keys datasets = jobdef_input_datasets(d);
	size_t n;

	access_check(&options.access, &datasets);
	free(jobset_jobs(&jobset, d, &n));
	if (script == NULL)
		warn_of_seeds(d);
	keys_free(&datasets);
	return d;
}

/* False when the grid's command failed. */
static bool submit_one(const struct jobdef *d, const char *path)
{
	size_t n;
	int status = 0;

	if (script != NULL) {
		uint64_t *job = jobset_jobs(&jobset, d, &n);
		put_jobs(d, job, n);
		free(job);
		return true;
	}
	struct command w = grid_command(path);
	if (submit)
		status = spawn_wait(w.word, STDERR_FILENO);
	if (status == 0)
		command_put(tool_out(), &w);
	else
		warn("%s: %s ended with status %d", path, program, status);
	command_free(&w);
	return status == 0;
}

/* Their jobs would share directories. */
static void check_names(struct jobdef *const d[], size_t sets)
{
	for (size_t i = 1; i < sets; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(d[i]->jobname, d[k]->jobname) == 0)
				die("%s and %s are both %s", d[k]->name, d[i]->name, d[i]->jobname);
}

static void check_options(void)
{
	if (submit && dry_run)
		die("--submit and --dry-run exclude each other");
	if (script != NULL && (submit || dry_run))
		die("--local prints a table for batch-submit, which submits: no --%s", submit ? "submit" : "dry-run");
	if (script == NULL && options.access.protocol == NULL)
		options.access.protocol = "ifdh";
	if (script == NULL && options.access.location == NULL)
		options.access.location = "tape";
	tool_operand(0, "a job definition");
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	check_options();
	const size_t sets = tool_operand_count();
	struct jobdef **d = xcalloc(sets, sizeof *d);
	size_t done = 0;

	for (size_t i = 0; i < sets; i++)
		d[i] = check(tool_operands()[i]);
	if (script != NULL)
		check_names(d, sets);
	while (done < sets && submit_one(d[done], tool_operands()[done]))
		done++;
	for (size_t i = 0; i < sets; i++)
		jobdef_free(d[i]);
	free(d);
	if (done < sets) {
		warn("%zu of %zu job definitions are submitted", done, sets);
		return tool_end(&tool), 2;
	}
	return tool_end(&tool);
}
