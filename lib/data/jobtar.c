#include "data/jobtar.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"

enum { BLOCK = 64 * 1024 };
static const int64_t extracted_max = (int64_t)64 << 30;   /* bytes of code: beyond is a bomb, not a program */

/* ---- reading ---- */

/* Dies; what libarchive holds is freed first. */
__attribute__((format(printf, 2, 3))) _Noreturn static void refuse(struct archive *a, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *message = xprintf_v(format, args);
	va_end(args);
	archive_read_free(a);
	die("%s", message);
}

static void check(const char *name, struct archive *a, int status)
{
	if (status != ARCHIVE_WARN && status != ARCHIVE_OK)
		refuse(a, "%s: no good archive: %s", name, archive_error_string(a) ? archive_error_string(a) : "unknown reason");
}

/* libarchive takes the window of in, block by block. */
static la_ssize_t give(struct archive *a, void *state, const void **block)
{
	struct in *in = state;

	(void)a;
	if (in->begin == in->end)
		in_more(in);
	*block = in->data + in->begin;
	const size_t n = in->end - in->begin;
	in->begin = in->end;
	return (la_ssize_t)n;
}

/* ustar, pax and GNU's: what tar(1) and Perl's Archive::Tar write. */
static struct archive *open_tar(const char *name, bool bzip2, void *state, archive_read_callback *read)
{
	struct archive *a = archive_read_new();

	if (a == NULL)
		die("%s: no memory for reading it", name);
	archive_read_support_format_tar(a);
	if (bzip2)
		archive_read_support_filter_bzip2(a);
	check(name, a, archive_read_open(a, state, NULL, read, NULL));
	return a;
}

static bool next_header(const char *name, struct archive *a, struct archive_entry **entry)
{
	const int status = archive_read_next_header(a, entry);

	if (status == ARCHIVE_EOF)
		return false;
	check(name, a, status);
	return true;
}

static const char *name_of(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	return name ? name : "";
}

/* A name for a message; valid until the next call. */
static const char *shown(const char *name)
{
	static char text[81];
	size_t n = 0;

	for (; n < sizeof text - 1 && name[n] != '\0'; n++)
		text[n] = (unsigned char)name[n] < 0x20 || name[n] == 0x7f ? '?' : name[n];
	text[n] = '\0';
	return text;
}

static void read_member(const char *archive, struct archive *a, struct archive_entry *entry, struct jobtar_member *m)
{
	const int64_t size = archive_entry_size(entry);

	if (m->found)
		refuse(a, "%s: '%s' is there twice", archive, m->name);
	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL)
		refuse(a, "%s: '%s' is no file", archive, m->name);
	if (size < 0 || (m->limit > 0 && (uint64_t)size > m->limit))
		refuse(a, "%s: '%s' is larger than %zu bytes", archive, m->name, m->limit);
	m->found = true;
	m->size = (uint64_t)size;
	if (m->limit == 0) {
		check(archive, a, archive_read_data_skip(a));
		return;
	}
	m->text = xmalloc((size_t)size + 1);
	for (size_t have = 0; have < (size_t)size; ) {
		const la_ssize_t n = archive_read_data(a, m->text + have, (size_t)size - have);
		if (n < 0)
			check(archive, a, ARCHIVE_FATAL);
		if (n == 0)
			refuse(a, "%s: '%s' ends early", archive, m->name);
		have += (size_t)n;
	}
	m->text[size] = '\0';
}

void jobtar_read(struct in *in, struct jobtar_member *want, size_t n)
{
	struct archive *a = open_tar(in->name, false, in, give);
	struct archive_entry *entry;
	size_t last = 0;

	while (next_header(in->name, a, &entry)) {
		size_t i = 0;
		while (i < n && strcmp(name_of(entry), want[i].name) != 0)
			i++;
		if (i == n) {
			warn("%s: '%s' is no part of a job definition; ignored", in->name, shown(name_of(entry)));
			continue;
		}
		read_member(in->name, a, entry, &want[i]);
		if (i < last)
			warn("%s: '%s' comes after '%s'", in->name, want[i].name, want[last].name);
		last = i > last ? i : last;
	}
	archive_read_free(a);
}

/* ---- writing ---- */

struct jobtar_writer {
	struct archive *archive;
	struct out *out;
};

static la_ssize_t take(struct archive *a, void *state, const void *bytes, size_t n)
{
	(void)a;
	out_put(((struct jobtar_writer *)state)->out, bytes, n);
	return (la_ssize_t)n;
}

struct jobtar_writer *jobtar_writer(struct out *out)
{
	struct jobtar_writer *w = xcalloc(1, sizeof *w);

	w->out = out;
	w->archive = archive_write_new();
	if (w->archive == NULL || archive_write_set_format_ustar(w->archive) != ARCHIVE_OK ||
	    archive_write_open(w->archive, w, NULL, take, NULL) != ARCHIVE_OK)
		die("cannot write an archive");
	return w;
}

static void put_header(struct jobtar_writer *w, const char *name, int64_t size)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, size);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_mtime(entry, 0, 0);
	if (archive_write_header(w->archive, entry) != ARCHIVE_OK)
		die("cannot write '%s': %s", name, archive_error_string(w->archive));
	archive_entry_free(entry);
}

static void put_data(struct jobtar_writer *w, const char *name, const void *bytes, size_t n)
{
	if (archive_write_data(w->archive, bytes, n) != (la_ssize_t)n)
		die("cannot write '%s': %s", name, archive_error_string(w->archive));
}

void jobtar_put(struct jobtar_writer *w, const char *name, const void *bytes, size_t n)
{
	put_header(w, name, (int64_t)n);
	put_data(w, name, bytes, n);
}

void jobtar_put_file(struct jobtar_writer *w, const char *name, const char *path)
{
	static char block[BLOCK];
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat s;
	ssize_t n;

	if (fd < 0 || fstat(fd, &s) != 0)
		die("%s:", path);
	put_header(w, name, s.st_size);
	off_t left = s.st_size;
	while (left > 0 && (n = read(fd, block, sizeof block)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			die("%s: cannot read:", path);
		put_data(w, name, block, (size_t)n < (size_t)left ? (size_t)n : (size_t)left);
		left -= n;
	}
	if (left != 0)
		die("%s: changed while it was read", path);
	close(fd);
}

void jobtar_end(struct jobtar_writer *w)
{
	if (archive_write_close(w->archive) != ARCHIVE_OK)
		die("cannot write an archive: %s", archive_error_string(w->archive));
	archive_write_free(w->archive);
	free(w);
}

/* ---- code ---- */

/* What extraction must never meet: a name that leads out of the directory. */
static void check_inside(const char *archive, const char *name)
{
	bool out = name == NULL || *name == '/' || *name == '\0';

	for (const char *part = name; !out && part != NULL; part = strchr(part, '/')) {
		part += *part == '/';
		out = strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0');
	}
	if (out)
		die("%s: a member that would leave the directory: '%s'", archive, shown(name ? name : ""));
}

static void check_entry(const char *archive, struct archive_entry *entry)
{
	const mode_t type = archive_entry_filetype(entry);

	check_inside(archive, name_of(entry));
	if (archive_entry_hardlink(entry) != NULL)
		check_inside(archive, archive_entry_hardlink(entry));
	else if (type != AE_IFREG && type != AE_IFDIR && type != AE_IFLNK)   /* links may point anywhere: nothing is written through them */
		die("%s: a member that is no file, directory or link: '%s'", archive, shown(name_of(entry)));
}

static void check_bzip2(const char *path)
{
	char head[4] = "";
	const int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die("%s:", path);
	if (read(fd, head, 3) != 3 || memcmp(head, "BZh", 3) != 0)
		die("%s: not compressed by bzip2", path);
	close(fd);
}

bool jobtar_list_code(const char *path, const char *name)
{
	check_bzip2(path);
	struct in *in = in_open(path);
	struct archive *a = open_tar(path, true, in, give);
	struct archive_entry *entry;
	bool found = false;

	while (next_header(path, a, &entry)) {
		check_entry(path, entry);
		found |= strcmp(name_of(entry), name) == 0 && archive_entry_filetype(entry) == AE_IFREG;
	}
	archive_read_free(a);
	in_close(in);
	return found;
}

/* The inner archive pulls from the member of the outer one. */
struct inner {
	struct archive *outer;
	const char *name;
	char block[BLOCK];
};

static la_ssize_t give_inner(struct archive *a, void *state, const void **block)
{
	struct inner *inner = state;
	const la_ssize_t n = archive_read_data(inner->outer, inner->block, sizeof inner->block);

	(void)a;
	if (n < 0)
		check(inner->name, inner->outer, ARCHIVE_FATAL);
	*block = inner->block;
	return n;
}

static void extract_all(const char *path, struct archive *a)
{
	struct archive *disk = archive_write_disk_new();
	struct archive_entry *entry;
	int64_t total = 0;

	archive_write_disk_set_options(disk, ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_SECURE_NODOTDOT |
	                                     ARCHIVE_EXTRACT_SECURE_SYMLINKS | ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS);
	while (next_header(path, a, &entry)) {
		check_entry(path, entry);
		archive_entry_set_perm(entry, archive_entry_perm(entry) & 0755);   /* nobody becomes anybody else by it */
		total += archive_entry_size(entry);
		if (total > extracted_max)
			die("%s: its code is larger than %lld bytes", path, (long long)extracted_max);
		if (archive_read_extract2(a, entry, disk) != ARCHIVE_OK)
			die("%s: cannot extract '%s': %s", path, shown(name_of(entry)), archive_error_string(a));
	}
	archive_write_free(disk);
}

void jobtar_extract_inner(const char *path, const char *member)
{
	struct in *in = in_open(path);
	struct archive *outer = open_tar(path, false, in, give);
	struct archive_entry *entry;

	while (next_header(path, outer, &entry)) {
		if (strcmp(name_of(entry), member) != 0)
			continue;
		struct inner *inner = xcalloc(1, sizeof *inner);
		inner->outer = outer;
		inner->name = path;
		struct archive *a = open_tar(path, true, inner, give_inner);
		extract_all(path, a);
		archive_read_free(a);
		free(inner);
		break;
	}
	archive_read_free(outer);
	in_close(in);
}
