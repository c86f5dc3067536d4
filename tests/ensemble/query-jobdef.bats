load ../helper
load jobdef

@test "each question has its answer, one item a line" {
  archive x.tar "$(pars)"
  answers() { run -0 query-jobdef "$@" x.tar; assert_output "$wanted"; }
  wanted=$tar answers --jobname
  wanted=3 answers --njobs
  wanted=dts.mu2e.DIOtail95.MDC2025ac.art answers --input-datasets
  wanted=dts.mu2e.ensembleMDS3c.MDC2025af.art answers --output-datasets
  wanted=/cvmfs/x/setup.sh answers --setup
  wanted=0 answers --codesize
  wanted="$(printf 'dts.mu2e.ensembleMDS3c.MDC2025af.001430_%08d.art\n' 0 1 2)" answers --output-files dts.mu2e.ensembleMDS3c.MDC2025af.art
}

@test "data sets come once each, in the order of their names" {
  archive x.tar "$(pars '.tbs.samplinginput["source.dataSets.A.fileNames"] = [3, ["sim.mu2e.Z.c.0.art", "sim.mu2e.B.c.1.art", "sim.mu2e.Z.c.2.art", "sim.mu2e.Z.c.3.art", "sim.mu2e.Z.c.4.art", "sim.mu2e.Z.c.5.art", "sim.mu2e.Z.c.6.art"]]')"
  run -0 query-jobdef --input-datasets x.tar
  assert_output 'dts.mu2e.DIOtail95.MDC2025ac.art
sim.mu2e.B.c.art
sim.mu2e.Z.c.art'
}

@test "files of a set without a number of jobs need a number, and only they" {
  local set=dts.mu2e.ensembleMDS3c.MDC2025af.art
  archive x.tar "$(pars)"
  assert_dies "query-jobdef: --output-files: x.tar has 3 jobs; ':2' is for those without a number" query-jobdef --output-files $set:2 x.tar
  archive x.tar "$(pars 'del(.tbs.samplinginput)')"
  run -0 query-jobdef --njobs x.tar
  assert_output 0
  run -0 query-jobdef --output-files $set:2 x.tar
  assert_equal "${#lines[@]} ${lines[1]}" '2 dts.mu2e.ensembleMDS3c.MDC2025af.001430_00000001.art'
  assert_dies "query-jobdef: --output-files: x.tar has no number of jobs: say $set:N" query-jobdef --output-files $set x.tar
  assert_dies "query-jobdef: --output-files: no number of jobs: 'x'" query-jobdef --output-files $set:x x.tar
  assert_dies "query-jobdef: --output-files: x.tar does not make 'a.b.c.d.e'" query-jobdef --output-files a.b.c.d.e:1 x.tar
}

@test "what newer tools add is understood: njobs may limit the jobs, not invent them" {
  archive x.tar "$(pars '.tbs.njobs = 2 | .code_ref = "abc"')"
  run -0 query-jobdef --njobs x.tar
  assert_output 2
  archive x.tar "$(pars '.tbs.njobs = 4')"
  assert_dies "query-jobdef: x.tar: jobpars.json: 'njobs' is 4, the files are for 3" query-jobdef --njobs x.tar
}

@test "gzip, stdin and archives with long headers are read" {
  archive x.tar "$(pars)"
  gzip -k x.tar
  run -0 query-jobdef --njobs x.tar.gz
  assert_output 3
  run -0 query-jobdef --njobs - < x.tar
  assert_output 3
  tar cf pax.tar --format=pax --pax-option='comment=x' -C members jobpars.json mu2e.fcl
  run -0 query-jobdef --njobs pax.tar
  assert_output 3
}

@test "one question, one archive" {
  archive x.tar "$(pars)"
  assert_dies 'query-jobdef: what is the question? (see --help)' query-jobdef x.tar
  assert_dies 'query-jobdef: one question at a time' query-jobdef --njobs --setup x.tar
  assert_dies "query-jobdef: one job definition at a time: 'y.tar' is too many" query-jobdef --njobs x.tar y.tar
  assert_dies 'query-jobdef: a job definition is missing (see --help)' query-jobdef --njobs
}

with_code() { archive x.tar "$(pars '.code = "code.tar" | .setup = "Code/setup.sh"')"; cp "$1" members/code.tar; tar rf x.tar -C members code.tar; }

@test "--codesize and --extract-code" {
  mkdir -p made/Code/lib
  echo 'echo set up' > made/Code/setup.sh
  echo run > made/Code/lib/run && chmod 4777 made/Code/lib/run
  ln -s lib/run made/Code/link
  tar cjf code.tbz -C made Code
  with_code code.tbz
  run -0 query-jobdef --codesize x.tar
  assert_output "$(stat -c %s code.tbz)"
  mkdir here && cd here
  run -0 query-jobdef --extract-code ../x.tar
  assert_output ''
  diff -r ../made/Code Code
  assert_equal "$(stat -c %a Code/lib/run)" 755
  assert_equal "$(readlink Code/link)" lib/run
  assert_dies 'query-jobdef: --extract-code reads the archive twice, and cannot from stdin' query-jobdef --extract-code -
}

@test "without code there is nothing to extract" {
  archive x.tar "$(pars)"
  mkdir here && cd here
  run -0 query-jobdef --extract-code ../x.tar
  assert_equal "$(ls)" ''
}

@test "code that would leave its directory is not extracted" {
  mkdir -p in/Code out here
  echo bad > in/Code/setup.sh
  tar cjPf up.tbz --transform 's|Code|../out|' -C in Code/setup.sh
  with_code up.tbz
  cd here
  assert_dies "query-jobdef: ../x.tar: a member that would leave the directory: '../out/setup.sh'" query-jobdef --extract-code ../x.tar
  cd ..
  tar cjPf absolute.tbz --transform "s|Code|$PWD/out|" -C in Code/setup.sh
  with_code absolute.tbz
  cd here
  run -2 query-jobdef --extract-code ../x.tar
  assert_output --partial 'a member that would leave the directory'
  cd ..
  ln -s ../out in/link
  tar cf link.tar -C in link
  tar rf link.tar --transform 's|Code|link|' -C in Code/setup.sh
  bzip2 link.tar
  with_code link.tar.bz2
  cd here
  run -2 query-jobdef --extract-code ../x.tar
  assert_output --partial 'cannot extract'
  assert_equal "$(ls ../out)" ''
}

@test "code that is named and missing, or there and not named, is refused" {
  archive x.tar "$(pars '.code = "code.tar"')"
  assert_dies "query-jobdef: x.tar: 'code.tar' is missing" query-jobdef --njobs x.tar
  archive x.tar "$(pars)"
  echo > members/code.tar && tar rf x.tar -C members code.tar
  assert_dies "query-jobdef: x.tar: 'code.tar' is there, but jobpars.json does not name it" query-jobdef --njobs x.tar
  archive x.tar "$(pars '.code = "../code.tar"')"
  assert_dies "query-jobdef: x.tar: jobpars.json: 'code' is not code.tar" query-jobdef --njobs x.tar
}

# ---- hostile archives ----

refused() { assert_dies "query-jobdef: x.tar: $1" query-jobdef --njobs x.tar; }

@test "other members are ignored with a warning, whatever they are called, and never written" {
  archive x.tar "$(pars)"
  echo bad > evil
  tar rPf x.tar --transform "s|evil|../../evil|" evil
  tar rPf x.tar --transform $'s|evil|\033[31mevil|' evil
  mkdir -p a/b && cd a/b
  run -0 --separate-stderr query-jobdef --njobs ../../x.tar
  assert_equal "$output" 3
  assert_equal "$stderr" "query-jobdef: ../../x.tar: '../../evil' is no part of a job definition; ignored
query-jobdef: ../../x.tar: '?[31mevil' is no part of a job definition; ignored"
  assert_equal "$(ls)" ''
}

@test "another order of the members is read, with a warning" {
  archive x.tar "$(pars)"
  tar cf x.tar -C members mu2e.fcl jobpars.json
  run -0 --separate-stderr query-jobdef --njobs x.tar
  assert_equal "$output" 3
  assert_equal "$stderr" "query-jobdef: x.tar: 'jobpars.json' comes after 'mu2e.fcl'"
}

@test "a member twice is refused: two readers could see two definitions" {
  archive x.tar "$(pars)"
  tar rf x.tar -C members jobpars.json
  refused "'jobpars.json' is there twice"
}

@test "a member that is missing is named, and an archive that is none" {
  archive x.tar "$(pars)"
  tar cf x.tar -C members jobpars.json
  refused "no job definition: 'mu2e.fcl' is missing"
  tar cf x.tar -C members mu2e.fcl
  refused "no job definition: 'jobpars.json' is missing"
  echo hello > x.tar
  refused 'no good archive: Unrecognized archive format'
  : > x.tar
  run -2 query-jobdef --njobs x.tar
  assert_dies 'query-jobdef: absent.tar: No such file or directory' query-jobdef --njobs absent.tar
}

@test "a link is no member" {
  archive x.tar "$(pars)"
  ln -s /etc/passwd link
  tar cf x.tar -C members jobpars.json
  tar rf x.tar --transform 's|^link|mu2e.fcl|' link
  refused "'mu2e.fcl' is no file"
  tar cf x.tar -C members jobpars.json
  ln members/mu2e.fcl members/other
  tar rf x.tar -C members other mu2e.fcl   # the second as a link to the first
  run -2 query-jobdef --njobs x.tar
  assert_line "query-jobdef: x.tar: 'mu2e.fcl' is no file"
}

@test "an archive that is cut is refused, wherever it is cut" {
  archive x.tar "$(pars)"
  cp x.tar whole
  for n in 100 511 513 700 1500 2047 2100; do
    head -c $n whole > x.tar
    run -2 query-jobdef --njobs x.tar
    assert_output --partial 'query-jobdef: x.tar: '
  done
}

@test "a size that is not true is refused" {
  for size in 67108865 8589934591; do
    { header jobpars.json $size 0; pars; } > x.tar
    refused "'jobpars.json' is larger than 67108864 bytes"
  done
  { header mu2e.fcl 16777217 0; } > x.tar
  refused "'mu2e.fcl' is larger than 16777216 bytes"
  { header jobpars.json 60000000 0; pars; } > x.tar
  run -2 query-jobdef --njobs x.tar
  assert_output --partial 'query-jobdef: x.tar: '
}

@test "JSON that is broken, or says things twice, is said with its line" {
  archive x.tar '{ "a": }'
  refused "jobpars.json:1: unexpected token near '}'"
  archive x.tar '{ "a": 1,
 "a": 2 }'
  run -2 query-jobdef --njobs x.tar
  assert_output --partial 'x.tar: jobpars.json:2: duplicate object key'
  archive x.tar '[]'
  refused 'jobpars.json: not an object'
  archive x.tar "$(printf '[%.0s' {1..5000})"
  run -2 query-jobdef --njobs x.tar
  assert_output --partial 'maximum parsing depth reached'
}

@test "JSON of another shape is refused with the place" {
  changed() { archive x.tar "$(pars "$1")"; refused "jobpars.json: $2"; }
  changed 'del(.jobname)' "'jobname' is missing"
  changed '.jobname = 1' "'jobname' is not a text"
  changed '.jobname = "../x.tar"' "'jobname' is no name of a Mu2e file: 4 fields instead of 6"
  changed 'del(.setup)' "'setup' is missing"
  changed '.setup = "/x; rm -rf ~"' "'setup' holds characters that it must not"
  changed '.setup = "-x"' "'setup' holds characters that it must not"
  changed '.tbs = []' "'tbs' is not an object"
  changed '.tbs.event_id = 1' "'event_id' is not an object"
  changed '.tbs.event_id["source.run"] = "1430; a"' "'source.run' is not a count"
  changed '.tbs.event_id["source.run"] = -1' "'source.run' is not a count"
  changed '.tbs.event_id["source.run"] = 1.5' "'source.run' is not a count"
  changed '.tbs.event_id["a: 1 b"] = 1' "'a: 1 b' is no key of FHiCL"
  changed '.tbs.event_id["a\n"] = 1' "'(a key)' is no key of FHiCL"
  changed '.tbs.subrunkey = "a b"' "'subrunkey' holds characters that it must not"
  changed '.tbs.samplinginput = []' "'samplinginput' is not an object"
  changed '.tbs.samplinginput["x"] = 1' "'x' is not [number, [names]]"
  changed '.tbs.samplinginput["x"] = [1, "a"]' "'x' is not [number, [names]]"
  changed '.tbs.samplinginput["x"] = [1, []]' "'x' has no files"
  changed '.tbs.samplinginput["x"] = [1, [1]]' "'x' holds what is no text"
  changed '.tbs.samplinginput["x"] = [1, ["/etc/passwd"]]' "'x' names no Mu2e file: 1 fields instead of 6"
  changed '.tbs.samplinginput["x"] = ["n", ["a.b.c.d.e.f"]]' "'x' is not a count"
  changed '.tbs.inputs["x"] = [0, ["a.b.c.d.e.f"]]' "'x' takes 0 files a job"
  changed '.tbs.inputs = { x: [1, ["a.b.c.d.e.f"]], y: [1, ["a.b.c.d.e.g"]] }' "'y' is a second primary input"
  changed '.tbs.outfiles["x"] = "a\"b.c.d.e.f.g"' "'x' names no Mu2e file: its tier is not made of letters, digits, _ and -"
  archive x.tar "$(pars '.tbs.samplinginput["x"] = [1, ["a.b.c.d.e.f"]]')"
  refused "'source.dataSets.DIO.fileNames' gives 3 jobs, 'x' 1"
}

@test "numbers may be texts, and per job 0 takes all" {
  archive x.tar "$(pars '.tbs.samplinginput["source.dataSets.DIO.fileNames"][0] = "2"')"
  run -0 query-jobdef --njobs x.tar
  assert_output 3
  archive x.tar "$(pars '.tbs.samplinginput["source.dataSets.DIO.fileNames"][0] = 0')"
  run -0 query-jobdef --njobs x.tar
  assert_output 1
}
