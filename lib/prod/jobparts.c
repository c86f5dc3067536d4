#include "prod/jobparts.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "core/place.h"

static const char *extension(void)
{
	return table_csv ? ".csv" : ".tsv";
}

void jobparts_cells(struct sheet *sheet, const struct slice cells[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		(sheet->csv ? sheet_slice : sheet_raw)(sheet, cells[i]);
}

struct jobparts jobparts_open(const char *directory, const char *const names[], size_t columns)
{
	if (directory != NULL)
		place_make(directory);
	return (struct jobparts) { .directory = directory, .names = names, .columns = columns };
}

char *jobparts_begin(struct jobparts *p, const char *job)
{
	if (p->directory == NULL)
		return NULL;
	char *path = xprintf("%s/%s%s", p->directory, job, extension());
	p->out = tool_create(path);
	p->sheet = sheet_open(p->out, table_csv, p->names, p->columns);
	return path;
}

void jobparts_row(struct jobparts *p, const struct slice cells[])
{
	if (p->sheet == NULL)
		return;
	jobparts_cells(p->sheet, cells, p->columns);
	sheet_end(p->sheet);
}

void jobparts_end(struct jobparts *p)
{
	if (p->sheet == NULL)
		return;
	sheet_close(p->sheet);
	out_close(p->out);
	p->sheet = NULL;
}

/* Of a file PREFIX-DIGITS.tsv: the digits. Of any other: none. */
static struct slice number_of(const char *file, const char *prefix)
{
	const size_t k = strlen(prefix);

	if (strncmp(file, prefix, k) != 0 || file[k] != '-')
		return (struct slice) { "", 0 };
	const struct slice number = { file + k + 1, strspn(file + k + 1, "0123456789") };
	return strcmp(number.p + number.n, extension()) == 0 ? number : (struct slice) { "", 0 };
}

void jobparts_refuse_others(const struct jobparts *p, const char *prefix, uint64_t digits, uint64_t n)
{
	DIR *d = p->directory != NULL ? opendir(p->directory) : NULL;

	if (p->directory == NULL)
		return;
	if (d == NULL)
		die("%s:", p->directory);
	for (const struct dirent *e; (e = readdir(d)) != NULL; ) {
		const struct slice number = number_of(e->d_name, prefix);
		if (number.n > 0 && (number.n != digits || strtoull(number.p, NULL, 10) > n || strtoull(number.p, NULL, 10) == 0))
			die("%s/%s: is of another split: remove it", p->directory, e->d_name);
	}
	closedir(d);
}
