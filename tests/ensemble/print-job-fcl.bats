load ../helper
load jobdef

job() { print-job-fcl --jobdef x.tar --index "$@"; }
# value KEY: of an assignment in the FHiCL on stdin
value() { awk -v key="$1:" '$1 == key { sub(/^[^ ]* /, ""); print }'; }

@test "the template comes first, as it is, then what makes it this job" {
  archive x.tar "$(pars)" '# the template: "$HOME" {}'
  job 1 > fcl
  assert_equal "$(head -n 1 fcl)" '# the template: "$HOME" {}'
  assert_equal "$(sed -n '3,$p' fcl)" 'source.run: 1430
source.maxEvents: 2147483647
source.subRun: 1
source.samplingSeed: 1756853106
source.dataSets.DIO.fileNames: [
    "dts.mu2e.DIOtail95.MDC2025ac.001430_00000002.art",
    "dts.mu2e.DIOtail95.MDC2025ac.001430_00000003.art"
]
outputs.OutputMC.fileName: "dts.mu2e.ensembleMDS3c.MDC2025af.001430_00000001.art"'
}

@test "a template without a last newline does not run into what follows" {
  archive x.tar "$(pars)"
  printf 'a: 1' > members/mu2e.fcl && tar cf x.tar -C members jobpars.json mu2e.fcl
  assert_equal "$(job 0 | head -n 1)" 'a: 1'
}

@test "the last job takes what is left, and there is none behind it" {
  archive x.tar "$(pars)"
  assert_equal "$(job 2 | grep -c '^    "')" 1
  assert_dies 'print-job-fcl: there is no job 3: x.tar has 3, from 0' job 3
  assert_dies 'print-job-fcl: --index is missing (see --help)' print-job-fcl --jobdef x.tar
  assert_dies 'print-job-fcl: --jobdef is missing (see --help)' print-job-fcl --index 1
  assert_dies "print-job-fcl: --index: not a count: '-1'" job -1
}

@test "all jobs together read every file once" {
  archive x.tar "$(pars)"
  for i in 0 1 2; do job $i | grep -o 'dts.mu2e.DIO[^"]*'; done | cmp - <(names DIOtail95 5)
}

@test "the seed is 1 plus the first 8 bytes of SHA-256(tag, seed, job) modulo 2147483646" {
  archive x.tar "$(pars)"
  expected() {
    awk -v hex="$(printf '%s\t%s\t%s\n' "$@" | sha256sum | cut -c 1-16)" 'BEGIN {
      for (i = 1; i <= 16; i++) r = (r * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1) % 2147483646
      printf "%d\n", r + 1 }'
  }
  assert_equal "$(job 1 | value source.samplingSeed)" "$(expected MDS3c 1 1)"
  assert_equal "$(job 1 --seed 7 | value source.samplingSeed)" "$(expected MDS3c 7 1)"
  assert_equal "$(job 1 --tag other | value source.samplingSeed)" "$(expected other 1 1)"
}

@test "jobs have different seeds; --compat leaves them out, as the old tools" {
  archive x.tar "$(pars)"
  assert_equal "$(for i in 0 1 2; do job $i | value source.samplingSeed; done | sort -u | wc -l)" 3
  assert_equal "$(job 0 --compat | value source.samplingSeed)" ''
}

@test "the seed of plan-jobs is the same" {
  archive x.tar "$(pars)"
  tsv process file_name events gen_count livetime_s > c.tsv
  names DIOtail95 3 | sed 's/^/DIO\t/; s/$/\t10\t100\t-/' >> c.tsv
  tsv process fraction / DIO 1 | plan-jobs --catalogue c.tsv --tag MDS3c --jobs 3 --seed 11 > plan
  assert_equal "$(column seed plan)" "$(for i in 0 1 2; do job $i --seed 11 | value source.samplingSeed; done)"
}

@test "SeedService gets 1 + index" {
  archive x.tar "$(pars '.tbs.seed = "services.SeedService.baseSeed"')"
  assert_equal "$(job 2 | value services.SeedService.baseSeed)" 3
  archive x.tar "$(pars '.tbs.seed = "source.samplingSeed"')"
  assert_equal "$(job 2 | grep -c source.samplingSeed)" 1
  assert_equal "$(job 2 --compat | value source.samplingSeed)" 3
}

@test "archives of older tools count source.firstSubRun up" {
  archive x.tar "$(pars 'del(.tbs.subrunkey)')"
  assert_equal "$(job 2 | value source.firstSubRun)" 2
  archive x.tar "$(pars '.tbs.subrunkey = ""')"
  assert_equal "$(job 2 | grep -c -i subrun)" 0
}

@test "with primary inputs the outputs take the first of their sequencers, and there is no samplingSeed" {
  archive x.tar "$(pars 'del(.tbs.samplinginput) | .tbs.inputs = { "source.fileNames": [2, ["a.b.c.d.001430_00000009.art", "a.b.c.d.001430_00000003.art", "a.b.c.d.7.art"]] }')"
  assert_equal "$(job 0 | value outputs.OutputMC.fileName)" '"dts.mu2e.ensembleMDS3c.MDC2025af.001430_00000003.art"'
  assert_equal "$(job 1 | value outputs.OutputMC.fileName)" '"dts.mu2e.ensembleMDS3c.MDC2025af.7.art"'
  assert_equal "$(job 1 | grep -c samplingSeed)" 0
}

@test "auxiliary files are drawn as the grid's tool draws them: SHA-256 of index and names left, 32 bits, modulo their number" {
  files=$(names Pileup 5)
  archive x.tar "$(pars ".tbs.auxin = { \"physics.filters.m.fileNames\": [3, $(jq -R . <<< "$files" | jq -sc .)] }")"
  for i in 0 2; do
    left=$files wanted=
    for n in 5 4 3; do
      at=$((16#$(printf '%s%s' $i "$(tr -d '\n' <<< "$left")" | sha256sum | cut -c 1-8) % n + 1))
      wanted+=$(sed -n "${at}p" <<< "$left")$'\n'
      left=$(sed "${at}d" <<< "$left")
    done
    assert_equal "$(job $i | grep -o 'dts.mu2e.Pileup[^"]*')" "${wanted%$'\n'}"
  done
}

@test "places: a directory, the collaboration's storage, the xrootd door, or names alone" {
  archive x.tar "$(pars)"
  local file=dts.mu2e.DIOtail95.MDC2025ac.001430_00000004.art
  first() { job 2 "$@" | sed -n 's/^    "\(.*\)"/\1/p'; }
  assert_equal "$(first)" $file
  assert_equal "$(first --default-location dir:/data/in)" /data/in/$file
  assert_equal "$(first --default-location dir:/data --default-protocol ifdh)" $file
  export MU2E_DSROOT_TAPE=/pnfs/mu2e/tape MU2E_DSROOT_DISK=/data/disk
  assert_equal "$(first --default-location tape)" "$(parse-name --root /pnfs/mu2e/tape $file | column path)"
  assert_equal "$(first --default-location tape --default-protocol root)" \
    "xroot://fndcadoor.fnal.gov//pnfs/fnal.gov/usr/mu2e/tape/$(parse-name --root . $file | column path | cut -c 3-)"
  assert_equal "$(first --default-location tape --location dts.mu2e.DIOtail95.MDC2025ac.art:dir:/x --default-protocol file)" /x/$file
  assert_equal "$(first --location dts.mu2e.DIOtail95.MDC2025ac.art:dir:/x --location dts.mu2e.DIOtail95.MDC2025ac.art:dir:/last)" /last/$file
  assert_equal "$(first --default-location tape --protocol dts.mu2e.DIOtail95.MDC2025ac.art:ifdh)" $file
  assert_dies "print-job-fcl: protocol root reads what lies below /pnfs, not '$(parse-name --root /data/disk $file | column path)'" \
    job 2 --default-location disk --default-protocol root
}

@test "places and protocols that are none are refused" {
  archive x.tar "$(pars)"
  local set=dts.mu2e.DIOtail95.MDC2025ac.art
  assert_dies "print-job-fcl: --default-protocol: 'http' is none of ifdh, file, root" job 0 --default-protocol http
  assert_dies "print-job-fcl: --default-location: 'dir:data' is none of tape, disk, scratch, dir:/path" job 0 --default-location dir:data
  assert_dies "print-job-fcl: --location: 'tape' has no ':'" job 0 --location tape
  assert_dies "print-job-fcl: --location: no input data set 'a.b.c.d.e'" job 0 --location a.b.c.d.e:tape
  assert_dies "print-job-fcl: --protocol: 'x' is none of ifdh, file, root" job 0 --protocol $set:x
  assert_dies "print-job-fcl: --default-location: 'dir:/a\"b' is none of tape, disk, scratch, dir:/path" job 0 --default-location 'dir:/a"b'
  assert_dies "print-job-fcl: protocol file needs to know where '$(names DIOtail95 1)' lies (--location, --default-location)" job 0 --default-protocol file
  unset MU2E_DSROOT_SCRATCH
  assert_dies "print-job-fcl: where 'scratch' is, the environment must say: MU2E_DSROOT_SCRATCH" job 0 --default-location scratch
}
