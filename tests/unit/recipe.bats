load ../helper

@test "two recipes have one key if and only if shell, words, place and listed variables are the same" { run -0 "$BUILD/test/recipe" key; }

@test "a row of the table that was cut off is not joined to the next one" { run -0 "$BUILD/test/recipe" torn; }
