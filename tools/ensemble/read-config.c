/* read-config - turn the configuration of an ensemble into a table
 *
 * in     a file of Stage 1, in any of its forms (key= value, key="value", both); or the directory of a closed ensemble
 * out    key, value, line and name, the key's name in the newest form; or one value
 * cost   one pass, the keys in memory
 * fails  broken quotes, control characters: file and line. Nothing is evaluated, whatever the file says.
 * source spec/ensemble.md 7.2, 7.7 (lib/data/config.h)
 */
#include "core/die.h"
#include "core/opt.h"
#include "data/config.h"

static const char *closed, *key;

static const struct tool tool = {
	.name = "read-config",
	.does = "Turn the configuration of an ensemble into a table, without a shell.",
	.more = "Reads what Stage 1 and signal injection write (key= value and key=\"value\"), and with --closed the directory of\n"
	        "one-number files of the closed ensembles. A key that comes twice: the last counts, with a warning.\n\n"
	        "Names: cosmicjob, stops, muon stops, dem_emin, NPOT, DIO_yield, ... are CosmicJob, muon_stops, DEM_emin, beam_npot,\n"
	        "dio_events, ...; livetime is onspilltime, or beam_livetime in a file that has an onspilltime, too.\n\n"
	        "It reads what Stage1_initiate_ensemble.sh writes; the README's genEnsemble.sh never existed.",
	.operands = "[FILE]",
	.out = (const struct column[]) {
		{ "key", TEXT, NULL, "as it is written", false },
		{ "value", TEXT, NULL, "without quotes", false },
		{ "line", COUNT, NULL, "where", false },
		{ "name", TEXT, NULL, "what the newest form calls it", false }, { 0 } },
	.options = (const struct option_spec[]) {
		{ 'c', "closed", "DIR", OPT_TEXT, &closed, "read the directory of a closed ensemble: livetime, rue, rup, kmax, settings" },
		{ 'k', "key", "KEY", OPT_TEXT, &key, "print this key's value (or that of its name), nothing else" },
		{ 0 } },
	.status = "--key: there is no such key; --fail-empty, and no row",
	.example = "printf 'njobs= 50\\nmuon stops=  MDC2025ac\\nBB=\"1BB\"\\n' | read-config",
};

static void put_value(const struct config *c)
{
	const struct config_entry *e = config_find(c, key);

	if (e == NULL)
		tool_no();
	else
		out_printf(tool_out(), "%s\n", e->value);
}

static void put_rows(const struct config *c)
{
	struct sheet *s = tool_sheet(&tool);

	for (size_t i = 0; i < c->n; i++) {
		sheet_text(s, c->entry[i].key);
		sheet_text(s, c->entry[i].value);
		sheet_count(s, c->entry[i].line);
		sheet_text(s, config_name(c, &c->entry[i]));
		sheet_end(s);
	}
}

int main(int argc, char **argv)
{
	tool_options(&tool, argc, argv);
	if (tool_operand_count() > (closed == NULL))
		die("one configuration at a time: '%s' is too many", tool_operands()[closed == NULL]);
	struct config *c = closed ? config_read_closed(closed) : config_read(in_open(tool_operands()[0]));
	if (key != NULL)
		put_value(c);
	else
		put_rows(c);
	config_free(c);
	return tool_end(&tool);
}
