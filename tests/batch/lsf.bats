# The engine for LSF, with the stand-ins of standins/lsf: files and words against gold made by hand from spec/batch.md 1 and 4, then whole productions.
load ../helper
load engine
load production

setup() {
  begin_engine lsf
  export LSF_STANDIN=$QUEUE
}

# ---- the file ----

@test "an array: the file of spec/batch.md 4 with a token, and what runs each job" {
  make_directory lsf
  make_array 3 100 memory_mb=2000 walltime_s=7200 limit=20
  gold array 3
}

@test "a single job is an array of one; minutes are rounded up; submissions that come first, and the user's own lines" {
  make_directory lsf
  printf '%s\n' '-q "long night"' '' '-P higgs ' > D/extra
  make_array 3 1 walltime_s=360001 'after=7 8'
  gold after 3
}

@test "a walltime is never rounded down, nor to nothing" {
  make_directory lsf
  for pair in 1=00:01 59=00:01 60=00:01 61=00:02 3600=01:00 3601=01:01 86400=24:00; do
    make_array 3 2 "walltime_s=${pair%=*}"
    run -0 engine text 3
    assert_line "#BSUB -W ${pair#*=}"
  done
}

@test "files cannot be carried" {
  make_directory lsf
  make_array 3 2 transfer=yes
  run -1 --separate-stderr engine text 3
  assert_equal "$output$stderr" 'LSF is not told to carry files to and fro: the directory must be on a file system that the nodes share'
}

@test "the text is the same under every shell" {
  make_directory lsf
  make_array 3 100 memory_mb=2000 walltime_s=7200 limit=20
  gold_under_every_shell array 3
}

# ---- check and limit ----

@test "check: silent when LSF is there, one line when a command is missing or LSF is down" {
  make_directory lsf
  run -0 engine check
  assert_output ''
  touch "$QUEUE/down"
  run -1 engine check
  assert_output 'bparams: batch system daemon not responding ... still trying'
  mkdir bin
  ln -s "$STANDINS/bsub" "$(command -v sh)" bin
  cd D
  PATH=$OLDPWD/bin run -1 sh engine check
  assert_output 'bjobs is not here'
}

@test "limit: 1000, or MAX_JOB_ARRAY_SIZE" {
  make_directory lsf
  assert_equal "$(engine limit)" 1000
  echo 50 > "$QUEUE/array_size"
  assert_equal "$(engine limit)" 50
  touch "$QUEUE/down"
  run -2 engine limit
  assert_output 'bparams: batch system daemon not responding ... still trying'
}

# ---- submit ----

@test "submit prints the id, and each job runs in the directory under an id of its own, with nothing of our environment" {
  make_directory lsf
  export UNWANTED=1
  submit_array 1 3 'echo "$BATCH_JOB ${UNWANTED-}" >> ran'
  assert_equal "$(cat D/submissions/1/id)" 1
  eventually all_there 3
  assert_equal "$(sort ran)" $'j1 \nj2 \nj3 '
  assert_equal "$(cat D/jobs/j2/claim-1)" '1[2]'
  submit_array 2 1 'echo single >> ran'
  eventually test -e D/jobs/j1/claim-2
  assert_equal "$(cat D/jobs/j1/claim-2)" '2[1]'
  assert_equal "$(cat "$QUEUE/calls")" "$(printf 'bsub \nbsub ')"
}

@test "variables that make bsub silent about the id are taken away" {
  touch "$QUEUE/held"
  make_directory lsf
  BSUB_QUIET=1 submit_array 1 2 true
  assert_equal "$(cat D/submissions/1/id)" 1
  BSUB_STDERR=1 submit_array 2 2 true
  assert_equal "$(cat D/submissions/2/id)" 2
}

@test "where LSF starts the job elsewhere it goes to the directory" {
  touch "$QUEUE/elsewhere"
  make_directory lsf
  # LSF opens its files in the directory of submission; only the job is elsewhere
  sed -i "s,submissions/\$1/%J,$PWD/D/&,g" D/engine
  submit_array 1 2 'echo >> ran'
  eventually all_there 2
  assert_equal "$(wc -l < ran)" 2
}

@test "what bsub refuses is told in its own first line, and status 1" {
  make_directory lsf
  echo 'User cannot submit jobs to the queue' > "$QUEUE/refuse"
  run -1 submit_array 1 3 true
  assert_output 'bsub: User cannot submit jobs to the queue. Job not submitted.'
}

@test "the stand-in refuses what LSF refuses, so that these tests can fail" {
  make_directory lsf
  make_array 1 3
  engine text 1 > good
  bsub_refuses() { refused "$1" "bsub: $2. Job not submitted."; }
  bsub_refuses 's/\[1-3\]/[0-2]/' 'Bad job name'
  bsub_refuses 's/\[1-3\]/[1-1001]/' 'Job array index too large'
  bsub_refuses 's/"none"/all/' 'Bad argument for option -env'
  bsub_refuses 's/-n 1/-n 1\n#BSUB -W 90s/' 'Bad RUNLIMIT specification'
  bsub_refuses 's/-n 1/-n 1\n#BSUB -M 2000/' 'Bad MEMLIMIT specification'
  bsub_refuses 's/-n 1/-n 1\n#BSUB -w "done(99)"/' 'Dependency condition: job <99> is not found'
  bsub_refuses 's/-n 1/-n 1\n#BSUB -w "done(99"/' 'Dependency condition syntax error'
  bsub_refuses 's/-n 1/-n 1\n#BSUB --memory 5/' 'Unknown option: --memory'
  bsub_refuses '1d' 'The script does not begin with #!'
  cp good D/submissions/1/submit
  cd D
  run -255 bsub submissions/1/submit
  assert_output 'directives are read from stdin only, and here are words: submissions/1/submit. Job not submitted.'
}

@test "bsub that says no id is a refusal" {
  make_directory lsf
  make_array 1 2
  engine text 1 > D/submissions/1/submit
  instead bsub 'cat > /dev/null' 'echo welcome to the cluster'
  run -1 engine submit 1
  assert_output 'bsub: printed no id: welcome to the cluster'
  instead bsub 'cat > /dev/null' 'echo welcome' 'echo "Job <4711> is submitted to queue <night>."' 'echo bye'
  run -0 engine submit 1
  assert_output 4711
}

# ---- find ----

@test "find: the id of the submission that has the token, waiting or ended, and nothing else" {
  touch "$QUEUE/held"
  make_directory lsf
  submit_array 1 3 true
  submit_array 11 2 true
  assert_equal "$(engine find 1)" 1
  assert_equal "$(engine find 11)" 2
  make_array 4 3
  run -0 engine find 4
  assert_output ''
  rm "$QUEUE/held"
  eventually all_there 3
  assert_equal "$(engine find 11)" 2
  touch "$QUEUE/down"
  run -2 engine find 1
  assert_output 'bjobs: batch system daemon not responding ... still trying'
}

# ---- query ----

@test "query: each job of an array waits, runs, is gone" {
  touch "$QUEUE/held"
  make_directory lsf
  submit_array 1 4 '[ $BATCH_JOB != j2 ] || exit 7; [ $BATCH_JOB != j3 ] || kill -9 $$; until [ -e go ]; do sleep 0.02; done' limit=3
  assert_equal "$(engine query 1)" "$(tsv 1 1 queued - / 1 2 queued - / 1 3 queued - / 1 4 queued -)"
  rm "$QUEUE/held"
  eventually answers 1 "$(tsv 1 1 running - / 1 2 gone 'exit status 7' / 1 3 gone 'exit status 137, signal 9' / 1 4 running -)"
  touch go
  eventually answers 1 "$(tsv 1 1 gone 'exit status 0' / 1 2 gone 'exit status 7' / 1 3 gone 'exit status 137, signal 9' / 1 4 gone 'exit status 0')"
}

@test "query: one bjobs for all submissions, and one that is forgotten does not hide the others" {
  touch "$QUEUE/held"
  make_directory lsf
  for k in 1 2 3; do submit_array $k 2 true; done
  queue_forget 2
  : > "$QUEUE/calls"
  assert_equal "$(engine query 1 2 3)" "$(tsv 1 1 queued - / 1 2 queued - / 3 1 queued - / 3 2 queued -)"
  assert_equal "$(wc -l < "$QUEUE/calls")" 1
  queue_forget 1
  queue_forget 3
  run -0 engine query 1 2 3
  assert_output ''
}

@test "query: jobs of an array that LSF has cleaned away are not there" {
  touch "$QUEUE/held"
  make_directory lsf
  submit_array 1 3 true
  touch "$QUEUE/jobs/1/2.forgotten"
  assert_equal "$(engine query 1)" "$(tsv 1 1 queued - / 1 3 queued -)"
}

@test "query, when LSF is down, or bjobs dies in the middle or hangs: status 2, and nothing is said about any job" {
  touch "$QUEUE/held"
  make_directory lsf
  submit_array 1 2 true
  touch "$QUEUE/down"
  run -2 engine query 1
  assert_output 'bjobs: batch system daemon not responding ... still trying'
  rm "$QUEUE/down"
  touch "$QUEUE/half"
  run -2 engine query 1
  assert_output 'bjobs: Killed'
  rm "$QUEUE/half"
  touch "$QUEUE/hang"
  sed -i 's/^patience=60 /patience=0.1 /' D/engine
  run -2 engine query 1
  assert_output 'bjobs: no answer within 0.1 s'
}

@test "query: LSF does not try for ever" {
  make_directory lsf
  make_array 1 2
  echo 1 > D/submissions/1/id
  touch "$QUEUE/down"
  SECONDS=0
  run -2 engine query 1
  assert [ $SECONDS -lt 10 ]   # the stand-in, like LSF, goes on trying where LSB_NTRIES is not set
}

@test "query: half a line, or words that are no row, are not believed" {
  make_directory lsf
  make_array 1 3
  echo 1 > D/submissions/1/id
  instead bjobs 'printf "1|1|RUN|-|-\n1|2|"'
  run -2 engine query 1
  assert_output 'bjobs: a line that is none: 1|2|'
  instead bjobs 'echo "JOBID USER STAT"'
  run -2 engine query 1
  assert_output 'bjobs: a line that is none: JOBID USER STAT'
}

@test "query: a complaint about another thing than a forgotten job is not believed" {
  touch "$QUEUE/held"
  make_directory lsf
  submit_array 1 2 true
  instead bjobs "\"$STANDINS/bjobs\" \"\$@\"" 'echo "Job <9> is not found" >&2' 'echo "Failed in an LSF library call: Communication time out" >&2' 'exit 255'
  run -2 engine query 1
  assert_output 'bjobs: Failed in an LSF library call: Communication time out'
}

@test "query: the words of LSF" {
  touch "$QUEUE/held"
  make_directory lsf
  states=(PEND WAIT PSUSP RUN USUSP SSUSP ZOMBI UNKWN DONE EXIT PROV)
  submit_array 1 ${#states[@]} true
  for n in "${!states[@]}"; do echo "${states[n]}" > "$QUEUE/jobs/1/$((n + 1)).stat"; done
  assert_equal "$(engine query 1 | cut -f 2,3 | tr '\n\t' ' :')" \
    '1:queued 2:queued 3:blocked 4:running 5:running 6:running 7:running 8:running 9:gone 10:gone 11:alive '
}

@test "query: a submission without id cannot be asked about" {
  make_directory lsf
  make_array 1 2
  run -2 engine query 1
  assert_output 'submission 1 has no id'
}

# ---- cancel ----

@test "cancel: all of a submission, waiting or running; what has ended or is not known is no error" {
  make_directory lsf
  submit_array 1 6 'echo >> begun; sleep 30' limit=2
  eventually test -s begun
  engine cancel 1
  eventually answers 1 "$(for n in 1 2 3 4 5 6; do tsv 1 $n removed 'TERM_OWNER: job killed by owner'; done)"
  assert_equal "$(sed -n 's/^bkill //p' "$QUEUE/calls")" '1 '
  engine cancel 1
  queue_forget 1
  run -0 engine cancel 1
  assert_output ''
}

@test "cancel: some jobs of an array" {
  touch "$QUEUE/held"
  make_directory lsf
  submit_array 1 4 true
  engine cancel 1 2 4
  assert_equal "$(sed -n 's/^bkill //p' "$QUEUE/calls")" '1\[2\,4\] '
  eventually answers 1 "$(tsv 1 1 queued - / 1 2 removed 'TERM_OWNER: job killed by owner' / 1 3 queued - / 1 4 removed 'TERM_OWNER: job killed by owner')"
  run -0 engine cancel 1 2
  assert_output ''
  touch "$QUEUE/down"
  run -2 engine cancel 1
  assert_output 'bkill: batch system daemon not responding ... still trying'
}

@test "a word that is no command of an engine" {
  make_directory lsf
  run -2 engine hold 1
  assert_output "no command 'hold'"
}

# ---- batch-submit, batch-wait, batch-status, batch-cancel (production.bash) ----

@test "60 jobs, of which 6 fail once and 3 always: the right ones are tried again, counts are exact, then only the failed ones" { sixty_jobs; }
@test "a submission of one job" { one_job; }
@test "as many arrays as the limit makes" {
  echo 4 > "$QUEUE/array_size"
  several_arrays 4
}
@test "LSF is down for a while: nobody is lost, all get done" { server_down; }
@test "a job that dies with its node is lost, and submitted again; the others are not" { killed_job; }
@test "a submission that LSF forgets is submitted again" { forgotten; }
@test "in a directory whose path has blanks, quotes and dollars" { odd_directory; }
@test "names and commands with blanks, quotes, dollars, semicolons and UTF-8 arrive as they are" { odd_names; }
@test "killed before it heard of its submission, the same command finds that" { deaf_submitter; }
@test "a refusal is one line and status 2, and nothing is left in the queue" {
  refusal 'Bad host name' 'batch-submit: D: submission 1: engine lsf: bsub: Bad host name. Job not submitted.'
}
@test "where LSF is not installed that is one line, and no directory" {
  not_installed 'batch-submit: engine lsf: bsub is not here'
}
@test "jobs held by a person: batch-wait says so, and leaves with status 2" {
  held_by_a_person yes 'suspended before it began: bresume lets it go on'
}
@test "batch-cancel: what runs is told to end, what waits never begins" { cancelled; }
@test "--after: begins when the other submission is done, and never if that fails" { one_after_another; }
