load ../helper

@test "values are quoted where they must be and nowhere else" {
  tsv a b / 'x, y' 'say "hi"' / ' blank' 'plain word' / '' - > t.tsv
  run -0 tsv2csv t.tsv
  assert_line --index 0 'a,b'
  assert_line --index 1 '"x, y","say ""hi"""'
  assert_line --index 2 '" blank",plain word'
  assert_line --index 3 '-,-'
}

@test "names of columns are quoted too" {
  run -0 tsv2csv <<< $'mass, GeV\tb\n1\t2'
  assert_line --index 0 '"mass, GeV",b'
}

@test "csv2tsv undoes tsv2csv for any table" {
  for seed in {1..25}; do
    awk -v seed=$seed 'BEGIN {
      srand(seed); n = split("a|b| |,|\"|\"\"|;|0|1.5|-|\\|#|é|\r|.|x y", piece, "|"); columns = 1 + int(rand() * 6); rows = int(rand() * 40)
      for (r = 0; r <= rows; r++) {
        line = ""
        for (c = 1; c <= columns; c++) {
          cell = r ? "" : "column" c
          for (k = int(rand() * 5) + 1; k > 0; k--) cell = cell piece[1 + int(rand() * n)]
          gsub(/\r+$/, "", cell)
          line = line (c > 1 ? "\t" : "") (cell == "" ? "-" : cell)
        }
        print line
      }
    }' > table.tsv
    tsv2csv table.tsv | csv2tsv --csv | cmp - table.tsv || fail "seed $seed"
  done
}

@test "what CSV says of itself is said again: jq and a reader of our own agree" {
  tsv run comment / 1 'a "b", c' > t.tsv
  run -0 bash -c "tsv2csv t.tsv | tail -n 1 | jq -R 'ltrimstr(\"1,\") | .[1:-1] | gsub(\"\\\"\\\"\"; \"\\\"\")' -r"
  assert_output 'a "b", c'
}

@test "CSV passes through" {
  printf 'a,b\n1,"x, y"\n' > t.csv
  run -0 tsv2csv t.csv
  assert_output "$(cat t.csv)"
}

@test "--fail-empty says 1 of a table without rows" {
  run -1 tsv2csv --fail-empty <<< $'a\tb'
  run -0 tsv2csv --fail-empty <<< $'a\tb\n1\t2'
}
