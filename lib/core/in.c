#include "core/in.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/die.h"
#include "core/gunzip.h"
#include "core/mem.h"
#include "core/progress.h"

static size_t read_plain(struct in *in, char *to, size_t room)
{
	ssize_t n;

	do
		n = read(in->fd, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		die("%s: cannot read:", in->name);
	progress_add((uint64_t)n);
	return (size_t)n;
}

static size_t read_gzip(struct in *in, char *to, size_t room)
{
	return gunzip_read(in->state, to, room);
}

static void release_gzip(void *state)
{
	gunzip_close(state);
}

static struct in *new_in(const char *name)
{
	struct in *in = xcalloc(1, sizeof *in);
	in->name = name;
	in->fd = -1;
	return in;
}

/* The bytes that the first read left in the window are compressed ones: they go where the others will go. */
static void begin_gzip(struct in *in)
{
	in->state = gunzip_open(in->name, in->fd, in->data, in->end);
	in->release = release_gzip;
	in->read = read_gzip;
	in->end = 0;
}

/* fd: what open(2) said of it. */
static struct in *open_file(const char *name, int fd)
{
	if (fd < 0)
		die("%s:", name);
	struct in *in = new_in(name);
	in->fd = fd;
	in->read = read_plain;
	progress_expect(in->fd);
	while (in->end < 2 && in_more(in))
		;
	if (in->end >= 2 && memcmp(in->data, "\x1f\x8b", 2) == 0)
		begin_gzip(in);
	return in;
}

struct in *in_open(const char *path)
{
	const bool standard = path == NULL || strcmp(path, "-") == 0;

	return standard ? open_file("-", STDIN_FILENO) : open_file(path, open(path, O_RDONLY | O_CLOEXEC));
}

struct in *in_text(const char *name, struct slice text)
{
	struct in *in = new_in(name);
	in->data = xmalloc(text.n + 1);
	memcpy(in->data, text.p, text.n);
	in->end = text.n;
	in->room = text.n + 1;
	in->ended = true;
	return in;
}

struct in *in_filter(const char *name, size_t (*read)(struct in *in, char *to, size_t room), void *state, void (*release)(void *state))
{
	struct in *in = new_in(name);
	in->read = read;
	in->state = state;
	in->release = release;
	return in;
}

bool in_more(struct in *in)
{
	if (in->ended)
		return false;
	if (in->begin > 0) {
		memmove(in->data, in->data + in->begin, in->end - in->begin);
		in->end -= in->begin;
		in->begin = 0;
	}
	if (in->room - in->end < IN_BLOCK + 1) {
		in->room = 2 * in->end + IN_BLOCK + 1;
		in->data = xrealloc(in->data, in->room, 1);
	}
	const size_t n = in->read(in, in->data + in->end, IN_BLOCK);
	in->end += n;
	in->ended = n == 0;
	return n > 0;
}

bool in_line(struct in *in, struct slice *line)
{
	size_t seen = 0;
	char *newline;

	for (;;) {
		const size_t have = in->end - in->begin;
		newline = have > seen ? memchr(in->data + in->begin + seen, '\n', have - seen) : NULL;
		if (newline != NULL)
			break;
		if (have > IN_LINE_MAX) {
			in->line++;
			in_die(in, "line longer than %d bytes", IN_LINE_MAX);
		}
		seen = have;
		if (!in_more(in))
			break;
	}
	if (newline == NULL && in->begin == in->end)
		return false;
	line->p = in->data + in->begin;
	line->n = newline ? (size_t)(newline - line->p) : in->end - in->begin;
	in->begin += line->n + (newline != NULL);
	in->line++;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

struct slice in_all(struct in *in, size_t limit)
{
	while (in->end - in->begin <= limit && in_more(in))
		;
	if (in->end - in->begin > limit)
		die("%s: larger than %zu bytes", in->name, limit);
	struct slice all = { in->data + in->begin, in->end - in->begin };
	if (in->data == NULL)
		all.p = "";
	in->begin = in->end;
	return all;
}

bool in_whole(const char *path, size_t limit, struct buf *text)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return false;
	struct in *in = open_file(path, fd);
	const struct slice all = in_all(in, limit);
	buf_add(text, all.p, all.n);
	in_close(in);
	return true;
}

void in_die(const struct in *in, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	die_v(xprintf("%s:%llu: ", in->name, (unsigned long long)in->line), format, args);
}

void in_warn(const struct in *in, const char *format, ...)
{
	char *place = xprintf("%s:%llu: ", in->name, (unsigned long long)in->line);
	va_list args;
	va_start(args, format);
	warn_v(place, format, args);
	va_end(args);
	free(place);
}

void in_close(struct in *in)
{
	if (in == NULL)
		return;
	if (in->release != NULL)
		in->release(in->state);
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	free(in->data);
	free(in);
}
