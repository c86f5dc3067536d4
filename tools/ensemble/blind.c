/* blind - put hidden parameters under seal and publish commitments to them
 *
 * in     truth rows on stdin: any columns, one row per pseudo-experiment (draw-truth makes them)
 * out    one row per experiment, id and commitment, to be published; the truth and its salts go to the file --sealed, mode 0600
 * source lib/prod/seal.h; spec/ensemble.md 7.7
 * cost   the rows are held in memory
 * fails  no rows; a row longer than --row-bytes; a sealed file that is there already, for nobody could replace what it holds
 *
 * What an observer learns. From the published rows: the number of experiments, nothing else. An id is a truncated HMAC under a
 * secret key, and rows stand in order of their ids, so neither says which experiment is which. From the sealed file without
 * reading it: the number of experiments again, since all its rows have the same length, and the names of its columns at most. What
 * stays to the owner: the seed of draw-truth must be as secret as the truth that it makes (draw-truth --entropy), and
 * so must the plans of normalize, inject-signal and mix-experiments; the head of mix-experiments says what the merged files show.
 * Truth is read from stdin and the salt file is no input of --provenance, so that no bare SHA-256 of either is ever published.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/die.h"
#include "core/entropy.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "prod/seal.h"

static const char *sealed_path, *salt_path;
static uint64_t row_bytes = 512;
static bool replace;

static const struct tool tool = {
	.name = "blind",
	.does = "Put hidden parameters under seal and publish commitments to them.",
	.more = "Whoever has the published rows can later check, with unblind, that the truth is the one of today; before that they say no\n"
	        "more than how many experiments there are. Ids name the experiments until then (mix-experiments --sealed).",
	.operands = "",
	.in = (const struct column[]) { { "experiment", COUNT, NULL, "its number; this and all other columns are the truth", true }, { 0 } },
	.out = (const struct column[]) {
		{ "id", TEXT, NULL, "opaque name of the experiment: the first 16 digits of its commitment", false },
		{ "commitment", TEXT, NULL, "HMAC-SHA-256 of the truth row under its salt", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 's', "sealed", "FILE", OPT_TEXT, &sealed_path, "the truth and its salts are kept here, readable by its owner only [required]" },
		{ 0, "replace", NULL, OPT_FLAG, &replace, "a sealed file that is there is replaced [refused]" },
		{ 0, "row-bytes", "N", OPT_COUNT, &row_bytes, "every row of the sealed file is padded to this length [512]" },
		{ 0, "salt-file", "FILE", OPT_TEXT, &salt_path, "salts follow from these bytes, at least 16, and can be repeated [from the system]" },
		{ 0 } },
	.example = "draw-truth --entropy --experiments 3 -o truth.tsv\n"
	           "blind --sealed sealed.tsv < truth.tsv > published.tsv\n"
	           "unblind --commitments published.tsv sealed.tsv",
};

struct row {
	struct seal seal;
	struct buf cells;   /* of the truth and the padding, as they stand in the sealed file */
};

/* What all salts of this run follow from. */
static void master_salt(uint8_t master[SEAL_SALT])
{
	struct stat s;
	char hex[DIGEST_HEX];

	if (salt_path == NULL) {
		entropy(master, SEAL_SALT);
		return;
	}
	if (stat(salt_path, &s) != 0)
		die("%s:", salt_path);
	if (s.st_size < 16)
		die("%s: a salt of %lld bytes hides nothing: at least 16", salt_path, (long long)s.st_size);
	digest_file(salt_path, hex);
	seal_salt(slice_of(hex), master);
}

static void check_names(struct table *t)
{
	static const char *const own[] = { "id", "salt", "padding", "commitment" };

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (table_find(t, own[i]) >= 0)
			die("the truth has a column '%s', which the seal needs for itself", own[i]);
}

/* The present row: its cells and a padding that brings it, sealed, to the length of all others. */
static struct row seal_truth(struct table *t, const uint8_t master[SEAL_SALT])
{
	const size_t n = (size_t)table_columns(t);
	struct seal_cell *cells = xcalloc(n + 1, sizeof *cells);
	struct row row = { 0 };
	struct buf *text = &row.cells;
	uint8_t salt[SEAL_SALT];
	char index[NUM_MAX];

	for (size_t i = 0; i < n; i++) {
		const struct slice value = table_missing(t, (int)i) ? slice_of("-") : table_text(t, (int)i);
		cells[i] = (struct seal_cell) { table_name(t, (int)i), value };
		buf_add(text, value.p, value.n);
		buf_add_text(text, "\t");
	}
	const size_t fixed = SEAL_ID + 1 + 2 * SEAL_SALT + 1 + text->len + 1;   /* id, salt, truth, newline */
	if (fixed >= row_bytes)
		table_die(t, -1, "the sealed row needs more than %llu bytes (--row-bytes)", (unsigned long long)row_bytes);
	const size_t from = text->len, padding = row_bytes - fixed;
	memset(buf_room(text, padding), '.', padding);
	text->len += padding;
	cells[n] = (struct seal_cell) { "padding", { text->data + from, padding } };
	digest_hmac(master, SEAL_SALT, index, (size_t)(num_write_count(index, table_rows(t)) - index), salt);
	row.seal = seal_row(salt, cells, n + 1);
	free(cells);
	return row;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->seal.commitment, ((const struct row *)b)->seal.commitment);
}

static struct row *seal_all(struct table *t, size_t *n)
{
	uint8_t master[SEAL_SALT];
	struct row *rows = NULL;
	size_t room = 0;

	check_names(t);
	master_salt(master);
	for (*n = 0; table_next(t); (*n)++) {
		MEM_GROW(rows, *n, room);
		rows[*n] = seal_truth(t, master);
	}
	if (*n == 0)
		die("no truth to seal");
	qsort(rows, *n, sizeof *rows, by_id);
	return rows;
}

/* A device or a pipe is no place for a secret, and a seal that is there is not to be lost by mistake. */
static struct out *create_sealed(void)
{
	struct stat s;
	const bool there = stat(sealed_path, &s) == 0;

	if (strcmp(sealed_path, "-") == 0 || (there && !S_ISREG(s.st_mode)))
		die("%s: not a file that can be kept secret", sealed_path);
	if (there && !replace)
		die("%s: there is a sealed truth already (--replace gives it up)", sealed_path);
	struct out *o = tool_create(sealed_path);
	if (fchmod(o->fd, 0600) != 0)
		die("%s: cannot make it secret:", sealed_path);
	return o;
}

static void write_sealed(const struct table *t, const struct row rows[], size_t n)
{
	struct out *o = create_sealed();

	out_text(o, "id\tsalt\t");
	for (int i = 0; i < table_columns(t); i++)
		out_printf(o, "%s\t", table_name(t, i));
	out_text(o, "padding\n");
	for (size_t i = 0; i < n; i++) {
		out_printf(o, "%s\t%s\t", rows[i].seal.id, rows[i].seal.salt);
		out_put(o, rows[i].cells.data, rows[i].cells.len);
		out_text(o, "\n");
	}
	out_close(o);
}

static void publish(const struct row rows[], size_t n)
{
	struct sheet *s = tool_sheet(&tool);

	for (size_t i = 0; i < n; i++) {
		sheet_text(s, rows[i].seal.id);
		sheet_text(s, rows[i].seal.commitment);
		sheet_end(s);
	}
}

int main(int argc, char **argv)
{
	size_t n;

	tool_options(&tool, argc, argv);
	if (sealed_path == NULL)
		die("--sealed is missing (see --help)");
	struct table *t = tool_input(&tool);
	struct row *rows = seal_all(t, &n);
	write_sealed(t, rows, n);
	publish(rows, n);
	return tool_end(&tool);
}
