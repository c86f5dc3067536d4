load ../helper

name=dts.mu2e.CosmicSignal.MDC2025ac.001430_00000017.art

@test "a name is taken apart into its fields, data set, run and subrun" {
  parse-name $name > t
  for pair in tier:dts owner:mu2e description:CosmicSignal configuration:MDC2025ac sequencer:001430_00000017 extension:art \
    dataset:dts.mu2e.CosmicSignal.MDC2025ac.art run:1430 subrun:17; do
    assert_equal "${pair%%:*}:$(column "${pair%%:*}" t)" "$pair"
  done
}

@test "the directory is the first two and the next two digits of the name's SHA-256" {
  sum=$(printf %s $name | sha256sum)
  assert_equal "$(parse-name $name | column directory)" "${sum:0:2}/${sum:2:2}"
}

@test "a path is read by its last part, from rows, and other columns stay" {
  tsv file_name events / /pnfs/mu2e/$name 12 > list.tsv
  parse-name < list.tsv > t
  assert_equal "$(column events t) $(column subrun t)" '12 17'
  assert_equal "$(column directory t)" "$(parse-name $name | column directory)"
}

@test "with names as operands stdin is not read" {
  printf 'left over\n' > in
  { parse-name $name > t; cat > rest; } < in
  assert_equal "$(cat rest)" 'left over'
}

@test "a sequencer of another form has neither run nor subrun" {
  for sequencer in 0 001430 1430_17 001430_00000017_1 001e30_00000017; do
    parse-name cnf.mu2e.d.c.$sequencer.tar > t
    assert_equal "$(column sequencer t) $(column run t) $(column subrun t)" "$sequencer - -"
  done
}

@test "runs and subruns beyond their digits are read" {
  parse-name dts.mu2e.d.c.1234567_123456789.art > t
  assert_equal "$(column run t) $(column subrun t)" '1234567 123456789'
}

@test "--datasets reads five fields, and six no longer" {
  parse-name --datasets dts.mu2e.CosmicSignal.MDC2025ac.art > t
  assert_equal "$(column dataset t) $(column extension t) $(column sequencer t)" 'dts.mu2e.CosmicSignal.MDC2025ac.art art -'
  run column directory t
  assert_failure
  assert_dies "parse-name: options:2: column 'file_name': no name of a Mu2e data set, 6 fields instead of 5: '$name'" parse-name --datasets $name
}

@test "--root adds where the file lies: family, fields, directory, name" {
  assert_equal "$(parse-name --root /pnfs $name | column path)" \
    "/pnfs/phy-sim/dts/mu2e/CosmicSignal/MDC2025ac/art/$(parse-name $name | column directory)/$name"
  assert_equal "$(parse-name --root /pnfs nts.sophie.d.c.0.root | column path | cut -d/ -f 1-4)" /pnfs/usr-nts/nts
  assert_dies "parse-name: options:2: column 'file_name': no place on storage for this tier and owner: 'abc.mu2e.d.c.0.root'" \
    parse-name --root /pnfs abc.mu2e.d.c.0.root
  assert_dies 'parse-name: --root is for files, not for --datasets' parse-name --root /pnfs --datasets a.b.c.d.e
}

@test "what is no name is said with its reason and place" {
  tsv file_name / $name / a.b.c > t
  assert_dies "parse-name: -:3: column 'file_name': no name of a Mu2e file, 3 fields instead of 6: 'a.b.c'" parse-name < t
  for bad in a..c.d.e.f a.b.-c.d.e.f 'a.b.c c.d.e.f' 'a.b.$(id).d.e.f' 'a.b.c;.d.e.f'; do
    run -2 parse-name "$bad"
    assert_output --regexp 'its (owner|description) is not made of letters, digits, _ and -'
  done
  assert_dies 'parse-name: not a name: it holds a tab or a newline' parse-name $'a\tb'
  run -2 parse-name "$(printf 'a%.0s' {1..300}).b.c.d.e.f"
  assert_output --partial 'longer than 255 bytes'
}
