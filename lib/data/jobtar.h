/* jobtar - archives, read with distrust and written reproducibly (libarchive)
 *
 * What is wrong with an archive dies with its name. A member is what its name says only if it is a regular file and comes once.
 * Names of members that are shown in messages are cut and cleaned of control characters.
 */
#ifndef DATA_JOBTAR_H
#define DATA_JOBTAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/in.h"
#include "core/out.h"

struct jobtar_member {
	const char *name;
	size_t limit;      /* 0: its content is not wanted, only its size */
	bool found;
	char *text;        /* with a terminator behind; the caller frees */
	uint64_t size;
};

/* Reads a tar to its end and fills in the n members that are wanted. Others, and another order, give a warning. */
void jobtar_read(struct in *in, struct jobtar_member *want, size_t n);

/* Writes an uncompressed ustar: files of mode 644, owned by root, of 1970. */
struct jobtar_writer *jobtar_writer(struct out *out);
void jobtar_put(struct jobtar_writer *w, const char *name, const void *bytes, size_t n);
void jobtar_put_file(struct jobtar_writer *w, const char *name, const char *path);
void jobtar_end(struct jobtar_writer *w);

/* Reads a bzip2 tar: does it hold a file of that name? A member that would leave the directory, when extracted, dies. */
bool jobtar_list_code(const char *path, const char *name);

/* Extracts the tar that is a member of the tar at path into the present directory; nothing if there is no such member. */
void jobtar_extract_inner(const char *path, const char *member);

#endif
