/* livetimelog - the livetimes of subruns out of a log of printCosmicLivetime
 *
 * Every "Livetime:" that begins a word is followed by a subrun's livetime (s); at the end stands the sentence "Processed N Subruns
 * for a total of P primaries and T seconds total livetime", T rounded to a whole number. A file may hold several such logs. What does
 * not agree with its sentence dies with file and line: another number of subruns, another total, lines after the last sentence.
 *
 * calling sequence  a struct livetimelog of zeros but in, and unchecked if wanted; livetimelog_next until false; in_close is the caller's
 * source            spec/ensemble.md 4.6; Mu2e/Offline CosmicLivetimePrinter
 */
#ifndef DATA_LIVETIMELOG_H
#define DATA_LIVETIMELOG_H

#include <stdbool.h>

#include "core/in.h"
#include "data/decimal.h"

struct livetimelog {
	struct in *in;
	bool unchecked;       /* take lines that no sentence follows: they were cut out of their log */

	struct slice rest;    /* of the present line */
	uint64_t subruns;     /* since the last sentence */
	struct decimal sum;
	bool any;             /* a livetime or a sentence has been met */
};

/* The next livetime, and its text, which lives until the next call; false at the end. */
bool livetimelog_next(struct livetimelog *l, struct slice *text, struct decimal *livetime);

#endif
