#include "core/entropy.h"

#include <errno.h>
#include <sys/random.h>

#include "core/die.h"

void entropy(void *bytes, size_t n)
{
	for (char *to = bytes; n > 0;) {
		const ssize_t got = getrandom(to, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			die("cannot get random bytes from the system:");
		to += got;
		n -= (size_t)got;
	}
}
