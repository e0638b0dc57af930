/* fields_service: what can be asked of a service. */
#include "fields.h"

struct text service_parameter(const struct context *context, const char *suffix)
{
    const char *prefix = role_prefix(context->posture->role);
    return prefix ? text_join(context->scope->arena, text_from(prefix), text_from(suffix)) : TEXT("");
}

const struct value *service_value(const struct context *context, const char *suffix)
{
    return view_get(context->posture->view, service_parameter(context, suffix));
}

struct fact field_service(const struct context *context)
{
    const struct posture *posture = context_posture(context);
    return posture ? fact_text(posture->service->id) : fact_unknown();
}

struct fact field_role(const struct context *context)
{
    const struct posture *posture = context_posture(context);
    return posture ? fact_word(role_name(posture->role)) : fact_unknown();
}

struct fact field_port(const struct context *context)
{
    return fact_number(context->posture->port);
}

/* Where it cannot be told, the service counts as exposed. */
struct fact field_exposed(const struct context *context)
{
    const struct posture *posture = context_posture(context);
    return posture ? fact_flag(posture->exposed != TRUTH_NO) : fact_unknown();
}

struct fact field_level(const struct context *context)
{
    const struct posture *posture = context_posture(context);
    if (!posture || !posture->level_known)
        return fact_unknown();
    return fact_word(tls_level_name(posture->level));
}

struct fact field_level_parameter(const struct context *context)
{
    return fact_text(context->posture->level_parameter);
}

struct fact field_wrapper(const struct context *context)
{
    return fact_truth(context->posture->wrapper);
}

/* Where a template leaves the ciphers open, a list that is plain text speaks
 * for itself: ciphers would keep an old version out by accident only. */
static bool is_written_list(const struct posture *posture)
{
    const struct posture_list *live = posture->live;
    return live && live->is_known && !posture->negotiable_known && view_get(posture->view, live->parameter)->setting;
}

struct fact field_protocols(const struct context *context)
{
    const struct posture *posture = context->posture;
    if (is_written_list(posture))
        return fact_versions(posture->live->enabled, true);
    return fact_versions(posture->negotiable, !posture->live || posture->negotiable_known);
}

/* What the list alone enables; nothing where TLS is off. */
struct fact field_listed_protocols(const struct context *context)
{
    const struct posture_list *live = context->posture->live;
    return fact_versions(live ? live->parsed.enabled : 0, !live || live->is_known);
}

struct fact field_weak_protocols(const struct context *context)
{
    struct fact fact = field_protocols(context);
    fact.versions = versions_below_floor(context, fact.versions);
    return fact;
}

static struct fact weak_list(const struct context *context, int which)
{
    const struct posture_list *list = &context->posture->lists[which];
    return fact_versions(versions_below_floor(context, list->enabled), list->parameter.n == 0 || list->is_known);
}

struct fact field_weak_opportunistic(const struct context *context)
{
    return weak_list(context, POSTURE_OPPORTUNISTIC);
}

struct fact field_weak_mandatory(const struct context *context)
{
    return weak_list(context, POSTURE_MANDATORY);
}

struct fact field_opportunistic_list(const struct context *context)
{
    return fact_text(context->posture->lists[POSTURE_OPPORTUNISTIC].parameter);
}

struct fact field_mandatory_list(const struct context *context)
{
    return fact_text(context->posture->lists[POSTURE_MANDATORY].parameter);
}

struct fact field_protocols_parameter(const struct context *context)
{
    const struct posture_list *live = context->posture->live;
    return fact_text(live ? live->parameter : TEXT(""));
}

enum {
    BROKEN_FLAWS = CIPHER_NULL | CIPHER_EXPORT | CIPHER_LOW,
    WEAK_FLAWS = CIPHER_RC4 | CIPHER_RC2 | CIPHER_3DES | CIPHER_IDEA | CIPHER_SEED | CIPHER_MD5,
    /* No forward secrecy or no AEAD: outside what every current guide asks
     * for.  Anonymous suites are a question of their own. */
    DATED_FLAWS = CIPHER_NO_FS | CIPHER_CBC
};

/* Names that the profile's list KIND has not. */
static bool is_foreign(const struct context *context, enum floor_kind kind, const char *name)
{
    return !ruleset_accepts(context->scope->rules, context->scope->profile, kind, text_from(name));
}

/* What a profile lists by name is not weak there, broken it is everywhere. */
static unsigned flaws_of(const struct context *context, const struct cipher_suite *suite, unsigned flaws)
{
    bool is_listed = fact_floor(context, FLOOR_SUITES) && !is_foreign(context, FLOOR_SUITES, suite->name);
    return suite->flaws & (is_listed ? flaws & BROKEN_FLAWS : flaws);
}

struct fact fact_suites(const struct context *context, unsigned flaws)
{
    const struct posture *posture = context->posture;
    struct buf out = buf_new(context->scope->arena);
    if (posture->live && !posture->suites_known)
        return fact_unknown();
    for (size_t i = 0; i < posture->n_suites; i++)
        if (flaws_of(context, posture->suites[i], flaws))
            buf_printf(&out, "%s%s", out.n ? " " : "", posture->suites[i]->name);
    return fact_text(buf_done(&out));
}

struct fact field_broken_suites(const struct context *context)
{
    return fact_suites(context, BROKEN_FLAWS);
}

struct fact field_weak_suites(const struct context *context)
{
    return fact_suites(context, WEAK_FLAWS);
}

struct fact field_dated_suites(const struct context *context)
{
    return fact_suites(context, DATED_FLAWS);
}

/* What is wrong with the suites that can be negotiated, in words. */
static struct fact flaw_kinds(const struct context *context, unsigned flaws)
{
    static const struct {
        unsigned flaw;
        const char *name;
    } kinds[] = {
        {CIPHER_NULL, "no encryption at all (NULL)"},
        {CIPHER_EXPORT, "40- and 56-bit export ciphers"},
        {CIPHER_LOW, "single DES"},
        {CIPHER_RC4, "RC4"},
        {CIPHER_RC2, "RC2"},
        {CIPHER_3DES, "3DES"},
        {CIPHER_IDEA, "IDEA"},
        {CIPHER_SEED, "SEED"},
        {CIPHER_MD5, "MD5"},
        {CIPHER_ANONYMOUS, "anonymous"},
        {CIPHER_NO_FS, "without forward secrecy"},
        {CIPHER_CBC, "CBC"},
    };
    const struct posture *posture = context->posture;
    struct buf out = buf_new(context->scope->arena);
    unsigned found = 0;
    if (posture->live && !posture->suites_known)
        return fact_unknown();
    for (size_t i = 0; i < posture->n_suites; i++)
        found |= flaws_of(context, posture->suites[i], flaws);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (found & kinds[i].flaw)
            buf_printf(&out, "%s%s", out.n ? ", " : "", kinds[i].name);
    return fact_text(buf_done(&out));
}

struct fact field_broken_kinds(const struct context *context)
{
    return flaw_kinds(context, BROKEN_FLAWS);
}

struct fact field_weak_kinds(const struct context *context)
{
    return flaw_kinds(context, WEAK_FLAWS);
}

struct fact field_dated_kinds(const struct context *context)
{
    return flaw_kinds(context, DATED_FLAWS);
}

struct fact field_foreign_suites(const struct context *context)
{
    const struct posture *posture = context->posture;
    struct buf out = buf_new(context->scope->arena);
    if (posture->live && !posture->suites_known)
        return fact_unknown();
    for (size_t i = 0; i < posture->n_suites; i++)
        if (is_foreign(context, FLOOR_SUITES, posture->suites[i]->name))
            buf_printf(&out, "%s%s", out.n ? " " : "", posture->suites[i]->name);
    return fact_text(buf_done(&out));
}

struct fact field_foreign_groups(const struct context *context)
{
    const struct posture *posture = context->posture;
    struct buf out = buf_new(context->scope->arena);
    if (posture->live && !posture->groups_known)
        return fact_unknown();
    for (size_t i = 0; i < posture->n_groups; i++)
        if (is_foreign(context, FLOOR_GROUPS, posture->groups[i]->name))
            buf_printf(&out, "%s%s", out.n ? " " : "", posture->groups[i]->name);
    return fact_text(buf_done(&out));
}

struct fact field_n_suites(const struct context *context)
{
    const struct posture *posture = context->posture;
    return (struct fact){.number = (long)posture->n_suites, .unknown = posture->live && !posture->suites_known};
}

struct fact field_ciphers_parameter(const struct context *context)
{
    return fact_text(context->posture->ciphers_parameter);
}

/* enum role */
static const char *const prefixes[] = {"smtpd", "smtpd",      "smtpd",    "smtpd", "smtp",
                                       "lmtp",  "postscreen", "tlsproxy", ""};

struct fact field_prefix(const struct context *context)
{
    return fact_word(prefixes[context->posture->role]);
}

/* Each program has one of its own. */
struct fact field_loglevel_parameter(const struct context *context)
{
    const char *prefix = prefixes[context->posture->role];
    return fact_text(*prefix ? text_printf(context->scope->arena, "%s_tls_loglevel", prefix) : TEXT(""));
}

struct fact field_has_certificate(const struct context *context)
{
    return fact_truth(context->posture->has_certificate);
}

struct fact field_renegotiation(const struct context *context)
{
    return fact_truth(context->posture->renegotiation);
}
