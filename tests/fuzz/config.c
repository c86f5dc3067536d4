/* config - configurations: what was read, written as assignments and read again is the same */
#include "fuzz.h"

#include <string.h>

#include "data/config.h"

static struct slice write_all(const struct config *c)
{
	static char block[256 * 1024];
	static struct out out;

	out = (struct out) { .fd = -1, .data = block };   /* what fits into the block is never flushed */
	for (size_t i = 0; i < c->n; i++)
		if (config_is_variable(c->entry[i].key) && config_is_value(slice_of(c->entry[i].value)))
			config_write(&out, c->entry[i].key, slice_of(c->entry[i].value));
	return (struct slice) { out.data, out.len };
}

static void read_config(const uint8_t *bytes, size_t n)
{
	struct config *c = config_read(in_text("fuzz", (struct slice) { (const char *)bytes, n }));
	struct config *again = config_read(in_text("again", write_all(c)));
	size_t k = 0;

	for (size_t i = 0; i < c->n; i++) {
		FUZZ_CHECK(config_find(c, c->entry[i].key) == &c->entry[i]);
		FUZZ_CHECK(config_is_value(slice_of(c->entry[i].value)));
		if (config_is_variable(c->entry[i].key)) {
			FUZZ_CHECK(strcmp(again->entry[k].key, c->entry[i].key) == 0 && strcmp(again->entry[k].value, c->entry[i].value) == 0);
			k++;
		}
	}
	FUZZ_CHECK(k == again->n);
	config_free(again);
	config_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(read_config, bytes, n);
	return 0;
}
