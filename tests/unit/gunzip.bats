# lib/core/gunzip: gzip inflated on a second thread. What is wrong in a stream is tried with csv2tsv, which reads as every tool does.
load ../helper

check() { run -0 "$BUILD/test/gunzip" "$@"; }

# whole.tsv, a table of 4 MB, and whole.gz, 2 MB
setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  awk 'BEGIN { srand(1); print "a\tb"; for (i = 0; i < 160000; i++) printf "%d\t%.17g\n", i, rand() }' > whole.tsv
  gzip -c whole.tsv > whole.gz
}
setup() {
  begin_test || return
  ln -s "$BATS_FILE_TMPDIR"/whole.* .
}

@test "all bytes come from gzip of any length, in one member or many, with zeros behind" { check whole; }

@test "a stream that is closed at any point leaves no thread and no descriptor" { check closed; }

@test "a stream can be closed while its bytes do not come" { check waiting; }

@test "no signal is taken by the thread" { check signals; }

@test "a read that fails is said where it failed, behind the bytes before" {
  run -2 --separate-stderr "$BUILD/test/gunzip" unreadable
  assert_equal "$stderr" "beampipe: unreadable: cannot read: Is a directory"
  refute_output --partial other
  [ "${#lines[@]}" -ge 2 ]
}

@test "gzip that is cut gives all rows before the cut, then the message" {
  head -c -6 whole.gz > trailer.gz
  run -2 --separate-stderr bash -c 'csv2tsv trailer.gz > out'
  assert_equal "$stderr" "csv2tsv: trailer.gz: compressed data end early"
  cmp out whole.tsv
  head -c 1500000 whole.gz > cut.gz
  run -2 --separate-stderr bash -c 'csv2tsv cut.gz > out'
  assert_equal "$stderr" "csv2tsv: cut.gz: compressed data end early"
  n=$(stat -c %s out)
  [ "$n" -gt 2000000 ]
  [ -z "$(tail -c 1 out)" ]
  cmp out <(head -c "$n" whole.tsv)
}

@test "gzip that is damaged or goes on with something else gives the rows before, then the message" {
  { cat whole.gz; echo and more; } > tail.gz
  run -2 --separate-stderr bash -c 'csv2tsv tail.gz > out'
  assert_equal "$stderr" "csv2tsv: tail.gz: compressed data are damaged: incorrect header check"
  cmp out whole.tsv
  { head -c -8 whole.gz; echo -n checksum; } > sum.gz
  run -2 --separate-stderr bash -c 'csv2tsv sum.gz > out'
  assert_equal "$stderr" "csv2tsv: sum.gz: compressed data are damaged: incorrect data check"
  n=$(stat -c %s out)
  [ "$n" -gt 2000000 ]
  cmp out <(head -c "$n" whole.tsv)
}

@test "an error in a row ends the program while the thread runs" {
  { cat whole.tsv; echo none; cat whole.tsv whole.tsv; } | gzip -1 > bad.gz
  for i in 1 2 3 4 5; do
    run -2 --separate-stderr timeout 20 csv2tsv bad.gz
    assert_equal "$stderr" "csv2tsv: bad.gz:160002: 1 fields, the header has 2"
  done
}

@test "a reader that stops ends the program quietly while the thread runs" {
  run -0 --separate-stderr timeout 20 bash -c 'set -o pipefail; csv2tsv whole.gz | head -n 2 || [ $? = 141 ]'
  assert_equal "${lines[0]}" "a	b"
  assert_equal "$stderr" ""
}

@test "a signal that comes while the thread waits leaves no temporary file" {
  mkfifo pipe
  csv2tsv -o out.tsv pipe &
  pid=$!
  exec 7> pipe
  head -c 1800000 whole.gz >&7
  for i in $(seq 100); do [ -z "$(find . -name '.out.tsv.*' -size +1000k)" ] || break; sleep 0.1; done
  [ -n "$(find . -name '.out.tsv.*')" ]
  kill -TERM "$pid"
  wait "$pid" && status=0 || status=$?
  exec 7>&-
  [ "$status" = 143 ]
  run -0 find . -name '*out.tsv*'
  assert_output ""
}

@test "where no more descriptors are to be had the same bytes come without a thread" {
  bash -c 'ulimit -n 4; exec csv2tsv whole.gz' > out 3>&- 4>&- 5>&- 6>&- 7>&-
  cmp out whole.tsv
}
