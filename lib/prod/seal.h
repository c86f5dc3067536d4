/* seal - hidden truth that can be proved later
 *
 * The owner of a row of hidden parameters publishes its commitment and keeps the row and its salt in a sealed table. The commitment says
 * nothing about the row (HMAC-SHA-256 with 32 secret random bytes as key), and no other row fits it (that would be a collision
 * of SHA-256). Each row has a salt of its own: one row can be opened without the others.
 *
 *   canonical text   "beampipe truth 1\n", then for each cell, in byte order of the column names: name, tab, value, newline
 *   commitment       HMAC-SHA-256(salt, canonical text), 64 lowercase hexadecimal digits
 *   id               its first 16 digits; the published name of the row
 *   sealed table     columns id, salt, those of the truth, and padding, which makes all rows of one length and is committed to as well
 *
 * source  FIPS 180-4, RFC 2104 (core/digest.h); spec/ensemble.md 7.7
 */
#ifndef PROD_SEAL_H
#define PROD_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/digest.h"

enum { SEAL_SALT = DIGEST_BYTES, SEAL_ID = 16 };

struct seal {
	char id[SEAL_ID + 1], salt[DIGEST_HEX], commitment[DIGEST_HEX];   /* text */
};

struct seal_cell {
	const char *name;
	struct slice value;   /* without tab and newline; empty is the same as "-" */
};

/* Seals the cells of a row, whose names differ. Their order means nothing, and they are left sorted by name. */
struct seal seal_row(const uint8_t salt[SEAL_SALT], struct seal_cell cells[], size_t n);

/* The salt that text stands for; false unless it is as seal_row wrote it. */
bool seal_salt(struct slice text, uint8_t salt[SEAL_SALT]);

/* Is this the form of an id? */
bool seal_is_id(struct slice text);

#endif
