load ../helper

setup() {
  begin_test || return
  tsv event aprime_energy_gev region weight / 1 3 target 1 / 2 2 target 2 / 3 1.999 target 4 / 4 3 ecal 8 / 5 - - 16 / 6 3 target_pad 32 / 7 3 - 64 > events.tsv
}

kept() { filter-target -q "$@" events.tsv | column event | paste -sd' '; }

@test "a dark photon of 2 GeV or more from the target passes, equal passes, all others are dropped by reason" {
  run -0 --separate-stderr filter-target events.tsv
  assert_output "$(tsv event aprime_energy_gev region weight / 1 3 target 1 / 2 2 target 2 / 6 3 target_pad 32)"
  assert_equal "$stderr" 'filter-target: dropped 4 of 7 rows: 1 no_aprime, 2 elsewhere, 1 below_energy'
}

@test "--min-energy and --preset set the threshold" {
  assert_equal "$(kept --min-energy 1)" '1 2 3 6'
  assert_equal "$(kept --preset 8gev)" ''
  assert_equal "$(kept --preset 8gev --min-energy 2.5)" '1 6'
}

@test "--region is a part of the region's name" {
  assert_equal "$(kept --region ecal)" 4
  assert_equal "$(kept --region pad)" 6
  assert_equal "$(kept --region '')" '1 2 4 6'
}

@test "--rejects and --summary account for all" {
  filter-target -q --rejects out.tsv --summary sums.tsv events.tsv > /dev/null
  assert_equal "$(cut -f 1,5 out.tsv)" "$(tsv event reason / 3 below_energy / 4 elsewhere / 5 no_aprime / 7 elsewhere)"
  assert_equal "$(cat sums.tsv)" "$(tsv reason rows sum_of_weights / passed 3 35 / no_aprime 1 16 / elsewhere 2 72 / below_energy 1 4)"
}

@test "what is no energy or no preset is refused" {
  assert_dies "filter-target: -:2: column 'aprime_energy_gev': not finite: 'inf'" filter-target < <(tsv aprime_energy_gev region / inf target)
  assert_dies "filter-target: --preset pencil has no least energy: --min-energy is needed" filter-target --preset pencil events.tsv
}
