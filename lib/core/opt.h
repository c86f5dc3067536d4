/* opt - a tool says once what it is; its parser, --help, --man and --complete are made from that
 *
 * Each tool defines one static const struct tool. Every tool also has the options that all share: --help --man --complete
 * --version -v -q -o --if-changed --csv --provenance --progress --fail-empty.
 *
 * calling sequence  a filter of rows:      tool_begin; table_next ... table_write; return tool_end(&tool)
 *                   anything else:         tool_options; then tool_sheet, or tool_out, or both tool_input and tool_sheet; tool_end
 * status            tool_end returns 0, or 1 after tool_no or when --fail-empty finds no row; everything that fails dies with 2
 */
#ifndef CORE_OPT_H
#define CORE_OPT_H

#include <stdbool.h>

#include "core/out.h"
#include "core/sheet.h"
#include "core/table.h"

enum column_type { TEXT, NUMBER, COUNT };

struct column {
	const char *name;
	enum column_type type;
	const char *unit;      /* NULL: none */
	const char *meaning;
	bool optional;         /* of an input column: tool_begin does not insist on it */
};

/* What an option's value points to; none is touched when the option is not given. */
enum option_type {
	OPT_FLAG,      /* bool: true */
	OPT_TEXT,      /* const char * */
	OPT_FILE,      /* const char *: a file that is read (--provenance hashes it) */
	OPT_NUMBER,    /* double, finite */
	OPT_COUNT,     /* uint64_t */
	OPT_TIME_S,    /* double, seconds: 3600, 60min, 2h, 1.5d, 1w */
	OPT_TIME_H,    /* double, hours: the same suffixes, none is hours */
	OPT_SECONDS,   /* uint64_t: the same as whole seconds, for batch systems; see opt_seconds */
	OPT_LIST,      /* struct option_list: may be given several times */
};

struct option_list {
	const char **item;
	size_t n, room;
};

struct option_spec {
	char letter;              /* 0: none */
	const char *name;
	const char *argument;     /* what it is called in the help; NULL for flags */
	enum option_type type;
	void *value;
	const char *help;         /* ends in the default: "time between fills [3.5h]" */
};

struct tool {
	const char *name;
	const char *does;                   /* one sentence */
	const char *more;                   /* paragraphs of explanation, or NULL; lines are kept */
	const char *operands;               /* "[FILE...]" when NULL; "" takes none */
	const struct column *in, *out;      /* end in { 0 }; NULL: no table. out: the columns added, or all of them for tool_sheet */
	const struct option_spec *options;  /* ends in { 0 }; NULL: none */
	const char *example;                /* shell commands that can be pasted, one a line; tests run them */
	bool options_first;                 /* options end at the first operand; what follows is another program's */
	const char *status;                 /* what status 1 means here, when it can happen; or NULL */
};

/* Parses; serves --help and its kin and leaves. Dies on what is not understood. */
void tool_options(const struct tool *tool, int argc, char **argv);

/* What is not an option, ending in NULL. tool_operand dies when it is missing ("what" names it) . */
char **tool_operands(void);
size_t tool_operand_count(void);
char *tool_operand(size_t i, const char *what);

/* The only one. Dies when there is none, or another one; what is a noun: "submission directory". */
char *tool_only_operand(const char *what);

/* The table of the operands (or stdin), checked for the tool's input columns; it passes its rows on to the tool's output. */
struct table *tool_begin(const struct tool *tool, int argc, char **argv);

/* The same after tool_options, for tools that look at their options first, read other text, or do not pass rows on. */
struct table *tool_filter(const struct tool *tool);
struct table *tool_filter_text(const struct tool *tool, struct slice text);
struct table *tool_filter_table(const struct tool *tool, struct table *t);
struct table *tool_input(const struct tool *tool);

/* A second table, from an option: opened and checked for columns (ends in { 0 }). The caller closes it. */
struct table *tool_table(const char *path, const struct column *columns);

/* The tool's output, stdout or -o; and a sheet on it with the tool's out columns, or with the given ones. tool_end closes both. */
struct out *tool_out(void);
struct sheet *tool_sheet(const struct tool *tool);
struct sheet *tool_sheet_of(const char *const names[], size_t n);

/* The names of columns (ends in { 0 }), put at names, which has room; their number. For sheets that begin or end otherwise. */
size_t tool_names(const struct column *columns, const char *names[]);

/* For tools that make several files: the directory that -o names, "." without -o. tool_out is stdout from then on. */
const char *tool_directory(void);

/* For files that a tool names itself: honours --if-changed. */
struct out *tool_create(const char *path);

/* Row by options: appends "name TAB ..." and the values to a one-row table text. A NULL value is left out. */
void tool_cell(struct buf *header, struct buf *row, const char *name, const char *value);
void tool_cell_number(struct buf *header, struct buf *row, const char *name, double value);

/* The answer is no: tool_end will return 1. */
void tool_no(void);

/* Flushes, checks, renames; the exit status. */
int tool_end(const struct tool *tool);

/* Reads "3600", "2h", "1.5d", ... as seconds; no suffix is unit_s seconds. False when it is no time. */
bool opt_time_s(const char *text, double unit_s, double *seconds);

/* The same in whole seconds, rounded up, at most 1e9 (30 years): what batch systems are told. */
bool opt_seconds(const char *text, uint64_t *seconds);

/* True, and *value, when text is one of names (ends in NULL): for options with few words. Dies naming them all otherwise. */
int opt_word(const char *option, const char *text, const char *const names[]);

#endif
