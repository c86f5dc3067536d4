#include "prod/jobrows.h"

#include <string.h>

#include "core/mem.h"

struct jobrows jobrows_open(struct table *t)
{
	struct jobrows r = { .t = t, .columns = (size_t)table_columns(t), .value = -1 };

	r.names = xcalloc(r.columns + 1, sizeof *r.names);
	r.cells = xcalloc(r.columns, sizeof *r.cells);
	for (size_t i = 0; i < r.columns; i++)
		r.names[i] = table_name(t, (int)i);
	return r;
}

static void check_value(const struct jobrows *r)
{
	const struct slice value = table_text(r->t, r->value);

	if (table_missing(r->t, r->value))
		table_die(r->t, r->value, "is missing");
	if (memchr(value.p, '\0', value.n) != NULL)
		table_die(r->t, r->value, "holds a NUL byte");
	if (r->listed && memchr(value.p, ',', value.n) != NULL)
		table_die(r->t, r->value, "holds a comma, and cannot be in a list of files: '%.*s'", (int)value.n, value.p);
}

static bool read_row(struct jobrows *r)
{
	if (!table_next(r->t))
		return false;
	if (r->value >= 0)
		check_value(r);
	for (size_t i = 0; i < r->columns; i++)
		r->cells[i] = table_text(r->t, (int)i);
	return true;
}

/* As lines with tabs: no cell has either. */
void jobrows_hold(struct jobrows *r)
{
	for (; read_row(r); r->left++)
		for (size_t i = 0; i < r->columns; i++) {
			buf_add(&r->held, r->cells[i].p, r->cells[i].n);
			buf_add_text(&r->held, i + 1 < r->columns ? "\t" : "\n");
		}
	r->holds = true;
	r->rest = buf_slice(&r->held);
}

static bool take_row(struct jobrows *r)
{
	struct slice row;

	if (r->left == 0)
		return false;
	r->left--;
	slice_cut(&r->rest, '\n', &row);
	for (size_t i = 0; i < r->columns; i++)
		slice_cut(&row, '\t', &r->cells[i]);
	return true;
}

bool jobrows_next(struct jobrows *r)
{
	return r->holds ? take_row(r) : read_row(r);
}
