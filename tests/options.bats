# How all tools read their options, tried on those of the suite; contract.bats tries what each has in common.
load helper

one_row() { normalize --process DIO --run-mode 1BB --e-min 95 "$@" | column expected; }

@test "a long option may be cut short as long as it is one" {
  run -0 csv2tsv --fail-e <<< $'a,b\n1,2'
  assert_equal "$(csv2tsv --vers)" "$(csv2tsv --version)"
}

@test "a short form of two options is refused" {
  # --verbose and --version
  assert_dies 'csv2tsv: unknown option --ver (see --help)' csv2tsv --ver
}

@test "an argument stands behind a blank, an equals sign or its letter" {
  two_hours=$(one_row --livetime 7200)
  for words in '--livetime=2h' '-t 2h' '-t2h' '--livetime 120min' '-t7200s' '--livet 7.2e3'; do
    # shellcheck disable=SC2086
    assert_equal "$(one_row $words)" "$two_hours"
  done
}

@test "a time without a unit, with a wrong one or below 0 is refused" {
  for time in 2hours -1 1m '' inf; do
    assert_dies "normalize: --livetime: not a time: '$time' (2h, 1.5d, 1w, 600s, ...)" normalize --process DIO --livetime "$time"
  done
}

@test "a number is a whole number of the line, and a count is a whole number" {
  assert_dies "normalize: --e-min: not a number: '95MeV'" normalize --e-min 95MeV
  for count in -1 1.5 1e400 0x10 ''; do
    assert_dies "normalize: --seed: not a count: '$count'" normalize --seed "$count"
  done
}

@test "a count may be written with an exponent" {
  tsv process run_mode livetime_s e_min_mev / DIO 1BB 7200 95 > rows.tsv
  run normalize --seed 1000 rows.tsv
  assert_success
  assert_output "$(normalize --seed 1e3 rows.tsv)"
}

@test "the last of several values counts" {
  assert_equal "$(one_row -t 1h -t 2h)" "$(one_row -t 2h)"
}

@test "letters may stand together, and options behind operands" {
  tsv a b / 1 2 > t.tsv
  run -0 tsv2csv t.tsv -qvo out.csv
  assert_output ''
  assert_equal "$(cat out.csv)" $'a,b\n1,2'
}

@test "-- ends the options: a file may begin with a dash" {
  tsv a b / 1 2 > --csv
  run -0 tsv2csv -- --csv
  assert_output $'a,b\n1,2'
}

@test "- is stdin among files" {
  tsv a b / 1 2 > t.tsv
  run -0 tsv2csv t.tsv - <<< $'a\tb\n3\t4'
  assert_output $'a,b\n1,2\n3,4'
}

@test "a tool that takes no operand says so" {
  for tool in "$BUILD"/bin/*; do
    "$tool" --help | grep -qxE "usage: ${tool##*/} \[option...\] *" || continue
    assert_dies "${tool##*/}: takes no operand: 'file' (see --help)" "$tool" file
    return
  done
  fail "no tool without operands"
}

@test "-o to a file in a directory that is not there, or not a directory's file, is status 2 with the reason" {
  assert_dies 'csv2tsv: no/out: cannot write: No such file or directory' csv2tsv -o no/out <<< $'a,b\n1,2'
  mkdir dir
  assert_dies 'csv2tsv: dir: cannot write: Is a directory' csv2tsv -o dir <<< $'a,b\n1,2'
}

@test "-o keeps the mode of the old file, gives a new one that of the umask, and writes to a pipe directly" {
  echo old > out
  chmod 640 out
  csv2tsv -o out <<< $'a,b\n1,2'
  assert_equal "$(stat -c %a out)" 640
  (umask 027; csv2tsv -o new <<< $'a,b\n1,2')
  assert_equal "$(stat -c %a new)" 640
  mkfifo pipe
  csv2tsv -o pipe <<< $'a,b\n1,2' &
  assert_equal "$(cat pipe)" $'a\tb\n1\t2'
  wait $!
  [ -p pipe ]
}

@test "-o may name the file that is read" {
  printf 'a,b\n1,2\n' > t
  csv2tsv t -o t
  assert_equal "$(cat t)" $'a\tb\n1\t2'
}

@test "-o on a symbolic link puts the file in the link's place and leaves the target alone" {
  mkdir far
  echo old > far/target
  ln -s far/target link
  csv2tsv -o link <<< $'a,b\n1,2'
  assert_equal "$(cat link)" $'a\tb\n1\t2'
  assert_equal "$(cat far/target)" old
}

@test "arguments in --provenance stand on one line" {
  run -0 csv2tsv --provenance -o - <<< $'a,b\n1,2'
  assert_line --index 1 $'# arguments\t--provenance -o -'
  run -0 html-report --provenance --title $'two\nlines' /dev/null
  assert_line --index 1 $'# arguments\t--provenance --title (text with a newline) /dev/null'
}

@test "--progress draws on stderr and wipes it before the end; stdout does not change" {
  # rows come until something is drawn, which begins after a second
  { echo a,b; until_it eval '[ -s err ] || { echo 1,2; false; }'; echo 5,6; } | tee in.csv | csv2tsv --progress > out 2> err
  csv2tsv in.csv | cmp - out
  grep -q 'csv2tsv: .* MB' err
  assert_equal "$(tail -c 4 err)" $'\r\033[K'
}

@test "without a terminal nothing is drawn" {
  (printf 'a,b\n1,2\n'; sleep 1.3; printf '3,4\n') | csv2tsv > out 2> err
  assert_equal "$(cat err)" ''
}

@test "-o takes a name of 255 bytes, the longest there is, and no empty one" {
  name=$(printf 'x%.0s' {1..255})
  csv2tsv -o "$name" <<< $'a,b\n1,2'
  assert_equal "$(cat "$name")" $'a\tb\n1\t2'
  assert_dies 'csv2tsv: the name of the file to write is empty' csv2tsv -o '' <<< $'a,b\n1,2'
}

@test "-o /dev/stdout and /dev/fd/3 go on in the file that is open there, and leave the name alone" {
  (echo before; csv2tsv -o /dev/stdout <<< $'a,b\n1,2'; echo after) > out
  assert_equal "$(cat out)" $'before\na\tb\n1\t2\nafter'
  (echo before >&3; csv2tsv -o /dev/fd/3 <<< $'a,b\n1,2'; echo after >&3) 3> out
  assert_equal "$(cat out)" $'before\na\tb\n1\t2\nafter'
  [ ! -e /dev/stdout ] || [ -L /dev/stdout ]
  assert_dies 'csv2tsv: /dev/fd/9: cannot write: Bad file descriptor' csv2tsv -o /dev/fd/9 9>&- <<< $'a,b\n1,2'
}

@test "a closed stdin or stdout is an error when it is used, and no file takes its number" {
  printf 'a,b\n1,2\n' > t.csv
  run bash -c 'csv2tsv <&- 2>&1'   # closed in a shell of its own: bats would get the free number for a pipe
  assert_equal "$status:$output" '2:csv2tsv: -: cannot read: Bad file descriptor'
  run bash -c 'csv2tsv t.csv 2>&1 >&-'
  assert_equal "$status:$output" '2:csv2tsv: -: cannot write: Bad file descriptor'
  run bash -c 'csv2tsv t.csv -o out <&- >&- 2>&-'
  assert_equal "$status:$(cat out)" $'0:a\tb\n1\t2'
}

@test "a message to a closed stderr does not go into the output" {
  tsv process file_name events / DIO a.art 1 / DIO b.art 0 > files.tsv
  list-files --drop-empty -o wanted < files.tsv 2> err
  [ -s err ]
  list-files --drop-empty -o out < files.tsv 2>&-
  cmp out wanted
}

@test "what a message quotes cannot begin a line or speak to a terminal" {
  printf 'a\tb\n1\t2\n1\t\033[31mred\r!\n' > t.tsv
  run -2 --separate-stderr describe -c b t.tsv
  assert_equal "$stderr" "describe: t.tsv:3: column 'b': not a number: '?[31mred?!'"
  assert_dies 'csv2tsv: no?such: No such file or directory' csv2tsv $'no\nsuch'
}

@test "Ctrl-\\, a batch system's warnings and an abort leave the old output and nothing beside it, too" {
  mkfifo pipe
  for signal in QUIT USR1 USR2 ABRT ALRM HUP; do
    echo precious > old
    exec 7<> pipe
    (ulimit -c 0; exec csv2tsv -o old < pipe 7>&-) 2> /dev/null &
    echo a,b >&7
    until_it compgen -G '.old*'
    kill -$signal $!
    wait $! || true
    exec 7>&-
    assert_equal "$signal:$(echo .old* old):$(cat old)" "$signal:.old* old:precious"
  done
}

@test "--provenance calls no input what names no file" {
  name=dts.mu2e.x.y.001430_00000001.art
  run -0 parse-name --provenance "$name"
  assert_line --index 1 "# arguments	--provenance $name"
  refute_line --partial '# input'
}

@test "an option that is a number takes no nan and no infinity" {
  for x in nan inf -inf 1e999; do
    assert_dies "normalize: --e-min: not a number: '$x'" normalize --process DIO --run-mode 1BB --livetime 1h --e-min "$x"
  done
}

@test "a long option may be spelled with underscores, whole or cut short" {
  wanted=$(one_row --e-min 99)
  for words in '--e_min 99' '--e_min=99' '--e_m 99'; do
    # shellcheck disable=SC2086
    assert_equal "$(one_row $words)" "$wanted"
  done
  assert_dies "normalize: --e-min: not a number: 'x_y'" normalize --e_min x_y
}
