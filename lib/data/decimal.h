/* decimal - numbers that are added exactly as they are written
 *
 * For totals that are quoted: 50 livetimes of six decimals make a sum of six decimals, whatever a double would make of it. Not negative,
 * below 2^64, at most 18 decimals. Starts as zeros (0 with no decimals). Pure functions.
 */
#ifndef DATA_DECIMAL_H
#define DATA_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"

enum { DECIMAL_PLACES = 18 };

struct decimal {
	uint64_t whole, atto;   /* atto: the rest in units of 1e-18 */
	int places;             /* decimals to write */
};

/* Reads all of text: digits[.digits][(e|E)[+-]digits]; false, *x untouched, when it is no such number or needs more than there is. */
bool decimal_read(struct slice text, struct decimal *x);

/* Adds x to *sum, which keeps the greater number of decimals; false, *sum untouched, when it would reach 2^64. */
bool decimal_add(struct decimal *sum, struct decimal x);

void decimal_write(struct buf *b, struct decimal x);
double decimal_value(struct decimal x);

#endif
