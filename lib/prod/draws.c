#include "prod/draws.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "core/mem.h"

struct draws *draws_read(struct table *t)
{
	struct draws *d = xcalloc(1, sizeof *d);
	const int job = table_column(t, "job"), draw = table_column(t, "draw"), process = table_find(t, "process");
	const int dataset = process >= 0 ? process : table_column(t, "dataset");
	bool fresh;

	while (table_next(t)) {
		const size_t j = keys_add(&d->names, table_text(t, job), &fresh);
		if (fresh) {
			MEM_GROW(d->sequence, d->jobs, d->room);
			d->sequence[d->jobs++] = (struct draws_sequence) { .job = d->names.name[j] };
		}
		struct draws_sequence *s = &d->sequence[j];
		if (table_count(t, draw) != s->n + 1)
			table_die(t, draw, "draw %zu of job '%s' is expected here", s->n + 1, s->job);
		MEM_GROW(s->dataset, s->n, s->room);
		s->dataset[s->n++] = (uint32_t)keys_add(&d->datasets, table_text(t, dataset), NULL);
	}
	return d;
}

void draws_free(struct draws *d)
{
	for (size_t j = 0; j < d->jobs; j++)
		free(d->sequence[j].dataset);
	free(d->sequence);
	keys_free(&d->names);
	keys_free(&d->datasets);
	free(d);
}

static size_t common_beginning(const struct draws_sequence *a, const struct draws_sequence *b)
{
	size_t n = 0;

	while (n < a->n && n < b->n && a->dataset[n] == b->dataset[n])
		n++;
	return n;
}

static int compare_sequences(const void *x, const void *y)
{
	const struct draws_sequence *a = x, *b = y;
	const size_t n = common_beginning(a, b);

	if (n == a->n || n == b->n)
		return (a->n > b->n) - (a->n < b->n);
	return a->dataset[n] < b->dataset[n] ? -1 : 1;
}

/* The chance that two choices are the same. */
static double chance_of_same(const struct draws *d)
{
	double *count = xcalloc(d->datasets.n, sizeof *count), all = 0, same = 0;

	for (size_t j = 0; j < d->jobs; j++)
		for (size_t i = 0; i < d->sequence[j].n; i++, all++)
			count[d->sequence[j].dataset[i]]++;
	for (size_t i = 0; i < d->datasets.n; i++)
		same += count[i] / all * (count[i] / all);
	free(count);
	return same;
}

struct draws_likeness draws_compare(struct draws *d, double limit)
{
	struct draws_likeness most = { .p_value = 1 };
	const double same = chance_of_same(d), pairs = (double)d->jobs * ((double)d->jobs - 1) / 2;

	if (d->jobs > 0)
		qsort(d->sequence, d->jobs, sizeof *d->sequence, compare_sequences);
	for (size_t j = 1; j < d->jobs; j++) {
		const size_t common = common_beginning(&d->sequence[j - 1], &d->sequence[j]);
		const double p = fmin(1, pairs * pow(same, (double)common));
		most.neighbours += p < limit;
		if (most.a == NULL || common > most.common) {
			most.a = d->sequence[j - 1].job;
			most.b = d->sequence[j].job;
			most.common = common;
			most.p_value = p;
		}
	}
	return most;
}
