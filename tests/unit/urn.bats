load ../helper

check() { run -0 "$BUILD/test/urn" "$1"; }

@test "all orders of drawing are equally likely" { check orders; }
@test "every ticket comes once" { check once; }
@test "few of many are spread evenly" { check few; }
@test "a ticket that is put back can be drawn again, and the others still come once" { check returned; }
