#include "core/page.h"

#include <stdio.h>
#include <string.h>

static const char *type_name(enum column_type type)
{
	return type == NUMBER ? "number" : type == COUNT ? "count" : "text";
}

static const char *operands_of(const struct tool *tool)
{
	return tool->operands != NULL ? tool->operands : "[FILE...]";
}

/* ---- --help ---- */

static void help_columns(const char *title, const struct column *c, struct out *o)
{
	if (c == NULL || c->name == NULL)
		return;
	out_printf(o, "\n%s\n", title);
	for (; c->name != NULL; c++)
		out_printf(o, "  %-20s %-7s %-7s %s%s\n", c->name, type_name(c->type), c->unit ? c->unit : "", c->meaning,
		           c->optional ? " (may be absent)" : "");
}

static void help_options(const char *title, const struct option_spec *s, struct out *o)
{
	if (s == NULL || s->name == NULL)
		return;
	out_printf(o, "\n%s\n", title);
	for (; s->name != NULL; s++) {
		char left[80];
		const int n = snprintf(left, sizeof left, "%c%c%s--%s%s%s", s->letter ? '-' : ' ', s->letter ? s->letter : ' ',
		                       s->letter ? ", " : "  ", s->name, s->argument ? " " : "", s->argument ? s->argument : "");
		out_printf(o, n <= 26 ? "  %-26s %s\n" : "  %s\n                             %s\n", left, s->help);
	}
}

static void help_lines(const char *title, const char *text, struct out *o)
{
	if (text == NULL)
		return;
	out_printf(o, "\n%s", title);
	struct slice rest = slice_of(text), line;
	while (slice_cut(&rest, '\n', &line))
		out_printf(o, "\n  %.*s", (int)line.n, line.p);
	out_text(o, "\n");
}

void page_help(const struct tool *tool, struct out *o)
{
	out_printf(o, "%s - %s\n\nusage: %s [option...] %s\n", tool->name, tool->does, tool->name, operands_of(tool));
	if (tool->more != NULL)
		out_printf(o, "\n%s\n", tool->more);
	help_columns("columns in", tool->in, o);
	help_columns("columns out", tool->out, o);
	help_options("options", tool->options, o);
	help_options("options of every tool", opt_common, o);
	help_lines("example", tool->example, o);
	out_printf(o, "\nstatus: 0 done; 1 %s; 2 it could not be done\n", tool->status ? tool->status : "--fail-empty, and no row");
}

/* ---- --man ---- */

/* Text for roff: a backslash is an escape, a dot or quote in front a request. */
static void roff(const char *text, struct out *o)
{
	for (const char *c = text; *c; c++) {
		if ((c == text || c[-1] == '\n') && (*c == '.' || *c == '\''))
			out_text(o, "\\&");
		if (*c == '\\')
			out_text(o, "\\e");
		else if (*c == '-')
			out_text(o, "\\-");
		else
			out_put(o, c, 1);
	}
}

static void man_columns(const char *title, const struct column *c, struct out *o)
{
	if (c == NULL || c->name == NULL)
		return;
	out_printf(o, ".Ss %s\n.Bl -tag -width 20n\n", title);
	for (; c->name != NULL; c++) {
		out_text(o, ".It Li ");
		roff(c->name, o);
		out_printf(o, "\n%s%s%s: ", type_name(c->type), c->unit ? ", " : "", c->unit ? c->unit : "");
		roff(c->meaning, o);
		out_text(o, c->optional ? " (may be absent)\n" : "\n");
	}
	out_text(o, ".El\n");
}

static void man_options(const struct option_spec *s, struct out *o)
{
	for (; s != NULL && s->name != NULL; s++) {
		out_text(o, ".It ");
		if (s->letter)
			out_printf(o, "Fl %c , ", s->letter);
		out_printf(o, "Fl \\-%s", s->name);
		if (s->argument)
			out_printf(o, " Ar %s", s->argument);
		out_text(o, "\n");
		roff(s->help, o);
		out_text(o, "\n");
	}
}

void page_man(const struct tool *tool, struct out *o)
{
	char title[64];

	snprintf(title, sizeof title, "%s", tool->name);
	for (char *c = title; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	out_printf(o, ".Dd $Mdocdate$\n.Dt %s 1\n.Os beampipe\n.Sh NAME\n.Nm %s\n.Nd ", title, tool->name);
	roff(tool->does, o);
	out_printf(o, "\n.Sh SYNOPSIS\n.Nm\n.Op Ar option ...\n%s%s%s.Sh DESCRIPTION\n", *operands_of(tool) ? ".Ar " : "",
	           operands_of(tool), *operands_of(tool) ? "\n" : "");
	roff(tool->does, o);
	out_text(o, "\n");
	if (tool->more != NULL) {
		out_text(o, ".Bd -unfilled\n");
		roff(tool->more, o);
		out_text(o, "\n.Ed\n");
	}
	man_columns("Columns in", tool->in, o);
	man_columns("Columns out", tool->out, o);
	out_text(o, ".Sh OPTIONS\n.Bl -tag -width Ds\n");
	man_options(tool->options, o);
	man_options(opt_common, o);
	out_text(o, ".El\n.Sh EXIT STATUS\n0 done; 1 ");
	roff(tool->status ? tool->status : "--fail-empty, and no row", o);
	out_text(o, "; 2 it could not be done.\n");
	if (tool->example != NULL) {
		out_text(o, ".Sh EXAMPLES\n.Bd -literal\n");
		roff(tool->example, o);
		out_text(o, "\n.Ed\n");
	}
}

/* ---- --complete ---- */

static void complete_names(const struct option_spec *s, bool files_only, struct out *o)
{
	for (; s != NULL && s->name != NULL; s++)
		if (!files_only)
			out_printf(o, " --%s", s->name);
		else if (s->argument != NULL && (s->type == OPT_FILE || strcmp(s->argument, "FILE") == 0))
			out_printf(o, "|--%s", s->name);
}

void page_complete(const struct tool *tool, struct out *o)
{
	char function[64];

	snprintf(function, sizeof function, "_beampipe_%s", tool->name);
	for (char *c = function; *c; c++)
		if (*c == '-')
			*c = '_';
	out_printf(o, "%s()\n{\n\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n", function);
	out_text(o, "\tcase $before in\n\t-o");
	complete_names(tool->options, true, o);
	complete_names(opt_common, true, o);
	out_text(o, ") COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n\tesac\n");
	out_text(o, "\tcase $word in\n\t-*) COMPREPLY=($(compgen -W \"");
	complete_names(tool->options, false, o);
	complete_names(opt_common, false, o);
	out_text(o, "\" -- \"$word\")) ;;\n\t*) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n\tesac\n}\n");
	out_printf(o, "complete -o filenames -F %s %s\n", function, tool->name);
}
