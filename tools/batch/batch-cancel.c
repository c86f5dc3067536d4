/* batch-cancel - takes the jobs of a submission directory out of its batch system
 *
 * in     the directory
 * out    nothing
 * cost   a query, and a cancelling command for each submission that still has such jobs
 * fails  no submission directory; a batch system that does not answer, or cannot cancel (jobs that had not begun never will, all the same)
 * source share/batch/README.md
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "prod/batchdir.h"
#include "prod/batchfiles.h"
#include "prod/batchlook.h"
#include "prod/batchqueue.h"
#include "prod/submission.h"

static const struct tool tool = {
	.name = "batch-cancel",
	.does = "Take the jobs of a submission directory out of their batch system.",
	.more = "Jobs that have not begun fail with status 143 at once, as if they had been told to end (128 + SIGTERM), and never begin, whatever the\n"
	        "batch system does. Those that run are told to end. None is tried again; batch-submit --only-failed submits them anew.",
	.operands = "DIR",
	.example = "printf 'job\\tcommand\\nonly\\tsleep 60\\n' | batch-submit --engine local --dir batch > /dev/null\n"
	           "batch-cancel batch\n"
	           "batch-wait -q batch || batch-status batch | pick-columns -c job,state,exit_status",
};

/* All that can be, before we say which cannot. */
static void cancel(const struct batchdir *b, const bool open[], uint64_t n)
{
	struct buf complaint = { 0 }, first = { 0 };

	for (uint64_t k = 1; k <= n; k++)
		if (open[k] && !submission_cancel(b, k, &complaint) && first.len == 0)
			buf_printf(&first, "submission %" PRIu64 ": engine %s: %s", k, b->settings.engine, buf_text(&complaint));
	if (first.len > 0)
		die("%s: %s", b->path, buf_text(&first));
	buf_free(&complaint);
	buf_free(&first);
}

int main(int argc, char **argv)
{
	struct batchdir b;
	struct buf complaint = { 0 };

	tool_options(&tool, argc, argv);
	batchdir_open(&b, tool_only_operand("submission directory"));
	batchdir_lock(&b, -1);
	struct batchjobs j = batchjobs_open(&b);
	bool *open = xcalloc(j.submissions + 1, sizeof *open);
	const bool known = batchjobs_look(&j, &b, 10, &complaint);
	if (!known)
		warn("%s: engine %s cannot be asked: %s", b.path, b.settings.engine, complaint.data);
	for (size_t i = 0; i < j.n; i++) {
		const struct batchjob *job = &j.job[i];
		if (batchjob_ended(job, &b))
			continue;
		note("%s: was %s, begun %" PRIu64 " times", job->name, batchjob_states[job->state], job->attempts);
		open[job->submission] = true;
		if (job->submission > 0)
			submission_mark_cancelled(&b, job->submission);
		batchfiles_call_off(&b, job->name, job->submission);
	}
	cancel(&b, open, j.submissions);
	free(open);
	buf_free(&complaint);
	batchjobs_free(&j);
	batchdir_close(&b);
	return tool_end(&tool);
}
