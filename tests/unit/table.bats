# lib/core/table; the cases are in table.c beside this file
load ../helper

@test "every cell is found, wherever the borders of blocks and pieces of a pipe fall" {
  run -0 "$BUILD/test/table" read 1
  run -0 "$BUILD/test/table" read 2
}

@test "a table in memory is read like a file, with or without its last newline" {
  run -0 "$BUILD/test/table" text 1
}

@test "rows pass on as bytes, with cells set and columns appended" {
  run -0 "$BUILD/test/table" pass 1
  run -0 "$BUILD/test/table" pass 2
}

@test "a row of a table by options is read without a newline at its end" {
  # the header's own separators must not come back as a row
  printf 'ru\tco\n5256.1' > short.tsv
  assert_dies 'tsv2csv: short.tsv:2: 1 fields, the header has 2' tsv2csv short.tsv
}

@test "a byte order mark before a comment is skipped with it" {
  printf '\xef\xbb\xbf# made by hand\na\tb\n1\t2\n' > t.tsv
  run -0 tsv2csv t.tsv
  assert_output $'a,b\n1,2'
}

@test "a header with a NUL, or that would read as a comment, is refused" {
  printf 'a\0z\tb\n1\t2\n' > nul.tsv
  assert_dies 'tsv2csv: nul.tsv:1: a NUL byte in the header' tsv2csv nul.tsv
  printf '"#a",b\n1,2\n' > hash.csv
  assert_dies "csv2tsv: hash.csv:1: a header that begins with '#' would be a comment" csv2tsv hash.csv
}

@test "a cell that was set for a row that is left out does not come out in the next" {
  run -0 "$BUILD/test/table" left-out
}

@test "a table of 100 000 columns is read and written in a moment" {
  awk 'BEGIN { for (r = 0; r < 3; r++) for (i = 1; i <= 100000; i++) printf "%s%d%s", r ? "" : "c", i, i < 100000 ? "\t" : "\n" }' > wide.tsv
  timeout 10 csv2tsv wide.tsv | cmp - wide.tsv
  sed '1s/c99999/c1/' wide.tsv > twice.tsv
  assert_dies "csv2tsv: twice.tsv:1: two columns are named 'c1'" timeout 10 csv2tsv twice.tsv
}

@test "a line or a value of CSV that never ends is refused at 256 MiB, with its line" {
  ldd "$BUILD/bin/csv2tsv" | grep -q asan && skip "the sanitizer moves all of the value each time it grows"
  endless() { printf '%s' "$1"; head -c 280000000 /dev/zero | tr '\0' x; }
  run -2 --separate-stderr csv2tsv < <(endless $'a\tb\n1\t')
  assert_equal "$stderr" 'csv2tsv: -:2: line longer than 268435456 bytes'
  run -2 --separate-stderr csv2tsv < <(endless $'a,b\n1,2\n3,"')
  assert_equal "$stderr" 'csv2tsv: -:3: field 2: longer than 268435456 bytes; are its quotes never closed?'
}
