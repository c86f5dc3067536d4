# the small modules of lib/core; the cases are in core.c beside this file
load ../helper

check() { run -0 "$BUILD/test/core" "$1"; }

@test "a buffer holds what was added, however much, and always ends as a C string" { check buf; }
@test "slices are cut, trimmed, compared as unsigned bytes" { check slice; }
@test "SHA-256 and HMAC give the answers of FIPS 180-4 and RFC 4231" { check digest; }
@test "times are read with their suffixes, and nothing else is a time" { check time; }
@test "lines come whole from plain files and from gzip of many members" { check lines; }
@test "gzip that comes as one byte and then a whole block is read whole" { check first-block; }
@test "a sheet writes numbers shortest, nothing as a dash, and quotes in CSV what must be" { check sheet; }
