/*
 * facts: what Postfix is, by release.
 *
 * The tables come from rules/facts/<name>.tsv, where each row has its source;
 * src/gen/facts.awk turns them into sorted const tables at build time.  This
 * module only looks things up.  A new Postfix release is new rows there.
 *
 * It refuses to know what a parameter means: that is for the stages above.
 */
#ifndef POSTLINT_FACTS_H
#define POSTLINT_FACTS_H

#include "postlint/truth.h"
#include "postlint/version.h"

/* How a program reads a value (CONFIG_*_TABLE of global/mail_conf.h). */
enum param_type {
    PARAM_STR,
    PARAM_RAW,   /* a string whose $names are not expanded when it is loaded */
    PARAM_BOOL,  /* yes or no */
    PARAM_NBOOL, /* the same, default text is expanded first */
    PARAM_INT,
    PARAM_NINT,
    PARAM_LONG,
    PARAM_TIME
};

/* Programs that load a parameter; a set of bits.  0: not known. */
enum param_reader {
    READER_SMTPD = 1 << 0,
    READER_SMTP = 1 << 1,
    READER_LMTP = 1 << 2, /* smtp(8) started under the name lmtp */
    READER_POSTSCREEN = 1 << 3,
    READER_TLSPROXY = 1 << 4,
    READER_TLSMGR = 1 << 5,
    READER_OTHER = 1 << 6,
    READER_ALL = 0x7f
};

enum param_flag {
    PARAM_READONLY = 1 << 0, /* set by the program: process_name, ... */
    PARAM_MACHINE = 1 << 1   /* default made from the machine or the build */
};

/* From release FROM on the default is VALUE.  A FROM without patch counts for
 * its series and all later ones, one with a patch inside its series alone.
 * VALUE NULL: the parameter is not known there. */
struct param_default {
    version from;
    const char *value;
};

struct param {
    const char *name;
    uint8_t type;    /* enum param_type, in the newest release that has it */
    uint8_t flags;   /* enum param_flag */
    uint8_t readers; /* enum param_reader */
    const struct param_default *defaults;
    size_t n_defaults;
};

/* The parameter NAME of any release, or NULL. */
const struct param *facts_param(struct text name);
/* All parameters, sorted by name as strcmp(3) does. */
const struct param *facts_params(size_t *n);
/* The default of PARAM in RELEASE, unexpanded; NULL if RELEASE has no such
 * parameter. */
const char *facts_default(const struct param *param, version release);
/* The same of a Postfix that was built with OPENSSL. */
const char *facts_default_built(const struct param *param, version release, version openssl);
/* The type in RELEASE, where it differs from the newest. */
enum param_type facts_type(const struct param *param, version release);

/* Names that postconf takes without complaint though no program reads them
 * (postconf/postconf_builtin.c:pcf_legacy_str_table). */
bool facts_is_legacy(struct text name, version release);

/* Parameters that exist for each service of a program: <service><suffix>,
 * whose default is $parent (postconf/postconf_service.c). */
struct service_param {
    const char *program; /* last column of master.cf: "smtp", "pipe", ... */
    const char *suffix;  /* "_destination_concurrency_limit" */
    const char *parent;  /* "default_destination_concurrency_limit" */
    version from, to;    /* series; to 0: still there */
    const char *stock;   /* services that postconf up to 2.8 takes for granted: "smtp,relay", "" */
};
const struct service_param *facts_service_params(size_t *n);

/* Suffixes of <source>_<suffix> for a table type given by name instead of by
 * path, `ldap:source` (postconf/postconf_dbms.c). */
struct table_suffix {
    const char *type;   /* "ldap" */
    const char *suffix; /* "server_host" */
    version from, to;
    version listed; /* from here on postconf knows it */
};
const struct table_suffix *facts_table_suffixes(size_t *n);

/* Deprecated or ignored names; NULL if NAME is neither in RELEASE. */
struct deprecation {
    const char *name;
    version from;            /* first release that warns or ignores */
    version removed;         /* 0: still accepted */
    version ignored;         /* first release in which it has no effect; 0: none */
    const char *replacement; /* or "" */
};
const struct deprecation *facts_deprecation(struct text name, version release);

/* Whether a release can do FEATURE, a name of features.tsv: for rules and for
 * the reader, where behaviour changed.  An unknown feature dies. */
bool facts_has(const char *feature, version postfix);
bool facts_openssl_has(const char *feature, version openssl);
bool facts_is_feature(struct text name);

/* The port that a service name stands for (ports.tsv), or 0. */
long facts_port(struct text name);

/* What LIST of lists.tsv says of WORD: "" or whose it is; NULL if WORD is not
 * in it.  Small letters in the list stand for capitals, too. */
const char *facts_listed(const char *list, struct text word);
bool facts_is_list(struct text list);

/* A word of tls_ssl_options or tls_disable_workarounds; features are names of
 * features.tsv, or "". */
struct tls_option {
    const char *parameter;
    const char *word;             /* as the manual spells it */
    const char *feature;          /* with which a release knows it; "never": none does */
    const char *managed;          /* what decides it instead; "" */
    const char *needless_postfix; /* with which it changes nothing */
    const char *needless_openssl;
};
/* The option WORD of PARAMETER, whatever the case; NULL if there is none. */
const struct tls_option *facts_tls_option(struct text parameter, struct text word);
bool facts_tls_option_known(const struct tls_option *option, version postfix);
bool facts_tls_option_needless(const struct tls_option *option, version postfix, version openssl);
/* The one known word of PARAMETER that begins as WORD does, or is at most two
 * edits away; "" if there is none or more than one. */
const char *facts_nearest_tls_option(struct text parameter, struct text word, version postfix);

/* Series known, oldest first: {newest patch release}. */
const version *facts_releases(size_t *n);
/* V itself, or the newest known patch release of its series where V has no
 * patch.  0 if the series is not known or the patch is newer than known. */
version facts_release(version v);

/* OpenSSL series that may be a target, oldest first: newest patch known. */
const version *facts_openssl_releases(size_t *n);
version facts_openssl_release(version v);

struct platform {
    const char *name;    /* "debian-12" */
    const char *aliases; /* comma separated, or "" */
    version postfix, openssl;
    bool weak_ciphers; /* RC4, 3DES, ... compiled into OpenSSL */
    bool judged;       /* one of those judged when no target is given */
};
const struct platform *facts_platforms(size_t *n);
const struct platform *facts_platform(struct text name); /* by name or alias */

/* A parameter that the daemons which read it refuse to be empty. */
struct nonempty {
    const char *name;
    const char *unless; /* the feature with which it may be; "" if none */
    bool with_engine;   /* loaded with the TLS engine, not when the daemon starts */
};
const struct nonempty *facts_nonempty(size_t *n);

/* A key exchange group (groups.tsv). */
struct kex_group {
    const char *name;    /* as postlint prints it, whatever the release */
    const char *objects; /* names that the object functions of libcrypto know, comma separated */
    const char *tls;     /* more names in the group lists of OpenSSL 3.0 and later */
    bool tls12;          /* ECDHE up to TLS 1.2 can use it */
    version tls13;       /* the release from which TLS 1.3 can; 0: none */
    unsigned bits;       /* its strength, as OpenSSL's security levels count it */
    version from, until; /* until 0: still there */
};

/* How a group is asked for. */
enum group_naming {
    GROUP_PRINTED, /* the name in this program */
    GROUP_OBJECT,  /* Postfix up to 3.9, through OBJ_sn2nid and its like */
    GROUP_LISTED   /* Postfix 3.10 on, in a list for SSL_CTX_set1_groups_list */
};

/* The group that NAME stands for in OPENSSL; NULL if it has none. */
const struct kex_group *facts_group(struct text name, enum group_naming naming, version openssl);
/* Names of the groups that OPENSSL uses where none are set, blank separated;
 * "" if that is not known. */
const char *facts_default_groups(version openssl);

/* Whether POSTFIX finds the digest NAME in OPENSSL (digests.tsv): where it does
 * not, it goes without TLS. */
enum truth facts_digest(struct text name, version postfix, version openssl);

/* The known name nearest to NAME in RELEASE, at most LIMIT edits away, or
 * NULL.  For did-you-mean. */
const struct param *facts_nearest_param(struct text name, version release, unsigned limit);

#endif
