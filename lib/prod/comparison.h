/* comparison - do jobs differ as independent ones do: not more, and not less?
 *
 * Jobs that share a seed make the same choices and differ in length only: one's choices are the beginning of the other's, and their
 * fractions are closer to each other than chance allows. Whole jobs take part that expect at least 1 in each pooled class.
 *
 * calling sequence  comparison_of; the members; comparison_free
 * cost              all pairs; those of which neither can be the beginning of the other, most of them, cost a few comparisons
 * source            spec/ensemble.md 8, "identical sequences"; the statistics: lib/phys/multinomial.h
 */
#ifndef PROD_COMPARISON_H
#define PROD_COMPARISON_H

#include "phys/multinomial.h"
#include "prod/sampled.h"

struct comparison_job {
	const char *name;                  /* sampled's own */
	size_t alike;                      /* the job (of the comparison) that is most like it */
	double p_alike;                    /* chance that any pair of independent jobs would be so; 1: there is none */
};

struct comparison {
	struct comparison_job *job;
	size_t jobs, classes;
	const double **choices, **expected;   /* of each job, by class */
	struct multinomial_chi2 scatter;      /* of all jobs about their common fractions; nan for less than two jobs or classes */
	struct multinomial_chi2 pair;         /* of the two most alike; p_below is their p_alike, 1 when there are none */
	size_t pair_a, pair_b;                /* these two */
	double pairs_alike;                   /* pairs whose p_alike is below the limit */
};

struct comparison *comparison_of(const struct sampled *s, double limit);
void comparison_free(struct comparison *c);

#endif
