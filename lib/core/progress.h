/* progress - one line on a terminal for what takes longer than a second
 *
 * in.c reports bytes; a tool whose work is not reading reports its own steps. Drawn on stderr at most five times a second, only
 * when stderr is a terminal or progress_forced is set, and wiped before any message. Costs a comparison a block otherwise.
 */
#ifndef CORE_PROGRESS_H
#define CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

extern bool progress_forced;              /* --progress */

void progress_expect(int fd);             /* adds the size of a regular file to what is to come */
void progress_expect_steps(uint64_t n);   /* the same for a tool's own steps; their unit replaces bytes */
void progress_add(uint64_t n);            /* n bytes or steps are done */
void progress_wipe(void);

#endif
