/* catalog - the files that a production reads: by process, each list in one order
 *
 * A table with the columns process, file_name and events; gen_count (events generated for the file) and livetime_s (seconds that a
 * cosmic sample stands for) as they apply; further columns are not looked at. The order of its rows means nothing:
 * processes and, within each, files are sorted by the bytes of their names. This one list is the input of everything (weights, checks,
 * plans, jobs), so that they speak of the same files.
 *
 * What a process was generated with is its sum of livetimes where its files have one, else its sum of generated events; a process
 * of which some files have a livetime and some have none is refused. So are names that are no file names (core/name.h), a file that
 * comes twice (in any process) and counts that add up to more than 2^53: all die with file and line.
 *
 * calling sequence  catalog_open or catalog_read; catalog_find and the members; catalog_close
 * memory            56 bytes and the name for each file; everything lives until catalog_close
 * cost              reading, and n log n comparisons of names
 * source            spec/ensemble.md 5 and 7.3
 */
#ifndef PROD_CATALOG_H
#define PROD_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/keys.h"
#include "core/table.h"

struct catalog_file {
	const char *name, *process;
	uint64_t events;
	double gen_count, livetime_s;     /* nan: not in the catalogue */
	uint64_t line;                    /* in the catalogue */
	const char *row;                  /* all its cells, tabs between; NULL when not asked for */
};

struct catalog_process {
	const char *name;
	const struct catalog_file *file;  /* sorted by name */
	size_t n;
	uint64_t events;                  /* sum over the files */
	double generated;                 /* events, or seconds if timed; nan when a file does not say */
	bool timed;                       /* cosmics: what they stand for is a time */
};

struct catalog {
	const char *path;                 /* for messages */
	struct catalog_process *process;  /* sorted by name */
	size_t n;
	struct catalog_file *file;        /* all of them, process after process */
	size_t files;
	struct keys names, columns;       /* of processes, in the order of the table; of the table's columns, with rows */
};

/* Reads the catalogue at path ("-" is stdin). The path is kept, not copied. */
struct catalog *catalog_open(const char *path);

/* Reads a table that is open, called `name` in messages, and closes it. with_rows keeps each file's whole row, for those who pass it on. */
struct catalog *catalog_read(struct table *t, const char *name, bool with_rows);

void catalog_close(struct catalog *c);

/* The process of that name; NULL when it has no file. */
const struct catalog_process *catalog_find(const struct catalog *c, struct slice name);

/* The file of that name; NULL when it is not among those of the process. */
const struct catalog_file *catalog_find_file(const struct catalog_process *p, struct slice name);

/* Files first .. first+n-1 of a process (as many of them as there are), with sums of their own: what one job reads, say. It refers to
 * the catalogue; nothing is to be freed. */
struct catalog_process catalog_part(const struct catalog_process *p, size_t first, size_t n);

/* mu2ejobdef's rule for jobs of equally many files, the last of what is left: jobs that n files make with that many in each, or files in
 * each that make that many jobs at most. n / by rounded up; by > 0. */
size_t catalog_jobs(size_t n, size_t by);

#endif
