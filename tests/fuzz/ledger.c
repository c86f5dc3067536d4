/* ledger - ledgers: a query finds the leftmost overlap, and the conflicts are all pairs that overlap */
#include "fuzz.h"
#include "prod/ledger.h"

static const struct ledger_range *leftmost(const struct ledger *l, const struct ledger_range *r)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->range[i].file == r->file && l->range[i].first <= r->last && r->first <= l->range[i].last)
			return &l->range[i];
	return NULL;
}

static void count(const struct ledger_range *a, const struct ledger_range *b, void *pairs)
{
	FUZZ_CHECK(a->file == b->file && a->first <= b->first && b->first <= a->last);
	++*(size_t *)pairs;
}

static void read_ledger(const uint8_t *bytes, size_t n)
{
	struct ledger *l = ledger_new();
	size_t pairs = 0, wanted = 0;

	ledger_read(l, table_open_text("fuzz", (struct slice) { (const char *)bytes, n }));
	ledger_sort(l);
	for (size_t i = 0; i < l->n; i++) {
		const struct ledger_range *r = &l->range[i];
		struct ledger_range edge = *r;
		FUZZ_CHECK(ledger_overlap(l, slice_of(r->file_name), r->first, r->last) == leftmost(l, r));
		edge.first = edge.last = r->last + 1;
		FUZZ_CHECK(ledger_overlap(l, slice_of(r->file_name), edge.first, edge.last) == leftmost(l, &edge));
		for (size_t j = i + 1; j < l->n; j++)
			wanted += l->range[j].file == r->file && l->range[j].first <= r->last && r->first <= l->range[j].last;
	}
	ledger_conflicts(l, count, &pairs);
	FUZZ_CHECK(pairs == wanted);
	ledger_free(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(read_ledger, bytes, n);
	return 0;
}
