/* load_profile: profiles, as rulefile.c has the rules. */
#include "load.h"

#include <string.h>

#include "postlint/buf.h"
#include "postlint/cipher.h"
#include "postlint/facts.h"

static bool profile_name(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct profile *)out)->name);
}

static bool profile_title(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct profile *)out)->title);
}

static bool profile_extends(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct profile *)out)->extends);
}

static bool profile_source(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct profile *)out)->source);
}

static bool profile_date(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct profile *)out)->date);
}

static bool profile_encoded_from(struct load *load, const struct node *node, void *out)
{
    return load_string(load, node, &((struct profile *)out)->encoded_from);
}

static bool profile_scope(struct load *load, const struct node *node, void *out)
{
    const char *names[SCOPE_WEB];
    size_t index;
    for (int scope = SCOPE_MAIL; scope <= SCOPE_WEB; scope++)
        names[scope - 1] = profile_scope_name((enum profile_scope)scope);
    if (!load_word(load, node, names, COUNT(names), "use of TLS", &index))
        return false;
    ((struct profile *)out)->scope = (enum profile_scope)(index + 1);
    return true;
}

static bool profile_demands(struct load *load, const struct node *node, void *out)
{
    struct profile *profile = out;
    return load_words(load, node, &profile->demands, &profile->n_demands);
}

static bool profile_rules(struct load *load, const struct node *node, void *out)
{
    struct profile *profile = out;
    return load_severities(load, node, &profile->rules, &profile->n_rules);
}

/* Floors. */

static bool floor_find(struct text name, enum floor_kind *kind)
{
    for (*kind = FLOOR_PROTOCOL; *kind < N_FLOORS; *kind = (enum floor_kind)(*kind + 1))
        if (text_is(name, rule_floor(*kind)->name))
            return true;
    return false;
}

bool load_floor_name(struct load *load, const struct node *node, enum floor_kind *out)
{
    const char *names[N_FLOORS - 1];
    for (int i = FLOOR_PROTOCOL; i < N_FLOORS; i++)
        names[i - 1] = rule_floor((enum floor_kind)i)->name;
    size_t index;
    if (!load_word(load, node, names, COUNT(names), "floor", &index))
        return false;
    *out = (enum floor_kind)(index + 1);
    return true;
}

static bool is_group(struct text name)
{
    size_t n;
    const version *releases = facts_openssl_releases(&n);
    for (size_t i = 0; i < n; i++)
        if (facts_group(name, GROUP_PRINTED, releases[i]))
            return true;
    return false;
}

static bool is_one_of(struct text name, const char *const *names)
{
    while (*names && !text_is(name, *names))
        names++;
    return *names != NULL;
}

static bool is_item(enum floor_type type, struct text name)
{
    /* RFC 8446 appendix B.4 */
    static const char *const tls13[] = {"TLS_AES_128_GCM_SHA256",       "TLS_AES_256_GCM_SHA384",
                                        "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256",
                                        "TLS_AES_128_CCM_8_SHA256",     NULL};
    /* OpenSSL's names of what signs certificates */
    static const char *const digests[] = {"md5",    "sha1",     "sha224",   "sha256",   "sha384",
                                          "sha512", "sha3-256", "sha3-384", "sha3-512", NULL};
    return type == FLOOR_LIST_SUITES   ? cipher_is_suite(name)
           : type == FLOOR_LIST_GROUPS ? is_group(name)
                                       : is_one_of(name, type == FLOOR_LIST_TLS13 ? tls13 : digests);
}

static const char *item_word(enum floor_type type)
{
    return type == FLOOR_LIST_SUITES   ? "cipher suite below TLS 1.3"
           : type == FLOOR_LIST_TLS13  ? "cipher suite of TLS 1.3"
           : type == FLOOR_LIST_GROUPS ? "key exchange group"
                                       : "digest";
}

/* An empty list is one that accepts nothing. */
static bool load_list(struct load *load, const struct node *node, const struct floor *floor, struct floor_value *value)
{
    if (node->kind == NODE_SEQUENCE && node->n_kids == 0)
        return true;
    if (!load_words(load, node, &value->words, &value->n_words))
        return false;
    for (size_t i = 0; i < value->n_words; i++)
        if (!is_item(floor->type, text_from(value->words[i])))
            return load_fail(load, load_item(node, i),
                             text_printf(load->arena, "\"%s\" is no %s that postlint knows", value->words[i],
                                         item_word(floor->type)));
    return true;
}

static bool load_floor(struct load *load, const struct node *node, void *out)
{
    enum floor_kind kind;
    size_t index = 0;
    floor_find(text_from(node->key), &kind);
    const struct floor *floor = rule_floor(kind);
    struct floor_value *value = &((struct profile *)out)->floors[kind];
    bool good = true;
    value->is_given = true;
    switch (floor->type) {
    case FLOOR_VERSION:
        value->number = (long)tls_version_parse(text_from(node->text));
        return value->number || load_fail(load, node, TEXT("a protocol version is wanted here, such as TLSv1.2"));
    case FLOOR_AT_LEAST:
    case FLOOR_AT_MOST:
        return load_number(load, node, &value->number);
    case FLOOR_CHOICE:
        good = load_word(load, node, floor->choices, COUNT(floor->choices), "choice", &index);
        value->number = (long)index;
        return good;
    default:
        return load_list(load, node, floor, value);
    }
}

static enum rulefile_shape floor_shape(enum floor_kind kind)
{
    static const enum rulefile_shape shapes[] = {
        [FLOOR_VERSION] = SHAPE_VERSION,   [FLOOR_AT_LEAST] = SHAPE_NUMBER,   [FLOOR_AT_MOST] = SHAPE_NUMBER,
        [FLOOR_CHOICE] = SHAPE_ORDER,      [FLOOR_LIST_SUITES] = SHAPE_NAMES, [FLOOR_LIST_TLS13] = SHAPE_NAMES,
        [FLOOR_LIST_GROUPS] = SHAPE_NAMES, [FLOOR_LIST_DIGESTS] = SHAPE_NAMES};
    return kind == FLOOR_OWN_DH ? SHAPE_OWN_DH : shapes[rule_floor(kind)->type];
}

static const struct key profile_keys[] = {
    {"name", true, SHAPE_TEXT, profile_name},          {"title", true, SHAPE_TEXT, profile_title},
    {"extends", false, SHAPE_TEXT, profile_extends},   {"source", false, SHAPE_TEXT, profile_source},
    {"date", false, SHAPE_TEXT, profile_date},         {"encoded-from", false, SHAPE_TEXT, profile_encoded_from},
    {"applies-to", false, SHAPE_SCOPE, profile_scope}, {"demands", false, SHAPE_WORDS, profile_demands},
    {"rules", false, SHAPE_SEVERITIES, profile_rules},
};

/* The floors come last. */
struct key load_profile_key(size_t number)
{
    if (number < COUNT(profile_keys))
        return profile_keys[number];
    size_t kind = number - COUNT(profile_keys) + FLOOR_PROTOCOL;
    if (kind >= N_FLOORS)
        return (struct key){0};
    const struct floor *floor = rule_floor((enum floor_kind)kind);
    return (struct key){floor->name, false, floor_shape((enum floor_kind)kind), load_floor};
}

bool load_profile(struct load *load, const struct node *node, struct profile *profile)
{
    struct key keys[COUNT(profile_keys) + N_FLOORS - FLOOR_PROTOCOL];
    for (size_t i = 0; i < COUNT(keys); i++)
        keys[i] = load_profile_key(i);
    *profile = (struct profile){.line = (unsigned)node->line};
    profile->file = text_string(load->arena, load->source->name);
    return load_mapping(load, node, keys, COUNT(keys), profile);
}
