/* samplinglog - logs of SamplingInput: whatever is read, the state agrees with the rows, and what is printed again reads the same */
#include <string.h>

#include "data/samplinglog.h"
#include "fuzz.h"

static void print(struct buf *b, const struct samplinglog *log)
{
	uint64_t total = 0;

	buf_add_text(b, "Dataset Counts fraction | fraction weight Next event\n");
	for (size_t i = 0; i < log->n; i++) {
		const struct samplinglog_row *row = &log->row[i];
		buf_printf(b, "%s %llu %s | %s %s ", row->dataset, (unsigned long long)row->counts, row->fraction_sampled,
			row->fraction_expected, row->weight);
		if (row->exhausted)
			buf_add_text(b, "(no more available)\n");
		else
			buf_printf(b, "run: %llu subRun: %llu event: %llu\n", (unsigned long long)row->run, (unsigned long long)row->subrun,
				(unsigned long long)row->event);
		total += row->counts;
	}
	buf_printf(b, "Total %llu\n", (unsigned long long)total);
}

static void read_log(const uint8_t *bytes, size_t n)
{
	struct samplinglog *log = samplinglog_read(in_text("fuzz", (struct slice) { (const char *)bytes, n }));
	struct buf text = { 0 };

	FUZZ_CHECK((log->state == SAMPLINGLOG_WHOLE) == (log->problem == NULL));
	FUZZ_CHECK(log->state != SAMPLINGLOG_NONE || log->n == 0);
	if (log->state == SAMPLINGLOG_WHOLE) {
		print(&text, log);
		struct samplinglog *again = samplinglog_read(in_text("again", buf_slice(&text)));
		FUZZ_CHECK(again->state == SAMPLINGLOG_WHOLE && again->n == log->n);
		for (size_t i = 0; i < log->n; i++)
			FUZZ_CHECK(strcmp(again->row[i].dataset, log->row[i].dataset) == 0 && again->row[i].counts == log->row[i].counts);
		samplinglog_free(again);
		buf_free(&text);
	}
	samplinglog_free(log);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(read_log, bytes, n);
	return 0;
}
