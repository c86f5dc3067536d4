load ../helper

# The production as its users call it: the front command, in a directory of their own, on the example's catalogue.
setup() {
  cd "$BATS_TEST_TMPDIR" || return
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
  run diff -r -x published.tsv -x sealed -x outputs.tsv -x report.html -x .variables -x '*.mk' -x '*.svg' one ensemble
  assert_output ''
}

@test "the published commitments prove the sealed truth, which nothing outside sealed/ tells" {
  ensemble -s blind
  cd ensemble/T || return
  unblind --commitments published.tsv sealed/sealed.tsv > opened.tsv
  assert_equal "$(column rmue opened.tsv | sort)" "$(column rmue sealed/truth.tsv | sort)"
  rm opened.tsv
  for secret in $(column rmue sealed/truth.tsv) $(column rmup sealed/truth.tsv) $(column wallclock_s sealed/truth.tsv); do
    run grep -rl --exclude-dir=sealed -e "$secret" .
    assert_output ''
  done
  assert_equal "$(stat -c %a sealed)" 700
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
  run ensemble -s validate JOBSCRIPT="$PWD/job"
  assert_failure
  assert_output --regexp $'\t2\t7\t'
  : > ensemble/T/mended
  : > ensemble/T/started
  ensemble -s validate JOBSCRIPT="$PWD/job"
  assert_equal "$(cat ensemble/T/started)" 2
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
  run beampipe ensemble -s help
  assert_success
  assert_output --partial 'goals'
}
