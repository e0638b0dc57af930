/*
 * tls: words of Postfix's TLS parameters, as types.
 *
 * Pure functions from text and a release to a type.  They know nothing of
 * services and origins.  Sources: tls/tls_misc.c, tls/tls_level.c.
 */
#ifndef POSTLINT_TLS_H
#define POSTLINT_TLS_H

#include "postlint/truth.h"
#include "postlint/version.h"

/* Protocol versions; sets of them are or-ed bits. */
enum tls_version {
    TLS_SSL2 = 1 << 0,
    TLS_SSL3 = 1 << 1,
    TLS_1_0 = 1 << 2,
    TLS_1_1 = 1 << 3,
    TLS_1_2 = 1 << 4,
    TLS_1_3 = 1 << 5,
    TLS_ALL = 0x3f
};

/* "SSLv2" ... "TLSv1.3"; 0 for anything else.  Exact spelling aside of case. */
unsigned tls_version_parse(struct text t);
const char *tls_version_name(unsigned protocol); /* of one bit */
/* "TLSv1, TLSv1.1"; "none" for the empty set. */
struct text tls_versions_text(struct arena *arena, unsigned set);

enum tls_level {
    LEVEL_INVALID,
    LEVEL_NONE,
    LEVEL_MAY,
    LEVEL_ENCRYPT,
    LEVEL_DANE,
    LEVEL_DANE_ONLY,
    LEVEL_FINGERPRINT,
    LEVEL_VERIFY,
    LEVEL_SECURE
};

/* tls/tls_level.c:tls_level_lookup; LEVEL_INVALID for what RELEASE does not
 * know.  Case does not count. */
enum tls_level tls_level_parse(struct text t, version release);
const char *tls_level_name(enum tls_level level);

enum tls_grade { GRADE_INVALID, GRADE_NULL, GRADE_EXPORT, GRADE_LOW, GRADE_MEDIUM, GRADE_HIGH };
enum tls_grade tls_grade_parse(struct text t);
const char *tls_grade_name(enum tls_grade grade); /* "invalid" for GRADE_INVALID */

/* What a protocol list enables, whatever the library can speak. */
struct tls_protocols {
    unsigned enabled;       /* enum tls_version */
    struct text invalid;    /* slice of the list: the token that makes the
                               whole list invalid; empty if none */
    struct text lone_bound; /* slice: a ">=" or "<=" followed by a blank */
    struct text too_new;    /* slice: a token that only later releases know,
                               or know but give no effect in RELEASE */
    bool is_valid;
};

/* tls/tls_misc.c:tls_protocol_mask (to 3.5), tls_proto_mask_lims (3.6 on). */
struct tls_protocols tls_protocols_parse(struct text text, version release);

/* The list that enables LOWEST (one bit) and all that is newer, in words that
 * RELEASE understands: a bound, or exclusions before 3.6. */
struct text tls_protocols_from(struct arena *arena, unsigned lowest, version release);

/* The versions that OPENSSL speaks as built: WEAK says that the build has the
 * old protocols and ciphers in. */
unsigned tls_library_versions(version openssl, bool weak);

#endif
