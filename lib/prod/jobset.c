#include "prod/jobset.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "prod/jobfcl.h"

enum { JOBS_MAX = 1000000 };

static void check_options(const struct jobset *s, const struct jobdef *d)
{
	const int ways = s->all + (s->first != JOBSET_NONE) + (s->listed != NULL);

	if (s->n != JOBSET_NONE && s->first == JOBSET_NONE)
		die("--njobs needs --firstjob");
	if (ways != 1)
		die(ways == 0 ? "which jobs: --all, --firstjob and --njobs, or --jobs?" : "--all, --firstjob and --jobs exclude each other");
	if (s->first != JOBSET_NONE && s->n == JOBSET_NONE)
		die("--firstjob needs --njobs");
	if (s->n == 0)
		die("--njobs must be at least 1");
	if (s->all && jobdef_njobs(d) == JOBDEF_UNLIMITED)
		die("--all: %s has no number of jobs", d->name);
}

static uint64_t *sequence(uint64_t first, uint64_t n)
{
	if (n > JOBS_MAX)
		die("more than %d jobs", JOBS_MAX);
	uint64_t *job = xcalloc((size_t)n, sizeof *job);
	for (uint64_t i = 0; i < n; i++)
		job[i] = first + i;
	return job;
}

static int by_number(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static void refuse_twice(const uint64_t job[], size_t n)
{
	uint64_t *sorted = xcalloc(n, sizeof *sorted);

	for (size_t i = 0; i < n; i++)
		sorted[i] = job[i];
	qsort(sorted, n, sizeof *sorted, by_number);
	for (size_t i = 1; i < n; i++)
		if (sorted[i] == sorted[i - 1])
			die("--jobs: %" PRIu64 " is there twice", sorted[i]);
	free(sorted);
}

static uint64_t *list(const char *text, size_t *n)
{
	struct slice rest = slice_of(text), part;
	uint64_t *job = NULL;
	size_t room = 0;

	for (*n = 0; slice_cut(&rest, ',', &part); ++*n) {
		MEM_GROW(job, *n, room);
		if (!num_read_count(part.p, part.n, &job[*n]))
			die("--jobs: not a job: '%.*s'", (int)part.n, part.p);
	}
	refuse_twice(job, *n);
	return job;
}

uint64_t *jobset_jobs(const struct jobset *s, const struct jobdef *d, size_t *n)
{
	check_options(s, d);
	if (s->listed == NULL)
		*n = (size_t)(s->all ? jobdef_njobs(d) : s->n);
	uint64_t *job = s->listed ? list(s->listed, n) : sequence(s->all ? 0 : s->first, *n);
	for (size_t i = 0; i < *n; i++)
		jobfcl_check(d, job[i]);
	return job;
}
