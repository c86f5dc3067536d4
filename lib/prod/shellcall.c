#include "prod/shellcall.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "core/die.h"

/* Short options, with - or +, come in one word or several; o and O take a word each. -c makes the first operand the command, else that is a script,
 * or what stands on stdin. */
enum shellcall shellcall_kind(char *const argv[])
{
	static const char *const pages[] = { "--help", "--man", "--complete", "--version" };
	bool command = false;
	char *const *word = argv + 1;

	for (size_t i = 0; i < sizeof pages / sizeof *pages && *word != NULL; i++)
		if (strcmp(*word, pages[i]) == 0)
			return SHELLCALL_TOOL;
	for (; *word != NULL && (**word == '-' || **word == '+') && (*word)[1] != '\0' && strcmp(*word, "--") != 0; word++) {
		if ((*word)[1] == '-')
			continue;
		command |= **word == '-' && strchr(*word, 'c') != NULL;
		for (const char *letter = *word + 1; *letter != '\0' && word[1] != NULL; letter++)
			if (*letter == 'o' || *letter == 'O')
				word++;
	}
	return command ? SHELLCALL_COMMAND : *word == NULL && argv[1] != NULL ? SHELLCALL_TOOL : SHELLCALL_SCRIPT;
}

_Noreturn void shellcall_exec(const char *shell, char *argv[])
{
	argv[0] = (char *)(shell != NULL ? shell : "bash");
	execvp(argv[0], argv);
	if (shell == NULL && errno == ENOENT) {
		argv[0] = (char *)"sh";
		execvp(argv[0], argv);
	}
	die("%s: cannot be started:", argv[0]);
}
