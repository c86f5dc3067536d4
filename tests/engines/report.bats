load ../helper

# A real browser shows the example's report: what it draws, and that it asks for nothing else.
setup_file() {
  export OUT=$BATS_FILE_TMPDIR/out
  make -s -f "$ROOT/pipelines/ensemble/Makefile" BIN="$BUILD/bin" OUT="$OUT" demo
}

browser() {
  local chromium
  chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "no Chromium is installed"
  "$chromium" --headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync \
    --no-first-run --user-data-dir="$BATS_TEST_TMPDIR/profile" "$@" "file://$OUT/DEMO/report.html" 2> browser.log
}

@test "a browser shows every section, table and picture of a report" {
  browser --dump-dom > page.html
  assert_equal "$(grep -o '<h2>' page.html | wc -l)" "$(grep -o '<h2>' "$OUT/DEMO/report.html" | wc -l)"
  assert_equal "$(grep -o '<svg' page.html | wc -l)" 4
  assert [ "$(grep -o '<tr>' page.html | wc -l)" -gt 50 ]
}

@test "a report has something to look at" {
  browser --screenshot="$PWD/page.png" --window-size=1200,4000 > /dev/null
  # a blank page of this size packs into far less
  assert [ "$(stat -c %s page.png)" -gt 100000 ]
}

@test "a report refers to nothing outside itself" {
  run grep -oE '(src|href)="[^#"]*"|url\([^#)]*\)|@import' "$OUT/DEMO/report.html"
  assert_output ''
}
