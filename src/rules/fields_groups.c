/* fields_groups: what can be asked of key exchange groups. */
#include "fields.h"

/* Names of the groups of the service that FITS. */
static struct fact groups_that(const struct context *context, bool (*fits)(struct text name))
{
    const struct posture *posture = context->posture;
    struct buf out = buf_new(context->scope->arena);
    if (posture->live && !posture->groups_known)
        return fact_unknown();
    for (size_t i = 0; i < posture->n_groups; i++)
        if (fits(text_from(posture->groups[i]->name)))
            buf_printf(&out, "%s%s", out.n ? " " : "", posture->groups[i]->name);
    return fact_text(buf_done(&out));
}

static bool is_any(struct text name)
{
    return name.n > 0;
}

static bool is_elliptic(struct text name)
{
    return !text_starts(name, "ffdhe");
}

/* secp224r1, prime192v1, sect283k1: the number is the size in bits.  RFC 8422
 * section 5.1.1 retires all but the curves of 256 bits and more over primes. */
static bool is_weak(struct text name)
{
    size_t i = 0, bits = 0;
    if (text_starts(name, "sect"))
        return true;
    if (!text_starts(name, "secp") && !text_starts(name, "prime"))
        return false;
    while (i < name.n && !text_is_digit(name.p[i]))
        i++;
    for (; i < name.n && text_is_digit(name.p[i]); i++)
        bits = bits * 10 + (size_t)(name.p[i] - '0');
    return bits < 256;
}

struct fact field_groups(const struct context *context)
{
    return groups_that(context, is_any);
}

struct fact field_elliptic_groups(const struct context *context)
{
    return groups_that(context, is_elliptic);
}

struct fact field_weak_groups(const struct context *context)
{
    return groups_that(context, is_weak);
}

struct fact field_eecdh_grade_parameter(const struct context *context)
{
    struct text prefix = field_prefix(context).text;
    struct text name = text_printf(context->scope->arena, "%.*s_tls_eecdh_grade", TEXT_ARG(prefix));
    const struct param *param = facts_param(name);
    bool is_known = param && facts_default(param, context->scope->target->postfix);
    return fact_text(is_known ? name : TEXT(""));
}

struct fact field_eecdh_grade(const struct context *context)
{
    struct text name = field_eecdh_grade_parameter(context).text;
    if (name.n == 0)
        return fact_text(name);
    const struct value *value = view_get(context->posture->view, name);
    return fact_value(value);
}

struct fact field_eecdh_grade_origin(const struct context *context)
{
    struct text name = field_eecdh_grade_parameter(context).text;
    return name.n ? fact_origin(context, name) : fact_text(name);
}

/* Of a setting. */

/* How the target's Postfix asks OpenSSL for a group. */
static enum group_naming naming_of(const struct context *context)
{
    return facts_has("groups-listed", context->scope->target->postfix) ? GROUP_LISTED : GROUP_OBJECT;
}

/* The group that NAME is in OPENSSL, whoever asks for it. */
static const struct kex_group *group_by_any_name(struct text name, version openssl)
{
    const struct kex_group *group = facts_group(name, GROUP_LISTED, openssl);
    group = group ? group : facts_group(name, GROUP_OBJECT, openssl);
    return group ? group : facts_group(name, GROUP_PRINTED, openssl);
}

static bool is_group_elsewhere(struct text name)
{
    size_t n;
    const version *releases = facts_openssl_releases(&n);
    for (size_t i = 0; i < n; i++)
        if (group_by_any_name(name, releases[i]))
            return true;
    return false;
}

/* A name is a mistake if no OpenSSL has such a group, or if this one has it by
 * another name.  Groups of other releases are left out on purpose, and the
 * syntax of 3.5 is for configurations that several releases share. */
static bool is_mistaken(const struct context *context, struct text name)
{
    version openssl = context->scope->target->openssl;
    if (name.n == 0 || text_find(TEXT("?*-"), name.p[0]) < 3 || text_contains(name, "/") ||
        text_contains(name, "DEFAULT"))
        return false;
    if (facts_group(name, naming_of(context), openssl))
        return false;
    return group_by_any_name(name, openssl) || !is_group_elsewhere(name);
}

/* The words of the setting as a list of groups. */
static bool next_group(const struct context *context, struct text *rest, struct text *word)
{
    return text_token(rest, naming_of(context) == GROUP_LISTED ? TEXT_COMMA_SP ":" : TEXT_COMMA_SP, word);
}

static struct fact value_groups(const struct context *context)
{
    struct text name = context->setting->name;
    bool is_list = text_is(name, "tls_eecdh_auto_curves") || text_is(name, "tls_ffdhe_auto_groups");
    return is_list ? field_value(context) : fact_text(TEXT(""));
}

struct fact field_unknown_group(const struct context *context)
{
    struct fact fact = value_groups(context);
    struct text rest = fact.text;
    while (!fact.unknown && next_group(context, &rest, &fact.text))
        if (is_mistaken(context, fact.text))
            return fact;
    fact.text = TEXT("");
    return fact;
}

struct fact field_has_known_group(const struct context *context)
{
    struct fact fact = value_groups(context);
    struct text rest = fact.text, word;
    while (!fact.unknown && !fact.flag && next_group(context, &rest, &word))
        fact.flag = facts_group(word, naming_of(context), context->scope->target->openssl);
    return fact;
}

struct fact field_group_spelling(const struct context *context)
{
    enum { LIMIT = 1 }; /* edits */
    struct text name = field_unknown_group(context).text;
    version openssl = context->scope->target->openssl;
    const struct kex_group *group = name.n ? group_by_any_name(name, openssl) : NULL;
    struct text rest = text_from(facts_default_groups(openssl)), known;
    while (name.n && !group && text_token(&rest, " ", &known))
        if (text_distance(name, known, LIMIT) <= LIMIT)
            group = facts_group(known, GROUP_PRINTED, openssl);
    return fact_word(group ? group->name : "");
}
