/* injection - pseudo-experiments drawn from a catalogue: whole background files for a livetime, and the signal events that belong to it
 *
 * Files and events are drawn without replacement, over all experiments unless reuse is allowed. An experiment's livetime is rounded to
 * whole files: files are taken while they bring it nearer to what was asked. The number of signal events is a Poisson count of
 * mean expected * efficiency, where expected has been scaled to the livetime achieved: a thinned Poisson count is one.
 *
 * calling sequence  injector_open; injector_draw for each experiment; injector_sort; injector_shared...; injector_close
 * errors            what does not suffice dies with the experiment's number
 * memory            about 100 bytes for each file and event that is drawn
 * source            spec/ensemble.md 7.6, its defects fixed
 */
#ifndef PROD_INJECTION_H
#define PROD_INJECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prod/catalog.h"
#include "prod/ledger.h"

struct injection {
	uint64_t number;                       /* of the experiment: its draws follow from it and the seed */
	const struct catalog_process *signal;
	double asked_s;                        /* on spill; more than 0 */
	double expected;                       /* signal events in asked_s; after the draw, in achieved_s */
	double efficiency;                     /* the part of them that the signal files hold */

	double achieved_s;                     /* drawn, from here on; the caller frees the two lists */
	uint64_t *file, *event;                /* sorted indices from 0: of background files; among all events of the signal */
	size_t files, file_room, events;
};

/* How to draw. */
struct injection_rules {
	const struct catalog_process *background;   /* timed */
	const struct ledger *used;             /* sorted: files and events in it are left alone; or NULL */
	uint64_t seed;
	bool all;                              /* every file of the background, whatever the livetime */
	bool reuse;                            /* experiments may share files and events */
};

struct injector;

struct injector *injector_open(const struct catalog *c, const struct injection_rules *rules);
void injector_draw(struct injector *i, struct injection *experiment);
void injector_close(struct injector *i);

/* After the last draw and injector_sort: how many other experiments have drawn this file, or event, too. */
void injector_sort(struct injector *i);
uint64_t injector_shared_file(const struct injector *i, uint64_t file);
uint64_t injector_shared_event(const struct injector *i, const struct catalog_process *signal, uint64_t event);

#endif
