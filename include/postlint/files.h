/*
 * files: what lies in the files that a configuration names: certificates,
 * private keys, DH parameters; and when and for whom a file is there.
 *
 * From a path to plain facts, each file once.  Nothing of a private key is
 * kept but its kind, its size and a digest of the public key that belongs to
 * it; the bytes that were read are wiped before the next file is read.
 *
 * PEM is read with OpenSSL's libcrypto, which is loaded when the first file
 * holds some, and not before.  A way to files is passed in, and decides which
 * may be opened; so is the time of day.  Without a way to files, facts are
 * those that files_describe() gave: rules are tested so.
 */
#ifndef POSTLINT_FILES_H
#define POSTLINT_FILES_H

#include "postlint/text.h"
#include "postlint/truth.h"

enum file_state {
    FILE_READ,    /* contents are known */
    FILE_ABSENT,  /* there is no such file */
    FILE_DENIED,  /* whoever runs postlint may not read it; Postfix may */
    FILE_REFUSED, /* nobody can: no regular file, root is denied */
    FILE_UNKNOWN  /* not looked at */
};

/* What it holds is not known, though Postfix may well read it. */
static inline bool file_state_is_unseen(enum file_state state)
{
    return state == FILE_DENIED || state == FILE_UNKNOWN;
}

/* Limits on one file; a larger one is not read, which is a problem; later items
 * are left out. */
enum { FILE_BYTES_MAX = 2 << 20, FILE_ITEMS_MAX = 1000 };

struct file_status {
    /* Permissions and time are those on the host that runs Postfix, not those
     * of a checkout. */
    bool is_original;
    /* Permission bits, of the file and of the folder that it lies in: what group
     * and others can really do, with the folders on the way. */
    unsigned mode, folder_mode;
    struct text group; /* its name; empty if not known */
    int64_t modified;  /* seconds since 1970 */
};

/* The way to files. */
struct file_access {
    /* Looks at PATH: fills in *STATUS and, where it is a regular file, the
     * first CAPACITY bytes (0: it is not opened).  *N is how many there are, at
     * most CAPACITY + 1.  PROBLEM says what is wrong, for people, or is left
     * alone.  The bytes are the caller's to wipe. */
    enum file_state (*look)(const struct file_access *access, struct arena *arena, const char *path,
                            struct file_status *status, char *bytes, size_t capacity, size_t *n, const char **problem);
    const void *context;
    /* Whether any path may be asked for, as on the host itself; else those
     * beside the configuration alone, under their names there. */
    bool is_host;
};

enum key_type { KEY_OTHER, KEY_RSA, KEY_RSA_PSS, KEY_ECDSA, KEY_DSA, KEY_ED25519, KEY_ED448 };
const char *key_type_name(enum key_type type);

enum item_kind {
    ITEM_CERTIFICATE,
    ITEM_KEY,           /* a private key */
    ITEM_ENCRYPTED_KEY, /* a private key with a pass phrase, which no daemon can give */
    ITEM_DH,            /* DH PARAMETERS (PKCS #3) */
    ITEM_DHX,           /* X9.42 DH PARAMETERS */
    ITEM_REQUEST,       /* a certificate request */
    ITEM_OTHER,         /* PEM of another kind */
    ITEM_BROKEN         /* begins as one of these, but cannot be read */
};

struct file_item {
    enum item_kind kind;
    struct text label; /* of PEM: "CERTIFICATE" */
    /* Certificates and keys: the public key; DH: type KEY_OTHER. */
    enum key_type type;
    long bits;
    struct text curve; /* of ECDSA, as OpenSSL names it: "prime256v1"; DH: "ffdhe2048", empty if its own */
    struct text id;    /* equal where the public keys are equal */
    /* Certificates. */
    struct text subject, issuer; /* as RFC 4514 writes them */
    struct text names;           /* of the DNS, blank separated; the common name where there are none */
    int64_t from, until;         /* seconds since 1970 */
    struct text digest;          /* of the signature: "SHA256"; empty where the kind of key says it */
    bool is_self_signed, is_authority;
    bool is_public; /* logged as RFC 6962 has it: by an authority that browsers know */
};

struct file {
    struct text path;
    enum file_state state;
    struct text problem; /* FILE_REFUSED, FILE_DENIED: what is wrong */
    struct file_status status;
    struct file_item *items; /* PEM, in order */
    size_t n, capacity;
};

/* What was read so far for one configuration. */
struct files;

/* ACCESS NULL: only what is described is there.  NOW: seconds since 1970. */
struct files *files_open(struct arena *arena, const struct file_access *access, int64_t now);
int64_t files_now(const struct files *files);
bool files_are_of_host(const struct files *files);
/* The file at PATH; never NULL. */
const struct file *files_get(struct files *files, struct text path);
/* The same without opening it: its contents may be missing. */
const struct file *files_status(struct files *files, struct text path);
/* Not empty: some file could not be read, for want of libcrypto or for its size,
 * and what to do. */
struct text files_problem(const struct files *files);

/* Puts a file at PATH that DESCRIPTION is about, for tests and the examples of
 * rules; the notation is in postlint-rules(5).  NULL, or what is wrong. */
const char *files_describe(struct arena *arena, struct files *files, struct text path, struct text description);

#endif
