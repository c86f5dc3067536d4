# jobdef - what the tests of job definitions share: a template, lists, an archive

# template SOURCE [LINE...]: a template with that source, one output, and the lines behind it
template() {
	printf '%s\n' "source: { module_type: $1  dataSets: { CRYCosmic: { fileNames: [ \"-\" ]  weight: 0.9 }  DIO: { fileNames: [ \"-\" ]  weight: 1e-3 } } }" \
		'physics: { EndPath: [ OutputMC ]  end_paths: [ EndPath ]  trigger_paths: [] }' \
		'outputs: { OutputMC: { module_type: RootOutput  fileName: "dts.owner.ensembleMDS3c.version.sequencer.art" } }' "${@:2}"
}

# names DESCRIPTION N: N names of files of a data set
names() {
	local i
	for ((i = 0; i < $2; i++)); do printf 'dts.mu2e.%s.MDC2025ac.001430_%08d.art\n' "$1" "$i"; done
}

tar=cnf.mu2e.ensembleMDS3c.MDC2025af.0.tar

# lists N M: the lists cosmic (N files) and dio (M files), and template.fcl
lists() {
	template SamplingInput > template.fcl
	names CosmicSignal "$1" > cosmic
	names DIOtail95 "$2" > dio
}

# make OPTION...: make-jobdef with what is always the same
make_jobdef() { make-jobdef --description ensembleMDS3c --dsconf MDC2025af --owner mu2e "$@"; }
sampling() { make_jobdef --setup /cvmfs/x/setup.sh --run-number 1430 --embed template.fcl "$@"; }
both=(--samplinginput 1:CRYCosmic:cosmic --samplinginput 2:DIO:dio)

member() { tar xOf "$1" "$2"; }

# archive FILE JSON [FCL]: a tar of the two members, made by tar(1)
archive() {
	mkdir -p members
	printf '%s\n' "$2" > members/jobpars.json
	printf '%s\n' "${3-source.module_type: SamplingInput}" > members/mu2e.fcl
	tar cf "$1" -C members jobpars.json mu2e.fcl
}

# pars [FILTER]: jobpars.json of three jobs, changed by a filter of jq
pars() {
	jq "${1-.}" <<-END
		{ "jobname": "$tar", "setup": "/cvmfs/x/setup.sh", "code": "",
		  "tbs": { "subrunkey": "source.subRun", "event_id": { "source.run": "1430", "source.maxEvents": "2147483647" },
		    "outfiles": { "outputs.OutputMC.fileName": "dts.mu2e.ensembleMDS3c.MDC2025af.001430_00000000.art" },
		    "samplinginput": { "source.dataSets.DIO.fileNames": [ 2, $(names DIOtail95 5 | jq -R . | jq -sc .) ] } } }
	END
}

# header NAME SIZE [TYPE]: the 512 bytes that stand before a member of a ustar
header() {
	local sum
	sum=$(ustar "$@" '        ' | od -An -v -tu1 | awk '{ for (i = 1; i <= NF; i++) s += $i } END { printf "%06o", s }')
	ustar "$@" "$sum\\0 "
}

# ustar NAME SIZE TYPE CHECKSUM
ustar() {
	printf '%s' "$1" && head -c $((100 - ${#1})) /dev/zero
	printf '%07o\0%07o\0%07o\0%011o\0%011o\0' 420 0 0 "$2" 0
	printf "$4$3" && head -c 100 /dev/zero
	printf 'ustar\00000' && head -c 247 /dev/zero
}
