# production - whole productions through an engine whose batch system is a stand-in: what must hold for each of them
#
#   ENGINE  its name; QUEUE the memory of the stand-in (standins/queue.bash)

# No grace: whoever takes a job for gone that is not, or before its exit-status can be seen, submits it again at once.
submit() { batch-submit --engine "$ENGINE" --dir D --grace 0 -q "$@" > submissions.tsv; }
await() { batch-wait -q --every 0.3 "$@"; }
states() { batch-status D | tail -n +2; }
in_queue() { find "$QUEUE/jobs" -mindepth 1 -maxdepth 1 | wc -l; }

# What each has to become is written beside.
sixty_jobs() {
  awk 'BEGIN {
    print "job\tcommand"
    for (n = 1; n <= 60; n++) {
      printf "job%d\techo \"$BATCH_JOB\" >> runs; ", n
      if (n % 20 == 0) { print "[ -e cure ] || exit 3"; is = "failed\t3\t3" }
      else if (n % 10 == 5) { print "[ \"$(grep -cx \"$BATCH_JOB\" runs)\" -gt 1 ]"; is = "done\t2\t0" }
      else { print "touch out." n; is = "done\t1\t0" }
      printf "job%d\t%s\n", n, is > "expected"
    }
  }' > jobs.tsv
  submit jobs.tsv
  run -1 await D
  assert_equal "$(states)" "$(cat expected)"
  assert_equal "$(wc -l < runs)" $((51 + 6 * 2 + 3 * 3))
  assert_equal "$(ls out.* | wc -l)" 51
  touch cure
  batch-submit --only-failed --dir D -q > submissions.tsv
  assert_equal "$(column jobs submissions.tsv)" 3
  await D
  assert_equal "$(states | cut -f 2,3,4 | sort | uniq -c | tr -s ' ')" "$(tsv ' 51 done' 1 0 / ' 6 done' 2 0 / ' 3 done' 4 0)"
  assert_equal "$(wc -l < runs)" $((51 + 6 * 2 + 3 * 4))
}

one_job() {
  tsv job command / only 'echo "$BATCH_JOB" > out' > jobs.tsv
  submit jobs.tsv
  await D
  assert_equal "$(states)" "$(tsv only done 1 0)"
  assert_equal "$(cat out)" only
}

several_arrays() {   # LIMIT
  { tsv job command; printf 'job%d\techo "$BATCH_JOB" >> runs\n' {1..9}; } > jobs.tsv
  submit jobs.tsv
  assert_equal "$(column jobs submissions.tsv)" "$(printf '%s\n' "$1" "$1" $((9 - 2 * $1)))"
  assert_equal "$(in_queue)" 3
  await D
  assert_equal "$(states)" "$(printf 'job%d\tdone\t1\t0\n' {1..9})"
  assert_equal "$(sort runs)" "$(printf 'job%d\n' {1..9})"
}

server_down() {
  tsv job command / a 'echo >> runs; until [ -e go ]; do sleep 0.02; done' / b 'echo >> runs; until [ -e go ]; do sleep 0.02; done' > jobs.tsv
  submit jobs.tsv
  eventually test -s runs
  touch "$QUEUE/down"
  batch-wait --every 0.3 D 2> waiting 3>&- &
  eventually grep -q 'cannot be asked, trying again' waiting
  touch go
  eventually test -e D/jobs/a/exit-status -a -e D/jobs/b/exit-status
  rm "$QUEUE/down"
  wait $!
  assert_equal "$(states)" "$(tsv a done 1 0 / b done 1 0)"
  assert_equal "$(wc -l < runs)" 2
  assert_equal "$(in_queue)" 1
}

killed_job() {
  tsv job command / a 'echo >> a; until [ -e go ]; do sleep 0.02; done' / b 'echo >> b; [ -e go ] || sleep 30' > jobs.tsv
  submit jobs.tsv
  eventually test -s a -a -s b
  queue_kill 1 2
  touch go
  await D
  assert_equal "$(states)" "$(tsv a done 1 0 / b done 2 0)"
  assert_equal "$(wc -l < a)" 1
  assert_equal "$(wc -l < b)" 2
  assert_equal "$(cut -f 1,2,6 D/jobs/b/attempts.tsv)" "$(tsv event submission exit_status / started 1 - / started 2 - / ended 2 0)"
}

forgotten() {
  touch "$QUEUE/held"
  tsv job command / a 'echo >> runs' / b 'echo >> runs' > jobs.tsv
  submit jobs.tsv
  queue_forget 1
  rm "$QUEUE/held"
  touch "$QUEUE/forgotten.1/"{1,2}.taken
  await D
  assert_equal "$(states)" "$(tsv a done 1 0 / b done 1 0)"
  assert_equal "$(wc -l < runs)" 2
}

odd_directory() {
  mkdir "it's \$HOME; a \"dir\" é" && cd "it's \$HOME; a \"dir\" é" || return
  tsv job command outputs / a 'pwd > out; [ -e twice ] || { touch twice; exit 1; }' out / b 'echo "$BATCH_JOB"' - > jobs.tsv
  batch-submit --engine "$ENGINE" --dir "D 'x' \$y" -q jobs.tsv > /dev/null
  await "D 'x' \$y"
  assert_equal "$(cat out)" "$PWD"
  assert_equal "$(cat "D 'x' \$y/jobs/b/stdout")" b
}

odd_names() {
  local n names=('two words' "o'neil" 'say "hi"' '$HOME' 'a;b&c|d' 'é 日本' '*' '-rf' '#x' 'back\slash' '`id`' '$(touch no)' ' leading' '[1]' '%J')
  {
    tsv job command
    for n in "${!names[@]}"; do printf "%s\tprintf '%%s\\\\n' \"\$BATCH_JOB\" \"a  b\" 'é \$HOME \`id\` ;\\\\n' > out.%d\n" "${names[n]}" "$n"; done
  } > jobs.tsv
  submit jobs.tsv
  await D
  assert_equal "$(cat out.{0..14})" "$(printf '%s\na  b\né $HOME `id` ;\\n\n' "${names[@]}")"
  assert_file_not_exist no
  assert_equal "$(states)" "$(printf '%s\tdone\t1\t0\n' "${names[@]}")"
  # none of it is in what the batch system was given
  run -1 grep -rF -e "o'neil" -e 'é' D/submissions/1/submit
}

deaf_submitter() {
  tsv job command / a 'echo >> runs' / b 'echo >> runs' > jobs.tsv
  touch "$QUEUE/deaf" "$QUEUE/held"
  submit jobs.tsv
  assert_equal "$(column engine_id submissions.tsv)" "$(cat D/submissions/1/id)"
  assert_equal "$(in_queue)" 1
  # killed itself between the command and its answer
  rm "$QUEUE/deaf" D/submissions/1/id
  SECONDS=0
  submit jobs.tsv
  assert [ $SECONDS -lt 15 ]   # the server and its like hold no lock of ours
  assert_equal "$(in_queue)" 1
  rm "$QUEUE/held"
  await D
  assert_equal "$(wc -l < runs)" 2
}

refusal() {   # WHY MESSAGE
  tsv job command / a true > jobs.tsv
  echo "$1" > "$QUEUE/refuse"
  assert_dies "$2" batch-submit --engine "$ENGINE" --dir D jobs.tsv
  assert_equal "$(in_queue)" 0
  rm "$QUEUE/refuse"
  submit jobs.tsv
  await D
}

not_installed() {   # MESSAGE
  local program
  mkdir bin
  for program in sh cat env timeout awk sed grep; do ln -s "$(command -v $program)" bin; done
  ln -s "$BUILD/bin/batch-submit" bin
  tsv job command / a true > jobs.tsv
  assert_dies "$1" env PATH="$PWD/bin" batch-submit --engine "$ENGINE" --dir D jobs.tsv
  assert_file_not_exist D
}

held_by_a_person() {   # WHAT-THE-STAND-IN-WRITES REASON
  tsv job command / a true / b true > jobs.tsv
  touch "$QUEUE/held"
  submit jobs.tsv
  echo "$1" > "$QUEUE/jobs/1/held"
  rm "$QUEUE/held"
  run -2 --separate-stderr batch-wait --held 0 --every 0.3 D
  assert_equal "$stderr" "batch-wait: job 'a' waits for a person: $2
batch-wait: job 'b' waits for a person: $2
batch-wait: D: 2 jobs wait for a person, and nothing else is left"
  rm "$QUEUE/jobs/1/held"
  await D
}

cancelled() {
  tsv job command / runs 'trap "echo told; exit 143" TERM; touch running; sleep 30 & wait' / waits 'touch never' > jobs.tsv
  submit --limit 1 jobs.tsv
  eventually test -e running
  batch-cancel D > /dev/null
  run -1 await D
  assert_equal "$(states)" "$(tsv runs failed 1 143 / waits failed 0 143)"
  assert_equal "$(sort -u D/jobs/runs/stdout)" told   # from the batch system and from run, perhaps
  assert_file_not_exist never
}

one_after_another() {
  local submitted
  submitted=$(in_queue)
  tsv job command / a 'until [ -e go ]; do sleep 0.02; done; touch a' / b true > jobs.tsv
  submit jobs.tsv
  tsv job command / then '[ -e a ] && touch then' > then.tsv
  batch-submit --engine "$ENGINE" --dir E --after D -q then.tsv > /dev/null
  sleep 0.3
  assert_file_not_exist E/jobs/then/attempts.tsv
  touch go
  await E
  assert_file_exist then
  rm a go then
  tsv job command / a 'until [ -e go ]; do sleep 0.02; done; false' > jobs.tsv
  batch-submit --engine "$ENGINE" --dir F --retries 0 -q jobs.tsv > /dev/null
  batch-submit --engine "$ENGINE" --dir G --grace 0 --retries 0 --after F -q then.tsv > /dev/null
  touch go
  run -1 await G
  assert_equal "$(batch-status G | tail -n 1)" "$(tsv then lost 0 -)"
  assert_equal "$(in_queue)" $((submitted + 4))
}
