# batch-wait, with the engine that is this machine and with one that says what a file tells it to say. See faults.bats, too.
load ../helper
load mute

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
  (until_it grep -q ^query calls; tsv 1 1 running - / 1 2 running - > answer; rm down) 3>&- &
  run -0 --separate-stderr batch-status D
  assert_output "$(tsv job state attempts exit_status / a running 0 - / b running 0 -)"
  assert_equal "$stderr" 'batch-status: D: ./engine.sh cannot be asked, trying again: server is down'
  wait $!
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
  tsv job command / a 'while [ -e hold ]; do sleep 0.05; done; touch out' > jobs.tsv
  touch hold
  submit jobs.tsv
  env --default-signal=INT batch-wait D 3>&- &
  while kill -INT $! 2> /dev/null; do sleep 0.02; done   # the first may come before it is itself
  status=0
  wait $! || status=$?
  assert_equal $status 130
  assert_file_not_exist D/jobs/a/exit-status
  rm hold
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
  until_it test -e second
  kill -KILL -- "-$(cat D/submissions/1/leader)"
  run -0 --separate-stderr batch-wait D
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv a done 2 0)"
  assert_equal "$stderr" 'batch-wait: D: 1 lost or not submitted: submitted now'
}

@test "what is no submission directory is said to be none" {
  mkdir E
  for tool in batch-status batch-wait batch-cancel; do
    assert_dies "$tool: E: no submission directory: it has no settings" "$tool" E
    assert_dies "$tool: F: No such file or directory" "$tool" F
    assert_dies "$tool: one submission directory at a time: 'E' is too many" "$tool" E E
  done
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
