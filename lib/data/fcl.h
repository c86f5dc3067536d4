/* fcl - what can be seen in a FHiCL file without its includes
 *
 * Reads the syntax: names and values, tables, lists, strings, comments, prologs (skipped: what stands in them is not the
 * configuration). Later assignments replace earlier ones, dotted names reach into tables. What comes from elsewhere
 * (@local::, @table::, @sequence::, an #include below the first assignment) is not looked up, but never taken for absent: fcl_get
 * answers FCL_UNSEEN. An #include above the first assignment is taken for prologs, which may stand nowhere else. Broken syntax, nesting
 * beyond FCL_DEPTH and more than FCL_ENTRIES values die with file and line.
 *
 * A key is a path: "source.dataSets.DIO.fileNames[0]".
 *
 * source  fhicl-cpp's language description; spec/ensemble.md 6.1
 */
#ifndef DATA_FCL_H
#define DATA_FCL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/in.h"
#include "core/keys.h"

enum { FCL_DEPTH = 64, FCL_ENTRIES = 100000, FCL_SIZE = 16 << 20 };

enum fcl_kind {
	FCL_ABSENT,
	FCL_TEXT,     /* a string, without its quotes, or a number or word */
	FCL_TABLE,
	FCL_LIST,
	FCL_UNSEEN,   /* it is, or may be, elsewhere */
};

struct fcl_entry {
	char *key, *text;   /* text: of FCL_TEXT; else "" */
	enum fcl_kind kind;
	bool splice;        /* stands in the table of that key, and brings members from elsewhere */
};

struct fcl {
	char *name;                /* of the file */
	struct fcl_entry *entry;   /* in the order of the file */
	size_t n, room;
	bool includes;             /* has an #include below its first assignment */
};

/* Reads everything, and leaves in open: its text may be wanted, too. The caller frees. */
struct fcl *fcl_read(struct in *in, struct slice *text);
void fcl_free(struct fcl *f);

/* What stands under the key; *text, if not NULL, is that of FCL_TEXT, else "". */
enum fcl_kind fcl_get(const struct fcl *f, const char *key, const char **text);

/* The names in a table, or the texts in a list, in their order. False when some are unseen, or a list holds more than texts. */
bool fcl_members(const struct fcl *f, const char *key, struct keys *names);

#endif
