load ../helper

@test "options make one row, and stdin is not read" {
  printf 'left over\n' > in
  { make-name --tier dts --owner sophie -d ens -c MDC2025af --run 1430 --subrun 17 --extension root > t; cat > rest; } < in
  assert_equal "$(column file_name t)" dts.sophie.ens.MDC2025af.001430_00000017.root
  assert_equal "$(column dataset t)" dts.sophie.ens.MDC2025af.root
  assert_equal "$(cat rest)" 'left over'
}

@test "owner is mu2e and extension art unless something else is said" {
  assert_equal "$(make-name --tier dts -d a -c b --sequencer 0 | column file_name)" dts.mu2e.a.b.0.art
}

@test "rows say more than options" {
  tsv tier owner run subrun / dts - 1 2 / mcs sophie - - > t
  make-name --owner x -d a -c b --sequencer 7 < t > out
  assert_equal "$(column file_name out | paste -sd' ')" 'dts.x.a.b.000001_00000002.art mcs.sophie.a.b.7.art'
}

@test "it is the inverse of parse-name" {
  parse-name dts.mu2e.CosmicSignal.MDC2025ac.001430_00000017.art cnf.mu2e.ensemble-x.y_z.0.tar nts.u.d.c.1234567_123456789.root > t
  assert_equal "$(make-name < t | column file_name)" "$(column file_name t)"
  cut -f 2- t | make-name > again   # without the names
  assert_equal "$(column file_name again)" "$(column file_name t)"
  assert_equal "$(column dataset again)" "$(column dataset t)"
}

@test "fields that are missing or none are named" {
  assert_dies 'make-name: options:2: a name needs a sequencer, or run and subrun' make-name --tier dts -d a -c b --run 1
  assert_dies "make-name: options:2: no description of a name: ''" make-name --tier dts -c b --sequencer 0
  tsv tier description / dts a.b > t
  assert_dies "make-name: -:2: column 'description': no description of a name: 'a.b'" make-name -c b -s 0 < t
  tsv tier run subrun / dts one 2 > t
  assert_dies "make-name: -:2: column 'run': not a count: 'one'" make-name -d a -c b < t
}
