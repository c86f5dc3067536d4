/* entropy - bytes that nobody can predict or repeat, from the system's generator
 *
 * For secrets only: salts of commitments, seeds of what must stay hidden. All other random numbers come from core/random.h.
 */
#ifndef CORE_ENTROPY_H
#define CORE_ENTROPY_H

#include <stddef.h>

/* Fills n bytes, or dies. */
void entropy(void *bytes, size_t n);

#endif
