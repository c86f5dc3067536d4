# beampipe - tools, their library, tests and productions. `make help` lists the targets.
#
# No tool, module or test is named here: adding one is adding its file.
#   lib/ROOM/NAME.c          goes into the library; NAME.gen.c is a program that writes the header ROOM/NAME.h while building
#   tools/ROOM/NAME.c        becomes build/bin/NAME; NAME.sh too
#   tests/unit/NAME.c        becomes build/test/NAME, which tests/unit/NAME.bats runs; tests/bench/NAME.c build/bench/NAME
#   tests/fuzz/NAME.c        becomes build/libfuzzer/fuzz/NAME (clang), and build/smoke/NAME, which tests/fuzz.bats runs

BUILD   ?= build
PREFIX  ?= /usr/local
CC      ?= cc
CFLAGS  ?= -O2 -g
LIBS     = -lcsv -larchive -ljansson -lgsl -lgslcblas -lmd -lz -lm
SECONDS ?= 60
JOBS    ?= $(shell nproc 2>/dev/null || echo 2)

# OpenMP where the compiler has it: gcc does, clang may lack its library. Asked once, when first needed.
openmp   = $(eval openmp := $$(shell echo 'int main(void) { return 0; }' | $(CC) -fopenmp -x c -o /dev/null - 2>/dev/null && echo -fopenmp))$(openmp)

# What every translation unit gets, whatever the user's CFLAGS say.
compile  = $(CC) -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Ilib -I$(BUILD)/gen \
           -Wall -Wextra -Wpedantic -Wshadow -Wno-missing-field-initializers -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-unknown-pragmas -pthread $(openmp) $(CFLAGS) $(CPPFLAGS)
link     = $(CC) -pthread $(openmp) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) -Wl,--as-needed $(LIBS)

generators  := $(wildcard lib/*/*.gen.c)
lib_sources := $(filter-out $(generators),$(wildcard lib/*/*.c))
c_tools     := $(wildcard tools/*.c tools/*/*.c)
sh_tools    := $(wildcard tools/*.sh tools/*/*.sh)
tools       := $(patsubst %,$(BUILD)/bin/%,$(basename $(notdir $(c_tools) $(sh_tools))))
unit_tests  := $(patsubst tests/unit/%.c,$(BUILD)/test/%,$(wildcard tests/unit/*.c))
benches     := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
fuzzers     := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))
smokes      := $(patsubst tests/fuzz/%.c,$(BUILD)/smoke/%,$(wildcard tests/fuzz/*.c))
fuzz_wrap    = -Wl,--wrap=exit,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free,--wrap=pthread_create
generated   := $(patsubst lib/%.gen.c,$(BUILD)/gen/%.h,$(generators))
shared      := share/VERSION $(sort $(wildcard share/*/*.tsv share/*/*.csv share/*/*.sh))
pipelines   := $(patsubst pipelines/%/Makefile,%,$(wildcard pipelines/*/Makefile))
object       = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

.PHONY: all help deps demo check check-built check-sanitize check-engines check-fresh replay bench fuzz install uninstall clean $(pipelines)
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

all: $(tools) $(BUILD)/pipelines

help:
	@printf '%s\n' \
	 'make demo            install what is missing, build, run the productions on shipped examples, end in a report' \
	 'make check           the same set-up, then all tests; ends with N passed, N failed' \
	 'make                 build the tools into $(BUILD)/bin' \
	 'make deps            install what is missing, by the system'"'"'s packages; says what and why first' \
	 'make PIPELINE ...    run a production: $(pipelines); make PIPELINE GOAL=help lists its variables' \
	 'make check-sanitize  the tests under ASan and UBSan' \
	 'make check-engines   the tests against what is installed besides (batch systems, servers, browsers)' \
	 'make check-fresh     demo and check in a bare Debian root (root, debootstrap; slow)' \
	 'make replay GOLDEN=DIR   replay the golden tables below DIR through the tools' \
	 'make bench           figures: speed and memory, as TSV' \
	 'make fuzz SECONDS=60 run each parser'"'"'s fuzzer that long (clang)' \
	 'make install PREFIX=/usr/local, make uninstall, make clean'

# ---- building ----

objects := $(call object,$(lib_sources) $(c_tools) $(wildcard tests/unit/*.c tests/bench/*.c tests/fuzz/*.c tests/fuzz/smoke/main.c))
$(objects): | $(generated)
$(objects): $(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(compile) -MMD -MP -c $< -o $@
-include $(objects:.o=.d)

$(BUILD)/gen/%: lib/%.gen.c
	@mkdir -p $(@D)
	$(compile) $< -o $@
$(BUILD)/gen/%.h: $(BUILD)/gen/%
	$< > $@.new && mv $@.new $@
$(BUILD)/gen/core/share-files.h: $(BUILD)/gen/core/share-files $(shared)
	$< $(shared) > $@.new && mv $@.new $@

$(BUILD)/libbeampipe.a: $(call object,$(lib_sources))
	@rm -f $@
	$(AR) rcs $@ $^

# One rule a program, so that it is made from the one source of its name, in whatever room that lies.
define program
$(1): $(2) $(BUILD)/libbeampipe.a
	@mkdir -p $$(@D)
	$$(link)
endef
$(foreach c,$(c_tools),$(eval $(call program,$(BUILD)/bin/$(basename $(notdir $(c))),$(call object,$(c)))))
$(foreach c,$(wildcard tests/unit/*.c),$(eval $(call program,$(BUILD)/test/$(basename $(notdir $(c))),$(call object,$(c)))))
$(foreach c,$(wildcard tests/bench/*.c),$(eval $(call program,$(BUILD)/bench/$(basename $(notdir $(c))),$(call object,$(c)))))
$(foreach c,$(wildcard tests/fuzz/*.c),$(eval $(call program,$(BUILD)/fuzz/$(basename $(notdir $(c))),$(call object,$(c)))))
$(foreach c,$(wildcard tests/fuzz/*.c),$(eval $(call program,$(BUILD)/smoke/$(basename $(notdir $(c))),$(call object,$(c) tests/fuzz/smoke/main.c))))
$(foreach s,$(sh_tools),$(eval $(BUILD)/bin/$(basename $(notdir $(s))): $(s) ; \
	@mkdir -p $$(@D) && cp $$< $$@ && chmod 755 $$@))

# Where the front command finds this tree's productions, wherever BUILD is.
$(BUILD)/pipelines:
	@mkdir -p $(@D)
	@ln -sfnr pipelines $@

# ---- set-up, tests, figures ----

deps:
	@sh share/install-packages

demo:
	@sh share/install-packages build report
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@for p in $(pipelines); do $(MAKE) -s --no-print-directory -f pipelines/$$p/Makefile demo BIN=$(abspath $(BUILD))/bin OUT=$(abspath $(BUILD))/demo/$$p || exit; done

check: deps
	@$(MAKE) --no-print-directory -j$(JOBS) check-built

check-built: all $(unit_tests) $(benches) $(smokes)
	@BUILD=$(abspath $(BUILD)) tests/run

check-sanitize: deps
	@ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1 $(MAKE) --no-print-directory -j$(JOBS) check-built BUILD=$(BUILD)/sanitize \
	 CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer'

check-engines: all
	@BUILD=$(abspath $(BUILD)) tests/run --engines

check-fresh:
	@tests/fresh

GOLDEN ?= ../shared/data
replay: all
	@BUILD=$(abspath $(BUILD)) tests/replay/all $(GOLDEN)

bench: all $(benches)
	@BUILD=$(abspath $(BUILD)) tests/bench/run

# libFuzzer with clang: the same Makefile on a build of its own. NULL + 0 is no fault (C2y, N3322), clang 14 thinks it is.
fuzz:
	@sh share/install-packages build fuzz
	@$(MAKE) --no-print-directory -j$(JOBS) fuzzers BUILD=$(BUILD)/libfuzzer CC=clang \
	 CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=pointer-overflow -fno-sanitize-recover=undefined'
	@BUILD=$(abspath $(BUILD))/libfuzzer tests/fuzz/run $(SECONDS)
.PHONY: fuzzers
fuzzers: $(fuzzers)
$(fuzzers): LDFLAGS += -fsanitize=fuzzer $(fuzz_wrap)
$(smokes): LDFLAGS += $(fuzz_wrap)

# ---- productions ----

$(pipelines): all
	@$(MAKE) --no-print-directory -f pipelines/$@/Makefile BIN=$(abspath $(BUILD))/bin $(GOAL)

# ---- installing ----

manual  = $(addprefix $(DESTDIR)$(PREFIX)/share/man/man1/,$(addsuffix .1,$(notdir $(tools))))
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install $(tools) $(DESTDIR)$(PREFIX)/bin
	for t in $(notdir $(tools)); do \
	 $(BUILD)/bin/$$t --man > $(DESTDIR)$(PREFIX)/share/man/man1/$$t.1 && \
	 $(BUILD)/bin/$$t --complete > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$t || exit; done
	install -d $(DESTDIR)$(PREFIX)/share/beampipe
	cp -R share/. $(DESTDIR)$(PREFIX)/share/beampipe
	cp -R pipelines $(DESTDIR)$(PREFIX)/share/beampipe
	chmod -R u=rwX,go=rX $(DESTDIR)$(PREFIX)/share/beampipe

uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/bin/,$(notdir $(tools))) $(manual) \
	 $(addprefix $(DESTDIR)$(PREFIX)/share/bash-completion/completions/,$(notdir $(tools)))
	rm -rf $(DESTDIR)$(PREFIX)/share/beampipe

clean:
	rm -rf $(BUILD)
