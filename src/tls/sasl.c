/* sasl: see sasl.h.  Postfix: smtpd/smtpd.c:ehlo_cmd, smtpd_proto and
 * smtpd_start_tls, smtpd/smtpd_sasl_glue.c:smtpd_sasl_activate,
 * smtp/smtp_sasl_proto.c:smtp_sasl_helo_login, xsasl/xsasl_cyrus_security.c,
 * xsasl/xsasl_dovecot_server.c; the same in all releases from 2.6 on. */
#include "sasl.h"

#include <string.h>

#include "client.h"
#include "ehlo.h"
#include "postlint/buf.h"

struct finder {
    struct arena *arena;
    struct posture *out;
    const char *prefix;
};

static const struct value *get(const struct finder *finder, const char *suffix)
{
    return view_get(finder->out->view, text_join(finder->arena, text_from(finder->prefix), text_from(suffix)));
}

/* The options that both kinds of plug-in know. */
static const char *const known_options[] = {
    "noplaintext", "noactive", "nodictionary", "forward_secrecy", "noanonymous", "mutual_auth",
};
enum { N_OPTIONS = sizeof(known_options) / sizeof(known_options[0]) };

/* Dovecot's part does not look at case, Cyrus' does; clients have the latter
 * alone. */
static enum truth case_counts(const struct finder *finder)
{
    const struct value *type = get(finder, "_sasl_type");
    if (role_is_client(finder->out->role))
        return TRUTH_YES;
    return value_is_unclear(type) ? TRUTH_UNKNOWN : truth_not(truth_of(text_is(type->text, "dovecot")));
}

/* Where WORD stands among the options; N_OPTIONS if nowhere. */
static size_t find_option(struct text word, enum truth strict)
{
    size_t i = 0;
    while (i < N_OPTIONS &&
           !(strict == TRUTH_YES ? text_is(word, known_options[i]) : text_is_nocase(word, known_options[i])))
        i++;
    return i;
}

/* An unknown word ends the session: Cyrus' part returns no options at all then,
 * which xsasl_cyrus_*_set_security takes for an error (as it does a value that
 * has blanks and commas only); Dovecot's dies of it. */
static void read_options(const struct finder *finder, struct posture_sasl *place, const char *suffix)
{
    const struct value *value = get(finder, suffix);
    enum truth strict = case_counts(finder);
    bool has[N_OPTIONS] = {false}, has_any = false;
    place->parameter = value->name;
    if (value_is_unclear(value))
        return;
    place->options_known = true;
    struct text rest = value->text, word;
    while (text_token(&rest, TEXT_COMMA_SP, &word)) {
        size_t i = find_option(word, strict);
        if (i == N_OPTIONS) {
            place->refused = word;
            return;
        }
        has_any = has[i] = true;
        if (strict == TRUTH_UNKNOWN && !text_is(word, known_options[i]))
            place->options_known = false;
    }
    if (!has_any && strict == TRUTH_YES)
        place->refused = value->text;
    struct buf out = buf_new(finder->arena);
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (has[i])
            buf_printf(&out, "%s%s", out.n ? " " : "", known_options[i]);
    place->options = buf_done(&out);
}

/* Whether the level is one of LEVELS, bits of enum tls_level. */
static enum truth level_is_in(const struct posture *posture, unsigned levels)
{
    return posture->level_known ? truth_of(levels >> posture->level & 1) : TRUTH_UNKNOWN;
}

/* smtpd/smtpd.c:sasl_client_exception: AUTH is not announced to addresses in
 * the list; whether that is everyone. */
static enum truth excepts_everyone(const struct finder *finder)
{
    const struct value *list = get(finder, "_sasl_exceptions_networks");
    const struct value *protocols = view_get(finder->out->view, TEXT("inet_protocols"));
    if (value_is_unclear(list))
        return TRUTH_UNKNOWN;
    struct text rest = list->text, word;
    bool has_ipv4 = false, has_ipv6 = text_is_nocase(protocols->text, "ipv4");
    while (text_token(&rest, TEXT_COMMA_SP, &word)) {
        if (text_starts(word, "!"))
            return TRUTH_NO; /* what follows does not hold for these */
        bool is_all = text_starts(word, "static:");
        has_ipv4 = has_ipv4 || is_all || text_is(word, "0.0.0.0/0");
        has_ipv6 = has_ipv6 || is_all || text_is(word, "::/0") || text_is(word, "[::]/0");
    }
    return truth_of(has_ipv4 && has_ipv6);
}

/* A server that enforces TLS behaves as with smtpd_tls_auth_only. */
static enum truth wants_tls(const struct finder *finder)
{
    enum truth enforced = level_is_in(finder->out, 1U << LEVEL_ENCRYPT | 1U << LEVEL_INVALID);
    return truth_or(value_bool(get(finder, "_tls_auth_only")), enforced);
}

/* What goes away by itself is no mechanism: where the options leave none, the
 * daemon ends with "no SASL authentication mechanisms", and which there are is
 * not for Postfix to say. */
static enum truth has_options(const struct posture_sasl *place)
{
    return truth_of(place->refused.n == 0);
}

/* NO where no handshake succeeds; where that is not known, what holds in the
 * sessions that there may be. */
static enum truth has_tls(const struct posture *posture)
{
    bool has_none = posture->negotiable_known && posture->negotiable == 0;
    return truth_and(posture->offered, truth_not(truth_of(has_none)));
}

static void find_server(struct finder *finder)
{
    struct posture *out = finder->out;
    struct posture_sasl *clear = &out->sasl[SASL_IN_CLEAR], *tls = &out->sasl[SASL_IN_TLS];
    read_options(finder, clear, "_sasl_security_options");
    read_options(finder, tls, "_sasl_tls_security_options");
    enum truth hidden = ehlo_discards(finder->arena, out, finder->prefix, "auth");
    hidden = truth_or(truth_or(hidden, excepts_everyone(finder)), truth_of(out->fatal.n > 0));
    enum truth announced = truth_and(out->auth_enabled, truth_not(hidden));
    clear->offered = truth_and(truth_and(announced, truth_not(wants_tls(finder))), has_options(clear));
    tls->offered = truth_and(truth_and(announced, has_tls(out)), has_options(tls));
}

/* A login needs a password: without a table for them the program dies. */
static enum truth may_log_in(const struct finder *finder)
{
    const struct value *passwords = get(finder, "_sasl_password_maps");
    enum truth has_passwords = truth_of(passwords->text.n > 0);
    if (value_is_unclear(passwords))
        has_passwords = TRUTH_UNKNOWN;
    enum truth hidden = ehlo_discards(finder->arena, finder->out, finder->prefix, "auth");
    return truth_and(truth_and(finder->out->auth_enabled, has_passwords), truth_not(hidden));
}

/* TLS_CERT_IS_MATCHED: from fingerprint on, and at dane with TLSA records, the
 * session ends where the certificate does not match. */
static void find_client(struct finder *finder)
{
    enum { OPTIONAL = 1U << LEVEL_NONE | 1U << LEVEL_MAY | 1U << LEVEL_DANE };
    enum { UNVERIFIED = 1U << LEVEL_MAY | 1U << LEVEL_ENCRYPT | 1U << LEVEL_DANE };
    enum { MATCHED = 1U << LEVEL_FINGERPRINT | 1U << LEVEL_VERIFY | 1U << LEVEL_SECURE | 1U << LEVEL_DANE_ONLY };
    static const char *const suffixes[] = {"_sasl_security_options", "_sasl_tls_security_options",
                                           "_sasl_tls_verified_security_options"};
    struct posture *out = finder->out;
    enum truth login = may_log_in(finder), tls = has_tls(out);
    enum truth dane =
        truth_and(level_is_in(out, 1U << LEVEL_DANE), client_has_dnssec(finder->arena, out, finder->prefix));
    enum truth happens[SASL_PLACES] = {
        truth_and(level_is_in(out, OPTIONAL), truth_not(out->wrapper)),
        truth_and(level_is_in(out, UNVERIFIED), tls),
        truth_and(truth_or(level_is_in(out, MATCHED), dane), tls),
    };
    for (size_t i = 0; i < SASL_PLACES; i++) {
        read_options(finder, &out->sasl[i], suffixes[i]);
        out->sasl[i].offered = truth_and(truth_and(login, happens[i]), has_options(&out->sasl[i]));
    }
}

void sasl_find(struct arena *arena, struct posture *posture, const char *prefix)
{
    struct finder finder = {arena, posture, prefix};
    memset(posture->sasl, 0, sizeof(posture->sasl));
    posture->auth_enabled = TRUTH_NO;
    if (posture->reader != READER_SMTPD && !role_is_client(posture->role))
        return;
    posture->auth_enabled = value_bool(get(&finder, "_sasl_auth_enable"));
    if (role_is_client(posture->role))
        find_client(&finder);
    else
        find_server(&finder);
}

struct text sasl_fatal(struct arena *arena, struct posture *posture, const char *prefix)
{
    struct finder finder = {arena, posture, prefix};
    struct posture_sasl clear = {0};
    if (posture->reader != READER_SMTPD || value_bool(get(&finder, "_sasl_auth_enable")) != TRUTH_YES ||
        wants_tls(&finder) != TRUTH_NO)
        return TEXT("");
    read_options(&finder, &clear, "_sasl_security_options");
    return clear.refused.n ? clear.parameter : TEXT("");
}
