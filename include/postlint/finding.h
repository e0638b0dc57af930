/*
 * finding: one cause for which a rule does not hold, at one place.
 */
#ifndef POSTLINT_FINDING_H
#define POSTLINT_FINDING_H

#include "postlint/effective.h"
#include "postlint/rule.h"

struct edit {
    struct span span; /* to be replaced; empty: an insertion */
    struct text text;
};

struct related {
    struct span span;
    struct text message;
};

/* What a finding says on some of the targets; see check_conf(). */
struct wording {
    struct text message;
    unsigned targets; /* how many */
};

enum finding_origin { FROM_OVERRIDE, FROM_MAIN, FROM_DEFAULT, FROM_FILE, FROM_NOWHERE };

/* The demand of a profile that is missed, and the profile that has it. */
struct missed {
    enum floor_kind kind;
    const struct profile *profile; /* NULL: the rule asks for none, or there is none */
    const struct floor_value *value;
};

struct finding {
    const struct rule *rule;
    enum severity severity;
    struct text message;
    const struct service *service;   /* whose own cause it is; or NULL */
    const struct service **services; /* all that it hits, in the order of master.cf */
    size_t n_services, services_capacity;
    struct text parameter, value; /* p NULL: none */
    enum finding_origin origin;
    struct span span; /* source NULL: no place */
    const struct related *related;
    size_t n_related;
    struct text *chain; /* names of parameters that the value came through */
    size_t n_chain;
    uint64_t targets; /* bit per target judged, by number */
    const struct wording *wordings;
    size_t n_wordings;
    bool all_targets;
    struct missed missed;
    /* The fix; text.p NULL: none. */
    struct text fix;
    bool fix_is_safe;
    const struct edit *edits;
    size_t n_edits;
    /* Who accepted it: "comment" or "baseline", and why; NULL: nobody. */
    const char *suppressed_by;
    struct text reason;
};

#endif
