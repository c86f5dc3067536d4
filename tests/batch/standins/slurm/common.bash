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
	set -- "$1" "${!SLURM_JOB@}" "${!SLURM_ARRAY@}" "${!SLURM_CLUSTERS@}" "${!SBATCH_@}" "${!SQUEUE_@}" "${!SCANCEL_@}" "${!SACCT_@}"
	[ $# = 1 ] || { echo "$1: the environment says something, too" >&2; exit 1; }
}

down() { [ ! -e "$QUEUE/down" ] || { printf '%s\n' "$1: error: $2" >&2; exit 1; }; }

known() { [ -d "$QUEUE/jobs/$1" ]; }

# 0 it may begin, 1 not yet, 2 never, which is for ever unless the site says otherwise. A job that is forgotten is no condition.
after() {
	queue_after "$1"
	case $? in
	0) ;;
	2) [ -e "$QUEUE/kill-invalid" ] && return 2 || return 1 ;;
	*) return 1 ;;
	esac
}

# facts N I: sets state, status (a wait status) and reason as squeue would show them
facts() {
	local dir=$QUEUE/jobs/$1 end others other file
	status=0 reason=None
	queue_look "$1" "$2"
	case $state in
	queued)
		state=PENDING reason=Priority
		if [ -e "$dir/held" ]; then
			first_line reason "$dir/held"
		elif ! after "$1"; then
			reason=Dependency
			first_line others "$dir/after"
			for other in $others; do
				for file in "$QUEUE/jobs/$other"/*.end; do
					first_line end "$file" 0
					[ "$end" = 0 ] || reason=DependencyNeverSatisfied
				done
			done
		fi
		;;
	running) state=RUNNING ;;
	ended)
		status=$end
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
