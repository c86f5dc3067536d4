/* samplingsummary - the table that art's SamplingInput source prints when a job has ended, in its layout
 *
 * What samplinglog reads. Numbers have six digits, as C++ streams print them.
 *
 * source  spec/ensemble.md 6.4
 */
#ifndef DATA_SAMPLINGSUMMARY_H
#define DATA_SAMPLINGSUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/out.h"

struct samplingsummary_row {
	const char *dataset;
	uint64_t counts;
	double fraction_sampled, fraction_expected, weight;
	bool exhausted;                 /* "(no more available)" instead of the next event */
	uint64_t run, subrun, event;    /* the next one */
};

/* The sentence above the table, the table and its Total. */
void samplingsummary_write(struct out *o, const struct samplingsummary_row *row, size_t n);

#endif
