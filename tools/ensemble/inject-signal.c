/* inject-signal - choose the background files and the signal events of pseudo-experiments
 *
 * in     one row per experiment from normalize, process CE or a signal that stands for it: expected, onspill_s; and the catalogue
 * out    rows for the ledger: whole background files and ranges of signal events (indices in the file, from 1); --summary: a row per
 *        experiment; --config: the keys that Stage 5 appends to a configuration
 * source spec/ensemble.md 7.6, its defects fixed (lib/prod/injection.h): Poisson thinning, nothing used twice, counts of the catalogue
 * cost   the catalogue, and about 100 bytes for each file and event that is chosen
 * fails  background or signal that does not suffice; a catalogue without livetime for the background
 *
 * Draws are a function of (seed, experiment) and, as nothing is used twice, of the experiments before; with --allow-reuse of the
 * first two alone. Where the truth is hidden, so must the seed be: who has it can try what would have been drawn for any mean.
 */
#include <math.h>

#include "core/die.h"
#include "core/mem.h"
#include "core/opt.h"
#include "prod/injection.h"

static const char *catalogue_path, *signal_name, *background_name, *summary_path, *config_path, *ledger_path, *tag = "closed";
static struct injection_rules rules = { .seed = 1 };
static uint64_t repeat = 1;
static double efficiency = 0.4009075;
static bool measured;

static const struct tool tool = {
	.name = "inject-signal",
	.does = "Choose the background files and the signal events of pseudo-experiments.",
	.more = "The efficiency of 0.4009075 is the reconstruction efficiency fixed in Mu2e/Production 52015e9e, Stage 5; give your own.\n"
	        "A file or an event is used once, and shared is 0; with --allow-reuse shared counts the other experiments that use it too.",
	.in = (const struct column[]) {
		{ "expected", NUMBER, NULL, "mean number of signal events in onspill_s, all efficiency aside", false },
		{ "onspill_s", NUMBER, "s", "livetime on spill", false },
		{ "wallclock_s", NUMBER, "s", "livetime by the clock; for --config", true },
		{ "experiment", COUNT, NULL, "its number; without it, rows are numbered from 1", true },
		{ "process", TEXT, NULL, "the signal, unless --signal says it", true },
		{ "rmue", NUMBER, NULL, "conversion rate; for --config", true }, { 0 } },
	.out = (const struct column[]) {
		{ "ensemble", TEXT, NULL, "--tag", false },
		{ "job", COUNT, NULL, "the experiment, again: ledgers call it so", false },
		{ "process", TEXT, NULL, "of the catalogue", false },
		{ "file_name", TEXT, NULL, "of the catalogue", false },
		{ "first_index", COUNT, NULL, "first event, from 1", false },
		{ "last_index", COUNT, NULL, "last event", false },
		{ "events", COUNT, NULL, "from first to last", false },
		{ "seed", COUNT, NULL, "--seed", false },
		{ "experiment", COUNT, NULL, "its number", false },
		{ "role", TEXT, NULL, "background (a whole file) or signal", false },
		{ "shared", COUNT, NULL, "other experiments that use the file or these events as well", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'c', "catalogue", "FILE", OPT_FILE, &catalogue_path, "process, file_name, events, gen_count, livetime_s [required]" },
		{ 'b', "background", "PROCESS", OPT_TEXT, &background_name, "the mixed background, in the catalogue [required]" },
		{ 's', "signal", "PROCESS", OPT_TEXT, &signal_name, "the signal, in the catalogue [the row's process]" },
		{ 'e', "efficiency", "X", OPT_NUMBER, &efficiency, "part of the expected events that the signal files hold [0.4009075]" },
		{ 0, "measured-efficiency", NULL, OPT_FLAG, &measured, "events over gen_count of the signal files instead" },
		{ 'n', "experiments", "N", OPT_COUNT, &repeat, "so many experiments for each row [1]" },
		{ 0, "all", NULL, OPT_FLAG, &rules.all, "every file of the background, whatever the livetime" },
		{ 'l', "ledger", "FILE", OPT_FILE, &ledger_path, "files and events in this ledger are used, and left alone [nothing is]" },
		{ 0, "allow-reuse", NULL, OPT_FLAG, &rules.reuse, "experiments may share files and events; shared says which [never]" },
		{ 0, "summary", "FILE", OPT_TEXT, &summary_path, "write livetimes, means and counts, a row per experiment" },
		{ 0, "config", "FILE", OPT_TEXT, &config_path, "write signal, Rmue, livetime_combined, npseudo_experiments as key, value; not blind" },
		{ 0, "tag", "TAG", OPT_TEXT, &tag, "of the ensemble [closed]" },
		{ 0, "seed", "N", OPT_COUNT, &rules.seed, "of all draws [1]" },
		{ 0 } },
	.example =
		"printf 'process\\tfile_name\\tevents\\tgen_count\\tlivetime_s\\nMix\\ta.root\\t9000\\t-\\t8600\\nMix\\tb.root\\t9100\\t-\\t8700\\n' > files.tsv\n"
		"printf 'CeMLL\\tsignal.art\\t4000\\t10000\\t-\\n' >> files.tsv\n"
		"normalize --process CeMLL --run-mode 1BB --livetime 8600 --rmue 1e-12 |\n"
		"\tinject-signal --catalogue files.tsv --background Mix --summary summary.tsv",
};

/* An experiment and what --config wants to know of it. */
struct experiment {
	struct injection drawn;
	double clock, rmue;   /* clock: time by the clock over time on spill */
};

struct plan {
	struct catalog *catalog;
	struct injector *injector;
	struct experiment *experiment;
	size_t n, room;
};

/* ---- reading ---- */

static const struct catalog_process *process_named(const struct catalog *c, struct slice name)
{
	const struct catalog_process *p = catalog_find(c, name);

	if (p == NULL)
		die("%s: no file of process '%.*s'", c->path, (int)name.n, name.p);
	return p;
}

static double positive(struct table *t, int column)
{
	const double x = table_number(t, column);

	if (!(x >= 0) || isinf(x))
		table_die(t, column, "not a positive number");
	return x;
}

static double efficiency_of(const struct catalog *c, const struct catalog_process *signal)
{
	if (!measured)
		return efficiency;
	if (signal->timed || !(signal->generated > 0) || !((double)signal->events <= signal->generated))
		die("%s: the efficiency of '%s' cannot be measured: gen_count is missing, or less than events", c->path, signal->name);
	return (double)signal->events / signal->generated;
}

static void refuse_repeated(const struct plan *p, const struct table *t, int column, uint64_t number)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->experiment[i].drawn.number == number)
			table_die(t, column, "experiment %llu is there twice", (unsigned long long)number);
}

static void read_row(struct plan *p, struct table *t)
{
	const int number = table_find(t, "experiment"), process = table_find(t, "process");
	struct experiment e = { .clock = table_number_or(t, table_find(t, "wallclock_s"), NAN),
		.rmue = table_number_or(t, table_find(t, "rmue"), NAN) };
	struct injection *i = &e.drawn;

	if (signal_name == NULL && table_missing(t, process))
		table_die(t, process, "no signal: --signal");
	i->number = number >= 0 ? table_count(t, number) : p->n + 1;
	refuse_repeated(p, t, number, i->number);
	i->signal = process_named(p->catalog, signal_name ? slice_of(signal_name) : table_text(t, process));
	i->efficiency = efficiency_of(p->catalog, i->signal);
	i->expected = positive(t, table_column(t, "expected"));
	i->asked_s = positive(t, table_column(t, "onspill_s"));
	if (i->asked_s == 0)
		table_die(t, table_column(t, "onspill_s"), "no livetime");
	e.clock /= i->asked_s;
	MEM_GROW(p->experiment, p->n, p->room);
	p->experiment[p->n++] = e;
}

static struct plan read_plan(void)
{
	struct plan p = { .catalog = catalog_open(catalogue_path) };
	struct table *t = tool_input(&tool);

	rules.background = process_named(p.catalog, slice_of(background_name));
	if (!rules.background->timed)
		die("%s: process '%s' has no livetime_s", catalogue_path, background_name);
	if (repeat != 1 && table_find(t, "experiment") >= 0)
		die("--experiments: the rows have numbers already");
	while (table_next(t))
		for (uint64_t i = 0; i < repeat; i++)
			read_row(&p, t);
	table_close(t);
	return p;
}

static void draw(struct plan *p)
{
	struct ledger *used = ledger_path ? ledger_new() : NULL;

	if (used != NULL) {
		ledger_read(used, tool_table(ledger_path, ledger_columns));
		ledger_sort(used);
	}
	rules.used = used;
	p->injector = injector_open(p->catalog, &rules);
	for (size_t i = 0; i < p->n; i++)
		injector_draw(p->injector, &p->experiment[i].drawn);
	injector_sort(p->injector);
	ledger_free(used);
}

/* ---- writing ---- */

static void write_range(struct sheet *s, const char *role, uint64_t experiment, const struct catalog_file *f, uint64_t first,
                        uint64_t events, uint64_t shared)
{
	sheet_text(s, tag);
	sheet_count(s, experiment);
	sheet_text(s, f->process);
	sheet_text(s, f->name);
	sheet_count(s, first);
	sheet_count(s, first + events - 1);
	sheet_count(s, events);
	sheet_count(s, rules.seed);
	sheet_count(s, experiment);
	sheet_text(s, role);
	sheet_count(s, shared);
	sheet_end(s);
}

static void write_files(struct sheet *s, const struct injector *injector, const struct injection *e)
{
	for (size_t i = 0; i < e->files; i++) {
		const struct catalog_file *f = &rules.background->file[e->file[i]];
		if (f->events > 0)   /* else its livetime is all that it brings */
			write_range(s, "background", e->number, f, 1, f->events, injector_shared_file(injector, e->file[i]));
	}
}

/* Neighbours in a file that are shared alike stand in one row. */
static void write_events(struct sheet *s, const struct injector *injector, const struct injection *e)
{
	const struct catalog_file *f = e->signal->file;
	uint64_t before = 0;   /* events of the files before f */

	for (size_t i = 0, end; i < e->events; i = end) {
		while (e->event[i] - before >= f->events)
			before += f++->events;
		const uint64_t shared = injector_shared_event(injector, e->signal, e->event[i]);
		for (end = i + 1; end < e->events && e->event[end] == e->event[end - 1] + 1 && e->event[end] - before < f->events &&
		     injector_shared_event(injector, e->signal, e->event[end]) == shared; )
			end++;
		write_range(s, "signal", e->number, f, e->event[i] - before + 1, end - i, shared);
	}
}

static void summarise(struct sheet *s, const struct injector *injector, const struct injection *e)
{
	uint64_t events = 0, shared_files = 0, shared_events = 0;

	for (size_t i = 0; i < e->files; i++) {
		events += rules.background->file[e->file[i]].events;
		shared_files += injector_shared_file(injector, e->file[i]) > 0;
	}
	for (size_t i = 0; i < e->events; i++)
		shared_events += injector_shared_event(injector, e->signal, e->event[i]) > 0;
	sheet_count(s, e->number);
	sheet_text(s, e->signal->name);
	sheet_number(s, e->asked_s);
	sheet_number(s, e->achieved_s);
	sheet_count(s, e->files);
	sheet_count(s, events);
	sheet_number(s, e->expected);
	sheet_number(s, e->efficiency);
	sheet_number(s, e->expected * e->efficiency);
	sheet_count(s, e->events);
	sheet_count(s, shared_files);
	sheet_count(s, shared_events);
	sheet_end(s);
}

static void write_summary(const struct plan *p)
{
	static const char *const names[] = { "experiment", "signal", "asked_s", "achieved_s", "background_files", "background_events",
		"expected", "efficiency", "mean", "signal_events", "shared_files", "shared_events" };
	struct out *o = tool_create(summary_path);
	struct sheet *s = sheet_open(o, table_csv, names, sizeof names / sizeof *names);

	for (size_t i = 0; i < p->n; i++)
		summarise(s, p->injector, &p->experiment[i].drawn);
	sheet_close(s);
	out_close(o);
}

static void write_key(struct sheet *s, const char *key, struct slice value)
{
	sheet_text(s, key);
	sheet_slice(s, value);
	sheet_end(s);
}

/* A configuration holds one signal, one rate and one livetime: the mean of those achieved, by the clock. */
static void write_config(const struct plan *p)
{
	static const char *const names[] = { "key", "value" };
	const struct experiment *one = p->experiment;
	struct buf rmue = { 0 }, livetime = { 0 }, n = { 0 };
	double sum = 0;

	for (const struct experiment *e = one; e < one + p->n; e++) {
		if (e->drawn.signal != one->drawn.signal || !(e->rmue == one->rmue))
			die("--config: the experiments have not one signal and one rmue");
		sum += e->drawn.achieved_s * e->clock;
	}
	if (p->n == 0 || isnan(sum))
		die("--config: %s", p->n == 0 ? "no experiment" : "no wallclock_s");
	buf_add_number(&rmue, one->rmue);
	buf_add_number(&livetime, sum / (double)p->n);
	buf_add_count(&n, p->n);
	struct out *o = tool_create(config_path);
	struct sheet *s = sheet_open(o, table_csv, names, 2);
	write_key(s, "signal", slice_of(one->drawn.signal->name));
	write_key(s, "Rmue", buf_slice(&rmue));
	write_key(s, "livetime_combined", buf_slice(&livetime));
	write_key(s, "npseudo_experiments", buf_slice(&n));
	sheet_close(s);
	out_close(o);
}

static void check_options(void)
{
	if (catalogue_path == NULL)
		die("--catalogue is missing (see --help)");
	if (background_name == NULL)
		die("--background is missing (see --help)");
	if (!(efficiency > 0 && efficiency <= 1))
		die("--efficiency: %g is not within 0 and 1", efficiency);
}

static void write_rows(const struct plan *p)
{
	struct sheet *s = tool_sheet(&tool);

	for (size_t i = 0; i < p->n; i++) {
		write_files(s, p->injector, &p->experiment[i].drawn);
		write_events(s, p->injector, &p->experiment[i].drawn);
	}
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	check_options();
	struct plan p = read_plan();
	draw(&p);
	if (summary_path != NULL)
		write_summary(&p);
	if (config_path != NULL)
		write_config(&p);
	write_rows(&p);
	return tool_end(&tool);
}
