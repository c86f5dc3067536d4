/* template - what the template of a set of jobs says of its source, its outputs and its seeds
 *
 * Only what stands in the file counts (data/fcl.h); where the answer lies behind an include or a reference, and the job definition
 * depends on it, this dies and names the key. fhicl-dump writes a configuration without either.
 *
 * source  spec/ensemble.md 8; Mu2e/mu2ejobtools
 */
#ifndef PROD_TEMPLATE_H
#define PROD_TEMPLATE_H

#include "core/keys.h"
#include "data/fcl.h"

struct template {
	const char *source;         /* module type: SamplingInput, EmptyEvent, RootInput, ... */
	struct keys datasets;       /* names in source.dataSets */
	struct keys outputs;        /* keys of output file names that a job must set ... */
	const char *file[64];       /* ... and what the template says there */
	struct keys mixing;         /* keys of the files that active mixing filters read */
	enum fcl_kind seeds;        /* of services.SeedService */
};

/* What was read refers to f. */
struct template template_read(const struct fcl *f);
void template_free(struct template *t);

#endif
