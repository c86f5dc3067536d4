load ../helper

setup() {
  begin_test || return
  tsv event tagger_energy_gev weight / 1 4.0005 0.5 / 2 3.5 0.25 / 3 3.4999999 2 / 4 - 8 / 5 0 16 > beam.tsv
}

kept() { filter-tagger -q "$@" beam.tsv | column event | paste -sd' '; }

@test "electrons with 3.5 GeV or more pass; equal passes; one that never was in the tagger does not" {
  run -0 --separate-stderr filter-tagger beam.tsv
  assert_output "$(tsv event tagger_energy_gev weight / 1 4.0005 0.5 / 2 3.5 0.25)"
  assert_equal "$stderr" 'filter-tagger: dropped 3 of 5 rows: 2 below_energy, 1 no_tagger'
}

@test "nothing dropped, nothing said" {
  run -0 --separate-stderr filter-tagger --min-energy 0 --allow-missing-tagger beam.tsv
  assert_output "$(cat beam.tsv)"
  assert_equal "$stderr" ''
}

@test "--min-energy and --preset set the threshold, the first wins" {
  assert_equal "$(kept --min-energy 4)" 1
  assert_equal "$(kept --preset 4gev)" '1 2'
  assert_equal "$(kept --preset 8gev)" ''
  assert_equal "$(kept --preset 8gev --min-energy 3.4)" '1 2 3'
  tsv event tagger_energy_gev / 1 7 / 2 6.9999 > beam.tsv
  assert_equal "$(kept --preset 8gev)" 1
}

@test "--allow-missing-tagger keeps electrons that never were in the tagger, whatever the threshold" {
  assert_equal "$(kept --allow-missing-tagger --min-energy 5)" 4
}

@test "--rejects has the rows that were dropped, as they were, with the reason" {
  filter-tagger -q --rejects out.tsv beam.tsv > /dev/null
  assert_equal "$(cat out.tsv)" "$(tsv event tagger_energy_gev weight reason / 3 3.4999999 2 below_energy / 4 - 8 no_tagger / 5 0 16 below_energy)"
  filter-tagger -q --csv --rejects out.csv <<< $'a b,tagger_energy_gev\n"x, y",1' > /dev/null
  assert_equal "$(cat out.csv)" $'a b,tagger_energy_gev,reason\n"x, y",1,below_energy'
  filter-tagger -q --rejects out.tsv --rejects twice.tsv --min-energy 5 beam.tsv > /dev/null
  filter-tagger -q --rejects again.tsv --preset 8gev twice.tsv > /dev/null
  assert_equal "$(head -n 1 again.tsv)" "$(tsv event tagger_energy_gev weight reason)"
}

@test "--summary adds up to what was tried, rows and weights" {
  filter-tagger -q --summary sums.tsv beam.tsv > /dev/null
  assert_equal "$(cat sums.tsv)" "$(tsv reason rows sum_of_weights / passed 2 0.75 / below_energy 2 18 / no_tagger 1 8)"
  cut -f 1,2 beam.tsv | filter-tagger -q --summary sums.tsv > /dev/null
  assert_equal "$(column sum_of_weights sums.tsv | paste -sd' ')" '2 2 1'
  head -n 1 beam.tsv | filter-tagger --summary sums.tsv > /dev/null
  assert_equal "$(column rows sums.tsv | paste -sd' ')" '0 0 0'
}

@test "a run that dies leaves the accounts as they were" {
  echo old > out.tsv
  assert_dies "filter-tagger: -:3: column 'tagger_energy_gev': not a number: 'x'" \
    filter-tagger --rejects out.tsv --summary sums.tsv < <(tsv tagger_energy_gev / 1 / x)
  assert_equal "$(cat out.tsv)" old
  [ ! -e sums.tsv ]
}

@test "what is no energy, no weight, no preset is refused" {
  assert_dies "filter-tagger: -:2: column 'tagger_energy_gev': not finite: 'nan'" filter-tagger < <(tsv tagger_energy_gev / nan)
  assert_dies "filter-tagger: -:2: column 'weight': not finite: 'inf'" filter-tagger < <(tsv tagger_energy_gev weight / 4 inf)
  assert_dies "filter-tagger: -:2: column 'weight': missing" filter-tagger < <(tsv tagger_energy_gev weight / 4 -)
  assert_dies "filter-tagger: --preset: 'none' is none of 4gev, 8gev, 4gev-tagger, 8gev-tagger, pencil" filter-tagger --preset none beam.tsv
  assert_dies "filter-tagger: --preset pencil has no least energy: --min-energy is needed" filter-tagger --preset pencil beam.tsv
}
