/*
 * servers: smtpd services that differ in what a peer can negotiate, for the
 * oracle that asks real ones.
 */
#ifndef POSTLINT_TESTS_SERVERS_H
#define POSTLINT_TESTS_SERVERS_H

#include "postlint/buf.h"

/* What the certificate files of the service hold, which postlint does not
 * read: the oracle leaves out what needs a kind that is not there. */
enum server_kind {
    SERVER_RSA = 1 << 0,
    SERVER_ECDSA = 1 << 1,
    SERVER_DSA = 1 << 2,
    SERVER_UNREADABLE = 1 << 3, /* a file is missing: no handshake can succeed */
    SERVER_UNKNOWN = 1 << 4     /* what is negotiated depends on more than the configuration */
};

struct server {
    struct text name;      /* of the case, for people */
    struct text overrides; /* lines of master.cf, each ended by a newline */
    unsigned kinds;
};

size_t servers_named(void);
/* Named cases first, then generated ones: the same SEED and NUMBER give the
 * same service everywhere.  Files are below FOLDER. */
struct server server_make(struct arena *arena, const char *folder, uint32_t seed, size_t number);

#endif
