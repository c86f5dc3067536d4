load ../helper

check() { run -0 "$BUILD/test/spectrum" "$1"; }

@test "a table takes only finite values at rising energies" { check order; }
@test "a cut keeps the grid point that it equals, and nothing below it" { check flat; }
@test "the tail of a spectrum is summed to rounding, 44 decades down" { check tail; }
@test "a spectrum without content has nothing above any cut" { check empty; }
@test "an uneven grid has no lower bin edges" { check uneven; }
@test "the RMC spectrum has the whole bins below k_max: 330 at 90.1 MeV, 448 at 101.85, which upstream truncates to 447" { check rmc-bins; }
@test "every RMC bin edge keeps the bin that starts there; upstream loses two of 330" { check rmc-edges; }
@test "the RMC fraction is the integral of the closure approximation" { check rmc-integral; }
@test "a spline through ln(density) reproduces an exponential" { check spline; }
@test "a spline towards an endpoint reproduces the power law of the DIO spectrum there" { check endpoint; }
@test "linear interpolation and its integral are exact for a line" { check interpolation; }
@test "a threshold table is interpolated in the logarithm, ends in 0 and refuses what lies below" { check threshold; }
@test "polyethylene lets 0.9299 of the muons decay" { check polyethylene; }
@test "a mixture adds its scaled spectra by weight" { check mixture; }
