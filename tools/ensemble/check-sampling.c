/* check-sampling - did the jobs of a campaign sample what they should have, and independently?
 *
 * in     rows of sampling-log
 * out    one row per data set and per test on the whole; or, with --per-job, one per job
 * tests  dataset    a data set's choices in all jobs against its expected fraction (exact binomial, both sides)
 *        weights    all data sets together (Pearson's chi2)
 *        jobs       do the jobs scatter about their common fractions as multinomial counts do, or more?
 *        sequences  are jobs too alike to be independent? Jobs that share a seed make the same choices and differ in length only
 *        logs       are all logs whole?
 *        livetime   with a livetime per event: what the used events of the clock stand for; not judged
 * source spec/ensemble.md 6.3, 7.5, 8, 9.3, 9.9; the statistics and why they hold for jobs that end when a data set is exhausted:
 *        lib/phys/multinomial.h; what a job's choices are: lib/prod/sampled.h
 * cost   the counts of all jobs; comparing them in pairs: 10^4 jobs take about a second
 * fails  status 1: a p_value below --min-p, a log that is cut or inconsistent, no whole log
 */
#include <math.h>
#include <string.h>

#include "core/die.h"
#include "core/opt.h"
#include "phys/multinomial.h"
#include "prod/catalog.h"
#include "prod/comparison.h"
#include "prod/draws.h"
#include "prod/sampled.h"

static double min_p = 1e-3, livetime_per_event = NAN;
static const char *catalogue, *clock_name, *draws_file;
static bool per_job;

static const struct column in_columns[] = {
	{ "log_name", TEXT, NULL, "the job", false },
	{ "dataset", TEXT, NULL, "name of the data set", false },
	{ "counts", COUNT, NULL, "its events in the job", false },
	{ "fraction_expected", NUMBER, NULL, "weight over the sum of weights", false },
	{ "status", TEXT, NULL, "ok, exhausted, truncated or inconsistent", false },
	{ 0 } };

static const struct column out_columns[] = {
	{ "test", TEXT, NULL, "dataset, weights, jobs, sequences, logs or livetime", false },
	{ "dataset", TEXT, NULL, "data set", false },
	{ "jobs", COUNT, NULL, "whole jobs that take part (logs: all)", false },
	{ "counts", COUNT, NULL, "events used (sequences: pairs of jobs that are alike; logs: those that are not whole)", false },
	{ "choices", COUNT, NULL, "counts, and the choices that found the data set empty", false },
	{ "expected", NUMBER, NULL, "choices that were expected", false },
	{ "pull", NUMBER, NULL, "choices minus expected, in standard deviations", false },
	{ "chi2", NUMBER, NULL, "dataset: its contribution; sequences: that of the two jobs most alike", false },
	{ "ndf", COUNT, NULL, "degrees of freedom; classes that expect less than 5 are pooled", false },
	{ "p_value", NUMBER, NULL, "chance of such a result in sound jobs", false },
	{ "exhausted", COUNT, NULL, "jobs that ended when this data set was exhausted", false },
	{ "livetime_s", NUMBER, "s", "that the counts stand for, by the expected fractions and the clock's livetime", false },
	{ "livetime_err_s", NUMBER, "s", "its standard error; livetime: rms spread of the other data sets about the clock", false },
	{ "verdict", TEXT, NULL, "ok or no; missing where there is nothing to judge", false },
	{ 0 } };

enum { JOB_COLUMNS = 11 };
static const char *const job_columns[JOB_COLUMNS] = {
	"log_name", "status", "counts", "choices", "exhausted", "chi2", "ndf", "p_value", "most_alike", "p_alike", "livetime_s" };

static const struct tool tool = {
	.name = "check-sampling",
	.does = "Check that the jobs of a campaign sampled what they should have, and independently.",
	.more =
		"Each row of the table is a test of its own: of ten sound tests at 1e-3, one in a hundred tables says no.\n"
		"Too alike is said of jobs whose counts differ less than independent ones would, given all pairs that could have. Counts alone\n"
		"cannot show it for jobs of very different length or with very few events; --draws can, exactly.\n"
		"The clock is the data set whose events stand for time: cosmics. A job that another one ended has less livetime than\n"
		"its cosmic file; it is warned of. With --per-job the columns are log_name, status, counts, choices, exhausted (the data set),\n"
		"chi2, ndf, p_value (of the job's own counts), most_alike, p_alike (a job with similar counts, if too alike) and livetime_s.",
	.in = in_columns,
	.out = out_columns,
	.options = (const struct option_spec[]) {
		{ 0, "min-p", "P", OPT_NUMBER, &min_p, "a smaller p_value says no [0.001]" },
		{ 0, "clock", "NAME", OPT_TEXT, &clock_name, "the data set that measures time [the only one with Cosmic in its name]" },
		{ 0, "livetime-per-event", "X", OPT_NUMBER, &livetime_per_event, "seconds that one event of the clock stands for [unknown]" },
		{ 0, "catalogue", "FILE", OPT_FILE, &catalogue, "take that from the process, events and livetime_s of a catalogue" },
		{ 0, "draws", "FILE", OPT_FILE, &draws_file, "compare first choices (job, draw, dataset) instead of counts" },
		{ 0, "per-job", NULL, OPT_FLAG, &per_job, "a row for each job; the status is the same [a row for each test]" },
		{ 0 } },
	.example =
		"printf 'log_name\\tdataset\\tcounts\\tfraction_expected\\tstatus\\n' > parsed.tsv\n"
		"printf '%s\\tCRYCosmic\\t600\\t0.75\\texhausted\\n%s\\tDIO\\t%s\\t0.25\\tok\\n' a a 187 b b 215 >> parsed.tsv\n"
		"check-sampling --livetime-per-event 0.5 parsed.tsv",
	.status = "a test says no",
};

/* ---- the table of results ---- */

/* nan: does not apply. */
struct result {
	const char *test, *dataset;
	double jobs, counts, choices, expected, pull, chi2, ndf, p_value, exhausted, livetime_s, livetime_err_s;
	bool judged, no;   /* without a p_value: is it judged all the same? */
};

static struct result result_of(const char *test)
{
	return (struct result) { test, "", NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, false, false };
}

/* Writes the row, unless rows are per job, and lets it count. */
static void report(struct sheet *s, struct result r)
{
	const double numbers[] = { r.jobs, r.counts, r.choices, r.expected, r.pull, r.chi2, r.ndf, r.p_value, r.exhausted,
	                           r.livetime_s, r.livetime_err_s };

	r.no = r.no || r.p_value < min_p;
	if (r.no)
		tool_no();
	if (per_job)
		return;
	sheet_text(s, r.test);
	sheet_text(s, r.dataset);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sheet_known(s, numbers[i]);
	sheet_text(s, r.no ? "no" : r.judged || r.p_value >= min_p ? "ok" : "");
	sheet_end(s);
}

/* ---- time ---- */

/* The number of the clock; s->datasets when there is none. */
static size_t find_clock(const struct sampled *s)
{
	size_t found = s->datasets;

	for (size_t d = 0; d < s->datasets; d++)
		if (clock_name ? strcmp(s->dataset[d], clock_name) == 0 : strstr(s->dataset[d], "Cosmic") != NULL) {
			if (found < s->datasets)
				return s->datasets;
			found = d;
		}
	if (clock_name != NULL && found == s->datasets)
		die("--clock: there is no data set '%s'", clock_name);
	return found;
}

static void find_livetime(const struct sampled *s, size_t clock)
{
	if (catalogue == NULL && isnan(livetime_per_event))
		return;
	if (catalogue != NULL && !isnan(livetime_per_event))
		die("--catalogue and --livetime-per-event exclude each other");
	if (clock == s->datasets)
		die("--clock is needed: no data set, or more than one, has Cosmic in its name");
	if (catalogue != NULL) {
		struct catalog *c = catalog_open(catalogue);
		const struct catalog_process *p = catalog_find(c, slice_of(s->dataset[clock]));
		if (p == NULL || !p->timed || p->events == 0)
			die("%s: no events with a livetime_s for '%s'", catalogue, s->dataset[clock]);
		livetime_per_event = p->generated / (double)p->events;
		catalog_close(c);
	}
	if (!(livetime_per_event > 0) || isinf(livetime_per_event))
		die("%g is no livetime per event", livetime_per_event);
}

/* ---- data sets ---- */

/* The clock's livetime is that of its events; any other data set's counts tell it with the error of both. */
static void tell_livetime(struct result *r, const struct sampled_totals *t, size_t d, size_t clock)
{
	if (isnan(livetime_per_event) || !(t->expected[d] > 0))
		return;
	r->livetime_s = livetime_per_event * t->counts[d] * t->expected[clock] / t->expected[d];
	if (d != clock && t->counts[d] > 0 && t->counts[clock] > 0)
		r->livetime_err_s = r->livetime_s * sqrt(1 / t->counts[d] + 1 / t->counts[clock]);
}

static void check_datasets(struct sheet *sheet, const struct sampled *s, size_t clock)
{
	const struct sampled_totals *t = &s->total;
	double spread = 0, weight = 0;

	for (size_t d = 0; d < s->datasets; d++) {
		struct result r = result_of("dataset");
		r.dataset = s->dataset[d];
		r.jobs = t->jobs[d];
		r.counts = t->counts[d];
		r.choices = t->choices[d];
		r.expected = t->expected[d];
		r.exhausted = t->exhausted[d];
		if (t->variance[d] > 0) {
			r.pull = (r.choices - r.expected) / sqrt(t->variance[d]);
			r.chi2 = (r.choices - r.expected) * (r.choices - r.expected) / r.expected;
		}
		r.p_value = multinomial_p_value(r.choices, t->trials[d], fmin(1, r.expected / t->trials[d]));
		tell_livetime(&r, t, d, clock);
		report(sheet, r);
		if (d != clock && !isnan(r.livetime_s)) {
			const double off = r.livetime_s - livetime_per_event * t->counts[clock];
			spread += r.expected * off * off;
			weight += r.expected;
		}
	}
	if (isnan(livetime_per_event))
		return;
	struct result r = result_of("livetime");
	r.dataset = s->dataset[clock];
	r.jobs = t->jobs[clock];
	r.counts = t->counts[clock];
	r.livetime_s = livetime_per_event * t->counts[clock];
	r.livetime_err_s = weight > 0 ? sqrt(spread / weight) : NAN;
	report(sheet, r);
}

static void check_weights(struct sheet *sheet, const struct sampled *s)
{
	const struct multinomial_chi2 fit = multinomial_pearson(s->datasets, s->total.choices, s->total.expected);
	struct result r = result_of("weights");

	r.jobs = (double)s->whole;
	r.counts = r.choices = r.expected = 0;
	for (size_t d = 0; d < s->datasets; d++) {
		r.counts += s->total.counts[d];
		r.choices += s->total.choices[d];
		r.expected += s->total.expected[d];
	}
	r.chi2 = fit.chi2;
	r.ndf = fit.ndf;
	r.p_value = fit.p_above;
	report(sheet, r);
}

/* ---- jobs ---- */

static void check_jobs(struct sheet *sheet, const struct comparison *c)
{
	struct result r = result_of("jobs");

	r.jobs = (double)c->jobs;
	r.chi2 = c->scatter.chi2;
	r.ndf = c->scatter.ndf;
	r.p_value = c->scatter.p_above;
	report(sheet, r);
}

static void warn_alike(const char *a, const char *b, double pairs)
{
	warn("jobs '%s' and '%s' are too alike to be independent%s: do they share a seed?", a, b, pairs > 1 ? ", and others are" : "");
}

/* Two looks at the same counts: the pair most alike, and all jobs together. */
static void check_sequences(struct sheet *sheet, const struct comparison *c)
{
	struct result r = result_of("sequences");

	r.jobs = (double)c->jobs;
	r.counts = c->pairs_alike;
	r.chi2 = c->pair.chi2;
	r.ndf = c->pair.ndf;
	r.p_value = fmin(1, 2 * (c->pair.p_below < c->scatter.p_below ? c->pair.p_below : c->scatter.p_below));
	if (isnan(c->scatter.p_below))
		r.p_value = NAN;
	if (r.counts > 0)
		warn_alike(c->job[c->pair_a].name, c->job[c->pair_b].name, r.counts);
	else if (r.p_value < min_p)
		warn("the jobs together are too alike to be independent: do they share a seed?");
	report(sheet, r);
}

static void check_draws(struct sheet *sheet)
{
	const struct column columns[] = { { "job", TEXT, NULL, "", false }, { "draw", COUNT, NULL, "", false }, { 0 } };
	struct table *t = tool_table(draws_file, columns);
	struct draws *draws = draws_read(t);
	const struct draws_likeness alike = draws_compare(draws, min_p);
	struct result r = result_of("sequences");

	r.jobs = (double)draws->jobs;
	r.counts = (double)alike.neighbours;
	r.p_value = draws->jobs < 2 ? NAN : alike.p_value;
	if (r.p_value < min_p)
		warn_alike(alike.a, alike.b, r.counts);
	report(sheet, r);
	draws_free(draws);
	table_close(t);
}

/* ---- logs ---- */

static void check_logs(struct sheet *sheet, const struct sampled *s, size_t clock)
{
	struct result r = result_of("logs");
	size_t early = 0, first = 0;

	r.jobs = (double)s->jobs;
	r.counts = (double)(s->jobs - s->whole);
	r.judged = true;
	r.no = s->whole < s->jobs || s->jobs == 0;
	for (size_t j = s->whole; j < s->jobs; j++)
		warn("log '%s' is %s: it is left out", s->job[j].name, s->job[j].damage);
	for (size_t j = s->whole; j-- > 0; )
		if (clock < s->datasets && s->job[j].ended_by != clock && s->job[j].ended_by != s->datasets) {
			early++;
			first = j;
		}
	if (early > 0)
		warn("jobs that ended before their %s did: %zu, the first '%s' (by %s)", s->dataset[clock], early, s->job[first].name,
			s->dataset[s->job[first].ended_by]);
	report(sheet, r);
}

/* The job in the comparison, NULL when it does not take part. */
static const struct comparison_job *compared(const struct comparison *c, const char *name)
{
	for (size_t i = 0; i < c->jobs; i++)
		if (c->job[i].name == name)
			return &c->job[i];
	return NULL;
}

static void write_job(struct sheet *sheet, const struct sampled *s, const struct comparison *c, size_t j, size_t clock)
{
	const struct sampled_job *job = &s->job[j];
	const size_t offset = j * s->datasets;

	sheet_text(sheet, job->name);
	sheet_text(sheet, job->damage ? job->damage : "ok");
	if (job->damage != NULL) {
		for (size_t n = 2; n < JOB_COLUMNS; n++)
			sheet_missing(sheet);
		sheet_end(sheet);
		return;
	}
	const struct multinomial_chi2 fit = multinomial_pearson(s->datasets, s->choices + offset, s->expected + offset);
	const struct comparison_job *place = compared(c, job->name);
	const bool alike = place != NULL && place->p_alike < min_p;
	sheet_number(sheet, job->counts);
	sheet_number(sheet, job->choices);
	sheet_text(sheet, job->ended_by < s->datasets ? s->dataset[job->ended_by] : "");
	sheet_known(sheet, fit.chi2);
	sheet_known(sheet, fit.ndf);
	sheet_known(sheet, fit.p_above);
	sheet_text(sheet, alike ? c->job[place->alike].name : "");
	sheet_known(sheet, alike ? place->p_alike : NAN);
	sheet_known(sheet, clock < s->datasets ? livetime_per_event * s->counts[offset + clock] : NAN);
	sheet_end(sheet);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (!(min_p > 0 && min_p < 1))
		die("--min-p: %g is not between 0 and 1", min_p);
	struct table *t = tool_input(&tool);
	const struct sampled *s = sampled_read(t);
	const size_t clock = find_clock(s);
	find_livetime(s, clock);
	struct sheet *sheet = per_job ? tool_sheet_of(job_columns, JOB_COLUMNS) : tool_sheet(&tool);
	struct comparison *c = comparison_of(s, min_p);
	check_datasets(sheet, s, clock);
	check_weights(sheet, s);
	check_jobs(sheet, c);
	if (draws_file != NULL)
		check_draws(sheet);
	else
		check_sequences(sheet, c);
	check_logs(sheet, s, clock);
	for (size_t j = 0; j < s->jobs && per_job; j++)
		write_job(sheet, s, c, j, clock);
	return tool_end(&tool);
}
