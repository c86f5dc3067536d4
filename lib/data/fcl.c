#include "data/fcl.h"

#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"

/* ---- words ---- */

struct reader {
	struct fcl *f;
	struct in *in;        /* for messages: its line is the present one */
	const char *p, *end;
	struct buf word;      /* the last one that was read */
	bool quoted;          /* ... stood in quotes */
	unsigned depth;
	bool prolog;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool at(const struct reader *r, const char *text)
{
	const size_t n = strlen(text);
	return (size_t)(r->end - r->p) >= n && memcmp(r->p, text, n) == 0;
}

static void skip_line(struct reader *r)
{
	while (r->p < r->end && *r->p != '\n')
		r->p++;
}

/* Over blanks, comments and includes to the next word; false at the end. */
static bool skip_blanks(struct reader *r)
{
	for (; r->p < r->end; r->p++) {
		if (*r->p == '#' || at(r, "//")) {
			r->f->includes |= at(r, "#include") && r->f->n > 0;
			skip_line(r);
			if (r->p == r->end)
				break;
		}
		if (*r->p == '\n')
			r->in->line++;
		else if (!is_blank(*r->p))
			return true;
	}
	return false;
}

/* A string keeps what stands between its quotes; in double ones a backslash takes its special meaning from " and \. */
static void read_quoted(struct reader *r)
{
	const char quote = *r->p++;

	for (; r->p < r->end && *r->p != quote; r->p++) {
		if (quote == '"' && *r->p == '\\' && r->p + 1 < r->end && (r->p[1] == '"' || r->p[1] == '\\'))
			r->p++;
		r->in->line += *r->p == '\n';
		buf_add(&r->word, r->p, 1);
	}
	if (r->p == r->end)
		in_die(r->in, "a string that does not end");
	r->p++;
}

/* The next word: one of {}[],: or a string, or whatever stands before the next blank or sign ("@local::x" is one word). */
static bool read_word(struct reader *r)
{
	r->word.len = 0;
	r->quoted = false;
	if (!skip_blanks(r))
		return false;
	if (*r->p == '"' || *r->p == '\'') {
		r->quoted = true;
		read_quoted(r);
		return true;
	}
	if (strchr("{}[],:", *r->p) != NULL && *r->p != '\0') {
		buf_add(&r->word, r->p++, 1);
		return true;
	}
	bool indexed = false;   /* a[2] is one word */
	for (; r->p < r->end && !is_blank(*r->p) && memchr("{},\"'#", *r->p, 6) == NULL; r->p++) {
		if (at(r, "::"))
			buf_add(&r->word, r->p++, 1);
		else if (*r->p == ':' || (*r->p == ']' && !indexed))
			break;
		if ((unsigned char)*r->p < 0x20)
			in_die(r->in, "a control character (%d)", *r->p);
		indexed |= *r->p == '[';
		buf_add(&r->word, r->p, 1);
	}
	return true;
}

static bool is(const struct reader *r, const char *word)
{
	return !r->quoted && slice_is(buf_slice(&r->word), word);
}

static bool begins(const struct reader *r, const char *word)
{
	return !r->quoted && slice_begins(buf_slice(&r->word), word);
}

/* ---- values ---- */

static void add(struct reader *r, const char *key, enum fcl_kind kind, struct slice text, bool splice)
{
	struct fcl *f = r->f;

	if (r->prolog)
		return;
	if (f->n == FCL_ENTRIES)
		in_die(r->in, "more than %d values", FCL_ENTRIES);
	MEM_GROW(f->entry, f->n, f->room);
	f->entry[f->n++] = (struct fcl_entry) { xstrdup(key), slice_dup(text), kind, splice };
}

static const struct slice nothing = { "", 0 };

static void read_members(struct reader *r, const char *table);

static void read_value(struct reader *r, const char *key);

static void read_items(struct reader *r, const char *list)
{
	for (size_t i = 0; ; i++) {
		if (!read_word(r))
			in_die(r->in, "a list that does not end");
		if (is(r, "]"))
			return;
		char *key = xprintf("%s[%zu]", list, i);
		read_value(r, key);
		free(key);
		if (!read_word(r))
			in_die(r->in, "a list that does not end");
		if (is(r, "]"))
			return;
		if (!is(r, ","))
			in_die(r->in, "'%s' where , or ] should be", buf_text(&r->word));
	}
}

/* The value that begins with the present word. */
static void read_value(struct reader *r, const char *key)
{
	if (++r->depth > FCL_DEPTH)
		in_die(r->in, "nested deeper than %d", FCL_DEPTH);
	if (strlen(key) > 4096)
		in_die(r->in, "a name of more than 4096 bytes");
	if (is(r, "{")) {
		add(r, key, FCL_TABLE, nothing, false);
		read_members(r, key);
	} else if (is(r, "[")) {
		add(r, key, FCL_LIST, nothing, false);
		read_items(r, key);
	} else if (is(r, "}") || is(r, "]") || is(r, ",") || is(r, ":")) {
		in_die(r->in, "'%s' where the value of '%s' should be", buf_text(&r->word), key);
	} else if (is(r, "@erase")) {
		add(r, key, FCL_ABSENT, nothing, false);
	} else if (begins(r, "@") && !is(r, "@nil")) {
		add(r, key, FCL_UNSEEN, nothing, false);
	} else {
		add(r, key, FCL_TEXT, buf_slice(&r->word), false);
	}
	r->depth--;
}

/* Between a name and its value stands a colon, and before it perhaps a word like @protect_error. */
static void read_colon(struct reader *r, const char *key)
{
	bool more = read_word(r);

	if (more && begins(r, "@"))
		more = read_word(r);
	if (!more || !is(r, ":"))
		in_die(r->in, "no : after '%s'", key);
	if (!read_word(r))
		in_die(r->in, "no value after '%s'", key);
}

static bool is_name(const struct reader *r)
{
	for (size_t i = 0; i < r->word.len; i++) {
		const char c = r->word.data[i];
		if (!(('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || strchr("_.-[]", c) != NULL))
			return false;
	}
	return !r->quoted && r->word.len > 0 && r->word.len < 1024;
}

static bool prolog_mark(struct reader *r)
{
	if (!is(r, "BEGIN_PROLOG") && !is(r, "END_PROLOG"))
		return false;
	if (r->prolog == is(r, "BEGIN_PROLOG"))
		in_die(r->in, "%s in the wrong place", buf_text(&r->word));
	r->prolog = !r->prolog;
	return true;
}

/* Names and values up to the table's brace, or to the end of the file outside of any table ("" is its name). */
static void read_members(struct reader *r, const char *table)
{
	const bool top = r->depth == 0;

	while (read_word(r)) {
		if (!top && is(r, "}"))
			return;
		if (top && prolog_mark(r))
			continue;
		if (begins(r, "@table::")) {
			add(r, table, FCL_UNSEEN, nothing, true);
			continue;
		}
		if (is(r, ",") && !top)   /* as some write between members */
			continue;
		if (!is_name(r))
			in_die(r->in, "'%s' where a name should be", buf_text(&r->word));
		char *key = *table ? xprintf("%s.%s", table, buf_text(&r->word)) : xstrdup(buf_text(&r->word));
		read_colon(r, key);
		read_value(r, key);
		free(key);
	}
	if (!top)
		in_die(r->in, "the table '%s' does not end", table);
}

struct fcl *fcl_read(struct in *in, struct slice *text)
{
	struct fcl *f = xcalloc(1, sizeof *f);
	const struct slice all = in_all(in, FCL_SIZE);
	struct reader r = { .f = f, .in = in, .p = all.p, .end = all.p + all.n };

	in->line = 1;
	if (memchr(all.p, '\0', all.n) != NULL)
		in_die(in, "not text: it holds a zero byte");
	f->name = xstrdup(in->name);
	read_members(&r, "");
	if (r.prolog)
		in_die(in, "a prolog that does not end");
	buf_free(&r.word);
	if (text != NULL)
		*text = all;
	return f;
}

void fcl_free(struct fcl *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->entry[i].key);
		free(f->entry[i].text);
	}
	free(f->entry);
	free(f->name);
	free(f);
}

/* ---- looking up ---- */

/* The rest of key behind the table or list `of`; NULL when it is not in there. */
static const char *inside(const char *key, const char *of)
{
	const size_t n = strlen(of);

	if (n == 0)
		return key;
	return strncmp(key, of, n) == 0 && (key[n] == '.' || key[n] == '[') ? key + n : NULL;
}

/* In the order of the file: the key itself, or what it stands in, replaces what was known of it. */
enum fcl_kind fcl_get(const struct fcl *f, const char *key, const char **text)
{
	static const struct fcl_entry table = { .text = "", .kind = FCL_TABLE };   /* that dotted names speak of */
	const struct fcl_entry *found = NULL;
	bool unseen = f->includes;

	for (size_t i = 0; i < f->n; i++) {
		const struct fcl_entry *e = &f->entry[i];
		const bool around = inside(key, e->key) != NULL;

		if (e->splice) {
			unseen |= around;
		} else if (around) {
			found = NULL;
			unseen = e->kind == FCL_UNSEEN;
		} else if (strcmp(e->key, key) == 0) {
			found = e;
			unseen = false;
		} else if ((found == NULL || found->kind == FCL_TEXT) && inside(e->key, key) != NULL) {
			found = &table;
		}
	}
	if (text != NULL)
		*text = found ? found->text : "";
	return found ? found->kind : unseen ? FCL_UNSEEN : FCL_ABSENT;
}

/* Those that were not erased. */
static void drop_erased(const struct fcl *f, const char *table, struct keys *names)
{
	struct keys left = { 0 };

	for (size_t i = 0; i < names->n; i++) {
		char *key = xprintf("%s.%s", table, names->name[i]);
		if (fcl_get(f, key, NULL) != FCL_ABSENT)
			keys_add(&left, slice_of(names->name[i]), NULL);
		free(key);
	}
	keys_free(names);
	*names = left;
}

bool fcl_members(const struct fcl *f, const char *key, struct keys *names)
{
	bool seen = true, erased = false;

	for (size_t i = 0; i < f->n; i++) {
		const struct fcl_entry *e = &f->entry[i];
		const char *rest = inside(e->key, key);
		const bool same = strcmp(e->key, key) == 0;

		if (same && e->splice) {
			seen = false;
		} else if (same || (inside(key, e->key) != NULL && !e->splice)) {
			keys_free(names);
			seen = e->kind != FCL_UNSEEN;
		} else if (rest != NULL && *rest == '.') {
			keys_add(names, (struct slice) { rest + 1, strcspn(rest + 1, ".[") }, NULL);
			erased |= e->kind == FCL_ABSENT;
		} else if (rest != NULL && e->kind == FCL_TEXT) {
			keys_add(names, slice_of(e->text), NULL);
		} else if (rest != NULL) {
			seen = false;
		}
	}
	if (erased)
		drop_erased(f, key, names);
	return seen && fcl_get(f, key, NULL) != FCL_UNSEEN;
}
