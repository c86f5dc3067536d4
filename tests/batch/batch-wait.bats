# batch-wait, batch-status and batch-cancel, with the engine that is this machine and with one that says what a file tells it to say.
load ../helper

teardown() { [ ! -d D ] || batch-cancel -q D > /dev/null 2>&1 || true; }

submit() { batch-submit --engine local --dir D "$@" > /dev/null; }

# A batch system that runs nothing: query prints ./answer, each call is a row of ./calls.
mute_engine() {
  cat > engine.sh <<'EOM'
echo "$*" >> ../calls
case $1 in
limit) echo 100 ;;
text) echo "$2" ;;
submit) echo "id$2" ;;
query) [ ! -e ../down ] || { echo 'server is down' >&2; exit 1; }; cat ../answer ;;
esac
EOM
  : > answer
  tsv job command / a 'echo >> runs' / b true > jobs.tsv
}

mute_submit() { batch-submit --engine ./engine.sh --dir D "$@" jobs.tsv > /dev/null; }

# The batch system starts a job after all.
start() { (cd D && ./run "$1" "$2" "engine-id-$1-$2") < /dev/null; }

@test "status 0 when all are done, 1 when some failed, and those are named with their stderr" {
  tsv job command / a true / b true > jobs.tsv
  submit jobs.tsv
  run -0 --separate-stderr batch-wait D
  assert_equal "$output$stderr" ''
  tsv job command / a true / b 'exit 4' > jobs.tsv
  batch-submit --engine local --dir E --retries 0 jobs.tsv > /dev/null
  run -1 --separate-stderr batch-wait E
  assert_equal "$stderr" "batch-wait: job 'b' failed with 4 after 1 attempt: see E/jobs/b/stderr"
}

@test "of many that failed ten are named" {
  tsv job command > jobs.tsv
  for i in $(seq 13); do printf 'j%d\tfalse\n' "$i"; done >> jobs.tsv
  submit --retries 0 jobs.tsv
  run -1 --separate-stderr batch-wait D
  assert_equal "${#stderr_lines[@]}" 11
  assert_equal "${stderr_lines[10]}" 'batch-wait: and 3 more: see batch-status D'
}

@test "the engine's words become states; reasons are for --long" {
  mute_engine
  tsv job command / a true / b true / c true / d true > jobs.tsv
  tsv 1 1 running - / 1 2 queued Priority / 1 3 blocked JobHeldUser / 1 4 alive - > answer
  mute_submit
  run -0 batch-status D
  assert_output "$(tsv job state attempts exit_status / a running 0 - / b queued 0 - / c queued 0 - / d queued 0 -)"
  run -0 batch-status --long D
  assert_line -n 3 "$(tsv c queued 0 - JobHeldUser 1 3 id1 D/jobs/c)"
  run -0 batch-status --summary D
  assert_output "$(tsv state jobs / queued 3 / running 1 / done 0 / failed 0 / lost 0)"
}

@test "the exit-status is the truth, whatever the engine says" {
  mute_engine
  mute_submit
  start 1 1
  tsv 1 1 running - / 1 2 queued - > answer
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv a done 1 0 / b queued 0 -)"
}

@test "a job that the engine does not know is lost after the grace time, not before; the claim tells whether it had begun" {
  mute_engine
  mute_submit --grace 1
  echo id1.1 > D/jobs/a/claim-1
  assert_equal "$(batch-status D | tail -n +2 | cut -f 1,2)" "$(tsv a running / b queued)"
  touch -d '2 seconds ago' D/jobs/*/gone-1
  assert_equal "$(batch-status D | tail -n +2 | cut -f 1,2)" "$(tsv a lost / b lost)"
  tsv 1 '*' running - > answer
  assert_equal "$(batch-status D | tail -n +2 | cut -f 1,2)" "$(tsv a running / b running)"
  assert_file_not_exist D/jobs/a/gone-1
}

@test "a lost job is submitted again while retries are left, and its first copy never starts" {
  mute_engine
  mute_submit --grace 0 --retries 1
  run -1 --separate-stderr batch-wait --every 1 D
  assert_equal "$(grep -c '^submit' calls)" 2
  assert_equal "$(cat D/submissions/2/settings | grep retries)" retries=0
  run -0 start 1 1
  assert_output "run: job 'a' belongs to revoked: nothing to do for engine-id-1-1"
  start 2 1
  assert_equal "$(wc -l < runs)" 1
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv a done 1 0 / b lost 0 -)"
  run -1 --separate-stderr batch-wait D
  assert_equal "$stderr" "batch-wait: job 'b' is lost after 0 attempts: the batch system does not know it"
}

@test "a query that fails is asked again, and never counts as gone" {
  mute_engine
  touch down
  mute_submit --grace 0
  (sleep 1.5; tsv 1 1 running - / 1 2 running - > answer; rm down) 3>&- &
  run -0 --separate-stderr batch-status D
  assert_output "$(tsv job state attempts exit_status / a running 0 - / b running 0 -)"
  assert_equal "$stderr" 'batch-status: D: ./engine.sh cannot be asked, trying again: server is down'
  wait $!
}

@test "a batch system that stays silent: what has ended is told, and status 2" {
  mute_engine
  touch down
  mute_submit --grace 0
  start 1 1
  run -2 --separate-stderr batch-status --patience 0 D
  assert_output "$(tsv job state attempts exit_status / a done 1 0)"
  assert_equal "$stderr" 'batch-status: D: engine ./engine.sh cannot be asked about the other jobs: server is down'
  assert_dies 'batch-wait: D: engine ./engine.sh cannot be asked: server is down' batch-wait --patience 0 D
  start 1 2
  batch-wait --patience 0 D   # nothing is left to ask about
}

@test "--timeout is status 2" {
  tsv job command / a 'sleep 30' > jobs.tsv
  submit jobs.tsv
  assert_dies 'batch-wait: D: 1 of 1 jobs have not ended in time' batch-wait --timeout 0.2 D
}

@test "when only jobs that wait for a person are left, they are named, and status 2" {
  mute_engine
  tsv 1 '*' blocked 'the moon is wrong' > answer
  mute_submit
  tsv 1 1 running - / 1 2 blocked 'the moon is wrong' > answer
  assert_dies 'batch-wait: D: 2 of 2 jobs have not ended in time' batch-wait -q --held 0 --timeout 0.3 D
  start 1 1
  run -2 --separate-stderr batch-wait --held 0 D
  assert_equal "$stderr" "batch-wait: job 'b' waits for a person: the moon is wrong
batch-wait: D: 1 jobs wait for a person, and nothing else is left"
}

@test "batch-wait goes on with a submission that was interrupted" {
  tsv job command / a 'echo >> runs' / b 'echo >> runs' > jobs.tsv
  submit jobs.tsv
  batch-wait D
  rm -r D/submissions/1 D/jobs/*/{claim-1,exit-status,attempts.tsv} runs
  run -0 --separate-stderr batch-wait D
  assert_equal "$stderr" 'batch-wait: D: 2 lost or not submitted: submitted now'
  assert_equal "$(wc -l < runs)" 2
}

@test "Ctrl-C ends the waiting, not the jobs" {
  tsv job command / a 'sleep 0.5; touch out' > jobs.tsv
  submit jobs.tsv
  env --default-signal=INT batch-wait D 3>&- &
  sleep 0.2
  kill -INT $!
  run wait $!
  batch-wait D
  assert_file_exist out
}

@test "a job that is killed by a signal has failed with 128 + its number" {
  tsv job command / a 'kill -9 $$' > jobs.tsv
  submit --retries 0 jobs.tsv
  run -1 batch-wait -q D
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv a failed 1 137)"
}

@test "all processes killed, make and run too: lost, submitted again, and done" {
  tsv job command / a '[ -e second ] || { touch second; sleep 30; }; touch out' > jobs.tsv
  submit --grace 0 jobs.tsv
  until [ -e second ]; do sleep 0.02; done
  kill -KILL -- "-$(cat D/submissions/1/leader)"
  run -0 --separate-stderr batch-wait D
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv a done 2 0)"
  assert_equal "$stderr" 'batch-wait: D: 1 lost or not submitted: submitted now'
}

@test "batch-cancel: what runs is told to end, what waits never begins, nothing is tried again" {
  tsv job command / done true / runs 'trap "echo told; exit 143" TERM; touch running; sleep 30 & wait' / waits 'touch never' > jobs.tsv
  submit --limit 1 jobs.tsv
  until [ -e running ]; do sleep 0.02; done
  run -0 --separate-stderr batch-cancel -v D
  assert_equal "$output$stderr" "$(printf 'batch-cancel: %s\n' 'runs: was running, begun 1 times' 'waits: was queued, begun 0 times')"
  run -1 batch-wait -q --every 0.5 D
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv done done 1 0 / runs failed 1 143 / waits failed 0 143)"
  assert_equal "$(cat D/jobs/runs/stdout)" told
  assert_file_not_exist never
  sed -i 's/sleep 30 & wait/true/' D/jobs/runs/script
  batch-submit --only-failed --dir D > /dev/null
  batch-wait D
  assert_file_exist never
}

@test "what is no submission directory is said to be none" {
  mkdir E
  for tool in batch-status batch-wait batch-cancel; do
    assert_dies "$tool: E: no submission directory: it has no settings" "$tool" E
    assert_dies "$tool: F: No such file or directory" "$tool" F
    assert_dies "$tool: one submission directory at a time" "$tool" E E
  done
}

@test "a colleague who may not write sees the states, too" {
  tsv job command / a true > jobs.tsv
  submit jobs.tsv
  batch-wait D
  chmod -R a-w D
  run -0 batch-status D
  assert_line -n 1 "$(tsv a done 1 0)"
  chmod -R u+w D
}

@test "a directory of make's recipes is watched, not handed over: batch-shell does that" {
  mkdir bin && ln -s "$(command -v batch-shell)" bin/bash
  printf 'all:\n\t@echo >> runs\n' > Makefile
  BATCH_ENGINE=local BATCH_DIR="$PWD/D" BATCH_MEMORY_MB=10 make -s SHELL="$PWD/bin/bash"
  batch-wait D
  rm D/jobs/*/exit-status
  assert_dies 'batch-submit: D: holds the recipes of make: call make again' batch-submit --only-failed --dir D
  run -2 batch-wait -q --timeout 0.2 D
  assert_equal "$(wc -l < runs)" 1
}
