# queue - what stand-ins for batch systems share: jobs in files, and processes that run them
#
#   $QUEUE          their memory, a directory; none of it survives it
#   last            the number of the last submission
#   calls           a line for each command: its words, quoted
#   jobs/N/         a submission: the files from, to, limit, after (numbers of others) and whatever its bsub or qsub keeps there
#   jobs/N/I.taken  a job that began or was removed while it waited, I.process the group that it runs in, I.end its exit status,
#                   I.removed, I.killed where that was why. What one process writes and another reads is there when it is not empty.
#
# A test tells what goes wrong by making files there:
#   down            every command fails; with text in it, says that
#   hang            every command sleeps
#   refuse          submitting is refused, with this text
#   deaf            a submission is taken, but whoever submits is killed before it hears of that
#   half            answers are cut in the middle, and the command is killed
#   held            nothing begins
#   slots           how many jobs of a submission run at once [4]
#
# These commands are called some thousand times by the tests: what the shell can do itself starts no process.

begin_command() {   # its words
	printf '%q ' "$@" >> "$QUEUE/calls"
	echo >> "$QUEUE/calls"
	[ ! -e "$QUEUE/hang" ] || exec sleep 60
}

# first_line VARIABLE FILE [OTHERWISE]
first_line() {
	printf -v "$1" ''
	{ IFS= read -r "$1" < "$2"; } 2> /dev/null || :   # no such file, or no newline in it
	[ -n "${!1}" ] || printf -v "$1" %s "${3-}"
}

# setting VARIABLE NAME [OTHERWISE]
setting() { first_line "$1" "$QUEUE/$2" "${3-}"; }

# nap SECONDS, without a process; the pipe is one that nobody writes to
nap() {
	[ -n "${clock-}" ] || { exec 8<> <(:); clock=8; }
	read -r -t "$1" -u "$clock" || :
}

# Sets n to a new number; jobs/N is there then.
queue_number() {
	exec 9>> "$QUEUE/lock"
	flock 9
	setting n last 0
	echo $((++n)) > "$QUEUE/last"
	mkdir "$QUEUE/jobs/$n"
	exec 9>&-
}

# Starts what runs submission N: start N I of the command that calls this becomes the job. It has nothing of who submits, as a server.
queue_start() {
	local n=$1 command=$0 fd
	[[ $command = /* ]] || command=$PWD/$command
	(
		for fd in /proc/self/fd/*; do
			[ "${fd##*/}" -le 2 ] || eval "exec ${fd##*/}>&-"
		done
		exec setsid bash "$command" --run "$n" < /dev/null > "$QUEUE/jobs/$n/log" 2>&1
	) &
	echo $! > "$QUEUE/jobs/$n/runner"
}

# claim FILE: makes it; 1 if it was there
claim() {
	local status
	set -C
	{ : > "$1"; } 2> /dev/null
	status=$?
	set +C
	return $status
}

# queue_full LIMIT: so many of the processes in running[] have not ended
queue_full() {
	local i
	for i in "${!running[@]}"; do
		kill -0 "${running[i]}" 2> /dev/null || unset "running[i]"
	done
	[ ${#running[@]} -ge "$1" ]
}

# What the command does when it is called with --run N. after N: 0 when it may begin, 1 not yet, 2 never.
queue_run() {
	local n=$1 dir=$QUEUE/jobs/$1 i from to limit slots running=()
	first_line limit "$dir/limit" 0
	first_line from "$dir/from" 1
	first_line to "$dir/to" 0
	for ((i = from; i <= to; i++)); do
		while :; do
			after "$n"
			case $? in
			0) setting slots slots 4
				[ "$limit" -gt 0 ] && [ "$limit" -lt "$slots" ] && slots=$limit
				[ -e "$QUEUE/held" ] || [ -e "$dir/held" ] || queue_full "$slots" || break ;;
			2) queue_remove "$n" "$i" ;;
			esac
			[ ! -s "$dir/$i.end" ] || break
			nap 0.05
		done
		claim "$dir/$i.taken" || continue
		queue_job "$n" "$i" &
		running+=($!)
	done
	wait
}

queue_job() {
	local n=$1 i=$2 dir=$QUEUE/jobs/$1 status
	start "$n" "$i" 8>&- &
	echo $! > "$dir/$i.process"
	wait $!
	status=$?
	[ ! -e "$dir/$i.removed" ] || status=removed
	echo $status > "$dir/$i.end"
}

# queue_ended N: all of it
queue_ended() {
	local dir=$QUEUE/jobs/$1 i from to
	first_line from "$dir/from"
	first_line to "$dir/to"
	[ -n "$to" ] || return 1
	for ((i = from; i <= to; i++)); do
		[ -s "$dir/$i.end" ] || return 1
	done
}

# queue_after N: whether those that N waits for have ended: 0 and well, 1 not yet, 2 one of them not well. One that is forgotten is no condition.
queue_after() {
	local other others file end
	first_line others "$QUEUE/jobs/$1/after"
	for other in $others; do
		[ -d "$QUEUE/jobs/$other" ] || continue
		queue_ended "$other" || return 1
		for file in "$QUEUE/jobs/$other"/*.end; do
			first_line end "$file"
			[ "$end" = 0 ] || return 2
		done
	done
}

# queue_look N I: sets state, queued running or ended, and end, its exit status or removed
queue_look() {
	state=queued
	first_line end "$QUEUE/jobs/$1/$2.end"
	if [ -n "$end" ]; then
		state=ended
	elif [ -s "$QUEUE/jobs/$1/$2.process" ]; then
		state=running
	fi
}

# Takes a job out, waiting or running. 1 if it had ended.
queue_remove() {
	local dir=$QUEUE/jobs/$1 i=$2 process=''
	[ ! -s "$dir/$i.end" ] || return 1
	: > "$dir/$i.removed"
	if claim "$dir/$i.taken"; then
		echo removed > "$dir/$i.end"
		return
	fi
	queue_signal TERM "$1" "$i"
	(
		exec > /dev/null 2>&1 < /dev/null 3>&-
		for ((tries = 0; tries < 400; tries++)); do   # 20 s: a busy machine is no reason
			[ ! -s "$dir/$i.end" ] && [ -d "$dir" ] || exit
			nap 0.05
		done
		queue_signal KILL "$1" "$i"
	) &
	return 0
}

# queue_signal SIGNAL N I: to a job that has begun; its group is there a moment later
queue_signal() {
	local dir=$QUEUE/jobs/$2 process tries
	for ((tries = 0; tries < 500; tries++)); do
		first_line process "$dir/$3.process"
		[ -n "$process" ] && kill "-$1" -- "-$process" 2> /dev/null && return
		[ ! -s "$dir/$3.end" ] && [ -d "$dir" ] || return 0
		nap 0.01
	done
}

# Takes options out of a line as a batch system does: blanks separate, quotes group, nothing else means anything. Sets words[].
split_words() {
	local line=$1 word='' quote='' have='' c i
	words=()
	for ((i = 0; i < ${#line}; i++)); do
		c=${line:i:1}
		if [ -n "$quote" ]; then
			if [ "$c" = "$quote" ]; then quote=''; else word+=$c; fi
		elif [ "$c" = '"' ] || [ "$c" = "'" ]; then
			quote=$c have=1
		elif [ "$c" = ' ' ] || [ "$c" = $'\t' ]; then
			[ -z "$have" ] || words+=("$word")
			word='' have=''
		else
			word+=$c have=1
		fi
	done
	[ -z "$quote" ] || return 1
	[ -z "$have" ] || words+=("$word")
}

# ---- for tests ----

# queue_kill N I: the job dies, as on a node that fails, and nobody removed it
queue_kill() {
	touch "$QUEUE/jobs/$1/$2.killed"
	queue_signal KILL "$1" "$2"
}

# queue_forget N: the batch system knows nothing of it any more
queue_forget() { mv "$QUEUE/jobs/$1" "$QUEUE/forgotten.$1"; }

# queue_idle: all jobs have ended, and nothing touches their directory any more
queue_idle() {
	local dir
	for dir in "$QUEUE"/jobs/*; do queue_ended "${dir##*/}" || return 1; done
}

# queue_stop: every process ends
queue_stop() {
	local f
	for f in "$QUEUE"/jobs/*/runner "$QUEUE"/forgotten.*/runner "$QUEUE"/jobs/*/*.process "$QUEUE"/forgotten.*/*.process; do
		[ ! -e "$f" ] || kill -KILL -- "-$(cat "$f")" 2> /dev/null || true
	done
}

# eventually COMMAND...: it succeeds within 20 s
eventually() {
	local tries
	for ((tries = 0; tries < 400; tries++)); do
		! "$@" > /dev/null 2>&1 || return 0
		sleep 0.05
	done
	fail "never: $*"
}
