load ../helper

@test "the form of 2024: blanks behind =, keys with blanks" {
  printf 'njobs= 50\nmuon stops=  MDC2025ac\nlivetime= 412346\n' | read-config > t
  assert_equal "$(column key t | paste -sd,)" 'njobs,muon stops,livetime'
  assert_equal "$(column value t | paste -sd,)" '50,MDC2025ac,412346'
  assert_equal "$(column line t | paste -sd,)" '1,2,3'
}

@test "the form of 2026: quotes, comments, empty lines and values; lines are those of the file" {
  printf '# Configuration\nnjobs="496"   # of them\n\nbeam_pot=""\nBB='"'1BB'"'\nplain=7 # seven\n' | read-config > t
  assert_equal "$(column value t | paste -sd,)" '496,-,1BB,7'
  assert_equal "$(column line t | paste -sd,)" '2,4,5,6'
}

@test "both in one file, with the rule that signal injection writes between them" {
  printf 'BB="1BB"\n======= combined samples info =========\nsignal= CeMLeadingLogMix1BB\nlivetime_combined= 1209600\n' | read-config > t
  assert_equal "$(column key t | paste -sd,)" 'BB,signal,livetime_combined'
}

@test "CRLF and a missing last newline change nothing" {
  printf 'njobs= 50\nBB="1BB"\n' | read-config > unix
  printf 'njobs= 50\r\nBB="1BB"' | read-config > dos
  cmp unix dos
}

@test "a key that comes twice: the last counts, and a warning says so" {
  printf 'a=1\nb=2\na=3\n' > c
  run --separate-stderr read-config c
  assert_equal "$output" "$(tsv key value line name / b 2 2 b / a 3 3 a)"
  assert_equal "$stderr" "read-config: c:3: 'a' again, line 1 said '1'; this one counts"
}

@test "nothing is evaluated: what a shell would act on is text" {
  printf 'a="$(touch pwned)`touch pwned`$HOME"\nb=$(touch pwned)\nc='"'"'$x'"'"'\nd="\\$x \\\\ \\" \\n"\n' > c
  run --separate-stderr read-config c
  assert_file_not_exist pwned
  assert_equal "$(column value <<< "$output")" '$(touch pwned)`touch pwned`$HOME
$(touch pwned)
$x
$x \ " \n'
  assert_equal "$stderr" 'read-config: c:1: a shell would evaluate this value; it is taken as it stands'
}

@test "text that a program printed is skipped with a warning, and -q silences it" {
  printf 'Welcome to JupyROOT\nDIO_yield= 447448.5\n(a) = b\n' > c
  run --separate-stderr read-config c
  assert_equal "$(column value <<< "$output")" 447448.5
  assert_equal "$stderr" "read-config: c:1: no assignment, skipped: 'Welcome to JupyROOT'
read-config: c:3: no assignment, skipped: '(a) = b'"
  run --separate-stderr read-config -q c
  assert_equal "$stderr" ''
}

@test "names are those of the newest form" {
  printf 'cosmicjob= a\nstops= b\ndem_emin= 95\nNPOT= 1\nDIO= 2\nInternalRPC= 3\nonspilltime= 4\nlivetime= 5\nother= 6\n' | read-config > t
  assert_equal "$(column name t | paste -sd,)" 'CosmicJob,muon_stops,DEM_emin,beam_npot,dio_events,rpc_internal_events,onspilltime,beam_livetime,other'
  assert_equal "$(printf 'livetime= 5\n' | read-config | column name)" onspilltime
}

@test "--key prints one value, by its key or any of its names; status 1 when there is none" {
  printf 'muon stops= MDC2025ac\nlivetime= 5\nempty=""\n' > c
  for key in 'muon stops' muon_stops stops; do
    run -0 read-config --key "$key" c
    assert_output MDC2025ac
  done
  run -0 read-config --key onspilltime c
  assert_output 5
  run -0 read-config -k empty c
  assert_output ''
  run -1 --separate-stderr read-config --key njobs c
  assert_equal "$output$stderr" ''
}

@test "--key: of two keys with one name the last counts, with a warning" {
  printf 'cosmicjob= a\nCosmicJob= b\nstops= c\nmuon stops= d\n' > c
  run -0 --separate-stderr read-config --key CosmicJob c
  assert_equal "$output$stderr" b
  run -0 --separate-stderr read-config --key muon_stops c
  assert_equal "$output" d
  assert_equal "$stderr" "read-config: c:4: 'stops' and 'muon stops' both say 'muon_stops'; this one counts"
}

closed() {
  mkdir closed
  printf '4400.000000\n' > closed/livetime
  printf '1.2e-14\n' > closed/rue
  printf '3.4e-14\n' > closed/rup
  printf '90.123456\n' > closed/kmax
  printf '93.0\n83.0\n400.0\n4180.0\n1201\n5012\n' > closed/settings
}

@test "--closed reads the directory of a closed ensemble" {
  closed
  read-config --closed closed > t
  assert_equal "$(column key t | paste -sd,)" livetime,rue,rup,kmax,dem_emin,dep_emin,tmin,max_livetime,run,samplingseed
  assert_equal "$(column value t | paste -sd,)" 4400.000000,1.2e-14,3.4e-14,90.123456,93.0,83.0,400.0,4180.0,1201,5012
  assert_equal "$(column name t | head -n 1)" beam_livetime
  run read-config --closed closed --key kmax
  assert_output 90.123456
}

@test "a closed ensemble that is not whole is said" {
  closed
  head -n 5 closed/settings > s && mv s closed/settings
  assert_dies "read-config: closed/settings:5: 'samplingseed' is missing" read-config --closed closed
  closed 2> /dev/null || true
  printf '1\n2\n' > closed/rue
  assert_dies 'read-config: closed/rue:2: closed/rue holds 1 values, one a line' read-config --closed closed
  rm closed/rue
  assert_dies 'read-config: closed/rue: No such file or directory' read-config --closed closed
}

@test "what is broken is said with its place" {
  refused() { printf "$2" > c; assert_dies "read-config: c:$1" read-config c; }
  refused '1: a quote that does not end' 'a="b\n'
  refused '2: a quote that does not end' 'x=1\na="b\\"\n'
  refused "1: text after the quoted value: 'rm -rf x'" 'a="b" rm -rf x\n'
  refused '1: a control character (27) in a configuration' 'a=\033[1m\n'
  refused "1: a tab in the value of 'a'" 'a=b\tc\n'
  for i in {1..4097}; do echo "k$i=1"; done > c
  assert_dies 'read-config: c:4097: more than 4096 keys' read-config c
}

@test "one configuration at a time" {
  touch a b
  assert_dies "read-config: one configuration at a time: 'b' is too many" read-config a b
  assert_dies "read-config: one configuration at a time: 'a' is too many" read-config --closed b a
}
