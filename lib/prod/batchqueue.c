#include "prod/batchqueue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "prod/batchafter.h"
#include "prod/batchfiles.h"
#include "prod/batchlook.h"
#include "prod/command.h"
#include "prod/engine.h"
#include "prod/submission.h"

bool batchjob_ended(const struct batchjob *job, const struct batchdir *b)
{
	uint64_t left;

	if (job->state == BATCHJOB_LOST)
		return !submission_retries_left(b, job->submission, job->name, &left);
	return batchjob_has_status(job);
}

/* A job that is to be submitted: those with the same needs become one submission. */
struct entry {
	size_t job;
	struct submission_need need;
};

static int compare_needs(const struct submission_need *p, const struct submission_need *q)
{
	if (p->memory_mb != q->memory_mb)
		return p->memory_mb < q->memory_mb ? -1 : 1;
	if (p->walltime_s != q->walltime_s)
		return p->walltime_s < q->walltime_s ? -1 : 1;
	return p->retries < q->retries ? -1 : p->retries > q->retries;
}

static int by_need(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	const int order = compare_needs(&a->need, &b->need);

	return order != 0 ? order : a->job < b->job ? -1 : a->job > b->job;
}

static void hand_over(const struct batchdir *b, uint64_t k, const char *after)
{
	struct buf complaint = { 0 };

	if (!submission_hand_over(b, k, after, &complaint))
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

/* One submission of these n. */
static void submit_some(struct batchjobs *j, const struct batchdir *b, const char *after, const struct entry *w, size_t n)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct batchjob *job = &j->job[w[i].job];
		buf_printf(&list, "%s\t%s\t%s\n", job->name, job->inputs, job->outputs);
	}
	const uint64_t k = submission_make(b, buf_slice(&list), n, &w->need);
	hand_over(b, k, after);
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
	return job->state == BATCHJOB_LOST && submission_retries_left(b, job->submission, job->name, retries);
}

bool batchjobs_of_make(const struct batchdir *b)
{
	return batchdir_has(b, "shell");
}

static bool anything_to_do(const struct batchjobs *j, const struct batchdir *b, bool failed)
{
	uint64_t retries;

	for (uint64_t k = 1; k <= j->submissions; k++)
		if (submission_unfinished(b, k))
			return true;
	for (size_t i = 0; i < j->n; i++)
		if (to_submit(&j->job[i], b, failed, &retries))
			return true;
	return false;
}

bool batchjobs_idle(const struct batchjobs *j, const struct batchdir *b)
{
	return batchjobs_of_make(b) || !anything_to_do(j, b, false);
}

/* Can no copy of a lost job begin any more? Not if one has begun after we looked, or has ended: then it is not lost. One that had begun before never
 * will again. */
static bool is_out_of_the_way(struct batchjob *job, const struct batchdir *b)
{
	int status;
	const bool revoked = batchfiles_revoke(b, job->name, job->submission);

	batchfiles_refresh(b, job->name);
	if ((revoked || job->claimed) && !batchfiles_ended(b, job->name, &status))
		return true;
	job->state = BATCHJOB_RUNNING;
	return false;
}

/* The engine's limit and what comes first are asked for before anything is looked at once more: that may take its time. */
uint64_t batchjobs_advance(struct batchjobs *j, const struct batchdir *b, bool failed)
{
	if (batchjobs_of_make(b) || !anything_to_do(j, b, failed))
		return 0;
	struct entry *w = xcalloc(j->n, sizeof *w);
	struct buf after = { 0 };
	size_t n = 0;

	const uint64_t limit = engine_limit(b);
	batchafter_ids(b, &after);
	for (uint64_t k = 1; k <= j->submissions; k++)
		if (submission_unfinished(b, k))
			hand_over(b, k, after.data);
	for (size_t i = 0; i < j->n; i++) {
		struct batchjob *job = &j->job[i];
		uint64_t retries;
		if (to_submit(job, b, failed, &retries) && (job->state != BATCHJOB_LOST || is_out_of_the_way(job, b)))
			w[n++] = (struct entry) { i, { job->memory_mb, job->walltime_s, retries } };
	}
	qsort(w, n, sizeof *w, by_need);
	for (size_t begin = 0, end; begin < n; begin = end) {
		for (end = begin + 1; end < n && end - begin < limit && compare_needs(&w[end].need, &w[begin].need) == 0; end++)
			;
		submit_some(j, b, after.data, w + begin, end - begin);
	}
	buf_free(&after);
	free(w);
	return n;
}
