#include "prod/jobfcl.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "data/mu2ename.h"
#include "prod/seed.h"

static const char sampling_seed[] = "source.samplingSeed";

/* "cnf.mu2e.ensembleMDS3c.MDC2025af.0.tar": MDS3c. The caller frees. */
static char *tag_of(const struct jobdef *d)
{
	static const char prefix[] = "ensemble";
	struct mu2ename name;
	const char *why;

	if (!mu2ename_parse(slice_of(d->jobname), &name, &why))
		die("%s: '%s' is no name of a Mu2e file: %s", d->name, d->jobname, why);
	struct slice tag = name.field[MU2E_DESCRIPTION];
	if (slice_begins(tag, prefix) && tag.n > sizeof prefix - 1)
		tag = (struct slice) { tag.p + sizeof prefix - 1, tag.n - (sizeof prefix - 1) };
	return slice_dup(tag);
}

static bool is_sampling(const struct jobdef *d)
{
	for (size_t i = 0; i < d->inputs; i++)
		if (d->input[i].role == JOBDEF_SAMPLING)
			return true;
	return false;
}

static void put_seeds(struct out *out, const struct jobdef *d, uint64_t job, const struct jobfcl *o)
{
	const bool hashed = is_sampling(d) && !o->compat;

	if (hashed) {
		char *tag = o->tag ? NULL : tag_of(d);
		out_printf(out, "%s: %" PRIu64 "\n", sampling_seed, job_seed(tag ? tag : o->tag, o->seed, job));
		free(tag);
	}
	if (d->seed_key != NULL && !(hashed && strcmp(d->seed_key, sampling_seed) == 0))
		out_printf(out, "%s: %" PRIu64 "\n", d->seed_key, 1 + job);
}

static void put_files(struct out *out, const struct jobdef_input *input, uint64_t job, const struct access *access)
{
	size_t n;
	const char **file = jobdef_files(input, job, &n);

	out_printf(out, "%s: [\n", input->key);
	for (size_t i = 0; i < n; i++) {
		char *path = access_path(access, file[i]);
		out_printf(out, "    \"%s\"%s\n", path, i + 1 < n ? "," : "");
		free(path);
	}
	out_text(out, "]\n");
	free(file);
}

void jobfcl_check(const struct jobdef *d, uint64_t job)
{
	const uint64_t jobs = jobdef_njobs(d);

	if (jobs != JOBDEF_UNLIMITED && job >= jobs)
		die("there is no job %" PRIu64 ": %s has %" PRIu64 ", from 0", job, d->name, jobs);
}

void jobfcl_write(struct out *out, const struct jobdef *d, uint64_t job, const struct jobfcl *o)
{
	jobfcl_check(d, job);
	out_put(out, d->fcl, d->fcl_size);
	if (d->fcl_size == 0 || d->fcl[d->fcl_size - 1] != '\n')
		out_text(out, "\n");
	out_printf(out, "# job %" PRIu64 " of %s\n", job, d->jobname);
	for (size_t i = 0; i < d->events; i++)
		out_printf(out, "%s: %s\n", d->event[i].key, d->event[i].value);
	if (d->subrun_key != NULL)
		out_printf(out, "%s: %" PRIu64 "\n", d->subrun_key, job);
	put_seeds(out, d, job, o);
	for (size_t i = 0; i < d->inputs; i++)
		put_files(out, &d->input[i], job, &o->access);
	for (size_t i = 0; i < d->outputs; i++) {
		char *file = jobdef_output(d, i, job);
		out_printf(out, "%s: \"%s\"\n", d->output[i].key, file);
		free(file);
	}
}
