/* user: which names of main.cf that are no parameters count as used.
 * Postfix: postconf/postconf_user.c, postconf_dbms.c, postconf_service.c. */
#include <string.h>

#include "internal.h"

struct scan {
    struct work *work;
    const struct master *master; /* NULL: main.cf */
};

/* A name that a value refers to is valid if main.cf sets it, unless the
 * service that refers to it sets it itself. */
static void flag(const struct scan *scan, struct text name)
{
    struct work *work = scan->work;
    if (scan->master && scan->master->params && dict_get(scan->master->params, name, NULL))
        return;
    if (dict_get(work->main, name, NULL) && !lookup_is_known(work, name))
        dict_put(work->user, name, TEXT(""));
}

static enum lookup flag_name(void *context, struct text name, bool use, struct text *value)
{
    (void)use;
    (void)value;
    flag(context, name);
    return LOOKUP_UNDEFINED;
}

static void scan_value(struct scan *scan, struct text value)
{
    struct expand expand = {
        .arena = scan->work->arena, .release = scan->work->release, .lookup = flag_name, .context = scan, .scan = true};
    if (text_find(value, '$') < value.n)
        expand_text(&expand, value, NULL);
}

static struct text inside_braces(struct text t)
{
    size_t level = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '{')
            level++;
        else if (t.p[i] == '}' && --level == 0)
            return text_slice(t, 1, i);
    }
    return text_slice(t, 1, t.n);
}

static void flag_source(const struct scan *scan, struct text type, struct text source)
{
    size_t n;
    const struct table_suffix *suffixes = facts_table_suffixes(&n);
    version release = scan->work->release;
    for (size_t i = 0; i < n; i++) {
        if (!text_is(type, suffixes[i].type) || release < suffixes[i].listed ||
            (suffixes[i].to && release >= suffixes[i].to))
            continue;
        flag(scan, text_printf(scan->work->arena, "%.*s_%s", TEXT_ARG(source), suffixes[i].suffix));
    }
}

enum { NESTING_MAX = 100 }; /* braces within braces; deeper ones name no table */

/* Types that pass a request on to the table behind them. */
static bool is_adapter(struct text type, version release)
{
    return text_is(type, "proxy") || (text_is(type, "debug") && facts_has("named-tables-debug", release));
}

static void flag_sources(const struct scan *scan, struct text value, bool in_braces, int depth);

/* One word of a value: type:source, also behind proxy: and in braces, as long
 * as IN_BRACES says so: those of regexp: and pcre: hold patterns. */
static void flag_word(const struct scan *scan, struct text word, bool in_braces, int depth)
{
    version release = scan->work->release;
    if (word.p[0] == '{' && facts_has("named-tables-in-braces", release)) {
        if (in_braces)
            flag_sources(scan, inside_braces(word), in_braces, depth + 1);
        return;
    }
    size_t colon = text_find(word, ':');
    while (colon < word.n && is_adapter(text_slice(word, 0, colon), release)) {
        word = text_slice(word, colon + 1, word.n);
        colon = text_find(word, ':');
    }
    struct text type = text_slice(word, 0, colon), source = text_slice(word, colon + 1, word.n);
    if (colon == word.n || (source.n && (source.p[0] == '/' || source.p[0] == '.')))
        return;
    if (source.n == 0 || source.p[0] != '{' || !facts_has("ternary", release)) {
        flag_source(scan, type, source);
        return;
    }
    bool patterns = text_is(type, "regexp") || text_is(type, "pcre");
    if (patterns && facts_has("named-tables-skip-patterns", release))
        in_braces = false;
    flag_sources(scan, inside_braces(source), in_braces, depth + 1);
}

static void flag_sources(const struct scan *scan, struct text value, bool in_braces, int depth)
{
    struct text word;
    version release = scan->work->release;
    bool braces = facts_has("ternary", release), comments = facts_has("named-tables-end-at-comment", release);
    if (depth > NESTING_MAX)
        return;
    while (braces ? text_token_braced(&value, &word) : text_token(&value, TEXT_COMMA_SP, &word)) {
        if (comments && word.p[0] == '#')
            return;
        flag_word(scan, word, in_braces, depth);
    }
}

static bool flag_classes(struct scan *scan, struct dict *dict)
{
    struct work *work = scan->work;
    struct text value, token;
    if (!dict_get(dict, TEXT("smtpd_restriction_classes"), &value))
        return true;
    if (!lookup_dict_eval(work, dict, value, &value))
        return false;
    while (text_token(&value, TEXT_COMMA_SP, &token))
        flag(scan, token);
    return true;
}

/* Names of parameters that belong to the tables that a value names. */
static bool flag_tables(struct scan *scan, const struct pair *pair)
{
    struct work *work = scan->work;
    struct text expanded;
    bool any = !facts_has("named-tables-by-parameters", work->release);
    if (!any && !lookup_is_builtin_or_service(work, pair->name))
        return true;
    if (!facts_has("named-tables-fatal", work->release))
        expanded = lookup_expand_set(work, scan->master, pair->value);
    else if (!lookup_expand(work, scan->master, pair->value, &expanded))
        return false;
    flag_sources(scan, expanded, true, 0);
    return true;
}

static bool scan_dict(struct scan *scan, struct dict *dict)
{
    struct work *work = scan->work;
    size_t n;
    if (!flag_classes(scan, dict))
        return false;
    const struct pair *pairs = dict_pairs(dict, &n);
    for (size_t i = 0; i < n; i++) {
        if (pairs[i].deleted)
            continue;
        if (lookup_is_readonly(work, pairs[i].name)) {
            dict_delete(dict, pairs[i].name);
            continue;
        }
        if (lookup_is_raw(work, pairs[i].name))
            continue;
        scan_value(scan, pairs[i].value);
        if (!flag_tables(scan, &pairs[i]))
            return false;
    }
    return true;
}

/* Defaults that are not overridden: some name an obsolete parameter. */
static void scan_defaults(struct scan *scan)
{
    size_t n;
    const struct param *params = facts_params(&n);
    for (size_t i = 0; i < n; i++) {
        struct text name = text_from(params[i].name);
        const char *value = facts_default(&params[i], scan->work->release);
        if (value && strchr(value, '$') && !(params[i].flags & PARAM_MACHINE) && !lookup_is_raw(scan->work, name) &&
            !dict_get(scan->work->main, name, NULL))
            scan_value(scan, text_from(value));
    }
}

static void register_service(struct work *work, struct text service, const struct service_param *param)
{
    dict_put(work->service_params, text_printf(work->arena, "%.*s%s", TEXT_ARG(service), param->suffix),
             text_printf(work->arena, "$%s", param->parent));
}

/* Up to 2.8 postconf does not read master.cf: postconf/auto.awk. */
static void register_stock_services(struct work *work)
{
    size_t n;
    const struct service_param *params = facts_service_params(&n);
    for (size_t i = 0; i < n; i++) {
        struct text rest = text_from(params[i].stock), service;
        while (text_token(&rest, ",", &service))
            register_service(work, service, &params[i]);
    }
}

static void register_services(struct work *work)
{
    size_t n;
    const struct service_param *params = facts_service_params(&n);
    for (size_t i = 0; i < work->n_masters; i++) {
        const struct master *master = &work->masters[i];
        for (size_t k = 0; k < n; k++) {
            if (!text_is(master->words[7], params[k].program) || work->release < params[k].from ||
                (params[k].to && work->release >= params[k].to))
                continue;
            register_service(work, master->words[0], &params[k]);
        }
    }
}

bool user_register(struct work *work)
{
    if (facts_has("postconf-service-names", work->release))
        register_services(work);
    else
        register_stock_services(work);
    if (!facts_has("postconf-user-names", work->release))
        return true;
    /* Entries of one name space share a table; the first of them scans it. */
    struct dict *seen = dict_new(work->arena);
    for (size_t i = 0; i < work->n_masters; i++) {
        struct master *master = &work->masters[i];
        struct scan scan = {work, master};
        if (!master->params || dict_get(seen, master->name_space, NULL))
            continue;
        dict_put(seen, master->name_space, TEXT(""));
        if (!scan_dict(&scan, master->params))
            return false;
    }
    struct scan scan = {work, NULL};
    scan_defaults(&scan);
    return scan_dict(&scan, work->main);
}
