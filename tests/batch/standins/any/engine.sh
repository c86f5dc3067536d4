# engine.sh - an engine for tests: runs each job at once, in the background, and knows it for as long as one of its processes lives
#
# The directory CONTROL, of the environment, changes that, by files in it:
#   missing   check fails with this file's words          refuse   so does submit
#   slow      submit waits first, until this is removed   deaf     query fails with this file's words
#   hold      jobs wait, blocked, until this is removed   lose     so many submissions are accepted and forgotten
#   removed   query says that all jobs were removed, for this file's reason
#   calls     is written: a line for each command         heard    is written: when a query failed, ns
set -u
command=$1 k=${2-}
echo "$*" >> "$CONTROL/calls"

fail_by() { [ ! -e "$CONTROL/$1" ] || { cat "$CONTROL/$1" >&2; exit 1; }; }
alive() { ! flock -n "submissions/$1/alive" true; }

# The file alive is locked by the job's processes, which inherit descriptor 9.
start() {
	exec 9>> "submissions/$k/alive"
	flock 9
	env --default-signal=INT,QUIT setsid env -i PATH="$PATH" CONTROL="$CONTROL" sh -c '
		echo $$ > "submissions/$1/leader"
		while [ -e "$CONTROL/hold" ]; do sleep 0.05; done
		touch "submissions/$1/released"
		unset CONTROL
		exec ./run "$1" 1 "$2"' sh "$k" "id-$k" < /dev/null > "submissions/$k/log" 2>&1 &
	while [ ! -s "submissions/$k/leader" ]; do sleep 0.01; done
}

query() {
	for k; do
		if [ -e "$CONTROL/removed" ]; then
			printf '%s\t*\tremoved\t%s\n' "$k" "$(cat "$CONTROL/removed")"
			continue
		fi
		alive "$k" || continue
		if [ -e "submissions/$k/released" ]; then
			printf '%s\t1\trunning\t-\n' "$k"
		else
			printf '%s\t*\tblocked\tsomebody must look\n' "$k"
		fi
	done
}

case $command in
check) fail_by missing ;;
text) cat extra "submissions/$k/settings" ;;
submit)
	fail_by refuse
	while [ -e "$CONTROL/slow" ]; do sleep 0.05; done
	lose=$(cat "$CONTROL/lose" 2> /dev/null || echo 0)
	[ "$lose" -gt 0 ] && echo $((lose - 1)) > "$CONTROL/lose" || start
	echo "id-$k"
	;;
find) [ ! -e "submissions/$k/leader" ] || echo "id-$k" ;;
query)
	[ ! -e "$CONTROL/deaf" ] || date +%s%N >> "$CONTROL/heard"
	fail_by deaf
	shift
	query "$@"
	;;
cancel) ! alive "$k" || kill -TERM "-$(cat "submissions/$k/leader")" ;;
esac
