/* release-ranges - take an ensemble's, or a job's, ranges out of a ledger: their events may be used again
 *
 * in     rows of a ledger: ensemble, job, anything else
 * out    those that stay
 * source spec/ensemble.md 9.4
 * cost   one pass, one row in memory
 * fails  no --ensemble; rows that are no ledger's
 */
#include "core/die.h"
#include "core/opt.h"

static const char *ensemble;
static const uint64_t every_job = UINT64_MAX;
static uint64_t job = UINT64_MAX;

static const struct tool tool = {
	.name = "release-ranges",
	.does = "Take an ensemble's, or a job's, ranges out of a ledger.",
	.more = "Says on stderr how many were released. With -o LEDGER LEDGER the ledger itself is replaced, whole or not at all.",
	.in = (const struct column[]) {
		{ "ensemble", TEXT, NULL, "name of the mock data set", false },
		{ "job", COUNT, NULL, "of the ensemble", false },
		{ "events", COUNT, NULL, "of the range", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'e', "ensemble", "NAME", OPT_TEXT, &ensemble, "release the ranges of this ensemble [required]" },
		{ 'j', "job", "N", OPT_COUNT, &job, "only those of this job [all]" },
		{ 0 } },
	.example = "printf 'ensemble\\tjob\\tevents\\nMDS3c\\t0\\t20\\nMDS3d\\t0\\t10\\n' | release-ranges --ensemble MDS3c",
	.status = "1: there was no such range",
};

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (ensemble == NULL)
		die("--ensemble is missing (see --help)");
	struct table *t = tool_filter(&tool);
	const int of_ensemble = table_column(t, "ensemble"), of_job = table_column(t, "job"), of_events = table_column(t, "events");
	unsigned long long ranges = 0, events = 0;

	while (table_next(t)) {
		const uint64_t its_job = table_count(t, of_job), its_events = table_count(t, of_events);
		if (slice_is(table_text(t, of_ensemble), ensemble) && (job == every_job || its_job == job)) {
			ranges++;
			events += its_events;
		} else
			table_write(t);
	}
	warn("released %llu ranges, %llu events", ranges, events);
	if (ranges == 0)
		tool_no();
	return tool_end(&tool);
}
