/* words - the words of a line, for logs and other text that people lay out in columns
 *
 * A word ends at a blank or a tab; a character of marks is a word of its own. Slices into the line, nothing is copied.
 */
#ifndef DATA_WORDS_H
#define DATA_WORDS_H

#include <stdbool.h>

#include "core/buf.h"

/* Takes the next word off rest; empty when there is none. */
struct slice words_next(struct slice *rest, const char *marks);

/* Are these (ends in NULL) the words of the line, and no others? */
bool words_are(struct slice line, const char *marks, const char *const words[]);

#endif
