/* Every example of every built-in rule holds. */
#include <check.h>
#include <stdio.h>

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

Suite *rules_suite(void);

Suite *rules_suite(void)
{
    Suite *suite = suite_create("rules");
    TCase *examples = tcase_create("examples");
    tcase_add_loop_test(examples, every_example_of_every_rule_holds, 0, (int)rules_builtin()->n_rules);
    suite_add_tcase(suite, examples);
    return suite;
}
