/* mkschema: the JSON Schema of rule files, or with the argument "settings"
 * that of settings files, at build time, on standard output.
 *
 * From the tables that the loader reads by, so that an editor completes and
 * refuses what postlint does.  What only the loader can tell (names that must
 * exist, predicates of a type, placeholders) stays with it. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postlint/facts.h"
#include "postlint/posture.h"
#include "postlint/settings.h"
#include "postlint/tls.h"

#define SCHEMA "http://json-schema.org/draft-07/schema#"

/* jansson's arguments are given away; out of memory ends the build. */
static json_t *made(json_t *json)
{
    if (!json) {
        fprintf(stderr, "mkschema: out of memory\n");
        exit(1);
    }
    return json;
}

static void put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, made(value)) != 0)
        made(NULL);
}

static json_t *reference(const char *name)
{
    return made(json_pack("{s:o}", "$ref", json_sprintf("#/definitions/%s", name)));
}

static json_t *enumeration(const char *const *words, size_t n)
{
    json_t *list = made(json_array());
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, made(json_string(words[i])));
    return made(json_pack("{s:o}", "enum", list));
}

/* One of ITEM, or a list of it with at least MIN. */
static json_t *one_or_list(json_t *item, int min)
{
    json_t *list = made(json_pack("{s:s, s:O, s:i}", "type", "array", "items", item, "minItems", min));
    return made(json_pack("{s:[o, o]}", "anyOf", item, list));
}

static json_t *mappings(const char *definition)
{
    return made(json_pack("{s:s, s:o, s:i}", "type", "array", "items", reference(definition), "minItems", 1));
}

static json_t *roles(void)
{
    const char *names[ROLE_OTHER + 1];
    for (int role = 0; role <= ROLE_OTHER; role++)
        names[role] = role_name((enum role)role);
    return enumeration(names, ROLE_OTHER + 1);
}

static json_t *floors(void)
{
    const char *names[N_FLOORS];
    for (int kind = 0; kind < N_FLOORS; kind++)
        names[kind] = rule_floor((enum floor_kind)kind)->name;
    return enumeration(names + 1, N_FLOORS - 1);
}

static json_t *scopes(void)
{
    const char *names[SCOPE_WEB + 1];
    for (int scope = 0; scope <= SCOPE_WEB; scope++)
        names[scope] = profile_scope_name((enum profile_scope)scope);
    return enumeration(names + 1, SCOPE_WEB);
}

static json_t *versions(void)
{
    const char *names[8];
    size_t n = 0;
    for (unsigned bit = TLS_SSL2; bit & TLS_ALL; bit <<= 1)
        names[n++] = tls_version_name(bit);
    return enumeration(names, n);
}

static json_t *map_of(const char *definition)
{
    return made(json_pack("{s:s, s:o}", "type", "object", "additionalProperties", reference(definition)));
}

/* Severities from style on, and one more WORD (NULL: none). */
static json_t *severities_and(const char *word)
{
    size_t n;
    const char *const *names = severity_names(&n);
    const char *words[SEVERITY_ERROR + 1];
    for (size_t i = 1; i < n; i++)
        words[i - 1] = names[i];
    words[n - 1] = word;
    return enumeration(words, word ? n : n - 1);
}

static json_t *platforms(void)
{
    size_t n;
    const struct platform *all = facts_platforms(&n);
    json_t *list = made(json_array());
    for (size_t i = 0; i < n; i++) {
        json_array_append_new(list, made(json_string(all[i].name)));
        for (struct text rest = text_from(all[i].aliases), alias; text_token(&rest, ",", &alias);)
            json_array_append_new(list, made(json_stringn(alias.p, alias.n)));
    }
    return made(json_pack("{s:o}", "enum", list));
}

static json_t *shape_new(enum rulefile_shape shape)
{
    size_t n;
    const char *const *words = rulefile_words(shape, &n);
    switch (shape) {
    case SHAPE_TEXT:
        return reference("text");
    case SHAPE_CONTENTS:
        return reference("scalar");
    case SHAPE_BOOL:
        return made(json_pack("{s:s}", "type", "boolean"));
    case SHAPE_NUMBER:
        return made(json_pack("{s:s}", "type", "integer"));
    case SHAPE_WORDS:
        return one_or_list(reference("scalar"), 1);
    case SHAPE_NAMES:
        return one_or_list(reference("scalar"), 0);
    case SHAPE_ID:
        return made(json_pack("{s:s, s:s}", "type", "string", "pattern", "^[a-z0-9-]+$"));
    case SHAPE_SEVERITY:
    case SHAPE_CATEGORY:
    case SHAPE_CONFIDENCE:
        return enumeration(words, n);
    case SHAPE_SEVERITIES:
        return map_of("severity");
    case SHAPE_SUBJECTS:
        return one_or_list(enumeration(words, n), 1);
    case SHAPE_ROLES:
        return one_or_list(roles(), 1);
    case SHAPE_FLOOR:
        return floors();
    case SHAPE_SCOPE:
        return scopes();
    case SHAPE_VERSION:
        return versions();
    case SHAPE_OWN_DH:
        return enumeration(rule_floor(FLOOR_OWN_DH)->choices, 2);
    case SHAPE_ORDER:
        return enumeration(rule_floor(FLOOR_ORDER)->choices, 2);
    case SHAPE_CONDITION:
        return reference("condition");
    case SHAPE_PAIR: {
        json_t *pair = map_of("scalar");
        put(pair, "minProperties", json_integer(1));
        put(pair, "maxProperties", json_integer(1));
        return pair;
    }
    case SHAPE_FILES:
        return map_of("scalar");
    case SHAPE_RULES:
        return made(json_pack("{s:s, s:o}", "type", "array", "items", reference("rule")));
    case SHAPE_PROFILES:
        return made(json_pack("{s:s, s:o}", "type", "array", "items", reference("profile")));
    case SHAPE_VARIANTS:
        return mappings("variant");
    case SHAPE_FIXES:
        return mappings("fix");
    case SHAPE_EXAMPLES:
        return mappings("example");
    case SHAPE_LEAST:
        return severities_and(NULL);
    case SHAPE_FAIL_ON:
        return severities_and("never");
    case SHAPE_RELEASE:
        return made(
            json_pack("{s:[s, s], s:s}", "type", "string", "number", "pattern", "^[0-9]+\\.[0-9]+(\\.[0-9a-z]+)?$"));
    case SHAPE_PLATFORMS:
        return one_or_list(platforms(), 1);
    case SHAPE_SECTIONS:
        return map_of("section");
    }
    return made(NULL);
}

static json_t *mapping_new(enum rulefile_mapping mapping)
{
    json_t *properties = made(json_object()), *required = made(json_array());
    struct rulefile_key key;
    for (size_t i = 0; (key = rulefile_key(mapping, i)).name; i++) {
        put(properties, key.name, shape_new(key.shape));
        if (key.required)
            json_array_append_new(required, made(json_string(key.name)));
    }
    json_t *object =
        made(json_pack("{s:s, s:o, s:b}", "type", "object", "properties", properties, "additionalProperties", 0));
    put(object, "required", required);
    return object;
}

static json_t *argument_new(enum argument argument)
{
    switch (argument) {
    case ARGUMENT_BOOL:
        return shape_new(SHAPE_BOOL);
    case ARGUMENT_NUMBER:
        return shape_new(SHAPE_NUMBER);
    case ARGUMENT_VERSIONS:
        return one_or_list(versions(), 1);
    case ARGUMENT_RANGE:
        return made(json_pack("{s:s, s:s}", "type", "string", "pattern",
                              "^ *(>=|<)[0-9][0-9a-z.]*( +(>=|<)[0-9][0-9a-z.]*)* *$"));
    default:
        return shape_new(SHAPE_WORDS);
    }
}

/* What may be asked of a fact of TYPE: a bare value, or predicates. */
static json_t *tests_new(enum fact_type type)
{
    size_t n;
    const struct predicate *predicates = rule_predicates(&n);
    json_t *properties = made(json_object());
    for (size_t i = 0; i < n; i++)
        if (predicates[i].types & type)
            put(properties, predicates[i].name, argument_new(predicates[i].argument));
    json_t *object = made(json_pack("{s:s, s:o, s:b, s:i}", "type", "object", "properties", properties,
                                    "additionalProperties", 0, "minProperties", 1));
    return made(json_pack("{s:[o, o]}", "anyOf", argument_new(rule_default_predicate(type)->argument), object));
}

static const struct {
    enum fact_type type;
    const char *name;
} types[] = {{FACT_BOOL, "test-of-bool"},         {FACT_TEXT, "test-of-text"},       {FACT_NUMBER, "test-of-number"},
             {FACT_VERSIONS, "test-of-versions"}, {FACT_RELEASE, "test-of-release"}, {FACT_WORDS, "test-of-words"},
             {FACT_VALUE, "test-of-parameter"}};
enum { N_TYPES = sizeof(types) / sizeof(types[0]) };

static json_t *test_of(enum fact_type type, const char *manual)
{
    size_t i = 0;
    while (i + 1 < N_TYPES && types[i].type != type)
        i++;
    /* Draft 7 looks at nothing beside $ref. */
    json_t *test = made(json_pack("{s:[o]}", "allOf", reference(types[i].name)));
    if (manual)
        put(test, "description", json_string(manual));
    return test;
}

static json_t *condition_new(void)
{
    size_t n_fields, n_params;
    const struct field *fields = rule_fields(&n_fields);
    const struct param *params = facts_params(&n_params);
    json_t *properties = made(json_object());
    for (size_t i = 0; i < n_params; i++)
        put(properties, params[i].name, reference("test-of-parameter"));
    for (size_t i = 0; i < n_fields; i++)
        put(properties, fields[i].name, test_of(fields[i].type, fields[i].manual));
    put(properties, "all", mappings("condition"));
    put(properties, "any", mappings("condition"));
    put(properties, "not", reference("condition"));
    return made(json_pack("{s:s, s:o, s:b, s:i}", "type", "object", "properties", properties, "additionalProperties", 0,
                          "minProperties", 1));
}

/* An example fails or passes; one that fails says where. */
static void restrict_example(json_t *example)
{
    put(example, "oneOf",
        json_pack("[{s:[s, s], s:{s:[s]}}, {s:[s], s:{s:[s]}}]", "required", "fails", "at", "not", "required", "passes",
                  "required", "passes", "not", "required", "fails"));
    put(example, "anyOf", json_pack("[{s:[s]}, {s:[s]}]", "required", "main", "required", "master"));
}

static void put_scalars(json_t *definitions)
{
    put(definitions, "scalar", json_pack("{s:[s, s, s]}", "type", "string", "number", "boolean"));
    put(definitions, "text", json_pack("{s:[s, s, s], s:i}", "type", "string", "number", "boolean", "minLength", 1));
    put(definitions, "severity", shape_new(SHAPE_SEVERITY));
}

static json_t *definitions_new(void)
{
    static const char *const names[N_MAPPINGS] = {[MAPPING_RULE] = "rule",
                                                  [MAPPING_VARIANT] = "variant",
                                                  [MAPPING_FIX] = "fix",
                                                  [MAPPING_EXAMPLE] = "example",
                                                  [MAPPING_PROFILE] = "profile"};
    json_t *definitions = made(json_object());
    put_scalars(definitions);
    put(definitions, "condition", condition_new());
    for (size_t i = 0; i < N_TYPES; i++)
        put(definitions, types[i].name, tests_new(types[i].type));
    for (int mapping = 0; mapping < N_MAPPINGS; mapping++)
        if (names[mapping])
            put(definitions, names[mapping], mapping_new((enum rulefile_mapping)mapping));
    restrict_example(json_object_get(definitions, "example"));
    return definitions;
}

static json_t *settings_new(bool is_section)
{
    const struct settings_word *words = settings_words();
    json_t *properties = made(json_object());
    for (int key = 0; key < N_SETTINGS; key++) {
        if (is_section && !words[key].in_paths)
            continue;
        json_t *value = made(json_pack("{s:[o]}", "allOf", shape_new(words[key].shape)));
        put(value, "description", json_string(words[key].manual));
        put(properties, words[key].name, value);
    }
    json_t *object =
        made(json_pack("{s:s, s:o, s:b}", "type", "object", "properties", properties, "additionalProperties", 0));
    /* Platforms say both releases. */
    put(object, "not",
        json_pack("{s:[s], s:[{s:[s]}, {s:[s]}]}", "required", "platforms", "anyOf", "required", "postfix", "required",
                  "openssl"));
    return object;
}

static json_t *settings_root(void)
{
    json_t *root = settings_new(false), *definitions = made(json_object());
    put(root, "title", json_string("Settings of postlint, see postlint.yaml(5)"));
    put(definitions, "section", settings_new(true));
    put_scalars(definitions);
    put(root, "definitions", definitions);
    return root;
}

static json_t *rules_root(void)
{
    json_t *root = mapping_new(MAPPING_FILE);
    put(root, "title", json_string("Rules and profiles of postlint, see postlint-rules(5)"));
    put(root, "definitions", definitions_new());
    return root;
}

int main(int argc, char **argv)
{
    json_t *root = argc > 1 && strcmp(argv[1], "settings") == 0 ? settings_root() : rules_root();
    put(root, "$schema", json_string(SCHEMA));
    bool written =
        json_dumpf(root, stdout, JSON_INDENT(1) | JSON_SORT_KEYS) == 0 && putchar('\n') != EOF && fflush(stdout) == 0;
    if (!written)
        perror("mkschema: standard output");
    json_decref(root);
    return written ? 0 : 1;
}
