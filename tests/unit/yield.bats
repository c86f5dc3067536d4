load ../helper

check() { run -0 "$BUILD/test/yield" "$1"; }

@test "a constant is known by its name and its unit" { check names; }
@test "protons are counted by pulses or cycles, which agree to 0.2 %; an unknown mode has none" { check pot; }
@test "the protons of a year in 2021 follow from its constants" { check year; }
@test "the two models differ by the duty factor" { check two-models; }
@test "time on spill is wall-clock time by the duty factor" { check two-times; }
@test "quirks of upstream come only when asked for" { check quirks; }
@test "stops per proton are the published ones" { check stopped; }
@test "a resampled stage is not better known than its parents allow" { check counting; }
@test "the conversion rate is the inverse of the conversion yield" { check conversion; }
@test "branching fractions divide the stops" { check branching; }
@test "uncertainties add in quadrature and the common ones stay apart" { check uncertainties; }
@test "cosmic livetime is primaries over the integrated flux" { check cosmics; }
