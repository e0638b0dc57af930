/* facts: see facts.h. */
#include "tables.h"

#include <string.h>

/* Compares T with the C string S as strcmp(3) would. */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(struct text a, struct text b, bool case_counts)
{
    for (size_t i = 0; i < a.n && i < b.n; i++)
        if (a.p[i] != b.p[i] && (case_counts || lower(a.p[i]) != lower(b.p[i])))
            return false;
    return a.n == b.n;
}

const struct param *facts_params(size_t *n)
{
    *n = facts_param_count;
    return facts_param_table;
}

const struct param *facts_param(struct text name)
{
    size_t last = facts_param_slots - 1;
    for (size_t slot = facts_hash(name) & last; facts_param_index[slot]; slot = (slot + 1) & last)
        if (text_is(name, facts_param_table[facts_param_index[slot] - 1].name))
            return &facts_param_table[facts_param_index[slot] - 1];
    return NULL;
}

/* Entries are in ascending order of `from`; one for a whole series sorts
 * after those inside the series before and has VERSION_ANY_PATCH. */
const char *facts_default(const struct param *param, version release)
{
    const char *series = NULL, *patch = NULL;
    bool has_patch = false;
    for (size_t i = 0; i < param->n_defaults; i++) {
        const struct param_default *entry = &param->defaults[i];
        bool whole = (entry->from & VERSION_ANY_PATCH) == VERSION_ANY_PATCH;
        if (whole && VERSION_SERIES(entry->from) <= VERSION_SERIES(release))
            series = entry->value;
        if (!whole && VERSION_SERIES(entry->from) == VERSION_SERIES(release) && entry->from <= release) {
            patch = entry->value;
            has_patch = true;
        }
    }
    return has_patch ? patch : series;
}

const char *facts_default_built(const struct param *param, version release, version openssl)
{
    const char *value = facts_default(param, release);
    for (size_t i = 0; i < facts_build_default_count && value; i++) {
        const struct build_default *row = &facts_build_default_table[i];
        if (row->from <= release && row->openssl <= openssl && strcmp(row->name, param->name) == 0)
            value = row->value;
    }
    return value;
}

enum param_type facts_type(const struct param *param, version release)
{
    size_t number = (size_t)(param - facts_param_table);
    uint8_t type = facts_first_types[number];
    for (size_t i = 0; i < facts_type_count; i++)
        if (facts_type_table[i].param == number && facts_type_table[i].from <= release)
            type = facts_type_table[i].type;
    return (enum param_type)type;
}

bool facts_is_legacy(struct text name, version release)
{
    for (size_t i = 0; i < facts_legacy_count; i++)
        if (text_is(name, facts_legacy_table[i].name))
            return release >= facts_legacy_table[i].from;
    return false;
}

const struct service_param *facts_service_params(size_t *n)
{
    *n = facts_service_count;
    return facts_service_table;
}

const struct table_suffix *facts_table_suffixes(size_t *n)
{
    *n = facts_suffix_count;
    return facts_suffix_table;
}

const struct deprecation *facts_deprecation(struct text name, version release)
{
    for (size_t i = 0; i < facts_deprecation_count; i++)
        if (text_is(name, facts_deprecation_table[i].name))
            return release >= facts_deprecation_table[i].from ? &facts_deprecation_table[i] : NULL;
    return NULL;
}

static const struct feature *feature_named(struct text name)
{
    size_t last = facts_feature_slots - 1;
    for (size_t slot = facts_hash(name) & last; facts_feature_index[slot]; slot = (slot + 1) & last)
        if (text_is(name, facts_feature_table[facts_feature_index[slot] - 1].name))
            return &facts_feature_table[facts_feature_index[slot] - 1];
    return NULL;
}

bool facts_is_feature(struct text name)
{
    return feature_named(name) != NULL;
}

static bool has_since(const struct feature *feature, version release)
{
    for (size_t i = 0; i < feature->n; i++)
        if (VERSION_SERIES(feature->since[i]) == VERSION_SERIES(release))
            return release >= feature->since[i];
    return VERSION_SERIES(release) > VERSION_SERIES(feature->since[feature->n - 1]);
}

bool facts_has(const char *name, version postfix)
{
    const struct feature *feature = feature_named(text_from(name));
    if (!feature || feature->of_openssl)
        postlint_die("a feature of Postfix is missing in features.tsv");
    return has_since(feature, postfix) && (feature->until == 0 || postfix < feature->until);
}

bool facts_openssl_has(const char *name, version openssl)
{
    const struct feature *feature = feature_named(text_from(name));
    if (!feature || !feature->of_openssl)
        postlint_die("a feature of OpenSSL is missing in features.tsv");
    return has_since(feature, openssl) && (feature->until == 0 || openssl < feature->until);
}

const struct nonempty *facts_nonempty(size_t *n)
{
    *n = facts_nonempty_count;
    return facts_nonempty_table;
}

static bool is_one_of(struct text name, const char *names, bool case_counts)
{
    struct text rest = text_from(names), one;
    while (text_token(&rest, ",", &one))
        if (same_name(name, one, case_counts))
            return true;
    return false;
}

static bool is_named(const struct kex_group *group, struct text name, enum group_naming naming, version openssl)
{
    bool is_list = naming == GROUP_LISTED && facts_openssl_has("group-list-tls-names", openssl);
    bool case_counts = !is_list || !facts_openssl_has("group-list-nocase", openssl);
    if (naming == GROUP_PRINTED)
        return text_is(name, group->name);
    return is_one_of(name, group->objects, case_counts) || (is_list && is_one_of(name, group->tls, case_counts));
}

const struct kex_group *facts_group(struct text name, enum group_naming naming, version openssl)
{
    for (size_t i = 0; i < facts_group_count; i++) {
        const struct kex_group *group = &facts_group_table[i];
        bool is_there = group->from <= openssl && (group->until == 0 || openssl < group->until);
        if (is_there && is_named(group, name, naming, openssl))
            return group;
    }
    return NULL;
}

/* A digest that the library has but that only the legacy provider computes. */
static bool is_legacy(const struct digest *digest, version openssl)
{
    return digest->legacy && openssl >= digest->legacy && (digest->ended == 0 || openssl < digest->ended);
}

enum truth facts_digest(struct text name, version postfix, version openssl)
{
    bool case_counts = !facts_openssl_has("digest-names-nocase", openssl);
    enum truth has_provider_names = truth_of(facts_openssl_has("digest-names-fetched", openssl));
    if (has_provider_names == TRUTH_NO && openssl >= VERSION(3, 0, 0))
        has_provider_names = TRUTH_UNKNOWN; /* if something has looked for them before */
    for (size_t i = 0; i < facts_digest_count; i++) {
        const struct digest *digest = &facts_digest_table[i];
        bool is_there = digest->from <= openssl && (digest->until == 0 || openssl < digest->until);
        bool is_refused = is_legacy(digest, openssl) && facts_has("digest-is-tried", postfix);
        if (is_there && is_one_of(name, digest->objects, case_counts))
            return truth_of(!is_refused);
        if (is_there && is_one_of(name, digest->provider, false))
            return is_refused ? TRUTH_NO : has_provider_names;
    }
    return TRUTH_NO;
}

const char *facts_default_groups(version openssl)
{
    const char *groups = "";
    for (size_t i = 0; i < facts_group_default_count && facts_group_default_table[i].from <= openssl; i++)
        groups = facts_group_default_table[i].groups;
    return groups;
}

const char *facts_listed(const char *list, struct text word)
{
    char small[256];
    for (size_t i = 0; i < word.n && i < sizeof(small); i++)
        small[i] = lower(word.p[i]);
    struct text lowered = {small, word.n};
    for (size_t i = 0; i < facts_list_count; i++) {
        const struct listed *row = &facts_list_table[i];
        struct text pattern = text_from(row->word);
        if (strcmp(row->list, list) == 0 &&
            (text_glob(pattern, word) || (word.n <= sizeof(small) && text_glob(pattern, lowered))))
            return row->detail;
    }
    return NULL;
}

bool facts_is_list(struct text list)
{
    for (size_t i = 0; i < facts_list_count; i++)
        if (text_is(list, facts_list_table[i].list))
            return true;
    return false;
}

const struct tls_option *facts_tls_option(struct text parameter, struct text word)
{
    for (size_t i = 0; i < facts_tls_option_count; i++) {
        const struct tls_option *option = &facts_tls_option_table[i];
        if (text_is(parameter, option->parameter) && text_is_nocase(word, option->word))
            return option;
    }
    return NULL;
}

bool facts_tls_option_known(const struct tls_option *option, version postfix)
{
    if (strcmp(option->feature, "never") == 0)
        return false;
    return option->feature[0] == '\0' || facts_has(option->feature, postfix);
}

bool facts_tls_option_needless(const struct tls_option *option, version postfix, version openssl)
{
    return (option->needless_postfix[0] && facts_has(option->needless_postfix, postfix)) ||
           (option->needless_openssl[0] && facts_openssl_has(option->needless_openssl, openssl));
}

const char *facts_nearest_tls_option(struct text parameter, struct text word, version postfix)
{
    const char *found = "";
    for (size_t i = 0; i < facts_tls_option_count; i++) {
        const struct tls_option *option = &facts_tls_option_table[i];
        struct text name = text_from(option->word);
        if (!text_is(parameter, option->parameter) || !facts_tls_option_known(option, postfix))
            continue;
        bool begins = word.n >= 4 && word.n < name.n && same_name(word, text_slice(name, 0, word.n), false);
        if (!begins && text_distance(word, name, 2) > 2)
            continue;
        if (found[0])
            return "";
        found = option->word;
    }
    return found;
}

long facts_port(struct text name)
{
    for (size_t i = 0; i < facts_port_count; i++)
        if (text_is(name, facts_port_table[i].name))
            return facts_port_table[i].number;
    return 0;
}

const version *facts_releases(size_t *n)
{
    *n = facts_release_count;
    return facts_release_table;
}

version facts_release(version v)
{
    for (size_t i = 0; i < facts_release_count; i++) {
        version newest = facts_release_table[i];
        if (VERSION_SERIES(newest) != VERSION_SERIES(v))
            continue;
        if ((v & VERSION_ANY_PATCH) == VERSION_ANY_PATCH)
            return newest;
        return v <= newest ? v : 0;
    }
    return 0;
}

const version *facts_openssl_releases(size_t *n)
{
    *n = facts_openssl_count;
    return facts_openssl_table;
}

/* Up to 1.1.1 a series has three numbers and patch releases have letters. */
static bool same_openssl_series(version a, version b)
{
    return VERSION_SERIES(a) == VERSION_SERIES(b) && (a >= VERSION(3, 0, 0) || VERSION_PATCH(a) == VERSION_PATCH(b));
}

version facts_openssl_release(version v)
{
    bool no_patch = (v & VERSION_ANY_PATCH) == VERSION_ANY_PATCH;
    version found = 0;
    for (size_t i = 0; i < facts_openssl_count; i++) {
        version newest = facts_openssl_table[i];
        if (no_patch && VERSION_SERIES(newest) == VERSION_SERIES(v))
            found = newest;
        if (no_patch || !same_openssl_series(newest, v))
            continue;
        bool is_series = newest < VERSION(3, 0, 0) && (v & 0xff) == 0;
        found = is_series ? newest : v <= newest ? v : 0;
    }
    return found;
}

const struct platform *facts_platforms(size_t *n)
{
    *n = facts_platform_count;
    return facts_platform_table;
}

const struct platform *facts_platform(struct text name)
{
    for (size_t i = 0; i < facts_platform_count; i++) {
        const struct platform *platform = &facts_platform_table[i];
        struct text rest = text_from(platform->aliases), alias;
        if (text_is(name, platform->name))
            return platform;
        while (text_token(&rest, ",", &alias))
            if (text_eq(alias, name))
                return platform;
    }
    return NULL;
}

const struct param *facts_nearest_param(struct text name, version release, unsigned limit)
{
    const struct param *nearest = NULL;
    for (size_t i = 0; i < facts_param_count && limit > 0; i++) {
        const struct param *param = &facts_param_table[i];
        unsigned distance = text_distance(name, text_from(param->name), limit);
        if (distance > limit || distance == 0 || !facts_default(param, release))
            continue;
        nearest = param;
        limit = distance - 1; /* only nearer ones from here on */
    }
    return nearest;
}
