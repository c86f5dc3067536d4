#include "prod/batchdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/die.h"
#include "core/entropy.h"
#include "core/in.h"
#include "core/mem.h"
#include "core/name.h"
#include "core/num.h"
#include "core/place.h"
#include "core/share.h"
#include "prod/command.h"

/* ---- files ---- */

static _Noreturn void fail(const struct batchdir *b, const char *name)
{
	die("%s/%s:", b->path, name);
}

static void write_all(const struct batchdir *b, int fd, const char *name, struct slice bytes)
{
	while (bytes.n > 0) {
		const ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno != EINTR)
			fail(b, name);
		if (n > 0) {
			bytes.p += n;
			bytes.n -= (size_t)n;
		}
	}
}

void batchdir_write_new(const struct batchdir *b, const char *name, struct slice bytes)
{
	const int fd = openat(b->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		fail(b, name);
	write_all(b, fd, name, bytes);
	if (close(fd) != 0)
		fail(b, name);
}

void batchdir_write(const struct batchdir *b, const char *name, struct slice bytes)
{
	char *aside = xprintf("%s.new", name);

	batchdir_write_new(b, aside, bytes);
	if (renameat(b->fd, aside, b->fd, name) != 0)
		fail(b, name);
	free(aside);
}

char *batchdir_read(const struct batchdir *b, const char *name)
{
	const int fd = openat(b->fd, name, O_RDONLY | O_CLOEXEC);
	struct buf text = { 0 };
	ssize_t n;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return NULL;
	if (fd < 0)
		fail(b, name);
	while ((n = read(fd, buf_room(&text, 4096), 4096)) != 0)
		if (n > 0)
			text.len += (size_t)n;
		else if (errno != EINTR)
			fail(b, name);
	close(fd);
	buf_text(&text);
	return text.data;
}

bool batchdir_has(const struct batchdir *b, const char *name)
{
	return faccessat(b->fd, name, F_OK, 0) == 0;
}

void batchdir_remove(const struct batchdir *b, const char *name)
{
	if (unlinkat(b->fd, name, 0) != 0 && errno != ENOENT)
		fail(b, name);
}

void batchdir_mkdir(const struct batchdir *b, const char *name)
{
	if (mkdirat(b->fd, name, 0777) != 0 && errno != EEXIST)
		fail(b, name);
}

/* ---- shell fragments ---- */

/* The word that begins at text, its quotes taken off; *end is behind it. */
static char *unquote(const char *text, const char **end)
{
	struct buf word = { 0 };
	bool quoted = false;

	for (; *text != '\0' && (quoted || *text != '\n'); text++)
		if (*text == '\'')
			quoted = !quoted;
		else if (!quoted && *text == '\\' && text[1] != '\0')
			buf_add(&word, ++text, 1);
		else
			buf_add(&word, text, 1);
	*end = text;
	buf_text(&word);
	return word.data;
}

char *batchdir_value(const char *fragment, const char *name)
{
	const size_t n = strlen(name);

	while (*fragment != '\0') {
		const bool found = strncmp(fragment, name, n) == 0 && fragment[n] == '=';
		char *value = unquote(found ? fragment + n + 1 : fragment, &fragment);
		if (found)
			return value;
		free(value);
		fragment += *fragment == '\n';
	}
	return NULL;
}

static void put_value(struct buf *to, const char *name, const char *value)
{
	buf_printf(to, "%s=", name);
	command_quote(to, value);
	buf_add_text(to, "\n");
}

/* ---- settings ---- */

static const char *setting(struct batchdir *b, const char *fragment, const char *name)
{
	char *value = batchdir_value(fragment, name);

	if (value == NULL)
		die("%s/settings: '%s' is missing", b->path, name);
	return value;   /* a few words, kept as long as the process */
}

static uint64_t setting_count(struct batchdir *b, const char *fragment, const char *name)
{
	const char *value = setting(b, fragment, name);
	uint64_t n = 0;

	if (*value != '\0' && !num_read_count(value, strlen(value), &n))
		die("%s/settings: '%s' is no whole number: '%s'", b->path, name, value);
	return n;
}

static bool read_settings(struct batchdir *b)
{
	char *text = batchdir_read(b, "settings");

	if (text == NULL)
		return false;
	b->settings = (struct batchdir_settings) {
		.engine = setting(b, text, "engine"),
		.name = setting(b, text, "name"),
		.retries = setting_count(b, text, "retries"),
		.limit = setting_count(b, text, "limit"),
		.grace_s = setting_count(b, text, "grace_s"),
		.transfer = strcmp(setting(b, text, "transfer"), "yes") == 0,
		.after = setting(b, text, "after"),
	};
	b->token = setting(b, text, "token");
	free(text);
	return true;
}

/* At most 15 letters, digits, _ . -, the first a letter: what every batch system takes. */
static void plain_name(const char *from, char name[16])
{
	size_t n = 0;

	for (; *from != '\0' && n < 15; from++) {
		const bool letter = (*from >= 'a' && *from <= 'z') || (*from >= 'A' && *from <= 'Z');
		const bool rest = (*from >= '0' && *from <= '9') || *from == '_' || *from == '.' || *from == '-';
		if (letter || (n > 0 && rest))
			name[n++] = *from;
	}
	name[n] = '\0';
	if (n == 0)
		strcpy(name, "jobs");
}

static void write_settings(struct batchdir *b, const struct batchdir_settings *s)
{
	char name[16], *here = place_here(), *place = xstrdup(b->place);   /* basename may write into it */
	struct buf text = { 0 };
	uint8_t secret[6];

	entropy(secret, sizeof secret);
	plain_name(s->name != NULL ? s->name : basename(place), name);
	put_value(&text, "engine", s->engine);
	buf_printf(&text, "name=%s\ntoken=bp", name);
	for (size_t i = 0; i < sizeof secret; i++)
		buf_printf(&text, "%02x", secret[i]);
	buf_printf(&text, "\nretries=%" PRIu64 "\nlimit=", s->retries);
	if (s->limit > 0)
		buf_add_count(&text, s->limit);
	buf_printf(&text, "\ngrace_s=%" PRIu64 "\ntransfer=%s\numask=%03o\n", s->grace_s, s->transfer ? "yes" : "no", (unsigned)place_mask());
	put_value(&text, "after", s->after);
	put_value(&text, "directory", here);
	batchdir_write(b, "settings", buf_slice(&text));
	buf_free(&text);
	free(here);
	free(place);
}

/* ---- making ---- */

char *batchdir_engine(const char *engine)
{
	struct buf known = { 0 };

	if (strchr(engine, '/') != NULL) {
		struct in *in = in_open(engine);
		char *text = slice_dup(in_all(in, 100 * 1024));
		in_close(in);
		return text;
	}
	for (size_t i = 0; share_name(i) != NULL; i++) {
		struct slice name = slice_of(share_name(i));
		if (!slice_begins(name, "batch/") || name.n < 9 || strcmp(name.p + name.n - 3, ".sh") != 0)
			continue;
		name = (struct slice) { name.p + 6, name.n - 9 };
		if (slice_is(name, "run"))   /* what engines start, not one of them */
			continue;
		if (slice_is(name, engine))
			return slice_dup(share_file(share_name(i)));
		buf_printf(&known, "%s%.*s", known.len > 0 ? ", " : "", (int)name.n, name.p);
	}
	die("no engine '%s': there are %s, and files, named with a slash (./%s)", engine, buf_text(&known), engine);
}

/* What a directory may hold while it is being made; with anything in it, it holds our lock. */
static bool is_ours(const char *name)
{
	static const char *const ours[] = { ".", "..", "lock", "jobs.tsv", "jobs.tsv.new", "jobs", "environment", "environment.new", "engine",
	                                    "engine.new", "extra", "extra.new", "run", "run.new", "README", "README.new", "settings.new", "submissions", NULL };
	for (size_t i = 0; ours[i] != NULL; i++)
		if (strcmp(name, ours[i]) == 0)
			return true;
	return strncmp(name, ".jobs.tsv.", 10) == 0;   /* of out_open, killed before it renamed it */
}

static void check_empty(const struct batchdir *b)
{
	DIR *d = fdopendir(dup(b->fd));

	if (d == NULL)
		die("%s:", b->path);
	rewinddir(d);
	for (const struct dirent *e; (e = readdir(d)) != NULL; )
		if ((!is_ours(e->d_name) || (e->d_name[0] != '.' && !batchdir_has(b, "lock"))) && !batchdir_has(b, "settings"))   /* settled by another this moment, its users' files are in it */
			die("%s: holds '%s' and is no submission directory: name a new one", b->path, e->d_name);
	closedir(d);
}

static void open_directory(struct batchdir *b, const char *path)
{
	*b = (struct batchdir) { .path = xstrdup(path), .place = realpath(path, NULL) };
	b->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (b->fd < 0 || b->place == NULL)
		die("%s:", path);
}

bool batchdir_begin(struct batchdir *b, const char *path)
{
	if (*path == '\0')
		die("the name of the submission directory is empty");
	place_make(path);
	open_directory(b, path);
	if (batchdir_has(b, "settings")) {
		batchdir_lock(b, -1);
		return read_settings(b);
	}
	check_empty(b);
	batchdir_lock(b, -1);
	if (read_settings(b))   /* settled by another while we waited */
		return true;
	batchdir_mkdir(b, "jobs");
	batchdir_mkdir(b, "submissions");
	return false;
}

static void check_variable(const char *name, const char *value)
{
	if (!variable_name(slice_of(name)))
		die("not the name of a variable: '%s'", name);
	if (value == NULL)
		die("variable '%s' is not in the environment", name);
}

static void write_environment(const struct batchdir *b, const struct option_list *variables)
{
	static const char *const always[] = { BATCHDIR_ENVIRONMENT };
	struct buf text = { 0 };
	char *here = place_here();

	buf_add_text(&text, "# what each job finds in its environment, and where it starts\n");
	for (size_t i = 0; i < sizeof always / sizeof *always + variables->n; i++) {
		const bool ours = i < sizeof always / sizeof *always;
		const char *name = ours ? always[i] : variables->item[i - sizeof always / sizeof *always], *value = getenv(name);
		if (!ours)
			check_variable(name, value);
		if (value == NULL)
			continue;
		buf_add_text(&text, "export ");
		put_value(&text, name, value);
	}
	buf_add_text(&text, "[ -n \"${BATCH_WORK-}\" ] || ");
	put_value(&text, "BATCH_WORK", here);
	buf_add_text(&text, "cd \"$BATCH_WORK\" || exit 125\n"
	                    "# told to end, the shell waits for the program that runs in it, and then ends\n"
	                    "trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM; trap 'exit 140' USR2; trap 'exit 152' XCPU\n");
	batchdir_write(b, "environment", buf_slice(&text));
	buf_free(&text);
	free(here);
}

static const char readme[] =
	"Jobs handed to a batch system by beampipe.\n\n"
	"  batch-status DIR                       what became of each job\n"
	"  batch-wait DIR                         waits for all of them\n"
	"  batch-submit --only-failed --dir DIR   submits again what failed\n"
	"  batch-cancel DIR                       takes all out of the queue\n\n"
	"jobs.tsv lists the jobs. jobs/JOB/ has a job's script, stdout, stderr and, once it has ended, exit-status.\n"
	"journal.tsv tells what was done when, settings with what options; submissions/ holds what the batch system was given.\n";

void batchdir_settle(struct batchdir *b, const struct batchdir_settings *s, const char *engine_text, const struct option_list *variables,
                     const struct option_list *extra)
{
	struct buf lines = { 0 };

	for (size_t i = 0; i < extra->n; i++) {
		if (strchr(extra->item[i], '\n') != NULL)
			die("an extra line holds a newline: '%s'", extra->item[i]);
		buf_printf(&lines, "%s\n", extra->item[i]);
	}
	write_environment(b, variables);
	batchdir_write(b, "engine", slice_of(engine_text));
	batchdir_write(b, "extra", buf_slice(&lines));
	batchdir_write(b, "run", share_file("batch/run.sh"));
	if (fchmodat(b->fd, "run", 0700 | (0777 & ~place_mask()), 0) != 0)
		fail(b, "run");
	batchdir_write(b, "README", slice_of(readme));
	write_settings(b, s);
	read_settings(b);
	buf_free(&lines);
}

bool batchdir_is(const char *path)
{
	char *name = xprintf("%s/settings", path);
	const bool there = access(name, F_OK) == 0;
	free(name);
	return there;
}

void batchdir_open(struct batchdir *b, const char *path)
{
	open_directory(b, path);
	if (!read_settings(b))
		die("%s: no submission directory: it has no settings", path);
}

void batchdir_close(struct batchdir *b)
{
	batchdir_unlock(b);
	close(b->fd);
	free(b->path);
	free(b->place);
	*b = (struct batchdir) { .fd = -1 };
}

bool batchdir_lock(struct batchdir *b, double wait_s)
{
	const int fd = openat(b->fd, "lock", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0 && wait_s == 0 && (errno == EACCES || errno == EROFS))
		return false;   /* somebody else's: we may look on */
	if (fd < 0)
		fail(b, "lock");
	while (flock(fd, wait_s < 0 ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			fail(b, "lock");
		if (wait_s <= 0) {
			close(fd);
			return false;
		}
		clock_rest(0.02);
		wait_s = wait_s > 0.02 ? wait_s - 0.02 : 0;
	}
	b->lock = fd + 1;
	return true;
}

void batchdir_unlock(struct batchdir *b)
{
	if (b->lock > 0)
		close(b->lock - 1);
	b->lock = 0;
}

/* ---- journal ---- */

void batchdir_journal(const struct batchdir *b, const char *event, uint64_t submission, uint64_t jobs, const char *id, const char *detail)
{
	static const char header[] = "time\tevent\tsubmission\tjobs\tengine_id\tdetail\n";
	struct buf row = { 0 };
	char when[32], number[24] = "-";
	const time_t now = time(NULL);
	struct tm tm;
	const int fd = openat(b->fd, "journal.tsv", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		fail(b, "journal.tsv");
	if (lseek(fd, 0, SEEK_END) == 0)
		buf_add_text(&row, header);
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	if (submission > 0)
		snprintf(number, sizeof number, "%" PRIu64, submission);
	const size_t begin = row.len;
	buf_printf(&row, "%s\t%s\t%s\t%" PRIu64 "\t%s\t%s\n", when, event, number, jobs, id != NULL ? id : "-", detail != NULL ? detail : "-");
	for (size_t i = begin, tabs = 0; i + 1 < row.len; i++)   /* a complaint may hold anything */
		if ((row.data[i] == '\t' && ++tabs > 5) || row.data[i] == '\n')
			row.data[i] = ' ';
	write_all(b, fd, "journal.tsv", buf_slice(&row));
	close(fd);
	buf_free(&row);
}
