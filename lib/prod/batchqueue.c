#include "prod/batchqueue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "prod/batchlook.h"
#include "prod/command.h"
#include "prod/engine.h"
#include "prod/submission.h"

/* A lost job used at least one of the attempts that its submission had. Returns false when none is left. */
static bool retries_left(const struct batchjob *job, const struct batchdir *b, uint64_t *left)
{
	if (submission_cancelled(b, job->submission))
		return false;
	const uint64_t had = submission_retries(b, job->submission), used = batchdir_attempts(b, job->name, job->submission);
	const uint64_t lost = used > 0 ? used : 1;

	*left = had >= lost ? had - lost : 0;
	return had >= lost;
}

bool batchjob_ended(const struct batchjob *job, const struct batchdir *b)
{
	uint64_t left;

	if (job->state == BATCHJOB_LOST)
		return !retries_left(job, b, &left);
	return batchjob_has_status(job);
}

struct waiting {
	size_t job;
	struct submission_need need;
};

static int compare_needs(const void *x, const void *y)
{
	const struct waiting *a = x, *b = y;
	const struct submission_need *p = &a->need, *q = &b->need;

	if (p->memory_mb != q->memory_mb)
		return p->memory_mb < q->memory_mb ? -1 : 1;
	if (p->walltime_s != q->walltime_s)
		return p->walltime_s < q->walltime_s ? -1 : 1;
	if (p->retries != q->retries)
		return p->retries < q->retries ? -1 : 1;
	if (p->again != q->again)
		return p->again ? 1 : -1;
	return a->job < b->job ? -1 : a->job > b->job;
}

static void hand_over(const struct batchdir *b, uint64_t k)
{
	struct buf complaint = { 0 };

	if (!submission_hand_over(b, k, &complaint))
		die("%s: submission %" PRIu64 ": engine %s: %s", b->path, k, b->settings.engine, complaint.data);
	buf_free(&complaint);
}

static uint64_t engine_limit(const struct batchdir *b)
{
	struct command words = { 0 };
	struct buf answer = { 0 }, complaint = { 0 };
	uint64_t n;

	command_add(&words, "limit");
	if (!engine_ask(b, &words, &answer, &complaint, 60))
		die("%s: engine %s: %s", b->path, b->settings.engine, complaint.data);
	if (!num_read_count(answer.data, strcspn(answer.data, "\n"), &n) || n == 0)
		die("%s: engine %s: its limit is no number of jobs: '%s'", b->path, b->settings.engine, answer.data);
	command_free(&words);
	buf_free(&answer);
	buf_free(&complaint);
	return n;
}

/* One submission of what lies in w[0..n). */
static void submit_some(struct batchjobs *j, const struct batchdir *b, const struct waiting *w, size_t n)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct batchjob *job = &j->job[w[i].job];
		buf_printf(&list, "%s\t%s\t%s\n", job->name, job->inputs, job->outputs);
	}
	const uint64_t k = submission_make(b, buf_slice(&list), n, &w->need);
	hand_over(b, k);
	for (size_t i = 0; i < n; i++) {
		struct batchjob *job = &j->job[w[i].job];
		job->submission = k;
		job->index = i + 1;
		job->state = BATCHJOB_QUEUED;
	}
	if (k > j->submissions)
		j->submissions = k;
	buf_free(&list);
}

/* Is the job to be submitted (again)? With how many retries? */
static bool to_submit(const struct batchjob *job, const struct batchdir *b, bool failed, uint64_t *retries)
{
	*retries = b->settings.retries;
	if (job->submission == 0 && !batchjob_has_status(job))
		return true;
	if (failed && (job->state == BATCHJOB_FAILED || job->state == BATCHJOB_LOST))
		return true;
	return job->state == BATCHJOB_LOST && retries_left(job, b, retries);
}

static int same_need(const struct waiting *a, const struct waiting *b)
{
	return a->need.memory_mb == b->need.memory_mb && a->need.walltime_s == b->need.walltime_s && a->need.retries == b->need.retries &&
	       a->need.again == b->need.again;
}

bool batchjobs_of_make(const struct batchdir *b)
{
	return batchdir_has(b, "shell");
}

bool batchjobs_idle(const struct batchjobs *j, const struct batchdir *b)
{
	uint64_t retries;

	if (batchjobs_of_make(b))
		return true;
	for (uint64_t k = 1; k <= j->submissions; k++)
		if (submission_unfinished(b, k))
			return false;
	for (size_t i = 0; i < j->n; i++)
		if (to_submit(&j->job[i], b, false, &retries))
			return false;
	return true;
}

uint64_t batchjobs_advance(struct batchjobs *j, const struct batchdir *b, bool failed)
{
	if (batchjobs_of_make(b))
		return 0;
	struct waiting *w = xcalloc(j->n, sizeof *w);
	size_t n = 0;

	for (uint64_t k = 1; k <= j->submissions; k++)
		if (submission_unfinished(b, k))
			hand_over(b, k);
	for (size_t i = 0; i < j->n; i++) {
		const struct batchjob *job = &j->job[i];
		uint64_t retries;
		if (!to_submit(job, b, failed, &retries))
			continue;
		if (job->state == BATCHJOB_LOST)
			submission_revoke(b, job->submission, job->name);
		w[n++] = (struct waiting) { i, { job->memory_mb, job->walltime_s, retries, job->submission > 0 } };
	}
	qsort(w, n, sizeof *w, compare_needs);
	const uint64_t limit = n > 0 ? engine_limit(b) : 1;
	for (size_t begin = 0, end; begin < n; begin = end) {
		for (end = begin + 1; end < n && end - begin < limit && same_need(&w[end], &w[begin]); end++)
			;
		submit_some(j, b, w + begin, end - begin);
	}
	free(w);
	return n;
}
