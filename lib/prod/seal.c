#include "prod/seal.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct seal_cell *)a)->name, ((const struct seal_cell *)b)->name);
}

static struct buf canonical_text(struct seal_cell cells[], size_t n)
{
	struct buf text = { 0 };

	qsort(cells, n, sizeof *cells, by_name);
	buf_add_text(&text, "beampipe truth 1\n");
	for (size_t i = 0; i < n; i++) {
		const struct slice value = cells[i].value.n > 0 ? cells[i].value : slice_of("-");
		buf_printf(&text, "%s\t", cells[i].name);
		buf_add(&text, value.p, value.n);
		buf_add_text(&text, "\n");
	}
	return text;
}

struct seal seal_row(const uint8_t salt[SEAL_SALT], struct seal_cell cells[], size_t n)
{
	struct buf text = canonical_text(cells, n);
	uint8_t sum[DIGEST_BYTES];
	struct seal s;

	digest_hmac(salt, SEAL_SALT, text.data, text.len, sum);
	digest_hex(sum, s.commitment);
	digest_hex(salt, s.salt);
	memcpy(s.id, s.commitment, SEAL_ID);
	s.id[SEAL_ID] = '\0';
	buf_free(&text);
	return s;
}

/* The value of a lowercase digit, as the only form there is: a capital in its place is a change; or -1. */
static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_hex(struct slice text, size_t digits)
{
	bool hex = text.n == digits;

	for (size_t i = 0; hex && i < digits; i++)
		hex = digit(text.p[i]) >= 0;
	return hex;
}

bool seal_salt(struct slice text, uint8_t salt[SEAL_SALT])
{
	if (!is_hex(text, 2 * SEAL_SALT))
		return false;
	for (size_t i = 0; i < SEAL_SALT; i++)
		salt[i] = (uint8_t)(digit(text.p[2 * i]) << 4 | digit(text.p[2 * i + 1]));
	return true;
}

bool seal_is_id(struct slice text)
{
	return is_hex(text, SEAL_ID);
}
