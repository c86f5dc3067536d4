# The engine for PBS, with the stand-ins of standins/pbs: files and words against gold made by hand from spec/batch.md 1 and 4, then whole productions.
load ../helper
load engine
load production

setup() {
  begin_engine pbs
  export PBS_STANDIN=$QUEUE PBS_STANDIN_HOME=$BATS_TEST_TMPDIR/home
  mkdir "$PBS_STANDIN_HOME"
}

by_qdel='by qdel, or its walltime was over'

# ---- the file ----

@test "an array: the file of spec/batch.md 4 with a row of the list as index, a token, and what runs each job" {
  make_directory pbs
  make_array 3 100 memory_mb=2000 walltime_s=7200 limit=20
  gold array 3
}

@test "a single job is no array, and gets its index as a word; what is not asked for is not there" {
  make_directory pbs
  make_array 3 1 limit=20
  gold single 3
}

@test "submissions that come first, the user's own lines, a -v among them, and more than 99 hours" {
  make_directory pbs
  printf '%s\n' '-q long' '' '-v RUN=5 ' '-l "place=pack:excl"' > D/extra
  make_array 3 2 walltime_s=360001 'after=8.server 7[].server'
  gold after 3
}

@test "Torque is told in its own words" {
  touch "$QUEUE/torque"
  make_directory pbs
  make_array 3 100 memory_mb=2000 walltime_s=7200 limit=20 'after=8.server 7[].server'
  gold torque-array 3
  make_array 3 1
  run -0 engine text 3
  assert_line 'exec ./run 3 1 "$PBS_JOBID"'
  refute_line --partial '-t 1'
}

@test "files cannot be carried" {
  make_directory pbs
  make_array 3 2 transfer=yes
  run -1 --separate-stderr engine text 3
  assert_equal "$output$stderr" 'PBS carries no files to and fro: the directory must be on a file system that the nodes share'
}

@test "the text is the same under every shell" {
  make_directory pbs
  make_array 3 100 memory_mb=2000 walltime_s=7200 limit=20
  gold_under_every_shell array 3
}

# ---- check and limit ----

@test "check: silent when PBS is there, one line when a command is missing or the server is down" {
  make_directory pbs
  run -0 engine check
  assert_output ''
  touch "$QUEUE/down"
  run -1 engine check
  assert_output 'qstat: cannot connect to server pbs01.example.org (errno=111)'
  mkdir bin
  ln -s "$STANDINS/qsub" "$(command -v sh)" bin
  cd D
  PATH=$OLDPWD/bin run -1 sh engine check
  assert_output 'qstat is not here'
}

@test "limit: 10000, or what the server says, or the queue that the jobs go to if that is less" {
  make_directory pbs
  assert_equal "$(engine limit)" 10000
  echo 500 > "$QUEUE/max_array_size"
  assert_equal "$(engine limit)" 500
  echo 60 > "$QUEUE/queue.workq"
  assert_equal "$(engine limit)" 60
  echo '-q night@pbs01' > D/extra
  assert_equal "$(engine limit)" 500
  touch "$QUEUE/torque"
  assert_equal "$(engine limit)" 500
}

@test "limit cannot be had while the server is down: status 2, not a guess" {
  make_directory pbs
  touch "$QUEUE/down"
  run -2 engine limit
  assert_output 'qstat: cannot connect to server pbs01.example.org (errno=111)'
}

# ---- submit ----

@test "submit prints the id, and each job runs in the directory under an id of its own" {
  make_directory pbs
  submit_array 1 3 'echo "$BATCH_JOB" >> ran'
  assert_equal "$(cat D/submissions/1/id)" '1[].pbs01.example.org'
  eventually all_there 3
  assert_equal "$(sort ran)" $'j1\nj2\nj3'
  assert_equal "$(cat D/jobs/j2/claim-1)" '1[2].pbs01.example.org'
  submit_array 2 1 'echo single >> ran'
  assert_equal "$(cat D/submissions/2/id)" 2.pbs01.example.org
  eventually test -e D/jobs/j1/claim-2
  assert_equal "$(cat D/jobs/j1/claim-2)" 2.pbs01.example.org
}

@test "what qsub refuses is told in its own first line, and status 1" {
  make_directory pbs
  echo 'Job violates queue and/or server resource limits' > "$QUEUE/refuse"
  run -1 submit_array 1 3 true
  assert_output 'qsub: Job violates queue and/or server resource limits'
  rm "$QUEUE/refuse"
  touch "$QUEUE/down"
  run -1 submit_array 1 3 true
  assert_output 'qsub: cannot connect to server pbs01.example.org (errno=111)'
}

@test "the stand-in refuses what PBS refuses, so that these tests can fail" {
  make_directory pbs
  make_array 1 3
  engine text 1 > good
  qsub_refuses() { refused "$1" "qsub: $2"; }
  qsub_refuses 's/^#PBS -J.*/#PBS -J 1-1/' 'illegal -J value'
  qsub_refuses 's/^#PBS -j oe/&\n#PBS -r n/' ' cannot submit non-rerunable Array Job'
  qsub_refuses 's/^#PBS -N .*/#PBS -N two words/' 'option without a value: words'
  qsub_refuses 's/^#PBS -N .*/#PBS -N longer-than-15-letters/' 'illegal -N value'
  qsub_refuses '1d' 'the script does not begin with #!'
  qsub_refuses 's/^#PBS -j oe/&\n#PBS -W depend=afterok:99[].pbs01.example.org/' 'Unknown Job Id 99[].pbs01.example.org'
  qsub_refuses 's/^#PBS -j oe/&\n#PBS --mem=5/' 'option without a value: --mem=5'
  qsub_refuses 's/^#PBS -j oe/&\n#PBS -Z 5/' 'invalid option -- Z'
}

@test "qsub that says no id is a refusal" {
  make_directory pbs
  make_array 1 2
  instead qsub 'echo welcome to the cluster'
  run -1 engine submit 1
  assert_output 'qsub printed no id: welcome to the cluster'
  instead qsub 'echo welcome' 'echo "4711[].head-1.example.org"' 'echo bye'
  run -0 engine submit 1
  assert_output '4711[].head-1.example.org'
}

# ---- find ----

@test "find: the id of the submission that has the token, waiting, running or ended, and nothing else" {
  for version in pro torque; do
    rm -rf D
    [ $version = pro ] || touch "$QUEUE/torque"
    touch "$QUEUE/held"
    make_directory pbs
    submit_array 1 3 true
    submit_array 2 1 true
    submit_array 22 2 true   # a token that begins as another
    for k in 1 2 22; do assert_equal "$(engine find $k)" "$(cat D/submissions/$k/id)"; done
    make_array 4 3
    run -0 engine find 4
    assert_output ''
    make_array 5 3 name=other
    run -0 engine find 5
    assert_output ''
    rm "$QUEUE/held"
    eventually all_there 3
    for k in 1 2 22; do assert_equal "$(engine find $k)" "$(cat D/submissions/$k/id)"; done
    eventually queue_idle
  done
}

@test "find, where there is no history: what waits or runs" {
  touch "$QUEUE/no-history" "$QUEUE/held"
  make_directory pbs
  submit_array 1 3 true
  assert_equal "$(engine find 1)" "$(cat D/submissions/1/id)"
  rm "$QUEUE/held"
  eventually all_there 3
  eventually test ! -e "$QUEUE/jobs/1"
  run -0 engine find 1
  assert_output ''
}

@test "find, when the server is down: status 2" {
  make_directory pbs
  make_array 1 3
  touch "$QUEUE/down"
  run -2 engine find 1
  assert_output 'qselect: cannot connect to server pbs01.example.org (errno=111)'
}

@test "a user's own -v leaves the token" {
  touch "$QUEUE/held"
  make_directory pbs
  echo '-v RUN=5' > D/extra
  submit_array 1 3 true
  assert_equal "$(engine find 1)" "$(cat D/submissions/1/id)"
}

# ---- query ----

@test "query: each job of an array, as the versions of PBS show them" {
  for version in 23 19 torque; do
    rm -rf D "$QUEUE"/{early,torque} go
    [ $version != 19 ] || touch "$QUEUE/early"
    [ $version != torque ] || touch "$QUEUE/torque"
    touch "$QUEUE/held"
    make_directory pbs
    submit_array 1 4 'echo >> begun; [ $BATCH_JOB != j2 ] || exit 7; [ $BATCH_JOB != j3 ] || kill -9 $$; until [ -e go ]; do sleep 0.02; done' limit=3
    assert_equal "$(engine query 1)" "$(tsv 1 1 queued - / 1 2 queued - / 1 3 queued - / 1 4 queued -)"
    rm "$QUEUE/held"
    eventually answers 1 "$(tsv 1 1 running - / 1 2 gone 'exit status 7' / 1 3 gone 'exit status 137' / 1 4 running -)"
    touch go
    eventually answers 1 "$(tsv 1 1 gone 'exit status 0' / 1 2 gone 'exit status 7' / 1 3 gone 'exit status 137' / 1 4 gone 'exit status 0')"
  done
}

@test "query: a single job waits, runs, is gone" {
  touch "$QUEUE/held"
  make_directory pbs
  submit_array 1 1 'until [ -e go ]; do sleep 0.02; done'
  assert_equal "$(engine query 1)" "$(tsv 1 1 queued -)"
  rm "$QUEUE/held"
  eventually answers 1 "$(tsv 1 1 running -)"
  touch go
  eventually answers 1 "$(tsv 1 1 gone 'exit status 0')"
}

@test "query: one qstat for all submissions, and one that is forgotten does not hide the others" {
  touch "$QUEUE/held"
  make_directory pbs
  for k in 1 2 3; do submit_array $k 2 true; done
  queue_forget 2
  : > "$QUEUE/calls"
  assert_equal "$(engine query 1 2 3)" "$(tsv 1 1 queued - / 1 2 queued - / 3 1 queued - / 3 2 queued -)"
  assert_equal "$(cat "$QUEUE/calls")" 'qstat -x -f -t 1\[\].pbs01.example.org 2\[\].pbs01.example.org 3\[\].pbs01.example.org '
  queue_forget 1
  queue_forget 3
  run -0 engine query 1 2 3
  assert_output ''
}

@test "query, where there is no history: asked once more without, and what ended is not there" {
  touch "$QUEUE/no-history" "$QUEUE/held"
  make_directory pbs
  submit_array 1 2 true
  submit_array 2 1 true
  : > "$QUEUE/calls"
  assert_equal "$(engine query 1 2)" "$(tsv 1 1 queued - / 1 2 queued - / 2 1 queued -)"
  assert_equal "$(wc -l < "$QUEUE/calls")" 2
  rm "$QUEUE/held"
  eventually test -e "$QUEUE/forgotten.1" -a -e "$QUEUE/forgotten.2"
  run -0 engine query 1 2
  assert_output ''
}

@test "query: what has ended but is still known is gone, where -x is not there for it" {
  make_directory pbs
  submit_array 1 2 true
  eventually all_there 2
  eventually answers 1 "$(tsv 1 1 gone 'exit status 0' / 1 2 gone 'exit status 0')"
  # a server that lost its history between two questions
  instead qstat '[ "$1" != -x ] || { echo "qstat: PBS is not configured to maintain job history 1[]" >&2; exit 0; }' "exec \"$STANDINS/qstat\" \"\$@\""
  run -0 engine query 1
  assert_output ''
}

@test "query, when the server is down, hangs up in the middle or dies: status 2, and nothing is said about any job" {
  touch "$QUEUE/held"
  make_directory pbs
  submit_array 1 2 true
  touch "$QUEUE/down"
  run -2 engine query 1
  assert_output 'qstat: cannot connect to server pbs01.example.org (errno=111)'
  rm "$QUEUE/down"
  touch "$QUEUE/half"
  run -2 engine query 1
  assert_output 'qstat: status 137'
  rm "$QUEUE/half"
  # half an answer, and status 0
  instead qstat "\"$STANDINS/qstat\" \"\$@\" | sed '/job_state/,\$d'"
  run -2 engine query 1
  assert_output 'qstat: the answer about 1[].pbs01.example.org is cut off'
}

@test "query: a server that knows one id and cannot be reached for another is not believed" {
  touch "$QUEUE/held"
  make_directory pbs
  submit_array 1 2 true
  submit_array 2 2 true
  queue_forget 2
  instead qstat "\"$STANDINS/qstat\" \"\$@\"" 'echo "qstat: End of File 3[]" >&2' 'exit 0'
  run -2 engine query 1 2
  assert_output 'qstat: End of File 3[]'
}

@test "query, when qstat hangs: status 2 after the patience of the engine" {
  touch "$QUEUE/held"
  make_directory pbs
  submit_array 1 2 true
  touch "$QUEUE/hang"
  sed -i 's/^patience=60 /patience=0.1 /' D/engine
  run -2 engine query 1
  assert_output 'qstat: no answer within 0.1 s'
}

@test "query: a submission without id cannot be asked about" {
  make_directory pbs
  make_array 1 2
  run -2 engine query 1
  assert_output 'submission 1 has no id'
}

@test "query: held by a person is blocked, and why; held by a dependency is queued" {
  for version in 23 19 torque; do
    rm -rf D "$QUEUE"/{early,torque}
    [ $version != 19 ] || touch "$QUEUE/early"
    [ $version != torque ] || touch "$QUEUE/torque"
    make_directory pbs
    touch "$QUEUE/held"
    submit_array 1 2 true
    n=$(cat "$QUEUE/last")
    echo u > "$QUEUE/jobs/$n/held"
    assert_equal "$(engine query 1)" "$(tsv 1 1 blocked 'held by the user' / 1 2 blocked 'held by the user')"
    echo so > "$QUEUE/jobs/$n/held"
    printf 'job held, too many failed attempts to run, and this is a long comment that qstat wraps at eighty letters' > "$QUEUE/jobs/$n/comment"
    reason="held by an operator: $(cat "$QUEUE/jobs/$n/comment")"
    assert_equal "$(engine query 1)" "$(tsv 1 1 blocked "$reason" / 1 2 blocked "$reason")"
    rm "$QUEUE/jobs/$n/held"
    submit_array 2 2 true after="$(cat D/submissions/1/id)"
    assert_equal "$(engine query 2)" "$(tsv 2 1 queued - / 2 2 queued -)"
    submit_array 3 1 true after="$(cat D/submissions/1/id) $(cat D/submissions/2/id)"
    assert_equal "$(engine query 3)" "$(tsv 3 1 queued -)"
    rm "$QUEUE/held"
    eventually all_there 2
    eventually answers 3 "$(tsv 3 1 gone 'exit status 0')"
  done
}

@test "query: the letters of PBS" {
  make_directory pbs
  make_array 1 14
  echo '1[].server' > D/submissions/1/id
  i=0
  for letter in Q W T M R E B S U F X C H '?'; do printf 'Job Id: 1[%d].server\n    job_state = %s\n\n' $((++i)) "$letter"; done > answer
  instead qstat "[ \"\$1\" != --version ] || { echo 'pbs_version = 23.06.06'; exit; }" "cat '$PWD/answer'"
  assert_equal "$(engine query 1 | cut -f 2,3 | tr '\n\t' ' :')" \
    '1:queued 2:queued 3:queued 4:alive 5:running 6:running 7:running 8:running 9:running 10:gone 11:gone 12:gone 13:blocked 14:alive '
}

@test "query: jobs that waited in an array that was deleted, which newer versions do not list, are removed with it" {
  make_directory pbs
  make_array 1 2
  echo '1[].server' > D/submissions/1/id
  printf 'Job Id: 1[].server\n    job_state = F\n    substate = 91\n\nJob Id: 1[1].server\n    job_state = X\n    Exit_status = 0\n' > answer
  instead qstat "cat '$PWD/answer'"
  assert_equal "$(engine query 1 | cut -f 2,3)" "$(tsv 1 gone / 2 removed)"
}

@test "query: how a job ended" {
  make_directory pbs
  make_array 1 7
  echo '1[].server' > D/submissions/1/id
  i=0
  {
    for status in 0 3 271 265 -3 ''; do
      printf 'Job Id: 1[%d].server\n    job_state = X\n    comment = said\n\t so\n' $((++i))
      [ -z "$status" ] || printf '    Exit_status = %s\n' "$status"
    done
    printf 'Job Id: 1[7].server\n    job_state = F\n    substate = 91\n    comment = Not Running: and deleted\n'
  } > answer
  instead qstat "cat '$PWD/answer'"
  assert_equal "$(engine query 1 | cut -f 4)" "$(printf '%s\n' 'exit status 0' 'exit status 3' "$by_qdel" 'signal 9' \
    'could not be started (-3): said so' 'said so' 'Not Running: and deleted')"
  assert_equal "$(engine query 1 | cut -f 3 | xargs)" 'gone gone removed gone gone gone removed'
}

@test "query: 10000 jobs in an answer of 20 MB within seconds" {
  make_directory pbs
  make_submission 1 -- a
  sed -i 's/^jobs=.*/jobs=10000/' D/submissions/1/settings
  echo '1[].server' > D/submissions/1/id
  instead qstat "[ \"\$1\" = --version ] || cat '$PWD/answer'"
  awk 'BEGIN {
    print "Job Id: 1[].server\n    job_state = B\n"
    for (i = 1; i <= 9000; i++) {
      print "Job Id: 1[" i "].server\n    job_state = " (i % 2 ? "R" : "X") "\n    Exit_status = 4"
      for (j = 0; j < 40; j++) print "    attribute_" j " = a value of some length, as they are"
      print ""
    }
  }' > answer
  SECONDS=0
  engine query 1 > states
  assert [ $SECONDS -lt 10 ]
  assert_equal "$(cut -f 3 states | sort | uniq -c | tr -s ' ')" "$(printf ' %s\n' '4500 gone' '1000 queued' '4500 running')"
}

# ---- cancel ----

@test "cancel: all of a submission, waiting or running; what has ended or is not known is no error" {
  make_directory pbs
  submit_array 1 6 'echo >> begun; sleep 30' limit=2
  eventually test -s begun
  engine cancel 1
  eventually answers 1 "$(for i in 1 2 3 4 5 6; do tsv 1 $i removed "$by_qdel"; done)"
  assert_equal "$(sed -n 's/^qdel //p' "$QUEUE/calls")" '1\[\].pbs01.example.org '
  engine cancel 1
  queue_forget 1
  run -0 engine cancel 1
  assert_output ''
}

@test "cancel: some jobs of an array, and a single one" {
  touch "$QUEUE/held"
  make_directory pbs
  submit_array 1 4 true
  submit_array 2 1 true
  engine cancel 1 2 4
  engine cancel 2 1
  assert_equal "$(sed -n 's/^qdel //p' "$QUEUE/calls")" "$(printf '%s\n' '1\[2\].pbs01.example.org 1\[4\].pbs01.example.org ' '2.pbs01.example.org ')"
  eventually answers 1 "$(tsv 1 1 queued - / 1 2 removed "$by_qdel" / 1 3 queued - / 1 4 removed "$by_qdel")"
  assert_equal "$(engine query 2)" "$(tsv 2 1 removed "$by_qdel")"
  run -0 engine cancel 1 2
  assert_output ''
}

@test "cancel, when the server is down: status 2" {
  touch "$QUEUE/held"
  make_directory pbs
  submit_array 1 2 true
  touch "$QUEUE/down"
  run -2 engine cancel 1
  assert_output 'qdel: cannot connect to server pbs01.example.org (errno=111)'
}

@test "a word that is no command of an engine" {
  make_directory pbs
  run -2 engine hold 1
  assert_output "no command 'hold'"
}

# ---- batch-submit, batch-wait, batch-status, batch-cancel (production.bash) ----

@test "60 jobs, of which 6 fail once and 3 always: the right ones are tried again, counts are exact, then only the failed ones" { sixty_jobs; }
@test "a submission of one job" { one_job; }
@test "as many arrays as the limit makes" {
  echo 4 > "$QUEUE/max_array_size"
  several_arrays 4
}
@test "the server is down for a while: nobody is lost, all get done" { server_down; }
@test "a job that dies with its node is lost, and submitted again; the others are not" { killed_job; }
@test "a submission that PBS forgets is submitted again" {
  touch "$QUEUE/no-history"
  forgotten
}
@test "in a directory whose path has blanks, quotes and dollars" { odd_directory; }
@test "names and commands with blanks, quotes, dollars, semicolons and UTF-8 arrive as they are" { odd_names; }
@test "killed before it heard of its submission, the same command finds that" { deaf_submitter; }
@test "a refusal is one line and status 2, and nothing is left in the queue" {
  refusal 'Illegal attribute or resource value Resource_List.select' \
    'batch-submit: D: submission 1: engine pbs: qsub: Illegal attribute or resource value Resource_List.select'
}
@test "where PBS is not installed that is one line, and no directory" {
  rm -rf "${PBS_STANDIN:?}"
  not_installed 'batch-submit: engine pbs: qsub is not here'
}
@test "jobs held by a person: batch-wait says so, and leaves with status 2" { held_by_a_person u 'held by the user'; }
@test "batch-cancel: what runs is told to end, what waits never begins" { cancelled; }
@test "--after: begins when the other submission is done, and never if that fails" { one_after_another; }
@test "Torque: 60 jobs, and one after another" {
  touch "$QUEUE/torque"
  sixty_jobs
  cd .. && mkdir more && cd more
  one_after_another
}
