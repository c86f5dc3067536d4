load ../helper

@test "columns come in the order asked, under new names where given" {
  run pick-columns -c n=events,process <<< "$(tsv process events size / DIO 1980 12)"
  assert_success
  assert_output "$(tsv n process / 1980 DIO)"
}

@test "tables with their columns in different orders come under each other" {
  tsv a b / 1 2 > x.tsv
  tsv b a / 3 4 > y.tsv
  run pick-columns -c a,b x.tsv y.tsv
  assert_output "$(tsv a b / 1 2 / 4 3)"
}

@test "a column that a file does not have stops the run, with --fill it is missing" {
  tsv a / 1 > x.tsv
  assert_dies "pick-columns: x.tsv:1: no column 'b'" pick-columns -c a,b x.tsv
  run pick-columns --fill -c a,b x.tsv
  assert_output "$(tsv a b / 1 -)"
}

@test "a column may be picked twice only under two names" {
  run pick-columns -c a,twin=a <<< "$(tsv a / 1)"
  assert_output "$(tsv a twin / 1 1)"
  assert_dies "pick-columns: two columns of the output would be named 'a'" pick-columns -c a,a <<< "$(tsv a / 1)"
}

@test "an empty name and a missing --columns are refused" {
  assert_dies "pick-columns: --columns: an empty name in 'a,,b'" pick-columns -c a,,b <<< a
  assert_dies 'pick-columns: --columns is missing (see --help)' pick-columns <<< a
}

@test "a new name that would not be read back as a column's is refused" {
  for name in '#a' $'\xef\xbb\xbfa' $'a\tb' $'a\nb' $'a\r'; do
    run -2 --separate-stderr pick-columns -c "$name=a" <<< "$(tsv a / 1)"
    assert_output ''
    assert_equal "$stderr" "pick-columns: a column named '$(tr '\t\n\r' '???' <<< "$name" | head -c -1)' could not be read again"
  done
  run -0 pick-columns -c 'b,#a=a' <<< "$(tsv a b / 1 2)"
  assert_output "$(tsv b '#a' / 2 1)"
}
