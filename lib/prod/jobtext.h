/* jobtext - a text with placeholders that becomes one for each job
 *
 *   {}      the values of the job's rows
 *   {job}   its name
 *   {part}  the file with its rows
 *
 * In a command each value is a word quoted for any POSIX shell, blanks between. What is put in brings its own quotes, so those of the text are
 * followed, and a placeholder must stand outside of them; and outside of `...` and ((...)), in which a value would be looked at whatever its quotes.
 * In a list all is put in as it is, commas between the values.
 *
 * source  IEEE Std 1003.1, Shell Command Language 2.2, 2.6
 */
#ifndef PROD_JOBTEXT_H
#define PROD_JOBTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

enum jobtext_what { JOBTEXT_PLAIN, JOBTEXT_VALUES, JOBTEXT_JOB, JOBTEXT_PART, JOBTEXT_KINDS };

struct jobtext_piece {
	enum jobtext_what what;
	struct slice text;          /* JOBTEXT_PLAIN */
};

/* Starts as zeros, and is then a text that is empty. */
struct jobtext {
	struct jobtext_piece *piece;
	size_t n, room;
	bool has[JOBTEXT_KINDS];
	bool command;               /* else a list */
};

/* What a job puts in. Starts as zeros. */
struct jobtext_job {
	char *name, *part;          /* its own; part may be NULL when no text has {part} */
	struct buf words, list;     /* its values, for commands and for lists */
};

/* The texts of options, which name them in messages; text is not copied, NULL is empty for a list. Dies on a placeholder that must not stand where it does. */
struct jobtext jobtext_command(const char *option, const char *text);
struct jobtext jobtext_list(const char *option, const char *text);

void jobtext_add(struct jobtext_job *job, struct slice value);   /* one more, without a NUL */
void jobtext_clear(struct jobtext_job *job);                     /* back to zeros */

/* The job's text. */
void jobtext_put(struct buf *to, const struct jobtext *t, const struct jobtext_job *job);

#endif
