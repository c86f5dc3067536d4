#include "prod/mixture.h"

#include <math.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/sum.h"
#include "prod/ensemble.h"

/* How far livetimes may differ that are the same: they are sums of decimals, taken in different orders. */
static const double same_livetime = 1e-9;

struct mixture *mixture_begin(struct table *t, const struct catalog *c)
{
	struct mixture *m = xcalloc(1, sizeof *m);

	m->catalog = c;
	m->table = t;
	m->process = table_column(t, "process");
	m->expected = table_column(t, "expected");
	m->run_mode = table_find(t, "run_mode");
	m->livetime_s = table_find(t, "livetime_s");
	return m;
}

static void refuse_repeated(struct mixture *m)
{
	const struct slice name = table_text(m->table, m->process), mode = table_text(m->table, m->run_mode);
	struct buf key = { 0 };
	bool fresh;

	if (table_missing(m->table, m->process))
		table_die(m->table, m->process, "missing");
	buf_add(&key, name.p, name.n);
	buf_add(&key, "\t", 1);
	buf_add(&key, mode.p, mode.n);
	keys_add(&m->rows, buf_slice(&key), &fresh);
	if (!fresh)
		table_die(m->table, m->process, "a second row of '%.*s' in the same run mode", (int)name.n, name.p);
	buf_free(&key);
}

static double amount(struct table *t, int column)
{
	const double x = table_number(t, column);

	if (!(x >= 0 && x < INFINITY))
		table_die(t, column, "%s", x < 0 ? "negative" : "not finite");
	return x;
}

static struct component *component_of(struct mixture *m, struct slice name)
{
	enum process process;
	int internal;
	bool fresh;
	const size_t i = keys_add(&m->names, name, &fresh);

	if (fresh) {
		MEM_GROW(m->component, m->n, m->room);
		struct component *p = &m->component[m->n++];
		*p = (struct component) { .name = m->names.name[i], .mean = NAN };
		p->files = m->catalog ? catalog_find(m->catalog, name) : NULL;
		p->timed = ensemble_process(name, &process, &internal) ? process == PROCESS_COSMIC : p->files && p->files->timed;
	}
	return &m->component[i];
}

struct component *mixture_next(struct mixture *m)
{
	struct table *t = m->table;

	if (!table_next(t))
		return NULL;
	refuse_repeated(m);
	struct component *p = component_of(m, table_text(t, m->process));
	p->expected += amount(t, m->expected);
	p->livetime_s += table_missing(t, m->livetime_s) ? NAN : amount(t, m->livetime_s);
	return p;
}

void mixture_need(struct mixture *m, struct component *p)
{
	const struct catalog_process *f = p->files;
	const char *path = m->catalog->path;

	if (f == NULL)
		table_die(m->table, m->process, "%s has no file of '%s'", path, p->name);
	if (f->timed != p->timed)
		table_die(m->table, m->process, "'%s' is %s, but its files in %s have %s livetime_s", p->name,
			p->timed ? "a livetime" : "a number of events", path, f->timed ? "a" : "no");
	if (isnan(f->generated))
		table_die(m->table, m->process, "%s does not say of all files of '%s' how many events were generated", path, p->name);
	if (f->generated == 0)
		table_die(m->table, m->process, "nothing was generated for the %llu events of '%s' in %s", (unsigned long long)f->events,
			p->name, path);
	p->mean = p->expected * (double)f->events / f->generated;
}

static void compare_livetimes(const struct mixture *m)
{
	for (size_t i = 1; i < m->n; i++) {
		const struct component *a = &m->component[0], *b = &m->component[i];
		if (fabs(a->livetime_s - b->livetime_s) > same_livetime * a->livetime_s)
			die("'%s' is for a livetime of %.9g s, '%s' for %.9g s: they cannot be mixed", a->name, a->livetime_s, b->name,
				b->livetime_s);
	}
}

static void warn_of_others(const struct mixture *m)
{
	size_t i;

	for (const struct catalog_process *p = m->catalog->process; p < m->catalog->process + m->catalog->n; p++)
		if (!keys_find(&m->names, slice_of(p->name), &i))
			warn("%s: nobody asks for process '%s' (%zu files)", m->catalog->path, p->name, p->n);
}

void mixture_end(struct mixture *m)
{
	compare_livetimes(m);
	if (m->catalog != NULL)
		warn_of_others(m);
	table_close(m->table);
	m->table = NULL;
}

struct mixture *mixture_read(struct table *t, const struct catalog *c)
{
	struct mixture *m = mixture_begin(t, c);
	struct component *p;

	while ((p = mixture_next(m)) != NULL)
		mixture_need(m, p);
	mixture_end(m);
	return m;
}

double mixture_total(const struct mixture *m)
{
	struct sum total = { 0 };

	for (size_t i = 0; i < m->n; i++)
		sum_add(&total, m->component[i].mean);
	return sum_value(&total);
}

void mixture_free(struct mixture *m)
{
	keys_free(&m->names);
	keys_free(&m->rows);
	free(m->component);
	free(m);
}
