#include "prod/sampled.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"

enum { CELLS_MAX = 1 << 28 };

struct row {
	const char *log, *dataset;
	double counts, fraction;
	const char *damage;
	bool exhausted;
};

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	const int order = strcmp(x->log, y->log);

	return order ? order : strcmp(x->dataset, y->dataset);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_jobs(const void *a, const void *b)
{
	const struct sampled_job *x = a, *y = b;

	if ((x->damage != NULL) != (y->damage != NULL))
		return x->damage != NULL ? 1 : -1;
	return strcmp(x->name, y->name);
}

static const char *key(struct keys *k, const struct table *t, int column)
{
	if (table_missing(t, column))
		table_die(t, column, "missing");
	const size_t number = keys_add(k, table_text(t, column), NULL);   /* may move k->name */
	return k->name[number];
}

static void read_status(const struct table *t, int column, struct row *row)
{
	static const char *const damages[] = { "truncated", "inconsistent" };
	const struct slice status = table_text(t, column);

	for (int i = 0; i < 2; i++)
		if (slice_is(status, damages[i]))
			row->damage = damages[i];
	row->exhausted = slice_is(status, "exhausted");
	if (row->damage == NULL && !row->exhausted && !slice_is(status, "ok"))
		table_die(t, column, "'%.*s' is none of ok, exhausted, truncated, inconsistent", (int)status.n, status.p);
}

static struct row *read_rows(struct sampled *s, struct table *t, size_t *n)
{
	const int log = table_column(t, "log_name"), dataset = table_column(t, "dataset"), counts = table_column(t, "counts");
	const int fraction = table_column(t, "fraction_expected"), status = table_column(t, "status");
	struct row *rows = NULL;
	size_t room = 0;

	for (*n = 0; table_next(t); ++*n) {
		struct row row = { .log = key(&s->logs, t, log), .dataset = key(&s->names, t, dataset) };
		row.counts = (double)table_count(t, counts);
		row.fraction = table_number(t, fraction);
		if (!(row.fraction >= 0 && row.fraction <= 1))
			table_die(t, fraction, "%g is no fraction", row.fraction);
		read_status(t, status, &row);
		MEM_GROW(rows, *n, room);
		rows[*n] = row;
	}
	if (*n > 0)
		qsort(rows, *n, sizeof *rows, compare_rows);
	return rows;
}

static void sort_names(struct sampled *s)
{
	s->datasets = s->names.n;
	s->dataset = xcalloc(s->datasets, sizeof *s->dataset);
	for (size_t i = 0; i < s->datasets; i++)
		s->dataset[i] = s->names.name[i];
	qsort(s->dataset, s->datasets, sizeof *s->dataset, compare_names);
}

static size_t dataset_of(const struct sampled *s, const struct row *row)
{
	return (size_t)((const char **)bsearch(&row->dataset, s->dataset, s->datasets, sizeof *s->dataset, compare_names) - s->dataset);
}

static const char *damage_of(const struct row *rows, size_t n)
{
	const char *damage = NULL;

	for (size_t i = 0; i < n && damage == NULL; i++)
		damage = rows[i].damage;
	return damage;
}

static double sum_of_fractions(const struct row *rows, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && strcmp(rows[i].dataset, rows[i - 1].dataset) == 0)
			die("data set '%s' comes twice in job '%s'", rows[i].dataset, rows[i].log);
		sum += rows[i].fraction;
	}
	if (!(fabs(sum - 1) < 1e-4))
		die("the expected fractions of job '%s' add up to %g and not to 1: rows are missing", rows->log, sum);
	return sum;
}

/* The rows of one whole job become row number `job` of the tables. */
static void take_job(struct sampled *s, struct sampled_job *job, const struct row *rows, size_t n)
{
	const size_t offset = s->whole++ * s->datasets;
	const double sum = sum_of_fractions(rows, n);
	double most = -1;

	for (size_t i = 0; i < n; i++) {
		const size_t d = dataset_of(s, &rows[i]);
		s->counts[offset + d] = s->choices[offset + d] = rows[i].counts;
		job->counts += rows[i].counts;
		if (rows[i].exhausted && rows[i].fraction > most) {
			most = rows[i].fraction;
			job->ended_by = d;
		}
	}
	job->choices = job->counts;
	if (job->ended_by < s->datasets) {
		job->choices++;
		s->choices[offset + job->ended_by]++;
	}
	for (size_t i = 0; i < n; i++)
		s->expected[offset + dataset_of(s, &rows[i])] = job->choices * rows[i].fraction / sum;
}

static void add_up(struct sampled *s)
{
	const size_t k = s->datasets;
	double *room = xcalloc(7 * k, sizeof *room);
	const struct sampled_totals t = { room, room + k, room + 2 * k, room + 3 * k, room + 4 * k, room + 5 * k, room + 6 * k };

	for (size_t j = 0; j < s->whole; j++)
		for (size_t d = 0; d < k; d++) {
			const double expected = s->expected[j * k + d], choices = s->choices[j * k + d];
			if (!(expected > 0 || choices > 0))
				continue;
			t.counts[d] += s->counts[j * k + d];
			t.choices[d] += choices;
			t.expected[d] += expected;
			t.variance[d] += expected * (1 - expected / s->job[j].choices);
			t.trials[d] += s->job[j].choices;
			t.jobs[d]++;
			t.exhausted[d] += s->job[j].ended_by == d;
		}
	s->total = t;
}

struct sampled *sampled_read(struct table *t)
{
	struct sampled *s = xcalloc(1, sizeof *s);
	size_t n, end;
	struct row *rows = read_rows(s, t, &n);

	sort_names(s);
	s->job = xcalloc(s->logs.n, sizeof *s->job);
	if (s->datasets > 0 && s->logs.n > CELLS_MAX / s->datasets)
		die("%zu jobs with %zu data sets are more than fit", s->logs.n, s->datasets);
	s->counts = xcalloc(s->logs.n * s->datasets, sizeof *s->counts);
	s->choices = xcalloc(s->logs.n * s->datasets, sizeof *s->choices);
	s->expected = xcalloc(s->logs.n * s->datasets, sizeof *s->expected);
	for (size_t i = 0; i < n; i = end) {
		struct sampled_job *job = &s->job[s->jobs++];
		for (end = i; end < n && rows[end].log == rows[i].log; end++)
			;
		*job = (struct sampled_job) { .name = rows[i].log, .damage = damage_of(rows + i, end - i), .ended_by = s->datasets };
		if (job->damage == NULL)
			take_job(s, job, rows + i, end - i);
	}
	qsort(s->job, s->jobs, sizeof *s->job, compare_jobs);   /* the whole ones are, and stay, in the order of the tables */
	free(rows);
	add_up(s);
	return s;
}

void sampled_free(struct sampled *s)
{
	keys_free(&s->names);
	keys_free(&s->logs);
	free(s->job);
	free(s->dataset);
	free(s->counts);
	free(s->choices);
	free(s->expected);
	free(s->total.counts);   /* the first of all of them */
	free(s);
}
