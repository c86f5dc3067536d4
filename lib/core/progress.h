/* progress - one line on a terminal for what takes longer than a second
 *
 * in.c reports the bytes that it reads. Drawn on stderr at most five times a second, only when stderr is a terminal or
 * progress_forced is set, and wiped before any message. Costs a comparison a block otherwise.
 */
#ifndef CORE_PROGRESS_H
#define CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

extern bool progress_forced;              /* --progress */

void progress_expect(int fd);             /* adds the size of a regular file to what is to come */
void progress_add(uint64_t n);            /* n bytes are done */
void progress_wipe(void);

#endif
