# contract.bash - what contract.bats needs to try every tool without knowing any: it records each example of --help once, then replays
# the tool's own call with other input, other output or more options.
#
#   recorded/TOOL/help            what --help prints
#   recorded/TOOL/status          of the whole example
#   recorded/TOOL/N/              the tool's N-th call in it: argv (NUL-terminated words), dir/ (the directory before the call),
#                                 stdin (empty when it had none), stdout, operand (the index in argv of the first one that is a file, or empty)
#   recorded/TOOL/printing        the last N that printed something; not there when none did
#   recorded/TOOL/reading         the last N that read a table with one of the tool's columns, as an operand or on stdin; likewise

recorded=$BATS_FILE_TMPDIR/recorded

built_tools() { find "$BUILD/bin" -maxdepth 1 -type f -perm -u+x -printf '%f\n' | sort; }
every_tool() { ls "$recorded"; }

# section TOOL TITLE: the lines of a section of --help, without indent
section() { awk -v title="$2" '/^[^ ]/ { on = $0 == title; next } on && NF { sub(/^ +/, ""); print }' "$recorded/$1/help"; }

# ---- recording ----

# A stand-in for TOOL that records its call and then calls it.
stand_in_for() {
	printf '#!%s\nreal=%q recorded=%q\n' "$BASH" "$BUILD/bin/$1" "$recorded/$1"
	cat <<'END'
n=1
until mkdir "$recorded/$n" 2>/dev/null; do n=$((n + 1)); done
here=$recorded/$n
cp -R . "$here/dir"
[ $# = 0 ] && : > "$here/argv" || printf '%s\0' "$@" > "$here/argv"
cat > "$here/stdin"
"$real" "$@" < "$here/stdin" > "$here/stdout"
status=$?
cat "$here/stdout"
exit $status
END
}

record() {
	local tool=$1 status=0 work
	work=$(mktemp -d "$BATS_FILE_TMPDIR/work.XXXXXX")
	mkdir -p "$recorded/$tool" "$work/bin" "$work/empty"
	"$tool" --help > "$recorded/$tool/help"
	stand_in_for "$tool" > "$work/bin/$tool"
	chmod +x "$work/bin/$tool"
	section "$tool" example > "$work/example"
	(cd "$work/empty" && PATH=$work/bin:$PATH timeout 60 bash -e -o pipefail "$work/example" < /dev/null > /dev/null 2> "$recorded/$tool/stderr") || status=$?
	echo $status > "$recorded/$tool/status"
	sort_calls "$tool"
}

calls() { find "$recorded/$1" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort -n; }

# The options of the tool that take an argument, as words: -p --process ...
options_with_argument() {
	sed -nE 's/^  (-(.), |    )--([a-z0-9-]+) [A-Z].*/-\2 --\3/p' "$recorded/$1/help"
}

# operand_of CALL OPTIONS: the index of its first operand that is a file, if there is one; OPTIONS take an argument
operand_of() {
	local argv i word
	mapfile -d '' -t argv < "$1/argv"
	for ((i = 0; i < ${#argv[@]}; i++)); do
		word=${argv[i]}
		if [[ $word == -?* ]]; then
			[[ $2 == *" $word "* ]] && i=$((i + 1))
		elif [ -f "$1/dir/$word" ]; then
			echo $i
			return
		fi
	done
	echo
}

# sort_calls TOOL: which of its calls read and print
sort_calls() {
	local n with columns
	with=" $(options_with_argument "$1" | tr '\n' ' ') "
	columns=$(section "$1" 'columns in' | awk '{ print $1 }')
	for n in $(calls "$1"); do
		operand_of "$recorded/$1/$n" "$with" > "$recorded/$1/$n/operand"
		load_call "$1" "$n"
		[ ! -s "$call/stdout" ] || echo "$n" > "$recorded/$1/printing"
		[ -n "$columns" ] || continue
		! table | sed '/^#/d; s/\r$//; q' | tr '\t,' '\n\n' | grep -qxFf <(echo "$columns") || echo "$n" > "$recorded/$1/reading"
	done
}

# ---- replaying ----

# load_call TOOL N: sets argv, call, operand, table_name (the name under which messages speak of the main input)
load_call() {
	call=$recorded/$1/$2 table_name=-
	mapfile -d '' -t argv < "$call/argv"
	read -r operand < "$call/operand"
	[ -z "$operand" ] || table_name=${argv[operand]}
}

# load_noted TOOL printing|reading: loads that call; false when there is none
load_noted() {
	local n
	[ -e "$recorded/$1/$2" ] && read -r n < "$recorded/$1/$2" && load_call "$1" "$n"
}
printing_call() { load_noted "$1" printing; }
table_call() { load_noted "$1" reading; }

# table: the main input of the loaded call
table() { if [ -n "$operand" ]; then cat "$call/dir/${argv[operand]}"; else cat "$call/stdin"; fi; }

# fresh: a copy of the directory before the loaded call, as ./dir; given_table, when set, is a file that replaces the main input
fresh() {
	[ ! -e dir ] || mv dir "$(mktemp -d old.XXXXXX)"   # not removed: jobs of batch-submit may be at work in it
	cp -R "$call/dir" dir
	input=$call/stdin
	if [ -n "${given_table-}" ] && [ -n "$operand" ]; then
		cat "$given_table" > "dir/${argv[operand]}"
	elif [ -n "${given_table-}" ]; then
		input=$PWD/$given_table
	fi
}

# again TOOL [OPTION...]: the loaded call in ./dir, with OPTIONs in front; sets status; stdout goes to descriptor $to or
# else the file out, stderr to err
again() {
	local tool=$1
	shift
	status=0
	(cd dir && exec timeout 60 "$tool" "$@" "${argv[@]}" < "$input" >&"${to-1}") > out 2> err || status=$?
}

# replay TOOL [OPTION...]: both
replay() { fresh; again "$@"; }

# with_output FILE: argv writes to FILE, instead of to what its -o names or to stdout
with_output() {
	local i
	for ((i = 0; i < ${#argv[@]}; i++)); do
		case ${argv[i]} in
		-o | --output) argv[i + 1]=$1; return ;;
		esac
	done
	argv=(-o "$1" "${argv[@]}")
}

# ---- comparing ----

# A tool that draws from the system's entropy says so in --help, in these words; its output is compared by its header and number of fields.
draws_from_system() { grep -q 'from the system' "$recorded/$1/help"; }
shape() { awk -F'\t' 'NR == 1 { print } { print NF }' "$1"; }

# same TOOL FILE WANTED
same() { cmp -s "$2" "$3" || { draws_from_system "$1" && [ "$(shape "$2")" = "$(shape "$3")" ]; }; }

# A tool whose work is on whole rows, known columns or not, says "all other columns" of its columns in.
takes_all_columns() { section "$1" 'columns in' | grep -q 'all other columns'; }

# ---- results: a test goes on to the next tool and fails at its end, naming all that break it ----

offenders=
offend() { offenders+="$*"$'\n'; }
nobody_offends() { [ -z "$offenders" ] || fail "$offenders"; }
