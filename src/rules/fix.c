/* fix: see fix.h. */
#include "fix.h"

#include "message.h"

static void add_edit(struct finding *finding, struct arena *arena, struct span span, struct text text)
{
    if (span.source->kind == SOURCE_DUMP)
        return; /* the files are elsewhere */
    struct edit *edits = arena_array(arena, finding->n_edits + 1, sizeof(*edits));
    for (size_t i = 0; i < finding->n_edits; i++)
        edits[i] = finding->edits[i];
    edits[finding->n_edits++] = (struct edit){span, text};
    finding->edits = edits;
}

static bool has_blank(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (text_is_space(t.p[i]))
            return true;
    return false;
}

/* master.cf takes a value with blanks only in braces, from 3.0 on. */
static struct text override_text(struct arena *arena, version postfix, struct text name, struct text value)
{
    if (!has_blank(value))
        return text_printf(arena, "-o %.*s=%.*s", TEXT_ARG(name), TEXT_ARG(value));
    if (facts_has("master-braces", postfix))
        return text_printf(arena, "-o { %.*s = %.*s }", TEXT_ARG(name), TEXT_ARG(value));
    struct buf tight = buf_new(arena);
    for (size_t i = 0; i < value.n; i++)
        if (!text_is_space(value.p[i]))
            buf_char(&tight, value.p[i]);
    return text_printf(arena, "-o %.*s=%.*s", TEXT_ARG(name), TEXT_ARG(buf_done(&tight)));
}

/* Not part of a cluster such as -vo name=value. */
static bool is_plain_option(const struct setting *setting)
{
    return text_starts(text_slice(setting->span.source->bytes, setting->span.begin, setting->span.end), "-o");
}

/* Replaces the value of SETTING, wherever it stands. */
static void set_value(struct finding *finding, const struct context *context, const struct setting *setting,
                      struct text value)
{
    struct arena *arena = context->scope->arena;
    if (setting->is_template)
        return;
    struct span span = setting->value_span;
    /* After `name =` without value a blank is wanted, in main.cf. */
    if (span.begin == span.end && !setting->service && span.begin > 0 && span.source->bytes.p[span.begin - 1] == '=')
        value = text_printf(arena, " %.*s", TEXT_ARG(value));
    if (!setting->service || !has_blank(value)) {
        add_edit(finding, arena, span, value);
        return;
    }
    /* The option may not be in braces: write it anew as a whole. */
    if (is_plain_option(setting))
        add_edit(finding, arena, setting->span,
                 override_text(arena, context->scope->target->postfix, setting->name, value));
}

/* A new line at the end of main.cf. */
static void append_to_main(struct finding *finding, const struct context *context, struct text name, struct text value)
{
    const struct source *main = context->scope->conf->main;
    if (!main || main->is_template)
        return;
    bool ends = main->bytes.n == 0 || main->bytes.p[main->bytes.n - 1] == '\n';
    struct text line =
        text_printf(context->scope->arena, "%s%.*s = %.*s\n", ends ? "" : "\n", TEXT_ARG(name), TEXT_ARG(value));
    add_edit(finding, context->scope->arena, (struct span){main, main->bytes.n, main->bytes.n}, line);
}

/* A name with other bytes than names have is half of something else, such as a
 * brace that the release does not know: left to people. */
static bool is_word(struct text name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!text_is_alnum(name.p[i]) && name.p[i] != '_')
            return false;
    return name.n > 0;
}

/* Where a new option of SERVICE is sure to be read: behind the last one that
 * is, since a stray word may have ended the options further down. */
static size_t option_place(const struct service *service)
{
    size_t end = service->field_span[SERVICE_COMMAND].end;
    for (size_t i = 0; i < service->n_overrides; i++)
        if (service->overrides[i].span.end > end)
            end = service->overrides[i].span.end;
    return end;
}

/* A new option behind the last one of SERVICE. */
static void append_override(struct finding *finding, const struct context *context, const struct service *service,
                            struct text name, struct text value)
{
    if (!service->span.source || service->is_template || service->has_unknown_options || service->options_ended)
        return;
    struct text option = override_text(context->scope->arena, context->scope->target->postfix, name, value);
    size_t end = option_place(service);
    add_edit(finding, context->scope->arena, (struct span){service->span.source, end, end},
             text_printf(context->scope->arena, "\n  %.*s", TEXT_ARG(option)));
}

static size_t blanks_before(struct text bytes, size_t at)
{
    size_t begin = at;
    while (begin > 0 && text_is_space(bytes.p[begin - 1]))
        begin--;
    return at - begin;
}

/* The option and the blanks before it; at the start of a line that goes on,
 * the blanks behind it, or the rest would join the line above: a comment. */
static struct span option_span(const struct setting *setting)
{
    struct span span = setting->span;
    struct text bytes = span.source->bytes;
    size_t before = blanks_before(bytes, span.begin), end = span.end;
    bool starts_line = text_contains(text_slice(bytes, span.begin - before, span.begin), "\n");
    while (end < bytes.n && (bytes.p[end] == ' ' || bytes.p[end] == '\t'))
        end++;
    bool goes_on = end < bytes.n && !text_is_space(bytes.p[end]);
    if (starts_line && goes_on)
        span.end = end;
    else
        span.begin -= before;
    return span;
}

/* All of the setting's line, its newline included; or the option. */
static void remove_setting(struct finding *finding, const struct context *context, const struct setting *setting)
{
    struct arena *arena = context->scope->arena;
    if (setting->service) {
        if (is_plain_option(setting)) /* clusters are left to people */
            add_edit(finding, arena, option_span(setting), TEXT(""));
        return;
    }
    if (setting->line->n_pieces > 1)
        return; /* comments may stand between the lines */
    struct span span = {setting->span.source, setting->span.begin, setting->line->end};
    if (span.end < span.source->bytes.n)
        span.end++;
    add_edit(finding, arena, span, TEXT(""));
}

static void set_parameter(struct finding *finding, const struct fix *fix, const struct context *context,
                          const struct setting *cause)
{
    struct text name = value_fill(fix->parameter, context), value = value_fill(fix->value, context);
    const struct service *service = context->posture ? context->posture->service : NULL;
    const struct setting *set = service ? conf_override(service, name) : NULL;
    if (fix->action == FIX_OVERRIDE) {
        if (set)
            set_value(finding, context, set, value);
        else if (service)
            append_override(finding, context, service, name, value);
        return;
    }
    if (!set && cause && cause->service && text_eq(cause->name, name))
        set = cause;
    if (!set)
        set = conf_setting(context->scope->conf, name);
    if (set)
        set_value(finding, context, set, value);
    else
        append_to_main(finding, context, name, value);
}

void fix_fill(struct finding *finding, const struct setting *cause, const struct context *context)
{
    const struct rule *rule = finding->rule;
    const struct fix *fix = NULL;
    for (size_t i = 0; i < rule->n_fixes && !fix; i++)
        if (condition_eval(&rule->fixes[i].when, context) == TRUTH_YES)
            fix = &rule->fixes[i];
    if (!fix)
        return;
    finding->fix = message_fill(fix->text, context);
    finding->fix_is_safe = fix->safe;
    switch (fix->action) {
    case FIX_SET:
    case FIX_OVERRIDE:
        set_parameter(finding, fix, context, cause);
        break;
    case FIX_REMOVE:
        if (cause && !cause->is_template)
            remove_setting(finding, context, cause);
        break;
    case FIX_RENAME:
        if (cause && !cause->is_template && is_word(cause->name))
            add_edit(finding, context->scope->arena, cause->name_span, value_fill(fix->parameter, context));
        break;
    case FIX_REPLACE:
        if (cause)
            set_value(finding, context, cause, value_fill(fix->value, context));
        break;
    case FIX_TOKEN:
        if (finding->span.source && !(cause && cause->is_template))
            add_edit(finding, context->scope->arena, finding->span, value_fill(fix->value, context));
        break;
    case FIX_NONE:
        break;
    }
}
