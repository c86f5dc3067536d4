# helper - what every bats file loads: the tools on PATH, and words of our own.
#
#   BUILD     where the tools were built (build/ of this tree unless set)
#   ROOT      the tree
#   each test runs in an empty directory of its own, $BATS_TEST_TMPDIR

bats_require_minimum_version 1.5.0
ROOT=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
BUILD=${BUILD:-$ROOT/build}
PATH=$BUILD/bin:$PATH
export ROOT BUILD PATH
unset MAKEFLAGS MAKELEVEL MFLAGS   # make check runs us; productions are made as a user makes them
BATS_LIB_PATH=${BATS_LIB_PATH:-/usr/lib/bats:/usr/lib:/usr/share/bats:/usr/local/lib}

# Each test is a process that reads all this anew. A library's load.bash sources what lies in src/, and forks for each file, which cost more
# than all else that bats does for a test.
for lib in bats-support bats-assert bats-file; do
	for dir in ${BATS_LIB_PATH//:/ }; do
		[ -e "$dir/$lib/load.bash" ] || continue
		for file in "$dir/$lib"/src/*.bash; do source "$file"; done
		break
	done
done

# A setup of one's own begins with this. bats notes where it is before each command, which takes a hundred times as long as the command: of what
# happens inside of functions it need not, a test that fails there is shown where it called them. Nor of what bats does after the error.
begin_test() {
	set +T
	trap '[ -n "${BATS_ERROR_STATUS-}" ] || bats_debug_trap "$BASH_SOURCE"' DEBUG
	cd "$BATS_TEST_TMPDIR"
}
setup() { begin_test; }

# tsv CELL... [/ CELL...]...: a table on stdout, a / between rows:  tsv a b / 1 2
tsv() {
	local IFS=$'\t'
	local text=$'\t'$*$'\t'
	text=${text//$'\t/\t'/$'\n'} text=${text#$'\t'}
	printf '%s\n' "${text%$'\t'}"
}

# column NAME [FILE]: the values of one column
column() {
	awk -F'\t' -v name="$1" '/^#/ && !c { next } !c { for (i = 1; i <= NF; i++) if ($i == name) c = i; if (!c) exit 1; next } { print $c }' "${2:--}"
}

# until_it COMMAND...: waits until it succeeds. A minute is for machines that are slow; what has not come by then never will.
# What waits in a test for the test to go on waits for a file to go, not to come: it ends with the test's directory, whatever happens.
until_it() {
	local end=$((SECONDS + 60))
	until "$@"; do
		[ $SECONDS -lt $end ] || fail "never: $*"
		sleep 0.02
	done
}

# assert_near VALUE EXPECTED RELATIVE
assert_near() {
	awk -v a="$1" -v b="$2" -v r="$3" 'BEGIN { d = a - b; if (d < 0) d = -d; m = b < 0 ? -b : b; exit !(a != "" && d <= r * m + (m == 0 ? 1e-300 : 0)) }' ||
		fail "$1 is not within $3 of $2"
}

# assert_dies MESSAGE COMMAND...: status 2, stderr is exactly that one line
assert_dies() {
	local message=$1
	shift
	run -2 --separate-stderr "$@"
	assert_equal "$stderr" "$message"
}
