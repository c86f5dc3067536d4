# common - what the stand-ins for PBS share. Besides the files of ../queue.bash a test can make these in $QUEUE:
#
#   torque           commands and directives are Torque's
#   no-history       PBS keeps no history: a submission that ended is forgotten
#   early            PBS Professional 19: the jobs of an array are all shown, also those that wait
#   max_array_size   [10000]
QUEUE=$PBS_STANDIN
. "${BASH_SOURCE[0]%/*}/../queue.bash"
server=pbs01.example.org

torque() { [ -e "$QUEUE/torque" ]; }

begin() {   # COMMAND WORD...
	begin_command "$@"
	[ -e "$QUEUE/down" ] || return 0
	[ -s "$QUEUE/down" ] && cat "$QUEUE/down" >&2 || printf 'Connection refused\n%s: cannot connect to server %s (errno=111)\n' "$1" "$server" >&2
	exit 255
}

sequence() { echo "${1%%[!0-9]*}"; }

# known ID: jobs/N of it is there
known() { [ -d "$QUEUE/jobs/$(sequence "$1")" ]; }

ended() {   # N: all of it
	local dir=$QUEUE/jobs/$1 i
	for ((i = $(cat "$dir/from"); i <= $(cat "$dir/to"); i++)); do
		[ -e "$dir/$i.end" ] || return 1
	done
}

# 0 it may begin, 1 not yet, 2 never
after() {
	local id n i
	for id in $(cat "$QUEUE/jobs/$1/after"); do
		n=$(sequence "$id")
		ended "$n" || return 1
		for i in "$QUEUE/jobs/$n"/*.end; do
			[ "$(cat "$i")" = 0 ] || return 2
		done
	done
}
