/* sample-events - take each job's events from its data sets by weight, and account for every one
 *
 * in     rows of plan-jobs (job, process, file_name, first_index, events, weight ...), or of one job: dataset, available, weight
 * out    one row per job and process: probability, counts, what was used first and last, what comes next, why the job stopped;
 *        with --draws the choices themselves; with --ledger the ranges that are used now, with --log a log as art prints it
 * source spec/ensemble.md 6.2 to 6.4, 9.2 to 9.5; lib/phys/sampling.h has the law and its derivation
 * cost   the plan in memory, about 330 bytes a row; a job costs as much as it has processes, however many events (--art: 10 ns an event)
 * fails  weights that are negative or add up to nothing; --used: ranges that are used already; --art: several files a process.
 *        A data set that runs out is no failure: stop_reason says so
 */
#include <math.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "prod/ledger.h"
#include "prod/sample.h"

static bool art, allow_reuse, skip_used;
static uint64_t seed = PLAN_NONE, max_events = PLAN_NONE, draws, only = PLAN_NONE;
static const char *tag, *ledger_path, *log_path;
static struct option_list used_paths;

static const struct tool tool = {
	.name = "sample-events",
	.does = "Take each job's events from its data sets by weight, and account for every one.",
	.more =
		"Each event comes from data set p with probability weight_p / sum, in the order of the file, once. A job ends at --max-events or with\n"
		"the choice that finds its data set without a further event (stop_reason exhausted:NAME). A plan may name several files a\n"
		"process: when one ends the next goes on. The counts are drawn at once from their exact law, a function of (seed, job).\n\n"
		"--art reproduces art's SamplingInput choice by choice: one file a data set, and the job stops at the first that ends. There the\n"
		"limit is source.maxEvents, 1 unless it is set and 0 for none; here it is --max-events, and without it there is none.\n\n"
		"Rows with drawn_events (weigh-datasets --poisson-each, shared out by plan-jobs) give exactly so many events; weights choose nothing.\n\n"
		"A plan of subruns (plan-jobs --max-events-per-subrun) has been sampled by plan-jobs as art does; take it with --art.\n\n"
		"--log writes the summary that sampling-log reads; its next event is an index in the file, with the run and subrun of the\n"
		"file's name. This is the accounting that Mu2e's run_si did with the logs of its jobs.",
	.in = plan_columns,
	.out = (const struct column[]) {
		{ "job", COUNT, NULL, "of the plan; not for rows of dataset, available, weight", false },
		{ "process", TEXT, NULL, "sorted by its bytes; dataset if the rows call it so", false },
		{ "available", COUNT, NULL, "events it may take", false },
		{ "weight", NUMBER, NULL, "as given", false },
		{ "probability", NUMBER, NULL, "weight by their sum", false },
		{ "counts", COUNT, NULL, "events taken", false },
		{ "fraction_sampled", NUMBER, NULL, "counts by the job's total", false },
		{ "next_event", COUNT, NULL, "index in next_file of the first event not taken; none when there is none", false },
		{ "stop_reason", TEXT, NULL, "max_events, exhausted:NAME or drawn_events; the job's", false },
		{ "remaining", COUNT, NULL, "available - counts; this and the following for plans only", false },
		{ "first_file", TEXT, NULL, "of the events taken", false },
		{ "first_index", COUNT, NULL, "first event taken", false },
		{ "last_file", TEXT, NULL, "of the events taken", false },
		{ "last_index", COUNT, NULL, "last event taken", false },
		{ "next_file", TEXT, NULL, "where the next event is", false },
		{ "livetime_s", NUMBER, "s", "that the counts stand for: exact for cosmics; for the others an estimate, with their fluctuation", false },
		{ "seed", COUNT, NULL, "of the job", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 's', "seed", "N", OPT_COUNT, &seed, "seed of every job [the plan's, else 1]" },
		{ 'n', "max-events", "N", OPT_COUNT, &max_events, "limit of each job [the plan's, else until exhausted]" },
		{ 0, "art", NULL, OPT_FLAG, &art, "choose as art's SamplingInput does, event by event" },
		{ 'j', "job", "N", OPT_COUNT, &only, "only this job [all]" },
		{ 'd', "draws", "K", OPT_COUNT, &draws, "print the first K choices of each job instead; event_index -1 found it empty" },
		{ 'l', "ledger", "FILE", OPT_TEXT, &ledger_path, "write the ranges that are used to FILE" },
		{ 't', "tag", "NAME", OPT_TEXT, &tag, "ensemble in the ledger [the plan's]" },
		{ 'u', "used", "LEDGER", OPT_LIST, &used_paths, "refuse events that this ledger has; may be repeated" },
		{ 0, "skip-used", NULL, OPT_FLAG, &skip_used, "with --used: take only what is not used" },
		{ 0, "allow-reuse", NULL, OPT_FLAG, &allow_reuse, "take events again, from ledgers or twice in the plan" },
		{ 0, "log", "FILE", OPT_TEXT, &log_path, "write art's summary of the one job to FILE" },
		{ 0 } },
	.example = "printf 'dataset\\tavailable\\tweight\\nCRYCosmic\\t60000\\t0.79\\nDIO\\t2500\\t0.027\\n' | sample-events --seed 7\n"
	           "printf 'dataset\\tavailable\\tweight\\nCRYCosmic\\t60000\\t0.79\\nDIO\\t2500\\t0.027\\n' | sample-events --art --max-events 1000",
};

enum { SIMPLE_COLUMNS = 8, PLAN_COLUMNS = 17 };

/* ---- what is used already ---- */

static void heed_used(struct plan *p)
{
	struct ledger *used = ledger_new();

	for (size_t i = 0; i < used_paths.n; i++)
		ledger_read(used, tool_table(used_paths.item[i], ledger_columns));
	ledger_sort(used);
	if (skip_used)
		plan_take_out(p, used);
	else if (!allow_reuse)
		plan_refuse_used(p, used);
	ledger_free(used);
}

/* ---- rows ---- */

static void write_place(struct sheet *s, const struct plan_process *p, uint64_t k)
{
	if (k == 0) {
		sheet_missing(s);
		sheet_missing(s);
		return;
	}
	uint64_t index;
	sheet_text(s, plan_event(p, k, &index)->file_name);
	sheet_count(s, index);
}

static void write_accounts(struct sheet *sheet, const struct sample *s, size_t i)
{
	const struct plan_process *p = &s->job->process[i];
	const uint64_t count = s->count[i];
	const double livetime_s = sample_livetime(s, i);
	uint64_t index;

	sheet_count(sheet, p->available - count);
	write_place(sheet, p, count > 0);
	write_place(sheet, p, count);
	sheet_text(sheet, count < p->available ? plan_event(p, count + 1, &index)->file_name : "");
	sheet_known(sheet, livetime_s);
	sheet_count(sheet, s->seed);
}

static void write_rows(struct sheet *sheet, const struct sample *s, bool files)
{
	const struct plan_job *j = s->job;
	char *reason = s->stop < j->n ? xprintf("exhausted:%s", j->process[s->stop].name)
		: xstrdup(j->process[0].drawn != PLAN_NONE ? "drawn_events" : "max_events");

	for (size_t i = 0; i < j->n; i++) {
		const struct plan_process *p = &j->process[i];
		uint64_t next = 0;
		if (files)
			sheet_count(sheet, j->number);
		sheet_text(sheet, p->name);
		sheet_count(sheet, p->available);
		sheet_text(sheet, p->weight_text);
		sheet_number(sheet, s->probability[i]);
		sheet_count(sheet, s->count[i]);
		sheet_number(sheet, s->total ? (double)s->count[i] / (double)s->total : 0);
		if (s->count[i] < p->available) {
			plan_event(p, s->count[i] + 1, &next);
			sheet_count(sheet, next);
		} else
			sheet_text(sheet, "none");
		sheet_text(sheet, reason);
		if (files)
			write_accounts(sheet, s, i);
		sheet_end(sheet);
	}
	free(reason);
}

static void write_draws(struct sheet *sheet, const struct sample *s, bool files)
{
	struct sample_order o = sample_order_begin(s);
	uint64_t number, index;
	size_t i;

	for (uint64_t draw = 1; draw <= draws && sample_order_next(&o, &i, &number); draw++) {
		const struct plan_process *p = &s->job->process[i];
		const struct plan_range *r = number > 0 ? plan_event(p, number, &index) : NULL;
		if (files)
			sheet_count(sheet, s->job->number);
		sheet_count(sheet, draw);
		sheet_text(sheet, p->name);
		if (files)
			sheet_text(sheet, r != NULL ? r->file_name : "");
		if (r != NULL)
			sheet_count(sheet, index);
		else
			sheet_text(sheet, "-1");
		sheet_end(sheet);
	}
	sample_order_end(&o);
}

/* ---- log and ledger ---- */

static void write_log(const struct sample *s)
{
	struct out *o = tool_create(log_path);

	sample_log(s, o);
	out_close(o);
}

static void write_ledger(const struct ledger *used)
{
	struct out *o = tool_create(ledger_path);
	struct sheet *s = ledger_sheet(o);

	for (size_t i = 0; i < used->n; i++)
		ledger_write(s, &used->range[i]);
	sheet_close(s);
	out_close(o);
}

/* ---- jobs ---- */

static struct sheet *open_sheet(bool files, bool datasets)
{
	const char *names[PLAN_COLUMNS + 1];
	static const char *const of_draws[] = { "job", "draw", "process", "file_name", "event_index" };

	if (draws)
		return files ? tool_sheet_of(of_draws, 5) : tool_sheet_of((const char *const[]) { "draw", datasets ? "dataset" : "process", "event_index" }, 3);
	for (size_t i = 0; i < PLAN_COLUMNS; i++)
		names[i] = tool.out[i].name;
	if (files)
		return tool_sheet_of(names, PLAN_COLUMNS);
	names[1] = datasets ? "dataset" : "process";
	return tool_sheet_of(names + 1, SIMPLE_COLUMNS);
}

static struct sample *sample_one(const struct plan_job *j)
{
	const uint64_t limit = max_events != PLAN_NONE ? max_events : j->max_events;
	uint64_t available = 0;

	for (size_t i = 0; i < j->n; i++)
		available += j->process[i].available;
	if (!art && j->max_events != PLAN_NONE && available == j->max_events)
		die("job %llu: its %llu events have been chosen by plan-jobs, none is left to choose (--art takes them)",
			(unsigned long long)j->number, (unsigned long long)available);
	return sample_job(j, art, seed != PLAN_NONE ? seed : j->seed != PLAN_NONE ? j->seed : 1,
		limit == PLAN_NONE ? SAMPLING_NO_LIMIT : limit);
}

static void sample_all(const struct plan *p, struct sheet *sheet, struct ledger *used)
{
	size_t short_jobs = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct plan_job *j = &p->job[i];
		const char *ensemble = tag ? tag : j->ensemble;
		struct sample *s = sample_one(j);

		if (draws)
			write_draws(sheet, s, p->files);
		else
			write_rows(sheet, s, p->files);
		if (ledger_path != NULL && ensemble == NULL)
			die("--ledger needs --tag: the plan has no column 'ensemble'");
		if (ledger_path != NULL)
			sample_used(s, ensemble, used);
		if (log_path != NULL)
			write_log(s);
		if (sample_is_short(s) && short_jobs++ == 0)
			warn("job %llu: '%s' was exhausted before the cosmics, so it has not their whole livetime", (unsigned long long)j->number,
				j->process[s->stop].name);
		sample_free(s);
	}
	if (short_jobs > 1)
		warn("so it is with %zu jobs more", short_jobs - 1);
}

static struct plan *open_plan(struct table *t)
{
	struct plan *p = plan_read(t, only);

	if (!p->files && (ledger_path != NULL || used_paths.n > 0))
		die("--ledger and --used need rows with a column 'file_name'");
	if (log_path != NULL && p->n != 1)
		die("--log is of one job, the plan has %zu (see --job)", p->n);
	if (used_paths.n > 0)
		heed_used(p);
	if (p->files && !allow_reuse)
		plan_refuse_twice(p);
	return p;
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	struct table *t = tool_input(&tool);
	const bool datasets = table_find(t, "process") < 0;
	struct plan *p = open_plan(t);
	struct ledger *used = ledger_new();

	sample_all(p, open_sheet(p->files, datasets), used);
	if (ledger_path != NULL)
		write_ledger(used);
	ledger_free(used);
	plan_close(p);
	return tool_end(&tool);
}
