load ../helper

# The stand-in for a batch system is standins/any/engine.sh; what is in the directory control changes what it does.
setup() {
  begin_test || return
  mkdir control
  export CONTROL=$PWD/control
  unset "${!BATCH_@}"
  export BATCH_ENGINE=$ROOT/tests/batch/standins/any/engine.sh
}

# whatever a failed test left running
teardown() {
  local leader
  rm -f hold control/{hold,slow}
  for leader in $(cat batch/submissions/*/leader 2> /dev/null); do kill -KILL -- "-$leader" 2> /dev/null || :; done
}

heavy() { BATCH_MEMORY_MB=100 batch-shell "$@"; }

# What jobs do that shall not end before the test wants it: they wait for hold to go.
while_held='while [ -e hold ]; do sleep 0.05; done'

# asked N: the engine was asked so often
asked() { [ "$(grep -c ^query control/calls)" -ge "$1" ]; }

# nobody_waits [DIR]: nor has anybody left behind that it waits for a job
nobody_waits() { assert_equal "$(ls "${1-batch}/waiting" | grep -vxE 'answer|asking')" ''; }

journal() { column event batch/journal.tsv | sort | uniq -c | awk '{ print $2 "=" $1 }' | paste -sd ' '; }

# ---- what is a job, and what is not ----

@test "a recipe that is not heavy becomes the real shell, in the same process, and nothing is written" {
  run -0 bash -c 'echo $$; batch-shell -c "echo \$PPID"; exit'
  assert_equal "${lines[0]}" "${lines[1]}"
  run -0 bash -c 'echo $$; exec batch-shell -c "echo \$\$"'
  assert_equal "${lines[0]}" "${lines[1]}"
  BATCH_ENGINE='' run -0 heavy -c 'echo $0'
  assert_output bash
  BATCH_MEMORY_MB='' BATCH_WALLTIME='' run -0 batch-shell -c 'echo $-'
  assert_output "$(bash -c 'echo $-')"
  run ls
  assert_output control
  assert_not_exist control/calls
}

@test "either memory or a time makes a recipe heavy, and the engine is told both" {
  BATCH_MEMORY_MB=2000 run -0 batch-shell -c 'echo one'
  BATCH_WALLTIME=1.5h run -0 batch-shell -c 'echo two'
  run -0 grep -hE '^(memory_mb|walltime_s|jobs)=' batch/submissions/1/submit batch/submissions/2/submit
  assert_output $'jobs=1\nmemory_mb=2000\nwalltime_s=\njobs=1\nmemory_mb=\nwalltime_s=5400'
  run -0 cat batch/jobs.tsv
  assert_output "$(tsv job command memory_mb walltime_s inputs outputs / recipe-1 "bash -c 'echo one'" 2000 - - - / \
    recipe-2 "bash -c 'echo two'" - 5400 - - /)"
}

@test "whatever else a shell is called with goes to the real one: a script, stdin, options without -c, arguments" {
  echo 'echo "$0 $*"' > script
  export BATCH_MEMORY_MB=1
  run -0 batch-shell script a b
  assert_output 'script a b'
  run -0 batch-shell -e ./script a
  assert_output './script a'
  run -0 batch-shell -o pipefail script -c x
  assert_output 'script -c x'
  run -0 batch-shell <<< 'echo from stdin'
  assert_output 'from stdin'
  run -0 batch-shell -- script
  assert_output 'script '
  assert_not_exist batch
}

@test "without a recipe or another operand it is a tool of the house" {
  assert_dies 'batch-shell: -c RECIPE is missing (see --help)' batch-shell -q
  run -0 batch-shell --version
  assert_output "batch-shell (beampipe) $(cat "$ROOT/share/VERSION")"
}

@test "the real shell is bash, or sh where there is none, or BATCH_SHELL, here and in jobs" {
  BATCH_SHELL=dash run -0 batch-shell -c 'echo $0'
  assert_output dash
  BATCH_SHELL=/bin/sh run -0 heavy -c 'echo $0'
  assert_output /bin/sh
  mkdir few
  for tool in sh dash env cat cut sed grep date uname ln mv rm cmp flock setsid sleep touch batch-shell mkdir; do ln -s "$(command -v $tool)" few; done
  PATH=$PWD/few run -0 batch-shell -c 'echo $0'
  assert_output sh
  PATH=$PWD/few BATCH_DIR=other run -0 heavy -c 'echo $0'
  assert_output sh
  BATCH_SHELL=fisch assert_dies 'batch-shell: fisch: cannot be started: No such file or directory' batch-shell -c :
}

# ---- the recipe ----

# bytes FROM TO: those bytes
bytes() {
  local i hex
  for ((i = $1; i <= $2; i++)); do
    printf -v hex '\\x%x' $i
    printf "$hex"
  done
}

@test "every byte from 1 to 255 arrives, whether the worker's sh is dash or bash" {
  bytes 1 255 > wanted
  { printf "printf %%s '"; bytes 1 38; printf "'\\\\''"; bytes 40 255; printf "'"; } > recipe
  LC_ALL=C heavy -c "$(cat recipe)" > local
  cmp local wanted
  mkdir bin
  ln -s "$(command -v bash)" bin/sh
  for locale in C C.UTF-8; do
    LC_ALL=$locale PATH=$PWD/bin:$PATH BATCH_DIR=by-bash heavy -c "$(cat recipe)" > other
    cmp other wanted
  done
}

@test "newlines at both ends, quotes, dollars, nothing at all: what the shell gets is what it would have got" {
  recipes=('' ' ' $'\n' $'echo a\necho b\n\n' $'\n\necho "c"' "echo 'it'\\''s'" 'echo "$HOME" $(echo \$x) `echo y` $$ | sed s/[0-9]*$//' $'cat <<E\n\t$((1+1))\nE'
    'echo \\ \a "\\" \' '# a comment' '-n' 'echo *; echo ~; echo {1,2}' $'echo \'\r\n\t\'' 'echo ℓ größe' "echo '" 'exit 3' 'echo "' 'false')
  for recipe in "${recipes[@]}"; do
    status=0 wanted=0
    bash -c "$recipe" > wanted 2> wanted.err < /dev/null || wanted=$?
    BATCH_RETRIES=0 heavy -c "$recipe" > got 2> got.err || status=$?
    cmp got wanted
    [ $status = $wanted ] || fail "$status, not $wanted, of: $recipe"
    grep -v '^batch-shell: ' got.err | cmp - wanted.err
  done
}

@test "the words behind the recipe arrive, too, and the table of jobs has all of them on one line" {
  run -0 heavy -c 'printf "<%s>" "$0" "$@"' zero '' 'a b' $'tab\there' "it's"
  assert_output $'<zero><><a b><tab\there><it\'s>'
  assert_equal "$(column command batch/jobs.tsv)" "bash -c 'printf \"<%s>\" \"\$0\" \"\$@\"' zero '' 'a b' \$'tab\\011here' 'it'\\''s'"
}

@test "options of the shell pass through as they are" {
  run -0 heavy -eu -o pipefail -c 'echo $-; shopt -o pipefail'
  assert_output "$(bash -eu -o pipefail -c 'echo $-; shopt -o pipefail')"
  run -1 heavy -ec 'false; echo on'
  refute_output --partial on
  run -0 heavy -c 'false; echo on'
  assert_output on
  run -1 heavy -o pipefail -ec 'false | true; echo on'
  run -0 heavy --norc +e -c 'echo on'
  assert_output on
}

@test "a job runs where make is, and finds its environment there: the fixed variables and those of BATCH_ENV, no others" {
  mkdir 'a b' "it's"
  export OTHER=other LISTED=$' a "value"\nof \'two\' lines\n' LC_ALL=C
  unset USER TZ
  cd "a b"
  BATCH_DIR="../it's" BATCH_ENV=$'LISTED\tUNSET\n ALSO' ALSO='' run -0 heavy -c 'pwd; printf "%s|" "$LISTED" "${OTHER-none}" "${UNSET-none}" "${ALSO-none}" "$LC_ALL" "${USER-none}"'
  assert_output "$PWD"$'\n'"$LISTED|none|none||C|none|"
  BATCH_DIR="../it's" run -0 heavy -c 'env -0 | cut -z -d= -f1 | sort -z | tr "\0" " "'
  run -0 comm -23 <(tr ' ' '\n' <<< "$output" | sort) <(printf '%s\n' _ SHLVL OLDPWD PWD PATH HOME USER LANG LC_ALL TZ BATCH_DIRECTORY BATCH_JOB '' | sort)
  assert_output ''
}

@test "one directory serves recipes that run in different places with different values" {
  mkdir here there
  export BATCH_DIR=$PWD/batch BATCH_ENV=VALUE
  (cd here && VALUE=1 LC_ALL=C heavy -c 'echo "$VALUE ${LC_ALL-none}" > file')
  (cd there && VALUE=2 heavy -c 'echo "$VALUE ${LC_ALL-none}" > file')
  assert_equal "$(cat here/file there/file)" "1 C"$'\n'"2 ${LC_ALL-none}"
}

# ---- make ----

# makefile LINE...: a Makefile that exports what batch-shell wants
makefile() {
  {
    echo 'export BATCH_TARGET = $@'
    printf '%s\n' "$@"
  } > Makefile
}

@test "make runs heavy recipes as jobs, the others itself, with values that belong to a target" {
  makefile 'all: light deep/heavy; @cat $^' \
    'deep/heavy: export BATCH_WALLTIME = 30min' 'deep/heavy: export WHO = heavy one' 'export BATCH_ENV = WHO' \
    $'light:\n\t@echo "$${BATCH_JOB-here} $${WHO-}" > $@' $'deep/heavy:\n\t@mkdir -p $(@D)\n\t@echo "$$BATCH_JOB $$WHO" > $@'
  run -0 make -s SHELL=batch-shell
  assert_output $'here \ndeep_heavy-2 heavy one'
  run -0 column job batch/jobs.tsv
  assert_output $'deep_heavy-1\ndeep_heavy-2'
}

@test "recipes of .ONESHELL are one job, with the shell's flags and all their lines" {
  makefile '.ONESHELL:' 'SHELL = batch-shell' '.SHELLFLAGS = -eu -o pipefail -c' 'all: export BATCH_MEMORY_MB = 1' \
    $'all:\n\t@x="a\n\tb  c"\n\tfor i in 1 2; do\n\techo "$$i $$x" # \'\n\tdone\n\tfalse | true\n\techo not reached'
  run -2 --separate-stderr make -s
  assert_output $'1 a\nb  c\n2 a\nb  c'
  assert_equal "${stderr_lines[0]}" 'batch-shell: all: failed with 1 after 3 attempts: see batch/jobs/all-1/stderr'
  assert_equal "$(column job batch/jobs.tsv)" all-1
}

@test "a link named bash is a shell that make knows: it takes @ and - off the lines of .ONESHELL" {
  ln -s "$(command -v batch-shell)" bash
  makefile '.ONESHELL:' 'all: export BATCH_MEMORY_MB = 1' $'all:\n\t@echo one\n\t@echo two'
  run -0 make -s SHELL=./bash
  assert_output $'one\ntwo'
  assert_equal "$(column job batch/jobs.tsv)" all-1
}

@test "make -n runs nothing, and \$(shell ...) is not for the batch system" {
  makefile 'value := $(shell echo here)' 'all: export BATCH_MEMORY_MB = 1' $'all:\n\techo $(value) $(shell echo "$$0") > $@'
  run -0 make -n SHELL=batch-shell
  assert_output 'echo here bash > all'
  assert_not_exist batch
}

@test "make -j200 on a directory that is not there: each recipe runs once, and one of them makes it" {
  makefile '.PHONY: all' "all: $(seq -f t%g -s ' ' 40)" 'export BATCH_MEMORY_MB = 1' $'t%:\n\t@echo $* >> log'
  BATCH_DIR=out/new/batch run -0 make -s -j200 SHELL=batch-shell
  sort -n log | cmp - <(seq 40)
  assert_equal "$(grep -c '^check' control/calls)" 1
  assert_equal "$(column job out/new/batch/jobs.tsv | sort -u | wc -l)" 40
  run -0 batch-status out/new/batch
  assert_equal "$(column state <<< "$output" | sort | uniq -c | xargs)" '40 done'
  nobody_waits out/new/batch
}

@test "the output of each job stands in one piece, stdout and stderr, with -j50" {
  makefile '.PHONY: all' "all: $(seq -f t%g -s ' ' 50)" 'export BATCH_MEMORY_MB = 1' \
    $'t%:\n\t@for i in $$(seq 200); do echo "$@ out $$i ........................................................................"; echo "$@ err $$i" >&2; done'
  make -s -j50 SHELL=batch-shell > out 2> err
  for what in out err; do
    awk -v what=$what '$2 != what || $3 != n % 200 + 1 || (n % 200 && $1 != last) { exit } { last = $1; n++ } END { exit n != 10000 }' $what
    assert_equal "$(cut -d' ' -f1 $what | sort -u | wc -l)" 50
  done
}

# ---- how it ends ----

@test "the exit status is the job's, and one line says where its stderr is" {
  BATCH_TARGET=out/x.db BATCH_RETRIES=0 run -7 --separate-stderr heavy -c 'echo to stdout; echo to stderr >&2; exit 7'
  assert_output 'to stdout'
  assert_equal "$stderr" $'to stderr\nbatch-shell: out/x.db: failed with 7 after 1 attempt: see batch/jobs/out_x.db-1/stderr'
  assert_equal "$(cat batch/jobs/out_x.db-1/stderr)" 'to stderr'
}

@test "a job is tried again; only its last attempt is shown, and one line says that there were others" {
  BATCH_TARGET=x run -0 --separate-stderr heavy -c 'echo x >> tried; echo "attempt $(wc -l < tried)"; echo oh >&2; [ "$(wc -l < tried)" = 3 ]'
  assert_output 'attempt 3'
  assert_equal "$stderr" $'oh\nbatch-shell: x: done after 3 attempts: see batch/jobs/x-1/stderr.1'
  BATCH_RETRIES=1 run -1 --separate-stderr heavy -c 'false'
  assert_equal "$stderr" 'batch-shell: recipe: failed with 1 after 2 attempts: see batch/jobs/recipe-2/stderr'
}

@test "names of jobs are unique and legal, whatever the target is called" {
  BATCH_TARGET='../a b/$x;"größe"' heavy -c :
  BATCH_TARGET=.hidden heavy -c :
  BATCH_TARGET=$(printf 'long/%.0s' {1..100})end heavy -c :
  BATCH_TARGET=$'new\nline' heavy -c :
  heavy -c :
  run -0 column job batch/jobs.tsv
  assert_line --index 0 '_._a_b__x__größe_-1'
  assert_line --index 1 '_hidden-2'
  assert_line --index 2 --regexp '^(g_)?(long_|ong_)?(long_)+end-3$'
  assert_line --index 3 new_line-4
  assert_line --index 4 recipe-5
}

@test "a reader that went away, or a full disk, does not turn a good job into a failed one" {
  [ -c /dev/full ] || skip 'no /dev/full'
  status=0
  heavy -c 'echo lost' > /dev/full 2> err || status=$?
  assert_equal "$status $(cat err)" '0 batch-shell: cannot write what is in batch/jobs/recipe-1/stdout: No space left on device'
  { heavy -c 'sleep 0.2; seq 100000' 2> err; echo $? > status; } | true
  assert_equal "$(cat status err)" 0
  assert_equal "$(tail -n 1 batch/jobs/recipe-2/stdout)" 100000
}

@test "a descriptor that does not block is waited for" {
  mkfifo pipe
  { head -c 1; sleep 0.1; cat; } < pipe > got &   # what is read late fills the pipe
  perl -e 'use Fcntl; fcntl(STDOUT, F_SETFL, fcntl(STDOUT, F_GETFL, 0) | O_NONBLOCK); $ENV{BATCH_MEMORY_MB} = 1; exec "batch-shell", "-c", "seq 100000"' > pipe
  wait
  cmp got <(seq 100000)
}

# ---- lost, held, unknown ----

@test "a job that the engine lost is submitted again, once grace is over, and counts as an attempt" {
  echo 1 > control/lose
  BATCH_TARGET=x BATCH_GRACE=1 run -0 --separate-stderr heavy -c 'echo x >> log; echo done'
  assert_output 'done'
  assert_equal "$stderr" "batch-shell: x: lost by $BATCH_ENGINE (unknown to it), submitting it again"
  assert_equal "$(cat log)" x
  run -0 grep -h '^retries=' batch/submissions/1/settings batch/submissions/2/settings
  assert_output $'retries=2\nretries=1'
  # the first copy, should it come after all, has nothing to do
  (cd batch && sh ./run 1 1 late)
  assert_equal "$(cat log)" x
}

@test "a job that a person took out of the queue is not submitted again" {
  export BATCH_GRACE=1
  touch control/hold
  BATCH_TARGET=x heavy -c 'echo never' 2> err &
  until_it test -s batch/submissions/1/id
  echo 'by hand' > control/removed
  status=0
  wait $! || status=$?
  assert_equal $status 2
  assert_equal "$(cat err)" "batch-shell: x: lost by $BATCH_ENGINE (by hand): see batch/jobs/x-1"
  assert_equal "$(ls batch/submissions)" 1
}

# An engine that starts jobs under another id than it says, if UNHEARD is set, and whose query says what is in the file ../says.
deaf_engine() {
  cat > engine.sh <<'EOM'
case $1 in
limit) echo 1 ;;
submit) setsid ./run "$2" 1 "${UNHEARD-id}$2.1" < /dev/null > /dev/null 2>&1 9>&- & echo "id$2" ;;
query) echo query >> "$CONTROL/calls"; cat ../says ;;
esac
EOM
  export BATCH_ENGINE=./engine.sh BATCH_MEMORY_MB=1 BATCH_GRACE=1
}
is_gone() { [ ! -e "$1" ]; }

@test "a copy that the engine was given unheard is not taken for lost while it runs" {
  deaf_engine
  : > says
  UNHEARD=other batch-shell -c 'echo begun >> runs; until [ -e end ]; do sleep 0.05; done' 3>&- &
  until_it asked 5
  touch end
  wait $!
  assert_equal "$(cat runs)" begun
}

@test "that somebody saw it gone once, long ago, takes nothing away from its grace" {
  deaf_engine
  printf '1\t1\trunning\t-\n' > says
  batch-shell -c 'echo begun >> runs; until [ -e end ]; do sleep 0.05; done' 3>&- &
  until_it asked 2
  printf 'gone\t\n' > batch/jobs/recipe-1/gone-1   # as batch-status does when the batch system is asked in a bad moment
  until_it is_gone batch/jobs/recipe-1/gone-1
  touch end
  wait $!
}

@test "a reason with tabs and control characters is kept as one cell" {
  deaf_engine
  sed -i 's/^submit.*/submit) echo id ;;/' engine.sh
  printf '1\t1\tremoved\tby\thand\r\n' > says
  run -2 --separate-stderr batch-shell -c true
  assert_equal "$stderr" "batch-shell: recipe: lost by ./engine.sh (by hand ): see batch/jobs/recipe-1"
  : > says
  assert_equal "$(batch-status -l batch | column reason)" 'by hand '
}

@test "a job that is lost more often than retries allow is status 2 and one line" {
  echo 9 > control/lose
  BATCH_TARGET=x BATCH_GRACE=1 BATCH_RETRIES=1 run -2 --separate-stderr heavy -c 'echo x >> log'
  assert_equal "$stderr" "batch-shell: x: lost by $BATCH_ENGINE (unknown to it), submitting it again
batch-shell: x: lost by $BATCH_ENGINE (unknown to it): see batch/jobs/x-1"
  assert_not_exist log
  nobody_waits
}

@test "an engine that cannot be asked for a while changes nothing, and is asked less and less" {
  echo 'no controller' > control/deaf
  touch hold
  BATCH_TARGET=x BATCH_GRACE=1 heavy -c "$while_held; echo done" > out 2> err 3>&- &
  until_it asked 3
  rm hold
  wait $!
  assert_equal "$(cat out err)" "done
batch-shell: batch: $BATCH_ENGINE cannot be asked, trying again: no controller"
  # after 1 s, then 2 and 4 later
  awk '{ ms = $1 / 1e6 } NR > 1 && ms - last < 1000 * 2^(NR - 1) { exit 1 } { last = ms }' control/heard || fail "asked too soon: $(cat control/heard)"
  assert_equal "$(journal)" 'made=1 submitted=1'
}

@test "a job that waits for a person is said once, with the reason, and waited for" {
  touch control/hold
  BATCH_TARGET=x BATCH_GRACE=1 heavy -c 'echo done' > out 2> err 3>&- &
  until_it grep -q held err
  until_it asked $(($(grep -c ^query control/calls) + 2))
  rm control/hold
  wait $!
  assert_equal "$(cat out err)" "done
batch-shell: x: held by $BATCH_ENGINE: somebody must look"
}

@test "one process asks for all that wait, and about all of them" {
  touch control/hold
  for i in {1..20}; do BATCH_GRACE=1 heavy -c "echo $i >> log" 2> /dev/null & done
  until_it asked_for 20
  local before after begun ended
  begun=$(date +%s%N)
  before=$(grep -c ^query control/calls)
  sleep 3
  after=$(grep -c ^query control/calls)
  ended=$(date +%s%N)
  # every second, whoever asks, and not every second of each. It is counted from when an engine is called to when it notes that
  # (and the longer that takes the longer is the pause thereafter)
  [ $((after - before)) -le $(((ended - begun) / 900000000 + 1)) ] || fail "$((after - before)) queries"
  rm control/hold
  wait
  assert_equal "$(sort -n log | xargs)" "$(seq -s ' ' 20)"
}

# asked_for N: a query was about submissions 1 to N
asked_for() { sed -n 's/^query //p' control/calls | while read -r line; do tr ' ' '\n' <<< "$line" | sort -n | xargs; done | grep -qx "$(seq -s ' ' "$1")"; }

@test "what is refused is status 2 and one line, and the next run submits it anew" {
  echo 'too much memory' > control/refuse
  BATCH_TARGET=x BATCH_MEMORY_MB=9999999 assert_dies "batch-shell: x: engine $BATCH_ENGINE: too much memory" batch-shell -c 'echo x >> log'
  rm control/refuse
  run -0 heavy -c 'echo x >> log'
  assert_equal "$(cat log)" x
  assert_equal "$(column state <(batch-status batch) | xargs)" 'failed done'
}

@test "make sees status 2 of what could not be submitted, and says where" {
  echo 'go away' > control/refuse
  makefile 'x: export BATCH_MEMORY_MB = 1' $'x:\n\techo > $@'
  run -2 --separate-stderr make SHELL=batch-shell
  assert_equal "$stderr" "batch-shell: x: engine $BATCH_ENGINE: go away
make: *** [Makefile:4: x] Error 2"
}

@test "an unknown engine, one that is not here, a directory that cannot be: status 2, one line, nothing submitted" {
  BATCH_ENGINE=slrm run -2 --separate-stderr heavy -c :
  [[ $stderr == "batch-shell: no engine 'slrm': there are "*local* ]] && [ ${#stderr_lines[@]} = 1 ] || fail "$stderr"
  echo 'sbatch is not here' > control/missing
  BATCH_DIR=new assert_dies "batch-shell: engine $BATCH_ENGINE: sbatch is not here" heavy -c :
  rm control/missing
  BATCH_ENGINE=./none.sh assert_dies 'batch-shell: ./none.sh: No such file or directory' heavy -c :
  touch file
  BATCH_DIR=file/batch assert_dies 'batch-shell: file: cannot make it: File exists' heavy -c :
  BATCH_DIR=control assert_dies "batch-shell: control: holds 'calls' and is no submission directory: name a new one" heavy -c :
  assert_equal "$(grep -c submit control/calls)" 0
}

@test "settings that are no numbers, times or names are status 2 and one line" {
  BATCH_MEMORY_MB=2GB assert_dies "batch-shell: BATCH_MEMORY_MB: not a count: '2GB'" batch-shell -c :
  BATCH_WALLTIME=soon assert_dies "batch-shell: BATCH_WALLTIME: not a time up to 1e9 s: 'soon' (2h, 1.5d, 1w, 600s, ...)" batch-shell -c :
  BATCH_RETRIES=-1 assert_dies "batch-shell: BATCH_RETRIES: not a count: '-1'" heavy -c :
  BATCH_ENV='A 2B' assert_dies "batch-shell: BATCH_ENV: not the name of a variable: '2B'" heavy -c :
  assert_not_exist batch
}

@test "a directory belongs to one engine" {
  heavy -c :
  BATCH_ENGINE=local assert_dies "batch-shell: batch: is a directory of engine $BATCH_ENGINE, not local: BATCH_DIR must name another" heavy -c :
}

@test "the user's own lines reach the engine, also when they change, or differ from recipe to recipe" {
  BATCH_EXTRA=$'--account=mu2e\n\n--qos "a b"' heavy -c 'echo 1'
  run -0 head -n 2 batch/submissions/1/submit
  assert_output $'--account=mu2e\n--qos "a b"'
  for i in {1..20}; do BATCH_EXTRA=--gres=$((i % 3)) BATCH_TARGET=t$((i % 3)) heavy -c "sleep 0.0$i" & done
  wait
  for list in batch/submissions/*/list; do
    extra=$(head -n 1 "${list%list}submit")
    case $(cut -f1 "$list") in
    t*) [ "${extra#--gres=}" = "$(cut -c2 "$list")" ] || fail "$list: $extra" ;;
    esac
  done
}

# ---- the end of us ----

# in_group COMMAND...: in the background, in a process group of its own, with the signals of a terminal; its number is $group
in_group() {
  env --default-signal=INT,QUIT setsid "$@" > out 2> err 3>&- &
  group=$!
}

# It is dead when this returns: until then its files are locked, as if somebody waited still.
kill_outright() {
  kill -KILL "$group"
  wait "$group" || :
}

running() { grep -qx "$1" started 2> /dev/null; }

@test "Ctrl-C cancels what runs and what waits, shows what was printed, and nothing is left running" {
  makefile '.PHONY: all a b c' 'all: a b c' 'a b c: export BATCH_MEMORY_MB = 1' $'a b c:\n\t@echo "$@ began"; echo $@ >> started; sleep 60; echo $@ >> ended'
  in_group make -s -j3 SHELL=batch-shell
  until_it running a; until_it running b; until_it running c
  kill -INT -- -$group
  status=0
  wait $group || status=$?
  [ $status = 130 ] || [ $status = 2 ] || fail "status $status"
  assert_equal "$(sort out)" $'a began\nb began\nc began'
  assert_not_exist ended
  assert_equal "$(column exit_status <(batch-status batch) | xargs)" '143 143 143'
  for k in 1 2 3; do until_it flock -n batch/submissions/$k/alive true; done
  nobody_waits
}

@test "INT, TERM and HUP end it by that signal, once its job is cancelled; one that was ignored stays so" {
  for signal in INT TERM HUP; do
    rm -f started
    BATCH_MEMORY_MB=1 in_group batch-shell -c 'echo x >> started; exec sleep 60'
    until_it running x
    kill -$signal $group
    status=0
    wait $group || status=$?
    assert_equal $status $((128 + $(kill -l $signal)))
  done
  rm started
  touch hold
  (trap '' HUP; BATCH_MEMORY_MB=1 exec batch-shell -c "echo x >> started; $while_held; echo fine" > out) &
  until_it running x
  kill -HUP $!
  rm hold
  wait $!
  assert_equal "$(cat out)" fine
  assert_equal "$(cat batch/jobs/*/exit-status | xargs)" '143 143 143 0'
}

@test "a job that is cancelled before it began never begins" {
  touch control/hold
  BATCH_MEMORY_MB=1 in_group batch-shell -c 'echo x >> log'
  until_it grep -q ^submit control/calls
  until_it test -s batch/submissions/1/id
  kill -TERM $group
  wait $group || :
  rm control/hold
  assert_equal "$(cat batch/jobs/recipe-1/exit-status)" 143
  (cd batch && sh ./run 1 1 late) || :
  assert_not_exist log
}

@test "a signal in the middle of the submit command waits for its end, and cancels then" {
  touch control/slow
  BATCH_MEMORY_MB=1 in_group batch-shell -c 'echo x >> started; exec sleep 60'
  until_it grep -q ^submit control/calls
  kill -INT -- -$group
  rm control/slow
  status=0
  wait $group || status=$?
  assert_equal $status 130
  assert_equal "$(sed -n '/^submit/,$p' control/calls | cut -d' ' -f1 | xargs)" 'submit cancel'
  until_it flock -n batch/submissions/1/alive true
}

@test "what was cancelled runs anew the next time, after its end" {
  recipe="[ ! -e second ] || { echo again >> started; exit; }
trap 'touch told; $while_held; echo late >> started; exit 1' TERM
echo x >> started; while :; do sleep 0.1; done"
  touch hold
  BATCH_MEMORY_MB=1 in_group batch-shell -c "$recipe"
  until_it running x
  kill -TERM $group
  until_it test -e told
  kill -TERM $group   # the second time it does not wait for the end
  status=0
  wait $group || status=$?
  assert_equal $status 143
  assert_equal "$(head -n 1 err)" "batch-shell: recipe: cancelled, but still with $BATCH_ENGINE"
  touch second
  heavy -c "$recipe" 2> err.2 3>&- &
  until_it test -s err.2
  rm hold
  wait $!
  assert_equal "$(cat err.2)" 'batch-shell: recipe: waiting for the end of job recipe-1, which was cancelled'
  assert_equal "$(xargs < started)" 'x late again'
}

# ---- killed ----

@test "killed with SIGKILL and run again, it waits for the job that still runs: everything happens once" {
  recipe="echo x >> started; $while_held; echo x >> ended; echo fine"
  touch hold
  BATCH_MEMORY_MB=1 in_group batch-shell -c "$recipe"
  until_it running x
  until_it grep -q submitted batch/journal.tsv   # a job may run before its submit command is back
  kill_outright
  BATCH_TARGET=x heavy -c "$recipe" > out 2> err 3>&- &
  until_it test -s err
  rm hold
  wait $!
  assert_equal "$(cat out err)" $'fine\nbatch-shell: x: waiting for job recipe-1 of an earlier run'
  assert_equal "$(cat started ended)" $'x\nx'
  assert_equal "$(journal)" 'made=1 submitted=1'
}

@test "a job that ended while nobody waited is run again, since make decided so; one that ended just now is not" {
  recipe="echo x >> started; $while_held; echo x >> ended; echo fine"
  touch hold
  BATCH_MEMORY_MB=1 in_group batch-shell -c "$recipe"
  until_it running x
  kill_outright
  rm hold
  until_it test -e batch/jobs/recipe-1/exit-status
  cp -a batch copy
  touch -d '1 minute' batch/jobs/recipe-1/exit-status   # just now, however long we took
  run -0 --separate-stderr heavy -c "$recipe"
  assert_output fine
  assert_equal "$(cat ended)" x
  rm -r batch
  mv copy batch
  touch -d '5 seconds ago' batch/jobs/recipe-1/exit-status
  run -0 --separate-stderr heavy -c "$recipe"
  assert_equal "$stderr" ''
  assert_equal "$(cat ended)" $'x\nx'
  nobody_waits
}

@test "a job that ended after make had looked, before a slow machine let us come to work, is not run again" {
  printf '%s\n' '#!/bin/sh' '[ ! -e stall ] || touch stalled; while [ -e stall ]; do sleep 0.05; done; exec batch-shell "$@"' > slow-shell
  chmod +x slow-shell
  makefile 'x: export BATCH_MEMORY_MB = 1' $'x:\n\techo ran >> log; until [ -e end ]; do sleep 0.05; done; touch x'
  in_group make -s SHELL=./slow-shell
  until_it test -s log
  until_it grep -q submitted batch/journal.tsv
  kill_outright
  touch stall
  make -s SHELL=./slow-shell 2> err 3>&- &
  until_it test -e stalled
  touch end
  until_it test -e batch/jobs/x-1/exit-status
  sleep 3   # more than what ended just now may be old
  rm stall
  wait $!
  assert_equal "$(cat log)" ran
}

@test "killed while the submit command is at work, and run again: one submission, everything happens once" {
  touch control/slow
  BATCH_MEMORY_MB=1 in_group batch-shell -c 'echo x >> log'
  until_it grep -q ^submit control/calls
  kill_outright
  heavy -c 'echo x >> log' 2> err 3>&- &
  until_it test -s err
  rm control/slow
  wait $!
  assert_equal "$(cat log err)" $'x\nbatch-shell: recipe: waiting for job recipe-1 of an earlier run'
  assert_equal "$(grep -c ^submit control/calls)" 1
}

@test "make -j killed with SIGKILL at any moment, with or without its shells, and run again: every recipe's effect is there once" {
  makefile ".PHONY: all" "all: $(seq -f made/%g -s ' ' 12)" 'export BATCH_MEMORY_MB = 1' \
    $'made/%:\n\t@echo $@ >> log; '"$while_held; mkdir -p made; "$'echo > $@'
  touch hold
  for moment in 0.05 0.1 0.2 0.3 0.4; do
    in_group make -s -j12 SHELL=batch-shell
    sleep $moment
    if [[ $moment == *[13] ]]; then kill -KILL -- -$group; else kill -KILL $group; fi
    wait $group || :
  done
  in_group make -s -j12 SHELL=batch-shell
  until_it all_found
  rm hold
  wait $group
  assert_equal "$(sort log | uniq -c | awk '$1 != 1')" ''
  assert_equal "$(wc -l < log)" 12
}

# all_found: the shells of the make that runs now wait for a job each
all_found() { [ "$(grep -slx "$group *" batch/waiting/[0-9]* | wc -l)" = 12 ]; }

@test "make alone killed: what waited for it goes, quietly for the jobs, and the next make waits for them" {
  makefile '.PHONY: all' 'all: export BATCH_MEMORY_MB = 1' $'all:\n\t@echo x >> started; '"$while_held; echo x >> ended"
  touch hold
  in_group make -s SHELL=batch-shell
  until_it running x
  kill_outright
  make -s SHELL=batch-shell 2> err.2 3>&- &
  until_it test -s err.2
  rm hold
  wait $!
  assert_equal "$(cat err.2)" 'batch-shell: all: waiting for job all-1 of an earlier run'
  assert_equal "$(cat err)" 'batch-shell: all: make is gone; job all-1 stays'
  assert_equal "$(cat started ended)" $'x\nx'
}

@test "two equal recipes at the same time are two jobs" {
  heavy -c 'echo x >> log; sleep 0.5' &
  until_it test -s batch/submissions/1/id
  run -0 --separate-stderr heavy -c 'echo x >> log; sleep 0.5'
  assert_equal "$stderr" ''
  wait
  assert_equal "$(cat log)" $'x\nx'
}

@test "another recipe, place or listed value is not waited for; another memory or target is" {
  export BATCH_ENV=VALUE VALUE=1
  recipe="echo x >> started; $while_held"
  touch hold
  BATCH_MEMORY_MB=1 in_group batch-shell -c "$recipe"
  until_it running x
  kill_outright
  VALUE=2 run -0 --separate-stderr heavy -c 'echo x >> started; true'
  assert_equal "$stderr" ''
  mkdir elsewhere
  (cd elsewhere && BATCH_DIR=../batch heavy -c "$recipe") 2> err   # nothing is held there
  VALUE=2 heavy -c "$recipe" 2>> err 3>&- &
  until_it test -s batch/submissions/4/id
  assert_equal "$(cat err)" ''
  BATCH_TARGET=y BATCH_MEMORY_MB=7 heavy -c "$recipe" 2> err 3>&- &
  until_it test -s err
  rm hold
  wait
  assert_equal "$(cat err)" 'batch-shell: y: waiting for job recipe-1 of an earlier run'
  assert_equal "$(cat elsewhere/started started | xargs)" 'x x x x'
}

@test "with the engine of this machine a production runs, fails and is cancelled as with any other" {
  export BATCH_ENGINE=local
  makefile '.PHONY: all' 'all: a b' 'a b: export BATCH_MEMORY_MB = 1' $'a b:\n\t@echo $@; echo $@ > $@'
  run -0 make -s -j2 SHELL=batch-shell
  assert_equal "$(sort <<< "$output" | xargs)" 'a b'
  BATCH_RETRIES=0 run -9 --separate-stderr heavy -c 'exit 9'
  BATCH_MEMORY_MB=1 in_group batch-shell -c 'echo x >> started; sleep 60'
  until_it running x
  kill -INT -- -$group
  status=0
  wait $group || status=$?
  assert_equal $status 130
  assert_equal "$(cat batch/jobs/recipe-4/exit-status)" 143
}
