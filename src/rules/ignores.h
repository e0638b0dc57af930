/*
 * ignores: which findings a comment accepts, and what is wrong with comments.
 * Internal to the engine.
 */
#ifndef POSTLINT_RULES_IGNORES_H
#define POSTLINT_RULES_IGNORES_H

#include "postlint/check.h"
#include "postlint/ignore.h"

/* Something that a rule may say of a comment. */
struct ignore_note {
    const struct ignore *ignore;
    const char *kind; /* malformed, unknown-rule, not-suppressible, expired, unused */
    struct text word; /* the rule id it is about; p NULL: all of the comment */
    struct span span;
};

struct ignore_notes {
    struct ignore_note *items;
    size_t n, capacity;
};

/* Marks those of FINDINGS that a comment in the files of CONF accepts, and
 * gives what is to be said of the comments.  Whether a comment is of use is
 * known only for rules that were asked. */
struct ignore_notes ignores_apply(const struct check *check, const struct conf *conf, struct findings *findings);

/* True if rule NUMBER of CHECK is asked at all. */
bool check_asks(const struct check *check, size_t number);

#endif
