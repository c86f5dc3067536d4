/* out - bytes to stdout or to a file that is whole or as it was
 *
 * A file is written beside its name, synced and renamed by out_close; until then, and after any failure or signal, the old one
 * stands and nothing is left beside it (SIGKILL and a fault of the program leave .NAME.XXXXXX, too). What is no regular file (a
 * device, a pipe, a descriptor by the names /dev/stdout and /dev/fd/N) is written to directly. Every write is checked; a full disk
 * ends the program with status 2.
 *
 * calling sequence  out_open; out_put or out_room and out_add; out_row after each whole row; out_close
 */
#ifndef CORE_OUT_H
#define CORE_OUT_H

#include <stdbool.h>
#include <stddef.h>

struct out {
	const char *path;   /* NULL is stdout */
	char *temporary;    /* beside path until out_close; NULL when written directly */
	int fd;
	bool if_changed;    /* leave an identical file, and its date, alone */
	char *data;
	size_t len, rows;   /* bytes waiting; how many of them are whole rows */
	struct out *next;   /* all that are open, for out_flush_rows and out_discard */
};

/* NULL, "-" or "/dev/stdout" is stdout. The path is kept, not copied. */
struct out *out_open(const char *path, bool if_changed);

/* n writable bytes, valid until the next call; out_add says how many were used. n at most OUT_ROOM. */
enum { OUT_ROOM = 64 * 1024 };
char *out_room(struct out *o, size_t n);
void out_add(struct out *o, size_t n);

/* Appends n bytes, any number. */
void out_put(struct out *o, const void *bytes, size_t n);
void out_text(struct out *o, const char *s);
void out_printf(struct out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was put so far is whole rows: they survive if the program must die. */
void out_row(struct out *o);

/* Flushes, checks, syncs, renames and frees. Dies when any of it fails. */
void out_close(struct out *o);

/* For die: whole rows of stdout are written; files that are not closed are removed. */
void out_flush_rows(void);
void out_discard(void);

#endif
