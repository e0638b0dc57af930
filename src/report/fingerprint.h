/*
 * fingerprint: a name for each finding that stays while lines move.
 * Internal to report.
 *
 * It is made from what the finding means: file, rule, service, parameter and
 * value, and a number where several are alike in all of these.  Services that
 * hash tables of others depend on it, so it changes only with a major release.
 */
#ifndef POSTLINT_REPORT_FINGERPRINT_H
#define POSTLINT_REPORT_FINGERPRINT_H

#include "postlint/report.h"

/* One string of 32 hexadecimal digits for each of FINDINGS, which are of CONF,
 * in their order; no two are the same. */
const struct text *fingerprints_make(struct arena *arena, const struct report_conf *conf,
                                     const struct findings *findings);

/* The file that FINDING is shown in: its own, else the configuration's first. */
struct text finding_file(const struct report_conf *conf, const struct finding *finding);

#endif
