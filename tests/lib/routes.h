/*
 * routes: client services that differ in their TLS settings, for the test
 * against a real Postfix.
 *
 * The first are cases with a name, each something that postlint once told
 * wrong or might; the others are made from a seed.
 */
#ifndef POSTLINT_TESTS_ROUTES_H
#define POSTLINT_TESTS_ROUTES_H

#include "postlint/buf.h"

enum { ROUTE_SETTINGS = 14 };

struct route {
    const char *label;                    /* what the case is about */
    const char *daemon;                   /* "smtp" or "lmtp" */
    const char *policy;                   /* what the policy table says of its destinations; NULL: no table */
    const char *settings[ROUTE_SETTINGS]; /* "suffix=value" for <daemon>_suffix; "=name=value" as it is */
};

/* Number of cases with a name. */
size_t routes_named(void);
/* Route NUMBER, from 0: the same for the same SEED everywhere. */
struct route route_make(struct arena *arena, uint32_t seed, size_t number);
/* The entry of master.cf of it, under the name `rNUMBER`; its destinations are
 * [127.0.0.1] at both PORTS. */
void route_print(const struct route *route, size_t number, const unsigned ports[2], struct buf *out);
/* What stands in its policy file, and the key under which the first of its
 * destinations is found. */
void route_print_policy(const struct route *route, size_t number, const unsigned ports[2], struct buf *out);
struct text route_policy_key(struct arena *arena, size_t number, const unsigned ports[2]);

#endif
