load ../helper

ledger() { tsv ensemble job process file_name first_index last_index events seed "$@"; }

@test "ranges that touch are no conflict, ranges that share one event are" {
  ledger / A 0 DIO f 1 10 10 1 / B 0 DIO f 11 20 10 2 / B 1 DIO g 1 10 10 3 > touch.tsv
  run -0 find-conflicts touch.tsv
  assert_output "$(tsv process file_name first_index last_index ensemble_a job_a ensemble_b job_b)"
  sed 's/11\t20\t10/10\t20\t11/' touch.tsv > share.tsv
  run -1 find-conflicts share.tsv
  assert_line --index 1 "$(tsv DIO f 10 10 A 0 B 0)"
  assert_equal ${#lines[@]} 2
}

@test "conflicts are found within a ledger and between several, whatever process the file served" {
  ledger / A 0 DIO f 1 10 10 1 / A 1 DIO f 5 6 2 2 > a.tsv
  ledger / B 7 CeMLL f 6 30 25 3 > b.tsv
  run -1 find-conflicts a.tsv b.tsv
  assert_output "$(tsv process file_name first_index last_index ensemble_a job_a ensemble_b job_b \
    / DIO f 5 6 A 0 A 1 / DIO f 6 10 A 0 B 7 / DIO f 6 6 A 1 B 7)"
  run -1 find-conflicts b.tsv a.tsv
  assert_line "$(tsv DIO f 6 10 A 0 B 7)"
}

@test "--between leaves out what an ensemble shares with itself" {
  ledger / A 0 DIO f 1 10 10 1 / A 1 DIO f 5 6 2 2 > a.tsv
  run -0 find-conflicts --between a.tsv
  run -1 find-conflicts a.tsv
  ledger / A 0 DIO f 1 10 10 1 / A 1 DIO f 5 6 2 2 / B 0 DIO f 6 6 1 1 > b.tsv
  run -1 find-conflicts -b b.tsv
  assert_equal "$(column ensemble_b <<< "$output" | sort -u)" B
  assert_equal ${#lines[@]} 3
}

@test "exactly the pairs that overlap are found, in any order of the rows" {
  awk -v OFS='\t' 'BEGIN { srand(4); print "ensemble", "job", "process", "file_name", "first_index", "last_index", "events", "seed"
    for (i = 0; i < 300; i++) { a = 1 + int(rand() * 1000); n = 1 + int(rand() * 40)
      print "E" i % 3, i, "P", "f" int(rand() * 5), a, a + n - 1, n, i } }' > many.tsv
  # each pair by brute force: file, first, last
  awk -F'\t' -v OFS='\t' 'NR > 1 { n++; f[n] = $4; a[n] = $5; b[n] = $6 }
    END { for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (f[i] == f[j] && a[i] <= b[j] && a[j] <= b[i])
      print f[i], (a[i] > a[j] ? a[i] : a[j]), (b[i] < b[j] ? b[i] : b[j]) }' many.tsv | sort > wanted
  run -1 find-conflicts -o got many.tsv
  tail -n +2 got | cut -f 2-4 | sort | diff wanted -
  [ "$(wc -l < wanted)" -gt 300 ]
  run -1 find-conflicts -o other <({ head -n 1 many.tsv; tail -n +2 many.tsv | tac; })
  cmp got other
}

@test "10^5 ranges without conflict are looked through in a second" {
  awk -v OFS='\t' 'BEGIN { print "ensemble", "job", "process", "file_name", "first_index", "last_index", "events", "seed"
    for (i = 0; i < 100000; i++) print "E", i, "P", "f" i % 10, 10 * i + 1, 10 * i + 10, 10, i }' > many.tsv
  local limit='ulimit -t 1'
  [ -z "${ASAN_OPTIONS:-}" ] || limit=:
  run -0 bash -c "$limit; find-conflicts many.tsv"
}

@test "ranges that are none die with their place" {
  assert_dies "find-conflicts: -:2: column 'last_index': events 5 to 4 are no range" find-conflicts <<< "$(ledger / A 0 DIO f 5 4 0 1)"
  assert_dies "find-conflicts: -:2: column 'last_index': events 0 to 4 are no range" find-conflicts <<< "$(ledger / A 0 DIO f 0 4 5 1)"
  assert_dies "find-conflicts: -:2: column 'events': the range holds 4" find-conflicts <<< "$(ledger / A 0 DIO f 1 4 5 1)"
  assert_dies "find-conflicts: -:2: column 'file_name': missing" find-conflicts <<< "$(ledger / A 0 DIO - 1 4 4 1)"
  assert_dies "find-conflicts: -:2: column 'file_name': no file may be named so" find-conflicts <<< "$(ledger / A 0 DIO a/b 1 4 4 1)"
}
