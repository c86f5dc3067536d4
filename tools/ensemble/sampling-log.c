/* sampling-log - read what each job sampled out of the jobs' logs
 *
 * in     logs of art jobs with a SamplingInput source, plain or gzip
 * out    one row per job and data set; log_name is the file's own name, without its directory
 * source spec/ensemble.md 6.4 and 7.5; the layout: lib/data/samplinglog.h
 * cost   one pass; a log's summary in memory
 * fails  a log without a summary, one that is cut, one that contradicts itself: one line each, the rows that could be read are written,
 *        the other logs are read, and the status is 2
 */
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/opt.h"
#include "data/samplinglog.h"

static const struct tool tool = {
	.name = "sampling-log",
	.does = "Read what each job sampled out of the logs of SamplingInput jobs.",
	.more = "A summary that is printed twice with the same content counts once; two that differ make the log inconsistent.\n"
	        "An exhausted data set has no event left in the job's file. check-sampling judges the rows.",
	.operands = "FILE...",
	.out = (const struct column[]) {
		{ "log_name", TEXT, NULL, "the log's file name", false },
		{ "dataset", TEXT, NULL, "name of the data set (process)", false },
		{ "counts", COUNT, NULL, "events of it that the job used", false },
		{ "fraction_sampled", NUMBER, NULL, "counts over all counts of the job", false },
		{ "fraction_expected", NUMBER, NULL, "weight over the sum of weights", false },
		{ "weight", NUMBER, NULL, "as configured", false },
		{ "next_run", COUNT, NULL, "run of the first event that the job left", false },
		{ "next_subrun", COUNT, NULL, "its subrun", false },
		{ "next_event", COUNT, NULL, "its number", false },
		{ "status", TEXT, NULL, "ok, exhausted; truncated, inconsistent: the whole log is", false },
		{ 0 } },
	.example =
		"cat > job.log <<'end'\n"
		"                       Sample   | Expected  Specified\n"
		"Dataset    Counts    fraction | fraction     weight   Next event\n"
		"----------------------------------------------------------------\n"
		"CRYCosmic       3        0.75 |      0.8        1.6   (no more available)\n"
		"DIO             1        0.25 |      0.2        0.4   run: 1 subRun: 0 event: 2\n"
		"----------------------------------------------------------------\n"
		"Total           4\n"
		"end\n"
		"sampling-log job.log",
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void write_rows(struct sheet *s, const char *path, const struct samplinglog *log)
{
	for (size_t r = 0; r < log->n; r++) {
		const struct samplinglog_row *row = &log->row[r];
		const uint64_t next[] = { row->run, row->subrun, row->event };

		sheet_text(s, base_name(path));
		sheet_text(s, row->dataset);
		sheet_count(s, row->counts);
		sheet_text(s, row->fraction_sampled);
		sheet_text(s, row->fraction_expected);
		sheet_text(s, row->weight);
		for (int i = 0; i < 3; i++)
			sheet_count_if(s, !row->exhausted, next[i]);
		sheet_text(s, samplinglog_status(log, row));
		sheet_end(s);
	}
}

int main(int argc, char **argv)
{
	char *problem = NULL;   /* the last log's, which the tool will die of when all are read */

	tool_options(&tool, argc, argv);
	tool_operand(0, "a log");
	struct sheet *s = tool_sheet(&tool);
	for (char **path = tool_operands(); *path != NULL; path++) {
		struct samplinglog *log = samplinglog_read(in_open(*path));
		write_rows(s, *path, log);
		if (log->problem != NULL && problem != NULL)
			warn("%s", problem);
		if (log->problem != NULL) {
			free(problem);
			problem = log->problem;
			log->problem = NULL;
		}
		samplinglog_free(log);
	}
	if (problem != NULL)
		die("%s", problem);
	return tool_end(&tool);
}
