# share/install-packages, with stand-ins for what it would call; no test installs anything.
load helper

# A PATH of its own: the words a script may use, and stand-ins that write their arguments to the file "calls".
setup() {
  begin_test || return
  mkdir bin
  for name in awk cat chmod cut dirname env grep mkdir sort tr sh touch; do
    ln -s "$(command -v $name)" bin/$name
  done
  stand_in id 'echo ${UID_SAID-0}'
  {
    tsv needed_for probe debian rhel why home
    tsv build 'command not-here' deb-a rpm-a 'builds it' https://a.example
    tsv build 'header no-such/header.h' deb-b rpm-b 'is linked' https://b.example
    tsv build 'command sh' deb-there rpm-there 'is there' https://c.example
    tsv test 'bats bats-no-such' deb-d - 'tests it' https://d.example
    tsv fuzz 'file ./no-such-*' deb-e rpm-e 'breaks it' https://e.example
  } > packages.tsv
}

stand_in() { printf '#!%s\n%s\n' "$BASH" "echo $1 \"\$@\" >> '$PWD/calls'
$2" > "bin/$1"; chmod +x "bin/$1"; }

# what an install that works leaves behind
comes='printf "#!/bin/sh\n" > bin/not-here; chmod +x bin/not-here; mkdir -p inc/no-such lib/bats-no-such; touch inc/no-such/header.h lib/bats-no-such/load.bash'

install_packages() { PATH=$PWD/bin CPATH=$PWD/inc BATS_LIB_PATH=$PWD/lib:$BATS_LIB_PATH sh "$ROOT/share/install-packages" -t packages.tsv "$@"; }

@test "what is missing is said first, with the reason, and only that is installed, by apt-get as root" {
  stand_in apt-get "[ \"\$*\" = '-q update' ] || { $comes; }"
  run -0 --separate-stderr install_packages
  assert_output 'To be installed:
  deb-a                    builds it
  deb-b                    is linked
  deb-d                    tests it'
  run cat calls
  assert_output 'id -u
apt-get -q update
apt-get -q -y install --no-install-recommends deb-a deb-b deb-d'
}

@test "the words on the line choose what is installed" {
  stand_in apt-get 'touch no-such-file'
  run -0 install_packages fuzz
  run tail -n 1 calls
  assert_output 'apt-get -q -y install --no-install-recommends deb-e'
}

@test "when nothing is missing nothing is said or called, root or not" {
  stand_in apt-get 'exit 1'
  eval "$comes"
  UID_SAID=1000 run -0 install_packages
  assert_output ''
  assert_file_not_exist calls
}

@test "a user who is not root installs through sudo" {
  stand_in sudo 'exec "$@"'
  stand_in apt-get "$comes"
  UID_SAID=1000 run -0 install_packages
  run grep '^sudo' calls
  assert_output 'sudo apt-get -q update
sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends deb-a deb-b deb-d'
}

@test "without root and sudo the packages are named and the status is 2" {
  stand_in apt-get "$comes"
  UID_SAID=1000 assert_dies 'install-packages: not root, and no sudo: have somebody install deb-a deb-b deb-d' install_packages
  assert_output --partial 'deb-a                    builds it'
  refute [ -e bin/not-here ]
}

@test "on a clone of Red Hat's EPEL and CRB come first" {
  stand_in dnf "$comes"
  stand_in rpm '[ "$1" = -E ] && echo 9'
  stand_in crb
  run -0 install_packages
  run grep -v -e '^id' -e '^rpm' calls
  assert_output 'dnf -y install epel-release
crb enable
dnf -y --setopt=strict=0 install rpm-a rpm-b'
}

@test "Red Hat itself gets EPEL from its address" {
  stand_in dnf "[ \$3 != epel-release ] && { $comes; }"
  stand_in rpm '[ "$1" = -E ] && echo 9'
  stand_in crb
  run -0 install_packages
  run grep epel-release- calls
  assert_output 'dnf -y install https://dl.fedoraproject.org/pub/epel/epel-release-latest-9.noarch.rpm'
}

@test "Fedora needs no EPEL" {
  stand_in dnf "$comes"
  stand_in rpm
  run -0 install_packages
  run grep -v -e '^id' -e '^rpm' calls
  assert_output 'dnf -y --setopt=strict=0 install rpm-a rpm-b'
}

@test "what the system does not package is named with its home and the status is 2" {
  stand_in dnf "$comes; rm -r lib"
  ln -s "$(command -v rm)" bin/rm
  stand_in rpm
  run -2 --separate-stderr install_packages
  assert_equal "$stderr" 'missing: bats bats-no-such: tests it (https://d.example)
install-packages: the above is not packaged for this system: install it by hand'
}

@test "a package manager that fails is status 2 and its status is told" {
  stand_in apt-get 'exit 100'
  run -2 --separate-stderr install_packages build
  assert_equal "${stderr_lines[0]}" 'install-packages: apt-get update failed; going on with the lists that are there'
  assert_equal "${stderr_lines[3]}" 'install-packages: the package manager ended with status 100 and the above is missing'
}

@test "without a package manager all that is missing is listed and the status is 2" {
  run -2 --separate-stderr install_packages
  assert_equal "${stderr_lines[0]}" 'missing: command not-here: builds it (https://a.example)'
  assert_equal "${stderr_lines[3]}" 'install-packages: neither apt-get nor dnf is here: install the above by hand'
}

@test "a probe that nobody knows is refused" {
  tsv build 'magic wand' a b c d > packages.tsv
  assert_dies "install-packages: packages.tsv: unknown probe 'magic'" install_packages
}

@test "every row of packages.tsv has all its columns, and what it probes for is here" {
  run awk -F'\t' 'NF != 6 { print FILENAME ":" NR }' "$ROOT/share/packages.tsv"
  assert_output ''
  run -0 sh "$ROOT/share/install-packages"
  assert_output ''
}
