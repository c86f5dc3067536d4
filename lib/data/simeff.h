/* simeff - the conditions table SimEfficiencies2: which part of the events each simulation stage kept
 *
 * Read as the database tool prints it (no header), as production scripts write it (a first line "TABLE
 * SimEfficiencies2", a comma and a tab or blanks between fields), or with a header that names at least tag, numerator,
 * denominator and eff (then prescale may be among the columns), with commas or tabs. Lines that are empty or begin with
 * '#' are skipped; CRLF is read. The misspelt "Lifeime" in tags is read as "Lifetime". Anything else that is wrong dies
 * with file and line.
 *
 * source  spec/ensemble.md 3; Mu2e/Offline SimEfficiencies2
 */
#ifndef DATA_SIMEFF_H
#define DATA_SIMEFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/in.h"

struct simeff_row {
	char *tag;
	double numerator, denominator;   /* >= 0; both 0 where eff is a sum of weights */
	double eff;                      /* >= 0 */
	double prescale;                 /* > 0; nan where the table says none */
	uint64_t line;
};

struct simeff {
	char *name;                      /* of the file, for messages */
	struct simeff_row *row;
	size_t n, room;
};

/* Reads all rows and closes in. eff is kept as written, or is numerator/denominator with `recompute` (where there is a
 * denominator); a row in which the two differ by more than 1e-6 is warned of. The caller frees. */
struct simeff *simeff_read(struct in *in, bool recompute);
void simeff_free(struct simeff *s);

/* The row of that tag, either spelling; NULL when there is none. *again is a second one, or NULL: the caller knows
 * whether it matters. */
const struct simeff_row *simeff_find(const struct simeff *s, const char *tag, const struct simeff_row **again);

#endif
