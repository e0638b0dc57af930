# postlint: build, test, install.  GNU make 4, a C11 compiler, pkg-config.
#
#   make            build/postlint
#   make check      all tests (seeded samples of the long ones)
#   make check-long all tests, whole
#   make asan       the tests under AddressSanitizer, LeakSanitizer and UBSan
#   make oracle     against the vectors, the corpus, the postconf and openssl of this machine
#   make fuzz       the fuzzers, each for FUZZ_SECONDS (needs clang)
#   make lint       clang-format, clang-tidy, cppcheck, mandoc, shellcheck
#   make cov        line and branch coverage, by folder
#   make bench      speed, as ratios
#   make install    DESTDIR= PREFIX=; make uninstall
#
# STATIC=1 links the libraries in.  HARDENING= leaves out the flags of that
# name.  WERROR=-Werror makes warnings errors.  BUILD=DIR puts the objects
# elsewhere, so that two compilers can be used side by side.  V=1 prints whole
# commands.

.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules --no-builtin-variables --output-sync=target

VERSION := 0.1.0

# Each variant has its own objects: make VARIANT=asan, VARIANT=cov.
VARIANT := release
BUILD := build/$(VARIANT)
SHARED := ../shared
PREFIX ?= /usr/local
DESTDIR ?=
STATIC :=
WERROR ?=
# What make itself brings (cc, ar) is as good as not set.
ifneq ($(filter default undefined,$(origin CC)),)
CC := $(if $(filter fuzz,$(VARIANT)),clang,cc)
endif
ifneq ($(filter default undefined,$(origin AR)),)
AR := ar
endif
AWK ?= awk
INSTALL ?= install
PKG_CONFIG ?= pkg-config

quote = '$(subst ','\'',$(1))'

# Flags.  CPPFLAGS, CFLAGS and LDFLAGS are the user's and come after ours,
# except that nothing is defined twice.
LIBS := yaml-0.1 jansson mxml
ifneq ($(filter-out clean uninstall,$(or $(MAKECMDGOALS),all)),)
# The program loads libcrypto when it needs it: only its headers are used here,
# but for STATIC=1, which links it in.
LIB_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIBS) 'libcrypto >= 3.0' && echo found)
ifeq ($(filter found,$(LIB_CFLAGS)),)
$(error $(PKG_CONFIG) does not find $(LIBS), libcrypto 3: install pkg-config and the development files of libyaml, jansson, mxml and OpenSSL 3)
endif
LIB_CFLAGS := $(filter-out found,$(LIB_CFLAGS)) $(if $(STATIC),-DCRYPTO_LINKED)
ALL_LIBS := $(shell $(PKG_CONFIG) $(if $(STATIC),--static) --libs $(LIBS) $(if $(STATIC),libcrypto)) -lpthread -ldl
CHECK_CFLAGS := $(shell $(PKG_CONFIG) --cflags check 2>/dev/null)
CHECK_LIBS := $(shell $(PKG_CONFIG) --libs check 2>/dev/null)

# Those of the given flags, one by one, that compiler and C library take.
taken = $(foreach flag,$(1),$(shell printf '\043include <stdlib.h>\nint main(void) { return 0; }\n' \
	| $(CC) -O2 -Werror $(flag) -x c -c -o /dev/null - 2>/dev/null && echo '$(flag)'))
HARDENING ?= $(call taken,-fstack-protector-strong -fstack-clash-protection -fcf-protection) \
	-U_FORTIFY_SOURCE $(firstword $(call taken,-D_FORTIFY_SOURCE=3 -D_FORTIFY_SOURCE=2))
HARDENING := $(HARDENING)
endif

DEFINES := -Iinclude -Isrc/facts -Isrc/tls -D_POSIX_C_SOURCE=200809L -DPOSTLINT_VERSION='"$(VERSION)"'
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wwrite-strings -Wpointer-arith -Wcast-qual -Wundef -Wformat=2 -Wimplicit-fallthrough
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_release := -O2 -g -fPIE $(HARDENING)
LDFLAGS_release := $(if $(STATIC),-static-pie,-pie) -Wl,-z,relro,-z,now,-z,noexecstack
CFLAGS_asan := -O1 -g $(SANITIZE)
LDFLAGS_asan := $(SANITIZE)
CFLAGS_cov := -O0 -g --coverage
LDFLAGS_cov := --coverage
CFLAGS_fuzz := -O1 -g $(SANITIZE) -fsanitize=fuzzer-no-link
LDFLAGS_fuzz := $(SANITIZE)
ifeq ($(CFLAGS_$(VARIANT)),)
$(error there is no VARIANT=$(VARIANT): release, asan, cov or fuzz)
endif
ALL_CPPFLAGS := $(CPPFLAGS) $(DEFINES)
ALL_CFLAGS := -std=c11 $(WARN) $(WERROR) $(CFLAGS_$(VARIANT)) $(LIB_CFLAGS) $(CFLAGS)
ALL_LDFLAGS := $(LDFLAGS_$(VARIANT)) $(LDFLAGS)
COMPILE = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
LINK = $(CC) $(ALL_CFLAGS) -o $@ $(filter %.o %.a,$^) $(ALL_LDFLAGS) $(ALL_LIBS)
# Without V=1 a line says what is made; the whole command is in $(BUILD)/flags.
quiet = $(if $(V),,@echo '$(1) $@'; )

# A sanitizer's own exit status is none of postlint's (0 to 2), or its report
# would pass for findings.
export ASAN_OPTIONS ?= exitcode=99:detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS ?= exitcode=99:print_stacktrace=1

# The pipeline, in order; src/gen holds programs that run at build time.
STAGES := base facts files read effective tls rules settings report postconf cli
SOURCES := $(sort $(wildcard $(STAGES:%=src/%/*.c)))
MAIN := src/cli/main.c
LIB_OBJECTS := $(patsubst src/%.c,$(BUILD)/%.o,$(filter-out $(MAIN),$(SOURCES)))
PROGRAM_OBJECTS := $(BUILD)/cli/main.o $(BUILD)/gen/mkrules.o $(BUILD)/gen/mkmanual.o \
	$(BUILD)/gen/mkschema.o $(BUILD)/gen/mkcompletions.o $(BUILD)/gen/template.o
GENERATED_OBJECTS := $(BUILD)/gen/facts.o $(BUILD)/gen/ciphers.o $(BUILD)/gen/rules.o
CIPHERS := $(sort $(wildcard rules/facts/cipher-*.tsv))
FACTS := $(filter-out $(CIPHERS),$(sort $(wildcard rules/facts/*.tsv)))
RULES := $(sort $(wildcard rules/*.yaml)) $(sort $(wildcard rules/profiles/*.yaml))
POSTLINT := $(BUILD)/postlint

all: $(POSTLINT)

# The path that people use; everything else stays below $(BUILD).
ifeq ($(BUILD),build/release)
all: build/postlint
build/postlint: $(POSTLINT)
	cp -f $< $@
endif

# Objects depend on how they are compiled, archives and tables on the list of
# what goes into them: these two files change only when that does.
STAMP_flags = $(shell $(CC) --version | head -n 1) $(COMPILE) $(LINK)
STAMP_inputs = $(SOURCES) $(CIPHERS) $(FACTS) $(RULES)
$(BUILD)/flags $(BUILD)/inputs: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(call quote,$(STAMP_$(@F))) >$@.new
	@if cmp -s $@.new $@; then rm -f $@.new; else mv -f $@.new $@; fi

$(POSTLINT): $(BUILD)/cli/main.o $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	$(call quiet,link)$(LINK)

$(BUILD)/libpostlint.a: $(LIB_OBJECTS) $(BUILD)/gen/facts.o $(BUILD)/gen/ciphers.o $(BUILD)/inputs
	@rm -f $@
	$(call quiet,ar)$(AR) rcs $@ $(filter %.o,$^)

$(LIB_OBJECTS) $(PROGRAM_OBJECTS): $(BUILD)/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,cc)$(COMPILE)

$(GENERATED_OBJECTS): %.o: %.c $(BUILD)/flags
	$(call quiet,cc)$(COMPILE)

# Facts: tables to C.
$(BUILD)/gen/facts.c: src/gen/facts.awk $(FACTS) $(BUILD)/inputs
	@mkdir -p $(@D)
	$(call quiet,awk)LC_ALL=C $(AWK) -f src/gen/facts.awk $(FACTS) > $@

$(BUILD)/gen/ciphers.c: src/gen/ciphers.awk $(CIPHERS) $(BUILD)/inputs
	@mkdir -p $(@D)
	$(call quiet,awk)LC_ALL=C $(AWK) -f src/gen/ciphers.awk $(CIPHERS) > $@

# Rules: YAML to C, by the loader that --rules uses at run time.
$(BUILD)/mkrules: $(BUILD)/gen/mkrules.o $(BUILD)/libpostlint.a
	$(call quiet,link)$(LINK)

$(BUILD)/gen/rules.c: $(BUILD)/mkrules $(RULES) $(BUILD)/inputs
	$(call quiet,mkrules)$(BUILD)/mkrules $@ $(RULES)

# Manual pages.  What tables can say, src/gen/mkmanual.c puts into the templates.
MAN := $(patsubst man/%.in,build/man/%,$(sort $(wildcard man/*.in))) $(patsubst %,build/%,$(sort $(wildcard man/*.[1-8])))
all: man
man: $(MAN)

$(BUILD)/mkmanual: $(BUILD)/gen/mkmanual.o $(BUILD)/gen/template.o $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	$(call quiet,link)$(LINK)

build/man/%: man/%.in $(BUILD)/mkmanual
	@mkdir -p $(@D)
	$(call quiet,mkmanual)$(BUILD)/mkmanual < $< > $@

build/man/%: man/%
	@mkdir -p $(@D)
	@cp -f $< $@

# What shells complete, from the tables of the command line.
COMPLETIONS := $(patsubst completions/%.in,build/share/completions/%,$(sort $(wildcard completions/*.in)))
all: $(COMPLETIONS)

$(BUILD)/mkcompletions: $(BUILD)/gen/mkcompletions.o $(BUILD)/gen/template.o $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	$(call quiet,link)$(LINK)

build/share/completions/%: completions/%.in $(BUILD)/mkcompletions
	@mkdir -p $(@D)
	$(call quiet,mkcompletions)$(BUILD)/mkcompletions < $< > $@

# The JSON Schemas of rule and settings files, for editors.
SCHEMA := build/share/postlint-rules.schema.json build/share/postlint-settings.schema.json
all: $(SCHEMA)

$(BUILD)/mkschema: $(BUILD)/gen/mkschema.o $(BUILD)/libpostlint.a
	$(call quiet,link)$(LINK)

$(SCHEMA): build/share/postlint-%.schema.json: $(BUILD)/mkschema
	@mkdir -p $(@D)
	$(call quiet,mkschema)$(BUILD)/mkschema $* > $@

# Tests.  One program of unit tests, golden tests of the binary, scripts that
# take the program as a user has it, oracles.
UNIT_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/unit/*.c)))
TEST_LIB_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/lib/*.c)))
ORACLES := $(patsubst tests/oracle/%.c,%,$(sort $(wildcard tests/oracle/*.c)))
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/*.c)))
BENCHES := $(patsubst bench/%.c,%,$(sort $(wildcard bench/*.c)))
ORACLE_OBJECTS := $(ORACLES:%=$(BUILD)/tests/oracle/%.o)
FUZZ_OBJECTS := $(FUZZERS:%=$(BUILD)/tests/fuzz/%.o)
BENCH_OBJECTS := $(BENCHES:%=$(BUILD)/bench/%.o)
ORACLE_PROGRAMS := $(ORACLES:%=$(BUILD)/oracle/%)
FUZZ_PROGRAMS := $(FUZZERS:%=$(BUILD)/fuzz/%)
BENCH_PROGRAMS := $(BENCHES:%=$(BUILD)/bench/%)
MUTATION_OBJECT := $(BUILD)/tests/mutation/mutation.o
TEST_OBJECTS := $(UNIT_OBJECTS) $(TEST_LIB_OBJECTS) $(ORACLE_OBJECTS) $(FUZZ_OBJECTS) $(BENCH_OBJECTS) $(MUTATION_OBJECT)

$(TEST_OBJECTS): $(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,cc)$(COMPILE) -Isrc -DTESTS='"tests"' -Wno-missing-prototypes $(CHECK_CFLAGS)

$(BUILD)/unit: $(UNIT_OBJECTS) $(TEST_LIB_OBJECTS) $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	$(call quiet,link)$(LINK) $(CHECK_LIBS)

$(BUILD)/mutation: $(MUTATION_OBJECT) $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	$(call quiet,link)$(LINK)

$(ORACLE_PROGRAMS): $(BUILD)/oracle/%: $(BUILD)/tests/oracle/%.o $(TEST_LIB_OBJECTS) $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	@mkdir -p $(@D)
	$(call quiet,link)$(LINK)

$(FUZZ_PROGRAMS): $(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	@mkdir -p $(@D)
	$(call quiet,link)$(LINK) -fsanitize=fuzzer

$(BENCH_PROGRAMS): %: %.o $(TEST_LIB_OBJECTS) $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	$(call quiet,link)$(LINK)

# How much of the long tests `make check` takes; check-long takes all.
COMPARE_SEED ?= 1
COMPARE_COUNT ?= 200
CIPHER_COUNT ?= 300
TRUTH_COUNT ?= 10
FUZZ_SECONDS ?= 20

CHECKS := unit mutation cases check-references check-docs check-install check-scripts check-oracle
check: $(CHECKS)
	@echo 'check: passed: $(CHECKS)'

# Every program there is, so that a compiler sees all of the sources.
programs: $(POSTLINT) $(BUILD)/unit $(BUILD)/mutation $(ORACLE_PROGRAMS) $(BENCH_PROGRAMS) $(FUZZ_OBJECTS)

unit: $(BUILD)/unit
	CK_VERBOSITY=normal CK_DEFAULT_TIMEOUT=300 $(BUILD)/unit

# Whether the examples inside rules notice when a rule is weakened.
mutation: $(BUILD)/mutation
	$(BUILD)/mutation tests/mutation/survivors.tsv

cases: $(POSTLINT)
	sh tests/run.sh $(POSTLINT)

# Configurations to be proud of, and those that Postfix comes with.
check-references: $(POSTLINT)
	sh tests/references.sh $(POSTLINT)

check-docs: $(POSTLINT) man
	sh tests/docs.sh $(POSTLINT)

# What make install brings, and that make uninstall takes all of it away.
SCRATCH := $(BUILD)/root
check-install: $(POSTLINT) $(SCHEMA) $(COMPLETIONS) man
	rm -rf $(SCRATCH)
	$(MAKE) --no-print-directory -s install DESTDIR=$(SCRATCH) PREFIX=/usr
	sh tests/install.sh $(SCRATCH) /usr $(VERSION)
	$(MAKE) --no-print-directory -s uninstall DESTDIR=$(SCRATCH) PREFIX=/usr
	@left=$$(find $(SCRATCH) ! -type d) && [ -z "$$left" ] || { echo "make uninstall leaves $$left" >&2; exit 1; }
	rm -rf $(SCRATCH)

# Every script of tests/integration is named here, and run.sh fails where one
# is missing or not named.
INTEGRATION := hardening rebuild pre-commit formats schema completions debian ci guides container terminal
check-scripts: $(POSTLINT) $(SCHEMA) $(COMPLETIONS)
	sh tests/integration/run.sh $(BUILD) $(VARIANT) $(INTEGRATION)

# The vectors and the real programs.  What is not there is said aloud.
check-oracle: $(ORACLE_PROGRAMS) $(POSTLINT)
	bash tests/oracle/run.sh $(BUILD) $(SHARED) $(COMPARE_SEED) $(COMPARE_COUNT) $(CIPHER_COUNT) $(TRUTH_COUNT)

oracle: check-oracle

check-long:
	$(MAKE) check COMPARE_COUNT=20000 CIPHER_COUNT=5000 TRUTH_COUNT=200

asan:
	$(MAKE) VARIANT=asan check COMPARE_COUNT=20 CIPHER_COUNT=50 TRUTH_COUNT=5

fuzz:
	$(MAKE) VARIANT=fuzz fuzz-run

fuzz-run: $(FUZZ_PROGRAMS)
	@[ -n '$(FUZZERS)' ] || { echo 'no fuzzer in tests/fuzz' >&2; exit 1; }
	for fuzzer in $(FUZZ_PROGRAMS); do \
		$$fuzzer -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -artifact_prefix=$(BUILD)/fuzz/ || exit 1; done

lint: man $(GENERATED_OBJECTS:.o=.c)
	bash tests/lint.sh build/man $(ALL_CPPFLAGS) $(LIB_CFLAGS) -Isrc -DTESTS='"tests"'

cov:
	$(MAKE) VARIANT=cov cov-run

cov-run: $(BUILD)/unit $(POSTLINT)
	find $(BUILD) -name '*.gcda' -delete
	$(MAKE) unit cases
	sh tests/cov.sh $(BUILD)

bench: $(POSTLINT) $(BENCH_PROGRAMS)
	bash bench/run.sh $(BUILD)

# Where zsh looks for functions of others; Debian's packages have another place.
ZSH_FUNCTIONS ?= share/zsh/site-functions

# What is installed, as SOURCE:TARGET:MODE.
DOCS := $(wildcard README.md LICENSE NOTICE docs/*.md)
EXAMPLES := $(sort $(wildcard examples/*/* contrib/*/*.* contrib/vim/compiler/*.vim))
INSTALLED := $(POSTLINT):bin/postlint:755 \
	$(foreach file,$(SCHEMA),$(file):share/postlint/$(notdir $(file)):644) \
	build/share/completions/postlint.bash:share/bash-completion/completions/postlint:644 \
	build/share/completions/_postlint:$(ZSH_FUNCTIONS)/_postlint:644 \
	build/share/completions/postlint.fish:share/fish/vendor_completions.d/postlint.fish:644 \
	$(foreach page,$(MAN),$(page):share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)):644) \
	$(foreach file,$(DOCS) $(EXAMPLES),$(file):share/doc/postlint/$(file):644)
TARGETS := $(foreach item,$(INSTALLED),$(DESTDIR)$(PREFIX)/$(word 2,$(subst :, ,$(item))))

install: $(POSTLINT) $(SCHEMA) $(COMPLETIONS) man
	@set -e; for item in $(INSTALLED); do \
		rest=$${item#*:}; target=$(call quote,$(DESTDIR)$(PREFIX))/$${rest%:*}; \
		$(INSTALL) -d "$${target%/*}"; \
		echo "$(INSTALL) -m $${item##*:} $${item%%:*} $$target"; \
		$(INSTALL) -m "$${item##*:}" "$${item%%:*}" "$$target"; done

uninstall:
	rm -f $(TARGETS)
	@rmdir -p $(call quote,$(DESTDIR)$(PREFIX))/share/doc/postlint/*/* \
		$(call quote,$(DESTDIR)$(PREFIX))/share/doc/postlint \
		$(call quote,$(DESTDIR)$(PREFIX))/share/postlint 2>/dev/null || :

-include $(patsubst %.o,%.d,$(LIB_OBJECTS) $(PROGRAM_OBJECTS) $(GENERATED_OBJECTS) $(TEST_OBJECTS))

clean:
	rm -rf build

FORCE:

.PHONY: all man programs check check-long unit mutation cases check-references check-docs check-install check-scripts check-oracle oracle asan fuzz fuzz-run \
	lint cov cov-run bench install uninstall clean FORCE
