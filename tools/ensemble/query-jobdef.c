/* query-jobdef - what a job definition says
 *
 * in     a job definition (make-jobdef, mu2ejobdef)
 * out    the answer to one question, one item a line
 * cost   reads the archive once; twice to extract its code
 * fails  an archive that is no job definition: its name and the place. Nothing of it is written to disk but its code, below the present
 *        directory, when asked to
 * source spec/ensemble.md 8 (lib/data/jobdef.h)
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/num.h"
#include "prod/jobfcl.h"

static bool jobname, njobs, input_datasets, output_datasets, codesize, setup, extract_code;
static const char *output_files;

static const struct tool tool = {
	.name = "query-jobdef",
	.does = "Answer one question about a job definition.",
	.more = "What mu2ejobquery answers, in a fixed order.",
	.operands = "TAR",
	.options = (const struct option_spec[]) {
		{ 0, "jobname", NULL, OPT_FLAG, &jobname, "its name" },
		{ 0, "njobs", NULL, OPT_FLAG, &njobs, "number of its jobs; 0: unlimited" },
		{ 0, "input-datasets", NULL, OPT_FLAG, &input_datasets, "data sets that it reads" },
		{ 0, "output-datasets", NULL, OPT_FLAG, &output_datasets, "data sets that it makes" },
		{ 0, "output-files", "DATASET[:N]", OPT_TEXT, &output_files, "files of a data set that it makes; of the first N jobs, if unlimited" },
		{ 0, "codesize", NULL, OPT_FLAG, &codesize, "bytes of the compressed code in it; 0: none" },
		{ 0, "setup", NULL, OPT_FLAG, &setup, "script that sets its program up" },
		{ 0, "extract-code", NULL, OPT_FLAG, &extract_code, "extract its code, if it has any, into the present directory" },
		{ 0 } },
	.example = JOBFCL_EXAMPLE "query-jobdef --output-files dts.mu2e.ensembleMDS3c.MDC2025af.art " JOBFCL_EXAMPLE_TAR,
};

static void put_keys(struct keys k)
{
	for (size_t i = 0; i < k.n; i++)
		out_printf(tool_out(), "%s\n", k.name[i]);
	keys_free(&k);
}

/* How many jobs "DATASET:N" is about, and where the data set ends in it. */
static uint64_t jobs_of(const struct jobdef *d, const char *spec, size_t *dataset)
{
	uint64_t n = jobdef_njobs(d);

	*dataset = strcspn(spec, ":");
	const char *number = spec + *dataset;
	if (n == JOBDEF_UNLIMITED && *number == '\0')
		die("--output-files: %s has no number of jobs: say %s:N", d->name, spec);
	if (n != JOBDEF_UNLIMITED && *number != '\0')
		die("--output-files: %s has %" PRIu64 " jobs; '%s' is for those without a number", d->name, n, number);
	if (*number != '\0' && (!num_read_count(number + 1, strlen(number + 1), &n) || n == 0))
		die("--output-files: no number of jobs: '%s'", number + 1);
	return n;
}

static void put_output_files(const struct jobdef *d, const char *spec)
{
	struct keys sets = jobdef_output_datasets(d);
	size_t length, at;
	const uint64_t jobs = jobs_of(d, spec, &length);

	if (!keys_find(&sets, (struct slice) { spec, length }, &at))
		die("--output-files: %s does not make '%.*s'", d->name, (int)length, spec);
	for (uint64_t job = 0; job < jobs; job++)
		for (size_t i = 0; i < d->outputs; i++) {
			char *file = jobdef_output(d, i, job), *set = jobdef_dataset(file);
			if (strcmp(set, sets.name[at]) == 0)
				out_printf(tool_out(), "%s\n", file);
			free(file);
			free(set);
		}
	keys_free(&sets);
}

static void answer(const struct jobdef *d, const char *path)
{
	if (jobname)
		out_printf(tool_out(), "%s\n", d->jobname);
	if (njobs)
		out_printf(tool_out(), "%" PRIu64 "\n", jobdef_njobs(d));
	if (input_datasets)
		put_keys(jobdef_input_datasets(d));
	if (output_datasets)
		put_keys(jobdef_output_datasets(d));
	if (output_files != NULL)
		put_output_files(d, output_files);
	if (codesize)
		out_printf(tool_out(), "%" PRIu64 "\n", d->code_size);
	if (setup)
		out_printf(tool_out(), "%s\n", d->setup);
	if (extract_code && d->code)
		jobdef_extract_code(path);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	const int questions = jobname + njobs + input_datasets + output_datasets + (output_files != NULL) + codesize + setup + extract_code;
	const char *path = tool_only_operand("job definition");

	if (questions != 1)
		die(questions == 0 ? "what is the question? (see --help)" : "one question at a time");
	if (extract_code && strcmp(path, "-") == 0)
		die("--extract-code reads the archive twice, and cannot from stdin");
	struct jobdef *d = jobdef_read(in_open(path));
	answer(d, path);
	jobdef_free(d);
	return tool_end(&tool);
}
