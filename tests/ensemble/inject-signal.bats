load ../helper

# catalogue: 40 background files of about 8600 s, three signal files of 1000, 3000 and 6000 events out of 25000
catalogue() {
  tsv process file_name events gen_count livetime_s
  for i in {10..49}; do tsv Mix mix.$i.root $((9000 + i)) - $((8580 + i)); done
  tsv CeMLL ce.0.art 1000 2500 - / CeMLL ce.1.art 3000 7500 - / CeMLL ce.2.art 6000 15000 -
}

# mean N [SECONDS]: a row whose mean number of selected signal events, with --efficiency 0.5, is N
mean() { tsv process expected onspill_s wallclock_s rmue / CeMLL "$(awk "BEGIN { print $1 / 0.5 }")" "${2:-8600}" "$((${2:-8600} * 3))" 1e-13; }

inject() { inject-signal --catalogue files.tsv --background Mix --efficiency 0.5 "$@"; }

@test "the number of signal events is a Poisson count of mean expected times efficiency" {
  tsv process file_name events livetime_s / Mix mix.root 9000 8600 / CeMLL ce.art 100000 - > files.tsv
  mean 30 | inject --experiments 4000 --allow-reuse --summary summary.tsv > /dev/null
  column signal_events summary.tsv | awk '{ n++; s += $1; q += $1 * $1; low += $1 <= 24 } END {
    m = s / n; v = q / n - m * m
    # 4 standard deviations: of the mean sqrt(30/4000), of the variance 30 sqrt(2/4000), P(n <= 24) = 0.15724
    exit !(m > 29.65 && m < 30.35 && v > 27.3 && v < 32.7 && low / n > 0.134 && low / n < 0.181) }'
}

@test "signal events are spread evenly over the events of all files" {
  catalogue > files.tsv
  mean 5000 | inject --seed 3 > plan.tsv
  awk -F'\t' '$10 == "signal" { base = $4 == "ce.0.art" ? 0 : $4 == "ce.1.art" ? 1000 : 4000
      for (i = $5; i <= $6; i++) { bin[int((base + i - 1) / 500)]++; n++ } }
    END { f = n / 10000   # drawn without replacement: the variance of a bin is 500 f (1 - f); chi2 of 19 degrees, 43.8 is 1 in 1000
      for (i = 0; i < 20; i++) chi2 += (bin[i] - 500 * f) ^ 2 / (500 * f * (1 - f)); exit !(n > 4700 && chi2 < 43.8 && chi2 > 5) }' plan.tsv
}

@test "no file and no event is used twice, over all experiments" {
  catalogue > files.tsv
  mean 1500 40000 | inject --experiments 5 > plan.tsv
  awk -F'\t' '$10 == "background" { print $4 }' plan.tsv | sort > files
  assert_equal "$(uniq -d files)" ''
  [ "$(wc -l < files)" -ge 20 ]
  awk -F'\t' '$10 == "signal" { for (i = $5; i <= $6; i++) print $4, i }' plan.tsv | sort > events
  assert_equal "$(uniq -d events)" ''
  [ "$(wc -l < events)" -gt 6000 ]
  assert_equal "$(column shared plan.tsv | sort -u)" 0
  run -0 find-conflicts plan.tsv
}

@test "rows are ranges for a ledger: whole background files, signal within its file" {
  catalogue > files.tsv
  mean 4000 | inject --seed 7 --tag MDS3c > plan.tsv
  assert_equal "$(head -1 plan.tsv | cut -f1-8)" "$(tsv ensemble job process file_name first_index last_index events seed)"
  awk -F'\t' 'NR == FNR { events[$2] = $3; next }
    FNR > 1 { bad += $7 != $6 - $5 + 1 || $5 < 1 || $6 > events[$4] || $1 != "MDS3c" || $2 != 1 || $9 != 1 || $8 != 7
      bad += $10 == "background" && ($5 != 1 || $6 != events[$4])
      bad += $10 == "signal" && $4 == file && $5 <= last + 1; file = $4; last = $6; longer += $10 == "signal" && $7 > 1 }
    END { exit !(bad == 0 && longer > 100) }' files.tsv plan.tsv
}

@test "the livetime is rounded to whole files and the mean follows it" {
  catalogue > files.tsv
  for asked in 4400 8600 12800 13000 25000 100000 300000; do
    mean 20 $asked | inject --summary summary.tsv > plan.tsv
    awk -F'\t' -v asked=$asked 'NR == FNR { livetime[$2] = $5; next } $10 == "background" { s += livetime[$4]; n++ } END {
      if ((s > asked ? s - asked : asked - s) > 8629 / 2) exit 1; print s, n }' files.tsv plan.tsv > sum
    assert_equal "$(column achieved_s summary.tsv) $(column background_files summary.tsv)" "$(cat sum)"
    assert_equal "$(column asked_s summary.tsv)" $asked
    assert_near "$(column expected summary.tsv)" "$(awk -v a=$asked '{ printf "%.17g", 40 * $1 / a }' sum)" 1e-14
    assert_near "$(column mean summary.tsv)" "$(awk -v a=$asked '{ printf "%.17g", 20 * $1 / a }' sum)" 1e-14
    assert_equal "$(column background_events summary.tsv)" "$(awk -F'\t' '$10 == "background" { s += $7 } END { print s }' plan.tsv)"
    assert_equal "$(column signal_events summary.tsv)" "$(awk -F'\t' '$10 == "signal" { s += $7 } END { print s + 0 }' plan.tsv)"
  done
}

@test "background files are chosen at random" {
  catalogue > files.tsv
  mean 20 100000 | inject --experiments 2000 --allow-reuse > plan.tsv
  awk -F'\t' '$10 == "background" { use[$4]++; n++ } END { for (f in use) { k++; if (use[f] > max) max = use[f]; if (!min || use[f] < min) min = use[f] }
    m = n / k; s = sqrt(m * (1 - m / 2000)); exit !(k == 40 && min > m - 4.5 * s && max < m + 4.5 * s) }' plan.tsv
}

@test "the same seed draws the same, whatever the order of the catalogue; another seed another" {
  catalogue > files.tsv
  mean 100 100000 | inject > a
  { head -1 files.tsv; tail -n +2 files.tsv | tac; } > reversed.tsv
  mean 100 100000 | inject --catalogue reversed.tsv > b
  cmp a b
  mean 100 100000 | inject --seed 2 > c
  run -1 cmp -s a c
}

@test "with --allow-reuse an experiment does not depend on the others, and what is shared is said" {
  catalogue > files.tsv
  tsv experiment process expected onspill_s / 1 CeMLL 8000 200000 / 2 CeMLL 8000 200000 / 3 CeMLL 8000 200000 > rows.tsv
  inject --allow-reuse --summary summary.tsv rows.tsv > plan.tsv
  { head -1 rows.tsv; sed -n 3p rows.tsv; } | inject --allow-reuse | awk -F'\t' '$10 == "background"' | cut -f1-10 > alone
  cmp alone <(awk -F'\t' '$10 == "background" && $9 == 2' plan.tsv | cut -f1-10)
  awk -F'\t' 'NR > 1 { for (i = $5; i <= ($10 == "signal" ? $6 : $5); i++) { use[$4, i]++; said[$4, i] = $11; if ($11) of[$9, $10]++ } }
    END { for (u in use) bad += use[u] - 1 != said[u]
      for (e = 1; e <= 3; e++) print of[e, "background"], of[e, "signal"]; exit bad > 0 }' plan.tsv > counts
  assert_equal "$(paste -d' ' <(column shared_files summary.tsv) <(column shared_events summary.tsv))" "$(cat counts)"
  [ "$(head -1 counts | cut -d' ' -f1)" -gt 10 ]
}

@test "--ledger: what is used is left alone" {
  catalogue > files.tsv
  mean 2000 150000 | inject --seed 1 > first.tsv
  mean 2000 150000 | inject --seed 2 --ledger first.tsv > second.tsv
  for f in first second; do
    awk -F'\t' 'NR > 1 { for (i = $5; i <= ($10 == "signal" ? $6 : $5); i++) print $4, i }' $f.tsv
  done | sort | uniq -d > twice
  assert_equal "$(cat twice)" ''
  mean 2000 150000 | inject --seed 2 > unheeding.tsv
  for f in first unheeding; do
    awk -F'\t' 'NR > 1 { for (i = $5; i <= ($10 == "signal" ? $6 : $5); i++) print $4, i }' $f.tsv
  done | sort | uniq -d > twice
  [ -s twice ]
  cut -f1-8 first.tsv > used.tsv
  mean 10 150000 | inject --seed 2 --ledger used.tsv > third.tsv   # 40 files of 8600 s: 17 used, 17 more are there, 17 again are not
  cat <(cut -f1-8 third.tsv) <(tail -n +2 used.tsv) > all.tsv
  tsv process expected onspill_s / CeMLL 20 150000 > row.tsv
  run -2 --separate-stderr inject --seed 3 --ledger all.tsv row.tsv
  assert_regex "$stderr" '^inject-signal: experiment 1: 150000 s wanted, background for [0-9]+ s is free$'
}

@test "--efficiency scales the mean, --measured-efficiency takes it from the catalogue" {
  catalogue > files.tsv
  tsv process expected onspill_s / CeMLL 100 8600 > row.tsv
  inject-signal --catalogue files.tsv --background Mix --summary s.tsv row.tsv > /dev/null
  assert_equal "$(column efficiency s.tsv)" 0.4009075
  inject-signal --catalogue files.tsv --background Mix --efficiency 0.25 --summary s.tsv row.tsv > /dev/null
  assert_near "$(column mean s.tsv)" "$(column expected s.tsv | awk '{ printf "%.17g", $1 / 4 }')" 1e-15
  inject-signal --catalogue files.tsv --background Mix --measured-efficiency --summary s.tsv row.tsv > /dev/null
  assert_equal "$(column efficiency s.tsv)" 0.4
  sed 's/2500/-/' files.tsv > less.tsv
  assert_dies "inject-signal: less.tsv: the efficiency of 'CeMLL' cannot be measured: gen_count is missing, or less than events" \
    inject-signal --catalogue less.tsv --background Mix --measured-efficiency row.tsv
}

@test "--all takes every background file" {
  catalogue > files.tsv
  mean 20 20000 | inject --all --summary summary.tsv > plan.tsv
  assert_equal "$(awk -F'\t' '$10 == "background"' plan.tsv | wc -l)" 40
  assert_equal "$(column achieved_s summary.tsv)" "$(column livetime_s files.tsv | awk '{ s += $1 } END { print s }')"
}

@test "truth goes through normalize: the mean is that of its livetime, rate and run mode" {
  catalogue > files.tsv
  for mode in 1BB 2BB; do
    draw-truth --run-mode $mode --livetime 10h --process CeMLL -n 3 > truth.tsv
    normalize truth.tsv | inject --summary summary.tsv > plan.tsv
    for i in 1 2 3; do
      row=$(tail -n +2 summary.tsv | sed -n ${i}p)
      rmue=$(column rmue truth.tsv | sed -n ${i}p)
      achieved=$(cut -f4 <<< "$row")
      assert_near "$(cut -f7 <<< "$row")" "$(normalize --process CE --run-mode $mode --livetime $achieved --rmue $rmue | column expected)" 1e-12
      assert_equal "$(cut -f3 <<< "$row")" "$(column livetime_s truth.tsv | sed -n ${i}p)"
    done
  done
}

@test "--signal names the signal in the catalogue where the rows call it otherwise" {
  catalogue > files.tsv
  tsv process expected onspill_s / CE 2000 8600 > row.tsv
  run -0 inject --signal CeMLL row.tsv
  assert_output --partial 'ce.2.art'
  assert_dies "inject-signal: files.tsv: no file of process 'CE'" inject row.tsv
}

@test "--config writes what Stage 5 appends to a configuration" {
  catalogue > files.tsv
  mean 20 17190 | inject --experiments 3 --config config.tsv --summary summary.tsv > /dev/null
  livetime=$(column achieved_s summary.tsv | awk '{ s += $1 } END { printf "%.17g", s }')   # three experiments, clock = 3 x on spill
  assert_equal "$(head -3 config.tsv)" "$(tsv key value / signal CeMLL / Rmue 1e-13)"
  assert_near "$(sed -n 's/^livetime_combined\t//p' config.tsv)" "$livetime" 1e-14
  assert_equal "$(tail -1 config.tsv)" 'npseudo_experiments	3'
  run -0 write-config config.tsv
  assert_line 'Rmue="1e-13"'
  tsv process expected onspill_s wallclock_s rmue / CeMLL 9 8600 8600 1e-13 / CeMLL 9 8600 8600 2e-13 > rows.tsv
  assert_dies 'inject-signal: --config: the experiments have not one signal and one rmue' inject --config c.tsv rows.tsv
}

@test "a file without events gives its livetime and no row" {
  tsv process file_name events livetime_s / Mix a.root 0 8600 / Mix b.root 10 8600 / CeMLL ce.art 1000 - > files.tsv
  mean 0 17200 | inject --summary summary.tsv > plan.tsv
  assert_equal "$(column file_name plan.tsv)" b.root
  assert_equal "$(column achieved_s summary.tsv)" 17200
}

@test "what does not suffice is named" {
  catalogue > files.tsv
  mean 30000 > row.tsv
  run -2 --separate-stderr inject row.tsv
  assert_regex "$stderr" "^inject-signal: experiment 1: [0-9]+ signal events wanted, 'CeMLL' has 10000 left\$"
  mean 10 500000 > row.tsv
  assert_dies "inject-signal: experiment 1: 500000 s wanted, background for 344380 s is free" inject row.tsv
  mean 10 200000 > row.tsv
  run -2 --separate-stderr inject --experiments 2 row.tsv
  assert_regex "$stderr" '^inject-signal: experiment 2: 200000 s wanted, background for [0-9]+ s is free$'
  mean 10 100 > row.tsv
  assert_dies 'inject-signal: experiment 1: no file is nearer to 100 s than none' inject row.tsv
}

@test "rows and catalogues that make no sense are named" {
  catalogue > files.tsv
  tsv experiment process expected onspill_s / 1 CeMLL 20 8600 / 1 CeMLL 20 8600 > rows.tsv
  assert_dies "inject-signal: rows.tsv:3: column 'experiment': experiment 1 is there twice" inject rows.tsv
  assert_dies 'inject-signal: --experiments: the rows have numbers already' inject -n 2 rows.tsv
  tsv process expected onspill_s / CeMLL -1 8600 > rows.tsv
  assert_dies "inject-signal: rows.tsv:2: column 'expected': not a positive number" inject rows.tsv
  tsv process expected onspill_s / CeMLL 1 0 > rows.tsv
  assert_dies "inject-signal: rows.tsv:2: column 'onspill_s': no livetime" inject rows.tsv
  tsv expected onspill_s / 1 1 > rows.tsv
  assert_dies 'inject-signal: rows.tsv:2: no signal: --signal' inject rows.tsv
  tsv process expected onspill_s / Mix 1 8600 > rows.tsv
  assert_dies "inject-signal: experiment 1: 'Mix' is both background and signal" inject rows.tsv
  assert_dies "inject-signal: files.tsv: process 'CeMLL' has no livetime_s" inject --background CeMLL rows.tsv
  assert_dies 'inject-signal: --catalogue is missing (see --help)' inject-signal rows.tsv
  assert_dies 'inject-signal: --background is missing (see --help)' inject-signal -c files.tsv rows.tsv
  assert_dies 'inject-signal: --efficiency: 1.5 is not within 0 and 1' inject --efficiency 1.5 rows.tsv
}
