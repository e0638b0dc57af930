/* parameters: see parameters.h. */
#include "parameters.h"

#include <stdlib.h>

struct names {
    struct arena *arena;
    struct text *items;
    size_t n, capacity;
};

static void add(struct names *names, struct text name)
{
    names->items = arena_grow(names->arena, names->items, names->n, &names->capacity, sizeof(struct text));
    names->items[names->n++] = name;
}

static int by_name(const void *left, const void *right)
{
    return text_compare(*(const struct text *)left, *(const struct text *)right);
}

static bool is_listed(const struct param *param, const struct posture *posture)
{
    struct text name = text_from(param->name);
    return param->readers & posture->reader && (text_contains(name, "tls") || text_contains(name, "sasl")) &&
           facts_default(param, view_target(posture->view)->postfix);
}

const struct text *parameters_list(struct arena *arena, const struct posture *posture, size_t *n)
{
    struct names names = {.arena = arena};
    const struct conf *conf = view_conf(posture->view);
    size_t n_params;
    const struct param *params = facts_params(&n_params);
    for (size_t i = 0; i < n_params; i++)
        if (is_listed(&params[i], posture))
            add(&names, text_from(params[i].name));
    for (size_t i = 0; i < conf->n_settings; i++)
        if (!conf->settings[i].replaced)
            add(&names, conf->settings[i].name);
    for (size_t i = 0; i < posture->service->n_overrides; i++)
        add(&names, posture->service->overrides[i].name);
    if (names.n)
        qsort(names.items, names.n, sizeof(struct text), by_name);
    size_t kept = 0;
    for (size_t i = 0; i < names.n; i++)
        if (kept == 0 || !text_eq(names.items[kept - 1], names.items[i]))
            names.items[kept++] = names.items[i];
    *n = kept;
    return names.items;
}
