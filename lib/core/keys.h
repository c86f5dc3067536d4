/* keys - names and the numbers 0, 1, 2 ... in the order in which they first came
 *
 * For what is gathered per process, data set or group: the number is the index into the caller's array. Starts as zeros. Names are
 * copied and stay where they are. Constant time a look-up (a hash table that is never more than half full). A name with a NUL byte
 * dies when it is added: as the C string that it becomes it would be another.
 */
#ifndef CORE_KEYS_H
#define CORE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

struct keys {
	char **name;
	size_t n, room;
	size_t *slot, slots;   /* index + 1, or 0 when free; a power of two */
};

/* The number of the name, a new one if it has none; then, and only then, *fresh is true (fresh may be NULL). */
size_t keys_add(struct keys *k, struct slice name, bool *fresh);

/* The number of the name; false when it has none. */
bool keys_find(const struct keys *k, struct slice name, size_t *number);

/* The name's copy, for those who need no number: texts that are kept once. */
const char *keys_word(struct keys *k, struct slice name);

void keys_free(struct keys *k);

#endif
