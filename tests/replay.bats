load helper

# The reference tables are other projects' and stay outside; where they lie beside the tree, every one must be met.
@test "every golden table beside the tree is met" {
  golden=${GOLDEN:-$ROOT/../shared/data}
  [ -d "$golden/ensemble" ] || skip "no reference data at GOLDEN or beside the tree"
  run --separate-stderr "$ROOT/tests/replay/all" "$golden"
  [ "$status" = 0 ] || fail "$stderr
$output"
  # every golden file of a production that we have replaced is replayed, none passed over
  run awk -F'\t' 'NR > 1 && $2 != "-" && $3 == 0' <<< "$output"
  assert_output ''
}

@test "a replay says which golden file it does not know" {
  mkdir -p data/golden
  tsv a / 1 > data/golden/unheard-of.tsv
  run "$ROOT/tests/replay/ensemble" data
  assert_line "golden/unheard-of.tsv	0	0	0"
}
