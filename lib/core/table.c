#include "core/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/die.h"
#include "core/keys.h"
#include "core/mem.h"
#include "core/num.h"
#include "core/port.h"

bool table_csv;

/* A cell of the output: a number is kept as text in place, a text points to the caller's bytes. */
struct cell {
	struct slice text;
	bool set;
	char number[NUM_MAX];
};

struct table {
	struct in *in;
	char *const *more_files;     /* those to come after this one */
	bool csv, csv_forced;        /* this file is CSV; every file is taken as CSV */
	char *header;                /* the first file's header line; every other file's must be the same */
	struct keys names;           /* of the output's columns; those of the input come first */
	int columns;                 /* of the input */
	uint64_t rows;

	/* Separators (tabs and newlines) of the window, as positions in in->data, up to where the window has been searched. */
	uint32_t *separator;
	size_t separators, separator_room;
	size_t first, next;          /* the first separator of the present row, and of the one after it */
	size_t searched;
	size_t row, row_end;         /* the present row in in->data, without newline and CR */

	struct out *out;             /* passing on: NULL when only read */
	struct sheet *sheet;
	struct cell *cells;          /* one per output column */
	int out_columns;
	bool touched;                /* in this row: a column has been set */
	bool replaced;               /* in this row: a column of the input has been set */
	bool plain;                  /* in this row: no text has been set */
};

/* ---- finding separators ---- */

#ifdef __SSE2__
/* One bit per byte of the 64 at p that is a tab or a newline. */
static uint64_t separators_of_64(const char *p)
{
	const __m128i tab = _mm_set1_epi8('\t'), newline = _mm_set1_epi8('\n');
	uint64_t mask = 0;

	for (int i = 0; i < 4; i++) {
		const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
		const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, tab), _mm_cmpeq_epi8(bytes, newline));
		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << 16 * i;
	}
	return mask;
}
#else
static uint64_t separators_of_64(const char *p)
{
	uint64_t mask = 0;

	for (int i = 0; i < 64; i++)
		mask |= (uint64_t)(p[i] == '\t' || p[i] == '\n') << i;
	return mask;
}
#endif

/* Adds the separators of what has come into the window since the last search. */
static void search(struct table *t)
{
	const struct in *in = t->in;
	const size_t worst = t->separators + (in->end - t->searched) + 64;

	if (t->separator_room < worst) {
		t->separator_room = worst + worst / 2;
		t->separator = xrealloc(t->separator, t->separator_room, sizeof *t->separator);
	}
	uint32_t *to = t->separator + t->separators;
	size_t at = t->searched;
	for (; at + 64 <= in->end; at += 64)
		for (uint64_t mask = separators_of_64(in->data + at); mask != 0; mask &= mask - 1)
			*to++ = (uint32_t)(at + (size_t)__builtin_ctzll(mask));
	for (; at < in->end; at++)
		if (in->data[at] == '\t' || in->data[at] == '\n')
			*to++ = (uint32_t)at;
	t->separators = (size_t)(to - t->separator);
	t->searched = in->end;
}

/* More of the stream into the window; the separators of the unfinished row move with their bytes. */
static bool read_more(struct table *t)
{
	struct in *in = t->in;
	const size_t shift = in->ended ? 0 : in->begin, kept = t->separators - t->next;   /* in_more moves no window that has ended */

	if (t->searched < in->end) {   /* what came with the header line */
		search(t);
		return true;
	}
	for (size_t i = 0; i < kept; i++)
		t->separator[i] = t->separator[t->next + i] - (uint32_t)shift;
	t->next = 0;
	t->separators = kept;
	t->searched -= shift;
	if (in->end - in->begin > IN_LINE_MAX) {
		in->line++;
		in_die(in, "line longer than %d bytes", IN_LINE_MAX);
	}
	const bool more = in_more(in);
	if (!more && in->end > in->begin && in->data[in->end - 1] != '\n')
		in->data[in->end++] = '\n';   /* the newline that is missing at the end; in keeps room for it */
	else if (!more)
		return false;
	search(t);
	return true;
}

/* ---- opening ---- */

/* What a header could hold that would not be the same when it is written and read again. */
static void check_header(const struct in *in, struct slice line)
{
	if (memchr(line.p, '\0', line.n) != NULL)
		in_die(in, "a NUL byte in the header");
	if (slice_begins(line, "#") || slice_begins(line, BYTE_ORDER_MARK))
		in_die(in, "a header that begins with %s", line.p[0] == '#' ? "'#' would be a comment" : "a second byte order mark");
}

/* The header line of the file that has just been opened: comments skipped, CSV recognised. */
static struct slice read_header(struct table *t)
{
	struct slice line;

	do {
		if (!in_line(t->in, &line))
			die("%s: no header line", t->in->name);
		if (t->in->line == 1 && slice_begins(line, BYTE_ORDER_MARK))
			line.p += 3, line.n -= 3;
	} while (line.n > 0 && line.p[0] == '#');
	t->csv = t->csv_forced || (memchr(line.p, '\t', line.n) == NULL && memchr(line.p, ',', line.n) != NULL);
	if (t->csv) {
		const uint64_t skipped = t->in->line - 1;
		t->in->begin = (size_t)(line.p - t->in->data);   /* back to the header: it is CSV too */
		t->in = csv_to_tsv(t->in);
		t->in->line = skipped;
		if (!in_line(t->in, &line))
			die("%s: no header line", t->in->name);
	}
	check_header(t->in, line);
	t->searched = t->in->begin;
	t->next = t->separators = 0;
	return line;
}

static void name_columns(struct table *t)
{
	struct slice rest = slice_of(t->header), name;
	bool fresh;

	while (slice_cut(&rest, '\t', &name)) {
		if (name.n == 0)
			in_die(t->in, "column %zu has no name", t->names.n + 1);
		const size_t i = keys_add(&t->names, name, &fresh);
		if (!fresh)
			in_die(t->in, "two columns are named '%s'", t->names.name[i]);
	}
	t->columns = t->out_columns = (int)t->names.n;
	t->cells = xcalloc(t->names.n, sizeof *t->cells);
}

static struct table *begin(struct in *in, char *const *more_files, bool csv)
{
	struct table *t = xcalloc(1, sizeof *t);

	t->in = in;
	t->more_files = more_files;
	t->csv_forced = csv;
	t->plain = true;
	t->header = slice_dup(read_header(t));
	name_columns(t);
	return t;
}

struct table *table_open(const char *path)
{
	return begin(in_open(path), NULL, table_csv);
}

struct table *table_open_in(struct in *in)
{
	return begin(in, NULL, table_csv);
}

struct table *table_open_all(char *const files[])
{
	return begin(in_open(files[0]), files[0] ? files + 1 : NULL, table_csv);
}

struct table *table_open_text(const char *name, struct slice text)
{
	return begin(in_text(name, text), NULL, false);
}

static bool next_file(struct table *t)
{
	if (t->more_files == NULL || *t->more_files == NULL)
		return false;
	in_close(t->in);
	t->in = in_open(*t->more_files++);
	if (!slice_is(read_header(t), t->header))
		in_die(t->in, "the header differs from the first file's");
	return true;
}

void table_close(struct table *t)
{
	if (t->sheet != NULL)
		sheet_close(t->sheet);
	in_close(t->in);
	keys_free(&t->names);
	free(t->header);
	free(t->separator);
	free(t->cells);
	free(t);
}

/* ---- columns ---- */

int table_find(const struct table *t, const char *name)
{
	size_t i;
	return keys_find(&t->names, slice_of(name), &i) && i < (size_t)t->columns ? (int)i : -1;
}

int table_column(struct table *t, const char *name)
{
	const int column = table_find(t, name);
	if (column < 0)
		in_die(t->in, "no column '%s'", name);
	return column;
}

int table_columns(const struct table *t)
{
	return t->columns;
}

const char *table_name(const struct table *t, int column)
{
	return t->names.name[column];
}

/* ---- rows ---- */

_Noreturn static void wrong_length(struct table *t, size_t fields, bool ends)
{
	t->in->line++;
	if (ends)
		in_die(t->in, "%zu fields, the header has %d", fields, t->columns);
	in_die(t->in, "more fields than the %d of the header", t->columns);
}

/* The row at in->begin, if all its separators are in the window: its end must be a newline, and the first one. */
static bool take_row(struct table *t)
{
	const size_t n = (size_t)t->columns, have = t->separators - t->next;
	const char *data = t->in->data;
	const uint32_t *separator = t->separator ? t->separator + t->next : NULL;

	for (size_t i = 0; i < n && i < have; i++)
		if ((data[separator[i]] == '\n') != (i + 1 == n))
			wrong_length(t, i + 1, i + 1 < n);
	if (have < n)
		return false;
	t->first = t->next;
	t->next += n;
	t->row = t->in->begin;
	t->row_end = separator[n - 1];
	t->in->begin = t->row_end + 1;
	if (t->row_end > t->row && data[t->row_end - 1] == '\r')
		t->row_end--;
	t->in->line++;
	return true;
}

/* Blank lines of a CSV file mean nothing; csv_to_tsv keeps them so that line numbers stay true. */
static bool skip_blank(struct table *t)
{
	const char *data = t->in->data + t->in->begin;
	if (!t->csv || t->next == t->separators || t->separator[t->next] != t->in->begin || *data != '\n')
		return false;
	t->next++;
	t->in->begin++;
	t->in->line++;
	return true;
}

static void start_output(struct table *t)
{
	t->sheet = sheet_open(t->out, table_csv, (const char *const *)t->names.name, (size_t)t->out_columns);
}

/* Cells that were set for a row which then was not written. */
static void forget_cells(struct table *t)
{
	for (int i = 0; i < t->out_columns; i++)
		t->cells[i].set = false;
	t->touched = t->replaced = false;
	t->plain = true;
}

bool table_next(struct table *t)
{
	if (t->out != NULL && t->sheet == NULL)
		start_output(t);
	if (t->touched)
		forget_cells(t);
	for (;;) {
		while (skip_blank(t))
			;
		if (take_row(t))
			break;
		if (!read_more(t) && !next_file(t))
			return false;
	}
	t->rows++;
	return true;
}

uint64_t table_rows(const struct table *t)
{
	return t->rows;
}

uint64_t table_line(const struct table *t)
{
	return t->in->line;
}

/* ---- cells ---- */

struct slice table_text(const struct table *t, int column)
{
	if (column < 0)
		return (struct slice) { "", 0 };
	const uint32_t *separator = t->separator + t->first;
	const size_t from = column == 0 ? t->row : separator[column - 1] + (size_t)1;
	const size_t to = column + 1 == t->columns ? t->row_end : separator[column];
	return (struct slice) { t->in->data + from, to - from };
}

static bool is_missing(struct slice s)
{
	return s.n == 0 || (s.n == 1 && s.p[0] == '-');
}

bool table_missing(const struct table *t, int column)
{
	return is_missing(table_text(t, column));
}

static void refuse(const struct table *t, int column, const char *what)
{
	const struct slice s = table_text(t, column);
	if (is_missing(s))
		table_die(t, column, "missing");
	table_die(t, column, "%s: '%.*s'", what, (int)(s.n < 200 ? s.n : 200), s.p);
}

double table_number(struct table *t, int column)
{
	const struct slice s = table_text(t, column);
	double x = 0;
	if (!num_read(s.p, s.n, &x))
		refuse(t, column, "not a number");
	return x;
}

double table_number_or(struct table *t, int column, double missing)
{
	return table_missing(t, column) ? missing : table_number(t, column);
}

uint64_t table_count(struct table *t, int column)
{
	const struct slice s = table_text(t, column);
	uint64_t n = 0;
	if (!num_read_count(s.p, s.n, &n))
		refuse(t, column, "not a count");
	return n;
}

uint64_t table_count_or(struct table *t, int column, uint64_t missing)
{
	return table_missing(t, column) ? missing : table_count(t, column);
}

char *table_dup(const struct table *t, int column)
{
	return table_missing(t, column) ? xstrdup("") : slice_dup(table_text(t, column));
}

static char *place_of(const struct table *t, int column)
{
	const unsigned long long line = t->in->line;
	return column < 0 ? xprintf("%s:%llu: ", t->in->name, line)
	                  : xprintf("%s:%llu: column '%s': ", t->in->name, line, t->names.name[column]);
}

void table_die(const struct table *t, int column, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	die_v(place_of(t, column), format, args);
}

void table_warn(const struct table *t, int column, const char *format, ...)
{
	char *place = place_of(t, column);
	va_list args;
	va_start(args, format);
	warn_v(place, format, args);
	va_end(args);
	free(place);
}

/* ---- passing on ---- */

void table_output(struct table *t, struct out *out)
{
	t->out = out;
}

int table_append(struct table *t, const char *name)
{
	bool fresh;
	const int column = (int)keys_add(&t->names, slice_of(name), &fresh);

	if (fresh) {
		t->cells = xrealloc(t->cells, (size_t)++t->out_columns, sizeof *t->cells);
		t->cells[column].set = false;
	}
	return column;
}

static void set_cell(struct table *t, int column, struct slice text, bool number)
{
	struct cell *c = &t->cells[column];
	c->text = text;
	c->set = true;
	t->touched = true;
	t->replaced = t->replaced || column < t->columns;
	t->plain = t->plain && number;
}

void table_set(struct table *t, int column, double x)
{
	char *to = t->cells[column].number;
	set_cell(t, column, (struct slice) { to, (size_t)(num_write(to, x) - to) }, true);
}

void table_set_count(struct table *t, int column, uint64_t n)
{
	char *to = t->cells[column].number;
	set_cell(t, column, (struct slice) { to, (size_t)(num_write_count(to, n) - to) }, true);
}

void table_set_text(struct table *t, int column, const char *text)
{
	set_cell(t, column, slice_of(text), false);
}

void table_set_slice(struct table *t, int column, struct slice text)
{
	set_cell(t, column, text, false);
}

static char *copy(char *to, const char *from, size_t n)
{
	memcpy(to, from, n);
	return to + n;
}

static char *copy_number(char *to, struct cell *c)
{
	memcpy(to, c->number, NUM_MAX);   /* of fixed length: a move or two */
	c->set = false;
	return to + c->text.n;
}

/* A row in which only numbers were set, as TSV: the bytes between them are copied at once, nothing needs a look. */
static void write_plain(struct table *t, size_t room)
{
	char *start = out_room(t->out, room), *to = start;
	const char *from = t->in->data + t->row;

	for (int i = 0; t->replaced && i < t->columns; i++)
		if (t->cells[i].set) {
			const struct slice old = table_text(t, i);
			to = copy(to, from, (size_t)(old.p - from));
			to = copy_number(to, &t->cells[i]);
			from = old.p + old.n;
		}
	to = copy(to, from, (size_t)(t->in->data + t->row_end - from));
	for (int i = t->columns; i < t->out_columns; i++) {
		*to++ = '\t';
		to = t->cells[i].set ? copy_number(to, &t->cells[i]) : copy(to, "-", 1);
	}
	*to++ = '\n';
	out_add(t->out, (size_t)(to - start));
	out_row(t->out);
	t->sheet->rows++;
}

static void write_cells(struct table *t)
{
	for (int i = 0; i < t->out_columns; i++) {
		struct cell *c = &t->cells[i];
		const struct slice text = c->set ? c->text : i < t->columns ? table_text(t, i) : (struct slice) { "", 0 };
		if (!c->set && i < t->columns && !t->sheet->csv)
			sheet_raw(t->sheet, text);
		else
			sheet_slice(t->sheet, text);
		c->set = false;
	}
	sheet_end(t->sheet);
}

void table_write(struct table *t)
{
	const size_t room = t->row_end - t->row + (size_t)(t->out_columns + 1) * (NUM_MAX + 1);

	if (t->plain && !t->sheet->csv && room <= OUT_ROOM)
		write_plain(t, room);
	else
		write_cells(t);
	t->touched = t->replaced = false;
	t->plain = true;
}

uint64_t table_written(const struct table *t)
{
	return t->sheet != NULL ? t->sheet->rows : 0;
}
