/*
 * ask: a rule is asked of its subjects, and what is broken becomes a finding.
 * Internal to the engine.
 */
#ifndef POSTLINT_RULES_ASK_H
#define POSTLINT_RULES_ASK_H

#include "bag.h"
#include "context.h"
#include "ignores.h"

/* One target at work. */
struct run {
    const struct check *check;
    struct scope scope;
    struct bag found; /* on this target */
};

/* Asks RULE of each of its subjects in the configuration of RUN. */
void ask_rule(struct run *run, const struct rule *rule);
/* Asks the rules about comments of what is known of them.  They come last:
 * whether a comment is of use hangs on what the others found. */
void ask_ignores(struct run *run, const struct ignore_notes *notes);

#endif
