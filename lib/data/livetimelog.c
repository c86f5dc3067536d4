#include "data/livetimelog.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "core/num.h"
#include "data/words.h"

/* Upstream adds up in 32 or 64 bits and rounds: what may be lost is half a second and some 1e-7 of the total for each term. */
static void check_sentence(struct livetimelog *l, uint64_t subruns, double total)
{
	const double sum = decimal_value(l->sum);

	if (subruns != l->subruns)
		in_die(l->in, "%" PRIu64 " subruns were processed, %" PRIu64 " livetimes are printed", subruns, l->subruns);
	if (!(fabs(sum - total) <= 0.501 + 1.2e-7 * sum * (double)subruns))
		in_die(l->in, "the total livetime is said to be %.0f s, the livetimes add up to %.6f s", total, sum);
	l->subruns = 0;
	l->sum = (struct decimal) { 0 };
}

/* "Processed N Subruns for a total of P primaries and T seconds total livetime": N and T; false for any other line. */
static bool is_sentence(struct slice line, uint64_t *subruns, double *total)
{
	static const char *const words[] = { "Processed", NULL, "Subruns", "for", "a", "total", "of", NULL, "primaries", "and", NULL,
	                                     "seconds", "total", "livetime" };
	struct slice value[3];
	size_t values = 0;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const struct slice word = words_next(&line, "");
		if (words[i] == NULL)
			value[values++] = word;
		else if (!slice_is(word, words[i]))
			return false;
	}
	return num_read_count(value[0].p, value[0].n, subruns) && num_read(value[2].p, value[2].n, total);
}

/* Moves rest behind the next word that begins with "Livetime:"; the number may follow a blank. */
static bool find_label(struct slice *rest)
{
	static const char label[] = "Livetime:";
	struct slice word;

	while ((word = words_next(rest, "")).n > 0)
		if (slice_begins(word, label)) {
			rest->n += word.n - strlen(label);
			rest->p = word.p + strlen(label);
			return true;
		}
	return false;
}

bool livetimelog_next(struct livetimelog *l, struct slice *text, struct decimal *livetime)
{
	struct slice line;
	uint64_t subruns;
	double total;

	while (!find_label(&l->rest)) {
		if (!in_line(l->in, &line)) {
			if (l->subruns > 0 && !l->unchecked)
				in_die(l->in, "the log ends without the sentence that says how many subruns there are");
			return false;
		}
		l->rest = line;
		if (is_sentence(line, &subruns, &total)) {
			l->any = true;
			check_sentence(l, subruns, total);
		}
	}
	*text = words_next(&l->rest, "");
	if (!decimal_read(*text, livetime))
		in_die(l->in, "not a livetime: '%.*s'", (int)text->n, text->p);
	if (!decimal_add(&l->sum, *livetime))
		in_die(l->in, "the livetimes add up to more than there are seconds");
	l->any = true;
	l->subruns++;
	return true;
}
