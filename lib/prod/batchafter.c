#include "prod/batchafter.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/die.h"
#include "core/mem.h"
#include "prod/batchlook.h"
#include "prod/submission.h"

enum { LOCK_S = 600, PATIENCE_S = 60 };

/* Its jobs, none of which has failed or is lost: an engine may have forgotten these, and take what waits for them for free to begin. who is for messages. */
static struct batchjobs look(const struct batchdir *d, const char *who)
{
	struct buf complaint = { 0 };
	struct batchjobs j = batchjobs_open(d);

	if (!batchjobs_glance(&j, d) && !batchjobs_look(&j, d, PATIENCE_S, &complaint))
		die("%s: engine %s: %s", who, d->settings.engine, complaint.data);
	for (size_t i = 0; i < j.n; i++) {
		const struct batchjob *job = &j.job[i];
		if (job->state == BATCHJOB_FAILED || job->state == BATCHJOB_LOST)
			die("%s: job '%s' is %s", who, job->name, batchjob_states[job->state]);
		if (job->state != BATCHJOB_DONE && (job->submission == 0 || !submission_handed_over(d, job->submission)))
			die("%s: its jobs are not all submitted", who);
	}
	buf_free(&complaint);
	return j;
}

static void add_place(struct buf *places, const char *place)
{
	struct slice rest = buf_slice(places), line;

	while (slice_cut(&rest, '\n', &line))
		if (slice_is(line, place))
			return;
	buf_printf(places, "%s%s", places->len > 0 ? "\n" : "", place);
}

char *batchafter_places(const struct option_list *directories, const char *engine)
{
	struct buf places = { 0 };

	for (size_t i = 0; i < directories->n; i++) {
		struct batchdir d;
		char *who = xprintf("--after %s", directories->item[i]);
		batchdir_open(&d, directories->item[i]);
		if (strcmp(d.settings.engine, engine) != 0)
			die("%s: its engine is %s", who, d.settings.engine);
		if (strchr(d.place, '\n') != NULL)
			die("%s: its name holds a newline", who);
		struct batchjobs j = look(&d, who);
		add_place(&places, d.place);
		batchjobs_free(&j);
		batchdir_close(&d);
		free(who);
	}
	buf_text(&places);
	return places.data;
}

static void add_ids(struct buf *ids, const struct batchdir *d, const struct batchjobs *j)
{
	bool *open = xcalloc(j->submissions + 1, sizeof *open);

	for (size_t i = 0; i < j->n; i++)
		open[j->job[i].submission] |= j->job[i].state != BATCHJOB_DONE;
	for (uint64_t k = 1; k <= j->submissions; k++) {
		char *id = open[k] ? submission_id(d, k) : NULL;
		if (id != NULL)
			buf_printf(ids, "%s%s", ids->len > 0 ? " " : "", id);
		free(id);
	}
	free(open);
}

/* Who submits some of its jobs again right now is waited for. Somebody else's cannot be locked. */
static void open_locked(struct batchdir *d, const char *place)
{
	batchdir_open(d, place);
	if (faccessat(d->fd, "lock", W_OK, 0) == 0 && !batchdir_lock(d, LOCK_S))
		die("%s: another process is submitting its jobs", place);
}

void batchafter_ids(const struct batchdir *b, struct buf *ids)
{
	struct slice rest = slice_of(b->settings.after), line;

	while (slice_cut(&rest, '\n', &line) && line.n > 0) {
		struct batchdir d;
		char *place = slice_dup(line), *who = xprintf("%s: waits for %s", b->path, place);
		if (!batchdir_is(place))
			die("%s, which is not there: if its jobs are done, take it out of 'after' in %s/settings", who, b->path);
		open_locked(&d, place);
		struct batchjobs j = look(&d, who);
		add_ids(ids, &d, &j);
		batchjobs_free(&j);
		batchdir_close(&d);
		free(who);
		free(place);
	}
	buf_text(ids);
}
