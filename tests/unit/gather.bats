load ../helper

check() { run -0 "$BUILD/test/gather" "$1"; }

@test "names are numbered in the order in which they come" { check keys; }
@test "a sum does not lose its small terms" { check sums; }
@test "a name that leaves its directory, hides or speaks to the terminal is no file name" { check names; }
