/* makegraph - the files of make's database: nodes of its graph come after their parents, each parent once */
#include <string.h>

#include "fuzz.h"

#include "prod/dagnodes.h"
#include "prod/makegraph.h"

static void read_database(const uint8_t *bytes, size_t n)
{
	struct makegraph g = { 0 };
	struct buf database = { 0 };

	buf_add_text(&database, "\n# Files\n");
	buf_add(&database, bytes, n);
	buf_add_text(&database, "\n# files hash-table stats:\n");
	makegraph_read(&g, buf_slice(&database));
	const struct slice value = makegraph_variable(buf_slice(&database), "x");
	FUZZ_CHECK(memchr(value.p, '\n', value.n) == NULL);
	buf_free(&database);
	for (size_t i = 0; i < g.names.n; i++) {
		FUZZ_CHECK(g.names.name[i][0] != '\0');
		for (size_t k = 0; k < g.file[i].needs; k++)
			FUZZ_CHECK(g.file[i].need[k].file < g.names.n);
		for (size_t k = 0; k < g.file[i].alsos; k++)
			FUZZ_CHECK(g.file[i].also[k] < g.names.n);
	}
	if (g.names.n > 0) {
		struct dagnodes d = dagnodes_make(&g, (char *const[]) { g.names.name[0], NULL });
		for (size_t i = 0; i < d.n; i++)
			for (size_t k = 0; k < d.node[i].parents; k++) {
				FUZZ_CHECK(d.node[i].parent[k] < i);
				for (size_t j = 0; j < k; j++)
					FUZZ_CHECK(d.node[i].parent[j] != d.node[i].parent[k]);
			}
		dagnodes_free(&d);
	}
	makegraph_free(&g);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	fuzz_try(read_database, bytes, n);
	return 0;
}
