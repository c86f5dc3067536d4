/* pick-columns - choose, order and rename columns; put tables with different columns under each other
 *
 * in     tables, each with its own header
 * out    the columns named, in that order, of all rows of all files
 * cost   one pass, one window in memory
 * fails  a column that a file does not have, unless --fill
 */
#include <string.h>

#include "core/die.h"
#include "core/opt.h"

static const char *wanted;
static bool fill;

static const struct tool tool = {
	.name = "pick-columns",
	.does = "Choose, order and rename columns, of one table or of several under each other.",
	.options = (const struct option_spec[]) {
		{ 'c', "columns", "NAME,...", OPT_TEXT, &wanted, "what to print, in this order; NEW=NAME prints column NAME as NEW [required]" },
		{ 0, "fill", NULL, OPT_FLAG, &fill, "a column that a file does not have is missing in its rows [dies]" },
		{ 0 } },
	.example = "printf 'process\\tevents\\tsize\\nDIO\\t1980\\t12\\n' | pick-columns -c n=events,process",
};

enum { PICKS_MAX = 256 };

struct pick {
	char *as, *name;
};

static size_t parse(struct pick picks[PICKS_MAX])
{
	struct slice rest = slice_of(wanted), word;
	size_t n = 0;

	while (slice_cut(&rest, ',', &word)) {
		const char *equals = memchr(word.p, '=', word.n);
		const struct slice name = equals ? (struct slice) { equals + 1, word.n - (size_t)(equals + 1 - word.p) } : word;
		if (n == PICKS_MAX)
			die("--columns: more than %d", PICKS_MAX);
		if (name.n == 0 || equals == word.p)
			die("--columns: an empty name in '%s'", wanted);
		picks[n].name = slice_dup(name);
		picks[n].as = equals ? slice_dup((struct slice) { word.p, (size_t)(equals - word.p) }) : picks[n].name;
		n++;
	}
	return n;
}

static void copy_rows(const char *file, const struct pick picks[], size_t n, struct sheet *s)
{
	struct table *t = table_open(file);
	int column[PICKS_MAX];

	for (size_t i = 0; i < n; i++)
		column[i] = fill ? table_find(t, picks[i].name) : table_column(t, picks[i].name);
	while (table_next(t)) {
		for (size_t i = 0; i < n; i++)
			sheet_slice(s, table_text(t, column[i]));
		sheet_end(s);
	}
	table_close(t);
}

int main(int argc, char **argv)
{
	struct pick picks[PICKS_MAX];
	const char *names[PICKS_MAX];

	tool_options(&tool, argc, argv);
	if (wanted == NULL)
		die("--columns is missing (see --help)");
	const size_t n = parse(picks);
	for (size_t i = 0; i < n; i++)
		names[i] = picks[i].as;
	struct sheet *s = tool_sheet_of(names, n);
	char **file = tool_operands();
	do
		copy_rows(*file, picks, n, s);
	while (*file != NULL && *++file != NULL);
	return tool_end(&tool);
}
