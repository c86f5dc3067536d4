# engine - what tests of one engine share: its words against gold, arrays in the queue of a stand-in, commands that answer what a test wants
#
#   ENGINE its name; QUEUE the memory of its stand-in (standins/queue.bash). D, in the directory where a test begins, is a submission directory
load directory
load standins/queue

# begin_engine NAME: the stand-ins come before all other commands, and remember nothing
begin_engine() {
	ENGINE=$1
	begin_test || return
	QUEUE=$PWD/$ENGINE
	mkdir "$QUEUE" "$QUEUE/jobs" work
	STANDINS=$ROOT/tests/batch/standins/$ENGINE
	PATH=$STANDINS:$PATH
	cd work || return
}

teardown() { queue_stop; }

# gold NAME K: the engine's file for submission K is that of tests/gold
gold() {
	run -0 engine text "$2"
	assert_equal "$output" "$(cat "$ROOT/tests/gold/batch/$ENGINE-$1")"
}

# gold_under_every_shell NAME K
gold_under_every_shell() {
	local shell
	for shell in dash bash 'busybox sh'; do
		command -v "${shell%% *}" > /dev/null || continue
		assert_equal "$(cd D && $shell engine text "$2")" "$(cat "$ROOT/tests/gold/batch/$ENGINE-$1")"
	done
}

# submit_array K N COMMAND [SETTING...]: jobs j1 to jN of COMMAND are in the queue
submit_array() {
	local k=$1 n=$2 command=$3 job
	shift 3
	for job in $(seq -f j%g "$n"); do make_job "$job" "$command"; done
	make_array "$k" "$n" "$@"
	engine text "$k" > "D/submissions/$k/submit" && engine submit "$k" > "D/submissions/$k/id"
}

# Conditions: the engine has this to say about submission K, in the order of the jobs; so many jobs have ended.
answers() { [ "$(engine query "$1" | sort)" = "$2" ]; }
all_there() { [ "$(ls D/jobs/*/exit-status | wc -l)" = "$1" ]; }

# refused CHANGE MESSAGE: so says submit of the file good once sed has changed it
refused() {
	sed "$1" good > D/submissions/1/submit
	run -1 engine submit 1
	assert_output "$2"
}

# instead COMMAND LINE...: a script of these lines is COMMAND from now on; the stand-in is still there as $STANDINS/COMMAND
instead() {
	mkdir -p bin
	printf '%s\n' '#!/bin/sh' "${@:2}" > "bin/$1"
	chmod +x "bin/$1"
	case $PATH in "$PWD/bin:"*) ;; *) PATH=$PWD/bin:$PATH ;; esac
}
