load ../helper

# The template of a batch job, as a batch system starts it: a copy of the script in a directory of its own.
job=$ROOT/pipelines/dark-brem/batch-job
small=(NEVENTS=40 TARGETS=tungsten REL_STEP=0.5 EVENTS=60 BIAS=1e5)
library=electron_tungsten_MaxE_4.0_MinE_2.0_RelEStep_0.5_UndecayedAP_mA_0.1_run_2

setup() {
  begin_test && mkdir job && cd job || return
  unset "${!DBGEN_@}" GENERATOR FIRE_IMAGE GOALS KEEP_LHE ENGINE MASSES RUNS LEPTON TARGETS
  mkdir ../bin
  PATH=$PWD/../bin:$PATH
}

# A pipeline that says how it was called and makes what FAULT says.
fake_pipeline() {
  cat > ../bin/beampipe <<'END'
#!/usr/bin/env bash
printf '%s\n' "$@" > "${0%/*}/called"
env > "${0%/*}/environment"
for word; do case $word in OUT=*) out=${word#*=} ;; MASSES=*) mass=${word#*=} ;; RUNS=*) run=${word#*=} ;; esac; done
made=$out/mA_${mass}_run_$run
mkdir -p "$made/muon_copper_run_$run"
[ "${FAULT-}" != fails ] || { echo 'dark-brem: make failed' >&2; exit 2; }
echo events > "$made/muon_copper_run_$run/a.lhe"
[ "${FAULT-}" = 'no library' ] || echo library > "$made/muon_copper_run_$run.csv.gz"
[ "${FAULT-}" != 'two libraries' ] || echo library > "$made/electron_copper_run_$run.csv.gz"
echo table > "$made/events.tsv.gz"
END
  chmod +x ../bin/beampipe
}

# An engine that writes down its words and does as the image of ldmx-sw would.
fake_engine() {
  printf '#!/bin/sh\nprintf "%%s\\n" "$@" > %q\nexit ${FIRE_STATUS-0}\n' "$PWD/../bin/words" > "../bin/$1"
  chmod +x "../bin/$1"
}

files() { find . -mindepth 1 | sort | tr '\n' ' '; }

@test "a job leaves the library's table and the events at the top of its directory, named by mass and run, and nothing else" {
  cp "$job" .
  # as HTCondor starts it: no home, few variables
  run -0 env -i PATH="$PATH" ${ASAN_OPTIONS+"ASAN_OPTIONS=$ASAN_OPTIONS"} ./batch-job 0.1 2 "${small[@]}"
  rm batch-job
  assert_equal "$(find . -type d)" .
  for file in *; do [[ $file == "$library.csv.gz" || $file == mA_0.1_run_2.* ]] || fail "$file"; done
  gen-dark-brem --csv --apmass 0.1 --rel-step 0.5 --nevents 40 --run 2 | cmp - <(gzip -dc $library.csv.gz)
  gzip -dc mA_0.1_run_2.events.tsv.gz | sed 1q | tr '\t' '\n' | grep -qx weight
}

@test "the same job gives the same sample, and each run another" {
  "$job" 0.1 2 "${small[@]}" > /dev/null 2>&1
  cp mA_0.1_run_2.events.tsv.gz first
  "$job" 0.1 2 "${small[@]}" > /dev/null 2>&1
  cmp first mA_0.1_run_2.events.tsv.gz
  "$job" 0.1 3 "${small[@]}" > /dev/null 2>&1
  run cmp first mA_0.1_run_3.events.tsv.gz
  assert_failure
}

@test "a muon library is found like any other" {
  run -0 env GOALS=csv "$job" 1 7 LEPTON=muon TARGETS=copper MAX_ENERGY=100 MIN_ENERGY=99 NEVENTS=20
  assert_file_exist muon_copper_MaxE_100.0_MinE_99.0_RelEStep_0.1_UndecayedAP_mA_1.0_run_7.csv.gz
}

@test "what an earlier job left is not taken for this one's: not a library, not a table, not a directory" {
  fake_pipeline
  mkdir electron_old_run_2 electron_tungsten_run_2
  echo old > electron_old_run_2.csv.gz
  echo old > z.csv
  "$job" 0.1 2
  assert_equal "$(cat muon_copper_run_2.csv.gz)" library
  assert_equal "$(cat electron_old_run_2.csv.gz)" old
  assert_equal "$(files)" './electron_old_run_2 ./electron_old_run_2.csv.gz ./electron_tungsten_run_2 ./mA_0.1_run_2.events.tsv.gz ./muon_copper_run_2.csv.gz ./z.csv '
}

@test "the pipeline gets mass, run, generator and the other variables; nothing that holds for the user's own directory" {
  fake_pipeline
  "$job" 0.1 2 'TARGETS=tungsten silicon' NEVENTS=5
  run -0 sed 's/^OUT=.*/OUT=/' ../bin/called
  assert_output $'dark-brem\nfilter\nMASSES=0.1\nRUNS=2\nOUT=\nGENERATOR=native\nTARGETS=tungsten silicon\nNEVENTS=5'
  for name in TMPDIR DBGEN_CONFIG APPTAINER_CACHEDIR SINGULARITY_CACHEDIR; do
    grep -q "^$name=$PWD/./area" ../bin/environment || fail "$name: $(grep "^$name=" ../bin/environment)"
  done
  GOALS='filter lhe' "$job" 0.1 2
  assert_equal "$(sed -n '2,3p' ../bin/called)" $'filter\nlhe'
}

@test "a container's generator gets its image, and the engine if one is named" {
  fake_pipeline
  GENERATOR=container DBGEN_IMAGE=dbgen.sif "$job" 0.1 2
  assert_equal "$(sed -n '6,$p' ../bin/called)" $'GENERATOR=container\nIMAGE=dbgen.sif'
  GENERATOR=container DBGEN_IMAGE=v4.6 ENGINE=podman "$job" 0.1 2
  assert_equal "$(sed -n '6,$p' ../bin/called)" $'GENERATOR=container\nIMAGE=v4.6\nENGINE=podman'
}

@test "MadGraph's place taken by a stand-in, the whole chain runs by the container" {
  cat > ../bin/docker <<'END'
#!/usr/bin/env bash
for ((i = 1; i <= $#; i++)); do
  case ${!i} in
  run) running=1 ;;
  *:/output) output=${!i%:/output} ;;
  */dark-brem-lib-gen:*) [ -z "${running-}" ] || { cd "$output" && exec gen-dark-brem "${@:i+1}"; } ;;
  esac
done
END
  chmod +x ../bin/docker
  run -0 env GENERATOR=container DBGEN_IMAGE=v4.6 ENGINE=docker "$job" 0.1 2 "${small[@]}"
  gen-dark-brem --csv --apmass 0.1 --rel-step 0.5 --nevents 40 --run 2 | cmp - <(gzip -dc $library.csv.gz)
  assert_file_exist mA_0.1_run_2.events.tsv.gz
}

@test "with FIRE_IMAGE, fire simulates from the library's table, by the image's own words" {
  fake_pipeline
  fake_engine apptainer
  touch fire.sif config.py
  FIRE_IMAGE=fire.sif "$job" 0.1 2
  assert_equal "$(sed -n 2p ../bin/called)" csv
  assert_equal "$(cat ../bin/words)" "run
--no-home
--cleanenv
--env
LDMX_BASE=$PWD
--env
DARK_BREM_MASS=0.1
--env
DARK_BREM_RUN=2
--bind
$PWD
--pwd
$PWD
$PWD/fire.sif
.
fire
config.py
muon_copper_run_2.csv.gz"
}

@test "fire that fails is said with its status; the library's table stays" {
  fake_pipeline
  fake_engine apptainer
  touch fire.sif config.py
  FIRE_IMAGE=fire.sif FIRE_STATUS=3 assert_dies 'batch-job: mass 0.1, run 2: fire failed with status 3' "$job" 0.1 2
  assert_file_exist muon_copper_run_2.csv.gz
  assert_equal "$(find . -type d)" .
}

@test "KEEP_LHE keeps the LHE files, as one file" {
  fake_pipeline
  KEEP_LHE=yes "$job" 0.1 2
  assert_equal "$(tar -xzOf muon_copper_run_2.tar.gz muon_copper_run_2/a.lhe)" events
  assert_equal "$(find . -type d)" .
}

@test "a step that fails ends the job, status 2, and nothing half-made stays" {
  fake_pipeline
  FAULT=fails run -2 --separate-stderr "$job" 0.1 2
  assert_equal "$stderr" $'dark-brem: make failed\nbatch-job: mass 0.1, run 2: the pipeline failed'
  assert_equal "$(files)" ''
  FAULT='no library' assert_dies 'batch-job: mass 0.1, run 2: the pipeline made no library' "$job" 0.1 2
  FAULT='two libraries' assert_dies 'batch-job: mass 0.1, run 2: two libraries: electron_copper_run_2.csv.gz, muon_copper_run_2.csv.gz' "$job" 0.1 2
  assert_equal "$(files)" ''
}

@test "a job that is told to go leaves nothing half-made" {
  touch ../hold
  printf '#!/bin/sh\nwhile [ -e %q ]; do sleep 0.02; done\n' "$PWD/../hold" > ../bin/beampipe
  chmod +x ../bin/beampipe
  "$job" 0.1 2 &
  until_it compgen -G 'area.*/tmp'
  kill -TERM $!
  rm ../hold
  status=0
  wait $! || status=$?
  assert_equal $status 143
  assert_equal "$(files)" ''
}

@test "blanks and quotes in the name of the job's directory do no harm" {
  fake_pipeline
  mkdir "a b 'c' \$d" && cd "a b 'c' \$d"
  "$job" 0.1 2
  assert_file_exist muon_copper_run_2.csv.gz
}

@test "what is missing or wrong is said before anything is made" {
  fake_pipeline
  assert_dies 'batch-job: usage: batch-job MASS RUN [VARIABLE=VALUE...]' "$job" 0.1
  assert_dies "batch-job: MASS is not a number, GeV: 'light'" "$job" light 1
  assert_dies "batch-job: MASS is not a number, GeV: '../0.1'" "$job" ../0.1 1
  assert_dies "batch-job: RUN is not a whole number: '1.5'" "$job" 0.1 1.5
  assert_dies "batch-job: RUN is not a whole number: ''" "$job" 0.1 ''
  assert_dies "batch-job: not VARIABLE=VALUE: '-n'" "$job" 0.1 1 -n
  assert_dies "batch-job: 'OUT=/': is set by this job" "$job" 0.1 1 OUT=/
  GENERATOR=container assert_dies 'batch-job: GENERATOR=container needs DBGEN_IMAGE, the image' "$job" 0.1 1
  GENERATOR=magic assert_dies "batch-job: GENERATOR is native or container: 'magic'" "$job" 0.1 1
  FIRE_IMAGE=x.sif assert_dies 'batch-job: FIRE_IMAGE is set, but there is no config.py here' "$job" 0.1 1
  KEEP_LHE=perhaps assert_dies "batch-job: KEEP_LHE is yes or no: 'perhaps'" "$job" 0.1 1
  assert_equal "$(files)" ''
  assert_file_not_exist ../bin/called
}

@test "the suite may come along as a directory; where it is nowhere, that is said" {
  mkdir only
  for name in env mkdir mktemp rm sh; do ln -s "$(command -v $name)" only/; done
  assert_dies 'batch-job: no beampipe on PATH, nor in ./beampipe/bin' env PATH="$PWD/only" "$job" 0.1 1
  mkdir -p beampipe/bin
  printf '#!/bin/sh\necho "came along: $2"; exit 2\n' > beampipe/bin/beampipe
  chmod +x beampipe/bin/beampipe
  run -2 env PATH="$PWD/only" "$job" 0.1 1
  assert_line 'came along: filter'
}

@test "the example of a submit file names a job for each mass and run, and all its files by both" {
  sub=$ROOT/pipelines/dark-brem/example/dark-brem.sub
  for key in output error; do
    run -0 grep -E "^$key " "$sub"
    assert_output --partial '$(mass)'
    assert_output --partial '$(run)'
  done
  # each line of its queue is a call that the script takes
  fake_pipeline
  sed -n '/^queue/,/^)/{/[0-9]/p}' "$sub" | tr -d ' \t' > jobs
  [ -s jobs ]
  while IFS=, read -r mass run; do "$job" "$mass" "$run"; done < jobs
  assert_equal "$(sort -u jobs | wc -l)" "$(ls mA_*.events.tsv.gz | wc -l)"
}
