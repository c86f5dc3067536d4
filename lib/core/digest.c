#include "core/digest.h"

#include <sha2.h>
#include <string.h>

#include "core/die.h"

void digest_sha256(const void *bytes, size_t n, uint8_t sum[DIGEST_BYTES])
{
	SHA2_CTX c;
	SHA256Init(&c);
	SHA256Update(&c, bytes, n);
	SHA256Final(sum, &c);
}

void digest_hmac(const void *key, size_t key_n, const void *bytes, size_t n, uint8_t sum[DIGEST_BYTES])
{
	uint8_t inner[64] = { 0 }, outer[64];
	SHA2_CTX c;

	if (key_n > sizeof inner)
		digest_sha256(key, key_n, inner);
	else if (key_n > 0)
		memcpy(inner, key, key_n);
	for (size_t i = 0; i < sizeof inner; i++) {
		outer[i] = inner[i] ^ 0x5c;
		inner[i] ^= 0x36;
	}
	SHA256Init(&c);
	SHA256Update(&c, inner, sizeof inner);
	SHA256Update(&c, bytes, n);
	SHA256Final(sum, &c);
	SHA256Init(&c);
	SHA256Update(&c, outer, sizeof outer);
	SHA256Update(&c, sum, DIGEST_BYTES);
	SHA256Final(sum, &c);
}

void digest_hex(const uint8_t sum[DIGEST_BYTES], char hex[DIGEST_HEX])
{
	for (int i = 0; i < DIGEST_BYTES; i++) {
		hex[2 * i] = "0123456789abcdef"[sum[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[sum[i] & 15];
	}
	hex[DIGEST_HEX - 1] = '\0';
}

void digest_file(const char *path, char hex[DIGEST_HEX])
{
	if (SHA256File(path, hex) == NULL)
		die("%s:", path);
}
