# The engine for Slurm, with the stand-ins of standins/slurm: files and words against gold made by hand from spec/batch.md 1 and 3, then whole
# productions. tests/engines/slurm.bats does the same on a real one.
load ../helper
load engine
load production

setup() {
  unset "${!SLURM_@}" "${!SBATCH_@}" "${!SQUEUE_@}"
  begin_engine slurm
  export SLURM_CONF=$QUEUE/slurm.conf
}

# ---- the file ----

@test "an array: a token, the row of the list as index, and what runs each job" {
  make_directory slurm
  make_array 3 100 memory_mb=2000 walltime_s=7200 limit=20
  gold array 3
}

@test "a single job is an array, too; what is not asked for is not there" {
  make_directory slurm
  make_array 3 1
  gold single 3
}

@test "submissions that come first, one of them with its cluster, the user's own lines, and a time that is rounded up to minutes" {
  make_directory slurm
  printf '%s\n' '--account=mu2e' '' '  ' '--reservation="two words"' > D/extra
  make_array 3 2 walltime_s=360001 'after=7 8;east'
  gold after 3
}

@test "times are rounded up to whole minutes, and never to none, which would be no limit" {
  make_directory slurm
  for pair in 1=0-00:01:00 60=0-00:01:00 61=0-00:02:00 3599=0-01:00:00 86399=1-00:00:00 86400=1-00:00:00 86401=1-00:01:00; do
    make_array 1 1 walltime_s="${pair%=*}"
    run -0 engine text 1
    assert_line "#SBATCH --time=${pair#*=}"
  done
}

@test "below a directory with per cent or backslash in its name Slurm writes no log, since it would not find it" {
  for name in 'a%jb' 'back\slash'; do
    mkdir -p "$name"
    cd "$name"
    make_directory slurm
    make_array 1 2
    run -0 engine text 1
    assert_line '#SBATCH --output=/dev/null'
    assert_line '#SBATCH --error=/dev/null'
    submit_array 1 2 true
    eventually all_there 2
    cd ..
  done
}

@test "files cannot be carried" {
  make_directory slurm
  make_array 3 2 transfer=yes
  run -1 --separate-stderr engine text 3
  assert_equal "$output$stderr" 'Slurm carries no files to and fro: the directory must be on a file system that the nodes share'
}

@test "the text is the same under every shell" {
  make_directory slurm
  make_array 3 100 memory_mb=2000 walltime_s=7200 limit=20
  gold_under_every_shell array 3
}

# ---- check and limit ----

@test "check: silent when Slurm is there, one line when a command is missing or the controller is down" {
  make_directory slurm
  run -0 engine check
  assert_output ''
  touch "$QUEUE/down"
  run -1 engine check
  assert_output 'scontrol: Slurmctld(primary) at head is DOWN'
  mkdir bin
  for program in sbatch squeue; do ln -s "$STANDINS/$program" bin; done
  for program in env sed; do ln -s "$(command -v $program)" bin; done
  cd D
  PATH=$OLDPWD/bin run -1 "$(command -v sh)" engine check
  assert_output 'scancel is not here'
}

@test "limit: one less than MaxArraySize, as indices begin at 1, and no more than a quarter of all jobs that there may be" {
  make_directory slurm
  assert_equal "$(engine limit)" 1000
  echo 201 > "$QUEUE/MaxArraySize"
  assert_equal "$(engine limit)" 200
  echo 4000001 > "$QUEUE/MaxArraySize"
  assert_equal "$(engine limit)" 2500
  echo 0 > "$QUEUE/MaxArraySize"
  run -2 engine limit
  assert_output 'this Slurm has no job arrays: its MaxArraySize is 0'
}

@test "limit cannot be had while the controller is down: status 2, not a guess" {
  make_directory slurm
  touch "$QUEUE/down"
  run -2 engine limit
  assert_output 'scontrol: slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)'
}

# ---- submit ----

@test "submit prints the id, and each job runs in the directory under an id of its own" {
  make_directory slurm
  submit_array 1 3 'echo "$BATCH_JOB" >> ran'
  assert_equal "$(cat D/submissions/1/id)" 1
  eventually all_there 3
  assert_equal "$(sort ran)" $'j1\nj2\nj3'
  assert_equal "$(cat D/jobs/j2/claim-1)" 1_2
  submit_array 2 1 'echo single >> ran'
  eventually test -e D/jobs/j1/claim-2
  assert_equal "$(cat D/jobs/j1/claim-2)" 2_1
}

@test "the words of sbatch, and nothing of the submitter's environment, of an outer job's or of his defaults for sbatch" {
  make_directory slurm
  : > "$QUEUE/calls"
  SECRET=1 SLURM_JOB_ID=77 SLURM_ARRAY_TASK_ID=9 SBATCH_EXPORT=NONE SLURM_CLUSTERS=east submit_array 1 1 'env > seen'   # the stand-in refuses what is more
  assert_equal "$(cat "$QUEUE/calls")" "sbatch --parsable $(printf '%q' "--chdir=$PWD/D") submissions/1/submit "
  eventually all_there 1
  run grep -E '^(SECRET|HOME|SLURM_CLUSTERS|SBATCH_.*)=' seen
  assert_failure
  grep -qx "PATH=$PATH" seen
}

@test "what sbatch refuses is told in one line, and status 1" {
  make_directory slurm
  run -1 submit_array 1 2 true memory_mb=200000
  assert_output 'sbatch: Memory specification can not be satisfied; Batch job submission failed: Requested node configuration is not available'
  touch "$QUEUE/down"
  run -1 submit_array 1 3 true
  assert_output 'sbatch: Batch job submission failed: Unable to contact slurm controller (connect failure)'
}

@test "the stand-in refuses what Slurm refuses, so that these tests can fail" {
  make_directory slurm
  make_array 1 3
  engine text 1 > good
  sbatch_refuses() { refused "$1" "sbatch: $2"; }
  sbatch_refuses 's/^#SBATCH --array.*/#SBATCH --array=1-1001/' 'Batch job submission failed: Invalid job array specification'
  sbatch_refuses 's/^#SBATCH --array.*/#SBATCH --array=1-3%/' 'Batch job submission failed: Invalid job array specification'
  sbatch_refuses 's/^#SBATCH --output.*/#SBATCH --output=out dir\/x/' 'Invalid directive found in batch script: dir/x'
  sbatch_refuses 's/^#SBATCH --export.*/#SBATCH --export=NONE/' '--export=NONE would run the login shell'
  sbatch_refuses 's/^#SBATCH --no-requeue/&\n#SBATCH --mem=2GB/' 'Invalid --mem specification'
  sbatch_refuses 's/^#SBATCH --no-requeue/&\n#SBATCH --time=0-00:00:00/' 'Invalid --time specification'
  sbatch_refuses 's/^#SBATCH --no-requeue/&\n#SBATCH --dependency=afterok:7;east/' 'Batch job submission failed: Job dependency problem'
  sbatch_refuses 's/^#SBATCH --no-requeue/&\n#SBATCH --colour=red/' "unrecognized option '--colour'; Try \"sbatch --help\" for more information"
  sbatch_refuses '/^#SBATCH --no-requeue/d' 'the script lacks --no-requeue'
  sbatch_refuses '1d' 'This does not look like a batch script.  The first line must start with #! followed by the path to an interpreter.'
  assert_equal "$(in_queue)" 0
}

@test "an id among other words of sbatch is found; no id is a refusal" {
  make_directory slurm
  touch "$QUEUE/chatty"
  submit_array 1 2 true
  assert_equal "$(cat D/submissions/1/id)" 1
  instead sbatch 'echo 500 hours are left'
  run -1 engine submit 1
  assert_output 'sbatch: no id in its answer: 500 hours are left'
}

# ---- find ----

@test "find: the id of the submission that has the token, waiting, running or ended, and nothing else" {
  touch "$QUEUE/held"
  make_directory slurm
  submit_array 1 3 true
  submit_array 2 1 true
  submit_array 22 2 true   # a token that begins as another
  for k in 1 2 22; do assert_equal "$(engine find $k)" "$(cat D/submissions/$k/id)"; done
  make_array 4 3
  run -0 engine find 4
  assert_output ''
  rm "$QUEUE/held"
  eventually all_there 3
  for k in 1 2 22; do assert_equal "$(engine find $k)" "$(cat D/submissions/$k/id)"; done
}

@test "find: what Slurm refused, and remembers as FAILED all the same, was not submitted" {
  make_directory slurm
  run -1 submit_array 1 1 true memory_mb=200000
  assert_equal "$(in_queue)" 1
  run -0 engine find 1
  assert_output ''
}

@test "find, when the controller is down: status 2" {
  make_directory slurm
  make_array 1 3
  touch "$QUEUE/down"
  run -2 engine find 1
  assert_output 'squeue: slurm_load_jobs error: Unable to contact slurm controller (connect failure)'
}

# ---- query ----

@test "query: each job of an array: waiting, running, and how it ended" {
  touch "$QUEUE/held"
  make_directory slurm
  submit_array 1 4 'echo >> begun; [ $BATCH_JOB != j2 ] || exit 7; until [ -e go ]; do sleep 0.02; done'
  assert_equal "$(engine query 1 | sort)" "$(tsv 1 1 queued Priority / 1 2 queued Priority / 1 3 queued Priority / 1 4 queued Priority)"
  rm "$QUEUE/held"
  eventually answers 1 "$(tsv 1 1 running - / 1 2 gone 'FAILED, exit status 7' / 1 3 running - / 1 4 running -)"
  queue_kill 1 3
  engine cancel 1 4
  eventually answers 1 "$(tsv 1 1 running - / 1 2 gone 'FAILED, exit status 7' / 1 3 gone 'FAILED, signal 9' / 1 4 removed 'CANCELLED, signal 15')"
  touch go
  eventually answers 1 "$(tsv 1 1 gone COMPLETED / 1 2 gone 'FAILED, exit status 7' / 1 3 gone 'FAILED, signal 9' / 1 4 removed 'CANCELLED, signal 15')"
}

@test "query: one squeue for all submissions, and one that is forgotten does not hide the others" {
  touch "$QUEUE/held"
  make_directory slurm
  for k in 1 2 3; do submit_array $k 2 true; done
  queue_forget 2
  : > "$QUEUE/calls"
  assert_equal "$(engine query 1 2 3 | sort)" "$(tsv 1 1 queued Priority / 1 2 queued Priority / 3 1 queued Priority / 3 2 queued Priority)"
  assert_equal "$(grep -c ^squeue "$QUEUE/calls")" 1
  run -0 engine query 2   # for one id squeue has an error, for several it has not
  assert_output ''
  queue_forget 1
  queue_forget 3
  run -0 engine query 1 2 3
  assert_output ''
}

@test "query: how those ended that squeue has forgotten, where there is accounting" {
  touch "$QUEUE/held" "$QUEUE/accounting"
  make_directory slurm
  for k in 1 2; do submit_array $k 5 true; done
  queue_forget 1
  printf '%s\n' '1_1|COMPLETED|0:0' '1_2|OUT_OF_MEMORY|0:125' '1_3|CANCELLED by 1000|0:15' '1_[4-5%2]|CANCELLED by 1000|0:0' > "$QUEUE/sacct.1"
  run -0 engine query 2 1
  assert_line $'2\t5\tqueued\tPriority'
  assert_line $'1\t1\tgone\tCOMPLETED'
  assert_line $'1\t2\tgone\tOUT_OF_MEMORY, signal 125'
  assert_line $'1\t3\tremoved\tCANCELLED, signal 15'
  assert_line $'1\t4\tremoved\tCANCELLED'
  assert_line $'1\t5\tremoved\tCANCELLED'
  # it lags behind: what squeue does not know does not run
  printf '%s\n' '1_1|RUNNING|0:0' '1_[2-5]|PENDING|0:0' > "$QUEUE/sacct.1"
  run -0 engine query 1
  assert_output ''
  rm "$QUEUE/accounting"
  run -0 engine query 1
  assert_output ''
}

@test "query: what a prolog ended is gone, what a person cancelled or its time limit ended is removed" {
  make_directory slurm
  make_array 1 4
  echo 7 > D/submissions/1/id
  printf '%s\n' '7 1 CANCELLED 0 None node1' '7 2 CANCELLED 0 BeginTime' '7 3 CANCELLED 15 None node1' '7 4 TIMEOUT 0 TimeLimit node1' > answer
  instead squeue "cat '$PWD/answer'"
  assert_equal "$(engine query 1 | cut -f 2,3)" "$(tsv 1 gone / 2 removed / 3 removed / 4 removed)"
}

@test "query: single jobs that squeue has forgotten, too, are looked up where there is accounting, if they have no exit-status" {
  touch "$QUEUE/accounting"
  make_directory slurm
  make_array 1 5
  mkdir -p D/jobs/j{1..5}
  echo 0 > D/jobs/j1/exit-status
  echo 7 > D/submissions/1/id
  printf '%s\n' '7 3 RUNNING 0 None node1' '7 4 RUNNING 0 None node1' '7 5 RUNNING 0 None node1' > answer
  instead squeue "cat '$PWD/answer'"
  printf '%s\n' '7_1|COMPLETED|0:0' '7_2|CANCELLED by 1000|0:0' '7_3|CANCELLED|0:0' > "$QUEUE/sacct.7"
  assert_equal "$(engine query 1 | sort -s -n -k 2 | cut -f 2-4)" \
    "$(tsv 1 gone COMPLETED / 2 removed CANCELLED / 3 gone CANCELLED / 3 running - / 4 running - / 5 running -)"
  : > "$QUEUE/calls"
  echo 0 > D/jobs/j2/exit-status
  assert_equal "$(engine query 1 | cut -f 2,3)" "$(tsv 3 running / 4 running / 5 running)"
  refute grep -q sacct "$QUEUE/calls"
}

@test "query, when the controller is down or squeue dies or is cut off: status 2, and nothing is said about any job" {
  touch "$QUEUE/held"
  make_directory slurm
  submit_array 1 2 true
  submit_array 2 2 true
  touch "$QUEUE/down"
  run -2 engine query 1 2
  assert_output 'squeue: slurm_load_jobs error: Unable to contact slurm controller (connect failure)'
  rm "$QUEUE/down"
  touch "$QUEUE/half"
  run -2 engine query 1 2
  assert_output 'squeue: status 137'
  rm "$QUEUE/half"
  instead squeue "\"$STANDINS/squeue\" \"\$@\" | cut -c 1-50"
  run -2 engine query 1 2
  assert_output 'squeue: its answer is cut off'
}

@test "query, when squeue hangs: status 2 after the patience of the engine" {
  touch "$QUEUE/held"
  make_directory slurm
  submit_array 1 2 true
  touch "$QUEUE/hang"
  sed -i 's/^patience=60 /patience=0.1 /' D/engine
  run -2 engine query 1
  assert_output 'squeue: no answer within 0.1 s'
}

@test "query: a submission without id cannot be asked about" {
  make_directory slurm
  make_array 1 2
  run -2 engine query 1
  assert_output 'submission 1 has no id'
}

@test "query: what waits for a person is blocked, and why" {
  make_directory slurm
  touch "$QUEUE/held"
  submit_array 1 1 true
  for reason in JobHeldUser JobHeldAdmin DependencyNeverSatisfied JobHoldMaxRequeue launch_failed_requeued_held; do
    echo $reason > "$QUEUE/jobs/1/held"
    assert_equal "$(engine query 1)" "$(tsv 1 1 blocked $reason)"
  done
  for reason in Resources Dependency QOSMaxJobsPerUserLimit; do
    echo $reason > "$QUEUE/jobs/1/held"
    assert_equal "$(engine query 1)" "$(tsv 1 1 queued $reason)"
  done
}

@test "query: the words of Slurm, as spec/batch.md 3 and 5 map them" {
  make_directory slurm
  make_array 1 30
  echo 7 > D/submissions/1/id
  words=(COMPLETED FAILED NODE_FAIL OUT_OF_MEMORY TIMEOUT BOOT_FAIL DEADLINE CANCELLED PREEMPTED REVOKED
    PENDING CONFIGURING REQUEUED SUSPENDED REQUEUE_HOLD RUNNING COMPLETING STAGE_OUT NEVER_HEARD_OF)
  i=0
  for word in "${words[@]}"; do printf 'echo "7 %d %s 0 None"\n' $((++i)) $word; done > rows
  mapfile -t rows < rows
  instead squeue "${rows[@]}"
  run -0 engine query 1
  assert_equal "$(cut -f 3 <<< "$output" | uniq -c | awk '{ print $1, $2 }' | xargs)" '4 gone 1 removed 1 gone 2 removed 2 gone 5 queued 3 running 1 alive'
  assert_equal "$(head -n 10 <<< "$output" | cut -f 4 | xargs)" "${words[*]:0:10}"
}

@test "query: a wait status is an exit status or a signal, whichever way it is written" {
  make_directory slurm
  make_array 1 6
  echo 7 > D/submissions/1/id
  instead squeue 'echo 7 1 FAILED 1792 NonZeroExitCode' 'echo 7 2 FAILED 9 JobLaunchFailure' 'echo 7 3 FAILED 7:0 NonZeroExitCode' 'echo 7 4 FAILED 0:9 None' \
    'echo 7 5 FAILED 53 JobLaunchFailure' 'echo 7 6 CANCELLED 0 DependencyNeverSatisfied'
  assert_equal "$(engine query 1 | cut -f 4)" "FAILED, exit status 7
FAILED, signal 9
FAILED, exit status 7
FAILED, signal 9
FAILED (JobLaunchFailure), signal 53
CANCELLED (DependencyNeverSatisfied)"
}

@test "query: several clusters are asked one after the other, and each id in its own" {
  touch "$QUEUE/held"
  make_directory slurm
  submit_array 1 1 true
  echo '--clusters=east,west' > D/extra
  submit_array 2 1 true
  assert_equal "$(cat D/submissions/2/id)" '2;east'
  assert_equal "$(engine find 2)" '2;east'
  : > "$QUEUE/calls"
  assert_equal "$(engine query 1 2 | sort)" "$(tsv 1 1 queued Priority / 2 1 queued Priority)"
  assert_equal "$(grep -c '^squeue.*--clusters=east' "$QUEUE/calls")" 1
  engine cancel 2
  assert_equal "$(engine query 2)" "$(tsv 2 1 removed 'CANCELLED, signal 15')"
  grep -q '^scancel --clusters=east 2 $' "$QUEUE/calls"
}

@test "the user's defaults and an outer job do not change what is asked" {
  touch "$QUEUE/held"
  make_directory slurm
  submit_array 1 1 true
  export SQUEUE_USERS=nobody SQUEUE_STATES=R SLURM_JOB_ID=9 SLURM_CLUSTERS=east SCANCEL_INTERACTIVE=1   # the stand-ins refuse them
  assert_equal "$(engine query 1)" "$(tsv 1 1 queued Priority)"
  engine cancel 1
}

# ---- cancel ----

@test "cancel: all, or some by one command; what is gone or forgotten is no error, whatever the status of scancel" {
  for strict in no yes; do
    [ $strict = no ] || touch "$QUEUE/strict-scancel"
    touch "$QUEUE/held"
    make_directory slurm
    submit_array 1 4 true
    : > "$QUEUE/calls"
    engine cancel 1 1 3
    assert_equal "$(cat "$QUEUE/calls")" "scancel $(printf %q "$(cat D/submissions/1/id)_[1,3]") "
    assert_equal "$(engine query 1 | sort | cut -f 3 | xargs)" 'removed queued removed queued'
    run -0 engine cancel 1
    assert_output ''
    assert_equal "$(engine query 1 | cut -f 3 | sort -u)" removed
    queue_forget "$(cat D/submissions/1/id)"
    run -0 engine cancel 1 2
    assert_output ''
  done
}

@test "cancel, when the controller is down, hangs, or it is somebody else's job: status 2 and one line" {
  touch "$QUEUE/held"
  make_directory slurm
  submit_array 1 2 true
  touch "$QUEUE/down"
  run -2 engine cancel 1
  assert_output 'scancel: Kill job error on job id 1: Unable to contact slurm controller (connect failure)'
  rm "$QUEUE/down"
  touch "$QUEUE/foreign"   # scancel leaves with 0
  run -2 engine cancel 1 1 2
  assert_output 'scancel: Kill job error on job id 1_[1,2]: Access/permission denied'
  rm "$QUEUE/foreign"
  touch "$QUEUE/hang"
  sed -i 's/^patience=60 /patience=0.1 /' D/engine
  run -2 engine cancel 1
  assert_output 'scancel: no answer within 0.1 s'
}

@test "a command that there is not" {
  make_directory slurm
  run -2 engine explode
  assert_output "no such command: 'explode'"
}

# ---- whole productions ----

@test "sixty jobs, some that fail once and some always: who is tried again, who is submitted again" { sixty_jobs; }
@test "one job" { one_job; }
@test "more jobs than an array may have" { echo 5 > "$QUEUE/MaxArraySize"; several_arrays 4; }
@test "a controller that is down for a while loses nothing" { server_down; }
@test "a job that is killed is submitted again" { killed_job; }
@test "a submission that Slurm forgot is submitted again" { forgotten; }
@test "a directory with blanks, quotes, dollars, semicolons and UTF-8 in its name" { odd_directory; }
@test "names and commands with blanks, quotes, dollars, semicolons and UTF-8" { odd_names; }
@test "a submitter that dies between the submission and its answer does not submit twice" { deaf_submitter; }
@test "batch-cancel ends what runs and what waits" { cancelled; }
@test "jobs that are held are named" { held_by_a_person JobHeldUser JobHeldUser; }
@test "one directory after another" { touch "$QUEUE/kill-invalid"; one_after_another; }
@test "Slurm is not installed: one line, and nothing is written" { not_installed 'batch-submit: engine slurm: sbatch is not here'; }

@test "a refusal is told in one line, and the same command goes on" {
  refusal 'Invalid account or account/partition combination specified' \
    'batch-submit: D: submission 1: engine slurm: sbatch: Batch job submission failed: Invalid account or account/partition combination specified'
}
