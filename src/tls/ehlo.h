/*
 * ehlo: words of the EHLO reply that one side is told to leave out or not to
 * see.  Internal to posture.
 */
#ifndef POSTLINT_TLS_EHLO_H
#define POSTLINT_TLS_EHLO_H

#include "postlint/posture.h"

/* Whether KEYWORD is discarded for every peer of POSTURE, whose program has
 * parameters that begin with PREFIX; unknown where that is so for some. */
enum truth ehlo_discards(struct arena *arena, const struct posture *posture, const char *prefix, const char *keyword);

#endif
