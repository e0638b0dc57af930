/* files: descriptions of files, and a file that is read once. */
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

Suite *files_suite(void);

Suite *files_suite(void)
{
    Suite *suite = suite_create("files");
    TCase *cases = suite_case(suite, "files");
    LOOP(cases, descriptions_are_refused, refused);
    tcase_add_test(cases, only_what_is_described_is_there);
    return suite;
}
