# config-keys.awk - rows of normalize -> key, value rows as Stage 1's configuration calls them
BEGIN {
	FS = OFS = "\t"
	key["DIO"] = "dio_events"; key["IPAMichel"] = "ipa_events"
	key["RPCInternal"] = "rpc_internal_events"; key["RPCExternal"] = "rpc_external_events"
	key["RMCInternal"] = "rmc_internal_events"; key["RMCExternal"] = "rmc_external_events"
}
/^#/ { next }
!head { for (i = 1; i <= NF; i++) column[$i] = i; head = 1; next }
{ process = $column["process"] }
process ~ /Cosmic$/ {   # its livetime is the data set's
	print "onspilltime", $column["onspill_s"]
	print "beam_onspill_time", $column["onspill_s"]
	print "beam_livetime", $column["wallclock_s"]
	print "beam_npot", $column["pot"]
	print "beam_pot", $column["pot"]
}
process == "DIO" { print "beam_nmot", $column["stops"] }
process in key { print key[process], $column["expected"] }
