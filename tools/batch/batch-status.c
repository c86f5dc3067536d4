/* batch-status - what became of each job of a submission directory
 *
 * in     the directory; its batch system is asked once about the jobs that have not ended
 * out    job state attempts exit_status; --long: reason submission index engine_id directory too
 * cost   a file or three a job, one query
 * fails  no submission directory; the batch system cannot be asked (jobs that have ended are printed before, status 2)
 * source share/batch/README.md; spec/batch.md 5
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "prod/batchdir.h"
#include "prod/batchlook.h"
#include "prod/submission.h"

static bool all, summary;
static double patience = 60;

static const struct tool tool = {
	.name = "batch-status",
	.does = "Tell what became of each job of a submission directory.",
	.more = "States: queued (or not submitted yet), running, done (exit-status 0), failed (another one, after all retries), lost (unknown to the\n"
	        "batch system, and no exit-status has come for a minute, or what --grace of batch-submit said). batch-wait submits a lost job\n"
	        "again while retries are left to it, unless somebody has taken it out of the queue. The job's own file exit-status is the truth;\n"
	        "the batch system is only asked whether the job is still there.\n\n"
	        "A batch system that does not answer is asked again for a minute. If it stays silent, the rows are those of the jobs that\n"
	        "have ended, and the status is 2.",
	.operands = "DIR",
	.out = (const struct column[]) {
		{ "job", TEXT, NULL, "its name" },
		{ "state", TEXT, NULL, "queued running done failed lost" },
		{ "attempts", COUNT, NULL, "how often it was begun" },
		{ "exit_status", COUNT, NULL, "of a job that has ended" },
		{ 0 } },
	.options = (const struct option_spec[]) {
		{ 'l', "long", NULL, OPT_FLAG, &all, "also reason (the batch system's), submission, index, engine_id, directory" },
		{ 's', "summary", NULL, OPT_FLAG, &summary, "a row a state instead: state jobs" },
		{ 0, "patience", "TIME", OPT_TIME_S, &patience, "how long to ask a batch system that does not answer [60]" },
		{ 0 } },
	.example = "printf 'job\\tcommand\\ngood\\ttrue\\nbad\\texit 3\\n' | batch-submit --engine local --dir batch --retries 1 > /dev/null\n"
	           "batch-wait -q batch || echo some failed\n"
	           "batch-status batch",
};

static const char *const long_columns[] = {
	"job", "state", "attempts", "exit_status", "reason", "submission", "index", "engine_id", "directory",
};
static const char *const summary_columns[] = { "state", "jobs" };

/* The ids of all submissions are read once: jobs of an array share theirs. */
static char **read_ids(const struct batchdir *b, uint64_t submissions)
{
	char **ids = xcalloc(submissions + 1, sizeof *ids);

	for (uint64_t k = 1; k <= submissions; k++)
		ids[k] = submission_id(b, k);
	return ids;
}

static void put_more(struct sheet *s, const struct batchdir *b, const struct batchjob *job, char *const ids[])
{
	char *place = xprintf("%s/jobs/%s", b->path, job->name);
	const char *id = ids[job->submission];

	sheet_text(s, job->reason != NULL ? job->reason : "");
	sheet_count_if(s, job->submission > 0, job->submission);
	sheet_count_if(s, job->submission > 0, job->index);
	sheet_text(s, id != NULL ? id : "");
	sheet_text(s, place);
	free(place);
}

static void put_jobs(const struct batchdir *b, const struct batchjobs *j, bool known)
{
	struct sheet *s = all ? tool_sheet_of(long_columns, sizeof long_columns / sizeof *long_columns) : tool_sheet(&tool);
	char **ids = all ? read_ids(b, j->submissions) : NULL;

	for (size_t i = 0; i < j->n; i++) {
		const struct batchjob *job = &j->job[i];
		if (!known && !batchjob_has_status(job))
			continue;
		sheet_text(s, job->name);
		sheet_text(s, batchjob_states[job->state]);
		sheet_count(s, job->attempts);
		sheet_count_if(s, batchjob_has_status(job), (uint64_t)job->exit_status);
		if (all)
			put_more(s, b, job, ids);
		sheet_end(s);
	}
	for (uint64_t k = 0; all && k <= j->submissions; k++)
		free(ids[k]);
	free(ids);
}

static void put_summary(const struct batchjobs *j)
{
	struct sheet *s = tool_sheet_of(summary_columns, sizeof summary_columns / sizeof *summary_columns);

	for (int state = 0; batchjob_states[state] != NULL; state++) {
		uint64_t n = 0;
		for (size_t i = 0; i < j->n; i++)
			n += (int)j->job[i].state == state;
		sheet_text(s, batchjob_states[state]);
		sheet_count(s, n);
		sheet_end(s);
	}
}

int main(int argc, char **argv)
{
	struct batchdir b;
	struct buf complaint = { 0 };

	tool_options(&tool, argc, argv);
	batchdir_open(&b, tool_only_operand("submission directory"));
	struct batchjobs j = batchjobs_open(&b);
	const bool known = batchjobs_look(&j, &b, patience, &complaint);
	if (known && summary)
		put_summary(&j);
	else if (!summary)
		put_jobs(&b, &j, known);
	if (!known)
		die("%s: engine %s cannot be asked about the other jobs: %s", b.path, b.settings.engine, complaint.data);
	batchjobs_free(&j);
	batchdir_close(&b);
	return tool_end(&tool);
}
