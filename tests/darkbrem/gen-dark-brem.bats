load ../helper

gen() { gen-dark-brem --apmass 0.1 --max-energy 4 --min-energy 4 --nevents 200 --run 7 "$@"; }
library=electron_tungsten_MaxE_4.0_MinE_4.0_RelEStep_0.1_UndecayedAP_mA_0.1_run_7

@test "a library is a directory of one LHE file for each target and energy, named as dbgen names them" {
  mkdir lib
  run -0 gen-dark-brem --target tungsten silicon --apmass 0.1 --min-energy 3.5 --nevents 5 --run 7 -o lib
  name=electron_tungstensilicon_MaxE_4.0_MinE_3.5_RelEStep_0.1_UndecayedAP_mA_0.1_run_7
  assert_output "lib/$name"
  assert_equal "$(ls "lib/$name")" "$(for target in silicon tungsten; do for e in 3.24 3.6 4.0; do
    echo "${name}_${target}_IncidentEnergy_${e}_unweighted_events.lhe"; done; done)"
}

@test "the CSV is what lhe2csv makes of the LHE files, to the last digit" {
  mkdir lib
  run -0 gen-dark-brem silicon --target tungsten --apmass 0.1 --min-energy 3.7 --nevents 50 --run 7 -o lib
  directory=$output
  gen-dark-brem silicon --target tungsten --apmass 0.1 --min-energy 3.7 --nevents 50 --run 7 --csv > direct.csv
  lhe2csv "$directory" > extracted.csv
  assert_files_equal direct.csv extracted.csv
  gen-dark-brem silicon --target tungsten --apmass 0.1 --min-energy 3.7 --nevents 50 --run 7 --csv --exact > direct.csv
  lhe2csv --exact "$directory" > extracted.csv
  assert_files_equal direct.csv extracted.csv
}

@test "the same bytes come from one, two and seven threads" {
  for threads in 1 2 7; do gen --nevents 3000 --csv --exact --threads $threads > "$threads.csv"; done
  assert_files_equal 1.csv 2.csv
  assert_files_equal 1.csv 7.csv
}

@test "an event depends on run, point and number only: not on how many are made, nor on the other points" {
  gen --csv > all.csv
  gen --nevents 50 --csv > few.csv
  assert_equal "$(head -n 51 all.csv)" "$(cat few.csv)"
  gen-dark-brem --target silicon --target tungsten --apmass 0.1 --max-energy 4 --min-energy 3.7 --nevents 200 --run 7 --csv | grep '^74,4,' > among.csv
  assert_equal "$(tail -n +2 all.csv)" "$(cat among.csv)"
}

@test "another run, mass, energy or lepton gives other events" {
  gen --csv > a.csv
  for other in '--run 8' '--apmass 0.11' '--form-factor elastic' '--lepton muon'; do
    # shellcheck disable=SC2086
    gen $other --csv > b.csv
    assert_equal "$(sort a.csv b.csv | uniq -d | wc -l)" 1   # the header
  done
}

@test "energy and momentum are conserved to 1e-9 and all masses are right" {
  mkdir lib
  gen -o lib > /dev/null
  run awk '$1 == "<event>" { e = x = y = z = 0; n++ }
    NF == 13 { sign = -$2; e += sign * $10; x += sign * $7; y += sign * $8; z += sign * $9
               m2 = $10 * $10 - $7 * $7 - $8 * $8 - $9 * $9 - $11 * $11; if (m2 * m2 > 1e-18 * (1 + $10 * $10)) print "mass", NR, m2 }
    $1 == "</event>" && e * e + x * x + y * y + z * z > 1e-18 { print "balance", NR }
    END { print n }' lib/$library/*.lhe
  assert_output 200
}

@test "nothing is wrong with the files, says lhe-check, and lhe-info finds their facts" {
  mkdir lib
  gen -o lib > /dev/null
  run -0 lhe-check lib/$library
  lhe-info lib/$library/*.lhe > info.tsv
  assert_equal "$(column dialect info.tsv) $(column events info.tsv) $(column Z info.tsv) $(column ap_id info.tsv) $(column seed info.tsv)" "mg4 200 74 622 7"
}

@test "the cross section of the summary is that of dark-brem-xsec --method exact" {
  gen --csv --summary summary.tsv > /dev/null
  tsv target_Z target_A kinetic_energy_gev / 74 184 3.999489 | dark-brem-xsec --apmass 0.1 --method exact > sigma.tsv
  assert_near "$(column xsec_pb summary.tsv)" "$(column xsec_pb sigma.tsv)" 1e-3
  assert_equal "$(column events summary.tsv)" 200
}

@test "couplings scale the cross section by their third power and leave the shapes alone" {
  gen --csv --summary a.tsv > a.csv
  gen --csv --summary b.tsv --inverse-alpha 127.9 > b.csv
  assert_near "$(column xsec_pb b.tsv)" "$(awk -v s="$(column xsec_pb a.tsv)" 'BEGIN { printf "%.17g", s * (137.035999 / 127.9) ^ 3 }')" 1e-9
  assert_files_equal a.csv b.csv
}

@test "the form factors order the cross sections of a heavy A': elastic, mg4, physical" {
  for form in elastic mg4 physical; do gen --apmass 1 --inverse-alpha 137 --form-factor $form --nevents 1 --csv --summary $form.tsv > /dev/null; done
  # spec 12: at 1 GeV on tungsten the physical total is 1.44 times mg4's
  assert_near "$(awk -v p="$(column xsec_pb physical.tsv)" -v m="$(column xsec_pb mg4.tsv)" 'BEGIN { print p / m }')" 1.44 0.01
  run awk -v e="$(column xsec_pb elastic.tsv)" -v m="$(column xsec_pb mg4.tsv)" 'BEGIN { exit !(e < m) }'
  assert_success
}

@test "a limit on the recoil's energy is kept, and may be written as Fortran writes it" {
  gen --max-recoil 5d-1 --csv | tail -n +2 > cut.csv
  assert_equal "$(awk -F, '$3 > 0.5' cut.csv | wc -l) $(wc -l < cut.csv)" "0 200"
  gen --max-recoil 1d5 --csv > all.csv
  gen --csv > default.csv
  assert_files_equal all.csv default.csv
}

@test "muons have their mass and their number" {
  mkdir lib
  run -0 gen-dark-brem --lepton muon --target copper --apmass 1 --max-energy 100 --min-energy 100 --nevents 10 --run 1 -o lib
  assert_output lib/muon_copper_MaxE_100.0_MinE_100.0_RelEStep_0.1_UndecayedAP_mA_1.0_run_1
  assert_equal "$(awk 'NF == 13 && $1 == 13 { print $11 }' "$output"/*.lhe | sort -u)" 0.10565837
}

@test "other nuclei come from a table" {
  tsv name mass_gev a_amu z / gold 183.4 196.97 79 > nuclei.tsv
  run -0 gen-dark-brem --nuclei nuclei.tsv --target gold --apmass 0.1 --min-energy 4 --nevents 2 --run 1 --csv
  assert_line --index 1 --partial '79,4,'
}

@test "the grid of energies ends where the options say, and the library's events are in the order of a sorted one" {
  run -0 gen-dark-brem tungsten silicon --apmass 0.01 --max-energy 4 --min-energy 2 --rel-step 0.25 --nevents 1 --run 1 --csv
  assert_equal "$(cut -d, -f1,2 <<< "$output" | tail -n +2 | tr '\n' ' ')" "14,1.688 14,2.25 14,3 14,4 74,1.688 74,2.25 74,3 74,4 "
}

@test "wrong options are named" {
  assert_dies "gen-dark-brem: --target: 'unobtainium' is none of tungsten, silicon, copper, lead, oxygen, lutetium, yttrium" gen-dark-brem --target unobtainium
  assert_dies "gen-dark-brem: --lepton: 'tau' is none of electron, muon" gen-dark-brem --lepton tau
  assert_dies "gen-dark-brem: --apmass 5: no such A' can be made at 4 GeV on tungsten" gen-dark-brem --apmass 5
  assert_dies "gen-dark-brem: --apmass: 0 is not above 0" gen-dark-brem --apmass 0
  assert_dies "gen-dark-brem: --rel-step: 1 is not between 0 and 1" gen-dark-brem --rel-step 1
  assert_dies "gen-dark-brem: --min-energy 5, --max-energy 4: not 0 < min <= max" gen-dark-brem --min-energy 5
  assert_dies "gen-dark-brem: --max-recoil: not an energy: 'all'" gen-dark-brem --max-recoil all
  assert_dies "gen-dark-brem: --inverse-alpha: -1 is not above 0" gen-dark-brem --inverse-alpha -1
  assert_dies "gen-dark-brem: --nevents: 0 events are no library" gen-dark-brem --nevents 0
  assert_dies "gen-dark-brem: --exact goes with --csv: LHE files are always exact" gen-dark-brem --exact
  assert_dies "gen-dark-brem: --rel-step: from 0.005 GeV on, a step of 0.1 is lost in rounding to 1 MeV: the grid would not end" \
    gen-dark-brem --apmass 0.0001 --max-energy 0.01 --min-energy 0.001
}

@test "what leaves no phase space, or no number, ends with one line instead of a search without end" {
  assert_dies "gen-dark-brem: the pilot run finds no A' of 0.01 GeV at 4 GeV below the limit of the recoil" \
    timeout 60 gen-dark-brem --min-energy 4 --csv --max-recoil 0.0005
  assert_dies "gen-dark-brem: the pilot run finds no A' of 0.01 GeV at 4 GeV" timeout 60 gen-dark-brem --min-energy 4 --csv --inverse-alpha 1e120
}

@test "two targets of the same charge are refused: a library could not tell their events apart" {
  assert_dies "gen-dark-brem: --target: 'silicon' and 'silicon' have the same charge: a library could not tell them apart" \
    gen-dark-brem --target silicon --csv lead silicon
}

@test "a killed generator leaves no half-written file" {
  mkdir lib
  gen-dark-brem --apmass 0.1 --min-energy 4 --nevents 100000000 --run 1 -o lib & pid=$!
  until_it compgen -G 'lib/*/.*.lhe.*'
  kill -TERM $pid
  wait $pid || true
  assert_equal "$(find lib -type f)" ""
}

@test "a directory that cannot be made is one line" {
  assert_dies "gen-dark-brem: nowhere/$library: cannot make the directory: No such file or directory" gen -o nowhere
}

@test "-M is --apmass, as it is in all tools of the room" {
  assert_equal "$(gen-dark-brem -M 0.1 --min-energy 4 --nevents 2 --csv)" "$(gen-dark-brem --apmass 0.1 --min-energy 4 --nevents 2 --csv)"
}
