/*
 * formats: the writers behind report_format(), and what they share.
 * Internal to report.
 */
#ifndef POSTLINT_REPORT_FORMATS_H
#define POSTLINT_REPORT_FORMATS_H

#include "postlint/report.h"

void format_text(const struct report *report, struct buf *out);
void format_concise(const struct report *report, struct buf *out);
void format_json(const struct report *report, struct buf *out);
void format_sarif(const struct report *report, struct buf *out);
void format_junit(const struct report *report, struct buf *out);
void format_checkstyle(const struct report *report, struct buf *out);
void format_gitlab(const struct report *report, struct buf *out);
void format_github(const struct report *report, struct buf *out);
void format_markdown(const struct report *report, struct buf *out);

/* False where an edit has bytes that JSON cannot carry: with escapes in their
 * place it would be another edit. */
bool finding_can_carry(struct arena *arena, const struct finding *finding);

/* Findings by severity, indexed by enum severity. */
struct counts {
    size_t of[SEVERITY_ERROR + 1];
    size_t suppressed;
};
struct counts counts_make(const struct report *report);

/* Those that are shown, then those that somebody accepted. */
struct findings conf_all_findings(struct arena *arena, const struct report_conf *conf);

/* "1 finding", "2 findings". */
void count_print(size_t n, const char *one, const char *many, struct buf *out);

/* The end of `text`: what was checked and counted; and `--statistics`. */
/* Over all settings files; the file where there is but one. */
struct report_settings settings_sum(const struct report *report);
void summary_print(const struct report *report, struct buf *out);
void statistics_print(const struct report *report, struct buf *out);

/* "debian-12 (Postfix 3.7.11 with OpenSSL 3.0.22)"; the releases alone where
 * the name says no more. */
void target_print(struct arena *arena, const struct target *target, struct buf *out);

/* True if target NUMBER of CONF was judged. */
bool conf_judged(const struct report_conf *conf, size_t number);

#endif
