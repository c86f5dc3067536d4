#include "prod/batchlook.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/mem.h"
#include "prod/batchfiles.h"
#include "prod/command.h"
#include "prod/engine.h"
#include "prod/submission.h"

/* Has it an exit-status? */
static bool read_status(struct batchjob *job, const struct batchdir *b)
{
	if (!batchfiles_ended(b, job->name, &job->exit_status))
		return false;
	job->state = job->exit_status == 0 ? BATCHJOB_DONE : BATCHJOB_FAILED;
	job->attempts = batchfiles_attempts(b, job->name, 0);
	return true;
}

static void set_reason(struct batchjob *job, struct slice text)
{
	free(job->reason);
	job->reason = engine_reason(text);
}

/* ---- the question ---- */

/* Where the jobs of each submission begin in an index by (submission, index). */
struct by_submission {
	size_t *of;            /* [offset[k] + index - 1]: number of the job + 1 */
	size_t *offset, *size;
};

static struct by_submission sort_jobs(const struct batchjobs *j, const bool asked[])
{
	struct by_submission s = { .offset = xcalloc(j->submissions + 2, sizeof *s.offset), .size = xcalloc(j->submissions + 2, sizeof *s.size) };
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		if (j->job[i].index > s.size[j->job[i].submission])
			s.size[j->job[i].submission] = j->job[i].index;
	for (uint64_t k = 1; k <= j->submissions; k++) {
		s.offset[k] = n;
		n += s.size[k];
	}
	s.of = xcalloc(n + 1, sizeof *s.of);
	for (size_t i = 0; i < j->n; i++)
		if (asked[i])
			s.of[s.offset[j->job[i].submission] + j->job[i].index - 1] = i + 1;
	return s;
}

static void free_sorted(struct by_submission *s)
{
	free(s->of);
	free(s->offset);
	free(s->size);
}

/* What a row says; nothing, if it is about a job that was not asked about. */
static void hear(struct batchjobs *j, const struct by_submission *s, const struct engine_row *row, enum engine_state said[])
{
	for (uint64_t i = row->from; row->k <= j->submissions && i <= row->to && i <= s->size[row->k]; i++) {
		const size_t job = s->of[s->offset[row->k] + i - 1];
		if (job == 0)
			continue;
		said[job - 1] = row->state;
		set_reason(&j->job[job - 1], row->reason);
	}
}

/* Asks the engine about all that are marked. What it does not speak of is gone. */
static bool query(struct batchjobs *j, const struct batchdir *b, const bool asked[], enum engine_state said[], double patience_s, struct buf *complaint)
{
	struct command words = { 0 };
	struct buf answer = { 0 };
	bool *wanted = xcalloc(j->submissions + 1, sizeof *wanted), good = true;

	command_add(&words, "query");
	for (size_t i = 0; i < j->n; i++)
		if (asked[i])
			wanted[j->job[i].submission] = true;
	for (uint64_t k = 1; k <= j->submissions; k++)
		if (wanted[k])
			command_printf(&words, "%" PRIu64, k);
	if (words.n > 1)
		good = engine_ask(b, &words, &answer, complaint, patience_s);
	if (words.n > 1 && good) {
		struct by_submission s = sort_jobs(j, asked);
		struct slice rest = buf_slice(&answer), line;
		struct engine_row row;
		while (slice_cut(&rest, '\n', &line))
			if (engine_row(line, &row))
				hear(j, &s, &row, said);
		free_sorted(&s);
	}
	free(wanted);
	buf_free(&answer);
	command_free(&words);
	return good;
}

/* ---- what follows from the answer ---- */

static void set_gone(struct batchjob *job, const struct batchdir *b, bool removed)
{
	struct batchfiles_end end = { .removed = removed, .reason = job->reason };

	batchfiles_gone(b, job->name, job->submission, &end);
	job->reason = end.reason;
	if (clock_date_s() - end.since_s >= (double)b->settings.grace_s)
		job->state = BATCHJOB_LOST;
}

static void set_state(struct batchjob *job, const struct batchdir *b, enum engine_state said)
{
	const bool waits = said == ENGINE_QUEUED || said == ENGINE_BLOCKED, gone = said == ENGINE_GONE || said == ENGINE_REMOVED;

	job->claimed = batchfiles_claimed(b, job->name, job->submission);
	job->blocked = said == ENGINE_BLOCKED;
	job->state = said == ENGINE_RUNNING || (job->claimed && !waits) ? BATCHJOB_RUNNING : BATCHJOB_QUEUED;
	job->attempts = batchfiles_attempts(b, job->name, 0);
	if (!gone) {
		batchfiles_gone_no_more(b, job->name, job->submission);
		return;
	}
	batchfiles_refresh(b, job->name);
	if (read_status(job, b))   /* it ended while the engine was asked */
		return;
	if (job->claimed && submission_other_copy(b, job->submission, job->name))
		set_reason(job, slice_of("runs as a second copy that the batch system was given; only its exit-status will tell"));
	else
		set_gone(job, b, said == ENGINE_REMOVED);
}

bool batchjob_has_status(const struct batchjob *job)
{
	return job->state == BATCHJOB_DONE || job->state == BATCHJOB_FAILED;
}

/* An exit-status belongs to the last submission once that has begun; without any it is that of a job that was cancelled before. */
static bool glance(struct batchjobs *j, const struct batchdir *b, bool at_all)
{
	bool *begun = xcalloc(j->submissions + 1, sizeof *begun), all = true;

	begun[0] = true;
	for (uint64_t k = 1; k <= j->submissions; k++)
		begun[k] = submission_begun(b, k);
	for (size_t i = 0; i < j->n && (all || at_all); i++)
		all &= batchjob_has_status(&j->job[i]) || (begun[j->job[i].submission] && read_status(&j->job[i], b));
	free(begun);
	return all;
}

bool batchjobs_glance(struct batchjobs *j, const struct batchdir *b)
{
	return glance(j, b, true);
}

bool batchjobs_have_ended(struct batchjobs *j, const struct batchdir *b)
{
	return glance(j, b, false);
}

bool batchjobs_look(struct batchjobs *j, const struct batchdir *b, double patience_s, struct buf *complaint)
{
	bool *asked = xcalloc(j->n, sizeof *asked), *handed = xcalloc(j->submissions + 1, sizeof *handed);
	enum engine_state *said = xcalloc(j->n, sizeof *said);

	for (uint64_t k = 1; k <= j->submissions; k++)
		handed[k] = submission_handed_over(b, k);
	batchjobs_glance(j, b);
	for (size_t i = 0; i < j->n; i++)
		asked[i] = !batchjob_has_status(&j->job[i]) && handed[j->job[i].submission];
	const bool good = query(j, b, asked, said, patience_s, complaint);
	for (size_t i = 0; i < j->n; i++)
		if (asked[i] && good)
			set_state(&j->job[i], b, said[i]);
		else if (!batchjob_has_status(&j->job[i]))
			j->job[i].attempts = batchfiles_attempts(b, j->job[i].name, 0);
	free(asked);
	free(handed);
	free(said);
	return good;
}
