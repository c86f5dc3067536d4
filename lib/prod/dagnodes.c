#include "prod/dagnodes.h"

#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/digest.h"
#include "core/mem.h"

enum { NEW, BEGUN, DONE };
enum { NAME_TAIL = 100, NAME_DIGITS = 8 };

struct maker {
	const struct makegraph *g;
	struct dagnodes *d;
	size_t *made_by;       /* of each file: 1 + the file whose recipe makes it, mostly itself, or 0 */
	unsigned char *state;  /* of each file, on the way down */
	size_t *seen;          /* the last node whose parents were looked for here, + 1 */
	signed char *always;   /* is it made every time? -1: not asked yet */
};

static const char *name_of(const struct maker *m, size_t file)
{
	return m->g->names.name[file];
}

/* ---- names ---- */

/* The end of the target's name, for people, and the beginning of its SHA-256, so that no two are the same. */
static char *node_name(const char *target)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	const size_t n = strlen(target);
	char *tail = xstrdup(n > NAME_TAIL ? target + n - NAME_TAIL : target), hex[DIGEST_HEX];
	uint8_t sum[DIGEST_BYTES];

	for (char *c = tail; *c != '\0'; c++)
		if (strchr(plain, *c) == NULL)
			*c = '_';
	digest_sha256(target, n, sum);
	digest_hex(sum, hex);
	char *name = xprintf("%s-%.*s", tail, NAME_DIGITS, hex);
	free(tail);
	return name;
}

static void check_target(const char *target)
{
	if (strchr(target, '=') != NULL)
		die("make cannot be asked for '%s': it would be a variable", target);
	for (const char *c = target; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			die("the name '%s' holds a control character", target);
}

/* ---- who makes what ---- */

static bool is_directory(const char *name)
{
	const size_t n = strlen(name);
	return name[n - 1] == '/' || (n > 1 && strcmp(name + n - 2, "/.") == 0);
}

/* make says what a recipe makes, too, only where it came to it first. */
static void find_makers(struct maker *m)
{
	const struct makegraph *g = m->g;

	for (size_t i = 0; i < g->names.n; i++)
		if (g->file[i].recipe && !is_directory(g->names.name[i]))
			m->made_by[i] = i + 1;
	for (size_t i = 0; i < g->names.n; i++)
		for (size_t k = 0; m->made_by[i] == i + 1 && k < g->file[i].alsos; k++)
			if (m->made_by[g->file[i].also[k]] == 0)
				m->made_by[g->file[i].also[k]] = i + 1;
}

/* All that a recipe makes is known by the first name: the same one, whichever of them is needed. The file must be made by something. */
static size_t group_of(const struct maker *m, size_t file)
{
	const size_t by = m->made_by[file] - 1;
	size_t first = by;

	for (size_t i = 0; i < m->g->file[by].alsos; i++)
		if (strcmp(name_of(m, m->g->file[by].also[i]), name_of(m, first)) < 0)
			first = m->g->file[by].also[i];
	return first;
}

/* ---- nodes and their parents ---- */

static void make_node(struct maker *m, size_t file);

static void add_parent(struct maker *m, size_t node, size_t group)
{
	struct dagnode *n = &m->d->node[node];

	if (m->d->of[group] == 0)
		die("'%s' needs itself", name_of(m, group));
	if (m->d->of[group] == node + 1)   /* another file of the same recipe */
		return;
	MEM_GROW(n->parent, n->parents, n->room);
	n->parent[n->parents++] = m->d->of[group] - 1;
}

/* What a file needs are parents; through what is no node they are looked for further down. */
static void find_parents(struct maker *m, size_t node, size_t file)
{
	const struct makegraph_file *f = &m->g->file[file];

	for (size_t i = 0; i < f->needs; i++) {
		const size_t need = f->need[i].file, at = m->made_by[need] ? group_of(m, need) : need;
		if (m->seen[at] == node + 1)
			continue;
		m->seen[at] = node + 1;
		if (m->made_by[need])
			add_parent(m, node, at);
		else
			find_parents(m, node, need);
	}
}

/* make would be asked for one of them only: what another one needs besides would be new when that is needed, and the recipe would run again. */
static void check_same_needs(const struct maker *m, size_t file, const char *target)
{
	size_t other = file;

	keys_find(&m->g->names, slice_of(target), &other);
	const struct makegraph_file *a = &m->g->file[file], *b = &m->g->file[other];
	bool same = a->needs == b->needs;

	for (size_t i = 0; same && i < a->needs; i++)
		same = a->need[i].file == b->need[i].file;
	if (a->recipe && !same)
		die("'%s' and '%s' are made by one recipe, but need different files", target, name_of(m, file));
}

/* All that the file needs, and then its node. */
static void visit(struct maker *m, size_t file)
{
	const struct makegraph_file *f = &m->g->file[file];

	if (m->state[file] == DONE)
		return;
	if (m->state[file] == BEGUN)
		die("'%s' needs itself", name_of(m, file));
	m->state[file] = BEGUN;
	for (size_t i = 0; i < f->needs; i++) {
		const size_t need = f->need[i].file;
		if (!m->g->file[need].known)
			die("'%s' needs '%s', which make's database does not have: a name with a blank?", name_of(m, file), name_of(m, need));
		visit(m, need);
	}
	m->state[file] = DONE;
	if (m->made_by[file])
		make_node(m, file);
}

/* make is asked for the file that it, too, comes to first, as it may come to another recipe by way of another file. */
static void make_node(struct maker *m, size_t file)
{
	const size_t group = group_of(m, file), target = m->made_by[file] - 1;
	struct dagnodes *d = m->d;

	visit(m, target);   /* and with that its node, if it is not this file */
	if (d->of[group] == 0) {
		check_target(name_of(m, target));
		MEM_GROW(d->node, d->n, d->room);
		d->node[d->n++] = (struct dagnode) { .name = node_name(name_of(m, group)), .target = name_of(m, target) };
		d->of[group] = d->n;
		find_parents(m, d->n - 1, target);
	}
	check_same_needs(m, file, d->node[d->of[group] - 1].target);
	d->of[file] = d->of[group];
}

/* ---- recipes that would run again ---- */

static bool made_always(struct maker *m, size_t file)
{
	const struct makegraph_file *f = &m->g->file[file];

	if (m->always[file] >= 0)
		return m->always[file];
	m->always[file] = f->phony;
	for (size_t i = 0; i < f->needs && !m->always[file]; i++)
		if (!f->need[i].order_only && made_always(m, f->need[i].file))
			m->always[file] = true;
	return m->always[file];
}

static void refuse_what_runs_again(struct maker *m)
{
	for (size_t file = 0; file < m->g->names.n; file++)
		m->always[file] = -1;
	for (size_t i = 0; i < m->d->n; i++)
		for (size_t k = 0; k < m->d->node[i].parents; k++) {
			const char *parent = m->d->node[m->d->node[i].parent[k]].target;
			size_t file;
			if (keys_find(&m->g->names, slice_of(parent), &file) && made_always(m, file))
				die("'%s' would be made again for '%s': it is phony, or needs what is", parent, m->d->node[i].target);
		}
}

struct dagnodes dagnodes_make(const struct makegraph *g, char *const goals[])
{
	struct dagnodes d = { .of = xcalloc(g->names.n, sizeof *d.of) };
	struct maker m = { g, &d, xcalloc(g->names.n, sizeof *m.made_by), xcalloc(g->names.n, 1), xcalloc(g->names.n, sizeof *m.seen), xcalloc(g->names.n, 1) };

	find_makers(&m);
	for (size_t i = 0, file; goals[i] != NULL; i++) {
		if (!keys_find(&g->names, slice_of(goals[i]), &file) || !g->file[file].known)
			die("make's database does not have the goal '%s'", goals[i]);
		visit(&m, file);
	}
	refuse_what_runs_again(&m);
	free(m.made_by);
	free(m.state);
	free(m.seen);
	free(m.always);
	return d;
}

void dagnodes_free(struct dagnodes *d)
{
	for (size_t i = 0; i < d->n; i++) {
		free(d->node[i].name);
		free(d->node[i].parent);
	}
	free(d->node);
	free(d->of);
	*d = (struct dagnodes) { 0 };
}
