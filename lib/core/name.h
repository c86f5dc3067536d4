/* name - may a word that was read become the name of a file, or of a variable?
 *
 * What comes from a table, an archive or a service must not lead out of the directory that it is meant for, nor hide there, nor
 * speak to a terminal.
 */
#ifndef CORE_NAME_H
#define CORE_NAME_H

#include <stdbool.h>

#include "core/buf.h"

/* False for what is empty, "-" (missing), longer than 255 bytes, begins with '.', or holds '/' or a control character. */
bool safe_name(struct slice name);

/* Can it be the name of a shell's variable: letters, digits and _, the first no digit? */
bool variable_name(struct slice name);

#endif
