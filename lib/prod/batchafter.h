/* batchafter - what has to be done before the jobs of a submission directory begin: those of other directories
 *
 * A directory's settings keep the others' places. An engine is told ids of submissions, which are looked up each time that something is handed over:
 * jobs that got lost or failed are others by then, and what is done is not among them, as an engine may have forgotten it.
 *
 * source  spec/batch.md 2.6, 3, 4
 */
#ifndef PROD_BATCHAFTER_H
#define PROD_BATCHAFTER_H

#include "core/opt.h"
#include "prod/batchdir.h"

/* The places of the directories, for settings; the caller frees. Asks the engine. Dies when one is another engine's, has jobs that are not submitted, or
 * one that failed or is lost. */
char *batchafter_places(const struct option_list *directories, const char *engine);

/* The ids of the submissions that are not done, blanks between. Asks the engine if there are any. Dies like batchafter_places, and when a directory is not
 * there any more. */
void batchafter_ids(const struct batchdir *b, struct buf *ids);

#endif
