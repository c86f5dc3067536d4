#include "prod/sample.h"

#include <math.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/mem.h"
#include "data/mu2ename.h"
#include "data/samplingsummary.h"

static void art_counts(struct sample *s, const uint64_t available[], uint64_t limit)
{
	const struct plan_job *j = s->job;
	double *cumulative = xcalloc(j->n, sizeof *cumulative);
	struct art_sampler a = art_begin(s->seed, j->n, s->probability, cumulative);

	for (size_t i = 0; i < j->n; i++)
		if (j->process[i].n > 1)
			die("'%s' has %zu ranges of files in job %llu: art reads one file (plan one in a job, or leave out --art)",
				j->process[i].name, j->process[i].n, (unsigned long long)j->number);
	s->stop = art_sample(&a, available, limit, s->count);
	free(cumulative);
}

static void drawn_counts(struct sample *s)
{
	const struct plan_job *j = s->job;

	for (size_t i = 0; i < j->n; i++) {
		s->count[i] = j->process[i].drawn;
		if (s->count[i] > j->process[i].available)
			die("job %llu: %llu events of '%s' are drawn, %llu are there", (unsigned long long)j->number,
				(unsigned long long)s->count[i], j->process[i].name, (unsigned long long)j->process[i].available);
	}
	s->stop = j->n;
}

struct sample *sample_job(const struct plan_job *job, bool art, uint64_t seed, uint64_t limit)
{
	struct sample *s = xcalloc(1, sizeof *s);
	double *weight = xcalloc(job->n, sizeof *weight);
	uint64_t *available = xcalloc(job->n, sizeof *available);
	struct random r = random_stream(seed, "sample-events counts", job->number);

	*s = (struct sample) { .job = job, .art = art, .seed = seed };
	s->probability = xcalloc(job->n, sizeof *s->probability);
	s->count = xcalloc(job->n, sizeof *s->count);
	for (size_t i = 0; i < job->n; i++) {
		weight[i] = job->process[i].weight;
		available[i] = job->process[i].available;
	}
	if (!sampling_probabilities(job->n, weight, s->probability))
		die("the weights of job %llu add up to nothing", (unsigned long long)job->number);
	if (job->n > 0 && job->process[0].drawn != PLAN_NONE) {
		if (art || limit != SAMPLING_NO_LIMIT)
			die("job %llu has drawn_events, which leave no choice to art and none to a limit", (unsigned long long)job->number);
		drawn_counts(s);
	} else if (art) {
		art_counts(s, available, limit);
	} else {
		s->stop = sampling_counts(&r, job->n, s->probability, available, limit, s->count);
	}
	for (size_t i = 0; i < job->n; i++)
		s->total += s->count[i];
	free(weight);
	free(available);
	return s;
}

void sample_free(struct sample *s)
{
	if (s == NULL)
		return;
	free(s->probability);
	free(s->count);
	free(s);
}

/* ---- order ---- */

struct sample_order sample_order_begin(const struct sample *s)
{
	const size_t n = s->job->n;
	struct sample_order o = { .sample = s, .random = random_stream(s->seed, "sample-events order", s->job->number) };

	o.cumulative = xcalloc(n, sizeof *o.cumulative);
	o.art = art_begin(s->seed, n, s->probability, o.cumulative);
	o.left = xcalloc(n, sizeof *o.left);
	for (size_t i = 0; i < n; i++)
		o.left[i] = s->count[i];
	return o;
}

bool sample_order_next(struct sample_order *o, size_t *process, uint64_t *number)
{
	const struct sample *s = o->sample;

	if (o->done > s->total || (o->done == s->total && s->stop == s->job->n))
		return false;
	if (o->done == s->total) {
		*process = s->stop;
		*number = 0;
	} else {
		*process = s->art ? art_choose(&o->art) : sampling_order(&o->random, o->left, s->total - o->done);
		*number = s->count[*process] - --o->left[*process];
	}
	o->done++;
	return true;
}

void sample_order_end(struct sample_order *o)
{
	free(o->cumulative);
	free(o->left);
}

/* ---- accounts ---- */

double sample_livetime(const struct sample *s, size_t process)
{
	const struct plan_process *p = s->job->process;
	const double count = (double)s->count[process];
	double s_per_choice = NAN;
	size_t clocks = 0;

	if (!isnan(p[process].s_per_event))
		return count * p[process].s_per_event;
	for (size_t i = 0; i < s->job->n; i++)
		if (!isnan(p[i].s_per_event)) {
			s_per_choice = s->probability[i] * p[i].s_per_event;
			clocks++;
		}
	return clocks == 1 && s->probability[process] > 0 ? count / s->probability[process] * s_per_choice : NAN;
}

bool sample_is_short(const struct sample *s)
{
	bool timed = false;

	for (size_t i = 0; i < s->job->n; i++)
		timed = timed || !isnan(s->job->process[i].s_per_event);
	return timed && s->stop < s->job->n && isnan(s->job->process[s->stop].s_per_event);
}

/* Run, subrun and index of the k-th event. */
static void next_event(const struct plan_process *p, uint64_t k, struct samplingsummary_row *row)
{
	const struct plan_range *r = plan_event(p, k, &row->event);
	struct mu2ename name;
	const char *why;

	row->run = 1;
	row->subrun = 0;
	if (r->file_name != NULL && mu2ename_parse(slice_of(r->file_name), &name, &why))
		mu2ename_run_subrun(name.field[MU2E_SEQUENCER], &row->run, &row->subrun);
}

void sample_log(const struct sample *s, struct out *o)
{
	struct samplingsummary_row *row = xcalloc(s->job->n, sizeof *row);

	for (size_t i = 0; i < s->job->n; i++) {
		const struct plan_process *p = &s->job->process[i];
		row[i] = (struct samplingsummary_row) { .dataset = p->name, .counts = s->count[i], .fraction_expected = s->probability[i],
			.weight = p->weight, .exhausted = s->count[i] == p->available };
		row[i].fraction_sampled = s->total ? (double)s->count[i] / (double)s->total : 0;
		if (!row[i].exhausted)
			next_event(p, s->count[i] + 1, &row[i]);
	}
	samplingsummary_write(o, row, s->job->n);
	free(row);
}

void sample_used(const struct sample *s, const char *ensemble, struct ledger *to)
{
	for (size_t i = 0; i < s->job->n; i++) {
		const struct plan_process *p = &s->job->process[i];
		for (size_t k = 0; k < p->n && p->range[k].before < s->count[i]; k++) {
			const struct plan_range *r = &p->range[k];
			const uint64_t used = plan_used(r, s->count[i]);
			if (used > 0)
				ledger_add(to, &(struct ledger_range) { .ensemble = ensemble, .process = p->name, .file_name = r->file_name,
					.job = s->job->number, .first = r->first, .last = r->first + used - 1, .seed = s->seed });
		}
	}
}
