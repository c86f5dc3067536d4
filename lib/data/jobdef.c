#include "data/jobdef.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/digest.h"
#include "core/mem.h"
#include "core/num.h"
#include "data/jobpars.h"
#include "data/jobtar.h"
#include "data/mu2ename.h"

static const char fcl_member[] = "mu2e.fcl", code_member[] = JOBPARS_CODE;

/* ---- the value ---- */

struct jobdef *jobdef_new(const char *name)
{
	struct jobdef *d = xcalloc(1, sizeof *d);
	d->name = xstrdup(name);
	return d;
}

static void free_settings(struct jobdef_setting *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(s[i].key);
		free(s[i].value);
	}
	free(s);
}

void jobdef_free(struct jobdef *d)
{
	for (size_t i = 0; i < d->inputs; i++) {
		for (size_t k = 0; k < d->input[i].n; k++)
			free(d->input[i].file[k]);
		free(d->input[i].file);
		free(d->input[i].key);
	}
	free(d->input);
	free_settings(d->event, d->events);
	free_settings(d->output, d->outputs);
	free(d->jobname);
	free(d->setup);
	free(d->subrun_key);
	free(d->seed_key);
	free(d->fcl);
	free(d->name);
	free(d);
}

struct jobdef_input *jobdef_add_input(struct jobdef *d, enum jobdef_role role, const char *key, uint64_t per_job)
{
	MEM_GROW(d->input, d->inputs, d->input_room);
	d->input[d->inputs] = (struct jobdef_input) { .role = role, .key = xstrdup(key), .per_job = per_job };
	return &d->input[d->inputs++];
}

void jobdef_add_file(struct jobdef_input *input, const char *file)
{
	MEM_GROW(input->file, input->n, input->room);
	input->file[input->n++] = xstrdup(file);
}

void jobdef_add_event(struct jobdef *d, const char *key, const char *value)
{
	MEM_GROW(d->event, d->events, d->event_room);
	d->event[d->events++] = (struct jobdef_setting) { xstrdup(key), xstrdup(value) };
}

void jobdef_add_output(struct jobdef *d, const char *key, const char *file)
{
	MEM_GROW(d->output, d->outputs, d->output_room);
	d->output[d->outputs++] = (struct jobdef_setting) { xstrdup(key), xstrdup(file) };
}

/* ---- the archive ---- */

struct jobdef *jobdef_read(struct in *in)
{
	struct jobdef *d = jobdef_new(in->name);
	struct jobtar_member want[] = {
		{ .name = jobpars_member, .limit = JOBDEF_JSON_MAX }, { .name = fcl_member, .limit = JOBDEF_FCL_MAX }, { .name = code_member },
	};

	jobtar_read(in, want, sizeof want / sizeof *want);
	for (size_t i = 0; i < 2; i++)
		if (!want[i].found)
			die("%s: no job definition: '%s' is missing", d->name, want[i].name);
	jobpars_read(d, want[0].text, want[0].size);
	if (d->code != want[2].found)
		die("%s: '%s' is %s", d->name, code_member, d->code ? "missing" : "there, but jobpars.json does not name it");
	d->code_size = want[2].size;
	d->fcl = want[1].text;
	d->fcl_size = want[1].size;
	free(want[0].text);
	in_close(in);
	return d;
}

/* What could not be read is not written. */
static void check_json(const struct jobdef *d, const char *text)
{
	struct jobdef *again = jobdef_new(d->name);

	jobpars_read(again, text, strlen(text));
	jobdef_free(again);
}

void jobdef_write(const struct jobdef *d, struct out *out, const char *code)
{
	struct jobtar_writer *w = jobtar_writer(out);
	char *json = jobpars_text(d);

	check_json(d, json);

	jobtar_put(w, jobpars_member, json, strlen(json));
	jobtar_put(w, fcl_member, d->fcl, d->fcl_size);
	if (code != NULL)
		jobtar_put_file(w, code_member, code);
	jobtar_end(w);
	free(json);
}

/* ---- what it says ---- */

uint64_t jobdef_njobs(const struct jobdef *d)
{
	if (d->declared > 0)
		return d->declared;
	for (size_t i = 0; i < d->inputs; i++)
		if (d->input[i].role != JOBDEF_AUXILIARY)
			return d->input[i].per_job ? (d->input[i].n - 1) / d->input[i].per_job + 1 : 1;
	return JOBDEF_UNLIMITED;
}

char *jobdef_dataset(const char *file)
{
	struct mu2ename name;
	const char *why;

	if (!mu2ename_parse(slice_of(file), &name, &why))
		die("'%s' is no name of a Mu2e file: %s", file, why);
	return mu2ename_dataset(&name);
}

static void add_dataset(struct keys *sets, const char *file)
{
	char *set = jobdef_dataset(file);
	keys_add(sets, slice_of(set), NULL);
	free(set);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Keys in the order of their names. */
static struct keys sorted(struct keys *k)
{
	struct keys s = { 0 };

	if (k->n > 0)
		qsort(k->name, k->n, sizeof *k->name, by_name);
	for (size_t i = 0; i < k->n; i++)
		keys_add(&s, slice_of(k->name[i]), NULL);
	keys_free(k);
	return s;
}

struct keys jobdef_input_datasets(const struct jobdef *d)
{
	struct keys sets = { 0 };

	for (size_t i = 0; i < d->inputs; i++)
		for (size_t k = 0; k < d->input[i].n; k++)
			add_dataset(&sets, d->input[i].file[k]);
	return sorted(&sets);
}

struct keys jobdef_output_datasets(const struct jobdef *d)
{
	struct keys sets = { 0 };

	for (size_t i = 0; i < d->outputs; i++)
		add_dataset(&sets, d->output[i].value);
	return sorted(&sets);
}

/* ---- job by job ---- */

static struct slice sequencer_of(const char *file)
{
	struct mu2ename name;
	const char *why;

	return mu2ename_parse(slice_of(file), &name, &why) ? name.field[MU2E_SEQUENCER] : slice_of("");
}

/* The first sequencer, in the order of their bytes, of the job's files of an input. */
static char *first_sequencer(const struct jobdef_input *input, uint64_t job)
{
	size_t n;
	const char **file = jobdef_files(input, job, &n);
	struct slice first = sequencer_of(file[0]);

	for (size_t i = 1; i < n; i++)
		if (slice_compare(sequencer_of(file[i]), first) < 0)
			first = sequencer_of(file[i]);
	free(file);
	return slice_dup(first);
}

char *jobdef_sequencer(const struct jobdef *d, uint64_t job)
{
	uint64_t run;

	for (size_t i = 0; i < d->inputs; i++)
		if (d->input[i].role == JOBDEF_PRIMARY)
			return first_sequencer(&d->input[i], job);
	for (size_t i = 0; i < d->events; i++)
		if (strcmp(d->event[i].key, "source.run") == 0 || strcmp(d->event[i].key, "source.firstRun") == 0)
			if (num_read_count(d->event[i].value, strlen(d->event[i].value), &run))
				return mu2ename_sequencer(run, job);
	die("%s: %s: neither source.run nor primary inputs: output files have no sequencer", d->name, jobpars_member);
}

char *jobdef_output(const struct jobdef *d, size_t output, uint64_t job)
{
	struct mu2ename name;
	const char *why;
	char *sequencer = jobdef_sequencer(d, job);

	if (!mu2ename_parse(slice_of(d->output[output].value), &name, &why))
		die("%s: '%s' is no name of a Mu2e file: %s", d->name, d->output[output].value, why);
	name.field[MU2E_SEQUENCER] = slice_of(sequencer);
	char *file = mu2ename_file(&name);
	free(sequencer);
	return file;
}

/* Draw k of the job: by the first 32 bits of the SHA-256 of the job's number and all names that are left. */
static size_t draw(uint64_t job, const char *const left[], size_t n)
{
	struct buf text = { 0 };
	uint8_t sum[DIGEST_BYTES];

	buf_add_count(&text, job);
	for (size_t i = 0; i < n; i++)
		buf_add_text(&text, left[i]);
	digest_sha256(text.data, text.len, sum);
	buf_free(&text);
	return ((uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 | (uint32_t)sum[2] << 8 | sum[3]) % n;
}

static const char **draw_files(const struct jobdef_input *input, uint64_t job, size_t n)
{
	const char **left = xcalloc(input->n, sizeof *left), **drawn = xcalloc(n, sizeof *drawn);
	size_t remaining = input->n;

	for (size_t i = 0; i < input->n; i++)
		left[i] = input->file[i];
	for (size_t i = 0; i < n; i++) {
		const size_t at = draw(job, left, remaining);
		drawn[i] = left[at];
		memmove(&left[at], &left[at + 1], (--remaining - at) * sizeof *left);
	}
	free(left);
	return drawn;
}

const char **jobdef_files(const struct jobdef_input *input, uint64_t job, size_t *n)
{
	const uint64_t take = input->per_job ? input->per_job : input->n;

	if (input->role == JOBDEF_AUXILIARY) {
		*n = take < input->n ? (size_t)take : input->n;
		return draw_files(input, job, *n);
	}
	if (job > (input->n - 1) / take)
		die("there is no job %" PRIu64 ": '%s' has %zu files, %" PRIu64 " a job", job, input->key, input->n, take);
	const size_t first = (size_t)(job * take);
	*n = input->n - first < take ? input->n - first : (size_t)take;
	const char **file = xcalloc(*n, sizeof *file);
	for (size_t i = 0; i < *n; i++)
		file[i] = input->file[first + i];
	return file;
}

/* ---- code ---- */

void jobdef_check_code(const char *path)
{
	if (!jobtar_list_code(path, JOBDEF_CODE_SETUP))
		die("%s: no %s in it", path, JOBDEF_CODE_SETUP);
}

void jobdef_extract_code(const char *path)
{
	jobtar_extract_inner(path, code_member);
}
