load ../helper

# DIO: 4 files of 100 events, a tenth of what was generated; cosmics: 4 files, 1000 events and 10 s in all
setup() {
  begin_test || return
  tsv process file_name events gen_count livetime_s \
    / DIO d1 100 1000 - / DIO d2 100 1000 - / DIO d3 100 1000 - / DIO d4 100 1000 - \
    / CRY c1 100 - 1 / CRY c2 200 - 2 / CRY c3 300 - 3 / CRY c4 400 - 4 > files.tsv
}
yields() { tsv process livetime_s expected / DIO 10 "$1" / CRY 10 "${2:-10}"; }
verdict() { yields "${@:2}" | check-availability -q -c files.tsv $1 | column verdict | paste -s -d ' '; }

@test "what there is suffices: every number of the row, status 0" {
  run -0 check-availability --catalogue files.tsv <<< "$(yields 1000)"   # mean 100 + 5 * 10 = 150 <= 400
  assert_line --index 0 "$(tsv process expected generated events mean_events shortfall max_livetime_s verdict)"
  assert_line --index 2 "$(tsv CRY 10 10 1000 1000 0 10 ok)"
  assert_equal "$(column verdict <<< "$output")" $'ok\nok'
}

@test "the margin is k sqrt(mean): at the bound it is ok, beyond it short by what is missing" {
  # (m + 5 sqrt(m)) = 400 at sqrt(m) = (sqrt(25 + 1600) - 5) / 2, m = 311.2...
  run -0 check-availability -c files.tsv <<< "$(yields 3112)"
  run -1 check-availability -c files.tsv <<< "$(yields 3130)"
  assert_equal "$(column verdict <<< "$output")" $'short\nok'
  assert_near "$(column shortfall <<< "$output" | head -n 1)" "$(awk 'BEGIN { printf "%.12g", 313 + 5 * sqrt(313) - 400 }')" 1e-9
}

@test "more than was generated is reused" {
  run -1 check-availability -c files.tsv --sigma 0 <<< "$(yields 4001)"
  assert_equal "$(column verdict <<< "$output")" $'reused\nok'
  assert_near "$(column shortfall <<< "$output" | head -n 1)" 0.1 1e-9
  assert_equal "$(verdict '--sigma 0' 4000)" 'ok ok'
}

@test "--sigma sets the margin" {
  assert_equal "$(verdict '--sigma 0' 3999)" 'ok ok'
  assert_equal "$(verdict '--sigma 1' 3999)" 'short ok'
  assert_equal "$(verdict '--sigma 1' 3800)" 'ok ok'
  assert_equal "$(verdict '--sigma 2' 3800)" 'short ok'
}

@test "cosmics are the clock and need no margin, unless --margin-for-all" {
  assert_equal "$(verdict '' 1000 10)" 'ok ok'
  assert_equal "$(verdict '' 1000 10.001)" 'ok reused'
  assert_equal "$(verdict '--margin-for-all' 1000 10)" 'ok short'
  assert_equal "$(verdict '--margin-for-all' 1000 8)" 'ok ok'
}

@test "a sum of livetimes is not short by its rounding" {
  awk 'BEGIN { OFS = "\t"; print "process", "file_name", "events", "livetime_s"; for (i = 0; i < 1000; i++) print "CRY", "c" i, 7, "0.1" }' > c.tsv
  run -0 check-availability -c c.tsv <<< "$(tsv process expected / CRY 99.99999999999999)"
  run -0 check-availability -c c.tsv <<< "$(tsv process expected / CRY 100.00000000000003)"
  run -1 check-availability -c c.tsv <<< "$(tsv process expected / CRY 100.0001)"
}

@test "--jobs checks each job against its part of the clock" {
  # job i takes i tenths of the cosmics: 4 jobs of one file each need 0.4 m + 5 sqrt(0.4 m) <= 100 of the last; m = 250 not, m = 149 yes
  assert_equal "$(verdict '--jobs 4' 1490)" 'ok ok'
  assert_equal "$(verdict '--jobs 4' 2500)" 'short-job ok'
  assert_equal "$(verdict '' 2500)" 'ok ok'
  run -1 --separate-stderr check-availability -c files.tsv --jobs 4 <<< "$(yields 2500)"
  assert_equal "$stderr" "check-availability: job 2 has 100 events of 'DIO' and needs 118.301
check-availability: 1 jobs more have too few events of 'DIO'"
  # shortfalls of jobs 2 and 3: 75 + 5 sqrt(75) - 100 and 100 + 50 - 100
  assert_near "$(column shortfall <<< "$output" | head -n 1)" 68.30127018922193 1e-12
}

@test "without cosmics all jobs are alike" {
  tsv process file_name events gen_count / DIO d1 100 1000 / DIO d2 60 600 / DIO d3 140 1400 > dio.tsv
  run -0 check-availability -c dio.tsv --jobs 3 --sigma 0 <<< "$(tsv process expected / DIO 1800)"
  run -1 --separate-stderr check-availability -c dio.tsv --jobs 3 --sigma 0 <<< "$(tsv process expected / DIO 1803)"
  assert_equal "$stderr" "check-availability: job 1 has 60 events of 'DIO' and needs 60.1"
}

@test "--files-per-job makes as many jobs as the cosmics' files give, the last may be short" {
  assert_equal "$(verdict '--files-per-job 1' 2500)" 'short-job ok'
  assert_equal "$(verdict '--files-per-job 4' 2500)" 'ok ok'
  # 3 files, then 1: the last job takes 0.4 of the cosmics
  run -1 --separate-stderr check-availability -c files.tsv -n 3 <<< "$(yields 2500)"
  assert_equal "$stderr" "check-availability: job 1 has 100 events of 'DIO' and needs 150"
}

@test "files that do not make the jobs are a no" {
  run -1 --separate-stderr check-availability -c files.tsv --jobs 3 <<< "$(yields 10)"
  assert_equal "$(column verdict <<< "$output")" $'files\nfiles'
  assert_equal "${stderr_lines[0]}" "check-availability: the 4 files of 'DIO' do not make 3 jobs of 2 files"
  sed -i '/d4/d' files.tsv
  assert_equal "$(verdict '--jobs 4' 10)" 'files ok'
  assert_equal "$(verdict '--files-per-job 1' 10)" 'files ok'
}

@test "--jobs and --files-per-job exclude each other; two cosmic samples have no one clock" {
  assert_dies 'check-availability: --jobs and --files-per-job exclude each other' check-availability -c files.tsv -j 1 -n 1
  tsv process file_name events livetime_s / CRY c 1 1 / CORSIKA d 1 1 > two.tsv
  tsv process expected / CRY 1 / CORSIKA 1 > both.tsv
  assert_dies "check-availability: 'CRY' and 'CORSIKA' are both cosmics: no job has one clock" \
    check-availability -c two.tsv --jobs 1 both.tsv
  run -0 check-availability -c two.tsv both.tsv
}

@test "at max_livetime_s a process passes, a little above it does not" {
  for options in '' '--jobs 4' '--files-per-job 2' '--sigma 2 --jobs 2' '--margin-for-all --jobs 4'; do
    for dio in 17 1000 3000 39000; do
      max=$(yields $dio | check-availability -q -c files.tsv $options --max-livetime | column max_livetime_s)
      for step in 1:ok 1.00001:no; do
        awk -v d=$dio -v t="$max" -v f=${step%:*} 'BEGIN { OFS = "\t"; OFMT = "%.17g"; t *= f; print "process", "livetime_s", "expected"
          print "DIO", t, d * t / 10; print "CRY", t, t }' > at.tsv
        run check-availability -q -c files.tsv $options at.tsv
        assert_equal "$status ${step#*:} $options $dio" "$([ ${step#*:} = ok ]; echo $?) ${step#*:} $options $dio"
      done
    done
  done
}

@test "--max-livetime prints the smallest of the processes' and which it is, status 0 whatever was asked" {
  run -0 check-availability -c files.tsv --max-livetime <<< "$(yields 17)"
  assert_output "$(tsv max_livetime_s limiting_process / 10 CRY)"
  run -0 check-availability -c files.tsv --max-livetime <<< "$(yields 40000)"
  assert_equal "$(column limiting_process <<< "$output")" DIO
  assert_near "$(column max_livetime_s <<< "$output")" "$(yields 40000 | check-availability -c files.tsv | column max_livetime_s | head -n 1)" 1e-15
}

@test "without livetime_s there is no largest livetime" {
  run -0 check-availability -q -c files.tsv <<< "$(tsv process expected / DIO 10)"
  assert_equal "$(column max_livetime_s <<< "$output")" -
  assert_dies 'check-availability: --max-livetime: the rows have no livetime_s' \
    check-availability -q -c files.tsv --max-livetime <<< "$(tsv process expected / DIO 10)"
}

@test "a process of which nothing is expected limits nothing" {
  run -0 check-availability -c files.tsv --jobs 4 <<< "$(yields 0)"
  assert_equal "$(column max_livetime_s <<< "$output")" $'inf\n10'
}

@test "an empty file is enough for nothing" {
  tsv process file_name events gen_count livetime_s / CRY c1 5 - 1 / CRY c2 5 - 1 / DIO d1 9 90 - / DIO d2 0 90 - > files.tsv
  run -1 check-availability -q -c files.tsv --jobs 2 --sigma 0 <<< "$(yields 1 2)"
  assert_equal "$(column verdict <<< "$output")" $'short-job\nok'
  assert_equal "$(column max_livetime_s <<< "$output")" $'0\n10'
}

@test "a margin that is none is refused, and no catalogue" {
  assert_dies 'check-availability: --sigma: not a number of standard deviations: -1' check-availability -c files.tsv --sigma -1
  assert_dies 'check-availability: --catalogue is missing (see --help)' check-availability
}
