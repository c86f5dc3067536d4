#include "core/opt.h"

#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/die.h"
#include "core/digest.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/page.h"
#include "core/progress.h"
#include "core/share.h"

static const char *out_path;
static bool if_changed, provenance, fail_empty;
static bool answer_no;
static bool help, man, complete, version;
static bool louder, quieter;

const struct option_spec opt_common[] = {
	{ 'o', "output", "FILE", OPT_TEXT, &out_path, "write FILE: whole, or left as it was [stdout]" },
	{ 0, "if-changed", NULL, OPT_FLAG, &if_changed, "leave an identical output file, and its date, alone" },
	{ 0, "csv", NULL, OPT_FLAG, &table_csv, "read and write CSV (CSV input with a plain header is recognised without)" },
	{ 0, "provenance", NULL, OPT_FLAG, &provenance, "begin with # lines: version, arguments, SHA-256 of inputs" },
	{ 0, "fail-empty", NULL, OPT_FLAG, &fail_empty, "status 1 when no row is written" },
	{ 0, "progress", NULL, OPT_FLAG, &progress_forced, "show progress on stderr even if it is no terminal" },
	{ 'v', "verbose", NULL, OPT_FLAG, &louder, "say more on stderr; may be repeated" },
	{ 'q', "quiet", NULL, OPT_FLAG, &quieter, "no warnings" },
	{ 'h', "help", NULL, OPT_FLAG, &help, "this page" },
	{ 0, "man", NULL, OPT_FLAG, &man, "this page as mdoc source, for man(1)" },
	{ 0, "complete", NULL, OPT_FLAG, &complete, "the completion rule for bash" },
	{ 0, "version", NULL, OPT_FLAG, &version, "the version of the suite" },
	{ 0 },
};

static char **operands;
static char **arguments;
static const struct tool *running;
static struct out *output;
static struct sheet *sheet;
static struct table *filter;

/* ---- reading options ---- */

bool opt_time_s(const char *text, double unit_s, double *seconds)
{
	static const struct { const char *suffix; double s; } units[] = {
		{ "min", 60 }, { "s", 1 }, { "h", 3600 }, { "d", 86400 }, { "w", 604800 },
	};
	size_t n = strlen(text);

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		const size_t k = strlen(units[i].suffix);
		if (n > k && strcmp(text + n - k, units[i].suffix) == 0) {
			n -= k;
			unit_s = units[i].s;
			break;
		}
	}
	double x;
	if (!num_read(text, n, &x) || signbit(x) || !(x <= 1e300))
		return false;
	*seconds = x * unit_s;
	return true;
}

bool opt_seconds(const char *text, uint64_t *seconds)
{
	double s;

	if (!opt_time_s(text, 1, &s) || s > 1e9)
		return false;
	*seconds = (uint64_t)ceil(s);
	return true;
}

int opt_word(const char *option, const char *text, const char *const names[])
{
	struct buf all = { 0 };

	for (int i = 0; names[i] != NULL; i++) {
		if (strcmp(text, names[i]) == 0)
			return i;
		buf_printf(&all, "%s%s", i ? ", " : "", names[i]);
	}
	die("--%s: '%s' is none of %s", option, text, buf_text(&all));
}

static void store(const struct option_spec *o, const char *text)
{
	double x;

	switch (o->type) {
	case OPT_FLAG:
		if (o->value == &louder || o->value == &quieter)
			verbosity += o->value == &louder ? 1 : -1;
		*(bool *)o->value = true;
		return;
	case OPT_TEXT:
	case OPT_FILE:
		*(const char **)o->value = text;
		return;
	case OPT_NUMBER:
		if (!num_read(text, strlen(text), &x) || !isfinite(x))
			die("--%s: not a number: '%s'", o->name, text);
		*(double *)o->value = x;
		return;
	case OPT_COUNT:
		if (!num_read_count(text, strlen(text), o->value))
			die("--%s: not a count: '%s'", o->name, text);
		return;
	case OPT_TIME_S:
	case OPT_TIME_H:
		if (!opt_time_s(text, o->type == OPT_TIME_H ? 3600 : 1, &x))
			die("--%s: not a time: '%s' (2h, 1.5d, 1w, 600s, ...)", o->name, text);
		*(double *)o->value = o->type == OPT_TIME_H ? x / 3600 : x;
		return;
	case OPT_SECONDS:
		if (!opt_seconds(text, o->value))
			die("--%s: not a time up to 1e9 s: '%s' (2h, 1.5d, 1w, 600s, ...)", o->name, text);
		return;
	case OPT_LIST: {
		struct option_list *list = o->value;
		MEM_GROW(list->item, list->n, list->room);
		list->item[list->n++] = text;
	}
	}
}

enum { OPTIONS_MAX = 64, FIRST = 256 };   /* FIRST: above every letter, so that getopt tells them apart */

static size_t gather(const struct tool *tool, const struct option_spec *all[OPTIONS_MAX])
{
	size_t n = 0;

	for (const struct option_spec *o = tool->options; o != NULL && o->name != NULL; o++)
		all[n++] = o;
	for (const struct option_spec *o = opt_common; o->name != NULL; o++)
		all[n++] = o;
	return n;
}

static const struct option_spec *chosen(const struct option_spec *const all[], size_t n, int code)
{
	if (code >= FIRST)
		return all[code - FIRST];
	for (size_t i = 0; i < n; i++)
		if (code != 0 && all[i]->letter == code)
			return all[i];
	return NULL;
}

/* --max_energy is --max-energy: programs that we replace spell it so. */
static const char *with_underscores(const char *name)
{
	char *other = xstrdup(name);

	for (char *c = other; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	return other;
}

static void parse(const struct tool *tool, int argc, char **argv)
{
	const struct option_spec *all[OPTIONS_MAX];
	struct option longs[2 * OPTIONS_MAX + 1] = { 0 };
	char letters[2 * OPTIONS_MAX + 3], *l = letters;
	const size_t n = gather(tool, all);
	int code;

	if (tool->options_first)
		*l++ = '+';
	*l++ = ':';
	for (size_t i = 0; i < n; i++) {
		longs[i] = longs[n + i] = (struct option) { all[i]->name, all[i]->argument != NULL, NULL, FIRST + (int)i };
		longs[n + i].name = with_underscores(all[i]->name);
		if (all[i]->letter) {
			*l++ = all[i]->letter;
			if (all[i]->argument != NULL)
				*l++ = ':';
		}
	}
	*l = '\0';
	opterr = 0;
	while ((code = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const char *word = argv[optind - 1];
		if (code == ':')
			die("%s needs an argument (see --help)", word);
		if (code == '?' && optopt >= FIRST)
			die("%s takes no argument (see --help)", word);
		if (code == '?' && optopt != 0)
			die("unknown option -%c (see --help)", optopt);
		if (code == '?')
			die("unknown option %s (see --help)", word);
		store(chosen(all, n, code), optarg);
	}
	operands = argv + optind;
}

/* A closed stdin, stdout or stderr stays one that cannot be used, but its number is taken: the next file to be opened would get it,
 * and our messages, say, if that is the output. */
static void hold_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void tool_options(const struct tool *tool, int argc, char **argv)
{
	hold_standard_descriptors();
	prog = tool->name;
	running = tool;
	arguments = xcalloc((size_t)argc + 1, sizeof *arguments);
	memcpy(arguments, argv, (size_t)argc * sizeof *argv);   /* getopt reorders argv; provenance wants it as typed */
	signal(SIGPIPE, SIG_DFL);                               /* a parent may have it ignored: | head must end us quietly */
	parse(tool, argc, argv);
	if (help || man || complete || version) {
		output = out_open(NULL, false);
		if (help)
			page_help(tool, output);
		else if (man)
			page_man(tool, output);
		else if (complete)
			page_complete(tool, output);
		else
			out_printf(output, "%s (beampipe) %s\n", tool->name, share_version());
		out_close(output);
		exit(0);
	}
	if (tool->operands != NULL && tool->operands[0] == '\0' && operands[0] != NULL)
		die("takes no operand: '%s' (see --help)", operands[0]);
}

char **tool_operands(void)
{
	return operands;
}

size_t tool_operand_count(void)
{
	size_t n = 0;
	while (operands[n] != NULL)
		n++;
	return n;
}

char *tool_operand(size_t i, const char *what)
{
	if (i >= tool_operand_count())
		die("%s is missing (see --help)", what);
	return operands[i];
}

char *tool_only_operand(const char *what)
{
	if (tool_operand_count() == 0)
		die("a %s is missing (see --help)", what);
	if (tool_operand_count() > 1)
		die("one %s at a time: '%s' is too many", what, operands[1]);
	return operands[0];
}

/* ---- input ---- */

static void check_columns(struct table *t, const struct column *c)
{
	for (; c != NULL && c->name != NULL; c++)
		if (!c->optional)
			table_column(t, c->name);
}

struct table *tool_table(const char *path, const struct column *columns)
{
	struct table *t = table_open(path);
	check_columns(t, columns);
	return t;
}

struct table *tool_input(const struct tool *tool)
{
	struct table *t = table_open_all(operands);
	check_columns(t, tool->in);
	return t;
}

struct table *tool_filter_table(const struct tool *tool, struct table *t)
{
	check_columns(t, tool->in);
	table_output(t, tool_out());
	return filter = t;
}

struct table *tool_filter(const struct tool *tool)
{
	return tool_filter_table(tool, table_open_all(operands));
}

struct table *tool_filter_text(const struct tool *tool, struct slice text)
{
	return tool_filter_table(tool, table_open_text("options", text));
}

struct table *tool_begin(const struct tool *tool, int argc, char **argv)
{
	tool_options(tool, argc, argv);
	return tool_filter(tool);
}

void tool_cell(struct buf *header, struct buf *row, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_printf(header, "%s%s", header->len ? "\t" : "", name);
	buf_printf(row, "%s%s", row->len ? "\t" : "", value);
}

void tool_cell_number(struct buf *header, struct buf *row, const char *name, double value)
{
	char text[NUM_MAX + 1];
	*num_write(text, value) = '\0';
	tool_cell(header, row, name, text);
}

/* ---- output ---- */

static void say_input(const char *path)
{
	struct stat s;
	char hex[DIGEST_HEX];

	if (strcmp(path, "-") != 0 && stat(path, &s) != 0)
		return;   /* an operand that names no file: it stands among the arguments */
	if (strcmp(path, "-") == 0 || !S_ISREG(s.st_mode))
		out_printf(output, "# input\t%s\t(stream)\n", path);
	else {
		digest_file(path, hex);
		out_printf(output, "# input\t%s\t%s\n", path, hex);
	}
}

static void say_provenance(void)
{
	out_printf(output, "# made by\t%s (beampipe) %s\n# arguments\t", prog, share_version());
	for (char **a = arguments + 1; *a != NULL; a++)
		for (const char *c = a > arguments + 1 ? " " : ""; ; c = *a) {
			out_text(output, strchr(c, '\n') ? "(text with a newline)" : c);
			if (c == *a)
				break;
		}
	out_text(output, "\n");
	for (const struct option_spec *o = running->options; o != NULL && o->name != NULL; o++) {
		if (o->type == OPT_FILE && *(const char **)o->value != NULL)
			say_input(*(const char **)o->value);
		if (o->type == OPT_COUNT && strcmp(o->name, "seed") == 0 && *(uint64_t *)o->value != UINT64_MAX)   /* that is: none */
			out_printf(output, "# seed\t%llu\n", (unsigned long long)*(uint64_t *)o->value);
	}
	for (char **file = operands; *file != NULL; file++)
		say_input(*file);
	out_row(output);
}

const char *tool_directory(void)
{
	const char *directory = out_path != NULL ? out_path : ".";

	out_path = NULL;
	return directory;
}

struct out *tool_out(void)
{
	if (output == NULL) {
		output = out_open(out_path, if_changed);
		if (provenance)
			say_provenance();
	}
	return output;
}

struct out *tool_create(const char *path)
{
	return out_open(path, if_changed);
}

struct sheet *tool_sheet_of(const char *const names[], size_t n)
{
	return sheet = sheet_open(tool_out(), table_csv, names, n);
}

size_t tool_names(const struct column *columns, const char *names[])
{
	size_t n = 0;

	for (; columns[n].name != NULL; n++)
		names[n] = columns[n].name;
	return n;
}

struct sheet *tool_sheet(const struct tool *tool)
{
	const char *names[256];
	return tool_sheet_of(names, tool_names(tool->out, names));
}

void tool_no(void)
{
	answer_no = true;
}

int tool_end(const struct tool *tool)
{
	uint64_t rows = 1;

	(void)tool;
	if (filter != NULL)
		rows = table_written(filter);
	else if (sheet != NULL)
		rows = sheet->rows;
	out_close(tool_out());
	progress_wipe();
	return answer_no || (fail_empty && rows == 0);
}
