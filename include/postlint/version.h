/*
 * version: release numbers of Postfix and OpenSSL, comparable as integers.
 *
 * 3.7.11 and 1.1.1k both fit: up to three numbers and a letter.  A version
 * says what it is given: VERSION_ANY_PATCH marks "3.7", which stands for the
 * newest patch release of the series that is known.
 */
#ifndef POSTLINT_VERSION_H
#define POSTLINT_VERSION_H

#include "postlint/text.h"

typedef uint32_t version;

/* 8 bits each: major, minor, patch, letter (0 none, 1 'a', ...). */
#define VERSION(major, minor, patch) ((version)(major) << 24 | (version)(minor) << 16 | (version)(patch) << 8)
#define VERSION_SERIES(v)            ((v)&0xffff0000U)
#define VERSION_PATCH(v)             ((v) >> 8 & 0xffU)
/* The highest version of a series; sorts after every patch release. */
#define VERSION_ANY_PATCH 0x0000ffffU

/* "3.7", "3.7.11", "1.1.1", "1.1.1k".  A missing patch is VERSION_ANY_PATCH.
 * False for anything else. */
bool version_parse(struct text t, version *v);
struct text version_text(struct arena *arena, version v);

#endif
