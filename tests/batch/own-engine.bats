# The engine that share/batch/README.md shows, with a batch system of three commands that is played here.
load ../helper

setup() {
  begin_test || return
  sed -n '/^An engine for a batch system/,$s/^    //p' "$ROOT/share/batch/README.md" > mybatch
  mkdir bin queue
  # a job is a directory queue/NUMBER with its title; it is there as long as it runs. Its number stays taken
  cat > bin/mysub <<'END'
#!/bin/sh
n=1
until mkdir "$QUEUE/taken-$n" 2> /dev/null; do n=$((n + 1)); done
mkdir "$QUEUE/$n"
sed -n 's/^#MY title //p' "$1" > "$QUEUE/$n/title"
(env -i PATH="$PATH" MY_NUMBER="$n" sh "$1" < /dev/null > /dev/null 2>&1; mv "$QUEUE/$n" "$QUEUE/ended-$n") > /dev/null 2>&1 &
echo "$n"
END
  cat > bin/mystat <<'END'
#!/bin/sh
[ ! -e "$QUEUE/down" ] || { echo 'mystat: no answer' >&2; exit 1; }
for job in "$QUEUE"/[0-9]*; do
  [ -e "$job" ] || continue
  [ "${1-}" != --title ] || [ "$(cat "$job/title")" = "$2" ] || continue
  echo "${job##*/} running"
done
END
  printf '%s\n' '#!/bin/sh' 'echo "$1" >> "$QUEUE/deleted"' > bin/mydel
  chmod +x bin/*
  export QUEUE=$PWD/queue PATH=$PWD/bin:$PATH
}

@test "the engine of share/batch/README.md runs jobs, tries again what failed, and tells states" {
  tsv job command / good 'echo done' / once 'echo >> runs; [ "$(wc -l < runs)" -gt 1 ]' / bad 'exit 3' / slow 'while [ -e hold ]; do sleep 0.05; done' > jobs.tsv
  touch hold
  run -0 batch-submit --engine ./mybatch --dir D jobs.tsv
  assert_output "$(tsv submission jobs engine_id / 1 1 1 / 2 1 2 / 3 1 3 / 4 1 4)"
  until_it grep -qs started D/jobs/slow/attempts.tsv
  assert_equal "$(batch-status D | grep slow)" "$(tsv slow running 1 -)"
  rm hold
  run -1 batch-wait -q D
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv good done 1 0 / once done 2 0 / bad failed 3 3 / slow done 1 0)"
}

@test "it says what is missing, finds what got through, and cancels" {
  tsv job command / slow 'while [ -e hold ]; do sleep 0.05; done' > jobs.tsv
  touch hold
  mv bin/mysub bin/hidden
  assert_dies 'batch-submit: engine ./mybatch: mysub is not here' batch-submit --engine ./mybatch --dir D jobs.tsv
  printf '%s\n' '#!/bin/sh' 'hidden "$@" > /dev/null; echo "no answer" >&2; exit 1' > bin/mysub
  chmod +x bin/mysub
  run -0 batch-submit --engine ./mybatch --dir D jobs.tsv
  assert_output "$(tsv submission jobs engine_id / 1 1 1)"
  batch-cancel D
  assert_equal "$(cat queue/deleted)" 1
  rm hold
  until_it test -e queue/ended-1
}
