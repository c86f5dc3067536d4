#include "prod/spawn.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/die.h"

extern char **environ;

int spawn_wait(char *const words[], int stdout_fd)
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;

	posix_spawn_file_actions_init(&actions);
	if (stdout_fd != STDOUT_FILENO)
		posix_spawn_file_actions_adddup2(&actions, stdout_fd, STDOUT_FILENO);
	errno = posix_spawnp(&pid, words[0], &actions, NULL, words, environ);
	if (errno != 0)
		die("%s: cannot be started:", words[0]);
	posix_spawn_file_actions_destroy(&actions);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die("%s: cannot wait for it:", words[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
