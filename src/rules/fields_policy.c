/* fields_policy: what can be asked of an entry of a TLS policy table.
 * Postfix: smtp/smtp_tls_policy.c:tls_policy_lookup. */
#include "fields.h"

struct fact field_key(const struct context *context)
{
    const struct policy *policy = context->policy;
    return fact_text(policy->entry ? policy->entry->key : TEXT(""));
}

struct fact field_result(const struct context *context)
{
    const struct policy *policy = context->policy;
    return fact_text(policy->entry ? policy->entry->value : TEXT(""));
}

struct fact field_table(const struct context *context)
{
    return fact_text(context->policy->table->name);
}

struct fact field_global_level(const struct context *context)
{
    const struct posture *client = context->client;
    return client->level_known ? fact_word(tls_level_name(client->level)) : fact_unknown();
}

/* Of a service, there are none. */
struct fact field_attributes(const struct context *context)
{
    struct buf out = buf_new(context->scope->arena);
    for (int i = 0; context->policy && i < POLICY_ATTRIBUTES; i++)
        if (context->policy->tokens[i].p)
            buf_printf(&out, "%s%s", out.n ? " " : "", policy_attribute_name((enum policy_attribute)i));
    bool is_open = context->policy && context->policy->unknown.n;
    return is_open ? fact_unknown() : fact_text(buf_done(&out));
}

/* Keys. */

static bool is_pattern(const struct table *table)
{
    struct text type = table_type(table);
    return text_is(type, "regexp") || text_is(type, "pcre") || text_is(type, "cidr");
}

struct fact field_key_kind(const struct context *context)
{
    const struct policy *policy = context->policy;
    if (!policy->entry)
        return fact_word("none");
    struct text key = policy->entry->key;
    size_t n = key.n;
    if (conf_has_placeholder(key))
        return fact_unknown();
    if (is_pattern(policy->table) || text_starts(key, "/") || text_starts(key, "!"))
        return fact_word("pattern");
    if (text_is(key, "*"))
        return fact_word(text_is(table_type(policy->table), "static") ? "any" : "star");
    if (text_find(key, '@') < n)
        return fact_word("user");
    if (text_starts(key, "["))
        return fact_word("host");
    if (text_starts(key, "."))
        return fact_word("subdomains");
    if (text_find(key, '/') < n)
        return fact_word("path");
    return fact_word(text_find(key, ':') < n ? "port" : "domain");
}

struct fact field_key_inside(const struct context *context)
{
    const struct policy *policy = context->policy;
    if (!policy->entry)
        return fact_flag(false);
    if (conf_has_placeholder(policy->entry->key))
        return fact_unknown();
    return fact_flag(hop_is_inside(policy->entry->key));
}

struct fact field_missed_hop(const struct context *context)
{
    const struct policy *policy = context->policy;
    if (!policy->entry || is_pattern(policy->table))
        return fact_text(TEXT(""));
    return fact_text(hops_missed(context->policies, policy->entry->key));
}

/* What is wrong with an entry. */

struct trouble {
    const char *kind;
    struct text why, culprit;
    bool unknown;
};

/* An entry that is read can still say what no handshake survives. */
static struct trouble handshake_trouble(const struct context *context)
{
    const struct policy *policy = context->policy;
    struct arena *arena = context->scope->arena;
    version postfix = context->scope->target->postfix;
    struct text rest = policy->exclude, token;
    struct text bad = policy->protocols.p ? tls_protocols_parse(policy->protocols, postfix).invalid : TEXT("");
    if (bad.n)
        return (struct trouble){"handshakes",
                                text_printf(arena, "%.*s is no protocol that Postfix %.*s knows", TEXT_ARG(bad),
                                            TEXT_ARG(version_text(arena, postfix))),
                                bad, false};
    if (policy->ciphers.p && tls_grade_parse(policy->ciphers) == GRADE_INVALID)
        return (struct trouble){"handshakes", text_printf(arena, "%.*s is no cipher grade", TEXT_ARG(policy->ciphers)),
                                policy->ciphers, false};
    while (text_token(&rest, TEXT_CIPHER_SP, &token))
        if (text_find(TEXT("!+-@"), token.p[0]) < 4)
            return (struct trouble){"handshakes",
                                    text_printf(arena, "%.*s starts with a sign, names are wanted", TEXT_ARG(token)),
                                    token, false};
    return (struct trouble){.kind = "none"};
}

static struct trouble find_trouble(const struct context *context)
{
    const struct policy *policy = context->policy;
    const struct table *table = policy->table;
    struct text ignored = policy->entry ? policy->entry->ignored : TEXT("");
    if (table->broken.n && (!policy->entry || ignored.n))
        return (struct trouble){.kind = "table", .why = table->broken};
    if (table->broken.n)
        return (struct trouble){.kind = "none"};
    if (ignored.n)
        return (struct trouble){.kind = "ignored", .why = ignored};
    if (policy->unknown.n)
        return (struct trouble){.kind = "none", .unknown = true};
    if (policy->error.n)
        return (struct trouble){"refused", policy->error, policy->culprit, false};
    if (policy->inert.n)
        return (struct trouble){"inert", policy->inert, policy->inert, false};
    return handshake_trouble(context);
}

struct fact field_problem(const struct context *context)
{
    struct trouble trouble = find_trouble(context);
    return trouble.unknown ? fact_unknown() : fact_text(trouble.why);
}

struct fact field_problem_kind(const struct context *context)
{
    struct trouble trouble = find_trouble(context);
    return trouble.unknown ? fact_unknown() : fact_word(trouble.kind);
}

struct fact field_problem_word(const struct context *context)
{
    struct trouble trouble = find_trouble(context);
    return trouble.unknown ? fact_unknown() : fact_text(trouble.culprit);
}

/* What it makes weaker. */

static bool add_lost(const struct context *context, struct buf *out, const char *suffix)
{
    const char *prefix = role_prefix(context->client->role);
    struct text name = text_join(context->scope->arena, text_from(prefix), text_from(suffix));
    const struct value *list = view_get(context->client->view, name);
    struct text rest = list->text, token;
    while (text_token(&rest, TEXT_CIPHER_SP, &token))
        if (!text_has_token(context->policy->exclude, TEXT_CIPHER_SP, token) &&
            !text_has_token((struct text){out->p, out->n}, " ", token))
            buf_printf(out, "%s%.*s", out->n ? " " : "", TEXT_ARG(token));
    return !list->unknown && !list->error;
}

/* set_cipher_grade: "exclude" stands in for both lists of main.cf. */
struct fact field_lost_exclusions(const struct context *context)
{
    const struct policy *policy = context->policy;
    struct buf out = buf_new(context->scope->arena);
    bool known = policy->unknown.n == 0;
    if (policy->exclude.p && policy->level != LEVEL_NONE) {
        known = add_lost(context, &out, "_tls_exclude_ciphers") && known;
        if (policy->level > LEVEL_MAY)
            known = add_lost(context, &out, "_tls_mandatory_exclude_ciphers") && known;
    }
    return (struct fact){.text = buf_done(&out), .unknown = !known};
}

/* The attribute, and what it does; p NULL: none. */
static struct text find_weakness(const struct context *context, struct text *attribute)
{
    const struct policy *policy = context->policy;
    struct arena *arena = context->scope->arena;
    struct fact lost = field_lost_exclusions(context);
    enum tls_grade grade = policy->ciphers.p ? tls_grade_parse(policy->ciphers) : GRADE_HIGH;
    unsigned listed = policy->protocols.p ? field_listed_protocols(context).versions : TLS_ALL;
    unsigned weak = policy->protocols.p ? versions_below_floor(context, listed) : 0;
    bool is_medium = facts_has("cipher-low-is-medium", context->scope->target->postfix) && grade != GRADE_NULL;
    *attribute = policy->tokens[POLICY_PROTOCOLS];
    if (weak)
        return text_printf(arena, "allows %.*s", TEXT_ARG(tls_versions_text(arena, weak)));
    if (listed && !(listed & TLS_1_3))
        return TEXT("keeps TLSv1.3 out");
    *attribute = policy->tokens[POLICY_CIPHERS];
    if (grade != GRADE_INVALID && grade < GRADE_MEDIUM && !is_medium)
        return TEXT("allows broken ciphers");
    *attribute = policy->tokens[POLICY_EXCLUDE];
    if (lost.text.n && !lost.unknown)
        return text_printf(arena, "replaces the exclusions of main.cf, so that these are allowed again: %.*s",
                           TEXT_ARG(lost.text));
    *attribute = TEXT("");
    return TEXT("");
}

struct fact field_weak_attribute(const struct context *context)
{
    struct text attribute;
    if (context->policy->unknown.n)
        return fact_unknown();
    find_weakness(context, &attribute);
    return fact_text(attribute);
}

struct fact field_weakness(const struct context *context)
{
    struct text attribute;
    return context->policy->unknown.n ? fact_unknown() : fact_text(find_weakness(context, &attribute));
}
