# batch-submit, with the engine that is this machine and with engines made here. What jobs become: batch-wait.bats; each batch system: its own file.
load ../helper

teardown() { rm -f hold; [ ! -d D ] || batch-cancel -q D > /dev/null 2>&1 || true; }

submit() { batch-submit --engine local --dir D "$@" > submissions.tsv; }

@test "jobs run in the directory of submission, and leave stdout, stderr and exit-status in directories of their own" {
  tsv job command / talks 'echo out; echo err >&2; pwd > here' / fails 'exit 7' > jobs.tsv
  submit --retries 0 jobs.tsv
  run -1 batch-wait -q D
  assert_equal "$(cat D/jobs/talks/stdout D/jobs/talks/stderr D/jobs/talks/exit-status here)" "$(printf '%s\n' out err 0 "$PWD")"
  assert_equal "$(cat D/jobs/fails/exit-status)" 7
}

@test "it prints a row for each submission, with what the batch system calls it" {
  tsv job command / a true / b true > jobs.tsv
  run -0 batch-submit --engine local --dir D jobs.tsv
  assert_equal "$output" "$(tsv submission jobs engine_id / 1 2 "$(cat D/submissions/1/id)")"
}

@test "the table may come on stdin, and as CSV" {
  printf 'job,command\na,"echo ""1,2"" > out"\n' | submit
  batch-wait D
  assert_equal "$(cat out)" 1,2
}

@test "names and commands with blanks, quotes, dollars, semicolons and UTF-8 arrive as they are" {
  names=('two words' "o'neil" 'say "hi"' '$HOME' 'a;b&c|d' 'é 日本' '*' '-rf' '#x' 'back\slash' '`id`' '$(touch no)' ' leading')
  {
    tsv job command
    for i in "${!names[@]}"; do printf "%s\tprintf '%%s\\\\n' %s '%s' \"\$BATCH_JOB\" > out.%d\n" "${names[i]}" '"a  b"; :' 'é $HOME `id` \n' "$i"; done
  } > jobs.tsv
  sed -i "s/ \"a  b\"; : / \"a  b\" /" jobs.tsv
  submit jobs.tsv
  batch-wait D
  for i in "${!names[@]}"; do
    assert_equal "$(cat "out.$i")" "$(printf '%s\n' 'a  b' 'é $HOME `id` \n' "${names[i]}")"
    assert_equal "$(cat "D/jobs/${names[i]}/exit-status")" 0
  done
  assert_file_not_exist no
  assert_equal "$(batch-status D | column job)" "$(printf '%s\n' "${names[@]}")"
}

@test "directories of submission may have any name" {
  mkdir "it's \$HOME; a \"dir\" é" && cd "it's \$HOME; a \"dir\" é"
  tsv job command / a 'pwd > out' > jobs.tsv
  batch-submit --engine local --dir "D 'x' \$y" jobs.tsv > /dev/null
  batch-wait "D 'x' \$y"
  assert_equal "$(cat out)" "$PWD"
  sh "D 'x' \$y/jobs/a/script"   # by hand
}

@test "a job finds its few variables as they were, those of --env, and nothing else of ours" {
  tsv job command / a 'env > out' > jobs.tsv
  LISTED="it's  \$x
two" UNLISTED=1 submit --env LISTED jobs.tsv
  batch-wait D
  run -0 grep -A1 '^LISTED=' out
  assert_output "LISTED=it's  \$x
two"
  run -1 grep UNLISTED out
  assert_equal "$(sed -n 's/^PATH=//p' out)" "$PATH"
  assert_equal "$(sed -n 's/^BATCH_JOB=//p' out)" a
}

@test "the umask of submission holds for what jobs make" {
  tsv job command / a 'touch out' > jobs.tsv
  (umask 027; submit jobs.tsv)
  batch-wait D
  assert_equal "$(stat -c %a out)" 640
}

@test "stdin of a job is empty" {
  tsv job command / a 'wc -c > out' > jobs.tsv
  echo no | submit jobs.tsv
  batch-wait D
  assert_equal "$(tr -d ' ' < out)" 0
}

@test "a job whose outputs are not all there at its end has failed, and says which" {
  tsv job command outputs / good 'touch x; touch "y z"' 'x, y z' / bad 'touch u' 'u,v' > jobs.tsv
  submit --retries 0 jobs.tsv
  run -1 batch-wait -q D
  assert_equal "$(batch-status D | cut -f 1,2,4 | tail -n +2)" "$(tsv good done 0 / bad failed 1)"
  assert_equal "$(cat D/jobs/bad/stderr)" "run: the job ended well, but its output 'v' is missing"
}

@test "a job that fails is tried --retries times more, and what earlier attempts said is kept" {
  tsv job command / once 'echo try >> n; wc -l < n >&2; [ "$(wc -l < n)" -gt 1 ]' / always 'echo try >> m; exit 9' > jobs.tsv
  submit --retries 3 jobs.tsv
  run -1 batch-wait -q D
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv once done 2 0 / always failed 4 9)"
  assert_equal "$(wc -l < m)" 4
  assert_equal "$(cat D/jobs/once/stderr.1 D/jobs/once/stderr | tr -d ' ')" "$(printf '1\n2')"
  assert_equal "$(cut -f 1,2,6 D/jobs/once/attempts.tsv)" "$(tsv event submission exit_status / started 1 - / ended 1 1 / started 1 - / ended 1 0)"
}

@test "at most --limit jobs run at once" {
  tsv job command > jobs.tsv
  for i in 1 2 3 4 5 6; do printf 'j%d\techo >> running; wc -l < running >> seen; sleep 0.1; sed -i 1d running\n' $i >> jobs.tsv; done
  submit --limit 1 jobs.tsv
  batch-wait D
  assert_equal "$(sort -u seen | tr -d ' ')" 1
}

@test "--memory-mb and --walltime are for jobs that say nothing, and unequal needs are unequal submissions" {
  tsv job command memory_mb walltime_s / a true 100 60 / b true - - / c true 100 60 > jobs.tsv
  submit --memory-mb 2000 --walltime 2h jobs.tsv
  assert_equal "$(tail -n +2 submissions.tsv | cut -f 1,2)" "$(tsv 1 2 / 2 1)"
  assert_equal "$(grep -hE 'memory|walltime' D/submissions/{1,2}/settings)" "$(printf '%s\n' memory_mb=100 walltime_s=60 memory_mb=2000 walltime_s=7200)"
  assert_equal "$(column memory_mb D/jobs.tsv)" "$(printf '%s\n' 100 2000 100)"
}

# ---- going on ----

@test "the same command again does nothing to jobs that are done or run" {
  tsv job command / a 'echo >> runs' / b 'sleep 0.3; echo >> runs' > jobs.tsv
  submit jobs.tsv
  run -0 batch-submit --engine local --dir D jobs.tsv
  assert_output "$(tsv submission jobs engine_id)"
  batch-wait D
  run -0 batch-submit --engine local --dir D < /dev/null
  assert_equal "$(wc -l < runs)" 2
}

@test "other jobs than before, or another engine, are refused" {
  tsv job command / a true > jobs.tsv
  submit jobs.tsv
  tsv job command / a false > other.tsv
  assert_dies 'batch-submit: D: holds other jobs than other.tsv: name a new directory' batch-submit --engine local --dir D other.tsv
  assert_dies 'batch-submit: D: its engine is local' batch-submit --engine slurm --dir D jobs.tsv
}

# A batch system of our own that keeps its queue in ./queue, one line a submission, and is slow or broken as files tell it.
own_engine() {
  cat > engine.sh <<'EOM'
case $1 in
check) ;;
limit) echo 2 ;;
text) echo "$2" ;;
submit)
  . "./submissions/$2/settings"
  [ ! -e ../refuse ] || { echo 'no more, please' >&2; exit 1; }
  echo "$2" >> ../begun
  while [ -e ../hold ]; do sleep 0.05; done
  [ ! -e ../slow-before ] || sleep 0.2
  echo "$token $2 id$2" >> ../queue
  [ ! -e ../slow-after ] || sleep 0.2
  [ ! -e ../mute ] || { echo 'connection timed out' >&2; exit 1; }
  echo "id$2" ;;
find) . "./submissions/$2/settings"; [ ! -e ../queue ] || sed -n "s/^$token .* //p" ../queue ;;
query) [ ! -e ../down ] || { echo 'server is down' >&2; exit 1; }
  shift
  for k; do [ ! -e ../queue ] || { grep -q " $k id" ../queue && printf '%s\t*\tqueued\twaiting\n' "$k"; }; done; : ;;
cancel) sed -i "/ $2 id/d" ../queue ;;
esac
EOM
  tsv job command / a true / b true / c true / d true / e true > jobs.tsv
}

# The batch system runs all that it has.
run_queue() {
  while read -r _ k id; do
    for i in $(seq "$(wc -l < "D/submissions/$k/list")"); do (cd D && ./run "$k" "$i" "$id.$i") < /dev/null > /dev/null 2>&1 || true; done
  done < queue
  : > queue
}

@test "no submission is larger than the engine's limit" {
  own_engine
  run -0 batch-submit --engine ./engine.sh --dir D jobs.tsv
  assert_output "$(tsv submission jobs engine_id / 1 2 id1 / 2 2 id2 / 3 1 id3)"
  run -0 batch-status D
  assert_output "$(tsv job state attempts exit_status / a queued 0 - / b queued 0 - / c queued 0 - / d queued 0 - / e queued 0 -)"
  run_queue
  batch-wait D
}

@test "killed at any moment, the same command goes on, and nothing is submitted twice" {
  own_engine
  sed -i 's/true$/echo "$BATCH_JOB" >> runs/' jobs.tsv
  for moment in 0.01 0.05 0.2 0.4 0.7; do
    for slow in before after; do
      rm -rf D queue runs slow-*
      touch "slow-$slow"
      timeout -s KILL "$moment" batch-submit --engine ./engine.sh --dir D jobs.tsv > /dev/null 2>&1 || true
      batch-submit --engine ./engine.sh --dir D jobs.tsv > /dev/null
      assert_equal "$(cut -d ' ' -f 2 queue | uniq | wc -l)" 3
      assert_equal "$(wc -l < queue)" 3
      run_queue
      batch-wait D
      assert_equal "$(sort runs)" "$(printf '%s\n' a b c d e)"
    done
  done
}

@test "a submit command that got through without a word of it is found by its token" {
  own_engine
  touch mute
  batch-submit --engine ./engine.sh --dir D jobs.tsv > submissions.tsv
  assert_equal "$(column engine_id submissions.tsv)" "$(printf '%s\n' id1 id2 id3)"
  assert_equal "$(wc -l < queue)" 3
}

@test "a second copy of a job that got through all the same does not run" {
  own_engine
  sed -i 's/true$/echo >> runs/' jobs.tsv
  batch-submit --engine ./engine.sh --dir D jobs.tsv > /dev/null
  sed 's/id/again/' queue > more
  cat more >> queue
  run_queue
  batch-wait D
  assert_equal "$(wc -l < runs)" 5
}

@test "a refusal by the engine is one line; what was submitted stays, and the same command goes on" {
  own_engine
  touch refuse
  assert_dies 'batch-submit: D: submission 1: engine ./engine.sh: no more, please' batch-submit --engine ./engine.sh --dir D jobs.tsv
  assert_file_not_exist queue
  rm refuse
  batch-submit --engine ./engine.sh --dir D jobs.tsv > /dev/null
  assert_equal "$(wc -l < queue)" 3
}

@test "two at once on one directory: one of them says so" {
  own_engine
  touch hold
  batch-submit --engine ./engine.sh --dir D jobs.tsv > submissions.tsv 3>&- &
  until_it test -e begun
  assert_dies 'batch-submit: D: another process is submitting its jobs' batch-submit --engine ./engine.sh --dir D jobs.tsv
  rm hold
  wait $!
  assert_equal "$(column engine_id submissions.tsv)" "$(printf '%s\n' id1 id2 id3)"
}

@test "--only-failed submits what failed or got lost, and nothing else" {
  tsv job command / good 'echo >> good' / bad 'echo >> bad; [ -e cure ]' > jobs.tsv
  submit --retries 1 jobs.tsv
  run -1 batch-wait -q D
  run -0 batch-submit --only-failed --dir D
  assert_line -n 1 "$(tsv 2 1 "$(cat D/submissions/2/id)")"
  run -1 batch-wait -q D
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv good done 1 0 / bad failed 4 1)"
  touch cure
  batch-submit --only-failed --dir D > /dev/null
  batch-wait D
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv good done 1 0 / bad done 5 0)"
  assert_equal "$(wc -l < good)" 1
}

@test "--after waits for what is not done, refuses what failed" {
  own_engine
  sed -i 's/^text.*/text) . .\/submissions\/$2\/settings; echo "$after" ;;/' engine.sh
  batch-submit --engine ./engine.sh --dir D jobs.tsv > /dev/null
  tsv job command / z true > then.tsv
  batch-submit --engine ./engine.sh --dir E --after D then.tsv > /dev/null
  assert_equal "$(cat E/submissions/1/submit)" 'id1 id2 id3'
  run_queue
  batch-submit --engine ./engine.sh --dir F --after D then.tsv > /dev/null
  assert_equal "$(cat F/submissions/1/submit)" ''
  echo 1 > D/jobs/b/exit-status
  assert_dies "batch-submit: --after D: job 'b' is failed" batch-submit --engine ./engine.sh --dir G --after D then.tsv
  assert_file_not_exist G
}

# ---- bad input: one line, status 2, nothing submitted ----

bad() {
  assert_dies "batch-submit: $1" batch-submit --engine local --dir D bad.tsv
  assert_file_not_exist D
}

@test "a table without jobs" {
  tsv job command > bad.tsv
  bad 'bad.tsv:1: no jobs'
  : > bad.tsv
  bad 'bad.tsv: no header line'
}

@test "a job's name that comes twice, or names no file" {
  tsv job command / a true / a true > bad.tsv
  bad "bad.tsv:3: column 'job': comes twice: 'a'"
  for name in a/b ../x .hidden '' -; do
    tsv job command / "$name" true > bad.tsv
    bad "bad.tsv:2: column 'job': is no name for a file: '$name'"
  done
}

@test "a command that is missing, or whose program is" {
  tsv job command / a - > bad.tsv
  bad "bad.tsv:2: column 'command': is missing"
  tsv job command / a true / b 'no-such-program --x' > bad.tsv
  bad "bad.tsv:3: column 'command': no program 'no-such-program' here"
  tsv job command / a ./no-such-file > bad.tsv
  bad "bad.tsv:2: column 'command': no program './no-such-file' here"
}

@test "--unchecked leaves programs to the workers; what a shell makes of a command is for the shell" {
  tsv job command / a 'no-such-program' > jobs.tsv
  submit --unchecked --retries 0 jobs.tsv
  run -1 batch-wait -q D
  assert_equal "$(cat D/jobs/a/exit-status)" 127
  rm -rf D
  tsv job command / a 'X=1 true' / b 'if true; then :; fi' / c '{ :; }' / d '(exit 0)' / e '! false' / f ': > "x y"' / g '"tr"ue' / h '[ 1 = 1 ]' > jobs.tsv
  submit --retries 0 jobs.tsv
  batch-wait D
}

@test "inputs that are not there, numbers that are none, unknown columns by their place" {
  touch here
  tsv job command inputs / a true 'here, not here' > bad.tsv
  bad "bad.tsv:2: column 'inputs': not there: 'not here'"
  tsv job command memory_mb / a true much > bad.tsv
  bad "bad.tsv:2: column 'memory_mb': not a count: 'much'"
  tsv job cmd / a true > bad.tsv
  bad "bad.tsv:1: no column 'command'"
}

@test "an unknown engine, one that is not installed, none" {
  tsv job command / a true > jobs.tsv
  assert_dies "batch-submit: no engine 'sge': there are htcondor, local, lsf, pbs, slurm, and files, named with a slash (./sge)" \
    batch-submit --engine sge --dir D jobs.tsv
  assert_dies 'batch-submit: ./sge: No such file or directory' batch-submit --engine ./sge --dir D jobs.tsv
  echo 'echo "qsub is not installed" >&2; exit 1' > sge
  assert_dies 'batch-submit: engine ./sge: qsub is not installed' batch-submit --engine ./sge --dir D jobs.tsv
  assert_dies 'batch-submit: --engine: which? local, slurm, htcondor, pbs, lsf, or a file' batch-submit --dir D jobs.tsv
  assert_file_not_exist D
}

@test "a directory that cannot be made, that is something else, or is not named" {
  tsv job command / a true > jobs.tsv
  touch file
  assert_dies 'batch-submit: file: cannot make it: File exists' batch-submit --engine local --dir file/D jobs.tsv
  mkdir E && touch E/thesis.tex
  assert_dies "batch-submit: E: holds 'thesis.tex' and is no submission directory: name a new one" batch-submit --engine local --dir E jobs.tsv
  assert_dies 'batch-submit: --dir: where? It becomes the submission directory' batch-submit --engine local jobs.tsv
  assert_dies 'batch-submit: none: no submission directory: it has no settings' batch-submit --only-failed --dir none
}

@test "a variable of --env that is not set" {
  tsv job command / a true > jobs.tsv
  unset NOT_SET
  assert_dies "batch-submit: variable 'NOT_SET' is not in the environment" batch-submit --engine local --dir D --env NOT_SET jobs.tsv
}

@test "a disk that is full leaves no settings, and the same command goes on when there is room" {
  tsv job command / a true > jobs.tsv
  mkdir D && mount -t tmpfs -o size=16k none D 2> /dev/null || skip 'no mount here'
  run -2 batch-submit --engine local --dir D jobs.tsv
  mount -o remount,size=4m D
  batch-submit --engine local --dir D jobs.tsv > /dev/null
  batch-wait D
  umount D
}

@test "local cannot carry files, nor wait for others" {
  tsv job command / a true > jobs.tsv
  assert_dies 'batch-submit: D: submission 1: engine local: files are here already: nothing to transfer' batch-submit --engine local --dir D --transfer jobs.tsv
}
