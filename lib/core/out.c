#include "core/out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/place.h"

enum { BLOCK = 256 * 1024 };

static struct out *open_outs;

/* Async-signal-safe: only unlink and signal calls, on a list that is changed with signals blocked. */
static void remove_temporaries(void)
{
	for (struct out *o = open_outs; o != NULL; o = o->next)
		if (o->temporary != NULL)
			unlink(o->temporary);
}

static void on_signal(int number)
{
	remove_temporaries();
	signal(number, SIG_DFL);
	raise(number);
}

static sigset_t block_signals(void)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	return before;
}

static void restore_signals(sigset_t before)
{
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void set_list(struct out *head)
{
	const sigset_t before = block_signals();
	open_outs = head;
	restore_signals(before);
}

/* What ends a program and is no fault of its own, and abort, which libraries call. Batch systems warn by SIGUSR1 and SIGUSR2. */
static void watch_signals(void)
{
	static const int deadly[] = { SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ };
	struct sigaction action = { .sa_handler = on_signal };

	for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
		struct sigaction old;
		sigaction(deadly[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)   /* nohup stays nohup */
			sigaction(deadly[i], &action, NULL);
	}
}

static void unlist(struct out *gone)
{
	if (open_outs == gone) {
		set_list(gone->next);
		return;
	}
	for (struct out *o = open_outs; o != NULL; o = o->next)
		if (o->next == gone)
			o->next = gone->next;
}

/* A name beside path that nobody has, with the mode that path has or would get. */
static void open_beside(struct out *o, const struct stat *old)
{
	enum { LONGEST = NAME_MAX - 8 };   /* a name as long as they may be leaves no room for the dots and the Xs */
	const char *slash = strrchr(o->path, '/');
	const char *base = slash ? slash + 1 : o->path;
	const mode_t mask = place_mask();

	o->temporary = xprintf("%.*s.%.*s.XXXXXX", (int)(base - o->path), o->path, LONGEST, base);
	const sigset_t before = block_signals();
	o->fd = mkstemp(o->temporary);
	if (o->fd >= 0)
		open_outs = o;   /* a signal finds it as soon as it is there */
	restore_signals(before);
	if (o->fd < 0) {
		free(o->temporary);
		o->temporary = NULL;
		die("%s: cannot write:", o->path);
	}
	fchmod(o->fd, old ? old->st_mode & 07777 : 0666 & ~mask);
}

/* The number of an open descriptor by its name, else -1. Its file may be a regular one: nothing can be put in the place of the name. */
static int descriptor_of(const char *path)
{
	uint64_t n;
	const size_t prefix = strlen("/dev/fd/");

	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	return strncmp(path, "/dev/fd/", prefix) == 0 && num_read_count(path + prefix, strlen(path + prefix), &n) && n < INT_MAX ? (int)n : -1;
}

static void open_file(struct out *o)
{
	struct stat old;
	const bool exists = stat(o->path, &old) == 0;
	const int descriptor = descriptor_of(o->path);

	if (descriptor < 0 && (!exists || S_ISREG(old.st_mode))) {
		open_beside(o, exists ? &old : NULL);
		return;
	}
	o->fd = descriptor < 0 ? open(o->path, O_WRONLY | O_CLOEXEC) : fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
	if (o->fd < 0)
		die("%s: cannot write:", o->path);
}

static bool is_stdout(const char *path)
{
	return path == NULL || strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
}

struct out *out_open(const char *path, bool if_changed)
{
	struct out *o = xcalloc(1, sizeof *o);

	o->path = is_stdout(path) ? NULL : path;
	o->fd = STDOUT_FILENO;
	o->if_changed = if_changed;
	o->data = xmalloc(BLOCK);
	if (open_outs == NULL)
		watch_signals();
	o->next = open_outs;
	if (o->path != NULL && o->path[0] == '\0')
		die("the name of the file to write is empty");
	if (o->path != NULL)
		open_file(o);
	set_list(o);
	return o;
}

static void write_all(struct out *o, const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t done = write(o->fd, bytes, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			o->len = o->rows = 0;   /* what die would flush cannot be written either */
			die("%s: cannot write:", o->path ? o->path : "-");
		}
		bytes += done;
		n -= (size_t)done;
	}
}

static void flush(struct out *o)
{
	write_all(o, o->data, o->len);
	o->len = o->rows = 0;
}

char *out_room(struct out *o, size_t n)
{
	if (BLOCK - o->len < n)
		flush(o);
	return o->data + o->len;
}

void out_add(struct out *o, size_t n)
{
	o->len += n;
}

void out_put(struct out *o, const void *bytes, size_t n)
{
	if (n > BLOCK - o->len) {
		flush(o);
		if (n > BLOCK) {
			write_all(o, bytes, n);
			return;
		}
	}
	memcpy(o->data + o->len, bytes, n);
	o->len += n;
}

void out_text(struct out *o, const char *s)
{
	out_put(o, s, strlen(s));
}

void out_printf(struct out *o, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = xprintf_v(format, args);
	va_end(args);
	out_text(o, text);
	free(text);
}

void out_row(struct out *o)
{
	o->rows = o->len;
}

static bool same_bytes(const char *a, const char *b)
{
	FILE *fa = fopen(a, "rb"), *fb = fopen(b, "rb");
	bool same = fa != NULL && fb != NULL;
	static char block_a[BLOCK], block_b[BLOCK];
	size_t n = 1;

	while (same && n > 0) {
		n = fread(block_a, 1, sizeof block_a, fa);
		same = fread(block_b, 1, sizeof block_b, fb) == n && memcmp(block_a, block_b, n) == 0;
	}
	same = same && !ferror(fa) && !ferror(fb);
	if (fa != NULL)
		fclose(fa);
	if (fb != NULL)
		fclose(fb);
	return same;
}

void out_close(struct out *o)
{
	flush(o);
	if (o->temporary != NULL && fsync(o->fd) != 0)
		die("%s: cannot sync:", o->path);
	if (o->fd >= 0 && close(o->fd) != 0)
		die("%s: cannot write:", o->path ? o->path : "-");
	o->fd = -1;
	if (o->temporary != NULL) {
		if (o->if_changed && same_bytes(o->temporary, o->path))
			unlink(o->temporary);
		else if (rename(o->temporary, o->path) != 0)
			die("%s: cannot rename to it:", o->path);
	}
	unlist(o);
	free(o->temporary);
	free(o->data);
	free(o);
}

void out_flush_rows(void)
{
	for (struct out *o = open_outs; o != NULL; o = o->next)
		if (o->path == NULL && o->rows > 0) {
			const size_t rows = o->rows, rest = o->len - rows;
			o->rows = o->len = 0;   /* before the write: it may die and come here again */
			write_all(o, o->data, rows);
			memmove(o->data, o->data + rows, rest);
			o->len = rest;
		}
}

void out_discard(void)
{
	remove_temporaries();
	set_list(NULL);
}
