/* print-job-fcl - the configuration of one job of a set
 *
 * in     a job definition (make-jobdef) and the number of a job, from 0
 * out    FHiCL: the template, then run, subrun, seeds, input files and output names of this job
 * cost   reads the archive
 * fails  an archive that is no job definition, a job that the set has not, a place that is unknown
 * source spec/ensemble.md 8 (lib/prod/jobfcl.h)
 */
#include "core/die.h"
#include "prod/jobfcl.h"

static const char *archive;
static uint64_t job = UINT64_MAX;
static struct jobfcl options = { .seed = 1 };

static const struct tool tool = {
	.name = "print-job-fcl",
	.does = "Print the configuration of one job of a job definition.",
	.more = "What mu2ejobfcl prints, and a samplingSeed of its own for each job.",
	.operands = "",
	.options = (const struct option_spec[]) {
		{ 'j', "jobdef", "TAR", OPT_FILE, &archive, "the job definition" },
		{ 'i', "index", "N", OPT_COUNT, &job, "which job, from 0" },
		JOBFCL_OPTIONS(options),
		ACCESS_OPTIONS(options.access, "file where there is a location", "names alone"),
		{ 0 } },
	.example = JOBFCL_EXAMPLE "print-job-fcl --jobdef " JOBFCL_EXAMPLE_TAR " --index 1",
};

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (archive == NULL || job == UINT64_MAX)
		die("--%s is missing (see --help)", archive == NULL ? "jobdef" : "index");
	struct jobdef *d = jobdef_read(in_open(archive));
	struct keys datasets = jobdef_input_datasets(d);

	access_check(&options.access, &datasets);
	jobfcl_write(tool_out(), d, job, &options);
	keys_free(&datasets);
	jobdef_free(d);
	return tool_end(&tool);
}
