#!/bin/sh
# htcondor - the engine for HTCondor: a submission is a cluster; called as README.md beside this file says
#
# jobs      job I of a submission is process I-1 of its cluster; what HTCondor reads holds I and nothing of the job itself, no name, no command.
#           stdout and stderr of run are not the job's: it writes on stderr only, to submissions/K/stderr/I
# retries   are HTCondor's (max_retries), so that the next attempt may be made on another machine; run starts with the same ID again
# eviction  a job that has to make room is killed at once (kill_sig) and begins again elsewhere: on TERM, run would take that for its end
# walltime  of an attempt; the job is removed when it is over, not held, for nobody may be there to release it. +MaxRuntime is CERN's name for it
# limit     by late materialization: jobs that HTCondor has not made yet are queued
# states    condor_q's. Of a job that it does not know, the last event in submissions/K/log: there are machines that each have a queue of their own, and
#           on another one nothing would be lost. So a job counts as gone when that log says so, or says nothing of it
# transfer  no shared file system: submissions/K/unpack, with run and its files inside, lays out a submission directory in the job's scratch directory and
#           a directory for the job to work in, where inputs and outputs have their names. Retries are run's own there, all on one machine, since what a
#           failed attempt left comes home only at the end. At the top of the scratch directory, and only there, HTCondor looks for new files to bring home: what
#           is not there is not missed, while a file that is listed and missing would hold the job. The exit status comes as ended-K, which query makes
#           exit-status once the job has left the queue, with all that was to come. A job that is killed brings nothing home.
#           Names are plain, outputs files (not directories), inputs have different base names; walltime is of all attempts
# needs     condor_submit condor_q condor_rm; condor_history, if it is there, is asked last for a submission that nothing else knows
# source    spec/batch.md 1, 2, 5, 6; HTCondor 24.0
set -u
LC_ALL=C
export LC_ALL
patience=60     # seconds, for commands that ask
most=10000      # jobs in a cluster: HTCondor has no limit, but a queue is shared (MAX_JOBS_PER_SUBMISSION is 20000 unless the site says otherwise)
tab=$(printf '\t')
separator=$(printf '\037')   # between the columns of a row of items: the only one that is no blank

die() { echo "$*" >&2; exit 1; }

# ---- asking ----

# What a command of HTCondor said on stderr, on stdin, in one line: its error, before warnings and what belongs to it.
one_line() {
	awk -v command="$1" '
		/^[[:space:]]*$/ { next }
		/^ERROR/ && error == "" { error = $0 }
		!/^WARNING/ && other == "" { other = $0 }
		{ if (first == "") first = $0 }
		END {
			line = error != "" ? error : other != "" ? other : first
			sub(/^(ERROR|Error): */, "", line)
			sub(/^-- /, "", line)
			if (line != "") print command ": " line
		}'
}

# said SECONDS COMMAND WORD...: what it prints, if it ended well within that time (0: whenever) and said all of it; else why not, in one line
said() {
	{
		{ timeout "$@" 3>&-; echo "end $?"; } 2>&1 >&3 3>&- | one_line "$2" >&2
	} 3>&1 | awk -v command="$2" '
		{ line[NR] = $0 }
		END {
			if (line[NR] == "end 124") print command ": no answer in time" > "/dev/stderr"
			else if (line[NR] !~ /^end [0-9]+$/) print command ": its answer broke off" > "/dev/stderr"
			if (line[NR] != "end 0") exit 1
			for (i = 1; i < NR; i++) print line[i]
		}'
}

ask() { said "$patience" "$@"; }

settings_of() { . "./submissions/$1/settings"; }

check() {
	for command in condor_submit condor_q condor_rm; do
		command -v "$command" > /dev/null || die "$command is not here"
	done
	ask condor_q -constraint false -af ClusterId > /dev/null
}

# ---- the submit file ----

# The user's own lines, but for those without which nothing would work.
extra_lines() {
	[ -e extra ] || return 0
	awk '
		{ key = tolower($0); sub(/^[[:space:]]+/, "", key); sub(/[[:space:]]*=.*/, "", key) }
		key ~ /^queue([[:space:]]|$)/ || key ~ /^(arguments|environment|executable|initialdir|initial_dir|log|max_retries|max_materialize|max_idle|error)$/ ||
		key ~ /^(should_transfer_files|when_to_transfer_output|transfer_(in|out)put_files|transfer_output_remaps|\+beampipetoken|my\.beampipetoken)$/ {
			sub(/[[:space:]].*/, "", key)
			print "extra line " NR ": \047" key "\047 is for batch-submit to say" > "/dev/stderr"
			exit 1
		}
		{ print }' extra
}

text() {
	settings_of "$1"
	here=submissions/$1
	[ -z "$after" ] || die 'cannot wait for another submission: batch-wait can'
	[ "$jobs" -gt 0 ] || die "submission $1 has no jobs"
	case $limit:$PWD in   # late materialization expands macros in the name of the directory, too
	*'$$('* | *'$$['* | [1-9]*:*'$'* | [1-9]*:*'\') die "HTCondor would expand the name of this directory: $PWD" ;;
	esac
	lines=$(extra_lines) || exit 1
	mkdir -p "$here/stderr" || exit 1
	echo "# submission $1 of beampipe"
	echo "JobBatchName = $name"
	echo 'universe = vanilla'
	if [ "$transfer" = yes ]; then
		carried_text "$1"
	else
		shared_text "$1"
	fi
	echo "log = $here/log"
	echo "error = $here/stderr/\$(index)"
	echo 'request_cpus = 1'
	[ -z "$memory_mb" ] || echo "request_memory = ${memory_mb}MB"
	echo 'kill_sig = SIGKILL'
	if [ -n "$walltime_s" ]; then
		printf '%s\n' "$lines" | grep -qiE '^[[:space:]]*(\+|my\.)(JobFlavour|MaxRuntime)[[:space:]]*=' || echo "+MaxRuntime = $walltime_s"
		echo "periodic_remove = (JobStatus == 2) && (time() - EnteredCurrentStatus > $walltime_s)"
	fi
	[ -z "$limit" ] || echo "max_materialize = $limit"
	echo "+BeampipeToken = \"$token\""
	[ -z "$lines" ] || printf '%s\n' "$lines"
	echo   # ends a last line of the user's that would go on
	echo "queue $columns from $here/items"
}

shared_text() {
	columns=index
	awk '{ print NR }' "$here/list" > "$here/items" || exit 1
	echo 'executable = run'
	echo "arguments = \"$1 \$(index) \$(Cluster).\$(Process)\""
	echo 'environment = "BATCH_RESTARTS=yes"'
	echo 'should_transfer_files = NO'
	echo "max_retries = $retries"
}

# ---- transfer ----

directory_of_submission() (
	. ./settings
	printf '%s\n' "$directory"
)

carried_text() {
	columns=index,job,inputs,outputs,files,remaps
	carried_items "$1" || exit 1
	unpack "$1" > "$here/unpack" && chmod +x "$here/unpack" || exit 1
	echo "executable = $here/unpack"
	echo "arguments = \"$1 \$(index) \$(Cluster).\$(Process) \$(job) \$(inputs) \$(outputs)\""
	echo 'should_transfer_files = YES'
	echo 'when_to_transfer_output = ON_EXIT'
	echo 'transfer_input_files = $(files)'
	echo "transfer_output_remaps = \"stdout = jobs/\$(job)/stdout; stderr = jobs/\$(job)/stderr; attempts.tsv = jobs/\$(job)/attempts.tsv;" \
		"\$(remaps)\""
}

# A row for each job: index, name, inputs, outputs (- is none: condor_submit warns of empty columns), files that go with it, places for files that
# come back. Earlier attempts than the last have stdout.N and stderr.N, N counting all that the job ever had.
carried_items() (
	home=$(directory_of_submission)
	set -f   # no name of a file is a pattern
	awk -F "$tab" -v OFS="$separator" -v home="$home" -v k="$1" -v retries="$retries" '
		function refuse(why) { print "transfer: job \047" $1 "\047: " why > "/dev/stderr"; failed = 1; exit 1 }
		function check(file) {
			if (home !~ /^[A-Za-z0-9_.\/+-]+$/) refuse("the directory of submission has no plain name: \047" home "\047")
			if (file !~ /^[A-Za-z0-9_.\/+-]+$/ || file ~ /^[\/-]/ || file ~ /(^|\/)\.\.(\/|$)/ || file ~ /(^|\/)\.?$/)
				refuse("\047" file "\047 is no plain name below the directory of submission (letters, digits, _ . / + -)")
		}
		function base(file) { sub(/.*\//, "", file); return file }
		function started(file,   line, n) {
			while ((getline line < file) > 0) n += line ~ /^started\t/
			close(file)
			return n + 0
		}
		{
			if ($1 !~ /^[A-Za-z0-9_.+-]+$/) refuse("no plain name (letters, digits, _ . + -)")
			files = "jobs/" $1 "/script"
			attempts = "jobs/" $1 "/attempts.tsv"
			if ((getline line < attempts) > 0) files = files "," attempts
			close(attempts)
			split("", taken)
			taken["script"]; taken["attempts.tsv"]; taken["unpack"]; taken["condor_exec.exe"]; taken["beampipe"]
			n = split($2, input, ",")
			for (i = 1; i <= n; i++) {
				check(input[i])
				if (base(input[i]) in taken) refuse("two files named \047" base(input[i]) "\047 would meet on the worker")
				taken[base(input[i])]
				files = files "," home "/" input[i]
			}
			remaps = "exit-status = jobs/" $1 "/ended-" k
			n = started(attempts)
			for (i = n + 1; i <= n + retries; i++)
				remaps = remaps "; stdout." i " = jobs/" $1 "/stdout." i "; stderr." i " = jobs/" $1 "/stderr." i
			n = split($3, output, ",")
			for (i = 1; i <= n; i++) {
				check(output[i])
				remaps = remaps "; output." i " = " home "/" output[i]
			}
			print NR, $1, $2 == "" ? "-" : $2, $3 == "" ? "-" : $3, files, remaps
		}
		END { exit failed }' "$here/list" > "$here/items" || return 1
	IFS=,
	cut -d "$separator" -f 5 "$here/items" | while read -r files; do   # HTCondor would hold the job
		for file in $files; do
			[ -e "$file" ] || die "transfer: '$file' is not there"
		done
	done
)

# pack FILE: a line of shell that writes that file, byte for byte
pack() {
	printf "cat > '%s' <<'end of %s'\n" "$1" "$token"
	cat "$1" || exit 1
	printf 'end of %s\n' "$token"
}

# What HTCondor starts on the worker: unpack K INDEX ID JOB INPUTS OUTPUTS
unpack() {
	cat <<-'EOM'
	#!/bin/sh
	# unpack K INDEX ID JOB INPUTS OUTPUTS - lays out a submission directory for one job in the scratch directory, runs it, puts what came of it
	# where HTCondor looks
	set -uf
	k=$1 id=$3 job=$4 inputs=$5 outputs=$6
	[ "$inputs" != - ] || inputs=
	[ "$outputs" != - ] || outputs=
	top=$PWD
	work=$top/beampipe/work
	IFS=,
	mkdir -p "beampipe/jobs/$job" "beampipe/submissions/$k" beampipe/work || exit 125
	mv script "beampipe/jobs/$job" || exit 125
	[ ! -e attempts.tsv ] || mv attempts.tsv "beampipe/jobs/$job" || exit 125
	make_place() { case $1 in */*) mkdir -p "$work/${1%/*}" ;; esac; }
	for file in $inputs; do
		make_place "$file" || exit 125
		if [ -d "$work/$file" ]; then   # a directory, and a file in it came before
			cp -Rp "${file##*/}/." "$work/$file" || exit 125
		else
			mv "${file##*/}" "$work/$file" || exit 125
		fi
	done
	for file in $outputs; do
		make_place "$file" || exit 125
	done
	cd beampipe || exit 125
	printf '%s\t%s\t%s\n' "$job" "$inputs" "$outputs" > "submissions/$k/list"
	EOM
	for file in run environment settings "submissions/$1/settings"; do
		pack "$file"
	done
	cat <<-'EOM'
	BATCH_WORK=$work sh ./run "$k" 1 "$id"
	status=$?
	cd "jobs/$job" || exit 125

	# The last lines of stderr are ours, if an output cannot come home: then the job has failed.
	fail() { echo "unpack: output '$1' $2" >> stderr; [ "$status" != 0 ] || { status=1; echo 1 > exit-status; }; }
	n=0
	for file in $outputs; do
		n=$((n + 1))
		if [ -d "$work/$file" ]; then
			fail "$file" 'is a directory: HTCondor brings files home'
		elif [ -L "$work/$file" ]; then
			cp "$work/$file" "$top/output.$n" || fail "$file" 'cannot be copied'
		elif [ -e "$work/$file" ]; then
			mv "$work/$file" "$top/output.$n" || fail "$file" 'cannot be moved'
		fi
	done
	set +f
	for file in stdout* stderr* attempts.tsv exit-status; do
		[ ! -e "$file" ] || mv "$file" "$top"
	done
	exit "$status"
	EOM
}

# HTCondor holds a job whose output finds no directory.
make_places() {
	home=$(directory_of_submission)
	cut -d "$separator" -f 4 "submissions/$1/items" | tr , '\n' | sed -n 's|/[^/]*$||p' | sort -u | while read -r place; do
		mkdir -p "$home/$place" || exit 1
	done
}

# ---- submitting ----

submit() {
	settings_of "$1"
	[ "$transfer" != yes ] || make_places "$1" || exit 1
	answer=$(said 0 condor_submit -terse "submissions/$1/submit") || exit 1
	cluster=$(printf '%s\n' "$answer" | sed -n 's/^\([0-9][0-9]*\)\.[0-9]* - [0-9][0-9]*\.[0-9]*$/\1/p')
	case $cluster in
	'' | *[!0-9]*) die "condor_submit: no number of one cluster: '$(printf '%s' "$answer" | tr '\n' ' ')'" ;;
	esac
	echo "$cluster"
}

# Clusters of the log, which only this submission has.
clusters_in_log() {
	sed -n 's/^[0-9][0-9][0-9] (0*\([0-9][0-9]*\)\.[-0-9.]*) .*/\1/p' "submissions/$1/log" 2> /dev/null | sed 1q
}

# A cluster whose jobs are not made yet is no job: -factory knows it. The history begins with the latest; to read all may take minutes.
find_submission() {
	settings_of "$1"
	ours="BeampipeToken == \"$token\""
	found=$(ask condor_q -allusers -constraint "$ours" -af ClusterId) || exit 1
	if [ -z "$found" ] && [ -n "$limit" ]; then
		found=$(ask condor_q -allusers -factory -constraint "$ours" -af ClusterId) || exit 1
	fi
	[ -n "$found" ] || found=$(clusters_in_log "$1")
	if [ -z "$found" ] && command -v condor_history > /dev/null; then
		found=$(said 20 condor_history -constraint "$ours" -af ClusterId 2> /dev/null)
	fi
	printf '%s\n' "$found" | awk '/^[0-9]+$/ { print; exit }'
}

# ---- asking about jobs ----

# A row K CLUSTER TOKEN JOBS LIMIT TRANSFER for each submission that was handed over.
handed_over() {
	for k; do
		[ -s "submissions/$k/id" ] || continue
		read -r id < "submissions/$k/id"
		case $id in
		*[!0-9]*) die "submissions/$k/id: no cluster: '$id'" ;;
		esac
		settings_of "$k"
		echo "$k $id $token $jobs ${limit:--} $transfer"
	done
}

# look K...: rows FROM K INDEX STATE REASON; FROM is queue, log, or factory: not made yet. What came home of jobs that are gone gets its place.
look() {
	submissions=$(handed_over "$@") || exit 1
	[ -n "$submissions" ] || return 0
	rows=$(ask condor_q -allusers $(printf '%s\n' "$submissions" | awk '{ print $2 }') \
		-af ClusterId ProcId JobStatus BeampipeToken HoldReason) || exit 1
	printf '%s\n' "$submissions" '' "$rows" | awk '
	function say(from, k, i, state, reason) {
		gsub(/[[:space:]]+/, " ", reason)
		printf "%s\t%s\t%s\t%s\t%s\n", from, k, i, state, reason == "" ? "-" : reason
	}
	function status_of(number) {
		return number == 1 ? "queued" : number == 3 ? "alive" : number == 4 ? "gone" : number == 5 ? "blocked" : "running"
	}
	# an event, its lines in body: 005 terminated, 009 aborted, 012 held and those that change where a job is
	function event(code, proc, body, n,   i) {
		if (code == "036") made_all = 1
		if (code == "000" || code == "004" || code == "013") { last[proc] = "queued"; why[proc] = "" }
		if (code == "001") { last[proc] = "running"; why[proc] = "" }
		if (code == "012") { last[proc] = "blocked"; why[proc] = n > 1 ? body[1] : "held" }
		if (code == "009") { last[proc] = "removed"; why[proc] = n > 0 ? body[1] : "" }
		if (code == "005") {
			last[proc] = "gone"; why[proc] = "ended"
			if (n > 0 && match(body[1], /(return value|signal) [0-9]+/)) why[proc] = "ended with " substr(body[1], RSTART, RLENGTH)
		}
	}
	function read_log(file, cluster,   line, open, code, id, body, n) {
		split("", last); split("", why)
		made_all = 0
		while ((getline line < file) > 0) {
			sub(/\r$/, "", line)
			if (line == "...") {
				if (open && id[1] + 0 == cluster) event(code, id[2] + 0, body, n)
				open = 0
			} else if (line ~ /^[0-9][0-9][0-9] \([0-9]+\.-?[0-9]+\.-?[0-9]+\) /) {
				open = 1; n = 0
				code = substr(line, 1, 3)
				sub(/^[0-9]+ \(/, "", line)
				split(line, id, ".")
			} else if (open) {
				sub(/^[[:space:]]+/, "", line)
				body[++n] = line
			}
		}
		close(file)
	}
	# exit-status is to be there when all else is, hence not at once
	function bring_home(k, job,   ended, line) {
		ended = "jobs/" job "/ended-" k
		if ((getline line < ended) > 0) system("mv -f " ended " jobs/" job "/exit-status")
		close(ended)
	}
	function read_list(file,   line, n) {
		while ((getline line < file) > 0) { sub(/\t.*/, "", line); name[++n] = line }
		close(file)
	}
	!answers && NF == 0 { answers = 1; next }
	!answers {
		n++
		of[$2, $3] = n
		k[n] = $1; cluster[n] = $2; jobs[n] = $4; limited[n] = $5 != "-"; carried[n] = $6 == "yes"
		next
	}
	/^[0-9]+ [0-9]+ [0-9] / && ($1, $4) in of {
		s = of[$1, $4]
		i = $2 + 1
		state[s, i] = status_of($3)
		sub(/^[^ ]+ [^ ]+ [^ ]+ [^ ]+ ?/, "")
		reason[s, i] = state[s, i] == "blocked" ? ($0 == "" || $0 == "undefined" ? "held" : $0) : state[s, i] == "alive" ? "being removed" : ""
		here[s]++
	}
	END {
		for (s = 1; s <= n; s++) {
			if (here[s] < jobs[s] || carried[s]) read_log("submissions/" k[s] "/log", cluster[s])
			if (carried[s]) read_list("submissions/" k[s] "/list")
			for (i = 1; i <= jobs[s]; i++) {
				is = (s, i) in state ? state[s, i] : (i - 1) in last ? last[i - 1] : ""
				if (carried[s] && (is == "gone" || is == "removed" || (is == "" && !limited[s]))) bring_home(k[s], name[i])
				if ((s, i) in state) say("queue", k[s], i, is, reason[s, i])
				else if (is != "") say("log", k[s], i, is, why[i - 1])
				else if (limited[s] && !made_all) say("factory", k[s], i, "queued", "")
			}
		}
	}'
}

query() {
	rows=$(look "$@") || exit 1
	[ -z "$rows" ] || printf '%s\n' "$rows" | cut -f 2-
}

# ---- taking back ----

# still ROWS FROM [INDEX...]: which of these jobs, or of all, FROM still has; not those on their way out
still() {
	list=$1 from=$2
	shift 2
	printf '%s\n' "$list" | awk -F '\t' -v from="$from" -v wanted=" $* " '
		$1 == from && $4 != "gone" && $4 != "removed" && $4 != "alive" && (wanted == "  " || index(wanted, " " $3 " ")) { print $3 }'
}

# All of K, or these of its jobs. condor_rm fails for jobs that are gone, too: so it is told of those that are there, and judged by what is left.
cancel() {
	k=$1
	shift
	rows=$(look "$k") || exit 1
	[ -n "$rows" ] || return 0
	read -r cluster < "submissions/$k/id"
	there=$(still "$rows" queue "$@")
	unmade=$(still "$rows" factory "$@")
	[ -z "$(still "$rows" log "$@")" ] ||
		die "condor_q does not know cluster $cluster, though submissions/$k/log tells of no end: was it submitted on another machine?"
	[ -n "$there$unmade" ] || return 0
	if [ $# = 0 ]; then
		ids=$cluster
	else
		[ -z "$unmade" ] || die "HTCondor has not made job $(printf '%s\n' "$unmade" | sed 1q) of submission $k yet: cancel all of it"
		ids=$(printf '%s\n' "$there" | awk -v cluster="$cluster" '{ print cluster "." $1 - 1 }')
	fi
	why=$(ask condor_rm $ids 2>&1 > /dev/null) && return
	rows=$(look "$k") || exit 1
	[ -z "$(still "$rows" queue "$@"; still "$rows" factory "$@")" ] || die "$why"
}

command=${1-}
[ $# = 0 ] || shift
case $command in
check | text | submit | query | cancel) "$command" "$@" ;;
limit) echo "$most" ;;
find) find_submission "$@" ;;
*) die "no such command: '$command'" ;;
esac
