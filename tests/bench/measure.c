/* measure - the ruler of tests/bench/run: what a command costs
 *
 * usage  measure RUNS INPUT COMMAND [ARGUMENT...]      INPUT becomes stdin; stdout goes to the null device
 * out    "seconds TAB peak_mb": processor time, user and system, of the cheapest run, and its largest resident set; status 1 if it fails
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

int main(int argc, char **argv)
{
	double best = INFINITY, peak_mb = 0;

	if (argc < 4)
		return fputs("measure RUNS INPUT COMMAND [ARGUMENT...]\n", stderr), 2;
	for (int run = atoi(argv[1]); run > 0; run--) {
		struct rusage used;
		int status;
		const pid_t child = fork();
		if (child == 0) {
			dup2(open(argv[2], O_RDONLY), STDIN_FILENO);
			dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
			execvp(argv[3], argv + 3);
			_exit(127);
		}
		if (child < 0 || wait4(child, &status, 0, &used) < 0 || status != 0)
			return fprintf(stderr, "measure: %s failed\n", argv[3]), 1;
		const double seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
		if (seconds < best) {
			best = seconds;
			peak_mb = (double)used.ru_maxrss / 1024;
		}
	}
	printf("%.4f\t%.1f\n", best, peak_mb);
	return 0;
}
