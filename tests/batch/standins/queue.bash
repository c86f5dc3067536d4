# queue - what stand-ins for batch systems share: jobs in files, and processes that run them
#
#   $QUEUE          their memory, a directory; none of it survives it
#   last            the number of the last submission
#   calls           a line for each command: its words, quoted
#   jobs/N/         a submission: the files from, to, limit and whatever its bsub or qsub keeps there
#   jobs/N/I.taken  a job that began or was removed while it waited, I.process the group that it runs in, I.end its exit status,
#                   I.removed, I.killed where that was why
#
# A test tells what goes wrong by making files there:
#   down            every command fails; with text in it, says that
#   hang            every command sleeps
#   refuse          submitting is refused, with this text
#   deaf            a submission is taken, but whoever submits is killed before it hears of that
#   half            answers are cut in the middle, and the command is killed
#   held            nothing begins
#   slots           how many jobs of a submission run at once [4]

begin_command() {   # its words
	printf '%q ' "$@" >> "$QUEUE/calls"
	echo >> "$QUEUE/calls"
	[ ! -e "$QUEUE/hang" ] || exec sleep 60
}

setting() { if [ -s "$QUEUE/$1" ]; then cat "$QUEUE/$1"; else echo "${2-}"; fi; }

# Prints a new number; jobs/N is there then.
queue_number() {
	exec 9>> "$QUEUE/lock"
	flock 9
	local n=$(($(setting last 0) + 1))
	echo $n > "$QUEUE/last"
	mkdir -p "$QUEUE/jobs/$n"
	exec 9>&-
	echo $n
}

# Starts what runs submission N: start N I of the command that calls this becomes the job. It has nothing of who submits, as a server.
queue_start() {
	local n=$1 command fd
	command=$(realpath "$0")
	(
		for fd in /proc/self/fd/*; do
			[ "${fd##*/}" -le 2 ] || eval "exec ${fd##*/}>&-"
		done
		exec setsid bash "$command" --run "$n" < /dev/null > "$QUEUE/jobs/$n/log" 2>&1
	) &
	echo $! > "$QUEUE/jobs/$n/runner"
}

# What the command does when it is called with --run N. after N: 0 when it may begin, 1 not yet, 2 never.
queue_run() {
	local n=$1 dir=$QUEUE/jobs/$1 i limit
	limit=$(cat "$dir/limit" 2> /dev/null)
	[ "${limit:-0}" -gt 0 ] && [ "$limit" -lt "$(setting slots 4)" ] || limit=$(setting slots 4)
	for ((i = $(cat "$dir/from"); i <= $(cat "$dir/to"); i++)); do
		until [ ! -e "$QUEUE/held" ] && [ ! -e "$dir/held" ] && after "$n" && [ "$(jobs -rp | wc -l)" -lt "$limit" ]; do
			after "$n"
			[ $? != 2 ] || queue_remove "$n" "$i"
			[ ! -e "$dir/$i.end" ] || break
			sleep 0.05
		done
		mkdir "$dir/$i.taken" 2> /dev/null || continue
		queue_job "$n" "$i" &
	done
	wait
}

queue_job() {
	local n=$1 i=$2 dir=$QUEUE/jobs/$1 status
	start "$n" "$i" &
	echo $! > "$dir/$i.process.new"
	mv "$dir/$i.process.new" "$dir/$i.process"
	wait $!
	status=$?
	[ -e "$dir/$i.removed" ] && status=removed
	echo $status > "$dir/$i.end.new"
	mv "$dir/$i.end.new" "$dir/$i.end"
}

# queued, running or ended
queue_state() {
	if [ -e "$QUEUE/jobs/$1/$2.end" ]; then
		echo ended
	elif [ -e "$QUEUE/jobs/$1/$2.process" ]; then
		echo running
	else
		echo queued
	fi
}

# Takes a job out, waiting or running. 1 if it had ended.
queue_remove() {
	local dir=$QUEUE/jobs/$1 i=$2 process
	[ ! -e "$dir/$i.end" ] || return 1
	touch "$dir/$i.removed"
	if mkdir "$dir/$i.taken" 2> /dev/null; then
		echo removed > "$dir/$i.end"
		return
	fi
	for ((tries = 0; tries < 100; tries++)); do
		[ ! -e "$dir/$i.process" ] || break
		sleep 0.02
	done
	process=$(cat "$dir/$i.process")
	kill -TERM -- "-$process" 2> /dev/null
	(
		sleep 3
		[ -e "$dir/$i.end" ] || kill -KILL -- "-$process"
	) > /dev/null 2>&1 < /dev/null 3>&- &
	return 0
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
	local dir=$QUEUE/jobs/$1
	touch "$dir/$2.killed"
	kill -KILL -- "-$(cat "$dir/$2.process")"
}

# queue_forget N: the batch system knows nothing of it any more
queue_forget() { mv "$QUEUE/jobs/$1" "$QUEUE/forgotten.$1"; }

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
