/* tsv2csv - turn the suite's TSV into CSV
 *
 * in     a table
 * out    the same as CSV (RFC 4180, lines end in LF): values with a comma, quote or outer blank are quoted
 * cost   one pass, one window in memory
 * fails  as every reader of tables
 */
#include "core/opt.h"

static const struct tool tool = {
	.name = "tsv2csv",
	.does = "Turn a table into CSV.",
	.example = "printf 'run\\tcomment\\n5256\\tstable, long\\n' | tsv2csv",
};

int main(int argc, char **argv)
{
	struct table *t = tool_begin(&tool, argc, argv);
	table_csv = true;
	while (table_next(t))
		table_write(t);
	return tool_end(&tool);
}
