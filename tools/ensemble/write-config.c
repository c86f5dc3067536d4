/* write-config - write the configuration of an ensemble that a shell can source
 *
 * in     rows key, value (and name, for --names), as read-config prints them
 * out    key="value" lines; a shell that sources them gets exactly the values
 * cost   one pass, the keys in memory
 * fails  a key that is no variable's name, governs the shell, or comes twice: file, line, column
 * source spec/ensemble.md 7.2 (lib/data/config.h)
 */
#include <stdlib.h>

#include "core/keys.h"
#include "core/opt.h"
#include "data/config.h"

static bool names;
static struct option_list comments;

static const struct tool tool = {
	.name = "write-config",
	.does = "Write the configuration of an ensemble as assignments that a shell can source.",
	.more = "read-config old.txt | write-config --names turns the older forms into the newest.",
	.in = (const struct column[]) {
		{ "key", TEXT, NULL, "variable; not needed with --names", true },
		{ "value", TEXT, NULL, "any text; missing is empty", false },
		{ "name", TEXT, NULL, "variable, with --names", true }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'n', "names", NULL, OPT_FLAG, &names, "call the keys by the column name, their names in the newest form" },
		{ 'c', "comment", "TEXT", OPT_LIST, &comments, "begin with this comment line; may be repeated" },
		{ 0 } },
	.example = "printf 'key\\tvalue\\nnjobs\\t50\\nBB\\t1BB\\n' | write-config --comment 'ensemble MDS3c'",
};

static void put_comments(struct out *out)
{
	for (size_t i = 0; i < comments.n; i++) {
		struct slice rest = slice_of(comments.item[i]), line;
		while (slice_cut(&rest, '\n', &line))
			out_printf(out, "# %.*s\n", (int)line.n, line.p);
	}
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	struct table *t = tool_input(&tool);
	const int key_column = table_column(t, names ? "name" : "key"), value = table_column(t, "value");
	struct keys seen = { 0 };
	struct out *out = tool_out();

	put_comments(out);
	while (table_next(t)) {
		char *key = table_dup(t, key_column);
		bool fresh;

		keys_add(&seen, slice_of(key), &fresh);
		if (!fresh)
			table_die(t, key_column, "'%s' is there already", key);
		if (!config_is_variable(key))
			table_die(t, key_column, "no variable that a configuration may set: '%s'", key);
		if (!config_is_value(table_text(t, value)))
			table_die(t, value, "a control character cannot be written");
		config_write(out, key, table_missing(t, value) ? (struct slice) { "", 0 } : table_text(t, value));
		free(key);
	}
	keys_free(&seen);
	table_close(t);
	return tool_end(&tool);
}
