#!/bin/sh
# node DIR NAME - what HTCondor starts for a node of DIR/flow.dag, where the DAG was submitted: make for the node's one target
#
# Its parents are done, so the target's recipe is all that make finds to do; nothing, if the target is there (a node that is tried again, a rescue).
# A target is looked up in nodes.tsv, so that no name is looked at by HTCondor. Status: make's; 3 when the DAG is already being run.
set -u
dag=$1 name=$2
case $dag in
/*) ;;
*) dag=$PWD/$dag ;;
esac

# HTCondor takes a DAG that has a rescue file a second time, even while it runs, and both would make the same files. Only the first may go on. Its log
# says which DAGMan jobs were submitted (000) and which have ended (005) or were removed (009); the job's own advertisement says which one we are of.
log=$dag/flow.dag.dagman.log
ours=$(LC_ALL=C sed -n 's/^DAGManJobId *= *\([0-9][0-9]*\).*/\1/p' "${_CONDOR_JOB_AD:-/dev/null}" 2> /dev/null)
if [ -n "$ours" ] && [ -r "$log" ]; then
	other=$(LC_ALL=C awk -v ours="$ours" '
		/^[0-9][0-9][0-9] \([0-9]+\./ {
			split($2, id, /[(.]/)
			if ($1 == "000") alive[id[2] + 0]
			if ($1 == "005" || $1 == "009") delete alive[id[2] + 0]
		}
		END { for (cluster in alive) if (cluster + 0 < ours + 0) { print cluster; exit } }' "$log")
	if [ -n "$other" ]; then
		echo "node: $name: DAGMan job $other runs this DAG already, and $ours is to let it: condor_rm $ours" >&2
		exit 3
	fi
fi

target=$(LC_ALL=C awk -F '\t' -v name="$name" 'NR > 1 && $1 == name { print $2; exit }' "$dag/nodes.tsv")
if [ -z "$target" ]; then
	echo "node: $dag/nodes.tsv has no node '$name'" >&2
	exit 2
fi
. "$dag/environment"
make_target "$target"
