#include "prod/batchlook.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "prod/command.h"
#include "prod/engine.h"
#include "prod/submission.h"

static char *file_of(const struct batchjob *job, const char *file)
{
	return xprintf("jobs/%s/%s", job->name, file);
}

/* Has it an exit-status? Listing the directory makes a network's file system look again. */
static bool read_status(struct batchjob *job, const struct batchdir *b, bool fresh)
{
	char *name = file_of(job, "exit-status"), *text;
	uint64_t n = 0;

	if (fresh) {
		char *directory = file_of(job, "");
		const int fd = openat(b->fd, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
		while (d != NULL && readdir(d) != NULL)
			;
		if (d != NULL)
			closedir(d);
		free(directory);
	}
	text = batchdir_read(b, name);
	const bool ended = text != NULL && num_read_count(text, strcspn(text, "\n"), &n) && n < 256;
	if (ended) {
		job->exit_status = (int)n;
		job->state = n == 0 ? BATCHJOB_DONE : BATCHJOB_FAILED;
		job->attempts = batchdir_attempts(b, job->name, 0);
	}
	free(text);
	free(name);
	return ended;
}

/* For how long it has been gone: from when somebody saw that first. */
static bool gone_for_long(const struct batchjob *job, const struct batchdir *b)
{
	char *file = xprintf("jobs/%s/gone-%" PRIu64, job->name, job->submission);
	struct stat s;
	const int fd = openat(b->fd, file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd >= 0)
		close(fd);
	const bool seen = fstatat(b->fd, file, &s, 0) == 0;   /* not, where we may not write: then others must see it */
	free(file);
	return seen && time(NULL) - s.st_mtime >= (time_t)b->settings.grace_s;
}

static void gone_no_more(const struct batchjob *job, const struct batchdir *b)
{
	char *file = xprintf("jobs/%s/gone-%" PRIu64, job->name, job->submission);
	unlinkat(b->fd, file, 0);
	free(file);
}

static bool claimed(const struct batchjob *job, const struct batchdir *b)
{
	char *file = xprintf("jobs/%s/claim-%" PRIu64, job->name, job->submission);
	const bool there = batchdir_has(b, file);
	free(file);
	return there;
}

static void set_reason(struct batchjob *job, struct slice text)
{
	free(job->reason);
	job->reason = text.n > 0 && !slice_is(text, "-") ? slice_dup(text) : NULL;
	for (char *c = job->reason; c != NULL && *c != '\0'; c++)   /* it becomes a cell, and a part of messages */
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
}

/* What an engine's answer says about a job. */
enum presence { UNKNOWN, GONE, QUEUED, RUNNING, BLOCKED, ALIVE };
static const char *const presences[] = { "-", "gone", "queued", "running", "blocked", "alive", NULL };

static enum presence presence_of(const struct batchdir *b, struct slice word)
{
	for (int i = GONE; presences[i] != NULL; i++)
		if (slice_is(word, presences[i]))
			return (enum presence)i;
	die("%s/engine: query answers with a state that is none: '%.*s'", b->path, (int)word.n, word.p);
}

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

/* One line of the answer: K, INDEX or *, STATE, REASON. */
static void hear(struct batchjobs *j, const struct batchdir *b, const struct by_submission *s, struct slice line, enum presence presence[])
{
	struct slice number, index, state;
	uint64_t k, from, to;

	if (!slice_cut(&line, '\t', &number) || !slice_cut(&line, '\t', &index) || !slice_cut(&line, '\t', &state))
		die("%s/engine: query answers with a line that lacks fields", b->path);
	if (!num_read_count(number.p, number.n, &k) || k == 0 || k > j->submissions)
		die("%s/engine: query answers with a submission that is none: '%.*s'", b->path, (int)number.n, number.p);
	if (slice_is(index, "*"))
		from = 1, to = s->size[k];
	else if (num_read_count(index.p, index.n, &from) && from >= 1)
		to = from;
	else
		die("%s/engine: query answers with an index that is none: '%.*s'", b->path, (int)index.n, index.p);
	for (uint64_t i = from; i <= to && i <= s->size[k]; i++) {
		const size_t job = s->of[s->offset[k] + i - 1];
		if (job == 0)
			continue;
		presence[job - 1] = presence_of(b, state);
		set_reason(&j->job[job - 1], line);
	}
}

/* Asks the engine about all that are marked. */
static bool query(struct batchjobs *j, const struct batchdir *b, const bool asked[], enum presence presence[], uint64_t patience_s, struct buf *complaint)
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
		while (slice_cut(&rest, '\n', &line))
			if (line.n > 0)
				hear(j, b, &s, line, presence);
		free_sorted(&s);
	}
	free(wanted);
	buf_free(&answer);
	command_free(&words);
	return good;
}

/* The engine was given the submission twice (the first time it took it and said that it did not), and it is the copy that nobody knows the id of
 * that has claimed the job? Ids begin with what all jobs of one submission share. */
static bool other_copy_has_it(const struct batchjob *job, const struct batchdir *b)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	char *file = xprintf("jobs/%s/claim-%" PRIu64, job->name, job->submission), *owner = batchdir_read(b, file);
	char *id_file = xprintf("submissions/%" PRIu64 "/id", job->submission), *id = batchdir_read(b, id_file);
	const size_t n = id != NULL ? strspn(id, plain) : 0;
	const bool other = owner != NULL && id != NULL && strcmp(owner, "revoked\n") != 0 && (strncmp(owner, id, n) != 0 || strspn(owner, plain) != n);

	free(owner);
	free(id);
	free(file);
	free(id_file);
	return other;
}

static void set_state(struct batchjob *job, const struct batchdir *b, enum presence presence)
{
	const bool started = claimed(job, b);

	job->blocked = presence == BLOCKED;
	job->state = presence == RUNNING || (started && presence != QUEUED && presence != BLOCKED) ? BATCHJOB_RUNNING : BATCHJOB_QUEUED;
	job->attempts = batchdir_attempts(b, job->name, 0);
	if (presence > GONE) {
		gone_no_more(job, b);
		return;
	}
	if (read_status(job, b, true))   /* it ended while the engine was asked */
		return;
	if (started && other_copy_has_it(job, b))
		set_reason(job, slice_of("runs as a second copy that the batch system was given; only its exit-status will tell"));
	else if (gone_for_long(job, b))
		job->state = BATCHJOB_LOST;
}

bool batchjob_has_status(const struct batchjob *job)
{
	return job->state == BATCHJOB_DONE || job->state == BATCHJOB_FAILED;
}

/* An exit-status belongs to the last submission once that has begun; without any it is that of a job that was cancelled before. */
bool batchjobs_glance(struct batchjobs *j, const struct batchdir *b)
{
	bool *begun = xcalloc(j->submissions + 1, sizeof *begun), all = true;

	begun[0] = true;
	for (uint64_t k = 1; k <= j->submissions; k++)
		begun[k] = submission_begun(b, k);
	for (size_t i = 0; i < j->n; i++)
		all &= batchjob_has_status(&j->job[i]) || (begun[j->job[i].submission] && read_status(&j->job[i], b, false));
	free(begun);
	return all;
}

bool batchjobs_look(struct batchjobs *j, const struct batchdir *b, uint64_t patience_s, struct buf *complaint)
{
	bool *asked = xcalloc(j->n, sizeof *asked), *handed = xcalloc(j->submissions + 1, sizeof *handed);
	enum presence *presence = xcalloc(j->n, sizeof *presence);

	for (uint64_t k = 1; k <= j->submissions; k++)
		handed[k] = submission_handed_over(b, k);
	batchjobs_glance(j, b);
	for (size_t i = 0; i < j->n; i++)
		asked[i] = !batchjob_has_status(&j->job[i]) && handed[j->job[i].submission];
	const bool good = query(j, b, asked, presence, patience_s, complaint);
	for (size_t i = 0; i < j->n; i++)
		if (asked[i] && good)
			set_state(&j->job[i], b, presence[i]);
		else if (!batchjob_has_status(&j->job[i]))
			j->job[i].attempts = batchdir_attempts(b, j->job[i].name, 0);
	free(asked);
	free(handed);
	free(presence);
	return good;
}
