load ../helper

truth() { tsv experiment livetime_s rmue / 1 410000 1e-13 / 2 399999.5 3.1e-14 / 3 - 5e-14; }

# hmac HEXKEY FILE: HMAC-SHA-256 by its definition (RFC 2104), with sha256sum
hmac() {
  local inner='' outer='' i byte
  for ((i = 0; i < 128; i += 2)); do
    byte=${1:i:2}
    inner+=$(printf '\\x%02x' $((0x${byte:-00} ^ 0x36)))
    outer+=$(printf '\\x%02x' $((0x${byte:-00} ^ 0x5c)))
  done
  local sum
  sum=$({ printf "$inner"; cat "$2"; } | sha256sum | cut -c1-64)
  printf "$outer$(sed 's/../\\x&/g' <<< "$sum")" | sha256sum | cut -c1-64
}

@test "a commitment is the HMAC of the canonical text under the row's salt, its id the first 16 digits" {
  truth | blind --sealed sealed.tsv > published.tsv
  for line in 2 3 4; do
    sed -n ${line}p sealed.tsv > row
    IFS=$'\t' read -r id salt experiment livetime rmue padding < row
    printf 'beampipe truth 1\nexperiment\t%s\nlivetime_s\t%s\npadding\t%s\nrmue\t%s\n' "$experiment" "$livetime" "$padding" "$rmue" > text
    commitment=$(hmac "$salt" text)
    assert_equal "$(sed -n ${line}p published.tsv)" "${commitment:0:16}	$commitment"
    assert_equal "$id" "${commitment:0:16}"
  done
}

@test "the sealed file is its owner's alone, the published rows are ids and commitments" {
  umask 022
  truth | blind --sealed sealed.tsv > published.tsv
  assert_equal "$(stat -c %a sealed.tsv)" 600
  assert_equal "$(head -1 published.tsv)" 'id	commitment'
  assert_equal "$(grep -cE '^[0-9a-f]{16}	[0-9a-f]{64}$' published.tsv)" 3
  chmod 644 sealed.tsv
  truth | blind --replace --sealed sealed.tsv > published.tsv
  assert_equal "$(stat -c %a sealed.tsv)" 600
}

@test "two truths cannot be told apart by sizes" {
  truth | blind --sealed a.sealed > a
  tsv experiment livetime_s rmue / 1 1 1e-100 / 2 3.123456789012345e17 2.345678901234567e-14 / 3 7 - | blind --sealed b.sealed > b
  assert_equal "$(stat -c %s a)" "$(stat -c %s b)"
  assert_equal "$(stat -c %s a.sealed)" "$(stat -c %s b.sealed)"
  assert_equal "$(awk '{ print length }' a.sealed b.sealed | sort | uniq -c | awk '$2 == 511 { print $1 }')" 6
}

@test "rows are in order of their ids, which says nothing of the order of the truth" {
  for i in 1 2 3 4 5 6 7 8; do
    truth | blind --sealed sealed.$i > published
    assert_equal "$(column id published)" "$(column id published | LC_ALL=C sort)"
    column experiment sealed.$i | tr '\n' ' ' >> orders
    echo >> orders
  done
  [ "$(sort -u orders | wc -l)" -gt 1 ]
}

@test "equal rows have different commitments, and the same truth has others the next time" {
  tsv rmue / 1e-13 / 1e-13 > same.tsv
  blind --sealed a < same.tsv > published.a
  blind --sealed b < same.tsv > published.b
  assert_equal "$(cat <(column commitment published.a) <(column commitment published.b) | sort -u | wc -l)" 4
}

@test "the order of the columns means nothing to a commitment" {
  printf 'sixteen or more bytes' > salt
  tsv a b / 1 2 | blind --salt-file salt --sealed 1.sealed > 1
  tsv b a / 2 1 | blind --salt-file salt --sealed 2.sealed > 2
  assert_equal "$(cat 1)" "$(cat 2)"
  tsv a b / 2 1 | blind --salt-file salt --sealed 3.sealed > 3
  [ "$(cat 1)" != "$(cat 3)" ]
}

@test "--salt-file makes salts that can be repeated" {
  printf 'sixteen or more bytes' > salt
  printf 'sixteen or more bites' > other
  truth | blind --salt-file salt --sealed 1.sealed > 1
  truth | blind --salt-file salt --sealed 2.sealed > 2
  truth | blind --salt-file other --sealed 3.sealed > 3
  assert_equal "$(cat 1 1.sealed)" "$(cat 2 2.sealed)"
  [ "$(cat 1)" != "$(cat 3)" ]
}

@test "provenance holds no hash of truth or salt" {
  printf 'sixteen or more bytes' > salt
  truth > truth.tsv
  blind --provenance --salt-file salt --sealed s.tsv < truth.tsv > published.tsv
  for secret in salt truth.tsv s.tsv; do
    run -1 grep "$(sha256sum $secret | cut -c1-64)" published.tsv
  done
}

@test "--row-bytes: a row that does not fit is refused and nothing is sealed" {
  truth | blind --row-bytes 200 --sealed a > /dev/null
  assert_equal "$(tail -n +2 a | awk '{ print length }' | sort -u)" 199
  truth > truth.tsv
  run -2 --separate-stderr blind --row-bytes 90 --sealed b < truth.tsv
  assert_equal "$stderr" 'blind: -:2: the sealed row needs more than 90 bytes (--row-bytes)'
  assert_file_not_exist b
}

@test "a seal that is there is not lost by mistake" {
  truth > truth.tsv
  blind --sealed s < truth.tsv > /dev/null
  cp s before
  run -2 --separate-stderr blind --sealed s < truth.tsv
  assert_equal "$stderr" 'blind: s: there is a sealed truth already (--replace gives it up)'
  assert_equal "$output" ''
  cmp s before
}

@test "what cannot be sealed is named" {
  printf short > salt
  truth > truth.tsv
  run -2 --separate-stderr blind < truth.tsv
  assert_equal "$stderr" 'blind: --sealed is missing (see --help)'
  run -2 --separate-stderr blind --sealed /dev/stdout < truth.tsv
  assert_equal "$stderr" 'blind: /dev/stdout: not a file that can be kept secret'
  run -2 --separate-stderr blind --sealed s --salt-file salt < truth.tsv
  assert_equal "$stderr" 'blind: salt: a salt of 5 bytes hides nothing: at least 16'
  run -2 --separate-stderr blind --sealed s < <(tsv experiment)
  assert_equal "$stderr" 'blind: no truth to seal'
  run -2 --separate-stderr blind --sealed s < <(tsv experiment salt / 1 2)
  assert_equal "$stderr" "blind: the truth has a column 'salt', which the seal needs for itself"
  assert_file_not_exist s
}
