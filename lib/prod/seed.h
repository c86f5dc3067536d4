/* seed - the seed of a job of a mock data set
 *
 * The canonical text is the tag, the base seed and the job's number in decimal, with a tab between them and a newline behind
 * ("MDS3c\t1\t17\n"); the seed is 1 plus the first eight bytes of its SHA-256, big-endian, modulo 2147483646. So it is one of 1 ... 2147483646, all of
 * which are different seeds for SamplingInput, and jobs next to each other have nothing in common.
 *
 * source  spec/ensemble.md 8
 */
#ifndef PROD_SEED_H
#define PROD_SEED_H

#include <stdint.h>

uint64_t job_seed(const char *tag, uint64_t base, uint64_t job);

#endif
