load ../helper

setup() {
  begin_test || return
  tsv process file_name events livetime_s / DIO d2 30 - / DIO d0 10 - / DIO d1 20 - / DIO d3 40 - \
    / CRY c1 200 11 / CRY c0 100 10 / CRY c3 400 13 / CRY c2 300 12 > files.tsv
  tsv process fraction weight_fcl total_drawn / DIO 0.25 2.500000e-01 600 / CRY 0.75 7.500000e-01 600 > weights.tsv
}

plan() { plan-jobs --catalogue files.tsv --tag MDS3c "$@" weights.tsv; }
rows() { awk -F'\t' 'NR > 1 { print $1, $6 }' | paste -sd,; }   # job file,job file ...

@test "job i gets files [i n, (i+1) n) of each process, in the order of their names" {
  run -0 plan --jobs 4
  assert_line --index 0 "$(tsv job run subrun seed process file_name first_index events weight max_events livetime_s ensemble drawn_events)"
  assert_line --index 1 --regexp "^0	1430	0	[0-9]+	CRY	c0	1	100	0.75	-	10	MDS3c	-\$"
  assert_line --index 2 --regexp "^0	1430	0	[0-9]+	DIO	d0	1	10	0.25	-	-	MDS3c	-\$"
  assert_equal "$(plan -j 4 | rows)" '0 c0,0 d0,1 c1,1 d1,2 c2,2 d2,3 c3,3 d3'
  assert_equal "$(plan -j 2 | rows)" '0 c0,0 c1,0 d0,0 d1,1 c2,1 c3,1 d2,1 d3'
  assert_equal "$(plan --files-per-job 2 | rows)" "$(plan -j 2 | rows)"
  assert_equal "$(plan -n 3 | rows)" '0 c0,0 c1,0 c2,0 d0,0 d1,0 d2,1 c3,1 d3'
  for all in all 0; do
    assert_equal "$(plan -n $all | rows)" '0 c0,0 c1,0 c2,0 c3,0 d0,0 d1,0 d2,0 d3'
  done
}

@test "the order of the weights and of the catalogue means nothing" {
  plan -j 2 > wanted
  for file in weights files; do
    { head -n 1 $file.tsv; tail -n +2 $file.tsv | tac; } > new && mv new $file.tsv
  done
  plan -j 2 | diff wanted -
}

@test "a process may have its own number of files in a job" {
  grep -v 'd[23]' files.tsv > new && mv new files.tsv
  assert_equal "$(plan -n 2 -n DIO=1 | rows)" '0 c0,0 c1,0 d0,1 c2,1 c3,1 d1'
  assert_equal "$(plan -n DIO=1 -n CRY=2 | rows)" "$(plan -j 2 | rows)"
  assert_dies "plan-jobs: 'CRY' has no --files-per-job, and there is no --jobs" plan -n DIO=1
  assert_dies "plan-jobs: --files-per-job: no process of the data set: 'RPC=1'" plan -n 1 -n RPC=1
}

@test "lists that make different numbers of jobs are refused" {
  grep -v d3 files.tsv > new && mv new files.tsv
  assert_dies "plan-jobs: the 3 files of 'DIO' make 3 jobs of 1 files, not 4" plan -n 1
  assert_dies "plan-jobs: the 3 files of 'DIO' make 3 jobs of 1 files, not 4" plan -j 4
  assert_dies "plan-jobs: the 4 files of 'CRY' make 2 jobs of 2 files, not 3" plan -j 3
}

@test "with both numbers the first files make the jobs, and the rest is warned of" {
  run -0 --separate-stderr plan -j 3 -n 1
  assert_equal "$(rows <<< "$output")" '0 c0,0 d0,1 c1,1 d1,2 c2,2 d2'
  assert_equal "$stderr" "plan-jobs: 1 of the 4 files of 'CRY' are left over
plan-jobs: 1 of the 4 files of 'DIO' are left over"
}

@test "a job's seed is the hash of tag, base seed and job that the header states" {
  hash() {   # the first 8 bytes modulo 2147483646, in two halves as the shell counts to 2^63
    local h
    h=$(printf '%s\t%s\t%s\n' "$@" | sha256sum)
    echo $(((0x${h:0:8} % 2147483646 * 4294967296 % 2147483646 + 0x${h:8:8}) % 2147483646 + 1))
  }
  assert_equal "$(plan -j 4 | column seed | uniq)" "$(for job in 0 1 2 3; do hash MDS3c 1 $job; done)"
  assert_equal "$(plan -j 1 --seed 77 | column seed | uniq)" "$(hash MDS3c 77 0)"
  assert_equal "$(plan -j 1 --tag other | column seed | uniq)" "$(hash other 1 0)"
}

@test "seeds of 10^4 jobs differ and are ones that minstd_rand0 can tell apart" {
  awk -v OFS='\t' 'BEGIN { print "process", "file_name", "events"; for (i = 0; i < 10000; i++) printf "CRY\tf%05d\t9\n", i }' > files.tsv
  tsv process fraction / CRY 1 > weights.tsv
  plan -n 1 | column seed | sort -n > seeds
  assert_equal "$(uniq seeds | wc -l)" 10000
  [ "$(head -n 1 seeds)" -ge 1 ] && [ "$(tail -n 1 seeds)" -le 2147483646 ]
}

@test "--run and --weight are in the rows" {
  assert_equal "$(plan -j 1 --run 1201 | column run | sort -u)" 1201
  assert_equal "$(plan -j 1 --weight weight_fcl | column weight | sort -u)" $'2.500000e-01\n7.500000e-01'
  assert_dies "plan-jobs: weights.tsv:1: no column 'w'" plan -j 1 --weight w
}

# ---- events drawn beforehand ----

@test "drawn_events are shared out over the jobs: none is lost, and none is to give more than it has" {
  for drawn in '0 0' '37 995' '100 1000' '1 999'; do
    tsv process fraction drawn_events / DIO 0.25 "${drawn% *}" / CRY 0.75 "${drawn#* }" > weights.tsv
    for n in 1 2 3; do
      plan -n $n > got
      run -0 awk -F'\t' 'NR > 1 { n[$1, $5] += $8; d[$1, $5] = $13 }
        END { for (k in n) { if (d[k] > n[k]) exit 1; split(k, f, SUBSEP); sum[f[2]] += d[k] } print sum["DIO"], sum["CRY"] }' got
      assert_output "$drawn"
    done
  done
  plan -n 1 > one
  { head -n 1 weights.tsv; tail -n +2 weights.tsv | tac; } > new && mv new weights.tsv
  plan -n 1 | diff one -
}

@test "the shares of drawn_events are those of events picked at random" {
  # 40 of 100 events, of which the first file has 10 and the last 40: mean 4 and 16, variance n K/N (1 - K/N) (N - n)/(N - 1)
  tsv process fraction drawn_events / DIO 1 40 > weights.tsv
  for seed in {1..400}; do plan -n 1 --seed $seed; done > plans
  # each has a row for each of the four files
  column drawn_events < <(sed '2,${/^job\t/d}' plans) | paste - - - - > shares
  run -0 awk 'function near(x, mean, variance) { return (x - mean) ^ 2 < 25 * variance }   # 5 sigma
    { a += $1; b += $4; aa += ($1 - 4) ^ 2; bb += ($4 - 16) ^ 2 }
    END { va = 40 * 0.1 * 0.9 * 60 / 99; vb = 40 * 0.4 * 0.6 * 60 / 99
      exit !(near(a / NR, 4, va / NR) && near(b / NR, 16, vb / NR) && near(aa / NR / va, 1, 2 / NR) && near(bb / NR / vb, 1, 2 / NR)) }' shares
}

@test "drawn_events that cannot be kept to are refused" {
  tsv process fraction drawn_events / DIO 0.25 101 / CRY 0.75 1000 > weights.tsv
  assert_dies "plan-jobs: 101 events of 'DIO' are drawn, the jobs' files have 100" plan -n 1
  assert_dies "plan-jobs: weights.tsv:1: column 'drawn_events': subruns choose by weight and cannot keep to it" plan -m 5 -e 10
  tsv process fraction drawn_events / DIO 0.25 - / CRY 0.75 1000 > weights.tsv
  assert_dies "plan-jobs: weights.tsv:2: column 'drawn_events': missing" plan -n 1
}

# ---- subruns ----

@test "subruns have the events that were asked for, none more than its limit, none lost when a file ends" {
  plan --max-events-per-subrun 50 --events 300 > subruns
  assert_equal "$(awk -F'\t' 'NR > 1 { n += $8 } END { print n }' subruns)" 300
  run -0 awk -F'\t' 'NR > 1 { n[$1] += $8; m[$1] = $10 } END { for (j in n) if (n[j] != m[j] || n[j] > 50 || n[j] == 0) exit 1 }' subruns
  # each file is read from its first event to its last without a gap, and one process at a time is in one file
  run -0 awk -F'\t' 'NR > 1 { if ($5 in file && $6 != file[$5]) { if (next_[$5] != size[file[$5]] + 1) exit 1; next_[$5] = 1 }
      if (!($5 in file)) next_[$5] = 1
      if ($7 != next_[$5]) exit 1
      file[$5] = $6; next_[$5] += $8 }
    BEGIN { while ((getline line < "files.tsv") > 0) { split(line, f, "\t"); size[f[2]] = f[3] } }' subruns
  assert_equal "$(awk -F'\t' '$5 == "CRY" { print $6 }' subruns | uniq | head -n 2 | paste -sd' ')" 'c0 c1'
}

@test "the events of subruns are those that art takes with their seeds" {
  plan -m 50 -e 300 > subruns
  sample-events --art subruns > got
  assert_equal "$(column counts got)" "$(column events subruns)"
  assert_equal "$(column remaining got | sort -u)" 0
  assert_equal "$(column stop_reason got | sort -u)" max_events
  sample-events --art --ledger used.tsv subruns > again
  find-conflicts used.tsv
  run -2 sample-events subruns
  assert_line 'sample-events: job 0: its 50 events have been chosen by plan-jobs, none is left to choose (--art takes them)'
}

@test "the total is total_drawn of the rows, unless --events says it" {
  plan -m 1000 -e 120 | awk -F'\t' 'NR > 1 { n += $8 } END { print n }' > total
  assert_equal "$(cat total)" 120
  sed -i 's/600/130/' weights.tsv
  assert_equal "$(plan -m 1000 | awk -F'\t' 'NR > 1 { n += $8 } END { print n }')" 130
  sed -i '3s/130/131/' weights.tsv
  assert_dies "plan-jobs: weights.tsv:3: column 'total_drawn': the rows before say 130" plan -m 1000
}

@test "subruns choose without bias although they end with files" {
  # 400 data sets of 400 events, a quarter DIO, in files of 10 and 30 events: mean 100, 5 sigma of the mean is 2.2
  awk -v OFS='\t' 'BEGIN { print "process", "file_name", "events"; for (i = 0; i < 30; i++) printf "DIO\td%02d\t10\nCRY\tc%02d\t30\n", i, i }' > files.tsv
  for seed in {1..400}; do plan -m 1000 -e 400 --seed $seed; echo end; done | awk -F'\t' '$5 == "DIO" { n += $8 } /^end$/ { print n + 0; n = 0 }' > counts
  run -0 awk '{ s += $1; q += ($1 - 100) ^ 2 } END { m = s / NR - 100; v = q / NR / 75 - 1; exit !(m * m < 25 * 75 / NR && v * v < 25 * 2 / NR) }' counts
}

@test "a process that runs out of files is named, with what could be planned" {
  run -2 --separate-stderr plan -m 1000 -e 2000
  assert_regex "$stderr" "^plan-jobs: '(DIO|CRY)' has run out of files after [0-9]+ of 2000 events\$"
}

# ---- bad input ----

@test "what cannot be planned dies and says where" {
  assert_dies "plan-jobs: weights.tsv:2: column 'process': the catalogue has no file of it" \
    plan-jobs -c <(grep -v DIO files.tsv) -t T -j 1 weights.tsv
  assert_dies "plan-jobs: -:3: column 'process': comes twice" plan-jobs -c files.tsv -t T -j 1 <<< "$(tsv process fraction / DIO 1 / DIO 2)"
  assert_dies "plan-jobs: -:2: column 'fraction': not a weight" plan-jobs -c files.tsv -t T -j 1 <<< "$(tsv process fraction / DIO -1)"
  assert_dies 'plan-jobs: no process has a weight: there is nothing to plan' plan-jobs -c files.tsv -t T -j 1 <<< "$(tsv process fraction)"
  assert_dies 'plan-jobs: --tag is missing (see --help)' plan-jobs -c files.tsv -j 1 weights.tsv
  assert_dies 'plan-jobs: --catalogue is missing (see --help)' plan-jobs -t T -j 1 weights.tsv
  assert_dies "plan-jobs: --tag: not a word of letters, digits, - and _: 'a/b'" plan-jobs -c files.tsv -t a/b -j 1 weights.tsv
  assert_dies 'plan-jobs: --jobs or --files-per-job is missing (see --help)' plan
  assert_dies "plan-jobs: --files-per-job: not a count: 'x'" plan -n x
  assert_dies 'plan-jobs: --max-events-per-subrun makes its own jobs: leave out --jobs and --files-per-job' plan -m 5 -j 1
  assert_dies 'plan-jobs: --max-events-per-subrun: at most 2147483647' plan -m 2147483648
  assert_dies 'plan-jobs: --events needs --max-events-per-subrun' plan -e 5 -j 1
}

@test "more files per job than there are make one job, however many are asked" {
  printf 'process\tfile_name\tevents\nDIO\ta.art\t10\nDIO\tb.art\t20\n' > files.tsv
  for n in 3 18446744073709551615; do
    run -0 plan-jobs --catalogue files.tsv --tag T --files-per-job $n <<< "$(tsv process fraction / DIO 1)"
    assert_equal "$(column job <<< "$output" | sort -u)" 0
    assert_equal "$(column file_name <<< "$output")" $'a.art\nb.art'
  done
}
