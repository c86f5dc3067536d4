load helper

@test "README names every tool with the sentence that the tool says of itself" {
  for tool in "$BUILD"/bin/*; do
    name=${tool##*/}
    does=$("$tool" --help | sed -n "1s/^$name - //p")
    grep -qF "| \`$name\` | $does |" "$ROOT/README.md" || fail "README's table: \`$name\` | $does"
  done
  # and none that is not there
  for name in $(sed -n 's/^| `\([a-z0-9-]*\)` |.*/\1/p' "$ROOT/README.md"); do
    [ -x "$BUILD/bin/$name" ] || [ -d "$ROOT/pipelines/$name" ] || fail "README names '$name', which is no tool"
  done
}

@test "the pipe that README shows prints what README shows" {
  command=$(awk '/^    \$ normalize/ { sub(/^    \$ /, ""); print; getline; print }' "$ROOT/README.md")
  wanted=$(awk '/^    process\t/ { sub(/^    /, ""); print; getline; sub(/^    /, ""); print }' "$ROOT/README.md")
  run bash -c "$command"
  assert_success
  assert_output "$wanted"
}

@test "a page that a document links to is there" {
  for page in "$ROOT"/README.md "$ROOT"/tests/README.md "$ROOT"/pipelines/*/README.md; do
    for link in $(grep -oE '\]\([^)#]+\)' "$page" | tr -d '])('); do
      [ -e "$(dirname "$page")/$link" ] || fail "$page: $link"
    done
  done
}
