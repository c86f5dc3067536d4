# The fuzzers of tests/fuzz without libFuzzer: a short walk around their seeds, the same one every time. make fuzz goes far.
load helper

@test "no parser crashes on what comes of its seeds by random changes" {
  failures=
  for source in "$ROOT"/tests/fuzz/*.c; do
    name=$(basename "$source" .c)
    mkdir "$name"
    printf 'a\tb\n1\t2\n' > "$name/table"
    : > "$name/empty"
    [ ! -f "${source%.c}.seeds" ] || (cd "$name" && sh "${source%.c}.seeds")
    ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 "$BUILD/smoke/$name" 3000 "$name"/* > /dev/null 2> log < /dev/null ||
      failures+="$name: status $?: $(grep -v "^[a-z-]*: " log | tail -n 3)"$'\n'
  done
  [ -z "$failures" ] || fail "$failures"
}

@test "make fuzz has a fuzzer with seeds for tables, CSV and options" {
  for name in table csv options; do
    assert_file_exist "$ROOT/tests/fuzz/$name.c"
    mkdir "$name"
    (cd "$name" && sh "$ROOT/tests/fuzz/$name.seeds")
    [ "$(find "$name" -type f | wc -l)" -ge 4 ]
  done
}
