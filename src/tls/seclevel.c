/* seclevel: see seclevel.h.  OpenSSL: ssl/ssl_cert.c:ssl_security_default_callback,
 * ssl/statem/statem_lib.c:ssl_get_min_max_version; the same rules from 1.1.0 on
 * unless features.tsv says otherwise. */
#include "seclevel.h"

/* ssl_cert.c:minbits_table */
static const unsigned least_bits[] = {0, 80, 112, 128, 192, 256};
enum { LEVELS = sizeof(least_bits) / sizeof(least_bits[0]), SHA1_BITS = 160 };

static unsigned least_of(int level)
{
    return level <= 0 ? 0 : least_bits[level < LEVELS ? level : LEVELS - 1];
}

/* ssl/t1_lib.c:tls_curve_allowed, from 3.0 on tls_group_allowed. */
bool seclevel_group(const struct kex_group *group, int level)
{
    return group->bits >= least_of(level);
}

bool seclevel_suite(const struct cipher_suite *suite, int level)
{
    unsigned least = least_of(level);
    if (level <= 0)
        return true;
    bool has_sha1 = text_ends(text_from(suite->name), "-SHA");
    if (suite->bits < least || suite->flaws & (CIPHER_ANONYMOUS | CIPHER_MD5) || (least > SHA1_BITS && has_sha1))
        return false;
    if (level >= 2 && suite->flaws & CIPHER_RC4)
        return false;
    return level < 3 || !(suite->flaws & CIPHER_NO_FS);
}

unsigned seclevel_versions(unsigned versions, int level, version openssl)
{
    /* The first level at which a version is gone, before and from 3.1. */
    static const struct {
        unsigned version;
        int before, now;
    } ends[] = {{TLS_SSL2, 1, 1}, {TLS_SSL3, 2, 1}, {TLS_1_0, 3, 1}, {TLS_1_1, 4, 1}};
    bool is_now = facts_openssl_has("security-level-ends-tls11", openssl);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (level >= (is_now ? ends[i].now : ends[i].before))
            versions &= ~ends[i].version;
    return versions;
}

unsigned seclevel_client_versions(unsigned versions)
{
    unsigned bit = TLS_SSL3, run = 0;
    while (bit <= TLS_1_3 && !(versions & bit))
        bit <<= 1;
    for (; bit <= TLS_1_3 && versions & bit; bit <<= 1)
        run |= bit;
    /* SSLv2 has a hello of its own, which can name all the others (1.0.2). */
    return run | (versions & TLS_SSL2);
}
