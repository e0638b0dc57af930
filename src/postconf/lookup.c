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
    if (text_is(name, "service_name") && facts_has("service-name-settable", work->release))
        return false;
    return param && (param->flags & PARAM_READONLY);
}

/* A row of the table for X.Y.0 stands for the whole series. */
static struct text mail_version(const struct work *work, const struct param *param)
{
    if (VERSION_PATCH(work->release) > 0)
        return version_text(work->arena, work->release);
    return text_from(facts_default(param, work->release));
}

bool lookup_default(const struct work *work, struct text name, struct text *value)
{
    const struct param *param = builtin(work, name);
    if (param) {
        *value = param->flags & PARAM_MACHINE    ? machine_default(work, name)
                 : text_is(name, "mail_version") ? mail_version(work, param)
                                                 : text_from(facts_default(param, work->release));
        return true;
    }
    if (dict_get(work->service_params, name, value))
        return true;
    *value = TEXT("");
    return lookup_is_known(work, name);
}

static enum lookup look_in_dict(void *context, struct text name, bool use, struct text *value)
{
    (void)use;
    return dict_get(context, name, value) ? LOOKUP_FOUND : LOOKUP_UNDEFINED;
}

/* For whom a name is looked up. */
struct scope {
    const struct work *work;
    const struct master *master;
    bool set_only; /* defaults do not count */
};

/* postconf_master.c:pcf_parse_master_entry, from 3.3 on. */
static bool entry_name(const struct scope *scope, struct text name, struct text *value)
{
    if (!scope->master || !facts_has("entry-names", scope->work->release))
        return false;
    if (text_is(name, "process_name")) {
        *value = scope->master->process_name;
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
        dict_get(work->main, name, value) || (!scope->set_only && lookup_default(work, name, value)))
        return LOOKUP_FOUND;
    return LOOKUP_UNDEFINED;
}

static bool is_literal(void *context, struct text name)
{
    const struct scope *scope = context;
    return lookup_is_raw(scope->work, name);
}

/* Expands VALUE with what EXPAND says; postconf dies of a macro error. */
static bool expand_with(struct work *work, struct expand expand, struct text value, struct text *result)
{
    struct buf out = buf_new(work->arena);
    *result = TEXT("");
    expand.arena = work->arena;
    expand.release = work->release;
    if (expand_text(&expand, value, &out) & EXPAND_ERROR)
        return postconf_fail(work, NULL,
                             text_printf(work->arena, "macro processing error: %.*s", TEXT_ARG(expand.error)));
    *result = buf_done(&out);
    return true;
}

bool lookup_expand(struct work *work, const struct master *master, struct text value, struct text *result)
{
    struct scope scope = {.work = work, .master = master};
    struct expand expand = {.lookup = look_up, .context = &scope};
    if (facts_has("raw-is-literal", work->release))
        expand.is_literal = is_literal;
    return expand_with(work, expand, value, result);
}

bool lookup_dict_eval(struct work *work, struct dict *dict, struct text value, struct text *result)
{
    return expand_with(work, (struct expand){.lookup = look_in_dict, .context = dict}, value, result);
}

struct text lookup_expand_set(struct work *work, const struct master *master, struct text value)
{
    struct scope scope = {.work = work, .master = master, .set_only = true};
    struct expand expand = {.arena = work->arena, .release = work->release, .lookup = look_up, .context = &scope};
    struct buf out = buf_new(work->arena);
    expand_text(&expand, value, &out);
    return buf_done(&out);
}
