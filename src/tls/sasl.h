/*
 * sasl: where a login may happen, and which options hold there.  Internal to
 * posture.
 */
#ifndef POSTLINT_TLS_SASL_H
#define POSTLINT_TLS_SASL_H

#include "postlint/posture.h"

/* The parameter whose options end every session of a server in clear text as
 * soon as it starts; empty if there is none.  Needs level and wrapper mode. */
struct text sasl_fatal(struct arena *arena, struct posture *posture, const char *prefix);

/* Fills in the sasl members of POSTURE, which has all the rest.  PREFIX is that
 * of the program's parameters; NULL: it knows no SASL. */
void sasl_find(struct arena *arena, struct posture *posture, const char *prefix);

#endif
