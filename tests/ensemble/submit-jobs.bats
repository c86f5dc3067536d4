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

# ---- here ----

# job LINE...: a job script
job() { printf '%s\n' '#!/bin/sh' 'echo run >> "$PWD/../runs.$1"' "$@" > job && chmod +x job; }
runs() { wc -l < jobs/${tar%.tar}/runs.$1; }

@test "--local prints the commands, and with --submit runs the jobs: index and configuration, each in its directory" {
  archive x.tar "$(pars)"
  job 'echo "$1 $2 $PWD"; echo oops >&2; cat'
  run -0 submit-jobs --local ./job --jobs 2,0 x.tar
  assert_output "$PWD/job 2 $PWD/jobs/${tar%.tar}/2/job.fcl
$PWD/job 0 $PWD/jobs/${tar%.tar}/0/job.fcl"
  assert_file_not_exist jobs
  run -0 submit-jobs --submit --local ./job --jobs 2,0 x.tar <<< 'not for the job'
  assert_output "$(tsv tarball job exit_status directory / x.tar 2 0 $PWD/jobs/${tar%.tar}/2 / x.tar 0 0 $PWD/jobs/${tar%.tar}/0)"
  cd jobs/${tar%.tar}
  assert_equal "$(cat 2/stdout)" "2 $PWD/2/job.fcl $PWD/2"
  assert_equal "$(cat 2/stderr 2/exit-status)" 'oops
0'
  cmp 2/job.fcl <(print-job-fcl --jobdef ../../x.tar --index 2)
}

@test "a job that failed is status 1; the same command runs it again, and not those that are done" {
  archive x.tar "$(pars)"
  job '[ "$1" != 1 ] || [ -e ../repaired ] || exit 7'
  run -1 submit-jobs --submit --local ./job --all x.tar
  assert_equal "$(column exit_status <<< "$output" | paste -sd,)" 0,7,0
  touch jobs/${tar%.tar}/repaired
  run -0 submit-jobs --submit --local ./job --all x.tar
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 1,2,1
  run -0 submit-jobs --submit --local ./job --all x.tar
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 1,2,1
}

@test "options of a make that calls it are not for the jobs" {
  archive x.tar "$(pars)"
  job
  MAKEFLAGS=n run -0 submit-jobs --submit --local ./job --all x.tar
  MAKEFLAGS=B run -0 submit-jobs --submit --local ./job --all x.tar
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 1,1,1
}

@test "a job whose configuration has changed runs again" {
  archive x.tar "$(pars)"
  job
  submit-jobs --submit --local ./job --all x.tar
  archive x.tar "$(pars '.tbs.samplinginput["source.dataSets.DIO.fileNames"][1][4] = "a.b.c.d.e.f"')"
  submit-jobs --submit --local ./job --all x.tar
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 1,1,2
  submit-jobs --submit --local ./job --all --seed 2 x.tar
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 2,2,3
}

@test "an interrupted job, or one whose exit-status says nothing, is not done" {
  archive x.tar "$(pars)"
  job
  submit-jobs --submit --local ./job --all x.tar
  rm jobs/${tar%.tar}/0/exit-status
  : > jobs/${tar%.tar}/1/exit-status
  submit-jobs --submit --local ./job --all x.tar
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 2,2,1
  chmod -x job
  assert_dies 'submit-jobs: ./job: no program that can be run' submit-jobs --submit --local ./job --all x.tar
  assert_dies 'submit-jobs: job: no program in PATH (one in this directory is ./job)' submit-jobs --local job --all x.tar
}

@test "--directory, --parallel, --tag, --compat and places reach the local jobs" {
  archive x.tar "$(pars)"
  job 'touch started; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -e ../1/started ] && [ -e ../2/started ] && exit 0; sleep 0.1; done; exit 1'
  run -0 submit-jobs --submit --local ./job --directory "$PWD/the re" --parallel 3 --tag other --default-location dir:/data --all x.tar
  cmp "the re/${tar%.tar}/1/job.fcl" <(print-job-fcl --jobdef x.tar --index 1 --tag other --default-location dir:/data)
  rm -r 'the re'
  run -1 submit-jobs --submit --local ./job --directory 'the re' --parallel 1 --all --compat x.tar
  assert_equal "$(column exit_status <<< "$output" | paste -sd,)" 1,1,0
  run grep -c samplingSeed "the re/${tar%.tar}/1/job.fcl"
  assert_output 0
}

@test "two calls do not run the same jobs at once, even when the first was killed" {
  archive x.tar "$(pars)"
  job "touch ../begun; for i in \$(seq 400); do [ ! -e ../go ] || exit 0; sleep 0.05; done; exit 1"
  submit-jobs --submit --local ./job --all x.tar > /dev/null 3>&- &
  until [ -e jobs/${tar%.tar}/begun ]; do sleep 0.05; done
  busy="submit-jobs: $PWD/jobs/${tar%.tar}: its jobs are being run already"
  assert_dies "$busy" submit-jobs --submit --local ./job --all x.tar
  kill -TERM $!
  wait $! || true
  assert_dies "$busy" submit-jobs --submit --local ./job --all x.tar
  touch jobs/${tar%.tar}/go
  until submit-jobs -q --submit --local ./job --all x.tar 2> /dev/null; do sleep 0.05; done
  assert_equal "$(runs 0),$(runs 1),$(runs 2)" 1,1,1
}
