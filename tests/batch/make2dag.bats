# The export of a production for HTCondor's DAGMan, and the DAG run by a DAGMan that is a stand-in: it reads the files as strictly as spec/batch.md 2.7 has it.
load ../helper

setup() {
  begin_test || return
  PATH=$PATH:$ROOT/tests/batch/standins/dagman
  mkdir mem
  export DAGMAN=$PWD/mem
}

teardown() {
  local file
  for file in "$BATS_TEST_TMPDIR"/mem/*.pid; do   # a DAG that a failed test has left
    [ ! -e "$file" ] || kill -TERM "$(cat "$file")" 2> /dev/null || true
  done
}

# submit [OPTION...] FLOW, as a user would
submit() { condor_submit_dag "$@" > submitted 3>&-; }

# ended FLOW N: waits until N DAGMan jobs have ended, and prints how the last one did
ended() {
  local _
  for _ in {1..600}; do
    [ "$(grep -cE '^00[59] ' "$1.dagman.log")" -ge "$2" ] && break
    sleep 0.05
  done
  sed -n 's/^\t//p' "$1.dagman.log" | tail -n 1
}

good='(1) Normal termination (return value 0)'
bad='(1) Normal termination (return value 1)'

# The nodes that ran in DAGMan job CLUSTER, by their targets, in order
ran() { awk -v c="$1" '$1 == c { print $2 }' mem/ran | while read -r node; do target "$node" dag/nodes.tsv; done | xargs; }
target() { awk -F'\t' -v n="$1" '$1 == n { print $2 }' "$2"; }
node() { awk -F'\t' -v t="$1" '$2 == t { print $1 }' "${2:-dag/nodes.tsv}"; }
# parents of a target, as targets, sorted
parents() {
  awk -v n="$(node "$1")" '$1 == "PARENT" && $NF == n { for (i = 2; i < NF - 1; i++) print $i }' dag/flow.dag | while read -r p; do target "$p" dag/nodes.tsv; done |
    sort | xargs
}

# Each recipe says in log that it ran. A file fail-NAME makes it fail.
small() {
  cat > Makefile << 'END'
run = [ ! -e fail-$(@F) ] && echo $@ >> log
.PHONY: all text
all: text out/sum
text: out/sum out/x.log
out/%.tab out/%.log: src/% | out/.
	$(run)
	cp $< out/$*.tab
	cp $< out/$*.log
out/sum: out/x.tab out/y.tab \
         src/extra | out/.
	$(run)
	cat $^ > $@
%/.:
	mkdir -p $@
.PRECIOUS: %/.
END
  mkdir -p src
  echo x > src/x
  echo y > src/y
  echo extra > src/extra
}

@test "the DAG of a small Makefile is the gold one: a node a recipe, none for directories, phony goals and files that are there" {
  small
  run -0 make2dag --retries 3 --limit 4
  assert_output 'condor_submit_dag dag/flow.dag'
  for file in flow.dag node.sub nodes.tsv; do
    diff "$ROOT/tests/gold/batch/dag-$file" dag/$file
  done
  cmp dag/node "$ROOT/share/dagman/node.sh"
  assert_file_executable dag/node
  assert_dir_exist dag/logs
  # a node is called by the first of its files and the beginning of that name's SHA-256
  assert_equal "$(node out/sum)" "out_sum-$(printf out/sum | sha256sum | cut -c1-8)"
  assert_equal "$(node out/x.tab)" "out_x.log-$(printf out/x.log | sha256sum | cut -c1-8)"
}

@test "the graph is the same whether files are there or not" {
  small
  make2dag -d before > /dev/null
  make -s all
  make2dag -d dag > /dev/null
  diff <(grep -v before before/flow.dag) <(grep -v dag/ dag/flow.dag)
  assert_equal "$(grep -c PARENT dag/flow.dag)" 1
}

@test "run by DAGMan each recipe runs once, and the files are those that make makes" {
  small
  make -s all
  mv out made
  sort log > by-make
  rm log
  make2dag > /dev/null
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$good"
  diff -r made out
  sort log | diff by-make -
  assert_equal "$(ran 1 | tr ' ' '\n' | sort | xargs)" 'out/sum out/x.tab out/y.tab'
  assert_equal "$(grep -c 'DagStatus = 5' dag/flow.status)" 1
  run make
  assert_output "make: Nothing to be done for 'all'."
}

@test "a node that fails is tried again; the DAG stops with a rescue file, and goes on from there" {
  small
  touch fail-sum
  make2dag --retries 1 > /dev/null
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$bad"
  assert_equal "$(grep -c ' out_sum-' mem/ran)" 2
  assert_equal "$(grep -c DONE dag/flow.dag.rescue001)" 2
  rm fail-sum
  # exported again, with one goal more: the names that the rescue file knows stay
  make2dag --retries 1 > /dev/null
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 2)" "$good"
  assert_equal "$(awk '$1 > 1' mem/ran | wc -l)" 1
  assert_equal "$(sort log | uniq -c | awk '$1 != 1')" ''
}

@test "names of nodes do not change when something is added" {
  small
  make2dag -d one > /dev/null
  printf 'all: out/a.tab out/z.tab\nsrc/a src/z:\n\ttouch $@\n' >> Makefile
  make2dag -d two > /dev/null
  assert_equal "$(comm -23 <(sort one/nodes.tsv) <(sort two/nodes.tsv))" ''
  assert_equal "$(wc -l < two/nodes.tsv)" 8
}

@test "a recipe of several targets is one node, whichever of them is needed; parents are looked for through goals without recipe" {
  cat > Makefile << 'END'
all: last
last: group extra
	touch $@
group: b c
.PHONY: group extra
extra: | d
b c a &: e
	touch a b c
d: c
	touch d
e: ; touch e
END
  make2dag > /dev/null
  assert_equal "$(tail -n +2 dag/nodes.tsv | cut -f 2 | xargs)" 'e b d last'
  assert_equal "$(node b)" "a-$(printf a | sha256sum | cut -c1-8)"
  assert_equal "$(parents b)" e
  assert_equal "$(parents d)" b
  assert_equal "$(parents last)" 'b d'
}

@test "targets may have any name that make can have: each is made, and no shell, DAG or submit file looks into it" {
  cat > Makefile << 'END'
.SECONDEXPANSION:
define names :=
a:b a::b c#d e$$f it's q"q semi;colon ä€ back\slash st*r [x] a&b x+y x,y x@y g%h ^c {z} !e `i` $$HOME q?q (( $$$$ %% a_b a/b
endef
all: end
end: $$(addprefix out/,$$(names)) ./-dash ./~tilde
	printf '%s\n' $(foreach f,$^,'$(subst ','\'',$(f))') > '$@'
out/%: | out/a/.
	echo ran >> log
	echo '$(subst ','\'',$@)' > '$(subst ','\'',$@)'
-dash ~tilde:
	echo ran >> log
	touch ./'$@'
out/a/.:
	mkdir -p $@
END
  make -s
  mkdir by-make
  mv -- out end ./-dash ./~tilde by-make
  sort log | uniq -c > by-make.log
  rm log
  make2dag > /dev/null
  assert_equal "$(cut -f 1 dag/nodes.tsv | tail -n +2 | grep -vc '^[A-Za-z0-9._-]*$')" 0
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$good"
  mkdir by-dag
  mv -- out end ./-dash ./~tilde by-dag
  diff -r by-make by-dag
  sort log | uniq -c | diff by-make.log -
}

@test "names that make or a table cannot have are refused" {
  printf 'n := a=b\n$(n):\n\ttouch $@\nall: $(n)\n' > Makefile
  assert_dies "make2dag: make cannot be asked for 'a=b': it would be a variable" make2dag all
  printf 'all: a\\ b\n\ttouch all\na\\ b:\n\ttouch "a b"\n' > Makefile
  assert_dies "make2dag: 'all' needs 'a', which make's database does not have: a name with a blank?" make2dag all
  printf 'n := a\001b\nall: $(n)\n$(n):\n\ttouch x\n' > Makefile
  assert_dies "make2dag: the name 'a?b' holds a control character" make2dag all
}

@test "what recipes and variables say is not taken for the graph" {
  cat > Makefile << 'END'
define trap :=
# Files

a: x
#  Also makes: b
# files hash-table stats:
endef
define later =
# Files
b: x
endef
a: private two = $(later)
all: a
a: c | d
	: \
# Files \
c: x \

	true \
#  Phony target (prerequisite of .PHONY).
	touch a
c d:
	touch $@
end-of-it: a
	@echo '# files hash-table stats:'
END
  make2dag end-of-it > /dev/null
  assert_equal "$(tail -n +2 dag/nodes.tsv | cut -f 2 | xargs)" 'c d a end-of-it'
  assert_equal "$(parents a):$(parents end-of-it)" 'c d:a'
}

@test "values of variables reach the nodes as they are, from the command line, a make that calls, and the environment" {
  cat > Makefile << 'END'
X ?= default
Y ?= default
Z ?= default
P := $(shell printf %s "$$PATH" | wc -c)
export X Y Z
file:
	printf '%s\n' "$$X" "$$Y" "$$Z" '$(P)' "$$OTHER" > file
dag:
	make2dag --env OTHER file 'Y=of the call' > /dev/null
END
  value=$'two  words, it\'s "$$HOME" `date` \\ \\\\ a;b #c =d ä * $$(nothing)'
  export OTHER=$'new\nline' UNHEARD=1
  # what make itself makes of them
  Z="from outside's" make -s file "X=$value" 'Y=of the call'
  mv file by-make
  Z="from outside's" make -s dag "X=$value" Y=overruled
  refute grep -q UNHEARD dag/environment
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$good"
  diff by-make file
}

@test "the variables that make was given are found behind flags that look like the end of them, and may begin with a dash" {
  printf 'file:\n\techo "$(X)$(-x)" > file\ndag:\n\tmake2dag file > /dev/null\n' > Makefile
  mkdir a-- 'b --'
  make -s -I a-- -I 'b --' X=1 -- dag -x='2 3'
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$good"
  assert_equal "$(cat file)" '12 3'
}

@test "make is asked as the nodes will call it: no Makefile comes in by MAKEFILES, variables whose names begin like make's do" {
  printf 'file:\n\techo $(MAKEUP) > file\n' > Makefile
  printf 'file: more\nmore:\n\ttouch more\n' > more.mk
  MAKEFILES=more.mk MAKEUP=blush make2dag > /dev/null
  assert_equal "$(tail -n +2 dag/nodes.tsv | cut -f 2)" file
  assert_equal "$(grep '^export MAKE' dag/environment)" "export MAKEUP='blush'"
}

@test "the default goal, and the Makefiles, are those of make itself, not of one that a recipe calls" {
  printf 'first:\n\t$(MAKE) -f below.mk\n\ttouch first$(OURS)\n' > Makefile
  printf 'below:\n\ttouch below$(THEIRS)\nfirst:\n' > below.mk
  OURS=1 THEIRS=2 make2dag > /dev/null
  assert_equal "$(tail -n +2 dag/nodes.tsv | cut -f 2)" first
  grep -q "^export OURS='1'" dag/environment
}

@test "nodes find nothing else in their environment than what is said" {
  printf 'file:\n\tenv | cut -d = -f 1 | sort > file\n' > Makefile
  SECRET=1 HOME=/home/of-mine make2dag file > /dev/null
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$good"
  run grep -vxE 'PATH|HOME|USER|LANG|LC_ALL|TZ|TMPDIR|_CONDOR_.*|MAKE.*|MFLAGS|PWD|OLDPWD|SHLVL|_' file
  assert_output ''
  assert_equal "$(grep -cx HOME file)" 1
}

@test "memory and time come from the table, for whichever file of a recipe it names; the rest has the defaults" {
  small
  tsv target memory_mb walltime / out/x.log 4000 2h / out/sum - 90 / not/there 1 1 > needs.tsv
  make2dag --needs needs.tsv --memory-mb 500 --walltime 10min > /dev/null
  assert_equal "$(grep VARS dag/flow.dag | cut -d ' ' -f 3- | sort)" \
    "$(printf '%s\n' 'memory_mb="4000" walltime_s="7200"' 'memory_mb="500" walltime_s="600"' 'memory_mb="500" walltime_s="90"')"
  assert_equal "$(awk -F'\t' '$2 == "out/x.tab" { print $3, $4 }' dag/nodes.tsv)" '4000 7200'
  for time in soon 0 1e10; do
    tsv target memory_mb walltime / out/sum 1 $time > needs.tsv
    assert_dies "make2dag: needs.tsv:2: column 'walltime': not a time from 1 to 1e9 s: '$time' (2h, 1.5d, 1w, 600s, ...)" make2dag --needs needs.tsv
  done
}

@test "a node that takes longer than its time is removed, and has failed" {
  printf 'file:\n\tsleep 30\n' > Makefile
  make2dag --walltime 1 --retries 0 file > /dev/null
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$bad"
  grep -q PeriodicRemove dag/flow.dag.dagman.out
}

@test "no more nodes than the limit run at once" {
  printf 'all: $(foreach i,1 2 3 4 5,f$(i))\nf%%:\n\tmkdir lock && sleep 0.1 && rmdir lock && touch $@\n' > Makefile
  echo 4 > mem/slots
  make2dag --limit 1 --retries 0 > /dev/null
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$good"
}

@test "lines for the submit file come before its queue" {
  small
  make2dag --extra '+AccountingGroup = "group_u_X"' --extra 'request_disk = 1GB' > /dev/null
  assert_equal "$(tail -n 3 dag/node.sub)" $'+AccountingGroup = "group_u_X"\nrequest_disk = 1GB\nqueue'
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$good"
}

@test "the directory that it runs in may have any name" {
  here="it's \"here\" \$HOME ; ä"
  mkdir "$here"
  cd "$here"
  small
  make2dag --directory sub.dag/ > /dev/null
  submit sub.dag/flow.dag
  assert_equal "$(ended sub.dag/flow.dag 1)" "$good"
  assert_equal "$(cat out/sum)" $'x\ny\nextra'
  run -0 bash -c "$(sed -n 's/^    cd /cd /p' sub.dag/README) && pwd"
  assert_output "$PWD"
  run -0 make2dag --directory 'a`b'
  assert_output "condor_submit_dag 'a\`b/flow.dag'"
  grep -qxF "    $output" 'a`b/README'
}

# ---- what would run twice ----

@test "a recipe that make runs every time is refused when others depend on it, and taken when none does" {
  printf 'all: a\na: b\n\ttouch a\n.PHONY: b\nb:\n\techo b\n' > Makefile
  assert_dies "make2dag: 'b' would be made again for 'a': it is phony, or needs what is" make2dag
  printf 'all: a\na: b\n\ttouch a\nb: force\n\ttouch b\n.PHONY: force\n' > Makefile
  assert_dies "make2dag: 'b' would be made again for 'a': it is phony, or needs what is" make2dag
  printf 'all: a\na: | b\n\ttouch a\nb: c\n\ttouch b\nc: | force\n\ttouch c\n.PHONY: force all\n' > Makefile
  make2dag > /dev/null
  printf '.PHONY: all\nall: b\n\techo done\nb: ; touch b\n' > Makefile
  make2dag > /dev/null
  assert_equal "$(parents all)" b
}

@test "files of one recipe that need different files are refused" {
  printf 'all: a b\na b &: c\n\ttouch a b\nb: d\nc d:\n\ttouch $@\n' > Makefile
  assert_dies "make2dag: 'a' and 'b' are made by one recipe, but need different files" make2dag
}

# ---- a directory that is there ----

@test "nothing is written when nothing has changed, whatever became of the DAG" {
  small
  make2dag > /dev/null
  touch -d 2001-01-01 dag/*
  rmdir dag/logs   # but what nodes cannot do without
  run -0 make2dag
  assert_output 'condor_submit_dag dag/flow.dag'
  assert_equal "$(date -r dag/flow.dag +%Y)" 2001
  assert_dir_exist dag/logs
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$good"
  make2dag > /dev/null
  assert_equal "$(date -r dag/flow.dag +%Y)" 2001
}

@test "another DAG replaces one that was not submitted" {
  small
  make2dag > /dev/null
  make2dag --retries 7 > /dev/null
  assert_equal "$(grep -c 'RETRY .* 7' dag/flow.dag)" 3
}

@test "another DAG does not replace one that was submitted and has not finished" {
  small
  touch fail-sum
  make2dag --retries 0 > /dev/null
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$bad"
  message='make2dag: dag: its DAG was submitted and has not finished, and this one is another: let it finish, or remove the directory'
  sum=$(cat dag/flow.dag dag/node dag/node.sub dag/nodes.tsv dag/environment | sha256sum)
  assert_dies "$message" make2dag --retries 1
  # while it runs
  mv fail-sum wait
  sed -i 's/^run = /run = while [ -e wait ]; do sleep 0.05; done; /' Makefile
  submit dag/flow.dag
  assert_dies "$message" make2dag --retries 1
  assert_equal "$(cat dag/flow.dag dag/node dag/node.sub dag/nodes.tsv dag/environment | sha256sum)" "$sum"
  rm wait
  assert_equal "$(ended dag/flow.dag 2)" "$good"
  # removed
  rm -r dag
  make2dag --retries 0 > /dev/null
  printf '%s\n' '000 (007.000.000) 2026-11-21 15:00:00 Job submitted' ... '009 (007.000.000) 2026-11-21 15:00:01 Job was aborted.' ... > dag/flow.dag.dagman.log
  assert_dies "$message" make2dag --retries 1
  # submitted twice, and one of the two has ended well
  printf '%s\n' '000 (007.000.000) 2026-11-21 15:00:00 Job submitted' ... '000 (008.000.000) 2026-11-21 15:00:01 Job submitted' ... \
    '005 (008.000.000) 2026-11-21 15:00:02 Job terminated.' "	$good" ... > dag/flow.dag.dagman.log
  assert_dies "$message" make2dag --retries 1
}

@test "another DAG moves one that has finished aside, rescue files and all" {
  small
  for n in 1 2; do
    make2dag --retries $n > /dev/null
    submit dag/flow.dag
    assert_equal "$(ended dag/flow.dag 1)" "$good"
  done
  make2dag --retries 3 > /dev/null
  assert_equal "$(grep -c 'RETRY .* 1' dag.1/flow.dag):$(grep -c 'RETRY .* 2' dag.2/flow.dag):$(grep -c 'RETRY .* 3' dag/flow.dag)" 3:3:3
  assert_file_exist dag.1/flow.dag.dagman.log
  assert_file_not_exist dag/flow.dag.dagman.log
}

@test "an export that cannot be written to its end leaves no flow.dag, not even an old one, and the next one is whole" {
  small
  make2dag > /dev/null
  ln -sf /dev/full dag/README
  assert_dies 'make2dag: dag/README: cannot write: No space left on device' make2dag --retries 7
  assert_file_not_exist dag/flow.dag
  rm dag/README
  make2dag --retries 7 > /dev/null
  assert_equal "$(grep -c 'RETRY .* 7' dag/flow.dag):$(ls -A dag | xargs)" '3:README dagman.conf environment flow.dag logs node node.sub nodes.tsv'
}

# spec/batch.md 2.7: with a rescue file a second submit is accepted while the first one runs, and both run
@test "when the same DAG is submitted twice the second one's nodes refuse, and the first goes on undisturbed" {
  small
  sed -i 's/^run = .*/run = echo $@ >> log; while [ -e wait ]; do sleep 0.05; done/' Makefile
  touch wait
  make2dag --retries 0 > /dev/null
  echo '# nothing done yet' > dag/flow.dag.rescue001
  touch log
  submit dag/flow.dag
  for _ in {1..200}; do [ "$(wc -l < log)" != 2 ] || break; sleep 0.05; done
  submit dag/flow.dag
  assert_equal "$(ended dag/flow.dag 1)" "$bad"
  assert_equal "$(sed 's/.*: DAG/DAG/' dag/logs/*.err | sort -u)" 'DAGMan job 1 runs this DAG already, and 4 is to let it: condor_rm 4'
  rm wait
  assert_equal "$(ended dag/flow.dag 2)" "$good"
  assert_equal "$(sort log | uniq -c | awk '$1 != 1')" ''
}

# ---- a production ----

@test "the DAG of a signal sample makes the files that make makes, byte by byte, each recipe once" {
  small=(TARGETS=tungsten REL_STEP=0.5 NEVENTS=400 EVENTS=300 BIAS=1e5 'DECAY=--max-mm 300' MASSES=0.1)
  beampipe dark-brem -s -j2 "${small[@]}" compare filter decay > /dev/null
  mv dark-brem made
  run -0 beampipe dark-brem "${small[@]}" DAG_GOAL='compare filter decay' dag
  assert_output 'condor_submit_dag dark-brem/dag/flow.dag'
  # heavy steps have their memory and time
  assert_equal "$(awk -F'\t' '$2 ~ /scaled/ { print $3, $4 }' dark-brem/dag/nodes.tsv)" '2000 14400'
  submit dark-brem/dag/flow.dag
  assert_equal "$(ended dark-brem/dag/flow.dag 1)" "$good"
  assert_equal "$(wc -l < mem/ran)" "$(tail -n +2 dark-brem/dag/nodes.tsv | wc -l)"
  assert_equal "$(grep -h 'Nothing\|up to date' dark-brem/dag/logs/*.out)" ''
  mv dark-brem/dag .
  diff -r made dark-brem
  run beampipe dark-brem "${small[@]}" compare filter decay
  refute_output --partial 'dark-brem/'
}

@test "the goal dag of a production: JOBS and BATCH_ variables are for DAGMan; a dry run writes nothing; FORCE and ONLY are refused" {
  common=(TARGETS=tungsten REL_STEP=0.5 NEVENTS=400 EVENTS=300 BIAS=1e5 MASSES=0.1)
  run -0 beampipe dark-brem -n "${common[@]}" dag
  assert_equal "$(ls)" mem
  beampipe dark-brem "${common[@]}" JOBS=7 BATCH=htcondor BATCH_RETRIES=4 BATCH_EXTRA='+JobFlavour = "workday"' DAG_GOAL=library dag > /dev/null
  flow=dark-brem/dag/flow.dag
  assert_equal "$(grep -c . dark-brem/dag/nodes.tsv):$(grep MAXJOBS $flow):$(grep -c 'RETRY .* 4$' $flow):$(grep Flavour dark-brem/dag/node.sub)" \
    '2:MAXJOBS node 7:1:+JobFlavour = "workday"'
  run -2 beampipe dark-brem "${common[@]}" FORCE=csv dag
  assert_output --partial 'FORCE and ONLY are for make itself: a DAG is of a whole production'
}

@test "the goal dag of a data set is written beside its files" {
  "$ROOT/pipelines/ensemble/example/make-catalogue" > catalogue.tsv
  run -0 beampipe ensemble TAG=A CATALOGUE=catalogue.tsv DAG_GOAL=plan dag
  assert_output 'condor_submit_dag ensemble/A/dag/flow.dag'
  submit ensemble/A/dag/flow.dag
  assert_equal "$(ended ensemble/A/dag/flow.dag 1)" "$good"
  mv ensemble by-dag
  beampipe ensemble -s TAG=A CATALOGUE=catalogue.tsv plan
  rm -r by-dag/A/dag
  diff -r ensemble by-dag
}

# ---- errors ----

@test "what cannot be exported is said in one line" {
  printf 'all:\n' > Makefile
  assert_dies 'make2dag: no recipe: there is nothing to do' make2dag
  run -2 --separate-stderr make2dag nothing
  assert_equal "$stderr" "make: *** No rule to make target 'nothing'.  Stop."$'\n'"make2dag: make -n ended with status 2"
  printf 'all:\n\techo\n' > Makefile
  assert_dies "make2dag: --directory: a name that HTCondor's files cannot hold: 'a b'" make2dag -d 'a b'
  touch file
  assert_dies 'make2dag: file/dag/flow.dag: Not a directory' make2dag -d file/dag
  for name in -d $'a\001b'; do
    assert_dies "make2dag: --directory: a name that HTCondor's files cannot hold: '${name/$'\001'/?}'" make2dag --directory="$name"
  done
  assert_dies "make2dag: --makefile: not '-', the nodes could not read it again" make2dag --makefile - < Makefile
  assert_dies "make2dag: --env: not the name of a variable: 'A B'" make2dag --env 'A B'
  assert_dies 'make2dag: --walltime: 0 is no time for a node' make2dag --walltime 0
  mkdir bin
  ln -s "$(command -v make2dag)" bin
  assert_dies 'make2dag: make: cannot be started: No such file or directory' env PATH="$PWD/bin" make2dag
}
