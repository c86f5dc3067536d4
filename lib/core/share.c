#include "core/share.h"

#include <string.h>

#include "core/die.h"

struct share_entry {
	const char *name;
	const unsigned char *bytes;
	size_t n;
};

#include "core/share-files.h"   /* share_files[], made by share-files.gen.c */

struct slice share_file(const char *name)
{
	for (size_t i = 0; i < sizeof share_files / sizeof *share_files; i++)
		if (strcmp(share_files[i].name, name) == 0)
			return (struct slice) { (const char *)share_files[i].bytes, share_files[i].n };
	die("share/%s is not built in", name);
}

const char *share_name(size_t i)
{
	return i < sizeof share_files / sizeof *share_files ? share_files[i].name : NULL;
}

const char *share_version(void)
{
	static char version[32];
	const struct slice text = share_file("VERSION");
	memcpy(version, text.p, text.n < sizeof version ? text.n - 1 : sizeof version - 1);
	return version;
}
