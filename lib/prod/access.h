/* access - where the files of a data set lie, and how a job reads them
 *
 *     protocol   ifdh: copied to the job's directory first; file: by its path; root: through the xrootd door
 *     location   tape, disk, scratch: the collaboration's storage, below $MU2E_DSROOT_TAPE and so on; dir:/path: all in one directory
 *
 * One of each for all data sets, and others for those that are named: DATASET:PROTOCOL, DATASET:LOCATION.
 *
 * source  spec/ensemble.md 8; Mu2e/mu2ejobtools
 */
#ifndef PROD_ACCESS_H
#define PROD_ACCESS_H

#include "core/keys.h"
#include "core/opt.h"

struct access {
	const char *protocol, *location;            /* of data sets that are not named; NULL: none */
	struct option_list protocols, locations;    /* "DATASET:..." */
};

/* Its options, for a tool's table; the last two are the defaults as the help gives them. */
#define ACCESS_OPTIONS(a, default_protocol, default_location) \
	{ 0, "default-protocol", "NAME", OPT_TEXT, &(a).protocol, "how files are read: ifdh, file, root [" default_protocol "]" }, \
	{ 0, "protocol", "DATASET:NAME", OPT_LIST, &(a).protocols, "the same for one data set; may be repeated" }, \
	{ 0, "default-location", "PLACE", OPT_TEXT, &(a).location, "where files lie: tape, disk, scratch, dir:/path [" default_location "]" }, \
	{ 0, "location", "DATASET:PLACE", OPT_LIST, &(a).locations, "the same for one data set; may be repeated" }

/* Dies when a word is none of the above or a data set is not among those given. */
void access_check(const struct access *a, const struct keys *datasets);

/* What a job opens to read the file: a path, a URL, or its name alone where nothing says where it lies or it is copied first. The
 * caller frees. Dies when there is no such place. */
char *access_path(const struct access *a, const char *file);

#endif
