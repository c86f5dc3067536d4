#include "core/progress.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/die.h"

bool progress_forced;

static uint64_t expected, done;
static double begun_s = -1, drawn_s;
static bool shown;

static bool wanted(void)
{
	static int terminal = -1;
	if (terminal < 0)
		terminal = isatty(STDERR_FILENO);
	return (progress_forced || terminal) && verbosity >= 0;
}

void progress_expect(int fd)
{
	struct stat file;
	if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode))
		expected += (uint64_t)file.st_size;
}

static void draw(double elapsed_s)
{
	const double rate = (double)done / elapsed_s;

	shown = true;
	fprintf(stderr, "\r\033[K%s: %.0f", prog, (double)done * 1e-6);
	if (expected >= done && expected > 0)
		fprintf(stderr, " of %.0f", (double)expected * 1e-6);
	fprintf(stderr, " MB, %.3g MB/s", rate * 1e-6);
	if (expected >= done && expected > 0)
		fprintf(stderr, ", %.0f s left", (double)(expected - done) / rate);
}

void progress_add(uint64_t n)
{
	done += n;
	if (!wanted())
		return;
	const double now = clock_s();
	if (begun_s < 0)
		begun_s = drawn_s = now;
	if (now - begun_s > 1 && now - drawn_s > 0.2) {
		drawn_s = now;
		draw(now - begun_s);
	}
}

void progress_wipe(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = false;
}
