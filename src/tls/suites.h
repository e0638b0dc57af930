/*
 * suites: the cipher suites in force.  Internal to posture.
 */
#ifndef POSTLINT_TLS_SUITES_H
#define POSTLINT_TLS_SUITES_H

#include "postlint/posture.h"

/* NULL: none are read. */
struct files *posture_cache_files(const struct posture_cache *cache);

/* Fills in suites and negotiable versions of POSTURE, which has a live list.
 * PREFIX is that of the program's parameters. */
void posture_find_suites(struct arena *arena, struct posture *posture, const char *prefix, struct posture_cache *cache);

#endif
