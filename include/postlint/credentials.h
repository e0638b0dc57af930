/*
 * credentials: which files a service gives to TLS, what they hold, and whether
 * Postfix can load them; and whether its lookup tables for TLS and SASL are as
 * new as the text that they are made from.
 *
 * From effective values and the facts of files (files.h) to one entry for each
 * certificate, key, CA and DH file that the service names, in the order in
 * which Postfix reads them.  The first that it stumbles over ends the load,
 * and with it TLS: tls/tls_certkey.c, tls/tls_server.c, tls/tls_client.c.
 */
#ifndef POSTLINT_CREDENTIALS_H
#define POSTLINT_CREDENTIALS_H

#include "postlint/effective.h"
#include "postlint/files.h"

enum file_use { USE_CERTIFICATE, USE_KEY, USE_CHAIN, USE_CA, USE_DH, USE_TABLE };
const char *file_use_name(enum file_use use);

/* Why Postfix cannot use a file as what it is named for. */
enum file_trouble {
    TROUBLE_NONE,
    TROUBLE_ABSENT,
    TROUBLE_REFUSED,        /* nobody can read it */
    TROUBLE_EMPTY,          /* no PEM in it */
    TROUBLE_BROKEN,         /* PEM that cannot be read */
    TROUBLE_ENCRYPTED,      /* a key with a pass phrase */
    TROUBLE_REQUEST,        /* a request where a certificate is wanted */
    TROUBLE_NO_CERTIFICATE, /* something else */
    TROUBLE_NO_KEY,
    TROUBLE_NO_GROUP,      /* no DH parameters */
    TROUBLE_X942,          /* DH parameters of X9.42 */
    TROUBLE_KEY_NOT_FIRST, /* chain files: a certificate before the first key */
    TROUBLE_LONE_KEY,      /* chain files: a key without a certificate behind it */
    TROUBLE_MISMATCH,      /* the key is that of another certificate */
    TROUBLE_SAME_TYPE,     /* chain files: a second key of one type */
    TROUBLE_STALE,         /* a table older than its source */
    TROUBLE_NOT_COMPILED   /* a table that nobody made from its source */
};
const char *file_trouble_name(enum file_trouble trouble);

/* What an own chain lacks. */
enum chain_trouble {
    CHAIN_WHOLE,    /* as far as one can see */
    CHAIN_ORDER,    /* the issuer is there, but not next */
    CHAIN_NO_ISSUER /* the certificate is alone, and not of its own issuer */
};

struct named_file {
    enum file_use use;
    const struct value *value; /* of the parameter that names it */
    struct text name;          /* as that does */
    struct span span;          /* of the name; source NULL: not written anywhere */
    const struct file *file;
    enum file_trouble trouble;
    /* A certificate of the service's own in it; NULL: none, or no such use. */
    const struct file_item *leaf;
    enum chain_trouble chain;
    const struct file_item *weak; /* the first of the chain that MD5 or SHA-1 signs */
    /* USE_DH: the parameters. */
    const struct file_item *group;
};

struct credentials {
    struct named_file **items;
    size_t n, capacity;
    /* Whether Postfix can load certificates, keys and CA file; at NO, FAILED is
     * the file that it cannot. */
    enum truth loads;
    const struct named_file *failed;
};

/* PREFIX: "smtpd", "smtp", "lmtp" or "tlsproxy".  Without TLS only lookup tables
 * are looked at. */
const struct credentials *credentials_find(struct arena *arena, struct view *view, const char *prefix, bool has_tls,
                                           struct files *files);

/* In words: "smtpd_tls_key_file: /etc/x.pem is not there". */
struct text credentials_problem(struct arena *arena, const struct named_file *named);

#endif
