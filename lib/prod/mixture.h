/* mixture - what each process contributes to a mock data set: its expected yield joined with the files that there are
 *
 * Read from rows of normalize: process, expected, and run_mode and livetime_s where they are columns. A process may come once for each
 * run mode; its rows are added up, in a mixed mode all have their part. The process' files come from a catalogue.
 * A component's mean is the number of events in the files that a data set takes on average:
 *     mean = expected * events / generated
 * Doubt stops: a process twice in one run mode, processes with different livetimes, one that the catalogue does not have or has no
 * generated events (or seconds) for, a cosmic sample without livetimes, an expected value that is negative or not finite die
 * with file and line. A process of the catalogue that nobody asks for is warned of.
 *
 * calling sequence  mixture_read; or mixture_begin, mixture_next until NULL (which leaves the table at the component's row, for
 *                   columns of the tool's own) and mixture_need, mixture_end; the members; mixture_free, before catalog_close
 * source            spec/ensemble.md 5; rows of two run modes: 2.1
 */
#ifndef PROD_MIXTURE_H
#define PROD_MIXTURE_H

#include "core/table.h"
#include "prod/catalog.h"

struct component {
	const char *name;
	bool timed;                            /* cosmics: expected and generated are seconds */
	double expected, livetime_s;           /* livetime_s: nan when the rows do not say */
	const struct catalog_process *files;   /* NULL: none in the catalogue */
	double mean;                           /* events in the files; nan before mixture_need */
};

struct mixture {
	struct component *component;           /* in the order of the rows */
	size_t n, room;
	struct keys names, rows;               /* of processes; of processes and run modes */
	const struct catalog *catalog;
	struct table *table;                   /* while rows are read */
	int process, expected, run_mode, livetime_s;
};

/* All rows of t, which it closes; every component needs its files. */
struct mixture *mixture_read(struct table *t, const struct catalog *c);

/* Row by row. The catalogue may be NULL for tools that can do without. */
struct mixture *mixture_begin(struct table *t, const struct catalog *c);
struct component *mixture_next(struct mixture *m);
void mixture_need(struct mixture *m, struct component *p);   /* dies when its files are missing; sets mean */
void mixture_end(struct mixture *m);                         /* compares the livetimes, warns, closes the table */

double mixture_total(const struct mixture *m);               /* the sum of the means */
void mixture_free(struct mixture *m);

#endif
