# directory - submission directories made by hand, for tests of engines and of run.sh without the tools (share/batch/README.md)

# make_directory [ENGINE]: D
make_directory() {
	mkdir -p D/jobs D/submissions
	cp "$ROOT/share/batch/run.sh" D/run
	chmod +x D/run
	[ $# = 0 ] || cp "$ROOT/share/batch/$1.sh" D/engine
	: > D/extra
	echo umask=022 > D/settings
	local quote=\' escaped="'\\''"
	printf "BATCH_WORK='%s'\ncd \"\$BATCH_WORK\" || exit 125\n" "${PWD//$quote/$escaped}" > D/environment
}

# make_job NAME COMMAND: a job, which runs here
make_job() {
	mkdir -p "D/jobs/$1"
	printf '. "$BATCH_DIRECTORY/environment"\n%s\n' "$2" > "D/jobs/$1/script"
}

# make_submission K SETTING=VALUE... -- JOB...: its settings are these, or what is usual. OUTPUTS: outputs of each of the jobs
make_submission() {
	local k=$1 settings=(token="bp0123-$1" name=prod1 jobs= memory_mb= walltime_s= limit= retries=0 transfer=no after=)
	shift
	while [ "$1" != -- ]; do settings+=("$1"); shift; done
	shift
	mkdir -p "D/submissions/$k"
	local setting
	for setting in "${settings[@]}" "jobs=$#"; do printf "%s='%s'\n" "${setting%%=*}" "${setting#*=}"; done > "D/submissions/$k/settings"
	printf "%s\t\t${OUTPUTS-}\n" "$@" > "D/submissions/$k/list"
}

# make_array K N [SETTING=VALUE...]: a submission of N jobs
make_array() {
	local k=$1 jobs
	mapfile -t jobs < <(seq -f j%g "$2")
	shift 2
	make_submission "$k" "$@" -- "${jobs[@]}"
}

# engine COMMAND...: what batch-submit and the others call
engine() { (cd D && sh engine "$@"); }
