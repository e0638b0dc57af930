/*
 * baseline: findings that were accepted together, in a file of their own.
 *
 *   {"format": 1, "tool": {...}, "findings": [
 *     {"file": "mx/main.cf", "rule": "smtpd-tls-disabled", "service": "smtp/inet", "parameter": null, "value": null,
 *      "count": 1, "reason": "until the new host is there"}]}
 *
 * An entry is known by what it means: file, rule, service, parameter and value,
 * never by a line.  It accepts as many findings as it counts; one more is new.
 * The file is read and written by whoever calls; nothing here does I/O.
 */
#ifndef POSTLINT_BASELINE_H
#define POSTLINT_BASELINE_H

#include "postlint/report.h"

struct baseline_entry {
    struct text file, rule, service, parameter, value; /* visible; empty: null */
    struct text reason;
    size_t count, used;
};

struct baseline {
    struct arena *arena;
    struct baseline_entry *entries; /* sorted by what they mean */
    size_t n, capacity;
};

struct baseline baseline_new(struct arena *arena);
/* Reads BYTES.  False, and what is wrong in *ERROR, where they are no baseline. */
bool baseline_parse(struct baseline *baseline, struct text bytes, struct report_error *error);
/* Those of FINDINGS, which are of CONF, that the baseline accepts are marked;
 * others stay as they are. */
void baseline_apply(struct baseline *baseline, const struct report_conf *conf, struct findings *findings);
/* Adds all of FINDINGS that nobody accepted, with the reason that an entry of
 * OLD gives for the same. */
void baseline_add(struct baseline *baseline, const struct baseline *old, const struct report_conf *conf,
                  const struct findings *findings);
void baseline_write(const struct baseline *baseline, struct buf *out);

#endif
