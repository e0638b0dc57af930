/* test: the command that runs the examples inside rule files. */
#include "internal.h"

#include "postlint/example.h"

/* The profiles that examples name are the built-in ones, unless the files
 * have their own of that name. */
static void add_profiles(struct cli *cli, struct ruleset *set)
{
    const struct ruleset *builtin = rules_builtin();
    struct profile *profiles = arena_array(cli->arena, set->n_profiles + builtin->n_profiles, sizeof(*profiles));
    size_t n = 0;
    for (; n < set->n_profiles; n++)
        profiles[n] = set->profiles[n];
    for (size_t i = 0; i < builtin->n_profiles; i++)
        if (!ruleset_profile(set, text_from(builtin->profiles[i].name)))
            profiles[n++] = builtin->profiles[i];
    set->profiles = profiles;
    set->n_profiles = n;
}

/* Rules without files are the built-in ones. */
static struct ruleset read_rules(struct cli *cli)
{
    struct ruleset set = {0};
    if (cli->n_words == 0)
        return *rules_builtin();
    for (size_t i = 0; i < cli->n_words; i++)
        selection_read(cli, plan_normal(cli, cli->words[i]), &set);
    if (set.n_rules == 0 && cli->n_errors == 0)
        cli_usage(cli, "there is no rule in what was given");
    add_profiles(cli, &set);
    return set;
}

struct tally {
    unsigned passed, failed;
};

static void run_rule(const struct ruleset *set, const struct rule *rule, struct tally *tally, struct buf *out)
{
    for (size_t i = 0; i < rule->n_examples; i++) {
        struct arena *arena = arena_new();
        struct text why = TEXT("");
        bool holds = example_holds(arena, set, rule, &rule->examples[i], &why);
        (*(holds ? &tally->passed : &tally->failed))++;
        if (!holds) {
            buf_visible(out, text_from(rule->file));
            buf_printf(out, ":%u: %s: ", rule->line, rule->id);
            buf_visible(out, why);
            buf_char(out, '\n');
        }
        arena_free(arena);
    }
}

void test_run(struct cli *cli)
{
    struct ruleset set = read_rules(cli);
    struct tally tally = {0};
    struct buf out = buf_new(cli->arena);
    if (cli->n_errors)
        return;
    for (size_t i = 0; i < set.n_rules; i++)
        run_rule(&set, &set.rules[i], &tally, &out);
    buf_printf(&out, "%u passed, %u failed\n", tally.passed, tally.failed);
    cli->has_findings = tally.failed > 0;
    cli_print(cli, buf_done(&out));
}
