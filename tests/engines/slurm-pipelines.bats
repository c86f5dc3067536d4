# Whole productions with BATCH=slurm on a real Slurm of one node, which slurm-local starts for this file.
load ../helper
load slurm
unset JOBS BATCH BATCH_DIR BATCH_ENV BATCH_EXTRA BATCH_RETRIES BATCH_LIMIT   # of a make that runs us

setup_file() { start_slurm 16; }

# the results, without what tells of the way to them
results() { (cd "$1" && find . -type f -not -path '*/.variables/*' -not -path '*/batch/*' -not -name batch.key | sort); }

@test "make dark-brem BATCH=slurm JOBS=20 makes the same bytes as BATCH=local, its heavy recipes as jobs with their memory and time" {
  dark_brem() { make -s -C "$ROOT" -o all dark-brem BUILD="$BUILD" OUT="$PWD/dark-brem" MASSES='0.05 0.1' TARGETS=tungsten REL_STEP=0.5 NEVENTS=300 EVENTS=200 BIAS=1e5 "$@"; }
  dark_brem BATCH=local
  mv dark-brem local
  dark_brem BATCH=slurm JOBS=20 WALLTIME-library=45min MEMORY-library=700
  assert_equal "$(results dark-brem)" "$(results local)"
  for file in $(results local); do
    cmp "local/$file" "dark-brem/$file"
  done
  assert_equal "$(ls dark-brem/batch/jobs | wc -l)" 12
  assert_equal "$(cat dark-brem/batch/submissions/*/submit | grep -c -e '--time=0-00:45:00$')" 2
  assert_equal "$(cat dark-brem/batch/submissions/*/submit | grep -c -e '--mem=700M$')" 2
}

@test "beampipe ensemble BATCH=slurm runs its jobs as an array, and makes the same bytes as BATCH=local" {
  "$ROOT/pipelines/ensemble/example/make-catalogue" > files.tsv
  ensemble() { beampipe ensemble -s TAG=T CATALOGUE=files.tsv RELEASE=EXAMPLEa JOBSCRIPT="$ROOT/pipelines/ensemble/example/job" EXPERIMENTS=0 "$@"; }
  ensemble BATCH=local
  mv ensemble local
  ensemble BATCH=slurm JOBS=4
  assert_equal "$(results ensemble)" "$(results local)"
  for file in $(results local); do
    cmp "local/$file" "ensemble/$file"
  done
  assert_equal "$(grep -h -e --array= -e --time= ensemble/T/jobs/batch/submissions/*/submit)" $'#SBATCH --array=1-8%4\n#SBATCH --time=0-08:00:00'
}

@test "Ctrl-C takes a production's jobs out of Slurm; the same command goes on with them" {
  "$ROOT/pipelines/ensemble/example/make-catalogue" 3 > files.tsv
  printf '%s\n' '#!/bin/sh' 'touch "${PLAN%/*}/begun"' '[ -e "${PLAN%/*}/go" ] || exec sleep 300' "exec '$ROOT/pipelines/ensemble/example/job' \"\$@\"" > job
  chmod +x job
  words=(-s TAG=T CATALOGUE=files.tsv RELEASE=EXAMPLEa JOBSCRIPT=./job EXPERIMENTS=0 BATCH=slurm validate)
  env --default-signal=INT setsid beampipe ensemble "${words[@]}" > log 2>&1 3>&- &
  within 60 test -e ensemble/T/begun
  kill -INT -- -$!
  wait $! || true
  within 30 nothing_in_queue
  touch ensemble/T/go
  run -0 beampipe ensemble "${words[@]}"
  assert_equal "$(column state ensemble/T/ran.tsv | xargs)" 'done done done'
}
