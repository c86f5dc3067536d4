#include "prod/comparison.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/mem.h"

/* Adds the job, in classes, unless it is too short to be compared (Cochran: 1 expected in each class). */
static void add_job(struct comparison *c, const struct sampled *s, size_t j, const size_t class_of[])
{
	const size_t k = s->datasets;
	double *choices = xcalloc(2 * c->classes, sizeof *choices), *expected = choices + c->classes, least = INFINITY;

	multinomial_add_up(k, class_of, s->choices + j * k, c->classes, choices);
	multinomial_add_up(k, class_of, s->expected + j * k, c->classes, expected);
	for (size_t i = 0; i < c->classes; i++)
		least = fmin(least, expected[i]);
	if (!(least >= 1)) {
		free(choices);
		return;
	}
	c->choices[c->jobs] = choices;
	c->expected[c->jobs] = expected;
	c->job[c->jobs++] = (struct comparison_job) { s->job[j].name, 0, 1 };
}

static void prepare(struct comparison *c, const struct sampled *s)
{
	size_t *class_of = xcalloc(s->datasets, sizeof *class_of);
	double *mean = xcalloc(s->datasets, sizeof *mean);

	c->job = xcalloc(s->whole, sizeof *c->job);
	c->choices = xcalloc(s->whole, sizeof *c->choices);
	c->expected = xcalloc(s->whole, sizeof *c->expected);
	for (size_t d = 0; d < s->datasets; d++)
		mean[d] = s->total.expected[d] / fmax(1, (double)s->whole);
	c->classes = multinomial_pool(s->datasets, mean, class_of);
	for (size_t j = 0; j < s->whole; j++)
		add_job(c, s, j, class_of);
	free(class_of);
	free(mean);
}

/* Can one's choices be the beginning of the other's? */
static bool may_share(const double x[], const double y[], size_t k)
{
	bool x_first = true, y_first = true;

	for (size_t i = 0; i < k && (x_first || y_first); i++) {
		x_first = x_first && x[i] <= y[i];
		y_first = y_first && y[i] <= x[i];
	}
	return x_first || y_first;
}

static void note_alike(struct comparison_job *job, size_t other, double p)
{
	if (p < job->p_alike) {
		job->p_alike = p;
		job->alike = other;
	}
}

static void compare_pair(struct comparison *c, size_t a, size_t b, double limit)
{
	const double *const choices[] = { c->choices[a], c->choices[b] }, *const expected[] = { c->expected[a], c->expected[b] };

	if (!may_share(choices[0], choices[1], c->classes))
		return;
	struct multinomial_chi2 pair = multinomial_scatter(2, c->classes, choices, expected);
	pair.p_below = fmin(1, pair.p_below * (double)c->jobs * ((double)c->jobs - 1) / 2);   /* any pair could have been it */
	c->pairs_alike += pair.p_below < limit;
	note_alike(&c->job[a], b, pair.p_below);
	note_alike(&c->job[b], a, pair.p_below);
	if (pair.p_below < c->pair.p_below) {
		c->pair = pair;
		c->pair_a = a;
		c->pair_b = b;
	}
}

struct comparison *comparison_of(const struct sampled *s, double limit)
{
	struct comparison *c = xcalloc(1, sizeof *c);

	prepare(c, s);
	c->scatter = multinomial_scatter(c->jobs, c->classes, c->choices, c->expected);
	c->pair = (struct multinomial_chi2) { NAN, NAN, NAN, 1 };
	for (size_t a = 0; a < c->jobs; a++)
		for (size_t b = a + 1; b < c->jobs; b++)
			compare_pair(c, a, b, limit);
	return c;
}

void comparison_free(struct comparison *c)
{
	for (size_t j = 0; j < c->jobs; j++)
		free((void *)(uintptr_t)c->choices[j]);   /* with its expected */
	free(c->choices);
	free(c->expected);
	free(c->job);
	free(c);
}
