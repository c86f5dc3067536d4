#include "prod/localjobs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "prod/spawn.h"

/* The recipe takes the script from the environment, so that no name in it is looked at by make or a shell. */
static const char rules[] =
	"# made by submit-jobs: a job is done when its exit-status is 0\n"
	".SUFFIXES:\n"
	"%/exit-status:\n"
	"\t@cd $* && { if \"$$JOB_SCRIPT\" $* \"$$PWD/job.fcl\" < /dev/null > stdout 2> stderr; then s=0; else s=$$?; fi; \\\n"
	"\techo $$s > exit-status.new && mv exit-status.new exit-status; }\n"
	"all:";

/* ---- places ---- */

static bool is_program(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISREG(s.st_mode) && access(path, X_OK) == 0;
}

static char *absolute(const char *path)
{
	char *resolved = realpath(path, NULL);
	if (resolved == NULL)
		die("%s:", path);
	return resolved;
}

static char *find_program(const char *word)
{
	struct slice rest = slice_of(getenv("PATH") ? getenv("PATH") : ""), part;

	if (strchr(word, '/') != NULL) {
		if (!is_program(word))
			die("%s: no program that can be run", word);
		return absolute(word);
	}
	while (slice_cut(&rest, ':', &part)) {
		char *path = part.n > 0 ? xprintf("%.*s/%s", (int)part.n, part.p, word) : NULL;
		if (path != NULL && is_program(path))
			return path;
		free(path);
	}
	die("%s: no program in PATH (one in this directory is ./%s)", word, word);
}

struct localjobs localjobs_of(const struct jobdef *d, const char *directory, const char *script)
{
	static const char extension[] = ".tar";
	char here[PATH_MAX];
	size_t n = strlen(d->jobname);

	if (getcwd(here, sizeof here) == NULL)
		die("where this is cannot be found out:");
	if (n > sizeof extension && strcmp(d->jobname + n - (sizeof extension - 1), extension) == 0)
		n -= sizeof extension - 1;
	return (struct localjobs) {
		.directory = xprintf("%s%s%s/%.*s", *directory == '/' ? "" : here, *directory == '/' ? "" : "/", directory, (int)n, d->jobname),
		.script = find_program(script),
	};
}

void localjobs_free(struct localjobs *l)
{
	free(l->directory);
	free(l->script);
}

static void make_directory(const char *path)
{
	char *part = xstrdup(path);

	for (char *slash = part; slash != NULL; ) {
		slash = strchr(slash + 1, '/');
		if (slash != NULL)
			*slash = '\0';
		if (mkdir(part, 0777) != 0 && errno != EEXIST)
			die("%s: cannot make it:", part);
		if (slash != NULL)
			*slash = '/';
	}
	free(part);
}

/* ---- one job ---- */

int localjobs_status(const struct localjobs *l, uint64_t job)
{
	char *path = xprintf("%s/%" PRIu64 "/exit-status", l->directory, job);
	int status = LOCALJOBS_NEVER;
	uint64_t n;

	if (access(path, F_OK) == 0) {
		struct in *in = in_open(path);
		const struct slice text = in_all(in, 16);
		if (text.n > 0 && num_read_count(text.p, text.n - 1, &n) && n < 256)   /* without its newline */
			status = (int)n;
		in_close(in);
	}
	free(path);
	return status;
}

static ino_t file_number(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 ? s.st_ino : 0;
}

static void prepare(const struct localjobs *l, const struct jobdef *d, uint64_t job, const struct jobfcl *o)
{
	char *directory = xprintf("%s/%" PRIu64, l->directory, job), *path = xprintf("%s/job.fcl", directory);
	char *status_path = xprintf("%s/exit-status", directory);

	make_directory(directory);
	const ino_t old = file_number(path);
	struct out *out = out_open(path, true);   /* leaves one that has not changed alone */
	jobfcl_write(out, d, job, o);
	out_close(out);
	const bool done = localjobs_status(l, job) == 0 && file_number(path) == old;
	if (!done && unlink(status_path) != 0 && errno != ENOENT)
		die("%s: cannot remove it:", status_path);
	free(status_path);
	free(path);
	free(directory);
}

/* ---- all of them ---- */

/* Held until the last job ends, even if this process is killed: they inherit the descriptor. */
static int lock(const char *directory)
{
	const int fd = open(directory, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		die("%s:", directory);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		die("%s: its jobs are being run already", directory);
	return fd;
}

static void write_rules(const char *path, const uint64_t job[], size_t n)
{
	struct out *out = out_open(path, false);

	out_text(out, rules);
	for (size_t i = 0; i < n; i++)
		out_printf(out, " %" PRIu64 "/exit-status", job[i]);
	out_text(out, "\n");
	out_close(out);
}

void localjobs_run(const struct localjobs *l, const struct jobdef *d, const uint64_t job[], size_t n, const struct jobfcl *o, uint64_t at_a_time)
{
	char *makefile = xprintf("%s/jobs.mk", l->directory), *parallel = xprintf("-j%" PRIu64, at_a_time);
	char *command[] = { "make", "-s", "-k", parallel, "-C", l->directory, "-f", "jobs.mk", "all", NULL };

	make_directory(l->directory);
	const int fd = lock(l->directory);
	for (size_t i = 0; i < n; i++)
		prepare(l, d, job[i], o);
	write_rules(makefile, job, n);
	unsetenv("MAKEFLAGS");   /* of a make that called us: its -n or -B is not for the jobs */
	unsetenv("MAKELEVEL");
	setenv("JOB_SCRIPT", l->script, 1);
	const int status = spawn_wait(command, STDERR_FILENO);
	if (status != 0)
		warn("make ended with status %d", status);
	close(fd);
	free(makefile);
	free(parallel);
}
