/* batch-shell - a shell for make that runs heavy recipes as jobs of a batch system
 *
 * in     what make calls a shell with: options, -c, the recipe; settings from the environment (see below)
 * out    of a heavy recipe what its job printed, in one piece, when it has ended; its exit status is ours. Of any other the shell's own
 * exact  the recipe reaches the shell, here or there, as make gave it, whatever its bytes
 * cost   a recipe that is not heavy: none, this program becomes the shell. A heavy one: less than half a megabyte and 20 ms of processor time
 *        beside what the engine's own commands take; a look at a file every second; one query of the engine for all that wait, every 10 s at most
 * fails  an engine that is unknown, not installed, or refuses; a directory that cannot be written or is another engine's; a job that got lost
 *        more often than retries allow: status 2, and one line
 *
 * INT, TERM, HUP   cancel the job, wait for its end for some seconds, and end us
 * any other death  of ours or of make leaves the job where it is. Whoever runs the same recipe again finds it: one that is queued or running is
 *                  waited for, nothing is started twice; one that had ended before make decided that it must be run is run again
 *
 * source  spec/batch.md; share/batch/README.md; lib/prod/waiting.h, recipe.h
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "prod/batchdir.h"
#include "prod/engine.h"
#include "prod/recipe.h"
#include "prod/submission.h"
#include "prod/waiting.h"

enum { SOON_MS = 20, LATE_MS = 1000, CANCEL_MS = 5000, JUST_NOW_S = 2 };

static const struct tool tool = {
	.name = "batch-shell",
	.does = "Be make's shell, and run heavy recipes as jobs of a batch system.",
	.more = "make -j200 SHELL=batch-shell runs 200 jobs at a time. A recipe whose target exports BATCH_MEMORY_MB or BATCH_WALLTIME is heavy, if\n"
	        "BATCH_ENGINE is set. Every other one, and whatever else a shell is called with, goes to the real shell at once, unchanged.\n\n"
	        "BATCH_ENGINE      slurm, htcondor, pbs, lsf, local, or ./FILE (share/batch/README.md). Empty or not set: nothing is a job\n"
	        "BATCH_DIR         the submission directory of the whole production, from where make is; made when it is needed first [batch]\n"
	        "BATCH_SHELL       the real shell [bash; sh where there is none]\n"
	        "BATCH_MEMORY_MB   memory that the recipe needs, MB\n"
	        "BATCH_WALLTIME    time that it may take: 3600, 30min, 2h, 1d\n"
	        "BATCH_TARGET      names the job, for people: export BATCH_TARGET = $@\n"
	        "BATCH_ENV         names of variables that jobs find, if they are set, besides PATH HOME USER LANG LC_ALL TZ; blanks between\n"
	        "BATCH_EXTRA       lines for the batch system's file\n"
	        "BATCH_RETRIES     how often a job that failed or got lost is tried again [2]\n"
	        "BATCH_LIMIT       what batch-submit calls --limit [none]\n"
	        "BATCH_GRACE       how long a job unknown to the batch system may still write its exit-status [60s]\n\n"
	        "In recipes of .ONESHELL make takes @, - and + off lines behind the first only for shells that it knows by name: for a link to\n"
	        "batch-shell that is named bash, say.\n\n"
	        "Interrupted by INT, TERM or HUP it cancels its job. Killed otherwise it leaves it, and the next run of the same recipe (same\n"
	        "words, place and variables of BATCH_ENV) waits for it if it has not ended. A recipe that was changed is another one:\n"
	        "batch-cancel BATCH_DIR takes out of the queue what still runs of the old.",
	.operands = "[SHELL-OPTION...] -c RECIPE",
	.options_first = true,
	.example = "printf 'answer: export BATCH_MEMORY_MB = 100\\nanswer:\\n\\techo 42 > $@\\n' > Makefile\n"
	           "BATCH_ENGINE=local make -s -j2 SHELL=batch-shell\n"
	           "cat answer",
	.status = "or any other number: the recipe's own",
};

struct shell {
	const char *engine, *directory;
	struct batchdir_settings settings;
	struct option_list extra;
	struct recipe recipe;
	pid_t make;
	time_t start;
	sigset_t signals;       /* held back while there is a job to cancel */
	struct batchdir b;
	char *job;
	struct waiting waiting;
};

/* ---- settings ---- */

static const char *setting(const char *name, const char *otherwise)
{
	const char *value = getenv(name);
	return value != NULL && *value != '\0' ? value : otherwise;
}

static uint64_t count_setting(const char *name, const char *otherwise)
{
	const char *text = setting(name, otherwise);
	uint64_t n;

	if (!num_read_count(text, strlen(text), &n))
		die("%s: not a count: '%s'", name, text);
	return n;
}

static uint64_t time_setting(const char *name, const char *otherwise)
{
	const char *text = setting(name, otherwise);
	double s;

	if (!opt_time_s(text, 1, &s) || s > 1e9)
		die("%s: not a time: '%s' (2h, 1.5d, 1w, 600s, ...)", name, text);
	return (uint64_t)ceil(s);
}

/* The parts of a variable; empty ones are none. */
static struct option_list list_setting(const char *name, const char *separators)
{
	struct option_list list = { 0 };
	char *text = xstrdup(setting(name, ""));   /* kept: the parts lie in it */

	for (char *part = strtok(text, separators); part != NULL; part = strtok(NULL, separators)) {
		MEM_GROW(list.item, list.n, list.room);
		list.item[list.n++] = part;
	}
	return list;
}

static void check_names(const struct option_list *names)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

	for (size_t i = 0; i < names->n; i++)
		if (names->item[i][strspn(names->item[i], letters)] != '\0' || (*names->item[i] >= '0' && *names->item[i] <= '9'))
			die("BATCH_ENV: not the name of a variable: '%s'", names->item[i]);
}

static bool is_heavy(void)
{
	return setting("BATCH_ENGINE", NULL) != NULL && (setting("BATCH_MEMORY_MB", NULL) != NULL || setting("BATCH_WALLTIME", NULL) != NULL);
}

static struct shell shell_of(char **words)
{
	struct shell s = {
		.engine = setting("BATCH_ENGINE", NULL),
		.directory = setting("BATCH_DIR", "batch"),
		.settings = { .retries = count_setting("BATCH_RETRIES", "2"), .limit = count_setting("BATCH_LIMIT", "0"),
		              .grace_s = time_setting("BATCH_GRACE", "60"), .after = "" },
		.extra = list_setting("BATCH_EXTRA", "\n"),
		.recipe = { .shell = setting("BATCH_SHELL", NULL), .target = setting("BATCH_TARGET", NULL), .variables = list_setting("BATCH_ENV", " \t\n"),
		            .need = { count_setting("BATCH_MEMORY_MB", "0"), time_setting("BATCH_WALLTIME", "0"), 0 } },
		.make = getppid(),
		.start = time(NULL),
	};
	s.settings.engine = s.engine;
	s.recipe.need.retries = s.settings.retries;
	for (; *words != NULL; words++)
		command_add(&s.recipe.words, *words);
	check_names(&s.recipe.variables);
	return s;
}

static const char *name(const struct shell *s)
{
	return s->recipe.target != NULL ? s->recipe.target : "recipe";
}

/* ---- signals ---- */

/* From here on they wait until somebody asks for them. One that was ignored when we were started (nohup) stays ignored. */
static void hold_signals(struct shell *s)
{
	static const int ours[] = { SIGINT, SIGTERM, SIGHUP };

	sigemptyset(&s->signals);
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
		struct sigaction action;
		if (sigaction(ours[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(&s->signals, ours[i]);
	}
	sigprocmask(SIG_BLOCK, &s->signals, NULL);
}

static void release_signals(const struct shell *s)
{
	sigprocmask(SIG_UNBLOCK, &s->signals, NULL);
}

/* Sleeps until a signal comes: its number. 0 when none did. */
static int nap(const struct shell *s, uint64_t ms)
{
	const struct timespec t = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };
	const int number = sigtimedwait(&s->signals, NULL, &t);

	return number > 0 ? number : 0;
}

static _Noreturn void end_by(const struct shell *s, int number)
{
	signal(number, SIG_DFL);
	release_signals(s);
	raise(number);
	_exit(128 + number);
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- files of the job ---- */

static char *file_of(const struct shell *s, const char *file)
{
	return xprintf("jobs/%s/%s", s->job, file);
}

/* Opening the directory makes a network's file system look again. */
static bool has_ended(const struct shell *s)
{
	char *place = file_of(s, "");
	const int fd = openat(s->b.fd, place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const bool ended = fd >= 0 && faccessat(fd, "exit-status", F_OK, 0) == 0;

	if (fd >= 0)
		close(fd);
	free(place);
	return ended;
}

static int exit_status(const struct shell *s)
{
	char *file = file_of(s, "exit-status"), *text = batchdir_read(&s->b, file);
	uint64_t n;

	if (text == NULL || !num_read_count(text, strcspn(text, "\n"), &n) || n > 255)
		die("%s/%s: no exit status", s->b.path, file);
	free(text);
	free(file);
	return (int)n;
}

/* ---- output ---- */

/* What cannot be written here is not lost, and the job's status is what it is: its target is made, whoever reads us or not. */
static bool put_all(int fd, const char *bytes, size_t n, const char *file)
{
	while (n > 0) {
		const ssize_t done = write(fd, bytes, n);
		if (done >= 0) {
			bytes += done;
			n -= (size_t)done;
		} else if (errno == EAGAIN) {
			poll(&(struct pollfd) { .fd = fd, .events = POLLOUT }, 1, -1);
		} else if (errno != EINTR) {
			if (errno != EPIPE)
				warn("cannot write what is in %s:", file);
			return false;
		}
	}
	return true;
}

static void relay(const struct shell *s, const char *what, int to)
{
	char *file = file_of(s, what), *path = xprintf("%s/%s", s->b.path, file), block[16 * 1024];
	const int fd = openat(s->b.fd, file, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	while (fd >= 0 && (n = read(fd, block, sizeof block)) > 0)
		if (!put_all(to, block, (size_t)n, path))
			break;
	if (fd >= 0)
		close(fd);
	free(path);
	free(file);
}

/* One at a time: nobody's output stands in another's. The lock is held until we end, which we do soon; there is nothing left to cancel, and a
 * terminal that does not take our output must not keep us from ending by Ctrl-C. */
static void relay_all(const struct shell *s)
{
	release_signals(s);
	const int lock = openat(s->b.fd, "shell/output", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	while (lock >= 0 && flock(lock, LOCK_EX) != 0 && errno == EINTR)
		;
	signal(SIGPIPE, SIG_IGN);
	relay(s, "stdout", STDOUT_FILENO);
	relay(s, "stderr", STDERR_FILENO);
}

/* ---- the end ---- */

/* No copy of it begins any more, whatever the batch system does; for one that had not begun, its end is written. False if it may be running. */
static bool call_off(struct shell *s)
{
	struct buf complaint = { 0 };
	char *status = file_of(s, "exit-status");

	if (!submission_cancel(&s->b, s->waiting.k, &complaint))
		warn("%s: cannot be cancelled: %s", name(s), complaint.data);
	const bool revoked = submission_revoke(&s->b, s->waiting.k, s->job);
	if (revoked)
		batchdir_write(&s->b, status, slice_of("143\n"));   /* as if it had been told to end: 128 + SIGTERM, as batch-cancel does */
	free(status);
	buf_free(&complaint);
	return revoked;
}

static _Noreturn void die_of(struct shell *s, int number)
{
	if (call_off(s) || has_ended(s)) {
		waiting_end(&s->waiting);
	} else {
		const uint64_t begun = now_ms();
		while (!has_ended(s) && now_ms() - begun < CANCEL_MS && nap(s, 2 * SOON_MS) == 0)
			;
		if (has_ended(s))
			waiting_end(&s->waiting);
		else
			warn("%s: cancelled, but still with %s", name(s), s->engine);
	}
	relay_all(s);
	end_by(s, number);
}

/* make was killed: nobody wants to know any more. Its next run finds the job. */
static void leave_if_orphan(const struct shell *s)
{
	if (getppid() != s->make)
		die("%s: make is gone; job %s stays", name(s), s->job);
}

/* Before there is a job, there must not be one: the next run, which began after make's death, may have looked for it already. */
static void end_if_orphan(struct shell *s)
{
	if (getppid() == s->make)
		return;
	call_off(s);
	waiting_end(&s->waiting);
	die("%s: make is gone", name(s));
}

/* The target was made on another machine: opening its directory makes a network's file system forget that it was not there. */
static void look_again(const char *target)
{
	const char *slash = strrchr(target, '/');
	char *place = slash != NULL ? xprintf("%.*s/", (int)(slash - target), target) : xstrdup(".");
	const int fd = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	free(place);
}

static int finish(struct shell *s)
{
	leave_if_orphan(s);   /* the next run may have decided already that it needs this */
	const int status = exit_status(s);
	const uint64_t attempts = batchdir_attempts(&s->b, s->job, 0);

	waiting_end(&s->waiting);
	look_again(name(s));
	relay_all(s);
	if (status != 0)
		warn("%s: failed with %d after %" PRIu64 " attempt%s: see %s/jobs/%s/stderr", name(s), status, attempts, attempts == 1 ? "" : "s", s->b.path,
		     s->job);
	else if (attempts > 1)
		warn("%s: done after %" PRIu64 " attempts: see %s/jobs/%s/stderr.1", name(s), attempts, s->b.path, s->job);
	return status;
}

/* ---- the directory ---- */

static void make_directory(struct shell *s)
{
	char *text = batchdir_engine(s->engine);

	if (!batchdir_begin(&s->b, s->directory)) {
		engine_check(s->engine, text);
		recipe_begin_table(&s->b);
		batchdir_settle(&s->b, &s->settings, text, &(struct option_list) { 0 }, &s->extra);
	}
	batchdir_unlock(&s->b);
	free(text);
}

/* All recipes share it: the first one makes it. */
static void open_directory(struct shell *s)
{
	char *file = xprintf("%s/settings", s->directory);

	if (access(file, F_OK) == 0)
		batchdir_open(&s->b, s->directory);
	else
		make_directory(s);
	if (strcmp(s->b.settings.engine, s->engine) != 0)
		die("%s: is a directory of engine %s, not %s: BATCH_DIR must name another", s->directory, s->b.settings.engine, s->engine);
	batchdir_mkdir(&s->b, "shell");
	free(file);
}

/* The engine reads the user's own lines from the directory: those who have the same ones hand over together, one who has others does so alone.
 * The descriptor holds the lock. */
static int agree_on_extra(const struct shell *s)
{
	struct buf wanted = { 0 };
	const int fd = openat(s->b.fd, "shell/extra", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	bool alone = false, same = false;

	for (size_t i = 0; i < s->extra.n; i++)
		buf_printf(&wanted, "%s\n", s->extra.item[i]);
	for (;; alone = true) {
		while (flock(fd, alone ? LOCK_EX : LOCK_SH) != 0)
			if (errno != EINTR)
				die("%s/shell/extra:", s->b.path);
		char *text = batchdir_read(&s->b, "extra");
		same = text != NULL && strcmp(text, buf_text(&wanted)) == 0;
		free(text);
		if (same || alone)
			break;
	}
	if (!same)
		batchdir_write(&s->b, "extra", buf_slice(&wanted));
	buf_free(&wanted);
	return fd;
}

/* ---- the job ---- */

static void hand_over(struct shell *s)
{
	struct buf complaint = { 0 };
	int number = nap(s, 0);

	if (!submission_begun(&s->b, s->waiting.k))
		end_if_orphan(s);
	if (number == 0) {
		const int lock = agree_on_extra(s);
		const bool good = submission_hand_over(&s->b, s->waiting.k, &complaint);
		close(lock);
		number = nap(s, 0);
		if (!good && number == 0) {
			if (call_off(s))
				waiting_end(&s->waiting);
			die("%s: engine %s: %s", name(s), s->engine, complaint.data);
		}
	}
	if (number != 0)
		die_of(s, number);
	buf_free(&complaint);
}

static uint64_t make_submission(const struct shell *s, uint64_t retries)
{
	struct submission_need need = s->recipe.need;
	char *list = xprintf("%s\t\t\n", s->job);

	need.retries = retries;
	const uint64_t k = submission_make(&s->b, slice_of(list), 1, &need);
	free(list);
	return k;
}

/* The submission's only job. */
static char *job_of(const struct shell *s, uint64_t k)
{
	char *file = xprintf("submissions/%" PRIu64 "/list", k), *list = batchdir_read(&s->b, file);

	if (list == NULL)
		die("%s/%s:", s->b.path, file);
	list[strcspn(list, "\t\n")] = '\0';
	free(file);
	return list;
}

/* Ended since make looked for the target, which is not long ago on the clock that dates files? */
static bool ended_just_now(const struct shell *s)
{
	char *file = file_of(s, "exit-status");
	struct stat st;
	const bool there = fstatat(s->b.fd, file, &st, 0) == 0;

	free(file);
	return there && st.st_mtime + JUST_NOW_S >= s->start;
}

/* Is what was left behind still to end by itself, or did it a moment ago? Waits for the end of one that was cancelled. */
static bool adopt(struct shell *s)
{
	struct waiting *w = &s->waiting;
	bool said = false;

	s->job = job_of(s, w->k);
	if (!submission_begun(&s->b, w->k))   /* nothing was submitted: nothing will be, neither by us nor by anybody else */
		call_off(s);
	if (!submission_cancelled(&s->b, w->k) && (!has_ended(s) || ended_just_now(s))) {
		warn("%s: waiting for job %s of an earlier run", name(s), s->job);
		return true;
	}
	while (!has_ended(s)) {
		if (!said)
			warn("%s: waiting for the end of job %s, which was cancelled", name(s), s->job);
		if ((!said && call_off(s)) || waiting_look(w) == WAITING_LOST)
			break;
		said = true;
		const int number = nap(s, 2 * SOON_MS);
		if (number != 0)
			die_of(s, number);
	}
	waiting_end(w);
	free(s->job);
	return false;
}

/* A job that an earlier run left behind, if there is one that has not ended. */
static bool find_earlier(struct shell *s, const char *key)
{
	for (enum waiting_found found; (found = waiting_find(&s->waiting, &s->b, key, s->make)) != WAITING_NONE; ) {
		if (found == WAITING_TAKEN && adopt(s))
			return true;
		const int number = nap(s, found == WAITING_SOON ? SOON_MS : 0);
		if (number != 0)
			end_by(s, number);
	}
	return false;
}

/* The engine has not known it for long, and there is no exit-status. Submits it once more, or dies. */
static void resubmit(struct shell *s)
{
	struct waiting *w = &s->waiting;
	char *claim = xprintf("jobs/%s/claim-%" PRIu64, s->job, w->k), *reason = xstrdup(w->reason != NULL ? w->reason : "unknown to it");
	const bool begun = batchdir_has(&s->b, claim), revoked = submission_revoke(&s->b, w->k, s->job), wanted = !submission_cancelled(&s->b, w->k);
	const uint64_t had = submission_retries(&s->b, w->k), tried = batchdir_attempts(&s->b, s->job, w->k), used = tried > 0 ? tried : 1;

	free(claim);
	if (!begun && !revoked) {   /* it has begun this very moment */
		waiting_move(w, w->k);
		free(reason);
		return;
	}
	if (!wanted || used > had) {
		waiting_end(w);
		relay_all(s);
		die("%s: lost by %s (%s): see %s/jobs/%s", name(s), s->engine, reason, s->b.path, s->job);
	}
	warn("%s: lost by %s (%s), submitting it again", name(s), s->engine, reason);
	free(reason);
	waiting_move(w, make_submission(s, had - used));
	hand_over(s);
}

/* What the engine says matters only until the job has ended. */
static void look_after(struct shell *s, enum waiting_state *before)
{
	const enum waiting_state state = waiting_look(&s->waiting);

	if (state == WAITING_BLOCKED && *before != WAITING_BLOCKED)
		warn("%s: held by %s: %s", name(s), s->engine, s->waiting.reason != NULL ? s->waiting.reason : "no reason given");
	if (state == WAITING_LOST && !has_ended(s))
		resubmit(s);
	*before = state;
}

static void wait_for_end(struct shell *s)
{
	const uint64_t begun = now_ms();
	enum waiting_state state = WAITING_UNKNOWN;

	while (!has_ended(s)) {
		const uint64_t delay = (now_ms() - begun) / 20;
		const int number = nap(s, delay < SOON_MS ? SOON_MS : delay > LATE_MS ? LATE_MS : delay);
		if (number != 0)
			die_of(s, number);
		leave_if_orphan(s);
		look_after(s, &state);
	}
}

/* Somebody may have the directory for some time: batch-cancel. */
static void add_job(struct shell *s)
{
	while (!batchdir_lock(&s->b, 0.1)) {
		const int number = nap(s, 0);
		if (number != 0)
			end_by(s, number);
	}
	s->job = recipe_add(&s->recipe, &s->b);
	batchdir_unlock(&s->b);
}

/* make was killed before we could ask who our parent is: it is another one now, of another session. */
static bool began_as_orphan(const struct shell *s)
{
	return getsid(0) != getpid() && getsid(s->make) != getsid(0);
}

static int run_as_job(char **words)
{
	struct shell s = shell_of(words);
	char key[DIGEST_HEX];

	if (began_as_orphan(&s))
		die("%s: make is gone", name(&s));
	open_directory(&s);
	recipe_key(&s.recipe, key);
	hold_signals(&s);
	if (!find_earlier(&s, key)) {
		add_job(&s);
		waiting_begin(&s.waiting, &s.b, make_submission(&s, s.settings.retries), key, s.make);
	}
	hand_over(&s);
	wait_for_end(&s);
	return finish(&s);
}

/* ---- the real shell ---- */

static _Noreturn void become_shell(char **argv)
{
	const char *shell = setting("BATCH_SHELL", NULL);

	argv[0] = (char *)(shell != NULL ? shell : "bash");
	execvp(argv[0], argv);
	if (shell == NULL && errno == ENOENT) {
		argv[0] = (char *)"sh";
		execvp(argv[0], argv);
	}
	die("%s: cannot be started:", argv[0]);
}

enum call { COMMAND, SCRIPT, TOOL };

/* Short options of shells, with - or +, come in one word or several; o and O take a word each. -c makes the first operand the command, else that
 * is a script, or what stands on stdin. Words of ours can only be meant if there is nothing but options. */
static enum call call_of(char **argv)
{
	static const char *const pages[] = { "--help", "--man", "--complete", "--version" };
	bool command = false;
	char **word = argv + 1;

	for (size_t i = 0; i < sizeof pages / sizeof *pages && *word != NULL; i++)
		if (strcmp(*word, pages[i]) == 0)
			return TOOL;
	for (; *word != NULL && (**word == '-' || **word == '+') && (*word)[1] != '\0' && strcmp(*word, "--") != 0; word++) {
		if ((*word)[1] == '-')
			continue;
		command |= **word == '-' && strchr(*word, 'c') != NULL;
		for (const char *letter = *word + 1; *letter != '\0' && word[1] != NULL; letter++)
			if (*letter == 'o' || *letter == 'O')
				word++;
	}
	return command ? COMMAND : *word == NULL && argv[1] != NULL ? TOOL : SCRIPT;
}

int main(int argc, char **argv)
{
	char *none[] = { argv[0], NULL };

	prog = tool.name;
	switch (call_of(argv)) {
	case TOOL:
		tool_options(&tool, argc, argv);
		die("-c RECIPE is missing (see --help)");
	case COMMAND:
		if (is_heavy()) {
			tool_options(&tool, 1, none);
			return run_as_job(argv + 1);
		}
		/* fall through */
	case SCRIPT:
		become_shell(argv);
	}
}
