/* fields_access: access rules of a server, and what they do with certificates
 * of clients.
 *
 * Restriction lists as smtpd/smtpd_check.c:smtpd_check_parse() and
 * generic_checks() read them.  Classes are followed; what a table or a policy
 * server may answer is not seen, so that the set of words stays open. */
#include "fields.h"

/* In the order in which a server asks them. */
static const char *const access_lists[] = {
    "smtpd_client_restrictions", "smtpd_helo_restrictions",        "smtpd_sender_restrictions",
    "smtpd_relay_restrictions",  "smtpd_recipient_restrictions",   "smtpd_data_restrictions",
    "smtpd_etrn_restrictions",   "smtpd_end_of_data_restrictions", NULL};

/* Classes inside classes: a class that names itself ends here. */
enum { CLASS_DEPTH_MAX = 8 };

struct access {
    struct view *view;
    struct text classes; /* smtpd_restriction_classes */
    struct buf words;    /* blank separated */
    bool is_open;
    bool until_refused; /* stop at what refuses mail of strangers to strangers */
    bool has_ended;
};

static struct access access_new(const struct context *context)
{
    struct access access = {.view = context->posture->view, .words = buf_new(context->scope->arena)};
    const struct value *classes = view_get(access.view, TEXT("smtpd_restriction_classes"));
    access.classes = classes->text;
    access.is_open = value_is_unclear(classes);
    return access;
}

static bool is_class(const struct access *access, struct text word)
{
    struct text rest = access->classes, one;
    while (text_token(&rest, TEXT_COMMA_SP, &one))
        if (text_eq(one, word))
            return true;
    return false;
}

/* The rest of the list does not matter to who may relay. */
static bool ends_relaying(struct text word)
{
    static const char *const words[] = {
        "reject_unauth_destination", "defer_unauth_destination", "check_relay_domains", "reject", "defer", "permit"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (text_is_nocase(word, words[i]))
            return true;
    return false;
}

static void walk_list(struct access *access, struct text name, int depth)
{
    const struct value *value = view_get(access->view, name);
    struct text rest = value->text, word;
    if (value_is_unclear(value))
        access->is_open = true;
    while (!access->has_ended && text_token_braced(&rest, &word)) {
        /* type:table, { type:table, ... } and, behind check_policy_service,
         * where it listens: the answer can be any word. */
        if (text_find(word, ':') < word.n || word.p[0] == '{')
            access->is_open = true;
        else if (is_class(access, word) && depth < CLASS_DEPTH_MAX)
            walk_list(access, word, depth + 1);
        else
            buf_printf(&access->words, "%.*s ", TEXT_ARG(word));
        if (access->until_refused && ends_relaying(word))
            access->has_ended = true;
    }
}

static struct fact access_fact(struct access *access)
{
    return (struct fact){.text = buf_done(&access->words), .is_open = access->is_open};
}

struct fact field_access_words(const struct context *context)
{
    struct access access = access_new(context);
    for (size_t i = 0; access_lists[i]; i++)
        walk_list(&access, text_from(access_lists[i]), 0);
    return access_fact(&access);
}

/* smtpd/smtpd_check.c:smtpd_check_rcpt: who passes smtpd_relay_restrictions may
 * relay; where that is empty, or there is none, smtpd_recipient_restrictions
 * decide. */
static const char *relay_list(struct view *view)
{
    const struct value *relay = view_get(view, TEXT("smtpd_relay_restrictions"));
    bool decides = value_is_unclear(relay) || relay->text.n > 0;
    return decides ? "smtpd_relay_restrictions" : "smtpd_recipient_restrictions";
}

struct fact field_relay_rules(const struct context *context)
{
    return fact_word(relay_list(context->posture->view));
}

struct fact field_relay_words(const struct context *context)
{
    struct access access = access_new(context);
    access.until_refused = true;
    walk_list(&access, text_from(relay_list(access.view)), 0);
    return access_fact(&access);
}

/* Words that look at the certificate of a client. */
static bool uses_certificate(struct text words)
{
    static const char *const users[] = {"permit_tls_clientcerts", "permit_tls_all_clientcerts", "check_ccert_access"};
    struct text rest = words, word;
    while (text_token(&rest, " ", &word))
        for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++)
            if (text_is_nocase(word, users[i]))
                return true;
    return false;
}

/* The first list of access_lists that looks at certificates. */
struct fact field_certificate_rules(const struct context *context)
{
    for (size_t i = 0; access_lists[i]; i++) {
        struct access access = access_new(context);
        walk_list(&access, text_from(access_lists[i]), 0);
        if (uses_certificate(buf_done(&access.words)))
            return fact_word(access_lists[i]);
    }
    return fact_text(TEXT(""));
}

/* Of any server; asked once per configuration. */
struct fact field_some_certificate_rules(const struct context *context)
{
    const struct scope *scope = context->scope;
    bool found = false;
    for (size_t i = 0; i < scope->conf->n_services && !found; i++) {
        const struct posture *posture = scope->postures[i];
        struct context other = {.scope = scope, .posture = posture};
        if (posture->reader == READER_SMTPD && !posture->service->replaced)
            found = field_certificate_rules(&other).text.n > 0;
    }
    return fact_flag(found);
}

struct fact field_own_certificate_rules(const struct context *context)
{
    struct text name = field_certificate_rules(context).text;
    return fact_flag(name.n && conf_override(context->posture->service, name));
}

/* smtpd/smtpd.c:pre_jail_init: required certificates are asked for where TLS
 * is mandatory. */
static enum truth asks(const struct posture *posture)
{
    if (posture->reader != READER_SMTPD)
        return TRUTH_NO;
    enum truth asked = value_bool(view_get(posture->view, TEXT("smtpd_tls_ask_ccert")));
    enum truth required = value_bool(view_get(posture->view, TEXT("smtpd_tls_req_ccert")));
    enum truth mandatory = posture->level_known ? truth_of(posture->level == LEVEL_ENCRYPT) : TRUTH_UNKNOWN;
    return truth_and(posture->offered, truth_or(asked, truth_and(required, mandatory)));
}

struct fact field_asks_certificate(const struct context *context)
{
    return fact_truth(asks(context->posture));
}

/* One service may have the rules of all in main.cf, and another ask. */
struct fact field_some_ask_certificate(const struct context *context)
{
    const struct scope *scope = context->scope;
    enum truth some = TRUTH_NO;
    for (size_t i = 0; i < scope->conf->n_services && some != TRUTH_YES; i++)
        if (!scope->conf->services[i].replaced)
            some = truth_or(some, asks(scope->postures[i]));
    return fact_truth(some);
}

/* smtpd/smtpd.c, smtp/smtp.c: each program has one of its own. */
struct fact field_fingerprint_parameter(const struct context *context)
{
    static const char *const prefixes[] = {"smtpd", "smtpd", "smtpd", "smtpd", "smtp", "lmtp", NULL, NULL, NULL};
    const char *prefix = prefixes[context->posture->role];
    if (!prefix)
        return fact_text(TEXT(""));
    return fact_text(text_printf(context->scope->arena, "%s_tls_fingerprint_digest", prefix));
}

struct fact field_fingerprint_digest(const struct context *context)
{
    const struct value *value = view_get(context->posture->view, field_fingerprint_parameter(context).text);
    return fact_value(value);
}
