load ../helper

# print_log LIVETIME...: what printCosmicLivetime writes
print_log() {
	for s; do printf '\nProductPrint mu2e::CosmicLivetime_generate__Primary\n  N Primaries:1  Area:90000.000000  Livetime:%s\n' "$s"; done
	printf 'Processed %d Subruns for a total of %d primaries and %.0f seconds total livetime\n' $# $# "$(printf '%s\n' "$@" | awk '{ sum += $1 } END { printf "%.6f", sum }')"
}

@test "each subrun becomes a row, the livetime as it is written" {
  mkdir logs
  print_log 1049.160678 1096.714796 > logs/a.log
  print_log 811.602091 > b.log
  run -0 sum-livetime logs/a.log b.log
  assert_output "$(tsv subrun livetime_s file_name / 1 1049.160678 a.log / 2 1096.714796 a.log / 3 811.602091 b.log)"
}

@test "--total has all decimals of all files" {
  print_log 4400123.370001 0.000001 > a.log
  print_log 1.5 > b.log
  run -0 sum-livetime --total a.log b.log
  assert_output $'livetime_s\n4400124.870002'
}

@test "a million tenths are a hundred thousand, exactly" {
  run -0 sum-livetime --total < <(echo livetime_s; yes 0.1 | head -n 1000000)
  assert_line --index 1 100000.0
}

@test "a table with livetime_s is read too, rows without one are left out" {
  tsv process livetime_s / CRYCosmic 12.25 / DIO - / CRYCosmic 1e-3 / CRYCosmic 12e2 > t.tsv
  run -0 sum-livetime t.tsv
  assert_output "$(tsv subrun livetime_s file_name / 1 12.25 t.tsv / 2 1e-3 t.tsv / 3 12e2 t.tsv)"
  run -0 sum-livetime --total t.tsv
  assert_line --index 1 1212.251
}

@test "its own rows, CSV and gzip add up to the same total" {
  print_log 1049.160678 1096.714796 > a.log
  sum-livetime a.log > rows.tsv
  tr '\t' , < rows.tsv > rows.csv
  gzip -c a.log > a.log.gz
  { printf '\xef\xbb\xbf'; cut -f 2,3 rows.tsv; } > mark.tsv
  for file in rows.tsv rows.csv mark.tsv a.log.gz -; do
    run -0 sum-livetime --total $file < a.log
    assert_line --index 1 2145.875474
  done
}

@test "a label inside another word is no livetime; a blank behind it may be" {
  printf 'CosmicLivetime:7 Livetime: 2.5\nProcessed 1 Subruns for a total of 1 primaries and 2 seconds total livetime\n' > a.log
  run -0 sum-livetime --total a.log
  assert_line --index 1 2.5
}

@test "several logs may follow each other in one file" {
  { print_log 1.5 2; print_log 3; } > a.log
  run -0 sum-livetime --total a.log
  assert_line --index 1 6.5
}

@test "another number of subruns than were printed is an error" {
  print_log 1.5 2 | sed 's/Processed 2/Processed 3/' > a.log
  assert_dies 'sum-livetime: a.log:7: 3 subruns were processed, 2 livetimes are printed' sum-livetime a.log
}

@test "another total than the livetimes have is an error" {
  print_log 1.5 2 | sed 's/and [0-9]* seconds/and 6 seconds/' > a.log
  assert_dies 'sum-livetime: a.log:7: the total livetime is said to be 6 s, the livetimes add up to 3.500000 s' sum-livetime a.log
}

@test "a log that is cut before its sentence is an error, unless --unchecked" {
  print_log 1.5 2 | grep Livetime: > a.log
  assert_dies 'sum-livetime: a.log:2: the log ends without the sentence that says how many subruns there are' sum-livetime a.log
  run -0 sum-livetime --unchecked --total a.log
  assert_line --index 1 3.5
}

@test "a livetime of 0 is an error, unless --allow-zero" {
  print_log 1.5 0.000000 > a.log
  assert_dies 'sum-livetime: a.log:6: a livetime of 0 (see --allow-zero)' sum-livetime a.log
  run -0 sum-livetime --allow-zero --total a.log
  assert_line --index 1 1.500000
  tsv livetime_s / 0 > t.tsv
  assert_dies "sum-livetime: t.tsv:2: column 'livetime_s': a livetime of 0 (see --allow-zero)" sum-livetime t.tsv
  run -0 sum-livetime --allow-zero t.tsv
}

@test "what is no livetime is named with its place" {
  for bad in nan inf -1 1.5s 0x10 1e99 1e-19 18446744073709551616; do
    tsv livetime_s / 1 / $bad > t.tsv
    assert_dies "sum-livetime: t.tsv:3: column 'livetime_s': not a livetime: '$bad'" sum-livetime t.tsv
    echo "Livetime:$bad" > a.log
    assert_dies "sum-livetime: a.log:1: not a livetime: '$bad'" sum-livetime a.log
  done
}

@test "a sum beyond 64 bits is an error" {
  tsv livetime_s / 18446744073709551615.9 / 0.1 > t.tsv
  assert_dies 'sum-livetime: t.tsv: the livetimes add up to more than there are seconds' sum-livetime --total t.tsv
  tsv livetime_s / 18446744073709551615.9 / 0.09 > t.tsv
  run -0 sum-livetime --total t.tsv
  assert_line --index 1 18446744073709551615.99
}

@test "a file without any livetime is an error" {
  echo hello > a.log
  assert_dies 'sum-livetime: a.log: no livetime: neither a log of printCosmicLivetime nor a table with livetime_s' sum-livetime a.log
}

@test "a log that printed the sentence only does not agree with itself" {
  echo 'Processed 4 Subruns for a total of 4 primaries and 100 seconds total livetime' > a.log
  assert_dies 'sum-livetime: a.log:1: 4 subruns were processed, 0 livetimes are printed' sum-livetime a.log
}
