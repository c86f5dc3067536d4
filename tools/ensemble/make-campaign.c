/* make-campaign - the stages of a campaign, as the JSON that the production system reads
 *
 * in     one row per stage. With a tarball: tarball, njobs, inloc, outputs; without: desc, dsconf, fcl, input_data, fcl_overrides,
 *        inloc, outloc, simjob_setup
 * out    a JSON list of one object a row; with --manifest a table of the tarballs: file_name, size, sha256
 * cost   rows in memory; tarballs are read for the number of their jobs and their checksum
 * fails  members that a stage must have and the row lacks, data sets and locations that are none, a tarball that has other jobs than
 *        the row says: file, line, column
 * source spec/ensemble.md 7.4; Mu2e/Production Stage3
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/die.h"
#include "core/digest.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "data/jobdef.h"
#include "data/mu2ename.h"

static const char *inloc = "disk", *outputs = "*.art:tape", *manifest, *directory = ".";

static const struct tool tool = {
	.name = "make-campaign",
	.does = "Turn the stages of a campaign into the JSON that the production system reads.",
	.more = "Pairs are written NAME:VALUE,NAME:VALUE (outputs, outloc: pattern of files and tape, disk or scratch; input_data: data set\n"
	        "and files per job) and KEY=VALUE;KEY=VALUE (fcl_overrides); a list [A,B] stands for several dsconf or fcl. Other columns\n"
	        "are not written, so the row that make-jobdef prints is a stage. njobs is the tarball's own where the row has none.\n\n"
	        "This is what Stage3_configure_ensemble_campaign.sh writes; it declares and uploads nothing.",
	.in = (const struct column[]) {
		{ "tarball", TEXT, NULL, "job definition", true },
		{ "njobs", COUNT, NULL, "its jobs", true },
		{ "outputs", TEXT, NULL, "where its outputs go", true },
		{ "inloc", TEXT, NULL, "where inputs come from", true },
		{ "desc", TEXT, NULL, "description of the stage", true },
		{ "dsconf", TEXT, NULL, "configuration of its outputs", true },
		{ "fcl", TEXT, NULL, "its configuration", true },
		{ "input_data", TEXT, NULL, "data sets that it reads", true },
		{ "fcl_overrides", TEXT, NULL, "assignments", true },
		{ "outloc", TEXT, NULL, "where its outputs go", true },
		{ "simjob_setup", TEXT, NULL, "script that sets the program up", true }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'i', "inloc", "PLACE", OPT_TEXT, &inloc, "for tarballs whose row has none [disk]" },
		{ 0, "outputs", "PATTERN:PLACE,...", OPT_TEXT, &outputs, "for tarballs whose row has none [*.art:tape]" },
		{ 'm', "manifest", "FILE", OPT_TEXT, &manifest, "write a table of the tarballs: file_name, size, sha256" },
		{ 'C', "directory", "DIR", OPT_TEXT, &directory, "where the tarballs are [.]" },
		{ 0 } },
	.example = "printf 'tarball\\tnjobs\\ncnf.mu2e.ensembleMDS3c.MDC2025af.0.tar\\t496\\n' | make-campaign",
};

/* ---- cells ---- */

static struct slice need(struct table *t, const char *column)
{
	const int c = table_find(t, column);

	if (table_missing(t, c))
		table_die(t, c, "a stage without a tarball needs '%s'", column);
	return table_text(t, c);
}

static json_t *text_of(struct table *t, const char *column, struct slice text)
{
	json_t *value = json_stringn(text.p, text.n);

	if (value == NULL)
		table_die(t, table_find(t, column), "not UTF-8");
	return value;
}

/* "A", or "[A,B]". */
static json_t *one_or_list(struct table *t, const char *column)
{
	struct slice text = need(t, column), part;

	if (text.p[0] != '[' || text.p[text.n - 1] != ']')
		return text_of(t, column, text);
	json_t *list = json_array();
	text = (struct slice) { text.p + 1, text.n - 2 };
	while (slice_cut(&text, ',', &part))
		json_array_append_new(list, text_of(t, column, slice_trim(part)));
	return list;
}

static bool is_place(struct slice text)
{
	return slice_is(text, "tape") || slice_is(text, "disk") || slice_is(text, "scratch");
}

/* What stands for a value; dies when the text is none. */
typedef json_t *make_value(struct table *t, const char *column, struct slice name, struct slice text);

static json_t *place(struct table *t, const char *column, struct slice name, struct slice text)
{
	(void)name;
	if (!is_place(text))
		table_die(t, table_find(t, column), "'%.*s' is none of tape, disk, scratch", (int)text.n, text.p);
	return text_of(t, column, text);
}

static json_t *files_of_dataset(struct table *t, const char *column, struct slice name, struct slice text)
{
	struct mu2ename dataset;
	const char *why;
	uint64_t n;

	if (!mu2ename_parse_dataset(name, &dataset, &why))
		table_die(t, table_find(t, column), "no name of a Mu2e data set, %s: '%.*s'", why, (int)name.n, name.p);
	if (!num_read_count(text.p, text.n, &n) || n == 0)
		table_die(t, table_find(t, column), "no number of files: '%.*s'", (int)text.n, text.p);
	return json_integer((json_int_t)n);
}

static json_t *any_text(struct table *t, const char *column, struct slice name, struct slice text)
{
	(void)name;
	return text_of(t, column, text);
}

/* Pairs, as an object. */
static json_t *pairs(struct table *t, const char *column, struct slice text, char between, char inside, make_value *make)
{
	json_t *object = json_object();
	struct slice part, name;

	while (slice_cut(&text, between, &part)) {
		struct slice value = part;
		slice_cut(&value, inside, &name);
		name = slice_trim(name);
		if (value.p == NULL || name.n == 0)
			table_die(t, table_find(t, column), "not NAME%cVALUE: '%.*s'", inside, (int)part.n, part.p);
		char *key = slice_dup(name);
		if (json_object_get(object, key) != NULL)
			table_die(t, table_find(t, column), "'%s' is there twice", key);
		if (json_object_set_new(object, key, make(t, column, name, slice_trim(value))) != 0)
			table_die(t, table_find(t, column), "not UTF-8");
		free(key);
	}
	return object;
}

/* ---- stages ---- */

struct listed {
	struct sheet *sheet;   /* the manifest; NULL: none is wanted */
	struct keys seen;
};

/* Reads the tarball if it is needed: its jobs, its checksum. */
static uint64_t look_at(struct table *t, const char *name, uint64_t njobs, struct listed *l)
{
	char *path = xprintf("%s/%s", directory, name), hex[DIGEST_HEX];
	const bool there = access(path, R_OK) == 0;
	struct stat s;

	if (!there && (njobs == UINT64_MAX || l->sheet != NULL))
		table_die(t, table_find(t, "tarball"), "%s: cannot be read", path);
	if (there) {
		struct jobdef *d = jobdef_read(in_open(path));
		const uint64_t own = jobdef_njobs(d);
		if (njobs == UINT64_MAX)
			njobs = own;
		if (own != JOBDEF_UNLIMITED && njobs > own)
			table_die(t, table_find(t, "njobs"), "%" PRIu64 " jobs, but %s has %" PRIu64, njobs, name, own);
		jobdef_free(d);
	}
	if (l->sheet != NULL && stat(path, &s) == 0) {
		digest_file(path, hex);
		sheet_text(l->sheet, name);
		sheet_count(l->sheet, (uint64_t)s.st_size);
		sheet_text(l->sheet, hex);
		sheet_end(l->sheet);
	}
	free(path);
	return njobs;
}

static json_t *outputs_of(struct table *t)
{
	const int column = table_find(t, "outputs");
	json_t *object = pairs(t, "outputs", table_missing(t, column) ? slice_of(outputs) : table_text(t, column), ',', ':', place);
	json_t *list = json_array(), *location;
	const char *pattern;

	json_object_foreach(object, pattern, location)
		json_array_append_new(list, json_pack("{s:s,s:O}", "dataset", pattern, "location", location));
	json_decref(object);
	return list;
}

static json_t *tarball_stage(struct table *t, struct listed *l)
{
	char *name = table_dup(t, table_find(t, "tarball")), *from = table_dup(t, table_find(t, "inloc"));
	struct mu2ename parsed;
	const char *why;
	bool fresh;

	if (!mu2ename_parse(slice_of(name), &parsed, &why))
		table_die(t, table_find(t, "tarball"), "no name of a Mu2e file, %s: '%s'", why, name);
	keys_add(&l->seen, slice_of(name), &fresh);
	if (!fresh)
		table_die(t, table_find(t, "tarball"), "'%s' is there already", name);
	const uint64_t njobs = look_at(t, name, table_count_or(t, table_find(t, "njobs"), UINT64_MAX), l);
	if (njobs == 0)
		table_die(t, table_find(t, "njobs"), "a campaign needs a number of jobs");
	if (!is_place(slice_of(*from ? from : inloc)))
		table_die(t, table_find(t, "inloc"), "'%s' is none of tape, disk, scratch", *from ? from : inloc);
	json_t *stage = json_pack("{s:s,s:I,s:s,s:o}", "tarball", name, "njobs", (json_int_t)njobs, "inloc", *from ? from : inloc,
	                          "outputs", outputs_of(t));
	free(name);
	free(from);
	return stage;
}

static json_t *fcl_stage(struct table *t)
{
	const int overrides = table_find(t, "fcl_overrides");
	json_t *stage = json_object();

	json_object_set_new(stage, "desc", text_of(t, "desc", need(t, "desc")));
	json_object_set_new(stage, "dsconf", one_or_list(t, "dsconf"));
	json_object_set_new(stage, "fcl", one_or_list(t, "fcl"));
	json_object_set_new(stage, "input_data", pairs(t, "input_data", need(t, "input_data"), ',', ':', files_of_dataset));
	json_object_set_new(stage, "fcl_overrides", table_missing(t, overrides) ? json_object() :
	                    pairs(t, "fcl_overrides", table_text(t, overrides), ';', '=', any_text));
	json_object_set_new(stage, "inloc", place(t, "inloc", slice_of(""), need(t, "inloc")));
	json_object_set_new(stage, "outloc", pairs(t, "outloc", need(t, "outloc"), ',', ':', place));
	json_object_set_new(stage, "simjob_setup", text_of(t, "simjob_setup", need(t, "simjob_setup")));
	return stage;
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "file_name", "size", "sha256" };

	tool_options(&tool, argc, argv);
	struct table *t = tool_input(&tool);
	struct out *list = manifest ? tool_create(manifest) : NULL;
	struct listed l = { .sheet = list ? sheet_open(list, table_csv, names, 3) : NULL };
	json_t *stages = json_array();
	const int tarball = table_find(t, "tarball");

	while (table_next(t))
		json_array_append_new(stages, table_missing(t, tarball) ? fcl_stage(t) : tarball_stage(t, &l));
	char *text = json_dumps(stages, JSON_INDENT(2));
	out_printf(tool_out(), "%s\n", text);
	if (list != NULL) {
		sheet_close(l.sheet);
		out_close(list);
	}
	free(text);
	json_decref(stages);
	keys_free(&l.seen);
	table_close(t);
	return tool_end(&tool);
}
