/* fields_setting: what can be asked of a setting, and of what the reader noted. */
#include "fields.h"
#include "weaker.h"

#include <string.h>

static const struct service *subject_service(const struct context *context)
{
    if (context->posture)
        return context->posture->service;
    if (context->setting)
        return context->setting->service;
    return context->note ? context->note->service : NULL;
}

struct fact field_daemon(const struct context *context)
{
    const struct service *service = subject_service(context);
    return fact_text(service ? service->field[SERVICE_COMMAND] : TEXT(""));
}

static struct text subject_name(const struct context *context)
{
    return context->setting ? context->setting->name : context->note ? context->note->name : TEXT("");
}

struct fact field_name(const struct context *context)
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
    *unknown = value_is_unclear(value);
    return *unknown ? setting->value : value->text;
}

struct fact field_value(const struct context *context)
{
    struct fact fact = {0};
    fact.text = subject_value(context, &fact.unknown);
    return fact;
}

struct fact field_raw_value(const struct context *context)
{
    return fact_text(context->setting->value);
}

struct fact field_place(const struct context *context)
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

struct fact field_known(const struct context *context)
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

struct fact field_known_ever(const struct context *context)
{
    return fact_flag(subject_param(context) != NULL || is_of_a_service(subject_name(context)) ||
                     facts_deprecation(subject_name(context), VERSION(99, 0, 0)) ||
                     known_in(context, context->scope->target->postfix));
}

struct fact field_referenced(const struct context *context)
{
    return fact_flag(names_has(context->scope->referenced, subject_name(context)));
}

struct fact field_replaced(const struct context *context)
{
    return fact_flag(context->setting->replaced);
}

struct fact field_winner_differs(const struct context *context)
{
    const struct setting *setting = context->setting;
    return fact_flag(setting->winner && !text_eq(setting->value, setting->winner->value));
}

struct fact field_winner_value(const struct context *context)
{
    const struct setting *setting = context->setting;
    return fact_text(setting->winner ? setting->winner->value : TEXT(""));
}

struct fact field_winner_weaker(const struct context *context)
{
    const struct setting *setting = context->setting;
    if (!setting->winner)
        return fact_flag(false);
    return fact_truth(
        value_is_weaker(setting->name, setting->winner->value, setting->value, context->scope->target->postfix));
}

/* Further away than this a name is no typing mistake; short names are near
 * to anything. */
struct fact field_nearest(const struct context *context)
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

struct fact field_is_tls(const struct context *context)
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

struct fact field_type(const struct context *context)
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

struct fact field_counterpart(const struct context *context)
{
    const struct param *param = facts_param(counterpart(context));
    bool known = param && facts_default(param, context->scope->target->postfix);
    return fact_text(known ? text_from(param->name) : TEXT(""));
}

struct fact field_counterpart_set(const struct context *context)
{
    struct text name = counterpart(context);
    const struct service *service = subject_service(context);
    bool set =
        name.n && ((service && conf_override(service, name)) || (!service && conf_setting(context->scope->conf, name)));
    return fact_flag(set);
}

/* Whether the program that the override is given to loads the parameter. */
struct fact field_read_by_daemon(const struct context *context)
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

struct fact field_undefined(const struct context *context)
{
    if (context->setting->replaced)
        return fact_text(TEXT(""));
    const struct value *value = view_get(context->setting_view, context->setting->name);
    return fact_text(value->undefined);
}

struct fact field_macro_error(const struct context *context)
{
    if (context->setting->replaced)
        return fact_text(TEXT(""));
    const struct value *value = view_get(context->setting_view, context->setting->name);
    return fact_text(value->error ? value->reason : TEXT(""));
}

/* " #..." inside a value: Postfix has no comments there. */
struct fact field_inline_comment(const struct context *context)
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

struct fact field_quoted(const struct context *context)
{
    struct text value = context->setting->value, rest = without_first_quote(value);
    return fact_flag(rest.n < value.n && without_last_quote(rest).n < rest.n);
}

struct fact field_unquoted(const struct context *context)
{
    return fact_text(without_last_quote(without_first_quote(context->setting->value)));
}

struct fact field_deprecated(const struct context *context)
{
    return fact_flag(facts_deprecation(subject_name(context), context->scope->target->postfix) != NULL);
}

struct fact field_replacement(const struct context *context)
{
    const struct deprecation *found = facts_deprecation(subject_name(context), context->scope->target->postfix);
    return fact_word(found ? found->replacement : "");
}

struct fact field_is_default(const struct context *context)
{
    const struct target *target = context->scope->target;
    const struct param *param = subject_param(context);
    struct fact fact = field_value(context);
    const char *value = param ? facts_default_built(param, target->postfix, target->openssl) : NULL;
    fact.flag = value && text_is(fact.text, value);
    return fact;
}

/* Those of the TLS engine count once it is set up. */
struct fact field_refused_empty(const struct context *context)
{
    size_t n;
    const struct nonempty *rows = facts_nonempty(&n);
    struct fact fact = field_value(context);
    for (size_t i = 0; i < n && !fact.unknown; i++)
        if (text_is(context->setting->name, rows[i].name) && fact.text.n == 0 &&
            (!*rows[i].unless || !facts_has(rows[i].unless, context->scope->target->postfix)))
            fact.flag = !rows[i].with_engine || context->scope->tls_roles.n > 0;
    return fact;
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

struct fact field_invalid_token(const struct context *context)
{
    struct fact fact = {0};
    fact.text = value_protocols(context, &fact.unknown).invalid;
    return fact;
}

struct fact field_lone_bound(const struct context *context)
{
    struct fact fact = {0};
    fact.text = value_protocols(context, &fact.unknown).lone_bound;
    return fact;
}

struct fact field_joined_bound(const struct context *context)
{
    struct buf out = buf_new(context->scope->arena);
    struct text lone = field_lone_bound(context).text;
    for (size_t i = 0; i < lone.n; i++)
        if (!text_is_space(lone.p[i]) && lone.p[i] != ',')
            buf_char(&out, lone.p[i]);
    return fact_text(buf_done(&out));
}

struct fact field_too_new_token(const struct context *context)
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
struct fact field_nearest_protocol(const struct context *context)
{
    static const char *const names[] = {"SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
    static const char *const signs[] = {"", "!", ">=", "<="};
    bool unknown;
    struct arena *arena = context->scope->arena;
    struct text token = small(arena, value_protocols(context, &unknown).invalid);
    struct text best = TEXT("");
    size_t n_signs = facts_has("protocol-bounds", context->scope->target->postfix) ? 4 : 2;
    for (size_t i = 0; token.n && i < n_signs * 6; i++) {
        struct text name = text_join(arena, text_from(signs[i / 6]), text_from(names[i % 6]));
        if (text_distance(token, small(arena, name), 1) > 1)
            continue;
        if (best.n)
            return fact_text(TEXT(""));
        best = name;
    }
    return fact_text(best);
}

struct fact field_level_word(const struct context *context)
{
    struct fact fact = {0};
    struct text value = subject_value(context, &fact.unknown);
    fact.text = text_from(tls_level_name(tls_level_parse(value, context->scope->target->postfix)));
    return fact;
}

/* smtpd/smtpd.c: with wrapper mode the level is not even looked at. */
struct fact field_wrapped(const struct context *context)
{
    if (!context->setting->service || service_reader(context->setting->service) != READER_SMTPD)
        return fact_flag(false);
    const struct value *wrapper = view_get(context->setting_view, TEXT("smtpd_tls_wrappermode"));
    return (struct fact){.flag = text_is_nocase(wrapper->text, "yes"), .unknown = wrapper->unknown};
}

struct fact field_grade(const struct context *context)
{
    struct fact fact = {0};
    struct text value = subject_value(context, &fact.unknown);
    fact.text = text_from(tls_grade_name(tls_grade_parse(value)));
    return fact;
}

static bool is_in_force(const struct context *context, const struct posture *posture)
{
    struct text list = posture->live ? posture->live->parameter : TEXT(""), name = context->setting->name;
    struct text names[] = {list, posture->ciphers_parameter, posture->level_parameter};
    bool found = posture_uses_ciphers(context->scope->arena, posture, name);
    for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
        found = found || (names[k].n && text_eq(names[k], name));
    return found && view_get(posture->view, name)->setting == context->setting;
}

/* Whether some service uses this very setting as the list in force. */
struct fact field_live(const struct context *context)
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
        if (is_in_force(context, posture))
            return fact_flag(true);
    }
    return fact;
}

/* Of a note. */

struct fact field_note(const struct context *context)
{
    static const char *const names[] = {"refused",       "orphan",           "nul", "continued", "override-blanks",
                                        "options-ended", "duplicate-service"};
    const struct note *note = context->note;
    version release = context->scope->target->postfix;
    if (release < note->from || (note->to && release >= note->to))
        return fact_word("");
    return fact_word(names[note->kind]);
}

struct fact field_detail(const struct context *context)
{
    return fact_text(context->note->detail);
}
