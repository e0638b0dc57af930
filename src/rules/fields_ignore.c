/* fields_ignore: what may be asked of a comment that accepts findings. */
#include "fields.h"
#include "ignores.h"

struct fact field_ignore_problem(const struct context *context)
{
    return fact_word(context->ignore->kind);
}

struct fact field_ignore_word(const struct context *context)
{
    return fact_text(context->ignore->word);
}

struct fact field_ignore_detail(const struct context *context)
{
    return fact_word(context->ignore->ignore->problem);
}

struct fact field_ignore_until(const struct context *context)
{
    return fact_text(context->ignore->ignore->until_text);
}

struct fact field_nearest_rule(const struct context *context)
{
    const struct ruleset *rules = context->scope->rules;
    const char *nearest = NULL;
    unsigned best = 4;
    for (size_t i = 0; i < rules->n_rules; i++) {
        unsigned distance = text_distance(context->ignore->word, text_from(rules->rules[i].id), best - 1);
        if (distance >= best)
            continue;
        best = distance;
        nearest = rules->rules[i].id;
    }
    return fact_word(nearest);
}
