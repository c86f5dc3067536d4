load ../helper

setup() {
  begin_test || return
  # 1 good; 2 with a second one; 3 at the threshold; 4 elsewhere; 5 none; 6 good, and rows of other particles about it; 7 second one elsewhere
  tsv event aprime_energy_gev region weight / 1 3 ecal 1 / 2 3 ecal 2 / 2 0.1 ecal 4 / 3 2 ecal 8 / 4 3 target 16 / 5 - - 32 / 5 - - 64 \
    / 6 - ecal 128 / 6 2.0001 back_ecal_W 256 / 6 - - 512 / 7 0.5 target 1024 / 7 3 ecal 2048 > events.tsv
}

kept() { filter-ecal -q "$@" events.tsv | column event | paste -sd' '; }

@test "events with one dark photon above 2 GeV from the calorimeter pass, with all their rows; all others are dropped" {
  run -0 --separate-stderr filter-ecal events.tsv
  assert_output "$(tsv event aprime_energy_gev region weight / 1 3 ecal 1 / 6 - ecal 128 / 6 2.0001 back_ecal_W 256 / 6 - - 512)"
  assert_equal "$stderr" 'filter-ecal: dropped 8 of 12 rows: 2 no_aprime, 4 second_aprime, 1 elsewhere, 1 not_above_energy'
}

@test "--min-energy, --preset and --region change what passes" {
  assert_equal "$(kept --min-energy 1.9)" '1 3 6 6 6'
  assert_equal "$(kept --min-energy 3)" ''
  assert_equal "$(kept --preset 8gev)" ''
  assert_equal "$(kept --preset 8gev --min-energy 2.5)" 1
  assert_equal "$(kept --region _W)" '6 6 6'
  assert_equal "$(kept --region '')" '1 4 6 6 6'
}

@test "--rejects has every row of the events that are dropped, --summary all sums" {
  filter-ecal -q --rejects out.tsv --summary sums.tsv events.tsv > kept.tsv
  assert_equal "$(cut -f 1,5 out.tsv | tail -n +2 | paste -sd'\t' )" \
    "$(tsv 2 second_aprime 2 second_aprime 3 not_above_energy 4 elsewhere 5 no_aprime 5 no_aprime 7 second_aprime 7 second_aprime)"
  assert_equal "$( (tail -n +2 kept.tsv; tail -n +2 out.tsv | cut -f 1-4) | sort)" "$(tail -n +2 events.tsv | sort)"
  assert_equal "$(cat sums.tsv)" "$(tsv reason rows sum_of_weights / passed 4 897 / no_aprime 2 96 / second_aprime 4 3078 / elsewhere 1 16 / not_above_energy 1 8)"
}

@test "the last event of the table is judged too, and event 0 is one" {
  run -0 filter-ecal < <(tsv event aprime_energy_gev region / 0 3 ecal)
  assert_output "$(tsv event aprime_energy_gev region / 0 3 ecal)"
  run -0 filter-ecal -q < <(tsv event aprime_energy_gev region / 0 3 ecal / 0 3 ecal)
  assert_output "$(tsv event aprime_energy_gev region)"
}

@test "events that are not together are refused" {
  assert_dies "filter-ecal: -:4: column 'event': event 1 behind event 2: the rows of an event must stand together" \
    filter-ecal < <(tsv event aprime_energy_gev region / 1 3 ecal / 2 3 ecal / 1 3 ecal)
  assert_dies "filter-ecal: -:2: column 'aprime_energy_gev': not finite: 'nan'" filter-ecal < <(tsv event aprime_energy_gev region / 1 nan ecal)
}
