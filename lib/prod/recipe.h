/* recipe - what make hands to a shell, as a job of a submission directory that all recipes of a production share
 *
 * Each run of a recipe is a job of its own: a row of jobs.tsv, with its words quoted on one line, and jobs/NAME/script, which is what runs:
 *   cd where make is; export or unset each variable; exec the shell with its words, any bytes but NUL as they are
 * Recipes of one production differ in their variables, and run after run in the others, too: a script relies on nothing but itself.
 *
 * source  share/batch/README.md
 */
#ifndef PROD_RECIPE_H
#define PROD_RECIPE_H

#include "core/digest.h"
#include "core/opt.h"
#include "prod/batchdir.h"
#include "prod/command.h"
#include "prod/submission.h"

struct recipe {
	const char *shell;               /* NULL: bash where the job runs, sh if there is none */
	struct command words;            /* what it is given: options, -c, the recipe */
	const char *target;              /* of make, for people; NULL: it did not say */
	struct option_list variables;    /* names of what jobs find besides BATCHDIR_ENVIRONMENT, if they are set */
	struct submission_need need;
};

/* What makes a recipe the same one as before: where it runs, its words, its variables (not those of BATCHDIR_ENVIRONMENT: who logs in again may
 * have others). */
void recipe_key(const struct recipe *r, char key[DIGEST_HEX]);

/* Opens the submission directory that all recipes of a production share; the first of them makes it, with these settings and lines for the engine.
 * Dies when it is another engine's. */
void recipe_open(struct batchdir *b, const char *path, const struct batchdir_settings *settings, const struct option_list *extra);

/* The engine reads the user's own lines from the directory. Recipes that have the same ones hand over together, one that has others does so alone: waits
 * for that, and leaves these lines there. Returns the descriptor that holds the lock. */
int recipe_share_extra(const struct batchdir *b, const struct option_list *extra);

/* Makes it a job; its name, TARGET-N with N counted from 1, which the caller frees. The caller has locked the directory. */
char *recipe_add(const struct recipe *r, const struct batchdir *b);

/* The only job of submission K; the caller frees. */
char *recipe_job(const struct batchdir *b, uint64_t k);

#endif
