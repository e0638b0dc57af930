/*
 * cipher: what an OpenSSL cipher string expands to, without OpenSSL.
 *
 * Evaluates the language of ciphers(1) for a given release: keywords, `:` `,`
 * blank, `+ - !`, A+B, @STRENGTH, @SECLEVEL, in order, with the errors that
 * release gives.  TLS 1.3 suites are not part of such strings and never in
 * the result.  Tables: rules/facts/cipher-*.tsv.
 *
 * It knows nothing of Postfix, of certificates and of protocol versions in
 * force: posture.h puts these together.
 */
#ifndef POSTLINT_CIPHER_H
#define POSTLINT_CIPHER_H

#include "postlint/tls.h"

/* Kinds of credential that a suite needs on the server. */
enum cipher_auth {
    CIPHER_AUTH_NONE = 1 << 0, /* anonymous */
    CIPHER_AUTH_RSA = 1 << 1,
    CIPHER_AUTH_ECDSA = 1 << 2,
    CIPHER_AUTH_DSS = 1 << 3,
    CIPHER_AUTH_PSK = 1 << 4,
    CIPHER_AUTH_SRP = 1 << 5,
    CIPHER_AUTH_OTHER = 1 << 6 /* Kerberos, GOST, static (EC)DH certificates */
};

/* What is weak about a suite, whatever the profile. */
enum cipher_flaw {
    CIPHER_NULL = 1 << 0,
    CIPHER_EXPORT = 1 << 1,
    CIPHER_LOW = 1 << 2, /* single DES */
    CIPHER_RC4 = 1 << 3,
    CIPHER_RC2 = 1 << 4,
    CIPHER_3DES = 1 << 5,
    CIPHER_IDEA = 1 << 6,
    CIPHER_SEED = 1 << 7,
    CIPHER_MD5 = 1 << 8,
    CIPHER_ANONYMOUS = 1 << 9,
    CIPHER_NO_FS = 1 << 10, /* no forward secrecy: the key travels under the certificate's key */
    CIPHER_CBC = 1 << 11,   /* no AEAD */
    CIPHER_DHE = 1 << 12    /* finite-field Diffie-Hellman; no flaw by itself */
};

struct cipher_suite {
    const char *name; /* OpenSSL's name in that release */
    uint32_t id;
    unsigned auth;     /* enum cipher_auth */
    unsigned flaws;    /* enum cipher_flaw */
    unsigned versions; /* enum tls_version: where it can be negotiated (below TLS 1.3) */
    unsigned bits;     /* its strength, as OpenSSL counts it */
};

struct cipher_list {
    const struct cipher_suite **suites; /* in the order that release gives */
    size_t n;
    struct text error; /* p not NULL: the release rejects the string, and how */
    int level;         /* the last @SECLEVEL=n, which does nothing to the list itself; -1: none */
};

/* Expands STRING as OPENSSL does (`openssl ciphers STRING`); WEAK: built with
 * enable-weak-ssl-ciphers.  Memory from ARENA; bounded: linear in tokens
 * times suites, and CIPHER_MAX_TOKENS. */
enum { CIPHER_MAX_TOKENS = 4096 };
struct cipher_list cipher_expand(struct arena *arena, struct text string, version openssl, bool weak);

/* How much a suite is worth, from CIPHER_BROKEN to CIPHER_MODERN: the worst of
 * its flaws decides.  The classes are those of RFC 9325 section 4 and of every
 * current guide: no encryption, broken ciphers, no authentication, no forward
 * secrecy, no authenticated encryption, none of these. */
enum cipher_worth {
    CIPHER_BROKEN,
    CIPHER_WEAK,
    CIPHER_UNAUTHENTICATED,
    CIPHER_STATIC_KEY,
    CIPHER_NO_AEAD,
    CIPHER_MODERN
};
enum cipher_worth cipher_worth(const struct cipher_suite *suite);
/* "no forward secrecy"; empty for CIPHER_MODERN. */
const char *cipher_worth_text(enum cipher_worth worth);

/* True if OPENSSL can be evaluated (tables exist for it). */
bool cipher_knows(version openssl);
/* The right spelling of WORD where OPENSSL does not know it for its case alone;
 * else NULL. */
const char *cipher_spelling(struct text word, version openssl);
/* True if WORD was ever a suite or keyword in any release known. */
bool cipher_is_word(struct text word);
/* True if it was ever a suite below TLS 1.3. */
bool cipher_is_suite(struct text word);

#endif
