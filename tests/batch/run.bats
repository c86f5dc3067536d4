# share/batch/run.sh by itself: what a batch system starts for each job. Directories are made by hand.
load ../helper
load directory

teardown() { umount D 2> /dev/null || true; }

# run_job K INDEX ID: with the shell that RUN_SHELL names
run_job() { (cd D && exec ${RUN_SHELL-sh} ./run "$@") < /dev/null; }

# ends_with STATUS PROCESS: a process that was started in the background
ends_with() {
  local status=0
  wait "$2" || status=$?
  assert_equal "$status" "$1"
}

# Shells that are here, to try what may differ between them.
shells() {
  local shell
  for shell in dash bash 'busybox sh'; do ! command -v "${shell%% *}" > /dev/null || echo "$shell"; done
}

@test "a job runs its script once, leaves stdout, stderr and exit-status, and run ends with its status" {
  while read -r RUN_SHELL; do
    rm -rf D
    make_directory
    make_job good 'echo out; echo err >&2; echo "$BATCH_JOB" > name'
    make_job bad 'exit 7'
    make_submission 4 -- good bad
    run -0 run_job 4 1 id-1
    assert_output ''
    run -7 run_job 4 2 id-2
    assert_equal "$(cat D/jobs/good/stdout D/jobs/good/stderr D/jobs/good/exit-status D/jobs/bad/exit-status name)" "$(printf '%s\n' out err 0 7 good)"
    assert_equal "$(cat D/jobs/good/claim-4)" id-1
  done < <(shells)
}

@test "a second copy under another id does nothing, runs nothing, and says whose the job is" {
  make_directory
  make_job a 'echo >> runs; sleep 0.2'
  make_submission 1 -- a
  run_job 1 1 first
  run -0 run_job 1 1 second
  assert_output "run: job 'a' belongs to first: nothing to do for second"
  assert_equal "$(wc -l < runs)" 1
  assert_equal "$(ls D/jobs/a)" "$(printf '%s\n' attempts.tsv claim-1 exit-status script stderr stdout)"
}

@test "of twenty copies at once exactly one runs" {
  make_directory
  make_job a 'echo >> runs; sleep 0.2'
  make_submission 1 -- a
  for i in $(seq 20); do run_job 1 1 "id$i" 2> /dev/null & done
  wait
  assert_equal "$(wc -l < runs)" 1
}

@test "the batch system may start a job again under its id: it begins anew, unless it had ended" {
  make_directory
  make_job a 'echo >> runs; [ -e ready ] || kill -KILL $PPID'
  make_submission 1 retries=1 -- a
  run -137 run_job 1 1 'a[1].server'
  assert_file_not_exist D/jobs/a/exit-status
  touch ready
  run -0 run_job 1 1 'a[1].server'
  run -0 run_job 1 1 'a[1].server'
  assert_equal "$(wc -l < runs)" 2
  assert_equal "$(cat D/jobs/a/exit-status)" 0
}

@test "a job that was revoked never begins" {
  make_directory
  make_job a 'echo >> runs'
  make_submission 1 -- a
  echo revoked > D/jobs/a/claim-1
  run -0 run_job 1 1 id
  assert_output "run: job 'a' belongs to revoked: nothing to do for id"
  assert_file_not_exist runs
}

@test "each submission has a claim of its own" {
  make_directory
  make_job a 'echo >> runs; false'
  make_submission 1 -- a
  make_submission 2 -- a
  run -1 run_job 1 1 one
  rm D/jobs/a/exit-status
  run -1 run_job 2 1 two
  assert_equal "$(wc -l < runs)" 2
  assert_equal "$(cat D/jobs/a/claim-1 D/jobs/a/claim-2)" $'one\ntwo'
}

@test "a job that fails is tried again as often as retries says, and keeps what each attempt said" {
  while read -r RUN_SHELL; do
    rm -rf D runs
    make_directory
    make_job once 'echo try >> runs; wc -l < runs; [ "$(wc -l < runs)" = 2 ]'
    make_job always 'echo no >&2; exit 3'
    make_submission 1 retries=2 -- once always
    run -0 run_job 1 1 id1
    run -3 run_job 1 2 id2
    assert_equal "$(cat D/jobs/once/stdout.1 D/jobs/once/stdout | tr -d ' ')" $'1\n2'
    assert_file_not_exist D/jobs/once/stdout.2
    assert_equal "$(cat D/jobs/always/stderr{.1,.2,})" $'no\nno\nno'
    assert_file_not_exist D/jobs/always/stderr.3
    assert_equal "$(cat D/jobs/once/exit-status D/jobs/always/exit-status)" $'0\n3'
  done < <(shells)
}

@test "attempts.tsv has a row when an attempt begins and one when it ends" {
  make_directory
  make_job a 'exit 5'
  make_submission 12 retries=1 -- a
  run -5 run_job 12 1 'x[1]'
  host=$(uname -n)
  assert_equal "$(cut -f 1,2,4,5,6 D/jobs/a/attempts.tsv)" "$(tsv event submission engine_id host exit_status / \
    started 12 'x[1]' "$host" - / ended 12 'x[1]' "$host" 5 / started 12 'x[1]' "$host" - / ended 12 'x[1]' "$host" 5)"
  run -0 grep -cE '^(started|ended)	12	20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z	' D/jobs/a/attempts.tsv
  assert_output 4
}

@test "attempts of earlier submissions are not counted, and what they said is kept" {
  make_directory
  make_job a 'echo "$0 $(cat number)"; false'
  make_submission 1 retries=1 -- a
  make_submission 11 retries=1 -- a   # begins with the same digit
  echo first > number
  run -1 run_job 11 1 id
  rm D/jobs/a/exit-status
  echo second > number
  run -1 run_job 1 1 id
  assert_equal "$(grep -c '^started	1	' D/jobs/a/attempts.tsv)" 2
  assert_equal "$(grep -c '^started	11	' D/jobs/a/attempts.tsv)" 2
  assert_equal "$(sed 's/.* //' D/jobs/a/stdout.1)" first
}

@test "a job whose outputs are not all there has failed, is tried again, and says which" {
  make_directory
  make_job a 'echo >> runs; touch "x y"; [ "$(wc -l < runs)" = 1 ] || touch "it'\''s \$HOME"'
  OUTPUTS="x y,it's \$HOME" make_submission 1 retries=1 -- a
  run -0 run_job 1 1 id
  assert_equal "$(cat D/jobs/a/stderr.1)" "run: the job ended well, but its output 'it's \$HOME' is missing"
  assert_equal "$(wc -l < runs)" 2
  assert_equal "$(cat D/jobs/a/stderr)" ''
}

@test "a status that is not 0 is told as it is, also when outputs are missing" {
  make_directory
  make_job a 'exit 9'
  OUTPUTS=never make_submission 1 -- a
  run -9 run_job 1 1 id
  assert_equal "$(cat D/jobs/a/exit-status D/jobs/a/stderr)" 9
}

@test "outputs with stars are names, not patterns" {
  make_directory
  make_job a 'touch b.root'
  OUTPUTS='*.root' make_submission 1 -- a
  run -1 run_job 1 1 id
  assert_equal "$(cat D/jobs/a/stderr)" "run: the job ended well, but its output '*.root' is missing"
}

@test "after each signal that batch systems send to all of a job its end is the end, and nothing is tried again" {
  while read -r RUN_SHELL; do
    for signal in TERM INT HUP XCPU USR2; do
      rm -rf D runs told
      make_directory
      make_job a "trap 'echo told > told; exit 40' $signal; echo >> runs; sleep 30 & wait"
      make_submission 1 retries=5 -- a
      env --default-signal=INT,QUIT setsid bash -c "cd D && exec $RUN_SHELL ./run 1 1 id" < /dev/null 3>&- &
      until_it test -e runs
      kill -$signal -- -$!
      ends_with 40 $!
      assert_equal "$(cat D/jobs/a/exit-status told)" $'40\ntold'
      assert_equal "$(wc -l < runs)" 1
    done
  done < <(shells)
}

@test "a job that does not mind the signal may end well" {
  make_directory
  make_job a 'trap "" TERM; echo >> runs; sleep 0.5; echo whole'
  make_submission 1 retries=2 -- a
  setsid bash -c 'cd D && exec sh ./run 1 1 id' < /dev/null 3>&- &
  until_it test -e runs
  kill -TERM -- -$!
  ends_with 0 $!
  assert_equal "$(cat D/jobs/a/exit-status D/jobs/a/stdout)" $'0\nwhole'
}

@test "a job that the signal kills has failed with 128 and its number, and is not tried again" {
  while read -r RUN_SHELL; do
    rm -rf D runs
    make_directory
    make_job a 'echo >> runs; sleep 30'
    make_submission 1 retries=2 -- a
    setsid bash -c "cd D && exec $RUN_SHELL ./run 1 1 id" < /dev/null 3>&- &
    until_it test -e runs
    kill -TERM -- -$!
    ends_with 143 $!
    assert_equal "$(cat D/jobs/a/exit-status)" 143
    assert_equal "$(wc -l < runs)" 1
  done < <(shells)
}

@test "of a submission that was cancelled no job begins" {
  make_directory
  make_job a 'echo >> runs'
  make_submission 1 retries=2 -- a
  touch D/submissions/1/cancelled
  run -143 run_job 1 1 id
  assert_equal "$(cat D/jobs/a/exit-status)" 143
  assert_file_not_exist runs
}

@test "killed outright there is no exit-status: what was is not known" {
  make_directory
  make_job a 'echo >> runs; sleep 30'
  make_submission 1 -- a
  setsid bash -c 'cd D && exec sh ./run 1 1 id' < /dev/null 3>&- &
  until_it test -e runs
  kill -KILL -- -$!
  ends_with 137 $!
  assert_file_not_exist D/jobs/a/exit-status
  assert_equal "$(tail -n +2 D/jobs/a/attempts.tsv | cut -f 1)" started
}

@test "with BATCH_RESTARTS one attempt is made, and there is an exit-status only when it is the last" {
  make_directory
  make_job a 'exit 3'
  make_submission 1 retries=2 -- a
  export BATCH_RESTARTS=yes
  for attempt in 1 2; do
    run -3 run_job 1 1 id
    assert_file_not_exist D/jobs/a/exit-status
    assert_equal "$(grep -c '^ended' D/jobs/a/attempts.tsv)" "$attempt"
  done
  run -3 run_job 1 1 id
  assert_equal "$(cat D/jobs/a/exit-status)" 3
  assert_equal "$(grep -c '^ended' D/jobs/a/attempts.tsv)" 3
}

@test "with BATCH_RESTARTS a job that ends well is at its end" {
  make_directory
  make_job a 'echo >> runs; [ "$(wc -l < runs)" = 2 ]'
  make_submission 1 retries=2 -- a
  export BATCH_RESTARTS=yes
  run -1 run_job 1 1 id
  run -0 run_job 1 1 id
  assert_equal "$(cat D/jobs/a/exit-status)" 0
}

@test "jobs and ids of any name" {
  # not i: run changes that
  names=('two words' "o'neil" 'say "hi"' '$HOME' 'a;b&c|d' 'é 日本' '*' '-rf' '#x' 'back\slash' '`id`' '$(touch no)' ' leading' 'trailing ' '%s' '~' '!' '{a,b}' '[a]')
  while read -r RUN_SHELL; do
    rm -rf D
    make_directory
    for name in "${names[@]}"; do make_job "$name" 'printf "%s\n" "$BATCH_JOB"; exit 6'; done
    make_submission 1 retries=1 -- "${names[@]}"
    for n in "${!names[@]}"; do
      run -6 run_job 1 $((n + 1)) "it's [$n] \$x"
      assert_output ''
      home=D/jobs/${names[n]}
      assert_equal "$(cat "$home/stdout" "$home/stdout.1" "$home/exit-status" "$home/claim-1")" "$(printf '%s\n' "${names[n]}" "${names[n]}" 6 "it's [$n] \$x")"
      assert_equal "$(wc -l < "$home/attempts.tsv")" 5
    done
    assert_file_not_exist no
    assert_file_not_exist D/no
  done < <(shells)
}

@test "in a directory of any name" {
  here=$PWD/"it's \$HOME; \"é\" *"
  mkdir "$here" && cd "$here"
  make_directory
  make_job a 'pwd > out'
  make_submission 1 -- a
  run_job 1 1 id
  assert_equal "$(cat out)" "$here"
}

@test "an index that the submission has not is 125" {
  make_directory
  make_job a 'echo >> runs'
  make_submission 1 -- a
  run -125 run_job 1 2 id
  assert_output 'run: submission 1 has no job 2'
  assert_file_not_exist runs
}

@test "the umask of submission holds, whatever the batch system's is" {
  make_directory
  echo umask=027 > D/settings
  make_job a 'touch out'
  make_submission 1 -- a
  (umask 000; run_job 1 1 id)
  assert_equal "$(stat -c %a out)" 640
}

@test "a job that dies of a signal has failed with 128 and its number" {
  make_directory
  make_job a 'kill -9 $$'
  make_submission 1 -- a
  run -137 run_job 1 1 id
  assert_equal "$(cat D/jobs/a/exit-status)" 137
}

@test "a disk that is full when the job ends: no exit-status, not half of one either, and run says that it failed" {
  while read -r RUN_SHELL; do
    mkdir D && mount -t tmpfs -o size=128k none D 2> /dev/null || skip 'no mount here'
    make_directory
    make_job a 'echo >> ../runs; [ "$(wc -l < ../runs)" -gt 1 ] || dd if=/dev/zero of=big bs=1k 2> /dev/null; :'
    echo 'cd "$BATCH_DIRECTORY"' > D/environment
    make_submission 1 -- a
    status=0
    run_job 1 1 id 2> /dev/null || status=$?
    assert_equal "$status" 125
    assert_file_not_exist D/jobs/a/exit-status
    rm D/big
    run -0 run_job 1 1 id   # the batch system's second try, with room
    assert_equal "$(cat D/jobs/a/exit-status)" 0
    umount D && rmdir D && rm runs
  done < <(shells)
}

@test "where the beginning of an attempt cannot be written down there is none, and no end of trying either" {
  make_directory
  make_job a 'echo >> runs; false'
  make_submission 1 retries=2 -- a
  mkdir D/jobs/a/attempts.tsv
  status=0
  (cd D && timeout 10 sh ./run 1 1 id) < /dev/null 2> /dev/null || status=$?
  assert_equal "$status" 125
  assert_file_not_exist runs
  assert_file_not_exist D/jobs/a/exit-status
}
