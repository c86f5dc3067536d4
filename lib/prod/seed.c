#include "prod/seed.h"

#include "core/buf.h"
#include "core/digest.h"

uint64_t job_seed(const char *tag, uint64_t base, uint64_t job)
{
	struct buf text = { 0 };
	uint8_t sum[DIGEST_BYTES];
	uint64_t first = 0;

	buf_printf(&text, "%s\t%llu\t%llu\n", tag, (unsigned long long)base, (unsigned long long)job);
	digest_sha256(text.data, text.len, sum);
	buf_free(&text);
	for (int i = 0; i < 8; i++)
		first = first << 8 | sum[i];
	return first % 2147483646 + 1;
}
