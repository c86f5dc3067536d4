/* make-jobdef - the definition of a set of grid jobs, as one archive
 *
 * in     a template (FHiCL) and lists of files, one name a line; or rows of a plan (job, process, file_name) instead of lists
 * out    the archive cnf.OWNER.DESCRIPTION.DSCONF.0.tar in the present directory, whole or as it was; a row about it: tarball, njobs,
 *        size, sha256. The same input gives the same bytes
 * cost   reads everything once; lists in memory
 * fails  options that do not go with the template's source; data sets, or mixing inputs, that are not the template's; lists for
 *        different numbers of jobs; names that are none: file, line; a plan that files per job cannot express
 * source spec/ensemble.md 8 (lib/data/jobdef.h, lib/prod/template.h)
 */
#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/die.h"
#include "core/digest.h"
#include "core/mem.h"
#include "core/opt.h"
#include "data/jobdef.h"
#include "data/mu2ename.h"
#include "prod/jobfcl.h"
#include "prod/joblist.h"
#include "prod/template.h"

static const uint64_t none = UINT64_MAX;
static const char *setup, *code, *description, *suffix, *dsconf, *owner, *inputs, *plan, *embed, *include, *directory = ".", *seed_key;
static struct option_list auxinput, samplinginput;
static bool override_description;
static uint64_t run = UINT64_MAX, merge = UINT64_MAX, events = UINT64_MAX;

static const struct tool tool = {
	.name = "make-jobdef",
	.does = "Make the definition of a set of grid jobs from a template and lists of files.",
	.more = "SamplingInput needs --run-number, --description and --samplinginput (or --plan); EmptyEvent --run-number, --events-per-job and\n"
	        "--description; RootInput, FromCorsikaBinary and FromSTMTestBeamData --inputs and --merge-factor.\n\n"
	        "A list has one name a line, without directories; # begins a comment. Every list must be for the same number of jobs.\n"
	        "N is the number of files of a job, or 'all'. Options may be abbreviated, as those of mu2ejobdef.\n\n"
	        "Jobs of SamplingInput need different samplingSeeds. print-job-fcl and submit-jobs --local make them; the grid's mu2ejobfcl does not,\n"
	        "but --seed-key source.samplingSeed lets it set 1 + index.\n\n"
	        "The README's Stage2_makeensemble.sh never existed; this is what Stage2_submitensemble.sh and, today,\n"
	        "Stage2_build_sampler.sh do with mu2ejobdef.",
	.operands = "",
	.out = (const struct column[]) {
		{ "tarball", TEXT, NULL, "name of the archive", false },
		{ "njobs", COUNT, NULL, "jobs; 0: as many as one likes", false },
		{ "size", COUNT, "bytes", "of the archive", false },
		{ "sha256", TEXT, NULL, "of the archive", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 0, "setup", "PATH", OPT_TEXT, &setup, "script that sets the program up where the jobs run; this or --code" },
		{ 0, "code", "TAR", OPT_FILE, &code, "the program itself, a bzip2 tar with " JOBDEF_CODE_SETUP },
		{ 'd', "description", "TEXT", OPT_TEXT, &description, "description field of the archive's name" },
		{ 0, "auto-description", "SUFFIX", OPT_TEXT, &suffix, "that of --inputs, and this behind it" },
		{ 'c', "dsconf", "TEXT", OPT_TEXT, &dsconf, "configuration field of the archive and the outputs" },
		{ 0, "owner", "NAME", OPT_TEXT, &owner, "owner field of the archive and the outputs [user, mu2e for mu2epro]" },
		{ 0, "override-output-description", NULL, OPT_FLAG, &override_description, "outputs get the archive's description" },
		{ 'r', "run-number", "N", OPT_COUNT, &run, "run of all jobs" },
		{ 's', "samplinginput", "N:DATASET:LIST", OPT_LIST, &samplinginput, "files of a data set of the template; may be repeated" },
		{ 'p', "plan", "FILE", OPT_FILE, &plan, "these lists from the rows of plan-jobs" },
		{ 0, "auxinput", "N:KEY:LIST", OPT_LIST, &auxinput, "files for a key of the template, drawn for each job; may be repeated" },
		{ 0, "inputs", "LIST", OPT_FILE, &inputs, "files for the source" },
		{ 0, "merge-factor", "N", OPT_COUNT, &merge, "files of --inputs for a job" },
		{ 0, "events-per-job", "N", OPT_COUNT, &events, "events for a job to generate" },
		{ 'e', "embed", "FILE", OPT_FILE, &embed, "the template, copied; this or --include" },
		{ 0, "include", "NAME", OPT_TEXT, &include, "the template, by name: found in $FHICL_FILE_PATH, here and where jobs run" },
		{ 0, "seed-key", "KEY", OPT_TEXT, &seed_key, "jobs set it to 1 + index; none: they do not [services.SeedService.baseSeed if it is there]" },
		{ 'C', "directory", "DIR", OPT_TEXT, &directory, "where the archive is put [.]" },
		{ 0 } },
	.example = JOBFCL_EXAMPLE "query-jobdef --output-datasets " JOBFCL_EXAMPLE_TAR,
};

/* ---- options and the template's source ---- */

struct use {
	const char *option;
	bool given;
	char in[3];   /* for SamplingInput, EmptyEvent, sources of files: r required, a allowed, - forbidden */
};

static void check_options(const char *source, int kind)
{
	const struct use uses[] = {
		{ "run-number", run != none, "rr-" }, { "description", description != NULL, "rra" },
		{ "auto-description", suffix != NULL, "--a" }, { "samplinginput or --plan", samplinginput.n > 0 || plan != NULL, "r--" },
		{ "inputs", inputs != NULL, "--r" }, { "merge-factor", merge != none, "--r" }, { "events-per-job", events != none, "-r-" },
	};

	for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
		if (uses[i].in[kind] == 'r' && !uses[i].given)
			die("--%s is needed: the source of the template is %s", uses[i].option, source);
		if (uses[i].in[kind] == '-' && uses[i].given)
			die("--%s does not go with a template whose source is %s", uses[i].option, source);
	}
	if ((description != NULL) == (suffix != NULL))
		die("one of --description and --auto-description is needed");
	if (samplinginput.n > 0 && plan != NULL)
		die("--samplinginput and --plan exclude each other");
	if (merge == 0 || events == 0)
		die("--%s must be at least 1", merge == 0 ? "merge-factor" : "events-per-job");
}

static void add_run(struct jobdef *d, const char *key, const char *subrun_key)
{
	char *text = xprintf("%" PRIu64, run);

	if (run == 0 || run > UINT32_MAX - 1)
		die("--run-number: %" PRIu64 " is no run", run);
	jobdef_add_event(d, key, text);
	d->subrun_key = xstrdup(subrun_key);
	free(text);
}

static const char most_events[] = "2147483647";   /* no limit: sources take no -1 */

static void add_source(struct jobdef *d, const struct template *t)
{
	static const char *const sources[] = { "SamplingInput", "EmptyEvent", "RootInput", "FromCorsikaBinary", "FromSTMTestBeamData", NULL };
	int kind = 0;

	while (sources[kind] != NULL && strcmp(t->source, sources[kind]) != 0)
		kind++;
	if (sources[kind] == NULL)
		die("no jobs can be made of a template whose source is %s", t->source);
	check_options(t->source, kind < 2 ? kind : 2);
	if (kind == 0) {
		add_run(d, "source.run", "source.subRun");
		jobdef_add_event(d, "source.maxEvents", most_events);
		if (plan != NULL)
			joblist_plan(d, plan, run, &t->datasets);
		else
			joblist_specs(d, JOBDEF_SAMPLING, "samplinginput", &samplinginput, &t->datasets);
	} else if (kind == 1) {
		char *text = xprintf("%" PRIu64, events);
		add_run(d, "source.firstRun", "source.firstSubRun");
		jobdef_add_event(d, "source.maxEvents", text);
		free(text);
	} else {
		joblist_file(jobdef_add_input(d, JOBDEF_PRIMARY, "source.fileNames", merge), inputs);
		if (strcmp(t->source, "FromCorsikaBinary") != 0)
			jobdef_add_event(d, "source.maxEvents", most_events);
	}
	joblist_specs(d, JOBDEF_AUXILIARY, "auxinput", &auxinput, &t->mixing);
}

/* ---- names ---- */

static const char *user(void)
{
	const struct passwd *p = getpwuid(geteuid());

	if (p == NULL)
		die("--owner is needed: this user has no name");
	return strcmp(p->pw_name, "mu2epro") == 0 ? "mu2e" : p->pw_name;
}

/* The description that all primary inputs share. */
static char *auto_description(const struct jobdef *d)
{
	struct mu2ename first, name;
	const char *why;

	mu2ename_parse(slice_of(d->input[0].file[0]), &first, &why);
	for (size_t i = 1; i < d->input[0].n; i++)
		if (mu2ename_parse(slice_of(d->input[0].file[i]), &name, &why) &&
		    !slice_same(name.field[MU2E_DESCRIPTION], first.field[MU2E_DESCRIPTION]))
			die("--auto-description: '%s' and '%s' differ in description", d->input[0].file[0], d->input[0].file[i]);
	return xprintf("%.*s%s", (int)first.field[MU2E_DESCRIPTION].n, first.field[MU2E_DESCRIPTION].p, suffix);
}

static void name_jobs(struct jobdef *d)
{
	if (dsconf == NULL)
		die("--dsconf is missing (see --help)");
	if (owner == NULL)
		owner = user();
	if (description == NULL)
		description = auto_description(d);
	const struct mu2ename name = { { slice_of("cnf"), slice_of(owner), slice_of(description), slice_of(dsconf), slice_of("0"), slice_of("tar") } };
	for (int f = 0; f < MU2E_FIELDS; f++)
		if (!mu2ename_is_field(name.field[f]))
			die("no %s of a name: '%.*s'", mu2ename_fields[f], (int)name.field[f].n, name.field[f].p);
	d->jobname = mu2ename_file(&name);
}

static void add_outputs(struct jobdef *d, const struct template *t)
{
	struct mu2ename name;
	const char *why;

	if (override_description && t->outputs.n > 1)
		die("--override-output-description: %zu outputs would have one name", t->outputs.n);
	for (size_t i = 0; i < t->outputs.n; i++) {
		const char *key = t->outputs.name[i], *extension = strncmp(key, "services.", 9) == 0 ? "root" : "art";
		if (!mu2ename_parse(slice_of(t->file[i]), &name, &why))
			die("%s: '%s' names no Mu2e file, %s: '%s'", embed ? embed : include, key, why, t->file[i]);
		if (!slice_is(name.field[MU2E_EXTENSION], extension))
			die("%s: '%s' has not the extension %s: '%s'", embed ? embed : include, key, extension, t->file[i]);
		name.field[MU2E_OWNER] = slice_of(owner);
		name.field[MU2E_CONFIGURATION] = slice_of(dsconf);
		if (override_description)
			name.field[MU2E_DESCRIPTION] = slice_of(description);
		char *file = mu2ename_file(&name);
		jobdef_add_output(d, key, file);
		free(file);
	}
}

/* ---- the archive ---- */

static char *find_include(void)
{
	struct slice rest = slice_of(getenv("FHICL_FILE_PATH") ? getenv("FHICL_FILE_PATH") : ""), part;

	if (*include == '/' || strpbrk(include, "\"\\\n") != NULL)
		die("--include: '%s' is no name relative to FHICL_FILE_PATH", include);
	while (slice_cut(&rest, ':', &part)) {
		char *path = xprintf("%.*s/%s", (int)part.n, part.p, include);
		if (part.n > 0 && access(path, R_OK) == 0)
			return path;
		free(path);
	}
	die("--include: '%s' is nowhere in FHICL_FILE_PATH", include);
}

static void choose_seed(struct jobdef *d, const struct template *t)
{
	if (seed_key == NULL && t->seeds == FCL_UNSEEN)
		die("%s: whether it has a SeedService stands behind a reference: say --seed-key services.SeedService.baseSeed, or none",
		    embed ? embed : include);
	if (seed_key == NULL && t->seeds != FCL_ABSENT)
		d->seed_key = xstrdup("services.SeedService.baseSeed");
	else if (seed_key != NULL && strcmp(seed_key, "none") != 0)
		d->seed_key = xstrdup(seed_key);
}

static void choose_program(struct jobdef *d)
{
	if ((setup != NULL) == (code != NULL))
		die("one of --setup and --code is needed, and only one");
	if (setup != NULL && *setup != '/')
		die("--setup: not an absolute path: '%s'", setup);
	if (code != NULL)
		jobdef_check_code(code);
	d->code = code != NULL;
	d->setup = xstrdup(setup ? setup : JOBDEF_CODE_SETUP);
}

static void put_archive(const struct jobdef *d)
{
	char *path = xprintf("%s/%s", directory, d->jobname), hex[DIGEST_HEX];
	struct out *out = tool_create(path);
	struct stat s;

	jobdef_write(d, out, code);
	out_close(out);
	digest_file(path, hex);
	if (stat(path, &s) != 0)
		die("%s:", path);
	struct sheet *sheet = tool_sheet(&tool);
	sheet_text(sheet, d->jobname);
	sheet_count(sheet, jobdef_njobs(d));
	sheet_count(sheet, (uint64_t)s.st_size);
	sheet_text(sheet, hex);
	sheet_end(sheet);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if ((embed != NULL) == (include != NULL))
		die("one of --embed and --include is needed, and only one");
	struct jobdef *d = jobdef_new("options");
	struct in *in = in_open(embed ? embed : find_include());
	struct slice text;
	struct fcl *fcl = fcl_read(in, &text);
	struct template t = template_read(fcl);

	choose_program(d);
	add_source(d, &t);
	name_jobs(d);
	add_outputs(d, &t);
	choose_seed(d, &t);
	d->fcl = embed ? slice_dup(text) : xprintf("#include \"%s\"\n", include);
	d->fcl_size = strlen(d->fcl);
	put_archive(d);
	template_free(&t);
	fcl_free(fcl);
	in_close(in);
	jobdef_free(d);
	return tool_end(&tool);
}
