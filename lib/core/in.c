#include "core/in.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "core/die.h"
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

/* gzip: what was read and not yet inflated lies in block; several members may follow each other (RFC 1952, 2.2). */
struct inflater {
	z_stream z;
	bool inside;   /* a member has begun and not ended */
	char block[1 + IN_BLOCK];   /* a first byte that came alone, and a block */
};

static bool inflater_fill(struct in *in, struct inflater *g)
{
	if (g->z.avail_in > 0)
		return true;
	g->z.next_in = (Bytef *)g->block;
	g->z.avail_in = (uInt)read_plain(in, g->block, sizeof g->block);
	return g->z.avail_in > 0;
}

/* Between members only zeros may stand (tape padding); anything else would be a loss unsaid. */
static bool inflater_next_member(struct in *in, struct inflater *g)
{
	while (inflater_fill(in, g)) {
		if (*g->z.next_in != 0) {
			if (inflateReset(&g->z) != Z_OK)
				die("%s: cannot inflate", in->name);
			return g->inside = true;
		}
		g->z.next_in++, g->z.avail_in--;
	}
	return false;
}

static size_t read_gzip(struct in *in, char *to, size_t room)
{
	struct inflater *g = in->state;

	g->z.next_out = (Bytef *)to;
	g->z.avail_out = (uInt)(room < IN_BLOCK ? room : IN_BLOCK);
	const uInt asked = g->z.avail_out;
	while (g->z.avail_out == asked) {
		if (!g->inside && !inflater_next_member(in, g))
			break;
		if (!inflater_fill(in, g))
			die("%s: compressed data end early", in->name);
		const int status = inflate(&g->z, Z_NO_FLUSH);
		if (status == Z_STREAM_END)
			g->inside = false;
		else if (status != Z_OK && status != Z_BUF_ERROR)
			die("%s: compressed data are damaged: %s", in->name, g->z.msg ? g->z.msg : "not gzip");
	}
	return asked - g->z.avail_out;
}

static void release_gzip(void *state)
{
	struct inflater *g = state;
	inflateEnd(&g->z);
	free(g);
}

static struct in *new_in(const char *name)
{
	struct in *in = xcalloc(1, sizeof *in);
	in->name = name;
	in->fd = -1;
	return in;
}

/* Moves the bytes that the first read left in the window to an inflater. */
static void begin_gzip(struct in *in)
{
	struct inflater *g = xcalloc(1, sizeof *g);

	if (inflateInit2(&g->z, 15 + 16) != Z_OK)
		die("%s: cannot start inflating", in->name);
	memcpy(g->block, in->data, in->end);
	g->z.next_in = (Bytef *)g->block;
	g->z.avail_in = (uInt)in->end;
	g->inside = true;
	in->state = g;
	in->release = release_gzip;
	in->read = read_gzip;
	in->end = 0;
}

struct in *in_open(const char *path)
{
	const bool standard = path == NULL || strcmp(path, "-") == 0;
	struct in *in = new_in(standard ? "-" : path);

	in->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		die("%s:", in->name);
	in->read = read_plain;
	progress_expect(in->fd);
	while (in->end < 2 && in_more(in))
		;
	if (in->end >= 2 && memcmp(in->data, "\x1f\x8b", 2) == 0)
		begin_gzip(in);
	return in;
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
