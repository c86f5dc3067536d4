load ../helper

rows() { tsv primaries area_m2 low_e_gev high_e_gev "$@"; }

@test "the livetime is primaries over the integrated flux" {    # PDG eq. 29.2 from 1 GeV up: 1.8e4*pi/1.7 a second and m^2
  run -0 cosmic-livetime < <(rows / 1e9 100 1 1e300)
  assert_near "$(column livetime_s <<< "$output")" 300.62600361802447 1e-12
}

@test "the flux constant is the row's, else the option's, else the usual" {
  run -0 cosmic-livetime < <(rows flux_constant / 1e9 100 1 1e300 9e3 / 1e9 100 1 1e300 -)
  assert_near "$(column livetime_s <<< "$output" | head -n 1)" 601.25200723604894 1e-12
  assert_near "$(column livetime_s <<< "$output" | tail -n 1)" 300.62600361802447 1e-12
  run -0 cosmic-livetime --flux 3.6e4 < <(rows / 1e9 100 1 1e300)
  assert_near "$(column livetime_s <<< "$output")" 150.31300180901223 1e-12
}

@test "--float computes in 32 bits, as upstream's product" {
  local double float
  double=$(cosmic-livetime < <(rows / 2500000000 40000 100 1e6) | column livetime_s)
  float=$(cosmic-livetime --float < <(rows / 2500000000 40000 100 1e6) | column livetime_s)
  assert_near "$float" "$double" 1e-6
  [ "$float" != "$double" ]
}

@test "no primaries have no livetime" {
  run -0 cosmic-livetime < <(rows / 0 100 1 10)
  assert_equal "$(column livetime_s <<< "$output")" 0
}

@test "a row out of domain is named" {
  local why="no livetime: needs primaries >= 0, area > 0, flux > 0 and 0 < low < high"
  assert_dies "cosmic-livetime: -:2: $why" cosmic-livetime < <(rows / 1 100 10 1)
  assert_dies "cosmic-livetime: -:2: $why" cosmic-livetime < <(rows / -1 100 1 10)
  assert_dies "cosmic-livetime: -:2: column 'area_m2': not a number: 'wide'" cosmic-livetime < <(rows / 1 wide 1 10)
}
