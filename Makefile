# beampipe - tools, their library, tests and productions. `make help` lists the targets.
#
# No tool, module or test is named here: adding one is adding its file.
#   lib/ROOM/NAME.c          goes into the library; NAME.gen.c is a program that writes the header ROOM/NAME.h while building
#   tools/ROOM/NAME.c        becomes build/bin/NAME; NAME.sh too
#   tests/unit/NAME.c        becomes build/test/NAME, which tests/unit/NAME.bats runs; tests/bench/NAME.c build/bench/NAME
#   tests/fuzz/NAME.c        becomes build/fuzz/NAME (clang)

BUILD   ?= build
PREFIX  ?= /usr/local
CC      ?= cc
CFLAGS  ?= -O2 -g
LIBS     = -lcsv -larchive -ljansson -lgsl -lgslcblas -lmd -lz -lm
SECONDS ?= 60
JOBS    ?= $(shell nproc 2>/dev/null || echo 2)

# What every translation unit gets, whatever the user's CFLAGS say.
compile  = $(CC) -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Ilib -I$(BUILD)/gen \
           -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla $(CFLAGS) $(CPPFLAGS)
link     = $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) -Wl,--as-needed $(LIBS)

generators  := $(wildcard lib/*/*.gen.c)
lib_sources := $(filter-out $(generators),$(wildcard lib/*/*.c))
c_tools     := $(wildcard tools/*.c tools/*/*.c)
sh_tools    := $(wildcard tools/*.sh tools/*/*.sh)
tools       := $(patsubst %,$(BUILD)/bin/%,$(basename $(notdir $(c_tools) $(sh_tools))))
unit_tests  := $(patsubst tests/unit/%.c,$(BUILD)/test/%,$(wildcard tests/unit/*.c))
benches     := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
fuzzers     := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))
generated   := $(patsubst lib/%.gen.c,$(BUILD)/gen/%.h,$(generators))
shared      := share/VERSION $(sort $(shell find share -name '*.tsv' -o -name '*.csv'))
pipelines   := $(patsubst pipelines/%/Makefile,%,$(wildcard pipelines/*/Makefile))
object       = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

.PHONY: all help deps demo check check-built check-sanitize check-engines check-fresh replay bench fuzz install uninstall clean $(pipelines)
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

all: $(tools)

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

objects := $(call object,$(lib_sources) $(c_tools) $(wildcard tests/unit/*.c tests/bench/*.c))
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
$(foreach s,$(sh_tools),$(eval $(BUILD)/bin/$(basename $(notdir $(s))): $(s) ; \
	@mkdir -p $$(@D) && cp $$< $$@ && chmod 755 $$@))

# ---- set-up, tests, figures ----

deps:
	@sh share/install-packages

demo: deps
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@for p in $(pipelines); do $(MAKE) --no-print-directory -C pipelines/$$p -f Makefile demo BIN=$(abspath $(BUILD))/bin OUT=$(abspath $(BUILD))/demo/$$p || exit; done

check: deps
	@$(MAKE) --no-print-directory -j$(JOBS) check-built

check-built: $(tools) $(unit_tests) $(benches)
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

fuzz: $(fuzzers)
	@BUILD=$(abspath $(BUILD)) tests/fuzz/run $(SECONDS)
$(BUILD)/fuzz/%: tests/fuzz/%.c $(lib_sources) $(wildcard lib/*/*.h) | $(generated)
	@mkdir -p $(@D)
	$(subst $(CC) ,clang ,$(compile)) -fsanitize=fuzzer,address,undefined -O1 $< $(lib_sources) -o $@ $(LIBS)

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

uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/bin/,$(notdir $(tools))) $(manual) \
	 $(addprefix $(DESTDIR)$(PREFIX)/share/bash-completion/completions/,$(notdir $(tools)))
	rm -rf $(DESTDIR)$(PREFIX)/share/beampipe

clean:
	rm -rf $(BUILD)
