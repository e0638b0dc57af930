/* fields: the vocabulary of rules.  One table of fields and one of predicates
 * say what a condition may ask, check it when a rule is loaded, and print the
 * manual page.  What a field means is the function beside its name. */
#include "context.h"
#include "weaker.h"

#include <string.h>

static struct fact fact_flag(bool flag)
{
    return (struct fact){.flag = flag};
}

static struct fact fact_truth(enum truth truth)
{
    return (struct fact){.flag = truth == TRUTH_YES, .unknown = truth == TRUTH_UNKNOWN};
}

static struct fact fact_text(struct text text)
{
    return (struct fact){.text = text};
}

static struct fact fact_word(const char *word)
{
    return (struct fact){.text = text_from(word)};
}

static struct fact fact_unknown(void)
{
    return (struct fact){.unknown = true};
}

/* Of any subject. */

static struct fact get_postfix(const struct context *context)
{
    return (struct fact){.release = context->scope->target->postfix};
}

static struct fact get_openssl(const struct context *context)
{
    return (struct fact){.release = context->scope->target->openssl};
}

static struct fact get_weak_openssl(const struct context *context)
{
    return fact_flag(context->scope->target->weak_ciphers);
}

static struct fact get_profile(const struct context *context)
{
    return fact_word(context->scope->profile->name);
}

static struct fact get_demands(const struct context *context)
{
    const struct scope *scope = context->scope;
    struct buf out = buf_new(scope->arena);
    for (const struct profile *p = scope->profile; p;
         p = p->extends ? ruleset_profile(scope->rules, text_from(p->extends)) : NULL)
        for (size_t i = 0; i < p->n_demands; i++)
            buf_printf(&out, "%s ", p->demands[i]);
    return fact_text(buf_done(&out));
}

static struct fact get_floor(const struct context *context)
{
    return fact_word(tls_version_name(context->scope->min_protocol));
}

static struct fact get_has_master(const struct context *context)
{
    return fact_flag(context->scope->conf->master != NULL);
}

static struct fact get_has_main(const struct context *context)
{
    return fact_flag(context->scope->conf->main != NULL);
}

/* Once for all questions: a rule may ask of each of thousands of services. */
void scope_find_roles(struct scope *scope)
{
    unsigned seen = 0, seen_tls = 0;
    struct buf roles = buf_new(scope->arena), tls_roles = buf_new(scope->arena);
    for (size_t i = 0; i < scope->conf->n_services; i++) {
        const struct posture *posture = scope->postures[i];
        unsigned bit = 1U << posture->role;
        if (scope->conf->services[i].replaced)
            continue;
        if (!(seen & bit))
            buf_printf(&roles, "%s ", role_name(posture->role));
        if (posture->live && !(seen_tls & bit))
            buf_printf(&tls_roles, "%s ", role_name(posture->role));
        seen |= bit;
        seen_tls |= posture->live ? bit : 0;
    }
    scope->roles = buf_done(&roles);
    scope->tls_roles = buf_done(&tls_roles);
}

static struct fact get_roles(const struct context *context)
{
    return fact_text(context->scope->roles);
}

/* Roles of services that offer TLS or try it. */
static struct fact get_tls_roles(const struct context *context)
{
    return fact_text(context->scope->tls_roles);
}

/* What a peer can negotiate with some server of the configuration. */
static struct fact get_server_protocols(const struct context *context)
{
    const struct scope *scope = context->scope;
    struct fact fact = {0};
    for (size_t i = 0; i < scope->conf->n_services; i++) {
        const struct posture *posture = scope->postures[i];
        if (scope->conf->services[i].replaced || !posture->live || !role_is_server(posture->role))
            continue;
        fact.versions |= posture->negotiable;
        fact.unknown = fact.unknown || !posture->negotiable_known;
    }
    return fact;
}

/* Of a service. */

static struct fact get_service(const struct context *context)
{
    return fact_text(context->posture->service->id);
}

static struct fact get_role(const struct context *context)
{
    return fact_word(role_name(context->posture->role));
}

static struct fact get_port(const struct context *context)
{
    return (struct fact){.number = context->posture->port};
}

/* Where it cannot be told, the service counts as exposed. */
static struct fact get_exposed(const struct context *context)
{
    return fact_flag(context->posture->exposed != TRUTH_NO);
}

static struct fact get_level(const struct context *context)
{
    if (!context->posture->level_known)
        return fact_unknown();
    return fact_word(tls_level_name(context->posture->level));
}

static struct fact get_level_parameter(const struct context *context)
{
    return fact_text(context->posture->level_parameter);
}

static struct fact get_wrapper(const struct context *context)
{
    return fact_truth(context->posture->wrapper);
}

static struct fact fact_versions(unsigned versions, bool known)
{
    return (struct fact){.versions = versions, .unknown = !known};
}

/* Where a template leaves the ciphers open, a list that is plain text speaks
 * for itself: ciphers would keep an old version out by accident only. */
static bool is_written_list(const struct posture *posture)
{
    const struct posture_list *live = posture->live;
    return live && live->is_known && !posture->negotiable_known && view_get(posture->view, live->parameter)->setting;
}

static struct fact get_protocols(const struct context *context)
{
    const struct posture *posture = context->posture;
    if (is_written_list(posture))
        return fact_versions(posture->live->enabled, true);
    return fact_versions(posture->negotiable, !posture->live || posture->negotiable_known);
}

/* What the list alone enables; nothing where TLS is off. */
static struct fact get_listed_protocols(const struct context *context)
{
    const struct posture_list *live = context->posture->live;
    return fact_versions(live ? live->parsed.enabled : 0, !live || live->is_known);
}

/* Versions are bits in ascending order: all below the floor's bit. */
static unsigned below_floor(const struct context *context, unsigned versions)
{
    unsigned floor = context->scope->min_protocol;
    return versions & (floor ? floor - 1 : 0);
}

static struct fact get_weak_protocols(const struct context *context)
{
    struct fact fact = get_protocols(context);
    fact.versions = below_floor(context, fact.versions);
    return fact;
}

static struct fact weak_list(const struct context *context, int which)
{
    const struct posture_list *list = &context->posture->lists[which];
    return fact_versions(below_floor(context, list->enabled), list->parameter.n == 0 || list->is_known);
}

static struct fact get_weak_opportunistic(const struct context *context)
{
    return weak_list(context, POSTURE_OPPORTUNISTIC);
}

static struct fact get_weak_mandatory(const struct context *context)
{
    return weak_list(context, POSTURE_MANDATORY);
}

static struct fact get_opportunistic_list(const struct context *context)
{
    return fact_text(context->posture->lists[POSTURE_OPPORTUNISTIC].parameter);
}

static struct fact get_mandatory_list(const struct context *context)
{
    return fact_text(context->posture->lists[POSTURE_MANDATORY].parameter);
}

static struct fact get_protocols_parameter(const struct context *context)
{
    const struct posture_list *live = context->posture->live;
    return fact_text(live ? live->parameter : TEXT(""));
}

/* Names of the suites that have one of FLAWS and can be negotiated. */
static struct fact flawed_suites(const struct context *context, unsigned flaws)
{
    const struct posture *posture = context->posture;
    struct buf out = buf_new(context->scope->arena);
    if (posture->live && !posture->suites_known)
        return fact_unknown();
    for (size_t i = 0; i < posture->n_suites; i++)
        if (posture->suites[i]->flaws & flaws)
            buf_printf(&out, "%s%s", out.n ? " " : "", posture->suites[i]->name);
    return fact_text(buf_done(&out));
}

enum {
    BROKEN_FLAWS = CIPHER_NULL | CIPHER_EXPORT | CIPHER_LOW,
    WEAK_FLAWS = CIPHER_RC4 | CIPHER_RC2 | CIPHER_3DES | CIPHER_IDEA | CIPHER_SEED | CIPHER_MD5,
    /* Neither forward secrecy nor AEAD, or anonymous: outside what every
     * current guide asks for. */
    DATED_FLAWS = CIPHER_NO_FS | CIPHER_CBC | CIPHER_ANONYMOUS
};

static struct fact get_broken_suites(const struct context *context)
{
    return flawed_suites(context, BROKEN_FLAWS);
}

static struct fact get_weak_suites(const struct context *context)
{
    return flawed_suites(context, WEAK_FLAWS);
}

static struct fact get_dated_suites(const struct context *context)
{
    return flawed_suites(context, DATED_FLAWS);
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
        found |= posture->suites[i]->flaws & flaws;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (found & kinds[i].flaw)
            buf_printf(&out, "%s%s", out.n ? ", " : "", kinds[i].name);
    return fact_text(buf_done(&out));
}

static struct fact get_broken_kinds(const struct context *context)
{
    return flaw_kinds(context, BROKEN_FLAWS);
}

static struct fact get_weak_kinds(const struct context *context)
{
    return flaw_kinds(context, WEAK_FLAWS);
}

static struct fact get_dated_kinds(const struct context *context)
{
    return flaw_kinds(context, DATED_FLAWS);
}

static bool profile_allows(const struct scope *scope, const char *suite)
{
    for (size_t i = 0; i < scope->profile->n_suites; i++)
        if (strcmp(scope->profile->suites[i], suite) == 0)
            return true;
    return scope->profile->n_suites == 0;
}

static struct fact get_foreign_suites(const struct context *context)
{
    const struct posture *posture = context->posture;
    struct buf out = buf_new(context->scope->arena);
    if (posture->live && !posture->suites_known)
        return fact_unknown();
    for (size_t i = 0; i < posture->n_suites; i++)
        if (!profile_allows(context->scope, posture->suites[i]->name))
            buf_printf(&out, "%s%s", out.n ? " " : "", posture->suites[i]->name);
    return fact_text(buf_done(&out));
}

static struct fact get_n_suites(const struct context *context)
{
    const struct posture *posture = context->posture;
    return (struct fact){.number = (long)posture->n_suites, .unknown = posture->live && !posture->suites_known};
}

static struct fact get_ciphers_parameter(const struct context *context)
{
    return fact_text(context->posture->ciphers_parameter);
}

/* Each program has one of its own. */
static struct fact get_loglevel_parameter(const struct context *context)
{
    static const char *const prefixes[] = {"smtpd", "smtpd",      "smtpd",    "smtpd", "smtp",
                                           "lmtp",  "postscreen", "tlsproxy", NULL}; /* enum role */
    const char *prefix = prefixes[context->posture->role];
    if (!prefix)
        return fact_text(TEXT(""));
    return fact_text(text_printf(context->scope->arena, "%s_tls_loglevel", prefix));
}

static struct fact get_has_certificate(const struct context *context)
{
    return fact_truth(context->posture->has_certificate);
}

static struct fact get_auth(const struct context *context)
{
    return fact_truth(context->posture->auth_enabled);
}

static struct fact get_auth_in_clear(const struct context *context)
{
    return fact_truth(context->posture->auth_in_clear);
}

/* Of a setting. */

static const struct service *subject_service(const struct context *context)
{
    if (context->posture)
        return context->posture->service;
    if (context->setting)
        return context->setting->service;
    return context->note ? context->note->service : NULL;
}

static struct fact get_daemon(const struct context *context)
{
    const struct service *service = subject_service(context);
    return fact_text(service ? service->field[SERVICE_COMMAND] : TEXT(""));
}

static struct text subject_name(const struct context *context)
{
    return context->setting ? context->setting->name : context->note ? context->note->name : TEXT("");
}

static struct fact get_name(const struct context *context)
{
    return fact_text(subject_name(context));
}

static struct text subject_value(const struct context *context, bool *unknown)
{
    *unknown = false;
    if (!context->setting)
        return context->note ? context->note->value : TEXT("");
    const struct setting *setting = context->setting;
    if (setting->replaced) {
        *unknown = setting->is_template || text_find(setting->value, '$') < setting->value.n;
        return setting->value;
    }
    const struct value *value = view_get(context->setting_view, setting->name);
    *unknown = value->unknown || value->error;
    return *unknown ? setting->value : value->text;
}

static struct fact get_value(const struct context *context)
{
    struct fact fact = {0};
    fact.text = subject_value(context, &fact.unknown);
    return fact;
}

static struct fact get_raw_value(const struct context *context)
{
    return fact_text(context->setting->value);
}

static struct fact get_place(const struct context *context)
{
    return fact_word(context->setting->service ? "override" : "main");
}

static const struct param *subject_param(const struct context *context)
{
    return facts_param(subject_name(context));
}

static bool known_in(const struct context *context, version release)
{
    const struct param *param = subject_param(context);
    return (param && facts_default(param, release)) || facts_is_legacy(subject_name(context), release);
}

static struct fact get_known(const struct context *context)
{
    return fact_flag(known_in(context, context->scope->target->postfix));
}

/* slow_destination_concurrency_limit: a parameter of the service slow, which
 * may be in another master.cf. */
static bool is_of_a_service(struct text name)
{
    size_t n;
    const struct service_param *params = facts_service_params(&n);
    for (size_t i = 0; i < n; i++)
        if (name.n > strlen(params[i].suffix) && text_ends(name, params[i].suffix))
            return true;
    return false;
}

static struct fact get_known_ever(const struct context *context)
{
    return fact_flag(subject_param(context) != NULL || is_of_a_service(subject_name(context)) ||
                     facts_deprecation(subject_name(context), VERSION(99, 0, 0)) ||
                     known_in(context, context->scope->target->postfix));
}

static struct fact get_referenced(const struct context *context)
{
    return fact_flag(names_has(context->scope->referenced, subject_name(context)));
}

static struct fact get_replaced(const struct context *context)
{
    return fact_flag(context->setting->replaced);
}

static struct fact get_winner_differs(const struct context *context)
{
    const struct setting *setting = context->setting;
    return fact_flag(setting->winner && !text_eq(setting->value, setting->winner->value));
}

static struct fact get_winner_value(const struct context *context)
{
    const struct setting *setting = context->setting;
    return fact_text(setting->winner ? setting->winner->value : TEXT(""));
}

static struct fact get_winner_weaker(const struct context *context)
{
    const struct setting *setting = context->setting;
    if (!setting->winner)
        return fact_flag(false);
    return fact_truth(
        value_is_weaker(setting->name, setting->winner->value, setting->value, context->scope->target->postfix));
}

/* Further away than this a name is no typing mistake; short names are near
 * to anything. */
static struct fact get_nearest(const struct context *context)
{
    struct text name = subject_name(context);
    unsigned limit = name.n < 6 ? 1 : 2;
    const struct param *param = facts_nearest_param(name, context->scope->target->postfix, limit);
    return fact_word(param ? param->name : "");
}

static bool starts_with_any(struct text name, const char *const *prefixes)
{
    for (; *prefixes; prefixes++)
        if (text_starts(name, *prefixes))
            return true;
    return false;
}

static struct fact get_is_tls(const struct context *context)
{
    static const char *const prefixes[] = {"smtp_tls_",  "smtpd_tls_",      "lmtp_tls_",  "tls_",
                                           "tlsproxy_",  "postscreen_tls_", "smtp_sasl_", "smtpd_sasl_",
                                           "lmtp_sasl_", "smtp_tlsrpt_",    NULL};
    static const char *const others[] = {
        "smtpd_use_tls",    "smtpd_enforce_tls", "smtp_use_tls",       "smtp_enforce_tls",       "lmtp_use_tls",
        "lmtp_enforce_tls", "relay_clientcerts", "postscreen_use_tls", "postscreen_enforce_tls", NULL};
    struct text name = subject_name(context);
    for (size_t i = 0; others[i]; i++)
        if (text_is(name, others[i]))
            return fact_flag(true);
    return fact_flag(starts_with_any(name, prefixes));
}

static struct fact get_type(const struct context *context)
{
    static const char *const names[] = {"text", "text", "yes-or-no", "yes-or-no", "number", "number", "number", "time"};
    const struct param *param = subject_param(context);
    return fact_word(param ? names[facts_type(param, context->scope->target->postfix)] : "");
}

/* The prefix of what the program of SERVICE reads; NULL where it reads none of
 * these or no service is meant. */
static const char *prefix_read_by(const struct service *service)
{
    switch (service ? service_reader(service) : 0) {
    case READER_SMTPD:
        return "smtpd_";
    case READER_SMTP:
        return "smtp_";
    case READER_LMTP:
        return "lmtp_";
    default:
        return NULL;
    }
}

/* The other spelling of a name: what the program of the service reads instead,
 * else the server's for the client's and the reverse. */
static struct text counterpart(const struct context *context)
{
    static const char *const prefixes[] = {"smtpd_", "smtp_", "lmtp_"};
    struct text name = subject_name(context);
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (!text_starts(name, prefixes[i]))
            continue;
        const char *wanted = prefix_read_by(subject_service(context));
        if (!wanted || strcmp(wanted, prefixes[i]) == 0)
            wanted = i == 0 ? "smtp_" : "smtpd_";
        return text_printf(context->scope->arena, "%s%.*s", wanted,
                           TEXT_ARG(text_slice(name, strlen(prefixes[i]), name.n)));
    }
    return TEXT("");
}

static struct fact get_counterpart(const struct context *context)
{
    const struct param *param = facts_param(counterpart(context));
    bool known = param && facts_default(param, context->scope->target->postfix);
    return fact_text(known ? text_from(param->name) : TEXT(""));
}

static struct fact get_counterpart_set(const struct context *context)
{
    struct text name = counterpart(context);
    const struct service *service = subject_service(context);
    bool set =
        name.n && ((service && conf_override(service, name)) || (!service && conf_setting(context->scope->conf, name)));
    return fact_flag(set);
}

/* Whether the program that the override is given to loads the parameter. */
static struct fact get_read_by_daemon(const struct context *context)
{
    const struct param *param = subject_param(context);
    const struct service *service = subject_service(context);
    if (!service || !param || param->readers == 0)
        return fact_unknown();
    unsigned reader = service_reader(service);
    if (reader == READER_OTHER)
        return fact_unknown();
    return fact_flag(param->readers & reader);
}

static struct fact get_undefined(const struct context *context)
{
    if (context->setting->replaced)
        return fact_text(TEXT(""));
    const struct value *value = view_get(context->setting_view, context->setting->name);
    return fact_text(value->undefined);
}

static struct fact get_macro_error(const struct context *context)
{
    if (context->setting->replaced)
        return fact_text(TEXT(""));
    const struct value *value = view_get(context->setting_view, context->setting->name);
    return fact_text(value->error ? value->reason : TEXT(""));
}

/* " #..." inside a value: Postfix has no comments there. */
static struct fact get_inline_comment(const struct context *context)
{
    struct text value = context->setting->value;
    for (size_t i = 0; i < value.n; i++)
        /* #{name} is a placeholder of Ruby. */
        if (value.p[i] == '#' && (i == 0 || text_is_space(value.p[i - 1])) &&
            (i + 1 == value.n || value.p[i + 1] != '{'))
            return fact_text(text_slice(value, i, value.n));
    return fact_text(TEXT(""));
}

/* Straight and typographic quotes. */
static const char *const quotes[] = {
    "\"", "'", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e", "\xe2\x80\x98", "\xe2\x80\x99",
};
enum { N_QUOTES = sizeof(quotes) / sizeof(quotes[0]) };

/* T without a quote at its start, or T itself. */
static struct text without_first_quote(struct text t)
{
    for (size_t i = 0; i < N_QUOTES; i++)
        if (text_starts(t, quotes[i]))
            return text_slice(t, strlen(quotes[i]), t.n);
    return t;
}

static struct text without_last_quote(struct text t)
{
    for (size_t i = 0; i < N_QUOTES; i++)
        if (text_ends(t, quotes[i]))
            return text_slice(t, 0, t.n - strlen(quotes[i]));
    return t;
}

static struct fact get_quoted(const struct context *context)
{
    struct text value = context->setting->value, rest = without_first_quote(value);
    return fact_flag(rest.n < value.n && without_last_quote(rest).n < rest.n);
}

static struct fact get_unquoted(const struct context *context)
{
    return fact_text(without_last_quote(without_first_quote(context->setting->value)));
}

static struct fact get_deprecated(const struct context *context)
{
    return fact_flag(facts_deprecation(subject_name(context), context->scope->target->postfix) != NULL);
}

static struct fact get_replacement(const struct context *context)
{
    const struct deprecation *found = facts_deprecation(subject_name(context), context->scope->target->postfix);
    return fact_word(found ? found->replacement : "");
}

/* A parameter that is a protocol list, read as one. */
static struct tls_protocols value_protocols(const struct context *context, bool *unknown)
{
    struct text name = subject_name(context);
    struct tls_protocols none = {.is_valid = true};
    *unknown = false;
    if (!text_ends(name, "_protocols"))
        return none;
    struct text value = subject_value(context, unknown);
    return *unknown ? none : tls_protocols_parse(value, context->scope->target->postfix);
}

static struct fact get_invalid_token(const struct context *context)
{
    struct fact fact = {0};
    fact.text = value_protocols(context, &fact.unknown).invalid;
    return fact;
}

static struct fact get_lone_bound(const struct context *context)
{
    struct fact fact = {0};
    fact.text = value_protocols(context, &fact.unknown).lone_bound;
    return fact;
}

static struct fact get_joined_bound(const struct context *context)
{
    struct buf out = buf_new(context->scope->arena);
    struct text lone = get_lone_bound(context).text;
    for (size_t i = 0; i < lone.n; i++)
        if (!text_is_space(lone.p[i]) && lone.p[i] != ',')
            buf_char(&out, lone.p[i]);
    return fact_text(buf_done(&out));
}

static struct fact get_too_new_token(const struct context *context)
{
    struct fact fact = {0};
    fact.text = value_protocols(context, &fact.unknown).too_new;
    return fact;
}

/* T in small letters. */
static struct text small(struct arena *arena, struct text t)
{
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < t.n; i++)
        buf_char(&out, t.p[i] >= 'A' && t.p[i] <= 'Z' ? (char)(t.p[i] - 'A' + 'a') : t.p[i]);
    return buf_done(&out);
}

/* The word a list token most likely stands for: one edit away, and no other
 * is as near.  TLSv1.5 could be three. */
static struct fact get_nearest_protocol(const struct context *context)
{
    static const char *const names[] = {"SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
    static const char *const signs[] = {"", "!", ">=", "<="};
    bool unknown;
    struct arena *arena = context->scope->arena;
    struct text token = small(arena, value_protocols(context, &unknown).invalid);
    struct text best = TEXT("");
    size_t n_signs = facts_has("protocol-bounds", context->scope->target->postfix) ? 4 : 2;
    for (size_t i = 0; token.n && i < n_signs * 6; i++) {
        struct text name = text_printf(arena, "%s%s", signs[i / 6], names[i % 6]);
        if (text_distance(token, small(arena, name), 1) > 1)
            continue;
        if (best.n)
            return fact_text(TEXT(""));
        best = name;
    }
    return fact_text(best);
}

static struct fact get_level_word(const struct context *context)
{
    struct fact fact = {0};
    struct text value = subject_value(context, &fact.unknown);
    fact.text = text_from(tls_level_name(tls_level_parse(value, context->scope->target->postfix)));
    return fact;
}

/* smtpd/smtpd.c: with wrapper mode the level is not even looked at. */
static struct fact get_wrapped(const struct context *context)
{
    if (!context->setting->service || service_reader(context->setting->service) != READER_SMTPD)
        return fact_flag(false);
    const struct value *wrapper = view_get(context->setting_view, TEXT("smtpd_tls_wrappermode"));
    return (struct fact){.flag = text_is_nocase(wrapper->text, "yes"), .unknown = wrapper->unknown};
}

static struct fact get_grade(const struct context *context)
{
    static const char *const names[] = {"invalid", "null", "export", "low", "medium", "high"};
    struct fact fact = {0};
    struct text value = subject_value(context, &fact.unknown);
    fact.text = text_from(names[tls_grade_parse(value)]);
    return fact;
}

/* Whether some service uses this very setting as the list in force. */
static struct fact get_live(const struct context *context)
{
    const struct scope *scope = context->scope;
    struct fact fact = {0};
    /* An override is in force in its own service or nowhere. */
    const struct service *own = context->setting->service;
    size_t begin = own ? (size_t)(own - scope->conf->services) : 0;
    size_t end = own ? begin + 1 : scope->conf->n_services;
    for (size_t i = begin; i < end; i++) {
        const struct posture *posture = scope->postures[i];
        if (posture->service->replaced || posture->role == ROLE_OTHER)
            continue;
        fact.unknown = fact.unknown || !posture->level_known;
        struct text list = posture->live ? posture->live->parameter : TEXT("");
        struct text names[] = {list, posture->ciphers_parameter, posture->level_parameter};
        for (size_t k = 0; k < 3; k++)
            if (names[k].n && text_eq(names[k], context->setting->name) &&
                view_get(posture->view, names[k])->setting == context->setting)
                return fact_flag(true);
    }
    return fact;
}

/* Of a note. */

static struct fact get_note(const struct context *context)
{
    static const char *const names[] = {"refused",       "orphan",           "nul", "continued", "override-blanks",
                                        "options-ended", "duplicate-service"};
    const struct note *note = context->note;
    version release = context->scope->target->postfix;
    if (release < note->from || (note->to && release >= note->to))
        return fact_word("");
    return fact_word(names[note->kind]);
}

static struct fact get_detail(const struct context *context)
{
    return fact_text(context->note->detail);
}

#define SETTING_OR_NOTE (SUBJECT_SETTING | SUBJECT_NOTE)

/* Sorted by name. */
static const struct field fields[] = {
    {"auth", FACT_BOOL, SUBJECT_SERVICE, "The server offers SASL authentication.", get_auth},
    {"auth-in-clear", FACT_BOOL, SUBJECT_SERVICE, "The server offers AUTH without TLS.", get_auth_in_clear},
    {"broken-kinds", FACT_TEXT, SUBJECT_SERVICE, "What is broken about broken-suites, in words.", get_broken_kinds},
    {"broken-suites", FACT_WORDS, SUBJECT_SERVICE,
     "Suites that can be negotiated though they are NULL, EXPORT or single DES.", get_broken_suites},
    {"ciphers-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter whose cipher grade is in force.",
     get_ciphers_parameter},
    {"counterpart", FACT_TEXT, SETTING_OR_NOTE,
     "The parameter of the other side, smtpd_x for smtp_x and the reverse, if the release has it; else empty.",
     get_counterpart},
    {"counterpart-set", FACT_BOOL, SETTING_OR_NOTE, "The counterpart is set at the same place.", get_counterpart_set},
    {"daemon", FACT_TEXT, SUBJECT_SERVICE | SETTING_OR_NOTE,
     "The program of the service, e.g. smtpd; empty for main.cf.", get_daemon},
    {"dated-kinds", FACT_TEXT, SUBJECT_SERVICE, "What is dated about dated-suites, in words.", get_dated_kinds},
    {"dated-suites", FACT_WORDS, SUBJECT_SERVICE,
     "Suites that can be negotiated without forward secrecy, without AEAD or without a certificate.", get_dated_suites},
    {"demands", FACT_WORDS, SUBJECT_ANY, "What the profile demands beyond its floors.", get_demands},
    {"deprecated", FACT_BOOL, SETTING_OR_NOTE, "The release warns about this name, or ignores it.", get_deprecated},
    {"detail", FACT_TEXT, SUBJECT_NOTE, "What Postfix says of it.", get_detail},
    {"exposed", FACT_BOOL, SUBJECT_SERVICE,
     "The service can be reached from outside: not on loopback alone and not closed by its own access list.",
     get_exposed},
    {"floor", FACT_TEXT, SUBJECT_ANY, "The lowest protocol version that the profile accepts.", get_floor},
    {"foreign-suites", FACT_WORDS, SUBJECT_SERVICE, "Suites that can be negotiated and are not in the profile's list.",
     get_foreign_suites},
    {"grade", FACT_TEXT, SUBJECT_SETTING, "The value as a cipher grade: high, medium, low, export, null, invalid.",
     get_grade},
    {"has-certificate", FACT_BOOL, SUBJECT_SERVICE, "Some certificate parameter is set.", get_has_certificate},
    {"has-main", FACT_BOOL, SUBJECT_ANY, "There is a main.cf.", get_has_main},
    {"has-master", FACT_BOOL, SUBJECT_ANY, "There is a master.cf.", get_has_master},
    {"inline-comment", FACT_TEXT, SUBJECT_SETTING, "The part of the value that looks like a comment.",
     get_inline_comment},
    {"invalid-token", FACT_TEXT, SUBJECT_SETTING, "In a protocol list, the word that makes the whole list invalid.",
     get_invalid_token},
    {"joined-bound", FACT_TEXT, SUBJECT_SETTING, "The lone bound joined with the word behind it.", get_joined_bound},
    {"known", FACT_BOOL, SETTING_OR_NOTE, "The release has a parameter of this name.", get_known},
    {"known-ever", FACT_BOOL, SETTING_OR_NOTE, "Some release has or had a parameter of this name.", get_known_ever},
    {"level", FACT_TEXT, SUBJECT_SERVICE, "The TLS security level in force; invalid where the daemon refuses it.",
     get_level},
    {"level-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter that decides the level.", get_level_parameter},
    {"level-word", FACT_TEXT, SUBJECT_SETTING, "The value as a security level of the release; invalid if it is none.",
     get_level_word},
    {"listed-protocols", FACT_VERSIONS, SUBJECT_SERVICE, "What the protocol list in force enables by itself.",
     get_listed_protocols},
    {"live", FACT_BOOL, SUBJECT_SETTING, "Some service runs with this very protocol list, cipher grade or level.",
     get_live},
    {"loglevel-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter with the TLS log level of the program.",
     get_loglevel_parameter},
    {"lone-bound", FACT_TEXT, SUBJECT_SETTING, "In a protocol list, a >= or <= that a blank follows.", get_lone_bound},
    {"macro-error", FACT_TEXT, SUBJECT_SETTING, "What is wrong with the $names of the value.", get_macro_error},
    {"mandatory-list", FACT_TEXT, SUBJECT_SERVICE, "The parameter that lists the protocols of mandatory TLS.",
     get_mandatory_list},
    {"name", FACT_TEXT, SETTING_OR_NOTE, "The name of the parameter, or the word that a note is about.", get_name},
    {"nearest", FACT_TEXT, SETTING_OR_NOTE, "The nearest parameter name of the release, at most two edits away.",
     get_nearest},
    {"nearest-protocol", FACT_TEXT, SUBJECT_SETTING, "The protocol name nearest to the invalid token.",
     get_nearest_protocol},
    {"note", FACT_TEXT, SUBJECT_NOTE,
     "What the reader met: refused, orphan, nul, continued, override-blanks, options-ended, duplicate-service.",
     get_note},
    {"number-of-suites", FACT_NUMBER, SUBJECT_SERVICE, "How many suites below TLS 1.3 can be negotiated.",
     get_n_suites},
    {"openssl", FACT_RELEASE, SUBJECT_ANY, "The OpenSSL release of the target.", get_openssl},
    {"opportunistic-list", FACT_TEXT, SUBJECT_SERVICE, "The parameter that lists the protocols of opportunistic TLS.",
     get_opportunistic_list},
    {"place", FACT_TEXT, SUBJECT_SETTING, "main or override.", get_place},
    {"port", FACT_NUMBER, SUBJECT_SERVICE, "The TCP port of an inet service.", get_port},
    {"postfix", FACT_RELEASE, SUBJECT_ANY, "The Postfix release of the target.", get_postfix},
    {"profile", FACT_TEXT, SUBJECT_ANY, "The name of the profile.", get_profile},
    {"protocols", FACT_VERSIONS, SUBJECT_SERVICE,
     "The versions that a peer can really negotiate: enabled, in the library, with a suite left.", get_protocols},
    {"protocols-parameter", FACT_TEXT, SUBJECT_SERVICE, "The parameter whose protocol list is in force.",
     get_protocols_parameter},
    {"quoted", FACT_BOOL, SUBJECT_SETTING, "The value stands in quotes.", get_quoted},
    {"raw-value", FACT_TEXT, SUBJECT_SETTING, "The value as written.", get_raw_value},
    {"read-by-daemon", FACT_BOOL, SETTING_OR_NOTE, "The program of the service reads this parameter.",
     get_read_by_daemon},
    {"referenced", FACT_BOOL, SETTING_OR_NOTE, "Some value uses the name: $name, a restriction class, a table source.",
     get_referenced},
    {"replaced", FACT_BOOL, SUBJECT_SETTING, "A later setting of the same name wins.", get_replaced},
    {"replacement", FACT_TEXT, SETTING_OR_NOTE, "What to use instead of a deprecated name.", get_replacement},
    {"role", FACT_TEXT, SUBJECT_SERVICE,
     "mx, submission, submissions, smtpd, client, lmtp, postscreen, tlsproxy or other.", get_role},
    {"roles", FACT_WORDS, SUBJECT_ANY, "The roles that some service of the configuration has.", get_roles},
    {"server-protocols", FACT_VERSIONS, SUBJECT_ANY,
     "The versions that a peer can negotiate with some server of the configuration.", get_server_protocols},
    {"service", FACT_TEXT, SUBJECT_SERVICE, "The service, as name/type.", get_service},
    {"tls-related", FACT_BOOL, SETTING_OR_NOTE, "The name is one of TLS or SASL parameters, by its spelling.",
     get_is_tls},
    {"tls-roles", FACT_WORDS, SUBJECT_ANY, "The roles of services that offer TLS or try it.", get_tls_roles},
    {"too-new-token", FACT_TEXT, SUBJECT_SETTING, "In a protocol list, a word that only later releases understand.",
     get_too_new_token},
    {"type", FACT_TEXT, SETTING_OR_NOTE, "How the release reads the value: text, yes-or-no, number, time.", get_type},
    {"undefined", FACT_TEXT, SUBJECT_SETTING, "The first $name in the value that nothing defines.", get_undefined},
    {"unquoted", FACT_TEXT, SUBJECT_SETTING, "The value without quotes around it.", get_unquoted},
    {"value", FACT_TEXT, SETTING_OR_NOTE, "The value, with its $names expanded.", get_value},
    {"weak-kinds", FACT_TEXT, SUBJECT_SERVICE, "What is weak about weak-suites, in words.", get_weak_kinds},
    {"weak-mandatory", FACT_VERSIONS, SUBJECT_SERVICE,
     "Versions below the floor that the mandatory list enables, in force or not.", get_weak_mandatory},
    {"weak-openssl", FACT_BOOL, SUBJECT_ANY, "The target's OpenSSL was built with RC4, 3DES and the like.",
     get_weak_openssl},
    {"weak-opportunistic", FACT_VERSIONS, SUBJECT_SERVICE,
     "Versions below the floor that the opportunistic list enables, in force or not.", get_weak_opportunistic},
    {"weak-protocols", FACT_VERSIONS, SUBJECT_SERVICE, "Those of protocols that are below the profile's floor.",
     get_weak_protocols},
    {"weak-suites", FACT_WORDS, SUBJECT_SERVICE,
     "Suites that can be negotiated with RC4, RC2, 3DES, IDEA, SEED or MD5.", get_weak_suites},
    {"winner-differs", FACT_BOOL, SUBJECT_SETTING, "The later setting of the same name has another value.",
     get_winner_differs},
    {"winner-value", FACT_TEXT, SUBJECT_SETTING, "The value of the later setting.", get_winner_value},
    {"winner-weaker", FACT_BOOL, SUBJECT_SETTING,
     "The later setting protects less: a lower level or grade, older protocols, fewer exclusions.", get_winner_weaker},
    {"wrapped", FACT_BOOL, SUBJECT_SETTING,
     "It stands in a service with smtpd_tls_wrappermode, where the level is not read.", get_wrapped},
    {"wrapper", FACT_BOOL, SUBJECT_SERVICE, "smtpd_tls_wrappermode is on: TLS from the first byte.", get_wrapper},
};
enum { N_FIELDS = sizeof(fields) / sizeof(fields[0]) };

const struct field *rule_fields(size_t *n)
{
    *n = N_FIELDS;
    return fields;
}

const struct field *rule_field(struct text name)
{
    size_t low = 0, high = N_FIELDS;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(name, text_from(fields[middle].name));
        if (order == 0)
            return &fields[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static enum subject subject_of(const struct context *context)
{
    return context->posture   ? SUBJECT_SERVICE
           : context->setting ? SUBJECT_SETTING
           : context->note    ? SUBJECT_NOTE
                              : SUBJECT_CONFIGURATION;
}

struct fact field_get(const struct field *field, const struct context *context)
{
    return (field->subjects & subject_of(context)) ? field->get(context) : fact_unknown();
}

struct text field_print(const struct field *field, const struct context *context)
{
    struct arena *arena = context->scope->arena;
    struct fact fact = field_get(field, context);
    if (fact.unknown)
        return fact.text.n ? fact.text : TEXT("unknown");
    switch (field->type) {
    case FACT_BOOL:
        return fact.flag ? TEXT("yes") : TEXT("no");
    case FACT_NUMBER:
        return text_printf(arena, "%ld", fact.number);
    case FACT_VERSIONS:
        return tls_versions_text(arena, fact.versions);
    case FACT_RELEASE:
        return version_text(arena, fact.release);
    default:
        return fact.text;
    }
}
