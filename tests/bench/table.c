/* table - bench: rows through lib/core/table, against reading the same bytes
 *
 *   table [MEGABYTES [RUNS]]      a table of ten columns of 17 digits of that size [200] is made in TMPDIR and removed
 *
 * Prints a row for each kind of work: best of RUNS [5], processor time. Output goes to the null device.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/random.h"

enum { COLUMNS = 10 };

static uint64_t make_table(const char *path, uint64_t bytes)
{
	static const char *const names[COLUMNS] = { "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9" };
	struct random r = random_stream(1, "bench", 0);
	struct out *o = out_open(path, false);
	struct sheet *s = sheet_open(o, false, names, COLUMNS);
	uint64_t rows = 0;

	for (; rows * 197 < bytes; rows++) {
		for (int i = 0; i < COLUMNS; i++)
			sheet_number(s, 1e4 * random_uniform(&r) / (1 + i * i));
		sheet_end(s);
	}
	sheet_close(s);
	out_close(o);
	return rows;
}

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void read_bytes(const char *path, struct out *o)
{
	struct in *in = in_open(path);
	(void)o;
	do
		in->begin = in->end;
	while (in_more(in));
	in_close(in);
}

static void count_rows(const char *path, struct out *o)
{
	struct table *t = table_open(path);
	(void)o;
	while (table_next(t))
		;
	table_close(t);
}

static void scale_columns(const char *path, struct out *o, int from, int to)
{
	struct table *t = table_open(path);
	table_output(t, o);
	while (table_next(t)) {
		for (int i = from; i < to; i++)
			table_set(t, i, 2 * table_number(t, i));
		table_write(t);
	}
	table_close(t);
}

static void scale_one(const char *path, struct out *o)
{
	scale_columns(path, o, 4, 5);
}

static void scale_all(const char *path, struct out *o)
{
	scale_columns(path, o, 0, COLUMNS);
}

static void sum_all(const char *path, struct out *o)
{
	struct table *t = table_open(path);
	double sum = 0;
	while (table_next(t))
		for (int i = 0; i < COLUMNS; i++)
			sum += table_number(t, i);
	out_printf(o, "%g\n", sum);
	table_close(t);
}

static const struct {
	const char *what;
	void (*work)(const char *path, struct out *o);
} works[] = {
	{ "read, no look at it", read_bytes },
	{ "table, rows only", count_rows },
	{ "table, scale one column of ten", scale_one },
	{ "table, sum all ten", sum_all },
	{ "table, scale and print all ten", scale_all },
};

int main(int argc, char **argv)
{
	const uint64_t bytes = (argc > 1 ? strtoull(argv[1], NULL, 10) : 200) * 1000000;
	const int runs = argc > 2 ? atoi(argv[2]) : 5;
	const char *tmp = getenv("TMPDIR");
	char *path = xprintf("%s/beampipe-bench.%ld", tmp ? tmp : "/tmp", (long)getpid());

	prog = "bench table";
	const uint64_t rows = make_table(path, bytes);
	printf("what\twork\tbytes\tseconds\trate_mb_s\tns_each\n");
	struct out *null = out_open("/dev/null", false);
	for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
		double best = 1e300;
		for (int run = 0; run < runs; run++) {
			const double begun = now_s();
			works[i].work(path, null);
			const double took = now_s() - begun;
			best = took < best ? took : best;
		}
		printf("%s\t%llu rows of %d columns\t%.0f\t%.4f\t%.0f\t%.1f\n", works[i].what, (unsigned long long)rows, COLUMNS,
		       (double)bytes, best, (double)bytes / best / 1e6, best / (double)rows * 1e9);
	}
	unlink(path);
	return 0;
}
