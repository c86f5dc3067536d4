/* jobdef - the archive that defines a set of grid jobs, cnf.<owner>.<description>.<configuration>.0.tar
 *
 * A tar with the members jobpars.json (what the jobs have in common and how they differ), mu2e.fcl (their template) and
 * perhaps code.tar (their program). Job i takes files i*n ... of each list; its outputs, run and subrun follow from i.
 *
 * Reading trusts nothing. Members are recognised by name and never written to a file; other members are ignored with a warning, whatever
 * they are called; a member twice, a link, a size beyond the limits below, a truncated archive, JSON that is broken or
 * of another shape, names that are no names of Mu2e files and keys that are no keys of FHiCL die with the archive's name and the place.
 * Numbers may be JSON strings, as older tools write them.
 *
 * calling sequence  jobdef_read, then anything; or jobdef_new, fill, jobdef_write; jobdef_free
 * source            spec/ensemble.md 8; Mu2e/mu2ejobtools
 */
#ifndef DATA_JOBDEF_H
#define DATA_JOBDEF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/in.h"
#include "core/keys.h"
#include "core/out.h"

enum { JOBDEF_JSON_MAX = 64 << 20, JOBDEF_FCL_MAX = 16 << 20 };
#define JOBDEF_UNLIMITED 0              /* number of jobs of a set that no list limits */
#define JOBDEF_CODE_SETUP "Code/setup.sh"

enum jobdef_role { JOBDEF_PRIMARY, JOBDEF_AUXILIARY, JOBDEF_SAMPLING };

struct jobdef_input {
	enum jobdef_role role;
	char *key;                      /* "source.dataSets.DIO.fileNames" */
	uint64_t per_job;               /* 0: all */
	char **file;                    /* names of Mu2e files */
	size_t n, room;
};

struct jobdef_setting {
	char *key, *value;
};

struct jobdef {
	char *name;                     /* of the archive as it was opened, for messages */
	char *jobname;                  /* its own name */
	char *setup;                    /* script that sets the program up */
	bool code;                      /* the program lies in code.tar */
	uint64_t code_size;             /* bytes, compressed */
	char *subrun_key, *seed_key;    /* NULL: none */
	struct jobdef_setting *event, *output;   /* event: run, maxEvents; output: file names, of which the sequencer is replaced */
	size_t events, outputs, event_room, output_room;
	struct jobdef_input *input;
	size_t inputs, input_room;
	uint64_t declared;              /* number of jobs that the set says to have; 0: it does not */
	char *fcl;                      /* the template */
	size_t fcl_size;
};

struct jobdef *jobdef_new(const char *name);
void jobdef_free(struct jobdef *d);

/* Reads a whole archive (gzip too) and closes in. */
struct jobdef *jobdef_read(struct in *in);

/* Copies what they are given. */
struct jobdef_input *jobdef_add_input(struct jobdef *d, enum jobdef_role role, const char *key, uint64_t per_job);
void jobdef_add_file(struct jobdef_input *input, const char *file);
void jobdef_add_event(struct jobdef *d, const char *key, const char *value);
void jobdef_add_output(struct jobdef *d, const char *key, const char *file);

/* Writes the archive; code, if not NULL, is the path of code.tar. Same jobs, same bytes: no dates, no owner. Dies on what jobdef_read
 * would refuse. */
void jobdef_write(const struct jobdef *d, struct out *out, const char *code);

/* ceil(files / per_job) of primary or sampling inputs, or fewer if the set declares so; or JOBDEF_UNLIMITED. */
uint64_t jobdef_njobs(const struct jobdef *d);

/* The data sets read and made, each once, sorted by name. */
struct keys jobdef_input_datasets(const struct jobdef *d);
struct keys jobdef_output_datasets(const struct jobdef *d);

/* The data set of a file; the caller frees. */
char *jobdef_dataset(const char *file);

/* The sequencer of a job's outputs: run and job, or the first of its primary inputs. The caller frees. */
char *jobdef_sequencer(const struct jobdef *d, uint64_t job);

/* The name of an output file with the job's sequencer. The caller frees. */
char *jobdef_output(const struct jobdef *d, size_t output, uint64_t job);

/* The files of an input that a job reads: *n pointers to names; the caller frees the array. Auxiliary ones are drawn without
 * replacement by a hash of job and names, as the grid's tool draws them. */
const char **jobdef_files(const struct jobdef_input *input, uint64_t job, size_t *n);

/* Does a bzip2 tar hold Code/setup.sh, and nothing that would leave its directory? Dies when not. */
void jobdef_check_code(const char *path);

/* Extracts the code of the archive at path into the present directory; members that would leave it die. */
void jobdef_extract_code(const char *path);

#endif
