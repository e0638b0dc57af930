/* selection: rules and profiles, built in and from files, and which of the
 * rules are asked. */
#include <stdlib.h>

#include "internal.h"

static void tell_error(struct cli *cli, const struct rulefile_error *error)
{
    struct buf message = buf_new(cli->arena);
    if (error->path.n)
        buf_printf(&message, "%.*s: ", TEXT_ARG(error->path));
    buf_text(&message, error->message);
    cli_error_at(cli, &(struct report_error){error->file, error->line, error->column, buf_done(&message)});
}

/* One file of rules into SET. */
static void load_file(struct cli *cli, struct ruleset *set, struct text path, const char *root)
{
    const struct source *source = load_source(cli, cli->arena, path, root, SOURCE_RULES);
    struct rulefile_error error = {0};
    if (source && !rulefile_load(cli->arena, source, set, &error))
        tell_error(cli, &error);
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

void selection_read(struct cli *cli, const char *const *paths, size_t n, struct ruleset *set)
{
    for (size_t i = 0; i < n; i++) {
        struct text path = plan_normal(cli, paths[i]);
        if (!cli->machine->is_folder(cli->machine, path.p))
            load_file(cli, set, path, NULL);
        else if (load_folder(cli, set, path.p, path, 0) == 0)
            cli_error(cli, path, 0, TEXT("holds no rules: no file there ends in .yaml or .yml"));
    }
}

static void refuse_profile(struct cli *cli, const struct ruleset *set, const char *name)
{
    struct buf known = buf_new(cli->arena);
    for (size_t i = 0; i < set->n_profiles; i++)
        buf_printf(&known, "%s%s", i ? ", " : "", set->profiles[i].name);
    cli_usage(cli, "unknown profile '%s': known are %s, or a file that ends in .yaml", name, buf_done(&known).p);
}

/* A name that is known, else a file: its one profile. */
static const struct profile *load_profile(struct cli *cli, struct ruleset *set, const char *name)
{
    const struct profile *profile = ruleset_profile(set, text_from(name));
    if (profile)
        return profile;
    struct text path = plan_normal(cli, name);
    if (text_find(path, '/') == path.n && !is_yaml(path)) {
        refuse_profile(cli, set, name);
        return NULL;
    }
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

bool selection_mark(struct cli *cli, const struct ruleset *set, struct text pattern, bool *flags)
{
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
    if (meant.n)
        cli_usage(cli, "no rule is called '%.*s'; did you mean %.*s?", TEXT_ARG(pattern), TEXT_ARG(meant));
    else
        cli_usage(cli, "no rule is called '%.*s': see 'postlint rules'", TEXT_ARG(pattern));
    return false;
}

/* What an option's list names; all of them empty lists nothing. */
static void mark_list(struct cli *cli, const struct ruleset *set, enum option_id option, bool *flags)
{
    struct text rest = text_from(cli->value[option]), pattern;
    size_t n = 0;
    for (; text_token(&rest, TEXT_COMMA_SP, &pattern); n++)
        selection_mark(cli, set, pattern, flags);
    if (n == 0)
        cli_usage(cli, "option --%s needs rule ids, globs or categories", cli_options(&n)[option].name);
}

/* A rule asked for by its very name that the profile has off would be silent. */
static void refuse_off(struct cli *cli, const struct selection *selection, const bool *wanted)
{
    struct text rest = text_from(cli->value[OPTION_SELECT]), pattern;
    while (text_token(&rest, TEXT_COMMA_SP, &pattern)) {
        const struct rule *rule = ruleset_rule(&selection->set, pattern);
        if (rule && wanted[rule - selection->set.rules] &&
            ruleset_severity(&selection->set, selection->profile, rule) == SEVERITY_OFF)
            cli_usage(cli, "rule %s is off in the profile '%s'", rule->id, selection->profile->name);
    }
}

static void choose_rules(struct cli *cli, struct selection *selection)
{
    const struct ruleset *set = &selection->set;
    bool *selected = arena_array(cli->arena, set->n_rules + 1, sizeof(bool));
    bool *ignored = arena_array(cli->arena, set->n_rules + 1, sizeof(bool));
    if (options_given(cli, OPTION_SELECT))
        mark_list(cli, set, OPTION_SELECT, selected);
    if (options_given(cli, OPTION_IGNORE))
        mark_list(cli, set, OPTION_IGNORE, ignored);
    if (cli->n_errors)
        return;
    if (options_given(cli, OPTION_SELECT))
        refuse_off(cli, selection, selected);
    size_t n = 0;
    for (size_t i = 0; i < set->n_rules; i++) {
        bool wanted = options_given(cli, OPTION_SELECT) ? selected[i] : true;
        selected[i] =
            wanted && !ignored[i] && ruleset_severity(set, selection->profile, &set->rules[i]) != SEVERITY_OFF;
        n += selected[i];
    }
    if (n == 0 && cli->n_errors == 0)
        cli_usage(cli, "no rule is left to ask: see --select, --ignore and --profile");
    selection->selected = selected;
}

bool selection_load(struct cli *cli, struct selection *selection)
{
    size_t before = cli->n_errors;
    selection->set = *rules_builtin();
    selection_read(cli, cli->rules.items, cli->rules.n, &selection->set);
    const char *profile = cli->value[OPTION_PROFILE];
    if (profile || cli->command->bit == COMMAND_CHECK)
        selection->profile = load_profile(cli, &selection->set, profile ? profile : "default");
    struct rulefile_error error = {0};
    /* The built-in ones were checked when postlint was built. */
    const struct ruleset *own = rules_builtin();
    bool has_more = selection->set.n_rules > own->n_rules || selection->set.n_profiles > own->n_profiles;
    if (cli->n_errors == before && has_more && !ruleset_check(cli->arena, &selection->set, &error))
        tell_error(cli, &error);
    if (cli->n_errors == before && selection->profile)
        choose_rules(cli, selection);
    return cli->n_errors == before;
}
