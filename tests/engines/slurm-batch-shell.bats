# make -j200 SHELL=batch-shell on a real Slurm of one node, which slurm-local starts for this file: what it costs, and what becomes of recipes.
load ../helper
load slurm
export BATCH_ENGINE=slurm

setup_file() { start_slurm 64; }

teardown() {
  ! have_slurm || scancel --quiet --user="$(id -u)"
}

# Commands of Slurm that note what they cost, each call in a file: bash's times has a line for itself and one for its children.
metered() {
  mkdir bin times
  for command in sbatch squeue scancel scontrol sacct; do
    printf '%s\n' '#!/bin/bash' "$(command -v $command)"' "$@"' 'status=$?' "times > '$PWD/times/$command'.\$EPOCHREALTIME.\$\$" 'exit $status' > bin/$command
    chmod +x bin/$command
  done
}

# seconds LINES FILE...: what times printed in these lines (1, 2 or 12), 0m0.010s 0m0.004s, in all
seconds() {
  local lines=$1
  shift
  cat "$@" | tr 'ms' '  ' | awk -v lines="$lines" 'index(lines, 2 - NR % 2) { s += 60 * $1 + $2 + 60 * $3 + $4 } END { printf "%.2f\n", s }'
}

# Until the process $1 has ended: the largest sum of PSS of all batch-shell that inherited METER, kB, and how many they were then. All of them wait
# for the first jobs, and these for the file go, which comes when there are 200.
watch() {
  local pids most=0 when=0 kb n
  while kill -0 "$1" 2> /dev/null; do
    pids=$(cd /proc && grep -lzx "METER=$METER" $(pgrep -x batch-shell | sed 's|$|/environ|') /dev/null 2> /dev/null | sed 's|environ|smaps_rollup|') || true
    read -r kb n < <(cd /proc && cat $pids /dev/null 2> /dev/null | awk '/^Pss:/ { kb += $2; n++ } END { print kb + 0, n + 0 }') || true
    [ "${kb:-0}" -le $most ] || most=$kb when=$n
    [ "${n:-0}" -lt 200 ] || touch go
    sleep 1
    [ ! -e go ] || sleep 3
  done
  echo "$most $when"
}

@test "2000 recipes, 200 at a time: each runs once, less than 100 MB for all batch-shells together, less than 50 ms of ours a job" {
  printf '%s\n' 'all: $(shell seq -f out/%g 2000)' 'out/%: export BATCH_MEMORY_MB = 10' 'out/%: | out' $'\t@while [ ! -e go ]; do sleep 1; done; echo x >> $@' 'out:' $'\tmkdir $@' > Makefile
  metered
  export METER=$BATS_TEST_NUMBER.$$
  PATH=$PWD/bin:$PATH bash -c 'make -s -j200 SHELL=batch-shell; status=$?; times > total; exit $status' > log 2>&1 3>&- &
  make=$!
  watch $make > pss
  wait $make || fail "$(tail log)"
  assert_equal "$(cat log)" ''
  assert_equal "$(find out -type f | wc -l)" 2000
  assert_equal "$(cat out/* | sort | uniq -c | tr -s ' ')" ' 2000 x'
  read -r kb n < pss
  total=$(seconds 2 total) metered=$(seconds 12 times/*) engine=$(seconds 2 times/*)
  awk -v kb="$kb" -v n="$n" -v ours="$(awk "BEGIN { print ($total - $metered) / 2 }")" -v engine="$engine" -v calls="$(ls times | cut -d . -f 1 | sort | uniq -c | xargs)" 'BEGIN {
    printf "# %d batch-shells at once: %.1f MB; a job costs %.1f ms of ours, %.1f ms of Slurm (%s)\n", n, kb / 1024, ours, engine / 2, calls
    exit !(n >= 200 && kb < 100 * 1024 && ours < 50)
  }' >&3
}

@test "a heavy recipe has its memory and its time, and any bytes in it; a cheap one stays here; what fails there fails make" {
  cat > Makefile <<'END'
all: heavy cheap
heavy: export BATCH_MEMORY_MB = 123
heavy: export BATCH_WALLTIME = 90min
heavy:
	@squeue -h -j $$SLURM_ARRAY_JOB_ID -o '%m %l' > $@; printf '%s\n' 'a  b "$$c" \ ; é' "it's"; echo complaint >&2
cheap:
	@echo "<$$SLURM_JOB_ID>" > $@
bad: export BATCH_MEMORY_MB = 10
bad:
	@echo before; exit 7
END
  export BATCH_ENV=SLURM_CONF BATCH_RETRIES=0
  run -0 --separate-stderr make -s SHELL=batch-shell
  assert_output "$(printf '%s\n' 'a  b "$c" \ ; é' "it's")"
  assert_equal "$stderr" complaint
  assert_equal "$(cat heavy)" '123M 1:30:00'
  assert_equal "$(cat cheap)" '<>'
  run -2 --separate-stderr make -s SHELL=batch-shell bad
  assert_output before
  [[ $stderr == *'bad] Error 7'* ]]
}

@test "Ctrl-C takes out of Slurm what make had there" {
  printf '%s\n' 'all: a b c' 'a b c: export BATCH_MEMORY_MB = 10' 'a b c:' $'\t@touch $@.runs; sleep 100; touch $@' > Makefile
  setsid env --default-signal=INT make -s -j3 SHELL=batch-shell > log 2>&1 3>&- &
  make=$!
  within 30 test -e a.runs -a -e b.runs -a -e c.runs
  kill -INT -- -$make
  wait $make || true
  within 30 nothing_in_queue
  assert_not_exist a
}
