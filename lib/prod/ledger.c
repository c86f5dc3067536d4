#include "prod/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/name.h"

const struct column ledger_columns[] = {
	{ "ensemble", TEXT, NULL, "name of the mock data set", false },
	{ "job", COUNT, NULL, "of the ensemble, from 0", false },
	{ "process", TEXT, NULL, "that the events were taken for", false },
	{ "file_name", TEXT, NULL, "whose events are used", false },
	{ "first_index", COUNT, NULL, "first event that is used; the file's first is 1", false },
	{ "last_index", COUNT, NULL, "last event that is used", false },
	{ "events", COUNT, NULL, "number of them", false },
	{ "seed", COUNT, NULL, "of the job", false },
	{ 0 },
};

struct ledger *ledger_new(void)
{
	return xcalloc(1, sizeof(struct ledger));
}

void ledger_free(struct ledger *l)
{
	if (l == NULL)
		return;
	keys_free(&l->files);
	keys_free(&l->words);
	free(l->range);
	free(l->span);
	free(l);
}

/* ---- filling ---- */

static void add(struct ledger *l, struct ledger_range r, struct slice ensemble, struct slice process, struct slice file_name)
{
	r.ensemble = keys_word(&l->words, ensemble);
	r.process = keys_word(&l->words, process);
	r.file = keys_add(&l->files, file_name, NULL);
	r.file_name = l->files.name[r.file];
	MEM_GROW(l->range, l->n, l->room);
	l->range[l->n++] = r;
}

void ledger_add(struct ledger *l, const struct ledger_range *range)
{
	add(l, *range, slice_of(range->ensemble), slice_of(range->process), slice_of(range->file_name));
}

void ledger_read(struct ledger *l, struct table *t)
{
	const int ensemble = table_column(t, "ensemble"), job = table_column(t, "job"), process = table_column(t, "process"),
		file_name = table_column(t, "file_name"), first = table_column(t, "first_index"), last = table_column(t, "last_index"),
		events = table_column(t, "events"), seed = table_column(t, "seed");

	while (table_next(t)) {
		struct ledger_range r = { .job = table_count(t, job), .first = table_count(t, first), .last = table_count(t, last),
			.seed = table_count_or(t, seed, 0) };

		if (!safe_name(table_text(t, file_name)))
			table_die(t, file_name, table_missing(t, file_name) ? "missing" : "no file may be named so");
		if (r.first == 0 || r.last < r.first)
			table_die(t, last, "events %llu to %llu are no range", (unsigned long long)r.first, (unsigned long long)r.last);
		if (table_count(t, events) != r.last - r.first + 1)
			table_die(t, events, "the range holds %llu", (unsigned long long)(r.last - r.first + 1));
		add(l, r, table_text(t, ensemble), table_text(t, process), table_text(t, file_name));
	}
	table_close(t);
}

/* ---- asking ---- */

static int by_file_and_first(const void *a, const void *b)
{
	const struct ledger_range *x = a, *y = b;
	int order = x->file == y->file ? 0 : strcmp(x->file_name, y->file_name);

	if (order == 0)
		order = (x->first > y->first) - (x->first < y->first);
	if (order == 0)
		order = (x->last > y->last) - (x->last < y->last);
	if (order == 0)
		order = strcmp(x->ensemble, y->ensemble);
	return order ? order : (x->job > y->job) - (x->job < y->job);
}

void ledger_sort(struct ledger *l)
{
	if (l->n > 0)
		qsort(l->range, l->n, sizeof *l->range, by_file_and_first);
	free(l->span);
	l->span = xcalloc(l->files.n, sizeof *l->span);
	for (size_t i = 0; i < l->n; ) {
		struct ledger_span *span = &l->span[l->range[i].file];
		uint64_t reach = 0;
		for (span->begin = i; i < l->n && l->range[i].file == l->range[span->begin].file; i++)
			l->range[i].reach = reach = reach > l->range[i].last ? reach : l->range[i].last;
		span->end = i;
	}
}

const struct ledger_range *ledger_overlap(const struct ledger *l, struct slice file_name, uint64_t first, uint64_t last)
{
	size_t file;

	if (!keys_find(&l->files, file_name, &file))
		return NULL;
	const size_t end = l->span[file].end;
	size_t low = l->span[file].begin, high = end;
	while (low < high) {   /* the first range whose reach, hence whose own last, is not before first */
		const size_t middle = low + (high - low) / 2;
		if (l->range[middle].reach < first)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && l->range[low].first <= last ? &l->range[low] : NULL;
}

void ledger_conflicts(const struct ledger *l, void (*found)(const struct ledger_range *a, const struct ledger_range *b, void *state),
	void *state)
{
	for (size_t i = 0; i < l->n; i++)
		for (size_t j = i + 1; j < l->n && l->range[j].file == l->range[i].file && l->range[j].first <= l->range[i].last; j++)
			found(&l->range[i], &l->range[j], state);
}

struct sheet *ledger_sheet(struct out *o)
{
	const char *names[16];
	return sheet_open(o, false, names, tool_names(ledger_columns, names));
}

void ledger_write(struct sheet *s, const struct ledger_range *r)
{
	sheet_text(s, r->ensemble);
	sheet_count(s, r->job);
	sheet_text(s, r->process);
	sheet_text(s, r->file_name);
	sheet_count(s, r->first);
	sheet_count(s, r->last);
	sheet_count(s, r->last - r->first + 1);
	sheet_count(s, r->seed);
	sheet_end(s);
}
