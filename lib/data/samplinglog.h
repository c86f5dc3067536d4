/* samplinglog - the summary that art's SamplingInput source prints at the end of a job's log
 *
 * The table is found by its header (Dataset Counts fraction | fraction weight Next event) whatever the width of its columns and
 * whatever is printed around it; inside it stand rows, rules and the line "Total N", nothing else. What may be wrong with a log:
 *
 *   cut            the table ends before its Total, or a line inside it is no row: the rows before it are kept
 *   inconsistent   Total is not the sum of the counts, a data set comes twice, or a second table says something else (two jobs
 *                  wrote one log). The same table once more (two message destinations in one file) is read once.
 *   none           there is no table
 *
 * A last line without its newline is believed only if it is the Total and right.
 *
 * calling sequence  samplinglog_read; the members; samplinglog_free
 * memory            the table; the log passes through one window (in.h)
 * source            spec/ensemble.md 6.4; art_root_io DataSetBroker::countSummary
 */
#ifndef DATA_SAMPLINGLOG_H
#define DATA_SAMPLINGLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/in.h"

struct samplinglog_row {
	char *dataset;
	uint64_t counts;
	char *fraction_sampled, *fraction_expected, *weight;   /* numbers, as printed (six digits) */
	bool exhausted;                                        /* "(no more available)": there is no next event */
	uint64_t run, subrun, event;                           /* the next one */
};

enum samplinglog_state { SAMPLINGLOG_WHOLE, SAMPLINGLOG_CUT, SAMPLINGLOG_INCONSISTENT, SAMPLINGLOG_NONE };

struct samplinglog {
	struct samplinglog_row *row;
	size_t n, room;
	enum samplinglog_state state;
	char *problem;   /* "FILE:LINE: what is wrong", the first such; NULL if whole */
};

/* Reads a log and closes in. What is wrong with the log is told in state and problem; what cannot be read at all dies. */
struct samplinglog *samplinglog_read(struct in *in);
void samplinglog_free(struct samplinglog *log);

/* How a row is to be taken: "ok", "exhausted", or its log's "truncated" or "inconsistent". */
const char *samplinglog_status(const struct samplinglog *log, const struct samplinglog_row *row);

#endif
