#include "prod/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"

static bool put_all(int fd, const char *bytes, size_t n, const char *file)
{
	while (n > 0) {
		const ssize_t done = write(fd, bytes, n);
		if (done >= 0) {
			bytes += done;
			n -= (size_t)done;
		} else if (errno == EAGAIN) {
			poll(&(struct pollfd) { .fd = fd, .events = POLLOUT }, 1, -1);
		} else if (errno != EINTR) {
			if (errno != EPIPE)
				warn("cannot write what is in %s:", file);
			return false;
		}
	}
	return true;
}

static void relay(const struct batchdir *b, const char *job, const char *what, int to)
{
	char *file = xprintf("jobs/%s/%s", job, what), *path = xprintf("%s/%s", b->path, file), block[16 * 1024];
	const int fd = openat(b->fd, file, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	while (fd >= 0 && (n = read(fd, block, sizeof block)) > 0)
		if (!put_all(to, block, (size_t)n, path))
			break;
	if (fd >= 0)
		close(fd);
	free(path);
	free(file);
}

void relay_job(const struct batchdir *b, const char *job)
{
	const int lock = openat(b->fd, "shell/output", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	while (lock >= 0 && flock(lock, LOCK_EX) != 0 && errno == EINTR)
		;
	signal(SIGPIPE, SIG_IGN);
	relay(b, job, "stdout", STDOUT_FILENO);
	relay(b, job, "stderr", STDERR_FILENO);
}
