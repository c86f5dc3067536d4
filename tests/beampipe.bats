# The front command, installed beside productions of our own.
load helper

setup() {
  begin_test || return
  mkdir -p root/bin root/share/beampipe/pipelines/{toy,other,empty}
  cp "$BUILD/bin/beampipe" root/bin
  PATH=$PWD/root/bin:$PATH
  printf 'X ?= default\nall:\n\t@echo "X is $(X), goal all"\nfail:\n\t@exit 7\nhelp:\n\t@echo "toy: X"\n' > root/share/beampipe/pipelines/toy/Makefile
  printf 'help:\n\t@echo "other: Y"\n' > root/share/beampipe/pipelines/other/Makefile
}

@test "alone it lists every production with its variables, in order" {
  run -0 beampipe
  assert_output $'other: Y\ntoy: X'
}

@test "a production's name runs it, with goals and variables of make" {
  run -0 beampipe toy
  assert_output 'X is default, goal all'
  run -0 beampipe toy X=5 all
  assert_output 'X is 5, goal all'
}

@test "options behind the name are make's" {
  run -0 beampipe toy -n
  assert_output 'echo "X is default, goal all"'
}

@test "it works from any directory and leaves it alone" {
  mkdir elsewhere
  cd elsewhere
  run -0 beampipe toy
  assert_output 'X is default, goal all'
  run ls -A
  assert_output ''
}

@test "a production that fails is status 2, with make's message" {
  run -2 --separate-stderr beampipe toy fail
  assert_equal "${stderr_lines[0]##* }" 7
  assert_equal "${stderr_lines[1]}" 'beampipe: toy: make failed'
}

@test "an unknown production is named, also one that would lead out of the directory" {
  assert_dies "beampipe: no production 'no-such'; 'beampipe' lists them" beampipe no-such
  assert_dies "beampipe: no production '../pipelines/toy'; 'beampipe' lists them" beampipe ../pipelines/toy
  assert_dies "beampipe: no production 'empty'; 'beampipe' lists them" beampipe empty
}

@test "an unknown option before the name is refused" {
  assert_dies 'beampipe: unknown option --no-such (see --help)' beampipe --no-such toy
}

@test "without pipelines beside it, it says where it looked" {
  rm -r root/share
  assert_dies "beampipe: no pipelines beside $PWD/root/bin" beampipe
}

@test "a build finds the tree's productions, wherever it lies" {
  make -s -C "$ROOT" BUILD="$PWD/elsewhere" "$PWD/elsewhere/pipelines"
  mkdir elsewhere/bin
  mv root/bin/beampipe elsewhere/bin
  run -0 elsewhere/bin/beampipe
  assert_output "$("$BUILD/bin/beampipe")"
  assert_output --partial CATALOGUE
}

@test "a production is made by the tools beside the command, not by those of another build" {
  printf 'BIN ?= elsewhere\nall:\n\t@echo $(BIN)\n' > root/share/beampipe/pipelines/toy/Makefile
  run -0 beampipe toy
  assert_output "$PWD/root/bin"
  run -0 beampipe toy BIN=mine
  assert_output mine
}
