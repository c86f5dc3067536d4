/* spectrum - tabulated energy spectra, and what is left of them above a cut
 *
 * Energies are MeV; densities are per MeV in any normalisation, for a fraction is taken of the table's own sum. Pure
 * functions: no I/O, no state; safe on any number of threads. Tables own their memory (it is there or the program ends,
 * mem.h) and are freed by their owner. Out-of-domain arguments give nan or false, never an error: the caller knows the
 * row and can say where.
 *
 * calling sequence  struct curve c = { 0 }; curve_add for each row, or curve_spline, curve_rmc, curve_compose;
 *                   struct spectrum s = spectrum_of(c); spectrum_fraction as often as wanted; spectrum_free
 * source            spec/ensemble.md 4.2 to 4.5 and 4.7
 */
#ifndef PHYS_SPECTRUM_H
#define PHYS_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>

/* A table y(E): a spectrum, the nodes of a figure, or the efficiency of thresholds. Starts as zeros. */
struct curve {
	size_t n, energy_room, value_room;
	double *energy;   /* ascending strictly */
	double *value;    /* finite, >= 0 */
};

/* Appends a point; false, and nothing is changed, when it breaks what the struct promises. */
bool curve_add(struct curve *c, double energy, double value);
void curve_free(struct curve *c);

/* Linear interpolation; 0 outside the table. */
double curve_at(const struct curve *c, double energy);

/* Integral from `from` to the table's end by trapezoids on its own grid, from the top: exact for the interpolant. */
double curve_integral(const struct curve *c, double from);

/* Energies (first + i step) / per_mev for i < n, all whole numbers: each is the double that its decimal text reads to,
 * so that a cut typed as in the table hits the grid point. */
struct grid {
	long first, step, per_mev;
	size_t n;
};

/* The natural cubic spline of ln(value) in -ln(endpoint - E) through the nodes, on the grid; in E for an infinite
 * endpoint. Spectra fall by 30 decades towards an endpoint, like a power of the distance to it: that is a straight line
 * in these variables, and smooth far from it. False when a node is 0, there are fewer than three, the grid leaves them
 * or they reach the endpoint. */
bool curve_spline(struct curve *c, const struct curve *nodes, struct grid grid, double endpoint);

/* How bin edges are compared. EXACT takes energies for the decimals they were typed as (multiples of 1e-9 MeV);
 * UPSTREAM is the floating-point arithmetic of Mu2e/Production's normalizations, which loses some bins: 447.999... is
 * truncated to 447 points, and 89.95 - 0.05 is less than 89.9. */
enum arithmetic { EXACT, UPSTREAM };

/* Photons of radiative muon capture in the closure approximation: s = (1 - 2x + 2x^2) x (1 - x)^2, x = E/k_max,
 * at E = 57.05 + 0.1 i while E + 0.1 <= k_max. No points for k_max under 57.15; false when k_max is not finite. */
bool curve_rmc(struct curve *c, double k_max, enum arithmetic arithmetic);

/* A spectrum: a curve and the sums from its top, so that a fraction is one binary search. */
struct spectrum {
	struct curve density;
	double *above;   /* above[i] = sum of density.value[i..n-1], the smallest terms first; n + 1 entries */
	double step;     /* of a regular grid; nan when it is none */
};

struct spectrum spectrum_of(struct curve density);   /* takes over the curve */
void spectrum_free(struct spectrum *s);

/* Which bins count as above the cut: those whose centre (the tabulated energy) or whose lower edge is >= e_min. */
enum edge { EDGE_CENTRE, EDGE_LOWER };

/* Sum of the values above the cut over the sum of all; 0 when that is 0. nan for a cut of nan and for lower edges
 * without a step. */
double spectrum_fraction(const struct spectrum *s, double e_min, enum edge edge, enum arithmetic arithmetic);

/* A table of "efficiency above a threshold" looked up at e_min. */
enum lookup {
	LOOKUP_LOG,          /* linear in ln(efficiency) between thresholds; nan below the table, 0 above it */
	LOOKUP_CLAMP,        /* the same, the first efficiency below the table */
	LOOKUP_STRICT_NEXT   /* UPSTREAM: the first threshold strictly greater than e_min; 1 where there is none */
};
double efficiency_at(const struct curve *table, double e_min, enum lookup how);

/* One element of a material in which muons stop, as a row of share/ensemble/polyethylene.tsv. All > 0. */
struct element {
	char symbol[8];
	double mass_fraction, decay_fraction;   /* decay_fraction: of the muons stopped on it, the rest is captured */
	double atomic_mass, radius_pm;
	double energy_scale;                    /* of the aluminium DIO spectrum, energies only */
	double volume_fraction, weight;         /* set by elements_weigh */
};

/* Sets volume fractions (~ radius^3 mass_fraction / atomic_mass) and weights (volume_fraction decay_fraction,
 * normalised); returns the decays per stopped muon of the mixture, nan when an element is out of domain. */
double elements_weigh(struct element *elements, size_t n);

/* The mixture's spectrum: the weighted sum of the interpolants of `dio` with energies scaled, zero outside, normalised
 * to 1, on the step of dio's grid. False when dio has no regular grid or no content. */
bool curve_compose(struct curve *c, const struct spectrum *dio, const struct element *elements, size_t n);

/* The fractions of that spectrum above `rows` (at least 2) thresholds in equal steps from first to last, by trapezoids
 * on each element's own grid, without resampling. False when there is no content. */
bool curve_thresholds(struct curve *c, const struct curve *dio, const struct element *elements, size_t n,
	double first, double last, size_t rows);

#endif
