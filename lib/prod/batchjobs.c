#define _GNU_SOURCE   /* memfd_create */
#include "prod/batchjobs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/name.h"
#include "core/num.h"
#include "core/sheet.h"
#include "prod/command.h"
#include "prod/engine.h"
#include "prod/submission.h"

const char *const batchjob_states[] = { "queued", "running", "done", "failed", "lost", NULL };

/* ---- the table ---- */

/* Text that becomes a line of a script: a NUL byte would cut it off. */
static char *line_of_script(struct table *t, int column)
{
	const struct slice text = table_text(t, column);

	if (text.n > 0 && memchr(text.p, '\0', text.n) != NULL)
		table_die(t, column, "holds a NUL byte");
	return table_dup(t, column);
}

struct batchjobs batchjobs_read(struct table *t)
{
	const int name = table_column(t, "job"), command = table_column(t, "command");
	const int memory = table_find(t, "memory_mb"), walltime = table_find(t, "walltime_s");
	const int inputs = table_find(t, "inputs"), outputs = table_find(t, "outputs");
	struct batchjobs j = { 0 };

	while (table_next(t)) {
		const struct slice word = table_text(t, name);
		bool fresh;
		if (!safe_name(word))
			table_die(t, name, "is no name for a file: '%.*s'", (int)word.n, word.p);
		const size_t i = keys_add(&j.names, word, &fresh);
		if (!fresh)
			table_die(t, name, "comes twice: '%.*s'", (int)word.n, word.p);
		if (table_missing(t, command))
			table_die(t, command, "is missing");
		MEM_GROW(j.job, j.n, j.room);
		j.job[j.n++] = (struct batchjob) {
			.name = j.names.name[i],
			.command = line_of_script(t, command),
			.memory_mb = table_count_or(t, memory, 0),
			.walltime_s = table_count_or(t, walltime, 0),
			.inputs = line_of_script(t, inputs),
			.outputs = line_of_script(t, outputs),
			.line = table_line(t),
		};
	}
	if (j.n == 0)
		table_die(t, -1, "no jobs");
	return j;
}

void batchjobs_free(struct batchjobs *j)
{
	for (size_t i = 0; i < j->n; i++) {
		free(j->job[i].command);
		free(j->job[i].inputs);
		free(j->job[i].outputs);
		free(j->job[i].reason);
	}
	free(j->job);
	keys_free(&j->names);
	*j = (struct batchjobs) { 0 };
}

static const char *const columns[] = { "job", "command", "memory_mb", "walltime_s", "inputs", "outputs" };

static void count_or_missing(struct sheet *s, uint64_t n)
{
	if (n > 0)
		sheet_count(s, n);
	else
		sheet_missing(s);
}

static char *path_of(const struct batchdir *b, const char *name)
{
	return xprintf("%s/%s", b->path, name);
}

void batchjobs_write(const struct batchjobs *j, const struct batchdir *b)
{
	char *path = path_of(b, "jobs.tsv");
	struct out *out = out_open(path, false);
	struct sheet *s = sheet_open(out, false, columns, sizeof columns / sizeof *columns);
	struct buf line = { 0 };

	for (size_t i = 0; i < j->n; i++) {
		const struct batchjob *job = &j->job[i];
		sheet_text(s, job->name);
		sheet_text(s, job->command);
		count_or_missing(s, job->memory_mb);
		count_or_missing(s, job->walltime_s);
		sheet_text(s, job->inputs);
		sheet_text(s, job->outputs);
		sheet_end(s);
		line.len = 0;
		buf_printf(&line, "%s\n", job->command);
		batchdir_script(b, job->name, buf_slice(&line));
	}
	sheet_close(s);
	out_close(out);
	buf_free(&line);
	free(path);
}

bool batchjobs_same(const struct batchjobs *a, const struct batchjobs *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; same && i < a->n; i++) {
		const struct batchjob *x = &a->job[i], *y = &b->job[i];
		same = strcmp(x->name, y->name) == 0 && strcmp(x->command, y->command) == 0 && x->memory_mb == y->memory_mb &&
		       x->walltime_s == y->walltime_s && strcmp(x->inputs, y->inputs) == 0 && strcmp(x->outputs, y->outputs) == 0;
	}
	return same;
}

/* ---- is what jobs need here? ---- */

/* The program that a command begins with; nothing if that is for a shell to say (a variable, a quote, a bracket). */
static struct slice program(const char *command)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-,:@%";

	command += strspn(command, " ");
	const size_t n = strspn(command, plain);
	return (struct slice) { command, command[n] == '\0' || command[n] == ' ' || command[n] == ';' ? n : 0 };
}

/* A shell is asked once for every program; it knows its own words, too. Leaves the first that it does not find in missing. */
static int words_of(const struct keys *programs)
{
	const int fd = memfd_create("programs", MFD_CLOEXEC);
	FILE *f = fd >= 0 ? fdopen(dup(fd), "w") : NULL;

	for (size_t i = 0; f != NULL && i < programs->n; i++)
		fprintf(f, "%s\n", programs->name[i]);
	if (f == NULL || fclose(f) != 0 || lseek(fd, 0, SEEK_SET) != 0)
		die("cannot make a file in memory:");
	return fd;
}

static void find_programs(const struct keys *programs, struct buf *missing)
{
	static const char script[] = "while IFS= read -r word; do command -v -- \"$word\" > /dev/null || { printf %s \"$word\"; exit; }; done";
	const int words = words_of(programs);
	int from[2];
	char byte;

	if (pipe(from) != 0)
		die("cannot make a pipe:");
	const pid_t child = fork();
	if (child == 0) {
		dup2(words, STDIN_FILENO);
		dup2(from[1], STDOUT_FILENO);
		close(from[0]), close(from[1]);
		execlp("sh", "sh", "-c", script, (char *)NULL);
		_exit(127);
	}
	close(words), close(from[1]);
	for (ssize_t n; child > 0 && (n = read(from[0], &byte, 1)) != 0; )
		if (n > 0)
			buf_add(missing, &byte, 1);
	close(from[0]);
	if (child < 0 || waitpid(child, NULL, 0) < 0)
		die("cannot ask a shell for programs:");
}

static void check_inputs(const struct batchjob *job, const char *table)
{
	struct slice rest = slice_of(job->inputs), part;

	while (*job->inputs != '\0' && slice_cut(&rest, ',', &part)) {
		char *file = slice_dup(slice_trim(part));
		if (access(file, F_OK) != 0)
			die("%s:%" PRIu64 ": column 'inputs': not there: '%s'", table, job->line, file);
		free(file);
	}
}

void batchjobs_check(const struct batchjobs *j, const char *table)
{
	struct keys words = { 0 };
	struct buf missing = { 0 };

	for (size_t i = 0; i < j->n; i++) {
		const struct slice word = program(j->job[i].command);
		if (word.n > 0)
			keys_add(&words, word, NULL);
	}
	if (words.n > 0)
		find_programs(&words, &missing);
	for (size_t i = 0; i < j->n; i++) {
		if (missing.len > 0 && slice_same(program(j->job[i].command), buf_slice(&missing)))
			die("%s:%" PRIu64 ": column 'command': no program '%s' here", table, j->job[i].line, buf_text(&missing));
		check_inputs(&j->job[i], table);
	}
	keys_free(&words);
	buf_free(&missing);
}

/* ---- a directory's jobs ---- */

static bool number_of(const char *name, uint64_t *k)
{
	return num_read_count(name, strlen(name), k);
}

/* The jobs of submission K now have this one as their last. One that is not made yet has no list. */
static void read_list(struct batchjobs *j, const struct batchdir *b, uint64_t k)
{
	char *name = xprintf("submissions/%" PRIu64 "/list", k), *list = batchdir_read(b, name);
	struct slice rest = slice_of(list != NULL ? list : ""), line, word;
	uint64_t index = 0;
	size_t i;

	while (slice_cut(&rest, '\n', &line) && line.n > 0) {
		slice_cut(&line, '\t', &word);
		index++;
		if (!keys_find(&j->names, word, &i))
			die("%s/%s:%" PRIu64 ": no such job: '%.*s'", b->path, name, index, (int)word.n, word.p);
		if (k > j->job[i].submission)
			j->job[i].submission = k, j->job[i].index = index;
	}
	free(list);
	free(name);
}

static bool is_made(const struct batchdir *b, uint64_t k)
{
	char *name = xprintf("submissions/%" PRIu64 "/settings", k);
	const bool made = batchdir_has(b, name);
	free(name);
	return made;
}

struct batchjobs batchjobs_open(const struct batchdir *b)
{
	char *path = path_of(b, "jobs.tsv");
	struct table *t = table_open(path);
	struct batchjobs j = batchjobs_read(t);
	const int fd = openat(b->fd, "submissions", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	uint64_t k;

	if (d == NULL)
		die("%s/submissions:", b->path);
	for (const struct dirent *e; (e = readdir(d)) != NULL; )
		if (number_of(e->d_name, &k) && is_made(b, k)) {
			read_list(&j, b, k);
			j.submissions = k > j.submissions ? k : j.submissions;
		}
	closedir(d);
	table_close(t);
	free(path);
	return j;
}

/* ---- states ---- */

static char *file_of(const struct batchjob *job, const char *file)
{
	return xprintf("jobs/%s/%s", job->name, file);
}

/* How often it was begun. */
static uint64_t count_attempts(const struct batchdir *b, const struct batchjob *job, uint64_t submission)
{
	static const char event[] = "started\t";
	char *name = file_of(job, "attempts.tsv"), *text = batchdir_read(b, name);
	struct slice rest = slice_of(text != NULL ? text : ""), line, number;
	uint64_t n = 0, k;

	while (slice_cut(&rest, '\n', &line))
		if (slice_begins(line, event)) {
			line.p += sizeof event - 1, line.n -= sizeof event - 1;
			slice_cut(&line, '\t', &number);
			n += submission == 0 || (num_read_count(number.p, number.n, &k) && k == submission);
		}
	free(text);
	free(name);
	return n;
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
		job->attempts = count_attempts(b, job, 0);
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
	job->attempts = count_attempts(b, job, 0);
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

static bool ended_for_now(const struct batchjob *job)
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
		all &= ended_for_now(&j->job[i]) || (begun[j->job[i].submission] && read_status(&j->job[i], b, false));
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
		asked[i] = !ended_for_now(&j->job[i]) && handed[j->job[i].submission];
	const bool good = query(j, b, asked, presence, patience_s, complaint);
	for (size_t i = 0; i < j->n; i++)
		if (asked[i] && good)
			set_state(&j->job[i], b, presence[i]);
		else if (!ended_for_now(&j->job[i]))
			j->job[i].attempts = count_attempts(b, &j->job[i], 0);
	free(asked);
	free(handed);
	free(presence);
	return good;
}

/* ---- handing over ---- */

/* A lost job used at least one of the attempts that its submission had. Returns false when none is left. */
static bool retries_left(const struct batchjob *job, const struct batchdir *b, uint64_t *left)
{
	if (submission_cancelled(b, job->submission))
		return false;
	const uint64_t had = submission_retries(b, job->submission), used = count_attempts(b, job, job->submission);
	const uint64_t lost = used > 0 ? used : 1;

	*left = had >= lost ? had - lost : 0;
	return had >= lost;
}

bool batchjob_ended(const struct batchjob *job, const struct batchdir *b)
{
	uint64_t left;

	if (job->state == BATCHJOB_LOST)
		return !retries_left(job, b, &left);
	return ended_for_now(job);
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
	if (job->submission == 0 && !ended_for_now(job))
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
