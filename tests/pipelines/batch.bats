load ../helper

# BATCH: what common.mk tells batch-shell, how tables of jobs are run, and that results are the same wherever they are made. The engine is this
# machine's, given as a file, so that everything goes through a submission directory as it would on a batch system.
engine=$ROOT/share/batch/local.sh
unset JOBS BATCH BATCH_DIR BATCH_ENV BATCH_EXTRA BATCH_RETRIES BATCH_LIMIT   # of a make that runs us

# stand_in: a directory of tools whose batch-shell writes target, memory, time for each call and runs it here
stand_in() {
  mkdir stand-in
  ln -s "$BUILD"/bin/* stand-in/
  rm -f stand-in/batch-shell
  cat > stand-in/batch-shell <<'SH'
#!/bin/bash
printf '%s\t%s\t%s\n' "${BATCH_TARGET:--}" "${BATCH_MEMORY_MB:--}" "${BATCH_WALLTIME:--}" >> "${LOG:-log}"
[ -z "${ENVIRONMENT-}" ] || for name in BATCH_{DIR,ENGINE,ENV,EXTRA,RETRIES,SHELL} OMP_NUM_THREADS; do echo "$name=${!name}"; done > "$ENVIRONMENT"
exec bash "$@"
SH
  chmod +x stand-in/batch-shell
}

# graph: a production with every form of rule. What heavy files are made from is light, and the other way round.
graph() {
  cat > Makefile <<MK
step-pattern = \$(OUT)/a.big \$(OUT)/b.big
step-static  = \$(OUT)/s.static \$(OUT)/t.static
step-list    = \$(OUT)/l1 \$(OUT)/l2
step-pair    = \$(OUT)/x.one \$(OUT)/x.two
step-group   = \$(OUT)/g1 \$(OUT)/g2
step-part    = \$(OUT)/light \$(OUT)/part
heavy-part   = \$(OUT)/part
step-cheap   = \$(OUT)/cheap
MEMORY-pattern   ?= 1000
WALLTIME-pattern ?= 1h
WALLTIME-static  ?= 2h
WALLTIME-list    ?= 3h
MEMORY-pair      ?= 400
WALLTIME-group   ?= 5h
WALLTIME-part    ?= 6h
include $ROOT/pipelines/common.mk
asked := \$(shell echo asked)
all: \$(step-pattern) \$(step-static) \$(step-list) \$(step-pair) \$(step-group) \$(step-part) \$(step-cheap)
\$(OUT)/%.big: \$(OUT)/%.source \$\$(@D)/second.source
	@touch \$@
\$(step-static): \$(OUT)/%.static: \$(OUT)/%.source | \$(OUT)/ordered
	touch \$@
\$(step-list): \$(OUT)/l.source
	touch \$@
\$(OUT)/%.one \$(OUT)/%.two: \$(OUT)/%.source
	touch \$(OUT)/\$*.one \$(OUT)/\$*.two
\$(OUT)/g1 \$(OUT)/g2 &: \$(OUT)/g.source
	touch \$(OUT)/g1 \$(OUT)/g2
\$(OUT)/part: \$(OUT)/light \$(call variable,ANY)
	touch \$@
\$(OUT)/light \$(OUT)/ordered: | \$(OUT)/.
	touch \$@
\$(OUT)/cheap: \$(OUT)/a.big \$(OUT)/g1
	touch \$@
\$(OUT)/%.source: | \$(OUT)/.
	touch \$@
MK
}

graph_make() { make -s BIN="$PWD/stand-in" OUT=o BATCH=slurm "$@"; }

@test "heavy recipes get memory and time of their step, in every form of rule, and what they are made from inherits nothing" {
  stand_in
  graph
  graph_make
  assert_equal "$(grep -v -P '\t-\t-$' log | sort)" "$(tsv o/a.big 1000 1h / o/b.big 1000 1h / o/g1 - 5h / o/l1 - 3h / o/l2 - 3h / o/part - 6h / \
    o/s.static - 2h / o/t.static - 2h / o/x.one 400 - | sort)"
  # all others are light, and so is what is asked while make reads
  assert_equal "$(grep -P '\t-\t-$' log | cut -f 1 | sort -u | xargs)" '- o/a.source o/b.source o/cheap o/g.source o/l.source o/light o/ordered '"$(
    )o/s.source o/second.source o/t.source o/x.source"
}

@test "whichever goal is asked for, the prerequisites of a heavy file are light" {
  stand_in
  graph
  for goal in a.big s.static l2 x.two g2 part cheap; do
    rm -rf o log
    graph_make "o/$goal"
    run grep -P '^o/(.*source|light|ordered|cheap|[.])\t.*[0-9]' log
    assert_output ''
  done
}

@test "MEMORY-STEP and WALLTIME-STEP are the user's: more, nothing, or for a step that was light" {
  stand_in
  graph
  graph_make WALLTIME-pattern=8h MEMORY-pattern=64000 WALLTIME-static= MEMORY-cheap=10
  assert_equal "$(grep -P '^o/(a.big|s.static|cheap)' log | sort)" "$(tsv o/a.big 64000 8h / o/cheap 10 - / o/s.static - -)"
}

@test "JOBS recipes are under way at once, 200 unless it is said; a -j by hand overrules it" {
  stand_in
  # a recipe notes how many are under way, once as many are as are wanted, or after ten seconds
  cat > recipe <<'SH'
under_way() { set -- run.*; echo $#; }
touch "run.$1"
for ((i = 0; i < 200; i++)); do
  [ ! -e enough ] && [ "$(under_way)" -lt "$WANTED" ] || break
  sleep 0.05
done
touch enough
sleep 0.2
under_way >> most
SH
  {
    echo 'all: $(patsubst %,t%,1 2 3 4 5 6)'
    echo "include $ROOT/pipelines/common.mk"
    printf 't%%:\n\tbash recipe $@\n\trm run.$@\n'
  } > Makefile
  # at_once WANTED WORD...: how many recipes of make WORD... are under way at once
  at_once() { rm -f most enough; WANTED=$1 make -s BIN="$PWD/stand-in" "${@:2}" 2> complaints; sort -n most | tail -n 1; }
  assert_equal "$(at_once 2 BATCH=slurm JOBS=2)" 2
  assert_equal "$(at_once 6 BATCH=slurm)" 6
  assert_equal "$(at_once 3 BATCH=slurm JOBS=2 -j3)" 3
  assert_equal "$(at_once 2 BATCH=local JOBS=2)" 2
  assert_equal "$(at_once 3 BATCH=local -j3)" 3
  assert_equal "$(at_once 1 BATCH=local)" 1
  assert_equal "$(cat complaints)" ''
  for wrong in 0 -1 two 1.5 '2 3'; do
    run make BIN="$PWD/stand-in" JOBS="$wrong"
    assert_failure
    assert_output --partial "*** JOBS=$wrong: a whole number, of recipes at once.  Stop."
  done
}

@test "jobs are told the engine, the directory, and which variables they shall find: those of the user and those that are set" {
  stand_in
  graph
  ENVIRONMENT=$PWD/environment LD_LIBRARY_PATH=/lib graph_make o/part BATCH_ENV='MINE OTHER' BATCH_EXTRA=$'--account=mu2e\n+JobFlavour = "a b"'
  assert_equal "$(cat environment)" "$(cat <<END
BATCH_DIR=$PWD/o/batch
BATCH_ENGINE=slurm
BATCH_ENV=LD_LIBRARY_PATH MINE OMP_NUM_THREADS OTHER
BATCH_EXTRA=--account=mu2e
+JobFlavour = "a b"
BATCH_RETRIES=2
BATCH_SHELL=bash
OMP_NUM_THREADS=1
END
  )"
  rm -rf o
  cp "$engine" here.sh
  ENVIRONMENT=$PWD/environment OMP_NUM_THREADS=4 graph_make o/part BATCH=./here.sh BATCH_DIR='some where' BATCH_RETRIES=0
  assert_equal "$(cat environment)" "BATCH_DIR=$PWD/some where
BATCH_ENGINE=$PWD/./here.sh
BATCH_ENV=OMP_NUM_THREADS
BATCH_EXTRA=
BATCH_RETRIES=0
BATCH_SHELL=bash
OMP_NUM_THREADS=4"
}

@test "an engine that does not exist is refused before anything is made, with those that do" {
  graph
  run make BATCH=slrum OUT=o
  assert_failure
  assert_output --regexp "BATCH=slrum: no such engine; there are .*local.*slurm.*, and files, named with a slash: ./slrum"
  refute_output --regexp 'there are .*[^a-z]run[^a-z]'
  run make BATCH=./none OUT=o
  assert_failure
  assert_output --partial "BATCH=./none: no such engine;"
  assert_file_not_exist o
}

@test "ONLY and FORCE go to the same engine, without a word about jobs at once" {
  stand_in
  graph
  graph_make
  : > log
  run -0 graph_make ONLY=part JOBS=3
  assert_output ''
  assert_equal "$(grep -P '\t6h$' log)" $'o/part\t-\t6h'
  : > log
  run -0 graph_make FORCE=pattern JOBS=3
  assert_equal "$(grep -c -P '\t1h$' log)" 2
}

# ---- tables of jobs ----

# of FILE JOB COMMAND...: the table, with a directory
table() {
  local file=$1
  shift
  { printf 'job\tcommand\tdirectory\n'; while [ $# -gt 0 ]; do printf '%s\t%s\t/at/%s\n' "$1" "$2" "$1"; shift 2; done; } > "$file"
}
# run_jobs: as a recipe would call it
run_jobs() {
  BATCH_ENGINE=${BATCH_ENGINE-local} BATCH_LIMIT=${BATCH_LIMIT-} BATCH_RETRIES=${BATCH_RETRIES-0} BATCH_ENV=${BATCH_ENV-} BATCH_EXTRA=${BATCH_EXTRA-} \
    ${as_child-} "$ROOT/pipelines/run-jobs" jobs.tsv batch out
}

@test "a table of jobs runs, and a row says what became of each and where" {
  table jobs.tsv a 'echo one > a' b 'exit 3' c 'echo "$MINE" > c'
  export MINE=' it'\''s $me'
  BATCH_ENV=MINE BATCH_RETRIES=1 run -1 run_jobs
  assert_output "batch-wait: job 'b' failed with 3 after 2 attempts: see batch/jobs/b/stderr"
  assert_equal "$(cat out)" "$(tsv job state attempts exit_status directory / a done 1 0 /at/a / b failed 2 3 /at/b / c done 1 0 /at/c)"
  assert_equal "$(cat a c)" "one
$MINE"
}

@test "run again, jobs that are done stay done and those that failed run" {
  table jobs.tsv a 'echo >> a' b 'echo >> b; [ -e mended ]'
  run -1 run_jobs
  touch mended
  run -0 run_jobs
  assert_equal "$(wc -l < a),$(wc -l < b)" 1,2
  run -0 run_jobs
  assert_equal "$(wc -l < a),$(wc -l < b)" 1,2
  assert_equal "$(column attempts out | xargs)" '1 2'
}

@test "a table that has changed, or what the batch system is told, is a new submission; the old one lies aside" {
  table jobs.tsv a 'echo >> a'
  run -0 run_jobs
  BATCH_EXTRA='--account=x
--qos=y z' BATCH_LIMIT=3 run -0 run_jobs
  assert_equal "$(wc -l < a)" 2
  assert_equal "$(cat batch/extra)" $'--account=x\n--qos=y z'
  assert_equal "$(grep limit= batch/settings)" limit=3
  table jobs.tsv a 'echo >> b'
  run -0 run_jobs
  assert_equal "$(wc -l < a),$(wc -l < b)" 2,1
  assert_equal "$(ls -d batch* | xargs)" 'batch batch.key batch.old batch.old.~1~'
  assert_equal "$(cat batch.old/extra)" $'--account=x\n--qos=y z'
}

@test "jobs of an older table have ended before those of the new one begin" {
  table jobs.tsv a 'echo old >> order; touch begun; sleep 60; echo late >> order'
  as_child=exec run_jobs > /dev/null 2>&1 3>&- &
  until_it test -e begun
  kill -KILL $!
  wait $! || true
  table jobs.tsv a 'echo new >> order'
  run -0 run_jobs
  assert_output ''
  assert_equal "$(cat order)" $'old\nnew'
  assert_equal "$(cat batch.old/jobs/a/exit-status)" 143
}

@test "the one who waits may be killed: the same command waits for the same jobs, and none runs twice" {
  table jobs.tsv a 'echo >> a; touch begun; while [ -e hold ]; do sleep 0.05; done'
  touch hold
  as_child=exec run_jobs > /dev/null 2>&1 3>&- &
  until_it test -e begun
  kill -KILL $!
  wait $! || true
  { sleep 0.3; rm hold; } 3>&- &
  run -0 run_jobs
  assert_equal "$(wc -l < a)" 1
}

has_ended() { ! kill -0 "$1" 2> /dev/null; }

@test "TERM and Ctrl-C cancel the jobs; the same command runs them again" {
  for signal in TERM INT; do
    rm -rf batch* begun a
    table jobs.tsv a 'echo $$ > a; touch begun; [ -e again ] || exec sleep 60' b true
    as_child='exec env --default-signal=INT' run_jobs > /dev/null 2>&1 3>&- &
    until_it test -e begun
    kill -$signal $!
    status=0
    wait $! || status=$?
    assert_equal "$status" $((128 + $(kill -l $signal)))
    until_it has_ended "$(cat a)"
    touch again
    run -0 run_jobs
    rm again
    assert_equal "$(column state out | xargs)" 'done done'
  done
}

@test "an engine that refuses is status 2, and nothing is said to be done" {
  table jobs.tsv a true
  printf '#!/bin/sh\n[ "$1" != check ] || { echo "nobody is here" >&2; exit 1; }\n' > none.sh
  BATCH_ENGINE=./none.sh run -2 run_jobs
  assert_output "batch-submit: engine ./none.sh: nobody is here"
  assert_file_not_exist out
}

# ---- productions ----

# files of DIR, but those that tell of the way and not of the result; pictures and pages are made of the others, and hold no date of their own
files() { (cd "$1" && find . -type f -not -path '*/.variables/*' -not -path '*/batch/*' -not -name 'batch.key' | sort); }

@test "dark-brem makes the same bytes on a batch system, by a job for each heavy recipe and no other" {
  small=(MASSES=0.1 TARGETS=tungsten REL_STEP=0.5 NEVENTS=300 EVENTS=200 BIAS=1e5)
  beampipe dark-brem -s -j2 "${small[@]}"
  mv dark-brem local
  run -0 beampipe dark-brem -s "${small[@]}" BATCH="$engine" JOBS=4
  assert_output 'report: dark-brem/report.html'
  assert_equal "$(files dark-brem)" "$(files local)"
  for file in $(files local); do
    cmp "local/$file" "dark-brem/$file"
  done
  assert_equal "$(ls dark-brem/batch/jobs | wc -l)" 6   # library, check, csv, simulate, direct and samples
  run beampipe dark-brem "${small[@]}" BATCH="$engine"
  assert_output "make: Nothing to be done for 'all'."
}

@test "ensemble makes the same bytes on a batch system" {
  "$ROOT/pipelines/ensemble/example/make-catalogue" > files.tsv
  # a truth from the seed, so that it can be made twice
  small=(TAG=T CATALOGUE=files.tsv RELEASE=EXAMPLEa JOBSCRIPT="$ROOT/pipelines/ensemble/example/job" TRUTH='--preset one-week')
  beampipe ensemble -s "${small[@]}"
  mv ensemble local
  beampipe ensemble -s "${small[@]}" BATCH="$engine" JOBS=4
  assert_equal "$(files ensemble)" "$(files local)"
  for file in $(files local); do
    case $file in
    */published.tsv | */sealed/sealed.tsv | */sealed/mixed.tsv | */outputs.tsv | */report.html) ;;   # of salts that nobody may foresee
    *) cmp "local/$file" "ensemble/$file" ;;
    esac
  done
  assert_equal "$(column state ensemble/T/ran.tsv | xargs)" 'done done done done done done done done'
  assert_equal "$(grep ^name= ensemble/T/jobs/batch/settings)" name=T
  assert_equal "$(batch-status ensemble/T/jobs/batch)" "$(cut -f 1-4 ensemble/T/ran.tsv)"
}

@test "a heavy recipe that fails stops the production with its output; the next run goes on there" {
  small=(MASSES=0.1 TARGETS=tungsten REL_STEP=0.5 NEVENTS=300 EVENTS=200 BIAS=1e5 BATCH="$engine" BATCH_RETRIES=0)
  run beampipe dark-brem -s "${small[@]}" TAGGER_MIN=5 simulate
  assert_failure
  assert_line $'filter-tagger\tbelow_energy\t200\t200'
  assert_file_not_exist dark-brem/mA_0.1_run_1/scaled.tsv.gz
  run -0 beampipe dark-brem "${small[@]}" simulate
  refute_output --partial gen-dark-brem
  assert_file_exist dark-brem/mA_0.1_run_1/scaled.tsv.gz
}

@test "the tree's own Makefile hands BATCH and JOBS to the production" {
  stand_in
  run -0 make -s -C "$ROOT" -o all dark-brem BUILD="$BUILD" MASSES=0.1 BATCH="$engine" JOBS=3 OUT="$PWD/o" GOAL=help
  assert_output --partial "BATCH=$engine (or"
  assert_output --partial "BATCH_DIR=$PWD/o/batch"
  run make -s -C "$ROOT" -o all dark-brem BUILD="$BUILD" MASSES=0.1 BATCH=slrum JOBS=3 OUT="$PWD/o"
  assert_failure
  assert_output --partial 'BATCH=slrum: no such engine'
}

@test "help names what a batch system is told" {
  for production in dark-brem ensemble; do
    run -0 beampipe $production help
    for variable in BATCH JOBS BATCH_DIR BATCH_RETRIES BATCH_ENV BATCH_EXTRA MEMORY-STEP WALLTIME-STEP; do
      assert_output --regexp "(^|[^A-Z_])$variable([^A-Z_]|\$)"
    done
  done
}
