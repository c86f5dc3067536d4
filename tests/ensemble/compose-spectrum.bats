load ../helper

elements() { tsv element mass_fraction decay_fraction atomic_mass radius_pm energy_scale / "$@"; }
flat() { awk 'BEGIN { print "energy_mev\tvalue"; for (i = 0; i <= 100; i++) printf "%g\t1\n", i / 10 }'; }   # 1 on [0, 10]

@test "polyethylene lets 0.9299 of the stopped muons decay" {    # Mu2e/Production, spec 4.7
  run -0 compose-spectrum --weights
  assert_near "$(column decays_per_mu <<< "$output" | head -n 1)" 0.929903891510 1e-12
  assert_near "$(column volume_fraction <<< "$output" | head -n 1)" 0.897352058314 1e-12
  assert_near "$(column weight <<< "$output" | tail -n 1)" 0.110275152821 1e-11
}

@test "its fraction above 50 MeV is 7.83 %, above 100 MeV 3.4e-13" {    # Mu2e/Production ipa_spec_eff.tbl, made otherwise
  run -0 compose-spectrum --thresholds 50:100:100
  assert_equal "${#lines[@]}" 101
  assert_near "$(column fraction <<< "$output" | head -n 1)" 0.0782874992841 4e-5
  assert_near "$(column fraction <<< "$output" | tail -n 1)" 3.37810912361e-13 4e-5
  assert_equal "$(column e_min_mev <<< "$output" | sed -n 41p)" 70.20202020202021
}

@test "a mixture adds its elements' stretched spectra" {    # half of [0, 10], half of [0, 20]: 20 of 30 above 4... (6 + 16)/30
  elements A 0.5 0.5 1 1 1 / B 0.5 0.5 1 1 2 > e.tsv
  flat > dio.tsv
  run -0 compose-spectrum --elements e.tsv --dio-table dio.tsv --thresholds 0:20:6
  assert_near "$(column fraction <<< "$output" | sed -n 2p)" "$(awk 'BEGIN { printf "%.17g", 22/30 }')" 1e-12
  assert_near "$(column fraction <<< "$output" | sed -n 5p)" "$(awk 'BEGIN { printf "%.17g", 4/30 }')" 1e-12
  assert_equal "$(column fraction <<< "$output" | tail -n 1)" 0
}

@test "the density has integral 1 on the step of the DIO table" {
  elements A 0.5 0.5 1 1 1 / B 0.5 0.5 1 1 2 > e.tsv
  flat > dio.tsv
  run -0 compose-spectrum --elements e.tsv --dio-table dio.tsv
  assert_equal "$(column energy_mev <<< "$output" | tail -n 1)" 20
  assert_near "$(column value <<< "$output" | sed -n 2p)" "$(awk 'BEGIN { printf "%.17g", 1/15 }')" 1e-12
  assert_near "$(column value <<< "$output" | tail -n 1)" "$(awk 'BEGIN { printf "%.17g", 1/30 }')" 1e-12
}

@test "what --thresholds writes is a table for normalize, its default" {
  compose-spectrum --thresholds 50:100:100 > ipa.tsv
  assert_equal "$(normalize --process IPAMichel --run-mode 1BB --livetime 1 --e-min 70 --ipa-table ipa.tsv | column expected)" \
    "$(normalize --process IPAMichel --run-mode 1BB --livetime 1 --e-min 70 | column expected)"
}

@test "elements and tables out of domain die with their place" {
  elements A 0.5 1.5 1 1 1 > e.tsv
  assert_dies "compose-spectrum: e.tsv:2: column 'decay_fraction': out of range" compose-spectrum --elements e.tsv
  elements A 0.5 1 0 1 1 > e.tsv
  assert_dies "compose-spectrum: e.tsv:2: column 'atomic_mass': out of range" compose-spectrum --elements e.tsv
  elements A 0.5 1 x 1 1 > e.tsv
  assert_dies "compose-spectrum: e.tsv:2: column 'atomic_mass': not a number: 'x'" compose-spectrum --elements e.tsv
  tsv element mass_fraction decay_fraction atomic_mass radius_pm energy_scale > e.tsv
  assert_dies "compose-spectrum: e.tsv: no elements" compose-spectrum --elements e.tsv
  assert_dies "compose-spectrum: --thresholds: '50:100' is no FIRST:LAST:N" compose-spectrum --thresholds 50:100
  assert_dies "compose-spectrum: the DIO spectrum has no regular grid or no content" compose-spectrum --dio-table <(printf '1 1\n2 1\n4 1\n')
  assert_dies "compose-spectrum: the DIO spectrum has no content" compose-spectrum --thresholds 1:2:2 --dio-table <(printf '1 0\n2 0\n')
}
