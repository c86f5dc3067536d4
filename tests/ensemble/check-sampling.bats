load ../helper

# campaign SEEDS [LENGTHS]: rows of jobs that choose A to E until A has given LENGTH events; the n-th job has the n-th of the seeds
# and lengths (words); a length that is missing is 400. With draws=FILE their first 40 choices go there.
campaign() {
	awk -v seeds="$1" -v lengths="${2:-}" -v draws="${draws:-/dev/null}" 'BEGIN {
		OFS = "\t"
		print "log_name", "dataset", "counts", "fraction_expected", "status"
		print "job", "draw", "dataset" > draws
		split("A B C D E", name, " "); split("0.4 0.25 0.15 0.12 0.08", p, " ")
		jobs = split(seeds, seed, " "); split(lengths, most, " ")
		for (j = 1; j <= jobs; j++) {
			job = sprintf("job%03d", j)
			x = seed[j] * 7919 % 2147483647; split("0 0 0 0 0", n, " ")
			for (i = 0; i < 10; i++) x = 16807 * x % 2147483647
			for (draw = 1; ; draw++) {
				x = 16807 * x % 2147483647; u = x / 2147483647
				for (d = 1; d < 5 && u > p[d]; d++) u -= p[d]
				if (draw <= 40) print job, draw, name[d] > draws
				if (d == 1 && n[d] == (most[j] ? most[j] : 400)) break
				n[d]++
			}
			for (d = 1; d <= 5; d++) print job, name[d], n[d], p[d], d == 1 ? "exhausted" : "ok"
		}
	}'
}

# rows JOB A B C: one job that the limit of events ended
rows() { tsv "$1" A "$2" 0.5 ok / "$1" B "$3" 0.3 ok / "$1" C "$4" 0.2 ok; }
head='log_name dataset counts fraction_expected status'

# field TEST COLUMN [DATASET]: of $output
field() {
	awk -F'\t' -v test="$1" -v column="$2" -v dataset="${3:--}" '
		NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		$c["test"] == test && (test != "dataset" || $c["dataset"] == dataset) { print $c[column] }' <<< "$output"
}

@test "counts as they should be are ok, with pull and chi2 as on paper" {
  { tsv $head; rows a 520 290 190; } > t.tsv
  run -0 --separate-stderr check-sampling t.tsv
  assert_near "$(field dataset expected A)" 500 1e-12
  assert_near "$(field dataset pull A)" 1.2649110640673518 1e-12   # 20/sqrt(250)
  assert_near "$(field dataset chi2 A)" 0.8 1e-12
  assert_near "$(field weights chi2)" 1.6333333333333333 1e-9      # 0.8 + 1/3 + 1/2
  assert_equal "$(field weights ndf)" 2
  assert_near "$(field weights p_value)" 0.4419025 1e-6           # exp(-chi2/2)
  assert_equal "$(column verdict <<< "$output" | sort | uniq -c | tr -s ' \n' ' ')" ' 2 - 5 ok '
  assert_equal "$stderr" ''
}

@test "a wrong weight gives status 1 and is named in its row" {
  { tsv $head; rows a 600 250 150; } > t.tsv
  run -1 check-sampling t.tsv
  assert_equal "$(field dataset verdict A)" no
  assert_equal "$(field weights verdict)" no
}

@test "--min-p is the limit" {
  { tsv $head; rows a 540 280 180; } > t.tsv
  run -0 check-sampling t.tsv
  run -1 check-sampling --min-p 0.05 t.tsv
  assert_dies 'check-sampling: --min-p: 1 is not between 0 and 1' check-sampling --min-p 1 t.tsv
}

@test "the choice that found its data set empty is a choice and no count" {
  campaign '1 2 3' > t.tsv
  run -0 check-sampling t.tsv
  assert_equal "$(field dataset counts A)" 1200
  assert_equal "$(field dataset choices A)" 1203
  assert_equal "$(field dataset exhausted A)" 3
  assert_equal "$(field dataset exhausted B)" 0
  assert_near "$(field weights expected)" "$(field weights choices)" 1e-12
}

@test "of several exhausted data sets the one that is expected most ended the job" {
  tsv $head / a A 500 0.5 exhausted / a B 300 0.3 exhausted / a C 190 0.2 ok > t.tsv
  run -0 check-sampling t.tsv
  assert_equal "$(field dataset choices A)" 501
  assert_equal "$(field dataset choices B)" 300
}

@test "a rare data set is judged by its exact probability" {
  tsv $head / a A 100000 0.999999 ok / a C 0 0.000001 ok > none.tsv
  run -0 check-sampling none.tsv
  tsv $head / a A 99997 0.999999 ok / a C 3 0.000001 ok > three.tsv
  run -1 check-sampling three.tsv
  assert_near "$(field dataset p_value C)" 3.09e-4 0.01           # 2 P(at least 3 | 0.1)
  assert_equal "$(field weights ndf)" 0                           # it is pooled
}

@test "independent jobs are ok, whatever their order" {
  campaign '1 2 3 4 5 6 7 8 9 10 11 12' > t.tsv
  run -0 --separate-stderr check-sampling t.tsv
  assert_equal "$(field sequences verdict)" ok
  assert_equal "$(field jobs jobs)" 12
  { head -n 1 t.tsv; tail -n +2 t.tsv | shuf --random-source=<(yes); } > shuffled.tsv
  assert_equal "$(check-sampling shuffled.tsv)" "$output"
}

@test "jobs that share a seed are told even if their lengths differ" {
  campaign '5 5 5 5 5 5' '400 403 398 401 397 404' > t.tsv
  run -1 --separate-stderr check-sampling t.tsv
  assert_equal "$(field sequences verdict)" no
  assert_equal "${stderr%%:*}" check-sampling
  [[ $stderr == *'are too alike to be independent, and others are: do they share a seed?' ]]
}

@test "two of many jobs that share a seed are told by name" {
  campaign '1 2 3 4 5 6 7 3 9 10 11 12' > t.tsv
  run -1 --separate-stderr check-sampling t.tsv
  assert_equal "$(field sequences counts)" 1
  assert_equal "$stderr" "check-sampling: jobs 'job003' and 'job008' are too alike to be independent: do they share a seed?"
  run -1 --separate-stderr check-sampling --per-job t.tsv
  assert_equal "$(column most_alike <<< "$output" | tr '\n' ' ')" '- - job008 - - - - job003 - - - - '
}

@test "equal counts of jobs with few events are no proof" {
  { tsv $head; rows a 10 6 4; rows b 10 6 4; } > t.tsv
  run -0 check-sampling t.tsv
  assert_equal "$(field sequences verdict)" ok
}

@test "jobs that scatter too much are told: some had other weights" {
  { tsv $head; for j in 1 2 3; do rows a$j 550 270 180; rows b$j 450 330 220; done; } > t.tsv
  run -1 check-sampling t.tsv
  assert_equal "$(field weights verdict)" ok
  assert_equal "$(field jobs verdict)" no
}

@test "--draws compares the choices themselves, which tell what counts cannot" {
  draws=apart.tsv campaign '1 2 3 4' '30 30 90 90' > t.tsv
  run -0 check-sampling --draws apart.tsv t.tsv
  assert_equal "$(field sequences jobs)" 4
  draws=same.tsv campaign '1 2 3 2' '30 30 90 90' > t.tsv
  run -0 check-sampling t.tsv
  run -1 --separate-stderr check-sampling --draws same.tsv t.tsv
  assert_equal "$(field sequences counts)" 1
  assert_equal "$stderr" "check-sampling: jobs 'job002' and 'job004' are too alike to be independent: do they share a seed?"
}

@test "draws of which some are missing are refused" {
  campaign 1 > t.tsv
  tsv job draw dataset / a 1 A / b 1 A / a 3 A > draws.tsv
  assert_dies "check-sampling: draws.tsv:4: column 'draw': draw 2 of job 'a' is expected here" check-sampling --draws draws.tsv t.tsv
  tsv job draw process / a 1 A / b 1 A > draws.tsv
  run -0 check-sampling --draws draws.tsv t.tsv
}

@test "a log that is not whole gives status 1 and is left out" {
  { tsv $head; rows a 520 290 190; tsv b A 7 0.5 truncated / c A 7 0.5 inconsistent; } > t.tsv
  run -1 --separate-stderr check-sampling t.tsv
  assert_equal "$(field dataset counts A)" 520
  assert_equal "$(field logs counts)/$(field logs jobs)" 2/3
  assert_equal "$stderr" "check-sampling: log 'b' is truncated: it is left out
check-sampling: log 'c' is inconsistent: it is left out"
  run -1 check-sampling < <(tsv $head)
}

@test "used events of the clock make the livetime, the other data sets its spread" {
  tsv $head / a XCosmic 400 0.8 exhausted / a DIO 110 0.2 ok / b XCosmic 400 0.8 exhausted / b DIO 98 0.2 ok > t.tsv
  run -0 check-sampling --livetime-per-event 2.5 t.tsv
  assert_equal "$(field livetime livetime_s)" 2000
  assert_near "$(field dataset livetime_s DIO)" 2080 1e-12         # 208 * 0.8/0.2 * 2.5
  assert_near "$(field dataset livetime_err_s DIO)" 161.91 1e-3    # 2080 sqrt(1/208 + 1/800)
  assert_near "$(field livetime livetime_err_s)" 80 1e-9
  run -0 check-sampling --per-job --livetime-per-event 2.5 t.tsv
  assert_equal "$(column livetime_s <<< "$output" | tr '\n' ' ')" '1000 1000 '
  assert_equal "$(column exhausted <<< "$output" | tr '\n' ' ')" 'XCosmic XCosmic '
}

@test "--catalogue knows the livetime of an event" {
  tsv $head / a XCosmic 400 0.8 exhausted / a DIO 110 0.2 ok > t.tsv
  tsv process file_name events livetime_s / XCosmic a.art 300 700 / XCosmic b.art 100 300 / DIO c.art 9 - > catalogue.tsv
  run -0 check-sampling --catalogue catalogue.tsv t.tsv
  assert_equal "$(field livetime livetime_s)" 1000
  assert_dies 'check-sampling: --catalogue and --livetime-per-event exclude each other' \
    check-sampling --catalogue catalogue.tsv --livetime-per-event 1 t.tsv
  assert_dies "check-sampling: catalogue.tsv: no events with a livetime_s for 'DIO'" \
    check-sampling --catalogue catalogue.tsv --clock DIO t.tsv
}

@test "--clock names the data set that measures time" {
  tsv $head / a XCosmic 400 0.8 ok / a YCosmic 110 0.2 ok > t.tsv
  assert_dies 'check-sampling: --clock is needed: no data set, or more than one, has Cosmic in its name' \
    check-sampling --livetime-per-event 1 t.tsv
  run -0 check-sampling --livetime-per-event 1 --clock YCosmic t.tsv
  assert_equal "$(field livetime livetime_s)" 110
  assert_dies "check-sampling: --clock: there is no data set 'Z'" check-sampling --clock Z t.tsv
  assert_dies 'check-sampling: 0 is no livetime per event' check-sampling --clock YCosmic --livetime-per-event 0 t.tsv
}

@test "a job that another data set ended before the clock did is warned of" {
  tsv $head / a XCosmic 400 0.8 exhausted / a DIO 110 0.2 ok / b XCosmic 390 0.8 ok / b DIO 90 0.2 exhausted > t.tsv
  run -0 --separate-stderr check-sampling t.tsv
  assert_equal "$stderr" "check-sampling: jobs that ended before their XCosmic did: 1, the first 'b' (by DIO)"
}

@test "--per-job tells each job's own chi2, with the same status" {
  { tsv $head; rows a 520 290 190; rows b 600 250 150; } > t.tsv
  run -1 --separate-stderr check-sampling --per-job t.tsv
  assert_line --index 0 "$(tsv log_name status counts choices exhausted chi2 ndf p_value most_alike p_alike livetime_s)"
  assert_near "$(column chi2 <<< "$output" | head -n 1)" 1.6333333333333333 1e-9
  assert_near "$(column p_value <<< "$output" | tail -n 1)" 1.358796e-9 1e-5   # exp(-20.41667)
}

@test "rows that contradict each other are refused" {
  tsv $head / a A 1 0.5 ok / a A 1 0.5 ok > t.tsv
  assert_dies "check-sampling: data set 'A' comes twice in job 'a'" check-sampling t.tsv
  tsv $head / a A 1 0.5 ok / a B 1 0.4 ok > t.tsv
  assert_dies "check-sampling: the expected fractions of job 'a' add up to 0.9 and not to 1: rows are missing" check-sampling t.tsv
  tsv $head / a A 1 0.5 fine > t.tsv
  assert_dies "check-sampling: t.tsv:2: column 'status': 'fine' is none of ok, exhausted, truncated, inconsistent" check-sampling t.tsv
  tsv $head / a A 1 1.5 ok > t.tsv
  assert_dies "check-sampling: t.tsv:2: column 'fraction_expected': 1.5 is no fraction" check-sampling t.tsv
  tsv $head / - A 1 1 ok > t.tsv
  assert_dies "check-sampling: t.tsv:2: column 'log_name': missing" check-sampling t.tsv
}

@test "what sampling-log writes is read as it is" {
  printf '%s\n' 'Dataset Counts fraction | fraction weight Next event' '---' 'A 70 0.7 | 0.666667 2 (no more available)' \
    'B 30 0.3 | 0.333333 1 run: 1 subRun: 1 event: 31' '---' 'Total 100' > a.log
  run -0 check-sampling < <(sampling-log a.log)
  assert_equal "$(field dataset choices A)" 71
}

# art SEED...: parsed logs of jobs as art samples them, with cosmic files of slightly different length
art() {
	local job=0 seed
	rm -f job*.log
	for seed; do
		tsv dataset available weight / CRYCosmic $((6000 + 37 * job % 91)) 0.79 / DIO 2500 0.03 / IPAMichel 5000 0.06 / RMC 3500 0.04 / RPC 3000 0.08 |
			sample-events --art --seed "$seed" --log job$job.log > summary || return
		job=$((job + 1))
	done
	sampling-log job*.log
}

@test "a campaign of art jobs with one seed is told, one with different seeds is not" {
  art 1 1 1 1 > same.tsv
  run -1 check-sampling --quiet same.tsv
  assert_equal "$(field sequences verdict)" no
  art 7919 15838 904711 63353 > apart.tsv
  run -0 check-sampling apart.tsv
}
