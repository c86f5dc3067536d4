/* urn - numbered tickets drawn at random without replacement
 *
 * Tickets 0 .. n-1; every order of drawing has the same chance, whatever streams the draws come from. For few draws out of many
 * (events of a sample) as well as for all of few (files of a list).
 *
 * calling sequence  urn_of; urn_draw, urn_return; urn_free
 * memory            32 to 64 bytes for each draw, independent of n
 * source            Fisher, Yates with the shuffled array kept as a table of its changes
 */
#ifndef CORE_URN_H
#define CORE_URN_H

#include <stddef.h>
#include <stdint.h>

#include "core/random.h"

struct urn {
	uint64_t left;                              /* tickets in it */
	struct urn_move *move;                      /* slots that hold another ticket than their own number */
	size_t moves, room;
};

struct urn urn_of(uint64_t n);

/* A ticket; there must be one left. */
uint64_t urn_draw(struct urn *u, struct random *r);

/* Puts the ticket that was drawn last back. */
void urn_return(struct urn *u, uint64_t ticket);

void urn_free(struct urn *u);

#endif
