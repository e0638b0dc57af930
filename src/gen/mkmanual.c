/* mkmanual: fills a manual page in, at build time: template on standard
 * input, mdoc(7) on standard output.  A line @fields@, @predicates@, ... of
 * the template is replaced by what the tables of the program say, so that no
 * page can know less than the program does. */
#include <string.h>

#include "postlint/buf.h"
#include "postlint/facts.h"
#include "postlint/posture.h"
#include "postlint/settings.h"
#include "template.h"

/* mandoc asks for less than 80; .It and the like come before a word. */
enum { WIDTH = 76 };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* One character as roff(7) wants it.  A plain '-' would become a hyphen,
 * which nobody can paste into a shell. */
static void put_character(struct buf *out, struct text character, uint32_t code)
{
    if (code == '\\')
        buf_str(out, "\\e");
    else if (code == '-')
        buf_str(out, "\\-");
    else if (code < 0x80)
        buf_text(out, character);
    else
        buf_printf(out, "\\[u%04lX]", (unsigned long)code);
}

/* A first '.' or '\'' would be a request. */
static void put_text(struct buf *out, struct text t)
{
    if (t.n && (t.p[0] == '.' || t.p[0] == '\''))
        buf_str(out, "\\&");
    while (t.n) {
        uint32_t code = (unsigned char)t.p[0];
        size_t n = text_character(t, &code);
        n = n ? n : 1;
        put_character(out, text_slice(t, 0, n), code);
        t = text_slice(t, n, t.n);
    }
}

static bool ends_sentence(struct text word)
{
    while (word.n && strchr(")\"'", word.p[word.n - 1]))
        word.n--;
    return word.n && strchr(".?!:", word.p[word.n - 1]);
}

/* Prose in short lines, every sentence on a line of its own. */
static void put_prose(struct buf *out, const char *prose)
{
    size_t column = 0;
    for (struct text rest = text_from(prose), word; text_token(&rest, TEXT_BLANKS, &word);) {
        if (column && column + 1 + word.n > WIDTH) {
            buf_char(out, '\n');
            column = 0;
        } else if (column) {
            buf_char(out, ' ');
        }
        put_text(out, word);
        column += word.n + 1;
        if (!ends_sentence(word))
            continue;
        buf_char(out, '\n');
        column = 0;
    }
    if (column)
        buf_char(out, '\n');
}

/* "a", "a or b", "a, b or c": what stands between number I and the next of N. */
static const char *separator(size_t i, size_t n)
{
    return i + 2 < n ? ", " : i + 1 < n ? " or " : "";
}

/* Bits of a set in words. */
struct bit {
    unsigned bit;
    const char *words;
};

static const struct bit subjects[] = {{SUBJECT_SERVICE, "a service"},
                                      {SUBJECT_SETTING, "a setting"},
                                      {SUBJECT_NOTE, "a note"},
                                      {SUBJECT_FILE, "a file"},
                                      {SUBJECT_POLICY, "a policy"},
                                      {SUBJECT_IGNORE, "an ignore comment"},
                                      {SUBJECT_CONFIGURATION, "a configuration"}};
static const struct bit types[] = {{FACT_BOOL, "yes or no"},         {FACT_TEXT, "text"},
                                   {FACT_NUMBER, "number"},          {FACT_VERSIONS, "protocol versions"},
                                   {FACT_RELEASE, "release"},        {FACT_WORDS, "list of words"},
                                   {FACT_VALUE, "Postfix parameter"}};

static void put_bits(struct buf *out, unsigned set, const struct bit *bits, size_t n)
{
    size_t count = 0, put = 0;
    for (size_t i = 0; i < n; i++)
        count += (set & bits[i].bit) != 0;
    for (size_t i = 0; i < n; i++)
        if (set & bits[i].bit)
            buf_printf(out, "%s%s", bits[i].words, separator(put++, count));
}

static void put_fields_of(struct buf *out, unsigned set)
{
    size_t n;
    const struct field *fields = rule_fields(&n);
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (fields[i].subjects != set)
            continue;
        if (!any) {
            buf_str(out, ".Ss Fields of ");
            put_bits(out, set, subjects, COUNT(subjects));
            buf_str(out, "\n.Bl -tag -width Ds\n");
        }
        any = true;
        buf_str(out, ".It Ic ");
        put_text(out, text_from(fields[i].name));
        buf_str(out, " Pq ");
        put_bits(out, fields[i].type, types, COUNT(types));
        buf_char(out, '\n');
        put_prose(out, fields[i].manual);
    }
    buf_str(out, any ? ".El\n" : "");
}

/* One list for every set of subjects that has fields. */
static void put_fields(struct buf *out)
{
    for (unsigned set = SUBJECT_ANY; set > 0; set--)
        put_fields_of(out, set);
}

static void put_predicates(struct buf *out)
{
    static const char *const arguments[] = {
        [ARGUMENT_BOOL] = "true or false",
        [ARGUMENT_NUMBER] = "number",
        [ARGUMENT_WORDS] = "word or list of words",
        [ARGUMENT_VERSIONS] = "version or list of versions",
        [ARGUMENT_RANGE] = "range",
        [ARGUMENT_LIST] = "list or several lists",
    };
    size_t n;
    const struct predicate *predicates = rule_predicates(&n);
    buf_str(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < n; i++) {
        buf_str(out, ".It Ic ");
        put_text(out, text_from(predicates[i].name));
        buf_printf(out, " : Ar %s\n", arguments[predicates[i].argument]);
        put_prose(out, predicates[i].manual);
        buf_str(out, "For: ");
        put_bits(out, predicates[i].types, types, COUNT(types));
        buf_str(out, ".\n");
    }
    buf_str(out, ".El\n");
}

/* The predicate that a bare value stands for, by type. */
static void put_default_predicates(struct buf *out)
{
    buf_str(out, ".Bl -column \"Postfix parameter\" \"predicate\"\n");
    for (size_t i = 0; i < COUNT(types); i++)
        buf_printf(out, ".It %s Ta Ic %s\n", types[i].words,
                   rule_default_predicate((enum fact_type)types[i].bit)->name);
    buf_str(out, ".El\n");
}

static void put_roles(struct buf *out)
{
    for (int role = ROLE_MX; role <= ROLE_OTHER; role++)
        buf_printf(out, ".Ic %s%s\n", role_name((enum role)role), role == ROLE_OTHER ? " ." : " ,");
}

/* What a key of settings takes; NULL: a mapping, which the sentence describes. */
static const char *argument_of(enum rulefile_shape shape)
{
    switch (shape) {
    case SHAPE_WORDS:
    case SHAPE_NAMES:
    case SHAPE_PLATFORMS:
        return "word | list";
    case SHAPE_LEAST:
    case SHAPE_FAIL_ON:
        return "severity";
    case SHAPE_RELEASE:
        return "release";
    case SHAPE_SEVERITIES:
    case SHAPE_SECTIONS:
        return "mapping";
    default:
        return "name";
    }
}

static void put_settings(struct buf *out)
{
    const struct settings_word *words = settings_words();
    for (int key = 0; key < N_SETTINGS; key++) {
        buf_str(out, ".It Ic ");
        put_text(out, text_from(words[key].name));
        buf_printf(out, " : Ar %s\n", argument_of(words[key].shape));
        put_prose(out, words[key].manual);
    }
}

static void put_settings_of_paths(struct buf *out)
{
    const struct settings_word *words = settings_words();
    int last = N_SETTINGS - 1;
    while (!words[last].in_paths)
        last--;
    for (int key = 0; key <= last; key++) {
        if (!words[key].in_paths)
            continue;
        buf_str(out, ".Ic ");
        put_text(out, text_from(words[key].name));
        buf_str(out, key == last ? " .\n" : " ,\n");
    }
}

static void put_limits(struct buf *out)
{
    buf_printf(out, "At most %d levels of nesting, %d entries and %zu MiB in one file.\n", RULEFILE_MAX_DEPTH,
               RULEFILE_MAX_NODES, SOURCE_MAX >> 20);
}

static void put_platforms(struct buf *out)
{
    size_t n;
    const struct platform *platforms = facts_platforms(&n);
    buf_str(out, ".Bl -column \"opensuse-leap-15.6\" \"3.10.12\" \"1.1.1w\" \"weak\" \"judged\"\n"
                 ".It Em platform Ta Em Postfix Ta Em OpenSSL Ta Em weak Ta Em judged Ta Em also called\n");
    for (size_t i = 0; i < n; i++) {
        const struct platform *platform = &platforms[i];
        version postfix = facts_release(platform->postfix), openssl = facts_openssl_release(platform->openssl);
        struct text postfix_text = version_text(out->arena, postfix ? postfix : platform->postfix);
        struct text openssl_text = version_text(out->arena, openssl ? openssl : platform->openssl);
        buf_printf(out, ".It %s Ta %.*s Ta %.*s Ta %s Ta %s Ta ", platform->name, TEXT_ARG(postfix_text),
                   TEXT_ARG(openssl_text), platform->weak_ciphers ? "yes" : "\\-", platform->judged ? "yes" : "\\-");
        for (struct text rest = text_from(platform->aliases), alias; text_token(&rest, ",", &alias);)
            buf_printf(out, "%s%.*s", alias.p == platform->aliases ? "" : " ", TEXT_ARG(alias));
        buf_str(out, platform->aliases[0] ? "\n" : "\\-\n");
    }
    buf_str(out, ".El\n");
}

static void put_releases_of(struct buf *out, const version *releases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct text release = version_text(out->arena, releases[i]);
        buf_printf(out, "%.*s%s", TEXT_ARG(release), i + 1 == n ? ".\n" : i % 8 == 7 ? ",\n" : ", ");
    }
}

static void put_postfix_releases(struct buf *out)
{
    size_t n;
    const version *releases = facts_releases(&n);
    put_releases_of(out, releases, n);
}

static void put_openssl_releases(struct buf *out)
{
    size_t n;
    const version *releases = facts_openssl_releases(&n);
    put_releases_of(out, releases, n);
}

static void put_profiles(struct buf *out)
{
    const struct ruleset *set = rules_builtin();
    buf_str(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < set->n_profiles; i++) {
        const struct profile *profile = &set->profiles[i];
        buf_printf(out, ".It Cm %s\n", profile->name);
        put_prose(out, text_printf(out->arena, "%s.", profile->title).p);
        if (profile->source)
            put_prose(out, text_printf(out->arena, "Source: %s.", profile->source).p);
    }
    buf_str(out, ".El\n");
}

static void put_floors(struct buf *out)
{
    static const char *const arguments[] = {
        [FLOOR_VERSION] = "version",    [FLOOR_AT_LEAST] = "number",     [FLOOR_AT_MOST] = "number",
        [FLOOR_CHOICE] = NULL,          [FLOOR_LIST_SUITES] = "suites",  [FLOOR_LIST_TLS13] = "suites",
        [FLOOR_LIST_GROUPS] = "groups", [FLOOR_LIST_DIGESTS] = "digests"};
    buf_str(out, ".Bl -tag -width Ds\n");
    for (int i = FLOOR_PROTOCOL; i < N_FLOORS; i++) {
        const struct floor *floor = rule_floor((enum floor_kind)i);
        buf_str(out, ".It Ic ");
        put_text(out, text_from(floor->name));
        if (floor->type == FLOOR_CHOICE)
            buf_printf(out, " : Cm %s | %s\n", floor->choices[0], floor->choices[1]);
        else
            buf_printf(out, " : Ar %s\n", arguments[floor->type]);
        put_prose(out, floor->manual);
    }
    buf_str(out, ".El\n");
}

static void put_file(struct buf *out, const char *name, const char *contents)
{
    if (!contents)
        return;
    buf_printf(out, ".Bd -literal -offset indent\n# %s\n", name);
    for (struct text rest = text_from(contents); rest.n;) {
        size_t end = text_find(rest, '\n');
        put_text(out, text_slice(rest, 0, end));
        buf_char(out, '\n');
        rest = text_slice(rest, end + 1, rest.n);
    }
    buf_str(out, ".Ed\n");
}

static const struct example *failing_example(const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_examples; i++)
        if (rule->examples[i].fails)
            return &rule->examples[i];
    return NULL;
}

static void put_fixes(struct buf *out, const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_fixes; i++) {
        buf_str(out, i == 0 ? ".Pp\nWhat to do:\n" : "Or, depending on the case:\n");
        put_prose(
            out,
            text_printf(out->arena, "%s%s.", rule->fixes[i].text,
                        rule->fixes[i].safe || rule->fixes[i].action == FIX_NONE ? "" : " (can stop mail from flowing)")
                .p);
    }
}

static void put_rule(struct buf *out, const struct rule *rule)
{
    buf_str(out, ".Ss ");
    put_text(out, text_from(rule->id));
    buf_printf(out, "\n.Sy %s .\n", severity_name(rule->severity));
    put_prose(out, text_printf(out->arena, "%s.", rule->title).p);
    if (rule->heuristic)
        buf_str(out, "This rule guesses what was meant.\n");
    buf_str(out, ".Pp\n");
    put_prose(out, rule->why);
    put_fixes(out, rule);
    const struct example *example = failing_example(rule);
    if (example) {
        buf_str(out, ".Pp\n");
        put_prose(out, text_printf(out->arena, "Fails, for example (%s):", example->name).p);
        put_file(out, "main.cf", example->main);
        put_file(out, "master.cf", example->master);
        for (size_t i = 0; i < example->n_files; i++)
            put_file(out, example->files[i].name, example->files[i].text);
    }
    if (rule->n_references)
        buf_str(out, ".Pp\nSources:\n.Bl -bullet -compact\n");
    for (size_t i = 0; i < rule->n_references; i++) {
        buf_str(out, ".It\n");
        put_prose(out, rule->references[i]);
    }
    buf_str(out, rule->n_references ? ".El\n" : "");
}

static bool is_first_of_category(const struct ruleset *set, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (strcmp(set->rules[i].category, set->rules[number].category) == 0)
            return false;
    return true;
}

/* By category, in the order of the files. */
static void put_findings(struct buf *out)
{
    const struct ruleset *set = rules_builtin();
    for (size_t i = 0; i < set->n_rules; i++) {
        if (!is_first_of_category(set, i))
            continue;
        buf_str(out, ".Sh CATEGORY ");
        for (const char *c = set->rules[i].category; *c; c++)
            buf_char(out, *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c);
        buf_char(out, '\n');
        for (size_t k = i; k < set->n_rules; k++)
            if (strcmp(set->rules[k].category, set->rules[i].category) == 0)
                put_rule(out, &set->rules[k]);
    }
}

static const struct template_part parts[] = {{"@fields@", put_fields},
                                             {"@predicates@", put_predicates},
                                             {"@default-predicates@", put_default_predicates},
                                             {"@roles@", put_roles},
                                             {"@floors@", put_floors},
                                             {"@limits@", put_limits},
                                             {"@settings@", put_settings},
                                             {"@settings-of-paths@", put_settings_of_paths},
                                             {"@platforms@", put_platforms},
                                             {"@postfix-releases@", put_postfix_releases},
                                             {"@openssl-releases@", put_openssl_releases},
                                             {"@profiles@", put_profiles},
                                             {"@findings@", put_findings}};

int main(void)
{
    return template_fill("mkmanual", parts, COUNT(parts));
}
