# The contract: what every executable of build/bin has in common. No tool is named here; a test loops over all and names each that breaks it.
load helper
load contract

setup_file() {
  set +T   # as begin_test does, and says why
  load helper
  load contract
  local tool
  for tool in $(built_tools); do record "$tool"; done
}

@test "there are tools, and no two sources make one of the same name" {
  [ "$(every_tool | wc -l)" -gt 0 ]
  run bash -c "find '$ROOT/tools' -name '*.c' -o -name '*.sh' | sed 's|.*/||; s|\.[^.]*\$||' | sort | uniq -d"
  assert_output ''
}

# ---- pages ----

@test "--help begins with the name and one sentence, has usage, options and status, and no line is wider than 160" {
  for tool in $(every_tool); do
    "$tool" --help > page 2> err || offend "$tool: --help ends with status $?"
    [ -s err ] && offend "$tool: --help says on stderr: $(cat err)"
    [[ $(head -n 1 page) == "$tool - "[A-Z]*. ]] || offend "$tool: begins with: $(head -n 1 page)"
    for title in "usage: $tool " 'options of every tool' example 'status: 0 '; do
      grep -q "^$title" page || offend "$tool: --help has no '$title'"
    done
    awk -v tool="$tool" 'length > 160 { print tool ": wide line: " $0 }' page > wide
    [ -s wide ] && offend "$(cat wide)"
  done
  nobody_offends
}

@test "-h is --help, on stdout, whatever else is on the line before it" {
  for tool in $(every_tool); do
    [ "$("$tool" -q -h)" = "$("$tool" --help)" ] || offend "$tool"
  done
  nobody_offends
}

@test "--version names the tool and the suite's version" {
  for tool in $(every_tool); do
    [ "$("$tool" --version)" = "$tool (beampipe) $(cat "$ROOT/share/VERSION")" ] || offend "$tool: $("$tool" --version)"
  done
  nobody_offends
}

@test "--man is a manual page with the sections of mdoc in their order" {
  for tool in $(every_tool); do
    "$tool" --man > page || offend "$tool: status $?"
    run awk '/^\.Sh/ { sub(/^\.Sh /, ""); print }' page
    [[ $output == $'NAME\nSYNOPSIS\nDESCRIPTION\nOPTIONS\nEXIT STATUS'* ]] || offend "$tool: sections: ${lines[*]}"
    grep -q "^.Nm $tool\$" page || offend "$tool: no .Nm"
    # every long option of --help is on the page
    grep -oE 'Fl \\-[a-z0-9-]+' page | sed 's/.*\\/-/' > on_page
    sed -nE 's/^  (-., |    )(--[a-z0-9-]+).*/\2/p' "$recorded/$tool/help" | grep -vxFf on_page > missing && offend "$tool: not on the page: $(xargs < missing)"
  done
  nobody_offends
}

@test "the manual pages pass mandoc or groff without a warning" {
  if command -v mandoc; then
    check() { mandoc -T lint -W warning "$1"; }
  elif command -v groff && [ -e "$(find /usr/share/groff -name 'doc.tmac*' | head -n 1)" ]; then
    check() { groff -mdoc -Tascii -ww -z "$1" 2>&1; }
  else
    skip "neither mandoc nor groff's mdoc is here"
  fi
  for tool in $(every_tool); do
    "$tool" --man > "$tool.1"
    complaint=$(check "$tool.1") || true
    [ -z "$complaint" ] || offend "$complaint"
  done
  nobody_offends
}

@test "--complete is bash that completes the tool's options and file names" {
  touch table.tsv
  for tool in $(every_tool); do
    "$tool" --complete > rule
    bash -n rule || offend "$tool: not bash"
    run bash -c "source ./rule; $(declare -f completed); completed $tool --fail; completed $tool tab; completed $tool -o tab"
    assert_output $'--fail-empty\ntable.tsv\ntable.tsv' || offend "$tool: $output"
  done
  nobody_offends
}

# completed TOOL WORD...: what the rule makes of the last word
completed() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  "$(complete -p "$1" | grep -oE -e '-F [^ ]+' | cut -c4-)"
  printf '%s\n' "${COMPREPLY[@]}"
}

@test "every tool shows an example, and it runs in an empty directory" {
  for tool in $(every_tool); do
    [ "$(cat "$recorded/$tool/status")" = 0 ] || offend "$tool: status $(cat "$recorded/$tool/status"): $(cat "$recorded/$tool/stderr")"
    [ -n "$(calls "$tool")" ] || offend "$tool: its example does not call it"
  done
  nobody_offends
}

# complains TOOL MESSAGE OPTION: called so it says that, and nothing else
complains() {
  status=0
  "$1" "$3" < /dev/null > out 2> err || status=$?
  [ "$status:$(< out)$(< err)" = "2:$1: $2" ] || offend "$1: $status: $(cat out err)"
}

@test "an unknown option is status 2 and one line" {
  for tool in $(every_tool); do
    for option in --no-such-option -Z; do
      complains "$tool" "unknown option $option (see --help)" "$option"
    done
  done
  nobody_offends
}

@test "an option without its argument and a flag with one are status 2 and one line" {
  for tool in $(every_tool); do
    complains "$tool" '--output needs an argument (see --help)' --output
    complains "$tool" '--if-changed=yes takes no argument (see --help)' --if-changed=yes
  done
  nobody_offends
}

# ---- output ----

@test "a call gives the same bytes again, in any locale" {
  for tool in $(every_tool); do
    printing_call "$tool" || continue
    LC_ALL=C.UTF-8 replay "$tool"
    same "$tool" out "$call/stdout" || offend "$tool"
  done
  nobody_offends
}

@test "a full disk is status 2 and one line" {
  [ -c /dev/full ] || skip "no /dev/full"
  for tool in $(every_tool); do
    printing_call "$tool" || continue
    to=8 replay "$tool" -q 8> /dev/full
    [ "$status:$(cat err)" = "2:$tool: -: cannot write: No space left on device" ] || offend "$tool: $status: $(cat err)"
  done
  nobody_offends
}

@test "a reader that went away ends a tool quietly" {
  mkfifo pipe
  for tool in $(every_tool); do
    printing_call "$tool" || continue
    exec 7<> pipe 8> pipe 7>&-   # 8 writes to a pipe without a reader
    to=8 replay "$tool" -q
    exec 8>&-
    [ "$status" = 141 ] && [ ! -s err ] || offend "$tool: $status: $(cat err)"
  done
  nobody_offends
}

@test "-o FILE holds what stdout would, and nothing lies beside it" {
  for tool in $(every_tool); do
    printing_call "$tool" || continue
    with_output new
    replay "$tool"
    [ "$status" = 0 ] && [ ! -s out ] && same "$tool" dir/new "$call/stdout" || offend "$tool: status $status: $(cat err)"
    [ -z "$(find dir -name '.new*')" ] || offend "$tool: leaves $(find dir -name '.new*')"
  done
  nobody_offends
}

@test "-o FILE stays as it was, with nothing beside it, when the new one cannot be written" {
  for tool in $(every_tool); do
    printing_call "$tool" || continue
    with_output old
    fresh
    echo precious > dir/old
    status=0
    (ulimit -c 0 -f 0; again "$tool" -q; exit "$status") || status=$?   # the first byte into a file is SIGXFSZ
    [ "$status" -gt 1 ] || offend "$tool: status $status"
    [ "$(cd dir && echo .old* old*):$(cat dir/old)" = '.old* old:precious' ] || offend "$tool: leaves $(cd dir && echo .old* old*)"
  done
  nobody_offends
}

# waits_for_rows TOOL PROCESS: its temporary is there, or it sleeps (a tool that opens its output last never shows one)
waits_for_rows() {
  local stat
  compgen -G 'dir/.old*' > /dev/null && return
  read -r stat < "/proc/$2/stat" && [[ $stat == "$2 (${1::15}) S"* ]]
}

@test "SIGTERM while a tool waits for rows leaves the old output, and nothing beside it" {
  mkfifo pipe
  for tool in $(every_tool); do
    table_call "$tool" && [ -z "$operand" ] || continue
    with_output old
    fresh
    echo precious > dir/old
    exec 7<> pipe
    cat "$call/stdin" >&7
    (cd dir && exec "$tool" "${argv[@]}" < ../pipe 7>&- > /dev/null 2>&1) &
    until_it waits_for_rows "$tool" $!
    kill -TERM $!
    status=0
    wait $! || status=$?
    exec 7>&-
    [ "$status" = 143 ] || offend "$tool: status $status"
    [ "$(cd dir && echo .old* old*):$(cat dir/old)" = '.old* old:precious' ] || offend "$tool: leaves $(cd dir && echo .old* old*)"
  done
  nobody_offends
}

@test "--if-changed leaves an identical file and its date alone, and replaces a different one" {
  for tool in $(every_tool); do
    printing_call "$tool" && ! draws_from_system "$tool" || continue
    with_output kept
    replay "$tool"
    touch -d 2001-01-01 dir/kept
    again "$tool" --if-changed
    [ "$(date -r dir/kept +%Y)" = 2001 ] || offend "$tool: touches an identical file"
    again "$tool"
    [ "$(date -r dir/kept +%Y)" = 2001 ] && offend "$tool: leaves an identical file alone without being asked"
    echo different > dir/kept
    touch -d 2001-01-01 dir/kept
    again "$tool" --if-changed
    same "$tool" dir/kept "$call/stdout" || offend "$tool: does not replace a different file"
  done
  nobody_offends
}

@test "--provenance begins with version, arguments and the SHA-256 of the input, and changes nothing below" {
  for tool in $(every_tool); do
    printing_call "$tool" || continue
    replay "$tool" --provenance
    {
      printf '# made by\t%s (beampipe) %s\n' "$tool" "$(cat "$ROOT/share/VERSION")"
      printf '# arguments\t%s\n' "$(echo --provenance "${argv[@]}")"
    } > wanted
    head -n 2 out | cmp -s - wanted || offend "$tool: $(head -n 2 out)"
    [ -z "$operand" ] || grep -qx "# input	$table_name	$(sha256sum < "$call/dir/$table_name" | cut -c1-64)" out || offend "$tool: $(grep '# input' out)"
    awk '!/^# (made by|arguments|input|seed)\t/' out > below
    same "$tool" below "$call/stdout" || offend "$tool: other output below"
  done
  nobody_offends
}

@test "-q silences warnings and changes no output" {
  for tool in $(every_tool); do
    printing_call "$tool" || continue
    replay "$tool" -q
    [ ! -s err ] && same "$tool" out "$call/stdout" || offend "$tool: $(cat err)"
  done
  nobody_offends
}

@test "--fail-empty is status 1 exactly when the table that comes out has no row" {
  for tool in $(every_tool); do
    printing_call "$tool" || continue
    [ -n "$(section "$tool" 'columns out')" ] || continue
    rows=$(grep -vc '^#' "$call/stdout") || true
    replay "$tool" --fail-empty
    [ "$status" = $((rows < 2)) ] || offend "$tool: status $status with $((rows - 1)) rows"
    table_call "$tool" || continue
    table | sed -n '/^#/d; p; q' > header.tsv
    given_table=header.tsv replay "$tool"
    [ "$status" = 0 ] || continue   # nothing to say of no rows
    rows=$(grep -vc '^#' out) || true
    given_table=header.tsv replay "$tool" --fail-empty
    [ "$status" = $((rows < 2)) ] || offend "$tool: status $status with $((rows - 1)) rows"
  done
  nobody_offends
}

# ---- tables in ----

# reads_as TOOL FILE: with FILE as main input the loaded call does what the example did
reads_as() {
  given_table=$2 replay "$1"
  [ "$status" = 0 ] && same "$1" out "$call/stdout"
}

# refuses TOOL FILE MESSAGE: with FILE as main input it says that, status 2
refuses() {
  given_table=$2 replay "$1" -q
  [ "$status:$(cat err)" = "2:$1: $table_name:$3" ] || offend "$1: $status: $(cat err) instead of $3"
}

@test "a tool that names input columns reads a table in one of its examples" {
  for tool in $(every_tool); do
    [ -z "$(section "$tool" 'columns in')" ] || table_call "$tool" || offend "$tool"
  done
  nobody_offends
}

@test "CRLF, a missing last newline, leading comments, a byte order mark, CSV and gzip change nothing" {
  for tool in $(every_tool); do
    table_call "$tool" || continue
    table | sed 's/$/\r/' > crlf.tsv
    table | head -c -1 > no-newline.tsv
    { echo '# comment'; echo '#'; table; } > comments.tsv
    { printf '\xef\xbb\xbf'; table; } > bom.tsv
    table | tsv2csv > comma.csv
    table | sed 's/$/\r/' | tsv2csv | gzip > comma.csv.gz
    { table | head -n 1 | gzip; table | tail -n +2 | gzip; } > members.tsv.gz
    for file in crlf.tsv no-newline.tsv comments.tsv bom.tsv comma.csv comma.csv.gz members.tsv.gz; do
      reads_as "$tool" $file || offend "$tool: $file: $status: $(cat err)"
    done
  done
  nobody_offends
}

@test "gzip that is cut or damaged is status 2 and said" {
  for tool in $(every_tool); do
    table_call "$tool" || continue
    table | gzip > whole.gz
    head -c -6 whole.gz > cut.gz
    refuses "$tool" cut.gz ' compressed data end early'
    { cat whole.gz; echo and more; } > tail.gz
    refuses "$tool" tail.gz ' compressed data are damaged: incorrect header check'
  done
  nobody_offends
}

@test "a row that is short or long, two columns of one name, no header: status 2 and the place" {
  for tool in $(every_tool); do
    table_call "$tool" || continue
    table | sed '/^#/d' > plain.tsv
    columns=$(head -n 1 plain.tsv | awk -F'\t' '{ print NF }')
    # a first column more, so that even a table of one column has a row that is short
    sed '1s/^/extra\t/; 2s/.*/alone/' plain.tsv > short.tsv
    refuses "$tool" short.tsv "2: 1 fields, the header has $((columns + 1))"
    sed '2s/$/\tone more/' plain.tsv > long.tsv
    refuses "$tool" long.tsv "2: more fields than the $columns of the header"
    sed '1s/^/twice\ttwice\t/; 2,$s/^/-\t-\t/' plain.tsv > double.tsv
    refuses "$tool" double.tsv "1: two columns are named 'twice'"
    sed '1s/^/\t/; 2,$s/^/-\t/' plain.tsv > nameless.tsv
    refuses "$tool" nameless.tsv '1: column 1 has no name'
    : > empty.tsv
    refuses "$tool" empty.tsv ' no header line'
  done
  nobody_offends
}

@test "a column that is needed and missing is named" {
  for tool in $(every_tool); do
    table_call "$tool" || continue
    table | sed '/^#/d' > plain.tsv
    for column in $(section "$tool" 'columns in' | grep -v '(may be absent)' | awk '{ print $1 }'); do
      sed "1s/\b$column\b/not_it/" plain.tsv > without.tsv
      refuses "$tool" without.tsv "1: no column '$column'"
    done
  done
  nobody_offends
}

@test "a word in a numeric column is named with its place" {
  for tool in $(every_tool); do
    table_call "$tool" || continue
    table | sed '/^#/d' > plain.tsv
    section "$tool" 'columns in' | grep -v '(may be absent)' | awk '$2 == "number" || $2 == "count" { print $1, $2 }' > numeric
    while read -r column kind; do
      awk -F'\t' -v OFS='\t' -v c="$column" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) at = i } NR == 2 { $at = "l.5e3" } 1' plain.tsv > word.tsv
      refuses "$tool" word.tsv "2: column '$column': not a $kind: 'l.5e3'"
    done < numeric
  done
  nobody_offends
}

@test "a cell of a megabyte, and one with a NUL, pass through like any other" {
  head -c 1000000 /dev/zero | tr '\0' x > megabyte
  for tool in $(every_tool); do
    table_call "$tool" && ! takes_all_columns "$tool" || continue
    table | sed '/^#/d' | sed '1s/$/\tunheard_of/; 1!s/$/\tx/' > cell.tsv
    given_table=cell.tsv replay "$tool"
    [ "$status" = 0 ] || offend "$tool: an unknown column: $status: $(cat err)"
    tr -s x < out > wanted
    awk 'BEGIN { getline long < "megabyte" } { sub(/x$/, long) } 1' cell.tsv > long.tsv
    given_table=long.tsv replay "$tool"
    tr -s x < out > got
    same "$tool" got wanted || offend "$tool: a megabyte: $status: $(cat err)"
    sed 's/\tx$/\tx\x00/' cell.tsv > nul.tsv
    given_table=nul.tsv replay "$tool"
    tr -d '\0' < out | tr -s x > got
    same "$tool" got wanted || offend "$tool: a NUL: $status: $(cat err)"
  done
  nobody_offends
}
