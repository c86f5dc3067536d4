# make install and uninstall, below a DESTDIR.
load helper

setup() {
  begin_test || return
  make -s -C "$ROOT" -o all install BUILD="$BUILD" DESTDIR="$PWD/root" PREFIX=/usr
  PATH=${PATH#"$BUILD/bin:"}
}

@test "productions that are installed work from any directory, by make and by the front command" {
  ensemble=$PWD/root/usr/share/beampipe/pipelines/ensemble
  mkdir elsewhere && cd elsewhere || return
  "$ensemble/example/make-catalogue" 4 > files.tsv
  words=(TAG=T CATALOGUE=files.tsv JOBSCRIPT="$ensemble/example/job" EXPERIMENTS=1)
  make -s -f "$ensemble/Makefile" "${words[@]}"
  assert_file_exist ensemble/T/report.html
  run -0 ../root/usr/bin/beampipe ensemble "${words[@]}"
  assert_output "make: Nothing to be done for 'all'."
}

@test "every tool has its manual page and its completion" {
  for tool in root/usr/bin/*; do
    assert_file_exist "root/usr/share/man/man1/${tool##*/}.1"
    assert_file_exist "root/usr/share/bash-completion/completions/${tool##*/}"
  done
  assert_file_exist root/usr/share/man/man1/normalize.1
}

@test "make uninstall leaves no file" {
  make -s -C "$ROOT" -o all install BUILD="$BUILD" DESTDIR="$PWD/root" PREFIX=/usr   # over itself
  make -s -C "$ROOT" uninstall BUILD="$BUILD" DESTDIR="$PWD/root" PREFIX=/usr
  run -0 find root -type f
  assert_output ''
}

@test "what is installed as data can be read by all and replaced by its owner, whatever the umask and the modes of the tree" {
  mkdir tree
  cp -R "$ROOT"/{Makefile,share,pipelines,tools,lib} tree
  chmod -R a-w,go-rx tree/share tree/pipelines
  (umask 077; make -s -C tree -o all install BUILD="$BUILD" DESTDIR="$PWD/fresh" PREFIX=/usr)
  run -0 find fresh/usr/share/beampipe '(' -not -perm -u=rw,go=r -o -type d -not -perm -go=rx ')'
  assert_output ''
  chmod -R u+w tree
}
