load ../helper

@test "nodes of an exponential give it back between them" {
  run -0 spline-spectrum --grid 0:30:2.5 < <(awk 'BEGIN { for (e = 0; e <= 30; e += 10) printf "%d %.17g\n", e, exp(-e) }')
  assert_equal "$(sed 1d <<< "$output" | wc -l)" 13
  assert_near "$(sed -n 3p <<< "$output" | cut -f2)" 0.0820849986238988 1e-13      # exp(-2.5)
}

@test "with an endpoint nodes of a power law give it back" {
  run -0 spline-spectrum --grid 0:90:10 --endpoint 100 < <(awk 'BEGIN { for (e = 0; e <= 90; e += 30) printf "%d %.17g\n", e, (100 - e)^5 }')
  assert_near "$(sed -n 6p <<< "$output" | cut -f2)" 777600000 1e-12      # 60^5
}

@test "grid energies are the decimals that one would type" {
  run -0 spline-spectrum --grid 1:2:0.1 < <(printf '1 1\n2 1\n3 1\n')
  assert_equal "$(column energy_mev <<< "$output" | paste -sd ' ')" "1 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 2"
}

@test "the built-in figures stand on upstream's grids" {
  assert_equal "$(spline-spectrum --built-in dio | sed -n '2p;$p' | cut -f1 | paste -sd ' ')" "1 104.97"
  assert_equal "$(spline-spectrum --built-in dio | sed 1d | wc -l)" 10398
  assert_equal "$(spline-spectrum --built-in rpc | sed -n '2p;$p' | cut -f1 | paste -sd ' ')" "0.05 134.45"
  run -2 spline-spectrum --built-in rmc
}

@test "a built-in figure is its nodes splined with its endpoint" {
  spline-spectrum --built-in dio > built-in
  spline-spectrum --grid 1:104.97:0.01 --endpoint 104.971 "$ROOT/share/ensemble/dio-aluminium.tsv" > splined
  diff built-in splined
}

@test "grids and nodes without a spline die" {
  assert_dies "spline-spectrum: --grid: '1:2' is no FIRST:LAST:STEP" spline-spectrum --grid 1:2 < /dev/null
  assert_dies "spline-spectrum: --grid: '1:2:0.0000001' is no FIRST:LAST:STEP" spline-spectrum --grid 1:2:0.0000001 < /dev/null
  assert_dies "spline-spectrum: --grid: '1:2:0.1234567' has more than six decimals" spline-spectrum --grid 1:2:0.1234567 < /dev/null
  assert_dies "spline-spectrum: --grid or --built-in is missing (see --help)" spline-spectrum < /dev/null
  local why="no spline: fewer than three nodes, a node of 0, a grid that leaves them or an endpoint below them"
  assert_dies "spline-spectrum: $why" spline-spectrum --grid 1:2:1 < <(printf '1 1\n2 1\n')
  assert_dies "spline-spectrum: $why" spline-spectrum --grid 1:3:1 < <(printf '1 1\n2 0\n3 1\n')
  assert_dies "spline-spectrum: $why" spline-spectrum --grid 1:4:1 < <(printf '1 1\n2 1\n3 1\n')
  assert_dies "spline-spectrum: $why" spline-spectrum --grid 1:3:1 --endpoint 3 < <(printf '1 1\n2 1\n3 1\n')
}
