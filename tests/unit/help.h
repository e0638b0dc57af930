/*
 * help: what the suites share: an arena per test, configurations from text,
 * and expectations that say what they got.
 */
#ifndef POSTLINT_TESTS_HELP_H
#define POSTLINT_TESTS_HELP_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "postlint/buf.h"
#include "postlint/conf.h"
#include "postlint/target.h"

/* Of the test that runs; made and freed by the fixture. */
extern struct arena *arena;
void arena_setup(void);
void arena_teardown(void);
/* A test case with that fixture, in SUITE. */
TCase *suite_case(Suite *suite, const char *name);

#define COUNT(array)             (sizeof(array) / sizeof((array)[0]))
#define LOOP(tests, test, array) tcase_add_loop_test(tests, test, 0, (int)COUNT(array))

#define expect_text(got, want)                                                                                         \
    do {                                                                                                               \
        struct text got_ = (got);                                                                                      \
        ck_assert_msg(text_is(got_, want), "got \"%.*s\", want \"%s\"", TEXT_ARG(text_visible(arena, got_)), want);    \
    } while (0)

/* From (line, column) to (end_line, end_column), as people count. */
#define expect_span(span, line, column, end_line, end_column)                                                          \
    expect_text(span_text(span), #line ":" #column "-" #end_line ":" #end_column)
struct text span_text(struct span span);
/* The bytes that SPAN covers. */
struct text span_bytes(struct span span);

/* A configuration from text; NULL: there is no such file. */
struct conf *conf_from(const char *main, const char *master);
/* The same for bytes that hold NUL. */
struct conf *conf_from_bytes(struct text main, struct text master);
struct conf *conf_named(const char *main_name, const char *main, const char *master_name, const char *master);

/* "3.7.11", "3.0.22": a release that must parse. */
version release(const char *text);
struct target target_of(const char *postfix, const char *openssl);
const struct service *service_of(const struct conf *conf, const char *id);
const struct note *note_of(const struct conf *conf, enum note_kind kind);
size_t count_notes(const struct conf *conf, enum note_kind kind);

#endif
