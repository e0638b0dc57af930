# postlint: build, test, install.  GNU make, a C11 compiler, pkg-config.
#
#   make            build/postlint
#   make check      all tests (seeded samples of the long ones)
#   make check-long all tests, whole
#   make asan       the tests under AddressSanitizer and UBSan
#   make oracle     against the vectors and the postconf of this machine
#   make lint       clang-format, clang-tidy, cppcheck, mandoc
#   make cov        branch coverage
#   make bench      speed
#   make install    DESTDIR= PREFIX=

.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

PREFIX ?= /usr/local
CC ?= cc
AWK ?= awk
PKG_CONFIG ?= pkg-config
VERSION := 0.1.0

# Each variant has its own objects: make VARIANT=asan, VARIANT=cov.
VARIANT ?= release
BUILD := build/$(VARIANT)
LIBS := yaml-0.1 jansson
CPPFLAGS += -Iinclude -I$(BUILD) -D_POSIX_C_SOURCE=200809L -DPOSTLINT_VERSION='"$(VERSION)"'
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wwrite-strings -Wpointer-arith -Wcast-qual -Wundef -Wformat=2 -Wimplicit-fallthrough
WERROR ?=
CFLAGS_release := -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS_asan := -fsanitize=address,undefined
CFLAGS_cov := -O0 -g --coverage
LDFLAGS_cov := --coverage
ALL_CFLAGS := -std=c11 $(WARN) $(WERROR) $(CFLAGS_$(VARIANT)) $(CFLAGS) $(shell $(PKG_CONFIG) --cflags $(LIBS))
ALL_LDFLAGS := $(LDFLAGS_$(VARIANT)) $(LDFLAGS)
ALL_LIBS := $(shell $(PKG_CONFIG) --libs $(LIBS)) -lpthread

# The pipeline, in order; src/gen holds programs that run at build time.
STAGES := base facts read effective tls rules report postconf cli
SOURCES := $(sort $(wildcard $(STAGES:%=src/%/*.c)))
MAIN := src/cli/main.c
LIB_SOURCES := $(filter-out $(MAIN),$(SOURCES))
LIB_OBJECTS := $(LIB_SOURCES:src/%.c=$(BUILD)/%.o)
CIPHERS := $(sort $(wildcard rules/facts/cipher-*.tsv))
FACTS := $(filter-out $(CIPHERS),$(sort $(wildcard rules/facts/*.tsv)))

all: build/postlint

# The path that people use; other variants stay below build/<variant>.
build/postlint: $(BUILD)/postlint
	@mkdir -p build
	cp -f $< $@

$(BUILD)/postlint: $(BUILD)/cli/main.o $(BUILD)/libpostlint.a $(BUILD)/gen/rules.o
	$(CC) $(ALL_CFLAGS) -o $@ $(BUILD)/cli/main.o $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a $(ALL_LDFLAGS) $(ALL_LIBS)

$(BUILD)/libpostlint.a: $(LIB_OBJECTS) $(BUILD)/gen/facts.o $(BUILD)/gen/ciphers.o
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Facts: tables to C.
$(BUILD)/gen/facts.c: src/gen/facts.awk $(FACTS)
	@mkdir -p $(@D)
	LC_ALL=C $(AWK) -f src/gen/facts.awk $(FACTS) > $@

$(BUILD)/gen/ciphers.c: src/gen/ciphers.awk $(CIPHERS)
	@mkdir -p $(@D)
	LC_ALL=C $(AWK) -f src/gen/ciphers.awk $(CIPHERS) > $@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(CC) $(CPPFLAGS) -Isrc/facts -Isrc/tls $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Rules: YAML to C, by the loader that --rules uses at run time.
RULES := $(sort $(wildcard rules/*.yaml)) $(sort $(wildcard rules/profiles/*.yaml))

$(BUILD)/mkrules: $(BUILD)/gen/mkrules.o $(BUILD)/libpostlint.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(ALL_LDFLAGS) $(ALL_LIBS)

$(BUILD)/gen/rules.c: $(BUILD)/mkrules $(RULES)
	$(BUILD)/mkrules $@ $(RULES)

# Tests.  One program of unit tests, golden tests of the binary, oracles.
UNIT := $(sort $(wildcard tests/unit/*.c))
UNIT_OBJECTS := $(UNIT:tests/%.c=$(BUILD)/tests/%.o)
TEST_LIB_OBJECTS := $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(sort $(wildcard tests/lib/*.c)))
ORACLE := $(sort $(wildcard tests/oracle/*.c))
ORACLE_PROGRAMS := $(patsubst tests/oracle/%.c,$(BUILD)/oracle/%,$(ORACLE))
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)
SHARED ?= ../shared

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Isrc -DTESTS='"tests"' $(ALL_CFLAGS) -Wno-missing-prototypes \
		$(shell $(PKG_CONFIG) --cflags check) -MMD -MP -c -o $@ $<

$(BUILD)/unit: $(UNIT_OBJECTS) $(TEST_LIB_OBJECTS) $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(ALL_LDFLAGS) $(ALL_LIBS) $(CHECK_LIBS)

$(BUILD)/oracle/%: $(BUILD)/tests/oracle/%.o $(TEST_LIB_OBJECTS) $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(ALL_LDFLAGS) $(ALL_LIBS)

unit: $(BUILD)/unit
	CK_VERBOSITY=normal $(BUILD)/unit

cases: $(BUILD)/postlint
	sh tests/run.sh $(BUILD)/postlint

check: unit cases check-oracle check-docs

# How much of the long tests `make check` takes; check-long takes all.
COMPARE_SEED ?= 1
COMPARE_COUNT ?= 2000
CIPHER_COUNT ?= 300

# The vectors and the real programs.  What is not there is said aloud.
check-oracle: $(ORACLE_PROGRAMS) $(BUILD)/postlint
	sh tests/oracle/run.sh $(BUILD) $(SHARED) $(COMPARE_SEED) $(COMPARE_COUNT) $(CIPHER_COUNT)

check-docs: $(BUILD)/postlint
	sh tests/docs.sh $(BUILD)/postlint

check-long:
	$(MAKE) check COMPARE_COUNT=20000 CIPHER_COUNT=5000

oracle: check-oracle

asan:
	$(MAKE) VARIANT=asan check COMPARE_COUNT=200 CIPHER_COUNT=50

lint: $(BUILD)/gen/facts.c $(BUILD)/gen/rules.c
	sh tests/lint.sh "$(CPPFLAGS) -Isrc/facts -Isrc/tls -std=c11"

cov:
	$(MAKE) VARIANT=cov unit cases
	lcov --quiet --capture --directory build/cov --rc lcov_branch_coverage=1 --output-file build/cov/all.info
	lcov --quiet --extract build/cov/all.info '*/src/*' --rc lcov_branch_coverage=1 --output-file build/cov/src.info
	lcov --summary build/cov/src.info --rc lcov_branch_coverage=1

bench: $(BUILD)/postlint
	sh bench/run.sh $(BUILD)/postlint

install: build/postlint
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 755 build/postlint $(DESTDIR)$(PREFIX)/bin/postlint
	install -m 644 man/postlint.1 $(DESTDIR)$(PREFIX)/share/man/man1/postlint.1
	install -m 644 man/postlint-rules.5 $(DESTDIR)$(PREFIX)/share/man/man5/postlint-rules.5

-include $(LIB_OBJECTS:.o=.d) $(BUILD)/cli/main.d $(BUILD)/gen/mkrules.d $(UNIT_OBJECTS:.o=.d) $(TEST_LIB_OBJECTS:.o=.d)

clean:
	rm -rf build

.PHONY: all unit cases check check-oracle check-docs check-long oracle asan lint cov bench install clean
