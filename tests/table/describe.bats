load ../helper

# statistic NAME: of the only row of $output
statistic() { column "$1" <<< "$output"; }

@test "statistics of five numbers are those on paper" {
  run -0 describe < <(tsv x / 4 / 1 / 2 / 10 / 3)
  assert_equal "$(statistic n) $(statistic missing) $(statistic total) $(statistic mean) $(statistic median)" '5 0 20 4 3'
  assert_equal "$(statistic min) $(statistic q25) $(statistic q75) $(statistic max)" '1 2 4 10'
  assert_near "$(statistic stddev)" 3.5355339059327378 1e-15              # sqrt(50/4)
  assert_near "$(statistic stddev_population)" 3.1622776601683795 1e-15   # sqrt(50/5)
}

@test "the median of an even number lies between the middle two, quartiles are interpolated" {
  run -0 describe < <(tsv x / 1 / 2 / 3 / 10)
  assert_equal "$(statistic median) $(statistic q25) $(statistic q75)" '2.5 1.75 4.75'
}

@test "every column of numbers has its row, words are left out" {
  run -0 describe < <(tsv name a b / x 1 5 / y 3 7)
  assert_equal "$(column column <<< "$output" | tr '\n' ' ')" 'a b '
  assert_equal "$(column mean <<< "$output" | tr '\n' ' ')" '2 6 '
}

@test "--column chooses, may be repeated, and insists on numbers" {
  tsv name a b c / x 1 5 7 > t.tsv
  run -0 describe --column c --column a t.tsv
  assert_equal "$(column column <<< "$output" | tr '\n' ' ')" 'a c '
  assert_dies "describe: t.tsv:2: column 'name': not a number: 'x'" describe --column name t.tsv
  assert_dies "describe: t.tsv:1: no column 'z'" describe --column z t.tsv
}

@test "a word among numbers is named with its place" {
  assert_dies "describe: -:3: column 'a': not a number: 'x'" describe < <(tsv a / 1 / x)
}

@test "--by describes groups apart, in the order in which they come" {
  run -0 describe --by process < <(tsv process run x / RPC 1 1 / DIO 2 10 / RPC 3 3)
  assert_line --index 0 --partial "$(tsv process column n missing total)"
  assert_equal "$(tail -n +2 <<< "$output" | cut -f 1-6)" "$(tsv RPC run 2 0 4 2 / RPC x 2 0 4 2 / DIO run 1 0 2 2 / DIO x 1 0 10 10)"
}

@test "missing values are counted and left out" {
  run -0 describe --column x < <(tsv x y / - 1 / 4 1 / - 1)
  assert_equal "$(statistic n) $(statistic missing) $(statistic total)" '1 2 4'
}

@test "of no value nothing is said, of one no spread, and nan spoils all" {
  run -0 describe < <(tsv x / -)
  assert_line --index 1 "$(tsv x 0 1 - - - - - - - - -)"
  run -0 describe < <(tsv x)
  assert_line --index 1 "$(tsv x 0 0 - - - - - - - - -)"
  run -0 describe < <(tsv x / 7)
  assert_line --index 1 "$(tsv x 1 0 7 7 7 - 0 7 7 7 7)"
  run -0 describe < <(tsv x / 7 / nan)
  assert_line --index 1 "$(tsv x 2 0 nan nan nan nan nan nan nan nan nan)"
}

@test "a small spread about a large mean is not lost" {
  run -0 describe < <(tsv x / 1000000000.1 / 1000000000.2 / 1000000000.3)
  assert_near "$(statistic stddev)" 0.1 1e-6
  assert_near "$(statistic mean)" 1000000000.2 3e-16
}

@test "a million tenths are a hundred thousand, in any order with their negatives" {
  run -0 describe < <(echo x; yes 0.1 | head -n 1000000)
  assert_equal "$(statistic total)" 100000
  run -0 describe < <(tsv x / 1e16 / 1 / -1e16 / 1)
  assert_equal "$(statistic total)" 2
}

@test "the order of rows does not matter" {
  seq 1 1000 | awk 'BEGIN { print "x" } { print $1 / 7 }' > t.tsv
  assert_equal "$(describe t.tsv)" "$({ head -n 1 t.tsv; tail -n +2 t.tsv | sort -R; } | describe)"
}

@test "an infinite value makes total and mean infinite and leaves no spread" {
  run -0 describe < <(tsv x / 1 / inf / 2)
  assert_equal "$(column total <<< "$output") $(column mean <<< "$output") $(column min <<< "$output")" 'inf inf 1'
  assert_equal "$(column stddev <<< "$output") $(column stddev_population <<< "$output")" 'nan nan'
}

@test "a NUL byte in the name of a group is refused: the name would be cut there" {
  printf 'g\tx\na\0b\t1\na\0b\t2\n' > nul.tsv
  run -2 --separate-stderr describe --by g nul.tsv
  assert_equal "$stderr" "describe: 'a...': a NUL byte in a name"
}
