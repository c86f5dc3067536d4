/* plan - plans: what is read is sorted and adds up, every event has one place, and jobs take what there is */
#include <string.h>

#include "core/die.h"
#include "fuzz.h"
#include "prod/sample.h"

static void check_process(const struct plan_process *p)
{
	uint64_t events = 0, index;

	for (size_t i = 0; i < p->n; i++) {
		FUZZ_CHECK(p->range[i].before == events && p->range[i].first > 0);
		events += p->range[i].events;
		if (p->range[i].events == 0)
			continue;
		FUZZ_CHECK(plan_event(p, events, &index) == &p->range[i] && index == p->range[i].first + p->range[i].events - 1);
		FUZZ_CHECK(plan_event(p, p->range[i].before + 1, &index) == &p->range[i] && index == p->range[i].first);
	}
	FUZZ_CHECK(events == p->available);
}

/* The exact way only: it costs nothing to have 2^52 events. */
static void check_job(const struct plan_job *j)
{
	struct ledger *used = ledger_new();
	struct sample *s = sample_job(j, false, 1, j->max_events == PLAN_NONE ? SAMPLING_NO_LIMIT : j->max_events);
	uint64_t total = 0;

	for (size_t i = 0; i < j->n; i++) {
		FUZZ_CHECK(i == 0 || strcmp(j->process[i - 1].name, j->process[i].name) < 0);
		check_process(&j->process[i]);
		FUZZ_CHECK(s->count[i] <= j->process[i].available && (j->process[i].weight > 0 || s->count[i] == 0 || s->count[i] == j->process[i].drawn));
		total += s->count[i];
	}
	FUZZ_CHECK(total == s->total && (s->stop == j->n || s->count[s->stop] == j->process[s->stop].available));
	sample_used(s, "fuzz", used);
	for (size_t i = 0; i < used->n; i++)
		total -= used->range[i].last - used->range[i].first + 1;
	FUZZ_CHECK(total == 0);
	ledger_free(used);
	sample_free(s);
}

static void read_plan(const uint8_t *bytes, size_t n)
{
	struct plan *p = plan_read(table_open_text("fuzz", (struct slice) { (const char *)bytes, n }), PLAN_NONE);

	for (size_t i = 0; p->files && i < p->n; i++) {
		FUZZ_CHECK(i == 0 || p->job[i - 1].number < p->job[i].number);
		check_job(&p->job[i]);
	}
	plan_close(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	verbosity = -1;
	fuzz_try(read_plan, bytes, n);
	return 0;
}
