/* sampling - data sets chosen by weight, event after event, until a limit or until one that is chosen has no event left
 *
 * Each choice is independent: data set p with probability w_p / sum of w. It takes the next of p's r_p events; the choice that finds
 * none stops the job. So a job is its counts and where it stopped, and the order of its choices. Two ways to the counts:
 *
 * art    The choices of art's SamplingInput, one by one: engine minstd_rand0, libstdc++'s discrete_distribution. Bit for bit.
 *
 * exact  The same law without the choices: any number of events costs as much as there are data sets.
 *   Without a limit. Let the choices come at the times of a Poisson process of rate 1; those of p are then a process of rate
 *   prob_p, independent of the others. The one that finds p empty is its (r_p+1)-th, at S_p = Gamma(r_p+1) / prob_p. The job stops
 *   at T = min S_p. There p has all r_p events; of another q the r_q arrivals before S_q are uniform on (0, S_q), so its
 *   count is Binomial(r_q, T / S_q).
 *   With a limit of N. The counts of N choices are multinomial. If all fit, that is the answer. Else the N choices, which may
 *   stand in any order, are given independent uniform times on (0, 1): those of p, n_p of them, find p empty at the (r_p+1)-th
 *   smallest, S_p = Beta(r_p+1, n_p-r_p), T is the least of these, and the count of q is Binomial(r_q, T / S_q) if n_q > r_q,
 *   else Binomial(n_q, T). Nothing is drawn again or thrown away.
 *   Order. Given the counts all orders are equally likely: each choice is a draw from an urn that holds the counts.
 *
 * Functions of their arguments and the stream. Counts, sums of available events and limits below 2^53.
 * source  spec/ensemble.md 6.3; ISO C++ 29.5 [rand.eng.lcong]; libstdc++ bits/random.tcc (discrete_distribution, generate_canonical);
 *         Kingman, "Poisson processes" (1993), 2.4 and 4.1; David and Nagaraja, "Order statistics" (2003), 2.1
 */
#ifndef PHYS_SAMPLING_H
#define PHYS_SAMPLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/random.h"

/* No limit on events. */
#define SAMPLING_NO_LIMIT UINT64_MAX

/* Weights by their sum, left to right. False when art would refuse them: one that is negative or not finite, a sum below 2.2e-16. */
bool sampling_probabilities(size_t n, const double weight[], double probability[]);

/* ---- as art ---- */

/* minstd_rand0: seeds that are equal modulo 2147483647 give the same engine, 0 that of 1. */
uint32_t art_engine(uint64_t seed);
uint32_t art_next(uint32_t state);

/* One job's choices. */
struct art_sampler {
	uint32_t state;
	size_t n;
	const double *cumulative;
};

/* Fills cumulative[n], which the sampler refers to, from the probabilities. */
struct art_sampler art_begin(uint64_t seed, size_t n, const double probability[], double cumulative[]);

/* The next data set. With fewer than two no random number is used. About 10 ns. */
size_t art_choose(struct art_sampler *a);

/* Chooses until count, which it adds to, holds `limit` events more, or a choice finds its data set empty: its index, else n. */
size_t art_sample(struct art_sampler *a, const uint64_t available[], uint64_t limit, uint64_t count[]);

/* The same, but stops when a data set has given its last event: its index, else n. As the stop depends on the past only, a new
 * sampler may go on from there and all the choices together are independent. */
size_t art_sample_until_empty(struct art_sampler *a, const uint64_t available[], uint64_t limit, uint64_t count[]);

/* ---- exact ---- */

/* The counts of a job of at most limit events. The index of the data set that was found empty, else n. */
size_t sampling_counts(struct random *r, size_t n, const double probability[], const uint64_t available[], uint64_t limit, uint64_t count[]);

/* The next choice of those that are left: index i with probability left[i] / total; total > 0 is their sum. The caller takes it out. */
size_t sampling_order(struct random *r, const uint64_t left[], uint64_t total);

#endif
