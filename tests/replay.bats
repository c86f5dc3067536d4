load helper

# The reference tables are other projects' and stay outside; where they lie beside the tree, every one must be met.
@test "every golden table beside the tree is met" {
  golden=${GOLDEN:-$ROOT/../shared/data}
  [ -d "$golden/ensemble" ] || skip "no reference data at GOLDEN or beside the tree"
  run --separate-stderr "$ROOT/tests/replay/all" "$golden"
  [ "$status" = 0 ] || fail "$stderr
$output"
  # every golden file of a production that we have replaced is replayed, none passed over; replay/later names those that are still to come
  run awk -F'\t' '
    NR == FNR { if (!/^#/) later[$1]; next }
    FNR > 1 && $2 != "-" {
      name = $1 "/" $2
      folder = match(name, "/[^/]*/") ? substr(name, 1, RSTART + RLENGTH - 1) : ""
      at = name in later ? name : folder
      if (at in later) seen[at]
      if (($3 == 0) != (at in later)) print name
    }
    END { for (at in later) if (!(at in seen)) print at " is no golden file" }' "$ROOT/tests/replay/later" - <<< "$output"
  assert_output ''
}

@test "a replay says which golden file it does not know" {
  mkdir -p data/golden
  tsv a / 1 > data/golden/unheard-of.tsv
  run "$ROOT/tests/replay/ensemble" data
  assert_line "golden/unheard-of.tsv	0	0	0"
}
