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
  (printf 'a,b\n1,2\n'; sleep 1.3; printf '3,4\n'; sleep 0.3; printf '5,6\n') | csv2tsv --progress > out 2> err
  assert_equal "$(cat out)" $'a\tb\n1\t2\n3\t4\n5\t6'
  grep -q 'csv2tsv: .* MB' err
  assert_equal "$(tail -c 4 err)" $'\r\033[K'
}

@test "without a terminal nothing is drawn" {
  (printf 'a,b\n1,2\n'; sleep 1.3; printf '3,4\n') | csv2tsv > out 2> err
  assert_equal "$(cat err)" ''
}
