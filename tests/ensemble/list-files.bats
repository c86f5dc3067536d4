load ../helper

# three processes, out of order, with a column of our own
catalogue() {
  tsv process file_name events gen_count livetime_s site \
    / RPC dts.mu2e.RPC.b.001430_1.art 30 300 - fnal \
    / DIO dts.mu2e.DIOtail95.a.001430_2.art 0 10 - fnal \
    / DIO dts.mu2e.DIOtail95.a.001430_1.art 7 20 - disk \
    / CRYCosmic dts.mu2e.CosmicSignal.c.001430_1.art 5 - 1.5 tape \
    / DIO dts.mu2e.DIOtail60.a.001430_1.art 9 40 - fnal \
    / DIO dts.mu2e.DIOtail95.a.001430_10.art 8 30 - fnal
}

@test "rows are sorted by process and by the bytes of the file name, all columns unchanged" {
  run -0 list-files <<< "$(catalogue)"
  assert_output "$(tsv process file_name events gen_count livetime_s site \
    / CRYCosmic dts.mu2e.CosmicSignal.c.001430_1.art 5 - 1.5 tape \
    / DIO dts.mu2e.DIOtail60.a.001430_1.art 9 40 - fnal \
    / DIO dts.mu2e.DIOtail95.a.001430_1.art 7 20 - disk \
    / DIO dts.mu2e.DIOtail95.a.001430_10.art 8 30 - fnal \
    / DIO dts.mu2e.DIOtail95.a.001430_2.art 0 10 - fnal \
    / RPC dts.mu2e.RPC.b.001430_1.art 30 300 - fnal)"
}

@test "the order of the rows that are read does not matter, nor does the locale" {
  catalogue > a.tsv
  { head -n 1 a.tsv; tail -n +2 a.tsv | tac; } > b.tsv
  LC_ALL=en_US.UTF-8 list-files a.tsv > a.list
  list-files b.tsv > b.list
  diff a.list b.list
  [ "$(wc -l < a.list)" = 7 ]
}

@test "what is listed can be listed again" {
  catalogue | list-files > once
  list-files once | diff once -
}

@test "--process keeps files of these processes" {
  catalogue > files.tsv
  run -0 bash -c 'list-files -p RPC --process CRYCosmic files.tsv | cut -f 1'
  assert_output $'process\nCRYCosmic\nRPC'
}

@test "--dataset is a shell pattern on the name without its sequencer" {
  catalogue > files.tsv
  run -0 bash -c "list-files --dataset 'dts.mu2e.DIOtail95.a.art' files.tsv | cut -f 2"
  assert_output $'file_name\ndts.mu2e.DIOtail95.a.001430_1.art\ndts.mu2e.DIOtail95.a.001430_10.art\ndts.mu2e.DIOtail95.a.001430_2.art'
  run -0 bash -c "list-files -d '*.DIO*' -d '*.RPC.*' files.tsv | tail -n +2 | wc -l"
  assert_output 5
  run -0 bash -c "list-files -d '*001430_1*' files.tsv | tail -n +2"
  assert_output ''
}

@test "--dataset needs names of Mu2e and says which is none" {
  assert_dies "list-files: -:2: column 'file_name': 2 fields instead of 6: 'dio.art'" \
    list-files -d '*' <<< "$(tsv process file_name events / DIO dio.art 1)"
  run -0 list-files <<< "$(tsv process file_name events / DIO dio.art 1)"
}

@test "--first keeps the first N of each process" {
  catalogue > files.tsv
  run -0 bash -c 'list-files --first 1 files.tsv | cut -f 2'
  assert_output $'file_name\ndts.mu2e.CosmicSignal.c.001430_1.art\ndts.mu2e.DIOtail60.a.001430_1.art\ndts.mu2e.RPC.b.001430_1.art'
}

@test "--drop-empty leaves out files without events, before --first counts, and says how many" {
  tsv process file_name events / A a1 0 / A a2 0 / A a3 4 / A a4 5 > files.tsv
  run -0 --separate-stderr list-files --drop-empty --first 1 files.tsv
  assert_output "$(tsv process file_name events / A a3 4)"
  assert_equal "$stderr" 'list-files: files.tsv: 2 files without events are left out'
  run -0 --separate-stderr list-files --drop-empty <<< "$(tsv process file_name events / A a3 4)"
  assert_equal "$stderr" ''
}

@test "a file that is listed twice dies with the later line, whatever its process" {
  assert_dies "list-files: -:4: column 'file_name': this file has been listed before: 'x.art'" \
    list-files <<< "$(tsv process file_name events / B x.art 1 / A y.art 1 / A x.art 1)"
}

@test "a name that would leave its directory dies with its place" {
  for name in ../x a/b .hidden $'bell\a'; do
    assert_dies "list-files: -:2: column 'file_name': no file may be named so" \
      list-files <<< "$(tsv process file_name events / A "$name" 1)"
  done
  assert_dies "list-files: -:2: column 'process': no file may be named so" \
    list-files <<< "$(tsv process file_name events / ../A x 1)"
  assert_dies "list-files: -:2: column 'file_name': missing" list-files <<< "$(tsv process file_name events / A - 1)"
}

@test "numbers that are none die with their place" {
  assert_dies "list-files: -:2: column 'events': not a count: '-3'" list-files <<< "$(tsv process file_name events / A x -3)"
  assert_dies "list-files: -:2: column 'events': missing" list-files <<< "$(tsv process file_name events / A x -)"
  assert_dies "list-files: -:3: column 'gen_count': not a count: '1.5'" \
    list-files <<< "$(tsv process file_name events gen_count / A x 1 - / A y 1 1.5)"
  for time in -1 inf nan; do
    assert_dies "list-files: -:2: column 'livetime_s': not a time" \
      list-files <<< "$(tsv process file_name events livetime_s / A x 1 $time)"
  done
  assert_dies "list-files: -:1: no column 'events'" list-files <<< "$(tsv process file_name / A x)"
}

@test "a process with and without livetimes is refused" {
  assert_dies "list-files: -:3: column 'livetime_s': some files of a process have one and some have none: 'CRY'" \
    list-files <<< "$(tsv process file_name events livetime_s / CRY x 1 2.5 / CRY y 1 -)"
}

@test "counts that a double would not hold are refused" {
  assert_dies "list-files: -:3: column 'events': more than 2^53 in all of a process: 'A'" \
    list-files <<< "$(tsv process file_name events / A x 9007199254740992 / A y 1)"
  assert_dies "list-files: -:3: column 'gen_count': more than 2^53 in all of a process: 'A'" \
    list-files <<< "$(tsv process file_name events gen_count / A x 1 9007199254740992 / A y 1 9007199254740992)"
}

@test "a second catalogue is not passed over" {
  assert_dies 'list-files: takes one catalogue (see --help)' list-files a b
}

@test "an empty catalogue is an empty list" {
  run -0 list-files <<< "$(tsv process file_name events)"
  assert_output "$(tsv process file_name events)"
}

@test "a hundred thousand files of as many processes are sorted" {
  awk 'BEGIN { OFS = "\t"; print "process", "file_name", "events"; for (i = 1e5; i > 0; i--) print "p" i % 99991, "f" i, i }' > files.tsv
  list-files files.tsv > got
  { head -n 1 files.tsv; tail -n +2 files.tsv | LC_ALL=C sort -t $'\t' -k 1,1 -k 2,2; } | cmp - got
}
