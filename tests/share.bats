load helper

@test "every fact in share/ says where it comes from" {
  for table in "$ROOT"/share/*/*.tsv; do
    column source "$table" > sources || fail "$table has no column 'source'"
    run grep -nxE -- '-?' sources
    [ -z "$output" ] || fail "$table: row without a source: $output"
  done
}

@test "no file of the tree names a path of one machine" {
  [ -d "$ROOT/.git" ] || skip "no git checkout"
  run git -C "$ROOT" grep -nIE '(^|[^A-Za-z0-9_.$}])/(work|farm|root|home/[a-z]+)/' -- ':!tests/share.bats'
  assert_output ''
}
