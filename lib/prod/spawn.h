/* spawn - runs a program and waits for it; no shell in between
 *
 * The program gets its words as they are. Dies when it cannot be started.
 */
#ifndef PROD_SPAWN_H
#define PROD_SPAWN_H

/* words ends in NULL, words[0] is looked for in PATH; its stdout goes to the file descriptor. Its exit status, or 128 + the
 * signal that killed it. */
int spawn_wait(char *const words[], int stdout_fd);

#endif
