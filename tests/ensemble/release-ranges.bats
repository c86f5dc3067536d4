load ../helper

setup() {
  begin_test || return
  tsv ensemble job process file_name first_index last_index events seed / A 0 DIO f 1 10 10 1 / A 1 DIO f 11 14 4 2 / B 0 DIO f 15 16 2 3 \
    / A 1 CRY g 1 5 5 2 > ledger.tsv
}

@test "an ensemble's ranges go, the others stay as they were, and stderr says how many" {
  run -0 --separate-stderr release-ranges --ensemble A ledger.tsv
  assert_output "$(sed -n '1p; 4p' ledger.tsv)"
  assert_equal "$stderr" 'release-ranges: released 3 ranges, 19 events'
}

@test "--job releases that job only" {
  run -0 --separate-stderr release-ranges -e A -j 1 ledger.tsv
  assert_output "$(sed -n '1,2p; 4p' ledger.tsv)"
  assert_equal "$stderr" 'release-ranges: released 2 ranges, 9 events'
  run -0 --separate-stderr release-ranges -e A -j 0 ledger.tsv
  assert_equal "$stderr" 'release-ranges: released 1 ranges, 10 events'
}

@test "nothing to release is status 1, and the ledger stays" {
  run -1 --separate-stderr release-ranges -e C ledger.tsv
  assert_output "$(cat ledger.tsv)"
  assert_equal "$stderr" 'release-ranges: released 0 ranges, 0 events'
  run -1 release-ranges -e B -j 1 ledger.tsv
}

@test "a ledger can be replaced by itself, and what was released may be used again" {
  tsv process file_name events weight / DIO f 10 1 > plan.tsv
  run -2 sample-events --used ledger.tsv plan.tsv
  release-ranges -q -e A -o ledger.tsv ledger.tsv
  run -0 sample-events --used ledger.tsv plan.tsv
}

@test "the ensemble must be said" {
  assert_dies 'release-ranges: --ensemble is missing (see --help)' release-ranges ledger.tsv
}
