# batch-cancel; what becomes of it in the moment in which jobs begin: faults.bats
load ../helper
load mute

@test "batch-cancel: what runs is told to end, what waits never begins, nothing is tried again" {
  tsv job command / done true / runs 'trap "echo told; exit 143" TERM; touch running; sleep 30 & wait' / waits 'touch never' > jobs.tsv
  submit --limit 1 jobs.tsv
  until_it test -e running
  run -0 --separate-stderr batch-cancel -v D
  assert_equal "$output$stderr" "$(printf 'batch-cancel: %s\n' 'runs: was running, begun 1 times' 'waits: was queued, begun 0 times')"
  run -1 batch-wait -q --every 0.5 D
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv done done 1 0 / runs failed 1 143 / waits failed 0 143)"
  assert_equal "$(cat D/jobs/runs/stdout)" told
  assert_file_not_exist never
  sed -i 's/sleep 30 & wait/true/' D/jobs/runs/script
  batch-submit --only-failed --dir D > /dev/null
  batch-wait D
  assert_file_exist never
}
