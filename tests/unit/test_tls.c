/* tls: protocol lists, levels, grades, versions of the library. */
#include "postlint/tls.h"

#include "help.h"

#define TO_1_2  (TLS_SSL2 | TLS_SSL3 | TLS_1_0 | TLS_1_1 | TLS_1_2)
#define INVALID 0x100

static const struct {
    const char *rule, *release, *list;
    unsigned enabled; /* INVALID: the list is */
    const char *word; /* the invalid, lone or too new one; NULL: none */
} lists[] = {
    {"empty: everything", "3.7.11", "", TLS_ALL, NULL},
    {"separators alone", "3.7.11", " ,:\t", TLS_ALL, NULL},
    {"! excludes", "3.7.11", "!SSLv2, !SSLv3", TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3, NULL},
    {"separators are blanks, commas, colons", "3.7.11", "!SSLv2:!SSLv3,!TLSv1\t!TLSv1.1\r\n!TLSv1.2", TLS_1_3, NULL},
    {"a name excludes all others", "3.7.11", "TLSv1.2", TLS_1_2, NULL},
    {"names", "3.7.11", "TLSv1.2 TLSv1.3", TLS_1_2 | TLS_1_3, NULL},
    {"case does not count", "3.7.11", "tlsV1.2", TLS_1_2, NULL},
    {"include and exclude: all exclusions", "3.7.11", "TLSv1, !TLSv1", 0, NULL},
    {"include some and exclude others", "3.7.11", "TLSv1.2, TLSv1.3, !TLSv1.3", TLS_1_2, NULL},
    {"TLSv1.0 is no name", "3.7.11", "!TLSv1.0", INVALID, "!TLSv1.0"},
    {"TLS1.2 is no name", "3.7.11", "TLS1.2", INVALID, "TLS1.2"},
    {"all is no name", "3.7.11", "all", INVALID, "all"},
    {"SSLv23 is no name", "3.7.11", "SSLv23", INVALID, "SSLv23"},
    {"! alone", "3.7.11", "! SSLv2", INVALID, "!"},
    {"!!", "3.7.11", "!!SSLv2", INVALID, "!!SSLv2"},
    {"; does not separate", "3.7.11", "!SSLv2;!SSLv3", INVALID, "!SSLv2;!SSLv3"},
    {"the first bad one is told", "3.7.11", "TLSv1.2 bad worse", INVALID, "bad"},
    {"a # is a word", "3.7.11", "TLSv1.2 # note", INVALID, "#"},

    {"TLSv1.1 as a name of 2.6.14", "2.6.14", "!TLSv1.1", INVALID, "!TLSv1.1"},
    {"TLSv1.1 as a name of 2.6.15", "2.6.15", "!TLSv1.1", TLS_ALL & ~TLS_1_1, NULL},
    {"TLSv1.2 as a name of 2.9.1", "2.9.1", "TLSv1.2", INVALID, "TLSv1.2"},
    {"TLSv1.2 as a name of 2.9.2", "2.9.2", "TLSv1.2", TLS_1_2 | TLS_1_3, NULL},
    {"TLSv1.3 as a name of 2.11", "2.11.11", "!TLSv1.3", INVALID, "!TLSv1.3"},
    {"TLSv1.3 of 3.0.13 has no effect", "3.0.13", "!TLSv1.3", TLS_ALL, "!TLSv1.3"},
    {"alone it includes nothing there", "3.0.13", "TLSv1.3", TLS_ALL, "TLSv1.3"},
    {"TLSv1.3 of 3.0.14", "3.0.14", "!TLSv1.3", TO_1_2, NULL},
    {"TLSv1.3 of 3.3.1", "3.3.1", "!TLSv1.3", TLS_ALL, "!TLSv1.3"},
    {"TLSv1.3 of 3.3.2", "3.3.2", "!TLSv1.3", TO_1_2, NULL},
    {"names of old releases do not exclude what came later", "2.11.11", "TLSv1.2", TLS_1_2 | TLS_1_3, NULL},

    {">= of 3.5", "3.5.27", ">=TLSv1.2", INVALID, ">=TLSv1.2"},
    {">= of 3.6", "3.6.0", ">=TLSv1.2", TLS_1_2 | TLS_1_3, NULL},
    {"<=", "3.6.0", "<=TLSv1.1", TLS_SSL2 | TLS_SSL3 | TLS_1_0 | TLS_1_1, NULL},
    {"both", "3.6.0", ">=TLSv1.1, <=TLSv1.2", TLS_1_1 | TLS_1_2, NULL},
    {"nothing between", "3.6.0", ">=TLSv1.3, <=TLSv1.2", 0, NULL},
    {"a bound and an exclusion", "3.6.0", ">=TLSv1 !TLSv1.1", TLS_1_0 | TLS_1_2 | TLS_1_3, NULL},
    {"a bound and a name", "3.6.0", ">=TLSv1.2 TLSv1.1", 0, NULL},
    {"repeated bounds: the last", "3.6.0", ">=TLSv1.3 >=TLSv1.1", TLS_1_1 | TLS_1_2 | TLS_1_3, NULL},
    {"a bound lifted again", "3.6.0", ">=TLSv1.3 >=None", TLS_ALL, NULL},
    {"hexadecimal", "3.6.0", ">=0303", TLS_1_2 | TLS_1_3, NULL},
    {"hexadecimal with 0x", "3.6.0", ">=0x0304", TLS_1_3, NULL},
    {"hexadecimal, not decimal", "3.6.0", ">=99", TLS_ALL, NULL},
    {"beyond all: the library refuses the bound", "3.6.0", ">=0305", TLS_ALL, NULL},
    {"case of a bound", "3.6.0", ">=tlsv1.2", TLS_1_2 | TLS_1_3, NULL},
    {"SSLv2 is no bound", "3.6.0", ">=SSLv2", INVALID, ">=SSLv2"},
    {"SSLv3 is one", "3.6.0", ">=SSLv3", TLS_ALL & ~TLS_SSL2, NULL},
    {"None is one", "3.6.0", "<=none", TLS_ALL, NULL},
    {"TLSv1.4 is none", "3.6.0", ">=TLSv1.4", INVALID, ">=TLSv1.4"},
    {"> is none", "3.6.0", ">TLSv1.2", INVALID, ">TLSv1.2"},
    {"= is none", "3.6.0", "=TLSv1.2", INVALID, "=TLSv1.2"},
    {"a number too large", "3.6.0", ">=fffffffff", INVALID, ">=fffffffff"},
    {"above INT_MAX", "3.6.0", ">=80000000", INVALID, ">=80000000"},
    {"at INT_MAX", "3.6.0", "<=7fffffff", TLS_ALL, NULL},
    {"leading zeros count for nothing", "3.6.0", ">=00000000000303", TLS_1_2 | TLS_1_3, NULL},
    {"a blank after the operator is a bound of nothing and a name", "3.6.0", ">= TLSv1.2", TLS_1_2, ">= TLSv1.2"},
    {"a lone bound at the end", "3.6.0", "TLSv1.2 >=", TLS_1_2, ">="},
};

START_TEST(protocol_lists_enable_what_the_release_says)
{
    struct tls_protocols got = tls_protocols_parse(text_from(lists[_i].list), release(lists[_i].release));
    bool valid = lists[_i].enabled != INVALID;
    ck_assert_msg(got.is_valid == valid, "%s: valid %d", lists[_i].rule, got.is_valid);
    unsigned want = valid ? lists[_i].enabled : 0;
    ck_assert_msg(got.enabled == want, "%s: got %#x, want %#x", lists[_i].rule, got.enabled, want);
    struct text word = got.invalid.n ? got.invalid : got.lone_bound.n ? got.lone_bound : got.too_new;
    expect_text(word, lists[_i].word ? lists[_i].word : "");
    if (word.n)
        ck_assert_msg(word.p >= lists[_i].list && word.p < lists[_i].list + strlen(lists[_i].list), "no slice");
}
END_TEST

START_TEST(words_of_later_releases_are_told_as_such)
{
    expect_text(tls_protocols_parse(TEXT("!SSLv2 >=TLSv1.2"), release("3.5.27")).too_new, ">=TLSv1.2");
    expect_text(tls_protocols_parse(TEXT(">=bod"), release("3.5.27")).too_new, "");
    expect_text(tls_protocols_parse(TEXT("TLSv1.3"), release("2.11.11")).too_new, "TLSv1.3");
}
END_TEST

static void list_keeps_its_promises(int number)
{
    static const char *const tokens[] = {
        "TLSv1",   "!TLSv1",   ">=TLSv1.2", "<=TLSv1.2", ">=", "bad", "SSLv2", "!SSLv3",
        "TLSv1.3", "!TLSv1.3", ">=0x",      "<=zz",      "!",  ":",   "\xff"};
    static const char *const releases[] = {"2.6.0", "2.6.19", "2.11.11", "3.0.13", "3.5.27", "3.6.0", "3.12.0"};
    uint32_t state = (uint32_t)number * 2654435761U + 1;
    struct buf text = buf_new(arena);
    for (int i = 0; i < 6; i++) {
        state = state * 1664525 + 1013904223;
        buf_printf(&text, "%s%s", tokens[(state >> 16) % COUNT(tokens)], state & 0x8000 ? ", " : "");
    }
    struct text list = buf_done(&text);
    for (size_t i = 0; i < COUNT(releases); i++) {
        struct tls_protocols got = tls_protocols_parse(list, release(releases[i]));
        ck_assert(!(got.enabled & ~(unsigned)TLS_ALL));
        ck_assert_int_eq(got.is_valid, got.invalid.n == 0);
        ck_assert(got.is_valid || got.enabled == 0);
        const struct text slices[] = {got.invalid, got.lone_bound, got.too_new};
        for (size_t k = 0; k < COUNT(slices); k++)
            ck_assert(slices[k].n == 0 || (slices[k].p >= list.p && slices[k].p + slices[k].n <= list.p + list.n));
    }
}

START_TEST(lists_from_a_seed_keep_their_promises)
{
    for (int i = 0; i < 500; i++)
        list_keeps_its_promises(i);
}
END_TEST

START_TEST(versions_have_names)
{
    ck_assert_uint_eq(tls_version_parse(TEXT("TLSv1")), TLS_1_0);
    ck_assert_uint_eq(tls_version_parse(TEXT("tlsv1.3")), TLS_1_3);
    ck_assert_uint_eq(tls_version_parse(TEXT("TLSv1.0")), 0);
    ck_assert_uint_eq(tls_version_parse(TEXT("")), 0);
    for (unsigned bit = 1; bit < TLS_ALL; bit <<= 1)
        ck_assert_uint_eq(tls_version_parse(text_from(tls_version_name(bit))), bit);
    ck_assert_str_eq(tls_version_name(TLS_1_0 | TLS_1_1), "");
    expect_text(tls_versions_text(arena, TLS_1_0 | TLS_1_3), "TLSv1, TLSv1.3");
    expect_text(tls_versions_text(arena, 0), "none");
}
END_TEST

static const struct {
    const char *text, *release;
    enum tls_level want;
} levels[] = {
    {"none", "2.6.19", LEVEL_NONE},          {"may", "2.6.19", LEVEL_MAY},
    {"encrypt", "2.6.19", LEVEL_ENCRYPT},    {"fingerprint", "2.6.19", LEVEL_FINGERPRINT},
    {"verify", "2.6.19", LEVEL_VERIFY},      {"secure", "2.6.19", LEVEL_SECURE},
    {"dane", "2.10.10", LEVEL_INVALID},      {"dane", "2.11.0", LEVEL_DANE},
    {"dane-only", "2.10.10", LEVEL_INVALID}, {"dane-only", "2.11.0", LEVEL_DANE_ONLY},
    {"halfdane", "3.7.11", LEVEL_INVALID},   {"Encrypt", "3.7.11", LEVEL_ENCRYPT},
    {"may ", "3.7.11", LEVEL_INVALID},       {"may # x", "3.7.11", LEVEL_INVALID},
    {"", "3.7.11", LEVEL_INVALID},           {"yes", "3.7.11", LEVEL_INVALID},
};

START_TEST(levels_by_release)
{
    ck_assert_msg(tls_level_parse(text_from(levels[_i].text), release(levels[_i].release)) == levels[_i].want,
                  "%s of %s", levels[_i].text, levels[_i].release);
    if (levels[_i].want != LEVEL_INVALID)
        ck_assert(text_is_nocase(text_from(levels[_i].text), tls_level_name(levels[_i].want)));
}
END_TEST

START_TEST(grades)
{
    ck_assert_int_eq(tls_grade_parse(TEXT("high")), GRADE_HIGH);
    ck_assert_int_eq(tls_grade_parse(TEXT("Medium")), GRADE_MEDIUM);
    ck_assert_int_eq(tls_grade_parse(TEXT("low")), GRADE_LOW);
    ck_assert_int_eq(tls_grade_parse(TEXT("export")), GRADE_EXPORT);
    ck_assert_int_eq(tls_grade_parse(TEXT("null")), GRADE_NULL);
    ck_assert_int_eq(tls_grade_parse(TEXT("invalid")), GRADE_INVALID);
    ck_assert_int_eq(tls_grade_parse(TEXT("")), GRADE_INVALID);
    ck_assert_int_eq(tls_grade_parse(TEXT("HIGH:!aNULL")), GRADE_INVALID);
}
END_TEST

static const struct {
    const char *openssl;
    bool weak;
    unsigned want;
} libraries[] = {
    {"1.0.2u", false, TLS_SSL3 | TLS_1_0 | TLS_1_1 | TLS_1_2},
    {"1.1.0l", false, TLS_1_0 | TLS_1_1 | TLS_1_2},
    {"1.1.1", false, TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
    {"1.1.1w", true, TLS_SSL3 | TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
    {"3.6.3", true, TLS_SSL3 | TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
    {"4.0.0", true, TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
};

START_TEST(versions_of_the_library)
{
    unsigned got = tls_library_versions(release(libraries[_i].openssl), libraries[_i].weak);
    ck_assert_msg(got == libraries[_i].want, "%s: %#x", libraries[_i].openssl, got);
}
END_TEST

START_TEST(a_list_from_a_version_on_is_in_words_of_the_release)
{
    expect_text(tls_protocols_from(arena, TLS_1_2, release("3.6.0")), ">=TLSv1.2");
    expect_text(tls_protocols_from(arena, TLS_1_2, release("3.5.27")), "!SSLv2, !SSLv3, !TLSv1, !TLSv1.1");
    expect_text(tls_protocols_from(arena, TLS_1_2, release("2.6.14")), "!SSLv2, !SSLv3, !TLSv1");
    expect_text(tls_protocols_from(arena, TLS_1_0, release("2.6.19")), "!SSLv2, !SSLv3");
}
END_TEST

Suite *tls_suite(void);

Suite *tls_suite(void)
{
    Suite *suite = suite_create("tls");
    TCase *tests = suite_case(suite, "words");
    LOOP(tests, protocol_lists_enable_what_the_release_says, lists);
    tcase_add_test(tests, words_of_later_releases_are_told_as_such);
    tcase_add_test(tests, lists_from_a_seed_keep_their_promises);
    tcase_add_test(tests, versions_have_names);
    tcase_add_test(tests, a_list_from_a_version_on_is_in_words_of_the_release);
    LOOP(tests, levels_by_release, levels);
    tcase_add_test(tests, grades);
    LOOP(tests, versions_of_the_library, libraries);
    return suite;
}
