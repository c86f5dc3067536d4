/* csv2tsv - turn CSV into the suite's TSV
 *
 * in     CSV (RFC 4180), gzip or plain; with --csv even if its header has no comma
 * out    TSV: the same header and rows, values without their quotes
 * cost   one pass at libcsv's speed, one window in memory
 * fails  broken quotes; a value that holds a tab or a newline; a row of another length than the header
 */
#include "core/opt.h"

static const struct tool tool = {
	.name = "csv2tsv",
	.does = "Turn CSV into TSV, the suite's tables.",
	.more = "Every tool of the suite reads CSV by itself when its header has commas and no tab; this one is for what\n"
	        "comes between, cut(1) and sort(1) say. TSV is passed through.",
	.example = "printf 'run,comment\\n5256,\"stable, long\"\\n' | csv2tsv",
};

int main(int argc, char **argv)
{
	struct table *t = tool_begin(&tool, argc, argv);
	table_csv = false;   /* --csv speaks of what is read */
	while (table_next(t))
		table_write(t);
	return tool_end(&tool);
}
