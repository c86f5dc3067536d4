/* port - what core asks of the rooms above it
 *
 * A table may come as CSV, and core knows nothing of formats. So core says here what it needs, data/csv gives it, and the
 * linker joins them; no file of core includes one of data.
 */
#ifndef CORE_PORT_H
#define CORE_PORT_H

#include "core/buf.h"
#include "core/in.h"
#include "core/out.h"

/* A stream of TSV lines made from the CSV lines of below, line for line. Takes over below. Dies, with file and line, on a
 * broken quote or a value that holds a tab or a newline. */
struct in *csv_to_tsv(struct in *below);

/* Writes one value, quoted if it must be. */
void csv_put(struct out *o, struct slice value);

#endif
