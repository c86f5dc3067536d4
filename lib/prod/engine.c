#define _GNU_SOURCE   /* memfd_create */
#include "prod/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"

/* A file in memory: what the engine prints goes there, so that neither side waits for the other, and the end of one is not the other's. */
static int scratch(void)
{
	const int fd = memfd_create("engine", MFD_CLOEXEC);

	if (fd < 0)
		die("cannot make a file in memory:");
	return fd;
}

static void read_back(int fd, struct buf *to)
{
	ssize_t n;

	to->len = 0;
	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, buf_room(to, 4096), 4096)) > 0)
		to->len += (size_t)n;
	if (n < 0)
		die("cannot read what the engine said:");
	close(fd);
}

/* The descriptor that an engine's submit command finds the lock on: some leave a daemon behind, and can close it for that. */
enum { LOCK = 9 };

/* The child: a group of its own, stdin empty, nothing of ours but the two files. Signals that we hold back are its own again. */
static _Noreturn void become(int directory, int lock, char *const words[], int out, int err)
{
	const int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	if (directory >= 0 && fchdir(directory) != 0)
		_exit(126);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	if (lock >= 0 && lock != LOCK)
		dup2(lock, LOCK);
	else if (lock >= 0)
		fcntl(lock, F_SETFD, 0);
	for (int fd = STDERR_FILENO + 1; fd < 256; fd++)   /* of bats, of make's job server; ours close by themselves */
		if (fd != LOCK || lock < 0)
			close(fd);
	execvp(words[0], words);
	_exit(127);
}

/* Its wait status; one that takes longer is killed, with all that it started. */
static int wait_for(pid_t child, double limit_s)
{
	double waited = 0, nap = 0.001;
	int status;

	for (pid_t ended; (ended = waitpid(child, &status, WNOHANG)) != child; ) {
		if (ended < 0 && errno != EINTR)
			die("cannot wait for the engine:");
		if (waited >= limit_s) {
			kill(-child, SIGKILL);
			limit_s = 1e9;
		}
		clock_rest(nap);
		waited += nap;
		nap = nap < 0.05 ? 1.5 * nap : nap;
	}
	return status;
}

static int run(const struct batchdir *b, int lock, char *const words[], struct buf *answer, struct buf *complaint)
{
	const double limit_s = b != NULL && b->engine_s > 0 ? b->engine_s : 600;
	const int out = scratch(), err = scratch();
	const pid_t child = fork();
	int status;

	if (child < 0)
		die("cannot start a process:");
	if (child == 0)
		become(b != NULL ? b->fd : -1, lock, words, out, err);
	setpgid(child, child);   /* whoever is first, it or we */
	status = wait_for(child, limit_s);
	read_back(out, answer);
	read_back(err, complaint);
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	const char *newline = memchr(buf_text(complaint), '\n', complaint->len);
	if (newline != NULL)
		complaint->len = (size_t)(newline - complaint->data);
	if (status != 0 && complaint->len == 0)
		buf_printf(complaint, status == 128 + SIGKILL ? "no answer in %g s" : "status %.0f and no word about it",
		           status == 128 + SIGKILL ? limit_s : (double)status);
	buf_text(complaint);
	buf_text(answer);
	return status;
}

void engine_check(const char *name, const char *text)
{
	char *words[] = { "sh", "-c", xstrdup(text), "engine", "check", NULL };
	struct buf answer = { 0 }, complaint = { 0 };

	if (run(NULL, -1, words, &answer, &complaint) != 0)
		die("engine %s: %s", name, complaint.data);
	free(words[2]);
	buf_free(&answer);
	buf_free(&complaint);
}

bool engine_row(struct slice line, struct engine_row *row)
{
	static const char *const states[] = { "gone", "removed", "queued", "running", "blocked", "alive" };
	struct slice number, index, state;

	if (!slice_cut(&line, '\t', &number) || !slice_cut(&line, '\t', &index) || !slice_cut(&line, '\t', &state) || !num_read_count(number.p, number.n, &row->k))
		return false;
	if (slice_is(index, "*"))
		row->from = 1, row->to = UINT64_MAX;
	else if (num_read_count(index.p, index.n, &row->from) && row->from > 0)
		row->to = row->from;
	else
		return false;
	row->reason = slice_is(line, "-") ? slice_of("") : line;
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (slice_is(state, states[i])) {
			row->state = (enum engine_state)i;
			return true;
		}
	return false;
}

char *engine_reason(struct slice text)
{
	char *reason = text.n > 0 ? slice_dup(text) : NULL;

	for (char *c = reason; c != NULL && *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return reason;
}

/* Is it one of the words behind the first? at is where the last one was found: rows of one submission mostly come together. */
static bool was_asked(const struct command *words, uint64_t k, size_t *at)
{
	char number[24];

	snprintf(number, sizeof number, "%" PRIu64, k);
	if (*at > 0 && strcmp(words->word[*at], number) == 0)
		return true;
	for (*at = 1; *at < words->n; ++*at)
		if (strcmp(words->word[*at], number) == 0)
			return true;
	*at = 0;
	return false;
}

/* Whatever else query printed would make jobs look gone that are not. */
static bool are_rows(const struct command *words, struct slice answer, struct buf *complaint)
{
	struct slice line;
	struct engine_row row;
	size_t at = 0;

	while (slice_cut(&answer, '\n', &line))
		if (line.n > 0 && !(engine_row(line, &row) && was_asked(words, row.k, &at))) {
			complaint->len = 0;
			buf_printf(complaint, "query answers with what is no row: '%.*s'", (int)line.n, line.p);
			buf_text(complaint);
			return false;
		}
	return true;
}

bool engine_run(const struct batchdir *b, const struct command *words, struct buf *answer, struct buf *complaint)
{
	struct command all = { 0 };

	command_add(&all, "sh");
	command_add(&all, "engine");
	for (size_t i = 0; i < words->n; i++)
		command_add(&all, words->word[i]);
	const int status = run(b, -1, all.word, answer, complaint);
	command_free(&all);
	return status == 0 && (strcmp(words->word[0], "query") != 0 || are_rows(words, buf_slice(answer), complaint));
}

bool engine_ask(const struct batchdir *b, const struct command *words, struct buf *answer, struct buf *complaint, double patience_s)
{
	double waited = 0, delay = 1;

	while (!engine_run(b, words, answer, complaint)) {
		if (waited >= patience_s)
			return false;
		if (waited == 0)
			warn("%s: %s cannot be asked, trying again: %s", b->path, b->settings.engine, complaint->data);
		clock_rest(delay);
		waited += delay;
		delay = delay < 64 ? 2 * delay : 64;
	}
	return true;
}

bool engine_submit(const struct batchdir *b, uint64_t k, int lock, struct buf *complaint)
{
	static const char submit[] = "id=submissions/$1/id; sh engine submit $1 > $id.new && grep -q . $id.new && mv $id.new $id";
	char *number = xprintf("%" PRIu64, k), *words[] = { "sh", "-c", (char *)submit, "sh", number, NULL };
	struct buf answer = { 0 };
	const int status = run(b, lock, words, &answer, complaint);

	free(number);
	buf_free(&answer);
	return status == 0;
}
