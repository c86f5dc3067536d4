load ../helper
load jobdef

@test "a tarball is an object with tarball, njobs, inloc and outputs" {
  tsv tarball njobs / $tar 496 > rows
  run -0 make-campaign rows
  assert_equal "$(jq -c . <<< "$output")" "[{\"tarball\":\"$tar\",\"njobs\":496,\"inloc\":\"disk\",\"outputs\":[{\"dataset\":\"*.art\",\"location\":\"tape\"}]}]"
}

@test "--inloc and --outputs fill what the row leaves out" {
  tsv tarball njobs inloc outputs / $tar 4 - - / cnf.mu2e.b.c.0.tar 5 tape '*.root:disk' > rows
  make-campaign --inloc scratch --outputs '*.art:disk,*.log:tape' rows > json
  assert_equal "$(jq -c '[.[] | [.inloc, [.outputs[] | .dataset + " " + .location]]]' json)" \
    '[["scratch",["*.art disk","*.log tape"]],["tape",["*.root disk"]]]'
}

@test "the row of make-jobdef is a stage: njobs is the tarball's own" {
  lists 3 6
  sampling "${both[@]}" | make-campaign > json
  assert_equal "$(jq -c '[.[0].tarball, .[0].njobs, (.[0] | length)]' json)" "[\"$tar\",3,4]"
  tsv tarball / $tar | make-campaign | cmp - json
  assert_dies "make-campaign: -:2: column 'njobs': 4 jobs, but $tar has 3" make-campaign <<< "$(tsv tarball njobs / $tar 4)"
  run -0 make-campaign <<< "$(tsv tarball njobs / $tar 2)"
}

@test "--manifest lists size and SHA-256 of the tarballs, which lie in --directory" {
  archive x.tar "$(pars)"
  mkdir there && mv x.tar there/$tar
  tsv tarball njobs / $tar 3 | make-campaign --manifest m.tsv --directory there > json
  assert_equal "$(cat m.tsv)" "$(tsv file_name size sha256 / $tar "$(stat -c %s there/$tar)" "$(sha256sum < there/$tar | cut -d' ' -f 1)")"
  assert_dies "make-campaign: -:2: column 'tarball': ./$tar: cannot be read" make-campaign --manifest m.tsv <<< "$(tsv tarball njobs / $tar 3)"
  assert_dies "make-campaign: -:2: column 'tarball': ./$tar: cannot be read" make-campaign <<< "$(tsv tarball / $tar)"
}

stage() {   # stage COLUMN VALUE: the row of a digitization stage, with another value in a column
  local columns=(desc dsconf fcl input_data fcl_overrides inloc outloc simjob_setup)
  local values=(ensembleMDS3cOnSpill MDC2025af_best_v1_1 Production/JobConfig/digitize/OnSpill.fcl dts.mu2e.ensembleMDS3c.MDC2025af.art:496
    'services.DbService.purpose=Sim_best;outputs.Output.fileName=dig.owner.{desc}.version.sequencer.art' tape '*.art:tape' /cvmfs/x/setup.sh)
  for i in "${!columns[@]}"; do [ "${columns[i]}" != "${1-}" ] || values[i]=$2; done
  tsv "${columns[@]}" / "${values[@]}"
}

@test "a stage without a tarball has its eight members" {
  run -0 make-campaign <<< "$(stage)"
  assert_equal "$(jq -c '.[0]' <<< "$output")" "$(jq -c . <<'END'
{ "desc": "ensembleMDS3cOnSpill", "dsconf": "MDC2025af_best_v1_1", "fcl": "Production/JobConfig/digitize/OnSpill.fcl",
  "input_data": { "dts.mu2e.ensembleMDS3c.MDC2025af.art": 496 },
  "fcl_overrides": { "services.DbService.purpose": "Sim_best", "outputs.Output.fileName": "dig.owner.{desc}.version.sequencer.art" },
  "inloc": "tape", "outloc": { "*.art": "tape" }, "simjob_setup": "/cvmfs/x/setup.sh" }
END
)"
}

@test "lists stand in brackets; overrides may be absent; quotes stay text" {
  assert_equal "$(stage fcl '[a.fcl, b.fcl]' | make-campaign | jq -c '.[0].fcl')" '["a.fcl","b.fcl"]'
  assert_equal "$(stage fcl_overrides - | make-campaign | jq -c '.[0].fcl_overrides')" '{}'
  assert_equal "$(stage desc 'a"b\c' | make-campaign | jq -r '.[0].desc')" 'a"b\c'
}

@test "rows keep their order, tarballs and stages mixed" {
  { stage | sed '1s/$/\ttarball\tnjobs/; 2s/$/\t-\t-/'; printf '%s\n' "$(tsv - - - - - - - - $tar 7)"; } > rows
  assert_equal "$(make-campaign rows | jq -c '[.[] | .desc // .tarball]')" "[\"ensembleMDS3cOnSpill\",\"$tar\"]"
}

@test "what a stage lacks or says wrongly is named with its place" {
  wrong() { stage "$1" "$2" > rows; assert_dies "make-campaign: rows:2: column '$1': $3" make-campaign rows; }
  for column in desc dsconf fcl input_data inloc outloc simjob_setup; do wrong $column - "a stage without a tarball needs '$column'"; done
  wrong inloc cellar "'cellar' is none of tape, disk, scratch"
  wrong outloc '*.art' "not NAME:VALUE: '*.art'"
  wrong outloc '*.art:tape,*.art:disk' "'*.art' is there twice"
  wrong input_data a.b.c:1 "no name of a Mu2e data set, 3 fields instead of 5: 'a.b.c'"
  wrong input_data a.b.c.d.e:0 "no number of files: '0'"
  wrong fcl_overrides a "not NAME=VALUE: 'a'"
  wrong desc $'\xff' 'not UTF-8'
  tsv tarball njobs / ../x.tar 1 > rows
  assert_dies "make-campaign: rows:2: column 'tarball': no name of a Mu2e file, 4 fields instead of 6: '../x.tar'" make-campaign rows
  tsv tarball njobs / $tar 1 / $tar 1 > rows
  assert_dies "make-campaign: rows:3: column 'tarball': '$tar' is there already" make-campaign rows
  tsv tarball njobs / $tar 0 > rows
  assert_dies "make-campaign: rows:2: column 'njobs': a campaign needs a number of jobs" make-campaign rows
}
