/* in - bytes from a file or stdin, plain or gzip, through one window
 *
 * A struct in is a window [begin, end) onto a stream. in_more appends to it and keeps what is there (the partial last
 * line moves to the front), so a reader holds slices into the window until it asks for more. Plain files pass through
 * read(2) in blocks that stay in cache; gzip is recognised by its first two bytes and inflated on a second thread (gunzip.h), all
 * members are read, and a stream that ends early or goes on with anything but zeros dies with the file's name.
 *
 * calling sequence  in_open or in_text or in_filter; in_line, in_more or in_all; in_close
 * memory            one window, and for gzip a ring of blocks (1.3 MiB), independent of the stream's length; the window grows only for
 *                   a line longer than itself, up to IN_LINE_MAX, beyond which in_line dies
 */
#ifndef CORE_IN_H
#define CORE_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"

enum { IN_BLOCK = 256 * 1024, IN_LINE_MAX = 256 * 1024 * 1024 };

struct in {
	const char *name;        /* for messages; "-" is stdin */
	char *data;              /* the window's memory: always one byte of room behind end, for a newline that is missing */
	size_t begin, end, room;
	bool ended;              /* nothing comes after end */
	uint64_t line;           /* number of the line that was read last; the first is 1 */
	int fd;                  /* -1: no file below */
	size_t (*read)(struct in *in, char *to, size_t room);   /* 0 at the end; dies on error */
	void *state;             /* of read; freed by in_close through release */
	void (*release)(void *state);
};

/* Opens path; NULL or "-" is stdin. Dies with the reason when it cannot. The name is kept, not copied. */
struct in *in_open(const char *path);

/* The bytes of text, under a name for messages. Neither is copied. */
struct in *in_text(const char *name, struct slice text);

/* A stream made from another: read pulls from its state, release closes what it holds. Takes over state. */
struct in *in_filter(const char *name, size_t (*read)(struct in *in, char *to, size_t room), void *state, void (*release)(void *state));

/* Reads at least one byte more behind end; false at the end of the stream. Moves the window: slices into it are stale. */
bool in_more(struct in *in);

/* The next line without its newline and CR; false at the end. A last line without newline counts. Valid until the next call. */
bool in_line(struct in *in, struct slice *line);

/* Everything that is left, at most limit bytes (more dies: "larger than ..."). Valid until in_close. */
struct slice in_all(struct in *in, size_t limit);

/* Appends all of a file, at most limit bytes; false when there is none of that name. Dies when it is there and cannot be read. */
bool in_whole(const char *path, size_t limit, struct buf *text);

/* Dies, or warns, with "name:line: message". */
_Noreturn void in_die(const struct in *in, const char *format, ...) __attribute__((format(printf, 2, 3)));
void in_warn(const struct in *in, const char *format, ...) __attribute__((format(printf, 2, 3)));

void in_close(struct in *in);

#endif
