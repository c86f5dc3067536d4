/* command - the words of a command, one by one, and how a shell would have to be told
 *
 * Words are kept apart from beginning to end: what a word holds, blanks, quotes, dollars, newlines, is never looked at by anything. Starts as
 * zeros; the array ends in NULL.
 */
#ifndef PROD_COMMAND_H
#define PROD_COMMAND_H

#include <stddef.h>

#include "core/buf.h"
#include "core/out.h"

struct command {
	char **word;
	size_t n, room;
};

void command_add(struct command *c, const char *word);   /* copied */
void command_printf(struct command *c, const char *format, ...) __attribute__((format(printf, 2, 3)));   /* one word */
void command_free(struct command *c);

/* The words on one line such that a shell gets them back: quoted where they must be. Control characters, newlines among them, are written as
 * $'\n', which bash, ksh, zsh and POSIX of 2024 know; any shell knows all else. */
void command_put(struct out *out, const struct command *c);
void command_line(struct buf *to, const struct command *c);   /* without the newline */

/* A word such that any POSIX shell gets it back, wherever it stands in a command: as it is where that is enough, else quoted. */
void command_word(struct buf *to, const char *word);

/* A word in single quotes, newlines and all bytes but NUL as they are: for files that a POSIX shell reads. */
void command_quote(struct buf *to, const char *word);

#endif
