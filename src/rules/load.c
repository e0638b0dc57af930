/* load: see load.h. */
#include "load.h"

#include <string.h>

#include "postlint/buf.h"
#include "postlint/facts.h"
#include "postlint/tls.h"

static bool fail_at(struct load *load, const struct node *node, size_t line, size_t column, struct text message)
{
    struct rulefile_error *error = load->error;
    if (error->message.n == 0)
        *error = (struct rulefile_error){.file = load->source->name,
                                         .line = line,
                                         .column = column,
                                         .path = yaml_path(load->arena, node),
                                         .message = message};
    return false;
}

bool load_fail(struct load *load, const struct node *node, struct text message)
{
    return fail_at(load, node, node->line, node->column, message);
}

bool load_fail_key(struct load *load, const struct node *node, struct text message)
{
    if (!node->key)
        return load_fail(load, node, message);
    return fail_at(load, node, node->key_line, node->key_column, message);
}

struct node load_key(const struct node *node)
{
    return (struct node){.kind = NODE_SCALAR,
                         .line = node->key_line,
                         .column = node->key_column,
                         .text = node->key,
                         .parent = node->parent,
                         .key = node->key};
}

struct text load_hint(struct load *load, const char *word, const char *const *known, size_t n)
{
    enum { NEAR = 3 };
    const char *nearest = NULL;
    size_t best = NEAR + 1;
    for (size_t i = 0; i < n; i++) {
        size_t distance = text_distance(text_from(word), text_from(known[i]), NEAR);
        if (distance < best && 2 * distance <= strlen(known[i])) {
            best = distance;
            nearest = known[i];
        }
    }
    if (nearest)
        return text_printf(load->arena, ": did you mean \"%s\"?", nearest);
    struct buf out = buf_new(load->arena);
    for (size_t i = 0; i < n; i++)
        buf_printf(&out, "%s%s", i ? ", " : "; known are ", known[i]);
    return buf_done(&out);
}

bool load_mapping(struct load *load, const struct node *node, const struct key *keys, size_t n, void *out)
{
    if (node->kind != NODE_MAPPING)
        return load_fail(load, node, TEXT("a mapping (key: value) is wanted here"));
    const char **names = arena_array(load->arena, n, sizeof(const char *));
    for (size_t i = 0; i < n; i++)
        names[i] = keys[i].name;
    for (size_t i = 0; i < node->n_kids; i++) {
        const struct node *kid = node->kids[i];
        size_t k = 0;
        while (k < n && strcmp(keys[k].name, kid->key) != 0)
            k++;
        if (k == n) {
            struct text hint = load_hint(load, kid->key, names, n);
            return load_fail_key(load, kid,
                                 text_printf(load->arena, "unknown key \"%s\"%.*s", kid->key, TEXT_ARG(hint)));
        }
        if (!keys[k].load(load, kid, out))
            return false;
    }
    for (size_t k = 0; k < n; k++)
        if (keys[k].required && !yaml_get(node, keys[k].name))
            return load_fail(load, node, text_printf(load->arena, "the key \"%s\" is missing", keys[k].name));
    return true;
}

bool load_string(struct load *load, const struct node *node, const char **out)
{
    if (node->kind != NODE_SCALAR)
        return load_fail(load, node, TEXT("a text is wanted here"));
    if (node->text[0] == '\0')
        return load_fail(load, node, TEXT("the text is empty"));
    *out = node->text;
    return true;
}

bool load_bool(struct load *load, const struct node *node, bool *out)
{
    bool is_true = strcmp(node->text, "true") == 0;
    if (node->kind != NODE_SCALAR || (!is_true && strcmp(node->text, "false") != 0))
        return load_fail(load, node, TEXT("true or false is wanted here"));
    *out = is_true;
    return true;
}

bool load_words(struct load *load, const struct node *node, const char *const **out, size_t *n)
{
    if (node->kind == NODE_MAPPING)
        return load_fail(load, node, TEXT("a word or a list of words is wanted here"));
    size_t count = node->kind == NODE_SCALAR ? 1 : node->n_kids;
    if (count == 0)
        return load_fail(load, node, TEXT("the list is empty"));
    const char **words = arena_array(load->arena, count, sizeof(const char *));
    for (size_t i = 0; i < count; i++) {
        const struct node *item = load_item(node, i);
        if (item->kind != NODE_SCALAR)
            return load_fail(load, item, TEXT("a word is wanted here"));
        words[i] = item->text;
    }
    *out = words;
    *n = count;
    return true;
}

const struct node *load_item(const struct node *node, size_t number)
{
    return node->kind == NODE_SCALAR ? node : node->kids[number];
}

bool load_word(struct load *load, const struct node *node, const char *const *known, size_t n, const char *what,
               size_t *index)
{
    if (node->kind != NODE_SCALAR)
        return load_fail(load, node, text_printf(load->arena, "a %s is wanted here", what));
    for (size_t i = 0; i < n; i++) {
        if (strcmp(node->text, known[i]) != 0)
            continue;
        *index = i;
        return true;
    }
    struct text hint = load_hint(load, node->text, known, n);
    return load_fail(load, node, text_printf(load->arena, "\"%s\" is no %s%.*s", node->text, what, TEXT_ARG(hint)));
}

bool load_severity(struct load *load, const struct node *node, enum severity *out)
{
    size_t index;
    if (!load_shape_word(load, node, SHAPE_SEVERITY, "severity", &index))
        return false;
    *out = (enum severity)index;
    return true;
}

bool load_severities(struct load *load, const struct node *node, const struct severity_for **out, size_t *n)
{
    if (node->kind != NODE_MAPPING)
        return load_fail(load, node, TEXT("a mapping (name: severity) is wanted here"));
    struct severity_for *entries = arena_array(load->arena, node->n_kids, sizeof(*entries));
    for (size_t i = 0; i < node->n_kids; i++) {
        entries[i].pattern = node->kids[i]->key;
        if (!load_severity(load, node->kids[i], &entries[i].severity))
            return false;
    }
    *out = entries;
    *n = node->n_kids;
    return true;
}

/* Names of fields that can be asked of SUBJECTS, for hints. */
static struct text unknown_name(struct load *load, struct text name, unsigned subjects)
{
    size_t n, kept = 0;
    const struct field *fields = rule_fields(&n);
    const char **names = arena_array(load->arena, n + 1, sizeof(const char *));
    for (size_t i = 0; i < n; i++)
        if (fields[i].subjects & subjects)
            names[kept++] = fields[i].name;
    const struct param *param = facts_nearest_param(name, VERSION(3, 11, 0), 3);
    if (param && text_find(name, '_') < name.n)
        names[kept++] = param->name;
    struct text hint = load_hint(load, text_string(load->arena, name), names, kept);
    return text_printf(load->arena, "\"%.*s\" is no field of this subject and no parameter%.*s", TEXT_ARG(name),
                       TEXT_ARG(hint));
}

bool load_check_name(struct load *load, const struct node *node, struct text name, unsigned subjects)
{
    const struct field *field = rule_field(name);
    if (subjects & SUBJECT_FILE)
        subjects |= SUBJECT_SERVICE; /* a file is one of a service */
    bool is_parameter = !field && facts_param(name) &&
                        subjects & (SUBJECT_SERVICE | SUBJECT_SETTING | SUBJECT_CONFIGURATION | SUBJECT_POLICY);
    if (is_parameter || (field && field->subjects & subjects))
        return true;
    return load_fail(load, node, unknown_name(load, name, subjects));
}

bool load_template(struct load *load, const struct node *node, unsigned subjects, const char **out)
{
    if (!load_string(load, node, out))
        return false;
    for (struct text rest = text_from(*out); rest.n;) {
        bool is_double = rest.n > 1 && rest.p[0] == rest.p[1] && (rest.p[0] == '{' || rest.p[0] == '}');
        if (is_double || rest.p[0] != '{') {
            rest = text_slice(rest, is_double ? 2 : 1, rest.n);
            continue;
        }
        size_t end = text_find(rest, '}');
        if (end == rest.n)
            return load_fail(load, node, TEXT("a { without its } (write {{ for the character)"));
        if (!load_check_name(load, node, text_slice(rest, 1, end), subjects))
            return false;
        rest = text_slice(rest, end + 1, rest.n);
    }
    return true;
}

bool load_number(struct load *load, const struct node *node, long *out)
{
    if (node->kind == NODE_SCALAR && text_number(text_from(node->text), out))
        return true;
    return load_fail(load, node, TEXT("a number is wanted here"));
}

static bool load_versions(struct load *load, const struct node *node, long *out)
{
    static const char *const known[] = {"SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
    const char *const *words;
    size_t n, index;
    if (!load_words(load, node, &words, &n))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!load_word(load, load_item(node, i), known, sizeof(known) / sizeof(known[0]), "protocol version", &index))
            return false;
        *out |= (long)tls_version_parse(text_from(words[i]));
    }
    return true;
}

/* Blank separated bounds: ">=3.6 <3.8". */
static bool load_range(struct load *load, const struct node *node, struct range *out)
{
    struct text rest = text_from(node->text), token;
    bool any = false;
    while (node->kind == NODE_SCALAR && text_token(&rest, TEXT_BLANKS, &token)) {
        bool lower = text_starts(token, ">=");
        version bound;
        if (!lower && !text_starts(token, "<"))
            break;
        if (!version_parse(text_slice(token, lower ? 2 : 1, token.n), &bound))
            break;
        if ((bound & VERSION_ANY_PATCH) == VERSION_ANY_PATCH)
            bound = VERSION_SERIES(bound);
        *(lower ? &out->at_least : &out->below) = bound;
        any = true;
        token.n = 0;
    }
    if (any && text_trim(rest).n == 0 && token.n == 0)
        return true;
    return load_fail(load, node, TEXT("a range of releases is wanted here, such as \">=3.6 <3.8\""));
}

static bool load_list_names(struct load *load, const struct node *node, struct condition *out)
{
    if (!load_words(load, node, &out->words, &out->n_words))
        return false;
    for (size_t i = 0; i < out->n_words; i++)
        if (!facts_is_list(text_from(out->words[i])))
            return load_fail(load, load_item(node, i),
                             text_printf(load->arena, "there is no list \"%s\" of names", out->words[i]));
    return true;
}

static bool load_argument(struct load *load, const struct node *node, const struct predicate *predicate,
                          struct condition *out)
{
    switch (predicate->argument) {
    case ARGUMENT_BOOL:
        return load_bool(load, node, &out->flag);
    case ARGUMENT_NUMBER:
        return load_number(load, node, &out->number);
    case ARGUMENT_WORDS:
        return load_words(load, node, &out->words, &out->n_words);
    case ARGUMENT_VERSIONS:
        return load_versions(load, node, &out->number);
    case ARGUMENT_RANGE:
        return load_range(load, node, &out->range);
    case ARGUMENT_LIST:
        return load_list_names(load, node, out);
    }
    return false;
}

static bool load_predicate(struct load *load, const struct node *node, enum fact_type type,
                           const struct predicate **out)
{
    size_t n, kept = 0;
    const struct predicate *all = rule_predicates(&n);
    const char **names = arena_array(load->arena, n, sizeof(const char *));
    for (size_t i = 0; i < n; i++) {
        if (!(all[i].types & type))
            continue;
        names[kept++] = all[i].name;
        if (strcmp(all[i].name, node->key) == 0) {
            *out = &all[i];
            return true;
        }
    }
    struct text hint = load_hint(load, node->key, names, kept);
    return load_fail_key(load, node,
                         text_printf(load->arena, "\"%s\" is no predicate for this%.*s", node->key, TEXT_ARG(hint)));
}

/* One test of the field or parameter that NODE's key names. */
static bool load_test(struct load *load, const struct node *argument, const struct field *field, const char *name,
                      const struct predicate *predicate, struct condition *out)
{
    size_t n;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): every type has a default predicate */
    *out = (struct condition){.kind = CONDITION_TEST, .predicate = predicate->name};
    out->predicate_index = (uint16_t)(predicate - rule_predicates(&n));
    if (field) {
        out->field = field->name;
        out->field_index = (uint16_t)(field - rule_fields(&n));
    } else {
        out->parameter = name;
    }
    return load_argument(load, argument, predicate, out);
}

static bool load_tests(struct load *load, const struct node *node, unsigned subjects, struct condition *out)
{
    struct text name = text_from(node->key);
    const struct field *field = rule_field(name);
    const struct node key = load_key(node);
    if (!load_check_name(load, &key, name, subjects))
        return false;
    enum fact_type type = field ? field->type : FACT_VALUE;
    if (node->kind != NODE_MAPPING)
        return load_test(load, node, field, node->key, rule_default_predicate(type), out);
    if (node->n_kids == 0)
        return load_fail(load, node, TEXT("a predicate is wanted here"));
    struct condition *kids = arena_array(load->arena, node->n_kids, sizeof(*kids));
    for (size_t i = 0; i < node->n_kids; i++) {
        const struct predicate *predicate = NULL;
        if (!load_predicate(load, node->kids[i], type, &predicate) ||
            !load_test(load, node->kids[i], field, node->key, predicate, &kids[i]))
            return false;
    }
    *out = (struct condition){.kind = CONDITION_ALL, .kids = kids, .n_kids = node->n_kids};
    return true;
}

static bool load_list(struct load *load, const struct node *node, unsigned subjects, enum condition_kind kind,
                      struct condition *out)
{
    if (node->kind != NODE_SEQUENCE || node->n_kids == 0)
        return load_fail(load, node, TEXT("a list of conditions is wanted here"));
    struct condition *kids = arena_array(load->arena, node->n_kids, sizeof(*kids));
    for (size_t i = 0; i < node->n_kids; i++)
        if (!load_condition(load, node->kids[i], subjects, &kids[i]))
            return false;
    *out = (struct condition){.kind = kind, .kids = kids, .n_kids = node->n_kids};
    return true;
}

static bool load_part(struct load *load, const struct node *node, unsigned subjects, struct condition *out)
{
    if (strcmp(node->key, "all") == 0)
        return load_list(load, node, subjects, CONDITION_ALL, out);
    if (strcmp(node->key, "any") == 0)
        return load_list(load, node, subjects, CONDITION_ANY, out);
    if (strcmp(node->key, "not") != 0)
        return load_tests(load, node, subjects, out);
    struct condition *kid = arena_alloc(load->arena, sizeof(*kid));
    *out = (struct condition){.kind = CONDITION_NOT, .kids = kid, .n_kids = 1};
    return load_condition(load, node, subjects, kid);
}

/* Depth is that of the document, which is bounded. */
bool load_condition(struct load *load, const struct node *node, unsigned subjects, struct condition *out)
{
    if (node->kind != NODE_MAPPING || node->n_kids == 0)
        return load_fail(load, node, TEXT("a condition is wanted here: field: value, all:, any: or not:"));
    if (node->n_kids == 1)
        return load_part(load, node->kids[0], subjects, out);
    struct condition *kids = arena_array(load->arena, node->n_kids, sizeof(*kids));
    for (size_t i = 0; i < node->n_kids; i++)
        if (!load_part(load, node->kids[i], subjects, &kids[i]))
            return false;
    *out = (struct condition){.kind = CONDITION_ALL, .kids = kids, .n_kids = node->n_kids};
    return true;
}
