/*
 * client: the level that smtp(8) and lmtp(8) use, and what keeps them from
 * any handshake.  Internal to posture.
 */
#ifndef POSTLINT_TLS_CLIENT_H
#define POSTLINT_TLS_CLIENT_H

#include "postlint/posture.h"

/* Fills in level and wrapper mode of POSTURE, which has no policy entry.
 * PREFIX is that of the program's parameters. */
void client_find_level(struct arena *arena, struct posture *posture, const char *prefix);

/* tlsproxy/tlsproxy.c:pre_jail_init_client: tlsproxy(8) dies of a bad level for
 * its client side (from 3.4), and with it goes its server side.  Its client side
 * has no posture of its own: smtp(8) hands it protocols, grade and exclusions
 * for each connection. */
enum truth client_kills_tlsproxy(struct view *view);

/* True if POSTURE, which has a level, takes the mandatory lists.  Dane takes
 * them where TLSA records are found and the plain ones elsewhere; what counts
 * here is the weakest peer that gets mail. */
bool client_is_mandatory(const struct posture *posture);

/* True if the peer's certificate or key has to match, so that OpenSSL's
 * security level is 1 whatever the cipher list says. */
bool client_must_match(const struct posture *posture);

/* Versions that a client with this level never offers, whatever the list
 * says: tls/tls_client.c:tls_client_start, where TLSA records are used. */
unsigned client_never_offers(const struct posture *posture);

/* smtp/smtp_tls_policy.c:dane_init: whether the client can use TLSA records. */
enum truth client_has_dnssec(struct arena *arena, struct posture *posture, const char *prefix);

/* Whether something besides the lists keeps the client from sending a hello;
 * if so, suites_error of POSTURE says what. */
enum truth client_find_obstacle(struct arena *arena, struct posture *posture, const char *prefix);

/* util/valid_hostname.c: a host name, no address. */
bool client_is_hostname(struct text t);

#endif
