/* jobfcl - the configuration of one job: the template of its set, and the assignments that make it this job
 *
 * Run, subrun, input files, output names and seeds are appended, so that they replace the template's. Jobs of SamplingInput
 * get a samplingSeed by hashing (seed.h); `compat` leaves it out, as the tools of 2024 do: then all jobs make the same choices.
 *
 * source  spec/ensemble.md 8
 */
#ifndef PROD_JOBFCL_H
#define PROD_JOBFCL_H

#include "core/opt.h"
#include "core/out.h"
#include "data/jobdef.h"
#include "prod/access.h"

struct jobfcl {
	const char *tag;        /* NULL: the description of the set without "ensemble" in front */
	uint64_t seed;          /* of the whole set */
	bool compat;
	struct access access;
};

#define JOBFCL_OPTIONS(o) \
	{ 't', "tag", "TAG", OPT_TEXT, &(o).tag, "name of the mock data set, for the seeds [the description without 'ensemble']" }, \
	{ 's', "seed", "N", OPT_COUNT, &(o).seed, "seed of the whole set; a job's is a hash of tag, seed and index [1]" }, \
	{ 0, "compat", NULL, OPT_FLAG, &(o).compat, "no samplingSeed, as mu2ejobfcl: all jobs then make the same choices" }

/* Lines of an example that make a job definition of two jobs. */
#define JOBFCL_EXAMPLE \
	"printf 'dts.mu2e.CosmicSignal.MDC2025ac.001430_0000000%d.art\\n' 0 1 > cosmic.list\n" \
	"printf '%s\\n' 'source: { module_type: SamplingInput  dataSets: { CRYCosmic: { fileNames: [ \"-\" ]  weight: 1 } } }' \\\n" \
	" 'physics: { EndPath: [ Out ]  end_paths: [ EndPath ]  trigger_paths: [] }' \\\n" \
	" 'outputs: { Out: { module_type: RootOutput  fileName: \"dts.owner.ensembleMDS3c.version.sequencer.art\" } }' > template.fcl\n" \
	"make-jobdef --setup /cvmfs/mu2e.opensciencegrid.org/Musings/SimJob/MDC2025af/setup.sh --description ensembleMDS3c \\\n" \
	" --dsconf MDC2025af --owner mu2e --run-number 1430 --samplinginput 1:CRYCosmic:cosmic.list --embed template.fcl\n"
#define JOBFCL_EXAMPLE_TAR "cnf.mu2e.ensembleMDS3c.MDC2025af.0.tar"

/* Dies when the set has no such job. */
void jobfcl_check(const struct jobdef *d, uint64_t job);

void jobfcl_write(struct out *out, const struct jobdef *d, uint64_t job, const struct jobfcl *o);

#endif
