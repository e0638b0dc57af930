/* files: descriptions of files, dates, and a file that is read once. */
#include "postlint/files.h"

#include "help.h"

static const struct {
    const char *what, *text, *want;
} refused[] = {
    {"an unknown word", "cert", "a line begins with"},
    {"an unknown fact", "certificate bits=3", "a certificate has"},
    {"a key without bits", "key rsa", "a key is TYPE:BITS:NAME"},
    {"an unknown kind of key", "key elgamal:2048:a", "not known"},
    {"no octal number", "mode 0698", "octal"},
    {"no date", "modified 2026-7-1", "YYYY-MM-DD"},
    {"no bits", "dh", "number of bits"},
};

START_TEST(descriptions_are_refused)
{
    struct files *files = files_open(arena, NULL, 0);
    const char *got = files_describe(arena, files, TEXT("/a"), text_from(refused[_i].text));
    ck_assert_msg(got && text_contains(text_from(got), refused[_i].want), "%s: got %s", refused[_i].what,
                  got ? got : "nothing");
}
END_TEST

START_TEST(only_what_is_described_is_there)
{
    struct files *files = files_open(arena, NULL, 0);
    ck_assert_ptr_null(files_describe(arena, files, TEXT("/a"), TEXT("mode 0640 mail\nkey rsa:2048:x\nencrypted-key")));
    const struct file *file = files_get(files, TEXT("/a"));
    ck_assert_int_eq(file->state, FILE_READ);
    ck_assert_uint_eq(file->n, 2);
    ck_assert_int_eq(file->items[0].type, KEY_RSA);
    ck_assert_int_eq(file->items[0].bits, 2048);
    ck_assert_uint_eq(file->status.mode, 0640);
    ck_assert_int_eq(files_get(files, TEXT("/b"))->state, FILE_ABSENT);
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
    ck_assert_int_eq(days_of_date(dates[_i].year, dates[_i].month, dates[_i].day), dates[_i].days);
    expect_text(date_text(arena, dates[_i].days * 86400), dates[_i].text);
    expect_text(date_text(arena, dates[_i].days * 86400 + 86399), dates[_i].text);
}
END_TEST

Suite *files_suite(void);

Suite *files_suite(void)
{
    Suite *suite = suite_create("files");
    TCase *cases = suite_case(suite, "files");
    LOOP(cases, descriptions_are_refused, refused);
    tcase_add_test(cases, only_what_is_described_is_there);
    LOOP(cases, dates_there_and_back, dates);
    return suite;
}
