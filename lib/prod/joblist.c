#include "prod/joblist.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "data/mu2ename.h"
#include "prod/plan.h"

/* ---- lists ---- */

static void add_name(struct in *in, struct jobdef_input *input, struct slice text)
{
	struct mu2ename name;
	const char *why;

	if (memchr(text.p, '/', text.n) != NULL)
		in_die(in, "a name without directories should be here: '%.*s'", (int)text.n, text.p);
	if (!mu2ename_parse(text, &name, &why))
		in_die(in, "no name of a Mu2e file, %s: '%.*s'", why, (int)text.n, text.p);
	char *file = slice_dup(text);
	jobdef_add_file(input, file);
	free(file);
}

void joblist_file(struct jobdef_input *input, const char *path)
{
	struct in *in = in_open(path);
	struct keys seen = { 0 };
	struct slice line;
	bool fresh;

	while (in_line(in, &line)) {
		const char *comment = memchr(line.p, '#', line.n);
		line = slice_trim(comment ? (struct slice) { line.p, (size_t)(comment - line.p) } : line);
		if (line.n == 0)
			continue;
		add_name(in, input, line);
		keys_add(&seen, line, &fresh);
		if (!fresh)
			in_die(in, "again: '%.*s'", (int)line.n, line.p);
	}
	if (input->n == 0)
		die("%s: no files", path);
	keys_free(&seen);
	in_close(in);
}

/* The key of the files of a data set or, for auxiliary inputs, the name itself. The caller frees. */
static char *key_of(enum jobdef_role role, struct slice name)
{
	return role == JOBDEF_SAMPLING ? xprintf("source.dataSets.%.*s.fileNames", (int)name.n, name.p) : slice_dup(name);
}

static void add_spec(struct jobdef *d, enum jobdef_role role, const char *option, const char *spec, const struct keys *wanted,
                     struct keys *seen)
{
	struct slice rest = slice_of(spec), number, name;
	uint64_t n = 0;
	size_t at;
	bool fresh;

	if (!slice_cut(&rest, ':', &number) || !slice_cut(&rest, ':', &name) || rest.n == 0 || memchr(rest.p, ':', rest.n) != NULL)
		die("--%s: '%s' is not N:NAME:LIST", option, spec);
	if (!slice_is(number, "all") && (!num_read_count(number.p, number.n, &n) || n == 0))
		die("--%s: '%.*s' in '%s' is neither a number of files nor 'all'", option, (int)number.n, number.p, spec);
	if (!keys_find(wanted, name, &at))
		die("--%s: the template has no '%.*s'", option, (int)name.n, name.p);
	keys_add(seen, name, &fresh);
	if (!fresh)
		die("--%s: '%.*s' is there twice", option, (int)name.n, name.p);
	char *key = key_of(role, name);
	joblist_file(jobdef_add_input(d, role, key, n), rest.p);
	free(key);
}

void joblist_specs(struct jobdef *d, enum jobdef_role role, const char *option, const struct option_list *specs, const struct keys *wanted)
{
	struct keys seen = { 0 };
	size_t at;

	for (size_t i = 0; i < specs->n; i++)
		add_spec(d, role, option, specs->item[i], wanted, &seen);
	for (size_t i = 0; i < wanted->n; i++)
		if (!keys_find(&seen, slice_of(wanted->name[i]), &at))
			die("--%s: nothing for '%s' of the template", option, wanted->name[i]);
	keys_free(&seen);
}

/* ---- plans ---- */

static void add_range(struct jobdef_input *input, const char *path, const struct plan_range *range)
{
	struct mu2ename name;
	const char *why;

	if (!mu2ename_parse(slice_of(range->file_name), &name, &why))
		die("%s: no name of a Mu2e file, %s: '%s'", path, why, range->file_name);
	if (range->first != 1)
		die("%s: '%s' is taken from event %" PRIu64 ", a job definition takes files from their first", path, range->file_name, range->first);
	jobdef_add_file(input, range->file_name);
}

static void add_job(struct jobdef *d, const char *path, const struct plan *plan, size_t i, const struct keys *wanted)
{
	const struct plan_job *job = &plan->job[i];

	if (job->number != i || job->max_events != PLAN_NONE)
		die("%s: job %" PRIu64 " %s", path, job->number,
		    job->number != i ? "stands where 0, 1, 2 ... should go on" : "has a limit of events, which a job definition cannot say");
	if (job->n != wanted->n)
		die("%s: job %" PRIu64 " has %zu processes, the template %zu data sets", path, job->number, job->n, wanted->n);
	for (size_t p = 0; p < job->n; p++) {
		const struct plan_process *process = &job->process[p];
		struct jobdef_input *input = &d->input[p];
		char *key = key_of(JOBDEF_SAMPLING, slice_of(process->name));

		if (strcmp(key, input->key) != 0)
			die("%s: job %" PRIu64 " has '%s', which others, or the template, have not", path, job->number, process->name);
		if (process->n != input->per_job && (process->n > input->per_job || i + 1 < plan->n))
			die("%s: job %" PRIu64 " has %zu files of '%s', job 0 has %" PRIu64, path, job->number, process->n, process->name, input->per_job);
		for (size_t r = 0; r < process->n; r++)
			add_range(input, path, &process->range[r]);
		free(key);
	}
}

void joblist_plan(struct jobdef *d, const char *path, uint64_t run, const struct keys *wanted)
{
	struct plan *plan = plan_read(tool_table(path, plan_columns), PLAN_NONE);
	size_t at;

	if (plan->n == 0 || !plan->files)
		die("%s: no files", path);
	plan_refuse_drawn(plan);
	for (size_t p = 0; p < plan->job[0].n; p++) {
		const struct plan_process *process = &plan->job[0].process[p];
		char *key = key_of(JOBDEF_SAMPLING, slice_of(process->name));
		if (!keys_find(wanted, slice_of(process->name), &at))
			die("%s: the template has no '%s'", path, process->name);
		jobdef_add_input(d, JOBDEF_SAMPLING, key, process->n);
		free(key);
	}
	for (size_t i = 0; i < plan->n; i++) {
		if (plan->job[i].run != PLAN_NONE && plan->job[i].run != run)
			die("%s: job %" PRIu64 " is of run %" PRIu64 ", not %" PRIu64, path, plan->job[i].number, plan->job[i].run, run);
		add_job(d, path, plan, i, wanted);
	}
	plan_close(plan);
}
