load ../helper

# row NAME COUNTS SAMPLED EXPECTED WEIGHT NEXT: one line of a summary, in columns as wide as it needs
row() { printf '%-9s    %6s    %8s | %8s  %9s   %s\n' "$@"; }

# summary ROW... TOTAL: the table as the source prints it
summary() {
	printf '%s\n' 'The '\''SamplingInput'\'' source sampled the following events:' '' '      Sample   | Expected  Specified'
	printf '%-9s    %6s    %8s | %8s  %9s   %s\n' Dataset Counts fraction fraction weight 'Next event' 
	printf -- '-%.0s' {1..90}; echo
	printf '%s\n' "${@:1:$#-1}"
	printf -- '-%.0s' {1..90}; echo
	printf '%-9s    %6s\n' Total "${!#}"
}

cosmic=$(row CRYCosmic 3 0.75 0.8 1.6 '(no more available)')
dio=$(row DIO 1 0.25 0.2 0.4 'run: 1201 subRun: 0 event: 2')
header='log_name dataset counts fraction_sampled fraction_expected weight next_run next_subrun next_event status'

@test "each data set of each log becomes a row, numbers as they are printed" {
  mkdir logs
  { echo '%MSG-i SamplingInput:'; summary "$cosmic" "$dio" 4; echo '%MSG'; echo 'Total number of output files: 1'; } > logs/a.log
  summary "$dio" 1 > b.log
  run -0 --separate-stderr sampling-log logs/a.log b.log
  assert_output "$(tsv $header / a.log CRYCosmic 3 0.75 0.8 1.6 - - - exhausted / a.log DIO 1 0.25 0.2 0.4 1201 0 2 ok / \
    b.log DIO 1 0.25 0.2 0.4 1201 0 2 ok)"
  assert_equal "$stderr" ''
}

@test "the width of names and counts does not matter" {
  summary "$(row CosmicCORSIKASignalAllOfThem 123456789012 1 1 1.08886e-06 'run:1 subRun:2  event:  4294967294')" 123456789012 > wide.log
  run -0 sampling-log wide.log
  assert_line --index 1 "$(tsv wide.log CosmicCORSIKASignalAllOfThem 123456789012 1 1 1.08886e-06 1 2 4294967294 ok)"
}

@test "a job that sampled nothing has rows without fractions" {
  summary "$(row DIO 0 -nan 1 0.4 'run: 1 subRun: 0 event: 1')" 0 > empty.log
  run -0 sampling-log empty.log
  assert_line --index 1 "$(tsv empty.log DIO 0 -nan 1 0.4 1 0 1 ok)"
}

@test "the table of the configuration is not taken for the summary" {
  printf '%s\n' 'Dataset    weight    fraction    File name' '----' 'DIO    0.4    0.2    a.art' > a.log
  assert_dies 'sampling-log: a.log: no summary of SamplingInput' sampling-log a.log
}

@test "gzip, CRLF and standard input are read" {
  summary "$cosmic" "$dio" 4 | sed 's/$/\r/' | gzip > a.log.gz
  run -0 sampling-log a.log.gz
  assert_line --index 2 "$(tsv a.log.gz DIO 1 0.25 0.2 0.4 1201 0 2 ok)"
  run -0 sampling-log - < <(summary "$dio" 1)
  assert_line --index 1 "$(tsv - DIO 1 0.25 0.2 0.4 1201 0 2 ok)"
}

@test "a cut log gives its rows, the others are read, and the status is 2" {
  summary "$cosmic" "$dio" 4 | head -n 6 > cut.log
  summary "$dio" 1 > whole.log
  run -2 --separate-stderr sampling-log cut.log whole.log
  assert_output "$(tsv $header / cut.log CRYCosmic 3 0.75 0.8 1.6 - - - truncated / whole.log DIO 1 0.25 0.2 0.4 1201 0 2 ok)"
  assert_equal "$stderr" 'sampling-log: cut.log:6: the summary is cut here'
}

@test "a row that ends with the file, without a newline, may have lost digits and is not taken" {
  summary "$cosmic" "$dio" 4 | head -n 7 | head -c -1 > cut.log
  run -2 --separate-stderr sampling-log cut.log
  assert_output "$(tsv $header / cut.log CRYCosmic 3 0.75 0.8 1.6 - - - truncated)"
}

@test "a Total that lost its newline is taken if it is right, else it is cut" {
  summary "$cosmic" "$dio" 4 | head -c -1 > a.log
  run -0 sampling-log a.log
  summary "$(row DIO 12 1 1 1 'run: 1 subRun: 0 event: 13')" 12 | head -c -2 > a.log
  assert_dies 'sampling-log: a.log:8: the summary is cut here' sampling-log a.log
}

@test "a message inside the table cuts it" {
  summary "$cosmic" 'Begin processing the 3rd record.' "$dio" 4 > a.log
  run -2 --separate-stderr sampling-log a.log
  assert_output "$(tsv $header / a.log CRYCosmic 3 0.75 0.8 1.6 - - - truncated)"
  assert_equal "$stderr" 'sampling-log: a.log:7: the summary is cut here'
}

@test "each bad log has its line" {
  summary "$cosmic" "$dio" 5 > a.log
  summary "$dio" "$dio" 2 > b.log
  : > c.log
  run -2 --separate-stderr sampling-log a.log b.log c.log
  assert_equal "$stderr" "sampling-log: a.log:9: Total is 5, which is not the sum of the counts
sampling-log: b.log:7: data set 'DIO' comes twice in one summary
sampling-log: c.log: no summary of SamplingInput"
  assert_equal "$(column status <<< "$output" | sort | uniq -c | tr -s ' ')" ' 4 inconsistent'
}

@test "counts whose sum is beyond 64 bits do not pass for a small Total" {
  big=18446744073709551615
  summary "$(row A $big 1 0.5 1 'run: 1 subRun: 0 event: 1')" "$(row B 5 0 0.5 1 'run: 1 subRun: 0 event: 6')" 4 > a.log
  assert_dies 'sampling-log: a.log:9: Total is 4, which is not the sum of the counts' sampling-log a.log
}

@test "a summary that is printed twice counts once" {
  { summary "$cosmic" "$dio" 4; summary "$cosmic" "$dio" 4; } > a.log
  run -0 sampling-log a.log
  assert_equal "${#lines[@]}" 3
}

@test "two summaries that differ make a log inconsistent, and all rows are written" {
  { summary "$cosmic" "$dio" 4; summary "$dio" 1; } > a.log
  run -2 --separate-stderr sampling-log a.log
  assert_equal "$(column status <<< "$output" | tr '\n' ' ')" 'inconsistent inconsistent inconsistent '
  assert_equal "$stderr" 'sampling-log: a.log:17: a second summary differs from the first'
}

@test "a log that a second job went on writing after a cut is inconsistent" {
  { summary "$cosmic" "$dio" 4 | head -n 6; summary "$cosmic" "$dio" 4; } > a.log
  run -2 --separate-stderr sampling-log a.log
  assert_equal "$(column status <<< "$output" | sort -u)" inconsistent
  assert_equal "$stderr" 'sampling-log: a.log:7: the summary is cut here'
}

@test "lines that are nearly rows are none" {
  for bad in 'DIO 1 0.25 0.2 0.4 run: 1 subRun: 0 event: 2' 'DIO -1 0.25 | 0.2 0.4 run: 1 subRun: 0 event: 2' \
      'DIO 1 0.25 | 0.2 0.4 run: 1 subRun: 0 event: 2 more' '1DIO 1 0.25 | 0.2 0.4 (no more available)' \
      'D/O 1 0.25 | 0.2 0.4 (no more available)' 'DIO 1 x | 0.2 0.4 (no more available)' 'DIO 1 0.25 | 0.2 0.4 (no more)'; do
    summary "$bad" 1 > a.log
    assert_dies 'sampling-log: a.log:6: the summary is cut here' sampling-log a.log
  done
}

@test "a log is needed" {
  assert_dies 'sampling-log: a log is missing (see --help)' sampling-log
}
