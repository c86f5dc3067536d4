/* split-jobs - which job does which rows, by count or by number of jobs; and the job table of it
 *
 * in     any table: a row a file, a run, a point
 * out    the same rows with the name of their job; or, with --command, a row a job for batch-submit
 * exact  order is kept. --max-files N: N rows a job, the last has what is left. --max-jobs M: each job in turn takes
 *        ceil(rows left / jobs left); fewer rows than M: one each. No rows: no jobs, and a warning
 * cost   one pass; --max-jobs must know the number of rows and keeps them all, as text
 * fails  a name of a job that would not sort; placeholders that are in quotes, or mean nothing; values that cannot stand where they are put
 * source spec/prompt.md A15
 */
#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/name.h"
#include "core/opt.h"
#include "core/place.h"
#include "prod/jobtext.h"

static uint64_t max_files, max_jobs, digits = 4, memory_mb;
static const char *prefix = "job", *parts, *command, *column_name, *inputs, *outputs;
static double walltime_s = NAN;

static const struct tool tool = {
	.name = "split-jobs",
	.does = "Split the rows of a table into jobs, by count or by number of jobs.",
	.more =
		"With --command a job table for batch-submit comes out, a row a job. In its text\n"
		"  {}        becomes the values of --column in the job's rows, each quoted for a shell, blanks between\n"
		"  {part}    the name of the job's table, DIR/JOB.tsv of --parts\n"
		"  {job}     the name of the job\n"
		"They stand outside quotes, `...` and ((...)); \\{} is none, nor is any other {...}. In --inputs and --outputs, lists with commas, the\n"
		"same are put in as they are. A job of many files is better off with {part}: a command has at most some 100 kB on many systems.\n"
		"When DIR has tables of jobs that are not of this split, this dies in the end, so that nobody takes them for its own.",
	.out = (const struct column[]) {
		{ "job", TEXT, NULL, "PREFIX-0001, ...; of rows: after their other columns", false },
		{ "command", TEXT, NULL, "with --command", false },
		{ "memory_mb", COUNT, "MB", "with --memory-mb", false },
		{ "walltime_s", COUNT, "s", "with --walltime, rounded up", false },
		{ "inputs", TEXT, NULL, "with --inputs", false },
		{ "outputs", TEXT, NULL, "with --outputs", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'n', "max-files", "N", OPT_COUNT, &max_files, "N rows a job" },
		{ 'm', "max-jobs", "M", OPT_COUNT, &max_jobs, "M jobs, as even as can be" },
		{ 'p', "prefix", "NAME", OPT_TEXT, &prefix, "names of jobs begin with it [job]" },
		{ 0, "digits", "N", OPT_COUNT, &digits, "digits of their numbers; more jobs than that die [4]" },
		{ 0, "parts", "DIR", OPT_TEXT, &parts, "write each job's rows as a table DIR/JOB.tsv" },
		{ 'c', "command", "TEXT", OPT_TEXT, &command, "print a job table with this command, placeholders replaced [print rows]" },
		{ 0, "column", "NAME", OPT_TEXT, &column_name, "whose values {} stands for [the only column]" },
		{ 0, "memory-mb", "N", OPT_COUNT, &memory_mb, "with --command: memory of each job" },
		{ 0, "walltime", "TIME", OPT_TIME_S, &walltime_s, "with --command: time of each job, 3600, 2h, ..." },
		{ 0, "inputs", "TEXT", OPT_TEXT, &inputs, "with --command: files that each job reads" },
		{ 0, "outputs", "TEXT", OPT_TEXT, &outputs, "with --command: files that each job makes" },
		{ 0 } },
	.example = "printf 'file\\na.root\\nb.root\\nc.root\\n' > files.tsv\n"
	           "split-jobs --max-files 2 files.tsv\n"
	           "split-jobs --max-jobs 2 --command 'reconstruct -o {job}.root {}' --outputs {job}.root --memory-mb 2000 files.tsv",
};

/* ---- jobs ---- */

struct splitter {
	struct table *t;
	struct sheet *jobs;           /* --command; NULL: rows pass through */
	int column;                   /* of {}; -1: not needed */
	int as;                       /* where rows have their job */
	struct jobtext command, inputs, outputs;
	uint64_t rows, job, left;     /* of the table (--max-jobs); number of the present job; rows that it still takes */
	struct jobtext_job present;
	struct sheet *part_sheet;
	struct out *part_out;
};

static bool uses(const struct splitter *s, enum jobtext_what what)
{
	return s->command.has[what] || s->inputs.has[what] || s->outputs.has[what];
}

static const char *extension(void)
{
	return table_csv ? "csv" : "tsv";
}

static void begin_part(struct splitter *s)
{
	const char **names = xcalloc((size_t)table_columns(s->t), sizeof *names);

	s->present.part = xprintf("%s/%s.%s", parts, s->present.name, extension());
	s->part_out = tool_create(s->present.part);
	for (int i = 0; i < table_columns(s->t); i++)
		names[i] = table_name(s->t, i);
	s->part_sheet = sheet_open(s->part_out, table_csv, names, (size_t)table_columns(s->t));
	free(names);
}

static void begin_job(struct splitter *s)
{
	const uint64_t rows = s->rows - (table_rows(s->t) - 1), jobs = max_jobs - s->job;   /* left, with --max-jobs */

	s->left = max_files ? max_files : rows / jobs + (rows % jobs > 0);
	s->present.name = xprintf("%s-%0*llu", prefix, (int)digits, (unsigned long long)++s->job);
	if (strlen(s->present.name) > strlen(prefix) + 1 + digits)
		die("more jobs than %d digits can number: --digits", (int)digits);
	if (parts != NULL)
		begin_part(s);
}

static void put(const struct splitter *s, const struct jobtext *t)
{
	struct buf cell = { 0 };

	jobtext_put(&cell, t, &s->present);
	sheet_slice(s->jobs, buf_slice(&cell));
	buf_free(&cell);
}

static void put_job(const struct splitter *s)
{
	sheet_text(s->jobs, s->present.name);
	put(s, &s->command);
	if (memory_mb)
		sheet_count(s->jobs, memory_mb);
	if (!isnan(walltime_s))
		sheet_count(s->jobs, (uint64_t)ceil(walltime_s));
	if (inputs != NULL)
		put(s, &s->inputs);
	if (outputs != NULL)
		put(s, &s->outputs);
	sheet_end(s->jobs);
}

static void end_job(struct splitter *s)
{
	if (parts != NULL) {
		sheet_close(s->part_sheet);
		out_close(s->part_out);
	}
	if (s->jobs != NULL)
		put_job(s);
	s->left = 0;
	jobtext_clear(&s->present);
}

/* ---- rows ---- */

/* The value that {} stands for must be there, and fit. */
static void check_value(const struct splitter *s, struct table *t)
{
	const struct slice value = table_text(t, s->column);

	if (table_missing(t, s->column))
		table_die(t, s->column, "is missing");
	if (memchr(value.p, '\0', value.n) != NULL)
		table_die(t, s->column, "holds a NUL byte");
	if ((s->inputs.has[JOBTEXT_VALUES] || s->outputs.has[JOBTEXT_VALUES]) && memchr(value.p, ',', value.n) != NULL)
		table_die(t, s->column, "holds a comma, and cannot be in a list of files: '%.*s'", (int)value.n, value.p);
}

static void add_value(struct splitter *s)
{
	char *value = table_dup(s->t, s->column);

	jobtext_add(&s->present, value);
	free(value);
}

static void add_row(struct splitter *s)
{
	if (s->column >= 0)
		add_value(s);
	if (parts != NULL) {
		for (int i = 0; i < table_columns(s->t); i++)
			(table_csv ? sheet_slice : sheet_raw)(s->part_sheet, table_text(s->t, i));
		sheet_end(s->part_sheet);
	}
	if (s->jobs == NULL) {
		table_set_text(s->t, s->as, s->present.name);
		table_write(s->t);
	}
	s->left--;
}

/* All rows as text, counted: the number of jobs decides how many the first gets. */
static struct table *hold(struct splitter *s, struct table *t, struct buf *text)
{
	for (int i = 0; i < table_columns(t); i++)
		buf_printf(text, "%s%s", i > 0 ? "\t" : "", table_name(t, i));
	buf_add_text(text, "\n");
	for (; table_next(t); s->rows++) {
		if (s->column >= 0)
			check_value(s, t);
		for (int i = 0; i < table_columns(t); i++) {
			const struct slice cell = table_text(t, i);
			buf_add_text(text, i > 0 ? "\t" : "");
			buf_add(text, cell.p, cell.n);
		}
		buf_add_text(text, "\n");
	}
	table_close(t);
	return table_open_text("rows", buf_slice(text));
}

static void split(struct splitter *s)
{
	while (table_next(s->t)) {
		if (s->column >= 0 && max_files)
			check_value(s, s->t);
		if (s->left == 0)
			begin_job(s);
		add_row(s);
		if (s->left == 0)
			end_job(s);
	}
	if (s->left > 0)
		end_job(s);
	if (s->job == 0)
		warn("no rows: no jobs");
}

/* ---- options ---- */

/* A table of a job that is not of this split would be taken for one of it. */
static void refuse_strangers(uint64_t n)
{
	DIR *d = opendir(parts);
	const size_t k = strlen(prefix);

	if (d == NULL)
		die("%s:", parts);
	for (const struct dirent *e; (e = readdir(d)) != NULL; ) {
		const char *number = e->d_name + k + 1;
		if (strncmp(e->d_name, prefix, k) != 0 || e->d_name[k] != '-')
			continue;
		const size_t w = strspn(number, "0123456789");
		if (w == 0 || number[w] != '.' || strcmp(number + w + 1, extension()) != 0)
			continue;
		if (w != digits || strtoull(number, NULL, 10) > n || strtoull(number, NULL, 10) == 0)
			die("%s/%s: is of another split: remove it", parts, e->d_name);
	}
	closedir(d);
}

static void check_options(void)
{
	if ((max_files == 0) == (max_jobs == 0))
		die("either --max-files or --max-jobs, and not 0 (see --help)");
	if (!safe_name(slice_of(prefix)))
		die("--prefix: is no name for a file: '%s'", prefix);
	if (digits < 1 || digits > 18)
		die("--digits: %llu is not from 1 to 18", (unsigned long long)digits);
	if (command == NULL && (column_name != NULL || memory_mb || !isnan(walltime_s) || inputs != NULL || outputs != NULL))
		die("--column, --memory-mb, --walltime, --inputs and --outputs need --command");
	if (walltime_s <= 0 || walltime_s > 1e15)
		die("--walltime: not a time that a job could have");
}

static int values_column(const struct splitter *s, struct table *t)
{
	if (column_name != NULL && !uses(s, JOBTEXT_VALUES))
		die("--column, but no {} to put it");
	if (!uses(s, JOBTEXT_VALUES))
		return -1;
	if (column_name != NULL)
		return table_column(t, column_name);
	if (table_columns(t) != 1)
		die("--column is needed: the table has %d columns", table_columns(t));
	return 0;
}

static void check_text(const char *option, const struct jobtext *t)
{
	const bool has_part = t->has[JOBTEXT_PART], list = !t->command;

	if (has_part && parts == NULL)
		die("--%s: {part} needs --parts", option);
	if (list && has_part && strchr(parts, ',') != NULL)
		die("--parts: a comma, and {part} in a list of files: '%s'", parts);
	if (list && (has_part || t->has[JOBTEXT_JOB]) && strchr(prefix, ',') != NULL)
		die("--prefix: a comma, and {job} in a list of files: '%s'", prefix);
}

static void read_texts(struct splitter *s)
{
	if (command == NULL)
		return;
	s->command = jobtext_command("command", command);
	s->inputs = jobtext_list("inputs", inputs != NULL ? inputs : "");
	s->outputs = jobtext_list("outputs", outputs != NULL ? outputs : "");
	check_text("command", &s->command);
	check_text("inputs", &s->inputs);
	check_text("outputs", &s->outputs);
	if (!s->command.has[JOBTEXT_VALUES] && !s->command.has[JOBTEXT_JOB] && !s->command.has[JOBTEXT_PART])
		die("--command has no {}, {part} or {job}: all jobs would do the same");
}

static struct sheet *open_jobs(void)
{
	const char *names[8];
	size_t n = 0;

	names[n++] = "job";
	names[n++] = "command";
	if (memory_mb)
		names[n++] = "memory_mb";
	if (!isnan(walltime_s))
		names[n++] = "walltime_s";
	if (inputs != NULL)
		names[n++] = "inputs";
	if (outputs != NULL)
		names[n++] = "outputs";
	return tool_sheet_of(names, n);
}

int main(int argc, char **argv)
{
	struct splitter s = { 0 };
	struct buf held = { 0 };

	tool_options(&tool, argc, argv);
	check_options();
	read_texts(&s);
	struct table *t = tool_input(&tool);
	if (command == NULL && table_find(t, "job") >= 0)
		table_die(t, table_find(t, "job"), "is there already: pick-columns can rename it");
	s.column = values_column(&s, t);
	s.t = max_jobs ? hold(&s, t, &held) : t;
	if (parts != NULL)
		place_make(parts);
	if (command != NULL) {
		s.jobs = open_jobs();
	} else {
		tool_filter_table(&tool, s.t);
		s.as = table_append(s.t, "job");
	}
	split(&s);
	if (parts != NULL)
		refuse_strangers(s.job);
	if (command != NULL)
		table_close(s.t);
	buf_free(&held);
	return tool_end(&tool);
}
