/* facts: the tables, and the edges between releases. */
#include "postlint/facts.h"

#include "help.h"

static const struct {
    const char *name, *release, *want; /* NULL: the release has no such parameter */
} defaults[] = {
    {"smtpd_tls_protocols", "2.6.19", ""},
    {"smtpd_tls_protocols", "2.9.13", ""},
    {"smtpd_tls_protocols", "2.9.14", "!SSLv2, !SSLv3"}, /* changed inside its series */
    {"smtpd_tls_protocols", "2.10.7", ""},               /* not carried into the next one */
    {"smtpd_tls_protocols", "2.10.8", "!SSLv2, !SSLv3"},
    {"smtpd_tls_protocols", "3.0.1", ""},
    {"smtpd_tls_protocols", "3.0.2", "!SSLv2, !SSLv3"},
    {"smtpd_tls_protocols", "3.5.27", "!SSLv2, !SSLv3"},
    {"smtpd_tls_protocols", "3.6.0", ">=TLSv1"},
    {"smtpd_tls_protocols", "3.12.0", ">=TLSv1"},
    {"compatibility_level", "2.11.11", NULL},
    {"compatibility_level", "3.0.0", "0"},
    {"smtpd_tls_eecdh_grade", "2.7.16", "none"},
    {"smtpd_tls_eecdh_grade", "2.8.0", "strong"},
    {"smtpd_tls_eecdh_grade", "3.1.15", "strong"},
    {"smtpd_tls_eecdh_grade", "3.2.0", "auto"},
    {"smtp_tls_security_level", "3.10.13", ""},
    {"smtp_tls_security_level", "3.11.0", "${{$compatibility_level} <level {3.11} ? {} : {may}}"},
    {"smtpd_tls_fingerprint_digest", "3.5.27", "md5"},
    {"smtpd_tls_chain_files", "3.3.22", NULL},
    {"smtpd_tls_chain_files", "3.4.0", ""},
};

START_TEST(defaults_change_at_their_release)
{
    const struct param *param = facts_param(text_from(defaults[_i].name));
    ck_assert_msg(param != NULL, "no parameter %s", defaults[_i].name);
    const char *got = facts_default(param, release(defaults[_i].release));
    const char *want = defaults[_i].want;
    ck_assert_msg((got == NULL) == (want == NULL) && (!got || strcmp(got, want) == 0), "%s of %s: got %s",
                  defaults[_i].name, defaults[_i].release, got ? got : "none");
}
END_TEST

START_TEST(parameters_are_found_by_their_exact_name)
{
    size_t n;
    const struct param *params = facts_params(&n);
    ck_assert_uint_gt(n, 900);
    for (size_t i = 0; i < n; i++) {
        ck_assert_ptr_eq(facts_param(text_from(params[i].name)), &params[i]);
        ck_assert(i == 0 || strcmp(params[i - 1].name, params[i].name) < 0);
        ck_assert_uint_gt(params[i].n_defaults, 0);
    }
    ck_assert_ptr_null(facts_param(TEXT("")));
    ck_assert_ptr_null(facts_param(TEXT("SMTPD_TLS_LOGLEVEL")));
    ck_assert_ptr_null(facts_param(TEXT("smtpd_tls_loglevel\0x")));
    ck_assert_ptr_null(facts_param(TEXT("smtpd_tls_loglevelx")));
    ck_assert_ptr_null(facts_param(TEXT("smtpd_tls_loglevel ")));
}
END_TEST

START_TEST(every_default_of_every_release_has_a_type)
{
    size_t n, n_releases;
    const struct param *params = facts_params(&n);
    const version *releases = facts_releases(&n_releases);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_releases; k++)
            if (facts_default(&params[i], releases[k]))
                ck_assert_int_le(facts_type(&params[i], releases[k]), PARAM_TIME);
    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(facts_type(&params[i], releases[n_releases - 1]), params[i].type);
}
END_TEST

START_TEST(a_type_changes_at_its_release)
{
    /* The only table of messages sizes and limits that grew in 2.9. */
    const struct param *param = facts_param(TEXT("message_size_limit"));
    ck_assert_int_eq(facts_type(param, release("2.8.20")), PARAM_INT);
    ck_assert_int_eq(facts_type(param, release("2.9.0")), PARAM_LONG);
}
END_TEST

static const struct {
    const char *feature, *release;
    bool has;
} features[] = {
    {"protocol-tls11-tls12", "2.6.14", false}, {"protocol-tls11-tls12", "2.6.15", true},
    {"protocol-tls11-tls12", "2.7.8", false},  {"protocol-tls11-tls12", "2.7.9", true},
    {"protocol-tls11-tls12", "2.10.0", true},  {"protocol-tls13-effect", "3.0.13", false},
    {"protocol-tls13-effect", "3.0.14", true}, {"protocol-tls13-effect", "3.1.9", false},
    {"protocol-tls13-effect", "3.3.1", false}, {"protocol-tls13-effect", "3.3.2", true},
    {"protocol-tls13-effect", "3.4.0", true},  {"protocol-tls13-effect", "2.11.11", false},
    {"protocol-bounds", "3.5.27", false},      {"protocol-bounds", "3.6.0", true},
    {"protocol-bounds", "3.10.0", true},       {"master-braces", "2.11.11", false},
    {"master-braces", "3.0.0", true},
};

START_TEST(features_begin_at_their_release_of_each_series)
{
    ck_assert_msg(facts_has(features[_i].feature, release(features[_i].release)) == features[_i].has, "%s in %s",
                  features[_i].feature, features[_i].release);
}
END_TEST

START_TEST(features_of_openssl_begin_and_end)
{
    ck_assert(!facts_openssl_has("tls13", release("1.1.0l")));
    ck_assert(facts_openssl_has("tls13", release("1.1.1")));
    ck_assert(facts_openssl_has("tls13", release("1.1.1w")));
    ck_assert(facts_openssl_has("ssl3", release("1.0.2u")));
    ck_assert(!facts_openssl_has("ssl3", release("1.1.0")));
    ck_assert(facts_openssl_has("ssl3-code", release("3.6.3")));
    ck_assert(!facts_openssl_has("ssl3-code", release("4.0.0")));
    ck_assert(facts_is_feature(TEXT("tls13")));
    ck_assert(!facts_is_feature(TEXT("tls14")));
}
END_TEST

static const struct {
    const char *given, *want; /* NULL: refused */
} postfix_releases[] =
    {
        {"3.7", "3.7.22"}, {"3.7.0", "3.7.0"},  {"3.7.22", "3.7.22"}, {"3.7.23", NULL},
        {"2.5", NULL},     {"2.6", "2.6.19"},   {"3.13", NULL},       {"4.0", NULL},
        {"3.9", "3.9.14"}, {"3.10", "3.10.13"}, {"3.12", "3.12.0"},
},
  openssl_releases[] = {
      {"3.0", "3.0.22"}, {"3.0.2", "3.0.2"},  {"3.0.23", NULL},    {"1.1.1", "1.1.1w"}, {"1.1.1k", "1.1.1k"},
      {"1.1.1x", NULL},  {"1.0.2", "1.0.2u"}, {"1.1.0", "1.1.0l"}, {"1.0.1", NULL},     {"1.1", "1.1.1w"},
      {"2.0", NULL},     {"4.0", "4.0.2"},    {"4.2", NULL},       {"0.9.8", NULL},
};

START_TEST(a_series_is_its_newest_postfix)
{
    const char *want = postfix_releases[_i].want;
    ck_assert_uint_eq(facts_release(release(postfix_releases[_i].given)), want ? release(want) : 0);
}
END_TEST

START_TEST(a_series_is_its_newest_openssl)
{
    const char *want = openssl_releases[_i].want;
    ck_assert_uint_eq(facts_openssl_release(release(openssl_releases[_i].given)), want ? release(want) : 0);
}
END_TEST

START_TEST(platforms_have_names_and_aliases)
{
    const struct platform *debian = facts_platform(TEXT("debian-12"));
    ck_assert_ptr_nonnull(debian);
    ck_assert_uint_eq(debian->postfix, release("3.7.11"));
    ck_assert_uint_eq(debian->openssl, release("3.0.22"));
    ck_assert_ptr_eq(facts_platform(TEXT("bookworm")), debian);
    ck_assert_ptr_null(facts_platform(TEXT("debian")));
    ck_assert_ptr_null(facts_platform(TEXT("")));
    ck_assert_ptr_null(facts_platform(TEXT("book")));
}
END_TEST

START_TEST(names_of_platforms_are_unique_and_their_releases_known)
{
    size_t n, judged = 0;
    const struct platform *platforms = facts_platforms(&n);
    for (size_t i = 0; i < n; i++) {
        judged += platforms[i].judged;
        ck_assert_ptr_eq(facts_platform(text_from(platforms[i].name)), &platforms[i]);
        struct text rest = text_from(platforms[i].aliases), alias;
        while (text_token(&rest, ",", &alias))
            ck_assert_ptr_eq(facts_platform(alias), &platforms[i]);
        ck_assert_msg(facts_release(platforms[i].postfix) != 0, "%s", platforms[i].name);
    }
    ck_assert_uint_gt(judged, 1);
}
END_TEST

START_TEST(deprecated_names_by_release)
{
    ck_assert_ptr_null(facts_deprecation(TEXT("smtpd_use_tls"), release("3.8.20")));
    const struct deprecation *found = facts_deprecation(TEXT("smtpd_use_tls"), release("3.9.0"));
    ck_assert_ptr_nonnull(found);
    ck_assert_str_eq(found->replacement, "smtpd_tls_security_level");
    ck_assert(!found->ignored);
    ck_assert(facts_deprecation(TEXT("tls_low_cipherlist"), release("3.8.0"))->ignored);
    ck_assert_ptr_null(facts_deprecation(TEXT("smtpd_tls_cert_file"), release("3.12.0")));
}
END_TEST

START_TEST(legacy_names_by_release)
{
    ck_assert(!facts_is_legacy(TEXT("tlsproxy_client_level"), release("3.6.20")));
    ck_assert(facts_is_legacy(TEXT("tlsproxy_client_level"), release("3.7.0")));
    ck_assert(!facts_is_legacy(TEXT("no_such"), release("3.12.0")));
}
END_TEST

START_TEST(ports_by_service_name)
{
    ck_assert_int_eq(facts_port(TEXT("smtp")), 25);
    ck_assert_int_eq(facts_port(TEXT("submission")), 587);
    ck_assert_int_eq(facts_port(TEXT("submissions")), 465);
    ck_assert_int_eq(facts_port(TEXT("SMTP")), 0);
    ck_assert_int_eq(facts_port(TEXT("")), 0);
}
END_TEST

START_TEST(the_nearest_parameter_is_of_the_release)
{
    version newest = release("3.11.7");
    ck_assert_str_eq(facts_nearest_param(TEXT("smtpd_tls_auth_onyl"), newest, 2)->name, "smtpd_tls_auth_only");
    ck_assert_str_eq(facts_nearest_param(TEXT("smtpd_tls_protocol"), newest, 2)->name, "smtpd_tls_protocols");
    ck_assert_ptr_null(facts_nearest_param(TEXT("nothing_like_it"), newest, 2));
    ck_assert_str_eq(facts_nearest_param(TEXT("smtpd_tls_chain_file"), newest, 2)->name, "smtpd_tls_chain_files");
    ck_assert_ptr_null(facts_nearest_param(TEXT("smtpd_tls_chain_file"), release("3.3.22"), 1));
    /* The exact name is no mistake. */
    ck_assert_ptr_null(facts_nearest_param(TEXT("smtpd_tls_auth_only"), newest, 2));
}
END_TEST

/* Sources: crypto/evp/c_alld.c, ssl/ssl_algs.c and crypto/evp/names.c of
 * OpenSSL, tls/tls_misc.c:tls_validate_digest of Postfix. */
static const struct {
    const char *name, *postfix, *openssl;
    enum truth found;
} digests[] = {
    {"sha256", "2.6.19", "1.0.2u", TRUTH_YES},
    {"Sha256", "2.6.19", "1.0.2u", TRUTH_NO}, /* case counts before 1.1.0 */
    {"Sha256", "3.5.27", "1.1.0l", TRUTH_YES},
    {"ripemd160", "3.5.27", "1.0.2u", TRUTH_NO}, /* SSL_library_init does not add it */
    {"ripemd160", "3.5.27", "1.1.0l", TRUTH_YES},
    {"ripemd160", "3.7.11", "3.0.6", TRUTH_NO}, /* moved to the legacy provider, and back */
    {"ripemd160", "3.7.11", "3.0.7", TRUTH_YES},
    {"whirlpool", "3.7.3", "3.0.22", TRUTH_YES}, /* found, but not tried */
    {"whirlpool", "3.7.4", "3.0.22", TRUTH_NO},
    {"sha3-256", "3.5.27", "1.1.0l", TRUTH_NO},
    {"sha3-256", "3.5.27", "1.1.1w", TRUTH_YES},
    {"sha", "3.5.27", "1.0.2u", TRUTH_YES},
    {"sha", "3.5.27", "1.1.0l", TRUTH_NO},
    {"SHA-256", "3.7.11", "1.1.1w", TRUTH_NO},
    {"SHA-256", "3.7.11", "3.0.14", TRUTH_UNKNOWN},
    {"SHA-256", "3.7.11", "3.0.15", TRUTH_YES},
    {"SHA-256", "3.7.11", "3.3.1", TRUTH_UNKNOWN},
    {"SHA-256", "3.11.7", "4.0.2", TRUTH_YES},
    {"sha257", "3.11.7", "4.0.2", TRUTH_NO},
    {"", "3.11.7", "4.0.2", TRUTH_NO},
};

START_TEST(digests_by_release)
{
    enum truth found =
        facts_digest(text_from(digests[_i].name), release(digests[_i].postfix), release(digests[_i].openssl));
    ck_assert_msg(found == digests[_i].found, "%s, %s, %s", digests[_i].name, digests[_i].postfix, digests[_i].openssl);
}
END_TEST

Suite *facts_suite(void);

Suite *facts_suite(void)
{
    Suite *suite = suite_create("facts");
    TCase *tests = suite_case(suite, "facts");
    LOOP(tests, defaults_change_at_their_release, defaults);
    tcase_add_test(tests, parameters_are_found_by_their_exact_name);
    tcase_add_test(tests, every_default_of_every_release_has_a_type);
    tcase_add_test(tests, a_type_changes_at_its_release);
    LOOP(tests, features_begin_at_their_release_of_each_series, features);
    tcase_add_test(tests, features_of_openssl_begin_and_end);
    LOOP(tests, a_series_is_its_newest_postfix, postfix_releases);
    LOOP(tests, a_series_is_its_newest_openssl, openssl_releases);
    tcase_add_test(tests, platforms_have_names_and_aliases);
    tcase_add_test(tests, names_of_platforms_are_unique_and_their_releases_known);
    tcase_add_test(tests, deprecated_names_by_release);
    tcase_add_test(tests, legacy_names_by_release);
    tcase_add_test(tests, ports_by_service_name);
    LOOP(tests, digests_by_release, digests);
    tcase_add_test(tests, the_nearest_parameter_is_of_the_release);
    return suite;
}
