load ../helper

@test "the spectrum has the closure approximation at the centres of 0.1 MeV bins" {
  run -0 rmc-spectrum --k-max 114.1
  assert_line --index 1 "$(tsv 57.05 0.0625)"       # x = 1/2: (1 - 1 + 1/2)/2/4
  assert_line --index 2 --regexp $'^57.15\t'
}

@test "whole bins below k_max are filled: 330 at 90.1 MeV, 448 at 101.85, none at 57" {
  assert_equal "$(rmc-spectrum | sed 1d | wc -l)" 330
  assert_equal "$(rmc-spectrum | tail -n 1 | cut -f1)" 89.95
  assert_equal "$(rmc-spectrum --k-max 101.85 | sed 1d | wc -l)" 448
  assert_equal "$(rmc-spectrum --k-max 57)" "$(tsv energy_mev value)"
}

@test "--compat counts bins in binary arithmetic: 447 at 101.85" {
  assert_equal "$(rmc-spectrum --compat --k-max 101.85 | sed 1d | wc -l)" 447
}

@test "an endpoint that is none dies" {
  assert_dies "rmc-spectrum: --k-max: not a number: 'inf'" rmc-spectrum --k-max inf
  assert_dies "rmc-spectrum: --k-max: not a number: 'x'" rmc-spectrum --k-max x
}
