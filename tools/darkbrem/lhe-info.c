/* lhe-info - what the event files of a dark-bremsstrahlung library are: one row a file
 *
 * in     Les Houches event files of MadGraph 4 or 5, or of gen-dark-brem; plain or gzip; directories of them
 * out    dialect, events (counted, and as the header says), nucleus, A', beam, cross section, seed, and the SHA-256 of the file as it lies on disk
 * cost   reads every file twice: once at the speed of SHA-256 (some 250 MB/s), once at some 1.5 GB/s; nothing is held
 * fails  a file that is none of events, ends early, or holds a number that is none: lhe-check says what is wrong with it
 * source spec/darkbrem.md 4
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/die.h"
#include "core/digest.h"
#include "core/opt.h"
#include "data/lhe.h"
#include "data/lhefiles.h"

static const struct tool tool = {
	.name = "lhe-info",
	.does = "Say of event files what they hold: dialect, counts, nucleus, A', beam, cross section, seed, digest.",
	.more = "PATH is a file, a directory (its entries *.lhe and *.lhe.gz) or - (stdin, as when there is none). What a file does not say is missing.",
	.operands = "[PATH...]",
	.out = (const struct column[]) {
		{ "file", TEXT, NULL, "as it is named, or as its directory names it", false },
		{ "dialect", TEXT, NULL, "mg4 or mg5", false },
		{ "events", COUNT, NULL, "that are there", false },
		{ "events_said", COUNT, NULL, "by the header: Number of Events", false },
		{ "Z", COUNT, NULL, "charge of the nucleus: the last Znuc, cut to a whole number", false },
		{ "ap_id", COUNT, NULL, "particle id of the A' in the events", false },
		{ "apmass_gev", NUMBER, "GeV", "by the header, else of the first event", false },
		{ "lepton", TEXT, NULL, "electron or muon; another id as it is", false },
		{ "beam_gev", NUMBER, "GeV", "total energy, by <init>, else of the first event", false },
		{ "xsec_pb", NUMBER, "pb", "by <init>", false },
		{ "error_pb", NUMBER, "pb", "its error", false },
		{ "seed", COUNT, NULL, "iseed of the run card", false },
		{ "sha256", TEXT, NULL, "of the file as it lies on disk; missing for what is no file", false },
		{ 0 } },
	.example = "printf '%s\\n' '<LesHouchesEvents version=\"1.0\">' '<init>' '11 -623 4. 171.3 0 0 0 0 3 1' '.27E+10 .3E+08 .5E+07 0' '</init>' > a.lhe\n"
	           "printf '%s\\n' '2 74.0 # Znuc' '3000 = iseed' '</LesHouchesEvents>' >> a.lhe\n"
	           "lhe-info a.lhe",
};

struct summary {
	uint64_t events;
	double aprime_mass, beam_gev;    /* of the first event with them */
	int lepton;
};

static void summarise(struct lhe *l, struct summary *s)
{
	const struct lhe_event *const e = &l->event;

	*s = (struct summary) { .aprime_mass = NAN, .beam_gev = NAN };
	while (lhe_next(l)) {
		if (e->problem != NULL)
			lhe_die(l);
		s->events++;
		if (e->aprime != NULL && isnan(s->aprime_mass))
			s->aprime_mass = e->aprime->m;
		if (e->beam != NULL && s->lepton == 0) {
			s->lepton = e->beam->id;
			s->beam_gev = e->beam->e;
		}
	}
	if (l->open)
		in_die(l->in, "ends without </LesHouchesEvents>: cut short");
}

static void put_lepton(struct sheet *sheet, int id)
{
	char text[16];

	if (id == 11 || id == 13)
		sheet_text(sheet, id == 11 ? "electron" : "muon");
	else if (id != 0) {
		snprintf(text, sizeof text, "%d", id);
		sheet_text(sheet, text);
	} else
		sheet_missing(sheet);
}

static void put_digest(struct sheet *sheet, const char *path)
{
	struct stat s;
	char hex[DIGEST_HEX];

	if (strcmp(path, "-") == 0 || stat(path, &s) != 0 || !S_ISREG(s.st_mode)) {
		sheet_missing(sheet);
		return;
	}
	digest_file(path, hex);
	sheet_text(sheet, hex);
}

/* Of the A' in the events; of a file without events the one that has an entry. */
static double header_mass(const struct lhe *l)
{
	const double mg4 = lhe_mass_of(&l->facts, LHE_APRIME_MG4);

	if (l->aprime != 0)
		return lhe_mass_of(&l->facts, l->aprime);
	return isnan(mg4) ? lhe_mass_of(&l->facts, LHE_APRIME_MG5) : mg4;
}

static void write_row(struct sheet *sheet, const char *path, const struct lhe *l, const struct summary *s)
{
	static const char *const dialects[] = { "-", "mg4", "mg5" };
	const struct lhe_facts *const f = &l->facts;
	const double mass = header_mass(l);

	sheet_text(sheet, path);
	sheet_text(sheet, dialects[f->dialect]);
	sheet_count(sheet, s->events);
	sheet_count_if(sheet, f->said != LHE_NO_COUNT, f->said);
	sheet_count_if(sheet, f->target_z > 0, f->target_z);
	sheet_count_if(sheet, l->aprime != 0, (uint64_t)l->aprime);
	sheet_known(sheet, isnan(mass) ? s->aprime_mass : mass);
	put_lepton(sheet, f->beam_id != 0 ? f->beam_id : s->lepton);
	sheet_known(sheet, isnan(f->beam_gev) ? s->beam_gev : f->beam_gev);
	sheet_known(sheet, f->xsec_pb);
	sheet_known(sheet, f->error_pb);
	sheet_count_if(sheet, f->seed != LHE_NO_COUNT, f->seed);
	put_digest(sheet, path);
	sheet_end(sheet);
}

static void tell(struct sheet *sheet, const char *path)
{
	struct in *const in = in_open(path);
	struct lhe *const l = lhe_open(in);
	struct summary s;

	if (!lhe_begins(in) && in->end > in->begin)
		die("%s: no event file: it does not begin with a tag", in->name);
	summarise(l, &s);
	write_row(sheet, path, l, &s);
	lhe_close(l);
	in_close(in);
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	char **const files = lhefiles_of(tool_operands(), false);
	struct sheet *const sheet = tool_sheet(&tool);
	for (size_t i = 0; files[i] != NULL; i++)
		tell(sheet, files[i]);
	return tool_end(&tool);
}
