/* fields_use: what a setting is good for: which services run with it, and what
 * another place makes of it. */
#include "fields.h"
#include "postlint/tls.h"
#include "weaker.h"

const struct posture *context_posture(const struct context *context)
{
    const struct scope *scope = context->scope;
    if (context->posture || !context->setting || !context->setting->service)
        return context->posture;
    return scope->postures[context->setting->service - scope->conf->services];
}

static bool is_run(const struct posture *posture)
{
    return !posture->service->replaced && posture->role != ROLE_OTHER;
}

/* POSTURE's program loads the parameter of the setting at hand, and finds it there. */
static bool runs_with(const struct posture *posture, const struct param *param, const struct setting *setting)
{
    return is_run(posture) && (param->readers & posture->reader) &&
           view_get(posture->view, setting->name)->setting == setting;
}

/* Whether every service that could use this line of main.cf has an override.
 * Programs without TLS of their own, and tlsmgr, read main.cf alone. */
struct fact field_overridden_everywhere(const struct context *context)
{
    const struct scope *scope = context->scope;
    const struct setting *setting = context->setting;
    const struct param *param = facts_param(setting->name);
    size_t n_readers = 0;
    if (setting->service || setting->replaced || !scope->conf->master || !param ||
        (param->readers & (READER_OTHER | READER_TLSMGR)))
        return fact_flag(false);
    if (scope->conf->master->is_template)
        return fact_unknown(); /* there may be more services, or fewer */
    for (size_t i = 0; i < scope->conf->n_services; i++) {
        const struct posture *posture = scope->postures[i];
        if (runs_with(posture, param, setting))
            return fact_flag(false);
        n_readers += is_run(posture) && (param->readers & posture->reader);
    }
    return fact_flag(n_readers > 0);
}

bool setting_is_run_by(const struct posture *posture, const struct setting *setting)
{
    const struct param *param = facts_param(setting->name);
    return param && runs_with(posture, param, setting);
}

/* dane is both mandatory and opportunistic: it depends on the peer. */
static enum truth level_uses(const struct posture *posture, int which)
{
    if (!posture->level_known)
        return TRUTH_UNKNOWN;
    bool is_mandatory = posture->level > LEVEL_MAY;
    bool is_opportunistic = posture->level == LEVEL_MAY || posture->level == LEVEL_DANE;
    return truth_of(which == POSTURE_MANDATORY ? is_mandatory : is_opportunistic);
}

/* A table may say another level for each destination.  Entries that Postfix
 * refuses keep mail back; the older kind of table is not read here. */
static enum truth tables_use(const struct scope *scope, size_t service, int which)
{
    const struct posture *posture = scope->postures[service];
    const struct client_policies *policies = &scope->policies[service];
    const char *old = posture->role == ROLE_LMTP ? "lmtp_tls_per_site" : "smtp_tls_per_site";
    const struct value *per_site = view_get(posture->view, text_from(old));
    bool has_old = per_site->is_known_parameter && (value_is_unclear(per_site) || per_site->text.n);
    enum truth found = has_old ? TRUTH_UNKNOWN : TRUTH_NO;
    for (size_t i = 0; i < policies->n && found != TRUTH_YES; i++) {
        const struct posture_policy *item = &policies->items[i];
        if (item->posture)
            found = truth_or(found, level_uses(item->posture, which));
        else if (item->policy.error.n == 0)
            found = truth_or(found, TRUTH_UNKNOWN);
    }
    return found;
}

/* Whether some peer meets the service with the settings of mandatory TLS, or
 * with those of opportunistic TLS. */
static enum truth uses(const struct scope *scope, size_t service, int which)
{
    enum truth found = level_uses(scope->postures[service], which);
    if (role_is_client(scope->postures[service]->role))
        found = truth_or(found, tables_use(scope, service, which));
    return found;
}

static struct fact used_by_some(const struct context *context, int which)
{
    const struct scope *scope = context->scope;
    const struct setting *setting = context->setting;
    const struct param *param = facts_param(setting->name);
    enum truth used = TRUTH_NO;
    for (size_t i = 0; param && i < scope->conf->n_services && used != TRUTH_YES; i++)
        if (runs_with(scope->postures[i], param, setting))
            used = truth_or(used, uses(scope, i, which));
    return fact_truth(used);
}

struct fact field_mandatory_use(const struct context *context)
{
    return used_by_some(context, POSTURE_MANDATORY);
}

struct fact field_opportunistic_use(const struct context *context)
{
    return used_by_some(context, POSTURE_OPPORTUNISTIC);
}

/* smtpd_tls_ciphers for smtpd_tls_mandatory_ciphers, and the reverse. */
static struct text sibling(const struct context *context)
{
    static const char *const endings[] = {"protocols", "ciphers"};
    struct text name = context->setting->name;
    struct arena *arena = context->scope->arena;
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        struct text mandatory = text_printf(arena, "_tls_mandatory_%s", endings[i]);
        struct text plain = text_printf(arena, "_tls_%s", endings[i]);
        if (text_ends(name, mandatory.p))
            return text_printf(arena, "%.*s%.*s", TEXT_ARG(text_slice(name, 0, name.n - mandatory.n)), TEXT_ARG(plain));
        if (text_ends(name, plain.p))
            return text_printf(arena, "%.*s%.*s", TEXT_ARG(text_slice(name, 0, name.n - plain.n)), TEXT_ARG(mandatory));
    }
    return TEXT("");
}

struct fact field_sibling(const struct context *context)
{
    return fact_text(sibling(context));
}

struct fact field_sibling_set(const struct context *context)
{
    struct text name = sibling(context);
    const struct service *service = context->setting->service;
    return fact_flag(
        name.n && (service ? conf_override(service, name) != NULL : conf_setting(context->scope->conf, name) != NULL));
}

static enum truth is_weaker(struct text name, const struct value *value, const struct value *than, version release)
{
    if (value_is_unclear(value) || value_is_unclear(than))
        return TRUTH_UNKNOWN;
    return value_is_weaker(name, value->text, than->text, release);
}

static enum truth sibling_is_weaker(const struct context *context, struct view *view, struct text name)
{
    return is_weaker(name, view_get(view, name), view_get(view, context->setting->name),
                     context->scope->target->postfix);
}

/* A line of main.cf is held against what the services run with; those that
 * have a sibling of their own do not count. */
struct fact field_sibling_weaker(const struct context *context)
{
    const struct scope *scope = context->scope;
    const struct setting *setting = context->setting;
    const struct param *param = facts_param(setting->name);
    struct text name = sibling(context);
    enum truth found = TRUTH_NO;
    if (name.n == 0 || setting->replaced || !param)
        return fact_unknown();
    if (setting->service)
        return fact_truth(sibling_is_weaker(context, context->setting_view, name));
    for (size_t i = 0; i < scope->conf->n_services && found != TRUTH_YES; i++) {
        const struct posture *posture = scope->postures[i];
        if (runs_with(posture, param, setting) && view_get(posture->view, name)->origin != ORIGIN_OVERRIDE)
            found = truth_or(found, sibling_is_weaker(context, posture->view, name));
    }
    return fact_truth(found);
}

/* Whether POSTURE uses its value of NAME at all. */
static enum truth is_in_force(const struct posture *posture, struct text name)
{
    bool is_mandatory = posture->live == &posture->lists[POSTURE_MANDATORY];
    if (text_ends(name, "_security_level") || text_ends(name, "_use_tls") || text_ends(name, "_enforce_tls"))
        return posture->level_known ? truth_of(text_eq(posture->level_parameter, name)) : TRUTH_UNKNOWN;
    if (text_ends(name, "_sasl_security_options") || text_ends(name, "_sasl_tls_security_options"))
        return posture->reader == READER_SMTPD ? posture->auth_enabled : TRUTH_YES;
    if (!posture->level_known)
        return TRUTH_UNKNOWN;
    if (text_ends(name, "_tls_auth_only"))
        return truth_of(posture->level != LEVEL_ENCRYPT); /* which implies it */
    if (text_ends(name, "_protocols"))
        return truth_of(posture->live && text_eq(posture->live->parameter, name));
    if (text_ends(name, "_exclude_ciphers"))
        return truth_of(posture->live && (is_mandatory || !text_ends(name, "_mandatory_exclude_ciphers")));
    return truth_of(text_eq(posture->ciphers_parameter, name));
}

/* The level that main.cf gives by NAME or, where that is empty, by the older
 * switches: a value to compare an override with. */
static struct text level_of_main(const struct context *context, struct text name, bool *is_written)
{
    struct text prefix = text_slice(name, 0, name.n - (sizeof("_tls_security_level") - 1));
    const struct value *level = view_get(context->scope->main, name);
    *is_written = level->setting != NULL;
    if (value_is_unclear(level) || level->text.n)
        return value_is_unclear(level) ? TEXT("") : level->text;
    struct arena *arena = context->scope->arena;
    const struct value *enforce =
        view_get(context->scope->main, text_printf(arena, "%.*s_enforce_tls", TEXT_ARG(prefix)));
    const struct value *use = view_get(context->scope->main, text_printf(arena, "%.*s_use_tls", TEXT_ARG(prefix)));
    *is_written = enforce->setting || use->setting;
    if (value_bool(enforce) == TRUTH_YES)
        return TEXT("encrypt");
    return value_bool(use) == TRUTH_YES ? TEXT("may") : TEXT("none");
}

struct fact field_weakens_main(const struct context *context)
{
    const struct setting *setting = context->setting;
    const struct posture *posture = context_posture(context);
    const struct param *param = facts_param(setting->name);
    if (!setting->service || setting->replaced || !param || !is_run(posture) || !(param->readers & posture->reader))
        return fact_flag(false);
    version release = context->scope->target->postfix;
    const struct value *own = view_get(posture->view, setting->name);
    if (value_is_unclear(own))
        return fact_unknown();
    enum truth in_force = is_in_force(posture, setting->name);
    if (text_ends(setting->name, "_tls_security_level")) {
        bool is_written;
        struct text main = level_of_main(context, setting->name, &is_written);
        struct text level = own->text.n ? own->text : TEXT("none");
        return fact_truth(
            truth_and(in_force, is_written ? value_is_weaker(setting->name, level, main, release) : TRUTH_NO));
    }
    const struct value *main = view_get(context->scope->main, setting->name);
    if (!main->setting)
        return fact_flag(false);
    return fact_truth(truth_and(in_force, is_weaker(setting->name, own, main, release)));
}

struct fact field_main_value(const struct context *context)
{
    const struct value *main = view_get(context->scope->main, context->setting->name);
    return fact_value(main);
}
