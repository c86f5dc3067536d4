load ../helper
load lhe

# ---- rows ----

@test "each event is a row: nucleus, beam, recoil, and recoil and A' together" {   # sums of the momenta in lhe.bash
  lhe znuc event > a.lhe
  run -0 lhe2csv a.lhe
  assert_output "$header"$'\n'74,4,0.470532,0.02,-0.01,0.47,4,0.01,0.02,3.99791
}

@test "--exact writes the shortest digits that read back, of the sums too" {
  lhe znuc event > a.lhe
  run -0 lhe2csv --exact a.lhe
  assert_line --index 1 --partial 74,4,0.4705318917,0.02,-0.01,0.47,
  # the same sums by awk, which adds doubles
  awk -F, 'NR == 2 { exit !($7 == .4705318917 + 3.529466636 && $9 == -.01 + .03 && $10 == .47 + 3.527907983) }' <<< "$output"
}

@test "rows are in the order of Z, then of energy as a number, then as they were read" {
  lhe 'znuc 74.0' 'small 10' 'small 9' > a.lhe
  lhe 'znuc 8.0' 'small 3.6' > b.lhe
  lhe 'znuc 74.0' event mirrored > c.lhe
  run -0 lhe2csv a.lhe b.lhe c.lhe
  assert_equal "$(cut -d, -f1,2 <<< "$output" | tail -n +2 | paste -sd' ')" '8,3.6 74,4 74,4 74,9 74,10'
  assert_equal "$(cut -d, -f4 <<< "$output" | sed -n '3,4p' | paste -sd' ')" '0.02 -0.01'
  run -0 lhe2csv c.lhe b.lhe a.lhe
  assert_equal "$(cut -d, -f1,2 <<< "$output" | tail -n +2 | paste -sd' ')" '8,3.6 74,4 74,4 74,9 74,10'
}

@test "stdin alone, and any files with --unsorted, are in the order of reading" {
  lhe znuc 'small 10' 'small 9' > a.lhe
  lhe 'znuc 8' 'small 3.6' > b.lhe
  wanted=$(printf '%s\n' "$header" "$(row 10)" "$(row 9)")
  run -0 lhe2csv < a.lhe
  assert_output "$wanted"
  run -0 lhe2csv - < a.lhe
  assert_output "$wanted"
  run -0 lhe2csv --unsorted a.lhe b.lhe
  assert_output "$wanted"$'\n'"$(row 3.6 8)"
  run -0 lhe2csv - b.lhe < a.lhe
  assert_output "$(printf '%s\n' "$header" "$(row 3.6 8)" "$(row 9)" "$(row 10)")"
}

@test "a stream needs no memory for its events, files at most 100 bytes for each" {
  ldd "$BUILD/bin/lhe2csv" | grep -q asan && skip "the sanitizer keeps what is freed"
  lhe znuc 'many 500' > few.lhe
  lhe znuc 'many 100000' > many.lhe
  peak() { "$BUILD/bench/measure" 1 "$1" lhe2csv "${@:2}" | cut -f2; }
  awk -v many="$(peak many.lhe)" -v few="$(peak few.lhe)" 'BEGIN { exit !(many < few + 1) }'
  awk -v many="$(peak - many.lhe)" -v few="$(peak - few.lhe)" 'BEGIN { exit !(many - few < 199000 * 100 / 1048576) }'
}

# ---- files ----

@test "what a file is shows in its content: gzip or not, events or CSV, whatever its name" {
  lhe znuc 'small 4' > a.csv
  lhe znuc 'small 4' | gzip > b.lhe
  lhe2csv a.csv > c.lhe.gz
  { lhe znuc 'small 4' | gzip; lhe znuc 'small 4' | gzip; } > d
  { printf '\n  \n# made here\n'; lhe znuc 'small 4'; } > e
  { printf '\xef\xbb\xbf'; lhe znuc 'small 4' | sed 's/$/\r/'; } | head -c -2 > f
  run -0 lhe2csv a.csv b.lhe c.lhe.gz d e f
  assert_output "$(echo "$header"; yes "$(row 4)" | head -n 7)"
}

@test "a CSV may have a header or none, and joins the events" {
  lhe znuc 'small 4' > a.lhe
  row 3 8 > b.csv
  { echo "$header"; row 5; } > c.csv
  run -0 lhe2csv a.lhe b.csv c.csv
  assert_output "$(printf '%s\n' "$header" "$(row 3 8)" "$(row 4)" "$(row 5)")"
  run -0 lhe2csv < c.csv
  assert_output "$(printf '%s\n' "$header" "$(row 5)")"
}

@test "a directory stands for its entries .lhe .csv .lhe.gz .csv.gz, in the order of their bytes; others are ignored" {
  mkdir -p lib/deeper
  lhe znuc event > lib/b.lhe
  lhe znuc mirrored | gzip > lib/a.lhe.gz
  row 9 > lib/z.csv
  row 10 | gzip > lib/y.csv.gz
  lhe znuc 'small 1' | tee lib/.hidden.lhe lib/deeper/c.lhe lib/README lib/c.lhe.bak lib/lhe > /dev/null
  run -0 lhe2csv lib
  assert_equal "$(cut -d, -f2,4 <<< "$output" | tail -n +2 | paste -sd' ')" '4,-0.01 4,0.02 9,0.25 10,0.25'
  run -0 --separate-stderr lhe2csv -v lib/
  assert_equal "$(grep -c ': ignored$' <<< "$stderr")" 5
}

@test "a directory without any, or what is not there, is an error" {
  mkdir lib
  assert_dies 'lhe2csv: lib: nothing in it ends in .lhe, .lhe.gz, .csv or .csv.gz' lhe2csv lib
  assert_dies 'lhe2csv: nowhere: cannot open: No such file or directory' lhe2csv nowhere
}

# ---- what stands in an event ----

@test "comments, tags with what they enclose and blank lines may stand anywhere in an event, other text behind its particles" {
  cat > between <<'END'
# 11 1 0 0 0 0 9 9 9 9 9

<mgrwt>
<rscale>  0 0.188E+03</rscale>
11 1 0 0 0 0 9 9 9 9 9
</mgrwt>
<wgt id="1"> 1. </wgt>
<!-- 11 1
11 1 0 0 0 0 9 9 9 9 9 -->
<clus/>
END
  lhe znuc event > a.lhe
  sed '/<event>/,/<\/event>/{/<\/event>/!r between
  }' a.lhe > b.lhe
  assert_equal "$(grep -c '^<mgrwt>' b.lhe)" 7
  sed '/<\/event>/i any text\n1 2 3' a.lhe > c.lhe
  run -0 lhe2csv --unsorted b.lhe c.lhe
  assert_output "$(lhe2csv --unsorted a.lhe a.lhe)"
}

@test "the particles of an event may stand in any order, and be more than five" {
  plain=$(lhe znuc event)
  sed '/^ 622 1/d; /^ -623 -1/i\ 622 1 0 0 0 0 -.01 .03 3.527907983 3.529466636 0.1 0. -1.' <<< "$plain" > order.lhe
  run -0 lhe2csv order.lhe
  assert_output "$(lhe2csv - <<< "$plain")"
  sed 's/^ 5 0/ 6 0/; /^ 622 1/i\ 22 1 0 0 0 0 0 0 1 1 0 0. 1.' <<< "$plain" > more.lhe
  run -0 lhe2csv more.lhe
  assert_output "$(lhe2csv - <<< "$plain")"
}

@test "tabs, blanks of any width, CRLF and no newline at the end are read" {
  plain=$(lhe znuc event)
  run -0 lhe2csv - < <(sed 's/ /    /g' <<< "$plain")
  assert_output "$(lhe2csv - <<< "$plain")"
  run -0 lhe2csv - < <(sed 's/^ //; s/ /\t/g; s/$/  \r/' <<< "$plain")
  assert_output "$(lhe2csv - <<< "$plain")"
  run -0 lhe2csv - < <(printf %s "$plain")
  assert_output "$(lhe2csv - <<< "$plain")"
}

@test "both dialects, Fortran exponents, leading points and plus signs are numbers" {
  for numbers in '0.25000000000E+00 -0.50000000000E+00 0.10000000000E+01 0.15000000000E+01' \
      '+2.5000000000e-01 -5.0000000000e-01 +1.0000000000e+00 1.5000000000e+00' \
      '0.25D+00 -5d-1 1D0 +.15D1' '.25 -.5 1 1.5' '2500000000000000000000e-22 -0.00000000000000000000000000005e+28 1. 1.50'; do
    lhe znuc 'small 4' | sed "s/\.25 -\.5 1 1\.5/$numbers/" > a.lhe
    run -0 lhe2csv a.lhe
    assert_line "$(row 4)"
  done
}

@test "an event in which another begins, one that ends and has not begun, and one in the line of another are seen" {
  lhe znuc 'small 4' 'small 4' | sed '0,/<\/event>/{/<\/event>/d}' > open.lhe
  assert_dies 'lhe2csv: open.lhe:8: an event begins inside another' lhe2csv open.lhe
  lhe znuc 'small 4' 'small 4' | sed '0,/<event>/{/<event>/d}' > closed.lhe
  assert_dies 'lhe2csv: closed.lhe:7: an event ends that has not begun' lhe2csv closed.lhe
  run -0 lhe2csv - < <(lhe znuc 'small 4' 'small 5' | sed ':a; N; $!ba; s/<\/event>\n</<\/event></g')
  assert_output "$(printf '%s\n' "$header" "$(row 4)" "$(row 5)")"
}

@test "another number of particles than is said dies" {
  for n in 2 4; do
    lhe znuc 'small 4' | sed "s/^ 3 0/ $n 0/" > $n.lhe
  done
  assert_dies 'lhe2csv: 4.lhe:3: 4 particles are said to follow, there are 3' lhe2csv 4.lhe
  assert_dies 'lhe2csv: 2.lhe:7: more particles than the 2 that are said to follow' lhe2csv 2.lhe
  lhe znuc 'small 4' | sed 's/^ 3 0/ 1000000000 0/' > many.lhe
  assert_dies 'lhe2csv: many.lhe:4: 1000000000 particles are said to follow, there may be 500' lhe2csv many.lhe
  lhe znuc 'small 4' | sed 's/^ 3 0/ 10000000000 0/' > more.lhe
  assert_dies "lhe2csv: more.lhe:4: column 'NUP': not a count: '10000000000'" lhe2csv more.lhe
}

@test "a second lepton or A' that goes out makes an event that cannot be used" {
  lhe znuc event | sed 's/^ 5 0/ 6 0/; /^ 622 1/p' > two.lhe
  assert_dies "lhe2csv: two.lhe:10: a second outgoing A'" lhe2csv two.lhe
  lhe znuc event | sed 's/^ 5 0/ 6 0/; /^ 11 1/p' > two.lhe
  assert_dies "lhe2csv: two.lhe:8: a second outgoing lepton" lhe2csv two.lhe
  lhe znuc event | sed 's/^ 5 0/ 6 0/; /^ 11 -1/p' > two.lhe
  assert_dies "lhe2csv: two.lhe:6: a second incoming lepton" lhe2csv two.lhe
}

# ---- bad numbers ----

# bad TEXT: two events, the E of the first one's recoil is TEXT
bad() { lhe znuc event mirrored | sed "0,/\.4705318917/s/\.4705318917/$1/"; }

@test "a number of recoil or A' that is none, missing or not finite dies with its place" {
  bad NaN > a.lhe
  assert_dies "lhe2csv: a.lhe:7: column 'E': not finite: 'NaN'" lhe2csv a.lhe
  bad 0.1E+400 > a.lhe
  assert_dies "lhe2csv: a.lhe:7: column 'E': not finite: '0.1E+400'" lhe2csv a.lhe
  bad 1.2.3 > a.lhe
  assert_dies "lhe2csv: a.lhe:7: column 'E': not a number: '1.2.3'" lhe2csv a.lhe
  bad '1\x00' > a.lhe
  assert_dies "lhe2csv: a.lhe:7: column 'M': not a number: ''" lhe2csv a.lhe
  lhe znuc event | sed 's/ 0.1 0. -1.$//' > a.lhe
  assert_dies "lhe2csv: a.lhe:9: column 'M': missing value" lhe2csv a.lhe
  lhe znuc event | sed 's/^ 622 1/ 622 one/' > a.lhe
  assert_dies "lhe2csv: a.lhe:9: column 'ISTUP': not an integer: 'one'" lhe2csv a.lhe
  lhe znuc event | sed 's/^ 622 1/ A 1/' > a.lhe
  assert_dies "lhe2csv: a.lhe:9: column 'IDUP': not an integer: 'A'" lhe2csv a.lhe
}

@test "rows that were whole before a bad number are on stdout" {
  lhe znuc 'small 3' event | sed 's/\.4705318917/nan/' > a.lhe
  run -2 --separate-stderr lhe2csv --unsorted a.lhe
  assert_output "$header"$'\n'"$(row 3)"
}

@test "--skip-bad drops such events, says how many, and with -v why" {
  bad NaN > a.lhe
  run -0 --separate-stderr lhe2csv --skip-bad a.lhe
  assert_output "$(lhe2csv <(lhe znuc mirrored))"
  assert_equal "$stderr" 'lhe2csv: a.lhe: 1 of 2 events dropped: they cannot be used (-v says why)'
  run -0 --separate-stderr lhe2csv --skip-bad -v a.lhe
  assert_equal "${stderr_lines[0]}" "lhe2csv: a.lhe:7: dropped: column 'E': not finite: 'NaN'"
  bad NaN | sed '0,/^ 5 0/s/^ 5 0/ 7 0/' > b.lhe
  run -0 --separate-stderr lhe2csv --skip-bad b.lhe
  assert_output "$(lhe2csv <(lhe znuc mirrored))"
  run -2 --separate-stderr lhe2csv --skip-bad <(bad NaN | sed 's/3.999999967/none/')
  assert_equal "${stderr_lines[1]#*: *: }" 'no events'
}

# ---- files that are cut ----

@test "an event that the end of the file cuts dies, at any byte" {
  lhe znuc event event > a.lhe
  from=$(grep -bn '<event>' a.lhe | sed -n 2p | cut -d: -f2) to=$(grep -bn '</event>' a.lhe | sed -n 2p | cut -d: -f2)
  for ((n = from + 8; n < to + 8; n += 17)); do
    head -c $n a.lhe > cut.lhe
    assert_dies 'lhe2csv: cut.lhe:11: ends inside an event' lhe2csv --skip-bad cut.lhe
  done
}

@test "a file that is cut between two events, or in its header, dies" {
  lhe znuc 'small 4' 'small 5' > a.lhe
  head -n -1 a.lhe > cut.lhe
  assert_dies 'lhe2csv: cut.lhe:14: ends without </LesHouchesEvents>: cut short' lhe2csv cut.lhe
  head -n 2 a.lhe > header.lhe
  assert_dies 'lhe2csv: header.lhe:2: ends without </LesHouchesEvents>: cut short' lhe2csv header.lhe
  cat cut.lhe a.lhe > both.lhe
  assert_dies 'lhe2csv: both.lhe:15: another file begins: the one before it ends without </LesHouchesEvents>' lhe2csv --skip-bad both.lhe
  # events by themselves have nothing to close
  run -0 lhe2csv <(znuc | sed 's/^/<x\/>\n/'; small 4)
  assert_line "$(row 4)"
}

@test "gzip that is cut at any byte dies, and nothing is written" {
  lhe znuc 'many 2000' | awk 'BEGIN { srand(1) } / \.47/ { sub(/ \.47/, " .47" int(rand() * 1e9)) } 1' | gzip > a.gz
  size=$(stat -c %s a.gz)
  for n in 11 1000 $((size / 2)) $((size - 8)) $((size - 1)); do
    head -c $n a.gz > cut.gz
    assert_dies 'lhe2csv: cut.gz: compressed data end early' lhe2csv -o out.csv cut.gz
    assert_file_not_exist out.csv
  done
}

@test "a disk that fills half-way, and a kill, leave no file" {
  lhe znuc 'many 10000' > a.lhe
  (ulimit -f 300; trap '' XFSZ; run -2 lhe2csv -o out.csv a.lhe; assert_output 'lhe2csv: out.csv: cannot write: File too large')
  [ -z "$(ls -A | grep out.csv)" ]
  mkfifo pipe
  exec 7<> pipe
  lhe2csv --unsorted -o out.csv pipe 7>&- &
  head -c 60000 a.lhe >&7
  until_it compgen -G '.out*'
  kill -TERM $!
  wait $! || true
  exec 7>&-
  [ -z "$(ls -A | grep out.csv)" ]
}

# ---- nucleus ----

@test "the last Znuc line before an event counts, its whole part" {
  run -0 lhe2csv --unsorted <(lhe 'znuc 74' 'znuc 29.9' 'small 4' 'znuc 8' 'small 5')
  assert_output "$(printf '%s\n' "$header" "$(row 4 29)" "$(row 5 8)")"
}

@test "prose about Znuc is none" {
  lhe znuc 'echo # Znuc is set elsewhere' 'echo Znuc 3.0' 'echo 3 Znuc' 'echo <!--' 'echo 3 3 Znuc' 'echo -->' 'small 4' > a.lhe
  run -0 lhe2csv a.lhe
  assert_line "$(row 4)"
}

@test "an event whose nucleus is unknown dies; --target-z says it, for all events" {
  lhe 'small 4' znuc 'small 5' > a.lhe
  assert_dies 'lhe2csv: a.lhe:2: target Z unknown: no Znuc from 1 to 200 before this event (--target-z)' lhe2csv a.lhe
  run -0 lhe2csv --target-z 82 a.lhe
  assert_output "$(printf '%s\n' "$header" "$(row 4 82)" "$(row 5 82)")"
  assert_dies 'lhe2csv: --target-z: 201 is not from 1 to 200' lhe2csv --target-z 201 a.lhe
  lhe 'znuc 0.5' 'small 4' > b.lhe
  assert_dies 'lhe2csv: b.lhe:3: target Z unknown: no Znuc from 1 to 200 before this event (--target-z)' lhe2csv b.lhe
}

@test "a nucleus is known within its file only" {
  { lhe znuc 'small 4'; lhe 'small 5'; } > a.lhe
  assert_dies 'lhe2csv: a.lhe:11: target Z unknown: no Znuc from 1 to 200 before this event (--target-z)' lhe2csv a.lhe
}

# ---- A' ----

@test "the A' is 622 or 1023, whichever occurs; --aprime-id names another" {
  for id in 622 1023; do
    run -0 lhe2csv <(lhe znuc "small 4 $id")
    assert_line "$(row 4)"
    run -0 lhe2csv --aprime-id $id <(lhe znuc "small 4 $id")
    assert_line "$(row 4)"
  done
  run -0 lhe2csv --aprime-id 4900023 <(lhe znuc 'small 4 4900023')
  assert_line "$(row 4)"
  run -0 lhe2csv --aprime-id auto <(lhe znuc 'small 4 1023')
  assert_line "$(row 4)"
}

@test "both ids in one input are an error, in one file or in two" {
  lhe znuc 'small 4 622' 'small 5 1023' > a.lhe
  assert_dies "lhe2csv: a.lhe:13: an A' of id 1023 after those of id 622" lhe2csv a.lhe
  lhe znuc 'small 4 1023' > b.lhe
  lhe znuc 'small 4' > c.lhe
  assert_dies "lhe2csv: c.lhe:7: an A' of id 622 after those of id 1023" lhe2csv b.lhe c.lhe
}

@test "an --aprime-id that is no integer is refused" {
  for id in abc 622x '' 6.2 99999999999 0; do
    assert_dies "lhe2csv: --aprime-id: not an integer, nor auto: '$id'" lhe2csv --aprime-id "$id"
  done
}

# ---- no events ----

@test "a file without events dies and says which ids there are" {
  : > empty
  assert_dies 'lhe2csv: empty: no events' lhe2csv empty
  assert_dies 'lhe2csv: -: no events' lhe2csv < empty
  echo "$header" > header.csv
  assert_dies 'lhe2csv: header.csv: no events' lhe2csv header.csv
  lhe znuc event | sed 's/^ 11/ -11/' > positron.lhe
  assert_dies 'lhe2csv: positron.lhe: no events; ids seen: -11 -623 622; needed: 11 or 13 in and out, 622 or 1023 out' lhe2csv positron.lhe
  lhe znuc event > a.lhe
  assert_dies 'lhe2csv: a.lhe: no events; ids seen: 11 -623 622; needed: 11 or 13 in and out, 1023 out' lhe2csv --aprime-id 1023 a.lhe
  # one such file among others, too
  lhe znuc > none.lhe
  assert_dies 'lhe2csv: none.lhe: no events' lhe2csv a.lhe none.lhe
}

@test "--allow-empty takes such files: a header, or what others hold" {
  : > empty
  run -0 lhe2csv --allow-empty empty
  assert_output "$header"
  run -0 lhe2csv --allow-empty < empty
  assert_output "$header"
  lhe znuc event > a.lhe
  run -0 lhe2csv --allow-empty a.lhe empty
  assert_output "$(lhe2csv a.lhe)"
  run -1 lhe2csv --allow-empty --fail-empty empty
}

@test "events of other processes are left out, with a warning" {
  lhe znuc event > a.lhe
  lhe znuc event | sed 's/^ 11/ -11/' > b.lhe
  { sed '$d' a.lhe; sed 1,2d b.lhe; } > both.lhe
  run -0 --separate-stderr lhe2csv both.lhe
  assert_output "$(lhe2csv a.lhe)"
  assert_equal "$stderr" "lhe2csv: both.lhe: 1 of 2 events left out: no beam lepton, recoil or A'"
}

@test "two kinds of events that make no single library are warned of" {
  lhe znuc event > a.lhe
  lhe znuc event | sed '/^ 622/s/ 0.1 / 0.2 /' > b.lhe
  lhe znuc event | sed 's/^ 11/ 13/' > c.lhe
  run -0 --separate-stderr lhe2csv a.lhe b.lhe c.lhe
  assert_equal "$stderr" "lhe2csv: b.lhe:3: lepton 11 and an A' of 0.2 GeV, after lepton 11 and 0.1 GeV: no single library"
  run -0 --separate-stderr lhe2csv a.lhe c.lhe
  assert_equal "$stderr" "lhe2csv: c.lhe:3: lepton 13 and an A' of 0.1 GeV, after lepton 11 and 0.1 GeV: no single library"
}
