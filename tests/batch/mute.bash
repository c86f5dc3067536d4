# mute - for tests of batch-wait and its kin: the engine that is this machine, and one that says what a file tells it to say

teardown() { [ ! -d D ] || batch-cancel -q D > /dev/null 2>&1 || true; }

submit() { batch-submit --engine local --dir D "$@" > /dev/null; }

# A batch system that runs nothing: query prints ./answer, each call is a row of ./calls.
mute_engine() {
  cat > engine.sh <<'EOM'
echo "$*" >> ../calls
case $1 in
limit) echo 100 ;;
text) echo "$2" ;;
submit) echo "id$2" ;;
query) [ ! -e ../down ] || { echo 'server is down' >&2; exit 1; }; cat ../answer ;;
esac
EOM
  : > answer
  tsv job command / a 'echo >> runs' / b true > jobs.tsv
}

mute_submit() { batch-submit --engine ./engine.sh --dir D "$@" jobs.tsv > /dev/null; }

# The batch system starts a job after all.
start() { (cd D && ./run "$1" "$2" "engine-id-$1-$2") < /dev/null; }
