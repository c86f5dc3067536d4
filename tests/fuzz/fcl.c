/* fcl - templates: what was read can be looked up, and no key is two things */
#include "fuzz.h"

#include "data/fcl.h"

static void read_fcl(const uint8_t *bytes, size_t n)
{
	struct in *in = in_text("fuzz", (struct slice) { (const char *)bytes, n });
	struct fcl *f = fcl_read(in, NULL);

	for (size_t i = 0; i < f->n && i < 100; i++) {
		const struct fcl_entry *last = &f->entry[f->n - 1 - i];
		struct keys names = { 0 };
		const char *text;
		const enum fcl_kind kind = fcl_get(f, last->key, &text);

		FUZZ_CHECK(kind == FCL_TEXT || *text == '\0');
		FUZZ_CHECK(i > 0 || last->splice || kind == last->kind);   /* the last word counts */
		fcl_members(f, last->key, &names);
		FUZZ_CHECK(kind != FCL_TEXT || names.n == 0);
		keys_free(&names);
	}
	fcl_free(f);
	in_close(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(read_fcl, bytes, n);
	return 0;
}
