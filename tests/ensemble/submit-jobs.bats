load ../helper
load jobdef

set=dts.mu2e.DIOtail95.MDC2025ac.art
seeded='.tbs.seed = "source.samplingSeed"'

@test "without --submit it prints the command of mu2ejobsub, one a line, and does nothing" {
  archive x.tar "$(pars "$seeded")"
  archive y.tar "$(pars "$seeded")"
  mkdir bin
  printf '#!/bin/sh\ntouch called\n' > bin/mu2ejobsub && chmod +x bin/mu2ejobsub
  PATH=$PWD/bin:$PATH run -0 submit-jobs --firstjob 0 --njobs 2 x.tar y.tar
  assert_output 'mu2ejobsub --jobdef=x.tar --firstjob=0 --njobs=2 --default-protocol=ifdh --default-location=tape
mu2ejobsub --jobdef=y.tar --firstjob=0 --njobs=2 --default-protocol=ifdh --default-location=tape'
  PATH=$PWD/bin:$PATH run -0 submit-jobs --dry-run --all x.tar
  assert_output 'mu2ejobsub --jobdef=x.tar --all --default-protocol=ifdh --default-location=tape'
  assert_file_not_exist called
}

@test "every option of mu2ejobsub is passed on, and words are quoted for a shell" {
  archive "a b'c.tar" "$(pars "$seeded")"
  run -0 submit-jobs --jobs 2,0 --default-protocol root --protocol $set:file --default-location disk --location $set:dir:/data/x \
    --wftop '/a $HOME' --wfproject p --clustername c --error-delay 60 --transfer-all-files --pass --disk=40GB --pass 'x;rm -rf ~' "a b'c.tar"
  eval "words=($output)"
  assert_equal "$(printf '%s\n' "${words[@]}")" "mu2ejobsub
--jobdef=a b'c.tar
--jobs=2,0
--default-protocol=root
--protocol=$set:file
--default-location=disk
--location=$set:dir:/data/x
--wftop=/a \$HOME
--wfproject=p
--clustername=c
--error-delay=60
--transfer-all-files
--disk=40GB
x;rm -rf ~"
}

@test "--submit runs it with these words, without a shell" {
  archive x.tar "$(pars "$seeded")"
  printf '#!/bin/sh\nprintf "%%s\\n" "$@" > got\necho chatter\n' > sub && chmod +x sub
  run -0 --separate-stderr submit-jobs --submit --program ./sub --all --pass '$(touch pwned)' x.tar
  assert_equal "$(cat got)" '--jobdef=x.tar
--all
--default-protocol=ifdh
--default-location=tape
$(touch pwned)'
  assert_file_not_exist pwned
  assert_equal "$output" "./sub --jobdef=x.tar --all --default-protocol=ifdh --default-location=tape '\$(touch pwned)'"
  assert_equal "$stderr" chatter
}

@test "jobs that would all make the same choices on the grid are warned of" {
  archive x.tar "$(pars)"
  run -0 --separate-stderr submit-jobs --all x.tar
  assert_equal "$stderr" "submit-jobs: x.tar: on the grid all jobs get the template's samplingSeed and make the same choices (see make-jobdef --seed-key)"
  run -0 --separate-stderr submit-jobs --all --local true x.tar
  assert_equal "$stderr" ''
}

@test "when a submission fails it stops, says how many were submitted and prints those" {
  for name in x y z; do archive $name.tar "$(pars "$seeded")"; done
  printf '#!/bin/sh\ncase $1 in *y.tar) exit 3 ;; esac\n' > sub && chmod +x sub
  run -2 --separate-stderr submit-jobs --submit --program ./sub --all -o done x.tar y.tar z.tar
  assert_equal "$stderr" 'submit-jobs: y.tar: ./sub ended with status 3
submit-jobs: 1 of 3 job definitions are submitted'
  assert_equal "$(cat done)" './sub --jobdef=x.tar --all --default-protocol=ifdh --default-location=tape'
  assert_dies 'submit-jobs: ./absent: cannot be started: No such file or directory' submit-jobs --submit --program ./absent --all x.tar
  assert_dies 'submit-jobs: --submit and --dry-run exclude each other' submit-jobs --submit --dry-run --all x.tar
}

@test "jobs that are none, or named twice, are refused before anything is submitted" {
  archive x.tar "$(pars "$seeded")"
  archive y.tar "$(pars "$seeded | .tbs.njobs = 2")"
  printf '#!/bin/sh\ntouch called\n' > sub && chmod +x sub
  refused() { assert_dies "submit-jobs: $1" submit-jobs --submit --program ./sub "${@:2}"; }
  refused 'there is no job 3: x.tar has 3, from 0' --firstjob 1 --njobs 3 x.tar
  refused 'there is no job 3: x.tar has 3, from 0' --jobs 0,3 x.tar
  refused 'there is no job 2: y.tar has 2, from 0' --jobs 2 x.tar y.tar
  refused '--jobs: 1 is there twice' --jobs 1,2,1 x.tar
  refused "--jobs: not a job: ''" --jobs 1,,2 x.tar
  refused "--jobs: not a job: '-1'" --jobs -1 x.tar
  refused "--firstjob: not a count: '-1'" --firstjob -1 --njobs 1 x.tar
  refused '--njobs must be at least 1' --firstjob 0 --njobs 0 x.tar
  refused "--njobs: not a count: '-2'" --firstjob 0 --njobs -2 x.tar
  refused '--njobs needs --firstjob' --njobs 2 x.tar
  refused '--firstjob needs --njobs' --firstjob 2 x.tar
  refused 'which jobs: --all, --firstjob and --njobs, or --jobs?' x.tar
  refused '--all, --firstjob and --jobs exclude each other' --all --jobs 1 x.tar
  refused "--location: no input data set 'a.b.c.d.e'" --all --location a.b.c.d.e:tape x.tar
  refused 'a job definition is missing (see --help)' --all
  archive x.tar "$(pars 'del(.tbs.samplinginput)')"
  refused '--all: x.tar has no number of jobs' --all x.tar
  refused 'more than 1000000 jobs' --firstjob 0 --njobs 1000001 x.tar
  run -0 submit-jobs --firstjob 1000 --njobs 2 x.tar
  assert_file_not_exist called
}

# ---- jobs for batch-submit ----

# job LINE...: a job script
job() { printf '%s\n' '#!/bin/sh' 'echo run >> "$PWD/../runs.$1"' "$@" > job && chmod +x job; }
runs() { wc -l < jobs/${tar%.tar}/runs.$1; }
# table OPTION...: the table of all jobs
table() { submit-jobs --local ./job --all x.tar -o jobs.tsv "$@"; }
# in_order: the commands one after the other, as batch-submit's workers would run them; ends with the number of those that failed
in_order() { column command jobs.tsv | { bad=0; while IFS= read -r line; do sh -c "$line" < /dev/null || bad=$((bad + 1)); done; return $bad; }; }

@test "--local writes a table of jobs: index, command, needs and directory, where each finds its configuration" {
  archive x.tar "$(pars)"
  job 'echo "$1 $2 $PWD"'
  run -0 submit-jobs --local ./job --jobs 2,0 --memory 2000 --walltime 1.5h x.tar
  printf '%s\n' "$output" > jobs.tsv
  here=$PWD/jobs/${tar%.tar}
  assert_equal "$(pick-columns -c job,memory_mb,walltime_s,directory jobs.tsv)" \
    "$(tsv job memory_mb walltime_s directory / 2 2000 5400 $here/2 / 0 2000 5400 $here/0)"
  run -0 in_order
  assert_output "2 $here/2/job.fcl $here/2
0 $here/0/job.fcl $here/0"
  cmp $here/2/job.fcl <(print-job-fcl --jobdef x.tar --index 2)
  submit-jobs --local ./job --jobs 1 x.tar | pick-columns -c memory_mb,walltime_s | diff - <(tsv memory_mb walltime_s / - -)
}

@test "batch-submit runs the table; the output of a job is below its submission directory" {
  archive x.tar "$(pars)"
  job '[ "$1" != 1 ] || exit 7' 'echo "this is $1"'
  table
  batch-submit --engine local --dir batch --retries 0 jobs.tsv > /dev/null
  run -1 batch-wait batch
  run -0 batch-status batch
  assert_output "$(tsv job state attempts exit_status / 0 done 1 0 / 1 failed 1 7 / 2 done 1 0)"
  assert_equal "$(cat batch/jobs/2/stdout)" 'this is 2'
}

@test "a job that is done with this configuration is not run again, whoever hands it over; one that failed is" {
  archive x.tar "$(pars)"
  job '[ "$1" != 1 ] || [ -e ../repaired ] || exit 7'
  table
  run -1 in_order
  touch jobs/${tar%.tar}/repaired
  run -0 in_order
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 1,2,1
  cp jobs.tsv before
  table
  cmp before jobs.tsv
  run -0 in_order
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 1,2,1
}

@test "a job whose configuration has changed runs again, and only its command is another" {
  archive x.tar "$(pars)"
  job
  table
  in_order
  cp jobs.tsv before
  archive x.tar "$(pars '.tbs.samplinginput["source.dataSets.DIO.fileNames"][1][4] = "a.b.c.d.e.f"')"
  table
  assert_equal "$(diff before jobs.tsv | grep -c '^>')" 1
  in_order
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 1,1,2
  table --seed 2
  in_order
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 2,2,3
}

@test "a job that was interrupted, or whose mark of being done is broken, runs again" {
  archive x.tar "$(pars)"
  job
  table
  in_order
  rm jobs/${tar%.tar}/0/done
  : > jobs/${tar%.tar}/1/done
  in_order
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 2,2,1
}

@test "--directory, --tag, --compat and places reach the jobs, with blanks and quotes in their names" {
  archive x.tar "$(pars)"
  mkdir "the job's"
  job 'echo "$1 $2"' && mv job "the job's/"
  run -0 submit-jobs --local "the job's/job" --directory "$PWD/the \$re" --tag other --default-location dir:/data --all x.tar -o jobs.tsv
  cmp "the \$re/${tar%.tar}/1/job.fcl" <(print-job-fcl --jobdef x.tar --index 1 --tag other --default-location dir:/data)
  run -0 in_order
  assert_line "1 $PWD/the \$re/${tar%.tar}/1/job.fcl"
  submit-jobs --local "the job's/job" --directory 'the $re' --compat --all x.tar > /dev/null
  run grep -c samplingSeed "the \$re/${tar%.tar}/1/job.fcl"
  assert_output 0
}

@test "several definitions make one table, with names that differ" {
  archive x.tar "$(pars)"
  archive y.tar "$(pars '.jobname = "cnf.mu2e.ensembleMDS3d.MDC2025af.0.tar"')"
  job
  run -0 submit-jobs --local ./job --firstjob 0 --njobs 2 x.tar y.tar
  assert_equal "$(column job <<< "$output" | paste -sd,)" \
    "${tar%.tar}.0,${tar%.tar}.1,cnf.mu2e.ensembleMDS3d.MDC2025af.0.0,cnf.mu2e.ensembleMDS3d.MDC2025af.0.1"
  cp x.tar z.tar
  assert_dies "submit-jobs: x.tar and z.tar are both $tar" submit-jobs --local ./job --all x.tar y.tar z.tar
}

@test "what cannot be run, and options that are the grid's, are refused before anything is made" {
  archive x.tar "$(pars)"
  job
  assert_dies 'submit-jobs: --local prints a table for batch-submit, which submits: no --submit' submit-jobs --submit --local ./job --all x.tar
  assert_dies 'submit-jobs: --local prints a table for batch-submit, which submits: no --dry-run' submit-jobs --dry-run --local ./job --all x.tar
  assert_dies "submit-jobs: --walltime: not a time up to 1e9 s: 'soon' (2h, 1.5d, 1w, 600s, ...)" submit-jobs --local ./job --walltime soon --all x.tar
  chmod -x job
  assert_dies 'submit-jobs: ./job: no program that can be run' submit-jobs --local ./job --all x.tar
  assert_dies 'submit-jobs: job: no program in PATH (one in this directory is ./job)' submit-jobs --local job --all x.tar
  assert_file_not_exist jobs
}
