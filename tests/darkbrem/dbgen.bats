load ../helper

# Each test has settings of its own, and engines that are stand-ins: they write their words, each ended by a NUL, to words.ENGINE.COMMAND.
# Asked to run an image, they play MadGraph: gen-dark-brem makes the library that the words ask for, and FAULT spoils it.
setup() {
  begin_test || return
  unset "${!DBGEN_@}" SINGULARITY_CACHEDIR APPTAINER_CACHEDIR
  export DBGEN_CONFIG=$PWD/settings HOME=$PWD TMPDIR=$PWD/tmp CALLS=$PWD
  mkdir engines tmp dest
  PATH=$PWD/engines:$PATH
  ids=$(id -u):$(id -g)
  stand_in docker
}

stand_in() {
  cat > "engines/$1" <<'END'
#!/usr/bin/env bash
{ printf '%s\0' "${0##*/}" "$@"; } > "$CALLS/words.${0##*/}.$1"
[ "$1" = run ] || { [ ! -f "$CALLS/say.$1" ] || cat "$CALLS/say.$1"; exit "${ENGINE_STATUS-0}"; }
for ((i = 1; i <= $#; i++)); do
  case ${!i} in
  *:/output*) output=${!i%%:/output*} ;;
  */dark-brem-lib-gen:* | *.sif | dark-brem-lib-gen) first=$((i + 1)) ;;
  esac
done
options=()
for ((i = first; i <= $#; i++)); do
  case ${!i} in
  --help) echo "what the image's program can do"; exit ;;
  --out-dir | --scratch | --max_recoil) i=$((i + 1)) ;;
  --pack) pack=1 ;;
  --elastic-ff-only) ;;
  *) options+=("${!i}") ;;
  esac
done
echo "chatter of MadGraph"
[ "${FAULT-}" != fails ] || exit 3
[ "${FAULT-}" != 'no entry point' ] || exit 127
[ "${FAULT-}" != nothing ] || exit 0
options=(--max-energy "${FIRST_ENERGY-4}" "${options[@]}")
made=$BATS_FILE_TMPDIR/made$(printf '%s' "${options[*]}" | tr -c 'a-z0-9.' _)
[ -d "$made" ] || { mkdir "$made.$$" && (cd "$made.$$" && gen-dark-brem "${options[@]}" > /dev/null) && mv "$made.$$" "$made"; } || exit 4
library=$(ls "$made")
cp -R "$made/$library" "$output" && cd "$output/$library" || exit 5
case ${FAULT-} in
'a file is missing') rm *_IncidentEnergy_3.6_* ;;
'a file is short') awk '/<event>/ { n++ } n == 1 { if (/<\/event>/) n++; next } 1' *_IncidentEnergy_3.6_* > ../new && mv ../new *_IncidentEnergy_3.6_* ;;
'a file is empty') sed -i '/<event>/,/<\/event>/d' *_IncidentEnergy_3.6_* ;;
'a file is cut') truncate -s -200 *_IncidentEnergy_3.6_* ;;
gzip) gzip ./*.lhe ;;
esac
[ -z "${pack-}" ] || (cd "$output/.." && tar -czf "$output/$library.tar.gz" "${output##*/}/$library" && rm -r "${output:?}/$library")
END
  chmod +x "engines/$1"
}

# got ENGINE COMMAND WORD...: these words were called
got() {
  printf '%s\0' "$@" > wanted
  cmp "words.$1.$2" wanted || fail "$(tr '\0' '\n' < "words.$1.$2")"
}

# a small library: two points of five events
small=(--apmass 0.1 --min_energy 3.7 --nevents 5 --run 1)
library=electron_tungsten_MaxE_4.0_MinE_3.7_RelEStep_0.1_UndecayedAP_mA_0.1_run_1
file=$library/${library}_tungsten_IncidentEnergy

setting() { dbgen config | awk -F'\t' -v name="$1" '$1 == name { print $2 "\t" $3 }'; }

# ---- settings ----

@test "without settings: the newest image, here, the system's temporary directory" {
  assert_equal "$(setting image)" $'ldmx/dark-brem-lib-gen:latest\tdefault'
  assert_equal "$(setting dest)" "$PWD"$'\tdefault'
  assert_equal "$(setting work)" "$PWD/tmp"$'\tdefault'
  assert_file_not_exist settings
}

@test "settings stay from call to call" {
  mkdir w
  dbgen use v4.6
  dbgen dest dest
  dbgen work w
  dbgen cache tmp
  assert_equal "$(setting image)" $'ldmx/dark-brem-lib-gen:v4.6\tsettings'
  assert_equal "$(setting dest)" "$PWD/dest"$'\tsettings'
  assert_equal "$(setting work)" "$PWD/w"$'\tsettings'
  cd dest || return
  assert_equal "$(setting dest)" "$OLDPWD/dest"$'\tsettings'
}

@test "the environment goes before the settings" {
  dbgen use v4.6
  dbgen dest dest
  touch my.sif
  export DBGEN_DEST=$PWD DBGEN_WORK=/ DBGEN_IMAGE_TAG=v4.2
  assert_equal "$(setting dest)" "$PWD"$'\tenvironment'
  assert_equal "$(setting work)" $'/\tenvironment'
  assert_equal "$(setting image)" $'ldmx/dark-brem-lib-gen:v4.2\tenvironment'
  DBGEN_SIF=$PWD/my.sif
  export DBGEN_SIF
  assert_equal "$(setting image)" "$PWD/my.sif"$'\tenvironment'
  export DBGEN_DEST='' DBGEN_SIF='' DBGEN_IMAGE_TAG=''   # as if they were not set
  assert_equal "$(setting dest)" "$PWD/dest"$'\tsettings'
  assert_equal "$(setting image)" $'ldmx/dark-brem-lib-gen:v4.6\tsettings'
}

@test "a tag that is set in the environment goes before a file in the settings" {
  touch my.sif
  dbgen use my.sif
  DBGEN_IMAGE_TAG=v4.2 run -0 setting image
  assert_output $'ldmx/dark-brem-lib-gen:v4.2\tenvironment'
}

@test "use takes a tag, a whole name, or a file under its real name; the last one counts" {
  touch my.sif
  ln -s my.sif link.sif
  dbgen use link.sif
  assert_equal "$(setting image)" "$PWD/my.sif"$'\tsettings'
  dbgen use v4.5
  assert_equal "$(setting image)" $'ldmx/dark-brem-lib-gen:v4.5\tsettings'
  dbgen use tomeichlersmith/dark-brem-lib-gen:v3.0
  assert_equal "$(setting image)" $'tomeichlersmith/dark-brem-lib-gen:v3.0\tsettings'
}

@test "settings are in the file that DBGEN_CONFIG names, else below XDG_CONFIG_HOME, else below ~/.config" {
  dbgen use v1
  assert_file_exist settings
  unset DBGEN_CONFIG
  XDG_CONFIG_HOME=$PWD/xdg dbgen use v2
  assert_file_exist xdg/beampipe/dbgen
  dbgen use v3
  assert_file_exist .config/beampipe/dbgen
  unset HOME
  assert_dies 'dbgen: no place for settings: none of DBGEN_CONFIG, XDG_CONFIG_HOME and HOME is set' dbgen use v4
}

@test "what the settings hold is never evaluated, and survives as it is" {
  name='a b $(touch pwned) `touch pwned` "q" '"'s'"' \ * =x; größe '
  mkdir "$name"
  dbgen dest "$name"
  dbgen dest "$name"   # read and written again
  assert_equal "$(setting dest)" "$PWD/$name"$'\tsettings'
  mkdir 'equal='
  dbgen work equal=
  assert_equal "$(setting work)" "$PWD/equal="$'\tsettings'
  printf 'DBGEN_IMAGE_TAG=$(touch pwned)\nDBGEN_WORK=`touch pwned`' > settings
  assert_equal "$(setting image)" $'ldmx/dark-brem-lib-gen:$(touch pwned)\tsettings'
  assert_equal "$(setting work)" $'`touch pwned`\tsettings'
  assert_file_not_exist pwned
}

@test "a line that is no setting is said with its place, and a setting that does not fit on a line is refused" {
  printf '# comment\n\nDBGEN_DEST=/\nPATH=/evil\n' > settings
  assert_dies "dbgen: $PWD/settings:4: not a setting of dbgen: 'PATH=/evil'" dbgen config
  rm settings
  mkdir $'two\nlines'
  assert_dies "dbgen: cannot be kept, it holds a newline: '$PWD/two?lines'" dbgen dest $'two\nlines'
  assert_file_not_exist settings
}

@test "settings that cannot be written stay as they were" {
  [ "$(id -u)" != 0 ] || [ -c /dev/full ] || skip "root may write anywhere"
  dbgen use v4.6
  cp settings before
  run -2 bash -c 'ulimit -f 0; trap "" XFSZ; dbgen use v4.5'
  cmp settings before
  assert_equal "$(ls -d settings*)" settings
  DBGEN_CONFIG=settings/below assert_dies 'dbgen: settings: cannot make the directory of the settings' dbgen use v4.5
}

@test "work, dest and cache must be directories; image and words must be there" {
  for command in work dest cache; do
    assert_dies "dbgen: $command: not a directory: 'nowhere'" dbgen $command nowhere
    assert_dies "dbgen: $command: a word is missing (see dbgen help $command)" dbgen $command
    assert_dies "dbgen: $command: 2 words, 1 at most (see dbgen help $command)" dbgen $command a b
  done
  assert_dies 'dbgen: use: a word is missing (see dbgen help use)' dbgen use
  assert_dies 'dbgen: use: 3 words, 2 at most (see dbgen help use)' dbgen use a b c
  assert_dies 'dbgen: use: the name of the image is empty' dbgen use ''
  assert_dies "dbgen: use: not an image: '--rm'" dbgen use --rm
  assert_dies 'dbgen: config: 1 words, 0 at most (see dbgen help config)' dbgen config x
}

@test "config says which engine there is, its version and the image's digest" {
  printf '%s\n' 'Docker version 1.2.3' > say.--version
  echo 'ldmx/dark-brem-lib-gen@sha256:abc' > say.image
  dbgen use v4.6
  assert_equal "$(setting engine)" $'docker\tdefault'
  assert_equal "$(setting engine_version)" $'Docker version 1.2.3\tmachine'
  assert_equal "$(setting digest)" $'ldmx/dark-brem-lib-gen@sha256:abc\tmachine'
  stand_in apptainer
  assert_equal "$(DBGEN_ENGINE=apptainer setting engine)" $'apptainer\tenvironment'
  dbgen cache tmp
  assert_equal "$(DBGEN_ENGINE=apptainer setting cache)" "$PWD/tmp"$'\tsettings'
}

@test "config is a table; --csv, -o and --fail-empty are every tool's" {
  dbgen use v4.6
  run -0 dbgen -o out --csv config
  assert_output ''
  assert_equal "$(head -n 1 out)" setting,value,from
  dbgen --fail-empty config > /dev/null
}

# ---- run: the call ----

@test "run binds destination and work directory and passes all words on: docker" {
  dbgen use v4.6
  run -0 --separate-stderr dbgen run "${small[@]}" < /dev/null
  got docker run --rm -v "$PWD:/output" -v "$PWD/tmp:/working" -u "$ids" ldmx/dark-brem-lib-gen:v4.6 "${small[@]}"
}

@test "run binds destination and work directory and passes all words on: podman, singularity, apptainer" {
  rm engines/docker
  dbgen use v4.6
  dbgen dest dest
  for engine in podman singularity apptainer; do
    stand_in $engine
    DBGEN_ENGINE=$engine dbgen run "${small[@]}" < /dev/null 2> /dev/null
    case $engine in
    podman)
      if [ "$(id -u)" = 0 ]; then user=(-u 0:0); else user=(--userns=keep-id); fi
      got podman run --rm -v "$PWD/dest:/output" -v "$PWD/tmp:/working" "${user[@]}" ldmx/dark-brem-lib-gen:v4.6 "${small[@]}" ;;
    *) got $engine run --no-home --cleanenv --bind "$PWD/dest:/output,$PWD/tmp:/working" docker://ldmx/dark-brem-lib-gen:v4.6 "${small[@]}" ;;
    esac
    rm -r "dest/$library"
  done
}

@test "paths and words with blanks, quotes and dollars arrive as they are" {
  mkdir "it's \$HOME"
  dbgen use v4.6
  dbgen work "it's \$HOME"
  run dbgen run 'a b' '$x' "q'" '*' '' < /dev/null
  got docker run --rm -v "$PWD:/output" -v "$PWD/it's \$HOME:/working" -u "$ids" ldmx/dark-brem-lib-gen:v4.6 'a b' '$x' "q'" '*' ''
}

@test "docker goes before singularity, unless DBGEN_FORCE_SINGULARITY is not empty" {
  stand_in singularity
  stand_in apptainer
  dbgen use v4.6
  assert_equal "$(dbgen --dry-run run | cut -d' ' -f1)" docker
  assert_equal "$(DBGEN_FORCE_SINGULARITY='' dbgen --dry-run run | cut -d' ' -f1)" docker
  assert_equal "$(DBGEN_FORCE_SINGULARITY=1 dbgen --dry-run run | cut -d' ' -f1)" singularity
  rm engines/singularity
  assert_equal "$(DBGEN_FORCE_SINGULARITY=1 dbgen --dry-run run | cut -d' ' -f1)" apptainer
}

@test "an image file is run by apptainer or singularity even where docker is" {
  stand_in apptainer
  touch my.sif
  dbgen use my.sif
  dbgen run "${small[@]}" 2> /dev/null
  got apptainer run --no-home --cleanenv --bind "$PWD:/output,$PWD/tmp:/working" "$PWD/my.sif" "${small[@]}"
}

@test "images of 5.1 and later get the program's name and the directories" {
  options=(--out-dir /output --scratch /working)
  for tag in v5.1.0 v5.2 5.10 v6.0; do
    run -0 dbgen use $tag
    assert_equal "$(dbgen --dry-run run --run 1)" "$(echo docker run --rm -v "$PWD:/output" -v "$PWD/tmp:/working" -u "$ids" \
      ldmx/dark-brem-lib-gen:$tag dark-brem-lib-gen "${options[@]}" --run 1)"
  done
  for tag in v4.6 v5.0 v3 4.0 latest edge; do
    run -0 dbgen use $tag
    assert_equal "$(dbgen --dry-run run --run 1)" "$(echo docker run --rm -v "$PWD:/output" -v "$PWD/tmp:/working" -u "$ids" ldmx/dark-brem-lib-gen:$tag --run 1)"
  done
}

@test "an image on this machine is asked whether it has an entry point; use and DBGEN_PROGRAM know better" {
  echo null > say.image
  run -0 dbgen --dry-run run
  assert_output --partial ':latest dark-brem-lib-gen --out-dir /output --scratch /working'
  echo '["python3","/madgraph/db-lib-gen.py"]' > say.image
  run -0 dbgen --dry-run run
  refute_output --partial /working\ --
  dbgen use edge my-program
  run -0 dbgen --dry-run run
  assert_output --partial ':edge my-program --out-dir /output --scratch /working'
  DBGEN_IMAGE_TAG=v4.2 run -0 dbgen --dry-run run --run 1   # the program is that of the image in the settings
  assert_output --partial ':v4.2 --run 1'
  dbgen use v5.2 -
  run -0 dbgen --dry-run run --run 1
  assert_output --partial ':v5.2 --run 1'
  DBGEN_PROGRAM=other run -0 dbgen --dry-run run --run 1
  assert_output --partial ':v5.2 other --out-dir'
}

@test "--dry-run prints the exact call, which a shell runs, and runs nothing" {
  mkdir 'my dest'
  dbgen use v4.6
  dbgen dest 'my dest'
  run -0 dbgen --dry-run run 'a b' "it's" --apmass 0.1
  assert_output "docker run --rm -v '$PWD/my dest:/output' -v $PWD/tmp:/working -u $ids ldmx/dark-brem-lib-gen:v4.6 'a b' 'it'\\''s' --apmass 0.1"
  assert_file_not_exist words.docker.run
  sh -c "$output" || true
  got docker run --rm -v "$PWD/my dest:/output" -v "$PWD/tmp:/working" -u "$ids" ldmx/dark-brem-lib-gen:v4.6 'a b' "it's" --apmass 0.1
}

@test "--dry-run changes no setting" {
  for command in use work dest cache; do
    assert_dies "dbgen: $command: makes no call that --dry-run could print" dbgen --dry-run $command dest
  done
  assert_file_not_exist settings
}

@test "-v says the call on stderr" {
  dbgen use v4.6
  run -0 --separate-stderr dbgen -v run "${small[@]}" < /dev/null
  [[ $stderr == "docker run --rm -v $PWD:/output -v $PWD/tmp:/working -u $ids ldmx/dark-brem-lib-gen:v4.6 ${small[*]}"$'\n'* ]]
}

@test "run --help is the image's own" {
  dbgen use v4.6
  run -0 dbgen run --help
  assert_output "what the image's program can do"
}

@test "apptainer and singularity keep their images in the cache that was set, unless the environment says another" {
  printf '#!/bin/sh\necho "$SINGULARITY_CACHEDIR $APPTAINER_CACHEDIR"\n' > engines/apptainer
  chmod +x engines/apptainer
  dbgen cache tmp
  export DBGEN_ENGINE=apptainer
  run -0 dbgen run --help
  assert_output "$PWD/tmp $PWD/tmp"
  SINGULARITY_CACHEDIR=/s APPTAINER_CACHEDIR=/a run -0 dbgen run --help
  assert_output '/s /a'
}

@test "a directory that went away is said before anything runs" {
  mkdir w
  dbgen use v4.6
  dbgen dest dest
  dbgen work w
  rmdir dest
  assert_dies "dbgen: dest: not a directory: '$PWD/dest'" dbgen run
  mkdir dest
  rmdir w
  assert_dies "dbgen: work: not a directory: '$PWD/w'" dbgen run
  assert_file_not_exist words.docker.run
}

@test "no engine is one line, status 2" {
  # a PATH with what dbgen itself calls, and no engine
  mkdir only
  for name in awk basename cat cut env grep head mktemp mv printf realpath rm sed sh sort tail tr uname wc; do ln -s "$(command -v $name)" only/; done
  run -2 --separate-stderr env PATH="$PWD/only" "$BUILD/bin/dbgen" run
  assert_equal "$stderr" 'dbgen: not on PATH: docker, podman, apptainer, singularity'
  DBGEN_ENGINE=lxc assert_dies "dbgen: --engine: 'lxc' is none of docker, podman, apptainer, singularity" dbgen run
}

# ---- run: what comes out ----

@test "a library that is whole: its path on stdout, status 0; what the container says is on stderr" {
  dbgen use v4.6
  dbgen dest dest
  run -0 --separate-stderr dbgen run "${small[@]}"
  assert_output "$PWD/dest/$library"
  assert_equal "$stderr" 'chatter of MadGraph'
  assert_dir_exist "$output"
  assert_equal "$(ls tmp)" ''
}

@test "files that are packed one by one are counted, too" {
  dbgen use v4.6
  FAULT=gzip run -0 --separate-stderr dbgen run "${small[@]}"
  assert_output "$PWD/$library"
}

@test "a library that the container packed is looked into" {
  dbgen use v4.6
  dbgen dest dest
  run -0 --separate-stderr dbgen run "${small[@]}" --pack
  assert_output "$PWD/dest/$library.tar.gz"
  assert_equal "$(ls tmp)" ''
  rm "$output"
  FAULT='a file is missing' run -1 --separate-stderr dbgen run --pack "${small[@]}"
  [[ $stderr == *"_IncidentEnergy_3.6_unweighted_events.lhe: not there"* ]]
}

lacks='1 of 2 files not as asked for: MadGraph that stops short mixes its channels wrongly; make the library anew, with another --run'

@test "a file that is missing, or has fewer events than asked for, or none, or cannot be read: each is said, status 1" {
  dbgen use v4.6
  for fault in 'a file is missing:not there' 'a file is short:4 events of 5 asked for' 'a file is empty:0 events of 5 asked for'; do
    rm -rf "$library"
    FAULT=${fault%%:*} run -1 --separate-stderr dbgen run "${small[@]}"
    assert_output "$PWD/$library"
    assert_equal "$stderr" "chatter of MadGraph
dbgen: ${file#*/}_3.6_unweighted_events.lhe: ${fault#*:}
dbgen: $lacks"
  done
  rm -rf "$library"
  FAULT='a file is cut' run -1 --separate-stderr dbgen run "${small[@]}"
  [[ $stderr == *"dbgen: ${file#*/}_3.6_unweighted_events.lhe: cannot be read: lhe-info: "*": ends inside an event"*"dbgen: $lacks" ]]
}

@test "no library at all is said, status 1" {
  dbgen use v4.6
  FAULT=nothing run -1 --separate-stderr dbgen run "${small[@]}"
  assert_output ''
  assert_equal "$stderr" "chatter of MadGraph
dbgen: $PWD: the container made no library: $library or ${library/4.0/8.0}"
}

@test "a container that fails is said with its status, status 2" {
  dbgen use v4.6
  FAULT=fails run -2 --separate-stderr dbgen run "${small[@]}"
  assert_equal "$stderr" $'chatter of MadGraph\ndbgen: the container ended with status 3'
  FAULT='no entry point' run -2 --separate-stderr dbgen run "${small[@]}"
  assert_equal "$stderr" "chatter of MadGraph
dbgen: the container ended with status 127: no entry point, perhaps; images of 5.1 and later need 'dbgen use IMAGE dark-brem-lib-gen'"
}

@test "a library that is there already is not mixed with another" {
  dbgen use v4.6
  mkdir "$library"
  assert_dies "dbgen: $PWD/$library: is there already; choose another --run or destination" dbgen run "${small[@]}"
  rmdir "$library"
  touch "$library.tar.gz"
  assert_dies "dbgen: $PWD/$library.tar.gz: is there already; choose another --run or destination" dbgen run "${small[@]}"
  assert_file_not_exist words.docker.run
}

@test "4.x begins at 4 GeV, 5.x at 8: either is recognised" {
  dbgen use v4.6
  words=(--rel_step 0.45 --nevents 2 --apmass 0.1 --run 1)
  run -0 --separate-stderr dbgen run "${words[@]}"
  assert_output "$PWD/electron_tungsten_MaxE_4.0_MinE_2.0_RelEStep_0.45_UndecayedAP_mA_0.1_run_1"
  rm -r electron*
  FIRST_ENERGY=8 run -0 --separate-stderr dbgen run "${words[@]}"
  assert_output "$PWD/electron_tungsten_MaxE_8.0_MinE_4.0_RelEStep_0.45_UndecayedAP_mA_0.1_run_1"
  rm -r electron*
  FIRST_ENERGY=8 FAULT=nothing run -1 --separate-stderr dbgen run "${words[@]}"
  [[ $stderr == *"made no library: electron_tungsten_MaxE_4.0_MinE_2.0_"*" or electron_tungsten_MaxE_8.0_MinE_4.0_"* ]]
}

@test "words that say nothing of the points are no obstacle: recoil, form factor, directories" {
  dbgen use v4.6
  run -0 --separate-stderr dbgen run --max_recoil 1d5 --elastic-ff-only "${small[@]}" --scratch /working --out-dir /output
  assert_output "$PWD/$library"
}

@test "several nuclei, muons: every file is looked for" {
  dbgen use v4.6
  words=(--lepton muon --target copper lead --max_energy 100 --min_energy 99 --apmass 1 --nevents 2 --run 7)
  run -0 --separate-stderr dbgen run "${words[@]}"
  assert_output "$PWD/muon_copperlead_MaxE_100.0_MinE_99.0_RelEStep_0.1_UndecayedAP_mA_1.0_run_7"
}

@test "words that nobody here knows are passed on; that the library was not checked is said, status 1" {
  dbgen use v4.6
  FAULT=nothing run -1 --separate-stderr dbgen run --no-such-word 3
  got docker run --rm -v "$PWD:/output" -v "$PWD/tmp:/working" -u "$ids" ldmx/dark-brem-lib-gen:v4.6 --no-such-word 3
  assert_equal "$stderr" 'dbgen: what comes out will not be checked: unknown option --no-such-word (see --help)
chatter of MadGraph
dbgen: not checked'
  FAULT=nothing run -1 --separate-stderr dbgen -q run --no-such-word 3
  assert_equal "$stderr" $'chatter of MadGraph\ndbgen: not checked'
}

# ---- gen ----

@test "gen --native makes what gen-dark-brem makes, in the destination, from run's words in either spelling" {
  dbgen dest dest
  run -0 dbgen gen --native "${small[@]}"
  assert_output "$PWD/dest/$library"
  gen-dark-brem --apmass 0.1 --min-energy 3.7 --nevents 5 --run 1
  diff -r "$library" "dest/$library"
  assert_file_not_exist words.docker.run
}

@test "gen --native: another directory, the elastic form factor, words that mean nothing here" {
  assert_equal "$(dbgen --dry-run gen --native --apmass 0.1 -o x --max_recoil 1d5 -s y --elastic-ff-only --target tungsten silicon 2>&1)" \
    "dbgen: dest: not a directory: 'x'"
  for spelling in '-o dest' '-odest' '--out-dir dest' '--out_dir=dest'; do
    # shellcheck disable=SC2086
    run -0 dbgen --dry-run gen --native $spelling --apmass 0.1 --max_recoil 1d5 -s y --scratch=z --elastic-ff-only --target tungsten silicon
    assert_output 'gen-dark-brem -o dest --apmass 0.1 --max_recoil 1d5 --form-factor elastic --target tungsten silicon'
  done
  assert_dies 'dbgen: gen: -o needs a directory' dbgen gen --native -o
  assert_dies 'dbgen: gen: makes a library; gen-dark-brem --csv makes the table' dbgen gen --native --csv
  run -2 --separate-stderr dbgen gen --native --target gold
  assert_equal "$stderr" "gen-dark-brem: --target: 'gold' is none of tungsten, silicon, copper, lead, oxygen, lutetium, yttrium"
}

@test "gen --native --pack leaves one file, which holds the library" {
  run -0 dbgen gen --native --pack "${small[@]}"
  assert_output "$PWD/$library.tar.gz"
  assert_dir_not_exist "$library"
  mkdir unpacked
  tar -C unpacked -xzf "$output"
  gen-dark-brem --apmass 0.1 --min-energy 3.7 --nevents 5 --run 1
  diff -r "$library" "unpacked/$library"
}

@test "gen without --native is run" {
  dbgen use v4.6
  run -0 --separate-stderr dbgen gen "${small[@]}" < /dev/null
  assert_output "$PWD/$library"
  got docker run --rm -v "$PWD:/output" -v "$PWD/tmp:/working" -u "$ids" ldmx/dark-brem-lib-gen:v4.6 "${small[@]}"
}

# ---- images ----

@test "pull fetches a tag of the repository by the engine there is, and takes nothing into use" {
  dbgen pull v4.6
  got docker pull ldmx/dark-brem-lib-gen:v4.6
  stand_in singularity
  DBGEN_FORCE_SINGULARITY=1 dbgen pull v4.6
  got singularity pull --force docker://ldmx/dark-brem-lib-gen:v4.6
  dbgen pull v4.6 'my image.sif'   # only those two make files
  got singularity pull --force 'my image.sif' docker://ldmx/dark-brem-lib-gen:v4.6
  assert_equal "$(setting image)" $'ldmx/dark-brem-lib-gen:latest\tdefault'
  run -0 dbgen --dry-run pull v4.6 'my image.sif'
  assert_output "singularity pull --force 'my image.sif' docker://ldmx/dark-brem-lib-gen:v4.6"
  DBGEN_ENGINE=docker assert_dies 'dbgen: pull: docker makes no image file' dbgen pull v4.6 x.sif
  ENGINE_STATUS=5 run -2 --separate-stderr dbgen pull v4.6
  assert_equal "$stderr" 'dbgen: docker ended with status 5'
}

# what docker says of its images: ours, one of them without a tag; others, two of them nearly ours
images() {
  printf '%s\n' 'ldmx/dark-brem-lib-gen v4.6 sha256:1' 'docker.io/ldmx/dark-brem-lib-gen v5.1 sha256:2' 'ldmx/dark-brem-lib-gen <none> sha256:3' \
    'other/ldmx/dark-brem-lib-gen v9 sha256:4' 'ldmx/dark-brem-lib-gen-test v9 sha256:5' 'ghcr.io/ldmx/dark-brem-lib-gen v9 sha256:6' 'debian 12 sha256:7' > say.images
}

@test "clean container removes the images of our repository and no others, by name where they have one" {
  images
  run -0 dbgen --dry-run clean container
  assert_output "docker rmi ldmx/dark-brem-lib-gen:v4.6 docker.io/ldmx/dark-brem-lib-gen:v5.1 sha256:3"
  assert_file_not_exist words.docker.rmi
  dbgen --dry-run -o out clean all
  assert_equal "$(cat out)" "$output
rm -f -- $PWD/settings"
  dbgen clean container
  got docker rmi ldmx/dark-brem-lib-gen:v4.6 docker.io/ldmx/dark-brem-lib-gen:v5.1 sha256:3
  assert_file_not_exist words.docker.image
}

@test "clean container with no image of ours calls nothing; a failing engine is said" {
  echo 'debian 12 sha256:7' > say.images
  dbgen clean container
  assert_file_not_exist words.docker.rmi
  ENGINE_STATUS=1 assert_dies 'dbgen: docker does not say which images there are' dbgen clean container
}

@test "clean container empties a cache of apptainer that is dbgen's own, and no other" {
  rm engines/docker
  stand_in apptainer
  export DBGEN_ENGINE=apptainer
  run -0 --separate-stderr dbgen clean container
  assert_equal "$stderr" 'dbgen: no cache of our own (dbgen cache DIR): that of apptainer holds other images, too, and stays'
  assert_file_not_exist words.apptainer.cache
  dbgen cache tmp
  run -0 dbgen --dry-run clean container
  assert_output "env APPTAINER_CACHEDIR=$PWD/tmp SINGULARITY_CACHEDIR=$PWD/tmp apptainer cache clean --force"
  dbgen clean container
  got apptainer cache clean --force
}

@test "clean env forgets the settings; clean all does both" {
  dbgen use v4.6
  dbgen clean env
  assert_file_not_exist settings
  assert_file_not_exist words.docker.images
  dbgen clean env   # once more
  dbgen use v4.6
  images
  dbgen clean all
  assert_file_not_exist settings
  got docker rmi ldmx/dark-brem-lib-gen:v4.6 docker.io/ldmx/dark-brem-lib-gen:v5.1 sha256:3
  assert_dies "dbgen: clean: 'everything' is none of env, container, all" dbgen clean everything
}

registry() { printf '#!/bin/sh\nprintf "%%s\\n" "$*" >> %q\n%s\n' "$PWD/asked" "$2" > "engines/$1"; chmod +x "engines/$1"; }

@test "list shows the tags that are here and those of the registry, and a pattern chooses" {
  images
  registry skopeo "printf '{\n \"Repository\": \"x\",\n \"Tags\": [\n \"v4.6\",\n \"v5.2.0\",\n \"latest\"\n ]\n}\n'"
  run -0 dbgen list
  assert_output "$(tsv tag here in_registry / latest no yes / v4.6 yes yes / v5.1 yes no / v5.2.0 no yes)"
  assert_equal "$(cat asked)" 'list-tags docker://ldmx/dark-brem-lib-gen'
  run -0 dbgen list 'v5*'
  assert_output "$(tsv tag here in_registry / v5.1 yes no / v5.2.0 no yes)"
  run -0 dbgen list '$(touch pwned)'
  assert_output "$(tsv tag here in_registry)"
  assert_file_not_exist pwned
  run -1 dbgen --fail-empty list 'x*'
}

@test "offline, list still shows what is here, says why the rest is missing, status 2" {
  images
  registry skopeo 'echo "time=\"now\" level=fatal msg=\"no such host\"" >&2; exit 1'
  run -2 --separate-stderr dbgen list
  assert_output "$(tsv tag here in_registry / v4.6 yes - / v5.1 yes -)"
  assert_equal "$stderr" 'dbgen: ldmx/dark-brem-lib-gen: the registry does not answer: no such host'
  registry skopeo 'exit 1'
  run -2 --separate-stderr dbgen list
  assert_equal "$stderr" 'dbgen: ldmx/dark-brem-lib-gen: the registry does not answer: it says nothing'
}

@test "without skopeo, curl asks Docker Hub; other registries need skopeo" {
  # a PATH without skopeo, whatever this machine has
  mkdir only
  for name in awk bash cat cut env grep head mktemp mv realpath rm sed sh sort tail tr uname wc; do ln -s "$(command -v $name)" only/; done
  images
  registry curl 'case $* in *auth.docker.io*) echo "{\"token\":\"abc.DEF-1_2\",\"expires_in\":300}" ;; *) echo "{\"name\":\"x\",\"tags\":[\"v4.6\",\"v5.2.0\"]}" ;; esac'
  PATH=$PWD/engines:$PWD/only
  run -0 "$BUILD/bin/dbgen" list
  assert_output "$(tsv tag here in_registry / v4.6 yes yes / v5.1 yes no / v5.2.0 no yes)"
  assert_equal "$(cat asked)" '-fsS https://auth.docker.io/token?service=registry.docker.io&scope=repository:ldmx/dark-brem-lib-gen:pull
-fsS -H Authorization: Bearer abc.DEF-1_2 https://registry-1.docker.io/v2/ldmx/dark-brem-lib-gen/tags/list'
  DBGEN_IMAGE_TAG=ghcr.io/x/y:v1 run -2 "$BUILD/bin/dbgen" list
  assert_line 'dbgen: ghcr.io/x/y: the registry does not answer: skopeo is not here, curl asks Docker Hub only'
  rm engines/curl
  run -2 "$BUILD/bin/dbgen" list
  assert_line 'dbgen: ldmx/dark-brem-lib-gen: the registry does not answer: neither skopeo nor curl is here'
}

# ---- files of commands ----

@test "source does each line, with a shell's quotes and nothing else of a shell" {
  mkdir 'a b' 'c"d' '$(touch pwned)' "e'f" 'g\h'
  dest_of() { printf '%s\n' "$1" > commands; dbgen source commands; setting dest | cut -f1; }
  assert_equal "$(dest_of 'dest "a b"')" "$PWD/a b"
  assert_equal "$(dest_of "dest 'a b'")" "$PWD/a b"
  assert_equal "$(dest_of 'dest a\ b')" "$PWD/a b"
  assert_equal "$(dest_of "  dest	'c\"d'  ")" "$PWD/c\"d"
  assert_equal "$(dest_of 'dest "c\"d"')" "$PWD/c\"d"
  assert_equal "$(dest_of 'dest $(touch\ pwned)')" "$PWD/\$(touch pwned)"
  assert_equal "$(dest_of 'dest "$(touch pwned)"')" "$PWD/\$(touch pwned)"
  assert_equal "$(dest_of "dest e\\'f")" "$PWD/e'f"
  assert_equal "$(dest_of "dest 'g\\h'")" "$PWD/g\\h"
  assert_equal "$(dest_of 'dest "g\h"')" "$PWD/g\\h"
  assert_file_not_exist pwned
}

@test "source skips comments and empty lines, and stops at the first failure with its place" {
  printf '%s\n' '# a comment' '' '   ' '  # another' 'use v4.6' 'dest nowhere' 'use v4.5' > commands
  run -2 --separate-stderr dbgen source commands
  assert_equal "$stderr" "dbgen: dest: not a directory: 'nowhere'
dbgen: commands:6: stopped at 'dest nowhere'"
  assert_equal "$(setting image)" $'ldmx/dark-brem-lib-gen:v4.6\tsettings'
  printf 'use v4.6\nuse "v4' > commands
  assert_dies "dbgen: commands:2: a quote does not end, or nothing follows a backslash: 'use \"v4'" dbgen source commands
  printf 'use v4\\\n' > commands
  assert_dies "dbgen: commands:1: a quote does not end, or nothing follows a backslash: 'use v4\\'" dbgen source commands
}

@test "source hands on empty words, and the status of run's answer" {
  echo "use ''" > commands
  run -2 --separate-stderr dbgen source commands
  assert_equal "$stderr" "dbgen: use: the name of the image is empty
dbgen: commands:1: stopped at 'use '''"
  printf '%s\n' 'use v4.6' "run ${small[*]}" > commands
  FAULT='a file is short' run -1 dbgen source commands
}

@test "source without a file reads ~/.dbgenrc; a file that is not there, or reads itself, is said" {
  echo 'use v4.4' > .dbgenrc
  dbgen source
  assert_equal "$(setting image)" $'ldmx/dark-brem-lib-gen:v4.4\tsettings'
  assert_dies "dbgen: source: cannot read 'no'" dbgen source no
  assert_dies 'dbgen: source: -o is for one command' dbgen -o x source .dbgenrc
  echo 'source loop' > loop
  run -2 --separate-stderr dbgen source loop
  assert_equal "$(head -n 1 <<< "$stderr")" 'dbgen: source: loop: reads itself'
}

@test "commands of a file do not eat the file" {
  printf '%s\n' 'use v4.6' "run --help" 'use v4.5' > commands
  printf '#!/bin/sh\ncat > %q\n' "$PWD/eaten" > engines/docker
  dbgen source commands < /dev/null
  assert_equal "$(cat eaten)" ''
  assert_equal "$(setting image | cut -f1)" ldmx/dark-brem-lib-gen:v4.5
}

# ---- help ----

@test "every command has help, by both ways; one that there is not is status 2" {
  for command in run gen use dest work cache config pull list clean source help; do
    run -0 dbgen help $command
    assert_line --index 0 --partial "usage: dbgen [option...] $command"
    [ $command = help ] || assert_equal "$(dbgen $command help)" "$output"
    assert_equal "$(dbgen --help | grep -c "^  $command ")" 1
  done
  assert_equal "$(dbgen help)" "$(dbgen --help)"
  assert_dies "dbgen: unknown command 'fetch' (see dbgen help)" dbgen fetch
  assert_dies "dbgen: unknown command 'fetch' (see dbgen help)" dbgen help fetch
  assert_dies "dbgen: unknown command '' (see dbgen help)" dbgen ''
  assert_dies 'dbgen: a command is missing (see dbgen help)' dbgen
  assert_file_not_exist words.docker.run
}

@test "completion knows the commands, and the words of run" {
  completed() {
    bash -c 'source /dev/stdin <<< "$(dbgen --complete)"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _beampipe_dbgen; printf "%s " "${COMPREPLY[@]}"' _ "$@"
  }
  assert_equal "$(completed dbgen co)" 'config '
  assert_equal "$(completed dbgen -q us)" 'use '
  assert_equal "$(completed dbgen run --target tu)" 'tungsten '
  assert_equal "$(completed dbgen gen --nat)" '--native '
  assert_equal "$(completed dbgen clean e)" 'env '
  assert_equal "$(completed dbgen dest de)" 'dest '
}

@test "variables of the environment that are not dbgen's own mean nothing" {
  dbgen use v4.6
  wanted=$(dbgen config)
  run -0 env answer=7 depth=99 scratch="$PWD/tmp" temporary="$PWD/settings" dry_run=1 csv=1 output=x quiet=1 dbgen config
  assert_output "$wanted"
  assert_dir_exist tmp
  assert_file_exist settings
  echo 'use v4.5' > commands
  depth=99 dbgen source commands
  assert_equal "$(CDPATH=/ setting image)" $'ldmx/dark-brem-lib-gen:v4.5\tsettings'
  CDPATH=$PWD/tmp dbgen dest dest
  assert_equal "$(setting dest | cut -f1)" "$PWD/dest"
}

@test "any POSIX shell runs it the same" {
  dbgen use v4.6
  wanted=$(dbgen config; dbgen --dry-run run 'a b' "it's"; dbgen help)
  for shell in dash 'bash --posix' 'busybox sh' ksh mksh yash; do
    command -v "${shell%% *}" > /dev/null || continue
    # shellcheck disable=SC2086
    same() { $shell "$BUILD/bin/dbgen" "$@"; }
    assert_equal "$(same config; same --dry-run run 'a b' "it's"; same help)" "$wanted"
    same gen --native "${small[@]}"
    rm -r "$library"
  done
}
