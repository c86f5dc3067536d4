#include "prod/jobtext.h"

#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"
#include "prod/command.h"

static const char *const placeholders[] = { [JOBTEXT_VALUES] = "{}", [JOBTEXT_JOB] = "{job}", [JOBTEXT_PART] = "{part}" };

static enum jobtext_what placeholder_at(const char *p)
{
	for (enum jobtext_what what = JOBTEXT_VALUES; what <= JOBTEXT_PART; what++)
		if (strncmp(p, placeholders[what], strlen(placeholders[what])) == 0)
			return what;
	return JOBTEXT_PLAIN;
}

/* ---- what a shell takes as a whole: no placeholder may be in it ---- */

static void refuse_between(const char *option, const char *from, const char *to, const char *why)
{
	for (; from < to; from++)
		if (placeholder_at(from))
			die("--%s: %s %s", option, placeholders[placeholder_at(from)], why);
}

/* Behind a substitution in double quotes. With quotes of its own it would take a shell to say what is quoted and what is not. */
static const char *skip_substitution(const char *option, const char *p)
{
	const char *inside = p + (*p == '`' ? 1 : 2), *end = strpbrk(inside, "'\"(`)\\");

	if (end == NULL || *end != (*p == '`' ? '`' : ')'))
		die("--%s: too many quotes to follow, put it into a script: '%s'", option, p);
	return end + 1;
}

/* Quotes in `...` are looked at after backslashes and backquotes, so that no quotes protect a value there. */
static const char *skip_quoted(const char *option, const char *p)
{
	const char quote = *p, *next;
	const char *why = quote == '`' ? "in `...`: there no quotes are safe, $(...) has it" : "in quotes: it brings its own";

	for (p++; *p != '\0' && *p != quote; p = next) {
		if (*p == '\\' && quote != '\'' && p[1] != '\0') {
			next = p + 2;
			continue;
		}
		next = quote == '"' && (*p == '`' || strncmp(p, "$(", 2) == 0) ? skip_substitution(option, p) : p + 1;
		refuse_between(option, p, next, why);
	}
	if (*p == '\0')
		die("--%s: a %c that is not closed", option, quote);
	return p + 1;
}

/* A shell evaluates what is there, quoted or not. */
static const char *skip_arithmetic(const char *option, const char *begin)
{
	const char *p = begin;

	for (int open = 0; *p != '\0'; p++) {
		open += (*p == '(') - (*p == ')');
		if (open == 0)
			break;
	}
	if (*p == '\0')
		die("--%s: a (( that is not closed", option);
	refuse_between(option, begin, p, "in ((...)): a value could be a command there");
	return p + 1;
}

/* Behind one character of a command, or what it begins. */
static const char *skip(const char *option, const char *p)
{
	if (*p == '\\' && p[1] != '\0')
		return p + 2;
	if (*p == '\'' || *p == '"' || *p == '`')
		return skip_quoted(option, p);
	if (strncmp(p, "$'", 2) == 0 || strncmp(p, "$[", 2) == 0)
		die("--%s: not every shell knows %s", option, p[1] == '[' ? "$[...]" : "$'...'");
	if (strncmp(p, "((", 2) == 0)
		return skip_arithmetic(option, p);
	return p + 1;
}

/* ---- reading ---- */

static void add_piece(struct jobtext *t, enum jobtext_what what, const char *from, const char *to)
{
	MEM_GROW(t->piece, t->n, t->room);
	t->piece[t->n++] = (struct jobtext_piece) { what, { from, (size_t)(to - from) } };
	t->has[what] = true;
}

/* Would a placeholder between these two be something else to a shell? */
static void check_neighbours(const char *option, enum jobtext_what what, char before, char behind)
{
	if (before == '$')
		die("--%s: $%s: the shell's or ours?", option, placeholders[what]);
	if (what == JOBTEXT_VALUES && (behind == '<' || behind == '>'))
		die("--%s: {}%c: a number would be a descriptor, a blank helps", option, behind);
}

static struct jobtext parse(const char *option, const char *text, bool command)
{
	struct jobtext t = { .command = command };
	const char *begun = text, *p = text;

	while (*p != '\0') {
		const enum jobtext_what what = placeholder_at(p);
		if (what == JOBTEXT_PLAIN) {
			p = command ? skip(option, p) : p + 1;
			continue;
		}
		const char *end = p + strlen(placeholders[what]);
		if (command)
			check_neighbours(option, what, p > text ? p[-1] : ' ', *end);
		add_piece(&t, JOBTEXT_PLAIN, begun, p);
		add_piece(&t, what, p, end);
		begun = p = end;
	}
	add_piece(&t, JOBTEXT_PLAIN, begun, p);
	return t;
}

struct jobtext jobtext_command(const char *option, const char *text)
{
	return parse(option, text, true);
}

struct jobtext jobtext_list(const char *option, const char *text)
{
	return parse(option, text != NULL ? text : "", false);
}

/* ---- writing ---- */

void jobtext_add(struct jobtext_job *job, struct slice value)
{
	char *word = slice_dup(value);

	buf_add_text(&job->words, job->words.len > 0 ? " " : "");
	command_word(&job->words, word);
	buf_add_text(&job->list, job->list.len > 0 ? "," : "");
	buf_add(&job->list, value.p, value.n);
	free(word);
}

void jobtext_clear(struct jobtext_job *job)
{
	free(job->name);
	free(job->part);
	buf_free(&job->words);
	buf_free(&job->list);
	*job = (struct jobtext_job) { 0 };
}

static void put_piece(struct buf *to, const struct jobtext *t, const struct jobtext_piece *piece, const struct jobtext_job *job)
{
	const struct slice values = buf_slice(t->command ? &job->words : &job->list);

	switch (piece->what) {
	case JOBTEXT_VALUES:
		buf_add(to, values.p, values.n);
		break;
	case JOBTEXT_JOB:
	case JOBTEXT_PART:
		(t->command ? command_word : buf_add_text)(to, piece->what == JOBTEXT_JOB ? job->name : job->part);
		break;
	default:
		buf_add(to, piece->text.p, piece->text.n);
	}
}

void jobtext_put(struct buf *to, const struct jobtext *t, const struct jobtext_job *job)
{
	for (size_t i = 0; i < t->n; i++)
		put_piece(to, t, &t->piece[i], job);
}
