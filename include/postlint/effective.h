/*
 * effective: what a service really runs with.
 *
 * An effective value is the override of the service, else the setting of
 * main.cf, else the default of the target's release, expanded.  It knows its
 * origin, its place and the chain of $names that led to it.
 *
 * A value is unknown where main.cf is missing, or where a template
 * placeholder is part of it.  It is in error where its macros are: the
 * daemon that reads it dies.
 */
#ifndef POSTLINT_EFFECTIVE_H
#define POSTLINT_EFFECTIVE_H

#include "postlint/conf.h"
#include "postlint/facts.h"
#include "postlint/target.h"
#include "postlint/truth.h"

enum origin { ORIGIN_OVERRIDE, ORIGIN_MAIN, ORIGIN_DEFAULT };
const char *origin_name(enum origin origin);

struct value {
    struct text name;
    struct text text; /* expanded; empty if unknown or in error */
    struct text raw;  /* as written, or the default's text */
    enum origin origin;
    const struct setting *setting; /* NULL for a default */
    bool is_known_parameter;       /* a parameter of the target's release */
    bool unknown;
    bool may_be_set; /* nobody is seen to set it, but a missing main.cf or a template may */
    bool error;
    struct text reason;    /* why it is unknown or in error */
    struct text undefined; /* the first $name in it that nothing defines */
    struct text *chain;    /* names followed, in order, each once */
    size_t n_chain;
};

static inline bool value_is_unclear(const struct value *value)
{
    return value->unknown || value->error;
}

/* The settings of one service (or, without service, of main.cf) under one
 * target.  Values are worked out when asked for, and kept. */
struct view;

/* SERVICE NULL: main.cf alone. */
struct view *view_new(struct arena *arena, const struct conf *conf, const struct target *target,
                      const struct service *service);
const struct conf *view_conf(const struct view *view);
const struct target *view_target(const struct view *view);
const struct service *view_service(const struct view *view);

/* The effective value of NAME; never NULL.  A name that is neither a
 * parameter of the release nor set anywhere has an empty text. */
const struct value *view_get(struct view *view, struct text name);

/* global/mail_conf_bool.c: yes and no in any case; all else is fatal, and
 * unknown here.  A release without the parameter behaves as if it were off. */
enum truth value_bool(const struct value *value);

/* Where TOKEN stands, a word of the text of VALUE: at WRITTEN, the word as
 * written that has its number, or all of the value where something was expanded
 * in it.  Nowhere for a default. */
struct span value_token_span(const struct value *value, struct text token, struct text written);

/* Which program SERVICE runs; READER_OTHER for those that read no TLS
 * parameters of their own. */
unsigned service_reader(const struct service *service);

#endif
