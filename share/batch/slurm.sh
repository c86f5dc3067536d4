#!/bin/sh
# slurm - Slurm: a submission is a job array, of one job, too
#
# Called as "sh engine COMMAND" in a submission directory; README.md beside this file says what with.
#
# needs    sbatch squeue scancel scontrol, and a file system that all nodes share
# query    one squeue, however many submissions; sacct, where there is accounting, says how those ended that Slurm has forgotten
# token    the job's comment
# jobs     get PATH of the submitter's environment and nothing else, and no login environment, which --export=NONE would make anew for each
# source   spec/batch.md 1, 3, 5; tried with Slurm 22.05
set -uf   # f: jobs are called 7_[1,3]
LC_ALL=C
export LC_ALL
patience=60   # seconds, for commands that ask; when the controller is down they give up after 10 or 20

refuse() { echo "$2" >&2; exit "$1"; }

# What an outer job left behind, and the user's defaults for these commands (SQUEUE_USERS, SCANCEL_INTERACTIVE), would change what they do.
clean_environment() {
	for name in $(env | sed -n 's/^\(S[A-Z]*_[A-Za-z0-9_]*\)=.*/\1/p'); do
		case $name in
		SLURM_CONF | SLURM_CONF_SERVER | SLURM_JWT) ;;
		SLURM_* | SQUEUE_* | SCANCEL_* | SACCT_*) unset "$name" ;;
		esac
	done
}

# What a command of Slurm said, on stdin, in one line, without its name before each piece and without boxes of stars.
one_line() { sed 's/^[a-z]*: *//; s/^error: *//; /^ *$/d; /^\*\*/d' | awk '{ printf "%s%s", (NR == 1 ? "" : "; "), $0 } END { print "" }'; }

# ask COMMAND WORD...: answer gets what it said; status 1 when it failed
ask() {
	command=$1
	{ answer=$(timeout "$patience" "$@" 2>&1); } 2> /dev/null   # where the shell would say that a command was killed
	status=$?
	case $status,$answer in
	0,*) return 0 ;;
	124,*) answer="no answer within $patience s" ;;
	*, | 12[5-9],* | 1[3-9]?,*) answer="status $status" ;;
	*) answer=$(printf '%s\n' "$answer" | one_line) ;;
	esac
	answer="$command: $answer"
	return 1
}

# queue CLUSTER WORD...: answer gets rows of squeue. A single id that Slurm does not know is an error for squeue, several are not.
queue() {
	cluster=$1
	shift
	[ "$cluster" = - ] || set -- "--clusters=$cluster" "$@"
	ask squeue --noheader --states=all "$@" && return
	case $answer in
	*'Invalid job id'*) answer= ;;
	*) refuse 2 "$answer" ;;
	esac
}

# ids K...: rows K ID CLUSTER, of what sbatch answered, ID or ID;CLUSTER; without cluster it is -
ids() {
	for k; do
		[ -s "submissions/$k/id" ] || refuse 2 "submission $k has no id"
		read -r id < "submissions/$k/id"
		case $id in
		*';'*) echo "$k ${id%%;*} ${id#*;}" ;;
		*) echo "$k $id -" ;;
		esac
	done
}

check() {
	for command in sbatch squeue scancel scontrol; do
		command -v "$command" > /dev/null || refuse 1 "$command is not here"
	done
	ask scontrol ping || refuse 1 "$answer"
	case $answer in
	*' is UP'*) ;;
	*) refuse 1 "scontrol: $(printf '%s\n' "$answer" | one_line)" ;;
	esac
}

# Indices begin at 1, hence one less than MaxArraySize. Each job of an array counts for MaxJobCount, which is everybody's: a quarter is enough.
limit() {
	ask scontrol show config || refuse 2 "$answer"
	printf '%s\n' "$answer" | awk '
		$1 == "MaxArraySize" { most = $3 - 1 }
		$1 == "MaxJobCount"  { quarter = int($3 / 4) }
		END {
			if (quarter > 0 && most > quarter) most = quarter
			if (most > 0) print most
			else exit 1
		}' || refuse 2 'this Slurm has no job arrays: its MaxArraySize is 0'
}

# D-HH:MM:SS; Slurm counts in minutes, and 0 would be no limit
time_limit() {
	minutes=$((($1 + 59) / 60))
	printf '%d-%02d:%02d:00' $((minutes / 1440)) $((minutes / 60 % 24)) $((minutes % 60))
}

text() {
	. "./submissions/$1/settings"
	[ "$transfer" != yes ] || refuse 1 'Slurm carries no files to and fro: the directory must be on a file system that the nodes share'
	log=submissions/$1/engine.log
	case $PWD in
	*[%\\]*) log=/dev/null ;;   # Slurm replaces % and drops \ in all of the path, and starts nothing when it cannot open that
	esac
	echo '#!/bin/sh'
	echo "#SBATCH --job-name=$name"
	echo "#SBATCH --comment=$token"
	echo "#SBATCH --array=1-$jobs${limit:+%$limit}"
	[ -z "$memory_mb" ] || echo "#SBATCH --mem=${memory_mb}M"
	[ -z "$walltime_s" ] || echo "#SBATCH --time=$(time_limit "$walltime_s")"
	[ -z "$after" ] || echo "#SBATCH --dependency=afterok$(for id in $after; do printf :%s "${id%%;*}"; done)"
	echo '#SBATCH --export=ALL'   # of the environment that submit leaves
	echo '#SBATCH --no-requeue'
	echo '#SBATCH --open-mode=append'
	echo "#SBATCH --output=$log"
	echo "#SBATCH --error=$log"
	[ ! -s extra ] || sed -n '/[^[:space:]]/s/^/#SBATCH /p' extra
	echo "exec ./run $1"' "$SLURM_ARRAY_TASK_ID" "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"'
}

# A line of its answer is ID or ID;CLUSTER, others are what the site has to say. After a failure the caller asks find: a busy controller may take
# the job and fail to say so.
submit() {
	said=$(env -i PATH="$PATH" ${SLURM_CONF+"SLURM_CONF=$SLURM_CONF"} ${SLURM_CONF_SERVER+"SLURM_CONF_SERVER=$SLURM_CONF_SERVER"} \
		${SLURM_JWT+"SLURM_JWT=$SLURM_JWT"} sbatch --parsable --chdir="$PWD" "submissions/$1/submit" 2>&1) ||
		refuse 1 "sbatch: $(printf '%s\n' "$said" | one_line)"
	IFS='
'
	for line in $said; do
		case ${line%%;*} in
		'' | *[!0-9]*) ;;
		*) echo "$line"; return ;;
		esac
	done
	refuse 1 "sbatch: no id in its answer: $(printf '%s\n' "$said" | one_line)"
}

# The clusters that the user's own lines name, if any.
clusters() {
	named=$(sed -n 's/^ *--clusters[= ] *//p; s/^ *-M *//p' extra 2> /dev/null | tail -n 1 | tr ',"' '  ')
	echo "${named:--}"
}

# The id as sbatch would say it. Slurm remembers those that it refused, too, as FAILED for BadConstraints.
look_for() {
	. "./submissions/$1/settings"
	for cluster in $(clusters); do
		queue "$cluster" "--user=$(id -u)" --Format=ArrayJobID:24,Comment:120,State:24,Reason:120
		id=$(printf '%s\n' "$answer" | awk -v token="$token" '$2 == token && !($3 == "FAILED" && $4 == "BadConstraints") { print $1; exit }')
		[ -z "$id" ] || break
	done
	case $id,$cluster in
	,*) ;;
	*,-) echo "$id" ;;
	*) echo "$id;$cluster" ;;
	esac
}

# On stdin rows K ID CLUSTER, and rows CLUSTER ID INDEX STATE EXIT [REASON [NODE]]; prints K, index, our state, our reason. INDEX may be [4-9,12%5].
# EXIT is a wait status (squeue) or CODE:SIGNAL (sacct).   source: spec/batch.md 3 and 5
states() {
	awk '
	# Slurm cancels a job, too, when the prolog fails on its node: then no signal has ended it, and it has a node.
	function state_of(word, reason) {
		if (word == "CANCELLED") return $5 == "0" && $6 == "None" && $7 != "" ? "gone" : "removed"
		if (word ~ /^(TIMEOUT|DEADLINE)$/) return "removed"
		if (word ~ /^(COMPLETED|FAILED|OUT_OF_MEMORY|NODE_FAIL|BOOT_FAIL|PREEMPTED|REVOKED)$/) return "gone"
		if (word ~ /^(RUNNING|COMPLETING|STAGE_OUT|SIGNALING|STOPPED|RESIZING)$/) return "running"
		if (reason ~ /^DependencyNeverSatisfied$|^JobHeld|^JobHold|_held$/) return "blocked"
		return word ~ /^(PENDING|CONFIGURING|REQUEUED|REQUEUE_HOLD|SUSPENDED)$/ ? "queued" : "alive"
	}
	function ending(word, status, reason,   part) {
		if (split(status, part, ":") != 2) { part[1] = int(status / 256); part[2] = status % 128 }
		if (word == "CANCELLED" && reason !~ /^Dependency/) reason = "-"
		if (reason == "JobLaunchFailure" && part[2] < 32) reason = "-"   # said of jobs that were killed, too
		if (reason != "-") word = word " (" reason ")"
		return word (part[2] > 0 ? ", signal " part[2] : part[1] > 0 ? ", exit status " part[1] : "")
	}
	NF == 3 { submission[$3, $2] = $1; next }
	!(($1, $2) in submission) { next }
	NF < 5 { exit 1 }
	{
		reason = $6 ~ /^(None|NonZeroExitCode|TimeLimit|OutOfMemory)?$/ ? "-" : $6
		state = state_of($4, reason)
		if (state ~ /^(gone|removed)$/) reason = ending($4, $5, reason)
		list = $3
		gsub(/[][]|%.*/, "", list)
		n = split(list, range, ",")
		for (i = 1; i <= n; i++) {
			last = split(range[i], ends, "-")
			for (j = ends[1] + 0; j > 0 && j <= ends[last] + 0; j++) printf "%s\t%s\t%s\t%s\n", submission[$1, $2], j, state, reason
		}
	}'
}

# clusters_of ROWS: those of rows K ID CLUSTER; list_of ROWS CLUSTER: the ids that they have there, 7,8,9
clusters_of() { printf '%s\n' "$1" | awk 'NF { print $3 }' | sort -u; }
list_of() { printf '%s\n' "$1" | awk -v cluster="$2" '$3 == cluster { printf "%s%s", (n++ ? "," : ""), $2 }'; }

# On stdin rows K ID CLUSTER, and rows of states; prints those of the first that have a job with neither a row nor an exit-status.
unexplained() {
	awk '
	function has_ended(job,   file, line, there) { file = "jobs/" job "/exit-status"; there = (getline line < file) > 0; close(file); return there }
	!/\t/ && NF == 3 { row[$1] = $0; next }
	{ split($0, part, "\t"); told[part[1], part[2]] }
	END {
		for (k in row) {
			list = "submissions/" k "/list"
			for (i = 1; (getline job < list) > 0; i++) {
				sub(/\t.*/, "", job)
				if (!((k, i) in told) && !has_ended(job)) { print row[k]; break }
			}
			close(list)
		}
	}'
}

query() {
	wanted=$(ids "$@") || exit 2
	rows=
	for cluster in $(clusters_of "$wanted"); do
		queue "$cluster" --array "--jobs=$(list_of "$wanted" "$cluster")" --Format=ArrayJobID:24,ArrayTaskID:24,State:32,exit_code:16,Reason:120,BatchHost:120
		rows=$(printf '%s\n' "$rows"; printf '%s\n' "$answer" | sed "s/^/$cluster /")
	done
	told=$(printf '%s\n' "$wanted" "$rows" | states) || refuse 2 'squeue: its answer is cut off'
	forgotten=$(printf '%s\n' "$wanted" "$told" | unexplained)
	[ -z "$forgotten" ] || explain "$forgotten"
	[ -z "$told" ] || printf '%s\n' "$told"   # last, as it counts
}

# explain ROWS: how the jobs of rows K ID CLUSTER ended, if there is accounting. That may lag behind, so only ends count. It says of a job that was cancelled
# by whom, but for those that Slurm cancelled itself.
explain() {
	command -v sacct > /dev/null || return 0
	patience=10
	for cluster in $(clusters_of "$1"); do
		list=$(list_of "$1" "$cluster")
		if [ "$cluster" = - ]; then
			ask sacct --noheader --allocations --parsable2 "--jobs=$list" --format=JobID,State,ExitCode || continue
		else
			ask sacct --noheader --allocations --parsable2 "--jobs=$list" --format=JobID,State,ExitCode "--clusters=$cluster" || continue
		fi
		rows=$(printf '%s\n' "$answer" | awk -F '|' -v cluster="$cluster" '{
			sub("_", " ", $1)
			by = sub(" .*", "", $2)
			print cluster, $1, $2, ($2 == "CANCELLED" && !by ? "0 None a-node" : $3)
		}')
		printf '%s\n' "$1" "$rows" | states | awk -F '\t' '$3 == "gone" || $3 == "removed"'
	done
	return 0
}

# All of K, or these of its jobs: CONT and TERM for all processes of each, and KILL when the site's KillWait (30 s) is over.
cancel() {
	row=$(ids "$1") || exit 2
	shift
	cluster=${row##* } id=${row#* }
	id=${id% *}
	[ $# = 0 ] || id="${id}_[$(echo "$*" | tr ' ' ,)]"
	set -- scancel "$id"
	[ "$cluster" = - ] || set -- scancel "--clusters=$cluster" "$id"
	said=$(timeout "$patience" "$@" 2>&1)
	status=$?
	wrong=$(printf '%s\n' "$said" | grep -v -e 'Invalid job id' -e 'already completing or completed' -e '^ *$')
	case $status in
	0) ;;
	1) [ -n "$said" ] || wrong='status 1' ;;   # also of what is gone
	124) wrong="no answer within $patience s" ;;
	*) wrong="status $status" ;;
	esac
	[ -z "$wrong" ] || refuse 2 "scancel: $(printf '%s\n' "$wrong" | one_line)"
}

command=${1-}
[ $# = 0 ] || shift
case $command in
text | submit) ;;   # the one needs no environment, the other takes all away
*) clean_environment ;;
esac
case $command in
check | limit | text | submit | query | cancel) "$command" "$@" ;;
find) look_for "$1" ;;
*) refuse 2 "no such command: '$command'" ;;
esac
