/* table (test) - lib/core/table against a splitter that takes one byte after the other
 *
 * usage  table read | pass | text [SEED]      in an empty directory
 */
#include <sys/wait.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/out.h"
#include "core/table.h"
#include "expect.h"

enum { COLUMNS = 12, BLOCK = 256 * 1024 };

/* A table as text, and as cells: cell i of row r (the header is row 0) is cells[r * columns + i]. */
struct sample {
	struct buf text;
	struct slice *cells;
	size_t rows, columns;
};

static size_t cell_length(void)
{
	const uint64_t kind = expect_random(1000);
	return kind < 800 ? expect_random(20) : kind < 998 ? expect_random(200) : expect_random(2 * BLOCK);
}

/* Enough bytes for several blocks, lines that end in LF or CRLF, with or without the last. */
static struct sample sample(size_t bytes)
{
	struct sample s = { .columns = 1 + expect_random(COLUMNS) };
	const char *end = expect_random(3) ? "\n" : "\r\n";
	size_t room = 0, n = 0, *at = NULL;

	for (s.rows = 0; s.rows == 0 || s.text.len < bytes; s.rows++)
		for (size_t i = 0; i < s.columns; i++, n++) {
			if (n + 1 >= room)
				at = realloc(at, (room = 2 * room + 64) * sizeof *at);
			at[n] = s.text.len;
			if (s.rows == 0)
				buf_printf(&s.text, "column%zu", i);
			else
				for (size_t k = cell_length(); k > 0; k--)
					buf_add(&s.text, &(char) { (char)(' ' + expect_random(95)) }, 1);
			buf_add_text(&s.text, i + 1 < s.columns ? "\t" : end);
		}
	at[n] = s.text.len;
	s.cells = malloc(n * sizeof *s.cells);
	for (size_t i = 0; i < n; i++)
		s.cells[i] = (struct slice) { s.text.data + at[i], at[i + 1] - at[i] - ((i + 1) % s.columns ? 1 : strlen(end)) };
	if (expect_random(2))
		s.text.len -= strlen(end);   /* the last newline may be missing */
	if (s.cells[n - 1].n == 0 && s.columns == 1 && s.text.data[s.text.len - 1] != '\n')
		s.text.len = at[n];          /* but then the last row is there to be seen */
	free(at);
	return s;
}

static void sample_free(struct sample *s)
{
	buf_free(&s->text);
	free(s->cells);
}

/* A child that writes the text to our stdin in pieces of odd sizes. */
static pid_t feed(const struct sample *s)
{
	int ends[2];
	if (pipe(ends) != 0)
		exit(2);
	const pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		for (size_t done = 0; done < s->text.len; ) {
			size_t piece = 1 + expect_random(expect_random(2) ? 100000 : 7);
			piece = piece < s->text.len - done ? piece : s->text.len - done;
			const ssize_t n = write(ends[1], s->text.data + done, piece);
			if (n < 0)
				_exit(2);
			done += (size_t)n;
		}
		_exit(0);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	return child;
}

static void compare_row(const struct sample *s, const struct table *t)
{
	for (size_t i = 0; i < s->columns; i++) {
		const struct slice got = table_text(t, (int)i), wanted = s->cells[table_rows(t) * s->columns + i];
		EXPECT(slice_same(got, wanted), "row %zu column %zu: %zu bytes instead of %zu", (size_t)table_rows(t), i, got.n, wanted.n);
	}
}

static void compare(const struct sample *s, struct table *t)
{
	EXPECT((size_t)table_columns(t) == s->columns, "%d", table_columns(t));
	while (table_rows(t) + 1 < s->rows && table_next(t))
		compare_row(s, t);
	EXPECT(table_rows(t) + 1 == s->rows && !table_next(t), "%zu rows instead of %zu", (size_t)table_rows(t), s->rows - 1);
}

static void check_read(void)
{
	for (int i = 0; i < 40; i++) {
		struct sample s = sample(i < 20 ? expect_random(3000) : expect_random(4 * BLOCK));
		const pid_t child = feed(&s);
		struct table *t = table_open(NULL);
		compare(&s, t);
		table_close(t);
		waitpid(child, NULL, 0);
		sample_free(&s);
	}
}

static void check_text(void)
{
	for (int i = 0; i < 300; i++) {
		struct sample s = sample(expect_random(3000));
		struct table *t = table_open_text("text", buf_slice(&s.text));
		compare(&s, t);
		table_close(t);
		sample_free(&s);
	}
}

/* What comes out when column `set` is set to its row's number and `extra` is appended to every second row, which alone are kept. */
static struct buf passed(const struct sample *s, size_t set)
{
	struct buf b = { 0 };

	for (size_t r = 0; r < s->rows; r += r == 0 ? 1 : 2) {
		for (size_t i = 0; i < s->columns; i++) {
			const struct slice cell = s->cells[r * s->columns + i];
			if (r > 0 && i == set)
				buf_printf(&b, "%zu\t", r);
			else
				buf_printf(&b, "%.*s\t", (int)cell.n, cell.p);
		}
		buf_add_text(&b, r == 0 ? "extra\n" : "word\n");
	}
	return b;
}

static void check_pass(void)
{
	for (int i = 0; i < 40; i++) {
		struct sample s = sample(expect_random(i < 20 ? 3000 : 4 * BLOCK));
		const size_t set = expect_random(s.columns + 1);   /* or none */
		const pid_t child = feed(&s);
		struct out *o = out_open("passed.tsv", false);
		struct table *t = table_open(NULL);
		table_output(t, o);
		const int extra = table_append(t, "extra");
		while (table_next(t)) {
			if (table_rows(t) % 2 == 0)
				continue;
			if (set < s.columns)
				table_set(t, (int)set, (double)table_rows(t));
			table_set_text(t, extra, "word");
			table_write(t);
		}
		table_close(t);
		out_close(o);
		struct buf wanted = passed(&s, set);
		struct in *in = in_open("passed.tsv");
		const struct slice got = in_all(in, (size_t)1 << 30);
		/* an empty cell of the input stays empty when its run is copied: bytes are compared */
		EXPECT(slice_same(got, buf_slice(&wanted)), "sample %d: %zu bytes instead of %zu", i, got.n, wanted.len);
		in_close(in);
		buf_free(&wanted);
		waitpid(child, NULL, 0);
		sample_free(&s);
	}
}

/* Cells that are set for a row which is then left out do not come out in the next one. */
static void check_left_out(void)
{
	struct out *o = out_open("left-out.tsv", false);
	struct table *t = table_open_text("text", slice_of("a\tb\n1\t2\n3\t4\n5\t6\n"));
	table_output(t, o);
	const int extra = table_append(t, "extra");
	while (table_next(t)) {
		if (table_rows(t) == 2)
			table_set_text(t, extra, "written");
		else
			table_set(t, 0, 7), table_set_text(t, extra, "left out");
		if (table_rows(t) == 2)
			table_write(t);
	}
	table_close(t);
	out_close(o);
	struct in *in = in_open("left-out.tsv");
	const struct slice got = in_all(in, 1000);
	EXPECT(slice_is(got, "a\tb\textra\n3\t4\twritten\n"), "%.*s", (int)got.n, got.p);
	in_close(in);
}

int main(int argc, char **argv)
{
	static const struct check checks[] = { { "read", check_read }, { "text", check_text }, { "pass", check_pass },
		{ "left-out", check_left_out }, { 0 } };
	return expect_run(argc, argv, checks);
}
