/* sum-livetime - the livetimes of cosmic-ray subruns, and their exact sum
 *
 * in     logs of printCosmicLivetime, or tables with livetime_s (rows without one are left out: they are no cosmics), plain or gzip
 * out    one row per subrun, livetimes as they are written; or the total of all files, added in decimal
 * source spec/ensemble.md 4.6, 7.1, 10; lib/data/livetimelog.h
 * cost   one pass, one line in memory
 * fails  a log that does not agree with its final sentence or has none (--unchecked); a livetime of 0 (--allow-zero): products
 *        that were scaled by an integer division lose theirs; a file without any livetime
 */
#include <string.h>

#include "core/die.h"
#include "core/opt.h"
#include "data/decimal.h"
#include "data/livetimelog.h"

static bool only_total, unchecked, allow_zero;

static const struct tool tool = {
	.name = "sum-livetime",
	.does = "List the livetimes of cosmic-ray subruns, or add them up exactly.",
	.more = "A file is a table if livetime_s (seconds) is in its header, else a log. The sum has as many decimals as the livetimes: no digit is\n"
	        "lost, as awk's six-digit output loses them.",
	.out = (const struct column[]) {
		{ "subrun", COUNT, NULL, "number of the livetime in all files; not with --total", false },
		{ "livetime_s", NUMBER, "s", "livetime, as it is written; with --total the sum", false },
		{ "file_name", TEXT, NULL, "where it was read, without directory; not with --total", false },
		{ 0 } },
	.options = (const struct option_spec[]) {
		{ 't', "total", NULL, OPT_FLAG, &only_total, "one row, the sum over all files [a row per subrun]" },
		{ 0, "unchecked", NULL, OPT_FLAG, &unchecked, "take logs without their final sentence [refuse]" },
		{ 0, "allow-zero", NULL, OPT_FLAG, &allow_zero, "take livetimes of 0 [refuse]" },
		{ 0 } },
	.example =
		"printf '%s\\n' 'N Primaries:1  Livetime:1049.160678' 'N Primaries:1  Livetime:1096.714796' \\\n"
		"  'Processed 2 Subruns for a total of 2 primaries and 2146 seconds total livetime' > cosmics.log\n"
		"sum-livetime cosmics.log\n"
		"sum-livetime --total cosmics.log",
};

struct listing {
	struct sheet *sheet;
	const char *file;
	uint64_t subruns;
	struct decimal total;
};

static void list(struct listing *l, struct slice text, struct decimal livetime)
{
	if (!decimal_add(&l->total, livetime))
		die("%s: the livetimes add up to more than there are seconds", l->file);
	l->subruns++;
	if (only_total)
		return;
	sheet_count(l->sheet, l->subruns);
	sheet_slice(l->sheet, text);
	sheet_text(l->sheet, strrchr(l->file, '/') ? strrchr(l->file, '/') + 1 : l->file);
	sheet_end(l->sheet);
}

static void list_table(struct listing *l, struct table *t)
{
	const int column = table_column(t, "livetime_s");
	struct decimal livetime;

	while (table_next(t)) {
		if (table_missing(t, column))
			continue;
		const struct slice text = table_text(t, column);
		if (!decimal_read(text, &livetime))
			table_die(t, column, "not a livetime: '%.*s'", (int)text.n, text.p);
		if (!allow_zero && decimal_value(livetime) == 0)
			table_die(t, column, "a livetime of 0 (see --allow-zero)");
		list(l, text, livetime);
	}
	table_close(t);
}

static void list_log(struct listing *l, struct in *in)
{
	struct livetimelog log = { .in = in, .unchecked = unchecked };
	struct decimal livetime;
	struct slice text;

	while (livetimelog_next(&log, &text, &livetime)) {
		if (!allow_zero && decimal_value(livetime) == 0)
			in_die(in, "a livetime of 0 (see --allow-zero)");
		list(l, text, livetime);
	}
	if (!log.any)
		die("%s: no livetime: neither a log of printCosmicLivetime nor a table with livetime_s", in->name);
}

/* Is livetime_s among the columns of the first line that is no comment? The line stays to be read. */
static bool is_table(struct in *in)
{
	struct slice line, name;

	do
		if (!in_line(in, &line))
			return false;
	while (line.n > 0 && line.p[0] == '#');
	in->begin = (size_t)(line.p - in->data);
	in->line--;
	const char separator = memchr(line.p, '\t', line.n) ? '\t' : ',';
	while (slice_cut(&line, separator, &name))
		if (slice_is(name, "livetime_s") || slice_is(name, "\xef\xbb\xbf" "livetime_s"))   /* a byte order mark */
			return true;
	return false;
}

static void list_file(struct listing *l, const char *path)
{
	struct in *in = in_open(path);

	l->file = in->name;
	if (is_table(in)) {
		list_table(l, table_open_in(in));
	} else {
		list_log(l, in);
		in_close(in);
	}
}

static void write_total(struct sheet *s, struct decimal total)
{
	struct buf text = { 0 };

	decimal_write(&text, total);
	sheet_slice(s, buf_slice(&text));
	sheet_end(s);
	buf_free(&text);
}

int main(int argc, char **argv)
{
	static const char *const total_columns[] = { "livetime_s" };
	struct listing l = { 0 };

	tool_options(&tool, argc, argv);
	l.sheet = only_total ? tool_sheet_of(total_columns, 1) : tool_sheet(&tool);
	char **file = tool_operands();
	do
		list_file(&l, *file);
	while (*file != NULL && *++file != NULL);
	if (only_total)
		write_total(l.sheet, l.total);
	return tool_end(&tool);
}
