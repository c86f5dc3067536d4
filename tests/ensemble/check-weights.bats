load ../helper

@test "equal weights are constant: yes" {
  run -0 --separate-stderr check-weights <<< $'weight\n0.1\n0.1\n0.1'
  assert_output "$(tsv group events minimum maximum mean worth verdict / - 3 0.1 0.1 0.1 3 constant)"
  assert_equal "$stderr" ''
}

@test "weights that differ are a warning and status 1; what the sample is worth is (sum w)^2 / sum w^2" {
  run -1 --separate-stderr check-weights <<< $'weight\n1\n3'
  assert_output "$(tsv group events minimum maximum mean worth verdict / - 2 1 3 2 1.6 varies)"
  assert_equal "$stderr" 'check-weights: the weights vary from 1 to 3: sampling them with equal probability is wrong'
}

@test "--group looks at each value by itself" {
  tsv process weight / RPCInternal 0.5 / DIO 1 / RPCInternal 0.25 / DIO 1 > events.tsv
  run -1 --separate-stderr check-weights --group process events.tsv
  assert_output "$(tsv group events minimum maximum mean worth verdict \
    / RPCInternal 2 0.25 0.5 0.375 1.8 varies / DIO 2 1 1 1 2 constant)"
  assert_equal "$stderr" 'check-weights: the weights of RPCInternal vary from 0.25 to 0.5: sampling them with equal probability is wrong'
  run -1 -- check-weights -q events.tsv   # together they vary, too
}

@test "--column names the weights" {
  run -0 check-weights --column survival <<< "$(tsv weight survival / 1 2 / 3 2)"
  assert_line --index 1 "$(tsv - 2 2 2 2 2 constant)"
}

@test "--tolerance lets rounding pass" {
  run -1 check-weights -q <<< $'weight\n1\n0.9999999'
  run -0 check-weights --tolerance 1e-6 <<< $'weight\n1\n0.9999999'
  run -1 check-weights -q --tolerance 1e-8 <<< $'weight\n1\n0.9999999'
  assert_dies 'check-weights: --tolerance: negative' check-weights --tolerance -1
}

@test "the answer does not depend on the order" {
  printf 'weight\n%s\n%s\n%s\n' 1e16 1 -1e16 > a
  printf 'weight\n%s\n%s\n%s\n' 1 -1e16 1e16 > b
  diff <(check-weights -q a) <(check-weights -q b)
  assert_equal "$(check-weights -q a | column mean)" 0.3333333333333333
}

@test "a weight that is none dies with its place" {
  assert_dies "check-weights: -:3: column 'weight': missing" check-weights <<< $'weight\n1\n-'
  assert_dies "check-weights: -:2: column 'weight': not finite" check-weights <<< $'weight\nnan'
  assert_dies "check-weights: -:2: column 'weight': not a number: 'w'" check-weights <<< $'weight\nw'
  assert_dies "check-weights: -:1: no column 'weight'" check-weights <<< $'w\n1'
  assert_dies "check-weights: -:1: no column 'process'" check-weights -g process <<< $'weight\n1'
}

@test "no rows, no answer but yes" {
  run -0 check-weights <<< weight
  assert_output "$(tsv group events minimum maximum mean worth verdict)"
}
