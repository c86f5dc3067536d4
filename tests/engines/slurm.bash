# slurm - what the files of tests on a real Slurm share: one node, which slurm-local starts for each file and stops after it
#
#   WORK  the file's directory: slurm is the cluster, no is there and says why when there is none
slurm=$ROOT/tests/engines/slurm-local

# start_slurm PROCESSORS [LINES]: in setup_file; more lines for slurm.conf
start_slurm() {
  export WORK=$BATS_FILE_TMPDIR
  SLURM_LOCAL_CPUS=$1 SLURM_LOCAL_CONF=${2-} "$slurm" start "$WORK/slurm" > "$WORK/said" 2>&1 || mv "$WORK/said" "$WORK/no"
}

teardown_file() { "$slurm" stop "$WORK/slurm"; }

have_slurm() { [ ! -e "$WORK/no" ]; }
use_slurm() { eval "$("$slurm" env "$WORK/slurm")"; }

enter_slurm() {
  have_slurm || skip "$(tail -n 1 "$WORK/no")"
  cd "$BATS_TEST_TMPDIR" || return
  use_slurm
}
setup() { enter_slurm; }

# within SECONDS COMMAND...: it succeeds before they are over
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@" > /dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "not within the time: $*"
    sleep 0.2
  done
}

nothing_in_queue() { [ -z "$(squeue -h)" ]; }
