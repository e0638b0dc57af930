/* Runs all suites of unit tests. */
#include <check.h>
#include <stdlib.h>

Suite *base_suite(void);
Suite *files_suite(void);
Suite *read_suite(void);
Suite *facts_suite(void);
Suite *expand_suite(void);
Suite *effective_suite(void);
Suite *tls_suite(void);
Suite *cipher_suite_tests(void);
Suite *groups_suite(void);
Suite *posture_suite(void);
Suite *policy_suite(void);
Suite *rulefile_suite(void);
Suite *condition_suite(void);
Suite *check_suite(void);
Suite *rules_suite(void);
Suite *settings_suite(void);
Suite *report_suite(void);
Suite *postconf_suite(void);
Suite *cli_suite(void);

int main(void)
{
    /* In the order of the pipeline. */
    Suite *(*const suites[])(void) = {
        files_suite,        read_suite,   facts_suite,    expand_suite, effective_suite, tls_suite,
        cipher_suite_tests, groups_suite, posture_suite,  policy_suite, rulefile_suite,  condition_suite,
        check_suite,        rules_suite,  settings_suite, report_suite, postconf_suite,  cli_suite,
    };
    SRunner *runner = srunner_create(base_suite());
    for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
        srunner_add_suite(runner, suites[i]());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
