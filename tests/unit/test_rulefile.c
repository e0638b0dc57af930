/* rulefile: the strict loader.  What is wrong is refused at its place. */
#include "postlint/rulefile.h"

#include "help.h"

static const struct source *rules_source(struct text bytes)
{
    return source_new(arena, TEXT("mine.yaml"), bytes, SOURCE_RULES);
}

/* A rule of which the two lines that a test is about can be given. */
static struct text rule_text(const char *head, const char *when)
{
    return text_printf(arena,
                       "rules:\n"
                       "  - id: a-rule\n"
                       "    title: A title\n"
                       "    category: protocols\n"
                       "    %s\n"
                       "    %s\n"
                       "    message: \"text\"\n"
                       "    why: because\n"
                       "    examples:\n"
                       "      - fails: so\n"
                       "        main: \"a = b\"\n"
                       "        at: none\n"
                       "      - passes: so\n"
                       "        main: \"\"\n",
                       head, when);
}

#define HEAD "severity: error\n    subject: service"
#define WHEN "when: {level: may}"

static bool load(struct text bytes, struct ruleset *set, struct rulefile_error *error)
{
    return rulefile_load(arena, rules_source(bytes), set, error);
}

START_TEST(a_rule_is_loaded_whole)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    struct text text = rule_text("severity: warning\n    subject: [service, configuration]\n    roles: [mx, client]\n"
                                 "    confidence: heuristic\n    keeps-severity: true\n    suppressible: false\n"
                                 "    at: [smtpd_tls_security_level, level-parameter]\n    references: RFC 8996\n"
                                 "    supersedes: [b-rule]",
                                 "when: {all: [{postfix: \">=3.6 <3.8\"}, {not: {level: [may, none]}}]}");
    ck_assert_msg(load(text, &set, &error), "%.*s", TEXT_ARG(error.message));
    ck_assert_uint_eq(set.n_rules, 1);
    const struct rule *rule = &set.rules[0];
    ck_assert_str_eq(rule->id, "a-rule");
    ck_assert_str_eq(rule->title, "A title");
    ck_assert_str_eq(rule->category, "protocols");
    ck_assert_int_eq(rule->severity, SEVERITY_WARNING);
    ck_assert_uint_eq(rule->subject, SUBJECT_SERVICE | SUBJECT_CONFIGURATION);
    ck_assert(rule->heuristic && rule->keeps_severity && !rule->suppressible);
    ck_assert_uint_eq(rule->n_roles, 2);
    ck_assert_str_eq(rule->roles[1], "client");
    ck_assert_uint_eq(rule->n_at, 2);
    ck_assert_uint_eq(rule->n_references, 1);
    ck_assert_str_eq(rule->supersedes[0], "b-rule");
    ck_assert_str_eq(rule->file, "mine.yaml");
    ck_assert_uint_eq(rule->line, 2);
    ck_assert_uint_eq(rule->n_examples, 2);
    ck_assert(rule->examples[0].fails && !rule->examples[1].fails);
    ck_assert_int_eq(rule->when.kind, CONDITION_ALL);
    ck_assert_uint_eq(rule->when.n_kids, 2);
    const struct condition *range = &rule->when.kids[0];
    ck_assert_str_eq(range->field, "postfix");
    ck_assert_uint_eq(range->range.at_least, VERSION(3, 6, 0));
    ck_assert_uint_eq(range->range.below, VERSION(3, 8, 0));
    ck_assert_int_eq(rule->when.kids[1].kind, CONDITION_NOT);
    ck_assert_uint_eq(rule->when.kids[1].kids->n_words, 2);
}
END_TEST

START_TEST(a_profile_is_loaded_whole)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    ck_assert(load(TEXT("profiles:\n  - name: p\n    title: t\n    extends: q\n    source: s\n    date: d\n"
                        "    min-protocol: TLSv1.3\n    demands: x\n    encoded-from: e\n    applies-to: web\n"
                        "    suites: [AES128-SHA, AES256-SHA]\n    tls13-suites: []\n    groups: X25519\n"
                        "    dh-bits: 3000\n    own-dh-group: refused\n    digests: sha256\n"
                        "    rules: {a-rule: off, \"smtp-*\": info}\n"),
                   &set, &error));
    ck_assert_uint_eq(set.n_profiles, 1);
    const struct profile *profile = &set.profiles[0];
    ck_assert_str_eq(profile->extends, "q");
    ck_assert_int_eq(profile->floors[FLOOR_PROTOCOL].number, 1 << 5);
    ck_assert_uint_eq(profile->floors[FLOOR_SUITES].n_words, 2);
    ck_assert(profile->floors[FLOOR_TLS13_SUITES].is_given && profile->floors[FLOOR_TLS13_SUITES].n_words == 0);
    ck_assert_str_eq(profile->floors[FLOOR_GROUPS].words[0], "X25519");
    ck_assert_int_eq(profile->floors[FLOOR_DH_BITS].number, 3000);
    ck_assert_int_eq(profile->floors[FLOOR_OWN_DH].number, 1);
    ck_assert(!profile->floors[FLOOR_RSA_BITS].is_given);
    ck_assert_str_eq(profile->encoded_from, "e");
    ck_assert_int_eq(profile->scope, SCOPE_WEB);
    ck_assert_uint_eq(profile->n_demands, 1);
    ck_assert_uint_eq(profile->n_rules, 2);
    ck_assert_int_eq(profile->rules[0].severity, SEVERITY_OFF);
    ck_assert_str_eq(profile->rules[1].pattern, "smtp-*");
}
END_TEST

static const struct {
    const char *what, *bytes;
    size_t line, column;
    const char *path, *message; /* message: a part of it */
} documents[] = {
    {"an empty file", "", 1, 1, "", "the file is empty"},
    {"only comments", "# a\n", 1, 1, "", "the file is empty"},
    {"no mapping", "- a\n", 1, 1, "", "a mapping"},
    {"an unknown key at the top", "rules: []\nrulse: []\n", 2, 1, "rulse", "did you mean \"rules\"?"},
    {"a key that is near none", "xyzzy: []\n", 1, 1, "xyzzy", "known are rules, profiles"},
    {"a key twice", "rules: []\nrules: []\n", 2, 1, "", "this key is given twice"},
    {"an anchor on a list", "rules: &a []\n", 1, 8, "", "anchors and tags"},
    {"an anchor on a scalar", "rules: [&a x]\n", 1, 9, "rules", "anchors and tags"},
    {"an anchor on a key", "&a rules: []\n", 1, 1, "", "anchors and tags"},
    {"an alias", "rules: *a\n", 1, 8, "", "aliases"},
    {"a tag", "rules: !!seq []\n", 1, 8, "", "anchors and tags"},
    {"a tag on a mapping", "rules: [!x {}]\n", 1, 9, "rules", "anchors and tags"},
    {"a tag on a scalar", "profiles: [{name: !!str x}]\n", 1, 19, "profiles[0]", "anchors and tags"},
    {"a merge key", "profiles: [{<<: x}]\n", 1, 13, "profiles[0] / <<", "unknown key \"<<\""},
    {"a key that is no word", "? [a]\n: b\n", 1, 3, "", "a key must be a plain word"},
    {"two documents", "rules: []\n---\nrules: []\n", 2, 1, "", "one document"},
    {"text that is no YAML", "rules: [\n", 2, 1, "rules", "did not find expected"},
    {"a tab as indentation", "rules:\n\t- a\n", 2, 1, "", "cannot start any token"},
    {"bytes that are no UTF-8", "rules: \xff\n", 1, 1, "", "UTF-8"},
    {"a control character", "rules: \x01\n", 1, 1, "", "control characters"},
    {"rules that are no list", "rules: {}\n", 1, 8, "rules", "a list of rules"},
    {"a rule that is no mapping", "rules: [x]\n", 1, 9, "rules[0]", "a mapping"},
    {"a rule of nothing", "rules:\n  - {}\n", 2, 5, "rules[0]", "the key \"subject\" is missing"},
    {"profiles that are no list", "profiles: x\n", 1, 11, "profiles", "a list of profiles"},
    {"an unknown key of a profile", "profiles:\n  - nam: x\n", 2, 5, "profiles[0] / nam", "did you mean \"name\"?"},
    {"a profile without title", "profiles:\n  - name: x\n", 2, 5, "profiles[0]", "the key \"title\" is missing"},
    {"a protocol that is none", "profiles:\n  - name: x\n    title: t\n    min-protocol: TLSv1.4\n", 4, 19,
     "profiles[0] / min-protocol", "TLSv1.2"},
    {"severities that are a list", "profiles:\n  - name: x\n    title: t\n    rules: [a]\n", 4, 12,
     "profiles[0] / rules", "a mapping (name: severity)"},
    {"a severity that is none", "profiles:\n  - name: x\n    title: t\n    rules: {a: warn}\n", 4, 16,
     "profiles[0] / rules / a", "did you mean \"warning\"?"},
    {"a suite that is none", "profiles:\n  - name: x\n    title: t\n    suites: [AES128-SHA, HIGH]\n", 4, 26,
     "profiles[0] / suites[1]", "\"HIGH\" is no cipher suite below TLS 1.3"},
    {"a suite of TLS 1.3 among the others",
     "profiles:\n  - name: x\n    title: t\n    suites: TLS_AES_128_GCM_SHA256\n", 4, 13, "profiles[0] / suites",
     "is no cipher suite below TLS 1.3"},
    {"a suite that TLS 1.3 has not", "profiles:\n  - name: x\n    title: t\n    tls13-suites: [AES128-SHA]\n", 4, 20,
     "profiles[0] / tls13-suites[0]", "is no cipher suite of TLS 1.3"},
    {"a group that is none", "profiles:\n  - name: x\n    title: t\n    groups: [X25519, P256]\n", 4, 22,
     "profiles[0] / groups[1]", "\"P256\" is no key exchange group"},
    {"a digest that is none", "profiles:\n  - name: x\n    title: t\n    digests: [sha2]\n", 4, 15,
     "profiles[0] / digests[0]", "is no digest"},
    {"bits that are no number", "profiles:\n  - name: x\n    title: t\n    rsa-bits: many\n", 4, 15,
     "profiles[0] / rsa-bits", "a number"},
    {"a choice that is none", "profiles:\n  - name: x\n    title: t\n    cipher-order: yes\n", 4, 19,
     "profiles[0] / cipher-order", "known are not-required, required"},
    {"a use of TLS that is none", "profiles:\n  - name: x\n    title: t\n    applies-to: sip\n", 4, 17,
     "profiles[0] / applies-to", "known are mail, tls, web"},
};

static void expect_error(const char *what, const struct rulefile_error *error, size_t line, size_t column,
                         const char *path, const char *message)
{
    struct text got = text_printf(arena, "%zu:%zu: %.*s: %.*s", error->line, error->column, TEXT_ARG(error->path),
                                  TEXT_ARG(error->message));
    expect_text(error->file, "mine.yaml");
    ck_assert_msg(error->line == line && error->column == column, "%s: got %.*s", what, TEXT_ARG(got));
    ck_assert_msg(text_is(error->path, path), "%s: got %.*s", what, TEXT_ARG(got));
    ck_assert_msg(text_contains(error->message, message), "%s: got %.*s", what, TEXT_ARG(got));
}

START_TEST(documents_are_refused_at_their_place)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    ck_assert_msg(!load(text_from(documents[_i].bytes), &set, &error), "%s: loaded", documents[_i].what);
    expect_error(documents[_i].what, &error, documents[_i].line, documents[_i].column, documents[_i].path,
                 documents[_i].message);
    ck_assert_uint_eq(set.n_rules + set.n_profiles, 0);
}
END_TEST

static const struct {
    const char *what, *head, *when; /* head stands at line 5, when one line behind it */
    size_t line, column;
    const char *path, *message;
} rules[] = {
    {"an unknown key", HEAD "\n    sevrity: x", WHEN, 7, 5, "sevrity", "did you mean \"severity\"?"},
    {"a severity that is none", "severity: fatal\n    subject: service", WHEN, 5, 15, "severity",
     "\"fatal\" is no severity; known are off"},
    {"a subject that is none", "severity: error\n    subject: servce", WHEN, 6, 14, "subject",
     "did you mean \"service\"?"},
    {"an empty list of subjects", "severity: error\n    subject: []", WHEN, 6, 14, "subject", "the list is empty"},
    {"a role that is none", HEAD "\n    roles: [mx, submisson]", WHEN, 7, 17, "roles[1]",
     "did you mean \"submission\"?"},
    {"a single role that is none", HEAD "\n    roles: clinet", WHEN, 7, 12, "roles", "did you mean \"client\"?"},
    {"roles of a rule about settings", "severity: error\n    subject: setting\n    roles: mx", "when: {known: false}",
     7, 5, "roles", "only a rule about services, policies or files has roles"},
    {"at of a rule about settings", "severity: error\n    subject: setting\n    at: smtpd_use_tls",
     "when: {known: false}", 7, 5, "at", "stands where they stand"},
    {"at an unknown parameter", HEAD "\n    at: smtpd_tls_securty_level", WHEN, 7, 9, "at",
     "did you mean \"smtpd_tls_security_level\"?"},
    {"a boolean that is none", HEAD "\n    keeps-severity: yes", WHEN, 7, 21, "keeps-severity", "true or false"},
    {"an unknown field", HEAD, "when: {levl: may}", 7, 12, "when / levl", "did you mean \"level\"?"},
    {"a field of another subject", HEAD, "when: {note: refused}", 7, 12, "when / note", "no field of this subject"},
    {"an unknown parameter", HEAD, "when: {smtpd_tls_auth_onyl: \"no\"}", 7, 12, "when / smtpd_tls_auth_onyl",
     "did you mean \"smtpd_tls_auth_only\"?"},
    {"an unknown predicate", HEAD, "when: {level: {iss: may}}", 7, 20, "when / level / iss", "did you mean \"is\"?"},
    {"a predicate of another type", HEAD, "when: {postfix: {is: 3.6}}", 7, 22, "when / postfix / is",
     "\"is\" is no predicate for this"},
    {"a version that is none", HEAD, "when: {protocols: [TLSv1, TLSv1.5]}", 7, 31, "when / protocols[1]",
     "did you mean \"TLSv1"},
    {"a range that is none", HEAD, "when: {postfix: \"3.6\"}", 7, 21, "when / postfix", "a range of releases"},
    {"a range with rubbish behind", HEAD, "when: {postfix: \">=3.6 x\"}", 7, 21, "when / postfix",
     "a range of releases"},
    {"a range of one bad bound", HEAD, "when: {postfix: \"<new\"}", 7, 21, "when / postfix", "a range of releases"},
    {"an empty range", HEAD, "when: {postfix: \"\"}", 7, 21, "when / postfix", "a range of releases"},
    {"a number that is none", HEAD, "when: {port: https}", 7, 18, "when / port", "a number"},
    {"a boolean fact", HEAD, "when: {auth: maybe}", 7, 18, "when / auth", "true or false"},
    {"an empty condition", HEAD, "when: {}", 7, 11, "when", "a condition is wanted here"},
    {"an empty list of conditions", HEAD, "when: {all: []}", 7, 17, "when / all", "a list of conditions"},
    {"a list of conditions that is none", HEAD, "when: {any: {level: may}}", 7, 17, "when / any",
     "a list of conditions"},
    {"not of nothing", HEAD, "when: {not: {}}", 7, 17, "when / not", "a condition is wanted here"},
    {"deep inside", HEAD, "when: {all: [{level: may}, {any: [{not: {lvel: may}}]}]}", 7, 46,
     "when / all[1] / any[0] / not / lvel", "did you mean \"level\"?"},
    {"no predicate", HEAD, "when: {level: {}}", 7, 19, "when / level", "a predicate is wanted here"},
    {"an empty list of words", HEAD, "when: {level: []}", 7, 19, "when / level", "the list is empty"},
    {"a placeholder that is none", HEAD, "when: {level: may}\n    fix: [{text: \"{levle}\"}]", 8, 18, "fix[0] / text",
     "did you mean \"level\"?"},
    {"a brace that is not closed", HEAD, "when: {level: may}\n    fix: [{text: \"{level\"}]", 8, 18, "fix[0] / text",
     "a { without its }"},
    {"a fix that does two things", HEAD,
     "when: {level: may}\n    fix: [{text: x, set: {smtpd_use_tls: x}, remove: true}]", 8, 46, "fix[0] / remove",
     "a fix does one thing"},
    {"a fix without text", HEAD, "when: {level: may}\n    fix: [{remove: true}]", 8, 11, "fix[0]",
     "the key \"text\" is missing"},
    {"a fix that sets what is none", HEAD, "when: {level: may}\n    fix: [{text: x, set: {smtpd_use_tsl: x}}]", 8, 27,
     "fix[0] / set / smtpd_use_tsl", "did you mean \"smtpd_use_tls\"?"},
    {"a variant without condition", HEAD, "when: {level: may}\n    variants: [{severity: info}]", 8, 16, "variants[0]",
     "the key \"when\" is missing"},
    {"a token of a service", HEAD "\n    token: value", WHEN, 7, 12, "token", "a field of type text of a setting"},
    {"a text that is a list", HEAD "\n    token: [x]", WHEN, 7, 12, "token", "a text is wanted here"},
    {"words that are a mapping", HEAD "\n    references: {a: b}", WHEN, 7, 17, "references",
     "a word or a list of words"},
    {"a word that is a list", HEAD "\n    references: [a, [b]]", WHEN, 7, 21, "references[1]", "a word is wanted here"},
    {"a confidence that is a list", HEAD "\n    confidence: [certain]", WHEN, 7, 17, "confidence",
     "a confidence is wanted here"},
    {"a subject inside a list", "severity: error\n    subject: [service, servce]", WHEN, 6, 24, "subject[1]",
     "did you mean \"service\"?"},
    {"a fix that sets no pair", HEAD, "when: {level: may}\n    fix: [{text: x, set: smtpd_use_tls}]", 8, 26,
     "fix[0] / set", "one pair"},
    {"a fix that sets two pairs", HEAD,
     "when: {level: may}\n    fix: [{text: x, override: {relayhost: a, mynetworks: b}}]", 8, 31, "fix[0] / override",
     "one pair"},
    {"an empty text", HEAD "\n    token: \"\"", WHEN, 7, 12, "token", "the text is empty"},
};

START_TEST(rules_are_refused_at_their_place)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    ck_assert_msg(!load(rule_text(rules[_i].head, rules[_i].when), &set, &error), "%s: loaded", rules[_i].what);
    const char *path = text_printf(arena, "rules[0] (a-rule) / %s", rules[_i].path).p;
    /* The path of an element goes on behind its list. */
    expect_error(rules[_i].what, &error, rules[_i].line, rules[_i].column, path, rules[_i].message);
}
END_TEST

static const struct {
    const char *what, *examples;
    size_t line, column;
    const char *path, *message;
} examples[] = {
    {"only failing ones", "[{fails: x, main: y, at: none}]", 8, 15, "examples", "one failing and one passing"},
    {"none", "[]", 8, 15, "examples", "a list of mappings"},
    {"neither", "[{main: x}]", 8, 16, "examples[0]", "fails: or passes:"},
    {"both", "[{fails: x, passes: y, main: x}]", 8, 27, "examples[0] / passes", "fails or passes"},
    {"a text that is a list", "[{fails: x, main: [y], at: none}]", 8, 33, "examples[0] / main",
     "a text is wanted here"},
    {"no text", "[{fails: x}]", 8, 16, "examples[0]", "main:, master: or both"},
    {"no place", "[{fails: x, main: y}]", 8, 16, "examples[0]", "says where"},
    {"a place that is none", "[{fails: x, main: y, at: \"other.cf:1:1\"}]", 8, 40, "examples[0] / at", "a place"},
    {"a place without column", "[{fails: x, main: y, at: \"main.cf:1\"}]", 8, 40, "examples[0] / at", "a place"},
    {"a release that is none", "[{passes: x, main: y, postfix: new}]", 8, 46, "examples[0] / postfix", "a release"},
    {"a release that is not known", "[{passes: x, main: y, postfix: 2.5}]", 8, 46, "examples[0] / postfix",
     "a release"},
    {"an OpenSSL that is not known", "[{passes: x, main: y, openssl: 0.9.8}]", 8, 46, "examples[0] / openssl",
     "a release"},
    {"a severity that is none", "[{passes: x, main: y, severity: bad}]", 8, 47, "examples[0] / severity",
     "no severity"},
};

START_TEST(examples_are_refused_at_their_place)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    struct text text = text_printf(arena,
                                   "rules:\n  - id: a-rule\n    title: t\n    category: protocols\n"
                                   "    severity: error\n    subject: service\n    when: {level: may}\n"
                                   "    examples: %s\n    message: m\n    why: w\n",
                                   examples[_i].examples);
    ck_assert_msg(!load(text, &set, &error), "%s: loaded", examples[_i].what);
    expect_error(examples[_i].what, &error, examples[_i].line, examples[_i].column,
                 text_printf(arena, "rules[0] (a-rule) / %s", examples[_i].path).p, examples[_i].message);
}
END_TEST

START_TEST(a_rule_without_subject_says_so)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    ck_assert(!load(rule_text("severity: error", WHEN), &set, &error));
    expect_error("no subject", &error, 2, 5, "rules[0] (a-rule)", "the key \"subject\" is missing");
}
END_TEST

START_TEST(a_nul_byte_is_refused)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    ck_assert(!load(TEXT("rules: [\"\\0\"]\n"), &set, &error));
    expect_error("an escaped NUL", &error, 1, 9, "rules", "NUL");
    ck_assert(!load(TEXT("rules: \0\n"), &set, &error));
}
END_TEST

START_TEST(a_set_is_unchanged_after_an_error)
{
    struct ruleset set = *rules_builtin(), before = set;
    struct rulefile_error error;
    struct text good = rule_text(HEAD, WHEN);
    struct text bad = text_printf(arena, "profiles: [{name: mine, title: t}]\n%.*s  - id: second\n", TEXT_ARG(good));
    ck_assert(!load(bad, &set, &error));
    ck_assert_int_eq(memcmp(&set, &before, sizeof(set)), 0);
    ck_assert(load(good, &set, &error));
    ck_assert_uint_eq(set.n_rules, before.n_rules + 1);
    ck_assert_str_eq(set.rules[0].id, before.rules[0].id);
    ck_assert_ptr_eq(ruleset_rule(&set, TEXT("a-rule")), &set.rules[before.n_rules]);
    ck_assert_ptr_null(ruleset_rule(&before, TEXT("a-rule")));
    before = set;
    ck_assert(!load(good, &set, &error));
    expect_error("an id twice", &error, 2, 5, "rules[0] (a-rule)", "there is a rule \"a-rule\" already");
    ck_assert_int_eq(memcmp(&set, &before, sizeof(set)), 0);
    ck_assert(!load(TEXT("profiles: [{name: default, title: t}]\n"), &set, &error));
}
END_TEST

/* LISTS nested lists. */
static struct text nested(int lists)
{
    struct buf text = buf_new(arena);
    buf_str(&text, "rules: ");
    for (int i = 0; i < lists; i++)
        buf_char(&text, '[');
    for (int i = 0; i < lists; i++)
        buf_char(&text, ']');
    return buf_done(&text);
}

START_TEST(depth_is_bounded)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    ck_assert(!load(nested(RULEFILE_MAX_DEPTH - 1), &set, &error));
    ck_assert(text_contains(error.message, "a mapping"));
    ck_assert(!load(nested(RULEFILE_MAX_DEPTH), &set, &error));
    ck_assert(text_contains(error.message, "nested too deeply"));
    ck_assert_uint_eq(error.column, 8 + RULEFILE_MAX_DEPTH - 1);
    ck_assert(!load(nested(100000), &set, &error));
    ck_assert(text_contains(error.message, "nested too deeply"));
}
END_TEST

START_TEST(the_number_of_nodes_is_bounded)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    struct buf text = buf_new(arena);
    buf_str(&text, "rules:\n");
    for (int i = 0; i < RULEFILE_MAX_NODES; i++)
        buf_str(&text, "- x\n");
    ck_assert(!load(buf_done(&text), &set, &error));
    ck_assert(text_contains(error.message, "too many entries"));
}
END_TEST

START_TEST(many_keys_end_in_time)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    struct buf text = buf_new(arena);
    for (int i = 0; i < RULEFILE_MAX_NODES / 2 - 10; i++)
        buf_printf(&text, "this-is-a-key-number-%d: x\n", i);
    ck_assert(!load(buf_done(&text), &set, &error));
    ck_assert(text_contains(error.message, "too many keys"));
    ck_assert_uint_eq(error.line, RULEFILE_MAX_KEYS + 1);
}
END_TEST

/* What only the whole set can tell. */

static const struct {
    const char *what, *bytes, *path, *message;
} sets[] = {
    {"a base that is none", "profiles: [{name: p, title: t, extends: nobody}]\n", "p", "there is no such profile"},
    {"profiles in a circle", "profiles: [{name: p, title: t, extends: q}, {name: q, title: t, extends: p}]\n", "p",
     "in a circle"},
    {"a profile that extends itself", "profiles: [{name: p, title: t, extends: p}]\n", "p", "in a circle"},
    {"a pattern that names no rule", "profiles: [{name: p, title: t, rules: {\"xyz-*\": off}}]\n", "p",
     "\"xyz-*\" names no rule"},
};

START_TEST(a_whole_set_is_checked)
{
    struct ruleset set = *rules_builtin();
    struct rulefile_error error;
    ck_assert(load(text_from(sets[_i].bytes), &set, &error));
    ck_assert_msg(!ruleset_check(arena, &set, &error), "%s: passed", sets[_i].what);
    expect_error(sets[_i].what, &error, 1, 1, sets[_i].path, sets[_i].message);
}
END_TEST

START_TEST(superseded_rules_exist_and_are_others)
{
    struct ruleset set = *rules_builtin();
    struct rulefile_error error;
    ck_assert(load(rule_text(HEAD "\n    supersedes: no-such-rule", WHEN), &set, &error));
    ck_assert(!ruleset_check(arena, &set, &error));
    expect_error("a rule that is none", &error, 2, 1, "a-rule", "which is no rule");
    set = *rules_builtin();
    ck_assert(load(rule_text(HEAD "\n    supersedes: a-rule", WHEN), &set, &error));
    ck_assert_msg(!ruleset_check(arena, &set, &error), "a rule that silences itself");
    expect_error("a rule that silences itself", &error, 2, 1, "a-rule", "itself");
}
END_TEST

START_TEST(a_rule_says_what_it_weighs_in_a_profile)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    ck_assert(
        load(rule_text(HEAD "\n    floor: rsa-bits\n    profiles: {\"m-*\": info, m-new: off}", WHEN), &set, &error));
    ck_assert(load(TEXT("profiles:\n- {name: m-old, title: t}\n- {name: m-new, title: t}\n"
                        "- {name: site, title: t, extends: m-new}\n- {name: other, title: t}\n"
                        "- {name: mine, title: t, extends: m-old, rules: {a-rule: style}}\n"),
                   &set, &error));
    ck_assert(ruleset_check(arena, &set, &error));
    const struct rule *rule = &set.rules[0];
    static const enum severity wanted[] = {SEVERITY_INFO, SEVERITY_OFF, SEVERITY_OFF, SEVERITY_ERROR, SEVERITY_STYLE};
    for (size_t i = 0; i < set.n_profiles; i++)
        ck_assert_int_eq(ruleset_severity(&set, &set.profiles[i], rule), wanted[i]);
    ck_assert_int_eq(rule->floor, FLOOR_RSA_BITS);
}
END_TEST

START_TEST(a_rule_names_profiles_that_there_are)
{
    struct ruleset set = *rules_builtin();
    struct rulefile_error error;
    ck_assert(load(rule_text(HEAD "\n    profiles: {strikt: off}", WHEN), &set, &error));
    ck_assert(!ruleset_check(arena, &set, &error));
    expect_error("a profile that is none", &error, 2, 1, "a-rule", "\"strikt\" names no profile");
    set = *rules_builtin();
    ck_assert(!load(rule_text(HEAD "\n    floor: rsa", WHEN), &set, &error));
    expect_error("a floor that is none", &error, 7, 12, "rules[0] (a-rule) / floor", "is no floor");
}
END_TEST

START_TEST(an_empty_list_accepts_nothing)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    ck_assert(load(TEXT("profiles:\n- {name: a, title: t, suites: AES128-SHA}\n- {name: b, title: t, extends: a, "
                        "suites: []}\n- {name: c, title: t, extends: a}\n- {name: d, title: t}\n"),
                   &set, &error));
    static const bool wanted[] = {true, false, true, true};
    for (size_t i = 0; i < set.n_profiles; i++)
        ck_assert_msg(ruleset_accepts(&set, &set.profiles[i], FLOOR_SUITES, TEXT("AES128-SHA")) == wanted[i], "%s",
                      set.profiles[i].name);
    ck_assert(!ruleset_accepts(&set, &set.profiles[2], FLOOR_SUITES, TEXT("AES256-SHA")));
    ck_assert(ruleset_accepts(&set, &set.profiles[3], FLOOR_SUITES, TEXT("AES256-SHA")));
}
END_TEST

START_TEST(examples_name_profiles_that_there_are)
{
    struct ruleset set = *rules_builtin();
    struct rulefile_error error;
    struct text text =
        TEXT("rules:\n- {id: a-rule, title: t, category: files, severity: error, subject: setting, when: {known: "
             "false},\n   message: m, why: w, examples: [{fails: f, main: m, at: none, profile: no-such}, "
             "{passes: p, main: m}]}\n");
    ck_assert(load(text, &set, &error));
    ck_assert(!ruleset_check(arena, &set, &error));
    expect_error("a profile that is none", &error, 2, 1, "a-rule", "asks for the profile \"no-such\"");
}
END_TEST

START_TEST(the_builtin_set_is_sound)
{
    struct rulefile_error error;
    ck_assert(ruleset_check(arena, rules_builtin(), &error));
    ck_assert_ptr_nonnull(ruleset_profile(rules_builtin(), TEXT("default")));
    ck_assert_ptr_nonnull(ruleset_profile(rules_builtin(), TEXT("strict")));
}
END_TEST

/* ruleset: severities of profiles, patterns. */

START_TEST(the_last_entry_of_a_profile_wins_then_its_base)
{
    struct ruleset set = {0};
    struct rulefile_error error;
    ck_assert(load(rule_text(HEAD, WHEN), &set, &error));
    ck_assert(load(TEXT("profiles:\n"
                        "- {name: base, title: t, min-protocol: TLSv1.1, demands: a, rules: {protocols: info}}\n"
                        "- {name: mid, title: t, extends: base}\n"
                        "- {name: top, title: t, extends: mid, min-protocol: TLSv1.3, demands: b, "
                        "rules: {\"a-*\": warning, a-rule: style}}\n"
                        "- {name: plain, title: t}\n"),
                   &set, &error));
    const struct rule *rule = &set.rules[0];
    const struct profile *mid = ruleset_profile(&set, TEXT("mid")), *top = ruleset_profile(&set, TEXT("top"));
    const struct profile *plain = ruleset_profile(&set, TEXT("plain"));
    ck_assert_int_eq(ruleset_severity(&set, mid, rule), SEVERITY_INFO);
    ck_assert_int_eq(ruleset_severity(&set, top, rule), SEVERITY_STYLE);
    ck_assert_int_eq(ruleset_severity(&set, plain, rule), SEVERITY_ERROR);
    ck_assert_int_eq(ruleset_severity(&set, NULL, rule), SEVERITY_ERROR);
    const struct profile *giver;
    ck_assert_int_eq(ruleset_floor(&set, mid, FLOOR_PROTOCOL, &giver)->number, 1 << 3);
    ck_assert_str_eq(giver->name, "base");
    ck_assert_int_eq(ruleset_floor(&set, top, FLOOR_PROTOCOL, &giver)->number, 1 << 5);
    ck_assert_ptr_eq(giver, top);
    ck_assert_ptr_null(ruleset_floor(&set, plain, FLOOR_PROTOCOL, NULL));
    ck_assert_ptr_null(ruleset_floor(&set, top, FLOOR_RSA_BITS, NULL));
    ck_assert(ruleset_demands(&set, top, TEXT("a")) && ruleset_demands(&set, top, TEXT("b")));
    ck_assert(!ruleset_demands(&set, mid, TEXT("b")));
}
END_TEST

START_TEST(patterns_name_rules)
{
    struct rule rule = {.id = "smtpd-tls-no-cert", .category = "certificates"};
    static const char *const yes[] = {"smtpd-tls-no-cert", "certificates",         "smtpd-*", "*", "*cert",
                                      "s*-t*-*t",          "**smtpd-tls-no-cert**"};
    static const char *const no[] = {"smtpd", "certificate", "smtpd-?", "*-", "", "SMTPD-*", "s*x", "certif*"};
    for (size_t i = 0; i < COUNT(yes); i++)
        ck_assert_msg(rule_matches(&rule, text_from(yes[i])), "%s", yes[i]);
    for (size_t i = 0; i < COUNT(no); i++)
        ck_assert_msg(!rule_matches(&rule, text_from(no[i])), "%s", no[i]);
}
END_TEST

START_TEST(severities_have_names)
{
    for (int i = SEVERITY_OFF; i <= SEVERITY_ERROR; i++) {
        enum severity severity;
        ck_assert(severity_parse(text_from(severity_name((enum severity)i)), &severity));
        ck_assert_int_eq(severity, i);
    }
    enum severity severity;
    ck_assert(!severity_parse(TEXT("Error"), &severity));
    ck_assert(!severity_parse(TEXT(""), &severity));
}
END_TEST

Suite *rulefile_suite(void);

Suite *rulefile_suite(void)
{
    Suite *suite = suite_create("rulefile");
    TCase *tests = suite_case(suite, "load");
    tcase_add_test(tests, a_rule_is_loaded_whole);
    tcase_add_test(tests, a_profile_is_loaded_whole);
    LOOP(tests, documents_are_refused_at_their_place, documents);
    LOOP(tests, rules_are_refused_at_their_place, rules);
    LOOP(tests, examples_are_refused_at_their_place, examples);
    tcase_add_test(tests, a_rule_without_subject_says_so);
    tcase_add_test(tests, a_nul_byte_is_refused);
    tcase_add_test(tests, a_set_is_unchanged_after_an_error);
    tcase_add_test(tests, depth_is_bounded);
    tcase_add_test(tests, the_number_of_nodes_is_bounded);
    tcase_add_test(tests, many_keys_end_in_time);
    TCase *set = suite_case(suite, "ruleset");
    LOOP(set, a_whole_set_is_checked, sets);
    tcase_add_test(set, superseded_rules_exist_and_are_others);
    tcase_add_test(set, a_rule_says_what_it_weighs_in_a_profile);
    tcase_add_test(set, a_rule_names_profiles_that_there_are);
    tcase_add_test(set, an_empty_list_accepts_nothing);
    tcase_add_test(set, examples_name_profiles_that_there_are);
    tcase_add_test(set, the_builtin_set_is_sound);
    tcase_add_test(set, the_last_entry_of_a_profile_wins_then_its_base);
    tcase_add_test(set, patterns_name_rules);
    tcase_add_test(set, severities_have_names);
    return suite;
}
