/*
 * place: which bytes a finding points at.  Internal to the engine.
 */
#ifndef POSTLINT_RULES_PLACE_H
#define POSTLINT_RULES_PLACE_H

#include "context.h"

/* The value that RULE points at: of those that it names the first that
 * somebody wrote, else the first; NULL if it names none. */
const struct value *place_value(const struct rule *rule, const struct context *context);
/* First physical line of a service. */
struct span place_service(const struct service *service);
/* Puts FINDING at SETTING, in main.cf or as an override. */
void place_at_setting(struct finding *finding, const struct setting *setting);
/* What the field that RULE points at says; p NULL if it points at nothing. */
struct text place_token(const struct rule *rule, const struct context *context);
/* The part of SETTING that RULE points at, where it is text of the file; else
 * all of it. */
struct span place_in_setting(const struct rule *rule, const struct setting *setting, const struct context *context);

#endif
