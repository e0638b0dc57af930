/* names: which names the values of a configuration refer to.
 *
 * A `name = value` that no program reads is still used where a value says
 * $name, where smtpd_restriction_classes lists it, or where it belongs to a
 * table source (`ldap:source` and source_server_host).  Postfix:
 * postconf/postconf_user.c, postconf_dbms.c. */
#include "context.h"
#include "postlint/expand.h"

struct names {
    struct arena *arena;
    struct text *slots;
    size_t size, n;
};

struct names *names_new(struct arena *arena)
{
    struct names *names = arena_alloc(arena, sizeof(*names));
    names->arena = arena;
    names->size = 64;
    names->slots = arena_array(arena, names->size, sizeof(*names->slots));
    return names;
}

static struct text *slot_of(const struct names *names, struct text name)
{
    size_t mask = names->size - 1, slot = text_hash(name) & mask;
    while (names->slots[slot].p && !text_eq(names->slots[slot], name))
        slot = (slot + 1) & mask;
    return &names->slots[slot];
}

bool names_has(const struct names *names, struct text name)
{
    return slot_of(names, name)->p != NULL;
}

void names_add(struct names *names, struct text name)
{
    struct text *slot = slot_of(names, name);
    if (slot->p)
        return;
    *slot = (struct text){arena_dup(names->arena, name.p, name.n), name.n};
    if (++names->n * 2 <= names->size)
        return;
    struct text *old = names->slots;
    size_t size = names->size;
    names->size *= 2;
    names->slots = arena_array(names->arena, names->size, sizeof(*names->slots));
    for (size_t i = 0; i < size; i++)
        if (old[i].p)
            *slot_of(names, old[i]) = old[i];
}

static enum lookup note_name(void *context, struct text name, bool use, struct text *value)
{
    (void)use;
    (void)value;
    names_add(context, name);
    return LOOKUP_UNDEFINED;
}

/* `type:source` in a list: source_<suffix> are names of its own. */
static void add_table_sources(struct names *names, struct text value)
{
    size_t n;
    const struct table_suffix *suffixes = facts_table_suffixes(&n);
    struct text rest = value, token;
    while (text_token(&rest, ", \t\r\n{}", &token)) {
        if (text_starts(token, "proxy:"))
            token = text_slice(token, 6, token.n);
        size_t colon = text_find(token, ':');
        struct text source = text_slice(token, colon + 1, token.n);
        if (colon == token.n || source.n == 0 || source.p[0] == '/' || source.p[0] == '.')
            continue;
        for (size_t i = 0; i < n; i++)
            if (text_is(text_slice(token, 0, colon), suffixes[i].type))
                names_add(names, text_printf(names->arena, "%.*s_%s", TEXT_ARG(source), suffixes[i].suffix));
    }
}

static void add_value(struct names *names, const struct setting *setting, version release)
{
    struct expand expand = {
        .arena = names->arena, .release = release, .lookup = note_name, .context = names, .scan = true};
    if (text_find(setting->value, '$') < setting->value.n)
        expand_text(&expand, setting->value, NULL);
    if (text_find(setting->value, ':') < setting->value.n)
        add_table_sources(names, setting->value);
    struct text rest = setting->value, token;
    if (text_is(setting->name, "smtpd_restriction_classes"))
        while (text_token(&rest, TEXT_COMMA_SP, &token))
            names_add(names, token);
}

/* <transport>_time_limit and the like, for the services of master.cf. */
static void add_service_parameters(struct names *names, const struct service *service)
{
    size_t n;
    const struct service_param *params = facts_service_params(&n);
    for (size_t i = 0; i < n; i++)
        if (text_is(service->field[SERVICE_COMMAND], params[i].program))
            names_add(names, text_join(names->arena, service->field[SERVICE_NAME], text_from(params[i].suffix)));
}

/* A line that Postfix refuses may be meant for something that makes it into one
 * that it takes. */
static void add_refused(struct names *names, const struct note *note, version release)
{
    struct expand expand = {
        .arena = names->arena, .release = release, .lookup = note_name, .context = names, .scan = true};
    if (note->kind != NOTE_REFUSED || !note->span.source)
        return;
    struct text rest = note->span.source->bytes;
    rest = text_slice(rest, note->span.begin, rest.n);
    rest = text_slice(rest, 0, text_find(rest, '\n'));
    if (text_find(rest, '$') < rest.n)
        expand_text(&expand, rest, NULL);
}

struct names *names_referenced(struct arena *arena, const struct conf *conf, version release)
{
    struct names *names = names_new(arena);
    for (size_t i = 0; i < conf->n_settings; i++)
        add_value(names, &conf->settings[i], release);
    for (size_t i = 0; i < conf->n_notes; i++)
        add_refused(names, &conf->notes[i], release);
    for (size_t i = 0; i < conf->n_services; i++) {
        const struct service *service = &conf->services[i];
        add_service_parameters(names, service);
        for (size_t k = 0; k < service->n_overrides; k++)
            add_value(names, &service->overrides[k], release);
    }
    return names;
}
