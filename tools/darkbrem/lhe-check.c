/* lhe-check - what is wrong with the event files of a dark-bremsstrahlung library: one row a problem
 *
 * in     Les Houches event files of MadGraph 4 or 5, or of gen-dark-brem; plain or gzip; directories of them
 * out    file, line, problem; status 1 when there is one, 0 when there is none
 * exact  energy, momentum and mass shell to --tolerance, and what the rounding of the text may add (11 digits: 5e-11 of each number)
 * checks numbers that are none or not finite; wrong numbers of particles, unknown ones, none of the process; energy and momentum; masses; target at
 *        rest and beam along z; leptons, beam energies, A' masses and nuclei that change within a file or differ from its header or its name; counts
 *        that differ from what the header says or was asked for; files cut short; among all files: the same first event, or the same seed for the
 *        same point (one seed for all points of a library is MadGraph's way, and none)
 * cost   some 700 MB/s of text; some 500 bytes a file
 * fails  what cannot be read at all (gzip cut short): status 2
 * source spec/darkbrem.md 2.4, 2.5, 4 and 14.16
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/num.h"
#include "core/opt.h"
#include "core/share.h"
#include "data/lhe.h"
#include "data/lhefiles.h"

static double tolerance = 1e-6;
static uint64_t wanted = LHE_NO_COUNT;

static const struct tool tool = {
	.name = "lhe-check",
	.does = "Check the event files of a library: counts, numbers, momentum balance, masses, names, seeds.",
	.more = "PATH is a file, a directory (its entries *.lhe and *.lhe.gz) or - (stdin, as when there is none). Problems of a whole file have no line;\n"
	        "what changes within a file is told once. Seeds and first events are compared among all files of a call.",
	.operands = "[PATH...]",
	.out = (const struct column[]) {
		{ "file", TEXT, NULL, "as it is named, or as its directory names it", false },
		{ "line", COUNT, NULL, "where it stands in its file, or missing", false },
		{ "problem", TEXT, NULL, "what is wrong", false },
		{ 0 } },
	.options = (const struct option_spec[]) {
		{ 0, "tolerance", "GEV", OPT_NUMBER, &tolerance, "by which energies and momenta may be off, besides the rounding of the text [1e-6]" },
		{ 0, "nevents", "N", OPT_COUNT, &wanted, "how many events a file must have [as many as its run card asks for]" },
		{ 0 } },
	.example = "printf '%s\\n' '<LesHouchesEvents>' '2 74.0 # Znuc' '<event>' '5 0 1 1 1 1' > a.lhe\n"
	           "p='%s %s 0 0 0 0 %s %s %s %s %s\\n'\n"
	           "printf \"$p\" 11 -1 0 0 3.999999967 4 5.11e-4 -623 -1 0 0 0 171.3 171.3 11 1 .02 -.01 .47 .4705318917 5.11e-4 >> a.lhe\n"
	           "printf \"$p\" -623 1 -.01 -.02 .002091984543 171.3000015 171.3 622 1 -.01 .03 3.527907983 3.529466636 .1 >> a.lhe\n"
	           "printf '%s\\n' '</event>' '</LesHouchesEvents>' >> a.lhe\n"
	           "lhe-check a.lhe",
	.status = "there is a problem",
};

enum { PARTICLES = 5, IDS_MAX = 16, NUCLEUS_MG4 = -623, NUCLEUS_MG5 = 9000002, NUCLEUS_PDG = 1000000000 };

#define TEXT_ROUNDING 5e-11        /* of a number written with 11 digits, relative, at most */

/* What the name of a file in a library says. */
struct name {
	bool known;
	struct slice lepton, target;
	double mass, energy;
	uint64_t run;
};

/* What is remembered of a file while it is read, and, for comparison with others, until the end. */
struct file {
	const char *path;
	enum lhe_dialect dialect;
	uint64_t seed;
	bool begun;                      /* it has a good event, the first of which is: */
	unsigned z;
	int lepton;
	double energy, mass;
	struct lhe_particle first[PARTICLES];

	struct name name;
	uint64_t events;                 /* whole ones */
	bool cut;
	bool told_z, told_no_z, told_lepton, told_flavour, told_energy, told_init, told_mass, told_header, told_frame, told_nucleus;
	int strange[IDS_MAX];            /* ids that were told */
	size_t strangers;
};

struct files {
	struct file *file;
	size_t n, room;
};

static struct sheet *sheet;

/* line: 0 for the whole file */
static void tell(const struct file *f, uint64_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void tell(const struct file *f, uint64_t line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *text = xprintf_v(format, args);
	va_end(args);
	for (char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < ' ')
			*c = '?';
	sheet_text(sheet, f->path);
	sheet_count_if(sheet, line > 0, line);
	sheet_text(sheet, text);
	sheet_end(sheet);
	tool_no();
	free(text);
}

/* For what is told once a file. */
static bool is_first(bool *told)
{
	const bool first = !*told;

	*told = true;
	return first;
}

static bool same(double a, double b, double relative)
{
	return fabs(a - b) <= relative * fmax(fabs(a), fabs(b));
}

/* ---- the name of a file: LEPTON_TARGETS_MaxE_..._mA_MASS_run_RUN_TARGET_IncidentEnergy_ENERGY_unweighted_events.lhe ---- */

/* What stands between two texts; false if they are not there. The last "before" counts. */
static bool between(struct slice text, const char *before, const char *after, struct slice *found)
{
	const size_t n = strlen(before), k = strlen(after);

	for (size_t at = text.n; at-- > 0; )
		if (text.n - at >= n && memcmp(text.p + at, before, n) == 0)
			for (size_t end = at + n; end + k <= text.n; end++)
				if (memcmp(text.p + end, after, k) == 0) {
					*found = (struct slice) { text.p + at + n, end - at - n };
					return true;
				}
	return false;
}

static struct name read_name(const char *path)
{
	const char *const slash = strrchr(path, '/');
	const struct slice text = slice_of(slash ? slash + 1 : path);
	struct slice rest = text, run, mass, energy;
	struct name name = { 0 };

	name.known = slice_cut(&rest, '_', &name.lepton)
		&& between(text, "_mA_", "_run_", &mass) && num_read(mass.p, mass.n, &name.mass)
		&& between(text, "_run_", "_", &run) && num_read_count(run.p, run.n, &name.run)
		&& between(text, "_run_", "_IncidentEnergy_", &name.target)
		&& between(text, "_IncidentEnergy_", "_unweighted_events.lhe", &energy) && num_read(energy.p, energy.n, &name.energy);
	if (name.known)   /* what was found begins with the run */
		name.target = (struct slice) { name.target.p + run.n + 1, name.target.n > run.n ? name.target.n - run.n - 1 : 0 };
	return name;
}

/* The charge of a nucleus that we have a name for, 0 of another. */
static unsigned z_of(struct slice name)
{
	struct table *t = table_open_text("darkbrem/nuclei.tsv", share_file("darkbrem/nuclei.tsv"));
	unsigned z = 0;

	while (z == 0 && table_next(t))
		if (slice_same(table_text(t, table_column(t, "name")), name))
			z = (unsigned)table_count(t, table_column(t, "z"));
	table_close(t);
	return z;
}

static void check_name(const struct file *f)
{
	const struct name *const n = &f->name;
	const unsigned z = n->known ? z_of(n->target) : 0;

	if (!n->known || !f->begun)
		return;
	if (!slice_is(n->lepton, f->lepton == 11 ? "electron" : "muon"))
		tell(f, 0, "the name says %.*s, the lepton is %d", (int)n->lepton.n, n->lepton.p, f->lepton);
	if (!same(n->mass, f->mass, 1e-9))
		tell(f, 0, "the name says an A' of %g GeV, it is %g GeV", n->mass, f->mass);
	if (!same(n->energy, f->energy, 1e-9))
		tell(f, 0, "the name says a beam of %g GeV, it is %g GeV", n->energy, f->energy);
	if (z != 0 && f->z != 0 && z != f->z)
		tell(f, 0, "the name says %.*s, the target's Z is %u", (int)n->target.n, n->target.p, f->z);
	if (f->seed != LHE_NO_COUNT && f->seed != n->run)
		tell(f, 0, "the name says run %" PRIu64 ", the seed is %" PRIu64, n->run, f->seed);
}

/* ---- an event ---- */

static bool is_nucleus(const struct lhe *l, int id)
{
	return id == NUCLEUS_MG4 || id == NUCLEUS_MG5 || id >= NUCLEUS_PDG || (id != 0 && id == l->facts.target_id);
}

static void tell_strange(struct file *f, uint64_t line, int id)
{
	for (size_t i = 0; i < f->strangers; i++)
		if (f->strange[i] == id)
			return;
	if (f->strangers < IDS_MAX)
		f->strange[f->strangers++] = id;
	tell(f, line, "unknown particle id %d", id);
}

/* Is it an event of lepton + nucleus -> lepton + nucleus + A'? */
static bool check_process(struct file *f, const struct lhe *l)
{
	const struct lhe_event *const e = &l->event;
	const struct lhe_particle *target = NULL, *struck = NULL;
	size_t incoming = 0, outgoing = 0;

	for (const struct lhe_particle *p = e->particle; p < e->particle + e->n; p++) {
		incoming += p->status == -1;
		outgoing += p->status == 1;
		if (is_nucleus(l, p->id))
			*(p->status == -1 ? &target : &struck) = p;
		else if (p->id != 11 && p->id != 13 && p->id != l->aprime)
			tell_strange(f, e->line, p->id);
	}
	if (e->n != PARTICLES || incoming != 2 || outgoing != 3)
		tell(f, e->line, "%zu particles, %zu in and %zu out: not 5, 2 and 3", e->n, incoming, outgoing);
	if (e->beam == NULL || e->recoil == NULL || e->aprime == NULL)
		tell(f, e->line, "no %s", e->beam == NULL ? "incoming lepton" : e->recoil == NULL ? "outgoing lepton" : "outgoing A'");
	else if (e->beam->id != e->recoil->id && is_first(&f->told_flavour))
		tell(f, e->line, "lepton %d in, %d out", e->beam->id, e->recoil->id);
	if (target != NULL && struck != NULL && target->id != struck->id && is_first(&f->told_nucleus))
		tell(f, e->line, "nucleus %d in, %d out", target->id, struck->id);
	const bool at_rest = target == NULL || fmax(fmax(fabs(target->x), fabs(target->y)), fabs(target->z)) <= tolerance;
	const bool along_z = e->beam == NULL || (fmax(fabs(e->beam->x), fabs(e->beam->y)) <= tolerance && e->beam->z > 0);
	if ((!at_rest || !along_z) && is_first(&f->told_frame))
		tell(f, e->line, at_rest ? "the beam is not along z" : "the target is not at rest");
	return e->n == PARTICLES && e->beam != NULL && e->recoil != NULL && e->aprime != NULL;
}

static void check_balance(const struct file *f, const struct lhe_event *e)
{
	static const char *const names[] = { "px", "py", "pz", "energy" };
	double excess[4] = { 0 }, size[4] = { 0 };

	for (const struct lhe_particle *p = e->particle; p < e->particle + e->n; p++) {
		const double sign = p->status == -1 ? -1 : p->status == 1 ? 1 : 0, value[4] = { p->x, p->y, p->z, p->e };
		for (int i = 0; i < 4; i++) {
			excess[i] += sign * value[i];
			size[i] += fabs(value[i]);
		}
	}
	for (int i = 0; i < 4; i++)
		if (!(fabs(excess[i]) <= tolerance + TEXT_ROUNDING * size[i])) {
			tell(f, e->line, "%s is not conserved: out less in is %.3g GeV", names[i], excess[i]);
			return;
		}
}

static void check_shells(const struct file *f, const struct lhe_event *e)
{
	for (size_t i = 0; i < e->n; i++) {
		const struct lhe_particle *const p = &e->particle[i];
		const double off = p->e - sqrt(p->x * p->x + p->y * p->y + p->z * p->z + p->m * p->m);
		if (!(fabs(off) <= tolerance + TEXT_ROUNDING * (fabs(p->x) + fabs(p->y) + fabs(p->z) + p->e + fabs(p->m))) || p->m < 0)
			tell(f, e->line, "particle %zu (%d) is off its mass shell of %g GeV by %.3g GeV", i + 1, p->id, p->m, off);
	}
}

static void remember_first(struct file *f, const struct lhe_event *e)
{
	f->begun = true;
	f->z = e->target_z;
	f->lepton = e->beam->id;
	f->energy = e->beam->e;
	f->mass = e->aprime->m;
	memcpy(f->first, e->particle, sizeof f->first);
}

/* What is the same in all events of a file, and what its header says of them. */
static void check_kind(struct file *f, const struct lhe *l)
{
	const struct lhe_event *const e = &l->event;
	const double header_mass = lhe_mass_of(&l->facts, l->aprime), init_energy = l->facts.beam_gev;

	if (!f->begun)
		remember_first(f, e);
	if (e->target_z == 0 && is_first(&f->told_no_z))
		tell(f, e->line, "target Z unknown: no Znuc before this event");
	if (e->target_z != f->z && is_first(&f->told_z))
		tell(f, e->line, "target Z is %u, that of the first event %u", e->target_z, f->z);
	if (e->beam->id != f->lepton && is_first(&f->told_lepton))
		tell(f, e->line, "the lepton is %d, that of the first event %d", e->beam->id, f->lepton);
	if (!same(e->beam->e, f->energy, 1e-9) && is_first(&f->told_energy))
		tell(f, e->line, "the beam has %.11g GeV, that of the first event %.11g GeV", e->beam->e, f->energy);
	if (!isnan(init_energy) && !same(f->energy, init_energy, 1e-9) && is_first(&f->told_init))
		tell(f, e->line, "the beam has %.11g GeV, <init> says %.11g GeV", f->energy, init_energy);
	if (!same(e->aprime->m, f->mass, 1e-9) && is_first(&f->told_mass))
		tell(f, e->line, "the A' has a mass of %.11g GeV, that of the first event %.11g GeV", e->aprime->m, f->mass);
	if (!isnan(header_mass) && !same(f->mass, header_mass, 1e-9) && is_first(&f->told_header))
		tell(f, e->line, "the A' has a mass of %.11g GeV, the header says %.11g GeV", f->mass, header_mass);
}

static void check_event(struct file *f, const struct lhe *l)
{
	const struct lhe_event *const e = &l->event;

	f->cut |= e->cut;
	f->events += !e->cut;
	if (e->problem != NULL) {
		tell(f, e->problem_line, "%s", e->problem);
		return;
	}
	if (check_process(f, l))
		check_kind(f, l);
	check_balance(f, e);
	check_shells(f, e);
}

/* ---- a file, and all of them ---- */

static void check_counts(const struct file *f, const struct lhe *l)
{
	const uint64_t said = l->facts.said, asked = wanted != LHE_NO_COUNT ? wanted : l->facts.asked;
	const bool differs = wanted != LHE_NO_COUNT ? f->events != wanted : asked != LHE_NO_COUNT && f->events < asked;

	if (l->open && !f->cut)
		tell(f, l->in->line, "ends without </LesHouchesEvents>");
	if (said != LHE_NO_COUNT && said != f->events)
		tell(f, 0, "%" PRIu64 " events, the header says %" PRIu64, f->events, said);
	if (differs && asked != said)
		tell(f, 0, "%" PRIu64 " events, %" PRIu64 " were asked for", f->events, asked);
	if (f->events == 0 && !f->cut && !differs && (said == LHE_NO_COUNT || said == 0) && wanted != 0)
		tell(f, 0, "no events");
}

static bool is_same_first(const struct file *a, const struct file *b)
{
	for (int i = 0; i < PARTICLES; i++) {
		const struct lhe_particle *const p = &a->first[i], *const q = &b->first[i];
		if (p->id != q->id || p->status != q->status || p->x != q->x || p->y != q->y || p->z != q->z || p->e != q->e || p->m != q->m)
			return false;
	}
	return a->z == b->z;
}

static bool is_same_point(const struct file *a, const struct file *b)
{
	return a->seed != LHE_NO_COUNT && a->seed != 0 /* that is: drawn by the generator */ && a->seed == b->seed && a->dialect == b->dialect
		&& a->lepton == b->lepton && a->z == b->z && same(a->energy, b->energy, 1e-9) && same(a->mass, b->mass, 1e-9);
}

static void check_others(const struct files *all, const struct file *f)
{
	for (const struct file *other = all->file; f->begun && other < all->file + all->n; other++)
		if (other->begun && (is_same_first(f, other) || is_same_point(f, other))) {
			if (is_same_first(f, other))
				tell(f, 0, "the first event is that of %s", other->path);
			else
				tell(f, 0, "seed %" PRIu64 " at Z %u and %g GeV is that of %s", f->seed, f->z, f->energy, other->path);
			return;
		}
}

static void check_file(struct files *all, const char *path)
{
	struct in *const in = in_open(path);
	struct file f = { .path = path, .name = read_name(path) };

	if (!lhe_begins(in) && in->end > in->begin) {
		tell(&f, 0, "no event file: it does not begin with a tag");
		in_close(in);
		return;
	}
	struct lhe *const l = lhe_open(in);
	l->all = true;
	while (lhe_next(l))
		check_event(&f, l);
	f.dialect = l->facts.dialect;
	f.seed = l->facts.seed;
	check_counts(&f, l);
	check_name(&f);
	check_others(all, &f);
	MEM_GROW(all->file, all->n, all->room);
	all->file[all->n++] = f;
	lhe_close(l);
	in_close(in);
}

int main(int argc, char **argv)
{
	struct files all = { 0 };

	tool_options(&tool, argc, argv);
	char **const paths = lhefiles_of(tool_operands(), false);
	sheet = tool_sheet(&tool);
	for (size_t i = 0; paths[i] != NULL; i++)
		check_file(&all, paths[i]);
	return tool_end(&tool);
}
