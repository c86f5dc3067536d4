#include "prod/template.h"

#include <stdlib.h>
#include <string.h>

#include "core/die.h"
#include "core/mem.h"

static const char nowhere[] = "/dev/null";   /* an output that nobody keeps */

_Noreturn static void unseen(const struct fcl *f, const char *key)
{
	die("%s: '%s' is not in this file, or stands behind an include or a reference (fhicl-dump resolves them)", f->name, key);
}

static const char *need_text(const struct fcl *f, const char *key)
{
	const char *text;

	if (fcl_get(f, key, &text) != FCL_TEXT)
		unseen(f, key);
	return text;
}

/* The modules on the paths that physics.LIST names. */
static struct keys active_modules(const struct fcl *f, const char *list)
{
	struct keys paths = { 0 }, modules = { 0 };

	if (fcl_get(f, list, NULL) == FCL_ABSENT)
		die("%s: '%s' is not defined", f->name, list);
	if (!fcl_members(f, list, &paths))
		unseen(f, list);
	for (size_t i = 0; i < paths.n; i++) {
		const char *colon = strchr(paths.name[i], ':');   /* "3:path": with the number of its trigger bit */
		char *path = xprintf("physics.%s", colon ? colon + 1 : paths.name[i]);
		if (strcmp(paths.name[i], "@nil") != 0 && !fcl_members(f, path, &modules))
			unseen(f, path);
		free(path);
	}
	keys_free(&paths);
	return modules;
}

static void add_output(struct template *t, const struct fcl *f, const char *key, const char *file)
{
	if (strcmp(file, nowhere) == 0)
		return;
	if (t->outputs.n == sizeof t->file / sizeof *t->file)
		die("%s: more than %zu outputs", f->name, t->outputs.n);
	t->file[keys_add(&t->outputs, slice_of(key), NULL)] = file;
}

static void read_outputs(struct template *t, const struct fcl *f)
{
	static const char histograms[] = "services.TFileService.fileName";
	struct keys names = { 0 }, active = active_modules(f, "physics.end_paths");
	const char *file;
	size_t number;

	if (fcl_get(f, histograms, &file) == FCL_TEXT)
		add_output(t, f, histograms, file);
	if (!fcl_members(f, "outputs", &names))
		unseen(f, "outputs");
	for (size_t i = 0; i < names.n; i++) {
		char *key = xprintf("outputs.%s.fileName", names.name[i]);
		if (keys_find(&active, slice_of(names.name[i]), &number))
			add_output(t, f, key, need_text(f, key));
		free(key);
	}
	keys_free(&names);
	keys_free(&active);
}

static void read_mixing(struct template *t, const struct fcl *f)
{
	struct keys active = active_modules(f, "physics.trigger_paths");

	for (size_t i = 0; i < active.n; i++) {
		char *type_key = xprintf("physics.filters.%s.module_type", active.name[i]);
		char *files_key = xprintf("physics.filters.%s.fileNames", active.name[i]);
		const char *type;
		fcl_get(f, type_key, &type);
		if (strcmp(type, "MixBackgroundFrames") == 0 || strcmp(type, "ResamplingMixer") == 0)
			keys_add(&t->mixing, slice_of(files_key), NULL);
		free(type_key);
		free(files_key);
	}
	keys_free(&active);
}

struct template template_read(const struct fcl *f)
{
	struct template t = { .source = need_text(f, "source.module_type") };

	if (strcmp(t.source, "SamplingInput") == 0 && !fcl_members(f, "source.dataSets", &t.datasets))
		unseen(f, "source.dataSets");
	read_outputs(&t, f);
	read_mixing(&t, f);
	t.seeds = fcl_get(f, "services.SeedService", NULL);
	return t;
}

void template_free(struct template *t)
{
	keys_free(&t->datasets);
	keys_free(&t->outputs);
	keys_free(&t->mixing);
}
