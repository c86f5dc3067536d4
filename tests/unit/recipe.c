/* recipe - checks of lib/prod/recipe; they write into the present directory */
#include "prod/recipe.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "expect.h"

static struct recipe recipe_of(const char *first, const char *second)
{
	struct recipe r = { 0 };

	command_add(&r.words, first);
	if (second != NULL)
		command_add(&r.words, second);
	return r;
}

static void list_variable(struct recipe *r, const char *variable)
{
	MEM_GROW(r->variables.item, r->variables.n, r->variables.room);
	r->variables.item[r->variables.n++] = variable;
}

/* ---- keys ---- */

static char keys[32][DIGEST_HEX];
static size_t n_keys;

static void new_key(const struct recipe *r)
{
	recipe_key(r, keys[n_keys]);
	for (size_t i = 0; i < n_keys; i++)
		EXPECT(strcmp(keys[i], keys[n_keys]) != 0, "%zu and %zu", i, n_keys);
	n_keys++;
}

/* Whatever makes another recipe makes another key; the rest does not. */
static void key(void)
{
	struct recipe r = recipe_of("a", "bc"), again = recipe_of("a", "bc");
	char same[DIGEST_HEX];

	new_key(&r);
	again.target = "target";
	again.need = (struct submission_need) { 1, 2, 3 };
	setenv("PATH", "/bin", 1);
	recipe_key(&again, same);
	EXPECT(strcmp(same, keys[0]) == 0, "target, need and PATH are no part of it");

	new_key(&(struct recipe) { .words = recipe_of("ab", "c").words });
	new_key(&(struct recipe) { .words = recipe_of("abc", NULL).words });
	new_key(&(struct recipe) { .words = recipe_of("bc", "a").words });
	r.shell = "sh";
	new_key(&r);
	list_variable(&r, "A");
	unsetenv("A");
	new_key(&r);
	setenv("A", "", 1);
	new_key(&r);
	setenv("A", "1", 1);
	new_key(&r);
	setenv("B", "1", 1);
	r.variables.item[0] = "B";
	new_key(&r);
	mkdir("elsewhere", 0777);
	EXPECT(chdir("elsewhere") == 0, "cannot change to it");
	new_key(&r);
}

/* ---- the table ---- */

static struct batchdir directory(void)
{
	const struct batchdir_settings settings = { .engine = "local", .after = "" };
	struct batchdir b;

	recipe_open(&b, "batch", &settings, &(struct option_list) { 0 });
	return b;
}

static void expect_table(const struct batchdir *b, const char *wanted)
{
	char *text = batchdir_read(b, "jobs.tsv");

	EXPECT(text != NULL && strcmp(text, wanted) == 0, "%s", text);
	free(text);
}

static void append(const char *bytes)
{
	FILE *f = fopen("batch/jobs.tsv", "a");

	fputs(bytes, f);
	fclose(f);
}

/* A row that was cut off, by a SIGKILL or a full disk, is not joined to the next one, and its number is not used again. */
static void torn(void)
{
	static const char header[] = "job\tcommand\tmemory_mb\twalltime_s\tinputs\toutputs\n";
	const struct batchdir b = directory();
	struct recipe r = recipe_of("-c", "x");
	struct buf wanted = { 0 };

	r.need.memory_mb = 5;
	EXPECT(strcmp(recipe_add(&r, &b), "recipe-1") == 0, "first");
	buf_printf(&wanted, "%srecipe-1\tbash -c x\t5\t-\t-\t-\n", header);
	expect_table(&b, buf_text(&wanted));
	append("recipe-2\tbash -c 'half of a comm");
	r.target = "a/b";
	EXPECT(strcmp(recipe_add(&r, &b), "a_b-2") == 0, "second");
	buf_printf(&wanted, "a_b-2\tbash -c x\t5\t-\t-\t-\n");
	expect_table(&b, buf_text(&wanted));
	EXPECT(batchdir_has(&b, "jobs/recipe-1/script") && batchdir_has(&b, "jobs/a_b-2/script"), "scripts");
}

int main(int argc, char **argv)
{
	static const struct check checks[] = { { "key", key }, { "torn", torn }, { 0 } };

	return expect_run(argc, argv, checks);
}
