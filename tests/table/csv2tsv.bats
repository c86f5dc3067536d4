load ../helper

@test "quotes go, and what they held stays" {
  run -0 csv2tsv <<< $'run,comment\n5256,"stable, long"\n5257,"a ""quoted"" word"'
  assert_output $'run\tcomment\n5256\tstable, long\n5257\ta "quoted" word'
}

@test "blanks around a value belong to it" {
  run -0 csv2tsv <<< $'a,b\n 1 ,2 '
  assert_output $'a\tb\n 1 \t2 '
}

@test "empty values stay empty, and blank lines are no rows" {
  run -0 csv2tsv <<< $'a,b\n\n,2\n\n1,\n'
  assert_output $'a\tb\n\t2\n1\t'
}

@test "TSV passes through" {
  tsv run comment / 1 'a, b' > t.tsv
  run -0 csv2tsv t.tsv
  assert_output "$(cat t.tsv)"
}

@test "--csv reads a header without a comma as CSV too" {
  run -0 csv2tsv --csv <<< $'comment\n"a ""b"""'
  assert_output $'comment\na "b"'
}

@test "several files of one header become one table" {
  printf 'a,b\n1,2\n' > 1.csv
  printf 'a,b\r\n3,4' | gzip > 2.csv.gz
  printf 'a\tb\n5\t6\n' > 3.tsv
  run -0 csv2tsv 1.csv 2.csv.gz 3.tsv
  assert_output $'a\tb\n1\t2\n3\t4\n5\t6'
}

@test "another header in a later file is named" {
  printf 'a,b\n1,2\n' > 1.csv
  printf 'a,c\n1,2\n' > 2.csv
  assert_dies "csv2tsv: 2.csv:1: the header differs from the first file's" csv2tsv 1.csv 2.csv
}

@test "a tab, a newline or a last CR inside a value cannot be TSV: the line and the field are named" {
  printf 'a,b\n1,2\n3,"x\ty"\n' > tab.csv
  assert_dies 'csv2tsv: tab.csv:3: field 2: a tab or a newline inside a value' csv2tsv tab.csv
  printf 'a,b\n"x\ny",2\n' > newline.csv
  assert_dies 'csv2tsv: newline.csv:2: field 1: a tab or a newline inside a value' csv2tsv newline.csv
  printf 'a,b\n1,"x\r"\n' > cr.csv
  assert_dies 'csv2tsv: cr.csv:2: field 2: a CR at the end of a value' csv2tsv cr.csv
}

@test "broken quotes are an error and not a guess" {
  printf 'a,b\n1,x"y\n' > inside.csv
  assert_dies 'csv2tsv: inside.csv:2: broken quotes' csv2tsv inside.csv
  printf 'a,b\n1,"x"y\n' > behind.csv
  assert_dies 'csv2tsv: behind.csv:2: broken quotes' csv2tsv behind.csv
  printf 'a,b\n1,2\n3,"never closed\n' > open.csv
  run -2 --separate-stderr csv2tsv open.csv
  [[ $stderr == "csv2tsv: open.csv:"*": broken quotes" ]]
}

@test "a row of another length than the header is named with its line" {
  printf 'a,b\n1,2\n3\n' > short.csv
  assert_dies 'csv2tsv: short.csv:3: 1 fields, the header has 2' csv2tsv short.csv
  printf 'a,b\n1,2,3\n' > long.csv
  assert_dies 'csv2tsv: long.csv:2: more fields than the 2 of the header' csv2tsv long.csv
}

@test "rows before the bad one are written, and a file by -o is not" {
  printf 'a,b\n1,2\n3\n' > short.csv
  run -2 --separate-stderr csv2tsv short.csv
  assert_output $'a\tb\n1\t2'
  run -2 csv2tsv short.csv -o out.tsv
  assert_file_not_exist out.tsv
}

@test "a file that is not there, and a directory, are named with the reason" {
  assert_dies 'csv2tsv: absent.csv: No such file or directory' csv2tsv absent.csv
  mkdir dir
  assert_dies 'csv2tsv: dir: cannot read: Is a directory' csv2tsv dir
}

@test "--fail-empty says 1 of a table without rows" {
  run -0 csv2tsv <<< 'a,b'
  run -1 csv2tsv --fail-empty <<< 'a,b'
  run -0 csv2tsv --fail-empty <<< $'a,b\n1,2'
}

@test "a long file needs no more memory than a short one" {
  ldd "$BUILD/bin/csv2tsv" | grep -q asan && skip "the sanitizer reserves terabytes"
  printf 'a,b\n1,2\n' | (ulimit -v 40000; csv2tsv > small)
  awk 'BEGIN { print "a,b"; for (i = 0; i < 3000000; i++) print "12345.678,a somewhat longer comment" }' | (ulimit -v 40000; csv2tsv | tail -n 1 > large)
  assert_equal "$(cat small)" $'a\tb\n1\t2'
  assert_equal "$(cat large)" $'12345.678\ta somewhat longer comment'
}

@test "lines that end in CRLF are counted right where a block ends between CR and LF" {
  # a header of 17 bytes, rows of 16: the CR is the last byte of every block of 2^18
  awk 'BEGIN { printf "aaaaaaa,bbbbbbb\r\n"; for (i = 0; i < 50000; i++) printf "123456,7654321\r\n"; printf "short\r\n" }' > crlf.csv
  run -2 --separate-stderr csv2tsv crlf.csv
  assert_equal "$stderr" 'csv2tsv: crlf.csv:50002: 1 fields, the header has 2'
}
