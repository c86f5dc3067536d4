/* sampled - rows of sampling-log: the tables of whole jobs add up, and comparing jobs gives probabilities */
#include <math.h>

#include "fuzz.h"
#include "prod/comparison.h"

static bool is_chance(double p)
{
	return isnan(p) || (p >= 0 && p <= 1);
}

static void read_rows(const uint8_t *bytes, size_t n)
{
	struct table *t = table_open_text("fuzz", (struct slice) { (const char *)bytes, n });
	struct sampled *s = sampled_read(t);
	struct comparison *c = comparison_of(s, 1e-3);

	FUZZ_CHECK(s->whole <= s->jobs && s->datasets == s->names.n);
	for (size_t j = 0; j < s->whole; j++) {
		double choices = 0, expected = 0;
		for (size_t d = 0; d < s->datasets; d++) {
			choices += s->choices[j * s->datasets + d];
			expected += s->expected[j * s->datasets + d];
		}
		FUZZ_CHECK(fabs(choices - s->job[j].choices) <= 1e-9 * choices && fabs(choices - expected) <= 1e-9 * choices);
		FUZZ_CHECK(s->job[j].choices - s->job[j].counts == (s->job[j].ended_by < s->datasets));
	}
	for (size_t d = 0; d < s->datasets; d++)
		FUZZ_CHECK(is_chance(multinomial_p_value(s->total.choices[d], s->total.trials[d],
			fmin(1, s->total.expected[d] / s->total.trials[d]))));
	FUZZ_CHECK(is_chance(c->scatter.p_above) && is_chance(c->scatter.p_below) && is_chance(c->pair.p_below));
	comparison_free(c);
	sampled_free(s);
	table_close(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(read_rows, bytes, n);
	return 0;
}
