load ../helper

@test "a cut keeps the points at or above it" {
  run -0 spectrum-fraction --e-min 2 --e-min 2.5 --e-min 5 < <(tsv energy_mev value / 1 4 / 2 3 / 3 2 / 4 1)
  assert_output "$(tsv e_min_mev fraction / 2 0.6 / 2.5 0.3 / 5 0)"
}

@test "tables come without a header and with blanks, tabs or commas" {
  printf '1 4\n2 6\n\n' > blanks; printf '1\t4\n2\t6' > tabs; printf 'e,d\n1,4\n2,6\n' > commas; printf '# n\n1   4\r\n2   6\r\n' > crlf
  for table in blanks tabs commas crlf; do
    run -0 spectrum-fraction --e-min 2 $table
    assert_line --index 1 "$(tsv 2 0.6)"
  done
}

@test "lower edges are half a step below the points" {
  run -0 spectrum-fraction --edge lower --e-min 1.5 < <(tsv energy_mev value / 1 4 / 2 3 / 3 2 / 4 1)
  assert_line --index 1 "$(tsv 1.5 0.6)"
}

@test "an edge typed as a decimal keeps its bin; with --compat rounding may lose it" {
  rmc-spectrum --compat > rmc
  assert_equal "$(spectrum-fraction --edge lower --compat --e-min 89.9 rmc | column fraction)" 0
  assert_near "$(spectrum-fraction --edge lower --e-min 89.9 rmc | column fraction)" 4.1363918504714135e-07 1e-12
}

@test "efficiencies above thresholds are interpolated in the logarithm, or the next row is taken" {
  tsv threshold efficiency / 60 0.01 / 70 0.0001 > table
  assert_near "$(spectrum-fraction --edge log --e-min 65 table | column fraction)" 0.001 1e-14
  assert_equal "$(spectrum-fraction --edge log --e-min 71 table | column fraction)" 0
  assert_equal "$(spectrum-fraction --edge strict-next --e-min 60 table | column fraction)" 0.0001
  assert_equal "$(spectrum-fraction --edge strict-next --e-min 70 table | column fraction)" 1
}

@test "below a table of efficiencies there is no fraction, --clamp takes the first" {
  tsv threshold efficiency / 60 0.01 / 70 0.0001 > table
  assert_dies "spectrum-fraction: --e-min: no fraction above 59 MeV: below the table" spectrum-fraction --edge log --e-min 59 table
  assert_equal "$(spectrum-fraction --edge log --clamp --e-min 59 table | column fraction)" 0.01
}

@test "what is no spectrum is named with its place" {
  assert_dies "spectrum-fraction: -:2: column 'energy': does not rise: '1'" spectrum-fraction --e-min 1 < <(printf '1 1\n1 1\n')
  assert_dies "spectrum-fraction: -:2: column 'value': out of range: '-1'" spectrum-fraction --e-min 1 < <(printf '1 1\n2 -1\n')
  assert_dies "spectrum-fraction: -:2: column 'value': not a number: 'x'" spectrum-fraction --e-min 1 < <(printf '1 1\n2 x\n')
  assert_dies "spectrum-fraction: -:2: column 'value': not a number: ''" spectrum-fraction --e-min 1 < <(printf '1 1\n2\n')
  assert_dies "spectrum-fraction: -:1: more than two fields" spectrum-fraction --e-min 1 < <(printf '1 1 1\n')
  assert_dies "spectrum-fraction: -:2: column 'value': out of range: '2'" spectrum-fraction --edge log --e-min 1 < <(printf '1 1\n2 2\n')
  assert_dies "spectrum-fraction: -: no rows" spectrum-fraction --e-min 1 < /dev/null
}

@test "cuts and rules that are none die" {
  assert_dies "spectrum-fraction: --e-min: not a number: 'x'" spectrum-fraction --e-min x < <(printf '1 1\n')
  assert_dies "spectrum-fraction: --e-min is missing (see --help)" spectrum-fraction < <(printf '1 1\n')
  assert_dies "spectrum-fraction: --edge: 'left' is none of centre, lower, log, strict-next" spectrum-fraction --edge left --e-min 1 < /dev/null
  assert_dies "spectrum-fraction: --e-min: no fraction above 1 MeV: the grid is uneven" spectrum-fraction --edge lower --e-min 1 < <(printf '1 1\n2 1\n4 1\n')
}
