#include "prod/command.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static void add(struct command *c, char *word)
{
	if (c->n + 1 >= c->room)   /* one more for the NULL */
		c->word = mem_grow(c->word, &c->room, sizeof *c->word);
	c->word[c->n++] = word;
	c->word[c->n] = NULL;
}

void command_add(struct command *c, const char *word)
{
	add(c, xstrdup(word));
}

void command_printf(struct command *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(c, xprintf_v(format, args));
	va_end(args);
}

void command_free(struct command *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->word[i]);
	free(c->word);
	*c = (struct command) { 0 };
}

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool has_control(const char *word)
{
	while (*word != '\0' && !is_control(*word))
		word++;
	return *word != '\0';
}

void command_quote(struct buf *to, const char *word)
{
	buf_add_text(to, "'");
	for (const char *quote; (quote = strchr(word, '\'')) != NULL; word = quote + 1) {
		buf_add(to, word, (size_t)(quote - word));
		buf_add_text(to, "'\\''");
	}
	buf_add_text(to, word);
	buf_add_text(to, "'");
}

/* $'...': octal escapes have three digits, so that a digit behind one is not taken for a part of it. */
static void add_escaped(struct buf *to, const char *word)
{
	buf_add_text(to, "$'");
	for (; *word != '\0'; word++)
		if (*word == '\n') {
			buf_add_text(to, "\\n");
		} else if (is_control(*word)) {
			buf_printf(to, "\\%03o", (unsigned char)*word);
		} else {
			buf_add_text(to, *word == '\'' || *word == '\\' ? "\\" : "");
			buf_add(to, word, 1);
		}
	buf_add_text(to, "'");
}

void command_word(struct buf *to, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+:,./@%=";
	const bool assignment = *word != '-' && strchr(word, '=') != NULL;

	if (*word != '\0' && word[strspn(word, plain)] == '\0' && !assignment)
		buf_add_text(to, word);
	else
		command_quote(to, word);
}

void command_line(struct buf *to, const struct command *c)
{
	for (size_t i = 0; i < c->n; i++) {
		buf_add_text(to, i > 0 ? " " : "");
		(has_control(c->word[i]) ? add_escaped : command_word)(to, c->word[i]);
	}
}

void command_put(struct out *out, const struct command *c)
{
	struct buf text = { 0 };

	command_line(&text, c);
	buf_add_text(&text, "\n");
	out_put(out, text.data, text.len);
	out_row(out);
	buf_free(&text);
}
