/* fields_ciphers: what can be asked of cipher grades, cipher lists and lists of
 * excluded ciphers. */
#include "fields.h"

#include <string.h>

/* tls/tls_misc.c:tls_get_cipher_list */

struct fact field_obstacle(const struct context *context)
{
    static const char *const names[] = {"",    "client", "grade", "list", "sign", "certificate",
                                        "gap", "digest", "groups"};
    const struct posture *posture = context->posture;
    struct fact fact = fact_word(names[posture->obstacle]);
    fact.unknown = posture->live && !posture->suites_known;
    return fact;
}

struct fact field_grade_in_force(const struct context *context)
{
    const struct posture *posture = context->posture;
    if (posture->ciphers_parameter.n == 0)
        return fact_text(TEXT(""));
    const struct value *value = view_get(posture->view, posture->ciphers_parameter);
    struct fact fact = fact_word(tls_grade_name(tls_grade_parse(value->text)));
    fact.unknown = value_is_unclear(value);
    return fact;
}

/* smtpd_tls_mandatory_ciphers -> smtpd_tls_mandatory_exclude_ciphers, without
 * `mandatory` if IS_PLAIN. */
static struct text exclusions_of(struct arena *arena, const struct posture *posture, bool is_plain)
{
    static const char *const endings[] = {"_mandatory_ciphers", "_ciphers"};
    struct text name = posture->ciphers_parameter;
    for (size_t i = 0; i < 2; i++)
        if (text_ends(name, endings[i]))
            return text_printf(arena, "%.*s%s_exclude_ciphers", (int)(name.n - strlen(endings[i])), name.p,
                               i == 0 && !is_plain ? "_mandatory" : "");
    return TEXT("");
}

bool posture_uses_ciphers(struct arena *arena, const struct posture *posture, struct text name)
{
    if (text_ends(name, "_cipherlist"))
        return text_eq(name, posture->cipherlist_parameter);
    return text_ends(name, "_exclude_ciphers") &&
           (text_eq(name, exclusions_of(arena, posture, false)) || text_eq(name, exclusions_of(arena, posture, true)));
}

struct fact field_exclusions_parameter(const struct context *context)
{
    return fact_text(exclusions_of(context->scope->arena, context->posture, false));
}

struct fact field_exclusions(const struct context *context)
{
    struct text name = field_exclusions_parameter(context).text;
    if (name.n == 0)
        return fact_text(name);
    const struct value *value = view_get(context->posture->view, name);
    return fact_value(value);
}

struct fact field_anonymous_suites(const struct context *context)
{
    return fact_suites(context, CIPHER_ANONYMOUS);
}

/* True if STRING leaves a suite for a version that is enabled below TLS 1.3;
 * with TLS 1.3 any suite will do, since OpenSSL only wants the string to
 * select one. */
static bool leaves_suites(const struct context *context, const struct buf *string)
{
    const struct posture *posture = context->posture;
    const struct target *target = context->scope->target;
    struct cipher_list list =
        cipher_expand(context->scope->arena, buf_done(string), target->openssl, target->weak_ciphers);
    for (size_t i = 0; i < list.n && !list.error.p; i++) {
        bool has_credential = list.suites[i]->auth & ~(unsigned)(CIPHER_AUTH_PSK | CIPHER_AUTH_SRP);
        if (posture->live->enabled & TLS_1_3 || (has_credential && list.suites[i]->versions & posture->live->enabled))
            return true;
    }
    return false;
}

static void exclude(struct buf *string, const struct value *value)
{
    struct text rest = value->text, token;
    while (text_token(&rest, TEXT_CIPHER_SP, &token))
        buf_printf(string, ":!%.*s", TEXT_ARG(token));
}

/* The first parameter with which nothing is left. */
static struct text culprit(const struct context *context)
{
    const struct posture *posture = context->posture;
    struct arena *arena = context->scope->arena;
    struct buf string = buf_new(arena);
    buf_text(&string, view_get(posture->view, posture->cipherlist_parameter)->text);
    if (!leaves_suites(context, &string))
        return posture->cipherlist_parameter;
    struct text names[] = {exclusions_of(arena, posture, true), exclusions_of(arena, posture, false)};
    for (size_t i = 0; i < 2; i++) {
        exclude(&string, view_get(posture->view, names[i]));
        if (!leaves_suites(context, &string))
            return names[i];
    }
    return posture->ciphers_parameter;
}

struct fact field_no_suites_by(const struct context *context)
{
    const struct posture *posture = context->posture;
    if (!posture->live)
        return fact_text(TEXT(""));
    if (!posture->suites_known || !posture->live->is_known)
        return fact_unknown();
    bool is_refused = posture->obstacle == OBSTACLE_LIST;
    bool is_empty = posture->obstacle == OBSTACLE_NONE && posture->negotiable_known && posture->negotiable == 0;
    if (posture->live->enabled == 0 || posture->cipherlist_parameter.n == 0 || (!is_refused && !is_empty))
        return fact_text(TEXT(""));
    if (view_get(posture->view, posture->cipherlist_parameter)->text.n == 0)
        return fact_text(TEXT("")); /* then the program does not even start */
    return fact_text(culprit(context));
}

/* Of a setting. */

/* The setting as a cipher list. */
static struct cipher_list value_suites(const struct context *context, struct fact *value)
{
    const struct target *target = context->scope->target;
    struct cipher_list none = {.level = -1};
    *value = field_value(context);
    value->unknown = value->unknown || !cipher_knows(target->openssl);
    if (!setting_ends(context->setting, "_cipherlist") || value->unknown)
        return none;
    return cipher_expand(context->scope->arena, value->text, target->openssl, target->weak_ciphers);
}

/* Suites without encryption are what the list for the grade null is for. */
struct fact field_cipherlist_flaws(const struct context *context)
{
    const struct scope *scope = context->scope;
    struct fact fact;
    struct cipher_list list = value_suites(context, &fact);
    struct buf out = buf_new(scope->arena);
    bool is_null = text_is(context->setting->name, "tls_null_cipherlist");
    for (size_t i = 0; i < list.n && !is_null; i++)
        if (cipher_worth(list.suites[i]) <= CIPHER_WEAK ||
            !ruleset_accepts(scope->rules, scope->profile, FLOOR_SUITES, text_from(list.suites[i]->name)))
            buf_printf(&out, "%s%s", out.n ? " " : "", list.suites[i]->name);
    fact.text = buf_done(&out);
    return fact;
}

struct fact field_cipherlist_level(const struct context *context)
{
    struct fact value;
    int level = value_suites(context, &value).level;
    return (struct fact){.number = level, .unknown = value.unknown};
}

/* The setting as a list of excluded ciphers; empty if it is none. */
static struct fact value_exclusions(const struct context *context)
{
    return setting_ends(context->setting, "_exclude_ciphers") ? field_value(context) : fact_text(TEXT(""));
}

static bool is_sign(char c)
{
    return c == '!' || c == '+' || c == '-' || c == '@';
}

struct fact field_signed_exclusion(const struct context *context)
{
    struct fact fact = value_exclusions(context);
    struct text rest = fact.text;
    while (text_token(&rest, TEXT_CIPHER_SP, &fact.text))
        if (is_sign(fact.text.p[0]))
            return fact;
    fact.text = TEXT("");
    return fact;
}

struct fact field_unsigned_exclusions(const struct context *context)
{
    struct fact fact = value_exclusions(context);
    struct buf out = buf_new(context->scope->arena);
    struct text rest = fact.text, token;
    while (text_token(&rest, TEXT_CIPHER_SP, &token)) {
        if (token.p[0] == '+' || token.p[0] == '@')
            return fact_unknown(); /* no telling what was meant */
        token = text_slice(token, is_sign(token.p[0]), token.n);
        buf_printf(&out, "%s%.*s", out.n ? ", " : "", TEXT_ARG(token));
    }
    fact.text = buf_done(&out);
    return fact;
}

/* Words of cipher lists that are the names of versions. */
static bool is_protocol_word(struct text word)
{
    return text_is(word, "TLSv1.0") || text_is(word, "SSLv3") || text_is(word, "TLSv1") || text_is(word, "TLSv1.2");
}

/* RFC 8446 appendix B.4: names without a key exchange. */
static bool is_tls13_suite(struct text word)
{
    return (text_starts(word, "TLS_AES_") || text_starts(word, "TLS_CHACHA20_")) && text_contains(word, "_SHA");
}

enum misfit { MISFIT_NONE, MISFIT_UNKNOWN, MISFIT_TLS13, MISFIT_PROTOCOL, MISFIT_CASE };

/* What is wrong with one excluded word: A, or A+B. */
static enum misfit misfit_of(const struct context *context, struct text word)
{
    struct text rest = word, part;
    if (word.n && is_sign(word.p[0]))
        return MISFIT_NONE; /* another question */
    while (text_token(&rest, "+", &part)) {
        if (is_tls13_suite(part))
            return MISFIT_TLS13;
        if (!cipher_is_word(part))
            return MISFIT_UNKNOWN;
        if (cipher_spelling(part, context->scope->target->openssl))
            return MISFIT_CASE;
    }
    return is_protocol_word(word) ? MISFIT_PROTOCOL : MISFIT_NONE;
}

struct fact field_misfit_exclusion(const struct context *context)
{
    struct fact fact = value_exclusions(context);
    struct text rest = fact.text;
    while (text_token(&rest, TEXT_CIPHER_SP, &fact.text))
        if (misfit_of(context, fact.text) != MISFIT_NONE)
            return fact;
    fact.text = TEXT("");
    return fact;
}

struct fact field_misfit_kind(const struct context *context)
{
    static const char *const names[] = {"", "unknown", "tls13", "protocol", "case"};
    struct fact fact = field_misfit_exclusion(context);
    fact.text = text_from(names[misfit_of(context, fact.text)]);
    return fact;
}

struct fact field_misfit_spelling(const struct context *context)
{
    struct fact fact = field_misfit_exclusion(context);
    const char *spelling = cipher_spelling(fact.text, context->scope->target->openssl);
    fact.text = text_from(spelling ? spelling : "");
    return fact;
}

/* Without what does nothing. */
struct fact field_fitting_exclusions(const struct context *context)
{
    struct fact fact = value_exclusions(context);
    struct buf out = buf_new(context->scope->arena);
    struct text rest = fact.text, token;
    while (text_token(&rest, TEXT_CIPHER_SP, &token)) {
        enum misfit misfit = misfit_of(context, token);
        if (misfit != MISFIT_UNKNOWN && misfit != MISFIT_TLS13)
            buf_printf(&out, "%s%.*s", out.n ? ", " : "", TEXT_ARG(token));
    }
    fact.text = buf_done(&out);
    return fact;
}
