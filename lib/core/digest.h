/* digest - SHA-256 and HMAC-SHA-256 (libmd), as hexadecimal text or bytes
 *
 * source  FIPS 180-4; RFC 2104
 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32, DIGEST_HEX = 65 };

void digest_sha256(const void *bytes, size_t n, uint8_t sum[DIGEST_BYTES]);
void digest_hmac(const void *key, size_t key_n, const void *bytes, size_t n, uint8_t sum[DIGEST_BYTES]);
void digest_hex(const uint8_t sum[DIGEST_BYTES], char hex[DIGEST_HEX]);

/* The SHA-256 of a file's bytes as they lie on disk; dies when it cannot be read. */
void digest_file(const char *path, char hex[DIGEST_HEX]);

#endif
