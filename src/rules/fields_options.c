/* fields_options: words of tls_ssl_options and tls_disable_workarounds, the TLS
 * log level, session caches, settings without effect. */
#include "fields.h"

enum word_kind { WORD_GOOD, WORD_NEEDLESS, WORD_MASK, WORD_UNKNOWN };

/* util/name_mask.c:long_name_mask_delim_opt: what is no name and reads as a
 * hexadecimal number is a mask. */
static bool is_mask(struct text word)
{
    if (text_starts(word, "0x") || text_starts(word, "0X"))
        word = text_slice(word, 2, word.n);
    for (size_t i = 0; i < word.n; i++)
        if (text_find(TEXT("0123456789abcdefABCDEF"), word.p[i]) == 22)
            return false;
    return word.n > 0;
}

static bool is_option_list(const struct context *context)
{
    struct text name = context->setting->name;
    return text_is(name, "tls_ssl_options") || text_is(name, "tls_disable_workarounds");
}

static enum word_kind kind_of(const struct context *context, struct text word)
{
    const struct target *target = context->scope->target;
    const struct tls_option *option = facts_tls_option(context->setting->name, word);
    if (!option || !facts_tls_option_known(option, target->postfix))
        return !option && is_mask(word) ? WORD_MASK : WORD_UNKNOWN;
    return facts_tls_option_needless(option, target->postfix, target->openssl) ? WORD_NEEDLESS : WORD_GOOD;
}

/* The first word of this kind: a slice of the value as written. */
static struct text first_word(const struct context *context, enum word_kind kind)
{
    struct text rest = context->setting->value, word;
    if (!is_option_list(context) || context->setting->is_template || text_find(rest, '$') < rest.n)
        return TEXT("");
    while (text_token(&rest, TEXT_COMMA_SP, &word))
        if (kind_of(context, word) == kind)
            return word;
    return TEXT("");
}

struct fact field_unknown_option(const struct context *context)
{
    return fact_text(first_word(context, WORD_UNKNOWN));
}

struct fact field_option_mask(const struct context *context)
{
    return fact_text(first_word(context, WORD_MASK));
}

struct fact field_needless_option(const struct context *context)
{
    return fact_text(first_word(context, WORD_NEEDLESS));
}

struct fact field_option_manager(const struct context *context)
{
    const struct tls_option *option = facts_tls_option(context->setting->name, first_word(context, WORD_UNKNOWN));
    return fact_word(option ? option->managed : "");
}

struct fact field_nearest_option(const struct context *context)
{
    struct text word = first_word(context, WORD_UNKNOWN);
    if (word.n == 0)
        return fact_text(word);
    return fact_word(facts_nearest_tls_option(context->setting->name, word, context->scope->target->postfix));
}

/* The value without the words that change nothing. */
struct fact field_needful_options(const struct context *context)
{
    struct buf out = buf_new(context->scope->arena);
    struct text rest = context->setting->value, word;
    while (is_option_list(context) && text_token(&rest, TEXT_COMMA_SP, &word))
        if (kind_of(context, word) != WORD_NEEDLESS)
            buf_printf(&out, "%s%.*s", out.n ? ", " : "", TEXT_ARG(word));
    return fact_text(buf_done(&out));
}

/* tls/tls_misc.c:tls_log_table.  The numbers above 4 are 4. */
static long loglevel_of(struct text word)
{
    static const char *const names[] = {"none", "routine", "debug", "ssl-expert", "ssl-developer"};
    static const struct {
        const char *name;
        long level;
    } parts[] = {{"ssl-debug", 2},
                 {"verbose", 2},
                 {"trace", 2},
                 {"ssl-handshake-packet-dump", 3},
                 {"ssl-session-packet-dump", 4}};
    long number;
    if (text_number(word, &number))
        return number > 4 ? 4 : number;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (text_is_nocase(word, names[i]))
            return (long)i;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (text_is_nocase(word, parts[i].name))
            return parts[i].level;
    return 1;
}

struct fact field_loglevel(const struct context *context)
{
    struct fact fact = {0};
    struct text name = field_loglevel_parameter(context).text, word;
    const struct value *value = view_get(context->posture->view, name);
    struct text rest = value->text;
    fact.unknown = name.n == 0 || value_is_unclear(value);
    while (text_token(&rest, TEXT_COMMA_SP, &word)) {
        long level = loglevel_of(word);
        fact.number = level > fact.number ? level : fact.number;
    }
    return fact;
}

/* tlsmgr/tlsmgr.c:tlsmgr_pre_init: the second of two caches in one table, with
 * which tlsmgr ends.  A cache without lifetime is not opened. */
struct fact field_shared_cache(const struct context *context)
{
    static const char *const prefixes[] = {"smtpd", "smtp", "lmtp"};
    struct view *view = context->scope->main;
    struct arena *arena = context->scope->arena;
    const struct value *caches[3];
    for (size_t i = 0; i < 3; i++) {
        const struct value *cache = view_get(view, text_printf(arena, "%s_tls_session_cache_database", prefixes[i]));
        const struct value *timeout = view_get(view, text_printf(arena, "%s_tls_session_cache_timeout", prefixes[i]));
        bool is_off = text_is(timeout->text, "0") || text_is_nocase(timeout->text, "0s");
        caches[i] = is_off || value_is_unclear(cache) || cache->text.n == 0 ? NULL : cache;
        for (size_t k = 0; k < i && caches[i]; k++)
            if (caches[k] && text_eq(caches[k]->text, caches[i]->text))
                return fact_text(caches[i]->name);
    }
    return fact_text(TEXT(""));
}

struct fact field_ignored(const struct context *context)
{
    version release = context->scope->target->postfix;
    const struct deprecation *found = facts_deprecation(context->setting->name, release);
    return fact_flag(found && found->ignored && release >= found->ignored);
}
