# The HTCondor engine, through stand-ins for HTCondor's commands that read submit files as strictly as spec/batch.md 2 allows, and run the jobs.
load ../helper
load standins/queue

setup() {
  begin_test || return
  mkdir pool work
  export CONDOR_STANDIN=$PWD/pool
  PATH=$ROOT/tests/batch/standins/htcondor:$PATH
  condor_pool start 3>&-
  cd work || return
}

teardown() {
  condor_pool stop
  [ ! -s "$CONDOR_STANDIN/pool.log" ] || { cat "$CONDOR_STANDIN/pool.log"; return 1; }   # what the stand-in itself complains of
}

engine() { sh engine "$@"; }

# directory JOB SCRIPT [JOB SCRIPT]...: a submission directory D as batch-submit makes it, its submission 1, and cd there. retries, limit, walltime_s, memory_mb,
# transfer, after are variables; extra lines are lines of $extra.
directory() {
  mkdir -p "${D:-D}" && cd "${D:-D}" || return
  mkdir jobs submissions submissions/1
  printf "umask=022\ndirectory='%s'\n" "${home-$BATS_TEST_TMPDIR/work}" > settings
  printf 'export PATH=%s\ndirectory=%q\ncd "${BATCH_WORK:-$directory}" || exit 125\n' "$PATH" "$BATS_TEST_TMPDIR/work" > environment
  cp "$ROOT/share/batch/run.sh" run
  cp "$ROOT/share/batch/htcondor.sh" engine
  printf '%s' "${extra-}" > extra
  chmod +x run
  printf '%s\n' token=bp0123456789ab-1 name=dark-brem jobs=$(($# / 2)) memory_mb="${memory_mb-}" walltime_s="${walltime_s-}" limit="${limit-}" \
    retries="${retries-2}" transfer="${transfer-no}" after="'${after-}'" > submissions/1/settings
  while [ $# -gt 0 ]; do
    mkdir "jobs/$1"
    printf '. "$BATCH_DIRECTORY/environment"\n%s\n' "$2" > "jobs/$1/script"
    printf '%s\t%s\t%s\n' "$1" "${inputs-}" "${outputs-}" >> submissions/1/list
    shift 2
  done
}

text() { engine text 1 > submissions/1/submit; }
submit() { text && engine submit 1 > submissions/1/id; }

queue_is() { [ "$(condor_q -af JobStatus | tr -d '\n')" = "$1" ]; }   # states of all jobs there
in_state() { engine query 1 | grep -q "^1	$1	$2	"; }
ended() { engine query "$1" | grep -q '	gone	'; }
all_gone() { [ "$(engine query 1 | grep -c '	gone	')" = "$1" ]; }
statuses() { (cd jobs && for job in *; do echo "$job $(cat "$job/exit-status" 2> /dev/null)"; done); }

# ---- the submit file ----

@test "the submit file of a shared file system is the gold one, and its table holds indices only" {
  retries=2 limit=20 walltime_s=3600 memory_mb=2000 directory a true b true c true
  run -0 engine text 1
  printf '%s\n' "$output" > text
  diff "$ROOT/tests/gold/batch/htcondor-shared" text
  printf '%s\n' 1 2 3 | diff - submissions/1/items
}

@test "the submit file of a transfer is the gold one, and so is its table" {
  mkdir data
  touch data/a.root b.root
  retries=1 transfer=yes extra=$'request_disk = 1GB\n+JobFlavour = "longlunch"\n' inputs=data/a.root,b.root outputs=out/x.root,y.root directory first true
  mkdir jobs/again
  : > jobs/again/script
  printf 'again\t\t\n' >> submissions/1/list
  tsv event x / started 1 / ended 1 / started 1 / ended 1 > jobs/again/attempts.tsv
  run -0 engine text 1
  printf '%s\n' "$output" > text
  diff "$ROOT/tests/gold/batch/htcondor-transfer" text
  tr '\037' '|' < submissions/1/items | sed "s,$BATS_TEST_TMPDIR/work/,/data/run/,g" > items
  diff "$ROOT/tests/gold/batch/htcondor-transfer-items" items
}

@test "nothing of a job's name or command stands in what HTCondor reads of a shared file system" {
  directory 'na"me $(Process)' 'echo secret-word'
  submit
  run -1 grep -rlE 'na"me|secret' submissions/1/submit submissions/1/items
  eventually in_state 1 gone
  assert_equal "$(cat 'jobs/na"me $(Process)/exit-status')" 0
}

@test "lines of the user's own come after ours, and +JobFlavour or +MaxRuntime instead of our +MaxRuntime" {
  walltime_s=60 extra=$'+JobFlavour = "longlunch"\nrequest_memory = 3GB\n' directory a 'sleep 9'
  submit
  assert_equal "$(condor_q 1 -af JobFlavour MaxRuntime)" 'longlunch undefined'
  run grep -c MaxRuntime submissions/1/submit
  assert_output 0
  printf '%s\n' '  my.maxruntime=90' > extra
  run -0 engine text 1
  refute_line '+MaxRuntime = 60'
  assert_line '  my.maxruntime=90'
}

@test "a last line of the user's that would go on takes nothing of ours along" {
  extra=$'+Remark = "a" \\\n' directory a true
  submit
  eventually in_state 1 gone
}

@test "a line of the user's may not say what the engine must, whatever its case" {
  directory a true
  while IFS='|' read -r line key; do
    printf '%s\n' '+JobFlavour = "x"' "$line" > extra
    run -1 engine text 1
    assert_output "extra line 2: '$key' is for batch-submit to say"
  done <<< 'queue 5|queue
Queue|queue
executable = /bin/sh|executable
  ARGUMENTS = "x"|arguments
max_retries=9|max_retries
MY.BeampipeToken = "x"|my.beampipetoken
max_idle = 3|max_idle'
}

@test "what HTCondor cannot do is refused in one line" {
  after='5 6' directory a true
  run -1 engine text 1
  assert_output 'cannot wait for another submission: batch-wait can'
  sed -i 's/^after=.*/after=/; s/^jobs=.*/jobs=0/' submissions/1/settings
  run -1 engine text 1
  assert_output 'submission 1 has no jobs'
  mkdir '../$$(x)'
  cp -r . '../$$(x)'
  cd '../$$(x)'
  sed -i 's/^jobs=.*/jobs=1/' submissions/1/settings
  run -1 engine text 1
  assert_output "HTCondor would expand the name of this directory: $PWD"
  mkdir '../$(x)'
  cp -r . '../$(x)'
  cd '../$(x)'
  run -0 engine text 1
  sed -i 's/^limit=.*/limit=3/' submissions/1/settings
  run -1 engine text 1
  assert_output "HTCondor would expand the name of this directory: $PWD"
  run -1 engine frobnicate
  assert_output "no such command: 'frobnicate'"
}

@test "an array may have 10000 jobs" {
  directory a true
  run -0 engine limit
  assert_output 10000
}

# ---- is it there ----

@test "check names the command that is missing" {
  directory a true
  mkdir bin
  for tool in sh awk timeout; do ln -s "$(command -v $tool)" bin; done
  for command in condor_submit condor_q condor_rm; do
    PATH=$PWD/bin run -1 sh engine check
    assert_output "$command is not here"
    printf '#!/bin/sh\n' > bin/$command
    chmod +x bin/$command
  done
  PATH=$PWD/bin run -0 sh engine check
}

@test "check says why HTCondor cannot be asked" {
  directory a true
  run -0 engine check
  condor_pool stop
  run -1 engine check
  assert_output 'condor_q: Failed to fetch ads from: <127.0.0.1:9618?addrs=127.0.0.1-9618> : here'
  condor_pool start 3>&-
}

# ---- submitting ----

@test "submit prints the cluster, and every job has left exit-status, stdout and stderr, though its environment was empty" {
  export SECRET=leaked
  directory 'two words' 'echo "out $SECRET"; echo err >&2' "o'neil" 'exit 0' '$HOME; `x`' 'printf "%s" "$BATCH_JOB"' 'é 日' 'pwd'
  submit
  assert_equal "$(cat submissions/1/id)" 1
  eventually all_gone 4
  assert_equal "$(cat 'jobs/two words/stdout' 'jobs/two words/stderr')" $'out \nerr'
  assert_equal "$(cat 'jobs/$HOME; `x`/stdout')" '$HOME; `x`'
  assert_equal "$(cat 'jobs/é 日/stdout')" "$BATS_TEST_TMPDIR/work"
  assert_equal "$(statuses | sort | awk '{ print $NF }' | uniq -c | tr -d ' ')" 40
  assert_equal "$(cat submissions/1/stderr/*)" ''
}

@test "a submission directory may have any name" {
  D="it's \$HOME; \"D\" (é)" directory a 'echo x' b 'exit 3'
  retries=0
  submit
  eventually all_gone 2
  assert_equal "$(statuses)" $'a 0\nb 3'
}

@test "a refusal is passed on in one line, and nothing is queued" {
  directory a true
  text
  printf '\nWARNING: something unused\nERROR: Submitting jobs as user/group 0 (root) is not allowed for security reasons.\n' > "$CONDOR_STANDIN/fail-condor_submit"
  run -1 engine submit 1
  assert_output 'condor_submit: Submitting jobs as user/group 0 (root) is not allowed for security reasons.'
  rm "$CONDOR_STANDIN/fail-condor_submit"
  sed -i 's/^arguments = .*/arguments = "a ""lone" quote"/' submissions/1/submit
  run -1 engine submit 1
  assert_output 'condor_submit: a lone double quote in "a ""lone" quote"'
  : > submissions/1/items
  text
  : > submissions/1/items
  run -1 engine submit 1
  assert_output $'condor_submit: WARNING: no jobs queued\ncondor_submit: no number of one cluster: \'\''
  assert_equal "$(condor_q -af ClusterId)" ''
}

@test "a submission is found by its token: in the queue, by its log, in the history, and not at all" {
  directory a 'sleep 9'
  text
  run -0 engine find 1
  assert_output ''
  touch "$CONDOR_STANDIN/deaf-condor_submit"
  run -1 engine submit 1
  run -0 engine find 1
  assert_output 1
  condor_rm 1 > /dev/null
  eventually queue_is ''
  run -0 engine find 1   # by the log
  assert_output 1
  rm submissions/1/log
  run -0 engine find 1   # by the history
  assert_output 1
  sed -i 's/^token=.*/token=other-1/' submissions/1/settings
  run -0 engine find 1
  assert_output ''
}

@test "a submission with a limit is found before any of its jobs is made" {
  limit=1 directory a true
  text
  touch "$CONDOR_STANDIN/paused"
  sed -i 's/^max_materialize.*/max_materialize = 0/' submissions/1/submit   # HTCondor's clock, stopped
  engine submit 1
  rm submissions/1/log
  assert_equal "$(condor_q -af ClusterId)" ''
  run -0 engine find 1
  assert_output 1
}

@test "find does not say no when HTCondor cannot be asked" {
  directory a true
  echo 'Error: no schedd' > "$CONDOR_STANDIN/fail-condor_q"
  run -1 engine find 1
  assert_output 'condor_q: no schedd'
}

# ---- states ----

@test "jobs that wait are queued, jobs that run are running, jobs that ended are gone with their status" {
  directory a 'while [ ! -e go ]; do sleep 0.05; done; exit 3' b true
  sed -i 's/^retries=.*/retries=0/' submissions/1/settings
  touch "$CONDOR_STANDIN/paused"
  submit
  run -0 engine query 1
  assert_output "$(tsv 1 1 queued - / 1 2 queued -)"
  echo 1 > "$CONDOR_STANDIN/slots"
  rm "$CONDOR_STANDIN/paused"
  eventually in_state 1 running
  assert_equal "$(engine query 1)" "$(tsv 1 1 running - / 1 2 queued -)"
  touch ../go
  eventually all_gone 2
  assert_equal "$(engine query 1)" "$(tsv 1 1 gone 'ended with return value 3' / 1 2 gone 'ended with return value 0')"
}

@test "one condor_q answers for all submissions, and one that was not handed over has no answer" {
  directory a true
  cp -r submissions/1 submissions/2
  cp -r submissions/1 submissions/3
  sed -i 's/-1$/-2/' submissions/2/settings
  mkdir jobs/b jobs/c
  cp jobs/a/script jobs/b
  sed -i 's/^a/b/' submissions/2/list
  submit
  engine text 2 > submissions/2/submit
  engine submit 2 > submissions/2/id
  eventually ended 1
  eventually ended 2
  : > "$CONDOR_STANDIN/calls"
  run -0 engine query 1 2 3
  assert_output "$(tsv 1 1 gone 'ended with return value 0' / 2 1 gone 'ended with return value 0')"
  assert_equal "$(cat "$CONDOR_STANDIN/calls")" 'condor_q -allusers 1 2 -af ClusterId ProcId JobStatus BeampipeToken HoldReason'
}

@test "a cluster of the same number that is not ours says nothing about our jobs" {
  directory a 'sleep 9'
  submit
  sed -i 's/^token=.*/token=other-1/' submissions/1/settings
  rm submissions/1/log
  run -0 engine query 1
  assert_output ''
}

@test "a held job is blocked, with HTCondor's reason" {
  directory a true
  text
  rmdir submissions/1/stderr
  engine submit 1 > submissions/1/id
  eventually in_state 1 blocked
  run -0 engine query 1
  assert_output "$(tsv 1 1 blocked "Error from slot1@here: Failed to open '$PWD/submissions/1/stderr/1' as standard error: No such file or directory (errno 2)")"
}

@test "a completed job that stays in the queue is gone" {
  extra=$'leave_in_queue = True\n' directory a true
  submit
  eventually in_state 1 gone
  assert_equal "$(condor_q 1 -af JobStatus)" 4
}

@test "when condor_q fails, breaks off or hangs, query fails and says nothing about jobs" {
  directory a 'sleep 9' b 'sleep 9'
  submit
  printf '\n-- Failed to fetch ads from: <1.2.3.4:5> : there\nCEDAR:6001\n' > "$CONDOR_STANDIN/fail-condor_q"
  run -1 engine query 1
  assert_output 'condor_q: Failed to fetch ads from: <1.2.3.4:5> : there'
  rm "$CONDOR_STANDIN/fail-condor_q"
  echo 25 > "$CONDOR_STANDIN/truncate-condor_q"
  run -1 engine query 1
  assert_output 'condor_q: its answer broke off'
  rm "$CONDOR_STANDIN/truncate-condor_q"
  sed -i 's/^patience=60 /patience=0.2 /' engine
  touch "$CONDOR_STANDIN/hang-condor_q"
  run -1 engine query 1
  assert_output 'condor_q: no answer in time'
  for command in 'find 1' 'cancel 1' check; do
    run -1 engine $command
    assert_output 'condor_q: no answer in time'
  done
}

@test "a job that condor_q does not know, on a machine with another queue, is what its log says" {
  directory runs 'while [ ! -e go ]; do sleep 0.05; done' held true waits true ended true
  echo 1 > "$CONDOR_STANDIN/slots"
  submit
  eventually in_state 1 running
  printf '%s\n' '012 (001.001.000) 2026-11-21 10:00:00 Job was held.' $'\tdisk full' $'\tCode 12 Subcode 2' ... \
    '005 (001.003.000) 2026-11-21 10:00:00 Job terminated.' $'\t(0) Abnormal termination (signal 9)' ... \
    '009 (002.002.000) 2026-11-21 10:00:00 Job was aborted.' ... '009 (001.000.000) 2026-11-21 10:00:00 Job was' >> submissions/1/log
  printf '#!/bin/sh\n' > ../condor_q
  chmod +x ../condor_q
  PATH=$BATS_TEST_TMPDIR/work:$PATH run -0 sh engine query 1
  assert_output "$(tsv 1 1 running - / 1 2 blocked 'disk full' / 1 3 queued - / 1 4 gone 'ended with signal 9')"
  PATH=$BATS_TEST_TMPDIR/work:$PATH run -1 sh engine cancel 1
  assert_output 'condor_q does not know cluster 1, though submissions/1/log tells of no end: was it submitted on another machine?'
  touch ../go
}

@test "a job that nobody knows, without a log, has no answer" {
  directory a true
  submit
  eventually in_state 1 gone
  rm submissions/1/log
  run -0 engine query 1
  assert_output ''
}

# ---- retries, eviction, walltime, limit ----

@test "HTCondor starts failed jobs again, as often as was said and no more, with the same ID" {
  directory once '[ -e tried ] || { touch tried; exit 3; }' always 'exit 7' signal 'kill -9 $$' never 'echo x >> count'
  submit
  eventually all_gone 4
  assert_equal "$(statuses)" $'always 7\nnever 0\nonce 0\nsignal 137'
  for pair in once:2 always:3 signal:3 never:1; do
    assert_equal "$(grep -c ^started "jobs/${pair%:*}/attempts.tsv")" "${pair#*:}"
    assert_equal "$(column engine_id "jobs/${pair%:*}/attempts.tsv" | sort -u | wc -l)" 1
  done
  assert_equal "$(cat ../count)" x
  assert_equal "$(engine query 1 | cut -f 4 | sort)" "$(printf 'ended with return value %s\n' 0 0 137 7)"
  assert_file_exist jobs/always/stdout.1
  assert_file_exist jobs/always/stderr.2
}

@test "without retries a failed job is not started again" {
  retries=0 directory a 'echo x >> count; exit 7'
  submit
  eventually in_state 1 gone
  assert_equal "$(cat ../count jobs/a/exit-status)" $'x\n7'
}

@test "a job that has to make room begins again elsewhere and is not taken for ended" {
  directory a 'echo x >> count; [ -e second ] || { touch second; sleep 30; }'
  submit
  eventually test -e ../second
  condor_vacate_job 1.0 > /dev/null
  eventually in_state 1 gone
  assert_equal "$(cat jobs/a/exit-status ../count)" $'0\nx\nx'
  assert_equal "$(engine query 1 | cut -f 3-)" "$(tsv gone 'ended with return value 0')"
}

@test "a job over its walltime is removed, and the reason says so" {
  walltime_s=600 directory a 'touch on; sleep 30; touch late'
  submit
  eventually test -e ../on
  echo 300 > "$CONDOR_STANDIN/later"
  run -0 engine query 1
  assert_output "$(tsv 1 1 running -)"
  echo 601 > "$CONDOR_STANDIN/later"
  eventually in_state 1 removed
  assert_equal "$(engine query 1)" "$(tsv 1 1 removed \
    'The job attribute PeriodicRemove expression '\''(JobStatus == 2) && (time() - EnteredCurrentStatus > 600)'\'' evaluated to TRUE')"
  assert_file_not_exist ../late
}

@test "with a limit no more run at once, the others are queued, and all run" {
  directory $(for i in 1 2 3 4 5 6; do echo $i; echo run; done)
  sed -i 's/^limit=.*/limit=2/' submissions/1/settings
  for script in jobs/*/script; do
    printf '%s\n' 'mkdir running.$$' 'ls -d running.* | wc -l >> seen' 'while [ ! -e go ]; do sleep 0.05; done' 'sleep 0.1; rmdir running.$$' > "$script"
    sed -i '1s/^/. "$BATCH_DIRECTORY\/environment"\n/' "$script"
  done
  echo 10 > "$CONDOR_STANDIN/slots"
  submit
  eventually test -s ../seen
  assert_equal "$(engine query 1 | cut -f 3 | sort | uniq -c | tr -s ' ')" "$(printf ' 4 queued\n 2 running')"
  run -1 engine cancel 1 5
  assert_output 'HTCondor has not made job 5 of submission 1 yet: cancel all of it'
  touch ../go
  eventually all_gone 6
  assert_equal "$(sort -u ../seen | tr -d ' ' | tail -n 1)" 2
  assert_equal "$(statuses | grep -c ' 0$')" 6
}

@test "jobs with a limit that HTCondor has not begun to make are queued, not gone" {
  limit=1 directory a true b true
  text
  sed -i 's/^max_materialize.*/max_materialize = 0/' submissions/1/submit
  engine submit 1 > submissions/1/id
  assert_equal "$(engine query 1)" "$(tsv 1 1 queued - / 1 2 queued -)"
  engine cancel 1
  assert_equal "$(engine query 1)" ''
}

# ---- taking back ----

@test "cancel takes out jobs that wait and jobs that run, some or all, and those that are gone are no error" {
  directory a 'sleep 30' b true c 'sleep 30' d 'sleep 30'
  echo 2 > "$CONDOR_STANDIN/slots"
  submit
  eventually in_state 2 gone
  engine cancel 1 1 2
  eventually in_state 1 removed
  assert_equal "$(engine query 1 | sed -n 1p)" "$(tsv 1 1 removed 'via condor_rm (by user me)')"
  assert_equal "$(grep condor_rm "$CONDOR_STANDIN/calls")" 'condor_rm 1.0'
  eventually in_state 3 running
  engine cancel 1
  eventually in_state 4 removed
  assert_equal "$(engine query 1 | cut -f 3 | xargs)" 'removed gone removed removed'
  run -0 engine cancel 1
  run -0 engine cancel 1 2 3
  assert_equal "$(grep -c condor_rm "$CONDOR_STANDIN/calls")" 2
  assert_equal "$(condor_q -af ClusterId)" ''
}

@test "a job that is being removed may still run, so it is not gone" {
  extra=$'kill_sig = SIGTERM\n' directory a 'trap "" TERM; touch on; until [ -e go ]; do sleep 0.02; done'
  submit
  eventually test -e ../on
  condor_rm 1 > /dev/null
  assert_equal "$(engine query 1)" "$(tsv 1 1 alive 'being removed')"
  touch ../go
  eventually in_state 1 removed
}

@test "cancel fails with condor_rm's words when jobs stay" {
  directory a 'sleep 30'
  submit
  printf 'Permission denied\nmore\n' > "$CONDOR_STANDIN/fail-condor_rm"
  run -1 engine cancel 1
  assert_output 'condor_rm: Permission denied'
  run -1 engine cancel 1 1
  assert_output 'condor_rm: Permission denied'
  rm "$CONDOR_STANDIN/fail-condor_rm"
  touch "$CONDOR_STANDIN/deaf-condor_rm"   # its answer got lost, but not what it did
  run -0 engine cancel 1 1
}

# ---- transfer ----

@test "with transfer a job sees its inputs and nothing else of ours, and its outputs come home to where they belong" {
  mkdir data
  echo 1 > data/a.txt
  echo 2 > b.txt
  transfer=yes inputs=data/a.txt,b.txt outputs=new/deep/sum.txt,c.txt \
    directory a 'cat data/a.txt b.txt > new/deep/sum.txt; mv b.txt c.txt; pwd; ls; echo err >&2; echo junk > junk'
  submit
  eventually in_state 1 gone
  assert_equal "$(statuses)" 'a 0'
  assert_equal "$(cat ../new/deep/sum.txt ../c.txt ../b.txt)" "$(printf '%s\n' 1 2 2 2)"
  assert_equal "$(cat jobs/a/stderr)" err
  assert_equal "$(sed 1d jobs/a/stdout)" $'c.txt\ndata\nnew'
  assert_equal "$(sed 's,.*/execute/dir_[^/]*,,; q' jobs/a/stdout)" /beampipe/work
  assert_equal "$(cut -f 1,2 jobs/a/attempts.tsv)" "$(tsv event submission / started 1 / ended 1)"
  assert_file_not_exist junk
  assert_file_not_exist ../junk
  assert_equal "$(ls)" "$(printf '%s\n' engine environment extra jobs run settings submissions)"
  assert_equal "$(ls jobs/a)" "$(printf '%s\n' attempts.tsv exit-status script stderr stdout)"
}

@test "with transfer an input may be a directory, with other inputs and outputs in it" {
  mkdir -p d/e
  echo 1 > d/e/f
  echo 2 > d/g
  transfer=yes inputs=d/g,d,d/e/f outputs=d/sum directory a 'cat d/e/f d/g > d/sum'
  submit
  eventually in_state 1 gone
  assert_equal "$(statuses; cat ../d/sum)" $'a 0\n1\n2'
}

@test "with transfer run tries again by itself, and all attempts come home" {
  transfer=yes directory once 'echo try; [ -e tried ] || { touch tried; exit 3; }' always 'echo $RANDOM >&2; exit 7'
  submit
  eventually all_gone 2
  assert_equal "$(statuses)" $'always 7\nonce 0'
  assert_equal "$(ls jobs/once)" "$(printf '%s\n' attempts.tsv exit-status script stderr stderr.1 stdout stdout.1)"
  assert_equal "$(grep -c ^started jobs/always/attempts.tsv)" 3
  assert_file_exist jobs/always/stderr.2
  assert_equal "$(grep -c '^001' submissions/1/log)" 2   # HTCondor itself started each once
}

@test "with transfer a job submitted again goes on counting its attempts" {
  transfer=yes directory a 'echo "$1"; exit 7'
  sed -i 's/^retries=.*/retries=1/' submissions/1/settings
  submit
  eventually in_state 1 gone
  assert_equal "$(cat jobs/a/exit-status)" 7
  cp -r submissions/1 submissions/2
  rm -r submissions/2/id submissions/2/log jobs/a/exit-status
  sed -i 's/-1$/-2/' submissions/2/settings
  engine text 2 > submissions/2/submit
  engine submit 2 > submissions/2/id
  eventually ended 2
  assert_equal "$(ls jobs/a)" "$(printf '%s\n' attempts.tsv exit-status script stderr stderr.1 stderr.3 stdout stdout.1 stdout.3)"
  assert_equal "$(grep -c ^started jobs/a/attempts.tsv)" 4
}

@test "with transfer an output that is missing makes the job fail, and does not hold it" {
  transfer=yes outputs=there,lost directory a 'echo x > there'
  sed -i 's/^retries=.*/retries=0/' submissions/1/settings
  submit
  eventually in_state 1 gone
  assert_equal "$(statuses)" 'a 1'
  assert_equal "$(cat jobs/a/stderr ../there)" $'run: the job ended well, but its output \'lost\' is missing\nx'
  assert_file_not_exist ../lost
}

@test "with transfer an output that is a directory cannot come home and fails, a link comes as the file" {
  transfer=yes outputs=d,l directory a 'mkdir d; echo x > f; ln -s f l'
  sed -i 's/^retries=.*/retries=0/' submissions/1/settings
  submit
  eventually in_state 1 gone
  assert_equal "$(statuses)" 'a 1'
  assert_equal "$(cat jobs/a/stderr ../l)" $'unpack: output \'d\' is a directory: HTCondor brings files home\nx'
}

@test "with transfer the exit status is not there before the job has left the queue with all its outputs" {
  transfer=yes outputs=out/x directory a 'echo x > out/x'
  submit
  touch "$CONDOR_STANDIN/paused"
  rmdir ../out   # the output finds no place: the job is held, though its status came home
  rm "$CONDOR_STANDIN/paused"
  eventually in_state 1 blocked
  assert_equal "$(engine query 1 | grep -c 'Transfer output files failure')" 1
  assert_equal "$(cat jobs/a/ended-1)" 0
  assert_file_not_exist jobs/a/exit-status
}

@test "with transfer an input that vanished holds the job, with the reason" {
  touch in
  transfer=yes inputs=in directory a true
  touch "$CONDOR_STANDIN/paused"
  submit
  rm ../in "$CONDOR_STANDIN/paused"
  eventually in_state 1 blocked
  assert_equal "$(engine query 1 | grep -c "Transfer input files failure.*$BATS_TEST_TMPDIR/work/in: No such file")" 1
}

@test "with transfer a job that has to make room begins anew elsewhere" {
  transfer=yes outputs=x directory a "[ -e $PWD/second ] || { touch $PWD/second; sleep 30; }; echo x > x"
  submit
  eventually test -e ../second
  condor_vacate_job 1.0 > /dev/null
  eventually in_state 1 gone
  assert_equal "$(statuses; cat ../x)" $'a 0\nx'
}

# refused MESSAGE: text refuses submission 1 so
refused() {
  run -1 --separate-stderr engine text 1
  assert_equal "$stderr" "$1"
}

@test "with transfer names must be plain, inputs be there and not meet, each refused in one line" {
  mkdir d
  touch in d/in script
  transfer=yes directory a true
  plain="is no plain name below the directory of submission (letters, digits, _ . / + -)"
  for file in 'two words' 'a;b' '/etc/passwd' '../x' 'd/../../x' 'd/' '-x' 'a$b' 'é' 'a"b'; do
    printf 'a\t%s\t\n' "$file" > submissions/1/list
    refused "transfer: job 'a': '$file' $plain"
    printf 'a\t\tok,%s\n' "$file" > submissions/1/list
    refused "transfer: job 'a': '$file' $plain"
  done
  printf 'a b\t\t\n' > submissions/1/list
  refused "transfer: job 'a b': no plain name (letters, digits, _ . + -)"
  printf 'a\tin,d/in\t\n' > submissions/1/list
  refused "transfer: job 'a': two files named 'in' would meet on the worker"
  printf 'a\tscript\t\n' > submissions/1/list
  refused "transfer: job 'a': two files named 'script' would meet on the worker"
  printf 'a\tin,gone\t\n' > submissions/1/list
  refused "transfer: '$BATS_TEST_TMPDIR/work/gone' is not there"
  sed -i "s,^directory=.*,directory='/a b'," settings
  refused "transfer: job 'a': the directory of submission has no plain name: '/a b'"
}

# ---- all of it ----

@test "60 jobs through batch-submit: those that fail once are tried again, those that always fail are counted, exactly" {
  {
    tsv job command
    for i in $(seq 60); do
      case $i in
      7 | 17 | 27) tsv "j$i" "echo x >> count.$i; [ \$(wc -l < count.$i) -gt 1 ]" ;;
      30) tsv "j$i" "echo x >> count.$i; exit 9" ;;
      *) tsv "j$i" "echo x >> count.$i" ;;
      esac
    done
  } > jobs.tsv
  batch-submit --engine htcondor --dir D --limit 10 --walltime 600 --extra '+JobFlavour = "longlunch"' jobs.tsv > /dev/null
  echo 10 > "$CONDOR_STANDIN/slots"
  run -1 batch-wait -q D
  assert_equal "$(batch-status D | sed 1d | cut -f 2- | sort | uniq -c | tr -s ' ')" \
    "$(printf ' %s\n' $'3 done\t2\t0' $'56 done\t1\t0' $'1 failed\t3\t9' | sort -k 2)"
  assert_equal "$(cat count.* | wc -l)" $((56 + 3 * 2 + 3))
  assert_equal "$(wc -l < count.30)" 3
}

@test "only what failed is submitted again, names and commands arrive as they are" {
  mkdir "it's \$HOME; a \"dir\" é" && cd "it's \$HOME; a \"dir\" é" || return
  names=('two words' "o'neil" 'say "hi"' '$(Process) $$(x)' 'a;b&c|d' 'é 日本' '*' '-rf' '#x' '`id`')
  {
    tsv job command
    for i in "${!names[@]}"; do
      tsv "${names[i]}" "printf '%s\\n' \"\$BATCH_JOB\" 'é \$HOME \`id\` \"q\"' >> out.$i; [ $i != 3 ] || [ -e ok ]"
    done
  } > jobs.tsv
  batch-submit --engine htcondor --dir "D 'x'" --retries 0 jobs.tsv > /dev/null
  run -1 batch-wait -q "D 'x'"
  touch ok
  assert_equal "$(batch-submit --only-failed --dir "D 'x'")" "$(tsv submission jobs engine_id / 2 1 2)"
  run -0 batch-wait -q "D 'x'"
  for i in "${!names[@]}"; do
    assert_equal "$(head -n 2 "out.$i")" "$(printf '%s\n' "${names[i]}" 'é $HOME `id` "q"')"
    assert_equal "$(wc -l < "out.$i")" $((i == 3 ? 4 : 2))
  done
}

@test "batch-status shows why a job is held, batch-cancel takes all out" {
  tsv job command / a 'sleep 30' / b 'sleep 30' > jobs.tsv
  touch "$CONDOR_STANDIN/paused"
  batch-submit --engine htcondor --dir D jobs.tsv > /dev/null
  mv D/submissions/1/stderr D/submissions/1/elsewhere
  rm "$CONDOR_STANDIN/paused"
  eventually queue_is 55
  run -0 batch-status --long D
  assert_equal "$(cut -f 1-5 <<< "$output")" "$(tsv job state attempts exit_status reason / \
    a queued 0 - "Error from slot1@here: Failed to open '$PWD/D/submissions/1/stderr/1' as standard error: No such file or directory (errno 2)" / \
    b queued 0 - "Error from slot1@here: Failed to open '$PWD/D/submissions/1/stderr/2' as standard error: No such file or directory (errno 2)")"
  batch-cancel -q D
  assert_equal "$(condor_q -af ClusterId)" ''
}

@test "a condor_q that fails for a while loses no job" {
  tsv job command / a 'until [ -e go ]; do sleep 0.02; done; echo x >> count' > jobs.tsv
  batch-submit --engine htcondor --dir D --grace 0 jobs.tsv > /dev/null
  echo 'Error: no schedd' > "$CONDOR_STANDIN/fail-condor_q"
  batch-wait D 2> waiting 3>&- &
  eventually grep -q 'cannot be asked, trying again: condor_q: no schedd' waiting
  touch go
  eventually test -e count
  rm "$CONDOR_STANDIN/fail-condor_q"
  wait $!
  assert_equal "$(batch-status D)" "$(tsv job state attempts exit_status / a done 1 0)"
  assert_equal "$(cat count)" x
}

@test "batch-submit killed while condor_submit is at work is continued without a second copy" {
  tsv job command / a 'echo x >> count' / b 'echo x >> count' > jobs.tsv
  touch "$CONDOR_STANDIN/deaf-condor_submit" "$CONDOR_STANDIN/paused"   # it queues, and nobody hears the number
  batch-submit --engine htcondor --dir D jobs.tsv > /dev/null
  rm "$CONDOR_STANDIN/deaf-condor_submit" "$CONDOR_STANDIN/paused"
  run -0 batch-wait -q D
  batch-submit --dir D < /dev/null
  assert_equal "$(grep -c condor_submit "$CONDOR_STANDIN/calls")" 1
  assert_equal "$(wc -l < count)" 2
}

@test "batch-submit --transfer end to end: inputs go, outputs come, failures are counted" {
  mkdir in
  for i in 1 2 3 4; do echo $i > in/$i.txt; done
  {
    tsv job command inputs outputs
    for i in 1 2 3 4; do tsv j$i "cat in/$i.txt in/$i.txt > out/$i.txt; [ $i != 3 ]" in/$i.txt out/$i.txt; done
  } > jobs.tsv
  batch-submit --engine htcondor --transfer --dir D --retries 1 jobs.tsv > /dev/null
  run -1 batch-wait -q D
  assert_equal "$(batch-status D)" "$(tsv job state attempts exit_status / j1 done 1 0 / j2 done 1 0 / j3 failed 2 1 / j4 done 1 0)"
  assert_equal "$(cat out/2.txt)" $'2\n2'
}

@test "batch-submit says in one line that HTCondor is not here, or refuses" {
  tsv job command / a true > jobs.tsv
  mkdir bin
  for tool in sh awk timeout; do ln -s "$(command -v $tool)" bin; done
  assert_dies 'batch-submit: engine htcondor: condor_submit is not here' env PATH="$PWD/bin" "$BUILD/bin/batch-submit" --engine htcondor --dir D jobs.tsv
  assert_dir_not_exist D
}

# ---- the stand-in itself: spec/batch.md 2.2 ----

# rows TEXT NAME...: what a table gives, values with | between, jobs on lines
rows() {
  printf "$1" > table
  shift
  perl -I"$ROOT/tests/batch/standins/htcondor" -MSubmit -e 'print map { my $r = $_; join("|", map { $r->{$_} } @ARGV) . "\n" } Submit::rows("table", @ARGV)' "$@"
}

@test "the stand-in reads tables as HTCondor does" {
  assert_equal "$(rows 'a, b, c\na b c\na\tb\tc\n' x y z)" $'a|b|c\na|b|c\na|b|c'
  assert_equal "$(rows 'a b, c d\n' x y)" 'a|b, c d'
  assert_equal "$(rows 'a\n' x y)" 'a|'
  assert_equal "$(rows '  a, b c \n' x)" 'a, b c'
  assert_equal "$(rows 'a, b\037 c d \n' x y)" 'a, b|c d'
  assert_equal "$(rows '# a\nb\n' x)" $'# a\nb'
  assert_equal "$(rows 'a\n\nb\n' x)" $'a\na\nb'
  assert_equal "$(rows 'a\r\nb' x)" $'a\nb'
  assert_equal "$(rows '' x)" ''
}

@test "the stand-in refuses what would do harm" {
  printf '#!/bin/sh\n' > run
  chmod +x run
  echo 1 > items
  lines=('executable = run' 'arguments = "$(index)"' 'log = log' 'should_transfer_files = NO' 'queue index from items')
  printf '%s\n' "${lines[@]}" > good
  assert_equal "$(condor_submit -terse good)" '1.0 - 1.0'
  for change in '2s/index/indx/ $(indx) is undefined' '2s/"//g not the new syntax' '1s/run/walk/ does not exist' '1s/^exe/exx/ no command' '5s/items/none/ Can.t open' \
    '5s/$/\nlog = x/ behind queue' '2s/index)/index) $$(x)/ is expanded from the machine' '2s/index/index) $(Process/ -'; do
    sed "${change%% *}" good > bad 2> /dev/null || sed "${change%%/ *}/" good > bad
    run condor_submit -terse bad
    if [ "${change##* }" = - ]; then assert_success; else assert_failure 1; fi
  done
}
