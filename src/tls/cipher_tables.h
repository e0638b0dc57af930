/*
 * cipher_tables: what src/gen/ciphers.awk makes of rules/facts/cipher-*.tsv.
 * Internal to cipher.c.
 *
 * The attributes of a suite (kx, auth, enc, ...) are fields of a cipher_set,
 * one bit for each value.  A word selects values in some fields and leaves
 * the others open.  Each field also has
 * - an open bit, which no suite has, set while the field is open;
 * - a guard bit above it, never set, that takes the carry when cipher_fits()
 *   tests all fields of a word at once.
 */
#ifndef POSTLINT_TLS_CIPHER_TABLES_H
#define POSTLINT_TLS_CIPHER_TABLES_H

#include "postlint/cipher.h"

struct cipher_set {
    uint64_t word[2];
};

/* Each set: the bits that the name says, of all fields or of the one named. */
struct cipher_layout {
    struct cipher_set fields; /* all but the guards */
    struct cipher_set guards;
    struct cipher_set class_field, class_open, default_field;
};

/* A suite as some releases have it. */
struct cipher_form {
    struct cipher_suite suite;
    struct cipher_set attributes;
    bool weak;    /* only in builds with enable-weak-ssl-ciphers */
    uint8_t rank; /* of its strength in bits; 0 is the highest */
};

struct cipher_selector {
    struct cipher_set values;
    uint32_t id; /* the only suite selected, or 0 */
};

/* What a word means in the releases whose bits are set. */
struct cipher_meaning {
    uint32_t releases; /* 1 << number of the release */
    uint16_t selector;
    bool weak;
};

/* Sorted without regard to case; a word without meanings lives elsewhere. */
struct cipher_word {
    const char *name;
    uint16_t first, n; /* meanings */
};

/* A word at the beginning of a string. */
enum cipher_prefix_how { CIPHER_PREFIX_WHOLE, CIPHER_PREFIX_ALL, CIPHER_PREFIX_FIRST };
struct cipher_prefix {
    struct text name, stands_for;
    uint32_t releases;
    enum cipher_prefix_how how;
};

/* An element that selects exactly WHEN in MASK selects ALSO besides. */
struct cipher_exception {
    uint32_t releases;
    struct cipher_set mask, when, also;
};

enum cipher_language {
    CIPHER_LEVEL = 1 << 0,  /* @SECLEVEL=n; words may have a "=" */
    CIPHER_RESET = 1 << 1,  /* a class word drops a COMPLEMENTOFDEFAULT before it */
    CIPHER_IANA = 1 << 2,   /* words may have a "_" */
    CIPHER_NOCASE = 1 << 3, /* case does not count */
};

struct cipher_release {
    version from, to;
    unsigned language;
    const uint16_t *forms; /* in order of preference, weak ones included */
    uint16_t n_forms;
};

/* Of one release; src/gen/ciphers.awk holds the tables to these. */
enum { CIPHER_MAX_FORMS = 256, CIPHER_MAX_RANKS = 16, CIPHER_MAX_EXCEPTIONS = 4 };

extern const struct cipher_layout cipher_layout;
extern const struct cipher_form cipher_forms[];
extern const struct cipher_selector cipher_selectors[];
extern const struct cipher_meaning cipher_meanings[];
extern const struct cipher_word cipher_words[];
extern const size_t cipher_word_count;
extern const struct cipher_prefix cipher_prefixes[];
extern const size_t cipher_prefix_count;
extern const struct cipher_exception cipher_exceptions[];
extern const size_t cipher_exception_count;
extern const struct cipher_release cipher_releases[]; /* oldest first */
extern const size_t cipher_release_count;

#endif
