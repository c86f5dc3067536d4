/* unblind - open sealed truth and prove that it is what was committed to
 *
 * in     the sealed table that blind wrote (or some of its rows), and the published rows, --commitments
 * out    the truth rows, each with its id: only those that are proved
 * source lib/prod/seal.h; spec/ensemble.md 7.7
 * cost   the published rows are held in memory
 * fails  status 1, naming the experiment, when a sealed row does not match its commitment or was never published, or a published one is
 *        not in the sealed table; a change of any byte of a sealed row or a published one is one of these, or no table any more (2)
 */
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "prod/seal.h"

static const char *commitments_path;
static bool partial;

static const struct column published_columns[] = {
	{ "id", TEXT, NULL, NULL, false }, { "commitment", TEXT, NULL, NULL, false }, { 0 } };

static const struct tool tool = {
	.name = "unblind",
	.does = "Open sealed truth and prove that it is what was committed to.",
	.more = "The published rows have columns id and commitment, as blind printed them. Rows of the sealed table that are not\n"
	        "proved are not printed: stderr names them, and the status is 1.",
	.in = (const struct column[]) {
		{ "id", TEXT, NULL, "opaque name of the experiment", false },
		{ "salt", TEXT, NULL, "of its commitment", false },
		{ "padding", TEXT, NULL, "committed to as all other columns, and not printed", false }, { 0 } },
	.out = (const struct column[]) {
		{ "id", TEXT, NULL, "opaque name of the experiment; then the columns of the truth", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'c', "commitments", "FILE", OPT_FILE, &commitments_path, "the published rows [required]" },
		{ 0, "partial", NULL, OPT_FLAG, &partial, "published experiments that are not in the sealed table stay blind [they are a fault]" },
		{ 0 } },
	.example = "printf 'experiment\\trmue\\n1\\t1e-13\\n' | blind --sealed sealed.tsv -o published.tsv\n"
	           "unblind --commitments published.tsv sealed.tsv",
	.status = "a commitment is not kept",
};

struct published {
	char *id, *commitment;
	bool opened;
};

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct published *)a)->id, ((const struct published *)b)->id);
}

static struct published *read_published(size_t *n)
{
	struct table *t = tool_table(commitments_path, published_columns);
	const int id = table_column(t, "id"), commitment = table_column(t, "commitment");
	struct published *all = NULL;
	size_t room = 0;

	for (*n = 0; table_next(t); (*n)++) {
		MEM_GROW(all, *n, room);
		all[*n] = (struct published) { table_dup(t, id), table_dup(t, commitment), false };
	}
	table_close(t);
	if (*n > 0)
		qsort(all, *n, sizeof *all, by_id);
	for (size_t i = 1; i < *n; i++)
		if (strcmp(all[i - 1].id, all[i].id) == 0)
			die("%s: id %s is there twice", commitments_path, all[i].id);
	return all;
}

static int order_of_id(const void *id, const void *published)
{
	return slice_compare(*(const struct slice *)id, slice_of(((const struct published *)published)->id));
}

static struct published *find(struct published all[], size_t n, struct slice id)
{
	return n > 0 ? bsearch(&id, all, n, sizeof *all, order_of_id) : NULL;
}

/* The seal that the present row would get today; without a salt, one that fits nothing. */
static struct seal seal_again(struct table *t, int id, int salt_column)
{
	struct seal_cell *cells = xcalloc((size_t)table_columns(t), sizeof *cells);
	uint8_t salt[SEAL_SALT];
	struct seal s = { "", "", "" };
	size_t n = 0;

	for (int i = 0; i < table_columns(t); i++)
		if (i != id && i != salt_column)
			cells[n++] = (struct seal_cell) { table_name(t, i), table_text(t, i) };
	if (seal_salt(table_text(t, salt_column), salt))
		s = seal_row(salt, cells, n);
	free(cells);
	return s;
}

static bool proved(struct table *t, int id, int salt, struct published all[], size_t n)
{
	const struct slice name = table_text(t, id);
	struct published *p = find(all, n, name);

	if (p == NULL) {
		table_warn(t, id, "no commitment to '%.*s' was published", (int)name.n, name.p);
		return false;
	}
	if (p->opened)
		table_die(t, id, "'%.*s' is there twice", (int)name.n, name.p);
	p->opened = true;
	const struct seal s = seal_again(t, id, salt);
	const bool same = strcmp(s.commitment, p->commitment) == 0 && slice_is(name, s.id);
	if (!same)
		table_warn(t, id, "the truth of '%.*s' does not match its commitment", (int)name.n, name.p);
	return same;
}

static bool is_truth(const struct table *t, int column)
{
	return strcmp(table_name(t, column), "salt") != 0 && strcmp(table_name(t, column), "padding") != 0;
}

static struct sheet *open_sheet(const struct table *t)
{
	const char **names = xcalloc((size_t)table_columns(t), sizeof *names);
	size_t n = 0;

	for (int i = 0; i < table_columns(t); i++)
		if (is_truth(t, i))
			names[n++] = table_name(t, i);
	struct sheet *s = tool_sheet_of(names, n);
	free(names);
	return s;
}

static void open_sealed(struct table *t, struct published all[], size_t n)
{
	const int id = table_column(t, "id"), salt = table_column(t, "salt");
	struct sheet *s = open_sheet(t);

	while (table_next(t)) {
		if (!proved(t, id, salt, all, n)) {
			tool_no();
			continue;
		}
		for (int i = 0; i < table_columns(t); i++)
			if (is_truth(t, i))
				sheet_slice(s, table_text(t, i));
		sheet_end(s);
	}
}

static void check_opened(const struct published all[], size_t n)
{
	for (size_t i = 0; i < n && !partial; i++)
		if (!all[i].opened) {
			warn("%s: '%s' is not in the sealed table", commitments_path, all[i].id);
			tool_no();
		}
}

int main(int argc, char **argv)
{
	size_t n;

	tool_options(&tool, argc, argv);
	if (commitments_path == NULL)
		die("--commitments is missing (see --help)");
	struct published *all = read_published(&n);
	struct table *t = tool_input(&tool);
	open_sealed(t, all, n);
	check_opened(all, n);
	return tool_end(&tool);
}
