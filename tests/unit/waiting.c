/* waiting - checks of lib/prod/waiting: processes that wait, die, and are followed; the present directory is the submission directory */
#include "prod/waiting.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "expect.h"

static struct batchdir directory(void)
{
	struct batchdir b = { .path = (char *)"." };

	b.fd = open(".", O_RDONLY | O_DIRECTORY);
	return b;
}

static void nap_ms(long ms)
{
	nanosleep(&(struct timespec) { ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* A child that waits for submission K and then for a signal; returns when it does. */
static pid_t start_waiting(const struct batchdir *b, uint64_t k, const char *key)
{
	char name[64];
	const pid_t parent = getpid(), child = fork();

	if (child == 0) {
		struct waiting w;
		waiting_begin(&w, b, k, "job", key, parent);
		for (;;)
			pause();
	}
	snprintf(name, sizeof name, "waiting/%u.%s", (unsigned)k, key);
	while (!batchdir_has(b, name))
		nap_ms(1);
	return child;
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* While it lives nobody takes what it waits for, and then one, once. */
static void followed(void)
{
	const struct batchdir b = directory();
	struct waiting w, other;

	EXPECT(waiting_find(&w, &b, "aa", getpid()) == WAITING_NONE, "no directory yet");
	const pid_t child = start_waiting(&b, 7, "aa");
	EXPECT(waiting_find(&w, &b, "aa", getpid()) == WAITING_NONE, "it lives");
	end(child);
	EXPECT(waiting_find(&w, &b, "bb", getpid()) == WAITING_NONE, "another key");
	EXPECT(waiting_find(&w, &b, "a", getpid()) == WAITING_NONE, "a part of the key");
	EXPECT(waiting_find(&w, &b, "aa", getpid()) == WAITING_TAKEN && w.k == 7, "its follower");
	EXPECT(waiting_find(&other, &b, "aa", getpid()) == WAITING_NONE, "somebody follows already");
	waiting_move(&w, 8);
	EXPECT(!batchdir_has(&b, "waiting/7.aa") && batchdir_has(&b, "waiting/8.aa"), "another submission of the same");
	EXPECT(waiting_find(&other, &b, "aa", getpid()) == WAITING_NONE, "moved, and held");
	waiting_end(&w);
	EXPECT(waiting_find(&other, &b, "aa", getpid()) == WAITING_NONE, "it ended");
}

/* Of several about one key each has its own follower. */
static void several(void)
{
	const struct batchdir b = directory();
	pid_t child[5];
	struct waiting w[5];
	uint64_t sum = 0;

	for (unsigned i = 0; i < 5; i++)
		child[i] = start_waiting(&b, i + 1, "cc");
	for (unsigned i = 0; i < 5; i++)
		if (i != 2)
			end(child[i]);
	for (unsigned i = 0; i < 4; i++) {
		EXPECT(waiting_find(&w[i], &b, "cc", getpid()) == WAITING_TAKEN, "%u", i);
		sum += w[i].k;
	}
	EXPECT(sum == 1 + 2 + 4 + 5, "%u", (unsigned)sum);
	EXPECT(waiting_find(&w[4], &b, "cc", getpid()) == WAITING_NONE, "the third lives");
	end(child[2]);
}

/* Its parent is dead, reaped or not: it will end soon, and then there is a follower. */
static void orphan(void)
{
	const struct batchdir b = directory();
	struct waiting w;
	pid_t grandchild;
	int ends[2];

	EXPECT(pipe(ends) == 0, "no pipe");
	const pid_t child = fork();
	if (child == 0) {
		grandchild = start_waiting(&b, 3, "dd");
		_exit(write(ends[1], &grandchild, sizeof grandchild) != sizeof grandchild);
	}
	EXPECT(read(ends[0], &grandchild, sizeof grandchild) == sizeof grandchild, "no number");
	while (waiting_find(&w, &b, "dd", getpid()) == WAITING_NONE)   /* until the child is a zombie */
		nap_ms(1);
	EXPECT(waiting_find(&w, &b, "dd", getpid()) == WAITING_SOON, "a zombie's child");
	waitpid(child, NULL, 0);
	EXPECT(waiting_find(&w, &b, "dd", getpid()) == WAITING_SOON, "a dead one's child");
	kill(grandchild, SIGKILL);
	for (int i = 0; i < 1000 && waiting_find(&w, &b, "dd", getpid()) != WAITING_TAKEN; i++)
		nap_ms(1);
	EXPECT(w.k == 3, "its follower");
}

int main(int argc, char **argv)
{
	static const struct check checks[] = { { "followed", followed }, { "several", several }, { "orphan", orphan }, { 0 } };

	return expect_run(argc, argv, checks);
}
