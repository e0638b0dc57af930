/* lookup: values of names, and their expansion.
 * Postfix: postconf/postconf_lookup.c, postconf_builtin.c. */
#include "internal.h"

static const struct param *builtin(const struct work *work, struct text name)
{
    const struct param *param = facts_param(name);
    return param && facts_default(param, work->release) ? param : NULL;
}

bool lookup_is_builtin_or_service(const struct work *work, struct text name)
{
    return builtin(work, name) || dict_get(work->service_params, name, NULL);
}

bool lookup_is_known(const struct work *work, struct text name)
{
    return lookup_is_builtin_or_service(work, name) || facts_is_legacy(name, work->release) ||
           dict_get(work->user, name, NULL);
}

bool lookup_is_raw(const struct work *work, struct text name)
{
    const struct param *param = builtin(work, name);
    return param && facts_type(param, work->release) == PARAM_RAW;
}

bool lookup_is_readonly(const struct work *work, struct text name)
{
    const struct param *param = builtin(work, name);
    return param && (param->flags & PARAM_READONLY) && facts_has("readonly-names", work->release);
}

/* $process_name is the name that postconf was started under.  Releases before
 * 3.3 have no name of the service in its place (pcf_parse_master_entry), so
 * it shows in listings of master.cf; programs of several releases beside each
 * other are called postconf-X.Y, as in the vectors. */
static struct text program_name(const struct work *work)
{
    if (facts_has("readonly-names", work->release))
        return TEXT("postconf");
    struct text series = version_text(work->arena, VERSION_SERIES(work->release) | VERSION_ANY_PATCH);
    return text_printf(work->arena, "postconf-%.*s", TEXT_ARG(series));
}

/* Defaults that a function of postconf makes from the machine. */
static bool machine_default(const struct work *work, struct text name, struct text *value)
{
    struct text host = work->postconf->hostname;
    size_t dot = text_find(host, '.');
    *value = TEXT("");
    if (text_is(name, "myhostname")) {
        struct text domain;
        if (dot == host.n && dict_get(work->main, TEXT("mydomain"), &domain))
            host = text_printf(work->arena, "%.*s.%.*s", TEXT_ARG(host), TEXT_ARG(domain));
        else if (dot == host.n)
            host = text_printf(work->arena, "%.*s.localdomain", TEXT_ARG(host));
        *value = host;
        return true;
    }
    if (text_is(name, "mydomain")) {
        struct text set;
        if (dict_get(work->main, TEXT("myhostname"), &set))
            host = set;
        dot = text_find(host, '.');
        *value = dot < host.n ? text_slice(host, dot + 1, host.n) : TEXT("localdomain");
        return true;
    }
    if (text_is(name, "mail_version"))
        *value = version_text(work->arena, work->release);
    else if (text_is(name, "process_name"))
        *value = program_name(work);
    return true;
}

bool lookup_default(const struct work *work, struct text name, struct text *value)
{
    const struct param *param = builtin(work, name);
    if (param && (param->flags & PARAM_MACHINE))
        return machine_default(work, name, value);
    if (param) {
        *value = text_from(facts_default(param, work->release));
        return true;
    }
    if (dict_get(work->service_params, name, value))
        return true;
    *value = TEXT("");
    return lookup_is_known(work, name);
}

/* For whom a name is looked up. */
struct scope {
    const struct work *work;
    const struct master *master;
};

/* postconf_master.c:pcf_parse_master_entry, from 3.3 on. */
static bool entry_name(const struct scope *scope, struct text name, struct text *value)
{
    if (!scope->master || !facts_has("readonly-names", scope->work->release))
        return false;
    struct text command = scope->master->words[7];
    size_t slash = command.n;
    while (slash > 0 && command.p[slash - 1] != '/')
        slash--;
    if (text_is(name, "process_name")) {
        *value = text_slice(command, slash, command.n);
        return true;
    }
    if (!text_is(name, "service_name"))
        return false;
    *value = scope->master->words[0];
    return true;
}

static enum lookup look_up(void *context, struct text name, bool use, struct text *value)
{
    const struct scope *scope = context;
    const struct work *work = scope->work;
    (void)use;
    if (entry_name(scope, name, value) ||
        (scope->master && scope->master->params && dict_get(scope->master->params, name, value)) ||
        dict_get(work->main, name, value) || lookup_default(work, name, value))
        return LOOKUP_FOUND;
    return LOOKUP_UNDEFINED;
}

static bool is_literal(void *context, struct text name)
{
    const struct scope *scope = context;
    return lookup_is_raw(scope->work, name);
}

bool lookup_expand(struct work *work, const struct master *master, struct text value, struct text *result)
{
    struct scope scope = {work, master};
    struct expand expand = {.arena = work->arena, .release = work->release, .lookup = look_up, .context = &scope};
    if (facts_has("raw-is-literal", work->release))
        expand.is_literal = is_literal;
    struct buf out = buf_new(work->arena);
    *result = TEXT("");
    if (expand_text(&expand, value, &out) & EXPAND_ERROR)
        return postconf_fail(work, NULL,
                             text_printf(work->arena, "macro processing error: %.*s", TEXT_ARG(expand.error)));
    *result = buf_done(&out);
    return true;
}
