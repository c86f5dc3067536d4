/* config - the configuration of an ensemble, as its first stage writes it
 *
 *     key= value       forms of 2024 and the "flat" one of 2026: blanks after the =, keys may hold blanks ("muon stops")
 *     key="value"      form of 2026: assignments of a shell, with its quotes and backslashes
 *
 * Both may stand in one file (signal injection appends the first to the second). Comments (#), empty lines and rules of = are skipped;
 * other lines without an assignment are text that some program printed: a warning, and skipped. Nothing is ever evaluated: a $ or `
 * that a shell would act on is kept as it stands, with a warning. A key that comes again replaces the former, with a warning.
 * CRLF is read. Quotes that do not end, text after them, control characters and too many keys die with file and line.
 *
 * The closed form of 2021 is a directory with one number a file: livetime, rue, rup, kmax; and settings, six lines.
 *
 * source  spec/ensemble.md 7.2, 7.7
 */
#ifndef DATA_CONFIG_H
#define DATA_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/in.h"
#include "core/out.h"

struct config_entry {
	char *key, *value;
	uint64_t line;
};

struct config {
	char *name;                   /* of the file, for messages */
	struct config_entry *entry;   /* in the order of their lines */
	size_t n, room;
	bool closed;                  /* was read from a directory */
};

/* Reads everything and closes in. The caller frees. */
struct config *config_read(struct in *in);
struct config *config_read_closed(const char *directory);
void config_free(struct config *c);

/* The name that the newest form has for the key of an entry ("stops" and "muon stops" are muon_stops); its own when it has no other. */
const char *config_name(const struct config *c, const struct config_entry *e);

/* The entry with that key, else with the same name; when two differ in key only, the last, with a warning. NULL: none. */
const struct config_entry *config_find(const struct config *c, const char *key);

/* May a configuration set it? A variable's name, and none that governs the shell (PATH, IFS, LD_..., ...). A value holds no control
 * character. */
bool config_is_variable(const char *key);
bool config_is_value(struct slice value);

/* Writes key="value" so that config_read, and any shell that sources the line, gets exactly the value. Both must be as above. */
void config_write(struct out *out, const char *key, struct slice value);

#endif
