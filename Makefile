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
.DELETE_ON_ERROR:

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
FACTS := $(sort $(wildcard rules/facts/*.tsv))

all: build/postlint

# The path that people use; other variants stay below build/<variant>.
build/postlint: $(BUILD)/postlint
	@mkdir -p build
	cp -f $< $@

$(BUILD)/postlint: $(BUILD)/cli/main.o $(BUILD)/libpostlint.a $(BUILD)/gen/rules.o
	$(CC) $(ALL_CFLAGS) -o $@ $(BUILD)/cli/main.o $(BUILD)/gen/rules.o $(BUILD)/libpostlint.a $(ALL_LDFLAGS) $(ALL_LIBS)

$(BUILD)/libpostlint.a: $(LIB_OBJECTS) $(BUILD)/gen/facts.o
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Facts: tables to C.
$(BUILD)/gen/facts.c: src/gen/facts.awk $(FACTS)
	@mkdir -p $(@D)
	LC_ALL=C $(AWK) -f src/gen/facts.awk $(FACTS) > $@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(CC) $(CPPFLAGS) -Isrc/facts $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Rules: YAML to C, by the loader that --rules uses at run time.
RULES := $(sort $(wildcard rules/*.yaml)) $(sort $(wildcard rules/profiles/*.yaml))

$(BUILD)/mkrules: $(BUILD)/gen/mkrules.o $(BUILD)/libpostlint.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(ALL_LDFLAGS) $(ALL_LIBS)

$(BUILD)/gen/rules.c: $(BUILD)/mkrules $(RULES)
	$(BUILD)/mkrules $@ $(RULES)

-include $(LIB_OBJECTS:.o=.d) $(BUILD)/cli/main.d $(BUILD)/gen/mkrules.d

clean:
	rm -rf build

.PHONY: all clean
