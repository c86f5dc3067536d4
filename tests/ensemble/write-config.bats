load ../helper

@test "rows become assignments, in their order; missing is empty" {
  run -0 write-config <<< "$(tsv key value unknown / njobs 50 x / beam_pot - x / BB 1BB x)"
  assert_output 'njobs="50"
beam_pot=""
BB="1BB"'
}

@test "a shell that sources it gets exactly the values, whatever they are" {
  tsv key value / a '$(touch pwned)' / b '`touch pwned`' / c 'back\slash' / d '"quoted" '"'single'" / e '!x; rm *' / f 'µ # no comment' > t
  write-config < t > c
  for shell in sh bash; do
    assert_equal "$($shell -c '. ./c; printf "%s\n" "$a" "$b" "$c" "$d" "$e" "$f"')" "$(column value t)"
  done
  assert_file_not_exist pwned
}

@test "read-config gets back what was written" {
  tsv key value / a '$(x)`y`\\$"' / b "it's" / c - / d '# = #' > t
  write-config < t > c
  run --separate-stderr read-config c
  assert_equal "$(cut -f 1,2 <<< "$output")" "$(cat t)"
  assert_equal "$stderr" ''
}

@test "--names turns an older form into the newest" {
  run bash -c 'printf "cosmicjob= a\nmuon stops= b\nDIO_yield= 3\n" | read-config | write-config --names'
  assert_output 'CosmicJob="a"
muon_stops="b"
dio_events="3"'
  assert_dies "write-config: -:3: column 'key': no variable that a configuration may set: 'muon stops'" \
    write-config <<< "$(printf 'cosmicjob= a\nmuon stops= b\n' | read-config)"
}

@test "--comment begins with comment lines, which cannot become anything else" {
  run -0 write-config --comment 'ensemble MDS3c' --comment $'two\nrm -rf x' <<< "$(tsv key value / a 1)"
  assert_output '# ensemble MDS3c
# two
# rm -rf x
a="1"'
}

@test "keys that are no variables, or govern the shell, are refused" {
  for key in 'a b' 1a 'a=b' 'a;rm' 'a$x' PATH IFS LD_PRELOAD BASH_ENV PROMPT_COMMAND; do
    tsv key value / "$key" x > t
    assert_dies "write-config: -:2: column 'key': no variable that a configuration may set: '$key'" write-config < t
  done
}

@test "a key twice, a control character: refused with the place, and no file is written" {
  tsv key value / a 1 / b 2 / a 3 > t
  assert_dies "write-config: -:4: column 'key': 'a' is there already" write-config -o c < t
  assert_file_not_exist c
  tsv key value / a $'x\033y' > t
  assert_dies "write-config: -:2: column 'value': a control character cannot be written" write-config < t
}
