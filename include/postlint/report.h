/*
 * report: findings, postures and rules to text, concise and JSON.
 *
 * Formats are a table; each writes to a buffer, nothing here does I/O.  All
 * text that comes from a configuration passes buf_visible() once, here.
 */
#ifndef POSTLINT_REPORT_H
#define POSTLINT_REPORT_H

#include "postlint/buf.h"
#include "postlint/check.h"
#include "postlint/policy.h"

struct report_error {
    struct text file; /* p NULL: of no file */
    size_t line;      /* 0: none */
    size_t column;    /* 0: none */
    struct text message;
};

/* One configuration that was checked. */
struct report_conf {
    const struct conf *conf;
    struct findings findings;     /* what is shown: after selection and severity */
    struct findings suppressed;   /* what somebody accepted; formats that have a word for it show it */
    const struct target *targets; /* asked for; findings number these */
    size_t n_targets;
    const bool *judged; /* one flag per target; NULL: all were */
};

/* What one settings file takes away, of all rules asked without it. */
struct report_settings {
    struct text file;
    size_t n_off, n_weaker; /* rules that are off; that are less severe */
    const char *fail_on;    /* "error", "never": where findings fail later than without it; else NULL */
};

struct report {
    struct arena *arena;
    const struct report_conf *confs;
    size_t n_confs;
    const struct report_error *errors;
    size_t n_errors;
    size_t n_hidden; /* findings below the severity that is shown */
    const struct report_settings *settings;
    size_t n_settings;
    bool color;
    size_t width;    /* text: cells of the terminal, to break lines at; 0: none is broken */
    bool links;      /* text, concise: hyperlinks on the ids of rules */
    bool quiet;      /* no summary line */
    bool statistics; /* counts by rule at the end; machine formats have none */
};

struct report_format {
    const char *name;
    void (*write)(const struct report *report, struct buf *out);
};

/* The format NAME, or NULL; and all of them. */
const struct report_format *report_format(struct text name);
const struct report_format *report_formats(size_t *n);

/* What the policy tables of one service say; none for a server. */
struct report_policies {
    const struct posture_policy *items;
    size_t n;
};

/* One configuration under one target, for `show`. */
struct report_services {
    const struct conf *conf;
    const struct target *target;
    const struct posture *const *postures;  /* of the services to be shown */
    const struct report_policies *policies; /* one for each posture */
    size_t n_postures;
};

struct report_show {
    struct arena *arena;
    const struct report_services *confs;
    size_t n_confs;
    const struct report_error *errors;
    size_t n_errors;
    bool parameters; /* every effective value with its origin */
    bool in_full;    /* text: all that is known of a service, instead of a table */
    const struct ruleset *rules;
    const struct profile *profile; /* text: suites and groups that it rejects are marked; NULL: none are */
};

/* JSON: a client has besides the members that every service has
 *   "policies": [{"table": "hash:/etc/postfix/tls_policy", "key": "example.com",
 *                 "level": "encrypt", "protocols": [...], "ciphers": [...],
 *                 "location": {"file", "line", "column"}, "error": null}]
 * in the order of the tables.  What is not known is null: key where a table
 * cannot be read, level where the entry is made from the key that is looked
 * up.  Where Postfix refuses or ignores the entry, error says why, and
 * protocols and ciphers are empty. */
void report_show_text(const struct report_show *show, struct buf *out);
void report_show_json(const struct report_show *show, struct buf *out);

/* Rules, for `rules` and `explain`. */
struct report_rules {
    struct arena *arena;
    const struct ruleset *set;
    const struct profile *profile; /* whose severities are shown; NULL: the rules' own */
    const struct rule *const *rules;
    size_t n_rules;
};

void report_rules_text(const struct report_rules *rules, struct buf *out);
void report_explain_text(const struct report_rules *rules, struct buf *out);
void report_rules_json(const struct report_rules *rules, struct buf *out);

#endif
