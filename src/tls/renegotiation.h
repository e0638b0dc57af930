/*
 * renegotiation: whether clients may start a second handshake inside TLS.
 * Internal to posture.
 */
#ifndef POSTLINT_TLS_RENEGOTIATION_H
#define POSTLINT_TLS_RENEGOTIATION_H

#include "postlint/posture.h"

/* Of POSTURE, which has its versions: NO for a client. */
enum truth renegotiation_find(const struct posture *posture);

#endif
