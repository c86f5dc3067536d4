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
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/die.h"
#include "core/mem.h"
#include "core/name.h"
#include "core/num.h"
#include "core/opt.h"
#include "prod/batchdir.h"
#include "prod/batchfiles.h"
#include "prod/recipe.h"
#include "prod/relay.h"
#include "prod/shellcall.h"
#include "prod/submission.h"
#include "prod/waiting.h"

static const double SOON_S = 0.02, LATE_S = 1, CANCEL_S = 5, JUST_NOW_S = 2;

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
	double start_s;         /* the date when make made us */
	sigset_t signals;       /* held back while there is a job to cancel */
	struct batchdir b;
	char *job;
	int exit_status;        /* of the job, once it has ended */
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
	uint64_t s;

	if (!opt_seconds(text, &s))
		die("%s: not a time up to 1e9 s: '%s' (2h, 1.5d, 1w, 600s, ...)", name, text);
	return s;
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
	for (size_t i = 0; i < names->n; i++)
		if (!variable_name(slice_of(names->item[i])))
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
		            .need = { .memory_mb = count_setting("BATCH_MEMORY_MB", "0"), .walltime_s = time_setting("BATCH_WALLTIME", "0") } },
		.make = getppid(),
		.start_s = floor(clock_made_s()),
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
static int nap(const struct shell *s, double seconds)
{
	const struct timespec t = { (time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds)) };
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

/* ---- the end ---- */

static bool has_ended(struct shell *s)
{
	batchfiles_refresh(&s->b, s->job);
	return batchfiles_ended(&s->b, s->job, &s->exit_status);
}

/* There is nothing left to cancel; a terminal that does not take what the job printed must not keep us from ending by Ctrl-C. */
static void show_output(const struct shell *s)
{
	release_signals(s);
	relay_job(&s->b, s->job);
}

/* No copy of it begins any more, whatever the batch system does; for one that had not begun, its end is written. False if it may be running. */
static bool call_off(struct shell *s)
{
	struct buf complaint = { 0 };

	if (!submission_cancel(&s->b, s->waiting.k, &complaint))
		warn("%s: cannot be cancelled: %s", name(s), complaint.data);
	buf_free(&complaint);
	return batchfiles_call_off(&s->b, s->job, s->waiting.k);
}

static _Noreturn void die_of(struct shell *s, int number)
{
	if (call_off(s) || has_ended(s)) {
		waiting_end(&s->waiting);
	} else {
		const double begun = clock_s();
		while (!has_ended(s) && clock_s() - begun < CANCEL_S && nap(s, 2 * SOON_S) == 0)
			;
		if (has_ended(s))
			waiting_end(&s->waiting);
		else
			warn("%s: cancelled, but still with %s", name(s), s->engine);
	}
	show_output(s);
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

static void finish(struct shell *s)
{
	leave_if_orphan(s);   /* the next run may have decided already that it needs this */
	const uint64_t attempts = batchfiles_attempts(&s->b, s->job, 0);

	waiting_end(&s->waiting);
	look_again(name(s));
	show_output(s);
	if (s->exit_status != 0)
		warn("%s: failed with %d after %" PRIu64 " attempt%s: see %s/jobs/%s/stderr", name(s), s->exit_status, attempts, attempts == 1 ? "" : "s", s->b.path,
		     s->job);
	else if (attempts > 1)
		warn("%s: done after %" PRIu64 " attempts: see %s/jobs/%s/stderr.1", name(s), attempts, s->b.path, s->job);
}

/* ---- the job ---- */

static void hand_over(struct shell *s)
{
	struct buf complaint = { 0 };
	int number = nap(s, 0);

	if (!submission_begun(&s->b, s->waiting.k))
		end_if_orphan(s);
	if (number == 0) {
		const int lock = recipe_share_extra(&s->b, &s->extra);
		const bool good = submission_hand_over(&s->b, s->waiting.k, "", &complaint);
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

/* Ended since make looked for the target, which is not long ago on the clock that dates files? */
static bool ended_just_now(const struct shell *s)
{
	char *file = xprintf("jobs/%s/exit-status", s->job);
	struct stat st;
	const bool there = fstatat(s->b.fd, file, &st, 0) == 0;

	free(file);
	return there && (double)st.st_mtime + JUST_NOW_S >= s->start_s;
}

/* Is what was left behind still to end by itself, or did it a moment ago? Waits for the end of one that was cancelled. */
static bool adopt(struct shell *s)
{
	struct waiting *w = &s->waiting;
	bool said = false;

	w->job = s->job = recipe_job(&s->b, w->k);
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
		const int number = nap(s, 2 * SOON_S);
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
		const int number = nap(s, found == WAITING_SOON ? SOON_S : 0);
		if (number != 0)
			end_by(s, number);
	}
	return false;
}

/* The engine has not known it for long, and there is no exit-status. Submits it once more, or dies. */
static void resubmit(struct shell *s)
{
	struct waiting *w = &s->waiting;
	const bool begun = batchfiles_claimed(&s->b, s->job, w->k);
	char *reason = xstrdup(w->reason != NULL ? w->reason : "unknown to it");
	uint64_t left;

	if (submission_other_copy(&s->b, w->k, s->job) || (!batchfiles_revoke(&s->b, s->job, w->k) && !begun)) {   /* runs unheard; has begun this very moment */
		waiting_move(w, w->k);
		free(reason);
		return;
	}
	if (!submission_retries_left(&s->b, w->k, s->job, &left)) {
		waiting_end(w);
		show_output(s);
		die("%s: lost by %s (%s): see %s/jobs/%s", name(s), s->engine, reason, s->b.path, s->job);
	}
	warn("%s: lost by %s (%s), submitting it again", name(s), s->engine, reason);
	free(reason);
	waiting_move(w, make_submission(s, left));
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
	const double begun = clock_s();
	enum waiting_state state = WAITING_UNKNOWN;

	while (!has_ended(s)) {
		const double delay = (clock_s() - begun) / 20;
		const int number = nap(s, delay < SOON_S ? SOON_S : delay > LATE_S ? LATE_S : delay);
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
	recipe_open(&s.b, s.directory, &s.settings, &s.extra);
	recipe_key(&s.recipe, key);
	hold_signals(&s);
	if (!find_earlier(&s, key)) {
		add_job(&s);
		waiting_begin(&s.waiting, &s.b, make_submission(&s, s.settings.retries), s.job, key, s.make);
	}
	hand_over(&s);
	wait_for_end(&s);
	finish(&s);
	return s.exit_status;
}

int main(int argc, char **argv)
{
	char *none[] = { argv[0], NULL };

	prog = tool.name;
	switch (shellcall_kind(argv)) {
	case SHELLCALL_TOOL:
		tool_options(&tool, argc, argv);
		die("-c RECIPE is missing (see --help)");
	case SHELLCALL_COMMAND:
		if (is_heavy()) {
			tool_options(&tool, 1, none);
			return run_as_job(argv + 1);
		}
		/* fall through */
	case SHELLCALL_SCRIPT:
		shellcall_exec(setting("BATCH_SHELL", NULL), argv);
	}
}
