#include "prod/makegraph.h"

#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"

/* ---- where the files are ---- */

/* The last line that is this one: makes below, recipes and variables come before. Its end, or NULL. */
static const char *find_line(struct slice text, const char *line)
{
	const size_t n = strlen(line);

	for (const char *p = text.p + text.n; p > text.p; p--) {
		const size_t left = (size_t)(text.p + text.n - p);
		if (p[-1] == '\n' && left > n && p[n] == '\n' && memcmp(p, line, n) == 0)
			return p + n + 1;
	}
	return NULL;
}

static struct slice files_of(struct slice database)
{
	const char *end = find_line(database, "# files hash-table stats:");
	const char *begin = end ? find_line((struct slice) { database.p, (size_t)(end - database.p) }, "# Files") : NULL;

	if (begin == NULL)
		die("this is no database of GNU make's");
	return (struct slice) { begin, (size_t)(end - begin) };
}

/* ---- an entry ---- */

static size_t file_of(struct makegraph *g, struct slice name)
{
	bool fresh;
	const size_t i = keys_add(&g->names, name, &fresh);

	if (fresh) {
		MEM_GROW(g->file, i, g->room);
		g->file[i] = (struct makegraph_file) { 0 };
	}
	return i;
}

static bool next_word(struct slice *rest, struct slice *word)
{
	while (rest->n > 0 && rest->p[0] == ' ')
		rest->p++, rest->n--;
	return rest->n > 0 && slice_cut(rest, ' ', word);
}

/* "NAME: need need | order-only need", or "NAME::": the name ends at the first colon before a blank or the end. */
static size_t read_rule(struct makegraph *g, struct slice line)
{
	size_t n = 0, after;
	struct slice rest, word;
	bool order_only = false;

	for (; n < line.n; n++) {
		after = n + 1 + (n + 1 < line.n && line.p[n] == ':' && line.p[n + 1] == ':');
		if (line.p[n] == ':' && (after == line.n || line.p[after] == ' '))
			break;
	}
	if (n == 0 || n == line.n)
		die("make's database: not a rule: '%.*s'", (int)line.n, line.p);
	const size_t i = file_of(g, (struct slice) { line.p, n });
	rest = (struct slice) { line.p + after, line.n - after };
	while (next_word(&rest, &word)) {
		if (slice_is(word, "|")) {
			order_only = true;
			continue;
		}
		const size_t need = file_of(g, word);
		struct makegraph_file *f = &g->file[i];
		MEM_GROW(f->need, f->needs, f->need_room);
		f->need[f->needs++] = (struct makegraph_need) { need, order_only };
	}
	g->file[i].known = true;
	return i;
}

static void read_also(struct makegraph *g, size_t i, struct slice names)
{
	struct slice word;

	while (next_word(&names, &word)) {
		const size_t also = file_of(g, word);
		struct makegraph_file *f = &g->file[i];
		MEM_GROW(f->also, f->alsos, f->also_room);
		f->also[f->alsos++] = also;
	}
}

/* Lines of a recipe up to the blank line behind it; a line that ends in a backslash goes on, be it with a blank one. True if it does anything. */
static bool read_recipe(struct slice *rest)
{
	struct slice line;
	bool goes_on = false, any = false;

	while (slice_cut(rest, '\n', &line) && (line.n > 0 || goes_on)) {
		size_t backslashes = 0;
		while (backslashes < line.n && line.p[line.n - 1 - backslashes] == '\\')
			backslashes++;
		goes_on = backslashes % 2 == 1;
		any = any || slice_trim(line).n > 0;
	}
	return any;
}

static struct slice behind(struct slice line, const char *begin)
{
	const size_t n = strlen(begin);
	return (struct slice) { line.p + n, line.n - n };
}

/* Files come one after the other: variables of their own, the rule, comments that begin with two blanks, the recipe. So the rule is the last line that is
 * no comment before those. */
void makegraph_read(struct makegraph *g, struct slice database)
{
	struct slice rest = files_of(database), line, rule = { 0 };
	size_t i = 0;

	while (slice_cut(&rest, '\n', &line)) {
		if (line.n > 0 && line.p[0] != '#') {
			rule = line;
			continue;
		}
		if (!slice_begins(line, "#  "))
			continue;
		if (rule.n > 0)
			i = read_rule(g, rule);
		rule.n = 0;
		if (i >= g->names.n)
			die("make's database: a comment before the first rule: '%.*s'", (int)line.n, line.p);
		if (slice_begins(line, "#  Phony target"))
			g->file[i].phony = true;
		else if (slice_begins(line, "#  Also makes:"))
			read_also(g, i, behind(line, "#  Also makes:"));
		else if (slice_begins(line, "#  recipe to execute"))
			g->file[i].recipe |= read_recipe(&rest);
	}
}

void makegraph_free(struct makegraph *g)
{
	for (size_t i = 0; i < g->names.n; i++) {
		free(g->file[i].need);
		free(g->file[i].also);
	}
	free(g->file);
	keys_free(&g->names);
	*g = (struct makegraph) { 0 };
}

/* The last line that sets it before the files: makes below, and recipes, come before. */
struct slice makegraph_variable(struct slice database, const char *name)
{
	const struct slice files = files_of(database);
	struct slice rest = { database.p, (size_t)(files.p - database.p) }, line, value = { "", 0 };
	char *begin = xprintf("%s := ", name);

	while (slice_cut(&rest, '\n', &line))
		if (slice_begins(line, begin))
			value = behind(line, begin);
	free(begin);
	return value;
}
