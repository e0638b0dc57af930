/* rules_text: rules for people: a list, or everything about some. */
#include "postlint/report.h"

enum { WIDTH = 78 };

/* TEXT in lines of at most WIDTH, each behind INDENT blanks; line ends of its
 * own stay (YAML has folded the others). */
static void print_wrapped(struct text text, size_t indent, struct buf *out)
{
    size_t column = 0;
    for (struct text rest = text, word; text_token(&rest, " \t\n", &word);) {
        bool is_new_line = word.p > text.p && word.p[-1] == '\n';
        if (column && (is_new_line || column + 1 + word.n > WIDTH)) {
            buf_char(out, '\n');
            column = 0;
        }
        if (column == 0)
            buf_printf(out, "%*s", (int)indent, "");
        else
            buf_char(out, ' ');
        buf_visible(out, word);
        column = (column ? column + 1 : indent) + word.n;
    }
    if (column)
        buf_char(out, '\n');
}

static void print_heading(const char *heading, struct buf *out)
{
    buf_printf(out, "\n%s\n", heading);
}

/* The lines of a file, indented. */
static void print_file(const char *name, const char *text, struct buf *out)
{
    if (!text)
        return;
    buf_printf(out, "    %s:\n", name);
    for (struct text rest = text_from(text); rest.n;) {
        size_t end = text_find(rest, '\n');
        buf_str(out, "        ");
        buf_visible(out, text_slice(rest, 0, end));
        buf_char(out, '\n');
        rest = text_slice(rest, end + 1, rest.n);
    }
}

/* What an example is judged for, where it says so. */
static void print_given(const struct example *example, struct buf *out)
{
    const struct {
        const char *label, *value;
    } given[] = {{"Postfix", example->postfix}, {"OpenSSL", example->openssl}, {"profile", example->profile}};
    const char *before = "    for ";
    for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
        if (!given[i].value)
            continue;
        buf_printf(out, "%s%s ", before, given[i].label);
        buf_visible(out, text_from(given[i].value));
        before = ", ";
    }
    buf_str(out, before[0] == ',' ? "\n" : "");
}

static void print_examples(const struct rule *rule, bool fails, struct buf *out)
{
    for (size_t i = 0; i < rule->n_examples; i++) {
        const struct example *example = &rule->examples[i];
        if (example->fails != fails)
            continue;
        print_heading(fails ? "FAILS" : "PASSES", out);
        print_wrapped(text_from(example->name), 4, out);
        print_given(example, out);
        print_file("main.cf", example->main, out);
        print_file("master.cf", example->master, out);
        for (size_t k = 0; k < example->n_files; k++)
            print_file(example->files[k].name, example->files[k].text, out);
    }
}

/* 3.6 for the first release of a series, which is how it was written. */
static struct text bound_text(struct arena *arena, version bound)
{
    return version_text(arena, bound & VERSION_ANY_PATCH ? bound : bound | VERSION_ANY_PATCH);
}

/* "Postfix 3.6 and later: ", for a test of a release. */
static void print_release(struct arena *arena, const struct condition *test, struct buf *out)
{
    const char *name = text_is(text_from(test->field), "postfix") ? "Postfix" : "OpenSSL";
    struct text first = bound_text(arena, test->range.at_least), end = bound_text(arena, test->range.below);
    if (test->range.at_least && test->range.below)
        buf_printf(out, "%s %.*s to before %.*s: ", name, TEXT_ARG(first), TEXT_ARG(end));
    else if (test->range.at_least)
        buf_printf(out, "%s %.*s and later: ", name, TEXT_ARG(first));
    else
        buf_printf(out, "before %s %.*s: ", name, TEXT_ARG(end));
}

/* The releases that WHEN asks for, alone or among other things. */
static void print_releases(struct arena *arena, const struct condition *when, struct buf *out)
{
    bool is_release = when->kind == CONDITION_TEST && when->field &&
                      (text_is(text_from(when->field), "postfix") || text_is(text_from(when->field), "openssl"));
    if (is_release)
        print_release(arena, when, out);
    for (size_t i = 0; when->kind == CONDITION_ALL && i < when->n_kids; i++)
        print_releases(arena, &when->kids[i], out);
}

static void print_fixes(struct arena *arena, const struct rule *rule, struct buf *out)
{
    if (rule->n_fixes)
        print_heading("FIX", out);
    for (size_t i = 0; i < rule->n_fixes; i++) {
        struct buf line = buf_new(arena);
        print_releases(arena, &rule->fixes[i].when, &line);
        buf_str(&line, rule->fixes[i].text);
        if (!rule->fixes[i].safe && rule->fixes[i].action != FIX_NONE)
            buf_str(&line, " (can stop mail from flowing)");
        print_wrapped(buf_done(&line), 4, out);
    }
}

/* What the rule is asked of. */
static void print_subject(const struct rule *rule, struct buf *out)
{
    switch (rule->subject) {
    case SUBJECT_SETTING:
        buf_str(out, "asked of every parameter and override that is written\n");
        return;
    case SUBJECT_NOTE:
        buf_str(out, "asked of what Postfix refuses or reads in another way than it looks\n");
        return;
    case SUBJECT_CONFIGURATION:
        buf_str(out, "asked of a configuration as a whole\n");
        return;
    case SUBJECT_IGNORE:
        buf_str(out, "asked of every comment that accepts findings\n");
        return;
    case SUBJECT_FILE:
        buf_str(out, "asked of every certificate, key, CA and DH file of a service, with --host or --files\n");
        return;
    case SUBJECT_POLICY:
        buf_str(out, "asked of every entry of a TLS policy table, and of tables that are broken\n");
        return;
    case SUBJECT_SERVICE | SUBJECT_POLICY:
        buf_str(out, "asked of every entry of a TLS policy table, and of every service");
        break;
    default:
        buf_str(out, "asked of every service");
    }
    for (size_t i = 0; i < rule->n_roles; i++) {
        buf_str(out, i == 0 ? " that is " : i + 1 < rule->n_roles ? ", " : " or ");
        buf_visible(out, text_from(rule->roles[i]));
    }
    buf_char(out, '\n');
}

static void print_references(const struct rule *rule, struct buf *out)
{
    if (rule->n_references)
        print_heading("SOURCES", out);
    for (size_t i = 0; i < rule->n_references; i++) {
        buf_str(out, "    ");
        buf_visible(out, text_from(rule->references[i]));
        buf_char(out, '\n');
    }
}

/* By severity, those that have the rule first. */
static void print_profiles(const struct report_rules *rules, const struct rule *rule, struct buf *out)
{
    print_heading("PROFILES", out);
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_OFF; severity--) {
        struct buf line = buf_new(rules->arena);
        size_t n = 0;
        for (size_t i = 0; i < rules->set->n_profiles; i++) {
            const struct profile *profile = &rules->set->profiles[i];
            if (ruleset_severity(rules->set, profile, rule) == (enum severity)severity)
                buf_printf(&line, "%s%s", n++ ? ", " : "", profile->name);
        }
        if (n > 1 && n == rules->set->n_profiles)
            buf_printf(out, "    %s: all\n", severity_name((enum severity)severity));
        else if (n)
            print_wrapped(text_printf(rules->arena, "%s: %.*s", severity_name((enum severity)severity), (int)line.n,
                                      buf_done(&line).p),
                          4, out);
    }
}

/* What its findings say, with what stands for the values of a configuration. */
static void print_messages(struct arena *arena, const struct rule *rule, struct buf *out)
{
    print_heading("SAYS", out);
    print_wrapped(text_printf(arena, "%s: %s", severity_name(rule->severity), rule->message), 4, out);
    for (size_t i = 0; i < rule->n_variants; i++) {
        const struct variant *variant = &rule->variants[i];
        enum severity severity = variant->has_severity ? variant->severity : rule->severity;
        const char *message = variant->message ? variant->message : severity == SEVERITY_OFF ? "nothing" : "the same";
        print_wrapped(text_printf(arena, "or %s: %s", severity_name(severity), message), 4, out);
    }
}

static void print_relations(struct arena *arena, const struct rule *rule, struct buf *out)
{
    if (rule->heuristic)
        buf_str(out, "guesses what was meant\n");
    if (rule->floor != FLOOR_NONE)
        buf_printf(out, "asks for the floor %s of the profile\n", rule_floor(rule->floor)->name);
    struct buf line = buf_new(arena);
    for (size_t i = 0; i < rule->n_supersedes; i++)
        buf_printf(&line, "%s%s", i ? ", " : "stands in for ", rule->supersedes[i]);
    if (line.n)
        print_wrapped(buf_done(&line), 0, out);
}

static void print_rule(const struct report_rules *rules, const struct rule *rule, struct buf *out)
{
    buf_visible(out, text_from(rule->id));
    buf_printf(out, " (%s, ", severity_name(rule->severity));
    buf_visible(out, text_from(rule->category));
    buf_str(out, ")\n");
    print_wrapped(text_from(rule->title), 0, out);
    print_subject(rule, out);
    print_relations(rules->arena, rule, out);
    print_heading("WHY", out);
    print_wrapped(text_from(rule->why), 4, out);
    print_messages(rules->arena, rule, out);
    print_fixes(rules->arena, rule, out); /* before the examples, of which there may be many */
    print_examples(rule, true, out);
    print_examples(rule, false, out);
    print_references(rule, out);
    print_profiles(rules, rule, out);
}

void report_explain_text(const struct report_rules *rules, struct buf *out)
{
    for (size_t i = 0; i < rules->n_rules; i++) {
        if (i)
            buf_char(out, '\n');
        print_rule(rules, rules->rules[i], out);
    }
}

void report_rules_text(const struct report_rules *rules, struct buf *out)
{
    size_t widest = 0;
    for (size_t i = 0; i < rules->n_rules; i++) {
        size_t n = text_from(rules->rules[i]->id).n;
        widest = n > widest ? n : widest;
    }
    for (size_t i = 0; i < rules->n_rules; i++) {
        const struct rule *rule = rules->rules[i];
        enum severity severity = rules->profile ? ruleset_severity(rules->set, rules->profile, rule) : rule->severity;
        struct text id = text_visible(rules->arena, text_from(rule->id));
        struct text category = text_visible(rules->arena, text_from(rule->category));
        buf_printf(out, "%-*s  %-7s  %-12s  ", (int)widest, id.p, severity_name(severity), category.p);
        buf_visible(out, text_from(rule->title));
        buf_char(out, '\n');
    }
}
