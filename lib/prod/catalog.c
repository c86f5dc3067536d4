#include "prod/catalog.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/name.h"
#include "core/sum.h"

static const uint64_t most = (uint64_t)1 << 53;   /* a double holds every count up to here */

/* ---- reading ---- */

struct reader {
	struct catalog *c;
	struct table *table;
	int process, name, events, gen_count, livetime_s;
	size_t room;   /* of c->file */
};

static struct slice name_cell(struct reader *r, int column)
{
	const struct slice s = table_text(r->table, column);

	if (!safe_name(s))
		table_die(r->table, column, table_missing(r->table, column) ? "missing" : "no file may be named so");
	return s;
}

static char *dup_row(const struct table *t)
{
	const struct slice first = table_text(t, 0), last = table_text(t, table_columns(t) - 1);

	return xstrndup(first.p, (size_t)(last.p + last.n - first.p));
}

static void read_row(struct reader *r)
{
	struct catalog *c = r->c;
	struct table *t = r->table;
	const size_t number = keys_add(&c->names, name_cell(r, r->process), NULL);
	struct catalog_file f = { .line = table_line(t) };

	f.process = c->names.name[number];
	f.events = table_count(t, r->events);
	f.gen_count = table_missing(t, r->gen_count) ? NAN : (double)table_count(t, r->gen_count);
	f.livetime_s = table_number_or(t, r->livetime_s, NAN);
	if (!table_missing(t, r->livetime_s) && !(f.livetime_s >= 0 && f.livetime_s < INFINITY))
		table_die(t, r->livetime_s, "not a time");
	f.name = slice_dup(name_cell(r, r->name));
	if (c->columns.n > 0)
		f.row = dup_row(t);
	MEM_GROW(c->file, c->files, r->room);
	c->file[c->files++] = f;
}

/* ---- ordering ---- */

static int by_name(const void *a, const void *b)
{
	const struct catalog_file *x = a, *y = b;
	return strcmp(x->name, y->name);
}

static int by_process_and_name(const void *a, const void *b)
{
	const struct catalog_file *x = a, *y = b;
	const int order = x->process == y->process ? 0 : strcmp(x->process, y->process);
	return order ? order : strcmp(x->name, y->name);
}

_Noreturn static void die_at(const struct catalog *c, uint64_t line, const char *column, const char *what, const char *name)
{
	die("%s:%llu: column '%s': %s: '%s'", c->path, (unsigned long long)line, column, what, name);
}

static void refuse_repeated(const struct catalog *c)
{
	const struct catalog_file *last = NULL;

	for (size_t i = 1; i < c->files; i++) {
		const struct catalog_file *f = &c->file[i];
		if (strcmp(f[-1].name, f->name) != 0)
			continue;
		const struct catalog_file *later = f[-1].line > f->line ? f - 1 : f;
		if (last == NULL || later->line < last->line)
			last = later;
	}
	if (last != NULL)
		die_at(c, last->line, "file_name", "this file has been listed before", last->name);
}

/* ---- sums ---- */

static double generated_by(const struct catalog_file *f, bool timed)
{
	return timed ? f->livetime_s : f->gen_count;
}

static void add_up(struct catalog_process *p)
{
	struct sum generated = { 0 };

	p->events = 0;
	for (size_t i = 0; i < p->n; i++) {
		p->events += p->file[i].events;
		sum_add(&generated, generated_by(&p->file[i], p->timed));
	}
	p->generated = sum_value(&generated);
}

static void check_files(const struct catalog *c, const struct catalog_process *p)
{
	uint64_t events = 0;
	double gen_count = 0;

	for (const struct catalog_file *f = p->file; f < p->file + p->n; f++) {
		if (isnan(f->livetime_s) == p->timed)
			die_at(c, f->line, "livetime_s", "some files of a process have one and some have none", p->name);
		if (f->events > most - events)
			die_at(c, f->line, "events", "more than 2^53 in all of a process", p->name);
		events += f->events;
		gen_count += isnan(f->gen_count) ? 0 : f->gen_count;
		if (gen_count > (double)most)
			die_at(c, f->line, "gen_count", "more than 2^53 in all of a process", p->name);
	}
}

static void group(struct catalog *c)
{
	size_t room = 0;

	for (size_t i = 0, end; i < c->files; i = end) {
		const struct catalog_file *f = &c->file[i];
		for (end = i + 1; end < c->files && c->file[end].process == f->process; )
			end++;
		MEM_GROW(c->process, c->n, room);
		struct catalog_process *p = &c->process[c->n++];
		*p = (struct catalog_process) { f->process, f, end - i, 0, 0, !isnan(f->livetime_s) };
		check_files(c, p);
		add_up(p);
	}
}

/* ---- the catalogue ---- */

struct catalog *catalog_read(struct table *t, const char *name, bool with_rows)
{
	struct catalog *c = xcalloc(1, sizeof *c);
	struct reader r = { c, t, table_column(t, "process"), table_column(t, "file_name"), table_column(t, "events"),
		table_find(t, "gen_count"), table_find(t, "livetime_s"), 0 };

	c->path = name;
	for (int i = 0; with_rows && i < table_columns(t); i++)
		keys_add(&c->columns, slice_of(table_name(t, i)), NULL);
	while (table_next(t))
		read_row(&r);
	table_close(t);
	if (c->files > 0) {
		qsort(c->file, c->files, sizeof *c->file, by_name);
		refuse_repeated(c);
		qsort(c->file, c->files, sizeof *c->file, by_process_and_name);
	}
	group(c);
	return c;
}

struct catalog *catalog_open(const char *path)
{
	return catalog_read(table_open(path), path, false);
}

void catalog_close(struct catalog *c)
{
	for (size_t i = 0; i < c->files; i++) {
		free((char *)c->file[i].name);
		free((char *)c->file[i].row);
	}
	keys_free(&c->names);
	keys_free(&c->columns);
	free(c->process);
	free(c->file);
	free(c);
}

static int order_of_process(const void *name, const void *process)
{
	return slice_compare(*(const struct slice *)name, slice_of(((const struct catalog_process *)process)->name));
}

const struct catalog_process *catalog_find(const struct catalog *c, struct slice name)
{
	return c->n ? bsearch(&name, c->process, c->n, sizeof *c->process, order_of_process) : NULL;
}

static int order_of_file(const void *name, const void *file)
{
	return slice_compare(*(const struct slice *)name, slice_of(((const struct catalog_file *)file)->name));
}

const struct catalog_file *catalog_find_file(const struct catalog_process *p, struct slice name)
{
	return bsearch(&name, p->file, p->n, sizeof *p->file, order_of_file);
}

struct catalog_process catalog_part(const struct catalog_process *p, size_t first, size_t n)
{
	struct catalog_process part = *p;

	first = first < p->n ? first : p->n;
	part.file = p->file + first;
	part.n = n < p->n - first ? n : p->n - first;
	add_up(&part);
	return part;
}

size_t catalog_jobs(size_t n, size_t by)
{
	return n / by + (n % by != 0);
}
