load ../helper

# The production as its users call it: the front command, in a directory of their own. One is made once, in whole; tests begin with a copy of it.
small=(TARGETS='tungsten silicon' REL_STEP=0.5 NEVENTS=400 EVENTS=300 BIAS=1e5)
library=electron_tungstensilicon_MaxE_4.0_MinE_2.0_RelEStep_0.5_UndecayedAP_mA_0.1_run_1

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  dark_brem -s MASSES=0.1 > made
}

setup() {
  begin_test || return
  at=dark-brem/mA_0.1_run_1
}

dark_brem() { beampipe dark-brem "${small[@]}" "$@"; }
copy() { cp -a "$BATS_FILE_TMPDIR/dark-brem" .; }
value() { awk -F'\t' -v name="$1" '$1 == name { print $2 }' "$2"; }
text() { gzip -dc "$1"; }
# names and dates of all files but the values of variables
state() { find dark-brem -type f -not -path '*/.variables/*' -printf '%p %T@\n' | sort; }

@test "a mass and a run become a library with the names of dbgen, its CSV, weighted events, comparisons and a report" {
  copy
  for energy in 2.0 4.0; do
    for target in tungsten silicon; do
      assert_file_exist "$at/$library/${library}_${target}_IncidentEnergy_${energy}_unweighted_events.lhe"
    done
  done
  assert_equal "$(find "$at/$library" -type f | wc -l)" 4
  lhe2csv "$at/$library" | cmp - <(text "$at/$library.csv.gz")
  assert_equal "$(text "$at/scaled.tsv.gz" | column weight | wc -l)" 300
  assert_equal "$(column tested "$at/compare.tsv" | sort | uniq -c | tr -s ' ' | xargs)" '4 library 4 lower-scaled 4 scaled'
  assert_file_exist "$at/report.html" dark-brem/report.html
  assert_equal "$(cat "$BATS_FILE_TMPDIR/made")" 'report: dark-brem/report.html'
  run grep -c '<a href="mA_0.1_run_1/report.html">' dark-brem/report.html
  assert_output 1
}

@test "a second run does nothing" {
  copy
  run dark_brem MASSES=0.1
  assert_output "make: Nothing to be done for 'all'."
}

@test "a dry run prints every step and changes nothing" {
  run -0 dark_brem -n MASSES=0.1
  for tool in gen-dark-brem lhe-check lhe2csv dark-brem-xsec fire-beam pick-vertex scale-events filter-target compare-histograms html-report; do
    assert_output --partial "$tool "
  done
  assert_equal "$(ls)" ''
  copy
  before=$(state)
  run -0 dark_brem -n MASSES=0.1 EPSILON=0.001
  assert_output --partial pick-vertex
  assert_equal "$(state)" "$before"
  run dark_brem MASSES=0.1
  assert_output "make: Nothing to be done for 'all'."
}

@test "the same points make the same bytes, from an empty directory, any number of jobs at a time" {
  copy
  mv dark-brem one
  dark_brem -s -j3 MASSES=0.1 compare filter
  for file in $(cd dark-brem && find . -type f -not -path '*/.variables/*'); do
    cmp "one/$file" "dark-brem/$file"
  done
}

# redone VARIABLE=VALUE...: what is new thereafter, by name, below the point
redone() {
  dark_brem -s MASSES=0.1 > before.log
  state > before
  dark_brem -s MASSES=0.1 "$@" > after.log
  state | diff before - | sed -n "s,^> $at/\([^ ]*\) .*,\1,p" | xargs
}

@test "a changed cut redoes what depends on it and nothing else" {
  copy
  assert_equal "$(redone TARGET_MIN=3)" \
    'events.tsv.gz facts.tsv kept.tsv normalisation.tsv provenance.tsv report.html summary.tsv'
  filter-target -q --min-energy 3 "$at/scaled.tsv.gz" | cmp - <(text "$at/events.tsv.gz")
}

@test "what is only said of the sample redoes only what says it" {
  copy
  assert_equal "$(redone ON_TARGET=1e16)" 'facts.tsv normalisation.tsv provenance.tsv report.html summary.tsv'
  assert_near "$(column expected_events dark-brem/summary.tsv)" \
    "$(awk -F'\t' -v s="$(column signal_per_electron dark-brem/summary.tsv)" 'BEGIN { print s * 1e16 }')" 1e-5
}

@test "another coupling simulates anew from the same library" {
  copy
  cp "$at/normalisation.tsv" first.tsv
  run -0 redone EPSILON=0.001
  assert_output --partial scaled.tsv.gz
  refute_output --partial "$library"
  refute_output --partial xsec.tsv
  refute_output --partial direct.csv.gz
  assert_near "$(column interactions_per_electron "$at/normalisation.tsv")" \
    "$(awk -v a="$(column interactions_per_electron first.tsv)" 'BEGIN { print a / 100 }')" 1e-5
}

@test "other points do not redo the ones that are there" {
  copy
  before=$(find "$at" -type f -printf '%p %T@\n' | sort)
  dark_brem -s MASSES='0.1 0.2' RUNS='1 2' csv
  assert_equal "$(find "$at" -type f -printf '%p %T@\n' | sort)" "$before"
  assert_equal "$(ls -d dark-brem/mA_*/*.csv.gz | grep -v direct)" \
    "$(for p in 0.1_run_1 0.1_run_2 0.2_run_1 0.2_run_2; do echo "dark-brem/mA_$p/${library%0.1_run_1}$p.csv.gz"; done)"
  # runs are their own random numbers
  refute [ "$(text dark-brem/mA_0.1_run_1/e*.csv.gz | sed -n 2p)" = "$(text dark-brem/mA_0.1_run_2/e*.csv.gz | sed -n 2p)" ]
}

@test "several points make one row each in the summary" {
  copy
  dark_brem -s MASSES=0.1 RUNS='1 2'
  assert_equal "$(column report dark-brem/summary.tsv | xargs)" 'mA_0.1_run_1/report.html mA_0.1_run_2/report.html'
  assert_equal "$(column library_sha256 dark-brem/summary.tsv | head -n 1)" "$(text "$at/$library.csv.gz" | sha256sum | cut -d ' ' -f 1)"
}

# A thin plate: N_e n sigma d A' are made, with n = density N_A / A. Tungsten, 19.3 g/cm3, 183.84, 0.3504 mm (LDMX), N_A of CODATA 2018.
closed_form() {   # METHOD
  tsv target_Z target_A kinetic_energy_gev / 74 183.84 4 | dark-brem-xsec --apmass 0.1 --method "$1" --epsilon 0.01 | column xsec_pb |
    awk '{ print $1 * 1e-36 * 19.3 * 6.02214076e23 / 183.84 * 0.03504 }'
}

@test "the weights add up to electrons times atoms per area times cross section" {
  copy
  assert_near "$(column interactions_per_electron "$at/normalisation.tsv")" "$(closed_form auto)" 1e-4
  # what the filter keeps of it, by its own definition: A' of 2 GeV at least
  kept=$(text "$at/scaled.tsv.gz" | pick-columns -c aprime_energy_gev,weight | awk 'NR > 1 && $1 >= 2 { s += $2 } END { printf "%.12g", s / 300 }')
  assert_near "$(column signal_per_electron "$at/normalisation.tsv")" "$kept" 1e-9
}

@test "another method of the cross section is another normalisation of the same kind" {
  copy
  dark_brem -s MASSES=0.1 METHOD=exact filter
  dark_brem -s MASSES=0.1 METHOD=exact "dark-brem/mA_0.1_run_1/normalisation.tsv"
  assert_near "$(column interactions_per_electron "$at/normalisation.tsv")" "$(closed_form exact)" 1e-4
}

@test "every electron is accounted for" {
  copy
  # what a step passes or drops is what the step before it passed
  run awk -F'\t' 'NR == 1 { next }
    $1 != step { if (step != "" && step != "fire-beam" && all != passed) print step, all, passed; passed = before; step = $1; all = 0 }
    { all += $3 } $2 == "passed" { before = $3 } END { if (all != passed) print step, all, passed }' "$at/kept.tsv"
  assert_output ''
  assert_equal "$(awk -F'\t' '$1 == "filter-target" { n += $3 } END { print n }' "$at/kept.tsv")" 300
  assert_equal "$(awk -F'\t' '$1 == "filter-target" && $2 == "passed" { print $3 }' "$at/kept.tsv")" "$(text "$at/events.tsv.gz" | column event | wc -l)"
}

@test "a filter that keeps nothing is a signal of 0, with a report; a beam of which nothing is left stops with the account" {
  dark_brem -s MASSES=0.1 TARGETS=silicon NEVENTS=100 EVENTS=100 TARGET=tungsten TARGET_MIN=100 DECAY='--max-mm 5' 2> log
  assert_equal "$(column signal_per_electron dark-brem/summary.tsv)" 0
  assert_equal "$(column events dark-brem/summary.tsv)" 0
  # and no event was on silicon: nothing to compare at the energy of the beam but the library
  assert_equal "$(column tested "$at/compare.tsv" | sort | uniq -c | tr -s ' ' | xargs)" '4 library 4 lower-scaled'
  run dark_brem -s MASSES=0.1 TARGETS=silicon NEVENTS=100 EVENTS=100 TAGGER_MIN=5 simulate
  assert_failure
  assert_line $'filter-tagger\tbelow_energy\t100\t100'
}

@test "the generator's totals are the exact cross sections" {
  copy
  for ratio in $(column ratio "$at/totals.tsv"); do
    assert_near "$ratio" 1 1e-3
  done
  assert_equal "$(column ratio "$at/totals.tsv" | wc -l)" 4
}

@test "what a library is from is said: version, seeds, digest, every variable" {
  copy
  assert_equal "$(value 'SHA-256 of its CSV' "$at/provenance.tsv")" "$(text "$at/$library.csv.gz" | sha256sum | cut -d ' ' -f 1)"
  assert_equal "$(value beampipe "$at/provenance.tsv")" "$(cat "$ROOT/share/VERSION")"
  assert_equal "$(value 'seed of the simulation' "$at/provenance.tsv")" 1
  assert_equal "$(value TARGETS "$at/provenance.tsv")" 'tungsten silicon'
  for variable in $(sed -n 's/^\([A-Z_]*\) *?=.*/\1/p' "$ROOT/pipelines/dark-brem/Makefile" | grep -v -x -e MASSES -e RUNS); do
    refute [ "$(value "$variable" "$at/provenance.tsv")" = '' ]
  done
}

@test "once the CSV is there the event files may go" {
  copy
  rm -r "${at:?}/$library"
  run dark_brem MASSES=0.1
  assert_output "make: Nothing to be done for 'all'."
  run -0 redone SCALING=undefined
  refute_output --partial library.tsv
}

@test "FORCE redoes a step and what follows, ONLY that step alone" {
  copy
  run dark_brem -n MASSES=0.1 FORCE=simulate
  assert_output --partial 'fire-beam '
  assert_output --partial 'filter-target '
  assert_output --partial html-report
  refute_output --partial 'lhe2csv '
  run dark_brem -n MASSES=0.1 ONLY=simulate
  assert_output --partial 'fire-beam '
  refute_output --partial 'filter-target '
  refute_output --partial html-report
  run -0 dark_brem MASSES=0.1 ONLY=csv
  assert_output --partial 'lhe2csv '
  refute_output --partial gen-dark-brem
  refute_output --partial 'fire-beam '
  run dark_brem MASSES=0.1 FORCE=simulation
  assert_failure
  assert_output --partial "no step 'simulation'"
}

has_made() { [ "$(find dark-brem -type f 2> /dev/null | wc -l)" -ge "$1" ]; }

@test "a run that is killed leaves no half file, and the next one ends where it would have" {
  for files in 1 3 8 15 25; do
    until_it rm -rf dark-brem   # while what was killed still dies
    setsid bash -c 'exec beampipe dark-brem -s "$@"' _ "${small[@]}" MASSES=0.1 > log 2>&1 3>&- &
    until_it has_made $files
    kill -KILL -- -$! 2> /dev/null || true
    wait $! || true
    # all that is there is as it must be
    for file in $(cd "$at" 2> /dev/null && find . -type f -not -path './.*/*'); do
      case $file in *.svg) tail -c 20 "$at/$file" | grep -q '</svg>' ;; *report.html) ;; *) cmp "$at/$file" "$BATS_FILE_TMPDIR/$at/$file" ;; esac
    done
  done
  dark_brem -s MASSES=0.1
  diff -r -x '*.svg' -x report.html -x .variables dark-brem "$BATS_FILE_TMPDIR/dark-brem"
  # and nothing aside
  run find dark-brem -name '.?*' -not -name .variables
  assert_output ''
}

@test "BEAM=8gev sets the energies of beam, library and cuts" {
  run -0 dark_brem -n MASSES=0.1 BEAM=8gev
  assert_output --partial 'gen-dark-brem --lepton electron --max-energy 8 '
  assert_output --partial '_MaxE_8.0_MinE_4.0_'
  for tool in fire-beam 'filter-tagger -q' 'filter-target -q'; do
    assert_output --partial "$tool --preset 8gev"
  done
  run -0 dark_brem -n MASSES=0.1 BEAM=8gev MAX_ENERGY=6 TAGGER_MIN=5 TARGET_MIN=1
  assert_output --partial '_MaxE_6.0_MinE_3.0_'
  assert_output --partial 'filter-tagger -q --preset 8gev --min-energy 5'
  assert_output --partial 'filter-target -q --preset 8gev --min-energy 1'
}

@test "a library that is brought, event files or CSV, gives the same events as one that was made" {
  copy
  mv dark-brem made
  for brought in "made/mA_%/${library%0.1_run_1}%" "made/mA_%/${library%0.1_run_1}%.csv.gz"; do
    rm -rf dark-brem
    dark_brem -s MASSES=0.1 LIBRARY="$brought" FORM_FACTOR=physical compare
    cmp "$at/scaled.tsv.gz" made/mA_0.1_run_1/scaled.tsv.gz
    cmp "$at/compare.tsv" made/mA_0.1_run_1/compare.tsv
    run dark_brem MASSES=0.1 LIBRARY="$brought" FORM_FACTOR=physical compare
    assert_output "make: Nothing to be done for 'compare'."
  done
  touch "made/mA_0.1_run_1/$library.csv.gz"
  run -0 dark_brem -n MASSES=0.1 LIBRARY="$brought" simulate
  assert_output --partial 'scale-events '
}

@test "a library of another mass or lepton is refused with the reason" {
  copy
  mv dark-brem made
  run dark_brem -s MASSES=0.2 LIBRARY="made/mA_0.1_run_1/$library" csv
  assert_failure
  assert_output --partial $'\t-\tA\' of 0.1 GeV, not of 0.2'
  run dark_brem -s MASSES=0.1 LEPTON=muon LIBRARY="made/mA_0.1_run_1/$library.csv.gz" csv
  assert_failure
  assert_output --partial $'-\t-\ta electron, not a muon'
  assert_file_not_exist "$at/check.tsv"
}

@test "a library with a broken event, or one that is cut off, stops the production with what is wrong" {
  copy
  mv dark-brem made
  file=made/mA_0.1_run_1/$library/${library}_tungsten_IncidentEnergy_4.0_unweighted_events.lhe
  # the outgoing lepton of the third event gets a momentum that nothing balances
  awk '/<event>/ { n++ } n == 3 && $1 == 11 && $2 == 1 { $7 += 0.5 } { print }' "$file" > broken
  cp "$file" whole
  cp broken "$file"
  run dark_brem -s MASSES=0.1 LIBRARY="made/mA_0.1_run_1/$library"
  assert_failure
  assert_line $'file\tline\tproblem'
  assert_output --partial "IncidentEnergy_4.0_unweighted_events.lhe"$'\t'"$(awk '/<event>/ && ++n == 3 { print NR }' whole)"
  assert_file_not_exist "$at/check.tsv" "$at/$library.csv.gz"
  head -n 2000 whole > "$file"
  rm -r dark-brem
  run dark_brem -s MASSES=0.1 LIBRARY="made/mA_0.1_run_1/$library"
  assert_failure
  assert_output --partial "${file##*/}"
  assert_file_not_exist "$at/library.tsv"
}

@test "a reference is compared with the library, and the library with itself agrees" {
  copy
  run -0 redone REFERENCE="$BATS_FILE_TMPDIR/dark-brem/mA_%/$library.csv.gz"
  refute_output --partial scaled.tsv.gz
  refute_output --partial direct.csv.gz
  run awk -F'\t' '$1 == "library" && $2 == "reference" { print $8, $12 }' "$at/compare.tsv"
  assert_output $'0 yes\n0 yes\n0 yes\n0 yes'
}

@test "DECAY lets the A' of the filtered events decay, within what it says" {
  copy
  assert_equal "$(redone DECAY='--min-mm 5 --max-mm 300')" 'decays.svg decays.tsv.gz facts.tsv provenance.tsv report.html summary.tsv'
  assert_equal "$(text "$at/decays.tsv.gz" | column event)" "$(text "$at/events.tsv.gz" | column event)"
  text "$at/decays.tsv.gz" | pick-columns -c vertex_x_mm,vertex_y_mm,vertex_z_mm,decay_x_mm,decay_y_mm,decay_z_mm |
    awk 'NR > 1 { d = sqrt(($4 - $1)^2 + ($5 - $2)^2 + ($6 - $3)^2); if (d < 4.999 || d > 300.001) exit 1 }'
  run dark_brem MASSES=0.1 decay
  assert_failure
  assert_output --partial "DECAY='--max-mm 300'"
}

@test "lhe writes the events for the simulation that comes next" {
  copy
  dark_brem -s MASSES=0.1 lhe
  assert_equal "$(lhe2csv "$at/events.lhe.gz" | tail -n +2 | wc -l)" "$(text "$at/events.tsv.gz" | column event | wc -l)"
}

@test "MadGraph in a container makes the library, by the engine and image that are asked for; what follows is the same" {
  # a stand-in: takes docker's words apart and generates natively into what is bound to /output
  mkdir bin
  cat > bin/docker <<'SH'
#!/bin/bash
echo "$*" >> "$LOG"
[ "$1" = run ] || exit 0
while [ $# -gt 0 ]; do
  case $1 in
  *:/output) out=${1%:/output} ;;
  ldmx/dark-brem-lib-gen:*) shift; break ;;
  esac
  shift
done
words=()
for word; do words+=("${word//_/-}"); done
exec gen-dark-brem -o "$out" "${words[@]}"
SH
  chmod +x bin/docker
  export LOG=$PWD/log PATH=$PWD/bin:$PATH DBGEN_CONFIG=$PWD/settings
  dark_brem -s MASSES=0.1 GENERATOR=container ENGINE=docker IMAGE=v4.6 FORM_FACTOR=physical csv
  run grep -c -e '--run 1 --nevents 400 --max_energy 4 --rel_step 0.5 --apmass 0.1 --lepton electron --target tungsten silicon$' log
  assert_output 1
  cmp "$at/$library.csv.gz" "$BATS_FILE_TMPDIR/$at/$library.csv.gz"
  # from 5.1 on options are spelled otherwise
  : > log
  dark_brem -s MASSES=0.1 GENERATOR=container ENGINE=docker IMAGE=v5.2 FORM_FACTOR=physical csv MIN_ENERGY=2 || true
  run grep -c -e '--max-energy 4 --min-energy 2 --rel-step 0.5' log
  assert_output 1
}

@test "a container that makes nothing, or too little, stops the production and leaves no library" {
  mkdir bin
  printf '#!/bin/sh\nexit 0\n' > bin/docker
  chmod +x bin/docker
  export PATH=$PWD/bin:$PATH DBGEN_CONFIG=$PWD/settings
  run dark_brem -s MASSES=0.1 GENERATOR=container ENGINE=docker IMAGE=v4.6
  assert_failure
  assert_output --partial 'made no library'
  run find dark-brem -name '*electron*' -o -name library.tsv
  assert_output ''
}

@test "what is missing or cannot be is named before anything is made" {
  run beampipe dark-brem
  assert_failure
  assert_output --partial "MASSES='0.01 0.1' say"
  for wrong in 'OUT=a b' 'LIBRARY=a b' 'REFERENCE=a b' 'TARGET=a b.tsv' 'EPSILON=1 2'; do
    run dark_brem MASSES=0.1 "$wrong"
    assert_failure
    assert_output --partial "*** $wrong: no blanks"
  done
  run dark_brem MASSES=ten
  assert_failure
  assert_line "db-points: --apmass: not a number: 'ten'"
  run dark_brem MASSES=0.1 RUNS='1 01'
  assert_failure
  assert_line "RUNS: not a whole number: '01'"
  run dark_brem MASSES=0.1 TARGETS=unobtainium
  assert_failure
  assert_output --partial "unobtainium"
  run dark_brem MASSES=0.1 GENERATOR=magic
  assert_failure
  assert_output --partial 'GENERATOR=magic: native, container, or none with LIBRARY=...'
  run dark_brem MASSES=0.1 GENERATOR=none
  assert_failure
  assert_output --partial 'LIBRARY=... is the library then'
  run dark_brem MASSES=0.1 GENERATOR=native LIBRARY=x
  assert_failure
  assert_output --partial 'the one brings a library, the other makes one'
  run dark_brem MASSES=0.1 SCALE_APRIME=maybe
  assert_failure
  assert_output --partial 'SCALE_APRIME=maybe: yes or no'
  assert_equal "$(ls)" ''
}

@test "help says goals and variables, with their defaults" {
  run -0 beampipe dark-brem help
  for variable in $(sed -n 's/^\([A-Z_]*\) *?=.*/\1/p' "$ROOT/pipelines/dark-brem/Makefile"); do
    assert_output --regexp "(^|[^A-Z_])$variable([^A-Z_]|\$)"
  done
  for goal in library check csv xsec simulate filter decay lhe compare report; do
    assert_line --regexp "^    $goal "
  done
  assert_equal "$(ls)" ''
}
