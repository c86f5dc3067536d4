# config-keys.awk - the list of files and rows of normalize -> key, value rows as Stage 1's configuration calls them
#   awk -v cosmics=PROCESS -v given='KEY=VALUE ...' -f config-keys.awk lists.tsv yields.tsv
BEGIN {
	FS = OFS = "\t"
	print "key", "value"
	key["DIO"] = "dio_events"; key["IPAMichel"] = "ipa_events"
	key["RPCInternal"] = "rpc_internal_events"; key["RPCExternal"] = "rpc_external_events"
	key["RMCInternal"] = "rmc_internal_events"; key["RMCExternal"] = "rmc_external_events"
}
/^#/ { next }
FILENAME != file {
	if (file != "") names()
	file = FILENAME
	split("", column)
	for (i = 1; i <= NF; i++) column[$i] = i
	next
}
{ process = $column["process"] }
"file_name" in column {   # tier.owner.description.configuration.sequencer.extension
	split($column["file_name"], field, ".")
	if (process == cosmics) { njobs++; job = field[4]; gen = field[3]; sub(/^Cosmic/, "", gen) }
	else if (primaries == "") primaries = field[4]
	next
}
process == cosmics {   # its livetime is the data set's
	print "onspilltime", $column["onspill_s"]
	print "beam_onspill_time", $column["onspill_s"]
	print "beam_livetime", $column["wallclock_s"]
	print "beam_npot", $column["pot"]
	print "beam_pot", $column["pot"]
}
process == "DIO" { print "beam_nmot", $column["stops"] }
process in key { print key[process], $column["expected"] }

function names(   pair, part, n, i) {
	print "njobs", njobs
	print "CosmicJob", job == "" ? "-" : job
	print "CosmicGen", gen == "" ? "-" : gen
	print "primaries", primaries == "" ? "-" : primaries
	n = split(given, pair, " ")
	for (i = 1; i <= n; i++) {
		split(pair[i], part, "=")
		print part[1], part[2]
	}
}
