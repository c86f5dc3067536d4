/* ensemble - what a Mu2e ensemble is normalised with: constants, efficiencies, spectra, from files or as built in
 *
 * Joins formats (data) to physics (phys). A source that is not given is a table of share/ensemble. Files that are given
 * are read at once; what is wrong in them dies with file and line. A row of the efficiencies that is missing or
 * repeated matters only to the processes that take it: see ensemble_trouble.
 *
 * calling sequence  ensemble_open; for each row ensemble_process, ensemble_trouble, ensemble_fraction, then
 *                   yield_expected (phys/yield.h) with the constants and the stops; ensemble_close
 * cost              1 ms to open; a fraction is a binary search (RMC with ever new k_max: 330 terms)
 */
#ifndef PROD_ENSEMBLE_H
#define PROD_ENSEMBLE_H

#include <stdbool.h>

#include "core/opt.h"
#include "phys/yield.h"

/* Where things come from. Starts as zeros, the defaults. */
struct ensemble_sources {
	const char *constants;          /* TSV name, value, unit, relative_uncertainty: replaces the constants that it names */
	const char *efficiencies;       /* see data/simeff.h */
	const char *dio, *rpc;          /* full spectra: energy, density */
	const char *ipa;                /* threshold, efficiency; composed from the DIO spectrum when NULL */
	struct option_list prescales;   /* "TAG=N" */
	bool recompute;                 /* efficiencies are what was counted */
};

/* The options of tools that compute with efficiencies. */
#define ENSEMBLE_OPTIONS(s) \
	{ 0, "prescale", "TAG=N", OPT_LIST, &(s).prescales, \
	  "the stream of this row keeps one event in N [MuminusStopsCat=1000]" }, \
	{ 0, "recompute", NULL, OPT_FLAG, &(s).recompute, "efficiencies are numerator/denominator, whatever eff says" }, \
	{ 0, "constants", "FILE", OPT_FILE, &(s).constants, \
	  "TSV name, value, unit, relative_uncertainty: replaces the constants that it names" }

struct ensemble;

struct ensemble *ensemble_open(const struct ensemble_sources *sources);
void ensemble_close(struct ensemble *e);

const struct constants *ensemble_constants(const struct ensemble *e);
const struct stops *ensemble_stops(const struct ensemble *e);

/* Why these stages (bits, as yield_stages gives) cannot be used ("no row 'IPAStopsCat' in sim.csv"), or NULL. */
const char *ensemble_trouble(const struct ensemble *e, unsigned stages);

/* The process that a name stands for, its own ("RPC") or that of a data set ("RPCInternal", "CRYCosmic", "CeMLL").
 * *internal is 1 or 0 where the name says it, else -1. False for unknown names. */
bool ensemble_process(struct slice name, enum process *process, int *internal);

/* How a fraction is taken. */
struct cut {
	double e_min, k_max;   /* MeV; k_max: RMC only */
	bool exact_edges;      /* RMC bins by decimal arithmetic, else as upstream */
	bool steps;            /* IPA: upstream's strictly next row, and 1 above the table; else ln-interpolation */
	bool clamp;            /* IPA: below the table, its first efficiency */
};

/* The fraction of a process' spectrum above the cut, and how well its shape is known; nan for a k_max that is no energy
 * and for an IPA cut below the table. *method is a word on how it was made, "-" for processes without a spectrum: their
 * fraction is 1. */
struct quantity ensemble_fraction(struct ensemble *e, enum process process, const struct cut *cut, const char **method);

#endif
