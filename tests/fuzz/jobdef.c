/* jobdef - job definitions: the bytes as an archive, and as the JSON in one; what was read, written and read again says the same */
#include "fuzz.h"

#include <jansson.h>
#include <string.h>

#include "data/jobdef.h"
#include "data/jobtar.h"

static char block[256 * 1024];   /* what fits into it is never flushed */
static struct out out;

static struct in *archive_of(struct slice json)
{
	out = (struct out) { .fd = -1, .data = block };
	struct jobtar_writer *w = jobtar_writer(&out);
	jobtar_put(w, "jobpars.json", json.p, json.n);
	jobtar_put(w, "mu2e.fcl", "a: 1\n", 5);
	jobtar_end(w);
	return in_text("fuzz", (struct slice) { out.data, out.len });
}

static void use(struct jobdef *d)
{
	struct keys in = jobdef_input_datasets(d), made = jobdef_output_datasets(d);
	const uint64_t jobs = jobdef_njobs(d);

	out = (struct out) { .fd = -1, .data = block };
	if (!d->code) {
		jobdef_write(d, &out, NULL);
		struct jobdef *again = jobdef_read(in_text("again", (struct slice) { out.data, out.len }));
		FUZZ_CHECK(strcmp(again->jobname, d->jobname) == 0 && again->inputs == d->inputs && again->outputs == d->outputs);
		FUZZ_CHECK(d->declared > 0 || jobdef_njobs(again) == jobs);
		jobdef_free(again);
	}
	for (size_t i = 0; i < d->inputs; i++) {
		size_t n;
		free(jobdef_files(&d->input[i], jobs == JOBDEF_UNLIMITED ? 7 : jobs - 1, &n));
		FUZZ_CHECK(n > 0 && n <= d->input[i].n);
	}
	for (size_t i = 0; i < d->outputs; i++)
		free(jobdef_output(d, i, 0));
	keys_free(&in);
	keys_free(&made);
	jobdef_free(d);
}

static void read_archive(const uint8_t *bytes, size_t n)
{
	use(jobdef_read(in_text("fuzz", (struct slice) { (const char *)bytes, n })));
}

static void read_json(const uint8_t *bytes, size_t n)
{
	use(jobdef_read(archive_of((struct slice) { (const char *)bytes, n })));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	json_set_alloc_funcs(malloc, free);   /* so that what a die leaves behind is freed */
	if (n > 0 && *bytes == '{')
		fuzz_try(read_json, bytes, n);
	else
		fuzz_try(read_archive, bytes, n);
	return 0;
}
