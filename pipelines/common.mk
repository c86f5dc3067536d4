# common.mk - what the productions share: safe recipes, where things lie, variables as prerequisites, FORCE and ONLY.
#
# A production's Makefile sets its variables' defaults, includes this file, and lists its steps:
#   step-NAME = FILE...       what step NAME makes (for FORCE=NAME and ONLY=NAME)
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
export PATH  := $(BIN):$(PATH)
export LC_ALL = C

# make cannot have blanks in names of files. $(call one_word,X Y): stops unless the values of X and Y are one word each.
one_word      = $(foreach v,$(1),$(if $(word 2,$($(v))),$(error $(v)=$($(v)): no blanks, please: make takes them for the end of a name)))
$(call one_word,OUT)

ifneq ($(BATCH),local)
$(error BATCH=$(BATCH): this machine's make is the only engine so far; say BATCH=local, and make -j N for N jobs at once)
endif

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
steps         = $(patsubst step-%,%,$(filter step-%,$(.VARIABLES)))
.DEFAULT_GOAL := only
only:
	@$(MAKE) -f $(firstword $(MAKEFILE_LIST)) ONLY= FORCE=$(ONLY) $(foreach s,$(filter-out $(ONLY),$(steps)),$(addprefix -o ,$(step-$(s)))) $(step-$(ONLY))
endif
