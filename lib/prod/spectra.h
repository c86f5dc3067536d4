/* spectra - energy tables in and out, the two spectra that are built in, and the elements of a compound
 *
 * Joins tables (core) to spectra (phys). What is wrong in a file dies with file and line. The caller frees what is
 * returned.
 *
 * source  spec/ensemble.md 4.2, 4.3, 4.7
 */
#ifndef PROD_SPECTRA_H
#define PROD_SPECTRA_H

#include <stdbool.h>

#include "core/in.h"
#include "core/sheet.h"
#include "core/table.h"
#include "phys/spectrum.h"

/* Reads a table of two columns and closes in: energy (MeV, rising) and value (0 to most). Without a header (Mu2e's
 * .tbl), then with blanks, a tab or a comma between; or with one, then tabs or commas, and more columns are ignored. */
struct curve spectra_read(struct in *in, double most);

/* The points of a curve as rows of two cells. */
void spectra_write(struct sheet *s, const struct curve *c);

/* A spectrum given by the nodes of a figure, a table of share/, splined on upstream's grid. */
struct figure {
	const char *name;
	struct grid grid;       /* a fraction is a sum over all its points */
	double endpoint;        /* MeV, see curve_spline */
	double relative;        /* how well it gives the fraction above a cut, measured against the full table, ... */
	double relative_top;    /* ... and for cuts within half a MeV of the top */
};

/* Muon decay in orbit on aluminium: the density falls like (endpoint - E)^5.023 (Szafron, Czarnecki). At the top, where
 * less than 1e-18 of the spectrum is left, the full table has wiggles of its own. */
extern const struct figure spectra_dio;
/* Photons of radiative pion capture. */
extern const struct figure spectra_rpc;

struct curve spectra_built_in(const struct figure *figure);

/* Reads and closes a table of elements (element, mass_fraction, decay_fraction, atomic_mass, radius_pm, energy_scale),
 * polyethylene when t is NULL, and weighs them; *decays is the compound's decays per stopped muon, nan when there are
 * no rows. */
struct element *spectra_elements(struct table *t, size_t *n, double *decays);

/* "FIRST:LAST:STEP" (or N) as three numbers, FIRST <= LAST; false when it is none. */
bool spectra_range(const char *text, double range[3]);

#endif
