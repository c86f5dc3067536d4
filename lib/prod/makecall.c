#include "prod/makecall.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/in.h"
#include "prod/makegraph.h"
#include "prod/spawn.h"

/* ---- variables ---- */

/* The next word: blanks end it but behind a '\', which stands before '\', too; '$' is doubled. False when there is none. */
static bool next_word(const char **flags, struct buf *word)
{
	const char *p = *flags + strspn(*flags, " ");
	const bool any = *p != '\0';

	for (word->len = 0; *p != '\0' && *p != ' '; p++) {
		if ((*p == '\\' && p[1] != '\0') || (*p == '$' && p[1] == '$'))
			p++;
		buf_add(word, p, 1);
	}
	buf_text(word);
	*flags = p;
	return any;
}

/* Flags, "--", variables. */
void makecall_inherit(struct makecall *c, const char *makeflags)
{
	struct buf word = { 0 };
	bool behind = false;

	while (makeflags != NULL && next_word(&makeflags, &word)) {
		if (behind)
			command_add(&c->variables, word.data);
		behind = behind || strcmp(word.data, "--") == 0;
	}
	buf_free(&word);
}

bool makecall_overrules(const struct makecall *c, const char *name)
{
	static const char *const makes[] = { "MAKE", "MAKECMDGOALS", "MAKEFILES", "MAKEFILE_LIST", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKE_COMMAND",
	                                     "MAKE_HOST", "MAKE_RESTARTS", "MAKE_TERMERR", "MAKE_TERMOUT", "MAKE_VERSION", "MFLAGS", "GNUMAKEFLAGS", "SHELL", "_" };
	const size_t n = strlen(name);

	for (size_t i = 0; i < sizeof makes / sizeof *makes; i++)
		if (strcmp(name, makes[i]) == 0)
			return true;
	for (size_t i = 0; i < c->variables.n; i++) {
		const char *word = c->variables.word[i];
		if (strncmp(word, name, n) == 0 && word[n] != '\0' && strchr("=:+?!", word[n]) != NULL)
			return true;
	}
	return false;
}

/* ---- calls ---- */

/* What begins a call, and what comes behind its options. */
static void add_options(struct command *words, const struct makecall *c)
{
	command_add(words, "make");
	command_add(words, "--no-print-directory");
	if (c->makefile != NULL) {
		command_add(words, "-f");
		command_add(words, c->makefile);
	}
}

static void add_operands(struct command *words, const struct command *more)
{
	for (size_t i = 0; i < more->n; i++)
		command_add(words, more->word[i]);
}

struct command makecall_words(const struct makecall *c)
{
	struct command words = { 0 };

	add_options(&words, c);
	command_add(&words, "--");
	add_operands(&words, &c->variables);
	return words;
}

/* As in a node; and make is to speak English. */
static void clear_environment(void)
{
	static const char *const between[] = { "MAKEFLAGS", "MFLAGS", "GNUMAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKEFILES", "LANGUAGE" };

	for (size_t i = 0; i < sizeof between / sizeof *between; i++)
		unsetenv(between[i]);
	setenv("LC_ALL", "C", 1);
}

static void add_default_goal(struct makecall *c, struct slice database)
{
	char *goal = slice_dup(makegraph_variable(database, ".DEFAULT_GOAL"));

	if (*goal == '\0')
		die("no goal");
	command_add(&c->goals, goal);
	free(goal);
}

static void read_answer(FILE *file, struct buf *answer)
{
	size_t n;

	rewind(file);
	while ((n = fread(buf_room(answer, IN_BLOCK), 1, IN_BLOCK, file)) > 0)
		answer->len += n;
	if (ferror(file))
		die("cannot read what make said:");
}

void makecall_ask(struct makecall *c, struct buf *database)
{
	struct command words = { 0 };
	FILE *file = tmpfile();

	if (file == NULL)
		die("cannot make a temporary file:");
	add_options(&words, c);
	command_add(&words, "-np");
	command_add(&words, "--");
	add_operands(&words, &c->variables);
	add_operands(&words, &c->goals);
	clear_environment();
	const int status = spawn_wait(words.word, fileno(file));
	if (status != 0)
		die("make -n ended with status %d", status);
	read_answer(file, database);
	fclose(file);
	command_free(&words);
	if (c->goals.n == 0)
		add_default_goal(c, buf_slice(database));
}
