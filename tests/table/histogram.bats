load ../helper

@test "values are counted in the bin that holds them, its lower edge included" {
  run -0 histogram --bins 2 --low 0 --high 2 < <(tsv x / -1 / 0 / 0.5 / 1 / 1.5 / 1.9 / 3 / -)
  assert_output "$(tsv bin low high count / under -inf 0 1 / 1 0 1 2 / 2 1 2 3 / over 2 inf 1 / missing - - 1)"
}

@test "the last bin holds its upper edge too" {
  run -0 histogram --bins 2 --low 0 --high 2 < <(tsv x / 2)
  assert_line "$(tsv 2 1 2 1)"
}

@test "without a range the bins span the finite values" {
  run -0 histogram --bins 3 < <(tsv x / 4 / 1 / inf / nan / 2 / -inf)
  assert_output "$(tsv bin low high count / under -inf 1 1 / 1 1 2 1 / 2 2 3 1 / 3 3 4 1 / over 4 inf 1 / missing - - 1)"
}

@test "one end of the range may be given" {
  run -0 histogram --bins 2 --low 0 < <(tsv x / 1 / 4)
  assert_line "$(tsv 2 2 4 1)"
  run -0 histogram --bins 2 --high 9 < <(tsv x / 1 / 4)
  assert_line "$(tsv 1 1 5 2)"
}

@test "equal values get a range of width 1 about them" {
  run -0 histogram --bins 1 < <(tsv x / 7 / 7)
  assert_line "$(tsv 1 6.5 7.5 2)"
}

@test "there are 50 bins unless --bins says otherwise" {
  run -0 histogram --low 0 --high 1 < <(tsv x / 0.5)
  assert_equal "${#lines[@]}" 54
}

@test "a value on a printed edge is in the bin above it, for every edge" {
  { echo x; histogram --bins 37 --low 0.1 --high 2.3 < <(echo x) | column low | head -n 38 | tail -n 37; } > edges.tsv
  run -0 histogram --bins 37 --low 0.1 --high 2.3 edges.tsv
  assert_equal "$(column count <<< "$output" | tr -d '\n')" "0$(printf '1%.0s' {1..37})00"
}

@test "no row is lost: the counts add up to the rows" {
  seq 1 500 | awk 'BEGIN { print "x" } { print $1 % 7 == 0 ? "-" : sin($1) * 3 }' > t.tsv
  run -0 histogram --bins 11 --low -1 --high 2 t.tsv
  assert_equal "$(column count <<< "$output" | awk '{ n += $1 } END { print n }')" 500
}

@test "--weights adds the sum of weights and its error" {
  run -0 histogram --column x --weights w --bins 1 --low 0 --high 1 < <(tsv x w / 0.5 3 / 0.6 4)
  assert_line --index 0 "$(tsv bin low high count weight error)"
  assert_line "$(tsv 1 0 1 2 7 5)"
  assert_dies "histogram: -:2: column 'w': missing" histogram -c x -w w < <(tsv x w / 0.5 -)
}

@test "--by makes a histogram for each group, all with the same bins" {
  run -0 histogram --column x --by p --bins 1 < <(tsv p x / b 1 / a 3 / b 2)
  assert_equal "$(grep -P '\t1\t1\t3\t' <<< "$output")" "$(tsv b 1 1 3 2 / a 1 1 3 1)"
}

@test "which column is asked when there are several" {
  assert_dies 'histogram: --column is needed: the table has 2 columns' histogram < <(tsv a b / 1 2)
  run -0 histogram --column b --bins 1 --low 0 --high 5 < <(tsv a b / 1 2)
  assert_line "$(tsv 1 0 5 1)"
}

@test "a range that is none, too many bins, no value and words are refused" {
  assert_dies 'histogram: the range from 2 to 1 is none' histogram --low 2 --high 1 < <(tsv x / 1)
  assert_dies 'histogram: the range from 3 to 1 is none' histogram --low 3 < <(tsv x / 1)
  assert_dies 'histogram: --bins: 0 is not from 1 to 10000000' histogram --bins 0 < <(tsv x / 1)
  assert_dies 'histogram: -:1: no value to take the range from: --low and --high are needed' histogram < <(tsv x)
  assert_dies "histogram: -:2: column 'x': not a number: 'y'" histogram < <(tsv x / y)
}
