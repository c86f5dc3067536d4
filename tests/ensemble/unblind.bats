load ../helper

seal() {
  tsv experiment livetime_s rmue / 1 410000 1e-13 / 2 399999.5 3.1e-14 / 3 - 5e-14 > truth.tsv
  printf 'salt of this test only' > salt
  blind --salt-file salt --row-bytes 120 --sealed sealed.tsv < truth.tsv > published.tsv
}

@test "what was sealed comes back, with its ids" {
  seal
  unblind -c published.tsv sealed.tsv > opened.tsv
  assert_equal "$(head -1 opened.tsv)" 'id	experiment	livetime_s	rmue'
  assert_equal "$(tail -n +2 opened.tsv | cut -f2- | sort)" "$(tail -n +2 truth.tsv | sort)"
  assert_equal "$(column id opened.tsv)" "$(column id published.tsv)"
}

@test "what stands in a cell comes back byte by byte, and what is missing stays missing" {
  printf 'experiment\tnote\n1\ta\000b \377\n2\t\n' > truth.tsv
  blind --sealed sealed.tsv < truth.tsv > published.tsv
  unblind -c published.tsv sealed.tsv | tail -n +2 | cut -f2- | sort > opened
  printf '1\ta\000b \377\n2\t-\n' | cmp - opened
}

# flip FILE OFFSET BIT: the file with that bit of that byte turned over
flip() {
  local byte
  byte=$(od -An -tu1 -j "$2" -N1 "$1")
  head -c "$2" "$1"
  printf "\\x$(printf %02x $((byte ^ (1 << $3))))"
  tail -c +$(($2 + 2)) "$1"
}

@test "a change of any byte of the sealed table is noticed" {
  seal
  size=$(stat -c %s sealed.tsv)
  header=$(head -1 sealed.tsv | wc -c)
  for ((at = 0; at < size; at++)); do
    [ $at -ge $header ] && [ $((at % 5)) != 0 ] && continue   # every byte of the header, every fifth of the rows
    flip sealed.tsv $at $((at % 7)) > changed.tsv
    unblind -c published.tsv changed.tsv > opened.tsv 2> errors && fail "byte $at: not noticed"
    [ -s errors ] || fail "byte $at: nothing said"
    comm -13 <(tail -n +2 truth.tsv | sort) <(tail -n +2 opened.tsv | cut -f2- | sort) > wrong.tsv
    [ ! -s wrong.tsv ] || fail "byte $at: a wrong truth was printed: $(cat wrong.tsv)"
  done
}

@test "a change of any byte of a published row is noticed" {
  seal
  header=$(head -1 published.tsv | wc -c)
  size=$(stat -c %s published.tsv)
  for ((at = header; at < size; at += 3)); do
    flip published.tsv $at $((at % 7)) > changed.tsv
    unblind -c changed.tsv sealed.tsv > opened.tsv 2> errors && fail "byte $at: not noticed"
    [ -s errors ] || fail "byte $at: nothing said"
  done
}

@test "the experiment whose truth was changed is named, the others are printed" {
  seal
  id=$(awk -F'\t' '$3 == 2 { print $1 }' sealed.tsv)
  line=$(awk -F'\t' '$3 == 2 { print NR }' sealed.tsv)
  sed 's/3.1e-14/3.2e-14/' sealed.tsv > changed.tsv
  run -1 --separate-stderr unblind -c published.tsv changed.tsv
  assert_equal "$stderr" "unblind: changed.tsv:$line: column 'id': the truth of '$id' does not match its commitment"
  assert_equal "$(column experiment <<< "$output" | sort | tr '\n' ' ')" '1 3 '
}

@test "a salt in capitals is another salt" {
  seal
  awk -F'\t' -v OFS='\t' 'NR > 1 { $2 = toupper($2) } 1' sealed.tsv > changed.tsv
  run -1 unblind -q -c published.tsv changed.tsv
  assert_output 'id	experiment	livetime_s	rmue'
}

@test "a truth that was never published, or is not there, is a broken promise" {
  seal
  head -3 published.tsv > fewer.tsv
  id=$(tail -1 published.tsv | cut -f1)
  run -1 --separate-stderr unblind -c fewer.tsv sealed.tsv
  assert_equal "$stderr" "unblind: sealed.tsv:4: column 'id': no commitment to '$id' was published"
  head -3 sealed.tsv > fewer-sealed.tsv
  run -1 --separate-stderr unblind -c published.tsv fewer-sealed.tsv
  assert_equal "$stderr" "unblind: published.tsv: '$id' is not in the sealed table"
}

@test "--partial opens one experiment and leaves the others blind" {
  seal
  head -2 sealed.tsv > one.tsv
  run -0 --separate-stderr unblind --partial -c published.tsv one.tsv
  assert_equal "$stderr" ''
  assert_equal "${#lines[@]}" 2
  sed 's/e-1/e-2/' one.tsv > changed.tsv
  run -1 unblind --partial -c published.tsv changed.tsv
}

@test "repeated rows and missing options are named" {
  seal
  id=$(sed -n 2p published.tsv | cut -f1)
  sed 2p published.tsv > twice.tsv
  assert_dies "unblind: twice.tsv: id $id is there twice" unblind -c twice.tsv sealed.tsv
  sed 2p sealed.tsv > again.tsv
  assert_dies "unblind: again.tsv:3: column 'id': '$id' is there twice" unblind -c published.tsv again.tsv
  assert_dies 'unblind: --commitments is missing (see --help)' unblind sealed.tsv
}
