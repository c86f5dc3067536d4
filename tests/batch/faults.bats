# Faults of batch systems, of people and of machines: what a hostile reader of batch-submit, batch-wait, batch-cancel and run.sh tried.
load ../helper
load await

teardown() { rm -f hold; [ ! -d D ] || batch-cancel -q D > /dev/null 2>&1 || true; }

submit() { batch-submit --engine local --dir D "$@" > /dev/null; }

# A batch system that keeps its queue in ./queue, a row "K id" for each submission, and runs nothing; ./cannot-cancel lists what it does not take out.
engine() {
  cat > engine.sh <<'EOM'
echo "$PPID $*" >> ../calls
case $1 in
limit) echo 2 ;;
text) . "./submissions/$2/settings"; echo "after=$after" ;;
submit) [ ! -e ../refuse ] || { echo refused >&2; exit 1; }; echo "$2 id$2" >> ../queue; echo "id$2" ;;
find) sed -n "s/^$2 //p" ../queue ;;
query) [ ! -e ../says ] || { cat ../says; exit; }
  [ ! -e ../hangs ] || sleep 60
  shift
  for k; do if grep -q "^$k " ../queue; then printf '%s\t*\tqueued\t-\n' "$k"; fi; done ;;
cancel) if grep -qsx "$2" ../cannot-cancel; then echo 'not now' >&2; exit 1; fi; sed -i "/^$2 /d" ../queue ;;
esac
EOM
  : > queue
  tsv job command / a 'echo a >> runs' / b 'echo b >> runs' / c 'echo c >> runs' / d 'echo d >> runs' > jobs.tsv
}

# asked WHO N [WORDS]: the process WHO asked N times at least, about submissions WORDS
asked() { [ "$(grep -c "^$1 query ${3-.*}\$" calls)" -ge "$2" ]; }

# A job that does not end before the file hold is gone.
while_held='while [ -e hold ]; do sleep 0.05; done'

start() { (cd D && ./run "$1" "$2" "${3-id$1}.$2") < /dev/null; }

@test "two who wait at the same time submit a lost job once, not twice" {
  engine
  batch-submit --engine ./engine.sh --dir D --grace 1 jobs.tsv > /dev/null
  sed -i /^1/d queue
  for i in 1 2; do
    batch-wait -q --every 0.2 --timeout 2min D 2> /dev/null 3>&- &
    waiters+=($!)
  done
  for waiter in "${waiters[@]}"; do until_it asked $waiter 3 '2 3'; done
  kill "${waiters[@]}"
  assert_equal "$(cat queue)" "$(printf '%s\n' '2 id2' '3 id3')"
}

@test "batch-wait hears of what others submit again meanwhile" {
  engine
  batch-submit --engine ./engine.sh --dir D --retries 0 jobs.tsv > /dev/null
  batch-wait -q --every 0.2 --timeout 2min D 2> /dev/null 3>&- &
  until_it asked $! 1
  echo 143 > D/jobs/a/exit-status
  batch-submit --only-failed --dir D > /dev/null
  until_it asked $! 3 '1 2 3'
  assert_equal "$(cat queue)" "$(printf '%s\n' '1 id1' '2 id2' '3 id3')"
  kill $!
}

@test "a program that does not mind being told to end is waited for: no exit-status before, no second copy" {
  printf '%s\n' 'trap "" TERM' 'echo >> begun' "$while_held" 'echo >> ended' > stubborn.sh
  tsv job command / a 'sh ./stubborn.sh' > jobs.tsv
  touch hold
  submit jobs.tsv
  until_it test -e begun
  batch-cancel D
  run -2 batch-wait -q --timeout 0.2 D
  assert_file_not_exist D/jobs/a/exit-status
  rm hold
  run -1 batch-wait -q --every 0.2 D
  assert_equal "$(wc -l < ended)" 1
  assert_equal "$(cat D/jobs/a/exit-status)" 143
}

@test "batch-cancel in the moment in which jobs begin: none of them runs on" {
  tsv job command / a 'echo >> ended; sleep 20' / b 'echo >> ended; sleep 20' > jobs.tsv
  for delay in 0 0.01 0.02 0.03 0.05; do
    submit --grace 0 jobs.tsv
    sleep "$delay"
    batch-cancel D
    run -1 batch-wait -q --every 0.1 --timeout 10 D
    assert_equal "$(cat D/jobs/*/exit-status)" "$(printf '143\n143')"
    rm -rf D
  done
}

@test "a copy that the batch system was given unheard is not taken for lost while it runs" {
  engine
  sed -i "s/echo a >> runs/$while_held/" jobs.tsv
  touch hold
  batch-submit --engine ./engine.sh --dir D --grace 0 jobs.tsv > /dev/null
  start 1 1 unheard 3>&- &
  until_it test -e D/jobs/a/claim-1
  : > queue
  assert_equal "$(batch-status -l D | sed -n 2p | cut -f 2,5)" "$(tsv running 'runs as a second copy that the batch system was given; only its exit-status will tell')"
  rm hold
  wait $!
  assert_equal "$(batch-status D | sed -n 2p)" "$(tsv a done 1 0)"
}

@test "a lost job that begins in the moment in which it is to be submitted again is not" {
  engine
  sed -i 's/echo a >> runs/echo a >> runs; until [ -e end ]; do sleep 0.05; done/' jobs.tsv
  sed -i 's|^submit)|submit) [ $2 != 2 ] \|\| { [ -e ../late ] \|\| { echo refused >\&2; exit 1; }; ./run 1 1 id1.1 3>\&- 9>\&- \& until [ -e jobs/a/claim-1 ]; do sleep 0.02; done; }; |' engine.sh
  run -2 batch-submit --engine ./engine.sh --dir D --grace 0 jobs.tsv
  touch late
  : > queue
  wait_until_submitted D 3
  assert_equal "$(cat D/submissions/3/list)" $'b\t\t'
  touch end
  until_it test -e D/jobs/a/exit-status
  assert_equal "$(batch-status D | sed -n 2p)" "$(tsv a done 1 0)"
  assert_equal "$(cat runs)" a
}

@test "what a person took out of the queue is lost, with the reason, and comes back by --only-failed alone" {
  engine
  batch-submit --engine ./engine.sh --dir D --grace 0 jobs.tsv > /dev/null
  printf '1\t1\tremoved\tby hand\n1\t2\tqueued\t-\n2\t*\tqueued\t-\n' > says
  run -0 batch-status -l D
  assert_line -n 1 "$(tsv a lost 0 - 'by hand' 1 1 id1 D/jobs/a)"
  echo 0 | tee D/jobs/{c,d}/exit-status > /dev/null
  rm says
  : > queue   # the batch system has forgotten it all
  wait_until_submitted D 3
  assert_equal "$(cat D/submissions/3/list)" $'b\t\t'
  echo 0 > D/jobs/b/exit-status
  run -1 --separate-stderr batch-wait D
  assert_equal "$stderr" "batch-wait: job 'a' is lost after 0 attempts: by hand"
  batch-submit --only-failed --dir D > /dev/null
  assert_equal "$(cat D/submissions/4/list)" $'a\t\t'
  assert_equal "$(batch-status -l D | sed -n 2p)" "$(tsv a queued 0 - - 4 1 id4 D/jobs/a)"
}

@test "an answer that breaks off, or is no answer, is asked for again, and makes no job gone" {
  engine
  batch-submit --engine ./engine.sh --dir D jobs.tsv > /dev/null
  for row in 1 $'1\t*' $'9\t*\tqueued\t-' $'1\t*\tasleep\t-' $'1\t0\tqueued\t-' $'1\tx\tqueued\t-'; do
    echo "$row" > says
    assert_dies "batch-status: D: engine ./engine.sh cannot be asked about the other jobs: query answers with what is no row: '${row//$'\t'/?}'" \
      batch-status --patience 0 D
    assert_equal "$(ls D/jobs/a)" script
  done
  batch-status D > out 2> err &
  until_it test -s err
  printf '1\t*\trunning\t-\n' > says.new
  mv says.new says
  wait $!
  assert_equal "$(cat err)" "batch-status: D: ./engine.sh cannot be asked, trying again: query answers with what is no row: '${row//$'\t'/?}'"
  assert_equal "$(sed -n 2p out)" "$(tsv a running 0 -)"
  printf '1\t*\tqueued\twith\ttabs\r\n' > says
  run -0 batch-status -l D
  assert_line -n 1 "$(tsv a queued 0 - 'with tabs ' 1 1 id1 D/jobs/a)"
}

@test "a batch system that hangs does not keep batch-wait beyond its --timeout" {
  engine
  batch-submit --engine ./engine.sh --dir D jobs.tsv > /dev/null
  touch hangs
  run -2 --separate-stderr timeout 20 batch-wait --timeout 1 D
  assert_equal "${stderr_lines[1]}" 'batch-wait: D: engine ./engine.sh cannot be asked: no answer in 1 s'
  rm hangs
  assert_dies 'batch-wait: D: 4 of 4 jobs have not ended in time' batch-wait --timeout 0 D
}

@test "times that are none, or longer than a lifetime" {
  tsv job command / a true > jobs.tsv
  assert_dies "batch-submit: --grace: not a time up to 1e9 s: '1e20' (2h, 1.5d, 1w, 600s, ...)" batch-submit --engine local --dir D --grace 1e20 jobs.tsv
  assert_dies "batch-submit: --walltime: not a time up to 1e9 s: '1e30' (2h, 1.5d, 1w, 600s, ...)" batch-submit --engine local --dir D --walltime 1e30 jobs.tsv
  assert_file_not_exist D
}

@test "empty parts of outputs, blanks around names, a directory that is gone, variables named as ours" {
  tsv job command outputs / a true ',never' / b 'touch x' 'x ,  x' / c 'mkdir gone; cd gone; rm -rf ../gone' none / d true never > jobs.tsv
  outputs=x directory=/tmp tab=- submit --retries 0 --env outputs --env directory --env tab jobs.tsv
  run -1 batch-wait -q D
  assert_equal "$(batch-status D | tail -n +2 | cut -f 1,2)" "$(tsv a failed / b done / c failed / d failed)"
  assert_dies "batch-submit: not the name of a variable: 'a-b'" batch-submit --engine local --dir E --env a-b jobs.tsv
}

@test "--after: what is not submitted, and what another batch system has" {
  engine
  touch refuse
  sed -i 4,5d jobs.tsv
  run -2 batch-submit --engine ./engine.sh --dir D jobs.tsv
  assert_dies 'batch-submit: --after D: its jobs are not all submitted' batch-submit --engine ./engine.sh --dir E --after D jobs.tsv
  assert_dies 'batch-submit: --after D: its engine is ./engine.sh' batch-submit --engine local --dir E --after D jobs.tsv
}

@test "jobs that are submitted again wait for what has not come yet, under its new id, and for nothing that has" {
  engine
  batch-submit --engine ./engine.sh --dir E --grace 0 jobs.tsv > /dev/null
  batch-submit --engine ./engine.sh --dir D --after E --grace 0 jobs.tsv > /dev/null
  assert_equal "$(cat D/submissions/1/submit)" 'after=id1 id2'
  : > queue
  echo 0 | tee E/jobs/{a,b,c}/exit-status
  wait_until_submitted E 3
  assert_equal "$(cat E/submissions/3/list)" $'d\t\t'
  wait_until_submitted D 4
  assert_equal "$(cat D/submissions/3/submit)" 'after=id3'
  echo 0 > E/jobs/d/exit-status
  : > queue
  wait_until_submitted D 6
  assert_equal "$(cat D/submissions/5/submit)" after=
}

@test "a directory whose jobs wait for those of another says so when these are handed over by half" {
  engine
  batch-submit --engine ./engine.sh --dir E --grace 0 jobs.tsv > /dev/null
  batch-submit --engine ./engine.sh --dir D --after E --grace 0 jobs.tsv > /dev/null
  : > queue
  echo 0 | tee E/jobs/a/exit-status > E/jobs/b/exit-status
  rm E/submissions/2/id
  run -2 --separate-stderr batch-wait -q D
  assert_equal "$stderr" "batch-wait: D: waits for $PWD/E: its jobs are not all submitted"
}

@test "batch-cancel goes on after one that cannot be cancelled, and none comes back" {
  engine
  batch-submit --engine ./engine.sh --dir D --grace 0 jobs.tsv > /dev/null
  echo 1 > cannot-cancel
  assert_dies 'batch-cancel: D: submission 1: engine ./engine.sh: not now' batch-cancel D
  assert_equal "$(cat queue)" '1 id1'
  run -1 batch-wait -q D
  for k in 1 2; do for i in 1 2; do start $k $i 2> /dev/null; done; done
  assert_file_not_exist runs
  assert_equal "$(batch-status -s D | sed -n 's/^failed\t//p')" 4
}

@test "batch-cancel waits for a submit command that outlived its caller, and cancels what it brought" {
  engine
  sed -i 's/^submit)/submit) sleep 1;/' engine.sh
  batch-submit --engine ./engine.sh --dir D jobs.tsv > /dev/null 2>&1 3>&- &
  until_it grep -qs ' submit ' calls
  kill -KILL $!
  wait $! || true
  batch-cancel D
  assert_equal "$(cat queue)" ''
  run -1 batch-wait -q --timeout 5 D
}

@test "a directory that holds something else is not taken over, whatever its files are called" {
  engine
  mkdir mine && echo 'my thesis' > mine/README && tsv job command note / a true x > mine/jobs.tsv
  assert_dies_with_what_is_there() { run -2 --separate-stderr batch-submit --engine local --dir mine jobs.tsv; assert_regex "$stderr" "^batch-submit: mine: holds '(README|jobs.tsv)' and is no submission directory: name a new one$"; }
  assert_dies_with_what_is_there
  assert_equal "$(cat mine/README)" 'my thesis'
  assert_equal "$(head -n 1 mine/jobs.tsv)" "$(tsv job command note)"
}

@test "of thousands of programs that are missing the first is named" {
  awk 'BEGIN { print "job\tcommand"; for (i = 1; i <= 6000; i++) printf "j%d\tno-such-program-with-a-long-name-%d\n", i, i }' > jobs.tsv
  assert_dies "batch-submit: jobs.tsv:2: column 'command': no program 'no-such-program-with-a-long-name-1' here" batch-submit --engine local --dir D jobs.tsv
}
