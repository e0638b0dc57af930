/*
 * cipher_tables: what src/gen/ciphers.awk makes of the cipher tables in
 * rules/facts.  Internal to cipher.c.
 */
#ifndef POSTLINT_TLS_CIPHER_TABLES_H
#define POSTLINT_TLS_CIPHER_TABLES_H

#include "postlint/cipher.h"

/* A set of bits per attribute.  Of a suite: what it has.  Of a word: what a
 * suite must have one of; 0 asks for nothing. */
struct cipher_set {
    uint32_t kx, auth, enc, mac, proto, strength;
};

struct cipher_build {
    version from;
    bool weak;
    const char *default_list;
    bool equals, underscore, iana, nocase; /* of the string language */
};

struct cipher_word {
    const char *name;
    uint32_t builds;
    struct cipher_set set;
};

struct cipher_row {
    struct cipher_suite suite;
    const char *iana; /* NULL: none */
    uint32_t builds;
    int bits;
    struct cipher_set set;
};

/* Numbers are given to bits by the generator; these are the ones that rules
 * of OpenSSL's code name. */
struct cipher_bits {
    uint32_t kx_ecdhe, kx_dhe, kx_rsa, kx_psk, kx_krb5, auth_null, auth_ecdsa, auth_ecdh, enc_aes128, enc_aes256,
        enc_aes128gcm, enc_aes256gcm, enc_aes128ccm, enc_aes256ccm, enc_aes128ccm8, enc_aes256ccm8,
        enc_chacha20poly1305, enc_rc4, mac_md5, mac_aead, proto_sslv2, proto_sslv3, proto_tlsv1_2, strength_strong_none,
        strength_low, strength_medium, strength_high, strength_fips, strength_exp40, strength_exp56, strength_export,
        strength_not_exp, strength_not_default;
};

extern const struct cipher_build cipher_builds[];
extern const size_t cipher_build_count;
extern const struct cipher_word cipher_words[];
extern const size_t cipher_word_count;
extern const struct cipher_row cipher_rows[]; /* by descending suite number */
extern const size_t cipher_row_count;
extern const struct cipher_bits cipher_bits;

#endif
