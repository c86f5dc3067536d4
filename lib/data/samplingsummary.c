#include "data/samplingsummary.h"

#include <stdio.h>
#include <string.h>

/* Widths of all columns but the data sets' and the counts', with what stands between them; the next event has 35. */
enum { REST = 4 + 8 + 3 + 8 + 2 + 9 + 3 + 35 };

static void rule(struct out *o, int width)
{
	for (int i = 0; i < width; i++)
		out_text(o, "-");
	out_text(o, "\n");
}

static void next_event(struct out *o, const struct samplingsummary_row *r)
{
	if (r->exhausted)
		out_text(o, "(no more available)\n");
	else
		out_printf(o, "run: %llu subRun: %llu event: %llu\n", (unsigned long long)r->run, (unsigned long long)r->subrun,
			(unsigned long long)r->event);
}

void samplingsummary_write(struct out *o, const struct samplingsummary_row *row, size_t n)
{
	uint64_t total = 0;
	int name = (int)strlen("Dataset"), counts;

	for (size_t i = 0; i < n; i++) {
		total += row[i].counts;
		name = (int)strlen(row[i].dataset) > name ? (int)strlen(row[i].dataset) : name;
	}
	counts = snprintf(NULL, 0, "%6llu", (unsigned long long)total);
	out_text(o, "The 'SamplingInput' source sampled the following events:\n\n");
	out_printf(o, "%*sSample   | Expected  Specified\n", name + 4 + counts + 4, "");
	out_printf(o, "%-*s    %*s    fraction | fraction     weight   Next event\n", name, "Dataset", counts, "Counts");
	rule(o, name + 4 + counts + REST);
	for (size_t i = 0; i < n; i++) {
		out_printf(o, "%-*s    %*llu    %8g | %8g  %9g   ", name, row[i].dataset, counts, (unsigned long long)row[i].counts,
			row[i].fraction_sampled, row[i].fraction_expected, row[i].weight);
		next_event(o, &row[i]);
	}
	rule(o, name + 4 + counts + REST);
	out_printf(o, "%-*s    %*llu\n", name, "Total", counts, (unsigned long long)total);
}
