/* report: text, concise and JSON of findings in memory. */
#include "postlint/report.h"

#include <jansson.h>

#include "help.h"
#include "report/fingerprint.h"
#include "report/place.h"

static const struct rule rules[] = {
    {.id = "first-rule", .title = "t", .category = "files", .severity = SEVERITY_ERROR},
    {.id = "second-rule", .title = "t", .category = "files", .severity = SEVERITY_INFO}};

/* One configuration with one finding, which tests change. */
struct sample {
    struct conf *conf;
    struct finding *items;
    struct target targets[2];
    struct report_conf confs[1];
    struct report report;
};

#define MASTER "smtp inet n - y - - smtpd\n  -o smtpd_tls_auth_only=no\n"

static struct sample *sample_of(const char *main, size_t n)
{
    struct sample *sample = arena_alloc(arena, sizeof(*sample));
    sample->conf = conf_from(main, MASTER);
    sample->items = arena_array(arena, n, sizeof(struct finding));
    sample->targets[0] = target_of("3.7.11", "3.0.22");
    sample->targets[1] = target_of("3.11.7", "3.5.7");
    sample->targets[0].name = TEXT("debian-12");
    sample->targets[1].name = TEXT("upstream");
    for (size_t i = 0; i < n; i++) {
        const struct setting *setting = &sample->conf->settings[i < sample->conf->n_settings ? i : 0];
        sample->items[i] = (struct finding){.rule = &rules[0],
                                            .severity = SEVERITY_ERROR,
                                            .message = TEXT("what is wrong"),
                                            .parameter = setting->name,
                                            .value = setting->value,
                                            .origin = FROM_MAIN,
                                            .span = setting->span,
                                            .targets = 1,
                                            .all_targets = true};
    }
    sample->confs[0] = (struct report_conf){
        .conf = sample->conf, .findings = {sample->items, n}, .targets = sample->targets, .n_targets = 1};
    sample->report = (struct report){.arena = arena, .confs = sample->confs, .n_confs = 1};
    return sample;
}

static struct text written(const struct sample *sample, const char *format)
{
    struct buf out = buf_new(arena);
    report_format(text_from(format))->write(&sample->report, &out);
    return buf_done(&out);
}

static json_t *document(const struct sample *sample)
{
    struct text text = written(sample, "json");
    json_error_t error;
    json_t *root = json_loadb(text.p, text.n, 0, &error);
    ck_assert_msg(root != NULL, "line %d: %s", error.line, error.text);
    return root;
}

static json_t *first_finding(json_t *root)
{
    json_t *conf = json_array_get(json_object_get(root, "configurations"), 0);
    return json_array_get(json_object_get(conf, "findings"), 0);
}

START_TEST(formats_by_name)
{
    size_t n;
    const struct report_format *formats = report_formats(&n);
    for (size_t i = 0; i < n; i++)
        ck_assert_ptr_eq(report_format(text_from(formats[i].name)), &formats[i]);
    ck_assert_ptr_null(report_format(TEXT("")));
    ck_assert_ptr_null(report_format(TEXT("JSON")));
}
END_TEST

START_TEST(a_finding_in_text_and_concise)
{
    struct sample *sample = sample_of("a = b\n", 1);
    expect_text(written(sample, "text"), "etc/main.cf:1:1: error: what is wrong [first-rule]\n"
                                         "     1 | a = b\n"
                                         "       | ^^^^^\n"
                                         "    origin: main.cf\n"
                                         "\n"
                                         "1 configuration checked for debian-12 (Postfix 3.7.11 with OpenSSL 3.0.22): "
                                         "1 error\n");
    expect_text(written(sample, "concise"), "etc/main.cf:1:1: error: what is wrong [first-rule]\n");
    sample->report.quiet = true;
    ck_assert(!text_contains(written(sample, "text"), "checked"));
}
END_TEST

START_TEST(everything_about_a_finding_in_text)
{
    struct sample *sample = sample_of("a = b\nc = d\n", 1);
    const struct service *service = &sample->conf->services[0];
    struct text chain[] = {TEXT("x"), TEXT("y")};
    struct related related = {sample->conf->settings[1].span, TEXT("because of this")};
    const struct service *services[] = {service};
    sample->items[0].services = services;
    sample->items[0].n_services = 1;
    sample->items[0].chain = chain;
    sample->items[0].n_chain = 2;
    sample->items[0].related = &related;
    sample->items[0].n_related = 1;
    sample->items[0].all_targets = false;
    sample->items[0].targets = 2;
    sample->items[0].fix = TEXT("write something");
    sample->confs[0].n_targets = 2;
    sample->report.n_hidden = 3;
    expect_text(written(sample, "text"), "etc/main.cf:1:1: error: what is wrong [first-rule]\n"
                                         "     1 | a = b\n"
                                         "       | ^^^^^\n"
                                         "    origin: main.cf, for smtp/inet\n"
                                         "    value: b, through $x, $y\n"
                                         "    only on: upstream\n"
                                         "    see: etc/main.cf:2:1: because of this\n"
                                         "    fix: write something\n"
                                         "\n"
                                         "1 configuration checked for 2 targets: 1 error (3 less severe not shown)\n");
}
END_TEST

START_TEST(origins_in_text)
{
    struct sample *sample = sample_of("a = b\n", 1);
    const struct service *service = &sample->conf->services[0];
    struct finding *finding = &sample->items[0];
    finding->service = service;
    finding->origin = FROM_OVERRIDE;
    finding->span = service->overrides[0].span;
    struct text text = written(sample, "text");
    ck_assert(text_starts(text, "etc/master.cf:2:3: error: "));
    ck_assert(text_contains(text, "    origin: override of smtp/inet\n"));
    finding->origin = FROM_DEFAULT;
    finding->value = TEXT("");
    ck_assert(text_contains(written(sample, "text"), "    origin: default of Postfix 3.7.11: a =\n"));
    /* No place at all: the configuration stands for it. */
    finding->span = (struct span){0};
    ck_assert(text_starts(written(sample, "text"), "etc: error: what is wrong [first-rule]\n    origin"));
    finding->origin = FROM_NOWHERE;
    ck_assert(!text_contains(written(sample, "text"), "origin"));
}
END_TEST

START_TEST(lesser_findings_of_a_rule_are_shown_once_in_text)
{
    struct sample *sample = sample_of("a = b\nc = d\ne = f\n", 3);
    for (size_t i = 0; i < 3; i++)
        sample->items[i].severity = SEVERITY_INFO;
    struct text text = written(sample, "text");
    ck_assert(text_contains(text, "(and 2 more places)"));
    ck_assert(!text_contains(text, "main.cf:2:1"));
    ck_assert(text_contains(text, ": 3 info\n"));
    text = written(sample, "concise");
    ck_assert(text_contains(text, "main.cf:2:1") && text_contains(text, "main.cf:3:1"));
}
END_TEST

START_TEST(statistics_by_weight)
{
    struct sample *sample = sample_of("a = b\nc = d\ne = f\n", 3);
    sample->items[1].rule = &rules[1];
    sample->items[1].severity = SEVERITY_INFO;
    sample->report.statistics = true;
    sample->report.quiet = true;
    struct text text = written(sample, "text");
    ck_assert(text_ends(text, "\n\n      2  error    first-rule\n      1  info     second-rule\n"));
    ck_assert(text_ends(written(sample, "concise"), "      2  error    first-rule\n      1  info     second-rule\n"));
}
END_TEST

static const struct {
    const char *what, *main;
    size_t setting;
    const char *want; /* the two lines of the snippet */
} snippets[] = {
    {"a tab is shown as blanks", "a\t= b\n", 0, "     1 | a       = b\n       | ^^^^^^^^^^^\n"},
    {"the first line of a span", "# x\na = b,\n  c\n", 0, "     2 | a = b,\n       | ^^^^^^\n"},
    {"characters of two cells", "a = \xe4\xb8\xad\n", 0, "     1 | a = \xe4\xb8\xad\n       | ^^^^^^\n"},
    {"characters of no cell", "a = e\xcc\x81\n", 0, "     1 | a = e\xcc\x81\n       | ^^^^^\n"},
    {"what is hidden is shown", "a = \x1b[0m\n", 0, "     1 | a = \\x1b[0m\n       | ^^^^^^^^^^^\n"},
    {"bytes that are no UTF-8", "a = \xff\n", 0, "     1 | a = \\xff\n       | ^^^^^^^^\n"},
    {"a carriage return behind it", "a = b\r\n", 0, "     1 | a = b\\x0d\n       | ^^^^^\n"},
};

START_TEST(snippets_mark_the_span)
{
    struct sample *sample = sample_of(snippets[_i].main, 1);
    struct text text = written(sample, "text");
    ck_assert_msg(text_contains(text, snippets[_i].want), "%s: got\n%.*s", snippets[_i].what, TEXT_ARG(text));
}
END_TEST

START_TEST(long_lines_are_cut_round_the_span)
{
    struct buf main = buf_new(arena);
    buf_str(&main, "a = ");
    for (int i = 0; i < 1000; i++)
        buf_str(&main, "0123456789");
    size_t at = main.n;
    buf_str(&main, "HERE");
    for (int i = 0; i < 1000; i++)
        buf_str(&main, "0123456789");
    struct sample *sample = sample_of(buf_done(&main).p, 1);
    sample->items[0].span = (struct span){sample->conf->main, at, at + 4};
    struct text text = written(sample, "text");
    ck_assert(text_starts(text, "etc/main.cf:1:10005: error: "));
    ck_assert(text_contains(text, "0123456789HERE0123456789"));
    ck_assert(text_contains(text, " ^^^^\n"));
    ck_assert_uint_lt(text.n, 600);
}
END_TEST

START_TEST(colors_are_asked_for)
{
    struct sample *sample = sample_of("a = b\n", 1);
    ck_assert(!text_contains(written(sample, "text"), "\033"));
    sample->report.color = true;
    ck_assert(text_contains(written(sample, "text"), "\033[31merror:\033[0m what is wrong"));
    ck_assert(text_contains(written(sample, "concise"), "\033[31merror:\033[0m what is wrong"));
    ck_assert(!text_contains(written(sample, "json"), "\033"));
}
END_TEST

/* Text that would do harm raw, in every place a configuration can put it. */
#define HOSTILE "\x1b]0;x\x07\xe2\x80\xae\xc2\x9b\xff\r"

START_TEST(nothing_hostile_comes_out_raw)
{
    struct sample *sample = sample_of("a = " HOSTILE "x\n", 1);
    struct finding *finding = &sample->items[0];
    struct text hostile = TEXT("h" HOSTILE "h"), chain[] = {hostile};
    struct service *service = &sample->conf->services[0];
    service->id = hostile;
    const struct service *services[] = {service};
    struct related related = {finding->span, hostile};
    struct edit edit = {finding->span, hostile};
    sample->conf->path = hostile;
    sample->targets[0].name = hostile;
    struct source *source = arena_alloc(arena, sizeof(*source));
    *source = *sample->conf->main;
    source->name = hostile;
    finding->span.source = source;
    related.span.source = source;
    *finding = (struct finding){.rule = &rules[0],
                                .severity = SEVERITY_ERROR,
                                .message = hostile,
                                .parameter = hostile,
                                .value = hostile,
                                .origin = FROM_DEFAULT,
                                .span = finding->span,
                                .targets = 1,
                                .service = service,
                                .services = services,
                                .n_services = 1,
                                .chain = chain,
                                .n_chain = 1,
                                .related = &related,
                                .n_related = 1,
                                .fix = hostile,
                                .edits = &edit,
                                .n_edits = 1,
                                .all_targets = false};
    struct report_error error = {.file = hostile, .line = 1, .message = hostile};
    sample->report.errors = &error;
    sample->report.n_errors = 1;
    sample->report.statistics = true;
    size_t n;
    const struct report_format *formats = report_formats(&n);
    for (size_t i = 0; i < n; i++) {
        struct text text = written(sample, formats[i].name);
        for (size_t k = 0; k < text.n; k++)
            ck_assert_msg(text.p[k] == '\n' || ((unsigned char)text.p[k] >= 0x20 && (unsigned char)text.p[k] < 0x7f),
                          "%s: byte %#x in \"%.*s\"", formats[i].name, (unsigned char)text.p[k],
                          TEXT_ARG(text_visible(arena, text_slice(text, k > 30 ? k - 30 : 0, k + 5))));
    }
}
END_TEST

static const char *string_of(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    ck_assert_msg(value != NULL, "no key %s", key);
    return json_is_null(value) ? "null" : json_string_value(value);
}

static json_int_t number_of(json_t *object, const char *key)
{
    ck_assert_msg(json_is_integer(json_object_get(object, key)), "no number %s", key);
    return json_integer_value(json_object_get(object, key));
}

START_TEST(a_finding_in_json_has_every_key)
{
    struct sample *sample = sample_of("a = caf\xc3\xa9,\n b\n", 1);
    struct edit edits[] = {{sample->conf->settings[0].value_span, TEXT("x\n\ty")}};
    sample->items[0].fix = TEXT("do it");
    sample->items[0].fix_is_safe = true;
    sample->items[0].edits = edits;
    sample->items[0].n_edits = 1;
    json_t *root = document(sample), *finding = first_finding(root);
    static const char *const keys[] = {"rule",  "severity", "message",    "service",   "services", "parameter",
                                       "value", "origin",   "location",   "related",   "targets",  "depends_on",
                                       "floor", "fix",      "suppressed", "confidence"};
    ck_assert_uint_eq(json_object_size(finding), COUNT(keys));
    for (size_t i = 0; i < COUNT(keys); i++)
        ck_assert_msg(json_object_get(finding, keys[i]) != NULL, "%s", keys[i]);
    ck_assert_str_eq(string_of(finding, "rule"), "first-rule");
    ck_assert_str_eq(string_of(finding, "severity"), "error");
    ck_assert_str_eq(string_of(finding, "service"), "null");
    ck_assert_str_eq(string_of(finding, "origin"), "main");
    ck_assert_str_eq(string_of(finding, "value"), "caf\xc3\xa9, b");
    ck_assert_str_eq(string_of(finding, "targets"), "null");
    json_t *location = json_object_get(finding, "location");
    ck_assert_str_eq(string_of(location, "file"), "etc/main.cf");
    ck_assert_int_eq(number_of(location, "line"), 1);
    ck_assert_int_eq(number_of(location, "column"), 1);
    ck_assert_int_eq(number_of(location, "end_line"), 2);
    ck_assert_int_eq(number_of(location, "end_column"), 3);
    json_t *fix = json_object_get(finding, "fix");
    ck_assert(json_is_true(json_object_get(fix, "safe")));
    json_t *edit = json_array_get(json_object_get(fix, "edits"), 0);
    ck_assert_int_eq(number_of(edit, "column"), 5);
    ck_assert_int_eq(number_of(edit, "end_column"), 3);
    ck_assert_str_eq(string_of(edit, "text"), "x\n\ty");
    ck_assert_int_eq(number_of(root, "format"), 1);
    json_t *summary = json_object_get(root, "summary");
    ck_assert_int_eq(number_of(summary, "error"), 1);
    ck_assert_int_eq(number_of(summary, "suppressed"), 0);
    json_decref(root);
}
END_TEST

START_TEST(json_says_null_where_there_is_nothing)
{
    struct sample *sample = sample_of("a = b\n", 1);
    sample->items[0] = (struct finding){
        .rule = &rules[1], .severity = SEVERITY_INFO, .message = TEXT("m"), .origin = FROM_NOWHERE, .targets = 2};
    sample->confs[0].n_targets = 2;
    struct report_error errors[] = {{.message = TEXT("one")}, {.file = TEXT("f"), .line = 7, .message = TEXT("two")}};
    sample->report.errors = errors;
    sample->report.n_errors = 2;
    json_t *root = document(sample), *finding = first_finding(root);
    static const char *const nulls[] = {"service",  "parameter",  "value", "origin",
                                        "location", "depends_on", "fix",   "suppressed"};
    for (size_t i = 0; i < COUNT(nulls); i++)
        ck_assert_msg(json_is_null(json_object_get(finding, nulls[i])), "%s", nulls[i]);
    json_t *targets = json_object_get(finding, "targets");
    ck_assert_uint_eq(json_array_size(targets), 1);
    ck_assert_str_eq(json_string_value(json_array_get(targets, 0)), "upstream");
    json_t *told = json_object_get(root, "errors");
    ck_assert_uint_eq(json_array_size(told), 2);
    ck_assert(json_is_null(json_object_get(json_array_get(told, 0), "file")));
    ck_assert(json_is_null(json_object_get(json_array_get(told, 0), "line")));
    ck_assert_int_eq(number_of(json_array_get(told, 1), "line"), 7);
    json_decref(root);
}
END_TEST

START_TEST(an_edit_that_json_cannot_carry_is_left_out)
{
    struct sample *sample = sample_of("a = b\n", 1);
    struct edit edits[] = {{sample->conf->settings[0].value_span, TEXT("x \xff")}};
    sample->items[0].fix = TEXT("do it");
    sample->items[0].edits = edits;
    sample->items[0].n_edits = 1;
    json_t *root = document(sample), *fix = json_object_get(first_finding(root), "fix");
    ck_assert_str_eq(string_of(fix, "description"), "do it");
    ck_assert_uint_eq(json_array_size(json_object_get(fix, "edits")), 0);
    json_decref(root);
}
END_TEST

START_TEST(targets_that_were_not_judged_are_not_listed)
{
    struct sample *sample = sample_of("a = b\n", 1);
    bool judged[] = {false, true};
    sample->confs[0].n_targets = 2;
    sample->confs[0].judged = judged;
    json_t *root = document(sample);
    json_t *targets = json_object_get(json_array_get(json_object_get(root, "configurations"), 0), "targets");
    ck_assert_uint_eq(json_array_size(targets), 1);
    ck_assert_str_eq(string_of(json_array_get(targets, 0), "postfix"), "3.11.7");
    json_decref(root);
}
END_TEST

START_TEST(a_fingerprint_stays_while_lines_move)
{
    struct sample *before = sample_of("smtpd_tls_auth_only = no\n", 1);
    struct sample *after = sample_of("# one more line\n\nsmtpd_tls_auth_only =   no\n", 1);
    struct text old = fingerprints_make(arena, &before->confs[0], &before->confs[0].findings)[0];
    ck_assert_uint_eq(old.n, 32);
    expect_text(fingerprints_make(arena, &after->confs[0], &after->confs[0].findings)[0], old.p);
}
END_TEST

START_TEST(a_fingerprint_is_of_rule_service_parameter_and_value)
{
    struct sample *sample = sample_of("smtpd_tls_auth_only = no\n", 6);
    sample->items[1].rule = &rules[1];
    sample->items[2].service = &sample->conf->services[0];
    sample->items[3].parameter = TEXT("smtpd_tls_auth");
    sample->items[4].value = TEXT("yes");
    sample->items[5] = sample->items[0]; /* the same once more */
    const struct text *prints = fingerprints_make(arena, &sample->confs[0], &sample->confs[0].findings);
    for (size_t i = 0; i < 6; i++)
        for (size_t k = i + 1; k < 6; k++)
            ck_assert_msg(!text_eq(prints[i], prints[k]), "%zu and %zu are the same", i, k);
}
END_TEST

START_TEST(a_report_of_nothing)
{
    struct report report = {.arena = arena};
    size_t n;
    const struct report_format *formats = report_formats(&n);
    for (size_t i = 0; i < n; i++) {
        struct buf out = buf_new(arena);
        formats[i].write(&report, &out);
        bool is_for_people = strcmp(formats[i].name, "text") == 0 || strcmp(formats[i].name, "concise") == 0 ||
                             strcmp(formats[i].name, "github") == 0;
        ck_assert_int_eq(out.n == 0, is_for_people);
    }
}
END_TEST

START_TEST(a_locator_gives_the_positions_of_the_source)
{
    const struct source *source = source_new(
        arena, TEXT("x"), TEXT("abc\n\n\xc3\xa9\xff\xe2\x82\xac x\r\nlast \xf0\x9f\x92\xa9 line"), SOURCE_MAIN);
    struct locator locator = {0};
    uint32_t state = (uint32_t)_i + 1;
    for (int i = 0; i < 200; i++) {
        state = state * 1664525 + 1013904223;
        size_t offset = (state >> 8) % (source->bytes.n + 1);
        /* Offsets of findings lie at characters. */
        while (offset && offset < source->bytes.n && ((unsigned char)source->bytes.p[offset] & 0xc0) == 0x80)
            offset--;
        struct position got = place_of(&locator, source, offset), want = source_position(source, offset);
        ck_assert_msg(got.line == want.line && got.column == want.column, "offset %zu: %zu:%zu, not %zu:%zu", offset,
                      got.line, got.column, want.line, want.column);
    }
}
END_TEST

Suite *report_suite(void);

Suite *report_suite(void)
{
    Suite *suite = suite_create("report");
    TCase *tests = suite_case(suite, "report");
    tcase_add_test(tests, formats_by_name);
    tcase_add_test(tests, a_finding_in_text_and_concise);
    tcase_add_test(tests, everything_about_a_finding_in_text);
    tcase_add_test(tests, origins_in_text);
    tcase_add_test(tests, lesser_findings_of_a_rule_are_shown_once_in_text);
    tcase_add_test(tests, statistics_by_weight);
    LOOP(tests, snippets_mark_the_span, snippets);
    tcase_add_test(tests, long_lines_are_cut_round_the_span);
    tcase_add_test(tests, colors_are_asked_for);
    tcase_add_test(tests, nothing_hostile_comes_out_raw);
    tcase_add_test(tests, a_finding_in_json_has_every_key);
    tcase_add_test(tests, json_says_null_where_there_is_nothing);
    tcase_add_test(tests, an_edit_that_json_cannot_carry_is_left_out);
    tcase_add_test(tests, targets_that_were_not_judged_are_not_listed);
    tcase_add_test(tests, a_fingerprint_stays_while_lines_move);
    tcase_add_test(tests, a_fingerprint_is_of_rule_service_parameter_and_value);
    tcase_add_test(tests, a_report_of_nothing);
    tcase_add_loop_test(tests, a_locator_gives_the_positions_of_the_source, 0, 20);
    return suite;
}
