load ../helper

value() { "$BUILD/test/batchdir" value "$@"; }

@test "the value of a name in a shell fragment is what a shell makes of it" {
  cat > fragment <<'END'
plain=3
empty=
quoted='two words; $HOME "x" #'
lines='one
plain=4
two'
both=a'b c'\''d'e
last='x'
END
  for name in plain empty quoted lines both last; do
    assert_equal "$(value $name < fragment)" "$(sh -c ". ./fragment; printf %s \"\$$name\"")"
  done
  run -1 value two < fragment
  run -1 value words < fragment
}

@test "every byte but NUL, quoted, is read back by sh and by batchdir as it was" {
  for i in $(seq 255); do printf "\\$(printf %03o "$i")"; done > bytes
  printf "'\n''\n\n" >> bytes
  { printf 'x='; "$BUILD/test/batchdir" quote < bytes; printf '\n'; } > fragment
  for shell in dash bash sh; do
    command -v $shell > /dev/null || continue
    LC_ALL=C $shell -c '. ./fragment; printf %s "$x"' | cmp - bytes
  done
  value x < fragment | cmp - bytes
}
