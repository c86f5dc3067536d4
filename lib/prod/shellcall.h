/* shellcall - how a shell is called: with a command, or with something else
 *
 * source  POSIX.1-2017 sh; bash, dash and ksh take the same short options
 */
#ifndef PROD_SHELLCALL_H
#define PROD_SHELLCALL_H

enum shellcall {
	SHELLCALL_COMMAND,   /* -c COMMAND */
	SHELLCALL_SCRIPT,    /* a script, or stdin */
	SHELLCALL_TOOL,      /* nothing but long options: --help and its kin are not for a shell */
};

/* argv as main has it. */
enum shellcall shellcall_kind(char *const argv[]);

/* Becomes the shell, bash if it is NULL, or sh where there is no bash; argv[0] is replaced by its name. Dies when it cannot be started. */
_Noreturn void shellcall_exec(const char *shell, char *argv[]);

#endif
