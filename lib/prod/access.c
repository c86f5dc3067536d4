#include "prod/access.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "data/mu2ename.h"

static const char *const protocols[] = { "ifdh", "file", "root", NULL };

/* ---- what the options say ---- */

static bool is_directory(const char *location)
{
	if (strncmp(location, "dir:/", 5) != 0)
		return false;
	for (const char *c = location; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f || *c == '"' || *c == '\\')
			return false;
	return true;
}

static void check_location(const char *option, const char *location)
{
	static const char *const places[] = { "tape", "disk", "scratch", "dir:/path", NULL };

	if (!is_directory(location))
		opt_word(option, location, places);
}

/* The part behind "DATASET:", when the data set is among those given. */
static const char *behind(const char *option, const char *text, const struct keys *datasets)
{
	const char *colon = strchr(text, ':');
	size_t number;

	if (colon == NULL)
		die("--%s: '%s' has no ':'", option, text);
	if (!keys_find(datasets, (struct slice) { text, (size_t)(colon - text) }, &number))
		die("--%s: no input data set '%.*s'", option, (int)(colon - text), text);
	return colon + 1;
}

void access_check(const struct access *a, const struct keys *datasets)
{
	if (a->protocol != NULL)
		opt_word("default-protocol", a->protocol, protocols);
	if (a->location != NULL)
		check_location("default-location", a->location);
	for (size_t i = 0; i < a->protocols.n; i++)
		opt_word("protocol", behind("protocol", a->protocols.item[i], datasets), protocols);
	for (size_t i = 0; i < a->locations.n; i++)
		check_location("location", behind("location", a->locations.item[i], datasets));
}

static const char *chosen(const struct option_list *named, const char *all, const char *dataset)
{
	const size_t n = strlen(dataset);

	for (size_t i = named->n; i-- > 0; )
		if (strncmp(named->item[i], dataset, n) == 0 && named->item[i][n] == ':')
			return named->item[i] + n + 1;
	return all;
}

/* ---- paths ---- */

static char *storage_path(const struct mu2ename *name, const char *file, const char *location)
{
	char *variable = xprintf("MU2E_DSROOT_%s", location);

	for (char *c = variable; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	const char *root = getenv(variable);
	if (root == NULL || *root != '/')
		die("where '%s' is, the environment must say: %s", location, variable);
	char *below = mu2ename_path(name);
	if (below == NULL)
		die("no place on storage for the tier and owner of '%s'", file);
	char *path = xprintf("%s/%s", root, below);
	free(below);
	free(variable);
	return path;
}

/* The door serves what is below /pnfs. */
static char *door(char *path)
{
	static const char pnfs[] = "/pnfs/";

	if (strncmp(path, pnfs, sizeof pnfs - 1) != 0)
		die("protocol root reads what lies below /pnfs, not '%s'", path);
	char *url = xprintf("xroot://fndcadoor.fnal.gov//pnfs/fnal.gov/usr/%s", path + sizeof pnfs - 1);
	free(path);
	return url;
}

char *access_path(const struct access *a, const char *file)
{
	struct mu2ename name;
	const char *why;

	if (!mu2ename_parse(slice_of(file), &name, &why))
		die("'%s' is no name of a Mu2e file: %s", file, why);
	char *dataset = mu2ename_dataset(&name);
	const char *protocol = chosen(&a->protocols, a->protocol, dataset), *location = chosen(&a->locations, a->location, dataset);
	free(dataset);
	if (location == NULL && protocol != NULL && strcmp(protocol, "ifdh") != 0)
		die("protocol %s needs to know where '%s' lies (--location, --default-location)", protocol, file);
	if (location == NULL || (protocol != NULL && strcmp(protocol, "ifdh") == 0))
		return xstrdup(file);
	char *path = is_directory(location) ? xprintf("%s/%s", location + 4, file) : storage_path(&name, file, location);
	return protocol != NULL && strcmp(protocol, "root") == 0 ? door(path) : path;
}
