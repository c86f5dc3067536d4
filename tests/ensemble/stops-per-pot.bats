load ../helper

value() { column "$1" | sed -n "$2p"; }   # of the quantity in that row

@test "the built-in efficiencies give the stops that Mu2e/Production computes" {
  run -0 stops-per-pot --built-in
  assert_equal "$(column quantity <<< "$output" | paste -sd ' ')" \
    "mu_stops_per_pot ipa_stops_per_pot pi_stops_per_pot pi_filter_efficiency pi_survival_weight"
  assert_near "$(value value 1 <<< "$output")" 7.6711407768e-4 1e-12
  assert_near "$(value value 2 <<< "$output")" 1.34314954920777e-8 1e-12
  assert_near "$(value value 3 <<< "$output")" 9.711785604672e-4 1e-12
  assert_near "$(value value 4 <<< "$output")" 0.160545086071 1e-11
  assert_near "$(value value 5 <<< "$output")" 2.393604874e-7 1e-12
}

@test "the table is a file or stdin, in any of its forms" {
  printf 'MuBeamCat,10,100,0.1\nMuminusStopsCat,5,50,0.1\n' > plain
  printf '# made today\nTABLE SimEfficiencies2\r\nMuBeamCat,\t10,\t100,\t0.1\r\n\r\nMuminusStopsCat, 5, 50, 0.1\r\n' > production
  tsv source tag eff numerator denominator / 'a, b' MuBeamCat 0.1 10 100 / c MuminusStopsCat 0.1 5 50 > headed
  run -0 stops-per-pot -q plain
  local wanted=$output
  assert_near "$(value value 1 <<< "$output")" 10 1e-14
  for form in production headed; do
    run -0 stops-per-pot -q < $form
    assert_output "$wanted"
  done
}

@test "an error that counts alone would understate is limited by the parents" {
  printf 'MuBeamCat,100,100,1\nMuminusStopsCat,1000000,100000000,0.01\n' > sim.csv
  run -0 stops-per-pot -q --prescale MuminusStopsCat=1 sim.csv
  assert_near "$(value stat_error 1 <<< "$output")" 0.001 1e-4            # 10 %: 100 parents, not 0.1 %
  assert_near "$(value stat_error_max 1 <<< "$output")" 0.00994987 1e-4   # sqrt(0.01*0.99/100)
}

@test "an event without parents to share has the binomial error" {
  printf 'MuBeamCat,25,100,0.25\nIPAStopsCat,25,25,1\n' > sim.csv
  run -0 stops-per-pot -q sim.csv
  assert_near "$(value stat_error 2 <<< "$output")" 0.04330127018922193 1e-14   # sqrt(0.25*0.75/100)
}

@test "a quantity whose rows are missing or repeated is not made up" {
  printf 'MuBeamCat,25,100,0.25\nMuminusStopsCat,25,25,1\nMuBeamCat,25,100,0.25\n' > sim.csv
  run -0 --separate-stderr stops-per-pot sim.csv
  assert_equal "$(value value 1 <<< "$output")" -
  assert_equal "${stderr_lines[0]}" "stops-per-pot: mu_stops_per_pot: sim.csv:3 repeats row 'MuBeamCat' of line 1"
  assert_equal "${stderr_lines[2]}" "stops-per-pot: pi_stops_per_pot: no row 'PiBeamCat' in sim.csv"
}

@test "both spellings of the pions' lifetime weight are read, and are one row" {
  printf 'PhysicalPionStops,0,1000,0\nPiSelectedLifeimeWeight_sampler,0,0,5\n' > old
  printf 'PhysicalPionStops,0,1000,0\nPiSelectedLifetimeWeight_sampler,0,0,5\n' > new
  assert_equal "$(stops-per-pot -q old | value value 5)" 0.005
  assert_equal "$(stops-per-pot -q new | value value 5)" 0.005
  run -0 --separate-stderr stops-per-pot <(cat old new)
  assert_equal "$(value value 5 <<< "$output")" -
}

@test "the pion numbers of MDC2020aw give its stops" {   # spec 3, older pion numbers
  tsv tag numerator denominator eff / PiBeamCat 0 0 0.003924801 / PiTargetStops 41798702 8e7 0.522483775 / PiMinusFilter 4378518 41798702 0.10475248 \
    / PhysicalPionStops 0 9.795e9 0 / PiSelectedLifetimeWeight_sampler 0 0 21369.36 > aw
  run -0 stops-per-pot -q aw
  assert_near "$(value value 3 <<< "$output")" 0.0020506448425863 1e-11
  assert_near "$(value value 4 <<< "$output")" 0.10475248 1e-6
  assert_near "$(value value 5 <<< "$output")" 2.1816600306e-6 1e-9
  assert_equal "$(value stat_error 3 <<< "$output")" nan       # nothing was counted
}

@test "--prescale, --recompute and --constants change the stops" {
  printf 'MuBeamCat,1,10,0.2\nMuminusStopsCat,1,1000,0.001\n' > sim.csv
  assert_near "$(stops-per-pot -q sim.csv | value value 1)" 0.2 1e-14
  assert_near "$(stops-per-pot -q --recompute sim.csv | value value 1)" 0.1 1e-14
  assert_near "$(stops-per-pot -q --prescale MuminusStopsCat=10 sim.csv | value value 1)" 0.002 1e-14
  tsv name value unit / mu_stops_prescale 100 1 > c.tsv
  assert_near "$(stops-per-pot -q --constants c.tsv sim.csv | value value 1)" 0.02 1e-14
}

@test "a prescale column counts, and the option more" {
  tsv tag numerator denominator eff prescale / MuBeamCat 1 10 0.1 - / MuminusStopsCat 1 1000 0.001 10 > sim
  assert_near "$(stops-per-pot -q sim | value value 1)" 0.001 1e-14
  assert_near "$(stops-per-pot -q --prescale MuminusStopsCat=100 sim | value value 1)" 0.01 1e-14
}

@test "what is written and counted may differ by 1e-6, more is warned of" {
  printf 'MuBeamCat,1,3,0.3333333\n' > good
  printf 'MuBeamCat,1,3,0.333332\n' > bad
  run -0 --separate-stderr stops-per-pot good
  refute [ "$(grep -c "column 'eff'" <<< "$stderr")" != 0 ]
  run -0 --separate-stderr stops-per-pot bad
  assert_equal "${stderr_lines[0]}" "stops-per-pot: bad:1: column 'eff': MuBeamCat is written as 0.333332, counted as 0.333333333; using what is written"
}

@test "malformed rows are named with their place" {
  assert_dies "stops-per-pot: -:2: 3 fields instead of 4" stops-per-pot < <(printf '\nMuBeamCat,1,2\n')
  assert_dies "stops-per-pot: -:1: column 'numerator': not a number: 'x'" stops-per-pot < <(printf 'MuBeamCat,x,2,1')
  assert_dies "stops-per-pot: -:1: column 'denominator': out of range: '-2'" stops-per-pot < <(printf 'MuBeamCat,1,-2,1')
  assert_dies "stops-per-pot: -:1: column 'eff': out of range: 'inf'" stops-per-pot < <(printf 'MuBeamCat,1,2,inf')
  assert_dies "stops-per-pot: -:1: column 'tag': missing" stops-per-pot < <(printf ',1,2,0.5')
  assert_dies "stops-per-pot: -:1: column 'eff': not there" stops-per-pot < <(printf 'tag,numerator,denominator\n')
  assert_dies "stops-per-pot: -:2: column 'prescale': out of range: '0'" \
    stops-per-pot < <(tsv tag numerator denominator eff prescale / MuBeamCat 1 2 0.5 0)
  assert_dies "stops-per-pot: one table at a time (see --help)" stops-per-pot --built-in file
}
