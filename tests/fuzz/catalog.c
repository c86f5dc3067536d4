/* catalog - catalogues of files: whatever is read is sorted, without repeated names, and adds up */
#include <assert.h>
#include <string.h>

#include "fuzz.h"
#include "prod/catalog.h"

static void read_catalog(const uint8_t *bytes, size_t n)
{
	const struct slice text = { (const char *)bytes, n };
	struct catalog *c = catalog_read(table_open_text("fuzz", text), "fuzz", true);
	size_t files = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct catalog_process *p = &c->process[i];
		const struct catalog_process all = catalog_part(p, 0, p->n);
		assert(i == 0 || strcmp(p[-1].name, p->name) < 0);
		assert(catalog_find(c, slice_of(p->name)) == p);
		assert(all.n == p->n && all.events == p->events);
		for (size_t j = 0; j < p->n; j++) {
			assert(j == 0 || strcmp(p->file[j - 1].name, p->file[j].name) < 0);
			assert(catalog_find_file(p, slice_of(p->file[j].name)) == &p->file[j]);
		}
		files += p->n;
	}
	assert(files == c->files);
	catalog_close(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(read_catalog, bytes, n);
	return 0;
}
