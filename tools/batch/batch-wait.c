/* batch-wait - waits until all jobs of a submission directory have ended
 *
 * in     the directory
 * out    nothing; the jobs that failed on stderr
 * status 0 all done; 1 some failed or are lost for good; 2 could not tell
 * cost   a look for the exit-status of a job that has not ended, five times a second; a query of the batch system, and a look at the files of all such
 *        jobs, at first at once, ever more seldom, every 30 s at last
 * fails  no submission directory; a batch system that does not answer for --patience; --timeout; when nothing but jobs that wait for a person is left
 * source spec/batch.md 6
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/clock.h"
#include "core/die.h"
#include "core/opt.h"
#include "prod/batchdir.h"
#include "prod/batchlook.h"
#include "prod/batchqueue.h"

static double timeout = -1, patience = 3600, held = 300, longest = 30;

static const struct tool tool = {
	.name = "batch-wait",
	.does = "Wait until all jobs of a submission directory have ended.",
	.more = "Status 0: all are done. 1: some failed, or are lost for good. 2: that cannot be told.\n\n"
	        "While it waits it submits jobs again that were lost, as long as retries are left to them, and goes on with a submission that was\n"
	        "interrupted. It may be stopped at any time, and started again: the jobs do not mind. Jobs that are held, or wait for what will\n"
	        "never be, are named; when nothing else is left for five minutes, it leaves with status 2.",
	.operands = "DIR",
	.options = (const struct option_spec[]) {
		{ 't', "timeout", "TIME", OPT_TIME_S, &timeout, "give up after that long, with status 2 [never]" },
		{ 0, "every", "TIME", OPT_TIME_S, &longest, "ask the batch system that often at least [30]" },
		{ 0, "patience", "TIME", OPT_TIME_S, &patience, "how long to ask a batch system that does not answer [1h]" },
		{ 0, "held", "TIME", OPT_TIME_S, &held, "how long to wait when only jobs that wait for a person are left [5min]" },
		{ 0 } },
	.example = "printf 'job\\tcommand\\nonly\\tsleep 0.1\\n' | batch-submit --engine local --dir batch > /dev/null\n"
	           "batch-wait batch && echo all done",
	.status = "a job failed, or is lost for good",
};

static double least(double x, double y)
{
	return x < y ? x : y;
}

/* Rests until that time, or until the last exit-status has come. A twentieth of the time is for looking, five times a second at most. */
static void rest_until(struct batchjobs *j, const struct batchdir *b, double end)
{
	for (double now; (now = clock_s()) < end; ) {
		if (batchjobs_have_ended(j, b))
			return;
		const double nap = 20 * (clock_s() - now);
		clock_rest(least(nap > 0.2 ? nap : 0.2, end - clock_s()));
	}
}

struct count {
	size_t open, blocked, bad;
};

static struct count count(const struct batchjobs *j, const struct batchdir *b)
{
	struct count c = { 0 };

	for (size_t i = 0; i < j->n; i++) {
		const bool ended = batchjob_ended(&j->job[i], b);
		c.open += !ended;
		c.blocked += !ended && j->job[i].blocked;
		c.bad += ended && j->job[i].state != BATCHJOB_DONE;
	}
	return c;
}

static double timeout_end;   /* 0: never */

/* The jobs as they are now: others may have submitted some again, or cancelled them. */
static void look(struct batchjobs *j, struct batchdir *b)
{
	struct buf complaint = { 0 };
	double ask_s = patience;

	if (timeout_end > 0) {
		b->engine_s = timeout_end - clock_s() > 1 ? timeout_end - clock_s() : 1;
		ask_s = least(ask_s, b->engine_s);
	}
	batchjobs_free(j);
	*j = batchjobs_open(b);
	if (!batchjobs_look(j, b, ask_s, &complaint))
		die("%s: engine %s cannot be asked: %s", b->path, b->settings.engine, complaint.data);
	buf_free(&complaint);
}

/* Submits what is to be submitted, if nobody else is at it; what that is may have changed before we had the lock. */
static void advance(struct batchjobs *j, struct batchdir *b)
{
	uint64_t n = 0;

	if (batchjobs_idle(j, b) || !batchdir_lock(b, 0))
		return;
	look(j, b);
	n = batchjobs_advance(j, b, false);
	batchdir_unlock(b);
	if (n > 0)
		warn("%s: %" PRIu64 " lost or not submitted: submitted now", b->path, n);
}

static void name_blocked(const struct batchjobs *j)
{
	for (size_t i = 0; i < j->n; i++)
		if (j->job[i].blocked)
			warn("job '%s' waits for a person: %s", j->job[i].name, j->job[i].reason != NULL ? j->job[i].reason : "no reason given");
}

static void name_bad(const struct batchjobs *j, const struct batchdir *b)
{
	size_t named = 0, bad = 0;

	for (size_t i = 0; i < j->n; i++) {
		const struct batchjob *job = &j->job[i];
		if (job->state == BATCHJOB_DONE)
			continue;
		bad++;
		if (named == 10)
			continue;
		named++;
		if (job->state == BATCHJOB_FAILED)
			warn("job '%s' failed with %d after %" PRIu64 " attempt%s: see %s/jobs/%s/stderr", job->name, job->exit_status, job->attempts,
			     job->attempts == 1 ? "" : "s", b->path, job->name);
		else
			warn("job '%s' is lost after %" PRIu64 " attempt%s: %s", job->name, job->attempts, job->attempts == 1 ? "" : "s",
			     job->reason != NULL ? job->reason : "the batch system does not know it");
	}
	if (bad > named)
		warn("and %zu more: see batch-status %s", bad - named, b->path);
}

/* Until nothing is open. Returns how many are not done. */
static size_t wait_for_all(struct batchjobs *j, struct batchdir *b)
{
	double blocked_since = 0, delay = 0.05;
	struct count before = { 0 };

	for (;;) {
		const double asked = clock_s();
		look(j, b);
		const struct count c = count(j, b);
		if (c.open == 0)
			return c.bad;
		advance(j, b);
		note("%zu of %zu jobs have not ended", c.open, j->n);
		if (c.blocked > before.blocked)
			name_blocked(j);
		if (c.blocked < c.open || before.blocked == 0)
			blocked_since = clock_s();
		if (c.blocked == c.open && clock_s() - blocked_since >= held)
			die("%s: %zu jobs wait for a person, and nothing else is left", b->path, c.blocked);
		if (timeout_end > 0 && clock_s() >= timeout_end)
			die("%s: %zu of %zu jobs have not ended in time", b->path, c.open, j->n);
		before = c;
		const double cost = clock_s() - asked;
		delay = least(1.3 * delay, longest);
		const double end = clock_s() + (delay > 5 * cost ? delay : 5 * cost);
		rest_until(j, b, timeout_end > 0 && timeout_end < end ? timeout_end : end);
	}
}

int main(int argc, char **argv)
{
	struct batchdir b;

	tool_options(&tool, argc, argv);
	timeout_end = timeout >= 0 ? clock_s() + timeout : 0;
	batchdir_open(&b, tool_only_operand("submission directory"));
	struct batchjobs j = { 0 };
	if (wait_for_all(&j, &b) > 0) {
		name_bad(&j, &b);
		tool_no();
	}
	batchjobs_free(&j);
	batchdir_close(&b);
	return tool_end(&tool);
}
