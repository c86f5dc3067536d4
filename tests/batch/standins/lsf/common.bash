# common - what the stand-ins for LSF share. Besides the files of ../queue.bash a test can make these in $QUEUE:
#
#   array_size       MAX_JOB_ARRAY_SIZE [1000]
#   elsewhere        jobs start in /, as where LSF cannot enter the directory of submission
QUEUE=$LSF_STANDIN
. "${BASH_SOURCE[0]%/*}/../queue.bash"

begin() {   # COMMAND WORD...
	begin_command "$@"
	[ -e "$QUEUE/down" ] || return 0
	[ "${LSB_NTRIES-infinite}" != infinite ] || sleep 60
	[ -s "$QUEUE/down" ] && cat "$QUEUE/down" >&2 || printf 'batch system daemon not responding ... still trying\nFailed in an LSF library call: LIM is down; try later\n' >&2
	exit 255
}

# 0 it may begin, 1 not yet, 2 never. Without -ti it would wait for ever.
after() {
	queue_after "$1"
	case $? in
	0) ;;
	2) [ -e "$QUEUE/jobs/$1/orphan" ] && return 2 || return 1 ;;
	*) return 1 ;;
	esac
}
