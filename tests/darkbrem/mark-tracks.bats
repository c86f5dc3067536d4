load ../helper

setup() {
  begin_test || return
  tsv track process / 1 - / 2 DarkBrem / 3 'biasWrapper(DarkBrem)' / 4 eBrem / 5 darkbrem > tracks.tsv
}

@test "particles whose process has DarkBrem in its name are marked, and none is dropped" {
  run -0 mark-tracks tracks.tsv
  assert_output "$(tsv track process saved / 1 - 0 / 2 DarkBrem 1 / 3 'biasWrapper(DarkBrem)' 1 / 4 eBrem 0 / 5 darkbrem 0)"
}

@test "--process is another word; a mark that is there is replaced" {
  run -0 mark-tracks --process eBrem tracks.tsv
  assert_equal "$(column saved <<< "$output" | paste -sd' ')" '0 0 0 1 0'
  run -0 mark-tracks --process eBrem < <(mark-tracks tracks.tsv)
  assert_output "$(mark-tracks --process eBrem tracks.tsv)"
}

@test "the empty word is in every name, but not where there is none" {
  run -0 mark-tracks --process '' tracks.tsv
  assert_equal "$(column saved <<< "$output" | paste -sd' ')" '0 1 1 1 1'
}
