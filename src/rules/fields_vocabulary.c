/* fields_vocabulary: names and words that a release, or anybody, knows. */
#include "fields.h"

static bool is_whole_series(const struct param_default *entry)
{
    return (entry->from & VERSION_ANY_PATCH) == VERSION_ANY_PATCH;
}

/* The patch release of the target's series that brings PARAM, and the first
 * series that has it from its beginning. */
struct fact field_comes_with(const struct context *context)
{
    const struct param *param = facts_param(context->setting->name);
    version release = context->scope->target->postfix;
    const struct param_default *patch = NULL, *series = NULL;
    if (!param || facts_default(param, release))
        return fact_text(TEXT(""));
    for (size_t i = 0; i < param->n_defaults; i++) {
        const struct param_default *entry = &param->defaults[i];
        if (!entry->value || entry->from <= release)
            continue;
        if (!is_whole_series(entry) && VERSION_SERIES(entry->from) == VERSION_SERIES(release))
            patch = patch ? patch : entry;
        if (is_whole_series(entry) && VERSION_SERIES(entry->from) > VERSION_SERIES(release))
            series = series ? series : entry;
    }
    struct arena *arena = context->scope->arena;
    struct text brings = patch ? version_text(arena, patch->from) : TEXT("");
    struct text has = series ? version_text(arena, series->from) : TEXT("");
    if (brings.n && has.n)
        return fact_text(text_printf(arena, "%.*s or %.*s", TEXT_ARG(brings), TEXT_ARG(has)));
    return fact_text(brings.n ? brings : has);
}

/* *_sasl_mechanism_filter: a match list (util/match_list.c).  "!" turns a word
 * round; files and tables are not for us to read. */
struct fact field_unknown_mechanism(const struct context *context)
{
    const struct setting *setting = context->setting;
    struct text rest = setting->value, word;
    if (!text_ends(setting->name, "_sasl_mechanism_filter"))
        return fact_text(TEXT(""));
    if (setting->is_template)
        return fact_unknown();
    while (text_token(&rest, TEXT_COMMA_SP, &word)) {
        while (text_starts(word, "!"))
            word = text_slice(word, 1, word.n);
        bool is_name = word.n && word.p[0] != '/' && text_find(word, ':') == word.n && text_find(word, '$') == word.n;
        if (is_name && !facts_listed("sasl-mechanisms", word))
            return fact_text(word);
    }
    return fact_text(TEXT(""));
}
