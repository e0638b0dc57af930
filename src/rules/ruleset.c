/* ruleset: rules and profiles as a whole (rule.h, rulefile.h). */
#include <string.h>

#include "postlint/buf.h"
#include "postlint/rulefile.h"

static const char *const severities[] = {"off", "style", "info", "warning", "error"};

const char *severity_name(enum severity severity)
{
    return severities[severity];
}

const char *const *severity_names(size_t *n)
{
    *n = sizeof(severities) / sizeof(severities[0]);
    return severities;
}

bool severity_parse(struct text t, enum severity *severity)
{
    for (int i = SEVERITY_OFF; i <= SEVERITY_ERROR; i++) {
        if (!text_is(t, severities[i]))
            continue;
        *severity = (enum severity)i;
        return true;
    }
    return false;
}

const struct rule *ruleset_rule(const struct ruleset *set, struct text id)
{
    for (size_t i = 0; i < set->n_rules; i++)
        if (text_is(id, set->rules[i].id))
            return &set->rules[i];
    return NULL;
}

const struct profile *ruleset_profile(const struct ruleset *set, struct text name)
{
    for (size_t i = 0; i < set->n_profiles; i++)
        if (text_is(name, set->profiles[i].name))
            return &set->profiles[i];
    return NULL;
}

/* The profile that PROFILE extends.  ruleset_check() refused circles. */
static const struct profile *base_of(const struct ruleset *set, const struct profile *profile)
{
    return profile->extends ? ruleset_profile(set, text_from(profile->extends)) : NULL;
}

enum { PATTERN_MAX = 127 }; /* no id is longer */

bool rule_matches(const struct rule *rule, struct text pattern)
{
    return pattern.n <= PATTERN_MAX && (text_is(pattern, rule->category) || text_glob(pattern, text_from(rule->id)));
}

bool rule_same(const struct rule *a, const struct rule *b)
{
    return a == b || strcmp(a->id, b->id) == 0;
}

const char *rule_confidence(const struct rule *rule)
{
    return rule->heuristic ? "heuristic" : "certain";
}

static bool in_profile(const struct profile *profile, const struct rule *rule, enum severity *severity)
{
    for (size_t i = profile->n_rules; i-- > 0;) {
        if (!rule_matches(rule, text_from(profile->rules[i].pattern)))
            continue;
        *severity = profile->rules[i].severity;
        return true;
    }
    return false;
}

static bool in_rule(const struct rule *rule, const struct profile *profile, enum severity *severity)
{
    for (size_t i = rule->n_profiles; i-- > 0;) {
        if (!text_glob(text_from(rule->profiles[i].pattern), text_from(profile->name)))
            continue;
        *severity = rule->profiles[i].severity;
        return true;
    }
    return false;
}

enum severity ruleset_severity(const struct ruleset *set, const struct profile *profile, const struct rule *rule)
{
    enum severity severity = rule->severity;
    for (; profile; profile = base_of(set, profile))
        if (in_profile(profile, rule, &severity) || in_rule(rule, profile, &severity))
            break;
    return severity;
}

const struct floor_value *ruleset_floor(const struct ruleset *set, const struct profile *profile, enum floor_kind kind,
                                        const struct profile **giver)
{
    while (profile && !profile->floors[kind].is_given)
        profile = base_of(set, profile);
    if (giver)
        *giver = profile;
    return profile ? &profile->floors[kind] : NULL;
}

bool ruleset_accepts(const struct ruleset *set, const struct profile *profile, enum floor_kind kind, struct text name)
{
    const struct floor_value *floor = ruleset_floor(set, profile, kind, NULL);
    for (size_t i = 0; floor && i < floor->n_words; i++)
        if (text_is(name, floor->words[i]))
            return true;
    return !floor;
}

bool ruleset_demands(const struct ruleset *set, const struct profile *profile, struct text word)
{
    for (; profile; profile = base_of(set, profile))
        for (size_t i = 0; i < profile->n_demands; i++)
            if (text_is(word, profile->demands[i]))
                return true;
    return false;
}

static bool refuse(struct rulefile_error *error, const char *file, unsigned line, const char *path, struct text message)
{
    *error = (struct rulefile_error){
        .file = text_from(file), .line = line, .column = 1, .path = text_from(path), .message = message};
    return false;
}

static bool is_profile(const struct ruleset *set, struct text pattern)
{
    for (size_t i = 0; i < set->n_profiles; i++)
        if (text_glob(pattern, text_from(set->profiles[i].name)))
            return true;
    return false;
}

static bool check_rule(struct arena *arena, const struct ruleset *set, const struct rule *rule,
                       struct rulefile_error *error)
{
    for (size_t i = 0; i < rule->n_supersedes; i++) {
        const struct rule *other = ruleset_rule(set, text_from(rule->supersedes[i]));
        if (!other || other == rule)
            return refuse(error, rule->file, rule->line, rule->id,
                          text_printf(arena, "supersedes \"%s\", which is %s", rule->supersedes[i],
                                      other ? "the rule itself" : "no rule"));
    }
    for (size_t i = 0; i < rule->n_profiles; i++)
        if (!is_profile(set, text_from(rule->profiles[i].pattern)))
            return refuse(error, rule->file, rule->line, rule->id,
                          text_printf(arena, "\"%s\" names no profile", rule->profiles[i].pattern));
    for (size_t i = 0; i < rule->n_examples; i++)
        if (rule->examples[i].profile && !ruleset_profile(set, text_from(rule->examples[i].profile)))
            return refuse(error, rule->file, rule->line, rule->id,
                          text_printf(arena, "an example asks for the profile \"%s\", which there is not",
                                      rule->examples[i].profile));
    return true;
}

static bool check_profile(struct arena *arena, const struct ruleset *set, const struct profile *profile,
                          struct rulefile_error *error)
{
    const struct profile *base = profile;
    for (size_t depth = 0; base->extends; depth++) {
        base = base_of(set, base);
        if (!base || depth > set->n_profiles)
            return refuse(error, profile->file, profile->line, profile->name,
                          text_printf(arena, "extends \"%s\": %s", profile->extends,
                                      base ? "profiles extend each other in a circle" : "there is no such profile"));
    }
    for (size_t i = 0; i < profile->n_rules; i++) {
        bool found = false;
        for (size_t k = 0; k < set->n_rules && !found; k++)
            found = rule_matches(&set->rules[k], text_from(profile->rules[i].pattern));
        if (!found)
            return refuse(error, profile->file, profile->line, profile->name,
                          text_printf(arena, "\"%s\" names no rule", profile->rules[i].pattern));
    }
    return true;
}

bool ruleset_check(struct arena *arena, const struct ruleset *set, struct rulefile_error *error)
{
    for (size_t i = 0; i < set->n_rules; i++)
        if (!check_rule(arena, set, &set->rules[i], error))
            return false;
    for (size_t i = 0; i < set->n_profiles; i++)
        if (!check_profile(arena, set, &set->profiles[i], error))
            return false;
    return true;
}
