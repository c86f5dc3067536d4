/* csv (fuzz) - any bytes as CSV; what could be read, written and read again is the same
 */
#include "fuzz.h"

#include <string.h>

#include "core/port.h"
#include "core/table.h"

/* The table as TSV text. */
static struct buf read_all(const char *name, struct slice text)
{
	struct table *t = table_open_in(in_text(name, text));
	struct buf all = { 0 };

	for (int i = 0; i < table_columns(t); i++)
		buf_printf(&all, "%s\t", table_name(t, i));
	while (table_next(t)) {
		buf_add(&all, "\n", 1);
		for (int i = 0; i < table_columns(t); i++) {
			const struct slice cell = table_text(t, i);
			buf_add(&all, cell.p, cell.n);
			buf_add(&all, "\t", 1);
		}
	}
	table_close(t);
	return all;
}

/* That text as CSV, by csv_put: every cell ends in a tab, every row but the last in a newline. */
static struct slice write_all(struct slice tsv)
{
	static char block[256 * 1024];
	static struct out out;
	struct slice line, cell;

	out = (struct out) { .fd = -1, .data = block };   /* what fits into the block is never flushed */
	while (slice_cut(&tsv, '\n', &line)) {
		for (bool first = true; line.n > 0 && slice_cut(&line, '\t', &cell); first = false) {
			if (!first)
				out_put(&out, ",", 1);
			csv_put(&out, cell);
		}
		out_put(&out, "\n", 1);
	}
	return (struct slice) { out.data, out.len };
}

static void round_trip(const uint8_t *bytes, size_t n)
{
	table_csv = true;
	struct buf once = read_all("once", (struct slice) { (const char *)bytes, n });
	const struct slice csv = write_all(buf_slice(&once));
	struct buf twice = read_all("twice", csv);
	FUZZ_CHECK(slice_same(buf_slice(&once), buf_slice(&twice)));
	buf_free(&once);
	buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (n < 16 * 1024)
		fuzz_try(round_trip, bytes, n);
	return 0;
}
