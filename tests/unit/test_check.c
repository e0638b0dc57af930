/* check: the engine.  Causes, places, severities, targets, fixes. */
#include "postlint/check.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "../lib/generate.h"
#include "help.h"
#include "postlint/example.h"
#include "postlint/rulefile.h"

/* A rule in one line: its keys besides those that every rule has. */
#define RULE(id, keys)                                                                                                 \
    "- {id: " id ", title: t, category: files, why: w, " keys                                                          \
    ", examples: [{fails: f, main: m, at: none}, {passes: p, main: m}]}\n"

static const struct ruleset *rules_of(const char *rules, const char *profile)
{
    struct ruleset *set = arena_alloc(arena, sizeof(*set));
    struct rulefile_error error = {0};
    struct text text =
        text_printf(arena, "rules:\n%sprofiles:\n- {name: p, title: t, min-protocol: TLSv1.2, %s}\n", rules, profile);
    bool loaded = rulefile_load(arena, source_new(arena, TEXT("x"), text, SOURCE_RULES), set, &error) &&
                  ruleset_check(arena, set, &error);
    ck_assert_msg(loaded, "%zu: %.*s: %.*s", error.line, TEXT_ARG(error.path), TEXT_ARG(error.message));
    return set;
}

/* TARGETS: Postfix releases, blank separated; the OpenSSL is 3.0.22. */
static struct findings check_for(const struct ruleset *rules, const struct conf *conf, const char *targets, bool *used)
{
    struct target *list = arena_array(arena, CHECK_MAX_TARGETS, sizeof(*list));
    struct text rest = text_from(targets), token;
    size_t n = 0;
    while (text_token(&rest, " ", &token))
        list[n++] = target_of(text_string(arena, token), "3.0.22");
    struct check check = {.arena = arena, .rules = rules, .targets = list, .n_targets = n};
    check.profile = ruleset_profile(rules, rules == rules_builtin() ? TEXT("default") : TEXT("p"));
    return check_conf(&check, conf, used);
}

static struct findings check_rules(const char *rules, const struct conf *conf)
{
    return check_for(rules_of(rules, "rules: {}"), conf, "3.7.11", NULL);
}

/* "error [a] smtp/inet(smtp/inet,x/inet) main main.cf:1:1-1:5 message" */
static struct text finding_text(const struct finding *finding)
{
    static const char *const origins[] = {"override", "main", "default", "file", "nowhere"};
    struct buf out = buf_new(arena);
    buf_printf(&out, "%s [%s] ", severity_name(finding->severity), finding->rule->id);
    buf_text(&out, finding->service ? finding->service->id : TEXT("-"));
    buf_char(&out, '(');
    for (size_t i = 0; i < finding->n_services; i++)
        buf_printf(&out, "%s%.*s", i ? "," : "", TEXT_ARG(finding->services[i]->id));
    buf_printf(&out, ") %s ", origins[finding->origin]);
    if (finding->span.source)
        buf_printf(&out, "%s:", finding->span.source->kind == SOURCE_MAIN ? "main" : "master");
    buf_printf(&out, "%.*s %.*s", TEXT_ARG(span_text(finding->span)), TEXT_ARG(finding->message));
    return buf_done(&out);
}

static struct text findings_text(struct findings findings)
{
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < findings.n; i++)
        buf_printf(&out, "%s%.*s", i ? "\n" : "", TEXT_ARG(finding_text(&findings.items[i])));
    return buf_done(&out);
}

#define MAY                                                                                                            \
    RULE("a",                                                                                                          \
         "severity: error, subject: service, when: {level: may}, at: smtpd_tls_security_level, message: \"{role}\"")
#define MASTER                                                                                                         \
    "smtp inet n - y - - smtpd\n"                                                                                      \
    "submission inet n - y - - smtpd\n"                                                                                \
    "submissions inet n - y - - smtpd\n"                                                                               \
    "  -o smtpd_tls_security_level=may\n"

START_TEST(one_cause_in_main_is_one_finding)
{
    struct findings found = check_rules(MAY, conf_from("smtpd_tls_security_level = may\n", MASTER));
    expect_text(findings_text(found),
                "error [a] -(smtp/inet,submission/inet) main main:1:1-1:31 mx\n"
                "error [a] submissions/inet(submissions/inet) override master:4:3-4:34 submissions");
    expect_text(found.items[0].parameter, "smtpd_tls_security_level");
    expect_text(found.items[0].value, "may");
    ck_assert(found.items[0].all_targets);
}
END_TEST

START_TEST(a_name_on_the_way_does_not_take_the_blame)
{
    struct findings found =
        check_rules(MAY, conf_from("lvl = may\nsmtpd_tls_security_level = $lvl\n", "smtp inet n - y - - smtpd\n"));
    expect_text(findings_text(found), "error [a] -(smtp/inet) main main:2:1-2:32 mx");
    ck_assert_uint_eq(found.items[0].n_chain, 1);
    expect_text(found.items[0].chain[0], "lvl");
}
END_TEST

#define LOGLEVEL                                                                                                       \
    RULE("a", "severity: error, subject: service, roles: [mx, submission, smtpd], when: {smtpd_tls_loglevel: \"0\"}, " \
              "at: smtpd_tls_loglevel, message: \"{smtpd_tls_loglevel}\"")

START_TEST(a_default_is_found_at_the_first_line_of_its_service)
{
    struct findings found = check_rules(LOGLEVEL, conf_from("", MASTER));
    /* What nobody wrote is at most a warning. */
    expect_text(findings_text(found), "warning [a] smtp/inet(smtp/inet) default master:1:1-1:26 0\n"
                                      "warning [a] submission/inet(submission/inet) default master:2:1-2:32 0");
    found = check_rules(LOGLEVEL, conf_from("", NULL));
    expect_text(findings_text(found), "warning [a] smtp/inet(smtp/inet) default nowhere 0");
    ck_assert_ptr_null(found.items[0].span.source);
}
END_TEST

START_TEST(a_default_that_is_another_parameter_has_its_cause_there)
{
    const char *rule = RULE("a", "severity: error, subject: service, roles: postscreen, when: {level: may}, at: "
                                 "postscreen_tls_security_level, message: m");
    const char *master = "smtp inet n - y - 1 postscreen\n";
    expect_text(findings_text(check_rules(rule, conf_from("smtpd_tls_security_level = may\n", master))),
                "error [a] -(smtp/inet) main main:1:1-1:31 m");
    /* Where it is set itself, that is the cause. */
    expect_text(findings_text(check_rules(
                    rule, conf_from("smtpd_tls_security_level = none\npostscreen_tls_security_level = may\n", master))),
                "error [a] -(smtp/inet) main main:2:1-2:36 m");
}
END_TEST

START_TEST(many_findings_are_kept_apart)
{
    struct buf main = buf_new(arena), master = buf_new(arena);
    for (int i = 0; i < 500; i++) {
        buf_printf(&main, "x%d = 1\nx%d = 2\n", i, i);
        buf_printf(&master, "%d inet n - y - - smtpd -o x%d=1\n", 10000 + i, i);
    }
    const char *rule = RULE("a", "severity: error, subject: setting, when: {known: false}, message: \"{name} {value}\"")
        RULE("b", "severity: error, subject: service, when: {port: {at-least: 10000}}, message: \"{port}\"");
    struct findings found = check_rules(rule, conf_from(buf_done(&main).p, buf_done(&master).p));
    ck_assert_uint_eq(found.n, 2000);
    for (size_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(source_position(found.items[i].span.source, found.items[i].span.begin).line, i + 1);
}
END_TEST

START_TEST(a_finding_of_many_services_takes_little_memory)
{
    struct buf master = buf_new(arena);
    for (int i = 0; i < 20000; i++)
        buf_printf(&master, "%d inet n - y - - smtpd\n", 10000 + i);
    const char *rule = RULE("a", "severity: error, subject: service, when: {smtpd_tls_loglevel: \"1\"}, at: "
                                 "smtpd_tls_loglevel, message: m");
    struct findings found = check_for(
        rules_of(rule, "rules: {}"), conf_from("smtpd_tls_loglevel = 1\n", buf_done(&master).p), "3.7.11 3.11.7", NULL);
    ck_assert_uint_eq(found.n, 1);
    ck_assert_uint_eq(found.items[0].n_services, 20000);
    for (size_t i = 1; i < 20000; i++)
        ck_assert(found.items[0].services[i - 1] < found.items[0].services[i]);
    /* A copy of the list for each service would be gigabytes. */
    struct rusage usage;
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
    ck_assert_int_lt(usage.ru_maxrss, 1000000);
}
END_TEST

START_TEST(services_that_others_replace_and_other_programs_are_not_asked)
{
    struct findings found =
        check_rules(RULE("a", "severity: error, subject: service, when: {smtpd_tls_loglevel: \"0\"}, message: m"),
                    conf_from("", "smtp inet n - y - - smtpd\n25 inet n - y - - smtpd\nx unix - - - - - pipe\n"));
    expect_text(findings_text(found), "error [a] 25/inet(25/inet) file master:2:1-2:24 m");
}
END_TEST

#define PORT(keeps)                                                                                                    \
    RULE("a", "severity: error, subject: service, when: {level: may}, at: smtpd_tls_security_level, message: "         \
              "\"{service}\", keeps-severity: " keeps)

START_TEST(what_nobody_outside_can_reach_weighs_less)
{
    const char *master = "127.0.0.1:10025 inet n - y - - smtpd\n";
    const struct conf *conf = conf_from("smtpd_tls_security_level = may\n", master);
    expect_text(findings_text(check_rules(PORT("false"), conf)),
                "warning [a] -(127.0.0.1:10025/inet) main main:1:1-1:31 127.0.0.1:10025/inet");
    expect_text(findings_text(check_rules(PORT("true"), conf)),
                "error [a] -(127.0.0.1:10025/inet) main main:1:1-1:31 127.0.0.1:10025/inet");
    /* The worst of the services gives severity and words. */
    conf = conf_from("smtpd_tls_security_level = may\n",
                     text_printf(arena, "%ssmtp inet n - y - - smtpd\n[::1]:26 inet n - y - - smtpd\n", master).p);
    expect_text(findings_text(check_rules(PORT("false"), conf)),
                "error [a] -(127.0.0.1:10025/inet,smtp/inet,[::1]:26/inet) main main:1:1-1:31 smtp/inet");
    conf =
        conf_from("inet_interfaces = loopback-only\nsmtpd_tls_security_level = may\n", "smtp inet n - y - - smtpd\n");
    expect_text(findings_text(check_rules(PORT("false"), conf)),
                "warning [a] -(smtp/inet) main main:2:1-2:31 smtp/inet");
}
END_TEST

START_TEST(a_variant_changes_severity_and_words)
{
    const char *rule =
        RULE("a", "severity: error, subject: setting, when: {name: [x, y, z]}, message: \"{name}\", "
                  "variants: [{when: {name: x}, severity: \"off\"}, {when: {name: y}, severity: info, message: \"Y\"}, "
                  "{when: {name: [y, z]}, message: \"Z\"}]");
    expect_text(findings_text(check_rules(rule, conf_from("x = 1\ny = 1\nz = 1\n", ""))),
                "info [a] -() main main:2:1-2:6 Y\nerror [a] -() main main:3:1-3:6 Z");
}
END_TEST

START_TEST(the_profile_says_what_is_asked)
{
    const struct conf *conf = conf_from("x = 1\n", "");
    const char *rule = RULE("a", "severity: error, subject: setting, when: {name: x}, message: m");
    expect_text(findings_text(check_for(rules_of(rule, "rules: {a: style}"), conf, "3.7.11", NULL)),
                "style [a] -() main main:1:1-1:6 m");
    expect_text(findings_text(check_for(rules_of(rule, "rules: {a: off}"), conf, "3.7.11", NULL)), "");
    /* Selected by name, it is asked even where the profile has it off... */
    const struct ruleset *set = rules_of(rule, "rules: {}");
    struct target target = target_of("3.7.11", "3.0.22");
    bool selected = false;
    struct check check = {.arena = arena,
                          .rules = set,
                          .profile = &set->profiles[0],
                          .targets = &target,
                          .n_targets = 1,
                          .selected = &selected};
    ck_assert_uint_eq(check_conf(&check, conf, NULL).n, 0);
    selected = true;
    ck_assert_uint_eq(check_conf(&check, conf, NULL).n, 1);
}
END_TEST

static const struct {
    const char *said, *wanted; /* by a profile; for the variants x and y, and for none of them */
} said_of_a_warning[] = {
    {"style", "style style style"},
    {"info", "info info info"},
    {"warning", "error info warning"},
    {"error", "error info error"},
    {"off", ""},
};

/* x is more than the rule's own warning, y is less. */
START_TEST(a_profile_caps_variants_and_leaves_exceptions_alone)
{
    const char *rule = RULE("a", "severity: warning, subject: setting, when: {name: [x, y, z]}, message: m, variants: "
                                 "[{when: {name: x}, severity: error}, {when: {name: y}, severity: info}]");
    const char *profile = text_printf(arena, "rules: {a: %s}", said_of_a_warning[_i].said).p;
    struct findings found = check_for(rules_of(rule, profile), conf_from("x = 1\ny = 1\nz = 1\n", ""), "3.7.11", NULL);
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < found.n; i++)
        buf_printf(&out, "%s%s", i ? " " : "", severity_name(found.items[i].severity));
    ck_assert_str_eq(buf_done(&out).p, said_of_a_warning[_i].wanted);
}
END_TEST

static const struct {
    const char *floor, *applies_to, *wanted; /* severities at level may, encrypt */
} asked[] = {
    {"suites", "applies-to: web", "info warning"},     {"suites", "applies-to: tls", "info warning"},
    {"suites", "applies-to: mail", "warning warning"}, {"suites", "demands: nothing", "warning warning"},
    {"groups", "applies-to: tls", "info warning"},     {"min-protocol", "applies-to: web", "warning warning"},
    {"dh-bits", "applies-to: web", "warning warning"}, /* which the profile has no floor for */
};

/* The document of a profile is not about mail: advice where TLS is optional. */
START_TEST(a_floor_is_advice_where_tls_is_optional)
{
    const char *rule = text_printf(arena,
                                   RULE("a", "severity: warning, subject: service, when: {level: [may, encrypt]}, at: "
                                             "smtpd_tls_security_level, message: m, floor: %s"),
                                   asked[_i].floor)
                           .p;
    const char *profile = text_printf(arena, "suites: [], groups: [], %s", asked[_i].applies_to).p;
    struct findings found =
        check_for(rules_of(rule, profile),
                  conf_from("smtpd_tls_security_level = may\n",
                            "25 inet n - y - - smtpd\n587 inet n - y - - smtpd -o smtpd_tls_security_level=encrypt\n"),
                  "3.7.11", NULL);
    ck_assert_uint_eq(found.n, 2);
    ck_assert_str_eq(
        text_printf(arena, "%s %s", severity_name(found.items[0].severity), severity_name(found.items[1].severity)).p,
        asked[_i].wanted);
}
END_TEST

START_TEST(a_finding_says_whose_floor_it_misses)
{
    static const char *const floors[] = {"min-protocol", "cipher-order", "rsa-bits"};
    const char *rules = "";
    for (size_t i = 0; i < COUNT(floors); i++)
        rules = text_printf(arena,
                            "%s" RULE("r%zu", "severity: error, subject: setting, when: {name: x}, message: m, "
                                              "floor: %s"),
                            rules, i, floors[i])
                    .p;
    const struct ruleset *set = rules_of(rules, "cipher-order: not-required}\n- {name: q, title: t, extends: p");
    struct findings found = check_for(set, conf_from("x = 1\n", ""), "3.7.11", NULL);
    ck_assert_uint_eq(found.n, 3);
    ck_assert_str_eq(found.items[0].missed.profile->name, "p");
    ck_assert_int_eq(found.items[0].missed.value->number, TLS_1_2);
    ck_assert_ptr_null(found.items[1].missed.profile);
    ck_assert_ptr_null(found.items[2].missed.profile);
}
END_TEST

START_TEST(settings_point_at_what_replaces_them)
{
    const char *rule =
        RULE("a", "severity: error, subject: setting, when: {replaced: true}, message: \"{winner-value}\"");
    struct findings found = check_rules(rule, conf_from("x = 1\nx = 2\n", "a inet n - y - - smtpd -o y=1 -o y=2\n"));
    expect_text(findings_text(found), "error [a] -() main main:1:1-1:6 2\n"
                                      "error [a] a/inet(a/inet) override master:1:24-1:30 2");
    ck_assert_uint_eq(found.items[0].n_related, 1);
    expect_span(found.items[0].related[0].span, 2, 1, 2, 6);
    expect_span(found.items[1].related[0].span, 1, 31, 1, 37);
}
END_TEST

START_TEST(a_token_is_pointed_at_through_continuations)
{
    const char *rule =
        RULE("a", "severity: error, subject: setting, when: {invalid-token: {empty: false}}, token: "
                  "invalid-token, message: \"{invalid-token}\", fix: [{text: f, replace-token: TLSv1.2}]");
    struct findings found =
        check_rules(rule, conf_from("smtpd_tls_protocols = TLSv1.2,\n# TLSv1\n\tTLSv12\n",
                                    "a inet n - y - - smtpd\n  -o { smtpd_tls_protocols = TLSv1.2 bad }\n"));
    expect_text(findings_text(found), "error [a] -() main main:3:2-3:8 TLSv12\n"
                                      "error [a] a/inet(a/inet) override master:2:38-2:41 bad");
    ck_assert_uint_eq(found.items[0].n_edits, 1);
    expect_span(found.items[0].edits[0].span, 3, 2, 3, 8);
    expect_text(found.items[0].edits[0].text, "TLSv1.2");
}
END_TEST

START_TEST(notes_have_their_place_and_the_other_one)
{
    const char *rule = RULE("a", "severity: error, subject: note, when: {note: options-ended}, message: \"{name}\"");
    struct findings found = check_rules(rule, conf_from("", "a inet n - y - - smtpd -o x=1, 2 -o y=1\n"));
    expect_text(findings_text(found), "error [a] a/inet(a/inet) file master:1:32-1:33 2");
    expect_span(found.items[0].related[0].span, 1, 34, 1, 36);
}
END_TEST

START_TEST(a_rule_that_supersedes_hides_the_other)
{
    const char *rules = RULE("weak", "severity: warning, subject: setting, when: {name: [x, y]}, message: m")
        RULE("strong", "severity: error, subject: setting, when: {name: x}, message: m, supersedes: weak");
    expect_text(findings_text(check_rules(rules, conf_from("x = 1\ny = 1\n", ""))),
                "error [strong] -() main main:1:1-1:6 m\nwarning [weak] -() main main:2:1-2:6 m");
    /* By service, too; but never something graver. */
    rules = RULE("other", "severity: error, subject: service, when: {port: 25}, at: smtpd_tls_loglevel, message: m")
        RULE("by-service", "severity: error, subject: service, when: {port: 25}, message: m, supersedes: other");
    expect_text(findings_text(check_rules(rules, conf_from("smtpd_tls_loglevel = 1\n", "25 inet n - y - - smtpd\n"))),
                "error [by-service] 25/inet(25/inet) file master:1:1-1:24 m");
    rules = RULE("grave", "severity: error, subject: setting, when: {name: x}, message: m")
        RULE("light", "severity: info, subject: setting, when: {name: x}, message: m, supersedes: grave");
    expect_text(findings_text(check_rules(rules, conf_from("x = 1\n", ""))),
                "error [grave] -() main main:1:1-1:6 m\ninfo [light] -() main main:1:1-1:6 m");
}
END_TEST

/* targets */

START_TEST(a_finding_of_some_targets_names_them_and_is_info)
{
    const struct ruleset *set =
        rules_of(RULE("new", "severity: error, subject: setting, when: {postfix: \">=3.9\"}, message: m")
                     RULE("old", "severity: style, subject: setting, when: {postfix: \"<3.9\"}, message: m")
                         RULE("always", "severity: error, subject: setting, when: {known: false}, message: m"),
                 "rules: {}");
    bool used[CHECK_MAX_TARGETS];
    struct findings found = check_for(set, conf_from("x = 1\n", ""), "3.11.7 3.7.11 3.9.14", used);
    expect_text(findings_text(found), "error [always] -() main main:1:1-1:6 m\n"
                                      "info [new] -() main main:1:1-1:6 m\n"
                                      "style [old] -() main main:1:1-1:6 m");
    ck_assert(found.items[0].all_targets && !found.items[1].all_targets && !found.items[2].all_targets);
    ck_assert_uint_eq(found.items[1].targets, 1 << 0 | 1 << 2);
    ck_assert_uint_eq(found.items[2].targets, 1 << 1);
    ck_assert(used[0] && used[1] && used[2]);
}
END_TEST

START_TEST(the_oldest_postfix_is_that_of_all_targets)
{
    const char *rule = RULE("a", "severity: error, subject: setting, when: {oldest-postfix: \">=3.6\"}, message: m");
    const struct ruleset *set = rules_of(rule, "rules: {}");
    const struct conf *conf = conf_from("x = 1\n", "");
    ck_assert_uint_eq(check_for(set, conf, "3.11.7 3.5.27", NULL).n, 0);
    ck_assert_uint_eq(check_for(set, conf, "3.6.20 3.11.7", NULL).n, 1);
    conf = conf_from("x = 1\ncompatibility_level = 3.6\n", "");
    ck_assert_uint_eq(check_for(set, conf, "3.11.7 3.5.27", NULL).n, 2);
}
END_TEST

START_TEST(a_finding_of_all_targets_has_the_least_of_its_severities)
{
    const char *rule = RULE("a", "severity: error, subject: setting, when: {name: x}, message: \"E\", variants: "
                                 "[{when: {postfix: \">=3.9\"}, severity: info, message: \"I\"}]");
    struct findings found = check_for(rules_of(rule, "rules: {}"), conf_from("x = 1\n", ""), "3.11.7 3.7.11", NULL);
    expect_text(findings_text(found), "info [a] -() main main:1:1-1:6 I");
    ck_assert(found.items[0].all_targets);
}
END_TEST

START_TEST(services_of_several_targets_are_in_the_order_of_master_cf)
{
    const char *rule = RULE("a", "severity: error, subject: service, when: {any: [{port: 25, postfix: \">=3.9\"}, "
                                 "{port: 587, postfix: \"<3.9\"}]}, at: smtpd_tls_loglevel, message: m");
    struct findings found =
        check_for(rules_of(rule, "rules: {}"), conf_from("smtpd_tls_loglevel = 1\n", MASTER), "3.7.11 3.11.7", NULL);
    expect_text(findings_text(found), "error [a] -(smtp/inet,submission/inet) main main:1:1-1:23 m");
}
END_TEST

START_TEST(words_are_those_of_most_targets_and_then_of_the_newest)
{
    const struct ruleset *set =
        rules_of(RULE("a", "severity: error, subject: setting, when: {known: false}, message: new, "
                           "variants: [{when: {postfix: \"<3.6\"}, message: old}]"),
                 "rules: {}");
    const struct conf *conf = conf_from("x = 1\n", "");
    expect_text(findings_text(check_for(set, conf, "3.5.27 3.7.11 3.11.7", NULL)),
                "error [a] -() main main:1:1-1:6 new");
    expect_text(findings_text(check_for(set, conf, "3.11.7 3.5.27 3.4.29", NULL)),
                "error [a] -() main main:1:1-1:6 old");
    expect_text(findings_text(check_for(set, conf, "3.11.7 3.5.27", NULL)), "error [a] -() main main:1:1-1:6 new");
}
END_TEST

START_TEST(releases_below_the_compatibility_level_are_left_out)
{
    const struct ruleset *set = rules_of(
        RULE("old", "severity: error, subject: configuration, when: {postfix: \"<3.6\"}, message: m"), "rules: {}");
    const struct conf *conf = conf_from("compatibility_level = 3.6\n", "");
    bool used[CHECK_MAX_TARGETS];
    ck_assert_uint_eq(check_for(set, conf, "3.5.27 3.7.11", used).n, 0);
    ck_assert(!used[0] && used[1]);
    /* One that is asked for is judged all the same; so are all, if none fits. */
    ck_assert_uint_eq(check_for(set, conf, "3.5.27", used).n, 1);
    ck_assert(used[0]);
    struct findings found = check_for(set, conf, "3.4.29 3.5.27", used);
    ck_assert(used[0] && used[1] && found.n == 1 && found.items[0].all_targets);
    /* The level counts by number: 3.10 is above 3.9. */
    conf = conf_from("compatibility_level = 3.10\n", "");
    check_for(set, conf, "3.9.14 3.10.13 3.11.7", used);
    ck_assert(!used[0] && used[1] && used[2]);
}
END_TEST

/* fixes */

struct fixed_files {
    struct text main, master;
};

/* TEXT of KIND after EDITS, which must not overlap. */
static struct text apply(struct text text, enum source_kind kind, const struct finding *finding)
{
    struct buf out = buf_new(arena);
    size_t at = 0;
    for (size_t i = 0; i < finding->n_edits; i++) {
        const struct edit *edit = &finding->edits[i];
        if (edit->span.source->kind != kind)
            continue;
        ck_assert_uint_ge(edit->span.begin, at);
        ck_assert_uint_le(edit->span.begin, edit->span.end);
        ck_assert_uint_le(edit->span.end, text.n);
        buf_text(&out, text_slice(text, at, edit->span.begin));
        buf_text(&out, edit->text);
        at = edit->span.end;
    }
    buf_text(&out, text_slice(text, at, text.n));
    return text.p ? buf_done(&out) : text;
}

static struct fixed_files fixed(const struct conf *conf, const struct finding *finding)
{
    return (struct fixed_files){apply(conf->main ? conf->main->bytes : (struct text){0}, SOURCE_MAIN, finding),
                                apply(conf->master ? conf->master->bytes : (struct text){0}, SOURCE_MASTER, finding)};
}

#define FIX(keys)                                                                                                      \
    RULE("a", "severity: error, subject: setting, when: {name: smtpd_use_tls}, message: m, fix: [{text: f, " keys "}"  \
              "]")
#define S "smtp inet n - y - - smtpd"

static const struct {
    const char *what, *rule, *main, *master, *want_main, *want_master;
} fixes[] = {
    {"remove a line", FIX("remove: true"), "a = 1\nsmtpd_use_tls = yes\nb = 2\n", "", "a = 1\nb = 2\n", ""},
    {"remove the last line", FIX("remove: true"), "a = 1\nsmtpd_use_tls = yes", "", "a = 1\n", ""},
    {"remove a line with CRLF", FIX("remove: true"), "a = 1\r\nsmtpd_use_tls = yes\r\nb = 2\r\n", "",
     "a = 1\r\nb = 2\r\n", ""},
    {"lines with comments between are left to people", FIX("remove: true"), "smtpd_use_tls =\n# c\n yes\n", "",
     "smtpd_use_tls =\n# c\n yes\n", ""},
    {"remove an option on its own line", FIX("remove: true"), "", S "\n  -o smtpd_use_tls=yes\n  -o b=1\n", "",
     S "\n  -o b=1\n"},
    {"remove the last option", FIX("remove: true"), "", S "\n  -o smtpd_use_tls=yes\nx unix - - - - - y\n", "",
     S "\nx unix - - - - - y\n"},
    {"remove an option in the middle of a line", FIX("remove: true"), "", S " -o a=1 -o smtpd_use_tls=yes -o b=1\n", "",
     S " -o a=1 -o b=1\n"},
    {"remove an option without blank", FIX("remove: true"), "", S "\n  -osmtpd_use_tls=yes\n", "", S "\n"},
    {"remove an option in braces", FIX("remove: true"), "", S "\n  -o { smtpd_use_tls = yes }\n  -o b=1\n", "",
     S "\n  -o b=1\n"},
    {"remove the first of two options of a line", FIX("remove: true"), "", S "\n  -o smtpd_use_tls=yes -o b=1\n", "",
     S "\n  -o b=1\n"},
    {"remove an option behind a comment", FIX("remove: true"), "", S "\n# c\n  -o smtpd_use_tls=yes\n", "",
     S "\n# c\n"},
    {"remove the first option of a line behind a comment", FIX("remove: true"), "",
     S "\n# c\n  -o smtpd_use_tls=yes -o b=1\n", "", S "\n# c\n  -o b=1\n"},
    {"an option in a cluster is left to people", FIX("remove: true"), "", S " -vo smtpd_use_tls=yes\n", "",
     S " -vo smtpd_use_tls=yes\n"},
    {"rename", FIX("rename: smtpd_enforce_tls"), "smtpd_use_tls=yes\n", S " -o smtpd_use_tls=no\n",
     "smtpd_enforce_tls=yes\n", S " -o smtpd_enforce_tls=no\n"},
    {"replace", FIX("replace: maybe"), "smtpd_use_tls = a,\n  b\n", S " -o smtpd_use_tls=no\n",
     "smtpd_use_tls = maybe\n", S " -o smtpd_use_tls=maybe\n"},
    {"replace by a text with blanks", FIX("replace: a b"), "smtpd_use_tls = no\n", S "\n  -o smtpd_use_tls=no\n",
     "smtpd_use_tls = a b\n", S "\n  -o { smtpd_use_tls = a b }\n"},
    {"replace an empty value", FIX("replace: x"), "smtpd_use_tls =\nb = 1\n", S "\n  -o smtpd_use_tls=\n  -o b=1\n",
     "smtpd_use_tls = x\nb = 1\n", S "\n  -o smtpd_use_tls=x\n  -o b=1\n"},
    {"replace an empty value behind a blank", FIX("replace: x"), "smtpd_use_tls = \nb = 1\n", "",
     "smtpd_use_tls = x\nb = 1\n", ""},
    {"replace a value in braces", FIX("replace: x"), "", S " -o { smtpd_use_tls = a b }\n", "",
     S " -o { smtpd_use_tls = x }\n"},
    {"set what is set", FIX("set: {smtpd_tls_loglevel: \"1\"}"), "smtpd_use_tls = x\nsmtpd_tls_loglevel = 0\n", "",
     "smtpd_use_tls = x\nsmtpd_tls_loglevel = 1\n", ""},
    {"set what is not set", FIX("set: {smtpd_tls_loglevel: \"1\"}"), "smtpd_use_tls = x\n", "",
     "smtpd_use_tls = x\nsmtpd_tls_loglevel = 1\n", ""},
    {"set without a newline at the end", FIX("set: {smtpd_tls_loglevel: \"1\"}"), "smtpd_use_tls = x", "",
     "smtpd_use_tls = x\nsmtpd_tls_loglevel = 1\n", ""},
    {"a template is left to people", FIX("replace: x"), "smtpd_use_tls = {{ x }}\n{% if a %}\n", "",
     "smtpd_use_tls = {{ x }}\n{% if a %}\n", ""},
};

START_TEST(fixes_are_exact)
{
    const struct ruleset *set = rules_of(fixes[_i].rule, "rules: {}");
    const struct conf *conf = conf_from(fixes[_i].main, fixes[_i].master);
    struct findings found = check_for(set, conf, "3.7.11", NULL);
    ck_assert_msg(found.n > 0, "%s: no finding", fixes[_i].what);
    struct fixed_files files = {conf->main->bytes, conf->master->bytes};
    for (size_t i = 0; i < found.n; i++) {
        struct fixed_files one = fixed(conf, &found.items[i]);
        *(found.items[i].origin == FROM_OVERRIDE ? &files.master : &files.main) =
            found.items[i].origin == FROM_OVERRIDE ? one.master : one.main;
    }
    ck_assert_msg(text_is(files.main, fixes[_i].want_main), "%s: got %.*s", fixes[_i].what, TEXT_ARG(files.main));
    ck_assert_msg(text_is(files.master, fixes[_i].want_master), "%s: got %.*s", fixes[_i].what, TEXT_ARG(files.master));
}
END_TEST

#define OVERRIDE(value)                                                                                                \
    RULE("a", "severity: error, subject: service, when: {port: 25}, message: m, fix: [{text: f, override: "            \
              "{smtpd_tls_protocols: \"" value "\"}}]")

static const struct {
    const char *what, *release, *rule, *master, *want;
} overrides[] = {
    {"a new option", "3.7.11", OVERRIDE("TLSv1.2"), S "\n", S "\n  -o smtpd_tls_protocols=TLSv1.2\n"},
    {"without a newline at the end", "3.7.11", OVERRIDE("TLSv1.2"), S, S "\n  -o smtpd_tls_protocols=TLSv1.2"},
    {"behind blanks and CR", "3.7.11", OVERRIDE("TLSv1.2"), S " \r\n", S "\n  -o smtpd_tls_protocols=TLSv1.2 \r\n"},
    {"behind the last option, before comments", "3.7.11", OVERRIDE("TLSv1.2"),
     S "\n  -o a=1\n# c\nx unix - - - - - y\n",
     S "\n  -o a=1\n  -o smtpd_tls_protocols=TLSv1.2\n# c\nx unix - - - - - y\n"},
    {"in place of the old value", "3.7.11", OVERRIDE("TLSv1.2"), S " -o smtpd_tls_protocols=all -o b=1\n",
     S " -o smtpd_tls_protocols=TLSv1.2 -o b=1\n"},
    {"blanks want braces", "3.0.15", OVERRIDE("!SSLv2, !SSLv3"), S "\n",
     S "\n  -o { smtpd_tls_protocols = !SSLv2, !SSLv3 }\n"},
    {"which 2.11 does not have", "2.11.11", OVERRIDE("!SSLv2, !SSLv3"), S "\n",
     S "\n  -o smtpd_tls_protocols=!SSLv2,!SSLv3\n"},
    {"options of a template are left to people", "3.7.11", OVERRIDE("TLSv1.2"), S " {{ options }}\n",
     S " {{ options }}\n"},
    {"behind a word that ended the options it would not be read", "3.7.11", OVERRIDE("TLSv1.2"), S " -o a=1, 2\n",
     S " -o a=1, 2\n"},
};

START_TEST(overrides_are_written_where_they_count)
{
    const struct ruleset *set = rules_of(overrides[_i].rule, "rules: {}");
    const struct conf *conf = conf_from("", overrides[_i].master);
    struct findings found = check_for(set, conf, overrides[_i].release, NULL);
    ck_assert_uint_eq(found.n, 1);
    expect_text(fixed(conf, &found.items[0]).master, overrides[_i].want);
}
END_TEST

/* Findings of RULE alone, under the target and the profile of EXAMPLE. */
static struct findings check_example(const struct rule *rule, const struct example *example, const struct conf *conf)
{
    const struct ruleset *set = rules_builtin();
    bool *selected = arena_array(arena, set->n_rules, sizeof(*selected));
    selected[rule - set->rules] = true;
    struct target *target = arena_alloc(arena, sizeof(*target));
    *target = example_target(example);
    const char *problem = NULL;
    const char *profile = example->profile ? example->profile : "default";
    struct check check = {.arena = arena,
                          .rules = set,
                          .profile = ruleset_profile(set, text_from(profile)),
                          .targets = target,
                          .n_targets = 1,
                          .selected = selected,
                          .files = example_tables(arena, example),
                          .credential_files = example_files(arena, example, &problem)};
    ck_assert_ptr_null(problem);
    return check_conf(&check, conf, NULL);
}

START_TEST(a_fix_that_is_applied_ends_its_finding)
{
    const struct rule *rule = &rules_builtin()->rules[_i];
    for (size_t i = 0; i < rule->n_examples; i++) {
        const struct example *example = &rule->examples[i];
        const struct conf *conf = example_conf(arena, example);
        struct findings found = check_example(rule, example, conf);
        for (size_t k = 0; k < found.n; k++) {
            if (found.items[k].n_edits == 0)
                continue;
            struct fixed_files files = fixed(conf, &found.items[k]);
            struct findings left = check_example(rule, example, conf_from_bytes(files.main, files.master));
            ck_assert_msg(left.n < found.n, "%s \"%s\": after the fix\n%.*s---\n%.*s---\n%.*s", rule->id, example->name,
                          TEXT_ARG(files.main), TEXT_ARG(files.master), TEXT_ARG(findings_text(left)));
        }
    }
}
END_TEST

/* properties, over configurations from a seed */

static void finding_is_sound(const struct finding *finding)
{
    const struct source *source = finding->span.source;
    ck_assert(!source || (finding->span.begin <= finding->span.end && finding->span.end <= source->bytes.n));
    for (size_t i = 0; i < finding->n_related; i++)
        ck_assert_uint_le(finding->related[i].span.end, finding->related[i].span.source->bytes.n);
    ck_assert_uint_gt(finding->message.n, 0);
    ck_assert(finding->severity > SEVERITY_OFF && finding->severity <= SEVERITY_ERROR);
    ck_assert(finding->all_targets || finding->severity <= SEVERITY_INFO);
    ck_assert_uint_ne(finding->targets, 0);
}

static size_t trouble(const struct conf *conf)
{
    return count_notes(conf, NOTE_REFUSED) + count_notes(conf, NOTE_ORPHAN) + count_notes(conf, NOTE_NUL) +
           count_notes(conf, NOTE_OPTIONS_ENDED);
}

START_TEST(findings_are_sound_the_same_twice_and_their_fixes_break_nothing)
{
    struct generated text = generate(arena, 11, (unsigned)_i);
    const struct conf *conf = conf_from_bytes(text.main, text.master);
    const char *targets = "2.6.19 3.5.27 3.11.7";
    struct findings found = check_for(rules_builtin(), conf, targets, NULL);
    for (size_t i = 0; i < found.n; i++)
        finding_is_sound(&found.items[i]);
    struct findings again = check_for(rules_builtin(), conf_from_bytes(text.main, text.master), targets, NULL);
    ck_assert(text_eq(findings_text(found), findings_text(again)));
    for (size_t i = 0; i < found.n; i++) {
        if (found.items[i].n_edits == 0)
            continue;
        struct fixed_files files = fixed(conf, &found.items[i]);
        const struct conf *after = conf_from_bytes(files.main, files.master);
        ck_assert_msg(trouble(after) <= trouble(conf), "%.*s:\n%.*s", TEXT_ARG(finding_text(&found.items[i])),
                      TEXT_ARG(text_visible(arena, files.master)));
        ck_assert_uint_eq(after->n_services, conf->n_services);
    }
}
END_TEST

START_TEST(findings_are_ordered_by_file_and_place)
{
    struct generated text = generate(arena, 12, (unsigned)_i);
    struct findings found = check_for(rules_builtin(), conf_from_bytes(text.main, text.master), "3.7.11", NULL);
    for (size_t i = 1; i < found.n; i++) {
        const struct finding *a = &found.items[i - 1], *b = &found.items[i];
        if (a->span.source && a->span.source == b->span.source)
            ck_assert_uint_le(a->span.begin, b->span.begin);
        ck_assert(a->span.source || !b->span.source);
        ck_assert(!b->span.source || a->span.source->kind <= b->span.source->kind);
    }
}
END_TEST

Suite *check_suite(void);

Suite *check_suite(void)
{
    Suite *suite = suite_create("check");
    TCase *engine = suite_case(suite, "engine");
    tcase_add_test(engine, one_cause_in_main_is_one_finding);
    tcase_add_test(engine, a_name_on_the_way_does_not_take_the_blame);
    tcase_add_test(engine, a_default_is_found_at_the_first_line_of_its_service);
    tcase_add_test(engine, a_default_that_is_another_parameter_has_its_cause_there);
    tcase_add_test(engine, many_findings_are_kept_apart);
    tcase_add_test(engine, a_finding_of_many_services_takes_little_memory);
    tcase_add_test(engine, services_that_others_replace_and_other_programs_are_not_asked);
    tcase_add_test(engine, what_nobody_outside_can_reach_weighs_less);
    tcase_add_test(engine, a_variant_changes_severity_and_words);
    tcase_add_loop_test(engine, a_profile_caps_variants_and_leaves_exceptions_alone, 0, COUNT(said_of_a_warning));
    tcase_add_loop_test(engine, a_floor_is_advice_where_tls_is_optional, 0, COUNT(asked));
    tcase_add_test(engine, a_finding_says_whose_floor_it_misses);
    tcase_add_test(engine, the_profile_says_what_is_asked);
    tcase_add_test(engine, settings_point_at_what_replaces_them);
    tcase_add_test(engine, a_token_is_pointed_at_through_continuations);
    tcase_add_test(engine, notes_have_their_place_and_the_other_one);
    tcase_add_test(engine, a_rule_that_supersedes_hides_the_other);
    TCase *targets = suite_case(suite, "targets");
    tcase_add_test(targets, a_finding_of_some_targets_names_them_and_is_info);
    tcase_add_test(targets, the_oldest_postfix_is_that_of_all_targets);
    tcase_add_test(targets, a_finding_of_all_targets_has_the_least_of_its_severities);
    tcase_add_test(targets, services_of_several_targets_are_in_the_order_of_master_cf);
    tcase_add_test(targets, words_are_those_of_most_targets_and_then_of_the_newest);
    tcase_add_test(targets, releases_below_the_compatibility_level_are_left_out);
    TCase *edits = suite_case(suite, "fixes");
    LOOP(edits, fixes_are_exact, fixes);
    LOOP(edits, overrides_are_written_where_they_count, overrides);
    tcase_add_loop_test(edits, a_fix_that_is_applied_ends_its_finding, 0, (int)rules_builtin()->n_rules);
    TCase *properties = suite_case(suite, "properties");
    tcase_add_loop_test(properties, findings_are_sound_the_same_twice_and_their_fixes_break_nothing, 0, 60);
    tcase_add_loop_test(properties, findings_are_ordered_by_file_and_place, 0, 60);
    return suite;
}
