#include "prod/submission.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "prod/batchfiles.h"
#include "prod/command.h"
#include "prod/engine.h"

enum { PATIENCE_S = 120, TRIES = 3 };

static char *file_of(uint64_t k, const char *file)
{
	return xprintf("submissions/%" PRIu64 "/%s", k, file);
}

static bool has(const struct batchdir *b, uint64_t k, const char *file)
{
	char *name = file_of(k, file);
	const bool there = batchdir_has(b, name);
	free(name);
	return there;
}

static void put(const struct batchdir *b, uint64_t k, const char *file, struct slice bytes)
{
	char *name = file_of(k, file);
	batchdir_write(b, name, bytes);
	free(name);
}

static char *get(const struct batchdir *b, uint64_t k, const char *file)
{
	char *name = file_of(k, file), *text = batchdir_read(b, name);
	free(name);
	return text;
}

/* ---- making ---- */

/* The directory of the next number: whoever makes it has it. Where directories count their own (nlink, 2 when empty), that many need not be tried. */
static uint64_t next_number(const struct batchdir *b)
{
	struct stat s;
	const bool counted = fstatat(b->fd, "submissions", &s, 0) == 0 && s.st_nlink > 2;

	for (uint64_t k = counted ? (uint64_t)s.st_nlink - 1 : 1;; k++) {
		char *name = xprintf("submissions/%" PRIu64, k);
		if (mkdirat(b->fd, name, 0777) == 0)
			return free(name), k;
		if (errno != EEXIST)
			die("%s/%s:", b->path, name);
		free(name);
	}
}

static void put_count(struct buf *text, const char *name, uint64_t n)
{
	buf_printf(text, "%s=", name);
	if (n > 0)
		buf_add_count(text, n);
	buf_add_text(text, "\n");
}

uint64_t submission_make(const struct batchdir *b, struct slice list, uint64_t n, const struct submission_need *need)
{
	const struct batchdir_settings *s = &b->settings;
	const uint64_t k = next_number(b);
	struct buf text = { 0 };

	buf_printf(&text, "token=%s-%" PRIu64 "\nname=%s\njobs=%" PRIu64 "\n", b->token, k, s->name, n);
	put_count(&text, "memory_mb", need->memory_mb);
	put_count(&text, "walltime_s", need->walltime_s);
	put_count(&text, "limit", s->limit);
	buf_printf(&text, "retries=%" PRIu64 "\ntransfer=%s\nafter=\n", need->retries, s->transfer ? "yes" : "no");
	put(b, k, "list", list);
	put(b, k, "settings", buf_slice(&text));   /* last: now it is made */
	batchdir_journal(b, "made", k, n, NULL, NULL);
	buf_free(&text);
	return k;
}

/* ---- handing over ---- */

bool submission_cancelled(const struct batchdir *b, uint64_t k)
{
	return has(b, k, "cancelled");
}

bool submission_begun(const struct batchdir *b, uint64_t k)
{
	return has(b, k, "begun") || submission_cancelled(b, k);
}

bool submission_unfinished(const struct batchdir *b, uint64_t k)
{
	return has(b, k, "settings") && !has(b, k, "id") && !submission_cancelled(b, k);
}

bool submission_handed_over(const struct batchdir *b, uint64_t k)
{
	return has(b, k, "id");
}

char *submission_id(const struct batchdir *b, uint64_t k)
{
	char *id = get(b, k, "id");

	if (id != NULL)
		id[strcspn(id, "\t\r\n")] = '\0';
	return id;
}

/* Ids begin with what all jobs of one submission share. */
bool submission_other_copy(const struct batchdir *b, uint64_t k, const char *job)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	char *owner = batchfiles_owner(b, job, k), *id = submission_id(b, k);
	const size_t n = id != NULL ? strspn(id, plain) : 0;
	const bool other = owner != NULL && id != NULL && (strncmp(owner, id, n) != 0 || strspn(owner, plain) != n);

	free(owner);
	free(id);
	return other;
}

static uint64_t retries_of(const struct batchdir *b, uint64_t k)
{
	char *text = get(b, k, "settings"), *value = text != NULL ? batchdir_value(text, "retries") : NULL;
	uint64_t n = 0;

	if (value == NULL || !num_read_count(value, strlen(value), &n))
		die("%s/submissions/%" PRIu64 "/settings: no retries", b->path, k);
	free(value);
	free(text);
	return n;
}

bool submission_retries_left(const struct batchdir *b, uint64_t k, const char *job, uint64_t *left)
{
	if (submission_cancelled(b, k) || batchfiles_removed(b, job, k))
		return false;
	const uint64_t had = retries_of(b, k), tried = batchfiles_attempts(b, job, k), used = tried > 0 ? tried : 1;

	*left = had >= used ? had - used : 0;
	return had >= used;
}

static struct command ask(const char *what, uint64_t k)
{
	struct command words = { 0 };
	command_add(&words, what);
	command_printf(&words, "%" PRIu64, k);
	return words;
}

/* What earlier attempts left behind is no longer the truth. Returns the number of jobs. */
static uint64_t clear_jobs(const struct batchdir *b, uint64_t k)
{
	char *list = get(b, k, "list");
	struct slice rest = slice_of(list), line, job;
	uint64_t n = 0;

	while (slice_cut(&rest, '\n', &line) && line.n > 0) {
		slice_cut(&line, '\t', &job);
		char *status = xprintf("jobs/%.*s/exit-status", (int)job.n, job.p);
		batchdir_remove(b, status);
		free(status);
		n++;
	}
	free(list);
	return n;
}

/* The last line of settings. Ids of others are good at this moment only, so they are no part of the making. */
static void write_after(const struct batchdir *b, uint64_t k, const char *after)
{
	static const char last[] = "\nafter=";
	char *settings = get(b, k, "settings"), *end = settings != NULL ? strstr(settings, last) : NULL;
	struct buf text = { 0 };

	if (end == NULL)
		die("%s/submissions/%" PRIu64 "/settings: no after", b->path, k);
	buf_add(&text, settings, (size_t)(end - settings) + sizeof last - 1);
	command_quote(&text, after);
	buf_add_text(&text, "\n");
	put(b, k, "settings", buf_slice(&text));
	buf_free(&text);
	free(settings);
}

/* Text for the engine, and whatever else it needs. */
static bool write_text(const struct batchdir *b, uint64_t k, struct buf *complaint)
{
	struct command words = ask("text", k);
	struct buf text = { 0 };
	const bool good = engine_run(b, &words, &text, complaint);

	if (good)
		put(b, k, "submit", buf_slice(&text));
	buf_free(&text);
	command_free(&words);
	return good;
}

/* Did an earlier submit command get through? Leaves its id, if it did. False if that cannot be found out. */
static bool find(const struct batchdir *b, uint64_t k, struct buf *complaint, double patience_s)
{
	struct command words = ask("find", k);
	struct buf id = { 0 };
	const bool good = engine_ask(b, &words, &id, complaint, patience_s);

	if (good && id.len > 0 && id.data[0] != '\n') {
		put(b, k, "id", buf_slice(&id));
		batchdir_journal(b, "found", k, 0, NULL, NULL);
	}
	buf_free(&id);
	command_free(&words);
	return good;
}

/* Its descriptor, once a submit command that outlived its caller has ended; -1 when it does not end. */
static int lock_submission(const struct batchdir *b, uint64_t k, struct buf *complaint)
{
	char *name = file_of(k, "lock");
	const int lock = openat(b->fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	double left = b->engine_s > 0 ? b->engine_s : 600;

	if (lock < 0)
		die("%s/%s:", b->path, name);
	free(name);
	for (; flock(lock, LOCK_EX | LOCK_NB) != 0; left -= 0.05) {
		if (errno != EINTR && errno != EWOULDBLOCK)
			die("%s: no lock:", b->path);
		if (left < 0) {
			close(lock);
			complaint->len = 0;
			buf_printf(complaint, "the submit command of an earlier call does not end");
			buf_text(complaint);
			return -1;
		}
		clock_rest(0.05);
	}
	return lock;
}

static void journal_id(const struct batchdir *b, uint64_t k, uint64_t n)
{
	char *id = submission_id(b, k);

	batchdir_journal(b, "submitted", k, n, id, NULL);
	free(id);
}

/* Submits, once more after a refusal that may be of the moment; whatever a command said, it may have got through. */
static bool submit(const struct batchdir *b, uint64_t k, int lock, struct buf *complaint)
{
	for (unsigned tries = 1; !submission_handed_over(b, k); tries++) {
		if (engine_submit(b, k, lock, complaint))
			return true;
		struct buf why = { 0 };
		buf_printf(&why, "%s", complaint->data);
		if (!find(b, k, complaint, PATIENCE_S) || (!submission_handed_over(b, k) && tries == TRIES)) {
			complaint->len = 0;
			buf_printf(complaint, "%s", buf_text(&why));
			batchdir_journal(b, "refused", k, 0, NULL, buf_text(complaint));
			buf_free(&why);
			return false;
		}
		buf_free(&why);
		if (!submission_handed_over(b, k))
			clock_rest(tries);
	}
	return true;
}

bool submission_hand_over(const struct batchdir *b, uint64_t k, const char *after, struct buf *complaint)
{
	uint64_t n = 0;

	if (submission_handed_over(b, k))
		return true;
	const int lock = lock_submission(b, k, complaint);
	if (lock < 0)
		return false;
	const bool begun = submission_begun(b, k);
	bool good = !begun || submission_handed_over(b, k) || find(b, k, complaint, PATIENCE_S);
	if (good && !submission_handed_over(b, k)) {
		write_after(b, k, after);
		good = write_text(b, k, complaint);
		if (good && !begun) {
			n = clear_jobs(b, k);
			put(b, k, "begun", slice_of(""));
		}
		good = good && submit(b, k, lock, complaint);
	}
	if (good)
		journal_id(b, k, n);
	close(lock);
	return good;
}

/* ---- taking back ---- */

void submission_mark_cancelled(const struct batchdir *b, uint64_t k)
{
	put(b, k, "cancelled", slice_of(""));
}

bool submission_cancel(const struct batchdir *b, uint64_t k, struct buf *complaint)
{
	struct command words = ask("cancel", k);
	struct buf answer = { 0 };

	bool good = true;

	submission_mark_cancelled(b, k);
	if (has(b, k, "begun") && !submission_handed_over(b, k)) {   /* a submit command that outlived its caller, or got through unheard */
		const int lock = lock_submission(b, k, complaint);
		good = lock >= 0 && (submission_handed_over(b, k) || find(b, k, complaint, 10));
		if (lock >= 0)
			close(lock);
	}
	if (good && submission_handed_over(b, k))
		good = engine_run(b, &words, &answer, complaint);
	batchdir_journal(b, "cancel", k, 0, NULL, good ? NULL : complaint->data);
	buf_free(&answer);
	command_free(&words);
	return good;
}
