/* startup: see startup.h.  Postfix: global/mail_conf_bool.c, mail_conf_int.c,
 * mail_conf_long.c, mail_conf_time.c, mail_conf_str.c. */
#include "startup.h"

static bool is_number(struct text t)
{
    if (t.n && (t.p[0] == '-' || t.p[0] == '+'))
        t = text_slice(t, 1, t.n);
    for (size_t i = 0; i < t.n; i++)
        if (!text_is_digit(t.p[i]))
            return false;
    return t.n > 0;
}

/* Digits and at most one letter for the unit. */
static bool is_time(struct text t)
{
    const struct text units = TEXT("smhdwSMHDW");
    if (t.n && text_find(units, t.p[t.n - 1]) < units.n)
        t = text_slice(t, 0, t.n - 1);
    return is_number(t);
}

static bool is_refused(const struct param *param, const struct value *value, version release)
{
    if (value->unknown || !value->is_known_parameter)
        return false;
    if (value->error)
        return true;
    switch (facts_type(param, release)) {
    case PARAM_BOOL:
    case PARAM_NBOOL:
        return !text_is_nocase(value->text, "yes") && !text_is_nocase(value->text, "no");
    case PARAM_INT:
    case PARAM_NINT:
    case PARAM_LONG:
        return !is_number(value->text);
    case PARAM_TIME:
        return !is_time(value->text);
    default:
        return false;
    }
}

/* Global TLS parameters are loaded with the TLS engine. */
static bool is_loaded(const struct param *param, const struct posture *posture, enum truth has_tls)
{
    return (param->readers & posture->reader) && (has_tls == TRUTH_YES || !text_starts(text_from(param->name), "tls_"));
}

static bool is_fatal(const struct posture *posture, struct text name, enum truth has_tls)
{
    const struct param *param = facts_param(name);
    version release = view_target(posture->view)->postfix;
    return param && is_loaded(param, posture, has_tls) && is_refused(param, view_get(posture->view, name), release);
}

static bool is_empty(const struct posture *posture, const struct nonempty *row, enum truth has_tls)
{
    const struct param *param = facts_param(text_from(row->name));
    const struct value *value = view_get(posture->view, text_from(row->name));
    bool refuses = !*row->unless || !facts_has(row->unless, view_target(posture->view)->postfix);
    return refuses && param && (param->readers & posture->reader) && (has_tls == TRUTH_YES || !row->with_engine) &&
           value->is_known_parameter && !value->unknown && !value->error && value->text.n == 0;
}

struct text startup_fatal(const struct posture *posture, enum truth has_tls)
{
    const struct conf *conf = view_conf(posture->view);
    const struct service *service = posture->service;
    for (size_t i = 0; service && i < service->n_overrides; i++)
        if (is_fatal(posture, service->overrides[i].name, has_tls))
            return service->overrides[i].name;
    for (size_t i = 0; i < conf->n_settings; i++)
        if (is_fatal(posture, conf->settings[i].name, has_tls))
            return conf->settings[i].name;
    size_t n;
    const struct nonempty *rows = facts_nonempty(&n);
    for (size_t i = 0; i < n; i++)
        if (is_empty(posture, &rows[i], has_tls))
            return text_from(rows[i].name);
    return TEXT("");
}
