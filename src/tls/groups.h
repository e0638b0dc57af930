/*
 * groups: the key exchange groups in force.  Internal to posture.
 */
#ifndef POSTLINT_TLS_GROUPS_H
#define POSTLINT_TLS_GROUPS_H

#include "postlint/posture.h"

/* Groups in order of preference, whatever the versions and suites. */
struct group_list {
    const struct kex_group **groups;
    size_t n;
    bool is_known;
};

/* What the parameters of VIEW and the library leave to the program whose
 * parameters start with PREFIX. */
struct group_list groups_find(struct arena *arena, struct view *view, const char *prefix, bool is_server);

bool group_serves(const struct kex_group *group, bool tls13, version openssl);
/* True if LIST has a group for TLS 1.3, or else for ECDHE up to TLS 1.2. */
bool groups_serve(const struct group_list *list, bool tls13, version openssl);

#endif
