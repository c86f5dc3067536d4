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

static void check(const char *path, const char *engine, struct buf *places)
{
	struct batchdir d;
	struct buf complaint = { 0 };

	batchdir_open(&d, path);
	struct batchjobs j = batchjobs_open(&d);
	if (strcmp(d.settings.engine, engine) != 0)
		die("--after %s: its engine is %s", path, d.settings.engine);
	if (strchr(d.place, '\n') != NULL)
		die("--after %s: its name holds a newline", path);
	if (!batchjobs_look(&j, &d, 60, &complaint))
		die("%s: engine %s: %s", path, d.settings.engine, complaint.data);
	for (size_t i = 0; i < j.n; i++) {
		const struct batchjob *job = &j.job[i];
		if (job->state == BATCHJOB_FAILED || job->state == BATCHJOB_LOST || job->submission == 0)
			die("--after %s: job '%s' is %s", path, job->name, job->submission == 0 ? "not submitted" : batchjob_states[job->state]);
		if (!submission_handed_over(&d, job->submission))
			die("--after %s: its jobs are not all submitted", path);
	}
	buf_printf(places, "%s%s", places->len > 0 ? "\n" : "", d.place);
	buf_free(&complaint);
	batchjobs_free(&j);
	batchdir_close(&d);
}

char *batchafter_places(const struct option_list *directories, const char *engine)
{
	struct buf places = { 0 };

	for (size_t i = 0; i < directories->n; i++)
		check(directories->item[i], engine, &places);
	buf_text(&places);
	return places.data;
}

static void add_ids(struct buf *ids, const char *place)
{
	struct batchdir d;

	batchdir_open(&d, place);
	if (faccessat(d.fd, ".", W_OK, 0) == 0)   /* somebody else's cannot be locked */
		batchdir_lock(&d, 10);                /* who submits some of them again right now is waited for */
	struct batchjobs j = batchjobs_open(&d);
	bool *open = xcalloc(j.submissions + 1, sizeof *open);
	batchjobs_glance(&j, &d);
	for (size_t i = 0; i < j.n; i++)
		open[j.job[i].submission] |= j.job[i].state != BATCHJOB_DONE;
	for (uint64_t k = 0; k <= j.submissions; k++) {
		char *id = open[k] && k > 0 ? submission_id(&d, k) : NULL;
		if (open[k] && id == NULL)
			die("%s: submission %" PRIu64 " is not finished: call batch-submit for that first", place, k);
		if (id != NULL)
			buf_printf(ids, "%s%s", ids->len > 0 ? " " : "", id);
		free(id);
	}
	free(open);
	batchjobs_free(&j);
	batchdir_close(&d);
}

void batchafter_ids(const struct batchdir *b, struct buf *ids)
{
	struct slice rest = slice_of(b->settings.after), line;

	while (slice_cut(&rest, '\n', &line) && line.n > 0) {
		char *place = slice_dup(line);
		add_ids(ids, place);
		free(place);
	}
	buf_text(ids);
}
