/* page - a tool's pages, made from its struct tool: --help, --man, --complete
 *
 * source  mdoc(7) for the manual page; bash's programmable completion for the rule
 */
#ifndef CORE_PAGE_H
#define CORE_PAGE_H

#include "core/opt.h"

extern const struct option_spec opt_common[];   /* what every tool has; ends in { 0 } */

void page_help(const struct tool *tool, struct out *o);
void page_man(const struct tool *tool, struct out *o);
void page_complete(const struct tool *tool, struct out *o);

#endif
