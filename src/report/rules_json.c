/* rules_json: rules for programs: an array of objects. */
#include "document.h"

static json_t *string_new(const struct report_rules *rules, const char *s)
{
    return s ? document_string(rules->arena, text_from(s)) : json_null();
}

static json_t *words_new(const struct report_rules *rules, const char *const *words, size_t n)
{
    json_t *array = document_array();
    for (size_t i = 0; i < n; i++)
        document_add(array, string_new(rules, words[i]));
    return array;
}

static json_t *file_new(const struct report_rules *rules, const char *text)
{
    return text ? document_lines(rules->arena, text_from(text)) : json_null();
}

static json_t *files_new(const struct report_rules *rules, const struct example *example)
{
    json_t *object = document_object();
    for (size_t i = 0; i < example->n_files; i++)
        document_put(object, example->files[i].name, file_new(rules, example->files[i].text));
    return object;
}

static json_t *examples_new(const struct report_rules *rules, const struct rule *rule)
{
    json_t *array = document_array();
    for (size_t i = 0; i < rule->n_examples; i++) {
        json_t *example = document_object();
        document_put(example, "name", string_new(rules, rule->examples[i].name));
        document_put(example, "fails", document_bool(rule->examples[i].fails));
        document_put(example, "severity", string_new(rules, rule->examples[i].severity));
        document_put(example, "postfix", string_new(rules, rule->examples[i].postfix));
        document_put(example, "openssl", string_new(rules, rule->examples[i].openssl));
        document_put(example, "profile", string_new(rules, rule->examples[i].profile));
        document_put(example, "main", file_new(rules, rule->examples[i].main));
        document_put(example, "master", file_new(rules, rule->examples[i].master));
        document_put(example, "files", files_new(rules, &rule->examples[i]));
        document_add(array, example);
    }
    return array;
}

/* The rule's own message first; null is that of the rule. */
static json_t *messages_new(const struct report_rules *rules, const struct rule *rule)
{
    json_t *array = document_array();
    for (size_t i = 0; i <= rule->n_variants; i++) {
        const struct variant *variant = i ? &rule->variants[i - 1] : NULL;
        enum severity severity = variant && variant->has_severity ? variant->severity : rule->severity;
        json_t *message = document_object();
        document_put(message, "severity", document_word(severity_name(severity)));
        document_put(message, "message", string_new(rules, variant ? variant->message : rule->message));
        document_add(array, message);
    }
    return array;
}

static json_t *fixes_new(const struct report_rules *rules, const struct rule *rule)
{
    json_t *array = document_array();
    for (size_t i = 0; i < rule->n_fixes; i++) {
        json_t *fix = document_object();
        document_put(fix, "safe", document_bool(rule->fixes[i].safe));
        document_put(fix, "description", string_new(rules, rule->fixes[i].text));
        document_add(array, fix);
    }
    return array;
}

static json_t *profiles_new(const struct report_rules *rules, const struct rule *rule)
{
    json_t *object = document_object();
    for (size_t i = 0; i < rules->set->n_profiles; i++) {
        const struct profile *profile = &rules->set->profiles[i];
        enum severity severity = ruleset_severity(rules->set, profile, rule);
        if (severity != SEVERITY_OFF)
            document_put(object, text_string(rules->arena, text_visible(rules->arena, text_from(profile->name))),
                         document_word(severity_name(severity)));
    }
    return object;
}

static json_t *rule_new(const struct report_rules *rules, const struct rule *rule)
{
    json_t *object = document_object();
    enum severity severity = rules->profile ? ruleset_severity(rules->set, rules->profile, rule) : rule->severity;
    document_put(object, "id", string_new(rules, rule->id));
    document_put(object, "title", string_new(rules, rule->title));
    document_put(object, "category", string_new(rules, rule->category));
    document_put(object, "severity", document_word(severity_name(severity)));
    document_put(object, "why", string_new(rules, rule->why));
    document_put(object, "messages", messages_new(rules, rule));
    document_put(object, "confidence", document_word(rule_confidence(rule)));
    document_put(object, "heuristic", document_bool(rule->heuristic));
    document_put(object, "floor",
                 rule->floor == FLOOR_NONE ? json_null() : document_word(rule_floor(rule->floor)->name));
    document_put(object, "supersedes", words_new(rules, rule->supersedes, rule->n_supersedes));
    document_put(object, "suppressible", document_bool(rule->suppressible));
    document_put(object, "roles", words_new(rules, rule->roles, rule->n_roles));
    document_put(object, "fixes", fixes_new(rules, rule));
    document_put(object, "references", words_new(rules, rule->references, rule->n_references));
    document_put(object, "profiles", profiles_new(rules, rule));
    document_put(object, "examples", examples_new(rules, rule));
    return object;
}

void report_rules_json(const struct report_rules *rules, struct buf *out)
{
    json_t *array = document_array();
    for (size_t i = 0; i < rules->n_rules; i++)
        document_add(array, rule_new(rules, rules->rules[i]));
    document_write(array, out);
}
