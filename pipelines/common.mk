# common.mk - what the productions share: safe recipes, where things lie, variables as prerequisites, FORCE and ONLY, BATCH.
#
# A production's Makefile sets its variables' defaults, lists its steps, and includes this file:
#   step-NAME = FILE...       what step NAME makes (for FORCE=NAME and ONLY=NAME)
#   heavy-NAME = FILE...      which of them are worth a batch job each, if not all
#   MEMORY-NAME, WALLTIME-NAME ?= 2000, 2h   what such a job needs, in MB and time; steps without both run where make runs
#   batch_variables = X...    environment variables that jobs need, those that are set
#   variable_dir = DIR        where values are kept, if not below OUT: a directory for each data set
#   $(call variable,X)        a prerequisite that is as old as the present value of variable X
#   $(call variables,X Y)     the same for several
#   $(call one_word,X Y)      stops with a message when X or Y holds a blank

SHELL        := bash
.SHELLFLAGS  := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.SECONDEXPANSION:
.SUFFIXES:
.SECONDARY:
MAKEFLAGS    += --no-builtin-rules
.DEFAULT_GOAL := all

pipelines    := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
pipeline     := $(notdir $(patsubst %/,%,$(dir $(abspath $(firstword $(MAKEFILE_LIST))))))
BIN          ?= $(abspath $(firstword $(wildcard $(pipelines)/../build/bin $(pipelines)/../../../bin)))
SHARE        ?= $(abspath $(firstword $(wildcard $(pipelines)/../share) $(pipelines)/..))
OUT          ?= $(pipeline)
BATCH        ?= local
BATCH_DIR    ?= $(OUT)/batch
BATCH_RETRIES ?= 2
export PATH  := $(BIN):$(PATH)
export LC_ALL = C

# make cannot have blanks in names of files. $(call one_word,X Y): stops unless the values of X and Y are one word each.
one_word      = $(foreach v,$(1),$(if $(word 2,$($(v))),$(error $(v)=$($(v)): no blanks, please: make takes them for the end of a name)))
$(call one_word,OUT BATCH)

# A directory on demand: "$(D)/." as an order-only prerequisite.
%/.:
	@mkdir -p $@
.PRECIOUS: %/.

# The value of X as a file, written only when it differs: its date is X's last change.
variable_dir ?= $(OUT)/.variables
variable      = $(if $(call unchanged,$(1)),$(variable_dir)/$(1),$(if $(dry_run),redo,$(call keep,$(1))))
keep          = $(shell mkdir -p $(variable_dir))$(file >$(variable_dir)/$(1),$($(1)))$(variable_dir)/$(1)
dry_run      := $(findstring n,$(filter-out --%,$(firstword -$(MAKEFLAGS))))
unchanged     = $(if $(wildcard $(variable_dir)/$(1)),$(call same,$($(1)),$(file <$(variable_dir)/$(1))))
same          = $(if $(subst x$(1)x,,x$(2)x)$(subst x$(2)x,,x$(1)x),,yes)
variables     = $(foreach v,$(1),$(call variable,$(v)))

# FORCE=step redoes a step and, since its file is new, what follows; ONLY=step redoes that step and takes all else as it is.
.PHONY: redo only
redo:
$(foreach step,$(FORCE) $(ONLY),$(if $(step-$(step)),,$(error no step '$(step)'; make help lists them)))
$(foreach step,$(FORCE),$(eval $(step-$(step)): redo))
ifdef ONLY
.DEFAULT_GOAL := only
only:
	@$(MAKE) -f $(firstword $(MAKEFILE_LIST)) ONLY= JOBS= FORCE=$(ONLY) $(foreach s,$(filter-out $(ONLY),$(steps)),$(addprefix -o ,$(step-$(s)))) $(step-$(ONLY))
endif

# ---- BATCH: where heavy recipes run ----

# local: here, by make. An engine, by name or as a file with a slash: batch-shell is make's shell then; it makes a job of each recipe that has
# memory or time, and runs all others here. JOBS recipes at once, which a -j by hand overrules.
absolute      = $(if $(filter /%,$(firstword $(1))),$(1),$(CURDIR)/$(1))
engine        = $(if $(findstring /,$(BATCH)),$(call absolute,$(BATCH)),$(or $(BATCH),local))
remote       := $(filter-out local,$(engine))
BATCH_LIMIT  := $(or $(JOBS),$(BATCH_LIMIT))
ifneq ($(remote),)
known_engines = $(filter-out run,$(patsubst %.sh,%,$(notdir $(wildcard $(SHARE)/batch/*.sh))))
$(if $(if $(findstring /,$(BATCH)),$(wildcard $(BATCH)),$(filter $(BATCH),$(known_engines))),,\
  $(error BATCH=$(BATCH): no such engine; there are $(known_engines), and files, named with a slash: ./$(notdir $(BATCH))))
JOBS         ?= 200
SHELL        := $(BIN)/batch-shell
# A job has one processor, unless BATCH_EXTRA asks for more.
OMP_NUM_THREADS ?= 1
export OMP_NUM_THREADS
endif
ifneq ($(JOBS),)
$(if $(filter 0%,$(JOBS))$(shell printf '%s' '$(JOBS)' | tr -d 0-9),$(error JOBS=$(JOBS): a whole number, of recipes at once))
MAKEFLAGS    += -j$(JOBS)
endif

# The step that a file is of, if it is heavy: private, as prerequisites would inherit it. (make 4.3 exports private variables to them all the same;
# so what is exported is one for all, and looks at it.) Expand $(shell) while make reads: make 4.4 would take one in a recipe for that recipe.
steps         = $(patsubst step-%,%,$(filter step-%,$(.VARIABLES)))
heavy_steps   = $(foreach s,$(sort $(steps)),$(if $(MEMORY-$(s))$(WALLTIME-$(s)),$(s)))
heavy         = $(strip $(if $(filter undefined,$(origin heavy-$(1))),$(step-$(1)),$(heavy-$(1))))
ifneq ($(remote),)
$(foreach s,$(heavy_steps),$(if $(call heavy,$(s)),$(eval $(call heavy,$(s)): private batch_step = $(s))))
export BATCH_TARGET    = $@
export BATCH_MEMORY_MB = $(MEMORY-$(batch_step))
export BATCH_WALLTIME  = $(WALLTIME-$(batch_step))
export BATCH_SHELL    := bash
endif

# The environment of batch-shell, and of run-jobs, which hands over a table of jobs and waits for them.
user_env     := $(BATCH_ENV)
is_set        = $(foreach v,$(1),$(if $(filter-out undefined default,$(origin $(v))),$(v)))
export override BATCH_ENV = $(sort $(user_env) $(call is_set,LD_LIBRARY_PATH OMP_NUM_THREADS $(batch_variables)))
export override BATCH_DIR := $(call absolute,$(BATCH_DIR))
export BATCH_ENGINE := $(engine)
export BATCH_LIMIT BATCH_RETRIES BATCH_EXTRA
run-jobs      = $(pipelines)/run-jobs

# Lines of help.
help_batch    = '  batch       BATCH=$(BATCH) (or slurm, htcondor, pbs, lsf, ./ENGINE): where heavy steps run; JOBS at once [200; local: -j of make]' \
 '              BATCH_DIR=$(patsubst $(CURDIR)/%,%,$(BATCH_DIR)) BATCH_RETRIES=$(BATCH_RETRIES) BATCH_ENV: more variables that jobs shall find' \
 "              BATCH_EXTRA: lines for the batch system's file, '--account=mu2e' or '+JobFlavour = \"workday\"'" \
 '              goal dag: all of it for HTCondor'"'"'s DAGMan, below OUT/dag (DAG_GOAL=$(DAG_GOAL) DAG_MEMORY DAG_WALLTIME)' \
 '              MEMORY-STEP, MB, and WALLTIME-STEP:$(foreach s,$(heavy_steps), $(s) $(or $(MEMORY-$(s)),-) $(or $(WALLTIME-$(s)),-))'

# ---- dag: a whole production for HTCondor's DAGMan, a node a recipe ----

# make PRODUCTION ... GOAL=dag, of what DAG_GOAL says; heavy steps have their memory and time, all others DAG_MEMORY and DAG_WALLTIME. JOBS: nodes at
# once. The values of variables have their files by now, so that make2dag, which asks make -n, sees the graph and not what has changed.
DAG_GOAL     ?= all
DAG_DIR      ?= $(patsubst %/,%,$(dir $(variable_dir)))/dag
DAG_MEMORY   ?= 1000
DAG_WALLTIME ?= 1h
dag_needs     = $(variable_dir)/dag-needs
dag_row       = $(file >>$(dag_needs),$(1)	$(or $(MEMORY-$(2)),-)	$(or $(WALLTIME-$(2)),-))
dag_rows      = $(shell mkdir -p $(variable_dir))$(file >$(dag_needs),target	memory_mb	walltime)\
                $(foreach s,$(heavy_steps),$(foreach f,$(call heavy,$(s)),$(call dag_row,$(f),$(s))))
.PHONY: dag
dag:
	@$(if $(FORCE)$(ONLY),$(error FORCE and ONLY are for make itself: a DAG is of a whole production))$(if $(dry_run),,$(dag_rows))
	trap 'rm -f $(dag_needs)' EXIT
	make2dag --makefile $(firstword $(MAKEFILE_LIST)) --directory $(DAG_DIR) --needs $(dag_needs) --memory-mb $(DAG_MEMORY) \
	  --walltime $(DAG_WALLTIME) $(BATCH_RETRIES:%=--retries %) $(BATCH_LIMIT:%=--limit %) $(addprefix --env ,$(BATCH_ENV)) \
	  $(if $(filter htcondor,$(BATCH)),$(if $(BATCH_EXTRA),--extra '$(subst ','\'',$(BATCH_EXTRA))')) \
	  $(DAG_GOAL) BATCH=local JOBS=1 OMP_NUM_THREADS=$(or $(OMP_NUM_THREADS),1)
