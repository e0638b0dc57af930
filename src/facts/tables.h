/*
 * tables: what src/gen/facts.awk makes of the tables in rules/facts.
 * Internal to facts.c.
 */
#ifndef POSTLINT_FACTS_TABLES_H
#define POSTLINT_FACTS_TABLES_H

#include "postlint/facts.h"

/* From FROM on the parameter of that number has another type than before. */
struct type_change {
    uint16_t param;
    version from;
    uint8_t type;
};

struct legacy {
    const char *name;
    version from;
};

struct feature {
    const char *name;
    bool of_openssl;
    version since[6];
    size_t n;
    version until; /* 0: still */
};

struct port {
    const char *name;
    long number;
};

struct listed {
    const char *list, *word, *detail;
};

/* The default of a Postfix from FROM on that was built with OPENSSL or later. */
struct build_default {
    const char *name;
    version from, openssl;
    const char *value;
};

/* From FROM on OpenSSL has these groups, blank separated, where none are set. */
struct group_default {
    version from;
    const char *groups;
};

/* digests.tsv; names are comma separated, 0 is no release. */
struct digest {
    const char *objects, *provider;
    version from, until, legacy, ended;
};

/* Hash tables with open addressing: number of a row + 1, or 0.  Their sizes are
 * powers of two. */
extern const uint16_t facts_param_index[], facts_feature_index[];
extern const size_t facts_param_slots, facts_feature_slots;
/* As src/gen/facts.awk works it out, with numbers that awk has. */
static inline size_t facts_hash(struct text name)
{
    size_t hash = 0;
    for (size_t i = 0; i < name.n; i++)
        hash = (hash * 31 + (unsigned char)name.p[i]) & 0xffff;
    return hash;
}

extern const struct param facts_param_table[];
extern const size_t facts_param_count;
extern const uint8_t facts_first_types[]; /* by number of the parameter */
extern const struct type_change facts_type_table[];
extern const size_t facts_type_count;
extern const struct legacy facts_legacy_table[];
extern const size_t facts_legacy_count;
extern const struct service_param facts_service_table[];
extern const size_t facts_service_count;
extern const struct table_suffix facts_suffix_table[];
extern const size_t facts_suffix_count;
extern const struct deprecation facts_deprecation_table[];
extern const size_t facts_deprecation_count;
extern const version facts_release_table[];
extern const size_t facts_release_count;
extern const version facts_openssl_table[];
extern const size_t facts_openssl_count;
extern const struct platform facts_platform_table[];
extern const size_t facts_platform_count;
extern const struct feature facts_feature_table[];
extern const size_t facts_feature_count;
extern const struct build_default facts_build_default_table[];
extern const size_t facts_build_default_count;
extern const struct kex_group facts_group_table[];
extern const size_t facts_group_count;
extern const struct group_default facts_group_default_table[];
extern const size_t facts_group_default_count;
extern const struct nonempty facts_nonempty_table[];
extern const size_t facts_nonempty_count;
extern const struct digest facts_digest_table[];
extern const size_t facts_digest_count;
extern const struct listed facts_list_table[];
extern const size_t facts_list_count;
extern const struct tls_option facts_tls_option_table[];
extern const size_t facts_tls_option_count;
extern const struct port facts_port_table[];
extern const size_t facts_port_count;

#endif
