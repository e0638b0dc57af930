/*
 * seclevel: what the library takes away by itself: OpenSSL's security levels, and
 * the versions of a client with a hole between them.  Internal to posture.
 */
#ifndef POSTLINT_TLS_SECLEVEL_H
#define POSTLINT_TLS_SECLEVEL_H

#include "postlint/cipher.h"
#include "postlint/facts.h"

/* True if SUITE may be used at security level LEVEL. */
bool seclevel_suite(const struct cipher_suite *suite, int level);
/* The same for a key exchange group. */
bool seclevel_group(const struct kex_group *group, int level);
/* Those of VERSIONS that OPENSSL allows at LEVEL. */
unsigned seclevel_versions(unsigned versions, int level, version openssl);
/* What a client offers of VERSIONS: where one between them is off, only those
 * below it. */
unsigned seclevel_client_versions(unsigned versions);

#endif
