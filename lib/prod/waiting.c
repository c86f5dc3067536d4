#include "prod/waiting.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
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
#include "prod/engine.h"
#include "prod/submission.h"

enum { EVERY_MS = 10 * 1000, SELDOM_MS = 60 * 1000, BACK_OFF_MS = 300 * 1000, READ_MS = 2000, SHARE = 10 };

static uint64_t now_ms(void)
{
	return (uint64_t)(1e3 * clock_date_s());   /* all processes of this machine agree on it */
}

static _Noreturn void fail(const struct batchdir *b, const char *name)
{
	die("%s/%s:", b->path, name);
}

static char *name_of(uint64_t k, const char *key)
{
	return xprintf("waiting/%" PRIu64 ".%s", k, key);
}

/* ---- files of those who wait ---- */

/* In one stroke, over what another one wrote: who looks meanwhile sees the one or the other. */
static void write_parent(const struct waiting *w, pid_t parent)
{
	char text[16];
	const int n = snprintf(text, sizeof text, "%-12ld\n", (long)parent);

	if (pwrite(w->fd, text, (size_t)n, 0) != n)
		fail(w->b, "waiting");
}

/* Locked and filled before it gets its name: nobody finds it in between. */
void waiting_begin(struct waiting *w, const struct batchdir *b, uint64_t k, const char *job, const char *key, pid_t parent)
{
	char *aside = xprintf("waiting/.%ld", (long)getpid()), *name = name_of(k, key);

	*w = (struct waiting) { .b = b, .k = k, .job = job, .key = xstrdup(key) };
	batchdir_mkdir(b, "waiting");
	w->fd = openat(b->fd, aside, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (w->fd < 0 || flock(w->fd, LOCK_EX | LOCK_NB) != 0)
		fail(b, aside);
	write_parent(w, parent);
	if (renameat(b->fd, aside, b->fd, name) != 0)
		fail(b, name);
	free(aside);
	free(name);
}

void waiting_move(struct waiting *w, uint64_t k)
{
	char *from = name_of(w->k, w->key), *to = name_of(k, w->key);

	if (renameat(w->b->fd, from, w->b->fd, to) != 0)
		fail(w->b, to);
	w->k = k;
	w->since_ms = w->heard_ms = 0;
	w->state = WAITING_UNKNOWN;
	free(from);
	free(to);
}

void waiting_end(struct waiting *w)
{
	char *name = name_of(w->k, w->key);

	batchdir_remove(w->b, name);
	close(w->fd);
	free(name);
	free(w->key);
	free(w->reason);
	*w = (struct waiting) { .fd = -1 };
}

/* ---- what was left behind ---- */

/* Its K, if the name of a file is one of ours; key NULL: any. */
static bool parse_name(const char *name, const char *key, uint64_t *k)
{
	const char *dot = strchr(name, '.');

	return dot != NULL && num_read_count(name, (size_t)(dot - name), k) && (key == NULL || strcmp(dot + 1, key) == 0);
}

static DIR *open_list(const struct batchdir *b)
{
	const int fd = openat(b->fd, "waiting", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;

	if (d == NULL && errno != ENOENT)
		fail(b, "waiting");
	return d;
}

/* One that ended and that nobody has asked for its status yet is dead, too. */
static bool is_alive(long pid)
{
	char *path = xprintf("/proc/%ld/stat", pid), text[512] = "";
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const char *state = NULL;

	if (fd >= 0 && read(fd, text, sizeof text - 1) > 0)
		state = strrchr(text, ')');
	if (fd >= 0)
		close(fd);
	free(path);
	return (kill((pid_t)pid, 0) == 0 || errno != ESRCH) && (state == NULL || strncmp(state, ") Z", 3) != 0);
}

/* Has the process that holds it lost its parent? Then it will end, and leave it. */
static bool is_orphan(int fd)
{
	char text[32] = "";

	return pread(fd, text, sizeof text - 1, 0) > 0 && !is_alive(atol(text));
}

/* Still the file of that name? Its holder may have removed or moved it while we waited. */
static bool is_named(const struct batchdir *b, int fd, const char *name)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && fstatat(b->fd, name, &named, 0) == 0 && held.st_ino == named.st_ino;
}

enum { TAKEN = -1, DYING = -2, CHANGED = -3 };

/* Its descriptor, locked. TAKEN if somebody waits for it, DYING if that is one whose parent is dead, CHANGED if it is no more what it was. */
static int take(const struct batchdir *b, const char *name)
{
	const int fd = openat(b->fd, name, O_RDWR | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return CHANGED;
	if (fd < 0)
		fail(b, name);
	int got = fd;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		got = is_orphan(fd) ? DYING : TAKEN;
	else if (!is_named(b, fd, name))
		got = CHANGED;
	if (got < 0)
		close(fd);
	return got;
}

/* The first that nobody holds, else DYING if there is such a one, else TAKEN. A list that changed under our eyes is read again. */
static int take_any(const struct batchdir *b, const char *key, uint64_t *k)
{
	DIR *d = open_list(b);
	int best = TAKEN;

	for (const struct dirent *e; d != NULL && best < 0 && (e = readdir(d)) != NULL; )
		if (parse_name(e->d_name, key, k)) {
			char *name = name_of(*k, key);
			const int fd = take(b, name);
			free(name);
			if (fd == CHANGED)
				rewinddir(d);
			else if (fd != TAKEN)
				best = fd;
		}
	if (d != NULL)
		closedir(d);
	return best;
}

enum waiting_found waiting_find(struct waiting *w, const struct batchdir *b, const char *key, pid_t parent)
{
	uint64_t k;
	const int fd = take_any(b, key, &k);

	if (fd < 0)
		return fd == DYING ? WAITING_SOON : WAITING_NONE;
	*w = (struct waiting) { .b = b, .k = k, .key = xstrdup(key), .fd = fd };
	write_parent(w, parent);
	return WAITING_TAKEN;
}

/* ---- the question ---- */

struct answer {
	char *text;                            /* NULL: none yet */
	uint64_t asked_ms, next_ms, failures;
	struct slice rows;
};

static struct answer read_answer(const struct batchdir *b)
{
	struct answer a = { .text = batchdir_read(b, "waiting/answer") };
	uint64_t *const number[] = { &a.asked_ms, &a.next_ms, &a.failures };
	struct slice line, word;

	if (a.text == NULL)
		return a;
	a.rows = slice_of(a.text);
	slice_cut(&a.rows, '\n', &line);
	for (size_t i = 0; i < 3; i++)
		if (!slice_cut(&line, '\t', &word) || !num_read_count(word.p, word.n, number[i]))
			die("%s/waiting/answer: is none", b->path);
	return a;
}

static void write_answer(const struct batchdir *b, const struct answer *a)
{
	struct buf text = { 0 };

	buf_printf(&text, "%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n", a->asked_ms, a->next_ms, a->failures);
	buf_add(&text, a->rows.p, a->rows.n);
	batchdir_write(b, "waiting/answer", buf_slice(&text));
	buf_free(&text);
}

static bool somebody_waits(const struct batchdir *b, const char *name)
{
	char *path = xprintf("waiting/%s", name);
	const int fd = openat(b->fd, path, O_RDONLY | O_CLOEXEC);
	const bool locked = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;

	if (fd >= 0)
		close(fd);
	free(path);
	return locked;
}

/* query K..., of all that somebody waits for and the engine has been given. */
static struct command question(const struct batchdir *b)
{
	struct command words = { 0 };
	DIR *d = open_list(b);
	uint64_t k;

	command_add(&words, "query");
	for (const struct dirent *e; d != NULL && (e = readdir(d)) != NULL; )
		if (parse_name(e->d_name, NULL, &k) && somebody_waits(b, e->d_name) && submission_handed_over(b, k))
			command_printf(&words, "%" PRIu64, k);
	if (d != NULL)
		closedir(d);
	return words;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* How long between two questions when all goes well: not longer than grace_s, or a job that is lost would be found late. */
static uint64_t every_ms(const struct batchdir *b)
{
	const uint64_t grace_ms = b->settings.grace_s * 1000;
	return grace_ms < 1000 ? 1000 : least(grace_ms, EVERY_MS);
}

/* An engine that needs long for its answers is asked the less: a tenth of the time is for us. */
static void ask(const struct batchdir *b, const struct answer *before)
{
	struct command words = question(b);
	struct buf rows = { 0 }, complaint = { 0 };
	struct answer a = *before;
	const uint64_t begun = now_ms();

	if (words.n > 1 && engine_run(b, &words, &rows, &complaint)) {
		const uint64_t ended = now_ms();
		const uint64_t pause = SHARE * (ended > begun ? ended - begun : 0);
		a = (struct answer) { .asked_ms = begun, .next_ms = ended + least(pause, SELDOM_MS), .rows = buf_slice(&rows) };
	} else if (words.n > 1) {
		if (a.failures == 0)
			warn("%s: %s cannot be asked, trying again: %s", b->path, b->settings.engine, buf_text(&complaint));
		a.failures++;
		a.next_ms = now_ms() + least(every_ms(b) << least(a.failures, 10), BACK_OFF_MS);
	}
	if (words.n > 1)
		write_answer(b, &a);
	command_free(&words);
	buf_free(&rows);
	buf_free(&complaint);
}

/* The longer it takes already, the less it matters to know soon. A clock that was set back does not keep us from asking. */
static bool is_due(const struct waiting *w, const struct answer *a)
{
	const uint64_t now = now_ms(), waited = now > w->since_ms ? now - w->since_ms : 0, every = every_ms(w->b);
	uint64_t between = least(waited / 10, SELDOM_MS);

	if (between < every || w->state == WAITING_GONE)
		between = every;
	return (now >= a->next_ms && now >= a->asked_ms + between) || a->next_ms > now + 2 * BACK_OFF_MS || a->asked_ms > now;
}

static void ask_if_due(const struct waiting *w, struct answer *a)
{
	if (!is_due(w, a))
		return;
	const int fd = openat(w->b->fd, "waiting/asking", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		fail(w->b, "waiting/asking");
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		free(a->text);
		*a = read_answer(w->b);
		if (is_due(w, a)) {   /* nobody was faster */
			ask(w->b, a);
			free(a->text);
			*a = read_answer(w->b);
		}
	}
	close(fd);
}

/* ---- the answer ---- */

static void set_reason(struct waiting *w, struct slice text)
{
	free(w->reason);
	w->reason = engine_reason(text);
}

/* Gone, and since when: others may have seen that before us. */
static void set_gone(struct waiting *w, uint64_t asked_ms, bool removed)
{
	struct batchfiles_end end = { .removed = removed, .reason = w->reason };

	batchfiles_gone(w->b, w->job, w->k, &end);
	w->reason = end.reason;
	w->state = 1e-3 * (double)asked_ms - end.since_s >= (double)w->b->settings.grace_s ? WAITING_LOST : WAITING_GONE;
}

/* What has no row is gone. */
static void hear(struct waiting *w, const struct answer *a)
{
	struct engine_row row, ours = { .state = ENGINE_GONE, .reason = slice_of("") };
	struct slice rest = a->rows, line;

	while (slice_cut(&rest, '\n', &line))
		if (engine_row(line, &row) && row.k == w->k && row.from == 1)
			ours = row;
	w->heard_ms = a->asked_ms;
	set_reason(w, ours.reason);
	if (ours.state == ENGINE_GONE || ours.state == ENGINE_REMOVED) {
		set_gone(w, a->asked_ms, ours.state == ENGINE_REMOVED);
		return;
	}
	batchfiles_gone_no_more(w->b, w->job, w->k);   /* another one may have seen it gone since we heard of it */
	w->state = ours.state == ENGINE_BLOCKED ? WAITING_BLOCKED : WAITING_THERE;
}

enum waiting_state waiting_look(struct waiting *w)
{
	const uint64_t now = now_ms();

	if (w->since_ms == 0) {
		w->since_ms = now;
		w->look_ms = now + every_ms(w->b);
	}
	if (now < w->look_ms && now >= w->since_ms)
		return w->state;
	struct answer a = read_answer(w->b);
	ask_if_due(w, &a);
	if (a.asked_ms > w->since_ms && a.asked_ms != w->heard_ms)
		hear(w, &a);
	free(a.text);
	w->look_ms = now + least(READ_MS, every_ms(w->b));
	return w->state;
}
