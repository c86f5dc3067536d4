#include "data/mu2ename.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/mem.h"
#include "core/num.h"

enum { LONGEST = 255 };

const char *const mu2ename_fields[MU2E_FIELDS + 1] = { "tier", "owner", "description", "configuration", "sequencer", "extension" };

static bool is_word(char c)
{
	return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '_';
}

bool mu2ename_is_field(struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!is_word(text.p[i]) && (i == 0 || text.p[i] != '-'))
			return false;
	return text.n > 0;
}

/* ---- reading ---- */

static char reason[128];   /* of the last failure */

static bool split(struct slice text, size_t n, struct slice *field, const char **why)
{
	struct slice part;
	size_t found = 0;

	*why = reason;
	if (text.n > LONGEST) {
		snprintf(reason, sizeof reason, "longer than %d bytes", LONGEST);
		return false;
	}
	while (slice_cut(&text, '.', &part))
		if (found++ < n)
			field[found - 1] = part;
	if (found != n)
		snprintf(reason, sizeof reason, "%zu fields instead of %zu", found, n);
	return found == n;
}

static bool check(const struct mu2ename *name, bool with_sequencer)
{
	for (int f = 0; f < MU2E_FIELDS; f++)
		if ((f != MU2E_SEQUENCER || with_sequencer) && !mu2ename_is_field(name->field[f])) {
			snprintf(reason, sizeof reason, "its %s is not made of letters, digits, _ and -", mu2ename_fields[f]);
			return false;
		}
	return true;
}

bool mu2ename_parse(struct slice text, struct mu2ename *name, const char **why)
{
	return split(text, MU2E_FIELDS, name->field, why) && check(name, true);
}

bool mu2ename_parse_dataset(struct slice text, struct mu2ename *name, const char **why)
{
	if (!split(text, MU2E_FIELDS - 1, name->field, why))
		return false;
	name->field[MU2E_EXTENSION] = name->field[MU2E_SEQUENCER];
	name->field[MU2E_SEQUENCER] = (struct slice) { "", 0 };
	return check(name, false);
}

/* ---- writing ---- */

static char *join(const struct mu2ename *name, bool with_sequencer)
{
	struct buf text = { 0 };

	for (int f = 0; f < MU2E_FIELDS; f++) {
		if (f == MU2E_SEQUENCER && !with_sequencer)
			continue;
		if (f > 0)
			buf_add_text(&text, ".");
		buf_add(&text, name->field[f].p, name->field[f].n);
	}
	buf_text(&text);
	return text.data;
}

char *mu2ename_file(const struct mu2ename *name)
{
	return join(name, true);
}

char *mu2ename_dataset(const struct mu2ename *name)
{
	return join(name, false);
}

/* ---- sequencers ---- */

char *mu2ename_sequencer(uint64_t run, uint64_t subrun)
{
	return xprintf("%06llu_%08llu", (unsigned long long)run, (unsigned long long)subrun);
}

bool mu2ename_run_subrun(struct slice sequencer, uint64_t *run, uint64_t *subrun)
{
	struct slice rest = sequencer, first, second;

	if (!slice_cut(&rest, '_', &first) || !slice_cut(&rest, '_', &second) || rest.p != NULL)
		return false;
	if (!num_read_count(first.p, first.n, run) || !num_read_count(second.p, second.n, subrun))
		return false;
	char *again = mu2ename_sequencer(*run, *subrun);   /* the one form that there is: no "1e3", no missing zeros */
	const bool same = slice_is(sequencer, again);
	free(again);
	return same;
}

/* ---- storage ---- */

void mu2ename_directory(struct slice file, char directory[MU2ENAME_DIRECTORY])
{
	uint8_t sum[DIGEST_BYTES];
	char hex[DIGEST_HEX];

	digest_sha256(file.p, file.n, sum);
	digest_hex(sum, hex);
	memcpy(directory, (const char[]) { hex[0], hex[1], '/', hex[2], hex[3], '\0' }, MU2ENAME_DIRECTORY);
}

/* Files of the collaboration (owner mu2e) and of users are kept in different families; raw data in one. */
static const struct { const char *tier, *official, *user; } families[] = {
	{ "raw", "phy-raw", "phy-raw" }, { "rec", "phy-rec", "usr-dat" }, { "ntd", "phy-ntd", "usr-dat" },
	{ "ext", NULL, "usr-dat" }, { "rex", NULL, "usr-dat" }, { "xnt", NULL, "usr-dat" },
	{ "cnf", "phy-etc", "usr-etc" }, { "log", "phy-etc", "usr-etc" }, { "bck", "phy-etc", "usr-etc" }, { "etc", "phy-etc", "usr-etc" },
	{ "sim", "phy-sim", "usr-sim" }, { "dts", "phy-sim", "usr-sim" }, { "mix", "phy-sim", "usr-sim" },
	{ "dig", "phy-sim", "usr-sim" }, { "mcs", "phy-sim", "usr-sim" }, { "nts", "phy-nts", "usr-nts" },
};

static const char *family(const struct mu2ename *name)
{
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (slice_is(name->field[MU2E_TIER], families[i].tier))
			return slice_is(name->field[MU2E_OWNER], "mu2e") ? families[i].official : families[i].user;
	return NULL;
}

char *mu2ename_path(const struct mu2ename *name)
{
	static const enum mu2ename_field order[] = { MU2E_TIER, MU2E_OWNER, MU2E_DESCRIPTION, MU2E_CONFIGURATION, MU2E_EXTENSION };
	char directory[MU2ENAME_DIRECTORY];
	struct buf path = { 0 };

	if (family(name) == NULL)
		return NULL;
	buf_add_text(&path, family(name));
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		buf_add_text(&path, "/");
		buf_add(&path, name->field[order[i]].p, name->field[order[i]].n);
	}
	char *file = mu2ename_file(name);
	mu2ename_directory(slice_of(file), directory);
	buf_printf(&path, "/%s/%s", directory, file);
	free(file);
	buf_text(&path);
	return path.data;
}
