/*
 * message: {field} and {parameter_name} in the texts of rules.
 * Internal to the engine.  The loader has checked the names.
 */
#ifndef POSTLINT_RULES_MESSAGE_H
#define POSTLINT_RULES_MESSAGE_H

#include "context.h"

/* What a placeholder stands for: a field, else a parameter's value. */
struct text placeholder_text(struct text name, const struct context *context);
/* TEMPLATE with its placeholders filled in; long values are cut. */
struct text message_fill(const char *template, const struct context *context);
/* The same with values whole, for text that goes into a file. */
struct text value_fill(const char *template, const struct context *context);

#endif
