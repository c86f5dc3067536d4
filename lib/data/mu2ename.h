/* mu2ename - the names of Mu2e files and data sets, and where they lie on storage
 *
 *     file      tier.owner.description.configuration.sequencer.extension
 *     data set  tier.owner.description.configuration.extension
 *
 * A field is [A-Za-z0-9_][-A-Za-z0-9_]*, so no name can hold a directory, a blank or anything a shell would look at; at most
 * 255 bytes in all. Slices refer to the text that was parsed. Strings that are returned are the caller's to free.
 *
 * source  spec/ensemble.md 8; Mu2e/mu2efilename (file families)
 */
#ifndef DATA_MU2ENAME_H
#define DATA_MU2ENAME_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"

enum mu2ename_field { MU2E_TIER, MU2E_OWNER, MU2E_DESCRIPTION, MU2E_CONFIGURATION, MU2E_SEQUENCER, MU2E_EXTENSION, MU2E_FIELDS };

extern const char *const mu2ename_fields[MU2E_FIELDS + 1];   /* "tier", "owner", ...; ends in NULL */

struct mu2ename {
	struct slice field[MU2E_FIELDS];   /* the sequencer of a data set is empty */
};

bool mu2ename_is_field(struct slice text);

/* Reads a file's name, or a data set's. False when it is none; then *why says so ("5 fields instead of 6"), valid until the next call. */
bool mu2ename_parse(struct slice text, struct mu2ename *name, const char **why);
bool mu2ename_parse_dataset(struct slice text, struct mu2ename *name, const char **why);

/* The fields joined: the file's name, the data set's. */
char *mu2ename_file(const struct mu2ename *name);
char *mu2ename_dataset(const struct mu2ename *name);

/* "001430_00000017" <-> run 1430, subrun 17. False for sequencers of another form ("0"). */
bool mu2ename_run_subrun(struct slice sequencer, uint64_t *run, uint64_t *subrun);
char *mu2ename_sequencer(uint64_t run, uint64_t subrun);

/* "3f/a2": the first two and the next two hexadecimal digits of the SHA-256 of a file's name. */
enum { MU2ENAME_DIRECTORY = 6 };
void mu2ename_directory(struct slice file, char directory[MU2ENAME_DIRECTORY]);

/* Where the file lies below a root of storage: family/tier/owner/description/configuration/extension/3f/a2/name. NULL when its tier
 * has no file family. */
char *mu2ename_path(const struct mu2ename *name);

#endif
