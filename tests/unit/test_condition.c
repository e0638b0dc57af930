/* condition: three-valued logic, and every predicate. */
#include "help.h"
#include "postlint/rulefile.h"
#include "rules/context.h"

START_TEST(truth_is_kleenes)
{
    static const enum truth all[] = {TRUTH_NO, TRUTH_UNKNOWN, TRUTH_YES};
    static const enum truth and[3][3] = {
        {TRUTH_NO, TRUTH_NO, TRUTH_NO}, {TRUTH_NO, TRUTH_UNKNOWN, TRUTH_UNKNOWN}, {TRUTH_NO, TRUTH_UNKNOWN, TRUTH_YES}};
    for (size_t a = 0; a < 3; a++)
        for (size_t b = 0; b < 3; b++) {
            ck_assert_int_eq(truth_and(all[a], all[b]), and[a][b]);
            ck_assert_int_eq(truth_or(all[a], all[b]), truth_not(truth_and(truth_not(all[a]), truth_not(all[b]))));
        }
    ck_assert_int_eq(truth_not(TRUTH_UNKNOWN), TRUTH_UNKNOWN);
    ck_assert_int_eq(truth_not(TRUTH_YES), TRUTH_NO);
    ck_assert_int_eq(truth_of(7), TRUTH_YES);
    ck_assert_int_eq(truth_of(0), TRUTH_NO);
}
END_TEST

/* The condition of a rule of SUBJECT. */
static const struct condition *condition_of(const char *subject, const char *when)
{
    struct ruleset *set = arena_alloc(arena, sizeof(*set));
    struct rulefile_error error;
    struct text text = text_printf(arena,
                                   "rules:\n- {id: x, title: t, category: files, severity: error, subject: %s,\n"
                                   "   when: %s, message: m, why: w,\n"
                                   "   examples: [{fails: f, main: m, at: none}, {passes: p, main: m}]}\n",
                                   subject, when);
    bool loaded = rulefile_load(arena, source_new(arena, TEXT("x"), text, SOURCE_RULES), set, &error);
    ck_assert_msg(loaded, "%s: %.*s: %.*s", when, TEXT_ARG(error.path), TEXT_ARG(error.message));
    return &set->rules[0].when;
}

/* A configuration under Postfix 3.7.11 and OpenSSL 3.0.22, and its parts. */
static struct scope *scope_of(const struct conf *conf)
{
    struct scope *scope = arena_alloc(arena, sizeof(*scope));
    struct target *target = arena_alloc(arena, sizeof(*target));
    *target = target_of("3.7.11", "3.0.22");
    *scope = (struct scope){.arena = arena, .conf = conf, .target = target, .rules = rules_builtin()};
    scope->profile = ruleset_profile(scope->rules, TEXT("default"));
    scope->main = view_new(arena, conf, target, NULL);
    scope->referenced = names_referenced(arena, conf, target->postfix);
    scope->postures = arena_array(arena, conf->n_services, sizeof(const struct posture *));
    struct posture_cache *cache = posture_cache_new(arena);
    for (size_t i = 0; i < conf->n_services; i++)
        scope->postures[i] = posture_new(arena, view_new(arena, conf, target, &conf->services[i]), cache);
    scope_find_roles(scope);
    scope_find_policies(scope, cache);
    return scope;
}

#define SERVICES                                                                                                       \
    "smtp inet n - y - - smtpd\n"                                                                                      \
    "submission inet n - y - - smtpd\n"                                                                                \
    "  -o smtpd_tls_security_level=encrypt\n"

/* WHEN of the first service of the configuration. */
static enum truth asked_of_service(const struct conf *conf, const char *when)
{
    struct scope *scope = scope_of(conf);
    struct context context = {.scope = scope, .posture = scope->postures[0]};
    return condition_eval(condition_of("service", when), &context);
}

static const struct {
    const char *main, *when;
    enum truth want;
} tests[] = {
    /* is: case does not count, the whole text */
    {"smtpd_tls_security_level = may", "{smtpd_tls_security_level: may}", TRUTH_YES},
    {"smtpd_tls_security_level = May", "{smtpd_tls_security_level: [encrypt, mAY]}", TRUTH_YES},
    {"smtpd_tls_security_level = maybe", "{smtpd_tls_security_level: may}", TRUTH_NO},
    {"smtpd_tls_security_level =", "{smtpd_tls_security_level: may}", TRUTH_NO},
    {"x = may\nsmtpd_tls_security_level = $x", "{smtpd_tls_security_level: may}", TRUTH_YES},
    /* empty */
    {"relayhost =", "{relayhost: {empty: true}}", TRUTH_YES},
    {"relayhost = a", "{relayhost: {empty: true}}", TRUTH_NO},
    {"relayhost = a", "{relayhost: {empty: false}}", TRUTH_YES},
    /* contains, like: case counts */
    {"relayhost = [a.example]:587", "{relayhost: {contains: \"]:5\"}}", TRUTH_YES},
    {"relayhost = [a.example]:587", "{relayhost: {contains: [z, Example]}}", TRUTH_NO},
    {"relayhost = [a.example]:587", "{relayhost: {like: \"[*]:*7\"}}", TRUTH_YES},
    {"relayhost = [a.example]:587", "{relayhost: {like: \"a*\"}}", TRUTH_NO},
    {"relayhost = [a.example]:587", "{relayhost: {like: [\"x\", \"*\"]}}", TRUTH_YES},
    {"relayhost =", "{relayhost: {like: \"*\"}}", TRUTH_YES},
    {"relayhost = aab", "{relayhost: {like: \"*ab\"}}", TRUTH_YES},
    {"relayhost = aab", "{relayhost: {like: \"a*a*b*\"}}", TRUTH_YES},
    {"relayhost = aab", "{relayhost: {like: \"a*c\"}}", TRUTH_NO},
    /* has, has-all: words, separated by blanks, commas, colons */
    {"tls_ssl_options = NO_TICKET, no_compression", "{tls_ssl_options: {has: NO_COMPRESSION}}", TRUTH_YES},
    {"tls_ssl_options = NO_TICKET:NO_COMPRESSION", "{tls_ssl_options: {has: [A, NO_TICKET]}}", TRUTH_YES},
    {"tls_ssl_options = NO_TICKETS", "{tls_ssl_options: {has: NO_TICKET}}", TRUTH_NO},
    {"tls_ssl_options = A B", "{tls_ssl_options: {has-all: [b, a]}}", TRUTH_YES},
    {"tls_ssl_options = A B", "{tls_ssl_options: {has-all: [a, c]}}", TRUTH_NO},
    {"tls_ssl_options =", "{tls_ssl_options: {has: A}}", TRUTH_NO},
    /* listed: lists of names */
    {"smtpd_tls_CAfile = /etc/ssl/certs/ca-certificates.crt", "{smtpd_tls_CAfile: {listed: ca-bundles}}", TRUTH_YES},
    {"smtpd_tls_CAfile = /etc/postfix/ca.pem", "{smtpd_tls_CAfile: {listed: ca-bundles}}", TRUTH_NO},
    {"smtpd_tls_CAfile = /etc/postfix/ca.pem", "{smtpd_tls_CAfile: {listed: [weak-digests, ca-bundles]}}", TRUTH_NO},
    {"smtpd_tls_fingerprint_digest = SHA1", "{smtpd_tls_fingerprint_digest: {listed: weak-digests}}", TRUTH_YES},
    {"smtpd_tls_fingerprint_digest = sha256", "{smtpd_tls_fingerprint_digest: {listed: weak-digests}}", TRUTH_NO},
    /* words that a table may add to */
    {"smtpd_client_restrictions = a, b", "{access-words: {has: b}}", TRUTH_YES},
    {"smtpd_client_restrictions = a, b", "{access-words: {has: c}}", TRUTH_NO},
    {"smtpd_client_restrictions = a, hash:/b", "{access-words: {has: a}}", TRUTH_YES},
    {"smtpd_client_restrictions = a, hash:/b", "{access-words: {has: c}}", TRUTH_UNKNOWN},
    {"smtpd_client_restrictions = a, { static:b, c=d }", "{access-words: {has-all: [a, c]}}", TRUTH_UNKNOWN},
    {"smtpd_client_restrictions = a, {{ rules }}", "{access-words: {listed: ca-bundles}}", TRUTH_UNKNOWN},
    {"smtpd_tls_chain_files = {{ chain }}", "{certificate-kinds: {empty: true}}", TRUTH_UNKNOWN},
    {"smtpd_tls_chain_files = /x", "{certificate-kinds: {empty: true}}", TRUTH_NO},
    /* numbers */
    {"smtpd_tls_loglevel = 1", "{smtpd_tls_loglevel: {equals: 1}}", TRUTH_YES},
    {"smtpd_tls_loglevel = 01", "{smtpd_tls_loglevel: {equals: 1}}", TRUTH_YES},
    {"smtpd_tls_loglevel = 1", "{smtpd_tls_loglevel: {at-least: 2}}", TRUTH_NO},
    {"smtpd_tls_loglevel = 2", "{smtpd_tls_loglevel: {at-least: 2}}", TRUTH_YES},
    {"smtpd_tls_loglevel = 2", "{smtpd_tls_loglevel: {at-most: 1}}", TRUTH_NO},
    {"smtpd_tls_loglevel = 1", "{smtpd_tls_loglevel: {at-most: 1}}", TRUTH_YES},
    {"smtpd_tls_loglevel = summary", "{smtpd_tls_loglevel: {at-most: 1}}", TRUTH_NO},
    {"smtpd_tls_loglevel = summary", "{smtpd_tls_loglevel: {at-least: 0}}", TRUTH_NO},
    {"smtpd_tls_loglevel = summary", "{smtpd_tls_loglevel: {number: false}}", TRUTH_YES},
    {"smtpd_tls_loglevel = 1,trace", "{smtpd_tls_loglevel: {number: true, equals: 1}}", TRUTH_YES},
    {"smtpd_tls_loglevel =", "{smtpd_tls_loglevel: {number: true}}", TRUTH_NO},
    {"smtpd_tls_loglevel = -1", "{smtpd_tls_loglevel: {number: true}}", TRUTH_NO},
    {"", "{port: 25}", TRUTH_YES},
    {"", "{port: {at-least: 26}}", TRUTH_NO},
    /* times and switches */
    {"smtpd_timeout = 30s", "{smtpd_timeout: {time: true}}", TRUTH_YES},
    {"smtpd_timeout = 30", "{smtpd_timeout: {time: true}}", TRUTH_YES},
    {"smtpd_timeout = 5W", "{smtpd_timeout: {time: true}}", TRUTH_YES},
    {"smtpd_timeout = 30x", "{smtpd_timeout: {time: true}}", TRUTH_NO},
    {"smtpd_timeout = s", "{smtpd_timeout: {time: true}}", TRUTH_NO},
    {"smtpd_timeout = 30ss", "{smtpd_timeout: {time: false}}", TRUTH_YES},
    {"smtpd_tls_auth_only = YES", "{smtpd_tls_auth_only: {yes-or-no: true}}", TRUTH_YES},
    {"smtpd_tls_auth_only = 1", "{smtpd_tls_auth_only: {yes-or-no: true}}", TRUTH_NO},
    {"smtpd_tls_auth_only = true", "{smtpd_tls_auth_only: {yes-or-no: false}}", TRUTH_YES},
    /* where the value comes from */
    {"smtpd_tls_loglevel = 1", "{smtpd_tls_loglevel: {set: true}}", TRUTH_YES},
    {"", "{smtpd_tls_loglevel: {set: true}}", TRUTH_NO},
    {"", "{smtpd_tls_loglevel: {set: false}}", TRUTH_YES},
    {"smtpd_tls_loglevel = 1", "{smtpd_tls_loglevel: {origin: main}}", TRUTH_YES},
    {"", "{smtpd_tls_loglevel: {origin: [override, main]}}", TRUTH_NO},
    {"", "{smtpd_tls_loglevel: {origin: default}}", TRUTH_YES},
    {"", "{smtpd_tls_loglevel: {known: true}}", TRUTH_YES},
    {"", "{tls_config_file: {known: false}}", TRUTH_NO},
    {"", "{tls_required_enable: {known: false}}", TRUTH_YES}, /* of 3.10 */
    /* protocol versions */
    {"smtpd_tls_security_level = may\nsmtpd_tls_protocols = TLSv1.1 TLSv1.2", "{listed-protocols: TLSv1.1}", TRUTH_YES},
    {"smtpd_tls_security_level = may\nsmtpd_tls_protocols = TLSv1.1 TLSv1.2",
     "{listed-protocols: {any-of: [SSLv3, TLSv1]}}", TRUTH_NO},
    {"smtpd_tls_security_level = may\nsmtpd_tls_protocols = TLSv1.1 TLSv1.2",
     "{listed-protocols: {lacks: [SSLv3, TLSv1]}}", TRUTH_YES},
    {"smtpd_tls_security_level = may\nsmtpd_tls_protocols = TLSv1.1 TLSv1.2", "{listed-protocols: {lacks: TLSv1.1}}",
     TRUTH_NO},
    {"smtpd_tls_security_level = may\nsmtpd_tls_protocols = TLSv1, !TLSv1", "{listed-protocols: {no-versions: true}}",
     TRUTH_YES},
    {"smtpd_tls_security_level = may\nsmtpd_tls_protocols = TLSv1", "{listed-protocols: {no-versions: true}}",
     TRUTH_NO},
    /* releases: 3.7.11 and 3.0.22 */
    {"", "{postfix: \">=3.7\"}", TRUTH_YES},
    {"", "{postfix: \">=3.7.12\"}", TRUTH_NO},
    {"", "{postfix: \"<3.7.11\"}", TRUTH_NO},
    {"", "{postfix: \"<3.7.12\"}", TRUTH_YES},
    {"", "{postfix: \">=3.6 <3.7\"}", TRUTH_NO},
    {"", "{postfix: \">=3.6 <3.10\"}", TRUTH_YES},
    {"", "{openssl: \">=1.1.1 <3.1\"}", TRUTH_YES},
    {"", "{openssl: \"<1.1.1\"}", TRUTH_NO},
    /* all, any, not */
    {"", "{all: [{port: 25}, {port: 26}]}", TRUTH_NO},
    {"", "{any: [{port: 26}, {port: 25}]}", TRUTH_YES},
    {"", "{not: {port: 25}}", TRUTH_NO},
    {"", "{port: 25, not: {port: 26}, any: [{port: 25}]}", TRUTH_YES},
    {"", "{port: {at-least: 20, at-most: 30}}", TRUTH_YES},
    {"", "{port: {at-least: 20, at-most: 24}}", TRUTH_NO},
    /* what is in error cannot be told, in either direction */
    {"relayhost = ${", "{relayhost: {empty: true}}", TRUTH_UNKNOWN},
    {"relayhost = ${", "{not: {relayhost: {empty: true}}}", TRUTH_UNKNOWN},
    {"relayhost = ${", "{any: [{relayhost: a}, {port: 25}]}", TRUTH_YES},
    {"relayhost = ${", "{all: [{relayhost: a}, {port: 25}]}", TRUTH_UNKNOWN},
    {"relayhost = ${", "{all: [{relayhost: a}, {port: 26}]}", TRUTH_NO},
    {"relayhost = ${", "{any: [{relayhost: a}, {port: 26}]}", TRUTH_UNKNOWN},
    {"relayhost = ${", "{relayhost: {set: true}}", TRUTH_YES},
    {"relayhost = ${", "{relayhost: {origin: main}}", TRUTH_YES},
};

START_TEST(predicates_say_what_their_manual_says)
{
    const char *main = text_printf(arena, "%s\n", tests[_i].main).p;
    enum truth got = asked_of_service(conf_from(main, SERVICES), tests[_i].when);
    ck_assert_msg(got == tests[_i].want, "%s with %s: got %d", tests[_i].when, tests[_i].main, (int)got);
}
END_TEST

START_TEST(every_predicate_is_tested_above)
{
    size_t n;
    const struct predicate *predicates = rule_predicates(&n);
    for (size_t i = 0; i < n; i++) {
        bool found = strcmp(predicates[i].name, "true") == 0 || strcmp(predicates[i].name, "in") == 0 ||
                     strcmp(predicates[i].name, "is") == 0;
        for (size_t k = 0; k < COUNT(tests) && !found; k++)
            found = strstr(tests[k].when, text_printf(arena, "%s:", predicates[i].name).p) != NULL;
        ck_assert_msg(found, "%s", predicates[i].name);
        ck_assert(i == 0 || strcmp(predicates[i - 1].name, predicates[i].name) < 0);
        ck_assert_ptr_eq(rule_predicate(text_from(predicates[i].name)), &predicates[i]);
        ck_assert_uint_gt(strlen(predicates[i].manual), 5);
    }
}
END_TEST

START_TEST(fields_are_sorted_and_found)
{
    size_t n;
    const struct field *fields = rule_fields(&n);
    for (size_t i = 0; i < n; i++) {
        ck_assert(i == 0 || strcmp(fields[i - 1].name, fields[i].name) < 0);
        ck_assert_ptr_eq(rule_field(text_from(fields[i].name)), &fields[i]);
        ck_assert(fields[i].subjects & SUBJECT_ANY);
        ck_assert_ptr_nonnull(rule_default_predicate(fields[i].type));
        ck_assert(rule_default_predicate(fields[i].type)->types & fields[i].type);
        ck_assert_ptr_null(facts_param(text_from(fields[i].name)));
    }
    ck_assert_ptr_null(rule_field(TEXT("")));
    ck_assert_ptr_null(rule_field(TEXT("levels")));
    ck_assert_uint_lt(n, 65536); /* field_index has 16 bits */
}
END_TEST

/* Every field can be asked of every subject that it is said to know. */
START_TEST(every_field_answers)
{
    const struct conf *conf =
        conf_from("a = b\n  smtpd_use_tls = yes\nbroken\nsmtpd_tls_protocols = >= x\nq = \"x\" # y\n",
                  SERVICES "  -o a = b\nx unix - - - - - pipe\n  -o a\ny unix - - n - - smtp\n"
                           "  -o smtp_tls_policy_maps=inline:{a=encrypt,b=x},ldap:c,inline:{}\n");
    struct scope *scope = scope_of(conf);
    size_t n;
    const struct field *fields = rule_fields(&n);
    for (size_t i = 0; i < n; i++) {
        struct context context = {.scope = scope};
        if (fields[i].subjects & SUBJECT_CONFIGURATION)
            field_print(&fields[i], &context);
        for (size_t k = 0; k < conf->n_services && fields[i].subjects & SUBJECT_SERVICE; k++) {
            context.posture = scope->postures[k];
            context.policies = &scope->policies[k];
            field_print(&fields[i], &context);
        }
        const struct client_policies *policies = &scope->policies[conf->n_services - 1];
        ck_assert_uint_eq(policies->n, 4);
        for (size_t k = 0; k < policies->n && fields[i].subjects & SUBJECT_POLICY; k++) {
            context =
                (struct context){.scope = scope,
                                 .posture = policies->items[k].posture ? policies->items[k].posture : policies->blank,
                                 .policy = &policies->items[k].policy,
                                 .policies = policies,
                                 .client = scope->postures[conf->n_services - 1]};
            field_print(&fields[i], &context);
        }
        context = (struct context){.scope = scope, .setting_view = scope->main};
        for (size_t k = 0; k < conf->n_settings && fields[i].subjects & SUBJECT_SETTING; k++) {
            context.setting = &conf->settings[k];
            field_print(&fields[i], &context);
        }
        context = (struct context){.scope = scope};
        for (size_t k = 0; k < conf->n_notes && fields[i].subjects & SUBJECT_NOTE; k++) {
            context.note = &conf->notes[k];
            field_print(&fields[i], &context);
        }
    }
}
END_TEST

/* Without a main.cf, in a template: it cannot be told whether a parameter is
 * set, nor what it is. */
static const char *const open_questions[] = {
    "{smtpd_tls_loglevel: {equals: 0}}",       "{not: {smtpd_tls_loglevel: {equals: 0}}}",
    "{smtpd_tls_loglevel: {set: false}}",      "{not: {smtpd_tls_loglevel: {set: false}}}",
    "{smtpd_tls_loglevel: {origin: default}}",
};

START_TEST(without_main_cf_nothing_is_known_of_it)
{
    ck_assert_msg(asked_of_service(conf_from(NULL, SERVICES), open_questions[_i]) == TRUTH_UNKNOWN, "%s",
                  open_questions[_i]);
}
END_TEST

START_TEST(what_a_template_may_set_is_not_known)
{
    const struct conf *conf = conf_named("main.cf.j2", "{{ settings }}\n", "master.cf", SERVICES);
    ck_assert_msg(asked_of_service(conf, open_questions[_i]) == TRUTH_UNKNOWN, "%s", open_questions[_i]);
    conf = conf_named("main.cf", "", "master.cf.j2", "smtp inet n - y - - smtpd {{ options }}\n");
    ck_assert_msg(asked_of_service(conf, open_questions[_i]) == TRUTH_UNKNOWN, "%s", open_questions[_i]);
}
END_TEST

START_TEST(what_is_written_is_known_to_be_set)
{
    const struct conf *conf = conf_named("main.cf.j2", "smtpd_tls_loglevel = {{ level }}\n", "master.cf", SERVICES);
    ck_assert_int_eq(asked_of_service(conf, "{smtpd_tls_loglevel: {set: true}}"), TRUTH_YES);
    ck_assert_int_eq(asked_of_service(conf, "{smtpd_tls_loglevel: {known: true}}"), TRUTH_YES);
    ck_assert_int_eq(asked_of_service(conf, "{smtpd_tls_loglevel: {number: true}}"), TRUTH_UNKNOWN);
    /* A default that is made from the machine is no setting. */
    conf = conf_from("", SERVICES);
    ck_assert_int_eq(asked_of_service(conf, "{myhostname: {set: false}}"), TRUTH_YES);
    ck_assert_int_eq(asked_of_service(conf, "{myhostname: x}"), TRUTH_UNKNOWN);
}
END_TEST

START_TEST(a_field_of_another_subject_is_unknown)
{
    const struct conf *conf = conf_from("a = b\n", SERVICES);
    struct scope *scope = scope_of(conf);
    const struct condition *when = condition_of("[service, configuration]", "{port: 25}");
    struct context context = {.scope = scope};
    ck_assert_int_eq(condition_eval(when, &context), TRUTH_UNKNOWN);
    context.posture = scope->postures[0];
    ck_assert_int_eq(condition_eval(when, &context), TRUTH_YES);
}
END_TEST

Suite *condition_suite(void);

Suite *condition_suite(void)
{
    Suite *suite = suite_create("condition");
    TCase *tcase = suite_case(suite, "condition");
    tcase_add_test(tcase, truth_is_kleenes);
    LOOP(tcase, predicates_say_what_their_manual_says, tests);
    tcase_add_test(tcase, every_predicate_is_tested_above);
    tcase_add_test(tcase, fields_are_sorted_and_found);
    tcase_add_test(tcase, every_field_answers);
    LOOP(tcase, without_main_cf_nothing_is_known_of_it, open_questions);
    LOOP(tcase, what_a_template_may_set_is_not_known, open_questions);
    tcase_add_test(tcase, what_is_written_is_known_to_be_set);
    tcase_add_test(tcase, a_field_of_another_subject_is_unknown);
    return suite;
}
