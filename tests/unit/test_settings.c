/* settings: the file, which sections are in force, and what stands over what. */
#include "postlint/settings.h"

#include "help.h"

static bool parse(const char *text, struct settings *settings, struct rulefile_error *error)
{
    return settings_parse(arena, source_new(arena, TEXT(".postlint.yaml"), text_from(text), SOURCE_RULES), settings,
                          error);
}

static const struct settings *parsed(const char *text)
{
    struct settings *settings = arena_alloc(arena, sizeof(*settings));
    struct rulefile_error error;
    ck_assert_msg(parse(text, settings, &error), "%.*s", TEXT_ARG(error.message));
    return settings;
}

/* "word severity:line:column ..." of the value KEY. */
static struct text value_text(const struct settings_value *values, enum settings_key key)
{
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < values[key].n; i++) {
        const struct settings_item *item = &values[key].items[i];
        buf_printf(&out, "%s%s", i ? " " : "", item->word);
        if (item->severity)
            buf_printf(&out, "=%s", severity_name(item->severity));
        buf_printf(&out, ":%zu:%zu", item->line, item->column);
    }
    return buf_done(&out);
}

START_TEST(every_word_knows_its_place)
{
    const struct settings *settings =
        parsed("extends: base.yaml\nprofile: strict\nrules: own\nselect: [a, b]\nignore: []\n"
               "severity:\n  x-*: off\n  files: info\nmin-severity: style\nfail-on: never\n"
               "postfix: 3.10\nopenssl: \"3.0\"\nbaseline: b.json\n"
               "paths:\n  ./hosts/mx1/: {platforms: [debian-12]}\n");
    static const struct {
        enum settings_key key;
        const char *want;
    } cases[] = {{SETTING_EXTENDS, "base.yaml:1:10"},
                 {SETTING_PROFILE, "strict:2:10"},
                 {SETTING_RULES, "own:3:8"},
                 {SETTING_SELECT, "a:4:10 b:4:13"},
                 {SETTING_IGNORE, ""},
                 {SETTING_SEVERITY, "x-*:7:3 files=info:8:3"},
                 {SETTING_MIN_SEVERITY, "style=style:9:15"},
                 {SETTING_FAIL_ON, "never:10:10"},
                 {SETTING_POSTFIX, "3.10:11:10"},
                 {SETTING_OPENSSL, "3.0:12:10"},
                 {SETTING_BASELINE, "b.json:13:11"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        ck_assert(settings->file.values[cases[i].key].is_given);
        expect_text(value_text(settings->file.values, cases[i].key), cases[i].want);
    }
    ck_assert(settings->file.values[SETTING_SELECT].items[0].from == settings);
    ck_assert_uint_eq(settings->n_sections, 1);
    ck_assert_str_eq(settings->sections[0].glob, "hosts/mx1");
    expect_text(value_text(settings->sections[0].values, SETTING_PLATFORMS), "debian-12:15:30");
}
END_TEST

static const struct {
    const char *text;
    size_t line, column;
    const char *message;
} wrong[] = {
    {"", 1, 1, "the file is empty"},
    {"- a\n", 1, 1, "a mapping (key: value) is wanted here"},
    {"profil: strict\n", 1, 1, "unknown key \"profil\": did you mean \"profile\"?"},
    {"profile: [strict]\n", 1, 10, "a text is wanted here"},
    {"profile: ''\n", 1, 10, "the text is empty"},
    {"select: []\n", 1, 9, "the list is empty"},
    {"select: [a, '']\n", 1, 13, "the word is empty"},
    {"select: [a, [b]]\n", 1, 13, "a word is wanted here"},
    {"ignore: {a: b}\n", 1, 9, "a word or a list of words is wanted here"},
    {"severity: off\n", 1, 11, "a mapping (name: severity) is wanted here"},
    {"severity: {a: lowd}\n", 1, 15, "\"lowd\" is no severity; known are off, style, info, warning, error"},
    {"min-severity: off\n", 1, 15, "\"off\" is no severity; known are style, info, warning, error"},
    {"min-severity: never\n", 1, 15, "\"never\" is no severity; known are style, info, warning, error"},
    {"fail-on: nevr\n", 1, 10, "\"nevr\" is no severity: did you mean \"never\"?"},
    {"postfix: 3.7\nplatforms: debian-12\n", 2, 1, "says both releases: give it, or postfix and openssl"},
    {"paths: hosts\n", 1, 8, "a mapping (glob: keys) is wanted here"},
    {"paths: {/etc: {}}\n", 1, 9, "a path relative to this file is wanted here, such as hosts/mx*"},
    {"paths: {./: {}}\n", 1, 9, "a path relative to this file is wanted here, such as hosts/mx*"},
    {"paths:\n  a:\n    rules: x\n", 3, 5,
     "unknown key \"rules\"; known are profile, select, ignore, severity, postfix, openssl, platforms"},
    {"select: &a b\n", 1, 9, "anchors and tags are not taken here"},
    {"select: a\nselect: b\n", 2, 1, "this key is given twice"},
};

START_TEST(what_is_wrong_is_refused_at_its_place)
{
    struct settings settings;
    struct rulefile_error error;
    ck_assert(!parse(wrong[_i].text, &settings, &error));
    expect_text(error.message, wrong[_i].message);
    ck_assert_uint_eq(error.line, wrong[_i].line);
    ck_assert_uint_eq(error.column, wrong[_i].column);
}
END_TEST

static const struct {
    const char *glob, *path;
    bool holds;
} paths[] = {
    {"hosts/mx1", "hosts/mx1", true},
    {"hosts/mx1", "hosts/mx1/etc/postfix", true},
    {"hosts/mx1", "hosts/mx10", false},
    {"hosts/mx*", "hosts/mx10", true},
    {"hosts/mx1", "other/hosts/mx1", false},
    {"*", "hosts/mx1", true},
    {"*/postfix", "a/b/postfix/c", true},
    {".", "hosts", true},
    {".", ".", true},
    {".", "../hosts", false},
    {"../hosts", "../hosts/mx", true},
    {"hosts/main.cf.j2", "hosts/main.cf.j2", true},
};

START_TEST(a_section_is_about_what_its_glob_names_and_all_below)
{
    struct settings_section section = {.glob = paths[_i].glob};
    ck_assert_msg(settings_concern(&section, text_from(paths[_i].path)) == paths[_i].holds, "%s %s", paths[_i].glob,
                  paths[_i].path);
}
END_TEST

START_TEST(what_comes_later_stands_over_what_was_there)
{
    const struct settings *first =
        parsed("rules: a\nselect: s1\nignore: i1\nseverity: {x: off}\nplatforms: debian-12\n");
    const struct settings *second = parsed("rules: b\nignore: []\nseverity: {y: info}\nopenssl: 3.0\n");
    struct settings_value values[N_SETTINGS] = {0};
    settings_overlay(arena, values, first->file.values);
    settings_overlay(arena, values, second->file.values);
    expect_text(value_text(values, SETTING_RULES), "a:1:8 b:1:8");
    expect_text(value_text(values, SETTING_SELECT), "s1:2:9");
    ck_assert(values[SETTING_IGNORE].is_given && values[SETTING_IGNORE].n == 0);
    expect_text(value_text(values, SETTING_SEVERITY), "x:4:12 y=info:3:12");
    ck_assert(!values[SETTING_PLATFORMS].is_given);
    expect_text(value_text(values, SETTING_OPENSSL), "3.0:4:10");
    settings_overlay(arena, values, first->file.values);
    expect_text(value_text(values, SETTING_PLATFORMS), "debian-12:5:12");
    ck_assert(!values[SETTING_OPENSSL].is_given);
}
END_TEST

START_TEST(every_key_has_a_sentence_in_the_manual)
{
    for (int key = 0; key < N_SETTINGS; key++) {
        ck_assert(settings_words()[key].name != NULL);
        ck_assert(text_ends(text_from(settings_words()[key].manual), "."));
    }
}
END_TEST

Suite *settings_suite(void);

Suite *settings_suite(void)
{
    Suite *suite = suite_create("settings");
    TCase *tests = suite_case(suite, "file");
    tcase_add_test(tests, every_word_knows_its_place);
    LOOP(tests, what_is_wrong_is_refused_at_its_place, wrong);
    LOOP(tests, a_section_is_about_what_its_glob_names_and_all_below, paths);
    tcase_add_test(tests, what_comes_later_stands_over_what_was_there);
    tcase_add_test(tests, every_key_has_a_sentence_in_the_manual);
    return suite;
}
