/* terms: what a configuration is judged by: the command line over its
 * settings over the defaults.  Configurations of the same settings share
 * them. */
#include <string.h>

#include "internal.h"

/* The values of the file SETTINGS and of all that it extends; HOLDS (one flag
 * per section of each file, the base's first; NULL: none) says which of the
 * sections count. */
static void overlay_file(struct cli *cli, const struct settings *settings, const bool **holds,
                         struct settings_value *values)
{
    if (settings->base)
        overlay_file(cli, settings->base, holds, values);
    settings_overlay(cli->arena, values, settings->file.values);
    for (size_t i = 0; *holds && i < settings->n_sections; i++)
        if (*(*holds)++)
            settings_overlay(cli->arena, values, settings->sections[i].values);
}

static size_t count_sections(const struct settings *settings)
{
    return settings ? settings->n_sections + count_sections(settings->base) : 0;
}

static void mark_sections(struct cli *cli, const struct settings *settings, const struct plan_conf *plan, bool **holds)
{
    if (settings->base)
        mark_sections(cli, settings->base, plan, holds);
    if (settings->n_sections)
        settings_mark(cli, settings, plan, *holds);
    *holds += settings->n_sections;
}

/* The severities without those that are off. */
static struct settings_value without_off(struct cli *cli, const struct settings_value *severities)
{
    struct settings_item *items = arena_array(cli->arena, severities->n + 1, sizeof(*items));
    size_t n = 0;
    for (size_t i = 0; i < severities->n; i++)
        if (severities->items[i].severity != SEVERITY_OFF)
            items[n++] = severities->items[i];
    return (struct settings_value){n > 0, items, n};
}

/* A rule that is asked by hand is not put aside by a file. */
static void overlay_options(struct cli *cli, struct settings_value *values)
{
    struct settings_value options[N_SETTINGS] = {0};
    settings_of_options(cli, options);
    if (options[SETTING_SELECT].is_given) {
        values[SETTING_IGNORE] = (struct settings_value){0};
        values[SETTING_SEVERITY] = without_off(cli, &values[SETTING_SEVERITY]);
    }
    if (options_given(cli, OPTION_HOST)) /* its own releases, unless options say others */
        values[SETTING_POSTFIX] = values[SETTING_OPENSSL] = values[SETTING_PLATFORMS] = (struct settings_value){0};
    settings_overlay(cli->arena, values, options);
}

static bool check_section(struct cli *cli, const struct settings *settings, const struct settings_section *section)
{
    struct settings_value values[N_SETTINGS] = {0}, options[N_SETTINGS] = {0};
    struct selection selection = {0};
    const struct target *targets;
    size_t n_targets;
    const bool *none = NULL;
    settings_of_options(cli, options);
    values[SETTING_RULES] = options[SETTING_RULES];
    overlay_file(cli, settings, &none, values);
    if (section)
        settings_overlay(cli->arena, values, section->values);
    return selection_load(cli, values, &selection) && targets_choose(cli, false, values, &targets, &n_targets);
}

bool terms_check(struct cli *cli, const struct settings *settings)
{
    bool is_good = check_section(cli, settings, NULL);
    for (size_t i = 0; is_good && i < settings->n_sections; i++)
        is_good = check_section(cli, settings, &settings->sections[i]);
    return is_good;
}

/* Rules that SETTINGS take away or make less severe: those of the command line
 * alone are asked, too. */
static bool count_off(struct cli *cli, struct terms *terms)
{
    const struct ruleset *set = &terms->selection.set;
    struct settings_value values[N_SETTINGS] = {0};
    struct selection without = {0};
    bool *off = arena_array(cli->arena, set->n_rules + 1, sizeof(bool));
    bool *weaker = arena_array(cli->arena, set->n_rules + 1, sizeof(bool));
    settings_of_options(cli, values);
    values[SETTING_RULES] = terms->values[SETTING_RULES];
    if (!selection_load(cli, values, &without))
        return false;
    terms->off = off;
    terms->weaker = weaker;
    /* A profile in a file can bring rules, which come last. */
    for (size_t i = 0; i < set->n_rules && i < without.set.n_rules; i++) {
        if (!without.selected[i])
            continue;
        off[i] = !terms->selection.selected[i];
        weaker[i] = !off[i] && ruleset_severity(set, terms->selection.profile, &set->rules[i]) <
                                   ruleset_severity(&without.set, without.profile, &without.set.rules[i]);
    }
    return true;
}

static enum severity severity_of(const struct terms *terms, enum settings_key key, bool by_option,
                                 enum severity otherwise)
{
    return by_option || !terms->values[key].is_given ? otherwise : terms->values[key].items[0].severity;
}

static bool fill(struct cli *cli, struct terms_shelf *shelf, struct terms *terms)
{
    if (!targets_choose(cli, shelf->is_show && !shelf->is_list, terms->values, &terms->targets, &terms->n_targets))
        return false;
    if (shelf->is_show)
        return true;
    terms->least = severity_of(terms, SETTING_MIN_SEVERITY, options_given(cli, OPTION_MIN_SEVERITY), shelf->least);
    terms->fail_on = severity_of(terms, SETTING_FAIL_ON, options_given(cli, OPTION_FAIL_ON), shelf->fail_on);
    return selection_load(cli, terms->values, &terms->selection) && (!terms->settings || count_off(cli, terms));
}

static struct terms *known(const struct terms_shelf *shelf, const struct settings *settings, const bool *holds,
                           size_t n)
{
    for (size_t i = 0; i < shelf->n; i++)
        if (shelf->terms[i]->settings == settings && (n == 0 || memcmp(shelf->terms[i]->holds, holds, n) == 0))
            return shelf->terms[i];
    return NULL;
}

const struct terms *terms_of(struct cli *cli, struct terms_shelf *shelf, const struct plan_conf *plan)
{
    bool is_good = true;
    const struct settings *settings = plan ? settings_find(cli, &shelf->settings, plan, &is_good) : NULL;
    if (!is_good || shelf->has_failed)
        return NULL;
    size_t n = count_sections(settings);
    bool *holds = arena_array(cli->arena, n + 1, sizeof(bool)), *next = holds;
    if (settings)
        mark_sections(cli, settings, plan, &next);
    struct terms *terms = known(shelf, settings, holds, n);
    if (!terms) {
        const bool *first = holds;
        terms = arena_alloc(cli->arena, sizeof(*terms));
        *terms = (struct terms){.settings = settings, .holds = holds};
        shelf->terms = arena_grow(cli->arena, shelf->terms, shelf->n, &shelf->capacity, sizeof(struct terms *));
        shelf->terms[shelf->n++] = terms;
        if (settings)
            overlay_file(cli, settings, &first, terms->values);
        overlay_options(cli, terms->values);
        /* Settings were found good: it is the command line, for all of them. */
        shelf->has_failed = !fill(cli, shelf, terms);
        terms->is_good = !shelf->has_failed && (shelf->is_show || accepted_load(cli, shelf, terms));
    }
    return terms->is_good ? terms : NULL;
}

/* How many of the rules are flagged in any of the terms that have SETTINGS. */
static size_t count_flags(const struct terms_shelf *shelf, const struct settings *settings, bool is_off)
{
    size_t n = 0, n_rules = 0;
    for (size_t i = 0; i < shelf->n; i++)
        if (shelf->terms[i]->settings == settings && shelf->terms[i]->selection.set.n_rules > n_rules)
            n_rules = shelf->terms[i]->selection.set.n_rules;
    for (size_t rule = 0; rule < n_rules; rule++) {
        bool is_flagged = false;
        for (size_t i = 0; i < shelf->n && !is_flagged; i++) {
            const struct terms *terms = shelf->terms[i];
            const bool *flags = is_off ? terms->off : terms->weaker;
            is_flagged = terms->settings == settings && flags && rule < terms->selection.set.n_rules && flags[rule];
        }
        n += is_flagged;
    }
    return n;
}

static const char *fails_later(const struct terms_shelf *shelf, size_t number)
{
    enum severity fail_on = shelf->terms[number]->fail_on;
    bool is_later = shelf->fail_on != SEVERITY_OFF && (fail_on == SEVERITY_OFF || fail_on > shelf->fail_on);
    return !is_later ? NULL : fail_on == SEVERITY_OFF ? "never" : severity_name(fail_on);
}

const struct report_settings *terms_report(struct cli *cli, const struct terms_shelf *shelf, size_t *n)
{
    struct report_settings *list = arena_array(cli->arena, shelf->n, sizeof(*list));
    *n = 0;
    for (size_t i = 0; i < shelf->n; i++) {
        const struct settings *settings = shelf->terms[i]->settings;
        bool is_known = !settings;
        for (size_t k = 0; k < i && !is_known; k++)
            is_known = shelf->terms[k]->settings == settings;
        if (is_known)
            continue;
        list[(*n)++] = (struct report_settings){settings->source->name, count_flags(shelf, settings, true),
                                                count_flags(shelf, settings, false), fails_later(shelf, i)};
    }
    return list;
}
