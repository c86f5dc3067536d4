# helper - what every bats file loads: the tools on PATH, and words of our own.
#
#   BUILD     where the tools were built (build/ of this tree unless set)
#   ROOT      the tree
#   each test runs in an empty directory of its own, $BATS_TEST_TMPDIR

bats_require_minimum_version 1.5.0
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${BUILD:-$ROOT/build}
PATH=$BUILD/bin:$PATH
export ROOT BUILD PATH
unset MAKEFLAGS MAKELEVEL MFLAGS   # make check runs us; productions are made as a user makes them
BATS_LIB_PATH=${BATS_LIB_PATH:-/usr/lib/bats:/usr/lib:/usr/share/bats:/usr/local/lib}

for lib in bats-support bats-assert bats-file; do
	for dir in ${BATS_LIB_PATH//:/ }; do
		[ -e "$dir/$lib/load.bash" ] && load "$dir/$lib/load.bash" && break
	done
done

setup() { cd "$BATS_TEST_TMPDIR" || return; }

# tsv CELL... [/ CELL...]...: a table on stdout, a / between rows:  tsv a b / 1 2
tsv() {
	local row='' first=1
	for cell; do
		if [ "$cell" = / ]; then
			printf '%s\n' "$row"; row=''; first=1
		elif [ $first = 1 ]; then
			row=$cell; first=0
		else
			row+=$'\t'$cell
		fi
	done
	printf '%s\n' "$row"
}

# column NAME [FILE]: the values of one column
column() {
	awk -F'\t' -v name="$1" '/^#/ && !c { next } !c { for (i = 1; i <= NF; i++) if ($i == name) c = i; if (!c) exit 1; next } { print $c }' "${2:--}"
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
