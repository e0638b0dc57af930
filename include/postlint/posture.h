/*
 * posture: what a peer can negotiate with a service, as far as the
 * configuration says it.
 *
 * From effective values and the target to: role, exposure, security level,
 * protocol versions, where AUTH is offered and what holds there.  Everything here may
 * be unknown.  Sources: smtpd/smtpd.c, smtp/smtp_tls_policy.c,
 * postscreen/postscreen.c, tlsproxy/tlsproxy.c, tls/tls_misc.c.
 */
#ifndef POSTLINT_POSTURE_H
#define POSTLINT_POSTURE_H

#include "postlint/cipher.h"
#include "postlint/credentials.h"

enum role {
    ROLE_MX,
    ROLE_SUBMISSION,
    ROLE_SUBMISSIONS,
    ROLE_SMTPD,
    ROLE_CLIENT,
    ROLE_LMTP,
    ROLE_POSTSCREEN,
    ROLE_TLSPROXY,
    ROLE_OTHER
};
const char *role_name(enum role role);
/* What the names of its parameters begin with: "smtpd"; NULL for ROLE_OTHER. */
const char *role_prefix(enum role role);
bool role_parse(struct text t, enum role *role);
bool role_is_server(enum role role); /* smtpd of any port, postscreen, tlsproxy */
bool role_is_client(enum role role);

enum { POSTURE_OPPORTUNISTIC, POSTURE_MANDATORY };

/* A protocol list: what it enables, alone and with the library. */
struct posture_list {
    struct text parameter; /* empty: the program has no such list */
    struct tls_protocols parsed;
    unsigned enabled; /* also spoken by the target's OpenSSL */
    bool is_known;
};

/* Where a login can take place.  VERIFIED is for clients: the server's
 * certificate or key has matched. */
enum sasl_place { SASL_IN_CLEAR, SASL_IN_TLS, SASL_IN_VERIFIED_TLS, SASL_PLACES };

struct posture_sasl {
    enum truth offered;    /* server: AUTH is announced to some peer; client: it may log in at one */
    struct text parameter; /* whose options hold there; empty: the program does not log in there */
    struct text options;   /* "noplaintext noanonymous", each once and in one order */
    bool options_known;
    struct text refused; /* the word that ends the session; empty if there is none */
};

/* What makes every handshake fail. */
enum obstacle {
    OBSTACLE_NONE,
    OBSTACLE_CLIENT, /* the client does not get so far: client_find_obstacle() */
    OBSTACLE_GRADE,  /* no such cipher grade */
    OBSTACLE_LIST,   /* OpenSSL refuses the cipher list with its exclusions, or it is empty */
    OBSTACLE_SIGN,   /* an exclusion starts with a sign */
    OBSTACLE_CERTIFICATE,
    OBSTACLE_GAP,    /* no suite for the versions below a gap */
    OBSTACLE_DIGEST, /* OpenSSL has no such digest for fingerprints */
    OBSTACLE_GROUPS  /* a client without a group for TLS 1.3 */
};

struct policy;

struct posture {
    struct view *view;
    const struct service *service;
    const struct policy *policy; /* NULL, or the entry of a policy table that it is the posture for */
    enum role role;
    unsigned reader;    /* enum param_reader of the program */
    long port;          /* 0: none or not a number we know */
    enum truth exposed; /* reachable from outside, and not closed by its own access list */

    /* The parameter with which the daemon ends when it starts; empty if none. */
    struct text fatal;

    /* Level in force; LEVEL_INVALID with level_known: the daemon dies.  At dane,
     * lists and suites are those of the weakest peer, one without TLSA records:
     * they are the ones of level may, except in wrapper mode, where such a peer
     * gets no mail. */
    enum tls_level level;
    bool level_known;
    enum truth wrapper;
    struct text level_parameter; /* the parameter that decided */
    enum truth offered;          /* server: any peer is offered TLS; client: it may be tried */

    /* The two protocol lists of the program, whatever the level; and which of
     * them is in force (NULL where TLS is off or the program does none). */
    struct posture_list lists[2];
    const struct posture_list *live;

    /* Suites below TLS 1.3 in the order of OpenSSL: what grade, lists and
     * exclusions in force leave, without those that need a credential which
     * Postfix never has or this configuration does not name. */
    struct text ciphers_parameter;    /* the grade in force; empty where TLS is off */
    struct text cipherlist_parameter; /* the cipher list that it stands for; empty if that is not known */
    const struct cipher_suite **suites;
    size_t n_suites;
    bool suites_known;
    struct text suites_error; /* not empty: no handshake can succeed, and why */
    enum obstacle obstacle;

    /* Versions that can really be negotiated: enabled by the live list,
     * spoken by the library, with a suite left. */
    unsigned negotiable;
    bool negotiable_known;

    /* Key exchange groups in order: what the parameters leave and a version
     * that can be negotiated has a use for. */
    const struct kex_group **groups;
    size_t n_groups;
    bool groups_known;

    /* Whose lists a handshake follows: its own, for a postscreen before 3.12
     * those of its tlsproxy, a service of its own; NULL: there is none. */
    const struct posture *handshakes;

    /* The files that it gives to TLS; NULL where none are read. */
    const struct credentials *credentials;

    enum truth has_certificate; /* server: any certificate parameter is set */

    enum truth renegotiation; /* server: a client may start a second handshake inside TLS */
    enum truth auth_enabled;  /* of a client: it logs in where it has a password */
    struct posture_sasl sasl[SASL_PLACES];
};

/* Cipher strings expanded so far: services share them.  One per target. */
struct posture_cache;
struct posture_cache *posture_cache_new(struct arena *arena);
/* Makes postures say what lies in certificate files, as FILES has it. */
void posture_cache_add_files(struct posture_cache *cache, struct files *files);

/* The posture of the service of VIEW.  Never NULL; lives in ARENA. */
const struct posture *posture_new(struct arena *arena, struct view *view, struct posture_cache *cache);

/* Whether the client of POSTURE looks names up with DNSSEC, without which DANE
 * does nothing; if not, *OBSTACLE is the first parameter that keeps it from it. */
enum truth posture_dnssec(struct arena *arena, const struct posture *posture, struct text *obstacle);

/* The port number that an inet service name stands for: "smtp", "587",
 * "[::1]:10025"; 0 if none.  *HOST is what stands before the last colon. */
long service_port(const struct service *service, struct text *host);
/* An address or name (without brackets) of this very machine. */
bool host_is_loopback(struct text host);

#endif
