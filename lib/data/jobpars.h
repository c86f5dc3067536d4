/* jobpars - the JSON member of a job definition
 *
 * Read with distrust: broken JSON, other shapes, names that are no names of Mu2e files and keys that are no keys of FHiCL die with the
 * archive's name and the place. What it does not know (code_ref, ...) is not looked at.
 *
 * source  spec/ensemble.md 8; Mu2e/mu2ejobtools, Mu2e/prodtools (njobs)
 */
#ifndef DATA_JOBPARS_H
#define DATA_JOBPARS_H

#include "data/jobdef.h"

extern const char jobpars_member[];   /* its name in the archive */
#define JOBPARS_CODE "code.tar"       /* the name it has for the code's */

/* Fills in d, which is new, and checks that its lists agree. */
void jobpars_read(struct jobdef *d, const char *text, size_t n);

/* The JSON of d; the caller frees. */
char *jobpars_text(const struct jobdef *d);

#endif
