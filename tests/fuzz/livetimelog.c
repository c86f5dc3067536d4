/* livetimelog - logs of printCosmicLivetime: every livetime reads back from its own decimal text, and sums agree with doubles */
#include <math.h>

#include "core/num.h"
#include "data/livetimelog.h"
#include "fuzz.h"

static void read_log(const uint8_t *bytes, size_t n)
{
	struct livetimelog log = { .in = in_text("fuzz", (struct slice) { (const char *)bytes, n }), .unchecked = n % 2 };
	struct decimal livetime, again, sum = { 0 };
	struct slice text;
	double x, total = 0;

	while (livetimelog_next(&log, &text, &livetime)) {
		struct buf b = { 0 };
		FUZZ_CHECK(num_read(text.p, text.n, &x) && fabs(decimal_value(livetime) - x) <= 1e-15 * x);
		decimal_write(&b, livetime);
		FUZZ_CHECK(decimal_read(buf_slice(&b), &again) && again.whole == livetime.whole && again.atto == livetime.atto);
		total += x;
		if (decimal_add(&sum, livetime))
			FUZZ_CHECK(fabs(decimal_value(sum) - total) <= 1e-9 * total);
		else
			total -= x;
		buf_free(&b);
	}
	in_close(log.in);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(read_log, bytes, n);
	return 0;
}
