/* share - the tables and scripts of share/, built in
 *
 * Every .tsv, .csv and .sh in a folder of share/, and VERSION, lies in the library, so that a tool needs no path to find its defaults. The same files are
 * installed for users to read and adapt.
 */
#ifndef CORE_SHARE_H
#define CORE_SHARE_H

#include "core/buf.h"

/* The bytes of share/NAME, "ensemble/constants.tsv" say. Dies when there is no such file: a mistake in the tool. */
struct slice share_file(const char *name);

/* The names that share_file knows, one by one from 0 on; NULL after the last. */
const char *share_name(size_t i);

/* The version of the suite, one word. */
const char *share_version(void);

#endif
