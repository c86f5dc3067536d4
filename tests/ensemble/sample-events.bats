load ../helper

setup() {
  begin_test || return
  tsv dataset available weight / signal 100 3 / background 10 1 > rows.tsv
  # two jobs; a process has one file or two
  tsv job process file_name first_index events weight seed ensemble livetime_s \
    / 0 CRY c0 1 300 3 11 MDSx 60 / 0 CRY c1 1 200 3 11 MDSx 40 / 0 DIO d0 1 50 1 11 MDSx - / 0 DIO d1 1 400 1 11 MDSx - \
    / 1 CRY c2 1 500 3 12 MDSx 90 / 1 DIO d2 101 300 1 12 MDSx - > plan.tsv
}

# many_jobs N: a plan of jobs with a clock of 400 events (probability 0.8) and 1000 of another
many_jobs() {
  awk -v OFS='\t' -v n="$1" 'BEGIN { print "process", "file_name", "events"
    for (i = 0; i < n; i++) { printf "CRY\tc%06d\t400\nDIO\td%06d\t1000\n", i, i } }' > files.tsv
  tsv process fraction / CRY 0.8 / DIO 0.2 | plan-jobs --catalogue files.tsv --tag T --jobs "$1"
}

@test "the columns and the stop of a small job as art makes it" {
  run -0 sample-events --art --seed 7 --max-events 10 <<< "$(tsv dataset available weight / only 25 0.25)"
  assert_output "$(tsv dataset available weight probability counts fraction_sampled next_event stop_reason / only 25 0.25 1 10 1 11 max_events)"
  run -0 sample-events --art --seed 7 <<< "$(tsv dataset available weight / only 25 0.25)"
  assert_line "$(tsv only 25 0.25 1 25 1 none exhausted:only)"
  run -0 sample-events --art --max-events 0 <<< "$(tsv dataset available weight / b 5 1 / a 5 3)"
  assert_output "$(tsv dataset available weight probability counts fraction_sampled next_event stop_reason / a 5 3 0.75 0 0 1 max_events / b 5 1 0.25 0 0 1 max_events)"
}

@test "seeds that minstd_rand0 cannot tell apart give the same job with --art, and others without" {
  sample-events --art --seed 1 rows.tsv > one
  for seed in 0 2147483647 2147483648; do
    sample-events --art --seed $seed rows.tsv | diff one -
  done
  sample-events --art rows.tsv | diff one -   # 1 is the default
  run -1 diff <(sample-events --seed 1 --draws 50 rows.tsv) <(sample-events --seed 2147483648 --draws 50 rows.tsv)
}

@test "data sets come in ascending byte order, whatever the order of the rows" {
  tsv dataset available weight / b 20 1 / B 20 1 / a 20 1 / A 20 1 > mixed.tsv
  run -0 sample-events --art mixed.tsv
  assert_equal "$(column dataset <<< "$output" | paste -sd' ')" 'A B a b'
  for mode in '' --art; do
    { head -n 1 mixed.tsv; tail -n +2 mixed.tsv | tac; } | sample-events $mode | diff <(sample-events $mode mixed.tsv) -
  done
}

@test "without --max-events a job ends with the choice that finds a data set empty" {
  for mode in --art ''; do
    sample-events $mode --seed 42 rows.tsv > got
    sample-events $mode --seed 42 --draws 1000 rows.tsv > draws
    assert_equal "$(column stop_reason got | sort -u)" exhausted:background
    assert_equal "$(tail -n 1 draws | cut -f 2,3)" $'background\t-1'
    # the choices are the counts: each data set's events 1, 2, 3 ... in turn
    for name in signal background; do
      counts=$(awk -F'\t' -v n=$name '$1 == n { print $5 }' got)
      awk -F'\t' -v n=$name '$2 == n && $3 > 0 { print $3 }' draws | diff <(seq "$counts") -
    done
    assert_equal "$(column draw draws)" "$(seq $(($(wc -l < draws) - 1)))"
  done
}

@test "--draws K prints the first K choices of what is counted" {
  sample-events --seed 5 --draws 1000 --max-events 30 rows.tsv > all
  assert_equal "$(wc -l < all)" 31
  sample-events --seed 5 --draws 7 --max-events 30 rows.tsv | diff <(head -n 8 all) -
  sample-events --seed 5 --max-events 30 rows.tsv > counts
  assert_equal "$(awk -F'\t' '$2 == "signal"' all | wc -l)" "$(awk -F'\t' '$1 == "signal" { print $5 }' counts)"
}

@test "of a plan every event is accounted for: counts and remaining are what is available" {
  for options in '' '--max-events 100' '--seed 3' '--job 0'; do
    sample-events $options plan.tsv > got
    run -0 awk -F'\t' 'NR > 1 && $6 + $10 != $3 { bad = 1 } END { exit bad || NR < 3 }' got
  done
  assert_equal "$(column available got)" $'500\n450'
}

@test "when a file ends the next goes on, and first, last and next say where" {
  sample-events plan.tsv > got
  tsv 0 CRY 500 exhausted:CRY 0 c0 1 c1 200 - none > wanted
  awk -F'\t' -v OFS='\t' '$1 == 0 && $2 == "CRY" { print $1, $2, $6, $9, $10, $11, $12, $13, $14, $15, $8 }' got | diff wanted -
  # DIO of job 0 went through d0 into d1; of job 1 it began at event 101 of d2
  read -r count last_file last_index next_file next < <(awk -F'\t' '$1 == 0 && $2 == "DIO" { print $6, $13, $14, $15, $8 }' got)
  assert_equal "$last_file $last_index $next_file $next" "d1 $((count - 50)) d1 $((count - 49))"
  read -r count first last next < <(awk -F'\t' '$1 == 1 && $2 == "DIO" { print $6, $12, $14, $8 }' got)
  assert_equal "$first $last $next" "101 $((100 + count)) $((101 + count))"
}

@test "a job depends on its seed and number only: not on rows, order or other jobs" {
  sample-events plan.tsv > all
  { head -n 1 plan.tsv; tail -n +2 plan.tsv | tac; } | sample-events | diff all -
  sample-events --job 1 plan.tsv | diff <(awk -F'\t' 'NR == 1 || $1 == 1' all) -
  assert_equal "$(column seed all | paste -sd' ')" '11 11 12 12'
  assert_equal "$(sample-events --seed 9 plan.tsv | column seed | sort -u)" 9
  assert_dies 'sample-events: the plan has no job 7' sample-events --job 7 plan.tsv
}

@test "limits come from --max-events, else from the plan, and are each job's" {
  awk -v OFS='\t' '{ print $0, NR == 1 ? "max_events" : $1 == 0 ? 40 : 60 }' plan.tsv > limited.tsv
  total() { awk -F'\t' 'NR > 1 { n[$1] += $6 } END { print n[0], n[1] }'; }
  assert_equal "$(sample-events limited.tsv | total)" '40 60'
  assert_equal "$(sample-events --max-events 25 limited.tsv | total)" '25 25'
  assert_equal "$(sample-events --max-events 25 limited.tsv | column stop_reason | sort -u)" max_events
}

@test "cosmics say their livetime exactly, the others estimate it" {
  sample-events plan.tsv > got
  assert_equal "$(awk -F'\t' '$2 == "CRY" { print $16 }' got)" $'100\n90'
  # 0.75 of the choices are cosmics with 100 s / 500 events
  read -r count livetime < <(awk -F'\t' '$1 == 0 && $2 == "DIO" { print $6, $16 }' got)
  assert_near "$livetime" "$(awk -v n="$count" 'BEGIN { print n / 0.25 * 0.75 * 100 / 500 }')" 1e-5
  sample-events --max-events 100 --job 0 plan.tsv > short
  read -r count livetime < <(awk -F'\t' '$2 == "CRY" { print $6, $16 }' short)
  assert_near "$livetime" "$(awk -v n="$count" 'BEGIN { print n * 0.2 }')" 1e-12
}

@test "a job that ends with another process than its cosmics is warned of, with its livetime that far" {
  run -0 --separate-stderr sample-events plan.tsv
  assert_equal "$stderr" ''
  awk -F'\t' -v OFS='\t' '$2 == "DIO" { $5 = 2 } 1' plan.tsv > short.tsv
  run -0 --separate-stderr sample-events short.tsv
  assert_equal "$stderr" "sample-events: job 0: 'DIO' was exhausted before the cosmics, so it has not their whole livetime
sample-events: so it is with 1 jobs more"
  assert_equal "$(column stop_reason <<< "$output" | sort -u)" exhausted:DIO
  run -0 --separate-stderr sample-events --max-events 2 --job 1 short.tsv
  assert_equal "$stderr" ''
}

# ---- as art, and the law ----

@test "--art reads one file a data set" {
  assert_dies "sample-events: 'CRY' has 2 ranges of files in job 0: art reads one file (plan one in a job, or leave out --art)" \
    sample-events --art plan.tsv
  run -0 sample-events --art --job 1 plan.tsv
}

@test "--art without a limit is --art with the largest one" {
  sample-events --art rows.tsv | diff - <(sample-events --art --max-events 2147483647 rows.tsv)
}

@test "events beside a clock are negative-binomial in both modes, and the modes agree" {
  many_jobs 2000 > jobs.tsv
  sample-events jobs.tsv | awk -F'\t' '$2 == "DIO" { print $6 }' > exact
  sample-events --art jobs.tsv | awk -F'\t' '$2 == "DIO" { print $6 }' > art
  # before the 401st cosmic: mean 401/4 = 100.25, variance 401 * 0.2 / 0.64 = 125.3; 5 standard deviations of mean and variance
  for file in exact art; do
    run -0 awk '{ s += $1; q += ($1 - 100.25) ^ 2 } END { m = s / NR - 100.25; v = q / NR / 125.3125 - 1
      exit !(NR == 2000 && m * m < 25 * 125.3125 / NR && v * v < 25 * 2.1 / NR) }' $file
  done
  # two-sample chi-square over ten bins; its 1e-6 point with 9 degrees of freedom is 45.1
  run -0 awk '{ b = int(($1 - 75) / 5); if (b < 0) b = 0; if (b > 9) b = 9 } FNR == NR { x[b]++; next } { y[b]++ }
    END { for (b = 0; b < 10; b++) if (x[b] + y[b]) { c += (x[b] - y[b]) ^ 2 / (x[b] + y[b]); n++ } exit !(n == 10 && c < 45.1) }' exact art
  run -1 cmp exact art
}

@test "10^9 events over 10^4 files cost no more than the files" {
  awk -v OFS='\t' 'BEGIN { print "job", "process", "file_name", "events", "weight"
    for (i = 0; i < 10000; i++) { p = i % 4; print int(i / 100), "P" p, sprintf("f%05d", i), 100000, p + 1 } }' > big.tsv
  local limits='ulimit -v 100000; ulimit -t 2'   # kB, s
  [ -z "${ASAN_OPTIONS:-}" ] || limits=:           # the sanitizer maps terabytes
  run -0 bash -c "$limits; sample-events --ledger used.tsv --tag T big.tsv"
  assert_equal "$(awk -F'\t' 'NR > 1 { n += $6; m += $10 } END { printf "%.0f", n + m }' <<< "$output")" 1000000000
  assert_equal "$(awk -F'\t' 'NR > 1 { n += $6 } END { printf "%.0f", n }' <<< "$output")" "$(awk -F'\t' 'NR > 1 { n += $7 } END { printf "%.0f", n }' used.tsv)"
}

# ---- ledger ----

@test "--ledger has the ranges of exactly the events that are counted" {
  sample-events --ledger used.tsv plan.tsv > got
  assert_equal "$(head -n 1 used.tsv)" "$(tsv ensemble job process file_name first_index last_index events seed)"
  assert_equal "$(sed -n 2,3p used.tsv)" "$(tsv MDSx 0 CRY c0 1 300 300 11 / MDSx 0 CRY c1 1 200 200 11)"
  awk -F'\t' 'NR > 1 { n[$2 " " $3] += $7; if ($6 - $5 + 1 != $7) exit 1 } END { for (k in n) print k, n[k] }' used.tsv | sort > sums
  awk -F'\t' 'NR > 1 { print $1, $2, $6 }' got | sort | diff sums -
  sample-events --ledger used.tsv --tag other plan.tsv > got
  assert_equal "$(column ensemble used.tsv | sort -u)" other
  find-conflicts used.tsv
}

@test "--ledger needs files, and a name for the ensemble" {
  assert_dies "sample-events: --ledger and --used need rows with a column 'file_name'" sample-events --ledger x rows.tsv
  cut -f 1-7 plan.tsv > nameless.tsv
  assert_dies "sample-events: --ledger needs --tag: the plan has no column 'ensemble'" sample-events --ledger x nameless.tsv
  assert_not_exists x
}

@test "--used refuses events that are used, by file and ensemble" {
  sample-events --ledger used.tsv --max-events 60 --job 1 plan.tsv > first
  last=$(awk -F'\t' '$4 == "c2" { print $6 }' used.tsv)
  assert_dies "sample-events: 'c2': events 1 to $last are used by ensemble 'MDSx', job 1 (--skip-used leaves them out, --allow-reuse takes them again)" \
    sample-events --used used.tsv plan.tsv
  run -0 sample-events --used used.tsv --job 0 plan.tsv
}

@test "--skip-used goes on behind what is used, --allow-reuse does not look" {
  sample-events --ledger used.tsv --max-events 60 --job 1 plan.tsv > first
  sample-events --used used.tsv --skip-used --ledger more.tsv --job 1 plan.tsv > second
  find-conflicts used.tsv more.tsv
  assert_equal "$(column next_event first)" "$(column first_index second)"
  assert_equal "$(column remaining first)" "$(column available second)"
  assert_equal "$(column stop_reason second | sort -u)" exhausted:CRY
  sample-events --used used.tsv --allow-reuse plan.tsv | diff <(sample-events plan.tsv) -
  # nothing is left of the cosmics: the next choice of them ends the job
  sample-events --used used.tsv --used more.tsv --skip-used --job 1 plan.tsv > third
  assert_equal "$(awk -F'\t' '$2 == "CRY" { print $3, $6, $8, $9 }' third)" '0 0 none exhausted:CRY'
}

@test "--skip-used leaves holes out: the pieces between them are taken in order" {
  tsv ensemble job process file_name first_index last_index events seed / E 0 DIO a 3 4 2 1 / E 0 DIO a 8 20 13 1 > used.tsv
  tsv process file_name first_index events weight / DIO a 1 10 1 > one.tsv
  sample-events --used used.tsv --skip-used --draws 20 one.tsv | column event_index | paste -sd' ' > got
  assert_equal "$(cat got)" '1 2 5 6 7 -1'
}

@test "two jobs of a plan that may take the same event are refused" {
  sed 's/c2/c0/' plan.tsv > twice.tsv
  assert_dies "sample-events: 'c0': jobs 0 and 1 of the plan may both take event 1 (--allow-reuse lets them)" sample-events twice.tsv
  run -0 sample-events --allow-reuse twice.tsv
}

# ---- log ----

@test "--log is art's summary, and sampling-log reads back what was counted" {
  tsv job process file_name events weight / 3 CRYCosmic dts.mu2e.CosmicSignal.c.001430_00000003.art 400 0.8 \
    / 3 RMCExternal dts.mu2e.RMCExternal.c.001201_00000007.art 1000000 0.2 > one.tsv
  sample-events --art --seed 5 --log log.3 one.tsv > got
  other=$(awk -F'\t' '$2 == "RMCExternal" { print $6 }' got)
  printf -v body '%s\n' \
    "The 'SamplingInput' source sampled the following events:" '' \
    '                         Sample   | Expected  Specified' \
    'Dataset        Counts    fraction | fraction     weight   Next event' \
    "$(printf '%93s' '' | tr ' ' -)" \
    "$(LC_ALL=C awk -v n="$other" 'BEGIN { printf "CRYCosmic         400    %8.6g |      0.8        0.8   (no more available)", 400 / (400 + n) }')" \
    "$(LC_ALL=C awk -v n="$other" 'BEGIN { printf "RMCExternal    %6d    %8.6g |      0.2        0.2   run: 1201 subRun: 7 event: %d", n, n / (400 + n), n + 1 }')" \
    "$(printf '%93s' '' | tr ' ' -)" \
    "Total          $(printf %6d $((400 + other)))"
  assert_equal "$(cat log.3)" "${body%$'\n'}"
  sampling-log log.3 > read
  assert_equal "$(column counts read)" "$(column counts got)"
  assert_equal "$(column status read)" $'exhausted\nok'
}

@test "--log is of one job" {
  assert_dies 'sample-events: --log is of one job, the plan has 2 (see --job)' sample-events --log x plan.tsv
  run -0 sample-events --log x --job 0 plan.tsv
  assert_exists x
}

# ---- events drawn beforehand ----

@test "drawn_events are taken, no more and no fewer, whatever the weights and the seed" {
  tsv job process file_name events weight drawn_events / 0 CRY c0 300 3 450 / 0 CRY c1 200 3 450 / 0 DIO d0 50 1 7 / 1 DIO d1 60 1 0 / 1 CRY c2 5 3 5 > drawn.tsv
  for seed in 1 2; do
    run -0 sample-events --seed $seed drawn.tsv
    assert_equal "$(column counts <<< "$output")" $'450\n7\n5\n0'
    assert_equal "$(column stop_reason <<< "$output" | uniq)" drawn_events
    assert_equal "$(column last_file <<< "$output" | head -n 2 | paste -sd' ')" 'c1 d0'
  done
  sample-events --ledger used.tsv --tag T drawn.tsv > got
  assert_equal "$(column events used.tsv | paste -sd' ')" '300 150 7 5'
  assert_equal "$(sample-events --draws 1000 drawn.tsv | awk -F'\t' 'NR > 1 { n[$1 $3]++ } END { print n["0CRY"], n["0DIO"], n["1CRY"], n["1DIO"] + 0 }')" '450 7 5 0'
}

@test "independent Poisson counts of weigh-datasets go through the jobs without loss" {
  tsv process file_name events gen_count livetime_s / DIO d1 40 400 - / DIO d2 60 600 - / CRYCosmic c1 500 - 10 / CRYCosmic c2 700 - 10 > files.tsv
  tsv process expected / DIO 200 / CRYCosmic 8 | weigh-datasets -c files.tsv --seed 3 --poisson-each > weights.tsv
  plan-jobs -c files.tsv --tag T -n 1 weights.tsv | sample-events > got
  for process in DIO CRYCosmic; do
    assert_equal "$(awk -F'\t' -v p=$process '$2 == p { n += $6 } END { print n }' got)" \
      "$(awk -F'\t' -v p=$process '$1 == p { print $10 }' weights.tsv)"
  done
}

@test "drawn_events leave nothing to choose, and are not cut when they are not there" {
  tsv process file_name events weight drawn_events / CRY c0 300 3 200 / DIO d0 50 1 7 > drawn.tsv
  for option in --art --max-events=5; do
    assert_dies 'sample-events: job 0 has drawn_events, which leave no choice to art and none to a limit' sample-events $option drawn.tsv
  done
  sample-events --ledger used.tsv --tag T drawn.tsv > got
  assert_dies "sample-events: job 0: 200 events of 'CRY' are drawn, 100 are there" sample-events --used used.tsv --skip-used drawn.tsv
  sed '2s/200$/-/' drawn.tsv > half.tsv
  assert_dies "sample-events: lines 2 and 3 of the plan: column 'drawn_events': one process of job 0 has it, one has not" sample-events half.tsv
  tsv process file_name events weight drawn_events / CRY c0 300 3 200 / CRY c1 50 3 7 > two.tsv
  assert_dies "sample-events: lines 2 and 3 of the plan: column 'drawn_events': differs within 'CRY' of job 0" sample-events two.tsv
}

# ---- bad input ----

@test "rows that are wrong die with their place" {
  assert_dies "sample-events: -:3: column 'weight': negative or not finite" sample-events <<< "$(tsv dataset available weight / a 1 1 / b 1 -1)"
  assert_dies "sample-events: -:2: column 'weight': not a weight" sample-events <<< "$(tsv dataset available weight / a 1 nan)"
  assert_dies "sample-events: -:2: column 'available': not a count: '1.5'" sample-events <<< "$(tsv dataset available weight / a 1.5 1)"
  assert_dies "sample-events: -:2: column 'dataset': no file may be named so" sample-events <<< "$(tsv dataset available weight / ../a 1 1)"
  assert_dies "sample-events: -:2: column 'first_index': a file's first event is 1" \
    sample-events <<< "$(tsv process file_name first_index events weight / a f 0 1 1)"
  assert_dies "sample-events: -:1: no column 'process' and no 'dataset'" sample-events <<< "$(tsv x available weight / a 1 1)"
  assert_dies 'sample-events: the weights of job 0 add up to nothing' sample-events -q <<< "$(tsv dataset available weight / a 1 0 / b 5 1e-16)"
}

@test "rows that contradict each other die with both lines" {
  assert_dies "sample-events: lines 2 and 3 of the plan: 'a' comes twice" sample-events <<< "$(tsv dataset available weight / a 1 1 / a 2 1)"
  sed '3s/\t3\t11/\t2\t11/' plan.tsv > weights.tsv
  assert_dies "sample-events: lines 2 and 3 of the plan: column 'weight': differs within 'CRY' of job 0" sample-events weights.tsv
  sed '5s/\t11\t/\t13\t/' plan.tsv > seeds.tsv
  assert_dies "sample-events: lines 4 and 5 of the plan: column 'seed': differs within job 0" sample-events seeds.tsv
}

@test "a weight of 0 is never chosen" {
  tsv dataset available weight / a 50 0 / b 50 1 / c 50 1 / d 50 0 > zero.tsv
  for mode in '' --art; do
    run -0 sample-events $mode zero.tsv
    assert_equal "$(awk -F'\t' '$1 ~ /[ad]/ && NR > 1 { print $5 }' <<< "$output")" $'0\n0'
  done
}
