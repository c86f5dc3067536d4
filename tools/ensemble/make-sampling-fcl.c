/* make-sampling-fcl - the FCL of one SamplingInput job, or the template of a campaign
 *
 * in     rows of plan-jobs (see sample-events); skip_to_event, "run:subrun:event", where a job begins inside a file
 * out    FCL: comments, source, physics, outputs
 * source spec/ensemble.md 6.1 to 6.3. Unlike upstream: comments have full precision; maxEvents is written, as art's default is 1
 * cost   the job in memory
 * fails  what art would refuse when the job has started: no data set, several files in one, weights that add up to nothing, a
 *        skip_to_event with a 0 in it; and a job that begins inside a file without a skip_to_event, which would use events again
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/share.h"
#include "core/sum.h"
#include "data/mu2ename.h"
#include "phys/sampling.h"
#include "prod/plan.h"

enum { ART_EVENTS_MAX = 2147483647 };
static const uint64_t art_id_max = 4294967294;

static uint64_t job = PLAN_NONE;
static bool template;
static const char *tag, *owner = "mu2e", *release, *comment_file;
static struct option_list comments;

static const struct tool tool = {
	.name = "make-sampling-fcl",
	.does = "Write the FCL of one SamplingInput job, or the template of a campaign.",
	.more =
		"The job's output is dts.OWNER.ensembleTAG.RELEASE.RUN_SUBRUN.art. Comments say livetime_s (of the job's cosmics, in\n"
		"the template of all), what --comments and --comment add, run, nevts (if the plan limits the job), tag, weights_total and\n"
		"the version.\n\n"
		"--template is for make-jobdef: the first job of the plan with the first file of each data set; jobs replace files, run, subRun,\n"
		"samplingSeed and the output's name. This is what make_template_fcl.py does.",
	.in = plan_columns,
	.options = (const struct option_spec[]) {
		{ 'j', "job", "N", OPT_COUNT, &job, "the job of the plan [its only one]" },
		{ 0, "template", NULL, OPT_FLAG, &template, "write the template for all jobs of the plan" },
		{ 'r', "release", "NAME", OPT_TEXT, &release, "configuration in the output's name, MDC2025af say [required]" },
		{ 't', "tag", "NAME", OPT_TEXT, &tag, "name of the mock data set [the plan's]" },
		{ 0, "owner", "NAME", OPT_TEXT, &owner, "of the output file [mu2e]" },
		{ 'c', "comment", "KEY=VALUE", OPT_LIST, &comments, "add a comment, dem_emin=95 say; may be repeated" },
		{ 0, "comments", "FILE", OPT_FILE, &comment_file, "add a comment for each row of a table key, value (of read-config)" },
		{ 0 } },
	.example = "printf 'process\\tfile_name\\tevents\\tweight\\trun\\tsubrun\\tseed\\nDIO\\ta.art\\t10\\t0.2\\t1430\\t0\\t7\\nCRYCosmic\\tb.art\\t90\\t0.8\\t1430\\t0\\t7\\n' |\n"
	           "make-sampling-fcl --tag MDS3c --release MDC2025af",
};

/* ---- what art would refuse ---- */

static bool is_art_id(struct slice text)
{
	uint64_t n;

	text = slice_trim(text);
	for (size_t i = 0; i < text.n; i++)
		if (!isdigit((unsigned char)text.p[i]))
			return false;
	return num_read_count(text.p, text.n, &n) && n >= 1 && n <= art_id_max;
}

static void check_skip(const struct plan_process *p)
{
	struct slice rest = slice_of(p->skip_to_event ? p->skip_to_event : ""), part;
	int parts = 0;

	if (p->skip_to_event == NULL && p->range[0].first > 1)
		die("'%s' begins at event %llu of '%s': art needs its id there, a column 'skip_to_event' (run:subrun:event)", p->name,
			(unsigned long long)p->range[0].first, p->range[0].file_name);
	if (p->skip_to_event == NULL)
		return;
	while (slice_cut(&rest, ':', &part)) {
		if (!is_art_id(part))
			die("'%s': skip_to_event '%s': art takes numbers from 1 to %llu only, no subrun 0 either", p->name, p->skip_to_event,
				(unsigned long long)art_id_max);
		parts++;
	}
	if (parts != 3)
		die("'%s': skip_to_event '%s': not run:subrun:event", p->name, p->skip_to_event);
}

static void check_name(const struct plan_process *p)
{
	bool word = !isdigit((unsigned char)p->name[0]);

	for (const char *c = p->name; *c; c++)
		word = word && (isalnum((unsigned char)*c) || *c == '_');
	if (!word)
		die("'%s' is no name in FCL", p->name);
	if (strpbrk(p->range[0].file_name, "\"\\") != NULL)
		die("'%s': a file name with a quote or a backslash cannot stand in FCL", p->range[0].file_name);
}

/* The sum of the weights, of a job that art will take. */
static double check(const struct plan_job *j)
{
	double *weight = xcalloc(j->n, sizeof *weight), *probability = xcalloc(j->n, sizeof *probability);
	struct sum total = { 0 };

	if (j->run == PLAN_NONE || j->subrun == PLAN_NONE || j->seed == PLAN_NONE)
		die("the plan needs the columns run, subrun and seed");
	for (size_t i = 0; i < j->n; i++) {
		const struct plan_process *p = &j->process[i];
		check_name(p);
		if (!template && p->n != 1)
			die("'%s' has %zu ranges of files in job %llu: art reads one file", p->name, p->n, (unsigned long long)j->number);
		if (!template)
			check_skip(p);
		weight[i] = p->weight;
		sum_add(&total, weight[i]);
	}
	if (!sampling_probabilities(j->n, weight, probability))
		die("the weights of job %llu add up to nothing", (unsigned long long)j->number);
	free(weight);
	free(probability);
	return sum_value(&total);
}

/* ---- comments ---- */

static void comment(struct out *o, struct slice key, struct slice value)
{
	for (size_t i = 0; i < key.n + value.n; i++)
		if (iscntrl((unsigned char)(i < key.n ? key.p[i] : value.p[i - key.n])))
			die("comment '%.*s': holds a control character", (int)(key.n < 40 ? key.n : 40), key.p);
	out_text(o, "#");
	out_put(o, key.p, key.n);
	out_text(o, ": ");
	out_put(o, value.p, value.n);
	out_text(o, "\n");
}

static void comment_number(struct out *o, const char *key, double value)
{
	char text[NUM_MAX];
	comment(o, slice_of(key), (struct slice) { text, (size_t)(num_write(text, value) - text) });
}

static void comments_of_file(struct out *o)
{
	static const struct column columns[] = { { "key", TEXT, NULL, NULL, false }, { "value", TEXT, NULL, NULL, false }, { 0 } };
	struct table *t = tool_table(comment_file, columns);
	const int key = table_column(t, "key"), value = table_column(t, "value");

	while (table_next(t))
		comment(o, table_text(t, key), table_text(t, value));
	table_close(t);
}

/* Of the cosmics of these jobs. */
static double livetime(const struct plan_job jobs[], size_t n)
{
	struct sum s = { 0 };

	for (const struct plan_job *j = jobs; j < jobs + n; j++)
		for (size_t i = 0; i < j->n; i++)
			if (!isnan(j->process[i].s_per_event))
				sum_add(&s, j->process[i].s_per_event * (double)j->process[i].available);
	return sum_value(&s);
}

static void write_comments(struct out *o, const struct plan_job *j, double livetime_s, double weights_total)
{
	if (livetime_s > 0)
		comment_number(o, "livetime_s", livetime_s);
	if (comment_file != NULL)
		comments_of_file(o);
	for (size_t i = 0; i < comments.n; i++) {
		const char *text = comments.item[i], *equals = strchr(text, '=');
		if (equals == NULL)
			die("--comment: not KEY=VALUE: '%s'", text);
		comment(o, (struct slice) { text, (size_t)(equals - text) }, slice_of(equals + 1));
	}
	comment_number(o, "run", (double)j->run);
	if (j->max_events != PLAN_NONE)
		comment_number(o, "nevts", (double)j->max_events);
	comment(o, slice_of("tag"), slice_of(tag));
	comment_number(o, "weights_total", weights_total);
	out_printf(o, "#made_by: make-sampling-fcl (beampipe) %s\n", share_version());
}

/* ---- FCL ---- */

static void write_data_sets(struct out *o, const struct plan_job *j)
{
	for (size_t i = 0; i < j->n; i++) {
		const struct plan_process *p = &j->process[i];
		out_printf(o, "    %s : {\n      fileNames : [ \"%s\" ]\n      weight : %s\n", p->name, p->range[0].file_name, p->weight_text);
		if (!template && p->skip_to_event != NULL)
			out_printf(o, "      skipToEvent : \"%s\"\n", p->skip_to_event);
		out_text(o, "    }\n");
	}
}

static void write_fcl(struct out *o, const struct plan_job *j)
{
	const uint64_t limit = j->max_events == PLAN_NONE ? ART_EVENTS_MAX : j->max_events;
	char *sequencer = mu2ename_sequencer(j->run, j->subrun);

	out_printf(o,
		"process_name : SI\n\n"
		"source : {\n"
		"  module_type : SamplingInput\n"
		"  inputCommands : @local::Ensemble.InputCommands\n"
		"  dropDescendantsOfDroppedBranches : false\n"
		"  run : %llu\n  subRun : %llu\n  samplingSeed : %llu\n  maxEvents : %llu\n"
		"  dataSets : {\n", (unsigned long long)j->run, (unsigned long long)j->subrun, (unsigned long long)j->seed, (unsigned long long)limit);
	write_data_sets(o, j);
	out_printf(o,
		"  }\n}\n\n"
		"physics : {\n  EndPath : [ OutputMC ]\n  end_paths : [ EndPath ]\n}\n\n"
		"outputs : {\n  OutputMC : {\n    module_type : RootOutput\n    outputCommands : @local::Ensemble.OutputCommandsMC\n"
		"    fileName : \"dts.%s.ensemble%s.%s.%s.art\"\n  }\n}\n\n"
		"services.TimeTracker.printSummary : true\nphysics.trigger_paths : [ ]\n", owner, tag, release, sequencer);
	free(sequencer);
}

static void check_word(const char *option, const char *text)
{
	if (text == NULL)
		die("--%s is missing (see --help)", option);
	if (!mu2ename_is_field(slice_of(text)))
		die("--%s: not a word of letters, digits, - and _: '%s'", option, text);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	struct plan *p = plan_read(tool_input(&tool), job);

	if (p->n == 0 || !p->files)
		die("the plan names no file");
	if (p->n > 1 && !template)
		die("the plan has %zu jobs: --job says which, --template is for all", p->n);
	plan_refuse_drawn(p);
	tag = tag ? tag : p->job->ensemble;
	check_word("tag", tag);
	check_word("owner", owner);
	check_word("release", release);
	const double weights_total = check(p->job);

	out_text(tool_out(), "#include \"Production/JobConfig/ensemble/fcl/prolog.fcl\"\n");
	write_comments(tool_out(), p->job, livetime(p->job, p->n), weights_total);
	write_fcl(tool_out(), p->job);
	plan_close(p);
	return tool_end(&tool);
}
