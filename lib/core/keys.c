#include "core/keys.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"

/* FNV-1a, with its high bits folded down. */
static size_t hash_of(struct slice name)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ (unsigned char)name.p[i]) * 0x100000001b3;
	return (size_t)(h ^ h >> 32);
}

/* The slot that holds the name, or the free one where it belongs. */
static size_t *slot_of(const struct keys *k, struct slice name)
{
	size_t at = hash_of(name);

	for (;; at++) {
		size_t *slot = &k->slot[at & (k->slots - 1)];
		if (*slot == 0 || slice_is(name, k->name[*slot - 1]))
			return slot;
	}
}

static void widen(struct keys *k)
{
	k->slots = k->slots ? 2 * k->slots : 16;
	free(k->slot);
	k->slot = xcalloc(k->slots, sizeof *k->slot);
	for (size_t i = 0; i < k->n; i++)
		*slot_of(k, slice_of(k->name[i])) = i + 1;
}

size_t keys_add(struct keys *k, struct slice name, bool *fresh)
{
	if (2 * (k->n + 1) > k->slots)
		widen(k);
	size_t *slot = slot_of(k, name);
	if (fresh != NULL)
		*fresh = *slot == 0;
	if (*slot == 0) {
		if (name.n > 0 && memchr(name.p, '\0', name.n) != NULL)   /* as a C string it would be another */
			die("'%.*s...': a NUL byte in a name", (int)(name.n < 200 ? name.n : 200), name.p);
		MEM_GROW(k->name, k->n, k->room);
		k->name[k->n++] = slice_dup(name);
		*slot = k->n;
	}
	return *slot - 1;
}

bool keys_find(const struct keys *k, struct slice name, size_t *number)
{
	if (k->slots == 0 || *slot_of(k, name) == 0)
		return false;
	*number = *slot_of(k, name) - 1;
	return true;
}

const char *keys_word(struct keys *k, struct slice name)
{
	const size_t number = keys_add(k, name, NULL);   /* first: it may move the names' table */
	return k->name[number];
}

void keys_free(struct keys *k)
{
	for (size_t i = 0; i < k->n; i++)
		free(k->name[i]);
	free(k->name);
	free(k->slot);
	*k = (struct keys) { 0 };
}
