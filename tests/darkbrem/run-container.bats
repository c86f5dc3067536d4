load ../helper

# Engines that record their words, each ended by a NUL, and their environment, and end as they are told.
setup() {
  begin_test || return
  mkdir engines
  for engine in docker podman apptainer singularity; do stand_in $engine; done
  PATH=$PWD/engines:$PATH
  ids=$(id -u):$(id -g)
}

stand_in() {
  printf '#!/bin/sh\n{ printf "%%s\\0" %s "$@"; } > %q\nenv -0 > %q\nexit ${STATUS-0}\n' "$1" "$PWD/words" "$PWD/environment" > "engines/$1"
  chmod +x "engines/$1"
}

# got WORD...: the last engine got exactly these words
got() {
  printf '%s\0' "$@" > wanted
  cmp words wanted || fail "$(tr '\0' '\n' < words)"
}

# what root's podman gets, and everybody else's
podman_user() { if [ "$(id -u)" = 0 ]; then printf '%s\n' -u 0:0; else echo --userns=keep-id; fi; }

@test "docker gets its words in the order of the specification" {
  mkdir dest work
  run-container --engine docker --image ldmx/dark-brem-lib-gen:v4.6 --bind dest:/output --bind work:/working -- --apmass 0.1 --run 7 < /dev/null
  got docker run --rm -v "$PWD/dest:/output" -v "$PWD/work:/working" -u "$ids" ldmx/dark-brem-lib-gen:v4.6 --apmass 0.1 --run 7
}

@test "podman gets docker's words and keeps the ids of whoever is not root" {
  mkdir dest
  run-container --engine podman --image r/x:v1 --bind dest:/output -- a < /dev/null
  mapfile -t user < <(podman_user)
  got podman run --rm -v "$PWD/dest:/output" "${user[@]}" r/x:v1 a
}

@test "apptainer and singularity get theirs: all binds in one word, an image of a registry with its scheme" {
  mkdir dest work
  for engine in apptainer singularity; do
    run-container --engine $engine --image ldmx/dark-brem-lib-gen:v4.6 --bind dest:/output --bind work:/working -- --apmass 0.1
    got $engine run --no-home --cleanenv --bind "$PWD/dest:/output,$PWD/work:/working" docker://ldmx/dark-brem-lib-gen:v4.6 --apmass 0.1
  done
}

@test "the call of the simulation's image: a variable, a directory under its own name, the directory to change into" {
  touch fire.sif
  run-container --engine apptainer --image fire.sif --env "LDMX_BASE=$PWD" --bind "$PWD" -- . fire config.py
  got apptainer run --no-home --cleanenv --env "LDMX_BASE=$PWD" --bind "$PWD" "$PWD/fire.sif" . fire config.py
  run-container --engine docker --image ldmx/pro:v4 --env "LDMX_BASE=$PWD" --bind "$PWD" -- . fire config.py < /dev/null
  got docker run --rm -v "$PWD:$PWD" -e "LDMX_BASE=$PWD" -u "$ids" ldmx/pro:v4 . fire config.py
}

@test "--workdir is where the program starts, in each engine's words" {
  for engine in docker apptainer; do
    run -0 run-container --engine $engine --image r/x --workdir '/a b' --tty no --print -- go
    case $engine in
    docker) assert_output $'docker\nrun\n--rm\n-w\n/a b\n-u\n'"$ids"$'\nr/x\ngo' ;;
    apptainer) assert_output $'apptainer\nrun\n--no-home\n--cleanenv\n--pwd\n/a b\ndocker://r/x\ngo' ;;
    esac
  done
}

@test "every word arrives as it was, whatever it holds" {
  words=('' ' ' 'a b' '"' "'" '$HOME' '`id`' '$(id)' '\' '*' '~' ';' '&' $'new\nline' $'\ttab' 'größe ℓ' $'\xff\xfe' -- -x --rm '!' '#' 'a=b' '{a,b}' '%s\n')
  for engine in docker podman apptainer singularity; do
    run-container --engine $engine --image r/x:v1 --tty no -- "${words[@]}"
    tr '\0' '\n' < words > all
    mapfile -d '' -t arrived < words
    assert_equal "$(printf '%q\n' "${arrived[@]: -${#words[@]}}")" "$(printf '%q\n' "${words[@]}")"
  done
}

@test "options end at the first word that is none, or at --" {
  run -0 run-container --engine docker --image r/x --tty no --print program --image --print0
  assert_output $'docker\nrun\n--rm\n-u\n'"$ids"$'\nr/x\nprogram\n--image\n--print0'
}

@test "a path with blanks, quotes, dollars, commas or letters of any language is one word of -v" {
  for name in 'a b' "it's" '$HOME' 'a,b' 'größe' 'a"b' $'new\nline' 'a\b' -x; do
    mkdir -- "$name"
    run-container --engine docker --image r/x --tty no --bind "$name:/output" --
    got docker run --rm -v "$PWD/$name:/output" -u "$ids" r/x
  done
}

@test "a path with a colon, which -v cannot hold, goes by --mount, where commas and quotes are those of CSV" {
  mkdir -p 'a:b' 'c:/d' 'e:f,"g"'
  run-container --engine docker --image r/x --tty no --bind 'a:b:/output' --bind 'c:/d:/working' --bind 'e:f,"g":/third' --
  got docker run --rm --mount "type=bind,source=$PWD/a:b,target=/output" --mount "type=bind,source=$PWD/c:/d,target=/working" \
    --mount "type=bind,\"source=$PWD/e:f,\"\"g\"\"\",target=/third" -u "$ids" r/x
}

@test "a path that apptainer's --bind would cut or change goes by --mount; one with blanks inside does not" {
  mkdir -p 'a b' 'c,d' 'e:f' 'g^h' 'i\j' 'k '
  run-container --engine apptainer --image r/x --bind 'a b:/1' --bind 'c,d:/2' --bind 'e:f:/3' --bind 'g^h:/4' --bind 'i\j:/5' --bind 'k :/6' --bind /tmp --
  got apptainer run --no-home --cleanenv --bind "$PWD/a b:/1,/tmp" --mount "type=bind,\"source=$PWD/c,d\",destination=/2" \
    --mount "type=bind,source=$PWD/e:f,destination=/3" --mount "type=bind,source=$PWD/g^h,destination=/4" \
    --mount "type=bind,source=$PWD/i\\j,destination=/5" --mount "type=bind,source=$PWD/k ,destination=/6" docker://r/x
}

@test "a source that is absolute keeps its name even if it is a link; one that is not is made absolute" {
  mkdir real
  ln -s real link
  run -0 run-container --engine docker --image r/x --tty no --bind "$PWD/link" --bind link:/a --bind .:/b --print --
  assert_line "$PWD/link:$PWD/link"
  assert_line "$PWD/real:/a"
  assert_line "$PWD:/b"
}

@test "--env takes a value, or the one that the variable has here" {
  A='here, "quoted"' run-container --engine docker --image r/x --tty no --env A --env B= --env 'C=x=y,z $HOME' --
  got docker run --rm -e 'A=here, "quoted"' -e B= -e 'C=x=y,z $HOME' -u "$ids" r/x
}

@test "apptainer's --env is given such that its reader of CSV gets the value back" {
  # pflag's StringToString: one = in all: quotes at both ends are cut off, nothing else is done; more than one: a line of CSV
  values=('plain' 'a b' 'a,b' 'a=b' 'a=b,c' 'say "hi"' 'a="b"' '"' 'a=b "c", d' $'a=\nb' '')
  for value in "${values[@]}"; do
    run-container --engine apptainer --image r/x --env "V=$value" --
    mapfile -d '' -t arrived < words
    [ "${arrived[4]}" = --env ]
    read_by_pflag "${arrived[5]}" > read
    assert_equal "$(cat read)" "V=$value"
  done
}

# read_by_pflag ARGUMENT: the last pair that it makes of it; CSV as encoding/csv of Go reads it
read_by_pflag() {
  local text=$1 equals=${1//[^=]/} field='' quoted=0 c i
  if [ "$equals" = = ]; then
    text=${text#\"} text=${text%\"}
    [[ $text != \"* && $text != *\" ]] || fail "quotes are left or lost: $1"
    printf '%s\n' "$text"
    return
  fi
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:i:1}
    case $quoted$c in
    0,) field='' ;;
    0\") [ -z "$field" ] || fail "a quote in a field without: $1"; quoted=1 ;;
    1\") if [ "${text:i+1:1}" = \" ]; then field+=\"; i=$((i + 1)); else quoted=0; fi ;;
    *) field+=$c ;;
    esac
  done
  printf '%s\n' "$field"
}

@test "where apptainer would have a shell look at words or values, it is told not to; else nothing is said" {
  for engine in apptainer singularity; do
    for odd in '$x' '`x`' '\x' '"x"'; do
      run-container --engine $engine --image r/x -- "$odd"
      tr '\0' '\n' < environment > set
      assert_equal "$(grep _NO_EVAL= set)" "${engine^^}_NO_EVAL=1"
    done
    run-container --engine $engine --image r/x --env 'A=$x' -- a
    assert_equal "$(tr '\0' '\n' < environment | grep -c _NO_EVAL=1)" 1
    run-container --engine $engine --image r/x --env 'A=x' -- "it's plain"
    run grep -z _NO_EVAL environment
    assert_output ''
  done
}

@test "--tty gives docker the terminal, and takes it away" {
  run -0 run-container --engine docker --image r/x --tty yes --print -- < /dev/null
  assert_line --index 3 -it
  run -0 run-container --engine docker --image r/x --tty no --print --
  refute_line -- -it
  run -0 run-container --engine apptainer --image r/x --tty yes --print --
  refute_line -- -it
}

@test "without --tty, docker gets the terminal if stdin is one" {
  run -0 run-container --engine docker --image r/x --print -- < /dev/null
  refute_line -- -it
  command -v script > /dev/null || skip "no script(1) to make a terminal"
  run -0 script -qec 'run-container --engine docker --image r/x --print -- a' /dev/null < /dev/null
  assert_line --partial -it
}

@test "auto takes the first engine on PATH: docker, podman, apptainer, singularity" {
  for engine in docker podman apptainer singularity; do
    run -0 run-container --image r/x --tty no --print --
    [ "$(PATH=$PWD/engines "$BUILD/bin/run-container" --image r/x --tty no --print -- | head -n 1)" = $engine ]
    rm "engines/$engine"
  done
  assert_dies 'run-container: not on PATH: docker, podman, apptainer, singularity' env PATH="$PWD/engines" "$BUILD/bin/run-container" --image r/x --
}

@test "a directory or a file that cannot be run is no engine; an empty word of PATH is the present directory" {
  mkdir -p other/docker
  touch other/podman
  cp engines/apptainer other
  assert_equal "$(PATH=$PWD/other "$BUILD/bin/run-container" --image r/x --print -- | head -n 1)" apptainer
  cp engines/singularity .
  for path in /nowhere: :/nowhere /nowhere::/nowhere; do
    assert_equal "$(PATH=$path "$BUILD/bin/run-container" --image r/x --print -- | head -n 1)" singularity
  done
}

@test "a list of engines is searched in its order" {
  run -0 run-container --engine singularity,docker --image r/x --print --
  assert_line --index 0 singularity
  rm engines/singularity
  run -0 run-container --engine singularity,docker --image r/x --print --
  assert_line --index 0 docker
  rm engines/docker
  assert_dies 'run-container: not on PATH: singularity, docker' env PATH="$PWD/engines" "$BUILD/bin/run-container" --engine singularity,docker --image r/x --
}

@test "auto runs an image file by an engine that can, under its absolute name" {
  touch 'my image.sif'
  run-container --image 'my image.sif' -- a
  got apptainer run --no-home --cleanenv "$PWD/my image.sif" a
  assert_dies "run-container: docker runs no image file: 'my image.sif'" run-container --engine docker --image 'my image.sif' --
  assert_dies "run-container: --engine docker,podman: none runs an image file: 'my image.sif'" run-container --engine docker,podman --image 'my image.sif' --
  rm engines/{apptainer,singularity}
  assert_dies 'run-container: not on PATH: apptainer, singularity' env PATH="$PWD/engines" "$BUILD/bin/run-container" --image 'my image.sif' --
}

@test "a directory is an image if it is written as one; otherwise its name is one of a registry" {
  mkdir -p ldmx/pro
  run -0 run-container --engine apptainer --image ldmx/pro --print --
  assert_line docker://ldmx/pro
  run -0 run-container --engine apptainer --image ./ldmx/pro --print --
  assert_line "$PWD/ldmx/pro"
}

@test "a name with a scheme is left alone by apptainer; docker does without its own" {
  run -0 run-container --engine apptainer --image oras://ghcr.io/x:v1 --print --
  assert_line oras://ghcr.io/x:v1
  run -0 run-container --engine apptainer --image docker://r/x --print --
  assert_line docker://r/x
  run -0 run-container --engine docker --image docker://r/x --tty no --print --
  assert_line r/x
}

@test "the exit status is the container's" {
  for status in 0 1 3 125 255; do
    STATUS=$status run -$status run-container --engine podman --image r/x --tty no --
  done
}

@test "stdin, stdout and stderr are the container's" {
  printf '#!/bin/sh\ncat; echo out; echo err >&2\n' > engines/docker
  run -0 --separate-stderr run-container --engine docker --image r/x -- <<< 'from stdin'
  assert_output $'from stdin\nout'
  assert_equal "$stderr" err
}

@test "--print, --print0 and --dry-run say the call and run nothing" {
  run -0 run-container --engine docker --image r/x --tty no --print -- 'a b'
  assert_output $'docker\nrun\n--rm\n-u\n'"$ids"$'\nr/x\na b'
  run-container --engine docker --image r/x --tty no --print0 -- 'a b' $'c\nd' > zero
  printf '%s\0' docker run --rm -u "$ids" r/x 'a b' $'c\nd' | cmp - zero
  run -0 run-container --engine docker --image r/x --tty no --dry-run -- 'a b' "it's"
  assert_output "docker run --rm -u $ids r/x 'a b' 'it'\\''s'"
  assert_file_not_exist words
}

@test "a shell that is given the line of --dry-run runs what would have been run" {
  mkdir 'a b:c' "d'e"
  for engine in docker podman apptainer singularity; do
    call=(--engine $engine --image r/x:v1 --tty no --bind 'a b:c:/1' --bind "d'e:/2" --env 'V=$x "y"' -- '' 'a b' '$x' '`y`' "'" '\' $'new\nline' $'\a\x1b1\x7f' 'größe' $'back\\\tslash')
    run-container "${call[@]}"
    mv words by-us
    tr '\0' '\n' < environment | grep NO_EVAL > ours || true
    line=$(run-container "${call[0]}" "${call[1]}" --dry-run "${call[@]:2}")
    [ "$(wc -l <<< "$line")" = 1 ]
    bash -c "$line"
    cmp words by-us
    tr '\0' '\n' < environment | grep NO_EVAL > by-shell || true
    cmp ours by-shell
  done
}

@test "without control characters the line is for any shell" {
  run-container --engine docker --image r/x --tty no -- 'a b' '$x' "it's" '\'
  cp words by-us
  dash=$(command -v dash || command -v sh)
  $dash -c "$(run-container --engine docker --image r/x --tty no --dry-run -- 'a b' '$x' "it's" '\')"
  cmp words by-us
}

@test "what cannot be done is said in one line, status 2, and nothing is run" {
  assert_dies 'run-container: --image is needed (see --help)' run-container --engine docker
  assert_dies "run-container: --image: an engine would take it for an option: '--privileged'" run-container --image --privileged --
  assert_dies "run-container: --image: 'no.sif': No such file or directory" run-container --image no.sif --
  assert_dies "run-container: --image: './no': No such file or directory" run-container --image ./no --
  assert_dies "run-container: --engine: 'lxc' is none of docker, podman, apptainer, singularity" run-container --engine lxc --image r/x --
  assert_dies "run-container: --engine: 'lxc' is none of docker, podman, apptainer, singularity" run-container --engine lxc,docker --image r/x --
  assert_dies "run-container: --bind: 'nothing': No such file or directory" run-container --engine docker --image r/x --bind nothing:/output --
  # a target that is not absolute is no target, and neither is docker's :ro
  assert_dies "run-container: --bind: '/tmp:output': No such file or directory" run-container --engine docker --image r/x --bind /tmp:output --
  assert_dies "run-container: --bind: '/tmp:/a:ro': No such file or directory" run-container --engine docker --image r/x --bind /tmp:/a:ro --
  assert_dies "run-container: --env: not the name of a variable: '1A'" run-container --engine docker --image r/x --env 1A=x --
  assert_dies "run-container: --env: not the name of a variable: ''" run-container --engine docker --image r/x --env =x --
  assert_dies "run-container: --env: not set here: 'NOT_SET'" run-container --engine docker --image r/x --env NOT_SET --
  assert_dies "run-container: --workdir: not absolute: 'a'" run-container --engine docker --image r/x --workdir a --
  assert_dies "run-container: --tty: 'maybe' is none of auto, yes, no" run-container --engine docker --image r/x --tty maybe --
  assert_dies 'run-container: -o is for --print: what the container prints goes to stdout' run-container --engine docker --image r/x -o out --
  assert_file_not_exist words
  assert_file_not_exist out
}

@test "an engine that is asked for and not there is said" {
  rm engines/podman
  assert_dies 'run-container: not on PATH: podman' env PATH="$PWD/engines" "$BUILD/bin/run-container" --engine podman --image r/x --
}
