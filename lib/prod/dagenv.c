#include "prod/dagenv.h"

#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/keys.h"
#include "core/mem.h"
#include "core/name.h"
#include "core/place.h"
#include "prod/batchdir.h"

extern char **environ;

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **dagenv_now(void)
{
	size_t n = 0;

	while (environ[n] != NULL)
		n++;
	char **all = xcalloc(n + 1, sizeof *all);
	for (size_t i = 0; i < n; i++)
		all[i] = xstrdup(environ[i]);
	qsort(all, n, sizeof *all, by_text);
	return all;
}

void dagenv_free(char **environment)
{
	for (char **e = environment; *e != NULL; e++)
		free(*e);
	free(environment);
}

/* ---- which variables ---- */

/* All words of a text that could be names. */
static void add_words(struct keys *words, const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

	for (text += strcspn(text, letters); *text != '\0'; text += strcspn(text, letters)) {
		const struct slice word = { text, strspn(text, letters) };
		if (variable_name(word))
			keys_add(words, word, NULL);
		text += word.n;
	}
}

static struct keys words_of(struct slice makefiles)
{
	struct keys words = { 0 };
	struct slice name;

	while (slice_cut(&makefiles, ' ', &name)) {
		struct buf text = { 0 };
		char *path = slice_dup(name);
		if (name.n > 0 && in_whole(path, IN_LINE_MAX, &text))
			add_words(&words, buf_text(&text));
		buf_free(&text);
		free(path);
	}
	return words;
}

/* Those that are passed on whatever the Makefiles say. */
static struct keys listed(const struct option_list *more)
{
	static const char *const always[] = { BATCHDIR_ENVIRONMENT };
	struct keys names = { 0 };

	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		keys_add(&names, slice_of(always[i]), NULL);
	for (size_t i = 0; i < more->n; i++) {
		if (!variable_name(slice_of(more->item[i])))
			die("--env: not the name of a variable: '%s'", more->item[i]);
		keys_add(&names, slice_of(more->item[i]), NULL);
	}
	return names;
}

/* ---- the fragment ---- */

static void put_variables(struct buf *to, const struct makecall *c, char *const environment[], const struct keys *always, const struct keys *words)
{
	size_t i;

	for (; *environment != NULL; environment++) {
		struct slice value = slice_of(*environment), name;
		slice_cut(&value, '=', &name);
		char *variable = slice_dup(name);
		if (keys_find(always, name, &i) || (keys_find(words, name, &i) && !makecall_overrules(c, variable))) {
			buf_printf(to, "export %s=", variable);
			command_quote(to, value.p != NULL ? value.p : "");
			buf_add_text(to, "\n");
		}
		free(variable);
	}
}

static void put_call(struct buf *to, const struct makecall *c)
{
	struct command words = makecall_words(c);

	buf_add_text(to, "make_target() {\n\texec");
	for (size_t i = 0; i < words.n; i++) {
		buf_add_text(to, " ");
		command_quote(to, words.word[i]);
	}
	buf_add_text(to, " \"$1\"\n}\n");
	command_free(&words);
}

void dagenv_put(struct buf *to, const struct makecall *c, char *const environment[], const struct option_list *more, struct slice makefiles)
{
	struct keys always = listed(more), words = words_of(makefiles);
	char *here = place_here();

	buf_add_text(to, "# environment - what nodes find in theirs, where they start, and how they call make; read by node\n");
	put_variables(to, c, environment, &always, &words);
	buf_add_text(to, "directory=");
	command_quote(to, here);
	buf_add_text(to, "\ncd \"$directory\" || exit 2\n");
	put_call(to, c);
	keys_free(&always);
	keys_free(&words);
	free(here);
}
