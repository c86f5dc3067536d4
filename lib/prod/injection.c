#include "prod/injection.h"

#include <math.h>
#include <stdlib.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/urn.h"

/* What a process has to give, files if it is the background, events if a signal; and what has been drawn of it. */
struct pool {
	struct urn urn;
	uint64_t units;
	uint64_t *drawn;      /* by all experiments; sorted by injector_sort */
	size_t n, room;
};

struct injector {
	struct injection_rules rules;
	const struct catalog *catalog;
	struct pool *pool;    /* of each process of the catalogue */
};

struct injector *injector_open(const struct catalog *c, const struct injection_rules *rules)
{
	struct injector *i = xcalloc(1, sizeof *i);

	*i = (struct injector) { *rules, c, xcalloc(c->n, sizeof *i->pool) };
	for (size_t k = 0; k < c->n; k++) {
		const struct catalog_process *p = &c->process[k];
		i->pool[k].units = p == rules->background ? p->n : p->events;
		i->pool[k].urn = urn_of(i->pool[k].units);
	}
	return i;
}

void injector_close(struct injector *i)
{
	for (size_t k = 0; k < i->catalog->n; k++) {
		urn_free(&i->pool[k].urn);
		free(i->pool[k].drawn);
	}
	free(i->pool);
	free(i);
}

static struct pool *pool_of(const struct injector *i, const struct catalog_process *process)
{
	return &i->pool[process - i->catalog->process];
}

/* ---- drawing ---- */

/* The next experiment draws from everything again, or from what those before have left. */
static struct pool *refilled(const struct injector *i, struct pool *pool)
{
	if (i->rules.reuse) {
		urn_free(&pool->urn);
		pool->urn = urn_of(pool->units);
	}
	return pool;
}

static uint64_t take(struct pool *pool, uint64_t unit)
{
	MEM_GROW(pool->drawn, pool->n, pool->room);
	return pool->drawn[pool->n++] = unit;
}

static void check_livetime(const struct injection *e, double last_s, bool exhausted)
{
	const unsigned long long number = e->number;

	if (exhausted && e->asked_s - e->achieved_s > last_s / 2)
		die("experiment %llu: %.10g s wanted, background for %.10g s is free", number, e->asked_s, e->achieved_s);
	if (e->files == 0)
		die("experiment %llu: no file is nearer to %.10g s than none", number, e->asked_s);
}

/* The next file that the ledger leaves free; false when there is none. */
static bool next_file(struct injector *i, struct pool *pool, struct random *r, uint64_t *file)
{
	while (pool->urn.left > 0) {
		const struct catalog_file *f = &i->rules.background->file[*file = urn_draw(&pool->urn, r)];
		if (i->rules.used == NULL || ledger_overlap(i->rules.used, slice_of(f->name), 1, f->events) == NULL)
			return true;
	}
	return false;
}

static void draw_files(struct injector *i, struct injection *e)
{
	struct random r = random_stream(i->rules.seed, "injection background", e->number);
	struct pool *pool = refilled(i, pool_of(i, i->rules.background));
	bool found;
	uint64_t file;
	double last_s = 0;

	while ((found = next_file(i, pool, &r, &file))) {
		const double livetime_s = i->rules.background->file[file].livetime_s;
		if (!i->rules.all && fabs(e->achieved_s + livetime_s - e->asked_s) > fabs(e->achieved_s - e->asked_s)) {
			urn_return(&pool->urn, file);
			break;
		}
		e->achieved_s += last_s = livetime_s;
		MEM_GROW(e->file, e->files, e->file_room);
		e->file[e->files++] = take(pool, file);
	}
	check_livetime(e, last_s, !found && !i->rules.all);
	e->expected *= e->achieved_s / e->asked_s;
}

/* Is the event, counted over all files of the process, in the ledger? */
static bool event_used(const struct injector *i, const struct catalog_process *p, uint64_t event)
{
	const struct catalog_file *f = p->file;

	if (i->rules.used == NULL)
		return false;
	while (event >= f->events)
		event -= f++->events;
	return ledger_overlap(i->rules.used, slice_of(f->name), event + 1, event + 1) != NULL;
}

static void draw_events(struct injector *i, struct injection *e)
{
	struct random count = random_stream(i->rules.seed, "injection count", e->number);
	struct random choice = random_stream(i->rules.seed, "injection events", e->number);
	struct pool *pool = refilled(i, pool_of(i, e->signal));
	const double mean = e->expected * e->efficiency;

	if (!(mean < 0x1p53))
		die("experiment %llu: %g signal events", (unsigned long long)e->number, mean);
	const uint64_t wanted = random_poisson(&count, mean);
	for (size_t room = 0; e->events < wanted && pool->urn.left > 0;) {
		const uint64_t event = urn_draw(&pool->urn, &choice);
		if (event_used(i, e->signal, event))
			continue;
		MEM_GROW(e->event, e->events, room);
		e->event[e->events++] = take(pool, event);
	}
	if (e->events < wanted)
		die("experiment %llu: %llu signal events wanted, '%s' has %zu left", (unsigned long long)e->number,
			(unsigned long long)wanted, e->signal->name, e->events);
}

static int by_value(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static void sort(uint64_t *value, size_t n)
{
	if (n > 0)
		qsort(value, n, sizeof *value, by_value);
}

void injector_draw(struct injector *i, struct injection *e)
{
	if (e->signal == i->rules.background)
		die("experiment %llu: '%s' is both background and signal", (unsigned long long)e->number, e->signal->name);
	draw_files(i, e);
	draw_events(i, e);
	sort(e->file, e->files);
	sort(e->event, e->events);
}

/* ---- what is shared ---- */

void injector_sort(struct injector *i)
{
	for (size_t k = 0; k < i->catalog->n; k++)
		sort(i->pool[k].drawn, i->pool[k].n);
}

/* The number of draws before unit. */
static size_t below(const struct pool *pool, uint64_t unit)
{
	size_t from = 0, to = pool->n;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;
		if (pool->drawn[middle] < unit)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static uint64_t shared(const struct pool *pool, uint64_t unit)
{
	const size_t times = below(pool, unit + 1) - below(pool, unit);
	return times > 0 ? times - 1 : 0;
}

uint64_t injector_shared_file(const struct injector *i, uint64_t file)
{
	return shared(pool_of(i, i->rules.background), file);
}

uint64_t injector_shared_event(const struct injector *i, const struct catalog_process *signal, uint64_t event)
{
	return shared(pool_of(i, signal), event);
}
