/* batch-submit - hands jobs to a batch system, by way of a directory that explains itself
 *
 * in     job command, and memory_mb walltime_s inputs outputs if they are there
 * out    a row for each submission that was made: submission jobs engine_id
 * cost   a directory with one small file a job, which is nearly all of it; one call of the engine's submit command for each 1000 jobs or so
 * fails  an empty table, names that come twice or cannot name a file, programs and inputs that are not there, an unknown engine, one that is not
 *        installed or does not answer: before anything is written. A refusal of the engine: after that, and the same command goes on
 * source spec/batch.md; share/batch/README.md
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/die.h"
#include "core/opt.h"
#include "prod/batchafter.h"
#include "prod/batchdir.h"
#include "prod/batchlook.h"
#include "prod/batchqueue.h"
#include "prod/engine.h"
#include "prod/submission.h"

static const char *directory;
static bool only_failed, unchecked;
static struct batchdir_settings settings = { .retries = 2, .grace_s = 60, .after = "" };
static uint64_t memory_mb, walltime_s;
static struct option_list variables, extra, after;

static const struct tool tool = {
	.name = "batch-submit",
	.does = "Submit a table of jobs to a batch system.",
	.more = "Engines: local (this machine), slurm, htcondor, pbs, lsf, or a file of your own, named with a slash: share/batch/README.md tells how\n"
	        "to write one. DIR becomes the submission directory; all that is known about the jobs lies there: scripts, stdout, stderr and\n"
	        "exit-status of each, what the batch system was given, a journal. It must be seen from the workers by the same path.\n\n"
	        "command is one line for a POSIX shell, run in the directory in which batch-submit is called; nothing else about it is looked\n"
	        "at. Jobs find PATH HOME USER LANG LC_ALL TZ and the variables of --env as they are now, and BATCH_JOB, their name. A job with\n"
	        "outputs (names, with commas between) has failed when one of them is not there at its end.\n\n"
	        "Each submission has a token, made of random numbers from the system, by which it is found again after whatever happened.\n"
	        "A job that fails is tried again, by the worker that has it; one that vanishes is submitted again by batch-wait. The same command\n"
	        "once more goes on where an interrupted one ended; the options of the first time hold.",
	.in = (const struct column[]) {
		{ "job", TEXT, NULL, "its name, which is a directory's" },
		{ "command", TEXT, NULL, "for a shell" },
		{ "memory_mb", COUNT, "MB", "of memory that it needs", .optional = true },
		{ "walltime_s", COUNT, "s", "that it may take", .optional = true },
		{ "inputs", TEXT, NULL, "files that must be there, with commas between", .optional = true },
		{ "outputs", TEXT, NULL, "files that it must make, with commas between", .optional = true },
		{ 0 } },
	.out = (const struct column[]) {
		{ "submission", COUNT, NULL, "its number" },
		{ "jobs", COUNT, NULL, "how many it has" },
		{ "engine_id", TEXT, NULL, "what the batch system calls it" },
		{ 0 } },
	.operands = "[JOBS.tsv]",
	.options = (const struct option_spec[]) {
		{ 'e', "engine", "ENGINE", OPT_TEXT, &settings.engine, "local, slurm, htcondor, pbs, lsf, or ./FILE" },
		{ 'd', "dir", "DIR", OPT_TEXT, &directory, "the submission directory" },
		{ 0, "only-failed", NULL, OPT_FLAG, &only_failed, "submit again the jobs of DIR that failed or got lost, and no others" },
		{ 'n', "name", "NAME", OPT_TEXT, &settings.name, "what the batch system shows [DIR's name]" },
		{ 'r', "retries", "N", OPT_COUNT, &settings.retries, "how often a job that failed is tried again [2]" },
		{ 'l', "limit", "N", OPT_COUNT, &settings.limit, "jobs of a submission at once [no limit; local: one a processor]" },
		{ 'm', "memory-mb", "MB", OPT_COUNT, &memory_mb, "for jobs that do not say [the batch system's default]" },
		{ 't', "walltime", "TIME", OPT_SECONDS, &walltime_s, "for jobs that do not say: 3600, 90min, 8h [the batch system's default]" },
		{ 0, "env", "NAME", OPT_LIST, &variables, "a variable that jobs shall find; may be repeated" },
		{ 'x', "extra", "LINE", OPT_LIST, &extra, "a line for the batch system's file: '--account=mu2e', '+JobFlavour = \"workday\"'; may be repeated" },
		{ 0, "after", "DIR", OPT_LIST, &after, "begin when the jobs of that submission directory are done; may be repeated" },
		{ 0, "transfer", NULL, OPT_FLAG, &settings.transfer, "htcondor: no shared file system; inputs and outputs travel" },
		{ 0, "grace", "TIME", OPT_SECONDS, &settings.grace_s, "how long a job unknown to the batch system may still write its exit-status [60]" },
		{ 0, "unchecked", NULL, OPT_FLAG, &unchecked, "do not look whether programs and inputs are here: the workers have them" },
		{ 0 } },
	.example = "printf 'job\\tcommand\\nfirst\\techo one\\nsecond\\techo two > two.txt\\n' | batch-submit --engine local --dir batch\n"
	           "batch-wait batch\n"
	           "batch-status batch",
};

/* ---- the jobs ---- */

static struct batchjobs read_jobs(struct table *t)
{
	struct batchjobs j = batchjobs_read(t);

	for (size_t i = 0; i < j.n; i++) {
		if (j.job[i].memory_mb == 0)
			j.job[i].memory_mb = memory_mb;
		if (j.job[i].walltime_s == 0)
			j.job[i].walltime_s = walltime_s;
	}
	table_close(t);
	return j;
}

/* The table that goes with a directory which is there already. Without an operand and with nothing on stdin there is none. */
static struct table *table_again(void)
{
	if (tool_operand_count() > 0)
		return tool_input(&tool);
	if (isatty(STDIN_FILENO))
		return NULL;
	struct in *in = in_open(NULL);
	if (in_more(in))
		return table_open_in(in);
	in_close(in);
	return NULL;
}

static const char *table_name_for_messages(void)
{
	return tool_operand_count() > 0 ? tool_operands()[0] : "-";
}

/* ---- new, again, failed ---- */

/* Everything is looked at before anything is written. */
static struct batchjobs make(struct batchdir *b)
{
	if (settings.engine == NULL)
		die("--engine: which? local, slurm, htcondor, pbs, lsf, or a file");
	char *engine = batchdir_engine(settings.engine);
	struct batchjobs j = read_jobs(tool_input(&tool));

	if (!unchecked)
		batchjobs_check(&j, table_name_for_messages());
	char *places = batchafter_places(&after, settings.engine);
	settings.after = places;
	engine_check(settings.engine, engine);
	if (batchdir_begin(b, directory))
		die("%s: another process has made it meanwhile", directory);
	batchjobs_write(&j, b);
	batchdir_settle(b, &settings, engine, &variables, &extra);
	batchdir_journal(b, "begin", 0, j.n, NULL, NULL);
	free(places);
	free(engine);
	return j;
}

/* The table is read before the lock is ours: it may come from a pipe, and take its time. */
static struct batchjobs again(struct batchdir *b)
{
	struct table *t = only_failed ? NULL : table_again();
	struct batchjobs given = { 0 };

	if (settings.engine != NULL && strcmp(settings.engine, b->settings.engine) != 0)
		die("%s: its engine is %s", directory, b->settings.engine);
	if (batchjobs_of_make(b))
		die("%s: holds the recipes of make: call make again", directory);
	if (t != NULL)
		given = read_jobs(t);
	if (!batchdir_lock(b, 2))   /* one that was killed may hold it for a moment */
		die("%s: another process is submitting its jobs", directory);
	struct batchjobs j = batchjobs_open(b);
	if (t != NULL) {
		if (!batchjobs_same(&given, &j))
			die("%s: holds other jobs than %s: name a new directory", directory, table_name_for_messages());
		batchjobs_free(&given);
	}
	return j;
}

static void look(struct batchjobs *j, const struct batchdir *b)
{
	struct buf complaint = { 0 };

	if (!batchjobs_look(j, b, 120, &complaint))
		die("%s: engine %s cannot be asked: %s", directory, b->settings.engine, complaint.data);
	buf_free(&complaint);
}

static void put_submissions(const struct batchdir *b, const struct batchjobs *j, uint64_t from)
{
	struct sheet *s = tool_sheet(&tool);

	for (uint64_t k = from; k <= j->submissions; k++) {
		char *id = submission_id(b, k);
		uint64_t n = 0;
		for (size_t i = 0; i < j->n; i++)
			n += j->job[i].submission == k;
		if (id != NULL && n > 0) {
			sheet_count(s, k);
			sheet_count(s, n);
			sheet_text(s, id);
			sheet_end(s);
		}
		free(id);
	}
}

int main(int argc, char **argv)
{
	struct batchdir b = { .fd = -1 };
	struct batchjobs j;
	bool settled;

	tool_options(&tool, argc, argv);
	if (directory == NULL)
		die("--dir: where? It becomes the submission directory");
	settled = batchdir_is(directory);
	if (only_failed && !settled)
		die("%s: no submission directory: it has no settings", directory);
	if (settled) {
		batchdir_open(&b, directory);
		j = again(&b);
		look(&j, &b);
	} else {
		j = make(&b);
	}
	const uint64_t before = j.submissions, n = batchjobs_advance(&j, &b, only_failed);
	if (settled)
		note("%s: %" PRIu64 " of %zu jobs were still to be submitted", directory, n, j.n);
	put_submissions(&b, &j, before + 1);
	batchjobs_free(&j);
	batchdir_close(&b);
	return tool_end(&tool);
}
