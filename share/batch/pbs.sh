#!/bin/sh
# pbs - PBS Professional, OpenPBS and Torque
#
# Called as "sh engine COMMAND" in a submission directory; README.md beside this file says what with.
#
# needs    qsub, qstat, qselect, qdel, and a file system that all nodes share
# dialect  Torque if "qstat --version" says so: -t and PBS_ARRAYID, nodes= and ppn=, afterokarray; else that of PBS Professional
# token    the variable BATCH_TOKEN of the job, which qstat -f shows in Variable_List
# silence  qstat leaves with 0 although it could not ask, and with more than 0 although it could: what counts is what it says on stderr
# source   spec/batch.md 1, 4, 5, 6; where that is silent the sources of OpenPBS 23.06 and Torque 6.1
set -uf   # f: ids look like 7[3].server
patience=60   # seconds, for commands that ask

refuse() { echo "$2" >&2; exit "$1"; }

read_dialect() { if qstat --version 2>&1 | grep -q '^[Vv]ersion:'; then dialect=torque; else dialect=pro; fi; }

read_id() {
	[ -s "submissions/$1/id" ] || refuse 2 "submission $1 has no id"
	read -r id < "submissions/$1/id"
}

# ---- asking ----

# Runs a command; prints what it printed, then its status, then, each line marked, what it complained about.
listen() {
	{ complaint=$({ "$@"; } 2>&1 >&3 3>&-); status=$?; } 3>&1
	printf '\n=status %s\n' "$status"
	[ -z "$complaint" ] || printf '%s\n' "$complaint" | sed 's/^/=stderr /'
}

# ask HARMLESS COMMAND...: what the command printed, if the server could be asked. Complaints that match HARMLESS explain a status, and
# do not matter, but for that of a command that was killed. Status 2: could not be asked; 3: PBS keeps no history.
ask() {
	harmless=$1
	shift
	listen timeout $patience "$@" | LC_ALL=C awk -v harmless="$harmless" -v command="$1" -v patience=$patience '
		sub(/^=stderr /, "") {
			if (/not configured to maintain job history/) no_history = 1
			else if ($0 ~ harmless) forgiven = 1
			else if (index($0, command ": ") == 1) { if (said == "") said = $0 }
			else if (other == "") other = $0   # noise, if nothing else is wrong
			next
		}
		/^=status / { status = $2; next }
		{ line[++n] = $0 }
		END {
			if (no_history) exit 3
			killed = status ~ /^(124|129|130|131|134|135|136|137|139|141|143)$/
			if (status == 124) said = command ": no answer within " patience " s"
			if (said == "" && status != 0 && (!forgiven || killed)) said = other != "" && !killed ? other : command ": status " status
			if (said != "") { print said | "cat >&2"; close("cat >&2"); exit 2 }
			if (line[n] == "") n--   # the newline before the status, unless the answer had none at its end
			for (i = 1; i <= n; i++) print line[i]
		}'
}

# The same of qstat or qselect, with jobs that have ended, where PBS remembers these. Torque shows them without being told; its -x is another.
unknown='Unknown Job Id|Job has finished|nonexistent job id'
recall() {
	command=$1
	shift
	[ $dialect = torque ] || { ask "$unknown" "$command" -x "$@"; status=$?; [ $status = 3 ] || return $status; }
	ask "$unknown" "$command" "$@"
}

# What qstat -f prints, taken apart: an attribute of a job is "    NAME = VALUE", a long one goes on in lines that begin with a tab.
# The program that follows has a function job() that is called with each job in id and value[], names in lower case.
records='
	function next_job() { if (id != "") job(); id = ""; split("", value) }
	/^Job Id: / { next_job(); id = $3; next }
	/^\t/ { value[last] = value[last] substr($0, 2); next }
	/^    [A-Za-z]/ { at = index($0, " = "); last = tolower(substr($0, 5, at - 5)); value[last] = substr($0, at + 3) }
'

# ---- commands ----

check() {
	for command in qsub qstat qselect qdel; do
		command -v "$command" > /dev/null || refuse 1 "$command is not here"
	done
	[ -n "$(ask '^$' qstat -B)" ] || exit 1
}

# The largest array of the server, or of the queue that the jobs go to. Torque names it in its own way.
limit() {
	server=$(ask '^$' qstat -B -f) || exit 2
	queue=$([ ! -e extra ] || LC_ALL=C sed -n 's/^-q *\([^ @]*\).*/\1/p' extra | tail -n 1)
	[ -n "$queue" ] || queue=$(printf '%s\n' "$server" | LC_ALL=C sed -n 's/^ *default_queue = //p')
	{
		printf '%s\n' "$server"
		[ -z "$queue" ] || ask '^$' qstat -Q -f "$queue" 2> /dev/null
	} | LC_ALL=C awk '
		/^ *max_(job_)?array_size = [0-9]+$/ && (least == "" || $3 < least) { least = $3 + 0 }
		END { print (least > 0 ? least : 10000) }'
}

# The dependency on all submissions in $after. Torque has another word for arrays.
dependency() {
	single= array=
	for id in $after; do
		case $id in
		*\[*) array=$array:$id ;;
		*) single=$single:$id ;;
		esac
	done
	if [ $dialect = torque ]; then
		echo "${single:+afterok$single}${single:+${array:+,}}${array:+afterokarray$array}"
	else
		echo "afterok$single$array"
	fi
}

# -S: without it the job is run by the login shell, which may be a csh. PBS Professional takes no array with -r n: its arrays may be started
# again, under the same id. A -v of the user would replace ours, so ours is added to it.
text() {
	. "./submissions/$1/settings"
	[ "$transfer" != yes ] || refuse 1 "PBS carries no files to and fro: the directory must be on a file system that the nodes share"
	read_dialect
	index=1
	printf '%s\n' '#!/bin/sh' '#PBS -S /bin/sh' "#PBS -N $name"
	if [ $dialect = torque ]; then
		[ "$jobs" = 1 ] || { echo "#PBS -t 1-$jobs${limit:+%$limit}"; index='"$PBS_ARRAYID"'; }
		echo "#PBS -l nodes=1:ppn=1${memory_mb:+,mem=${memory_mb}mb}"
		output=submissions/$1/output   # Torque adds -INDEX to what it is given, also to a directory
		rerunnable=n
	else
		rerunnable=n
		[ "$jobs" = 1 ] || { echo "#PBS -J 1-$jobs${limit:+%$limit}"; index='"$PBS_ARRAY_INDEX"'; rerunnable=; }
		echo "#PBS -l select=1:ncpus=1${memory_mb:+:mem=${memory_mb}mb}"
		output=submissions/$1/
	fi
	[ -z "$walltime_s" ] || printf '#PBS -l walltime=%02d:%02d:%02d\n' $((walltime_s / 3600)) $((walltime_s / 60 % 60)) $((walltime_s % 60))
	[ -z "$rerunnable" ] || echo "#PBS -r $rerunnable"
	printf '%s\n' '#PBS -j oe' "#PBS -o $output" "#PBS -v BATCH_TOKEN=$token"
	[ -z "$after" ] || echo "#PBS -W depend=$(dependency)"
	LC_ALL=C sed -n "s/ *\$//; s/^-v *\\(.*\\)/-v \\1,BATCH_TOKEN=$token/; s/^./#PBS &/p" extra
	printf '%s\n' 'cd "$PBS_O_WORKDIR" || exit 125' "exec ./run $1 $index \"\$PBS_JOBID\""
}

# The qsub of OpenPBS leaves a daemon behind that keeps what is open: not the lock of whoever calls us.
submit() {
	listen qsub "submissions/$1/submit" 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- | LC_ALL=C awk '
		sub(/^=stderr /, "") { if (said == "" || (/^qsub: / && said !~ /^qsub: /)) said = $0; next }
		/^=status / { status = $2; next }
		/^[0-9]+(\[[0-9]*\])?(\.[-A-Za-z0-9._@:]+)?$/ { id = $0; next }
		/./ { word = $0 }
		END {
			if (status == 0 && id != "") { print id; exit }
			if (said == "") said = status != 0 ? "qsub: status " status : "qsub printed no id: " word
			print said | "cat >&2"; close("cat >&2"); exit 1
		}'
}

# PBS Professional is asked for the jobs of this name only, since its history may be long. Torque renames the jobs of an array; it has none.
find() {
	. "./submissions/$1/settings"
	read_dialect
	if [ $dialect = torque ]; then
		answer=$(recall qstat -f) || exit 2
	else
		ids=$(recall qselect -N "$name" -u "$(id -un)") || exit 2
		[ -n "$ids" ] || exit 0
		answer=$(recall qstat -f $ids) || exit 2
	fi
	printf '%s\n' "$answer" | LC_ALL=C awk -v variable="BATCH_TOKEN=$token" "$records"'
		function job() { if (index("," value["variable_list"] ",", "," variable ",")) { sub(/\[[0-9]+\]/, "[]", id); found = id } }
		END { next_job(); if (found != "") print found }'
}

# Jobs of an array that wait are not in the answer of newer versions, or are there as queued although the whole array is held: for these
# the array speaks. One that ended is there as long as its array is, but for Torque.
query() {
	ids= asked=
	for k; do
		read_id "$k"
		. "./submissions/$k/settings"
		ids="$ids $id"
		asked="$asked=submission $k $id $jobs
"
	done
	read_dialect
	answer=$(recall qstat -f -t $ids) || exit 2
	printf '%s\n' "$asked$answer" | LC_ALL=C awk -v dialect="$dialect" "$records"'
		function sequence(text) { sub(/[^0-9].*/, "", text); return text }
		function comment(otherwise) { return value["comment"] != "" ? value["comment"] : otherwise }
		function held_by(who) { return "held by " who (value["comment"] != "" ? ": " value["comment"] : "") }

		# A job that waits for others is held by the system; Torque does not show substates.
		function hold(   types) {
			types = value["hold_types"]
			if (types == "n" || (types ~ /^s?$/ && (value["substate"] == 22 || (value["substate"] == "" && value["depend"] != "")))) return "queued\t-"
			return "blocked\t" held_by(types ~ /u/ ? "the user" : types ~ /o/ ? "an operator" : "the system")
		}
		function ending(   status) {
			status = value["exit_status"]
			if (status == "") return comment("-")
			status += 0
			if (status == 271) return "by qdel, or its walltime was over"
			if (status < 0) return "could not be started (" status ")" (value["comment"] != "" ? ": " value["comment"] : "")
			if (status > 256) return "signal " status - 256
			return "exit status " status
		}
		function state(   letter) {
			letter = value["job_state"]
			if (letter ~ /^[QWT]$/) return "queued\t-"
			if (letter ~ /^[REBSU]$/) return "running\t-"
			if (letter == "H") return hold()
			if (letter ~ /^[FXC]$/) return (value["exit_status"] == 271 || value["substate"] == 91 ? "removed" : "gone") "\t" ending()
			return "alive\t-"
		}
		function job(   k) {
			if (value["job_state"] == "") broken = id
			k = submission[sequence(id)]
			gsub(/\t/, " ", value["comment"])
			if (id ~ /\[\]/) whole[k] = value["job_state"] == "B" ? "queued\t-" : state()
			else if (match(id, /\[[0-9]+\]/)) said[k, substr(id, RSTART + 1, RLENGTH - 2)] = state()
			else said[k, 1] = state()
		}

		/^=submission / { submission[sequence($3)] = $2; jobs[$2] = $4; order[++n] = $2; next }
		END {
			next_job()
			if (broken) { print "qstat: the answer about " broken " is cut off" | "cat >&2"; close("cat >&2"); exit 2 }
			for (s = 1; s <= n; s++) {
				k = order[s]
				for (i = 1; i <= jobs[k]; i++) {
					line = said[k, i]
					if (whole[k] != "" && whole[k] !~ /^(gone|removed)/ && (line == "" || line ~ /^queued/))
						line = line == "" && dialect == "torque" ? "alive\t-" : whole[k]
					if (line == "" && whole[k] ~ /^removed/) line = whole[k]
					if (line != "") print k "\t" i "\t" line
				}
			}
		}'
}

# Of an array 7[].server a job is 7[3].server.
cancel() {
	read_id "$1"
	shift
	ids=
	for index; do
		case $id in
		*\[*) ids="$ids ${id%%\[*}[$index]${id#*\]}" ;;
		*) ids=$id ;;
		esac
	done
	ask 'Unknown Job Id|nonexistent job id|Job has finished|finished array subjob|nvalid for state of job|already in exit state' qdel ${ids:-$id} > /dev/null
}

command=$1
shift
case $command in
check | limit | text | submit | find | query | cancel) "$command" "$@" ;;
*) refuse 2 "no command '$command'" ;;
esac
