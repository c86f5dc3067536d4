/* beampipe - the front of the productions: runs make on the Makefile of one
 *
 * in     a production's name, then anything for make: goals, variables, -n, -j4
 * out    what make prints; without a name, the productions and their variables
 * fails  an unknown production; make missing
 *
 * The Makefiles are found beside this program: ../share/beampipe/pipelines where it is installed, ../../pipelines in the tree.
 */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"

static const struct tool tool = {
	.name = "beampipe",
	.does = "Run a production, or list them all with their variables.",
	.more = "A production is a Makefile: goals, variables and options of make follow its name.\n"
	        "Scripts that the old READMEs name without their ever having existed, genEnsemble.sh and Stage2_makeensemble.sh,\n"
	        "are 'beampipe ensemble' with the goals config and jobdef.",
	.operands = "[PRODUCTION [GOAL | VARIABLE=VALUE | make's option]...]",
	.options_first = true,
	.example = "beampipe\nbeampipe ensemble help",
};

static char *pipelines_dir(void)
{
	static const char *const places[] = { "../share/beampipe/pipelines", "../../pipelines" };
	char self[PATH_MAX];
	const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	struct stat s;

	if (n < 0)
		die("cannot find out where this program lies:");
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		char *dir = xprintf("%s/%s", self, places[i]);
		if (stat(dir, &s) == 0 && S_ISDIR(s.st_mode))
			return dir;
		free(dir);
	}
	die("no pipelines beside %s", self);
}

static int is_production(const struct dirent *d)
{
	char *path = xprintf("%s/%s/Makefile", pipelines_dir(), d->d_name);
	const int there = d->d_name[0] != '.' && access(path, R_OK) == 0;
	free(path);
	return there;
}

_Noreturn static void run_make(const char *production, char **words)
{
	size_t n = 0;
	while (words[n] != NULL)
		n++;
	char **argv = xcalloc(n + 5, sizeof *argv);
	argv[0] = xstrdup("make");
	argv[1] = xstrdup("--no-print-directory");
	argv[2] = xstrdup("-f");
	argv[3] = xprintf("%s/%s/Makefile", pipelines_dir(), production);
	memcpy(argv + 4, words, n * sizeof *words);
	execvp("make", argv);
	die("make:");
}

static void list(void)
{
	struct dirent **found;
	char *help[] = { xstrdup("-s"), xstrdup("help"), NULL };
	const int n = scandir(pipelines_dir(), &found, is_production, alphasort);

	for (int i = 0; i < n; i++) {
		const pid_t child = fork();
		if (child == 0)
			run_make(found[i]->d_name, help);
		int status;
		if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
			die("%s: no help to be had", found[i]->d_name);
	}
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	char **words = tool_operands();
	if (words[0] == NULL) {
		list();
		return tool_end(&tool);
	}
	char *makefile = xprintf("%s/%s/Makefile", pipelines_dir(), words[0]);
	if (strchr(words[0], '/') != NULL || access(makefile, R_OK) != 0)
		die("no production '%s'; 'beampipe' lists them", words[0]);
	run_make(words[0], words + 1);
}
