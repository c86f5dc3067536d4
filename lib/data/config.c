#include "data/config.h"

#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"

enum { ENTRIES_MAX = 4096, SMALL_FILE = 4096 };

/* ---- entries ---- */

static void add_entry(struct config *c, struct in *in, struct slice key, struct slice value)
{
	for (size_t i = 0; i < c->n; i++) {
		if (!slice_is(key, c->entry[i].key))
			continue;
		in_warn(in, "'%s' again, line %llu said '%s'; this one counts", c->entry[i].key,
		        (unsigned long long)c->entry[i].line, c->entry[i].value);
		free(c->entry[i].key);
		free(c->entry[i].value);
		memmove(&c->entry[i], &c->entry[i + 1], (--c->n - i) * sizeof *c->entry);
		break;
	}
	if (c->n == ENTRIES_MAX)
		in_die(in, "more than %d keys", ENTRIES_MAX);
	MEM_GROW(c->entry, c->n, c->room);
	c->entry[c->n++] = (struct config_entry) { slice_dup(key), slice_dup(value), in->line };
}

void config_free(struct config *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->entry[i].key);
		free(c->entry[i].value);
	}
	free(c->entry);
	free(c->name);
	free(c);
}

/* ---- reading lines ---- */

static bool is_letter(char c)
{
	return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return '0' <= c && c <= '9';
}

/* A letter first, then what yield programs and people put into names. */
static bool is_key(struct slice key)
{
	for (size_t i = 0; i < key.n; i++)
		if (!is_letter(key.p[i]) && (i == 0 || (!is_digit(key.p[i]) && strchr(" .-", key.p[i]) == NULL)))
			return false;
	return key.n > 0;
}

static void check_characters(struct in *in, struct slice line)
{
	for (size_t i = 0; i < line.n; i++)
		if (((unsigned char)line.p[i] < 0x20 && line.p[i] != '\t') || line.p[i] == 0x7f)
			in_die(in, "a control character (%d) in a configuration", line.p[i]);
}

/* What stands between quotes, by the shell's rules; text begins with the quote. */
static struct slice unquote(struct in *in, struct slice text, struct buf *value)
{
	const char quote = text.p[0];
	bool evaluated = false;
	size_t i = 1;

	value->len = 0;
	for (; i < text.n && text.p[i] != quote; i++) {
		if (quote == '"' && text.p[i] == '\\' && i + 1 < text.n && strchr("\\\"$`", text.p[i + 1]) != NULL)
			i++;
		else if (quote == '"' && (text.p[i] == '$' || text.p[i] == '`'))
			evaluated = true;
		buf_add(value, text.p + i, 1);
	}
	if (i == text.n)
		in_die(in, "a quote that does not end");
	const struct slice rest = slice_trim((struct slice) { text.p + i + 1, text.n - i - 1 });
	if (rest.n > 0 && rest.p[0] != '#')
		in_die(in, "text after the quoted value: '%.*s'", (int)rest.n, rest.p);
	if (evaluated)
		in_warn(in, "a shell would evaluate this value; it is taken as it stands");
	return buf_slice(value);
}

/* Up to a comment, which a blank and # begin. */
static struct slice plain(struct slice text)
{
	for (size_t i = 0; i + 1 < text.n; i++)
		if ((text.p[i] == ' ' || text.p[i] == '\t') && text.p[i + 1] == '#')
			text.n = i;
	return slice_trim(text);
}

static void read_line(struct config *c, struct in *in, struct slice line, struct buf *value)
{
	const struct slice text = slice_trim(line);
	struct slice rest = text, key;

	if (text.n == 0 || text.p[0] == '#' || slice_begins(text, "=="))
		return;
	check_characters(in, line);
	slice_cut(&rest, '=', &key);
	key = slice_trim(key);
	if (rest.p == NULL || !is_key(key)) {
		in_warn(in, "no assignment, skipped: '%.*s'", (int)(text.n < 80 ? text.n : 80), text.p);
		return;
	}
	rest = slice_trim(rest);
	if (rest.n > 0 && (rest.p[0] == '"' || rest.p[0] == '\''))
		rest = unquote(in, rest, value);
	else
		rest = plain(rest);
	if (memchr(rest.p, '\t', rest.n) != NULL)
		in_die(in, "a tab in the value of '%.*s'", (int)key.n, key.p);
	add_entry(c, in, key, rest);
}

static struct config *new_config(const char *name)
{
	struct config *c = xcalloc(1, sizeof *c);
	c->name = xstrdup(name);
	return c;
}

struct config *config_read(struct in *in)
{
	struct config *c = new_config(in->name);
	struct buf value = { 0 };
	struct slice line;

	while (in_line(in, &line))
		read_line(c, in, line, &value);
	buf_free(&value);
	in_close(in);
	return c;
}

/* ---- the closed form ---- */

/* One value a line, as many as there are keys. */
static void read_small_file(struct config *c, const char *directory, const char *file, const char *const keys[], size_t n)
{
	char *path = xprintf("%s/%s", directory, file);
	struct in *in = in_open(path);
	struct in *text = in_text(path, in_all(in, SMALL_FILE));
	struct slice line;
	size_t found = 0;

	for (; in_line(text, &line); found++) {
		const struct slice value = slice_trim(line);
		check_characters(text, line);
		if (found >= n || value.n == 0 || memchr(value.p, ' ', value.n) != NULL || memchr(value.p, '\t', value.n) != NULL)
			in_die(text, "%s holds %zu values, one a line", path, n);
		add_entry(c, text, slice_of(keys[found]), value);
	}
	if (found < n)
		in_die(text, "'%s' is missing", keys[found]);
	in_close(text);
	in_close(in);
	free(path);
}

struct config *config_read_closed(const char *directory)
{
	static const char *const single[] = { "livetime", "rue", "rup", "kmax" };
	static const char *const settings[] = { "dem_emin", "dep_emin", "tmin", "max_livetime", "run", "samplingseed" };
	struct config *c = new_config(directory);

	c->closed = true;
	for (size_t i = 0; i < sizeof single / sizeof *single; i++)
		read_small_file(c, directory, single[i], &single[i], 1);
	read_small_file(c, directory, "settings", settings, sizeof settings / sizeof *settings);
	return c;
}

/* ---- names ---- */

static const struct { const char *key, *name; } aliases[] = {
	{ "cosmicjob", "CosmicJob" }, { "stops", "muon_stops" }, { "muon stops", "muon_stops" }, { "dem_emin", "DEM_emin" },
	{ "on_spill_time", "beam_onspill_time" }, { "NPOT", "beam_npot" }, { "NMOT", "beam_nmot" },
	{ "DIO", "dio_events" }, { "DIO_yield", "dio_events" }, { "IPAMichel_yield", "ipa_events" },
	{ "InternalRPC", "rpc_internal_events" }, { "InternalRPC_yield", "rpc_internal_events" },
	{ "ExternalRPC", "rpc_external_events" }, { "ExternalRPC_yield", "rpc_external_events" },
	{ "InternalRMC_yield", "rmc_internal_events" }, { "ExternalRMC_yield", "rmc_external_events" },
};

static const struct config_entry *find_key(const struct config *c, const char *key)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->entry[i].key, key) == 0)
			return &c->entry[i];
	return NULL;
}

/* A livetime alone is what the yields were asked for, today's onspilltime; beside an onspilltime, and in the closed form, it is wall-clock. */
static const char *name_of(const struct config *c, const char *key)
{
	if (strcmp(key, "livetime") == 0)
		return c->closed || find_key(c, "onspilltime") ? "beam_livetime" : "onspilltime";
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (strcmp(key, aliases[i].key) == 0)
			return aliases[i].name;
	return key;
}

const char *config_name(const struct config *c, const struct config_entry *e)
{
	return name_of(c, e->key);
}

const struct config_entry *config_find(const struct config *c, const char *key)
{
	const struct config_entry *found = find_key(c, key);

	if (found != NULL)
		return found;
	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(config_name(c, &c->entry[i]), name_of(c, key)) != 0)
			continue;
		if (found != NULL)
			warn("%s:%llu: '%s' and '%s' both say '%s'; this one counts", c->name, (unsigned long long)c->entry[i].line,
			     found->key, c->entry[i].key, name_of(c, key));
		found = &c->entry[i];
	}
	return found;
}

/* ---- writing ---- */

bool config_is_variable(const char *key)
{
	static const char *const shell[] = { "PATH", "IFS", "ENV", "CDPATH", "FPATH", "HOME", "PWD", "PS0", "PS1", "PS2", "PS3", "PS4",
	                                     "PROMPT_COMMAND", "SHELLOPTS", "GLOBIGNORE", "UID", "EUID", "PPID" };

	for (size_t i = 0; i < sizeof shell / sizeof *shell; i++)
		if (strcmp(key, shell[i]) == 0)
			return false;
	for (const char *k = key; *k != '\0'; k++)
		if (!is_letter(*k) && (k == key || !is_digit(*k)))
			return false;
	return *key != '\0' && strncmp(key, "LD_", 3) != 0 && strncmp(key, "BASH", 4) != 0;
}

bool config_is_value(struct slice value)
{
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
			return false;
	return true;
}

void config_write(struct out *out, const char *key, struct slice value)
{
	out_printf(out, "%s=\"", key);
	for (size_t i = 0; i < value.n; i++) {
		if (strchr("\\\"$`", value.p[i]) != NULL)
			out_text(out, "\\");
		out_put(out, value.p + i, 1);
	}
	out_text(out, "\"\n");
}
