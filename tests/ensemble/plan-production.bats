load ../helper

# DIO: a tenth of the generated events survives; cosmics: 100 events a second
setup() {
  begin_test || return
  tsv process file_name events gen_count livetime_s / DIO d1 100 1000 - / DIO d2 300 3000 - / CRY c1 150 - 1 / CRY c2 350 - 4 > files.tsv
  tsv process livetime_s expected / DIO 10 4000 / CRY 10 10 > yields.tsv
}
plan() { plan-production -c files.tsv "$@" yields.tsv; }
cell() { column "$1" | sed -n "${2}p"; }

@test "every number of a plan" {
  run -0 plan --sigma 0
  assert_output "$(tsv process livetime_s expected efficiency mean_events generated events generated_per_job jobs jobs_per_file files njobs \
    / DIO 10 4000 0.1 400 4000 400 2000 2 1 2 1 / CRY 10 10 100 1000 10 1000 2.5 4 1 4 0)"
}

@test "the margin is W = mean + k sqrt(W + mean), none for cosmics" {
  plan > got
  w=$(awk 'BEGIN { k2 = 25; m = 400; printf "%.17g", m + (k2 + sqrt(k2 * (k2 + 8 * m))) / 2 }')
  awk -v w="$w" 'BEGIN { exit !((w - 400) ^ 2 - 25 * (w + 400) < 1e-6) }'
  assert_near "$(cell events 1 < got)" "$w" 1e-3   # whole generated events
  assert_equal "$(cell generated 2 < got)" 10
}

@test "--files asks the margin of each file, makes jobs a multiple and says what to merge" {
  plan --files 3 --sigma 4 -e 1200 > got
  w=$(awk 'BEGIN { k2 = 16; m = 400 / 3; printf "%.17g", 3 * (m + (k2 + sqrt(k2 * (k2 + 8 * m))) / 2) }')   # 622: 6220 generated, 5.2 jobs
  assert_near "$(cell events 1 < got)" "$w" 2e-3
  assert_equal "$(cut -f 9-11 < got | sed -n 2p)" "$(tsv 6 2 3)"
  assert_equal "$(cut -f 8-11 < got | sed -n 3p)" "$(tsv 1.6666666666666667 6 2 3)"
}

@test "never fewer generated than expected" {
  tsv process livetime_s expected efficiency generated_per_job / DIO 10 1e9 0.9 1e9 > yields.tsv
  assert_equal "$(plan-production --sigma 0 yields.tsv | cell generated 1)" 1000000000
}

@test "what is planned is available: check-availability says yes to the files it gives" {
  for sigma in 0 2 5; do
    for n in 1 4; do
      plan --sigma $sigma --files $n > got
      awk -F '\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "process", "file_name", "events", "gen_count", "livetime_s"; next }
        { for (f = 0; f < $at["files"]; f++) { g = $at["generated_per_job"] * $at["jobs_per_file"]; e = int(g * $at["efficiency"] + 0.999)
          print $1, $1 f, e, ($1 == "CRY" ? "-" : g), ($1 == "CRY" ? g : "-") } }' got > new.tsv
      check-availability -c new.tsv --sigma $sigma --jobs $n yields.tsv
    done
  done
}

@test "with the planned margin a low number of survivors is still enough" {
  plan --files 1 > got   # the survivors 5 standard deviations low
  awk -F '\t' -v OFS='\t' 'NR == 1 { print "process", "file_name", "events", "gen_count", "livetime_s" }
    $1 == "DIO" { w = int($7 - 5 * sqrt($7)); print "DIO", "d", w, $6, "-" } $1 == "CRY" { print "CRY", "c", 1000, "-", 10 }' got > new.tsv
  run -0 check-availability -c new.tsv yields.tsv
}

@test "--livetime plans for another livetime, --livetime-of for that of the cosmics" {
  plan --sigma 0 --livetime 1h > hour
  assert_equal "$(cut -f 2,3,6 hour)" "$(tsv livetime_s expected generated / 3600 1440000 1440000 / 3600 3600 3600)"
  plan --sigma 0 --livetime-of CRY > cosmics
  assert_equal "$(cut -f 2,3,6 cosmics)" "$(tsv livetime_s expected generated / 5 2000 2000 / 5 5 5)"
}

@test "--livetime-of a process without livetime is refused" {
  assert_dies "plan-production: --livetime-of: files.tsv has no livetime of 'DIO'" plan-production -c files.tsv --livetime-of DIO yields.tsv
  assert_dies "plan-production: --livetime-of: files.tsv has no livetime of 'CRX'" plan-production -c files.tsv --livetime-of CRX yields.tsv
  assert_dies 'plan-production: --livetime-of needs --catalogue' plan-production --livetime-of CRY yields.tsv
  assert_dies 'plan-production: a livetime can only be planned from rows with livetime_s' \
    plan-production -qc files.tsv --livetime 1h <<< "$(tsv process expected / DIO 1)"
}

@test "a job generates the mean of the catalogue's files, or what an option or a column says" {
  assert_equal "$(plan --sigma 0 | cut -f 8,9)" "$(tsv generated_per_job jobs / 2000 2 / 2.5 4)"
  assert_equal "$(plan --sigma 0 --events-per-job 1000 | cut -f 8,9)" "$(tsv generated_per_job jobs / 1000 4 / 2.5 4)"
  assert_equal "$(plan --sigma 0 --livetime-per-job 5 | cut -f 8,9)" "$(tsv generated_per_job jobs / 2000 2 / 5 2)"
  tsv process livetime_s expected generated_per_job / DIO 10 4000 500 / CRY 10 10 - > yields.tsv
  assert_equal "$(plan --sigma 0 -e 1000 | cut -f 8,9)" "$(tsv generated_per_job jobs / 500 8 / 2.5 4)"
}

@test "the work is shared out evenly: a job may be smaller than its limit" {
  assert_equal "$(plan --sigma 0 -e 1500 | cut -f 8,9 | sed -n 2p)" "$(tsv 1334 3)"
  assert_equal "$(plan --sigma 0 --livetime-per-job 6 | cut -f 8,9 | sed -n 3p)" "$(tsv 5 2)"
}

@test "an efficiency column wins over the catalogue, and needs none" {
  tsv process livetime_s expected efficiency generated_per_job / DIO 10 4000 0.5 1e3 > yields.tsv
  assert_equal "$(plan-production --sigma 0 yields.tsv | cut -f 4-9,12)" \
    "$(tsv efficiency mean_events generated events generated_per_job jobs njobs / 0.5 2000 4000 2000 1000 4 -)"
  assert_equal "$(plan -q --sigma 0 | cut -f 4,12 | tail -n 1)" "$(tsv 0.5 1)"
}

@test "what cannot be planned dies and says why" {
  assert_dies "plan-production: -:2: no efficiency of 'DIO': neither here nor a --catalogue" plan-production <<< "$(tsv process expected / DIO 3)"
  assert_dies "plan-production: no job size for 'DIO': neither generated_per_job, nor an option, nor a --catalogue" \
    plan-production <<< "$(tsv process expected efficiency / DIO 3 1)"
  assert_dies "plan-production: -:2: column 'efficiency': not above 0" plan-production <<< "$(tsv process expected efficiency / DIO 3 0)"
  assert_dies "plan-production: -:3: column 'efficiency': another row of this process has 0.5" \
    plan-production <<< "$(tsv process run_mode expected efficiency / DIO 1BB 3 0.5 / DIO 2BB 3 0.6)"
  assert_dies "plan-production: -:2: column 'process': files.tsv has no file of 'RPC'" plan-production -c files.tsv <<< "$(tsv process expected / RPC 3)"
  tsv process file_name events gen_count / DIO d 0 10 > files.tsv
  assert_dies "plan-production: no event of 'DIO' in files.tsv: its efficiency is not known" plan-production -c files.tsv <<< "$(tsv process expected / DIO 3)"
  assert_dies 'plan-production: --top-up needs --catalogue' plan-production --top-up yields.tsv
  assert_dies 'plan-production: --sigma: not a number of standard deviations: -1' plan-production --sigma -1 yields.tsv
}

@test "rows of two run modes are planned together" {
  tsv process run_mode livetime_s expected / DIO 1BB 4 1000 / DIO 2BB 6 3000 / CRY 1BB 4 4 / CRY 2BB 6 6 > mixed.tsv
  plan > one
  plan-production -c files.tsv mixed.tsv | diff one -
}

@test "--top-up plans only what the catalogue's files lack" {
  tsv process livetime_s expected / DIO 10 7000 / CRY 10 3 > yields.tsv
  sed -i 's/\t10\t/\t9\t/' yields.tsv
  assert_equal "$(plan --sigma 0 --top-up | cut -f 6-11)" "$(tsv generated events generated_per_job jobs jobs_per_file files / 3000 300 1500 2 1 2 / 0 0 0 0 0 0)"
}

@test "njobs is how often the livetime is in the catalogue's files; --compat rounds as Stage1_makelivetime did" {
  tsv process livetime_s expected / CRY 2.9 2.9 > yields.tsv
  assert_equal "$(plan -q | cell njobs 1)" 1
  assert_equal "$(plan -q --compat | cell njobs 1)" 2
  tsv process livetime_s expected / CRY 2.5 2.5 > yields.tsv
  assert_equal "$(plan -q | cell njobs 1)" 2
}
