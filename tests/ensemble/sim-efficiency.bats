load ../helper

@test "an efficiency is events over generated events, summed over the files of a data set" {
  run -0 sim-efficiency < <(tsv dataset events gen_count / MuBeamCat 10 40 / EleBeamCat 1 2 / MuBeamCat 20 60)
  assert_output "$(tsv tag numerator denominator eff / MuBeamCat 30 100 0.3 / EleBeamCat 1 2 0.5)"
}

@test "the tag is the description of a data set's or a file's name" {
  run -0 sim-efficiency < <(tsv dataset events gen_count / sim.mu2e.MuBeamCat.MDC2020p.art 1 4 / sim.mu2e.MuBeamCat.MDC2020p.001210_00000001.art 1 4 / a.b 1 4)
  assert_equal "$(column tag <<< "$output" | paste -sd ' ')" "MuBeamCat a.b"
}

@test "nothing generated has efficiency 0" {
  run -0 sim-efficiency < <(tsv dataset events gen_count / Empty 0 0)
  assert_line --index 1 "$(tsv Empty 0 0 0)"
}

@test "a sum of weights stands in eff, without counts" {
  run -0 sim-efficiency < <(tsv dataset events gen_count weight_sum / PiSelectedLifetimeWeight_sampler - - 1.25 / PiSelectedLifetimeWeight_sampler - - 2.5)
  assert_line --index 1 "$(tsv PiSelectedLifetimeWeight_sampler 0 0 3.75)"
}

@test "a tag has counts or weights, not both" {
  assert_dies "sim-efficiency: -:3: column 'weight_sum': other rows of 'A' have counts" \
    sim-efficiency < <(tsv dataset events gen_count weight_sum / A 1 2 - / A - - 1)
  assert_dies "sim-efficiency: -:3: column 'weight_sum': missing: other rows of 'A' have it" \
    sim-efficiency < <(tsv dataset events gen_count weight_sum / A - - 1 / A 1 2 -)
  for weights in -1 inf nan; do   # what normalize would not read
    assert_dies "sim-efficiency: -:2: column 'weight_sum': no sum of weights" \
      sim-efficiency < <(tsv dataset events gen_count weight_sum / A - - $weights)
  done
}

@test "--conditions writes what the conditions database takes, and stops-per-pot reads it" {
  run -0 sim-efficiency --conditions < <(tsv dataset events gen_count / MuBeamCat 213816 100000000 / MuminusStopsCat 1435092 4000000000)
  assert_output "TABLE SimEfficiencies2
MuBeamCat, 213816, 100000000, 0.00213816
MuminusStopsCat, 1435092, 4000000000, 0.000358773"
  assert_near "$(stops-per-pot -q <<< "$output" | column value | sed -n 1p)" 7.6711407768e-4 1e-12
}

@test "more events than generated are doubtful" {
  run -0 --separate-stderr sim-efficiency < <(tsv dataset events gen_count / A 3 2)
  assert_equal "$stderr" "sim-efficiency: -:2: column 'events': more events than generated"
}

@test "a count that is none is named with its place" {
  assert_dies "sim-efficiency: -:2: column 'events': not a count: '1.5'" sim-efficiency < <(tsv dataset events gen_count / A 1.5 2)
  assert_dies "sim-efficiency: -:2: column 'dataset': missing" sim-efficiency < <(tsv dataset events gen_count / - 1 2)
  assert_dies "sim-efficiency: -:2: column 'dataset': a comma cannot stand in the conditions table" \
    sim-efficiency --conditions < <(tsv dataset events gen_count / a,b 1 2)
}
