load ../helper
load jobdef

@test "the archive is an uncompressed ustar of two members, without dates and owners" {
  lists 3 5
  sampling "${both[@]}"
  assert_equal "$(TZ=UTC0 tar tvf $tar | tr -s ' ' | cut -d' ' -f 1,2,4-)" "$(printf '%s\n' \
    "-rw-r--r-- 0/0 1970-01-01 00:00 jobpars.json" '-rw-r--r-- 0/0 1970-01-01 00:00 mu2e.fcl')"
  assert_equal "$(head -c 262 $tar | tail -c 5)" ustar
  member $tar mu2e.fcl | cmp - template.fcl
}

@test "jobpars.json says all that the grid's tools ask" {
  lists 3 5
  sampling "${both[@]}"
  run jq -c . <(member $tar jobpars.json)
  assert_output "$(jq -c . <<END
{ "jobname": "$tar", "setup": "/cvmfs/x/setup.sh", "code": "", "tbs": {
  "event_id": { "source.run": 1430, "source.maxEvents": 2147483647 }, "subrunkey": "source.subRun",
  "samplinginput": {
    "source.dataSets.CRYCosmic.fileNames": [ 1, $(jq -R . cosmic | jq -sc .) ],
    "source.dataSets.DIO.fileNames": [ 2, $(jq -R . dio | jq -sc .) ] },
  "outfiles": { "outputs.OutputMC.fileName": "dts.mu2e.ensembleMDS3c.MDC2025af.sequencer.art" } } }
END
)"
}

@test "it prints a row about the archive, and the same input gives the same bytes" {
  lists 2 4
  sampling "${both[@]}" > first
  assert_equal "$(column tarball first) $(column njobs first)" "$tar 2"
  assert_equal "$(column size first) $(column sha256 first)" "$(stat -c %s $tar) $(sha256sum < $tar | cut -d' ' -f 1)"
  sleep 1.1
  mkdir there
  sampling "${both[@]}" --directory there > second
  cmp first second
  cmp $tar there/$tar
}

@test "options may be abbreviated as those of mu2ejobdef" {
  lists 1 1
  run -0 make-jobdef --set /x/setup.sh --desc ensembleMDS3c --dsc MDC2025af --own mu2e --run 1 --sampling 1:DIO:dio --sampling 1:CRYCosmic:cosmic --embed template.fcl
}

@test "'all' is one job of all files" {
  lists 3 7
  sampling --samplinginput all:CRYCosmic:cosmic --samplinginput all:DIO:dio > t
  assert_equal "$(column njobs t)" 1
  assert_equal "$(member $tar jobpars.json | jq '.tbs.samplinginput[][0]' | paste -sd,)" 0,0
}

@test "every list must be for the same number of jobs: that of files by N, rounded up" {
  lists 3 6
  run -0 sampling "${both[@]}"
  lists 3 7
  assert_dies "make-jobdef: options: 'source.dataSets.CRYCosmic.fileNames' gives 3 jobs, 'source.dataSets.DIO.fileNames' 4" sampling "${both[@]}"
}

@test "the data sets must be those of the template" {
  lists 1 2
  assert_dies "make-jobdef: --samplinginput: nothing for 'DIO' of the template" sampling --samplinginput 1:CRYCosmic:cosmic
  assert_dies "make-jobdef: --samplinginput: the template has no 'DIO2'" sampling "${both[@]}" --samplinginput 1:DIO2:dio
  assert_dies "make-jobdef: --samplinginput: 'DIO' is there twice" sampling "${both[@]}" --samplinginput 1:DIO:dio
}

@test "what is said of the files of a job must be N:NAME:LIST" {
  lists 1 1
  for spec in DIO 1:DIO 1:DIO:a:b; do
    assert_dies "make-jobdef: --samplinginput: '$spec' is not N:NAME:LIST" sampling --samplinginput $spec
  done
  for n in 0 -1 1.5 x; do
    assert_dies "make-jobdef: --samplinginput: '$n' in '$n:DIO:dio' is neither a number of files nor 'all'" sampling --samplinginput $n:DIO:dio
  done
}

@test "lists: comments and empty lines are skipped, everything else must be a name" {
  lists 1 1
  { echo '# the cosmics'; echo; sed 's/$/   # one/' cosmic; } > with && mv with cosmic
  run -0 sampling "${both[@]}"
  refused() { printf "$2" > dio; assert_dies "make-jobdef: dio:$1" sampling "${both[@]}"; }
  refused "1: a name without directories should be here: '/pnfs/a.b.c.d.e.f'" '/pnfs/a.b.c.d.e.f\n'
  refused "2: no name of a Mu2e file, 3 fields instead of 6: 'a.b.c'" 'a.b.c.d.e.f\na.b.c\n'
  refused "1: no name of a Mu2e file, its extension is not made of letters, digits, _ and -: 'a.b.c.d.e.f g'" 'a.b.c.d.e.f g\n'
  refused "2: again: 'a.b.c.d.e.f'" 'a.b.c.d.e.f\na.b.c.d.e.f\n'
  refused ' no files' '# nothing\n'
}

@test "for SamplingInput run, description and files are needed; inputs, merge-factor and events-per-job forbidden" {
  lists 1 2
  local always=(--setup /x --embed template.fcl --dsconf c --owner mu2e)
  assert_dies 'make-jobdef: --run-number is needed: the source of the template is SamplingInput' make-jobdef "${always[@]}" --description d "${both[@]}"
  assert_dies 'make-jobdef: --description is needed: the source of the template is SamplingInput' make-jobdef "${always[@]}" --run-number 1 "${both[@]}"
  assert_dies 'make-jobdef: --samplinginput or --plan is needed: the source of the template is SamplingInput' \
    make-jobdef "${always[@]}" --run-number 1 --description d
  for option in '--inputs dio' '--merge-factor 1' '--events-per-job 1' "--auto-description x"; do
    assert_dies "make-jobdef: ${option%% *} does not go with a template whose source is SamplingInput" sampling "${both[@]}" $option
  done
  assert_dies 'make-jobdef: --dsconf is missing (see --help)' make-jobdef --setup /x --embed template.fcl -d d -r 1 --owner o "${both[@]}"
}

@test "exactly one of --setup and --code, and of --embed and --include" {
  lists 1 1
  assert_dies 'make-jobdef: one of --setup and --code is needed, and only one' make_jobdef --embed template.fcl
  assert_dies 'make-jobdef: one of --setup and --code is needed, and only one' sampling --code x
  assert_dies 'make-jobdef: one of --embed and --include is needed, and only one' make_jobdef --setup /x
  assert_dies 'make-jobdef: one of --embed and --include is needed, and only one' sampling --include template.fcl
  assert_dies "make-jobdef: --setup: not an absolute path: 'setup.sh'" make_jobdef --embed template.fcl --setup setup.sh
}

@test "the owner is the user unless it is said; a broken field is named" {
  lists 1 1
  make-jobdef --setup /x --embed template.fcl -r 1 -d d -c c --samplinginput 1:DIO:dio --samplinginput 1:CRYCosmic:cosmic > t
  assert_equal "$(column tarball t)" "cnf.$(id -un).d.c.0.tar"
  assert_dies "make-jobdef: no description of a name: 'a/b'" make-jobdef --setup /x --embed template.fcl -r 1 -d a/b -c c --owner o \
    --samplinginput 1:DIO:dio --samplinginput 1:CRYCosmic:cosmic
}

@test "a plan gives the same definition as lists" {
  lists 2 4
  sampling --samplinginput 1:CRYCosmic:cosmic --samplinginput 2:DIO:dio > by_lists
  {
    tsv job run process file_name first_index events weight
    for j in 0 1; do
      tsv $j 1430 CRYCosmic "$(sed -n "$((j + 1))p" cosmic)" 1 10 0.9
      for k in 1 2; do tsv $j 1430 DIO "$(sed -n "$((2 * j + k))p" dio)" 1 10 1e-3; done
    done
  } > plan.tsv
  sampling --plan plan.tsv > by_plan
  cmp by_lists by_plan
}

@test "a plan that a job definition cannot say is refused" {
  lists 2 2
  row() { tsv "$1" "${5-1430}" "$2" "$(sed -n "$3p" "$([ "$2" = DIO ] && echo dio || echo cosmic)")" "${4-1}" 10 0.5; }
  plan() { tsv job run process file_name first_index events weight; "$@"; }
  refused() { assert_dies "make-jobdef: $1" sampling --plan plan.tsv; }
  plan eval 'row 0 CRYCosmic 1; row 0 DIO 1 5' > plan.tsv
  refused "plan.tsv: '$(head -n 1 dio)' is taken from event 5, a job definition takes files from their first"
  plan eval 'row 0 CRYCosmic 1; row 0 DIO 1; row 2 CRYCosmic 2; row 2 DIO 2' > plan.tsv
  refused 'plan.tsv: job 2 stands where 0, 1, 2 ... should go on'
  plan eval 'row 0 CRYCosmic 1; row 0 DIO 1; row 1 CRYCosmic 2' > plan.tsv
  refused 'plan.tsv: job 1 has 1 processes, the template 2 data sets'
  plan eval 'row 0 CRYCosmic 1; row 0 RPC 1' > plan.tsv
  refused "plan.tsv: the template has no 'RPC'"
  plan eval 'row 0 CRYCosmic 1 1 1431; row 0 DIO 1 1 1431' > plan.tsv
  refused 'plan.tsv: job 0 is of run 1431, not 1430'
  plan eval 'row 0 CRYCosmic 1; row 0 DIO 1; row 1 CRYCosmic 2; row 1 DIO 2; row 1 DIO 1' > plan.tsv
  refused "plan.tsv: job 1 has 2 files of 'DIO', job 0 has 1"
  lists 3 4
  plan eval 'row 0 CRYCosmic 1; row 0 DIO 1; row 0 DIO 2; row 1 CRYCosmic 2; row 1 DIO 3; row 2 CRYCosmic 3; row 2 DIO 4' > plan.tsv
  refused "plan.tsv: job 1 has 1 files of 'DIO', job 0 has 2"
  assert_dies 'make-jobdef: --samplinginput and --plan exclude each other' sampling --plan plan.tsv "${both[@]}"
}

@test "EmptyEvent: run, events and a subrun for each job" {
  template EmptyEvent > template.fcl
  sampling --events-per-job 5000 > t
  assert_equal "$(column njobs t)" 0
  run jq -c .tbs <(member $tar jobpars.json)
  assert_output '{"event_id":{"source.firstRun":1430,"source.maxEvents":5000},"subrunkey":"source.firstSubRun","outfiles":{"outputs.OutputMC.fileName":"dts.mu2e.ensembleMDS3c.MDC2025af.sequencer.art"}}'
  assert_dies 'make-jobdef: --events-per-job must be at least 1' sampling --events-per-job 0
  assert_dies 'make-jobdef: --events-per-job is needed: the source of the template is EmptyEvent' sampling
}

@test "RootInput: files and a merge factor, no run; the description may be that of the files" {
  template RootInput > template.fcl
  names Cosmic 5 > files
  make-jobdef --setup /x --embed template.fcl --inputs files --merge-factor 2 --auto-description -mix -c c --owner mu2e > t
  assert_equal "$(column tarball t) $(column njobs t)" 'cnf.mu2e.Cosmic-mix.c.0.tar 3'
  run jq -c '[.tbs.inputs["source.fileNames"][0], .tbs.subrunkey, .tbs.event_id]' <(member cnf.mu2e.Cosmic-mix.c.0.tar jobpars.json)
  assert_output '[2,"",{"source.maxEvents":2147483647}]'
  names Other 1 >> files
  assert_dies "make-jobdef: --auto-description: 'dts.mu2e.Cosmic.MDC2025ac.001430_00000000.art' and 'dts.mu2e.Other.MDC2025ac.001430_00000000.art' differ in description" \
    make-jobdef --setup /x --embed template.fcl --inputs files --merge-factor 2 --auto-description '' -c c
  assert_dies 'make-jobdef: --merge-factor must be at least 1' make_jobdef --setup /x --embed template.fcl --inputs files --merge-factor 0
  assert_dies 'make-jobdef: one of --description and --auto-description is needed' \
    make-jobdef --setup /x --embed template.fcl --inputs files --merge-factor 1 -c c
}

@test "a source that is none of those is refused" {
  template PileUp > template.fcl
  assert_dies 'make-jobdef: no jobs can be made of a template whose source is PileUp' sampling
}

@test "--auxinput goes to the mixing filters of the template that are active" {
  template EmptyEvent 'physics.filters: { mixer: { module_type: MixBackgroundFrames fileNames: [] } off: { module_type: ResamplingMixer } }' \
    'physics.path: [ mixer ]' 'physics.trigger_paths: [ "1:path" ]' > template.fcl
  names Pileup 4 > pileup
  sampling --events-per-job 1 --auxinput 2:physics.filters.mixer.fileNames:pileup
  assert_equal "$(jq -c '.tbs.auxin | map_values([.[0], (.[1] | length)])' <(member $tar jobpars.json))" '{"physics.filters.mixer.fileNames":[2,4]}'
  assert_dies "make-jobdef: --auxinput: nothing for 'physics.filters.mixer.fileNames' of the template" sampling --events-per-job 1
  assert_dies "make-jobdef: --auxinput: the template has no 'physics.filters.off.fileNames'" \
    sampling --events-per-job 1 --auxinput 1:physics.filters.off.fileNames:pileup
  assert_dies "make-jobdef: options: jobpars.json: 'physics.filters.mixer.fileNames' takes more files a job than it has" \
    sampling --events-per-job 1 --auxinput 5:physics.filters.mixer.fileNames:pileup
}

@test "jobs get a seed if the template configures SeedService; --seed-key decides otherwise" {
  seed_of() { sampling --events-per-job 1 "$@" && jq -r .tbs.seed <(member $tar jobpars.json); }
  template EmptyEvent > template.fcl
  assert_equal "$(seed_of | tail -n 1)" null
  assert_equal "$(seed_of --seed-key source.samplingSeed | tail -n 1)" source.samplingSeed
  template EmptyEvent 'services.SeedService.policy: autoIncrement' > template.fcl
  assert_equal "$(seed_of | tail -n 1)" services.SeedService.baseSeed
  assert_equal "$(seed_of --seed-key none | tail -n 1)" null
  template EmptyEvent 'services: @local::Services.Sim' > template.fcl
  assert_dies 'make-jobdef: template.fcl: whether it has a SeedService stands behind a reference: say --seed-key services.SeedService.baseSeed, or none' \
    sampling --events-per-job 1
  run -0 sampling --events-per-job 1 --seed-key none
  assert_dies "make-jobdef: options: jobpars.json: 'seed' holds characters that it must not" sampling --events-per-job 1 --seed-key 'a: 1 b'
}

@test "outputs: only active ones, with owner and configuration of the set; histograms too; /dev/null is none" {
  template EmptyEvent 'outputs.Other: { fileName: "sim.a.b.c.d.art" }' 'services.TFileService.fileName: "nts.owner.hist.version.sequencer.root"' > template.fcl
  sampling --events-per-job 1
  run jq -c .tbs.outfiles <(member $tar jobpars.json)
  assert_output '{"services.TFileService.fileName":"nts.mu2e.hist.MDC2025af.sequencer.root","outputs.OutputMC.fileName":"dts.mu2e.ensembleMDS3c.MDC2025af.sequencer.art"}'
  assert_dies 'make-jobdef: --override-output-description: 2 outputs would have one name' sampling --events-per-job 1 --override-output-description
  template EmptyEvent 'services.TFileService.fileName: "/dev/null"' 'outputs.OutputMC.fileName: "dts.owner.old.version.sequencer.art"' > template.fcl
  sampling --events-per-job 1 --override-output-description
  run jq -c .tbs.outfiles <(member $tar jobpars.json)
  assert_output '{"outputs.OutputMC.fileName":"dts.mu2e.ensembleMDS3c.MDC2025af.sequencer.art"}'
  template EmptyEvent 'outputs.OutputMC.fileName: "out.art"' > template.fcl
  assert_dies "make-jobdef: template.fcl: 'outputs.OutputMC.fileName' names no Mu2e file, 2 fields instead of 6: 'out.art'" sampling --events-per-job 1
  template EmptyEvent 'outputs.OutputMC.fileName: "dts.a.b.c.d.root"' > template.fcl
  assert_dies "make-jobdef: template.fcl: 'outputs.OutputMC.fileName' has not the extension art: 'dts.a.b.c.d.root'" sampling --events-per-job 1
}

@test "what the definition needs and the template does not show is named" {
  unseen() {
    printf '%s\n' "${@:2}" > template.fcl
    assert_dies "make-jobdef: template.fcl: '$1' is not in this file, or stands behind an include or a reference (fhicl-dump resolves them)" sampling --events-per-job 1
  }
  unseen source.module_type '#include "x.fcl"'
  unseen source.dataSets 'source: { module_type: SamplingInput dataSets: @local::sets }'
  unseen physics.EndPath 'source.module_type: EmptyEvent' 'physics: { end_paths: [ EndPath ] EndPath: [ @sequence::x ] }'
  unseen outputs 'source.module_type: EmptyEvent' 'physics: { end_paths: [] trigger_paths: [] }' '#include "epilog.fcl"'
  printf 'source.module_type: EmptyEvent\nphysics: { end_paths: [] }\n' > template.fcl
  assert_dies "make-jobdef: template.fcl: 'physics.trigger_paths' is not defined" sampling --events-per-job 1
}

@test "of the template the last word counts; prologs, comments and what was erased do not" {
  names CosmicSignal 1 > cosmic
  { printf '%s\n' '#include "Production/JobConfig/ensemble/fcl/prolog.fcl"' '#livetime: 4400' 'BEGIN_PROLOG' 'source.dataSets.Prolog.weight: 1' 'END_PROLOG'
    template RootInput '// physics.end_paths: []' 'source.dataSets.DIO: @erase' 'source.module_type: "SamplingInput"' \
      'physics.EndPath[0]: '"'Second'"'' 'outputs.Second: { @table::defaults  fileName: "mcs.x.y.z.0.art" }' 'source.inputCommands: @local::Ensemble.InputCommands'
  } > template.fcl
  sampling --samplinginput 1:CRYCosmic:cosmic
  assert_equal "$(jq -c '[.tbs.samplinginput, .tbs.outfiles | keys]' <(member $tar jobpars.json))" \
    '[["source.dataSets.CRYCosmic.fileNames"],["outputs.OutputMC.fileName","outputs.Second.fileName"]]'
}

@test "what make-sampling-fcl writes is a template" {
  names CosmicSignal 2 > cosmic
  tsv process file_name events gen_count livetime_s > c.tsv
  sed 's/^/CRYCosmic\t/; s/$/\t10\t-\t100/' cosmic >> c.tsv
  tsv process fraction / CRYCosmic 1 | plan-jobs --catalogue c.tsv --tag MDS3c --jobs 2 > plan.tsv
  make-sampling-fcl --template --release MDC2025af < plan.tsv > template.fcl
  sampling --plan plan.tsv > t
  assert_equal "$(column njobs t)" 2
  assert_equal "$(print-job-fcl --jobdef $tar --index 1 | tail -n 1)" 'outputs.OutputMC.fileName: "dts.mu2e.ensembleMDS3c.MDC2025af.001430_00000001.art"'
}

@test "a template that is no FHiCL is said with its line" {
  broken() { printf "$2" > template.fcl; assert_dies "make-jobdef: template.fcl:$1" sampling; }
  broken "2: the table 'source' does not end" 'source: {\n a: 1'
  broken '1: a list that does not end' 'a: [ 1'
  broken "1: '2' where , or ] should be" 'a: [ 1 2 ]'
  broken "3: a string that does not end" '\n\na: "b'
  broken "2: no : after 'a'" 'x: 1\na 2'
  broken "1: '}' where the value of 'a' should be" 'a: }'
  broken "1: '}' where a name should be" '}'
  broken '1: END_PROLOG in the wrong place' 'END_PROLOG'
  broken '2: a prolog that does not end' 'BEGIN_PROLOG\na: 1'
  broken '1: not text: it holds a zero byte' 'a: 1 # \0'
  broken '1: nested deeper than 64' "$(printf 'a: %s' "$(printf '[%.0s' {1..70})")"
}

@test "--include writes the name and finds the template in FHICL_FILE_PATH" {
  mkdir -p path/JobConfig
  template EmptyEvent > path/JobConfig/t.fcl
  export FHICL_FILE_PATH=:/nowhere:$PWD/path
  make_jobdef --setup /x --run-number 1 --events-per-job 1 --include JobConfig/t.fcl
  assert_equal "$(member $tar mu2e.fcl)" '#include "JobConfig/t.fcl"'
  assert_dies "make-jobdef: --include: 'u.fcl' is nowhere in FHICL_FILE_PATH" make_jobdef --setup /x --include u.fcl
  assert_dies "make-jobdef: --include: '/t.fcl' is no name relative to FHICL_FILE_PATH" make_jobdef --setup /x --include /t.fcl
}

@test "--code goes last into the archive; it must be a bzip2 tar with Code/setup.sh and stay in its directory" {
  lists 1 1
  local spec=(--samplinginput 1:DIO:dio --samplinginput 1:CRYCosmic:cosmic)
  mkdir Code && echo 'echo set up' > Code/setup.sh
  tar cjf code.tbz Code
  make_jobdef --code code.tbz --run-number 1 --embed template.fcl "${spec[@]}"
  assert_equal "$(tar tf $tar | paste -sd,)" jobpars.json,mu2e.fcl,code.tar
  member $tar code.tar | cmp - code.tbz
  assert_equal "$(jq -r '.code + " " + .setup' <(member $tar jobpars.json))" 'code.tar Code/setup.sh'
  refused() { assert_dies "make-jobdef: $1" make_jobdef --run-number 1 --embed template.fcl "${spec[@]}" --code "$2"; }
  tar cf plain.tar Code
  refused 'plain.tar: not compressed by bzip2' plain.tar
  mv Code Kode && tar cjf none.tbz Kode
  refused 'none.tbz: no Code/setup.sh in it' none.tbz
  tar cjPf up.tbz --transform 's|Kode|../Kode|' Kode
  refused "up.tbz: a member that would leave the directory: '../Kode/'" up.tbz
  refused 'absent.tbz: No such file or directory' absent.tbz
}

@test "an archive that cannot be made leaves the old one" {
  lists 1 2
  echo precious > $tar
  run -2 sampling "${both[@]}" --samplinginput 1:DIO:dio
  assert_equal "$(cat $tar)" precious
  assert_dies "make-jobdef: options: jobpars.json: 'setup' holds characters that it must not" make_jobdef --setup '/x;rm' --run-number 1 --embed template.fcl "${both[@]}"
  assert_equal "$(cat $tar)" precious
  assert_dies 'make-jobdef: --run-number: 0 is no run' sampling "${both[@]}" --run-number 0
  assert_equal "$(find . -name '.cnf*')" ''
}
