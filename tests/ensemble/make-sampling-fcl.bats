load ../helper

setup() {
  begin_test || return
  tsv job run subrun seed process file_name first_index events weight livetime_s ensemble \
    / 0 1430 0 11 DIO d0.art 1 10 2.5e-1 - MDS3c / 0 1430 0 11 CRYCosmic c0.art 1 100 0.75 4400123.37 MDS3c \
    / 1 1430 1 12 DIO d1.art 1 10 2.5e-1 - MDS3c / 1 1430 1 12 CRYCosmic c1.art 1 100 0.75 12.5 MDS3c > plan.tsv
}

fcl() { make-sampling-fcl --release MDC2025af "$@" plan.tsv; }

@test "the whole file of a job" {
  run -0 fcl --job 0
  assert_output - <<END
#include "Production/JobConfig/ensemble/fcl/prolog.fcl"
#livetime_s: 4400123.37
#run: 1430
#tag: MDS3c
#weights_total: 1
#made_by: make-sampling-fcl (beampipe) $(cat "$ROOT/share/VERSION")
process_name : SI

source : {
  module_type : SamplingInput
  inputCommands : @local::Ensemble.InputCommands
  dropDescendantsOfDroppedBranches : false
  run : 1430
  subRun : 0
  samplingSeed : 11
  maxEvents : 2147483647
  dataSets : {
    CRYCosmic : {
      fileNames : [ "c0.art" ]
      weight : 0.75
    }
    DIO : {
      fileNames : [ "d0.art" ]
      weight : 2.5e-1
    }
  }
}

physics : {
  EndPath : [ OutputMC ]
  end_paths : [ EndPath ]
}

outputs : {
  OutputMC : {
    module_type : RootOutput
    outputCommands : @local::Ensemble.OutputCommandsMC
    fileName : "dts.mu2e.ensembleMDS3c.MDC2025af.001430_00000000.art"
  }
}

services.TimeTracker.printSummary : true
physics.trigger_paths : [ ]
END
}

@test "each job has its own files, subrun, seed and output" {
  fcl --job 1 > job
  for line in '  subRun : 1' '  samplingSeed : 12' '      fileNames : [ "c1.art" ]' '#livetime_s: 12.5' \
    '    fileName : "dts.mu2e.ensembleMDS3c.MDC2025af.001430_00000001.art"'; do
    run -0 grep -Fx -- "$line" job
  done
  assert_dies 'make-sampling-fcl: the plan has 2 jobs: --job says which, --template is for all' fcl
  assert_dies 'make-sampling-fcl: the plan has no job 2' fcl --job 2
}

@test "owner, tag and release are in the output's name" {
  fcl -j 0 --owner sophie --tag other | grep fileName\  > name
  assert_equal "$(cat name)" '    fileName : "dts.sophie.ensembleother.MDC2025af.001430_00000000.art"'
  assert_dies "make-sampling-fcl: --owner: not a word of letters, digits, - and _: 'a b'" fcl -j 0 --owner 'a b'
  assert_dies "make-sampling-fcl: --tag: not a word of letters, digits, - and _: 'a.b'" fcl -j 0 --tag a.b
  assert_dies 'make-sampling-fcl: --release is missing (see --help)' make-sampling-fcl -j 0 plan.tsv
}

@test "comments come from options and from the rows of a configuration, with all their digits" {
  tsv key value line / rmue 1.2345678901e-16 1 / DEM_emin 95 2 > config.tsv
  run -0 fcl -j 0 --comments config.tsv --comment tmin=350 -c 'note=a = b'
  assert_line --index 2 '#rmue: 1.2345678901e-16'
  assert_line --index 3 '#DEM_emin: 95'
  assert_line --index 4 '#tmin: 350'
  assert_line --index 5 '#note: a = b'
  assert_dies "make-sampling-fcl: --comment: not KEY=VALUE: 'x'" fcl -j 0 -c x
  assert_dies "make-sampling-fcl: comment 'x': holds a control character" fcl -j 0 -c $'x=1\nsource : {}'
}

@test "the template is the first job with one file of each data set" {
  sed '2s/.*/&\n&/; ' plan.tsv | sed '3s/d0/d00/' > new && mv new plan.tsv
  assert_dies "make-sampling-fcl: 'DIO' has 2 ranges of files in job 0: art reads one file" fcl -j 0
  fcl --template > template.fcl
  assert_equal "$(grep -c fileNames template.fcl)" 2
  run -0 grep -F 'd0.art' template.fcl
  run -0 grep -Fx '  subRun : 0' template.fcl
  run -0 grep -Fx '#livetime_s: 4400135.87' template.fcl   # of all jobs
}

@test "a limit of the plan is maxEvents, and nevts says it" {
  awk -v OFS='\t' '{ print $0, NR == 1 ? "max_events" : 1234 }' plan.tsv > new && mv new plan.tsv
  run -0 fcl -j 0
  assert_line '  maxEvents : 1234'
  assert_line '#nevts: 1234'
}

@test "a job that begins inside a file needs the event's id, in art's grammar" {
  awk -F'\t' -v OFS='\t' 'NR == 2 { $7 = 5 } { print $0, NR == 1 ? "skip_to_event" : "-" }' plan.tsv > inside.tsv
  mv inside.tsv plan.tsv
  assert_dies "make-sampling-fcl: 'DIO' begins at event 5 of 'd0.art': art needs its id there, a column 'skip_to_event' (run:subrun:event)" fcl -j 0
  for id in 1430:7:805 ' 1430 : 7 : 4294967294 '; do
    sed "2s/-\$/$id/" plan.tsv > with.tsv
    run -0 make-sampling-fcl --release r -j 0 with.tsv
    assert_line "      skipToEvent : \"$id\""
  done
  for id in 1430:0:805 0:7:805 1430:7:0 1430:7:4294967295 1430:7:-1 1430:7:1e3 1430:x:5; do
    sed "2s/-\$/$id/" plan.tsv > with.tsv
    assert_dies "make-sampling-fcl: 'DIO': skip_to_event '$id': art takes numbers from 1 to 4294967294 only, no subrun 0 either" \
      make-sampling-fcl --release r -j 0 with.tsv
  done
  for id in 1430:7 1:2:3:4; do
    sed "2s/-\$/$id/" plan.tsv > with.tsv
    assert_dies "make-sampling-fcl: 'DIO': skip_to_event '$id': not run:subrun:event" make-sampling-fcl --release r -j 0 with.tsv
  done
}

@test "what art would refuse is refused before anything is written" {
  refuses() { run -2 --separate-stderr make-sampling-fcl --release r -j 0 -; assert_equal "$stderr|$output" "make-sampling-fcl: $1|"; }
  refuses "-:2: column 'weight': negative or not finite" < <(sed '2s/2.5e-1/-1/' plan.tsv)
  refuses 'the weights of job 0 add up to nothing' < <(sed 's/2.5e-1/0/; s/0.75/0/' plan.tsv)
  refuses "'a-b' is no name in FCL" < <(sed 's/DIO/a-b/' plan.tsv)
  refuses "'1a' is no name in FCL" < <(sed 's/DIO/1a/' plan.tsv)
  refuses "'d\"0.art': a file name with a quote or a backslash cannot stand in FCL" < <(sed 's/d0/d"0/' plan.tsv)
  refuses 'the plan has no job 0' < <(head -n 1 plan.tsv)
  refuses 'the plan needs the columns run, subrun and seed' < <(cut -f 1,5- plan.tsv)
}

@test "make-jobdef takes the template and the plan" {
  sed 's/\([cd][01]\)\.art/dts.mu2e.\1.v.001430_00000000.art/' plan.tsv > new && mv new plan.tsv
  fcl --template > template.fcl
  run -0 make-jobdef --setup /setup.sh --description ensembleMDS3c --dsconf MDC2025af --owner mu2e --run-number 1430 --embed template.fcl --plan plan.tsv
  assert_equal "$(column njobs <<< "$output")" 2
}

@test "a plan with drawn_events is refused: SamplingInput knows only weights" {
  tsv job run subrun seed process file_name events weight ensemble drawn_events / 0 1430 0 7 DIO dts.mu2e.DIO.x.001430_00000000.art 30 1 T 5 > drawn.tsv
  assert_dies "make-sampling-fcl: 'DIO' has drawn_events: art chooses by weight and cannot keep to them (sample-events can)" \
    make-sampling-fcl --owner mu2e --release MDC2025af drawn.tsv
}
