/* effective: values as a service has them, and where they come from. */
#include "postlint/effective.h"

#include "help.h"

#define MASTER                                                                                                         \
    "smtp inet n - y - - smtpd\n"                                                                                      \
    "submission inet n - y - - smtpd\n"                                                                                \
    "  -o smtpd_tls_security_level=encrypt\n"                                                                          \
    "  -o smtpd_tls_auth_only=$mine\n"                                                                                 \
    "  -o mine=yes\n"                                                                                                  \
    "relay unix - - y - - smtp\n"

static struct view *view_of(const struct conf *conf, const char *service, const char *postfix)
{
    struct target *target = arena_alloc(arena, sizeof(*target));
    *target = target_of(postfix, "3.0.22");
    return view_new(arena, conf, target, service ? service_of(conf, service) : NULL);
}

static const struct value *value_of(const char *main, const char *master, const char *service, const char *postfix,
                                    const char *name)
{
    return view_get(view_of(conf_from(main, master), service, postfix), text_from(name));
}

START_TEST(an_override_beats_main_and_main_beats_the_default)
{
    const struct conf *conf = conf_from("smtpd_tls_security_level = may\n", MASTER);
    struct view *smtp = view_of(conf, "smtp/inet", "3.7.11"), *submission = view_of(conf, "submission/inet", "3.7.11");
    const struct value *value = view_get(submission, TEXT("smtpd_tls_security_level"));
    expect_text(value->text, "encrypt");
    ck_assert_int_eq(value->origin, ORIGIN_OVERRIDE);
    ck_assert_str_eq(origin_name(value->origin), "override");
    expect_span(value->setting->span, 3, 3, 3, 38);
    value = view_get(smtp, TEXT("smtpd_tls_security_level"));
    expect_text(value->text, "may");
    ck_assert_int_eq(value->origin, ORIGIN_MAIN);
    ck_assert_str_eq(origin_name(value->origin), "main");
    value = view_get(smtp, TEXT("smtpd_tls_loglevel"));
    expect_text(value->text, "0");
    ck_assert_int_eq(value->origin, ORIGIN_DEFAULT);
    ck_assert_str_eq(origin_name(value->origin), "default");
    ck_assert_ptr_null(value->setting);
    ck_assert(value->is_known_parameter);
}
END_TEST

START_TEST(an_empty_setting_is_no_default)
{
    const struct value *value =
        value_of("smtpd_tls_protocols =\n", MASTER, "smtp/inet", "3.7.11", "smtpd_tls_protocols");
    expect_text(value->text, "");
    ck_assert_int_eq(value->origin, ORIGIN_MAIN);
}
END_TEST

START_TEST(an_override_sees_the_other_overrides)
{
    const struct value *value = value_of("mine = no\n", MASTER, "submission/inet", "3.7.11", "smtpd_tls_auth_only");
    expect_text(value->text, "yes");
    expect_text(value->raw, "$mine");
    ck_assert_uint_eq(value->n_chain, 1);
    expect_text(value->chain[0], "mine");
    value = value_of("mine = no\nsmtpd_tls_auth_only = $mine\n", MASTER, "smtp/inet", "3.7.11", "smtpd_tls_auth_only");
    expect_text(value->text, "no");
}
END_TEST

START_TEST(main_alone_has_no_overrides)
{
    const struct value *value =
        value_of("smtpd_tls_security_level = may\n", MASTER, NULL, "3.7.11", "smtpd_tls_security_level");
    expect_text(value->text, "may");
}
END_TEST

START_TEST(the_chain_names_each_step_once_in_order)
{
    const struct value *value =
        value_of("a = $b $c\nb = $c\nc = 1\nsmtpd_banner_x = $a\n", MASTER, NULL, "3.7.11", "smtpd_banner_x");
    expect_text(value->text, "1 1");
    ck_assert_uint_eq(value->n_chain, 3);
    expect_text(value->chain[0], "a");
    expect_text(value->chain[1], "b");
    expect_text(value->chain[2], "c");
}
END_TEST

START_TEST(defaults_are_those_of_the_release)
{
    expect_text(value_of("", MASTER, "smtp/inet", "3.5.27", "smtpd_tls_protocols")->text, "!SSLv2, !SSLv3");
    expect_text(value_of("", MASTER, "smtp/inet", "3.6.0", "smtpd_tls_protocols")->text, ">=TLSv1");
    const struct value *value = value_of("", MASTER, "smtp/inet", "3.3.22", "smtpd_tls_chain_files");
    ck_assert(!value->is_known_parameter && !value->unknown && !value->error);
    expect_text(value->text, "");
}
END_TEST

START_TEST(defaults_that_hang_on_the_compatibility_level)
{
    expect_text(value_of("", MASTER, "smtp/inet", "3.7.11", "smtpd_tls_fingerprint_digest")->text, "md5");
    expect_text(
        value_of("compatibility_level = 3.6\n", MASTER, "smtp/inet", "3.7.11", "smtpd_tls_fingerprint_digest")->text,
        "sha256");
    expect_text(
        value_of("compatibility_level = 3.6\n", MASTER, "smtp/inet", "3.5.27", "smtpd_tls_fingerprint_digest")->text,
        "md5");
    expect_text(
        value_of("compatibility_level = 3.10\n", MASTER, "relay/unix", "3.11.7", "smtp_tls_security_level")->text, "");
    expect_text(
        value_of("compatibility_level = 3.11\n", MASTER, "relay/unix", "3.11.7", "smtp_tls_security_level")->text,
        "may");
    expect_text(
        value_of("compatibility_level = 3.11\n", MASTER, "relay/unix", "3.10.13", "smtp_tls_security_level")->text, "");
    const struct value *bad =
        value_of("compatibility_level = new\n", MASTER, "smtp/inet", "3.7.11", "smtpd_tls_fingerprint_digest");
    ck_assert(bad->error);
    ck_assert_uint_gt(bad->reason.n, 0);
}
END_TEST

START_TEST(an_unset_name_is_its_default_only_where_it_is_loaded)
{
    /* smtpd(8) does not load smtp_tls_security_level; set, it is there. */
    const struct value *value = value_of("x = <$smtp_tls_loglevel>\n", MASTER, "smtp/inet", "3.7.11", "x");
    expect_text(value->text, "<>");
    expect_text(value->undefined, "smtp_tls_loglevel");
    expect_text(value_of("x = <$smtp_tls_loglevel>\n", MASTER, "relay/unix", "3.7.11", "x")->text, "<0>");
    expect_text(value_of("x = <$smtp_tls_loglevel>\n", MASTER, NULL, "3.7.11", "x")->text, "<0>");
    expect_text(value_of("x = <$smtp_tls_loglevel>\nsmtp_tls_loglevel = 1\n", MASTER, "smtp/inet", "3.7.11", "x")->text,
                "<1>");
}
END_TEST

START_TEST(raw_parameters_keep_their_dollars)
{
    const struct value *value =
        value_of("default_rbl_reply = $rbl_code $x\n", MASTER, "smtp/inet", "3.7.11", "default_rbl_reply");
    expect_text(value->text, "$rbl_code $x");
    ck_assert_uint_eq(value->n_chain, 0);
}
END_TEST

START_TEST(names_that_the_program_sets)
{
    const char *main = "process_name = mine\nx = $process_name $service_name\n";
    expect_text(value_of(main, MASTER, "submission/inet", "3.7.11", "x")->text, "smtpd submission");
    expect_text(value_of(main, MASTER, "submission/inet", "3.2.22", "x")->text, "smtpd ");
}
END_TEST

START_TEST(broken_macros_are_an_error_of_the_value)
{
    const struct value *value =
        value_of("smtpd_tls_security_level = ${may\n", MASTER, "smtp/inet", "3.7.11", "smtpd_tls_security_level");
    ck_assert(value->error && !value->unknown);
    ck_assert_uint_gt(value->reason.n, 0);
    expect_text(value->text, "");
    expect_text(value->raw, "${may");
    ck_assert(value_of("a = $a\n", MASTER, NULL, "3.7.11", "a")->error);
}
END_TEST

START_TEST(undefined_names_are_told)
{
    const struct value *value = value_of("a = may$gone\n", MASTER, NULL, "3.7.11", "a");
    expect_text(value->text, "may");
    expect_text(value->undefined, "gone");
    ck_assert(!value->unknown && !value->error);
}
END_TEST

START_TEST(without_main_cf_nothing_is_default)
{
    const struct value *value = value_of(NULL, MASTER, "submission/inet", "3.7.11", "smtpd_tls_protocols");
    ck_assert(value->unknown);
    ck_assert_uint_gt(value->reason.n, 0);
    expect_text(value_of(NULL, MASTER, "submission/inet", "3.7.11", "smtpd_tls_security_level")->text, "encrypt");
    ck_assert(!value_of("", MASTER, "submission/inet", "3.7.11", "smtpd_tls_protocols")->unknown);
}
END_TEST

START_TEST(templates_make_values_unknown)
{
    const struct conf *conf =
        conf_named("main.cf.j2", "smtpd_tls_security_level = {{ level }}\na = 1\nb = $smtpd_tls_security_level\n",
                   "master.cf", MASTER);
    struct view *view = view_of(conf, "smtp/inet", "3.7.11");
    ck_assert(view_get(view, TEXT("smtpd_tls_security_level"))->unknown);
    ck_assert(view_get(view, TEXT("b"))->unknown);
    ck_assert(!view_get(view, TEXT("a"))->unknown);
    conf = conf_named("main.cf.j2", "{{ lines }}\n", "master.cf", MASTER);
    ck_assert(view_get(view_of(conf, "smtp/inet", "3.7.11"), TEXT("smtpd_tls_loglevel"))->unknown);
}
END_TEST

START_TEST(a_name_that_may_be_set_elsewhere_is_not_undefined)
{
    const char *master = "smtp inet n - y - - smtpd\n  -o smtpd_tls_security_level=$mua_level\n";
    const struct value *value = value_of(NULL, master, "smtp/inet", "3.7.11", "smtpd_tls_security_level");
    ck_assert(value->unknown);
    expect_text(value->undefined, "");
    struct conf *conf = conf_named("main.cf.j2", "{{ settings }}\n", "master.cf", master);
    ck_assert(view_get(view_of(conf, "smtp/inet", "3.7.11"), TEXT("smtpd_tls_security_level"))->unknown);
    /* Nor is it where the program does not load the parameter. */
    master = "smtp inet n - y - - smtpd\n  -o x=$smtp_tls_loglevel\n";
    ck_assert(value_of(NULL, master, "smtp/inet", "3.7.11", "x")->unknown);
    conf = conf_named("main.cf", "", "master.cf.j2", "smtp inet n - y - - smtpd -o x=$mine {{ options }}\n");
    ck_assert(view_get(view_of(conf, "smtp/inet", "3.7.11"), TEXT("x"))->unknown);
}
END_TEST

START_TEST(a_value_is_worked_out_once)
{
    struct view *view = view_of(conf_from("", MASTER), "smtp/inet", "3.7.11");
    const struct value *first = view_get(view, TEXT("smtpd_tls_loglevel"));
    size_t n;
    const struct param *params = facts_params(&n);
    for (size_t i = 0; i < n; i++)
        view_get(view, text_from(params[i].name));
    ck_assert_ptr_eq(view_get(view, TEXT("smtpd_tls_loglevel")), first);
}
END_TEST

START_TEST(programs_by_the_last_part_of_their_path)
{
    const struct conf *conf =
        conf_from("", "a unix - - - - - /usr/lib/smtpd\nb unix - - - - - smtpd2\nc unix - - - - - lmtp\n"
                      "d unix - - - - - tlsmgr\n");
    ck_assert_uint_eq(service_reader(&conf->services[0]), READER_SMTPD);
    ck_assert_uint_eq(service_reader(&conf->services[1]), READER_OTHER);
    ck_assert_uint_eq(service_reader(&conf->services[2]), READER_LMTP);
    ck_assert_uint_eq(service_reader(&conf->services[3]), READER_TLSMGR);
}
END_TEST

Suite *effective_suite(void);

Suite *effective_suite(void)
{
    Suite *suite = suite_create("effective");
    TCase *tests = suite_case(suite, "effective");
    tcase_add_test(tests, an_override_beats_main_and_main_beats_the_default);
    tcase_add_test(tests, an_empty_setting_is_no_default);
    tcase_add_test(tests, an_override_sees_the_other_overrides);
    tcase_add_test(tests, main_alone_has_no_overrides);
    tcase_add_test(tests, the_chain_names_each_step_once_in_order);
    tcase_add_test(tests, defaults_are_those_of_the_release);
    tcase_add_test(tests, defaults_that_hang_on_the_compatibility_level);
    tcase_add_test(tests, an_unset_name_is_its_default_only_where_it_is_loaded);
    tcase_add_test(tests, raw_parameters_keep_their_dollars);
    tcase_add_test(tests, names_that_the_program_sets);
    tcase_add_test(tests, broken_macros_are_an_error_of_the_value);
    tcase_add_test(tests, undefined_names_are_told);
    tcase_add_test(tests, without_main_cf_nothing_is_default);
    tcase_add_test(tests, templates_make_values_unknown);
    tcase_add_test(tests, a_name_that_may_be_set_elsewhere_is_not_undefined);
    tcase_add_test(tests, a_value_is_worked_out_once);
    tcase_add_test(tests, programs_by_the_last_part_of_their_path);
    return suite;
}
