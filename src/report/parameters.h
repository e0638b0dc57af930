/*
 * parameters: which parameters `show --parameters` lists for a service.
 * Internal to report.
 */
#ifndef POSTLINT_REPORT_PARAMETERS_H
#define POSTLINT_REPORT_PARAMETERS_H

#include "postlint/posture.h"

/* Names, sorted: the TLS and SASL parameters that the service's program reads
 * in the release of the target, and every parameter that is set in main.cf or
 * for the service. */
const struct text *parameters_list(struct arena *arena, const struct posture *posture, size_t *n);

#endif
