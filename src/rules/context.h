/*
 * context: what a condition is evaluated in, and what a field gives.
 * Internal to the engine (fields.c, condition.c, check.c).
 */
#ifndef POSTLINT_RULES_CONTEXT_H
#define POSTLINT_RULES_CONTEXT_H

#include "postlint/buf.h"
#include "postlint/check.h"

/* What all rules share that look at one configuration under one target. */
struct scope {
    struct arena *arena;
    const struct conf *conf;
    const struct target *target;
    const struct ruleset *rules;
    const struct profile *profile;
    struct view *main;               /* main.cf alone */
    const struct posture **postures; /* one per service of conf */
    const struct names *referenced;  /* names used as $name and the like */
    struct text roles, tls_roles;    /* of the services in force, each once; see scope_find_roles() */
    unsigned live_readers[2];        /* programs (enum param_reader) of which some service uses the list; likewise */
    version oldest;                  /* the oldest Postfix that is judged in this run */
};

/* Fills in the roles from the postures. */
void scope_find_roles(struct scope *scope);

/* The subject at hand; what does not apply is NULL. */
struct context {
    const struct scope *scope;
    const struct posture *posture;
    const struct setting *setting;
    struct view *setting_view; /* the service's of an override, else main.cf */
    const struct note *note;
};

/* One fact.  Only the member of its type counts. */
struct fact {
    bool unknown;
    bool flag;
    long number;
    unsigned versions;
    version release;
    struct text text;          /* FACT_TEXT, FACT_VALUE; FACT_WORDS: blank separated */
    const struct value *value; /* FACT_VALUE */
};

/* What FIELD says; unknown where it says nothing of this subject, since a rule
 * of several subjects may ask what one of them has not. */
struct fact field_get(const struct field *field, const struct context *context);
/* A fact in words, for messages. */
struct text field_print(const struct field *field, const struct context *context);

/* A default that is just another parameter (`$smtpd_tls_protocols`) has its
 * cause where that one is set: its value, else VALUE itself. */
const struct value *value_cause(struct view *view, const struct value *value);

/* Whose values the parameters of a condition or message are. */
struct view *context_view(const struct context *context);

enum truth condition_eval(const struct condition *condition, const struct context *context);

/* A set of names. */
struct names;
struct names *names_new(struct arena *arena);
void names_add(struct names *names, struct text name);
bool names_has(const struct names *names, struct text name);
/* Every name that a value of CONF refers to. */
struct names *names_referenced(struct arena *arena, const struct conf *conf, version release);

#endif
