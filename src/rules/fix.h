/*
 * fix: from the fix of a rule to edits of the files.
 * Internal to the engine.
 */
#ifndef POSTLINT_RULES_FIX_H
#define POSTLINT_RULES_FIX_H

#include "context.h"

/* Fills in the fix of FINDING: words always, edits where they can be exact
 * (never into a template).  CAUSE is the setting the finding points at. */
void fix_fill(struct finding *finding, const struct setting *cause, const struct context *context);

#endif
