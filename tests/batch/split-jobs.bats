load ../helper

rows() { seq "$1" | sed '1i\x'; }
sizes() { column job | uniq -c | awk '{ print $1 }' | xargs; }

@test "N rows a job, the last has what is left, in their order" {
  run -0 split-jobs --max-files 2 <<< "$(tsv file n / b 1 / a 2 / c 3)"
  assert_output "$(tsv file n job / b 1 job-0001 / a 2 job-0001 / c 3 job-0002)"
}

# spec/prompt.md A15: each job in turn takes ceil(rows left / jobs left)
@test "M jobs are as even as can be, the first ones larger" {
  assert_equal "$(rows 11 | split-jobs --max-jobs 4 | sizes)" '3 3 3 2'
  assert_equal "$(rows 5 | split-jobs --max-jobs 4 | sizes)" '2 1 1 1'
  assert_equal "$(rows 13 | split-jobs --max-jobs 5 | sizes)" '3 3 3 2 2'
  assert_equal "$(rows 10 | split-jobs --max-jobs 1 | sizes)" 10
}

@test "for any numbers of rows and jobs: all rows in their order, no job empty, sizes fall by one at most" {
  for n in 1 2 7 30 31; do
    for m in 1 2 3 7 29 30 31 32; do
      rows $n | split-jobs --max-jobs $m > out
      assert_equal "$(column x < out | xargs)" "$(seq -s ' ' $n)"
      assert_equal "$(column job < out | uniq | wc -l)" $((n < m ? n : m))
      run awk '{ if (NR == 1) most = $1; if ($1 > last && NR > 1 || most - $1 > 1) print; last = $1 }' <<< "$(sizes < out | tr ' ' '\n')"
      assert_output ''
    done
  done
}

@test "fewer rows than jobs are one each; no rows are no jobs, which is said" {
  assert_equal "$(rows 3 | split-jobs --max-jobs 10 | sizes)" '1 1 1'
  for how in --max-jobs --max-files; do
    run -0 --separate-stderr split-jobs $how 4 <<< file
    assert_output "$(tsv file job)"
    assert_equal "$stderr" 'split-jobs: no rows: no jobs'
    run -0 --separate-stderr split-jobs $how 4 --command 'do {}' <<< file
    assert_output "$(tsv job command)"
  done
}

@test "several tables, CSV and gzip are one list of rows" {
  rows 2 > a.tsv
  rows 3 | tsv2csv | gzip > b.csv.gz
  for how in '--max-files 2' '--max-jobs 3'; do
    run -0 split-jobs $how a.tsv b.csv.gz
    assert_output "$(tsv x job / 1 job-0001 / 2 job-0001 / 1 job-0002 / 2 job-0002 / 3 job-0003)"
  done
  run -0 split-jobs --csv --max-jobs 1 <<< $'a,b\n"x, y",2'
  assert_output $'a,b,job\n"x, y",2,job-0001'
}

# Rows that were held were read as a table again: a comma in the only column's name made it CSV, a CR at the end was lost
@test "both ways of splitting keep every byte: a comma in a name, a CR at the end of a row, empty cells" {
  printf '"a,b"\n"x,y"\n"x ""q"""\n' > comma.csv
  printf 'a\nx\r\r\n-\n' > cr.tsv
  printf 'a\tb\n\t-\n-\t\n' > empty.tsv
  for file in comma.csv cr.tsv empty.tsv; do
    split-jobs --max-files 2 --parts few $file > few.out
    split-jobs --max-jobs 1 --parts many $file > many.out
    diff -r few many
    cmp few.out many.out
  done
  assert_equal "$(cat -A many/job-0001.tsv)" "$(printf 'a\tb\n\t-\n-\t\n' | cat -A)"
  assert_equal "$(split-jobs --max-jobs 1 comma.csv)" "$(tsv a,b job / x,y job-0001 / 'x "q"' job-0001)"
  assert_equal "$(split-jobs --max-jobs 1 cr.tsv | cat -A)" $'a^Ijob$\nx^M^Ijob-0001$\n-^Ijob-0001$'
}

@test "names of jobs have the prefix and sort; more jobs than their digits can number are refused" {
  assert_equal "$(rows 11 | split-jobs --max-files 1 --prefix day --digits 2 | column job | xargs)" \
    'day-01 day-02 day-03 day-04 day-05 day-06 day-07 day-08 day-09 day-10 day-11'
  rows 10 > ten.tsv
  assert_dies 'split-jobs: more jobs than 1 digits can number: --digits' split-jobs -n 1 --digits 1 ten.tsv
  run -0 split-jobs --max-jobs 9 --digits 1 ten.tsv
}

@test "a job table for batch-submit: command, memory, time, files" {
  run -0 split-jobs -n 2 --command 'reco -o {job}.root {} | gzip' --memory-mb 2000 --walltime 1.5h --inputs '{},steer.py' --outputs '{job}.root,{job}.log' \
    <<< "$(tsv file / a.root / b.root / c.root)"
  assert_output "$(tsv job command memory_mb walltime_s inputs outputs / \
    job-0001 'reco -o job-0001.root a.root b.root | gzip' 2000 5400 a.root,b.root,steer.py job-0001.root,job-0001.log / \
    job-0002 'reco -o job-0002.root c.root | gzip' 2000 5400 c.root,steer.py job-0002.root,job-0002.log)"
}

@test "a time that is no whole number of seconds is rounded up" {
  assert_equal "$(rows 1 | split-jobs -n 1 --command 'do {}' --walltime 1.2 | column walltime_s)" 2
}

@test "any value gets through a shell as it is" {
  values=('a b' "it's" 'q"q' '$HOME' '$(touch hacked)' '`touch hacked`' 'a;b' 'ä€' '*' '~' 'a=b' '-n' '\' '\n' '#x' '!' '{}' '{job}' $'a\rb' $'\x01')
  printf '%s\n' value "${values[@]}" > values.tsv
  split-jobs -n 30 --command "printf '%s\\n' {}" values.tsv > jobs.tsv
  for shell in sh bash dash; do
    command -v $shell > /dev/null || continue
    $shell -c "$(column command jobs.tsv)" > got
    printf '%s\n' "${values[@]}" | cmp - got
  done
  assert_file_not_exist hacked
  # a value that begins a command is no assignment
  assert_equal "$(split-jobs -n 1 --command '{} x' <<< $'v\na=b' | column command)" "'a=b' x"
  assert_equal "$(split-jobs -n 1 --command '{}' <<< $'v\n--a=b' | column command)" --a=b
}

@test "the tables of the jobs hold their rows, the header and the bytes of every column" {
  tsv file n / a -1.50e0 / 'b c' - / d '' > t.tsv
  for how in '--max-files 2' '--max-jobs 2'; do
    rm -rf "it's parts"
    run -0 split-jobs $how --parts "it's parts" --command 'do {part}' t.tsv
    assert_output "$(tsv job command / job-0001 "do 'it'\\''s parts/job-0001.tsv'" / job-0002 "do 'it'\\''s parts/job-0002.tsv'")"
    assert_equal "$(cat "it's parts/job-0001.tsv")" "$(tsv file n / a -1.50e0 / 'b c' -)"
    assert_equal "$(cat "it's parts/job-0002.tsv")" "$(tsv file n / d '')"
  done
}

@test "with the rows themselves tables of the jobs are written, too; as CSV when that is asked for" {
  rows 3 | split-jobs -n 2 --parts p --csv > out
  assert_equal "$(cat out)" $'x,job\n1,job-0001\n2,job-0001\n3,job-0002'
  assert_equal "$(ls p | xargs)" 'job-0001.csv job-0002.csv'
  assert_equal "$(cat p/job-0002.csv)" $'x\n3'
}

@test "a job's table of an earlier, longer split is not left to be taken for one of this" {
  rows 3 | split-jobs -n 1 --parts p > /dev/null
  rows 3 | split-jobs -n 1 --parts p > /dev/null
  rows 2 > two.tsv
  assert_dies 'split-jobs: p/job-0003.tsv: is of another split: remove it' split-jobs -n 1 --parts p -o out two.tsv
  assert_file_not_exist out
  touch p/job-notes.tsv p/other-0009.tsv p/job-0009.txt
  rows 3 | split-jobs -n 1 --parts p > /dev/null
}

@test "--if-changed leaves the tables of jobs that have the same rows alone" {
  rows 3 | split-jobs -n 2 --parts p > /dev/null
  touch -d 2001-01-01 p/*
  { rows 3; echo 4; } | split-jobs --if-changed -n 2 --parts p > /dev/null
  assert_equal "$(date -r p/job-0001.tsv +%Y)" 2001
  refute [ "$(date -r p/job-0002.tsv +%Y)" = 2001 ]
}

@test "braces that are no placeholder are left alone, and a backslash keeps one" {
  run -0 split-jobs -n 1 --command "f() { \${x} {y}; }; find . -exec echo \\{} \\; | awk '{ print }' \"\$(pwd)\" {}" <<< $'v\n1'
  assert_line --index 1 "$(tsv job-0001 "f() { \${x} {y}; }; find . -exec echo \\{} \\; | awk '{ print }' \"\$(pwd)\" 1")"
}

refuses() {   # MESSAGE OPTION...
  local message=$1
  shift
  rows 3 > rows.tsv
  assert_dies "split-jobs: $message" split-jobs -n 1 "$@" rows.tsv
}

@test "a placeholder in quotes, and quotes that cannot be followed, are refused" {
  refuses '--command: {} in quotes: it brings its own' --command "do '{}'"
  refuses '--command: {job} in quotes: it brings its own' --command 'do "{job}"'
  refuses '--command: {} in quotes: it brings its own' --command "do \"it's {}\""
  refuses "--command: too many quotes to follow, put it into a script: '\$(echo \"{}\")\"'" --command 'do "$(echo "{}")"'
  refuses "--command: too many quotes to follow, put it into a script: '\`echo \"{}\"\`\"'" --command 'do "`echo "{}"`"'
  refuses "--command: not every shell knows \$'...'" --command "do \$'a\\'b' {}"
  refuses '--command: not every shell knows $[...]' --command 'do $[{} + 1]'
  refuses "--command: a ' that is not closed" --command "do {} don't"
  refuses '--command: a ` that is not closed' --command 'do {} `pwd'
  refuses '--command: a (( that is not closed' --command 'do {} $((1 + (2)'
  refuses '--command: $'"{job}: the shell's or ours?" --command 'do ${job}'
}

# Values that were taken for code before: quotes inside of `...` and $((...)) protect nothing, and 2>file is a descriptor
@test "a placeholder is refused where no quotes would make a value a word" {
  refuses '--command: {} in `...`: there no quotes are safe, $(...) has it' --command 'do `basename {}`'
  refuses '--command: {} in ((...)): a value could be a command there' --command 'do {job} $(( (1 + 2) * {} ))'
  refuses '--command: {} in quotes: it brings its own' --command 'do {job} "$(basename {})"'
  refuses '--command: {} in quotes: it brings its own' --command 'do {job} "`basename {}`"'
  refuses '--command: {}>: a number would be a descriptor, a blank helps' --command 'echo {}>{job}'
  run -0 split-jobs -n 1 --command 'echo $(basename "a b") `pwd` "\{}" $((1+(2)*3)) $(basename {}) 2>&1 > {job}' <<< $'v\n2'
  assert_line --index 1 "$(tsv job-0001 'echo $(basename "a b") `pwd` "\{}" $((1+(2)*3)) $(basename 2) 2>&1 > job-0001')"
}

@test "what is ambiguous or would have no effect is refused" {
  assert_dies 'split-jobs: either --max-files or --max-jobs, and not 0 (see --help)' split-jobs < /dev/null
  assert_dies 'split-jobs: either --max-files or --max-jobs, and not 0 (see --help)' split-jobs --max-jobs 0 < /dev/null
  refuses 'either --max-files or --max-jobs, and not 0 (see --help)' --max-jobs 2
  refuses '--command has no {}, {part} or {job}: all jobs would do the same' --command do
  refuses '--command: {part} needs --parts' --command 'do {part}'
  refuses '--column, but no {} to put it' --command 'do {job}' --column x
  for option in '--column x' '--memory-mb 1' '--walltime 1' '--inputs x' '--outputs x'; do
    refuses '--column, --memory-mb, --walltime, --inputs and --outputs need --command' $option
  done
  refuses "rows.tsv:1: no column 'y'" --command 'do {}' --column y
  refuses '--walltime: 0 is no time for a job' --command 'do {}' --walltime 0
  refuses "--prefix: is no name for a file: 'a/b'" --prefix a/b
  refuses '--digits: 0 is not from 1 to 18' --digits 0
  tsv x y / 1 2 > two.tsv
  assert_dies 'split-jobs: --column is needed: the table has 2 columns' split-jobs -n 1 --command 'do {}' two.tsv
  run -0 split-jobs -n 1 --command 'do {}' --column y two.tsv
  assert_line --index 1 "$(tsv job-0001 'do 2')"
  tsv job x / 1 2 > job.tsv
  assert_dies "split-jobs: job.tsv:1: column 'job': is there already: pick-columns can rename it" split-jobs -n 1 job.tsv
}

@test "a value that cannot stand where it is put is named with its place" {
  for how in '--max-files 2' '--max-jobs 2'; do
    { echo '# comment'; tsv f / a / -; } > missing.tsv
    assert_dies "split-jobs: missing.tsv:4: column 'f': is missing" split-jobs $how --command 'do {}' missing.tsv
    tsv f / a / b,c > comma.tsv
    assert_dies "split-jobs: comma.tsv:3: column 'f': holds a comma, and cannot be in a list of files: 'b,c'" \
      split-jobs $how --command 'do {}' --inputs {} comma.tsv
    printf 'f\na\0b\n' > nul.tsv
    assert_dies "split-jobs: nul.tsv:2: column 'f': holds a NUL byte" split-jobs $how --command 'do {}' nul.tsv
  done
  refuses "--prefix: a comma, and {job} in a list of files: 'a,b'" --prefix a,b --command 'do {}' --outputs {job}
  refuses "--parts: a comma, and {part} in a list of files: 'a,b'" --parts a,b --command 'do {part}' --inputs {part}
  refuses "--prefix: a comma, and {job} in a list of files: 'a,b'" --prefix a,b --parts p --command 'do {part}' --inputs {part}
}

@test "parts that cannot be written are named" {
  touch file
  refuses 'file: cannot make it: File exists' --parts file
  refuses 'file: cannot make it: File exists' --parts file/dir
}

# a signal, and a write that is refused in the middle of a table, as on a full disk
@test "a split that is cut short leaves tables that are whole, no others, and no table of jobs" {
  mkfifo rows
  split-jobs -n 2 --parts p -o out rows 3>&- &
  exec 4> rows
  printf 'x\n1\n2\n3\n' >&4
  for _ in {1..400}; do [ ! -e p/job-0001.tsv ] || break; sleep 0.05; done
  kill -TERM $!
  status=0
  wait $! || status=$?
  assert_equal $status 143
  exec 4>&-
  assert_equal "$(ls -A p):$(ls -A)" $'job-0001.tsv:p\nrows'

  { echo x; echo 1; seq -w 5000; } > long
  run -2 bash -c "trap '' XFSZ; ulimit -f 1; exec split-jobs -n 1000 --parts q -o out long"
  assert_output 'split-jobs: q/job-0001.tsv: cannot write: File too large'
  assert_equal "$(ls -A q)" ''
  assert_file_not_exist out
}
