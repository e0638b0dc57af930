/*
 * check: the engine.  Rules on one configuration, for one or more targets.
 *
 * For each target the views and postures are made, every rule of the profile
 * is asked of its subjects, and what is broken becomes a finding.  Findings
 * of several targets are then merged: one that holds on all stays as it is,
 * one that holds on some names them and is at most info.
 *
 * The engine knows no rule: severity modifiers (not exposed, bare default)
 * and the order between rules (supersedes) are facts of the rules.
 */
#ifndef POSTLINT_CHECK_H
#define POSTLINT_CHECK_H

#include "postlint/finding.h"
#include "postlint/posture.h"
#include "postlint/table.h"

enum { CHECK_MAX_TARGETS = 64 };

struct check {
    struct arena *arena;
    const struct ruleset *rules;
    const struct profile *profile;
    const struct target *targets;
    size_t n_targets;
    /* One flag per rule of RULES: asked at all?  NULL: all of the profile. */
    const bool *selected;
    bool no_ignores;                /* comments accept nothing, and nothing is said of them */
    int64_t today;                  /* days since 1970-01-01; a comment whose last day is before it is expired */
    struct table_files *files;      /* the lookup tables beside the configuration; NULL: none can be read */
    struct files *credential_files; /* certificates, keys and the like; NULL: none are read */
};

struct findings {
    struct finding *items; /* ordered by file, line, column, rule */
    size_t n;
};

/* The findings of CONF.  Targets below the configuration's
 * compatibility_level are left out; TARGETS_USED (n_targets flags, may be
 * NULL) says which were judged. */
struct findings check_conf(const struct check *check, const struct conf *conf, bool *targets_used);

/* FINDINGS with all that is theirs in ARENA, so that the arena of their check
 * can go; the configuration, the rules and the profiles that they point at stay
 * where they are. */
struct findings findings_keep(struct arena *arena, const struct findings *findings);

#endif
