/* die - how every tool says that something is wrong
 *
 * One line on stderr, "prog: message", control characters as '?'. A format that ends in ':' has the system's reason (errno) appended. Rows that
 * were whole when a tool dies are on stdout, before the message; a file named by -o is as it was (see out.h).
 *
 * status  0 done, or yes; 1 done, and the answer is no; 2 could not be done
 */
#ifndef CORE_DIE_H
#define CORE_DIE_H

#include <stdarg.h>

extern const char *prog;   /* the name messages begin with; set by tool_options */
extern int verbosity;      /* 0; each -v adds one, each -q takes one */

/* Says why and leaves with status 2. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says what is doubtful and goes on; the status stays as it is. Silent under -q. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same with a place ("file:line: ") before the message, for those who wrap them. */
_Noreturn void die_v(const char *place, const char *format, va_list args);
void warn_v(const char *place, const char *format, va_list args);

/* Says what goes on, under -v only. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
