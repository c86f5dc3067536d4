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
