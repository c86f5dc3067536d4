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
#include <inttypes.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/name.h"
#include "core/opt.h"
#include "prod/jobparts.h"
#include "prod/jobrows.h"
#include "prod/jobtext.h"

#define NOT_GIVEN UINT64_MAX

static uint64_t max_files, max_jobs, digits = 4, memory_mb, walltime_s = NOT_GIVEN;
static const char *prefix = "job", *parts, *command, *column_name, *inputs, *outputs;

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
		{ 0, "walltime", "TIME", OPT_SECONDS, &walltime_s, "with --command: time of each job, 3600, 2h, ..." },
		{ 0, "inputs", "TEXT", OPT_TEXT, &inputs, "with --command: files that each job reads" },
		{ 0, "outputs", "TEXT", OPT_TEXT, &outputs, "with --command: files that each job makes" },
		{ 0 } },
	.example = "printf 'file\\na.root\\nb.root\\nc.root\\n' > files.tsv\n"
	           "split-jobs --max-files 2 files.tsv\n"
	           "split-jobs --max-jobs 2 --command 'reconstruct -o {job}.root {}' --outputs {job}.root --memory-mb 2000 files.tsv",
};

/* ---- jobs ---- */

struct splitter {
	struct jobrows rows;
	struct jobparts parts;
	struct jobtext command, inputs, outputs;
	struct sheet *sheet;          /* of jobs with --command, else of rows */
	uint64_t jobs, takes;         /* so far; rows that the last of them still takes */
	struct jobtext_job job;       /* that one */
};

/* Its first row has been taken. */
static uint64_t size_of_job(const struct splitter *s)
{
	const uint64_t rows = s->rows.left + 1, jobs = max_jobs - s->jobs;

	return max_files ? max_files : rows / jobs + (rows % jobs > 0);
}

static void begin_job(struct splitter *s)
{
	s->takes = size_of_job(s);
	s->job.name = xprintf("%s-%0*" PRIu64, prefix, (int)digits, ++s->jobs);
	if (strlen(s->job.name) > strlen(prefix) + 1 + digits)
		die("more jobs than %" PRIu64 " digits can number: --digits", digits);
	s->job.part = jobparts_begin(&s->parts, s->job.name);
}

static void add_row(struct splitter *s)
{
	if (s->rows.value >= 0)
		jobtext_add(&s->job, s->rows.cells[s->rows.value]);
	jobparts_row(&s->parts, s->rows.cells);
	if (command == NULL) {
		jobparts_cells(s->sheet, s->rows.cells, s->rows.columns);
		sheet_text(s->sheet, s->job.name);
		sheet_end(s->sheet);
	}
	s->takes--;
}

static void put_text(const struct splitter *s, const struct jobtext *t)
{
	struct buf cell = { 0 };

	jobtext_put(&cell, t, &s->job);
	sheet_slice(s->sheet, buf_slice(&cell));
	buf_free(&cell);
}

static void put_job(const struct splitter *s)
{
	sheet_text(s->sheet, s->job.name);
	put_text(s, &s->command);
	if (memory_mb)
		sheet_count(s->sheet, memory_mb);
	if (walltime_s != NOT_GIVEN)
		sheet_count(s->sheet, walltime_s);
	if (inputs != NULL)
		put_text(s, &s->inputs);
	if (outputs != NULL)
		put_text(s, &s->outputs);
	sheet_end(s->sheet);
}

static void end_job(struct splitter *s)
{
	jobparts_end(&s->parts);
	if (command != NULL)
		put_job(s);
	jobtext_clear(&s->job);
	s->takes = 0;
}

static void split(struct splitter *s)
{
	while (jobrows_next(&s->rows)) {
		if (s->takes == 0)
			begin_job(s);
		add_row(s);
		if (s->takes == 0)
			end_job(s);
	}
	if (s->takes > 0)
		end_job(s);
	if (s->jobs == 0)
		warn("no rows: no jobs");
}

/* ---- options ---- */

static void check_options(void)
{
	if ((max_files == 0) == (max_jobs == 0))
		die("either --max-files or --max-jobs, and not 0 (see --help)");
	if (!safe_name(slice_of(prefix)))
		die("--prefix: is no name for a file: '%s'", prefix);
	if (digits < 1 || digits > 18)
		die("--digits: %" PRIu64 " is not from 1 to 18", digits);
	if (command == NULL && (column_name != NULL || memory_mb || walltime_s != NOT_GIVEN || inputs != NULL || outputs != NULL))
		die("--column, --memory-mb, --walltime, --inputs and --outputs need --command");
	if (walltime_s == 0)
		die("--walltime: 0 is no time for a job");
}

static struct jobtext checked(const char *option, struct jobtext t)
{
	const bool has_part = t.has[JOBTEXT_PART], list = !t.command;

	if (has_part && parts == NULL)
		die("--%s: {part} needs --parts", option);
	if (list && has_part && strchr(parts, ',') != NULL)
		die("--parts: a comma, and {part} in a list of files: '%s'", parts);
	if (list && (has_part || t.has[JOBTEXT_JOB]) && strchr(prefix, ',') != NULL)
		die("--prefix: a comma, and {job} in a list of files: '%s'", prefix);
	return t;
}

static void read_texts(struct splitter *s)
{
	if (command == NULL)
		return;
	s->command = checked("command", jobtext_command("command", command));
	s->inputs = checked("inputs", jobtext_list("inputs", inputs));
	s->outputs = checked("outputs", jobtext_list("outputs", outputs));
	if (!s->command.has[JOBTEXT_VALUES] && !s->command.has[JOBTEXT_JOB] && !s->command.has[JOBTEXT_PART])
		die("--command has no {}, {part} or {job}: all jobs would do the same");
}

static void choose_column(struct splitter *s)
{
	struct jobrows *r = &s->rows;

	r->listed = s->inputs.has[JOBTEXT_VALUES] || s->outputs.has[JOBTEXT_VALUES];
	if (r->listed || s->command.has[JOBTEXT_VALUES]) {
		if (column_name == NULL && r->columns != 1)
			die("--column is needed: the table has %zu columns", r->columns);
		r->value = column_name != NULL ? table_column(r->t, column_name) : 0;
	} else if (column_name != NULL)
		die("--column, but no {} to put it");
}

/* ---- output ---- */

static struct sheet *open_jobs(void)
{
	const char *names[6] = { "job", "command" };
	size_t n = 2;

	if (memory_mb)
		names[n++] = "memory_mb";
	if (walltime_s != NOT_GIVEN)
		names[n++] = "walltime_s";
	if (inputs != NULL)
		names[n++] = "inputs";
	if (outputs != NULL)
		names[n++] = "outputs";
	return tool_sheet_of(names, n);
}

static struct sheet *open_rows(struct jobrows *r)
{
	if (table_find(r->t, "job") >= 0)
		table_die(r->t, table_find(r->t, "job"), "is there already: pick-columns can rename it");
	r->names[r->columns] = "job";
	return tool_sheet_of(r->names, r->columns + 1);
}

int main(int argc, char **argv)
{
	struct splitter s = { 0 };

	tool_options(&tool, argc, argv);
	check_options();
	read_texts(&s);
	s.rows = jobrows_open(tool_input(&tool));
	choose_column(&s);
	if (max_jobs)
		jobrows_hold(&s.rows);
	s.parts = jobparts_open(parts, s.rows.names, s.rows.columns);
	s.sheet = command != NULL ? open_jobs() : open_rows(&s.rows);
	split(&s);
	jobparts_refuse_others(&s.parts, prefix, digits, s.jobs);
	return tool_end(&tool);
}
