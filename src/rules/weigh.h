/*
 * weigh: how severe a finding is.  Internal to the engine.
 *
 * The rule and its variant say so first, then the profile; what is left are
 * modifiers that are the same for all rules.
 */
#ifndef POSTLINT_RULES_WEIGH_H
#define POSTLINT_RULES_WEIGH_H

#include "context.h"

/* Fills in severity and missed demand.  VARIANT is the one of the rule that
 * applies, or NULL. */
void weigh_finding(struct finding *finding, const struct variant *variant, const struct check *check,
                   const struct context *context);

#endif
