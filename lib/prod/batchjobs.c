#define _GNU_SOURCE   /* memfd_create */
#include "prod/batchjobs.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/name.h"
#include "core/num.h"
#include "core/sheet.h"
#include "prod/batchfiles.h"

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
		sheet_count_if(s, job->memory_mb > 0, job->memory_mb);
		sheet_count_if(s, job->walltime_s > 0, job->walltime_s);
		sheet_text(s, job->inputs);
		sheet_text(s, job->outputs);
		sheet_end(s);
		line.len = 0;
		buf_printf(&line, "%s\n", job->command);
		batchfiles_script(b, job->name, buf_slice(&line));
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
