# batch-status: what the engine says, and what files say
load ../helper
load mute

@test "the engine's words become states; reasons are for --long" {
  mute_engine
  tsv job command / a true / b true / c true / d true > jobs.tsv
  tsv 1 1 running - / 1 2 queued Priority / 1 3 blocked JobHeldUser / 1 4 alive - > answer
  mute_submit
  run -0 batch-status D
  assert_output "$(tsv job state attempts exit_status / a running 0 - / b queued 0 - / c queued 0 - / d queued 0 -)"
  run -0 batch-status --long D
  assert_line -n 3 "$(tsv c queued 0 - JobHeldUser 1 3 id1 D/jobs/c)"
  run -0 batch-status --summary D
  assert_output "$(tsv state jobs / queued 3 / running 1 / done 0 / failed 0 / lost 0)"
}

@test "the exit-status is the truth, whatever the engine says" {
  mute_engine
  mute_submit
  start 1 1
  tsv 1 1 running - / 1 2 queued - > answer
  assert_equal "$(batch-status D | tail -n +2)" "$(tsv a done 1 0 / b queued 0 -)"
}

@test "a job that the engine does not know is lost after the grace time, not before; the claim tells whether it had begun" {
  mute_engine
  mute_submit --grace 1h
  echo id1.1 > D/jobs/a/claim-1
  assert_equal "$(batch-status D | tail -n +2 | cut -f 1,2)" "$(tsv a running / b queued)"
  touch -d '2 hours ago' D/jobs/*/gone-1
  assert_equal "$(batch-status D | tail -n +2 | cut -f 1,2)" "$(tsv a lost / b lost)"
  tsv 1 '*' running - > answer
  assert_equal "$(batch-status D | tail -n +2 | cut -f 1,2)" "$(tsv a running / b running)"
  assert_file_not_exist D/jobs/a/gone-1
}

@test "a batch system that stays silent: what has ended is told, and status 2" {
  mute_engine
  touch down
  mute_submit --grace 0
  start 1 1
  run -2 --separate-stderr batch-status --patience 0 D
  assert_output "$(tsv job state attempts exit_status / a done 1 0)"
  assert_equal "$stderr" 'batch-status: D: engine ./engine.sh cannot be asked about the other jobs: server is down'
  assert_dies 'batch-wait: D: engine ./engine.sh cannot be asked: server is down' batch-wait --patience 0 D
  start 1 2
  batch-wait --patience 0 D   # nothing is left to ask about
}

@test "a colleague who may not write sees the states, too" {
  tsv job command / a true > jobs.tsv
  submit jobs.tsv
  batch-wait D
  chmod -R a-w D
  run -0 batch-status D
  assert_line -n 1 "$(tsv a done 1 0)"
  chmod -R u+w D
}
