/* base: arena, text, buf, date, version. */
#include <check.h>
#include <string.h>

#include "postlint/buf.h"
#include "postlint/date.h"
#include "postlint/version.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

static void expect_text(struct text got, const char *want)
{
    ck_assert_msg(text_is(got, want), "got \"%.*s\", want \"%s\"", TEXT_ARG(got), want);
}

START_TEST(arena_memory_is_zeroed_and_aligned)
{
    for (size_t size = 1; size < 70000; size = size * 3 + 1) {
        unsigned char *p = arena_alloc(arena, size);
        ck_assert_uint_eq((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            ck_assert_uint_eq(p[i], 0);
        memset(p, 0xff, size);
    }
}
END_TEST

START_TEST(arena_grow_keeps_what_was_there)
{
    int *items = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        items = arena_grow(arena, items, (size_t)i, &capacity, sizeof(*items));
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(items[i], i);
}
END_TEST

START_TEST(text_compares_as_strcmp_does)
{
    ck_assert_int_lt(text_compare(TEXT("a"), TEXT("b")), 0);
    ck_assert_int_lt(text_compare(TEXT("a"), TEXT("ab")), 0);
    ck_assert_int_gt(text_compare(TEXT("\xff"), TEXT("a")), 0);
    ck_assert_int_eq(text_compare(TEXT(""), TEXT("")), 0);
    ck_assert(text_is_nocase(TEXT("YeS"), "yes"));
    ck_assert(!text_is_nocase(TEXT("yes "), "yes"));
}
END_TEST

START_TEST(text_trims_what_isspace_knows)
{
    expect_text(text_trim(TEXT(" \t\r\n\v\fa b\f ")), "a b");
    expect_text(text_trim(TEXT("   ")), "");
}
END_TEST

START_TEST(text_tokens_are_cut_at_separators)
{
    struct text rest = TEXT(", a,,b c,"), token;
    ck_assert(text_token(&rest, TEXT_COMMA_SP, &token));
    expect_text(token, "a");
    ck_assert(text_token(&rest, TEXT_COMMA_SP, &token));
    expect_text(token, "b");
    ck_assert(text_token(&rest, TEXT_COMMA_SP, &token));
    expect_text(token, "c");
    ck_assert(!text_token(&rest, TEXT_COMMA_SP, &token));
}
END_TEST

START_TEST(text_number_takes_digits_only)
{
    long n;
    ck_assert(text_number(TEXT("0587"), &n));
    ck_assert_int_eq(n, 587);
    ck_assert(!text_number(TEXT(""), &n));
    ck_assert(!text_number(TEXT("-1"), &n));
    ck_assert(!text_number(TEXT("1x"), &n));
    ck_assert(!text_number(TEXT("9999999999"), &n));
}
END_TEST

START_TEST(text_distance_counts_edits_and_swaps)
{
    ck_assert_uint_eq(text_distance(TEXT("onyl"), TEXT("only"), 2), 1);
    ck_assert_uint_eq(text_distance(TEXT("protocol"), TEXT("protocols"), 2), 1);
    ck_assert_uint_eq(text_distance(TEXT("abc"), TEXT("abc"), 2), 0);
    ck_assert_uint_eq(text_distance(TEXT("abc"), TEXT("xyz"), 2), 3);
    ck_assert_uint_eq(text_distance(TEXT(""), TEXT("ab"), 2), 2);
    ck_assert_uint_eq(text_distance(TEXT("kitten"), TEXT("sitting"), 5), 3);
}
END_TEST

START_TEST(buf_grows_and_formats)
{
    struct buf buf = buf_new(arena);
    for (int i = 0; i < 1000; i++)
        buf_printf(&buf, "%d,", i);
    ck_assert_uint_eq(buf.n, 3890);
    ck_assert_uint_eq(strlen(buf.p), buf.n);
}
END_TEST

static const struct {
    const char *text, *want;
} visible[] = {
    {"plain", "plain"},
    {"\x1b[31mred", "\\x1b[31mred"},
    {"a\tb\nc", "a\\x09b\\x0ac"},
    {"\xc2\x9b"
     "0m",
     "\\x9b0m"},       /* a C1 control as UTF-8 */
    {"\x9b", "\\x9b"}, /* the same as a lone byte */
    {"\xe2\x80\xae"
     "evil",
     "\\u202eevil"},             /* right-to-left override */
    {"\xe2\x81\xa6", "\\u2066"}, /* isolate */
    {"\xef\xbb\xbf"
     "bom",
     "\\ufeffbom"},
    {"caf\xc3\xa9", "caf\xc3\xa9"},
    {"\xc0\xaf", "\\xc0\\xaf"},          /* overlong */
    {"\xed\xa0\x80", "\\xed\\xa0\\x80"}, /* surrogate */
    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
    {"\xe2\x82", "\\xe2\\x82"},          /* cut short */
    {"\xf3\xa0\x81\x81", "\\U000e0041"}, /* tag character */
    {"\x7f", "\\x7f"},
};

START_TEST(nothing_hidden_stays_hidden)
{
    expect_text(text_visible(arena, text_from(visible[_i].text)), visible[_i].want);
}
END_TEST

static const struct {
    const char *text;
    version want;
} versions[] = {
    {"3.7.11", VERSION(3, 7, 11)},
    {"3.7", VERSION(3, 7, 0) | VERSION_ANY_PATCH},
    {"1.1.1k", VERSION(1, 1, 1) | 11},
    {"3.0.22", VERSION(3, 0, 22)},
    {"3", 0},
    {"3.7.", 0},
    {"3.7.11.1", 0},
    {"x.y", 0},
    {"3.300", 0},
    {"", 0},
};

START_TEST(versions_are_read_as_numbers)
{
    version v = 0;
    bool parsed = version_parse(text_from(versions[_i].text), &v);
    ck_assert_int_eq(parsed, versions[_i].want != 0);
    if (parsed) {
        ck_assert_uint_eq(v, versions[_i].want);
        expect_text(version_text(arena, v), versions[_i].text);
    }
}
END_TEST

START_TEST(versions_are_ordered_by_number_not_by_text)
{
    ck_assert_uint_gt(VERSION(3, 10, 0), VERSION(3, 9, 99));
    ck_assert_uint_gt(VERSION(1, 1, 1) | 11, VERSION(1, 1, 1));
}
END_TEST

/* The whole table, without limits. */
static unsigned plain_distance(struct text a, struct text b)
{
    unsigned cells[12][12];
    for (size_t i = 0; i <= a.n; i++)
        for (size_t j = 0; j <= b.n; j++) {
            unsigned cost = (unsigned)(i + j);
            if (i && j) {
                cost = cells[i - 1][j - 1] + (a.p[i - 1] != b.p[j - 1]);
                cost = cells[i - 1][j] + 1 < cost ? cells[i - 1][j] + 1 : cost;
                cost = cells[i][j - 1] + 1 < cost ? cells[i][j - 1] + 1 : cost;
            }
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
                cost = cells[i - 2][j - 2] + 1 < cost ? cells[i - 2][j - 2] + 1 : cost;
            cells[i][j] = cost;
        }
    return cells[a.n][b.n];
}

START_TEST(distance_within_a_limit_is_the_plain_one)
{
    uint32_t seed = 1;
    for (unsigned k = 0; k < 100000; k++) {
        char letters[2][10];
        struct text words[2] = {{letters[0], 0}, {letters[1], 0}};
        unsigned limit = k % 6;
        for (size_t w = 0; w < 2; w++) {
            seed = seed * 1103515245U + 12345U;
            words[w].n = seed >> 16 & 7;
            for (size_t i = 0; i < words[w].n; i++)
                letters[w][i] = (char)('a' + (seed >> (i + 18) & 3));
        }
        unsigned plain = plain_distance(words[0], words[1]);
        ck_assert_uint_eq(text_distance(words[0], words[1], limit), plain > limit ? limit + 1 : plain);
    }
}
END_TEST

static const struct {
    int64_t year, month, day, days;
    const char *text;
} dates[] = {
    {1970, 1, 1, 0, "1970-01-01"},         {1969, 12, 31, -1, "1969-12-31"},  {1950, 1, 1, -7305, "1950-01-01"},
    {2000, 2, 29, 11016, "2000-02-29"},    {2026, 7, 1, 20635, "2026-07-01"}, {2100, 3, 1, 47541, "2100-03-01"},
    {9999, 12, 31, 2932896, "9999-12-31"},
};

START_TEST(dates_there_and_back)
{
    ck_assert_int_eq(date_days(dates[_i].year, dates[_i].month, dates[_i].day), dates[_i].days);
    int64_t days;
    bool is_read = date_parse(text_from(dates[_i].text), &days);
    ck_assert(is_read);
    ck_assert_int_eq(days, dates[_i].days);
    expect_text(date_text(arena, dates[_i].days * DATE_SECONDS), dates[_i].text);
    expect_text(date_text(arena, dates[_i].days * DATE_SECONDS + 86399), dates[_i].text);
}
END_TEST

static const char *const no_dates[] = {"2027-02-29", "2100-02-29", "2027-00-10", "2027-13-01", "2027-04-31",
                                       "2027-12-32", "2027-01-00", "2027-1-01",  "2027/01/01", "tomorrow"};

START_TEST(days_of_no_calendar_are_refused)
{
    int64_t days;
    ck_assert(!date_parse(text_from(no_dates[_i]), &days));
}
END_TEST

Suite *base_suite(void)
{
    Suite *suite = suite_create("base");
    TCase *tests = tcase_create("base");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, arena_memory_is_zeroed_and_aligned);
    tcase_add_test(tests, arena_grow_keeps_what_was_there);
    tcase_add_test(tests, text_compares_as_strcmp_does);
    tcase_add_test(tests, text_trims_what_isspace_knows);
    tcase_add_test(tests, text_tokens_are_cut_at_separators);
    tcase_add_test(tests, text_number_takes_digits_only);
    tcase_add_test(tests, text_distance_counts_edits_and_swaps);
    tcase_add_test(tests, distance_within_a_limit_is_the_plain_one);
    tcase_add_test(tests, buf_grows_and_formats);
    tcase_add_loop_test(tests, nothing_hidden_stays_hidden, 0, sizeof(visible) / sizeof(visible[0]));
    tcase_add_loop_test(tests, versions_are_read_as_numbers, 0, sizeof(versions) / sizeof(versions[0]));
    tcase_add_test(tests, versions_are_ordered_by_number_not_by_text);
    tcase_add_loop_test(tests, dates_there_and_back, 0, sizeof(dates) / sizeof(dates[0]));
    tcase_add_loop_test(tests, days_of_no_calendar_are_refused, 0, sizeof(no_dates) / sizeof(no_dates[0]));
    suite_add_tcase(suite, tests);
    return suite;
}
