/* mu2ename - names of files and data sets: what was taken apart and put together again is the same */
#include "fuzz.h"

#include "data/mu2ename.h"

static void file(struct slice text)
{
	struct mu2ename name, dataset;
	const char *why;
	uint64_t run, subrun;

	if (!mu2ename_parse(text, &name, &why))
		return;
	char *again = mu2ename_file(&name), *set = mu2ename_dataset(&name), *path = mu2ename_path(&name);
	FUZZ_CHECK(slice_is(text, again));
	FUZZ_CHECK(mu2ename_parse_dataset(slice_of(set), &dataset, &why) && slice_same(dataset.field[MU2E_TIER], name.field[MU2E_TIER]));
	if (mu2ename_run_subrun(name.field[MU2E_SEQUENCER], &run, &subrun)) {
		char *sequencer = mu2ename_sequencer(run, subrun);
		FUZZ_CHECK(slice_is(name.field[MU2E_SEQUENCER], sequencer));
		free(sequencer);
	}
	free(again);
	free(set);
	free(path);
}

static void read_names(const uint8_t *bytes, size_t n)
{
	const struct slice text = { (const char *)bytes, n };
	struct mu2ename name;
	const char *why;

	file(text);
	if (mu2ename_parse_dataset(text, &name, &why)) {
		char *again = mu2ename_dataset(&name);
		FUZZ_CHECK(slice_is(text, again));
		free(again);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(read_names, bytes, n);
	return 0;
}
