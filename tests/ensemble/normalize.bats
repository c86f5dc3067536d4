load ../helper

# one PROCESS OPTION...: the expected value of a row made of options
one() { normalize --process "$1" --run-mode 1BB --livetime 4.4e6 "${@:2}" | column expected; }

# cell COLUMN OPTION...: any cell of such a row
cell() { normalize --run-mode 1BB --livetime 4.4e6 "${@:2}" | column "$1"; }

@test "protons come in pulses: 9.3215339e12 a second of spill in 1BB" {
  assert_near "$(normalize --process POT --run-mode 1BB --livetime 1s | column expected)" 9.32153392330e12 1e-12
  assert_near "$(normalize --process POT --run-mode 2BB --livetime 1s | column expected)" 2.31858407080e13 2e-12
}

@test "counted by cycles protons agree to 0.2 %" {
  assert_near "$(one POT --pot-method cycle)" "$(one POT)" 0.002
  [ "$(one POT --pot-method cycle)" != "$(one POT)" ]
}

@test "a livetime takes a suffix and the row keeps seconds" {
  run -0 normalize --process CRY --run-mode 1BB --livetime 2h
  assert_equal "$(column livetime_s <<< "$output")" 7200
  assert_equal "$(column expected <<< "$output")" 7200
}

@test "model seed2024 takes the livetime by the clock" {
  assert_near "$(one POT --model seed2024)" 1.3233082706766917e19 1e-14    # 4.4e6/1.33*4e12
  assert_equal "$(one CRY --model seed2024)" 1421200                       # 4.4e6*0.323
  assert_equal "$(cell wallclock_s --process POT --model seed2024)" 4400000
  assert_equal "$(cell onspill_s --process POT --model seed2024)" 1421200
  assert_near "$(cell wallclock_s --process POT)" 13622291.021671826 1e-14 # 4.4e6/0.323
}

@test "one row made of options leaves stdin to its loop" {
  local n=0
  while read -r process; do
    normalize --process "$process" --run-mode 1BB --livetime 1h --e-min 80 > out
    n=$((n + 1))
  done < <(printf 'DIO\nRPC\nRMC\n')
  assert_equal "$n" 3
}

@test "options fill what rows leave out, and only that" {
  run -0 normalize --run-mode 2BB --e-min 90 < <(tsv process livetime_s e_min_mev / DIO 4400 95 / DIO 4400 -)
  assert_equal "$(sed -n 2p <<< "$output" | cut -f8)" "$(normalize --process DIO --run-mode 2BB --livetime 4400 --e-min 95 | column fraction)"
  assert_equal "$(sed -n 3p <<< "$output" | cut -f8)" "$(normalize --process DIO --run-mode 2BB --livetime 4400 --e-min 90 | column fraction)"
}

@test "columns that it does not know pass through" {
  run -0 normalize < <(tsv process comment run_mode livetime_s / DUTY 'as said' 1BB -)
  assert_line --index 1 --partial 'DUTY	as said	1BB	-	-'
}

@test "conversion electrons are captured muons times Rmue, and RMUE is the inverse" {
  local mean
  mean=$(one CE --rmue 1e-13)
  assert_near "$mean" 1916.09618551 1e-11
  assert_near "$(one RMUE --n-signal "$mean")" 1e-13 1e-14
}

@test "names of data sets stand for their processes" {
  assert_equal "$(one CeMLL --rmue 1e-13)" "$(one CE --rmue 1e-13)"
  assert_equal "$(one CeMLeadingLog --rmue 1e-13)" "$(one CE --rmue 1e-13)"
  assert_equal "$(one RPCInternal --e-min 50)" "$(one RPC --e-min 50 --internal)"
  assert_equal "$(one RPCExternal --e-min 50)" "$(one RPC --e-min 50)"
  assert_equal "$(one RMCInternal --e-min 85)" "$(one RMC --e-min 85 --internal)"
  assert_equal "$(one CRYCosmic)" "$(one CRY)"
  assert_equal "$(one CORSIKACosmic)" 4400000
}

@test "internal conversion is 0.69 % of the photons" {
  assert_near "$(one RMC --e-min 85 --internal)" "$(awk -v x="$(one RMC --e-min 85)" 'BEGIN { printf "%.17g", x * 0.0069 }')" 1e-14
}

@test "the shipped DIO figure keeps 3.6370937e-11 above 95 MeV" {    # Heeck, Szafron: spec 4.2
  assert_near "$(cell fraction --process DIO --e-min 95)" 3.63709375645e-11 3e-5
  assert_equal "$(cell fraction --process DIO --e-min 104.98)" 0
  assert_equal "$(cell fraction --process DIO --e-min 0.5)" 1
}

@test "--dio-table and --rpc-table replace the figures" {
  printf '94\t3\n95\t1\n' > dio.tbl
  printf '49.95 1\n50.05 1\n50.15 2\n' > rpc.tbl
  assert_equal "$(cell fraction --process DIO --e-min 95 --dio-table dio.tbl)" 0.25
  assert_equal "$(cell fraction --process RPC --e-min 50 --rpc-table rpc.tbl)" 0.75
  assert_equal "$(cell method --process RPC --e-min 50 --rpc-table rpc.tbl)" current:spill:table
  assert_equal "$(cell method --process RPC --e-min 50)" current:spill:figure
}

@test "--t-min stays in the row and changes nothing" {
  assert_equal "$(cell t_min_ns --process RPC --e-min 50 --t-min 450)" 450
  assert_equal "$(one RPC --e-min 50 --t-min 450)" "$(one RPC --e-min 50)"
}

@test "RMC bins begin at exact edges, with --compat upstream's 89.9 loses its bin, with --exact-edges too it does not" {
  assert_equal "$(one RMC --e-min 89.9 --compat)" 0
  assert_near "$(cell fraction --process RMC --e-min 89.9)" 4.1363918504714135e-07 1e-12
  assert_equal "$(one RMC --e-min 89.9 --compat --exact-edges)" "$(one RMC --e-min 89.9)"
  assert_equal "$(cell method --process RMC --e-min 89.9 --compat)" current:spill:upstream-edges
  assert_equal "$(cell method --process RMC --e-min 89.9)" current:spill:exact-edges
}

@test "--k-max moves the endpoint of RMC, 90.1 MeV without" {
  assert_equal "$(one RMC --e-min 85 --k-max 90.1)" "$(one RMC --e-min 85)"
  assert_near "$(one RMC --e-min 85 --k-max 89)" 1063151312 1e-9
  assert_equal "$(one RMC --e-min 57 --k-max 57)" 0
}

@test "RMC photons below 57 MeV, where nobody measured, are warned of" {
  run -0 --separate-stderr normalize --process RMC --run-mode 1BB --livetime 1 --e-min 56
  assert_equal "$stderr" "normalize: options:2: column 'e_min_mev': the RMC rate was measured above 57 MeV: photons below are not counted"
  assert_equal "$(column fraction <<< "$output")" 1
  run -0 --separate-stderr normalize --process RMC --run-mode 1BB --livetime 1 --e-min 57
  assert_equal "$stderr" ''
}

@test "the IPA table is interpolated in the logarithm and ends in 0" {
  tsv threshold efficiency / 60 0.01 / 70 0.0001 > ipa.tsv
  assert_near "$(cell fraction --process IPAMichel --e-min 65 --ipa-table ipa.tsv)" 0.001 1e-14
  assert_equal "$(cell fraction --process IPAMichel --e-min 70 --ipa-table ipa.tsv)" 0.0001
  assert_equal "$(cell fraction --process IPAMichel --e-min 70.1 --ipa-table ipa.tsv)" 0
}

@test "an IPA cut below the table dies, --clamp takes the first efficiency" {
  assert_dies "normalize: -:2: column 'e_min_mev': below the table of efficiencies (--clamp takes its first)" \
    normalize < <(tsv process run_mode livetime_s e_min_mev / IPAMichel 1BB 1 49)
  assert_equal "$(cell fraction --process IPAMichel --e-min 0 --clamp)" "$(cell fraction --process IPAMichel --e-min 50)"
  assert_equal "$(cell method --process IPAMichel --e-min 0 --clamp)" current:spill:clamped
}

@test "with --compat the IPA table has steps, and 1 above it with a warning" {
  tsv threshold efficiency / 60 0.01 / 70 0.0001 > ipa.tsv
  assert_equal "$(cell fraction --process IPAMichel --e-min 60 --ipa-table ipa.tsv --compat)" 0.0001
  run -0 --separate-stderr normalize --compat --process IPAMichel --run-mode 1BB --livetime 1 --e-min 70 --ipa-table ipa.tsv
  assert_equal "$(column fraction <<< "$output")" 1
  assert_equal "$stderr" "normalize: options:2: column 'e_min_mev': above the table of efficiencies: fraction 1, as upstream"
}

@test "the built-in IPA fractions are composed from the DIO spectrum: 7.83 % above 50 MeV" {
  assert_near "$(cell fraction --process IPAMichel --e-min 50)" 0.0782874992841 3e-5
}

@test "seed2024 has no cut on RPC and IPA unless a row says one; with --compat never" {
  assert_near "$(one RPC --model seed2024)" 5702732.95713 1e-11
  assert_near "$(one IPAMichel --model seed2024)" 163520883464 1e-11
  assert_near "$(one RPC --model seed2024 --e-min 50)" "$(awk 'BEGIN { printf "%.17g", 5702732.95713 * 0.988839598017 }')" 1e-8
  assert_equal "$(one RPC --model seed2024 --e-min 50 --compat)" "$(one RPC --model seed2024)"
}

@test "an unknown run mode dies everywhere" {
  for process in POT DUTY; do
    for model in current seed2024; do
      assert_dies "normalize: -:2: column 'run_mode': unknown run mode: '3BB'" \
        normalize < <(tsv process run_mode livetime_s model / $process 3BB 60 $model)
    done
  done
}

@test "with --compat the unknown mode has the duty factor of 1BB, and no protons in seed2024" {
  assert_equal "$(normalize --compat --process DUTY --run-mode 3BB | column expected)" 0.323
  assert_equal "$(normalize --compat --process POT --run-mode 3BB --livetime 60 --model seed2024 | column expected)" 0
  run -2 normalize --compat --process POT --run-mode 3BB --livetime 60
}

@test "what a process needs and the row lacks is named" {
  assert_dies "normalize: -:2: column 'e_min_mev': missing: this process needs e_min_mev" \
    normalize < <(tsv process run_mode livetime_s e_min_mev / DIO 1BB 60 -)
  assert_dies "normalize: -:2: missing: this process needs rmue" normalize < <(tsv process run_mode livetime_s / CE 1BB 60)
  assert_dies "normalize: -:2: missing: this process needs n_signal" normalize < <(tsv process run_mode livetime_s / RMUE 1BB 60)
  assert_dies "normalize: -:2: column 'livetime_s': missing: this process needs livetime_s" \
    normalize < <(tsv process run_mode livetime_s / POT 1BB -)
  assert_dies "normalize: -:2: column 'run_mode': missing: every process needs a run mode" \
    normalize < <(tsv process run_mode livetime_s / POT - 60)
  assert_dies "normalize: -:2: column 'process': missing" normalize < <(tsv process run_mode livetime_s / - 1BB 60)
}

@test "words and numbers that it does not understand are named with their place" {
  assert_dies "normalize: -:3: column 'process': unknown process: 'DIQ'" \
    normalize -o out < <(tsv process run_mode livetime_s / DUTY 1BB - / DIQ 1BB 60)
  assert_file_not_exists out
  assert_dies "normalize: -:2: column 'livetime_s': not a number: 'l.5e3'" \
    normalize < <(tsv process run_mode livetime_s / POT 1BB l.5e3)
  assert_dies "normalize: -:2: column 'livetime_s': negative" normalize < <(tsv process run_mode livetime_s / POT 1BB -1)
  assert_dies "normalize: -:2: column 'model': unknown model: 'seed'" normalize < <(tsv process run_mode livetime_s model / POT 1BB 1 seed)
  assert_dies "normalize: -:2: column 'pot_method': unknown method: 'x'" normalize < <(tsv process run_mode livetime_s pot_method / POT 1BB 1 x)
  assert_dies "normalize: -:2: column 'pot_method': 'spill' is no method of model seed2024" \
    normalize --model seed2024 < <(tsv process run_mode livetime_s pot_method / POT 1BB 1 spill)
  assert_dies "normalize: -:2: column 'internal': contradicts the process" \
    normalize < <(tsv process run_mode livetime_s e_min_mev internal / RPCInternal 1BB 1 50 0)
}

@test "an efficiency row that is missing or repeated stops the processes that take it, no others" {
  printf 'MuBeamCat,1,10,0.1\nMuminusStopsCat,1,10,0.1\nMuminusStopsCat,1,10,0.1\n' > sim.csv
  assert_dies "normalize: -:2: column 'process': sim.csv:3 repeats row 'MuminusStopsCat' of line 2" \
    normalize --efficiencies sim.csv < <(tsv process run_mode livetime_s e_min_mev / DIO 1BB 1 95)
  assert_dies "normalize: -:2: column 'process': no row 'IPAStopsCat' in sim.csv" \
    normalize --efficiencies sim.csv < <(tsv process run_mode livetime_s e_min_mev / IPAMichel 1BB 1 95)
  run -0 normalize --efficiencies sim.csv --process POT --run-mode 1BB --livetime 1
  assert_equal "$(column stops <<< "$output")" -
}

@test "--efficiencies replaces the built-in table" {
  printf 'TABLE SimEfficiencies2\nMuBeamCat,\t10,\t100,\t0.1\r\nMuminusStopsCat, 1, 1000, 0.001\r\n' > sim.csv
  assert_near "$(cell stops --process POT --efficiencies sim.csv)" "$(one POT | awk '{ printf "%.17g", $1 * 0.1 * 0.001 * 1000 }')" 1e-14
}

@test "--prescale sets how many events a kept one stands for" {
  assert_near "$(one IPAMichel --e-min 70 --prescale IPAStopsCat=1000)" "$(one IPAMichel --e-min 70 | awk '{ printf "%.17g", $1 * 1000 }')" 1e-14
  assert_near "$(one CE --rmue 1e-13 --prescale MuminusStopsCat=1)" 1.91609618551 1e-11
  assert_dies "normalize: --prescale: 'EleBeamCat' is no row that a process takes" \
    normalize --process DUTY --run-mode 1BB --prescale EleBeamCat=2
  assert_dies "normalize: --prescale: 'IPAStopsCat=0' is not TAG=N with N >= 1" normalize --process DUTY --run-mode 1BB --prescale IPAStopsCat=0
}

@test "--recompute trusts the counts, without it what is written; both warn" {
  printf 'MuBeamCat,10,100,0.2\nMuminusStopsCat,1,1000,0.001\n' > sim.csv
  run -0 --separate-stderr normalize --process POT --run-mode 1BB --livetime 1 --efficiencies sim.csv
  assert_equal "$stderr" "normalize: sim.csv:1: column 'eff': MuBeamCat is written as 0.2, counted as 0.1; using what is written"
  local written
  written=$(column stops <<< "$output")
  run -0 --separate-stderr normalize --process POT --run-mode 1BB --livetime 1 --efficiencies sim.csv --recompute
  assert_equal "$stderr" "normalize: sim.csv:1: column 'eff': MuBeamCat is written as 0.2, counted as 0.1; using what is counted"
  assert_near "$(column stops <<< "$output")" "$(awk -v x="$written" 'BEGIN { printf "%.17g", x / 2 }')" 1e-14
}

@test "--constants replaces those it names: the protons of a year as in 2021" {
  tsv name value unit / protons_per_pulse_1bb 3.9e7 1 / duty_factor_1bb 0.25 1 > c.tsv
  assert_near "$(normalize --process POT --run-mode 1BB --livetime "$((365 * 86400 / 4))" --constants c.tsv | column expected)" \
    1.8140176991150442e20 1e-14      # 365*86400/1695e-9*0.25*3.9e7
  assert_equal "$(cell expected --process DUTY --constants c.tsv)" 0.25
}

@test "a constant that is unknown, repeated or in another unit dies" {
  tsv name value unit / cycle_3bb 1 s > c.tsv
  assert_dies "normalize: c.tsv:2: column 'name': no such constant: 'cycle_3bb'" normalize --process DUTY --run-mode 1BB --constants c.tsv
  tsv name value unit / cycle_1bb 1 ms > c.tsv
  assert_dies "normalize: c.tsv:2: column 'unit': cycle_1bb is in s" normalize --process DUTY --run-mode 1BB --constants c.tsv
  tsv name value unit / cycle_1bb 1 s / cycle_1bb 2 s > c.tsv
  assert_dies "normalize: c.tsv:3: column 'name': repeated: 'cycle_1bb'" normalize --process DUTY --run-mode 1BB --constants c.tsv
}

@test "uncertainties of constants enter where stated, and add in quadrature" {
  tsv name value unit relative_uncertainty / protons_per_pulse_1bb 1e7 1 0.03 / dio_per_mu 0.391 1 0.04 / dio_shape 1 1 0.12 > c.tsv
  run -0 normalize --process DIO --run-mode 1BB --livetime 1 --e-min 75 --constants c.tsv --dio-table <(printf '70 1\n80 1\n')
  local n
  n=$(column expected <<< "$output")
  assert_near "$(column param_err <<< "$output")" "$(awk -v n="$n" 'BEGIN { printf "%.17g", n * 0.05 }')" 1e-12
  assert_near "$(column pot_err <<< "$output")" "$(awk -v n="$n" 'BEGIN { printf "%.17g", n * 0.03 }')" 1e-12
  assert_near "$(column spectrum_err <<< "$output")" "$(awk -v n="$n" 'BEGIN { printf "%.17g", n * 0.12 }')" 1e-12
  assert_equal "$(column stat_err <<< "$output")" "$(column mu_per_pot_err <<< "$output")"
  assert_near "$(column expected_err <<< "$output")" "$(paste <(column stat_err <<< "$output") <(column param_err <<< "$output") \
    <(column spectrum_err <<< "$output") | awk '{ printf "%.17g", sqrt($1*$1 + $2*$2 + $3*$3) }')" 1e-12
}

@test "stated uncertainties are none by default" {
  assert_equal "$(cell param_err --process RMC --e-min 85)" 0
  assert_equal "$(cell expected_err --process POT)" 0
  assert_equal "$(cell expected_err --process CRY)" 0
}

@test "simulation counts limit a yield: two binomial stages, the second resampled from 213816 muons" {
  assert_near "$(cell stat_err --process CE --rmue 1e-13)" "$(one CE --rmue 1e-13 | awk '{
    k = 1435092; d = 4e9; p = 213816; print $1 * sqrt((1 - p/1e8)/p + (1 - k/d)/k + 1/p - 1/d) }' CONVFMT=%.17g OFMT=%.17g)" 1e-6
}

@test "--seed draws counts, the same for the same seed and row, and no others" {
  tsv process run_mode livetime_s e_min_mev / DIO 1BB 4400 95 / DIO 1BB 4400 95 / CRY 1BB 4400 - / DIO 1BB 0 95 > rows
  run -0 normalize --seed 7 rows
  local drawn
  drawn=$(column drawn <<< "$output")
  [ "$(sed -n 1p <<< "$drawn")" != "$(sed -n 2p <<< "$drawn")" ]
  assert_equal "$(sed -n 3p <<< "$drawn")" -
  assert_equal "$(sed -n 4p <<< "$drawn")" 0
  assert_equal "$(normalize --seed 7 rows | column drawn)" "$drawn"
  [ "$(normalize --seed 8 rows | column drawn)" != "$drawn" ]
  assert_equal "$(normalize rows | head -n 1 | grep -c drawn)" 0
}

@test "two processes that are asked for one at a time do not get the same draw" {
  draw() { normalize --process "$1" --run-mode 1BB --livetime 1e6 --rmue 5.7e-14 --seed "$2" | column drawn; }   # mean 248
  for seed in {1..40}; do paste <(draw CeMLL $seed) <(draw CePLeadingLog $seed); done > draws
  run -0 awk '$1 == $2 { same++ } END { exit !(same < 12) }' draws
}

@test "a livetime or a cut that is no finite number dies" {
  for x in inf nan; do
    assert_dies "normalize: -:2: column 'livetime_s': not finite" normalize --e-min 95 < <(tsv process run_mode livetime_s / DIO 1BB $x)
    assert_dies "normalize: -:2: column 'e_min_mev': not finite" normalize -t 1h < <(tsv process run_mode e_min_mev / DIO 1BB $x)
  done
}

@test "a file beside --process is refused: it would not be read" {
  tsv process run_mode / DUTY 2BB > rows
  assert_dies "normalize: --process makes the one row: 'rows' is too many" normalize --process DUTY --run-mode 1BB rows
}

@test "draws have the mean and the variance of Poisson" {
  { tsv process run_mode livetime_s e_min_mev; yes "$(tsv DIO 1BB 4400 95)" | head -n 2000; } > rows      # mean 447.4
  normalize --seed 1 rows | column drawn | awk '{ s += $1; q += $1*$1 } END { m = s/NR; v = q/NR - m*m
    exit !(m > 447.4 - 2.4 && m < 447.4 + 2.4 && v > 447.4*0.84 && v < 447.4*1.16) }'    # five sigma
}

@test "--csv reads and writes CSV, and what is built in is there still" {
  tsv process run_mode e_min_mev / DIO 1BB 95 > rows
  normalize --livetime 1h rows | tsv2csv > wanted
  tsv2csv rows | normalize --livetime 1h --csv | diff wanted -
  run -0 normalize --process DUTY --run-mode 2BB --csv
  assert_line --index 1 --partial 'DUTY,2BB,-,-,-,-,-,0.246,'
}

@test "CSV is read where TSV is, and CRLF" {
  run -0 normalize < <(printf 'process,run_mode,livetime_s\r\nDUTY,2BB,-\r\n')
  assert_equal "$(column expected <<< "$output")" 0.246
}
