/* conf: see conf.h. */
#include "postlint/conf.h"

struct conf *conf_new(struct arena *arena, struct text path)
{
    struct conf *conf = arena_alloc(arena, sizeof(*conf));
    conf->arena = arena;
    conf->path = path;
    return conf;
}

struct note *conf_note(struct conf *conf, enum note_kind kind, struct span span)
{
    conf->notes = arena_grow(conf->arena, conf->notes, conf->n_notes, &conf->notes_capacity, sizeof(*conf->notes));
    struct note *note = &conf->notes[conf->n_notes++];
    *note = (struct note){.kind = kind, .span = span};
    return note;
}

static const struct setting *find(const struct setting *settings, const uint32_t *index, size_t size, struct text name)
{
    if (size == 0)
        return NULL;
    for (size_t slot = text_hash(name) & (size - 1); index[slot]; slot = (slot + 1) & (size - 1)) {
        const struct setting *setting = &settings[index[slot] - 1];
        if (text_eq(setting->name, name))
            return setting;
    }
    return NULL;
}

const struct setting *conf_setting(const struct conf *conf, struct text name)
{
    return find(conf->settings, conf->index, conf->index_size, name);
}

const struct setting *conf_override(const struct service *service, struct text name)
{
    return find(service->overrides, service->index, service->index_size, name);
}

/* util/split_nameval.c:split_nameval.  Up to 3.3 an empty name passed there;
 * callers that care compare the answer with CONF_NO_NAME. */
const char *conf_split(struct text t, struct text *name, struct text *value)
{
    size_t begin = 0;
    while (begin < t.n && text_is_space(t.p[begin]))
        begin++;
    size_t end = begin;
    while (end < t.n && !text_is_space(t.p[end]) && t.p[end] != '=')
        end++;
    size_t at = end;
    while (at < t.n && text_is_space(t.p[at]))
        at++;
    *name = text_slice(t, begin, end);
    *value = at < t.n ? text_slice(t, at + 1, t.n) : text_slice(t, t.n, t.n);
    while (value->n && text_is_space(value->p[0]))
        *value = text_slice(*value, 1, value->n);
    while (value->n && text_is_space(value->p[value->n - 1]))
        value->n--;
    if (begin == t.n || (end == begin && t.p[end] == '='))
        return CONF_NO_NAME;
    if (at == t.n || t.p[at] != '=')
        return CONF_NO_EQUALS;
    return NULL;
}
