/*
 * policy: an entry of a TLS policy table, and what it makes of a client.
 *
 * The right-hand side of smtp_tls_policy_maps and lmtp_tls_policy_maps, taken
 * apart as each release does: smtp/smtp_tls_policy.c:tls_policy_lookup_one, to
 * 2.10 smtp/smtp_session.c.  An entry that Postfix refuses defers all mail to
 * its destinations.
 */
#ifndef POSTLINT_POLICY_H
#define POSTLINT_POLICY_H

#include "postlint/posture.h"
#include "postlint/table.h"

enum policy_attribute {
    POLICY_CIPHERS,
    POLICY_PROTOCOLS,
    POLICY_EXCLUDE,
    POLICY_MATCH,
    POLICY_TAFILE,
    POLICY_SERVERNAME,
    POLICY_CONNECTION_REUSE,
    POLICY_ENABLE_RPK,
    POLICY_TTL,
    POLICY_TYPE,
    POLICY_DOMAIN,
    POLICY_STRING,
    POLICY_MX_HOST_PATTERN,
    POLICY_FAILURE,
    POLICY_ATTRIBUTES
};
const char *policy_attribute_name(enum policy_attribute attribute);

struct policy {
    const struct table *table;       /* NULL: the parameter itself is unknown */
    const struct table_entry *entry; /* NULL: the whole table is unknown or broken */
    struct text unknown;             /* not empty: what it says is unknown, and why */
    struct text error;               /* not empty: Postfix refuses or ignores it, and why */
    struct text culprit;             /* slice of the value: what it refuses; may be empty */
    struct text inert;               /* slice of the value: what it does not look at, at level none */
    enum tls_level level;            /* LEVEL_INVALID: the first word is none */
    /* p NULL where the entry does not say; slices of its value. */
    struct text protocols, ciphers, exclude, match, servername;
    struct text tokens[POLICY_ATTRIBUTES]; /* `name=value` of each, the last where there are more; p NULL: none */
};

/* VALUE as RELEASE takes it: fills in all of OUT but table and entry. */
void policy_parse(struct arena *arena, struct text value, version release, struct policy *out);

/* An entry with the posture that it gives the client; POSTURE NULL where that
 * is unknown or Postfix refuses the entry. */
struct posture_policy {
    struct policy policy;
    const struct posture *posture;
};

/* The entries of TABLE, as if it were the only one of the client of POSTURE. */
const struct posture_policy *policy_list_table(struct arena *arena, const struct posture *posture,
                                               const struct table *table, struct posture_cache *cache, size_t *n);

/* What the policy tables of the service of POSTURE say, in their order; none
 * unless it is a client.  FILES as for tables_read(). */
const struct posture_policy *policy_list(struct arena *arena, const struct posture *posture, struct table_files *files,
                                         struct posture_cache *cache, size_t *n);

#endif
