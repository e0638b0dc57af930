/* explain, rules: the commands that print rules. */
#include "internal.h"

/* In the order of the rules, whatever the order of the words. */
static void choose(struct report_rules *rules, const bool *flags)
{
    const struct rule **chosen = arena_array(rules->arena, rules->set->n_rules + 1, sizeof(const struct rule *));
    for (size_t i = 0; i < rules->set->n_rules; i++)
        if (flags[i])
            chosen[rules->n_rules++] = &rules->set->rules[i];
    rules->rules = chosen;
}

void explain_run(struct cli *cli)
{
    struct selection selection = {0};
    struct settings_value values[N_SETTINGS] = {0};
    bool is_json = show_choose_json(cli);
    settings_of_options(cli, values);
    if (cli->n_words == 0)
        cli_usage(cli, "explain what? Name a rule, for example one of 'postlint rules'");
    if (!selection_load(cli, values, &selection) && selection.set.n_rules == 0)
        return;
    bool *flags = arena_array(cli->arena, selection.set.n_rules + 1, sizeof(bool));
    for (size_t i = 0; i < cli->n_words; i++)
        selection_mark(cli, &selection.set, &(struct settings_item){.word = cli->words[i]}, flags);
    struct report_rules rules = {.arena = cli->arena, .set = &selection.set};
    choose(&rules, flags);
    struct buf out = buf_new(cli->arena);
    if (is_json)
        report_rules_json(&rules, &out);
    else
        report_explain_text(&rules, &out);
    cli_print(cli, buf_done(&out));
}

void rules_run(struct cli *cli)
{
    struct selection selection = {0};
    struct settings_value values[N_SETTINGS] = {0};
    bool is_json = show_choose_json(cli);
    settings_of_options(cli, values);
    if (cli->n_words)
        cli_usage(cli, "'rules' takes no PATH: to explain a rule, see 'postlint explain %s'", cli->words[0]);
    bool is_loaded = selection_load(cli, values, &selection) && cli->n_errors == 0;
    bool *flags = arena_array(cli->arena, selection.set.n_rules + 1, sizeof(bool));
    for (size_t i = 0; is_loaded && i < selection.set.n_rules; i++)
        flags[i] = selection.profile ? selection.selected[i] : true;
    struct report_rules rules = {.arena = cli->arena, .set = &selection.set, .profile = selection.profile};
    choose(&rules, flags);
    struct buf out = buf_new(cli->arena);
    if (is_json)
        report_rules_json(&rules, &out);
    else
        report_rules_text(&rules, &out);
    cli_print(cli, buf_done(&out));
}
