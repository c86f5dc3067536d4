#!/bin/sh
# local - the engine that is this machine: make runs the jobs in the background, so many at a time
#
# The file submissions/K/alive is locked by make and by every process of the jobs, for as long as one of them lives: that is how a later
# call knows. An engine is described in share/batch/README.md.
set -u

refuse() { echo "$*" >&2; exit 1; }

check() {
	for program in make flock setsid; do
		command -v "$program" > /dev/null || refuse "$program is not installed"
	done
}

text() {
	. "./submissions/$1/settings"
	[ "$transfer" = no ] || refuse "files are here already: nothing to transfer"
	[ -z "$after" ] || refuse "cannot wait for another submission: batch-wait can"
	cat <<-EOM
	# submission $1: make -f this -k -j N ID=...
	SHELL = /bin/sh
	jobs := \$(shell seq $jobs)
	.PHONY: all \$(jobs)
	all: \$(jobs)
	\$(jobs): ; -@./run $1 \$@ \$(ID).\$@
	EOM
}

# The first to lock the file stays the only one, however often this is called.
submit() {
	. "./submissions/$1/settings"
	id=$token.$$
	exec 9>> "submissions/$1/alive"
	flock -n 9 || refuse "submission $1 runs already"
	echo "$id" > "submissions/$1/started"
	env --default-signal=INT,QUIT setsid env -i PATH="$PATH" make -s -k -j "${limit:-$(getconf _NPROCESSORS_ONLN)}" -f "submissions/$1/submit" \
		ID="$id" < /dev/null > "submissions/$1/engine.log" 2>&1 &
	echo "$!" > "submissions/$1/leader"
	echo "$id"
}

alive() { ! flock -n "submissions/$1/alive" true 2> /dev/null; }

query() {
	for k; do
		if alive "$k"; then
			printf '%s\t*\talive\t-\n' "$k" || exit 2
		fi
	done
}

# make and all its jobs are one group of processes.
cancel() {
	[ $# = 1 ] || refuse "here all jobs of a submission are cancelled, or none"
	! alive "$1" || kill -TERM "-$(cat "submissions/$1/leader")"
}

case ${1-} in
check) check ;;
limit) echo 100000 ;;
text) text "$2" ;;
submit) submit "$2" ;;
find) [ ! -e "submissions/$2/started" ] || cat "submissions/$2/started" ;;
query) shift; query "$@" ;;
cancel) shift; cancel "$@" ;;
*) refuse "no command '${1-}'" ;;
esac
