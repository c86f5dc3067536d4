# common - what the stand-ins for Slurm share. They remember in the directory of $SLURM_CONF, which is all that sbatch is told of where it is.
# Besides the files of ../queue.bash a test can make these there:
#
#   MaxArraySize     [1001]
#   MaxJobCount      [10000]
#   memory           MB of the largest node; more is refused, and remembered as FAILED [100000]
#   kill-invalid     what waits for a job that failed is cancelled
#   accounting       sacct answers
#   strict-scancel   scancel leaves with 1 when a job is gone, as some versions do
#   sacct.N          what it says of N: rows 7_1|COMPLETED|0:0
#   foreign          jobs are somebody else's: scancel may not
#   chatty           sbatch says more than the id
QUEUE=${SLURM_CONF%/*}
. "${BASH_SOURCE[0]%/*}/../queue.bash"
unreachable='Unable to contact slurm controller (connect failure)'

# begin COMMAND WORD...: WORDs of --clusters are taken for granted
begin() {
	begin_command "$@"
	! env | grep -qE '^(SLURM_(JOB|ARRAY|CLUSTERS)|SBATCH_|SQUEUE_|SCANCEL_|SACCT_)' || { echo "$1: the environment says something, too" >&2; exit 1; }
}

down() { [ ! -e "$QUEUE/down" ] || { printf '%s\n' "$1: error: $2" >&2; exit 1; }; }

known() { [ -d "$QUEUE/jobs/$1" ]; }

ended() {   # N: all of it
	local dir=$QUEUE/jobs/$1 i
	for ((i = $(cat "$dir/from"); i <= $(cat "$dir/to"); i++)); do
		[ -e "$dir/$i.end" ] || return 1
	done
}

# 0 it may begin, 1 not yet, 2 never, which is for ever unless the site says otherwise. A job that is forgotten is no condition.
after() {
	local n i
	for n in $(cat "$QUEUE/jobs/$1/after"); do
		known "$n" || continue
		ended "$n" || return 1
		for i in "$QUEUE/jobs/$n"/*.end; do
			[ "$(cat "$i")" = 0 ] && continue
			[ -e "$QUEUE/kill-invalid" ] && return 2
			return 1
		done
	done
}

# facts N I: sets state, status (a wait status) and reason as squeue would show them
facts() {
	local dir=$QUEUE/jobs/$1 n i
	status=0 reason=None
	case $(queue_state "$1" "$2") in
	queued)
		state=PENDING reason=Priority
		if [ -e "$dir/held" ]; then
			reason=$(cat "$dir/held")
		elif ! after "$1"; then
			reason=Dependency
			for n in $(cat "$dir/after"); do
				for i in "$QUEUE/jobs/$n"/*.end; do [ "$(cat "$i" 2> /dev/null || echo 0)" = 0 ] || reason=DependencyNeverSatisfied; done
			done
		fi
		;;
	running) state=RUNNING ;;
	ended)
		status=$(cat "$dir/$2.end")
		if [ -e "$dir/$2.words" ]; then
			read -r state status reason < "$dir/$2.words"
		elif [ "$status" = removed ]; then
			state=CANCELLED status=15
		elif [ -e "$dir/$2.killed" ]; then
			state=FAILED status=9 reason=JobLaunchFailure
		elif [ "$status" = 0 ]; then
			state=COMPLETED
		else
			state=FAILED status=$((256 * status)) reason=NonZeroExitCode
		fi
		;;
	esac
}
