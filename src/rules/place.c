/* place: see place.h. */
#include "place.h"

const struct value *value_cause(struct view *view, const struct value *value)
{
    for (int depth = 0; depth < 8 && !value->setting && value->raw.n > 1 && value->raw.p[0] == '$'; depth++) {
        struct text name = text_slice(value->raw, 1, value->raw.n);
        for (size_t i = 0; i < name.n; i++)
            if (!text_is_alnum(name.p[i]) && name.p[i] != '_')
                return value;
        value = view_get(view, name);
    }
    return value;
}

/* The parameter that AT names: itself, or what a field of that name says. */
static struct text at_parameter(const char *at, const struct context *context)
{
    const struct field *field = rule_field(text_from(at));
    return field ? field_print(field, context) : text_from(at);
}

const struct value *place_value(const struct rule *rule, const struct context *context)
{
    const struct value *first = NULL;
    struct view *view = context->posture ? context->posture->view : context->scope->main;
    for (size_t i = 0; i < rule->n_at; i++) {
        struct text name = at_parameter(rule->at[i], context);
        if (name.n == 0)
            continue;
        const struct value *value = view_get(view, name);
        const struct value *cause = value_cause(view, value);
        if (cause->setting)
            return cause;
        first = first ? first : value;
    }
    return first;
}

struct span place_service(const struct service *service)
{
    if (!service->span.source)
        return (struct span){0};
    const struct piece *piece = &service->line->pieces[0];
    size_t end = piece->source + piece->n;
    while (end > piece->source && text_is_space(service->span.source->bytes.p[end - 1]))
        end--;
    return (struct span){service->span.source, piece->source, end};
}

void place_at_setting(struct finding *finding, const struct setting *setting)
{
    finding->span = setting->span;
    finding->origin = setting->service ? FROM_OVERRIDE : FROM_MAIN;
    finding->service = setting->service;
}

struct text place_token(const struct rule *rule, const struct context *context)
{
    if (!rule->token)
        return (struct text){0};
    return field_get(rule_field(text_from(rule->token)), context).text;
}

struct span place_in_setting(const struct rule *rule, const struct setting *setting, const struct context *context)
{
    struct text token = place_token(rule, context);
    const char *begin = setting->value.p, *end = begin + setting->value.n;
    if (token.n == 0 || token.p < begin || token.p >= end)
        return setting->span;
    size_t at = setting->value_at + (size_t)(token.p - begin);
    return line_span(setting->line, at, at + token.n);
}
