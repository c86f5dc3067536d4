#!/bin/sh
# lsf - IBM Spectrum LSF
#
# Called as "sh engine COMMAND" in a submission directory; README.md beside this file says what with.
#
# needs    bsub, bjobs, bkill, bparams of LSF 9.1.2 or later, and a file system that all nodes share
# arrays   a single job is an array of one, so that LSB_JOBINDEX is always there; indices begin at 1
# token    the job's description
# silence  bjobs leaves with 255 when one of many ids is forgotten, and when LSF is down: what counts is what it says on stderr
# source   spec/batch.md 1, 4, 5, 6; where that is silent the manuals of LSF 9.1.3
set -uf   # f: ids look like 7[3]
patience=60   # seconds, for commands that ask
LSB_NTRIES=${LSB_NTRIES-3}   # else they try for ever when LSF is down
LC_ALL=C                     # of its messages; the jobs get no environment from here
export LSB_NTRIES LC_ALL

refuse() { echo "$2" >&2; exit "$1"; }

read_id() {
	[ -s "submissions/$1/id" ] || refuse 2 "submission $1 has no id"
	read -r id < "submissions/$1/id"
}

# Runs a command; prints what it printed, then its status, then, each line marked, what it complained about.
listen() {
	{ complaint=$({ "$@"; } 2>&1 >&3 3>&-); status=$?; } 3>&1
	printf '\n=status %s\n' "$status"
	[ -z "$complaint" ] || printf '%s\n' "$complaint" | sed 's/^/=stderr /'
}

# ask HARMLESS COMMAND...: what the command printed, if LSF could be asked; else status 2. Status 255 does not matter if all complaints
# match HARMLESS.
ask() {
	harmless=$1
	shift
	listen timeout $patience "$@" | awk -v harmless="$harmless" -v command="$1" -v patience=$patience '
		sub(/^=stderr /, "") {
			if ($0 ~ harmless) forgiven = 1
			else if (said == "" && /[^ ]/) said = $0
			next
		}
		/^=status / { status = $2; next }
		{ line[++n] = $0 }
		END {
			if (status == 124) said = "no answer within " patience " s" (said != "" ? ": " said : "")
			if (status != 0 && (said != "" || status != 255 || !forgiven)) {
				if (said == "") said = "status " status
				print command ": " said | "cat >&2"
				close("cat >&2")
				exit 2
			}
			if (line[n] == "") n--   # the newline before the status, unless the answer had none at its end
			for (i = 1; i <= n; i++) print line[i]
		}'
}

check() {
	for command in bsub bjobs bkill bparams; do
		command -v "$command" > /dev/null || refuse 1 "$command is not here"
	done
	ask '^$' bparams > /dev/null || exit 1
}

limit() {
	answer=$(ask '^$' bparams -a) || exit 2
	printf '%s\n' "$answer" | awk '
		/^[ \t]*MAX_JOB_ARRAY_SIZE *= *[0-9]+/ { gsub(/[^0-9]/, ""); limit = $0 + 0 }
		END { print (limit > 0 ? limit : 1000) }'
}

# -ti: what waits for a job that failed is removed, or it would wait for ever. LSF starts a job somewhere else if it cannot enter the
# directory; hence the cd.
text() {
	. "./submissions/$1/settings"
	[ "$transfer" != yes ] || refuse 1 "LSF is not told to carry files to and fro: the directory must be on a file system that the nodes share"
	minutes=$(((${walltime_s:-0} + 59) / 60))
	condition=
	for id in $after; do
		condition="$condition${condition:+ && }done($id)"
	done
	printf '%s\n' '#!/bin/sh' "#BSUB -J \"${name}[1-$jobs]${limit:+%$limit}\"" "#BSUB -Jd \"$token\"" '#BSUB -n 1'
	[ -z "$walltime_s" ] || printf '#BSUB -W %02d:%02d\n' $((minutes / 60)) $((minutes % 60))
	[ -z "$memory_mb" ] || printf '%s\n' "#BSUB -M ${memory_mb}MB" "#BSUB -R \"rusage[mem=${memory_mb}MB]\""
	printf '%s\n' "#BSUB -o submissions/$1/%J.%I.out" "#BSUB -e submissions/$1/%J.%I.err" '#BSUB -rn' '#BSUB -env "none"'
	[ -z "$condition" ] || printf '%s\n' "#BSUB -w \"$condition\"" '#BSUB -ti'
	sed -n 's/ *$//; s/^./#BSUB &/p' extra
	printf '%s\n' 'cd "${LS_SUBCWD:-.}" || exit 125' "exec ./run $1 \"\$LSB_JOBINDEX\" \"\${LSB_JOBID}[\$LSB_JOBINDEX]\""
}

# With BSUB_QUIET bsub would not tell the id, with BSUB_STDERR not there.
submit() {
	unset BSUB_QUIET BSUB_STDERR
	listen bsub < "submissions/$1/submit" | awk '
		sub(/^=stderr /, "") { if (said == "" && /[^ ]/) said = $0; next }
		/^=status / { status = $2; next }
		match($0, /^Job <[0-9]+> is submitted/) { id = substr($0, 6); sub(/>.*/, "", id); next }
		/./ { word = $0 }
		END {
			if (status == 0 && id != "") { print id; exit }
			if (said == "") said = status != 0 ? "status " status : "printed no id: " word
			print "bsub: " said | "cat >&2"; close("cat >&2"); exit 1
		}'
}

forgotten='is not found|No (matching |unfinished )?job found'

find() {
	. "./submissions/$1/settings"
	answer=$(ask "$forgotten" bjobs -a -noheader -o jobid -Jd "$token") || exit 2
	printf '%s\n' "$answer" | awk '/^[0-9]+/ { sub(/[^0-9].*/, ""); id = $0 } END { if (id != "") print id }'
}

query() {
	ids= asked=
	for k; do
		read_id "$k"
		ids="$ids $id"
		asked="$asked=submission|$k|$id
"
	done
	answer=$(ask "$forgotten" bjobs -a -noheader -o "jobid jobindex stat exit_code exit_reason delimiter='|'" $ids) || exit 2
	printf '%s\n' "$asked$answer" | awk -F '|' '
		function reason(text) { gsub(/\t/, " ", text); return text == "" ? "-" : text }
		function ending() {
			if ($5 != "" && $5 != "-") return reason($5)
			if ($4 + 0 > 128) return "exit status " $4 ", signal " $4 - 128
			return $4 ~ /[0-9]/ ? "exit status " $4 : "-"
		}
		function state() {
			if ($3 ~ /^(PEND|WAIT)$/) return "queued\t-"
			if ($3 ~ /^(RUN|USUSP|SSUSP|ZOMBI|UNKWN)$/) return "running\t-"
			if ($3 == "PSUSP") return "blocked\tsuspended before it began: bresume lets it go on"
			if ($3 == "DONE") return "gone\texit status 0"
			if ($3 == "EXIT") return ($5 ~ /^TERM_((FORCE_)?(OWNER|ADMIN)|BUCKET_KILL|ORPHAN_SYSTEM|RUNLIMIT)/ ? "removed" : "gone") "\t" ending()
			return "alive\t-"
		}
		$1 == "=submission" { submission[$3] = $2; next }
		{ sub(/\[.*/, "", $1) }
		$1 in submission && $2 ~ /^[0-9]+$/ && $3 != "" { line[++n] = submission[$1] "\t" $2 "\t" state(); next }
		/./ { broken = 1; print "bjobs: a line that is none: " $0 | "cat >&2"; close("cat >&2"); exit }
		END {
			if (broken) exit 2
			for (i = 1; i <= n; i++) print line[i]
		}'
}

cancel() {
	read_id "$1"
	shift
	indices=
	for index; do
		indices=$indices${indices:+,}$index
	done
	ask 'is not found|No matching job found|already finished' bkill "$id${indices:+[$indices]}" > /dev/null
}

command=$1
shift
case $command in
check | limit | text | submit | find | query | cancel) "$command" "$@" ;;
*) refuse 2 "no command '$command'" ;;
esac
