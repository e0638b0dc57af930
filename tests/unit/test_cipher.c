/* cipher: the language of ciphers(1).  What is wanted was seen from openssl
 * ciphers of the release; the oracle compares thousands more. */
#include "postlint/cipher.h"

#include "help.h"

static struct text names_of(const struct cipher_list *list)
{
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < list->n; i++)
        buf_printf(&out, "%s%s", i ? ":" : "", list->suites[i]->name);
    return buf_done(&out);
}

static struct cipher_list expand(const char *string, const char *openssl)
{
    return cipher_expand(arena, text_from(string), release(openssl), false);
}

static const struct {
    const char *rule, *string, *want; /* want NULL: rejected */
} strings[] = {
    {"+ is and", "ECDHE+AESGCM",
     "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"
     "ECDHE-RSA-AES128-GCM-SHA256"},
    {"three words", "RSA+AES+SHA1", "AES256-SHA:AES128-SHA"},
    {"@STRENGTH sorts", "AES128-SHA:AES256-SHA:@STRENGTH", "AES256-SHA:AES128-SHA"},
    {"+ moves to the end", "AES128-SHA:AES256-SHA:+AES128-SHA", "AES256-SHA:AES128-SHA"},
    {"+ adds nothing", "AES128-SHA:+AES256-SHA", "AES128-SHA"},
    {"- deletes until it is named again", "AES256-SHA:AES128-SHA:-AES256-SHA:AES256-SHA", "AES128-SHA:AES256-SHA"},
    {"! deletes for good", "AES256-SHA:!AES256-SHA:AES256-SHA:AES128-SHA", "AES128-SHA"},
    {"an unknown word is skipped", "nonsense:AES128-SHA", "AES128-SHA"},
    {"comma, blank and semicolon separate", "AES128-SHA,AES256-SHA AES128-SHA256;AES256-SHA256",
     "AES128-SHA:AES256-SHA:AES128-SHA256:AES256-SHA256"},
    {"@SECLEVEL selects nothing", "@SECLEVEL=0:AES128-SHA", "AES128-SHA"},
    {"EXPORT is empty in 3.0", "EXPORT:AES128-SHA", "AES128-SHA"},
    {"Suite B", "SUITEB128", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"Suite B, one level only", "SUITEB128ONLY", "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"Suite B of 192 bits", "SUITEB192", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"DEFAULT and more", "DEFAULT:-ALL:AES128-SHA", "AES128-SHA"},
    {"DEFAULT without a colon", "DEFAULT-ALL:AES128-SHA", "AES128-SHA"},
    {"DEFAULT elsewhere is no word", "AES128-SHA:DEFAULT", "AES128-SHA"},
    {"nothing but unknown words", "nonsense", NULL},
    {"an empty string", "", NULL},
    {"a sort of nothing", "@STRENGTH", NULL},
    {"a level that is none", "@SECLEVEL=6:AES128-SHA", NULL},
    {"a command that is none", "@NONSENSE:AES128-SHA", NULL},
    {"a sign without a word", "AES128-SHA!", NULL},
    {"a plus without a word", "ECDHE+", NULL},
    {"a character that is in no word", "AES128-SHA:*", NULL},
    {"case counts in 3.0", "aes128-sha", NULL},
    {"suites of TLS 1.3 are no part", "TLS_AES_128_GCM_SHA256", NULL},
    {"RC4 is not in a default build", "RC4-SHA", NULL},
    {"words that exclude each other", "PSK+AESGCM+RSA", NULL},
};

START_TEST(strings_expand_as_openssl_3_0_does)
{
    struct cipher_list list = expand(strings[_i].string, "3.0.22");
    if (!strings[_i].want) {
        ck_assert_msg(list.error.p && list.error.n, "%s: not rejected", strings[_i].rule);
        return;
    }
    ck_assert_msg(!list.error.p, "%s: rejected: %.*s", strings[_i].rule, TEXT_ARG(list.error));
    expect_text(names_of(&list), strings[_i].want);
}
END_TEST

START_TEST(the_build_decides_about_weak_suites)
{
    struct cipher_list list = cipher_expand(arena, TEXT("RC4-SHA"), release("1.1.1w"), true);
    expect_text(names_of(&list), "RC4-SHA");
    ck_assert_uint_eq(list.suites[0]->flaws & (CIPHER_RC4 | CIPHER_NO_FS), CIPHER_RC4 | CIPHER_NO_FS);
}
END_TEST

START_TEST(suites_know_what_they_are)
{
    struct cipher_list list = expand("ECDHE-RSA-AES128-GCM-SHA256", "3.0.22");
    const struct cipher_suite *suite = list.suites[0];
    ck_assert_uint_eq(suite->auth, CIPHER_AUTH_RSA);
    ck_assert_uint_eq(suite->flaws, 0);
    ck_assert_uint_eq(suite->versions, TLS_1_2);
    suite = expand("DHE-RSA-AES128-SHA", "3.0.22").suites[0];
    ck_assert_uint_eq(suite->flaws, CIPHER_CBC | CIPHER_DHE);
    ck_assert(suite->versions & TLS_1_0);
    suite = expand("AECDH-AES128-SHA", "3.0.22").suites[0];
    ck_assert_uint_eq(suite->auth, CIPHER_AUTH_NONE);
    ck_assert(suite->flaws & CIPHER_ANONYMOUS);
    suite = expand("ECDHE-ECDSA-AES128-SHA", "3.0.22").suites[0];
    ck_assert_uint_eq(suite->auth, CIPHER_AUTH_ECDSA);
    suite = expand("NULL-SHA", "3.0.22").suites[0];
    ck_assert(suite->flaws & CIPHER_NULL);
}
END_TEST

START_TEST(releases_differ)
{
    /* ChaCha20 came with 1.1.0. */
    ck_assert(expand("CHACHA20", "1.0.2u").error.p != NULL);
    ck_assert_uint_gt(expand("CHACHA20", "1.1.0l").n, 0);
    struct cipher_list old = expand("ECDHE+AESGCM+AES256", "1.0.2u"), late = expand("ECDHE+AESGCM+AES256", "1.1.0");
    expect_text(names_of(&old), "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384");
    expect_text(names_of(&late), "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384");
    /* 3DES is MEDIUM from 1.0.2i on: CVE-2016-2183. */
    old = expand("HIGH", "1.0.2h");
    late = expand("HIGH", "1.0.2i");
    ck_assert(text_contains(names_of(&old), "DES-CBC3-SHA"));
    ck_assert(!text_contains(names_of(&late), "DES-CBC3-SHA"));
    /* Case does not count from 4.0 on. */
    ck_assert_ptr_nonnull(expand("aes128-sha", "3.6.3").error.p);
    ck_assert_uint_eq(expand("aes128-sha", "4.0.0").n, 1);
    /* Standard names from 3.2 on. */
    ck_assert_ptr_nonnull(expand("TLS_RSA_WITH_AES_128_CBC_SHA", "3.1.8").error.p);
    ck_assert_uint_eq(expand("TLS_RSA_WITH_AES_128_CBC_SHA", "3.2.0").n, 1);
}
END_TEST

START_TEST(releases_without_tables_are_not_guessed)
{
    ck_assert(cipher_knows(release("3.5.7")));
    ck_assert(!cipher_knows(release("9.0.0")));
    ck_assert(expand("HIGH", "9.0.0").error.p != NULL);
}
END_TEST

START_TEST(words_of_any_release_are_words)
{
    ck_assert(cipher_is_word(TEXT("HIGH")));
    ck_assert(cipher_is_word(TEXT("EXPORT40")));
    ck_assert(cipher_is_word(TEXT("ECDHE-RSA-AES128-GCM-SHA256")));
    ck_assert(!cipher_is_word(TEXT("HIHG")));
    ck_assert(!cipher_is_word(TEXT("")));
}
END_TEST

START_TEST(long_strings_end)
{
    struct buf text = buf_new(arena);
    for (int i = 0; i < CIPHER_MAX_TOKENS; i++)
        buf_str(&text, "ALL:");
    ck_assert_ptr_null(expand(buf_done(&text).p, "3.0.22").error.p);
    buf_str(&text, "ALL");
    ck_assert_ptr_nonnull(expand(buf_done(&text).p, "3.0.22").error.p);
    text.n = 0;
    for (int i = 0; i < 100000; i++)
        buf_str(&text, "+HIGH:-ALL:ALL:");
    ck_assert_ptr_nonnull(expand(buf_done(&text).p, "3.0.22").error.p);
    struct cipher_list list = cipher_expand(arena, TEXT("AES128-SHA\0!AES128-SHA"), release("3.0.22"), false);
    expect_text(names_of(&list), "AES128-SHA");
}
END_TEST

START_TEST(no_suite_comes_twice)
{
    static const char *const all[] = {"ALL:COMPLEMENTOFALL:HIGH:MEDIUM", "ALL:-ALL:HIGH:+RSA:eNULL:ALL"};
    for (size_t k = 0; k < COUNT(all); k++) {
        struct cipher_list list = expand(all[k], "3.5.7");
        for (size_t i = 0; i < list.n; i++)
            for (size_t j = i + 1; j < list.n; j++)
                ck_assert_str_ne(list.suites[i]->name, list.suites[j]->name);
    }
}
END_TEST

START_TEST(case_counts_before_openssl_4_0)
{
    ck_assert_str_eq(cipher_spelling(TEXT("anull"), release("3.6.3")), "aNULL");
    ck_assert_ptr_null(cipher_spelling(TEXT("aNULL"), release("3.6.3")));
    ck_assert_ptr_null(cipher_spelling(TEXT("anull"), release("4.0.2")));
    ck_assert_ptr_null(cipher_spelling(TEXT("no-such-word"), release("3.6.3")));
}
END_TEST

Suite *cipher_suite_tests(void);

Suite *cipher_suite_tests(void)
{
    Suite *suite = suite_create("cipher");
    TCase *tests = suite_case(suite, "cipher");
    LOOP(tests, strings_expand_as_openssl_3_0_does, strings);
    tcase_add_test(tests, the_build_decides_about_weak_suites);
    tcase_add_test(tests, suites_know_what_they_are);
    tcase_add_test(tests, releases_differ);
    tcase_add_test(tests, releases_without_tables_are_not_guessed);
    tcase_add_test(tests, words_of_any_release_are_words);
    tcase_add_test(tests, case_counts_before_openssl_4_0);
    tcase_add_test(tests, long_strings_end);
    tcase_add_test(tests, no_suite_comes_twice);
    return suite;
}
