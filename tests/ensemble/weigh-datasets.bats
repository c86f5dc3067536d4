load ../helper

# DIO: 40 events of 1000 generated; cosmics: 500 events in 10 s
setup() {
  begin_test || return
  tsv process file_name events gen_count livetime_s / DIO d1 10 400 - / DIO d2 30 600 - / CRYCosmic c1 500 - 10 > files.tsv
  tsv process run_mode livetime_s expected / DIO 1BB 8 200 / CRYCosmic 1BB 8 8 > yields.tsv
}

@test "the mean is expected times events over generated, the weight its part of the rounded total" {
  run -0 weigh-datasets --catalogue files.tsv yields.tsv
  assert_output "$(tsv process expected events generated mean_events total_mean total_drawn weight_fcl fraction \
    / DIO 200 40 1000 8 408 408 1.960784e-02 0.0196078431372549 \
    / CRYCosmic 8 500 10 400 408 408 9.803922e-01 0.9803921568627451)"
}

@test "total_drawn is the rounded mean; fractions do not depend on it" {
  tsv process expected / DIO 12.4 / CRYCosmic 0.002 > small.tsv   # 0.496 + 0.1
  weigh-datasets -c files.tsv small.tsv > got
  assert_equal "$(column total_drawn got)" $'1\n1'
  assert_equal "$(column weight_fcl got)" $'4.960000e-01\n1.000000e-01'
  assert_near "$(column fraction got | head -n 1)" 0.832214765100671 1e-14
}

@test "--seed draws the total: the same for a seed, Poisson over seeds" {
  for seed in {1..200}; do
    weigh-datasets -c files.tsv --seed $seed yields.tsv
  done | awk '$1 == "process" { for (i = 1; i < NF && $i != "total_drawn"; i++) ; } $1 == "DIO" { print $i }' > totals
  assert_equal "$(weigh-datasets -c files.tsv -s 7 yields.tsv | column total_drawn | tail -n 1)" "$(sed -n 7p totals)"
  # mean 408 +- 20.2/sqrt(200); the variance of the 200 is 408 within 5 of its standard deviations, 408 sqrt(2/199)
  run -0 awk '{ n++; s += $1; q += $1 * $1 } END { m = s / n; v = (q - n * m * m) / (n - 1)
    exit !(m > 408 - 7.2 && m < 408 + 7.2 && v > 408 * 0.5 && v < 408 * 1.5) }' totals
}

@test "--poisson-each draws every process by itself, by its name and not by its row" {
  weigh-datasets -c files.tsv --seed 3 --poisson-each yields.tsv > a
  { head -n 1 yields.tsv; tail -n +2 yields.tsv | tac; } | weigh-datasets -c files.tsv --seed 3 --poisson-each > b
  diff <(sort a) <(sort b)
  assert_equal "$(column drawn_events a | awk '{ s += $1 } END { print s }')" "$(column total_drawn a | head -n 1)"
  tsv process expected / DIO 200 | weigh-datasets -q -c files.tsv --seed 3 --poisson-each > alone
  assert_equal "$(column drawn_events alone)" "$(column drawn_events a | head -n 1)"
  for seed in {1..100}; do
    weigh-datasets -c files.tsv --seed $seed --poisson-each yields.tsv | column drawn_events | paste -s
  done > draws
  run -0 awk '{ n++; s += $1; t += $2; st += ($1 - 8) * ($2 - 400) } END {   # means 8 and 400, uncorrelated, 5 sigma
    exit !(s / n > 6.6 && s / n < 9.4 && t / n > 390 && t / n < 410 && st / n < 29 && st / n > -29) }' draws
}

@test "--poisson-each without a seed is refused" {
  assert_dies 'weigh-datasets: --poisson-each needs --seed' weigh-datasets -c files.tsv --poisson-each yields.tsv
}

@test "two run modes of a process are added up" {
  tsv process run_mode livetime_s expected / DIO 1BB 5 50 / CRYCosmic 1BB 5 5 / DIO 2BB 3 150 / CRYCosmic 2BB 3 3 > mixed.tsv
  weigh-datasets -c files.tsv yields.tsv > one
  weigh-datasets -c files.tsv mixed.tsv | diff one -
}

@test "a process twice in one run mode dies with its line" {
  assert_dies "weigh-datasets: -:4: column 'process': a second row of 'DIO' in the same run mode" \
    weigh-datasets -c files.tsv <<< "$(cat yields.tsv; tail -n +2 yields.tsv)"
}

@test "processes of different livetimes are not mixed" {
  assert_dies "weigh-datasets: 'DIO' is for a livetime of 8 s, 'CRYCosmic' for 9 s: they cannot be mixed" \
    weigh-datasets -c files.tsv <<< "$(tsv process livetime_s expected / DIO 8 200 / CRYCosmic 9 9)"
}

@test "rows and files in any order give the same weights" {
  { head -n 1 files.tsv; tail -n +2 files.tsv | tac; } > reversed.tsv
  weigh-datasets -c files.tsv yields.tsv > a
  weigh-datasets -c reversed.tsv yields.tsv | diff a -
}

@test "a process that the catalogue does not have is named" {
  assert_dies "weigh-datasets: -:2: column 'process': files.tsv has no file of 'RPCInternal'" \
    weigh-datasets -c files.tsv <<< "$(tsv process expected / RPCInternal 3)"
}

@test "a process of the catalogue that nobody asks for is warned of" {
  run -0 --separate-stderr weigh-datasets -c files.tsv <<< "$(tsv process expected / DIO 200)"
  assert_equal "$stderr" "weigh-datasets: files.tsv: nobody asks for process 'CRYCosmic' (1 files)"
}

@test "events of which nothing was generated are refused" {
  tsv process file_name events gen_count / DIO d1 10 0 > files.tsv
  assert_dies "weigh-datasets: -:2: column 'process': nothing was generated for the 10 events of 'DIO' in files.tsv" \
    weigh-datasets -c files.tsv <<< "$(tsv process expected / DIO 3)"
  tsv process file_name events gen_count / DIO d1 10 5 / DIO d2 10 - > files.tsv
  assert_dies "weigh-datasets: -:2: column 'process': files.tsv does not say of all files of 'DIO' how many events were generated" \
    weigh-datasets -c files.tsv <<< "$(tsv process expected / DIO 3)"
}

@test "seconds are not taken for events, nor events for seconds" {
  tsv process file_name events gen_count livetime_s / DIO d1 10 - 5 / CRYCosmic c1 10 5 - > files.tsv
  assert_dies "weigh-datasets: -:2: column 'process': 'DIO' is a number of events, but its files in files.tsv have a livetime_s" \
    weigh-datasets -c files.tsv <<< "$(tsv process expected / DIO 3)"
  assert_dies "weigh-datasets: -:2: column 'process': 'CRYCosmic' is a livetime, but its files in files.tsv have no livetime_s" \
    weigh-datasets -c files.tsv <<< "$(tsv process expected / CRYCosmic 3)"
}

@test "an expected value that is no amount dies with its place" {
  for bad in -1:negative inf:'not finite' nan:'not finite' -:missing x:"not a number: 'x'"; do
    assert_dies "weigh-datasets: -:2: column 'expected': ${bad#*:}" \
      weigh-datasets -c files.tsv <<< "$(tsv process expected / DIO "${bad%%:*}")"
  done
}

@test "no events in all give no weights" {
  assert_dies 'weigh-datasets: a total of 0 events (mean 0.4) gives no weights' \
    weigh-datasets -q -c files.tsv <<< "$(tsv process expected / DIO 10)"
}

@test "nothing asked for is nothing" {
  run -0 weigh-datasets -q -c files.tsv <<< "$(tsv process expected)"
  assert_output "$(tsv process expected events generated mean_events total_mean total_drawn weight_fcl fraction)"
}

@test "the catalogue is required, and may be CSV or compressed" {
  assert_dies 'weigh-datasets: --catalogue is missing (see --help)' weigh-datasets yields.tsv
  weigh-datasets -c files.tsv yields.tsv > plain
  tr '\t' , < files.tsv > files.csv
  weigh-datasets -c files.csv yields.tsv | diff plain -
  gzip files.csv
  weigh-datasets -c files.csv.gz yields.tsv | diff plain -
}
