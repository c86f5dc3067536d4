/* table (fuzz) - any bytes as a table, plain, gzip or CSV, read and passed on
 *
 * in      the first byte chooses how; the rest is the stream
 * checks  as many cells a row as columns, no separator inside a cell; what is passed on, read again, has as many rows
 */
#include "fuzz.h"

#include <string.h>

#include "core/table.h"

/* An output that stays in memory: what fits into its block is never flushed. */
static struct out *memory_out(void)
{
	static char block[256 * 1024];
	static struct out out;
	out = (struct out) { .fd = -1, .data = block };
	return &out;
}

static void check_cells(struct table *t)
{
	for (int i = 0; i < table_columns(t); i++) {
		const struct slice cell = table_text(t, i);
		FUZZ_CHECK(cell.n == 0 || (memchr(cell.p, '\t', cell.n) == NULL && memchr(cell.p, '\n', cell.n) == NULL));
	}
}

static void read_again(const struct out *o, uint64_t rows)
{
	struct table *t = table_open_text("again", (struct slice) { o->data, o->len });
	while (table_next(t))
		check_cells(t);
	FUZZ_CHECK(table_rows(t) == rows);
	table_close(t);
}

static void pass_on(const uint8_t *bytes, size_t n)
{
	const uint8_t how = bytes[0];
	table_csv = how & 1;
	fuzz_stdin(bytes + 1, n - 1);
	struct table *t = how & 2 ? table_open("-") : table_open_in(in_text("text", (struct slice) { (const char *)bytes + 1, n - 1 }));
	struct out *o = memory_out();
	table_csv = how & 4;
	table_output(t, o);
	const int doubled = table_append(t, "doubled"), first = how & 8 ? 0 : -1;
	while (table_next(t)) {
		check_cells(t);
		if (how & 16)
			table_set(t, doubled, 2 * table_number_or(t, 0, 21));
		if (first == 0)
			table_set_text(t, first, "first");
		table_write(t);
	}
	if (!table_csv && o->len < 128 * 1024)
		read_again(o, table_rows(t));
	table_close(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (n > 0 && n < 16 * 1024)
		fuzz_try(pass_on, bytes, n);
	return 0;
}
