/* place - directories: the one that this process is in, and new ones
 */
#ifndef CORE_PLACE_H
#define CORE_PLACE_H

#include <sys/types.h>

/* The working directory, from / on; dies when it has none. The caller frees. */
char *place_here(void);

/* Makes a directory and those above it; that they are there already is no error. Dies, naming the one that cannot be made. */
void place_make(const char *path);

/* What new files are not given: umask, which can only be read by setting it. Not while another thread makes files. */
mode_t place_mask(void);

#endif
