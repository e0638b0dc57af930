/*
 * crypto: OpenSSL's libcrypto, loaded when it is needed.  Internal to files.
 *
 * One table of functions: with CRYPTO_LINKED (make STATIC=1) it points at what
 * was linked in, else at what dlopen(3) finds.
 */
#ifndef POSTLINT_FILES_CRYPTO_H
#define POSTLINT_FILES_CRYPTO_H

#include <limits.h> /* err.h of OpenSSL wants it */

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include "postlint/text.h"

#define CRYPTO_FUNCTIONS(F)                                                                                            \
    F(ASN1_STRING_get0_data)                                                                                           \
    F(ASN1_STRING_length)                                                                                              \
    F(ASN1_TIME_to_tm)                                                                                                 \
    F(BIO_ctrl)                                                                                                        \
    F(BIO_free)                                                                                                        \
    F(BIO_new)                                                                                                         \
    F(BIO_new_mem_buf)                                                                                                 \
    F(BIO_s_mem)                                                                                                       \
    F(CRYPTO_free)                                                                                                     \
    F(CRYPTO_secure_clear_free)                                                                                        \
    F(ERR_clear_error)                                                                                                 \
    F(ERR_peek_last_error)                                                                                             \
    F(EVP_PKEY_free)                                                                                                   \
    F(EVP_PKEY_get_base_id)                                                                                            \
    F(EVP_PKEY_get_bits)                                                                                               \
    F(EVP_PKEY_get_group_name)                                                                                         \
    F(EVP_PKEY_set_utf8_string_param)                                                                                  \
    F(GENERAL_NAMES_free)                                                                                              \
    F(GENERAL_NAME_get0_value)                                                                                         \
    F(OBJ_nid2sn)                                                                                                      \
    F(OPENSSL_cleanse)                                                                                                 \
    F(OPENSSL_init_crypto)                                                                                             \
    F(OPENSSL_sk_num)                                                                                                  \
    F(OPENSSL_sk_value)                                                                                                \
    F(PEM_read_bio_ex)                                                                                                 \
    F(SHA256)                                                                                                          \
    F(X509_NAME_ENTRY_get_data)                                                                                        \
    F(X509_NAME_get_entry)                                                                                             \
    F(X509_NAME_get_index_by_NID)                                                                                      \
    F(X509_NAME_print_ex)                                                                                              \
    F(X509_check_ca)                                                                                                   \
    F(X509_free)                                                                                                       \
    F(X509_get0_notAfter)                                                                                              \
    F(X509_get0_notBefore)                                                                                             \
    F(X509_get0_pubkey)                                                                                                \
    F(X509_get_ext_by_NID)                                                                                             \
    F(X509_get_ext_d2i)                                                                                                \
    F(X509_get_extension_flags)                                                                                        \
    F(X509_get_issuer_name)                                                                                            \
    F(X509_get_signature_info)                                                                                         \
    F(X509_get_subject_name)                                                                                           \
    F(d2i_AutoPrivateKey)                                                                                              \
    F(d2i_KeyParams)                                                                                                   \
    F(d2i_X509_AUX)                                                                                                    \
    F(i2d_PUBKEY)

#define CRYPTO_MEMBER(name) __typeof__(&(name)) name##_;
struct crypto {
    CRYPTO_FUNCTIONS(CRYPTO_MEMBER)
};

/* Fills in *CRYPTO.  NULL, or what is wrong and what to do. */
const char *crypto_load(struct arena *arena, struct crypto *crypto);

#endif
