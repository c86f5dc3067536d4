#include "core/place.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"

char *place_here(void)
{
	char *path = getcwd(NULL, 0);

	if (path == NULL)
		die("where this is cannot be found out:");
	return path;
}

/* What mkdir says of a directory that is there already differs from one file system to the other. */
static bool is_directory(const char *path)
{
	const int reason = errno;
	struct stat s;
	const bool there = stat(path, &s) == 0 && S_ISDIR(s.st_mode);

	errno = reason;
	return there;
}

void place_make(const char *path)
{
	char *part = xstrdup(path);

	for (char *slash = part; slash != NULL; ) {
		slash = strchr(slash + 1, '/');
		if (slash != NULL)
			*slash = '\0';
		if (mkdir(part, 0777) != 0 && !is_directory(part))
			die("%s: cannot make it:", part);
		if (slash != NULL)
			*slash = '/';
	}
	free(part);
}

mode_t place_mask(void)
{
	const mode_t mask = umask(0);

	umask(mask);
	return mask;
}
