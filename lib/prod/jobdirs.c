#include "prod/jobdirs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/die.h"
#include "core/digest.h"
#include "core/mem.h"
#include "core/place.h"
#include "prod/command.h"

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

struct jobdirs jobdirs_of(const struct jobdef *d, const char *directory, const char *script)
{
	static const char extension[] = ".tar";
	char *here = place_here();
	size_t n = strlen(d->jobname);

	if (n > sizeof extension && strcmp(d->jobname + n - (sizeof extension - 1), extension) == 0)
		n -= sizeof extension - 1;
	const struct jobdirs l = {
		.directory = xprintf("%s%s%s/%.*s", *directory == '/' ? "" : here, *directory == '/' ? "" : "/", directory, (int)n, d->jobname),
		.script = find_program(script),
	};
	free(here);
	return l;
}

void jobdirs_free(struct jobdirs *l)
{
	free(l->directory);
	free(l->script);
}

char *jobdirs_path(const struct jobdirs *l, uint64_t job)
{
	return xprintf("%s/%" PRIu64, l->directory, job);
}

/* ---- one job ---- */

void jobdirs_prepare(const struct jobdirs *l, const struct jobdef *d, uint64_t job, const struct jobfcl *o, struct buf *command)
{
	char *directory = jobdirs_path(l, job), *path = xprintf("%s/job.fcl", directory), digest[DIGEST_HEX];

	place_make(directory);
	struct out *out = out_open(path, true);   /* leaves one that has not changed alone */
	jobfcl_write(out, d, job, o);
	out_close(out);
	digest_file(path, digest);
	digest[16] = '\0';                        /* 64 bits tell configurations apart */

	buf_add_text(command, "cd ");
	command_quote(command, directory);
	buf_printf(command, " && { grep -qsx %s done || { rm -f done && ", digest);
	command_quote(command, l->script);
	buf_printf(command, " %" PRIu64 " ", job);
	command_quote(command, path);
	buf_printf(command, " && echo %s > done; }; }", digest);
	free(path);
	free(directory);
}
