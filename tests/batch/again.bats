# Jobs that are submitted again: behind what, and not when they have ended meanwhile.
load ../helper
load await

teardown() { for d in D E; do [ ! -d $d ] || batch-cancel -q $d > /dev/null 2>&1 || true; done; }

# A batch system that keeps its queue in ./queue, a row "token id" for each submission, and runs nothing.
engine() {
  cat > engine.sh <<'EOM'
token() { (. "./submissions/$1/settings"; echo "$token"); }
case $1 in
limit) [ ! -e ../limit ] || . ../limit; echo 4 ;;
text) . "./submissions/$2/settings"; echo "after=$after" ;;
submit) [ ! -e ../refuse ] || { echo refused >&2; exit 1; }
  n=$(($(cat ../count) + 1)); echo $n > ../count; echo "$(token "$2") id$n" >> ../queue; echo "id$n" ;;
find) sed -n "s/^$(token "$2") //p" ../queue ;;
query) [ ! -e ../says ] || { cat ../says; exit; }
  shift
  for k; do if grep -q "^$(token "$k") " ../queue; then printf '%s\t*\tqueued\t-\n' "$k"; fi; done ;;
cancel) sed -i "/^$(token "$2") /d" ../queue ;;
esac
EOM
  : > queue
  echo 0 > count
  tsv job command / a true / b true > jobs.tsv
}

submit() { batch-submit --engine ./engine.sh --grace 0 "$@" jobs.tsv > /dev/null; }
done_all() { echo 0 | tee "$1"/jobs/a/exit-status > "$1/jobs/b/exit-status"; }

@test "--after: whether what is not there any more is done cannot be told" {
  engine
  submit --dir E
  submit --dir D --after E
  done_all E
  mv E elsewhere
  : > queue
  assert_dies "batch-wait: D: waits for $PWD/E, which is not there: if its jobs are done, take it out of 'after' in D/settings" batch-wait -q D
  sed -i 's/^after=.*/after=/' D/settings
  wait_until_submitted D 2
  assert_equal "$(cat D/submissions/2/submit)" after=
}

@test "--after: nothing to submit, nobody asks for the other directory" {
  engine
  submit --dir E
  submit --dir D --after E
  rm -rf E
  run -0 batch-submit --dir D jobs.tsv
}

@test "--after: what was refused at first waits for the ids of the moment in which it is handed over" {
  engine
  submit --dir E
  touch refuse
  run -2 batch-submit --engine ./engine.sh --dir D --after E jobs.tsv
  rm refuse
  : > queue   # E's jobs are lost
  wait_until_submitted E 2
  assert_equal "$(cat E/submissions/2/id)" id2
  run -0 batch-submit --dir D
  assert_equal "$(cat D/submissions/1/submit)" after=id2
}

@test "--after: no job is submitted again behind one that failed or is lost, whose id the batch system may have forgotten" {
  engine
  submit --dir E
  submit --dir D --after E
  : > queue
  assert_dies "batch-wait: D: waits for $PWD/E: job 'a' is lost" batch-wait -q D
  echo 7 | tee E/jobs/a/exit-status > E/jobs/b/exit-status
  assert_dies "batch-wait: D: waits for $PWD/E: job 'a' is failed" batch-wait -q D
  assert_not_exist D/submissions/2
}

@test "an exit-status that comes while lost jobs are submitted again is not thrown away" {
  engine
  submit --dir D
  echo id1.1 > D/jobs/a/claim-1
  : > queue
  echo 'echo 0 > jobs/a/exit-status' > limit
  wait_until_submitted D 2
  assert_equal "$(cat D/submissions/2/list)" $'b\t\t'
  assert_equal "$(cat D/jobs/a/exit-status)" 0
}

@test "gone-K that somebody else wrote and we may not read keeps nobody from waiting" {
  [ "$(id -u)" = 0 ] || skip 'only root can be somebody else'
  engine
  submit --dir D --grace 60
  : > queue
  (umask 077; batch-status D > /dev/null)
  assert_equal "$(stat -c %a D/jobs/a/gone-1)" 644
}
