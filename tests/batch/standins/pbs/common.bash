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

# known ID: sets n to its number; jobs/N is there
known() { n=${1%%[!0-9]*}; [ -d "$QUEUE/jobs/$n" ]; }

after() { queue_after "$1"; }
