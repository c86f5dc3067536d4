load ../helper

# moments COLUMN-EXPRESSION < table: number, mean, variance, smallest and largest of an awk expression of $column
moments() {
	awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		{ x = '"$1"'; n++; s += x; q += x * x; if (n == 1 || x < a) a = x; if (n == 1 || x > b) b = x }
		END { print n, s / n, q / n - s / n * s / n, a, b }'
}

@test "parameters are uniform in their ranges" {
  draw-truth --experiments 20000 > truth.tsv
  read -r n mean variance low high < <(moments '$c["wallclock_s"] / 432000' < truth.tsv)
  assert_equal "$n" 20000
  assert_near "$mean" 0.95 0.001
  assert_near "$variance" "$(awk 'BEGIN { print .01 / 12 }')" 0.02
  assert_near "$low" 0.9 1e-4
  assert_near "$high" 1 1e-4
  for rate in rmue rmup; do
    read -r n mean variance low high < <(moments "log(\$c[\"$rate\"]) / log(10)" < truth.tsv)
    assert_near "$mean" -13.4 0.001
    assert_near "$variance" 0.12 0.03
    assert_near "$low" -14 1e-4
    assert_near "$high" -12.8 1e-4
  done
  read -r n mean variance low high < <(moments '$c["k_max_mev"]' < truth.tsv)
  assert_near "$mean" 90 2e-4
  assert_near "$low" 89 1e-4
  assert_near "$high" 91 1e-4
}

@test "parameters do not depend on each other" {
  draw-truth --experiments 20000 > truth.tsv
  correlation=$(paste <(column wallclock_s truth.tsv) <(column rmue truth.tsv | awk '{ print log($1) }') |
    awk '{ n++; x += $1; y += $2; xx += $1 * $1; yy += $2 * $2; xy += $1 * $2 } END {
      print (xy / n - x * y / n / n) / sqrt((xx / n - x * x / n / n) * (yy / n - y * y / n / n)) }')
  awk -v r="$correlation" 'BEGIN { exit !(r > -0.03 && r < 0.03) }'
}

@test "an experiment is the same however many there are, and another for another seed" {
  assert_equal "$(draw-truth -n 2)" "$(draw-truth -n 7 | head -3)"
  assert_equal "$(draw-truth --seed 5)" "$(draw-truth --seed 5)"
  [ "$(draw-truth --seed 5 | column rmue)" != "$(draw-truth --seed 6 | column rmue)" ]
  assert_equal "$(draw-truth --seed 5 | column truth_seed | sort -u)" 5
}

@test "--preset one-month has lower rates and more livetime; own ranges come before it" {
  draw-truth --preset one-month -n 1000 > truth.tsv
  read -r n mean variance low high < <(moments 'log($c["rmue"]) / log(10)' < truth.tsv)
  assert_near "$low" -14.6 1e-3
  assert_near "$high" -13.4 1e-3
  assert_equal "$(column nominal_s truth.tsv | sort -u)" "$(awk 'BEGIN { print .95 * 1728000 }')"
  run draw-truth --preset one-month --livetime 10h --rmue=-13:-13 --rmup=-12:-12 --k-max 90:90 -n 1
  assert_equal "$(column rmue <<< "$output")" 1e-13
  assert_equal "$(column rmup <<< "$output")" 1e-12
  assert_equal "$(column k_max_mev <<< "$output")" 90
  assert_equal "$(column nominal_s <<< "$output")" 34200
}

@test "livetime on spill is that of the clock by the duty factor of the run mode" {
  run draw-truth -n 1 --run-mode 2BB
  assert_equal "$(column run_mode <<< "$output")" 2BB
  assert_near "$(column livetime_s <<< "$output")" "$(column wallclock_s <<< "$output" | awk '{ printf "%.17g", $1 * 0.246 }')" 1e-14
  tsv name value unit source / duty_factor_1bb 0.25 1 test > c.tsv
  run draw-truth -n 1 --constants c.tsv
  assert_near "$(column livetime_s <<< "$output")" "$(column wallclock_s <<< "$output" | awk '{ printf "%.17g", $1 * 0.25 }')" 1e-14
}

@test "settings and job seeds stand in the row" {
  run draw-truth -n 2 --run 1201 --dem-emin 95 --dep-emin 85 --t-min 350 --process CePLeadingLog --tag MDS3c
  assert_equal "$(column run <<< "$output" | sort -u)" 1201
  assert_equal "$(column dem_emin_mev <<< "$output" | sort -u)" 95
  assert_equal "$(column dep_emin_mev <<< "$output" | sort -u)" 85
  assert_equal "$(column t_min_ns <<< "$output" | sort -u)" 350
  assert_equal "$(column process <<< "$output" | sort -u)" CePLeadingLog
  sum=$(printf 'MDS3c\t1\t2\n' | sha256sum | cut -c1-16)
  expected=$(echo "$(printf '%llu' 0x${sum:0:8}) * 4294967296 + $(printf '%llu' 0x${sum:8:8})" | awk '{
    # (high * 2^32 + low) mod 2147483646 + 1, in steps that a double holds
    m = 2147483646; split($0, w, " "); h = w[1] % m; r = w[5] % m; t = (4294967296 % m); x = 0
    for (i = 0; i < 32; i++) { if (h % 2) x = (x + t) % m; h = int(h / 2); t = (2 * t) % m }
    print (x + r) % m + 1 }')
  assert_equal "$(column seed <<< "$output" | tail -1)" "$expected"
}

@test "--ensure: one of the experiments has a high rate, the others stay as they are" {
  for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    draw-truth --seed $seed > plain.tsv
    draw-truth --seed $seed --ensure > ensured.tsv
    for rate in rmue rmup; do
      paste <(column $rate plain.tsv) <(column $rate ensured.tsv) | awk -v seed=$seed '
        { was = was || $1 > 10 ^ -13.1; is = is || $2 > 10 ^ -13.1; changed += $1 != $2 }
        END { exit !(is && changed == !was) }' || fail "seed $seed: $rate"
      echo "$rate $(diff -q <(column $rate plain.tsv) <(column $rate ensured.tsv) > /dev/null && echo same || echo other)" >> seen
    done
  done
  assert_equal "$(sort -u seen | wc -l)" 4   # both rates, both cases, were met
}

@test "--entropy cannot be repeated, but its seed repeats it" {
  draw-truth --entropy > a.tsv
  draw-truth --entropy > b.tsv
  [ "$(column rmue a.tsv)" != "$(column rmue b.tsv)" ]
  assert_equal "$(draw-truth --seed "$(column truth_seed a.tsv | head -1)")" "$(cat a.tsv)"
}

@test "what the closed ensembles were not normalised for is refused" {
  assert_dies 'draw-truth: --rmue: up to 10^-12.6, beyond 2e-13' draw-truth --rmue=-14:-12.6
  assert_dies 'draw-truth: --k-max: up to 91.5 MeV, beyond 91 MeV' draw-truth --k-max 89:91.5
}

@test "options that make no sense are named" {
  assert_dies "draw-truth: --rmue: '-13:-14' is not LOW:HIGH" draw-truth --rmue=-13:-14
  assert_dies "draw-truth: --k-max: '90' is not LOW:HIGH" draw-truth --k-max 90
  assert_dies "draw-truth: --preset: 'one-year' is none of one-week, one-month" draw-truth --preset one-year
  assert_dies "draw-truth: --run-mode: '3BB' is none of 1BB, 2BB" draw-truth --run-mode 3BB
  assert_dies 'draw-truth: --experiments: 0 is not within 1 and 1000000' draw-truth -n 0
}
