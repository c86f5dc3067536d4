# batch-submit, batch-status, batch-wait and batch-cancel on a real Slurm of one node, which slurm-local starts for this file.
load ../helper
load slurm

setup_file() {
  start_slurm 64 $'MaxArraySize=201\nMessageTimeout=5'
  have_slurm || return 0
  # These run into their limit, a minute, while other tests run.
  mkdir -p "$WORK/limit/runs"
  cd "$WORK/limit"
  use_slurm
  tsv job command walltime_s / long 'trap "echo told > told; exit 9" TERM; echo x >> runs/long; while :; do sleep 1; done' 1 / short 'echo x >> runs/short; sleep 200' 1 |
    submit batch
}

setup() {
  enter_slurm
  mkdir runs
}

teardown() {   # a test that failed leaves no jobs to the next
  local file
  for file in */submissions/*/id; do
    [ ! -e "$file" ] || scancel --quiet "$(cat "$file")"
  done
}

# submit DIR [OPTION...]: the table on stdin
submit() {
  local dir=$1
  shift
  batch-submit --engine slurm --dir "$dir" "$@" > submitted.tsv
}

# id DIR [K]: what Slurm calls the submission
id_of() { cat "$1/submissions/${2:-1}/id"; }

# state DIR JOB
state() { batch-status "$1" | awk -F '\t' -v job="$2" '$1 == job { print $2, $3, $4 }'; }

# says WORD COMMAND...: COMMAND prints WORD somewhere
says() { "${@:2}" | grep -q -- "$1"; }

# runs JOB: how often it ran; a job appends a line to runs/JOB
runs() { if [ -e "runs/$1" ]; then wc -l < "runs/$1"; else echo 0; fi; }

@test "of 500 jobs in three arrays those that fail are tried again and no others; the hopeless ones are resubmitted, alone, and are done when the cause is cured" {
  # 5 % fail once (23 of them: two more are among those that always fail), 1 % always. How often each has to run is written beside.
  awk 'BEGIN {
    print "job\tcommand"
    for (i = 1; i <= 500; i++) {
      runs = 1; condition = ""
      if (i % 20 == 3) { runs = 2; condition = "[ \"$(wc -l < runs/j" i ")\" -gt 1 ] && " }
      if (i % 100 == 57) { runs = 3; condition = "[ -e cured ] && " }
      printf "j%d\techo x >> runs/j%d; %stouch out/j%d\n", i, i, condition, i
      printf "j%d\t%s\t%d\t%d\n", i, runs == 3 ? "failed" : "done", runs, runs == 3 > "expected"
    }
  }' > jobs.tsv
  mkdir out
  assert_equal "$(cut -f 3 expected | sort | uniq -c | tr -s ' \n' ' ')" ' 470 1 25 2 5 3 '
  submit batch < jobs.tsv
  assert_equal "$(column jobs submitted.tsv | tr '\n' ' ')" '200 200 100 '

  run -1 --separate-stderr batch-wait batch
  assert_equal "$(grep -c 'failed with 1 after 3 attempts' <<< "$stderr")" 5
  batch-status batch | tail -n +2 | diff - expected
  while IFS=$'\t' read -r job _ runs _; do
    assert_equal "$job $(runs "$job")" "$job $runs"
  done < expected
  assert_equal "$(find out -type f | wc -l)" 495

  touch cured
  run -0 batch-submit --only-failed --dir batch
  assert_line $'4\t5\t'"$(id_of batch 4)"
  batch-wait batch
  assert_equal "$(batch-status --summary batch)" "$(tsv state jobs / queued 0 / running 0 / done 500 / failed 0 / lost 0)"
  for i in 57 157 257 357 457; do assert_equal "$(runs "j$i")" 4; done
  assert_equal "$(cat runs/* | wc -l)" $((470 + 2 * 25 + 4 * 5))
}

@test "a controller that stops and starts again in the middle loses nothing" {
  awk 'BEGIN { print "job\tcommand"; for (i = 1; i <= 40; i++) printf "j%d\tsleep 0.5; echo x >> runs/j%d\n", i, i }' | submit batch --limit 4
  batch-wait batch 3>&- &
  within 20 test -e runs/j2
  "$slurm" stop-controller "$WORK/slurm"
  run -2 --separate-stderr batch-status --patience 0 batch
  [[ $stderr == *"squeue: slurm_load_jobs error: Unable to contact slurm controller"* ]]
  refute_output --partial lost
  "$slurm" start-controller "$WORK/slurm"
  wait $!
  assert_equal "$(batch-status batch | tail -n +2 | cut -f 2- | sort -u)" $'done\t1\t0'
  for i in {1..40}; do assert_equal "$(runs "j$i")" 1; done
}

@test "with the controller down nothing is submitted and nothing is written" {
  "$slurm" stop-controller "$WORK/slurm"
  assert_dies "batch-submit: engine slurm: scontrol: Slurmctld(primary) at $(hostname -s) is DOWN" \
    batch-submit --engine slurm --dir batch <<< $'job\tcommand\na\ttrue'
  assert_not_exist batch
  "$slurm" start-controller "$WORK/slurm"
}

# An sbatch that is first on PATH: at its second call it kills whoever called it, up to batch-submit.
#   before   and submits nothing         after    when the job is submitted already, but nobody knows its id
#   orphan   batch-submit alone, and submits a second later
killer() {
  mkdir -p bin
  echo "$1" > bin/mode
  command -v sbatch > bin/real
  cat > bin/sbatch <<'END'
#!/usr/bin/env bash
cd "${0%/*}" || exit
here=$PWD
cd "$OLDPWD" || exit
read -r mode < "$here/mode"
read -r real < "$here/real"
echo x >> "$here/calls"
victims=()
for ((p = PPID; p > 1; p = $(sed -n 's/^PPid:\t//p' "/proc/$p/status"))); do
  victims=("$p" "${victims[@]}")
  [ "$(cat "/proc/$p/comm")" != batch-submit ] || break
done
[ "$(wc -l < "$here/calls")" = 2 ] || exec "$real" "$@"
case $mode in
before) kill -KILL "${victims[@]}" ;;
after) "$real" "$@" > /dev/null && kill -KILL "${victims[@]}" ;;
orphan) kill -KILL "${victims[0]}"; sleep 1; exec "$real" "$@" ;;
esac
END
  chmod +x bin/sbatch
}

# Ten jobs in three submissions, for their memory.
ten_jobs() { awk 'BEGIN { print "job\tcommand\tmemory_mb"; for (i = 1; i <= 10; i++) printf "j%d\techo x >> runs/j%d\t%d\n", i, i, 10 + i % 3 }'; }

# Everything once: submissions that Slurm knows by their tokens, and runs.
assert_once() {
  local token
  batch-wait "$1"
  assert_equal "$(batch-status "$1" | tail -n +2 | cut -f 2- | sort | uniq -c | tr -s ' \t' ' ')" ' 10 done 1 0'
  for i in {1..10}; do assert_equal "$(runs "j$i")" 1; done
  for k in 1 2 3; do
    token=$(sed -n 's/^token=//p' "$1/submissions/$k/settings")
    assert_equal "$(squeue -h -t all -O ArrayJobID:20,Comment:80 | awk -v t="$token" '$2 == t { print $1 }' | sort -u)" "$(id_of "$1" $k)"
  done
}

@test "a submitter that is killed before, after or while Slurm takes a submission is continued by the same command, and every job runs once" {
  for moment in before after orphan; do
    rm -rf runs bin
    mkdir runs
    killer $moment
    ten_jobs > jobs.tsv
    PATH=$PWD/bin:$PATH run -137 batch-submit --engine slurm --dir $moment jobs.tsv
    assert_not_exist $moment/submissions/2/id
    PATH=$PWD/bin:$PATH run -0 batch-submit --engine slurm --dir $moment jobs.tsv
    assert_once $moment
  done
}

@test "nor does it matter at which time it is killed" {
  ten_jobs > jobs.tsv
  for ms in 2 5 10 15 20 25 30 35 40 50 60 80 100; do
    batch-submit --engine slurm --dir batch jobs.tsv > /dev/null 3>&- &
    sleep "$(printf '0.%03d' $ms)"
    kill -KILL $! 2> /dev/null || true
    wait $! 2> /dev/null || true
  done
  within 20 batch-submit --engine slurm --dir batch jobs.tsv
  assert_once batch
}

@test "a job that vanishes is lost when the grace time is over, and submitted again by batch-wait" {
  tsv job command / good 'echo x >> runs/good' / bad 'echo x >> runs/bad; [ "$(wc -l < runs/bad)" = 2 ] || { echo $PPID $$ > pids; exec sleep 100; }' |
    submit batch --grace 2
  within 20 test -s pids -a -e batch/jobs/good/exit-status
  kill -KILL $(cat pids)   # what runs it and the job itself, as on a node that fails
  within 20 says lost batch-status batch
  assert_equal "$(batch-status --long batch | column reason | tail -n 1)" 'FAILED, signal 9'
  run -0 --separate-stderr batch-wait batch
  assert_equal "$stderr" 'batch-wait: batch: 1 lost or not submitted: submitted now'
  assert_equal "$(state batch bad), $(runs bad)" 'done 2 0, 2'
  assert_equal "$(state batch good), $(runs good)" 'done 1 0, 1'
}

@test "a job that vanishes each time is lost for good after its retries" {
  tsv job command / bad 'echo x >> runs/bad; kill -KILL $PPID; sleep 100' | submit batch --grace 1 --retries 1
  run -1 --separate-stderr batch-wait batch
  [[ $stderr == *"batch-wait: job 'bad' is lost after 2 attempts: "* ]]
  assert_equal "$(state batch bad), $(runs bad)" 'lost 2 -, 2'
}

@test "a job that scancel ends has failed with 143 and is not tried again" {
  tsv job command / a 'echo x >> runs/a; sleep 100' / b 'echo x >> runs/b; sleep 1' | submit batch
  within 20 test -e runs/a -a -e runs/b
  scancel "$(id_of batch)_1"
  run -1 --separate-stderr batch-wait batch
  assert_equal "$stderr" "batch-wait: job 'a' failed with 143 after 1 attempt: see batch/jobs/a/stderr"
  assert_equal "$(state batch a), $(runs a)" 'failed 1 143, 1'
  assert_equal "$(state batch b)" 'done 1 0'
}

nothing_of() { [ -z "$(squeue -h -j "$1")" ]; }

@test "batch-cancel ends those that run and those that wait, and Slurm knows none of them any more" {
  awk 'BEGIN { print "job\tcommand"; for (i = 1; i <= 6; i++) printf "j%d\techo x >> runs/j%d; sleep 100\n", i, i }' | submit batch --limit 2
  within 20 test -e runs/j1 -a -e runs/j2
  batch-cancel batch
  run -1 batch-wait -q batch
  assert_equal "$(batch-status batch | tail -n +2 | cut -f 2,4 | sort -u)" $'failed\t143'
  within 60 nothing_of "$(id_of batch)"
  assert_equal "$(find runs -type f | wc -l)" 2
}

@test "a job that reaches its time limit is told to end, fails and is not tried again" {
  cd "$WORK/limit"
  run -1 batch-wait -q batch
  assert_equal "$(scontrol show job "$(id_of batch)" | grep -o 'TimeLimit=[^ ]*' | sort -u)" TimeLimit=00:01:00   # Slurm counts in minutes
  assert_equal "$(state batch long), $(runs long)" 'failed 1 9, 1'
  assert_equal "$(state batch short), $(runs short)" 'failed 1 143, 1'
  assert_equal "$(cat told)" told
  grep -q 'DUE TO TIME LIMIT' batch/submissions/1/engine.log
}

@test "a job that is held is named with the reason, and runs when it is released" {
  tsv job command / a 'echo x >> runs/a' | submit batch --extra --hold
  run -0 batch-status --long batch
  assert_line --regexp $'^a\tqueued\t0\t-\tJobHeldUser\t'
  run -2 --separate-stderr batch-wait --held 0 batch
  assert_equal "$stderr" "batch-wait: job 'a' waits for a person: JobHeldUser
batch-wait: batch: 1 jobs wait for a person, and nothing else is left"
  scontrol release "$(id_of batch)"
  batch-wait batch
  assert_equal "$(runs a)" 1
}

@test "jobs wait for those of another directory, and for ever if these fail" {
  tsv job command / a 'sleep 2; touch a' | submit first
  tsv job command / b 'test -e a && touch b' | submit second --after first
  tsv job command / c 'sleep 1; exit 3' | submit wrong --retries 0
  tsv job command / d 'touch d' | submit never --after wrong
  batch-wait second
  assert_exist b
  run -1 batch-wait -q wrong
  within 20 says DependencyNeverSatisfied batch-status --long never
  run -2 --separate-stderr batch-wait --held 0 never
  [[ $stderr == *"job 'd' waits for a person: DependencyNeverSatisfied"* ]]
  assert_not_exist d
}

@test "names, commands and directories arrive as they are: blanks, quotes, dollars, semicolons, per cent, backslashes, UTF-8" {
  for place in 'a b' "it's \"here\" \$HOME;é" 'per%cent %A_%a' 'back\slash\n'; do
    mkdir -p "$place/runs"
    cd "$place"
    {
      tsv job command
      tsv 'a b' 'printf "<%s>" "$BATCH_JOB" "a  b" > "out a b"'
      tsv "it's" "printf '<%s>' \"it's\" > \"it's\""
      tsv 'x$HOME;"q" é&|' "printf '%s' '\$HOME \`id\` \\ \"; é & | * ?' > 'x\$HOME;\"q\" é'"
    } | submit "sub $place"
    batch-wait "sub $place"
    assert_equal "$(cat 'out a b')" '<a b><a  b>'
    assert_equal "$(cat "it's")" "<it's>"
    assert_equal "$(cat 'x$HOME;"q" é')" '$HOME `id` \ "; é & | * ?'
    cd "$BATS_TEST_TMPDIR"
  done
}

@test "jobs find the variables that were named and no others, neither the submitter's nor those of his login" {
  mkdir home
  echo 'export FROM_LOGIN=1' | tee home/.profile home/.bash_profile > home/.bashrc
  export KEPT='a  b,c=$d "e"' SECRET=1 HOME=$PWD/home
  tsv job command / a 'env -0 > env' | submit batch --env KEPT
  batch-wait batch
  grep -qzxF 'KEPT=a  b,c=$d "e"' env
  grep -qzxF "HOME=$PWD/home" env
  grep -qzxF "PATH=$PATH" env
  run tr '\0' '\n' < env
  refute_line --regexp '^(SECRET|FROM_LOGIN|BATS_.*|BUILD|ROOT)='
}

@test "no more jobs at once than --limit says" {
  awk 'BEGIN { print "job\tcommand"; for (i = 1; i <= 8; i++) printf "j%d\ttouch now.%d; ls now.* | wc -l >> seen; sleep 0.3; rm now.%d\n", i, i, i }' |
    submit batch --limit 2
  batch-wait batch
  assert_equal "$(sort -un seen | tail -n 1)" 2
}

@test "memory that no node has is refused in one line, and nothing is submitted" {
  assert_dies "batch-submit: toobig: submission 1: engine slurm: sbatch: Memory specification can not be satisfied; Batch job submission failed: Requested node configuration is not available" \
    batch-submit --engine slurm --dir toobig <<< $'job\tcommand\tmemory_mb\na\ttrue\t99999999'
  assert_equal "$(squeue -h --name=toobig)" ''
}

@test "a job may submit jobs of its own" {
  cat > outer <<'END'
#!/bin/sh
printf 'job\tcommand\na\tenv > inner\n' | batch-submit --engine slurm --dir batch > /dev/null && batch-wait batch
END
  id=$(sbatch --parsable --job-name=outer --mem=7 --array=5 --output=log outer)
  within 30 test -e batch/jobs/a/exit-status
  assert_equal "$(state batch a)" 'done 1 0'
  grep -qx "SLURM_ARRAY_JOB_ID=$(id_of batch)" inner
  grep -qx SLURM_ARRAY_TASK_ID=1 inner
  run grep -x 'SLURM_JOB_NAME=outer' inner
  assert_failure
  refute [ "$id" = "$(id_of batch)" ]
}
