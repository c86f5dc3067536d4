#include "prod/recipe.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/place.h"
#include "prod/batchfiles.h"
#include "prod/engine.h"

static const char header[] = "job\tcommand\tmemory_mb\twalltime_s\tinputs\toutputs\n";

/* ---- the key ---- */

static void add_part(struct buf *to, const char *text)
{
	buf_add(to, text, strlen(text) + 1);   /* with its NUL: no other parts give the same bytes */
}

void recipe_key(const struct recipe *r, char key[DIGEST_HEX])
{
	struct buf all = { 0 };
	uint8_t sum[DIGEST_BYTES];
	char *place = place_here();

	add_part(&all, place);
	add_part(&all, r->shell != NULL ? r->shell : "");
	for (size_t i = 0; i < r->words.n; i++)
		add_part(&all, r->words.word[i]);
	buf_add(&all, "", 1);
	for (size_t i = 0; i < r->variables.n; i++) {
		const char *value = getenv(r->variables.item[i]);
		add_part(&all, r->variables.item[i]);
		add_part(&all, value != NULL ? "=" : "");
		add_part(&all, value != NULL ? value : "");
	}
	digest_sha256(all.data, all.len, sum);
	digest_hex(sum, key);
	buf_free(&all);
	free(place);
}

/* ---- the script ---- */

static void add_variable(struct buf *to, const char *name)
{
	const char *value = getenv(name);

	buf_printf(to, value != NULL ? "export %s=" : "unset %s", name);
	if (value != NULL)
		command_quote(to, value);
	buf_add_text(to, "\n");
}

static void add_script(const struct recipe *r, const struct batchdir *b, const char *job)
{
	static const char *const always[] = { BATCHDIR_ENVIRONMENT };
	struct buf text = { 0 };
	char *place = place_here();

	buf_add_text(&text, "cd ");
	command_quote(&text, place);
	buf_add_text(&text, " || exit 125\n");
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		add_variable(&text, always[i]);
	for (size_t i = 0; i < r->variables.n; i++)
		add_variable(&text, r->variables.item[i]);
	if (r->shell == NULL)
		buf_add_text(&text, "shell=bash; command -v bash > /dev/null || shell=sh\nexec \"$shell\"");
	else {
		buf_add_text(&text, "exec ");
		command_quote(&text, r->shell);
	}
	for (size_t i = 0; i < r->words.n; i++) {
		buf_add_text(&text, " ");
		command_quote(&text, r->words.word[i]);
	}
	buf_add_text(&text, "\n");
	batchfiles_script(b, job, buf_slice(&text));
	buf_free(&text);
	free(place);
}

/* ---- the row ---- */

/* The end of a target's name says most. What is no letter, digit, _ . + or - becomes _; letters of other alphabets stay. */
static char *name_of(const char *target, uint64_t n)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-";
	enum { LONGEST = 150 };
	const size_t length = strlen(target);
	char *name = xprintf("%s-%" PRIu64, length > LONGEST ? target + length - LONGEST : target, n);

	for (char *c = name; *c != '\0'; c++)
		if ((strchr(plain, *c) == NULL && (unsigned char)*c < 0x80) || (c == name && *c == '.'))
			*c = '_';
	return name;
}

/* The number of the next job, kept before it is used: no name comes twice. */
static uint64_t next_number(const struct batchdir *b)
{
	const int fd = openat(b->fd, "shell/count", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	char text[32] = "";
	uint64_t n = 0;

	if (fd < 0 || pread(fd, text, sizeof text - 1, 0) < 0)
		die("%s/shell/count:", b->path);
	if (*text != '\0' && !num_read_count(text, strcspn(text, "\n"), &n))
		die("%s/shell/count: no number", b->path);
	const int length = snprintf(text, sizeof text, "%" PRIu64 "\n", n + 1);
	if (pwrite(fd, text, (size_t)length, 0) != length || close(fd) != 0)
		die("%s/shell/count: cannot write:", b->path);
	return n + 1;
}

static void add_count(struct buf *row, uint64_t n)
{
	if (n > 0)
		buf_printf(row, "\t%" PRIu64, n);
	else
		buf_add_text(row, "\t-");
}

/* One process at a time. What one that was killed, or found the disk full, wrote of a row is taken away first. */
static void append(const struct batchdir *b, struct slice row)
{
	const int fd = openat(b->fd, "jobs.tsv", O_RDWR | O_APPEND | O_CLOEXEC);
	off_t size = lseek(fd, 0, SEEK_END);
	char last = '\0';

	while (size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n')
		size--;
	if (size <= 0 || last != '\n' || ftruncate(fd, size) != 0 || write(fd, row.p, row.n) != (ssize_t)row.n || close(fd) != 0)
		die("%s/jobs.tsv: cannot write:", b->path);
}

char *recipe_add(const struct recipe *r, const struct batchdir *b)
{
	struct command words = { 0 };
	struct buf row = { 0 };

	command_add(&words, r->shell != NULL ? r->shell : "bash");
	for (size_t i = 0; i < r->words.n; i++)
		command_add(&words, r->words.word[i]);
	batchdir_mkdir(b, "shell");
	char *job = name_of(r->target != NULL ? r->target : "recipe", next_number(b));
	buf_printf(&row, "%s\t", job);
	command_line(&row, &words);
	add_count(&row, r->need.memory_mb);
	add_count(&row, r->need.walltime_s);
	buf_add_text(&row, "\t-\t-\n");
	append(b, buf_slice(&row));
	add_script(r, b, job);
	command_free(&words);
	buf_free(&row);
	return job;
}

char *recipe_job(const struct batchdir *b, uint64_t k)
{
	char *file = xprintf("submissions/%" PRIu64 "/list", k), *list = batchdir_read(b, file);

	if (list == NULL)
		die("%s/%s:", b->path, file);
	list[strcspn(list, "\t\n")] = '\0';
	free(file);
	return list;
}

/* ---- the directory ---- */

static void make_directory(struct batchdir *b, const char *path, const struct batchdir_settings *settings, const struct option_list *extra)
{
	char *text = batchdir_engine(settings->engine);

	if (!batchdir_begin(b, path)) {
		engine_check(settings->engine, text);
		batchdir_write(b, "jobs.tsv", slice_of(header));
		batchdir_settle(b, settings, text, &(struct option_list) { 0 }, extra);
	}
	batchdir_unlock(b);
	free(text);
}

void recipe_open(struct batchdir *b, const char *path, const struct batchdir_settings *settings, const struct option_list *extra)
{
	if (batchdir_is(path))
		batchdir_open(b, path);
	else
		make_directory(b, path, settings, extra);
	if (strcmp(b->settings.engine, settings->engine) != 0)
		die("%s: is a directory of engine %s, not %s: BATCH_DIR must name another", path, b->settings.engine, settings->engine);
	batchdir_mkdir(b, "shell");
}

int recipe_share_extra(const struct batchdir *b, const struct option_list *extra)
{
	struct buf wanted = { 0 };
	const int fd = openat(b->fd, "shell/extra", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	bool alone = false, same = false;

	for (size_t i = 0; i < extra->n; i++)
		buf_printf(&wanted, "%s\n", extra->item[i]);
	for (;; alone = true) {
		while (flock(fd, alone ? LOCK_EX : LOCK_SH) != 0)
			if (errno != EINTR)
				die("%s/shell/extra:", b->path);
		char *text = batchdir_read(b, "extra");
		same = text != NULL && strcmp(text, buf_text(&wanted)) == 0;
		free(text);
		if (same || alone)
			break;
	}
	if (!same)
		batchdir_write(b, "extra", buf_slice(&wanted));
	buf_free(&wanted);
	return fd;
}
