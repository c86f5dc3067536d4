#include "data/jobpars.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/num.h"
#include "data/mu2ename.h"

const char jobpars_member[] = "jobpars.json";

/* ---- reading ---- */

_Noreturn static void json_die(const struct jobdef *d, const char *where, const char *what)
{
	die("%s: %s: '%s' %s", d->name, jobpars_member, where, what);
}

static json_t *member(const struct jobdef *d, json_t *object, const char *key, json_type type, bool needed)
{
	static const char *const words[] = { "an object", "a list", "a text" };
	json_t *value = json_object_get(object, key);

	if (value == NULL && needed)
		json_die(d, key, "is missing");
	if (value != NULL && json_typeof(value) != type)
		json_die(d, key, xprintf("is not %s", words[type]));
	return value;
}

/* Text without anything that FHiCL, a shell or a terminal would look at. */
static bool is_plain(const char *text, const char *also)
{
	for (const char *c = text; *c != '\0'; c++)
		if (!(('a' <= *c && *c <= 'z') || ('A' <= *c && *c <= 'Z') || ('0' <= *c && *c <= '9') || strchr(also, *c) != NULL))
			return false;
	return *text != '\0' && *text != '-';
}

static const char *plain_member(const struct jobdef *d, json_t *object, const char *key, const char *also, bool needed)
{
	const char *text = json_string_value(member(d, object, key, JSON_STRING, needed));

	if (text != NULL && *text != '\0' && !is_plain(text, also))
		json_die(d, key, "holds characters that it must not");
	return text;
}

static uint64_t read_count(const struct jobdef *d, const char *where, json_t *value)
{
	const char *text = json_string_value(value);
	uint64_t n;

	if (json_is_integer(value) && json_integer_value(value) >= 0)
		return (uint64_t)json_integer_value(value);
	if (text == NULL || !num_read_count(text, strlen(text), &n))
		json_die(d, where, "is not a count");
	return n;
}

static const char *fcl_key(const struct jobdef *d, const char *key)
{
	if (!is_plain(key, "_.-[]"))
		json_die(d, is_plain(key, " _.-[]:/$") ? key : "(a key)", "is no key of FHiCL");
	return key;
}

/* Says which name, unless it would not print well. */
static const char *file_name(const struct jobdef *d, const char *where, json_t *value)
{
	const char *text = json_string_value(value), *why = NULL;
	struct mu2ename name;

	if (text == NULL)
		json_die(d, where, "holds what is no text");
	if (!mu2ename_parse(slice_of(text), &name, &why))
		json_die(d, where, xprintf("names no Mu2e file: %s", why));
	return text;
}

static void read_input(struct jobdef *d, enum jobdef_role role, const char *key, json_t *value)
{
	json_t *list = json_array_get(value, 1), *item;
	size_t i;

	fcl_key(d, key);
	if (!json_is_array(value) || json_array_size(value) != 2 || !json_is_array(list))
		json_die(d, key, "is not [number, [names]]");
	if (json_array_size(list) == 0)
		json_die(d, key, "has no files");
	struct jobdef_input *input = jobdef_add_input(d, role, key, read_count(d, key, json_array_get(value, 0)));
	if (role == JOBDEF_PRIMARY && input->per_job == 0)
		json_die(d, key, "takes 0 files a job");
	json_array_foreach(list, i, item)
		jobdef_add_file(input, file_name(d, key, item));
}

static void read_inputs(struct jobdef *d, json_t *tbs, const char *name, enum jobdef_role role)
{
	json_t *inputs = member(d, tbs, name, JSON_OBJECT, false), *value;
	const char *key;

	json_object_foreach(inputs, key, value)
		read_input(d, role, key, value);
}

/* Primary and sampling inputs share their jobs out; each list must give the same number of them. */
static void check_inputs(const struct jobdef *d)
{
	const struct jobdef_input *first = NULL;
	uint64_t jobs = 0;

	for (size_t i = 0; i < d->inputs; i++) {
		const struct jobdef_input *input = &d->input[i];
		const uint64_t n = input->per_job ? (input->n - 1) / input->per_job + 1 : 1;

		if (input->role == JOBDEF_AUXILIARY) {
			if (input->per_job > input->n)
				json_die(d, input->key, "takes more files a job than it has");
			continue;
		}
		if (first != NULL && input->role == JOBDEF_PRIMARY)
			json_die(d, input->key, "is a second primary input");
		if (first != NULL && n != jobs)
			die("%s: '%s' gives %" PRIu64 " jobs, '%s' %" PRIu64, d->name, first->key, jobs, input->key, n);
		first = input;
		jobs = n;
	}
	if (first != NULL && d->declared > jobs)
		die("%s: %s: 'njobs' is %" PRIu64 ", the files are for %" PRIu64, d->name, jobpars_member, d->declared, jobs);
}

static void read_event(struct jobdef *d, json_t *tbs)
{
	json_t *event = member(d, tbs, "event_id", JSON_OBJECT, false), *value;
	const char *key;

	json_object_foreach(event, key, value) {
		char *text = xprintf("%" PRIu64, read_count(d, key, value));
		jobdef_add_event(d, fcl_key(d, key), text);
		free(text);
	}
	/* archives of older tools do not say what is counted up */
	const char *subrun = plain_member(d, tbs, "subrunkey", "_.", false);
	if (subrun == NULL && event != NULL)
		subrun = "source.firstSubRun";
	if (subrun != NULL && *subrun != '\0')
		d->subrun_key = xstrdup(subrun);
}

static void read_tbs(struct jobdef *d, json_t *tbs)
{
	json_t *outputs = member(d, tbs, "outfiles", JSON_OBJECT, false), *declared = json_object_get(tbs, "njobs"), *value;
	const char *key, *seed = plain_member(d, tbs, "seed", "_.", false);

	if (declared != NULL)
		d->declared = read_count(d, "njobs", declared);
	if (seed != NULL && *seed != '\0')
		d->seed_key = xstrdup(seed);
	json_object_foreach(outputs, key, value)
		jobdef_add_output(d, fcl_key(d, key), file_name(d, key, value));
	read_event(d, tbs);
	read_inputs(d, tbs, "inputs", JOBDEF_PRIMARY);
	read_inputs(d, tbs, "samplinginput", JOBDEF_SAMPLING);
	read_inputs(d, tbs, "auxin", JOBDEF_AUXILIARY);
	check_inputs(d);
}

void jobpars_read(struct jobdef *d, const char *text, size_t n)
{
	struct mu2ename name;
	const char *why;
	json_error_t error;
	json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &error);

	if (root == NULL)
		die("%s: %s:%d: %s", d->name, jobpars_member, error.line, error.text);
	if (!json_is_object(root))
		die("%s: %s: not an object", d->name, jobpars_member);
	d->jobname = xstrdup(json_string_value(member(d, root, "jobname", JSON_STRING, true)));
	if (!mu2ename_parse(slice_of(d->jobname), &name, &why))
		json_die(d, "jobname", xprintf("is no name of a Mu2e file: %s", why));
	d->setup = xstrdup(plain_member(d, root, "setup", "_./+-@:,=", true));
	const char *code = json_string_value(member(d, root, "code", JSON_STRING, false));
	d->code = code != NULL && *code != '\0';
	if (d->code && strcmp(code, JOBPARS_CODE) != 0)
		json_die(d, "code", "is not code.tar");
	read_tbs(d, member(d, root, "tbs", JSON_OBJECT, true));
	json_decref(root);
}

/* ---- writing ---- */

static json_t *json_settings(const struct jobdef_setting *s, size_t n)
{
	json_t *object = json_object();
	uint64_t count;

	for (size_t i = 0; i < n; i++)
		json_object_set_new(object, s[i].key, num_read_count(s[i].value, strlen(s[i].value), &count) ?
		                    json_integer((json_int_t)count) : json_string(s[i].value));
	return object;
}

static void put_inputs(const struct jobdef *d, json_t *tbs, const char *name, enum jobdef_role role)
{
	json_t *object = json_object();

	for (size_t i = 0; i < d->inputs; i++) {
		const struct jobdef_input *input = &d->input[i];
		json_t *list = json_array();

		if (input->role != role) {
			json_decref(list);
			continue;
		}
		for (size_t k = 0; k < input->n; k++)
			json_array_append_new(list, json_string(input->file[k]));
		json_object_set_new(object, input->key, json_pack("[I,o]", (json_int_t)input->per_job, list));
	}
	if (json_object_size(object) > 0)
		json_object_set(tbs, name, object);
	json_decref(object);
}

char *jobpars_text(const struct jobdef *d)
{
	json_t *tbs = json_object();

	json_object_set_new(tbs, "event_id", json_settings(d->event, d->events));
	json_object_set_new(tbs, "subrunkey", json_string(d->subrun_key ? d->subrun_key : ""));
	put_inputs(d, tbs, "inputs", JOBDEF_PRIMARY);
	put_inputs(d, tbs, "samplinginput", JOBDEF_SAMPLING);
	put_inputs(d, tbs, "auxin", JOBDEF_AUXILIARY);
	if (d->outputs > 0)
		json_object_set_new(tbs, "outfiles", json_settings(d->output, d->outputs));
	if (d->seed_key != NULL)
		json_object_set_new(tbs, "seed", json_string(d->seed_key));
	json_t *root = json_pack("{s:s,s:s,s:s,s:o}", "jobname", d->jobname, "setup", d->setup, "code", d->code ? JOBPARS_CODE : "", "tbs", tbs);
	char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;   /* in this order, which is that of the older tools */
	if (text == NULL)
		die("%s: cannot be written as JSON", d->jobname);
	json_decref(root);
	return text;
}
