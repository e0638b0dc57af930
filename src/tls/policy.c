/* policy: see policy.h. */
#include "postlint/policy.h"

#include "client.h"
#include "ehlo.h"
#include "postlint/buf.h"
#include "sasl.h"
#include "suites.h"

/* What stands after "=". */
enum value_kind {
    VALUE_ANY,
    VALUE_SOME, /* not empty */
    VALUE_BOOL,
    VALUE_HOSTNAME,
    VALUE_DIGITS,
    VALUE_MATCH,   /* not empty, and only where names or fingerprints are matched */
    VALUE_TAFILE,  /* not empty, and only where certificates are verified */
    VALUE_TYPE,    /* of an external policy */
    VALUE_FAILURE, /* of an external policy */
};

static const struct attribute {
    const char *name;
    const char *feature; /* of the releases that know it; NULL: all */
    enum value_kind kind;
    bool is_single; /* twice is an error */
} attributes[POLICY_ATTRIBUTES] = {
    [POLICY_CIPHERS] = {"ciphers", NULL, VALUE_SOME, true},
    [POLICY_PROTOCOLS] = {"protocols", NULL, VALUE_ANY, true},
    [POLICY_EXCLUDE] = {"exclude", NULL, VALUE_ANY, true},
    [POLICY_MATCH] = {"match", NULL, VALUE_MATCH, false},
    [POLICY_TAFILE] = {"tafile", "policy-tafile", VALUE_TAFILE, false},
    [POLICY_SERVERNAME] = {"servername", "client-servername", VALUE_HOSTNAME, true},
    [POLICY_CONNECTION_REUSE] = {"connection_reuse", "client-servername", VALUE_BOOL, false},
    [POLICY_ENABLE_RPK] = {"enable_rpk", "policy-rpk", VALUE_BOOL, false},
    [POLICY_TTL] = {"policy_ttl", "policy-external", VALUE_DIGITS, true},
    [POLICY_TYPE] = {"policy_type", "policy-external", VALUE_TYPE, true},
    [POLICY_DOMAIN] = {"policy_domain", "policy-external", VALUE_HOSTNAME, true},
    [POLICY_STRING] = {"policy_string", "policy-external", VALUE_ANY, false},
    [POLICY_MX_HOST_PATTERN] = {"mx_host_pattern", "policy-external", VALUE_ANY, false},
    [POLICY_FAILURE] = {"policy_failure", "policy-external", VALUE_FAILURE, true},
};

const char *policy_attribute_name(enum policy_attribute attribute)
{
    return attributes[attribute].name;
}

struct parser {
    struct arena *arena;
    version release;
    struct text rest;
    struct policy *out;
};

static const struct attribute *attribute_find(const struct parser *parser, struct text name)
{
    for (size_t i = 0; i < POLICY_ATTRIBUTES; i++)
        if (text_is_nocase(name, attributes[i].name) &&
            (!attributes[i].feature || facts_has(attributes[i].feature, parser->release)))
            return &attributes[i];
    return NULL;
}

static bool is_one_of(struct text t, const char *const *words)
{
    while (*words && !text_is_nocase(t, *words))
        words++;
    return *words != NULL;
}

/* tls/tlsrpt_wrapper.c: tlsrpt_policy_type_mapping, tlsrpt_policy_failure_mapping */
static const char *const external_types[] = {"sts", "no-policy-found", NULL};
static const char *const external_failures[] = {"sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid",
                                                "validation-failure", NULL};
static const char *const booleans[] = {"yes", "no", NULL};

static bool is_digits(struct text t)
{
    long number;
    return text_number(t, &number);
}

/* What is wrong with VALUE, or NULL. */
static const char *value_problem(enum tls_level level, enum value_kind kind, struct text value)
{
    bool verifies = level == LEVEL_VERIFY || level == LEVEL_SECURE;
    bool matches = verifies || level == LEVEL_FINGERPRINT;
    switch (kind) {
    case VALUE_SOME:
        return value.n ? NULL : "has an empty value";
    case VALUE_MATCH:
        return value.n == 0 ? "has an empty value" : matches ? NULL : "is invalid at this level";
    case VALUE_TAFILE:
        return !verifies ? "is invalid at this level" : value.n ? NULL : "has an empty value";
    case VALUE_BOOL:
        return is_one_of(value, booleans) ? NULL : "is not yes or no";
    case VALUE_HOSTNAME:
        return client_is_hostname(value) ? NULL : "is no host name";
    case VALUE_DIGITS:
        return is_digits(value) ? NULL : "is no number";
    case VALUE_TYPE:
        return is_one_of(value, external_types) ? NULL : "has an unexpected value";
    case VALUE_FAILURE:
        return is_one_of(value, external_failures) ? NULL : "has an unexpected value";
    default:
        return NULL;
    }
}

static void keep(struct policy *out, enum policy_attribute id, struct text value)
{
    struct text *const places[POLICY_ATTRIBUTES] = {[POLICY_CIPHERS] = &out->ciphers,
                                                    [POLICY_PROTOCOLS] = &out->protocols,
                                                    [POLICY_EXCLUDE] = &out->exclude,
                                                    [POLICY_MATCH] = &out->match,
                                                    [POLICY_SERVERNAME] = &out->servername};
    if (places[id])
        *places[id] = value;
}

/* The next token; from 3.10 braces keep blanks together. */
static bool next_token(struct parser *parser, struct text *token)
{
    if (facts_has("policy-external", parser->release))
        return text_token_braced(&parser->rest, token);
    return text_token(&parser->rest, TEXT_COMMA_SP, token);
}

/* WORD in words, CULPRIT in the value. */
static void refuse(struct parser *parser, struct text word, struct text culprit, const char *problem)
{
    parser->out->error = text_printf(parser->arena, "%.*s: %s", TEXT_ARG(word), problem);
    parser->out->culprit = culprit;
}

/* One `name=value`.  False if it makes the entry invalid. */
static bool read_attribute(struct parser *parser, struct text token)
{
    struct text name, value, whole = token;
    const char *problem = NULL;
    if (token.p[0] == '{' && facts_has("policy-external", parser->release))
        problem = table_strip_braces(token, &token);
    if (!problem)
        problem = conf_split(token, &name, &value);
    if (problem) {
        refuse(parser, whole, whole, problem);
        return false;
    }
    const struct attribute *attribute = attribute_find(parser, name);
    if (!attribute) {
        refuse(parser, name, whole, "invalid attribute name");
        return false;
    }
    enum policy_attribute id = (enum policy_attribute)(attribute - attributes);
    problem = value_problem(parser->out->level, attribute->kind, value);
    if (attribute->is_single && parser->out->tokens[id].p)
        problem = "is specified multiple times";
    if (problem) {
        refuse(parser, name, whole, problem);
        return false;
    }
    parser->out->tokens[id] = whole;
    keep(parser->out, id, value);
    return true;
}

static void check_external(struct parser *parser)
{
    const struct text *tokens = parser->out->tokens;
    if (tokens[POLICY_TYPE].p)
        return;
    for (int id = POLICY_TTL; id < POLICY_ATTRIBUTES; id++)
        if (tokens[id].p)
            refuse(parser, text_from(attributes[id].name), tokens[id], "stands without policy_type");
}

void policy_parse(struct arena *arena, struct text value, version release, struct policy *out)
{
    struct parser parser = {.arena = arena, .release = release, .rest = value, .out = out};
    struct text token;
    if (!next_token(&parser, &token)) {
        out->error = TEXT("invalid empty policy");
        return;
    }
    out->level = tls_level_parse(token, release);
    if (out->level == LEVEL_INVALID) {
        refuse(&parser, token, token, "invalid security level");
        return;
    }
    /* At none the rest is not looked at. */
    if (out->level == LEVEL_NONE && next_token(&parser, &token))
        out->inert = text_slice(value, (size_t)(token.p - value.p), value.n);
    while (out->level != LEVEL_NONE && next_token(&parser, &token))
        if (!read_attribute(&parser, token))
            return;
    check_external(&parser);
}

/* The postures that entries give. */
struct lister {
    struct arena *arena;
    const struct posture *service;
    struct posture_cache *cache;
    const char *prefix;
    struct posture_policy *items;
    size_t n, capacity;
};

enum { LOOKED_AT = 16 }; /* newest entries that may have the same posture */

static bool same_text(struct text a, struct text b)
{
    return !a.p == !b.p && text_eq(a, b);
}

/* Whether two entries make the same of a client. */
static bool same_posture(const struct policy *a, const struct policy *b)
{
    return a->level == b->level && !a->match.p == !b->match.p && !a->servername.p == !b->servername.p &&
           same_text(a->protocols, b->protocols) && same_text(a->ciphers, b->ciphers) &&
           same_text(a->exclude, b->exclude);
}

static const struct posture *posture_before(const struct lister *lister, const struct policy *policy)
{
    for (size_t i = lister->n; i-- > 0 && lister->n - i <= LOOKED_AT;)
        if (lister->items[i].posture && same_posture(&lister->items[i].policy, policy))
            return lister->items[i].posture;
    return NULL;
}

/* That of the service, with nothing in it that follows from the level. */
static struct posture *posture_without(const struct lister *lister, const struct policy *policy)
{
    struct posture *posture = arena_alloc(lister->arena, sizeof(*posture));
    struct policy *own = arena_alloc(lister->arena, sizeof(*own));
    *posture = *lister->service;
    *own = *policy;
    posture->policy = own;
    posture->level = policy->level;
    posture->level_known = true;
    posture->offered = truth_of(policy->level != LEVEL_NONE);
    if (posture->wrapper == TRUTH_NO && policy->level != LEVEL_NONE)
        posture->offered = truth_not(ehlo_discards(lister->arena, posture, lister->prefix, "starttls"));
    posture->handshakes = posture;
    posture->live = NULL;
    posture->suites = NULL;
    posture->n_suites = posture->n_groups = 0;
    posture->suites_known = posture->negotiable_known = policy->level == LEVEL_NONE;
    posture->groups_known = posture->suites_known;
    posture->negotiable = 0;
    posture->suites_error.n = 0;
    posture->obstacle = OBSTACLE_NONE;
    return posture;
}

static void find_handshakes(const struct lister *lister, struct posture *posture)
{
    const struct policy *policy = posture->policy;
    const struct target *target = view_target(posture->view);
    bool mandatory = client_is_mandatory(posture);
    struct posture_list *live = &posture->lists[mandatory ? POSTURE_MANDATORY : POSTURE_OPPORTUNISTIC];
    if (policy->protocols.p) {
        live->is_known = true;
        live->parsed = tls_protocols_parse(policy->protocols, target->postfix);
        live->enabled = live->parsed.enabled & tls_library_versions(target->openssl, target->weak_ciphers);
    }
    posture->live = live;
    posture->ciphers_parameter = text_join(lister->arena, text_from(lister->prefix),
                                           text_from(mandatory ? "_tls_mandatory_ciphers" : "_tls_ciphers"));
    if (client_find_obstacle(lister->arena, posture, lister->prefix) != TRUTH_UNKNOWN)
        posture_find_suites(lister->arena, posture, lister->prefix, lister->cache);
}

static const struct posture *posture_of(const struct lister *lister, const struct policy *policy)
{
    struct posture *posture = posture_without(lister, policy);
    if (policy->level != LEVEL_NONE)
        find_handshakes(lister, posture);
    sasl_find(lister->arena, posture, lister->prefix);
    return posture;
}

static void add(struct lister *lister, struct policy policy)
{
    const struct posture *posture = NULL;
    if (policy.unknown.n == 0 && policy.error.n == 0) {
        posture = posture_before(lister, &policy);
        posture = posture ? posture : posture_of(lister, &policy);
    }
    lister->items = arena_grow(lister->arena, lister->items, lister->n, &lister->capacity, sizeof(*lister->items));
    lister->items[lister->n++] = (struct posture_policy){policy, posture};
}

static void add_entry(struct lister *lister, const struct table *table, const struct table_entry *entry)
{
    struct policy policy = {.table = table, .entry = entry};
    if (entry->ignored.n)
        policy.error = entry->ignored;
    else if (entry->is_open || conf_has_placeholder(entry->value))
        policy.unknown = TEXT("made from the key that is looked up, or by a template");
    else
        policy_parse(lister->arena, entry->value, view_target(lister->service->view)->postfix, &policy);
    if (table->broken.n)
        policy.error = table->broken;
    add(lister, policy);
}

static void add_table(struct lister *lister, const struct table *table)
{
    for (size_t i = 0; i < table->n; i++)
        add_entry(lister, table, &table->entries[i]);
    if (table->unknown.n || (table->broken.n && table->n == 0))
        add(lister, (struct policy){.table = table, .unknown = table->unknown, .error = table->broken});
}

static struct lister lister_of(struct arena *arena, const struct posture *posture, struct posture_cache *cache)
{
    return (struct lister){.arena = arena, .service = posture, .cache = cache, .prefix = role_prefix(posture->role)};
}

const struct posture_policy *policy_list_table(struct arena *arena, const struct posture *posture,
                                               const struct table *table, struct posture_cache *cache, size_t *n)
{
    struct lister lister = lister_of(arena, posture, cache);
    add_table(&lister, table);
    *n = lister.n;
    return lister.items;
}

const struct posture_policy *policy_list(struct arena *arena, const struct posture *posture, struct table_files *files,
                                         struct posture_cache *cache, size_t *n)
{
    *n = 0;
    if (!role_is_client(posture->role))
        return NULL;
    struct lister lister = lister_of(arena, posture, cache);
    const struct value *maps = view_get(posture->view, text_printf(arena, "%s_tls_policy_maps", lister.prefix));
    if (value_is_unclear(maps)) {
        add(&lister, (struct policy){.unknown = maps->reason.n ? maps->reason : TEXT("its value is unknown")});
    } else if (maps->is_known_parameter) {
        size_t n_tables;
        struct table **tables = tables_read(arena, files, posture->view, maps, &n_tables);
        for (size_t i = 0; i < n_tables; i++)
            add_table(&lister, tables[i]);
    }
    *n = lister.n;
    return lister.items;
}
