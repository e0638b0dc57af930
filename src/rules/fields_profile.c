/* fields_profile: what can be asked of the profile in force, of any subject. */
#include "fields.h"

struct fact field_profile(const struct context *context)
{
    return fact_word(context->scope->profile->name);
}

struct fact field_demands(const struct context *context)
{
    const struct scope *scope = context->scope;
    struct buf out = buf_new(scope->arena);
    for (const struct profile *p = scope->profile; p;
         p = p->extends ? ruleset_profile(scope->rules, text_from(p->extends)) : NULL)
        for (size_t i = 0; i < p->n_demands; i++)
            buf_printf(&out, "%s ", p->demands[i]);
    return fact_text(buf_done(&out));
}

const struct floor_value *fact_floor(const struct context *context, enum floor_kind kind)
{
    return ruleset_floor(context->scope->rules, context->scope->profile, kind, NULL);
}

static struct fact floor_number(const struct context *context, enum floor_kind kind)
{
    const struct floor_value *floor = fact_floor(context, kind);
    return floor ? fact_number(floor->number) : fact_unknown();
}

/* A list or a choice. */
static struct fact floor_words(const struct context *context, enum floor_kind kind)
{
    const struct floor_value *floor = fact_floor(context, kind);
    if (!floor)
        return fact_unknown();
    bool is_empty = rule_floor(kind)->type != FLOOR_CHOICE && floor->n_words == 0;
    return fact_text(is_empty ? TEXT("") : floor_text(context->scope->arena, kind, floor));
}

struct fact field_floor(const struct context *context)
{
    const struct floor_value *floor = fact_floor(context, FLOOR_PROTOCOL);
    return floor ? fact_word(tls_version_name((unsigned)floor->number)) : fact_unknown();
}

struct fact field_floors(const struct context *context)
{
    struct buf out = buf_new(context->scope->arena);
    for (int kind = FLOOR_PROTOCOL; kind < N_FLOORS; kind++)
        if (fact_floor(context, (enum floor_kind)kind))
            buf_printf(&out, "%s ", rule_floor((enum floor_kind)kind)->name);
    return fact_text(buf_done(&out));
}

/* The floor as a protocol list that releases before 3.6 understand. */
struct fact field_floor_exclusions(const struct context *context)
{
    const struct floor_value *floor = fact_floor(context, FLOOR_PROTOCOL);
    struct buf out = buf_new(context->scope->arena);
    for (unsigned bit = 1; floor && bit < (unsigned)floor->number; bit <<= 1)
        buf_printf(&out, "%s!%s", out.n ? ", " : "", tls_version_name(bit));
    return floor ? fact_text(buf_done(&out)) : fact_unknown();
}

struct fact field_floor_source(const struct context *context)
{
    const struct profile *profile = context->scope->profile;
    while (!profile->source && profile->extends)
        profile = ruleset_profile(context->scope->rules, text_from(profile->extends));
    return fact_text(profile_document(context->scope->arena, profile));
}

struct fact field_floor_suites(const struct context *context)
{
    return floor_words(context, FLOOR_SUITES);
}

struct fact field_floor_groups(const struct context *context)
{
    return floor_words(context, FLOOR_GROUPS);
}

struct fact field_floor_digests(const struct context *context)
{
    return floor_words(context, FLOOR_DIGESTS);
}

struct fact field_floor_dh_bits(const struct context *context)
{
    return floor_number(context, FLOOR_DH_BITS);
}

struct fact field_floor_own_dh(const struct context *context)
{
    return floor_words(context, FLOOR_OWN_DH);
}

struct fact field_floor_rsa_bits(const struct context *context)
{
    return floor_number(context, FLOOR_RSA_BITS);
}

struct fact field_floor_ec_bits(const struct context *context)
{
    return floor_number(context, FLOOR_EC_BITS);
}

struct fact field_floor_days(const struct context *context)
{
    return floor_number(context, FLOOR_DAYS);
}

struct fact field_floor_order(const struct context *context)
{
    return floor_words(context, FLOOR_ORDER);
}
