#!/bin/sh
# run SUBMISSION INDEX ID - what the batch system starts for each job, in the submission directory
#
# Claims the job, so that a second copy of it never runs; runs jobs/JOB/script until it succeeds or has been tried often enough; writes
# jobs/JOB/exit-status, which is the truth about the job, and leaves with that status. ID is what the engine calls this job.
#
# After TERM, INT, HUP, XCPU or USR2, which is how batch systems announce the end, the job's end is the end: nothing is tried again.
# With BATCH_RESTARTS=yes the engine itself starts failed jobs again. source: spec/batch.md 1, 5, 6
set -u
submission=$1 index=$2 id=$3
. ./settings
umask "$umask"
. "./submissions/$submission/settings"
row=$(LC_ALL=C sed -n "${index}{p;q;}" "submissions/$submission/list")
tab=$(printf '\t')
job=${row%%"$tab"*} row=${row#*"$tab"}
outputs=${row#*"$tab"}
home=./jobs/$job
host=$(uname -n)
[ -n "$job" ] || { echo "run: submission $submission has no job $index" >&2; exit 125; }

# Batch systems send these to all processes of a job: the script has them, too, and when it has ended we look whether it was told to.
# A script that is born after them must not miss them: batch-cancel leaves word before.
cancelled=submissions/$submission/cancelled
ended=
trap ended=yes TERM INT HUP XCPU USR2

# A hard link is made once, by whoever comes first; the same ID comes again when the engine restarts its job.
claim=$home/claim-$submission
mine=$claim.$id.$$
printf '%s\n' "$id" > "$mine" || exit 125
if ! ln "$mine" "$claim" 2> /dev/null && [ ! -e "$claim" ]; then   # no links on this file system
	(set -C && printf '%s\n' "$id" > "$claim") 2> /dev/null
fi
read -r owner < "$claim" || exit 125
if [ "$owner" != "$id" ]; then
	echo "run: job '$job' belongs to $owner: nothing to do for $id" >&2
	rm -f "$mine"
	exit 0
fi
rm -f "$mine"
[ ! -e "$home/exit-status" ] || exit 0

[ -e "$home/attempts.tsv" ] || printf 'event\tsubmission\ttime\tengine_id\thost\texit_status\n' > "$home/attempts.tsv"
record() { printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$submission" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$id" "$host" "$2" >> "$home/attempts.tsv"; }
attempts() { LC_ALL=C grep -c "^started$tab$1" "$home/attempts.tsv"; }

# Says which of the outputs, a list with commas, is not there. Names are relative to where the job runs.
missing() (
	set -f
	IFS=,
	set -- $outputs
	unset IFS
	. ./environment || exit
	for file; do
		file=${file#"${file%%[! ]*}"} file=${file%"${file##*[! ]}"}
		[ -z "$file" ] || [ -e "$file" ] || { printf '%s' "$file"; exit; }
	done
)

export BATCH_DIRECTORY="$PWD" BATCH_JOB="$job"
while :; do
	if [ -n "$ended" ] || [ -e "$cancelled" ]; then
		status=143
		break
	fi
	record started - || exit 125   # a full disk: attempts would not be counted
	sh -c '[ ! -e "$1" ] || exit 143; exec sh "$2"' sh "$cancelled" "$home/script" < /dev/null > "$home/stdout" 2> "$home/stderr"
	status=$?
	if [ "$status" = 0 ] && [ -n "$outputs" ]; then
		lost=$(missing) || lost=$outputs
		[ -z "$lost" ] || { echo "run: the job ended well, but its output '$lost' is missing" >> "$home/stderr"; status=1; }
	fi
	record ended "$status"
	[ "$status" != 0 ] && [ -z "$ended" ] || break
	tried=$(attempts "$submission$tab") && n=$(attempts '') || [ -n "$ended" ] || exit 125
	[ -z "$ended" ] && [ "$tried" -le "$retries" ] || break
	mv -f "$home/stdout" "$home/stdout.$n"
	mv -f "$home/stderr" "$home/stderr.$n"
	[ "${BATCH_RESTARTS-}" != yes ] || exit "$status"
done
printf '%s\n' "$status" > "$home/exit-status.new" || exit 125
for try in 1 2 3; do   # a signal to all of us ends mv, too
	mv -f "$home/exit-status.new" "$home/exit-status" && exit "$status"
done
exit 125
