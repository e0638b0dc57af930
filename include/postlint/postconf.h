/*
 * postconf: what `postconf -c DIR -n|-nx|-M|-P|-Px` of a release prints.
 *
 * A mirror of postconf(1), including where it misreads what daemons read
 * rightly (`-osmtpd_tls_auth_only=yes`).  It works on logical lines, not on
 * the tree: the tree follows the daemons.  Nothing here is used for rules.
 */
#ifndef POSTLINT_POSTCONF_H
#define POSTLINT_POSTCONF_H

#include "postlint/buf.h"
#include "postlint/source.h"
#include "postlint/version.h"

enum postconf_listing { POSTCONF_N, POSTCONF_NX, POSTCONF_M, POSTCONF_P, POSTCONF_PX };

struct postconf {
    struct arena *arena;
    version release;
    struct text directory;              /* as given to -c; printed as config_directory */
    const struct source *main, *master; /* NULL: the file is not there */
    struct text hostname;               /* of the machine, for defaults made from it; may be empty */
    struct text process_id;             /* of postconf, for $process_id; may be empty */
    struct text error;                  /* out: why postconf fails, for people */
    struct span error_span;             /* out: where; source NULL if nowhere */
};

/* "n", "nx", "M", "P", "Px"; false for anything else. */
bool postconf_listing_parse(struct text name, enum postconf_listing *listing);

/* Appends to OUT what postconf prints on standard output.  False where it
 * ends with a fatal error; then OUT is worth nothing. */
bool postconf_print(struct postconf *postconf, enum postconf_listing listing, struct buf *out);

#endif
