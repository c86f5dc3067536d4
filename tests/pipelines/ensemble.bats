load ../helper

# The production as its users call it: the front command, in a directory of their own, on the example's catalogue.
setup() {
  begin_test || return
  "$ROOT/pipelines/ensemble/example/make-catalogue" > files.tsv
}

ensemble() {
  beampipe ensemble TAG=T CATALOGUE=files.tsv RELEASE=EXAMPLEa JOBSCRIPT="$ROOT/pipelines/ensemble/example/job" "$@"
}

@test "a catalogue becomes a sampled, validated, blinded data set and a report" {
  run ensemble -s
  assert_success
  assert_file_exist ensemble/T/report.html
  assert_equal "$(column verdict ensemble/T/validation.tsv | grep -c no)" 0
  # every event of every job's ledger is one that its file has, and none is used twice
  run find-conflicts ensemble/T/jobs/*/*/ledger.tsv
  assert_success
  assert_equal "$(pick-columns -c counts ensemble/T/jobs/*/*/sampled.tsv | datamash -H sum 1 | tail -n 1)" \
    "$(pick-columns -c events ensemble/T/jobs/*/*/ledger.tsv | datamash -H sum 1 | tail -n 1)"
}

@test "the livetime is that of the cosmics, to the last digit" {
  ensemble -s config
  wanted=$(awk -F'\t' '$1 == "CRYCosmic" { split($5, a, "."); ms += a[1] * 1000 + a[2] } END { printf "%d.%03d", ms / 1000, ms % 1000 }' files.tsv)
  assert_equal "$(read-config --key onspilltime ensemble/T/T.txt)" "$wanted"
  assert_equal "$(column livetime_s ensemble/T/yields.tsv | sort -u)" "$wanted"
}

@test "a second run does nothing" {
  ensemble -s
  run ensemble
  assert_output "make: Nothing to be done for 'all'."
}

@test "a changed cut rebuilds what depends on it and nothing else, and a dry run changes nothing" {
  ensemble -s weights
  run ensemble -n weights DIO_EMIN=96
  assert_output --partial 'normalize '
  refute_output --partial 'list-files --drop-empty'
  run ensemble weights
  assert_output "make: Nothing to be done for 'weights'."
  before=$(column expected ensemble/T/weights.tsv)
  ensemble -s weights DIO_EMIN=96
  refute [ "$before" = "$(column expected ensemble/T/weights.tsv)" ]
}

@test "any number of jobs at a time makes the same bytes" {
  ensemble -s
  mv ensemble one
  ensemble -s -j4
  # but for the salts of the commitments, which nobody may foresee, and what they name
  run diff -r -x published.tsv -x sealed -x outputs.tsv -x report.html -x .variables -x batch -x '*.svg' one ensemble
  assert_output ''
}

@test "the published commitments prove the sealed truth, which nothing outside sealed/ tells" {
  ensemble -s blind
  cd ensemble/T || return
  unblind --commitments published.tsv sealed/sealed.tsv > opened.tsv
  assert_equal "$(column rmue opened.tsv | sort)" "$(column rmue sealed/truth.tsv | sort)"
  rm opened.tsv
  cd ../.. || return
  # what is sealed is the mix as it is, and not only what was asked of it
  pick-columns -c achieved_s,mean,signal_events ensemble/T/sealed/summary.tsv | sort > mixed
  unblind --commitments ensemble/T/published.tsv ensemble/T/sealed/sealed.tsv | pick-columns -c achieved_s,mean,signal_events | sort | diff mixed -
  cd ensemble/T || return
  for secret in $(column truth_seed sealed/truth.tsv) $(column rmue sealed/truth.tsv) $(column rmup sealed/truth.tsv) $(column wallclock_s sealed/truth.tsv); do
    run grep -rl --exclude-dir=sealed -e "$secret" .
    assert_output ''
  done
  assert_equal "$(stat -c %a sealed)" 700
}

@test "who knows SEED knows nothing of what is hidden; TRUTH without --entropy follows from it" {
  ensemble -s blind
  mv ensemble one
  ensemble -s blind
  assert_equal "$(cat ensemble/T/parsed.tsv)" "$(cat one/T/parsed.tsv)"
  for secret in rmue wallclock_s truth_seed; do
    refute [ "$(column $secret ensemble/T/sealed/truth.tsv)" = "$(column $secret one/T/sealed/truth.tsv)" ]
  done
  refute [ "$(column seed ensemble/T/sealed/signal.tsv)" = "$(column seed one/T/sealed/signal.tsv)" ]
  ensemble -s signal TRUTH='--preset one-week'
  draw-truth --experiments 3 --process CeMLL --tag T | diff - ensemble/T/sealed/truth.tsv
}

@test "a new truth does not throw away one that was committed to" {
  ensemble -s blind
  cp ensemble/T/published.tsv first.tsv
  ensemble -s blind EXPERIMENTS=2
  ensemble -s blind EXPERIMENTS=1
  run -0 unblind --commitments first.tsv ensemble/T/sealed/sealed.old.tsv.~1~
  assert_line --index 3 --regexp .
  run -0 unblind --commitments ensemble/T/published.tsv ensemble/T/sealed/sealed.tsv
  assert_equal "${#lines[@]}" 2
}

@test "without experiments the data set is made alone, of a catalogue without signal" {
  grep -v CeMLL files.tsv > few && mv few files.tsv
  ensemble -s EXPERIMENTS=0
  assert_file_exist ensemble/T/report.html
  assert_file_not_exist ensemble/T/sealed
  run ensemble EXPERIMENTS=0
  assert_output "make: Nothing to be done for 'all'."
}

@test "jobs of an earlier plan do not come into the data set" {
  ensemble -s validate
  ensemble -s validate NJOBS=4
  assert_equal "$(column log_name ensemble/T/parsed.tsv | uniq | wc -l)" 4
  ensemble -s validate NJOBS=3 RELEASE=EXAMPLEb
  assert_equal "$(column log_name ensemble/T/parsed.tsv | sort -u)" \
    "$(printf 'log.mu2e.ensembleT.EXAMPLEb.001430_0000000%d.log\n' 0 1 2)"
}

@test "logs that come back from the grid are those of the definition; how many of its jobs is said" {
  ensemble -s validate NJOBS=4
  run beampipe ensemble -s TAG=T CATALOGUE=files.tsv RELEASE=EXAMPLEa NJOBS=4 EXPERIMENTS=0
  assert_failure
  assert_output --partial 'no ensemble/T/logs/log.mu2e.ensembleT.EXAMPLEa.*: submit the jobs'
  mkdir ensemble/T/logs
  cp ensemble/T/jobs/*/[013]/log.* ensemble/T/logs
  echo 'another data set' > ensemble/T/logs/log.mu2e.ensembleX.EXAMPLEa.001430_00000000.log
  run -0 beampipe ensemble -s TAG=T CATALOGUE=files.tsv RELEASE=EXAMPLEa NJOBS=4 EXPERIMENTS=0
  assert_line '3 logs of 4 jobs'
  assert_equal "$(grep jobs ensemble/T/summary.tsv)" $'jobs planned\t4\njobs\t3'
}

@test "the configuration names what the files' names say, and the template the livetime of all jobs" {
  sed 's/CosmicSignal.EXAMPLEa/CosmicCORSIKA.MDC2025ac/' files.tsv > other && mv other files.tsv
  ensemble -s config fcl STOPS=MDC2025ad
  for pair in CosmicJob=MDC2025ac CosmicGen=CORSIKA primaries=EXAMPLEa muon_stops=MDC2025ad njobs=8 BB=1BB; do
    assert_equal "$(read-config --key "${pair%=*}" ensemble/T/T.txt)" "${pair#*=}"
  done
  assert_equal "$(sed -n 's/^#livetime_s: //p' ensemble/T/template.fcl)" "$(read-config --key onspilltime ensemble/T/T.txt)"
}

@test "too few events stop the production before anything is submitted, with the table of what is short" {
  awk -F'\t' -v OFS='\t' '$1 == "DIO" { $3 = 10 } { print }' files.tsv > few && mv few files.tsv
  run ensemble -s report
  assert_failure
  assert_output --regexp $'DIO\t.*\tshort'
  assert_file_not_exist ensemble/T/plan.tsv
  assert_file_not_exist ensemble/T/availability.tsv
}

@test "a job that fails stops the production; the next run goes on with that job alone" {
  cat > job <<'SH'
#!/bin/sh
echo "$1" >> "${PLAN%/*}/started"
[ "$1" != 2 ] || [ -e "${PLAN%/*}/mended" ] || exit 7
exec "$EXAMPLE_JOB" "$@"
SH
  chmod +x job
  export EXAMPLE_JOB="$ROOT/pipelines/ensemble/example/job"
  here=(JOBSCRIPT="$PWD/job" BATCH_ENV=EXAMPLE_JOB BATCH_RETRIES=1)
  run ensemble -s validate "${here[@]}"
  assert_failure
  assert_line "batch-wait: job '2' failed with 7 after 2 attempts: see ensemble/T/jobs/batch/jobs/2/stderr"
  assert_file_not_exist ensemble/T/ran.tsv
  : > ensemble/T/mended
  : > ensemble/T/started
  ensemble -s validate "${here[@]}"
  assert_equal "$(cat ensemble/T/started)" 2
  assert_equal "$(column state ensemble/T/ran.tsv | sort -u)" done
  run ensemble -s validate JOBSCRIPT="$PWD/no-job"
  assert_failure
  assert_line "submit-jobs: $PWD/no-job: no program that can be run"
}

@test "submit prints the grid command and submits nothing" {
  mkdir bin
  printf '#!/bin/sh\ntouch submitted\n' > bin/mu2ejobsub
  chmod +x bin/mu2ejobsub
  PATH=$PWD/bin:$PATH run beampipe ensemble -s TAG=T CATALOGUE=files.tsv RELEASE=EXAMPLEa submit
  assert_success
  assert_output 'mu2ejobsub --jobdef=ensemble/T/cnf.mu2e.ensembleT.EXAMPLEa.0.tar --all --default-protocol=ifdh --default-location=tape'
  assert_file_not_exist submitted
}

@test "FORCE redoes a step and what follows, ONLY that step alone" {
  ensemble -s plan
  run ensemble -n plan FORCE=weights
  assert_output --partial weigh-datasets
  assert_output --partial plan-jobs
  refute_output --partial 'normalize '
  run ensemble ONLY=weights
  assert_output --partial weigh-datasets
  refute_output --partial plan-jobs
  ensemble -s
  run ensemble -n ONLY=blind   # a step of two files
  assert_output --partial 'blind --sealed'
  assert_output --partial mix-experiments
  refute_output --partial html-report
  run ensemble -n ONLY=report
  assert_output --partial html-report
  refute_output --partial 'blind --sealed'
  run ensemble FORCE=wieghts
  assert_failure
  assert_output --partial "no step 'wieghts'"
}

@test "what is missing to begin with is named" {
  run beampipe ensemble -s
  assert_failure
  assert_output --partial 'TAG=... names the data set'
  run beampipe ensemble -s TAG=T
  assert_failure
  assert_output --partial 'CATALOGUE=... is the table of input files'
  for wrong in 'TAG=a b' TAG=../a TAG=a.b 'CATALOGUE=a b.tsv' 'OUT=o p' 'LOGS=l m'; do
    run beampipe ensemble -s TAG=T CATALOGUE=files.tsv "$wrong" lists
    assert_failure
    assert_output --partial "*** $wrong: no"
  done
  run beampipe ensemble -s TAG=T CATALOGUE=files.tsv PROCESSES=DIO lists
  assert_failure
  assert_output --partial 'COSMICS=... is the process whose livetime counts'
  assert_equal "$(ls)" files.tsv
  run beampipe ensemble -s TAG=T CATALOGUE=files.tsv COSMICS=CORSIKACosmic config
  assert_failure
  assert_line 'no file of CORSIKACosmic (COSMICS=...) in ensemble/T/lists.tsv'
  run beampipe ensemble -s help
  assert_success
  assert_output --partial 'goals'
}
