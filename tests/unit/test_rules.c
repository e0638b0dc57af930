/* Every example of every built-in rule holds, and so does every fix that is
 * offered for one. */
#include <check.h>
#include <stdio.h>

#include "../lib/fixing.h"
#include "postlint/example.h"

START_TEST(every_example_of_every_rule_holds)
{
    const struct ruleset *set = rules_builtin();
    const struct rule *rule = &set->rules[_i];
    struct arena *arena = arena_new();
    for (size_t i = 0; i < rule->n_examples; i++) {
        struct text why = TEXT("");
        bool holds = example_holds(arena, set, rule, &rule->examples[i], &why);
        ck_assert_msg(holds, "%s: %.*s", rule->id, TEXT_ARG(why));
    }
    arena_free(arena);
}
END_TEST

/* All rules are asked, so that a fix of one cannot break another. */
static void check_fixes(const struct rule *rule, const struct example *example, const char *profile)
{
    const struct ruleset *set = rules_builtin();
    struct arena *arena = arena_new();
    struct target target = example_target(example);
    struct check check = {.arena = arena,
                          .rules = set,
                          .profile = ruleset_profile(set, text_from(profile)),
                          .targets = &target,
                          .n_targets = 1,
                          .files = example_tables(arena, example)};
    struct fixing_file main = {TEXT("main.cf"), {0}}, master = {TEXT("master.cf"), {0}};
    if (example->main)
        main.bytes = text_from(example->main);
    if (example->master)
        master.bytes = text_from(example->master);
    struct text why = TEXT("");
    size_t n_fixes = 0;
    bool holds = fixing_holds(&check, &main, &master, &n_fixes, &why);
    ck_assert_msg(holds, "%s, \"%s\", profile %s: %.*s", rule->id, example->name, profile, TEXT_ARG(why));
    arena_free(arena);
}

START_TEST(every_fix_in_an_example_removes_its_finding_and_brings_no_other)
{
    const struct rule *rule = &rules_builtin()->rules[_i];
    for (size_t i = 0; i < rule->n_examples; i++) {
        check_fixes(rule, &rule->examples[i], "default");
        check_fixes(rule, &rule->examples[i], "strict");
    }
}
END_TEST

Suite *rules_suite(void);

Suite *rules_suite(void)
{
    Suite *suite = suite_create("rules");
    TCase *examples = tcase_create("examples");
    int n_rules = (int)rules_builtin()->n_rules;
    tcase_add_loop_test(examples, every_example_of_every_rule_holds, 0, n_rules);
    tcase_add_loop_test(examples, every_fix_in_an_example_removes_its_finding_and_brings_no_other, 0, n_rules);
    suite_add_tcase(suite, examples);
    return suite;
}
