/* selection: rules and profiles, built in and from files, and which of the
 * rules are asked. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* One file of rules into SET. */
static void load_file(struct cli *cli, struct ruleset *set, struct text path, const char *root)
{
    const struct source *source = load_source(cli, cli->arena, path, root, SOURCE_RULES);
    struct rulefile_error error = {0};
    if (source && !rulefile_load(cli->arena, source, set, &error))
        cli_error_rulefile(cli, &error);
}

static bool is_yaml(struct text name)
{
    return text_ends(name, ".yaml") || text_ends(name, ".yml");
}

static int by_name(const void *left, const void *right)
{
    const struct machine_entry *a = left, *b = right;
    return text_compare(a->name, b->name);
}

/* The YAML files of a folder and of the folders in it, by name. */
static size_t load_folder(struct cli *cli, struct ruleset *set, const char *root, struct text path, size_t depth)
{
    enum { DEPTH = 8 };
    struct machine_entries entries = {0};
    const char *problem = depth == DEPTH ? "folders too deep" : NULL;
    if (!problem)
        problem = cli->machine->list(cli->machine, cli->arena, path.p, &entries);
    if (problem)
        cli_error(cli, path, 0, text_from(problem));
    if (entries.n)
        qsort(entries.items, entries.n, sizeof(struct machine_entry), by_name);
    size_t files = 0;
    for (size_t i = 0; i < entries.n; i++) {
        struct text name = entries.items[i].name;
        struct text below = text_printf(cli->arena, "%.*s/%.*s", TEXT_ARG(path), TEXT_ARG(name));
        if (entries.items[i].is_folder) {
            files += load_folder(cli, set, root, below, depth + 1);
        } else if (is_yaml(name)) {
            load_file(cli, set, below, root);
            files++;
        }
    }
    return files;
}

void selection_read(struct cli *cli, struct text path, struct ruleset *set)
{
    if (!cli->machine->is_folder(cli->machine, path.p))
        load_file(cli, set, path, NULL);
    else if (load_folder(cli, set, path.p, path, 0) == 0)
        cli_error(cli, path, 0, TEXT("holds no rules: no file there ends in .yaml or .yml"));
}

/* A file that a settings file names, too, is read once. */
static void read_rules(struct cli *cli, const struct settings_value *rules, struct ruleset *set)
{
    const char **paths = arena_array(cli->arena, rules->n, sizeof(const char *));
    for (size_t i = 0; i < rules->n; i++) {
        bool is_known = false;
        paths[i] = settings_path(cli, &rules->items[i]);
        for (size_t k = 0; k < i && paths[i]; k++)
            is_known = is_known || (paths[k] && rules->items[i].from && strcmp(paths[k], paths[i]) == 0);
        if (paths[i] && !is_known)
            selection_read(cli, text_from(paths[i]), set);
    }
}

static void refuse_profile(struct cli *cli, const struct ruleset *set, const struct settings_item *item)
{
    struct buf known = buf_new(cli->arena);
    for (size_t i = 0; i < set->n_profiles; i++)
        buf_printf(&known, "%s%s", i ? ", " : "", set->profiles[i].name);
    cli_error_item(cli, item,
                   text_printf(cli->arena, "unknown profile '%s': known are %s, or a file that ends in .yaml",
                               item->word, buf_done(&known).p));
}

/* A name that is known, else a file: its one profile. */
static const struct profile *load_profile(struct cli *cli, struct ruleset *set, const struct settings_item *item)
{
    struct text name = text_from(item->word);
    const struct profile *profile = ruleset_profile(set, name);
    if (profile)
        return profile;
    if (text_find(name, '/') == name.n && !is_yaml(name)) {
        refuse_profile(cli, set, item);
        return NULL;
    }
    const char *file = settings_path(cli, item);
    if (!file)
        return NULL;
    struct text path = text_from(file);
    size_t before = set->n_profiles, errors = cli->n_errors;
    load_file(cli, set, path, NULL);
    if (cli->n_errors > errors)
        return NULL;
    if (set->n_profiles == before + 1)
        return &set->profiles[before];
    cli_error(cli, path, 0, text_printf(cli->arena, "holds %zu profiles, not one", set->n_profiles - before));
    return NULL;
}

/* More than half of it must be right, or the word is another one. */
static void consider(struct text pattern, const char *word, unsigned *best, const char **nearest)
{
    struct text text = text_from(word);
    size_t distance = text_distance(pattern, text, *best - 1), shorter = text.n < pattern.n ? text.n : pattern.n;
    if (distance >= *best || 2 * distance >= shorter)
        return;
    *best = (unsigned)distance;
    *nearest = word;
}

/* What was meant by a name that is none: the few that PATTERN is a part of,
 * else the nearest. */
static struct text suggestion(struct arena *arena, const struct ruleset *set, struct text pattern)
{
    enum { MAX_DISTANCE = 6, MAX_NAMES = 4 };
    unsigned best = MAX_DISTANCE;
    const char *nearest = NULL;
    struct buf out = buf_new(arena);
    const char *part = text_string(arena, pattern);
    size_t n = 0;
    for (size_t i = 0; i < set->n_rules; i++) {
        const char *id = set->rules[i].id;
        consider(pattern, id, &best, &nearest);
        consider(pattern, set->rules[i].category, &best, &nearest);
        if (text_contains(text_from(id), part) && n++ < MAX_NAMES)
            buf_printf(&out, "%s%s", out.n ? ", " : "", id);
    }
    bool is_part = n > 0 && n <= MAX_NAMES && pattern.n >= 3;
    return is_part ? buf_done(&out) : text_from(nearest ? nearest : "");
}

bool selection_mark(struct cli *cli, const struct ruleset *set, const struct settings_item *item, bool *flags)
{
    struct text pattern = text_from(item->word);
    bool found = false;
    for (size_t i = 0; i < set->n_rules; i++) {
        if (!rule_matches(&set->rules[i], pattern))
            continue;
        flags[i] = true;
        found = true;
    }
    if (found)
        return true;
    struct text meant = suggestion(cli->arena, set, pattern);
    struct buf message = buf_new(cli->arena);
    buf_printf(&message, "no rule is called '%.*s'", TEXT_ARG(pattern));
    if (meant.n)
        buf_printf(&message, "; did you mean %.*s?", TEXT_ARG(meant));
    else
        buf_str(&message, ": see 'postlint rules'");
    cli_error_item(cli, item, buf_done(&message));
    return false;
}

/* What a list names; of an option, all of them empty lists nothing. */
static void mark_list(struct cli *cli, const struct ruleset *set, const struct settings_value *list,
                      enum option_id option, bool *flags)
{
    size_t n;
    for (size_t i = 0; i < list->n; i++)
        selection_mark(cli, set, &list->items[i], flags);
    if (list->n == 0 && options_given(cli, option))
        cli_usage(cli, "option --%s needs rule ids, globs or categories", cli_options(&n)[option].name);
}

/* A rule asked for by its very name that the profile has off would be silent. */
static void refuse_off(struct cli *cli, const struct selection *selection, const struct settings_value *select)
{
    for (size_t i = 0; i < select->n; i++) {
        const struct rule *rule = ruleset_rule(&selection->set, text_from(select->items[i].word));
        if (rule && ruleset_severity(&selection->set, selection->profile, rule) == SEVERITY_OFF)
            cli_error_item(cli, &select->items[i],
                           text_printf(cli->arena, "rule %s is off %sin the profile '%s'", rule->id,
                                       select->items[i].from ? "by severity or " : "", selection->profile->name));
    }
}

/* Where a settings file has a part in it, that is the place. */
static void refuse_nothing(struct cli *cli, const struct settings_value *values)
{
    static const enum settings_key keys[] = {SETTING_SELECT, SETTING_IGNORE, SETTING_SEVERITY, SETTING_PROFILE};
    static const struct settings_item nowhere = {0};
    const struct settings_item *item = &nowhere;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && !item->from; i++)
        if (values[keys[i]].n)
            item = &values[keys[i]].items[0];
    cli_error_item(cli, item,
                   item->from ? TEXT("no rule is left to ask: see select, ignore, severity and profile")
                              : TEXT("no rule is left to ask: see --select, --ignore and --profile"));
}

static void choose_rules(struct cli *cli, struct selection *selection, const struct settings_value *values)
{
    const struct ruleset *set = &selection->set;
    const struct settings_value *select = &values[SETTING_SELECT], *ignore = &values[SETTING_IGNORE];
    bool *selected = arena_array(cli->arena, set->n_rules + 1, sizeof(bool));
    bool *ignored = arena_array(cli->arena, set->n_rules + 1, sizeof(bool));
    size_t before = cli->n_errors;
    if (select->is_given)
        mark_list(cli, set, select, OPTION_SELECT, selected);
    if (ignore->is_given)
        mark_list(cli, set, ignore, OPTION_IGNORE, ignored);
    if (cli->n_errors > before)
        return;
    refuse_off(cli, selection, select);
    size_t n = 0;
    for (size_t i = 0; i < set->n_rules; i++) {
        bool wanted = select->is_given ? selected[i] : true;
        selected[i] =
            wanted && !ignored[i] && ruleset_severity(set, selection->profile, &set->rules[i]) != SEVERITY_OFF;
        n += selected[i];
    }
    if (n == 0 && cli->n_errors == before)
        refuse_nothing(cli, values);
    selection->selected = selected;
}

/* PROFILE with the severities that settings give: to rules they are those of
 * a profile. */
static const struct profile *with_severities(struct cli *cli, const struct ruleset *set, const struct profile *profile,
                                             const struct settings_value *severities)
{
    if (severities->n == 0 || !profile)
        return profile;
    size_t n = profile->n_rules;
    bool *ignored = arena_array(cli->arena, set->n_rules + 1, sizeof(bool));
    struct severity_for *rules = arena_array(cli->arena, n + severities->n, sizeof(*rules));
    for (size_t i = 0; i < n; i++)
        rules[i] = profile->rules[i];
    for (size_t i = 0; i < severities->n; i++) {
        const struct settings_item *item = &severities->items[i];
        selection_mark(cli, set, item, ignored);
        rules[n + i] = (struct severity_for){item->word, item->severity};
    }
    struct profile *own = arena_alloc(cli->arena, sizeof(*own));
    *own = *profile;
    own->rules = rules;
    own->n_rules = n + severities->n;
    return own;
}

bool selection_load(struct cli *cli, const struct settings_value *values, struct selection *selection)
{
    static const struct settings_item usual = {.word = "default"};
    size_t before = cli->n_errors;
    const struct settings_value *profile = &values[SETTING_PROFILE];
    selection->set = *rules_builtin();
    read_rules(cli, &values[SETTING_RULES], &selection->set);
    if (profile->is_given || cli->command->bit == COMMAND_CHECK)
        selection->profile = load_profile(cli, &selection->set, profile->is_given ? &profile->items[0] : &usual);
    struct rulefile_error error = {0};
    /* The built-in ones were checked when postlint was built. */
    const struct ruleset *own = rules_builtin();
    bool has_more = selection->set.n_rules > own->n_rules || selection->set.n_profiles > own->n_profiles;
    if (cli->n_errors == before && has_more && !ruleset_check(cli->arena, &selection->set, &error))
        cli_error_rulefile(cli, &error);
    if (cli->n_errors == before)
        selection->profile = with_severities(cli, &selection->set, selection->profile, &values[SETTING_SEVERITY]);
    if (cli->n_errors == before && selection->profile)
        choose_rules(cli, selection, values);
    return cli->n_errors == before;
}
