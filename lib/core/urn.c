#include "core/urn.h"

#include <stdlib.h>

#include "core/mem.h"

struct urn_move {
	uint64_t slot_and_one, ticket;   /* slot_and_one: 0 in an empty place of the table */
};

struct urn urn_of(uint64_t n)
{
	return (struct urn) { .left = n };
}

/* Where the slot stands in the table, or would: open addressing, never more than half full. */
static struct urn_move *place(const struct urn *u, uint64_t slot)
{
	size_t at = (size_t)((slot + 1) * 0x9e3779b97f4a7c15 >> 20) & (u->room - 1);

	while (u->move[at].slot_and_one != 0 && u->move[at].slot_and_one != slot + 1)
		at = (at + 1) & (u->room - 1);
	return &u->move[at];
}

static void grow(struct urn *u)
{
	const struct urn old = *u;

	u->room = old.room ? 2 * old.room : 16;
	u->move = xcalloc(u->room, sizeof *u->move);
	for (size_t i = 0; i < old.room; i++)
		if (old.move[i].slot_and_one != 0)
			*place(u, old.move[i].slot_and_one - 1) = old.move[i];
	free(old.move);
}

static uint64_t at(const struct urn *u, uint64_t slot)
{
	const struct urn_move *m = u->room ? place(u, slot) : NULL;
	return m != NULL && m->slot_and_one != 0 ? m->ticket : slot;
}

static void put(struct urn *u, uint64_t slot, uint64_t ticket)
{
	if (2 * (u->moves + 1) > u->room)
		grow(u);
	struct urn_move *m = place(u, slot);
	u->moves += m->slot_and_one == 0;
	*m = (struct urn_move) { slot + 1, ticket };
}

uint64_t urn_draw(struct urn *u, struct random *r)
{
	const uint64_t slot = random_below(r, u->left), ticket = at(u, slot);

	put(u, slot, at(u, --u->left));
	return ticket;
}

void urn_return(struct urn *u, uint64_t ticket)
{
	put(u, u->left++, ticket);
}

void urn_free(struct urn *u)
{
	free(u->move);
	*u = (struct urn) { 0 };
}
