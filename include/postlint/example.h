/*
 * example: the configurations inside rules, run as tests.
 *
 * A failing example must give exactly the finding it describes, at its file,
 * line and column; a passing one must give no finding of its rule.
 */
#ifndef POSTLINT_EXAMPLE_H
#define POSTLINT_EXAMPLE_H

#include "postlint/check.h"

/* The day of examples, 2026-07-01, as check.h counts it. */
enum { EXAMPLE_TODAY = 20635 };

/* Runs EXAMPLE of RULE under SET.  False and *WHY filled if it is not as it
 * says.  Without releases of its own it is judged for the newest stable
 * Postfix and OpenSSL. */
bool example_holds(struct arena *arena, const struct ruleset *set, const struct rule *rule,
                   const struct example *example, struct text *why);

/* The configuration of EXAMPLE, read from memory; and the target it names. */
struct conf *example_conf(struct arena *arena, const struct example *example);
struct target example_target(const struct example *example);
/* The certificates and the like that it describes; NULL if none, or *PROBLEM
 * says what is wrong with them. */
struct files *example_files(struct arena *arena, const struct example *example, const char **problem);
/* The policy tables beside it. */
struct table_files *example_tables(struct arena *arena, const struct example *example);

#endif
