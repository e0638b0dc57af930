/*
 * startup: whether a daemon starts at all.  Internal to posture.
 */
#ifndef POSTLINT_TLS_STARTUP_H
#define POSTLINT_TLS_STARTUP_H

#include "postlint/posture.h"

/* The parameter whose value makes the daemon of POSTURE end when it starts;
 * empty if there is none.  HAS_TLS: it sets up its TLS engine. */
struct text startup_fatal(const struct posture *posture, enum truth has_tls);

#endif
