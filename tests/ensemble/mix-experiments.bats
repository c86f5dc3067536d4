load ../helper

# plan EXPERIMENT FILES SIGNAL: so many background files, and signal events of a file of their own
plan() {
  awk -v e="$1" -v files="$2" -v signal="$3" -v OFS='\t' 'BEGIN {
    for (i = 0; i < files; i++) print e, "background", "mix." e "." i ".root", 1, 9000
    for (i = 0; i < signal; i++) print e, "signal", "ce.art", 1000 * e + 3 * i + 1, 1000 * e + 3 * i + 1 }'
}
header() { tsv experiment role file_name first_index last_index; }

@test "every row goes into one output of its experiment" {
  { header; plan 1 9 20; plan 2 12 5; } > plan.tsv
  mix-experiments plan.tsv > mixed.tsv
  assert_equal "$(awk -F'\t' -v OFS='\t' 'NR > 1 { print $2, $4, $5, $6 }' mixed.tsv | sort)" "$(tail -n +2 plan.tsv | cut -f1,3-5 | sort)"
  assert_equal "$(awk -F'\t' 'NR > 1 && $7 != $6 - $5 + 1' mixed.tsv)" ''
  assert_equal "$(cut -f1,2,3 mixed.tsv | tail -n +2 | sort -u | cut -f1 | uniq -d)" ''
}

# sizes EXPERIMENT: number of background files in each of its outputs, in order
sizes() { awk -F'\t' -v e="$1" '$2 == e && $4 ~ /^mix/ { n[$3]++; if ($3 > last) last = $3 } END { for (i = 1; i <= last; i++) printf "%d ", n[i] }' mixed.tsv; }

@test "background comes in groups of 2, the last is smaller; --group says otherwise" {
  { header; plan 1 7 0; } > plan.tsv
  mix-experiments plan.tsv > mixed.tsv
  assert_equal "$(sizes 1)" '2 2 2 1 '
  mix-experiments --group 3 plan.tsv > mixed.tsv
  assert_equal "$(sizes 1)" '3 2 2 '
  mix-experiments --group 7 plan.tsv > mixed.tsv
  assert_equal "$(sizes 1)" '7 '
}

@test "all experiments have as many outputs, evenly filled" {
  { header; plan 1 9 30; plan 2 6 0; plan 3 5 1; } > plan.tsv
  mix-experiments plan.tsv > mixed.tsv
  assert_equal "$(sizes 1)/$(sizes 2)/$(sizes 3)" '2 2 2 2 1 /2 1 1 1 1 /1 1 1 1 1 '
  mix-experiments --outputs 3 plan.tsv > mixed.tsv
  assert_equal "$(sizes 1)/$(sizes 2)/$(sizes 3)" '3 3 3 /2 2 2 /2 2 1 '
}

@test "files are shuffled, signal is spread over the outputs, and it stands anywhere in them" {
  { header; plan 1 40 2000; } > plan.tsv
  mix-experiments --outputs 20 plan.tsv > mixed.tsv
  awk -F'\t' '$4 ~ /^ce/ { n[$3]++; s++ } END { for (i = 1; i <= 20; i++) chi2 += (n[i] - 100) ^ 2 / 100
    exit !(s == 2000 && chi2 < 43.8 && chi2 > 5) }' mixed.tsv   # 19 degrees of freedom, one in 1000
  awk -F'\t' '$4 ~ /^mix/ { split($4, f, "."); k++; x += k * f[3]; q += f[3] } END { r = (x - q * (k + 1) / 2) / 5330
    exit !(r > -0.6 && r < 0.6) }' mixed.tsv                     # rank correlation of 40: sigma 0.16
  awk -F'\t' 'NR > 1 && $1 != last { n++; first += $4 ~ /^mix/; last = $1 } END { exit !(n == 20 && first < 10) }' mixed.tsv
}

@test "the plan is a function of the seed, not of the order of the rows" {
  { header; plan 1 9 20; plan 2 12 5; } > plan.tsv
  { header; tail -n +2 plan.tsv | tac; } > reversed.tsv
  mix-experiments plan.tsv > a
  mix-experiments reversed.tsv | cmp - a
  mix-experiments --seed 2 plan.tsv > b
  run -1 cmp -s a b
}

@test "names are of the data set, with the id of the sealed truth" {
  tsv experiment rmue / 1 1e-13 / 2 2e-14 | blind --sealed sealed.tsv > published.tsv
  { header; plan 1 4 3; plan 2 4 3; } > plan.tsv
  mix-experiments --sealed sealed.tsv --dataset nts.mu2e.ensembleMDS3cMix1BB.MDC2025.root plan.tsv > mixed.tsv
  for i in 1 2; do
    id=$(awk -F'\t' -v e=$i '$3 == e { print $1 }' sealed.tsv)
    assert_equal "$(awk -F'\t' -v e=$i '$2 == e { print $1 }' mixed.tsv | uniq | tr '\n' ' ')" \
      "nts.mu2e.ensembleMDS3cMix1BB.MDC2025.${id}_0001.root nts.mu2e.ensembleMDS3cMix1BB.MDC2025.${id}_0002.root "
  done
  assert_equal "$(column output_name mixed.tsv)" "$(column output_name mixed.tsv | LC_ALL=C sort)"
}

# show RATE LIVETIME SEED: the whole way from a truth to what an observer sees: published rows, size of the seal, names of outputs
show() {
  tsv process file_name events livetime_s > files.tsv
  seq -f $'Mix\tmix.%g.root\t9000\t4300' 100 399 >> files.tsv
  tsv CeMLL ce.art 100000 - >> files.tsv
  draw-truth --entropy -n 2 --process CeMLL --rmue=$1:$1 --livetime $2 > truth.tsv
  blind --replace --sealed sealed.tsv < truth.tsv > published.tsv
  normalize truth.tsv | inject-signal --catalogue files.tsv --background Mix --seed $3 |
    mix-experiments --sealed sealed.tsv --outputs 15 > mixed.tsv
  stat -c %s published.tsv sealed.tsv
  sed 's/[0-9a-f]/x/g' published.tsv
  column output_name mixed.tsv | uniq -c | awk '{ print length($2), $2 }' | sed -E 's/[0-9a-f]{16}_/ID_/'
}

@test "two truths that differ in all show the same: numbers, sizes of the seal, shape of names" {
  show -14 60h 1 > weak
  signal=$(grep -c ce.art mixed.tsv || true) files=$(grep -c mix mixed.tsv)
  show -12.8 120h 2 > strong
  [ "$(grep -c ce.art mixed.tsv)" -gt $((signal + 10)) ]     # they do differ
  [ "$(grep -c 'mix.*root	1	' mixed.tsv)" -gt $((files + 5)) ]
  cmp weak strong
  assert_equal "$(grep -c '^53 nts.mu2e.ensembleMix.blind.ID_00[01][0-9].root$' weak)" 30
}

@test "without a sealed table ids follow from the seed and still say nothing" {
  { header; plan 1 2 0; plan 2 2 0; } > plan.tsv
  run -0 mix-experiments plan.tsv
  ids=$(column output_name <<< "$output" | cut -d. -f5 | sort -u)
  assert_equal "$(grep -cE '^[0-9a-f]{16}_0001$' <<< "$ids")" 2
  run -0 mix-experiments --seed 2 plan.tsv
  [ "$(column output_name <<< "$output" | cut -d. -f5 | sort -u)" != "$ids" ]
}

@test "what cannot be mixed is named" {
  { header; plan 1 4 0; plan 2 1 1; } > plan.tsv
  assert_dies 'mix-experiments: experiment 2: 1 background files for 2 outputs' mix-experiments plan.tsv
  { header; plan 1 0 2; } > plan.tsv
  assert_dies 'mix-experiments: experiment 1: no background' mix-experiments plan.tsv
  { header; plan 1 2 0; plan 1 1 0; } > plan.tsv
  assert_dies "mix-experiments: experiment 1: event 1 of 'mix.1.0.root' is there twice" mix-experiments plan.tsv
  { header; tsv 1 noise a.root 1 2; } > plan.tsv
  assert_dies "mix-experiments: plan.tsv:2: column 'role': neither background nor signal" mix-experiments plan.tsv
  { header; tsv 1 signal a.root 3 2; } > plan.tsv
  assert_dies "mix-experiments: plan.tsv:2: column 'last_index': events 3 to 2 are no range" mix-experiments plan.tsv
  { header; plan 3 2 0; } > plan.tsv
  tsv experiment id / 1 0123456789abcdef > sealed.tsv
  assert_dies 'mix-experiments: sealed.tsv: no id of experiment 3' mix-experiments --sealed sealed.tsv plan.tsv
  tsv experiment id / 3 ../../etc > sealed.tsv
  assert_dies "mix-experiments: sealed.tsv:2: column 'id': not an id: '../../etc'" mix-experiments --sealed sealed.tsv plan.tsv
  run -2 --separate-stderr mix-experiments --dataset a/b plan.tsv
  assert_regex "$stderr" "^mix-experiments: --dataset: 'a/b': "
  assert_dies 'mix-experiments: --group: at least one file' mix-experiments --group 0 plan.tsv
}
