/*
 * weaker: whether one value of a parameter protects less than another.
 * Internal to the engine.
 */
#ifndef POSTLINT_RULES_WEAKER_H
#define POSTLINT_RULES_WEAKER_H

#include "postlint/text.h"
#include "postlint/truth.h"
#include "postlint/version.h"

/* TRUTH_UNKNOWN for parameters without an order, and for values that the
 * release does not understand or that hold $names. */
enum truth value_is_weaker(struct text name, struct text value, struct text than, version release);

#endif
