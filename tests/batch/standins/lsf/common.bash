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

ended() {   # N: all of it
	local dir=$QUEUE/jobs/$1 i
	for ((i = 1; i <= $(cat "$dir/to"); i++)); do
		[ -e "$dir/$i.end" ] || return 1
	done
}

# 0 it may begin, 1 not yet, 2 never. Without -ti it would wait for ever.
after() {
	local n i
	for n in $(cat "$QUEUE/jobs/$1/after"); do
		ended "$n" || return 1
		for i in "$QUEUE/jobs/$n"/*.end; do
			[ "$(cat "$i")" = 0 ] || { [ -e "$QUEUE/jobs/$1/orphan" ] && return 2; return 1; }
		done
	done
}
