#include "prod/batchfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "prod/command.h"

static char *file_of(const char *job, const char *file)
{
	return xprintf("jobs/%s/%s", job, file);
}

static char *file_of_submission(const char *job, const char *file, uint64_t k)
{
	return xprintf("jobs/%s/%s-%" PRIu64, job, file, k);
}

/* ---- script, attempts, end ---- */

void batchfiles_script(const struct batchdir *b, const char *job, struct slice text)
{
	struct buf script = { 0 };
	char *place = xprintf("jobs/%s", job), *name = file_of(job, "script");

	batchdir_mkdir(b, place);
	buf_printf(&script, "#!/bin/sh\n# %s\n[ -n \"${BATCH_DIRECTORY-}\" ] || BATCH_DIRECTORY=", job);
	command_quote(&script, b->place);
	buf_add_text(&script, "\n. \"$BATCH_DIRECTORY/environment\"\n");
	buf_add(&script, text.p, text.n);
	batchdir_write_new(b, name, buf_slice(&script));   /* nobody reads it before the directory is settled, or the job handed over */
	buf_free(&script);
	free(name);
	free(place);
}

void batchfiles_refresh(const struct batchdir *b, const char *job)
{
	char *place = xprintf("jobs/%s", job);
	const int fd = openat(b->fd, place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	free(place);
}

bool batchfiles_ended(const struct batchdir *b, const char *job, int *status)
{
	char *name = file_of(job, "exit-status"), *text = batchdir_read(b, name);
	uint64_t n = 0;
	const bool ended = text != NULL && num_read_count(text, strcspn(text, "\n"), &n) && n < 256;

	if (ended)
		*status = (int)n;
	free(text);
	free(name);
	return ended;
}

uint64_t batchfiles_attempts(const struct batchdir *b, const char *job, uint64_t k)
{
	char *file = file_of(job, "attempts.tsv"), *text = batchdir_read(b, file), *begin = k > 0 ? xprintf("started\t%" PRIu64 "\t", k) : xstrdup("started\t");
	struct slice rest = slice_of(text != NULL ? text : ""), line;
	uint64_t n = 0;

	while (slice_cut(&rest, '\n', &line))
		n += slice_begins(line, begin);
	free(begin);
	free(text);
	free(file);
	return n;
}

/* ---- who runs it ---- */

static const char revoked[] = "revoked\n";

bool batchfiles_claimed(const struct batchdir *b, const char *job, uint64_t k)
{
	char *claim = file_of_submission(job, "claim", k);
	const bool there = batchdir_has(b, claim);

	free(claim);
	return there;
}

char *batchfiles_owner(const struct batchdir *b, const char *job, uint64_t k)
{
	char *claim = file_of_submission(job, "claim", k), *owner = batchdir_read(b, claim);

	free(claim);
	if (owner == NULL || strcmp(owner, revoked) != 0)
		return owner;
	free(owner);
	return NULL;
}

bool batchfiles_revoke(const struct batchdir *b, const char *job, uint64_t k)
{
	char *claim = file_of_submission(job, "claim", k), *mine = xprintf("%s.revoked.%ld", claim, (long)getpid());   /* several may do so */

	batchdir_write(b, mine, slice_of(revoked));
	if (linkat(b->fd, mine, b->fd, claim, 0) != 0 && errno != EEXIST)
		die("%s/%s:", b->path, claim);
	batchdir_remove(b, mine);
	char *owner = batchfiles_owner(b, job, k);
	const bool done = owner == NULL;
	free(owner);
	free(mine);
	free(claim);
	return done;
}

bool batchfiles_call_off(const struct batchdir *b, const char *job, uint64_t k)
{
	if (k > 0 && !batchfiles_revoke(b, job, k))
		return false;
	char *status = file_of(job, "exit-status");
	batchdir_write(b, status, slice_of("143\n"));
	free(status);
	return true;
}

/* ---- gone ---- */

static const char removed_word[] = "removed";

/* What was said before: "gone" or "removed", a tab, the reason. False when nothing was. */
static bool read_gone(const struct batchdir *b, const char *name, struct batchfiles_end *end)
{
	char *text = batchdir_read(b, name);
	struct slice rest = slice_of(text != NULL ? text : ""), line, word;

	*end = (struct batchfiles_end) { 0 };
	const bool there = text != NULL;
	if (slice_cut(&rest, '\n', &line) && slice_cut(&line, '\t', &word)) {
		end->removed = slice_is(word, removed_word);
		end->reason = line.n > 0 ? slice_dup(line) : NULL;
	}
	free(text);
	return there;
}

/* Several may see it at once, and some may only look: what cannot be written is not. For all to read, whatever the umask of who saw it. */
static void write_gone(const struct batchdir *b, const char *name, const struct batchfiles_end *end)
{
	char *aside = xprintf("%s.%ld", name, (long)getpid());
	const int fd = openat(b->fd, aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct buf text = { 0 };

	buf_printf(&text, "%s\t%s\n", end->removed ? removed_word : "gone", end->reason != NULL ? end->reason : "");
	if (fd >= 0) {
		const double now_s = clock_date_s();   /* and not a file server's: that may be off by more than grace_s */
		const struct timespec dates[2] = { { 0, UTIME_OMIT }, { (time_t)now_s, (long)(1e9 * (now_s - floor(now_s))) } };
		const bool good = write(fd, text.data, text.len) == (ssize_t)text.len && fchmod(fd, 0644) == 0 && futimens(fd, dates) == 0;
		if (close(fd) != 0 || !good || renameat(b->fd, aside, b->fd, name) != 0)
			unlinkat(b->fd, aside, 0);
	}
	buf_free(&text);
	free(aside);
}

void batchfiles_gone(const struct batchdir *b, const char *job, uint64_t k, struct batchfiles_end *end)
{
	char *name = file_of_submission(job, "gone", k);
	struct batchfiles_end before;
	const bool known = read_gone(b, name, &before), more = (end->removed && !before.removed) || (end->reason != NULL && before.reason == NULL);
	struct stat s;

	end->removed |= before.removed;
	if (end->reason == NULL)
		end->reason = before.reason;
	else
		free(before.reason);
	if (!known || more)
		write_gone(b, name, end);
	const bool dated = fstatat(b->fd, name, &s, 0) == 0;   /* not, where we may not write: others must see it */
	end->since_s = dated ? (double)s.st_mtim.tv_sec + 1e-9 * (double)s.st_mtim.tv_nsec : clock_date_s();
	free(name);
}

void batchfiles_gone_no_more(const struct batchdir *b, const char *job, uint64_t k)
{
	char *name = file_of_submission(job, "gone", k);

	unlinkat(b->fd, name, 0);
	free(name);
}

bool batchfiles_removed(const struct batchdir *b, const char *job, uint64_t k)
{
	char *name = file_of_submission(job, "gone", k);
	struct batchfiles_end end;

	read_gone(b, name, &end);
	free(end.reason);
	free(name);
	return end.removed;
}
