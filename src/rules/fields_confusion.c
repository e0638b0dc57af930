/* fields_confusion: where one setting of a service hides or misses another. */
#include "fields.h"
#include "postlint/tls.h"

#include <string.h>

struct fact field_level_value(const struct context *context)
{
    if (!role_prefix(context->posture->role))
        return fact_text(TEXT(""));
    return fact_value(service_value(context, "_tls_security_level"));
}

struct fact field_wrapper_parameter(const struct context *context)
{
    return fact_text(service_parameter(context, "_tls_wrappermode"));
}

/* A level and an older switch that stand at one place: the level is taken, and
 * the switch not looked at (smtpd/smtpd.c:pre_jail_init, smtp/smtp_tls_policy.c). */
struct shadow {
    const struct value *by; /* NULL: there is none */
    const char *level;      /* what it would give */
};

static bool is_shadowed(const struct value *by, const struct value *level)
{
    return by->setting && by->is_known_parameter && level->setting && level->setting->service == by->setting->service &&
           level->text.n;
}

static struct shadow find_shadow(const struct context *context)
{
    struct shadow none = {NULL, ""};
    const struct posture *posture = context->posture;
    if (!role_prefix(posture->role))
        return none;
    const struct value *level = service_value(context, "_tls_security_level");
    const struct value *enforce = service_value(context, "_enforce_tls"), *use = service_value(context, "_use_tls");
    if (posture->wrapper != TRUTH_NO && role_is_server(posture->role))
        return none; /* neither is read */
    if (is_shadowed(enforce, level) && value_bool(enforce) == TRUTH_YES) {
        bool must_match =
            role_is_client(posture->role) && value_bool(service_value(context, "_tls_enforce_peername")) != TRUTH_NO;
        return (struct shadow){enforce, must_match ? "verify" : "encrypt"};
    }
    if (is_shadowed(use, level) && value_bool(use) != TRUTH_UNKNOWN && value_bool(enforce) == TRUTH_NO)
        return (struct shadow){use, value_bool(use) == TRUTH_YES ? "may" : "none"};
    return none;
}

struct fact field_shadowed_level(const struct context *context)
{
    return fact_word(find_shadow(context).level);
}

struct fact field_shadowed_switch(const struct context *context)
{
    const struct value *by = find_shadow(context).by;
    return fact_text(by ? by->name : TEXT(""));
}

/* Parameters of a client that mean nothing without TLS.  Not among them: what
 * chooses the level, tables that may choose it, and what costs nothing to have
 * (log levels, caches, notes about offers). */
static bool is_of_tls(struct text name)
{
    static const char *const endings[] = {
        "_tls_protocols",
        "_tls_mandatory_protocols",
        "_tls_ciphers",
        "_tls_mandatory_ciphers",
        "_tls_exclude_ciphers",
        "_tls_mandatory_exclude_ciphers",
        "_tls_CAfile",
        "_tls_CApath",
        "_tls_cert_file",
        "_tls_chain_files",
        "_tls_eccert_file",
        "_tls_trust_anchor_file",
        "_tls_scert_verifydepth",
        "_tls_verify_cert_match",
        "_tls_secure_cert_match",
        "_tls_fingerprint_digest",
        "_tls_servername",
        "_tls_fingerprint_cert_match",
        "_tls_connection_reuse",
        "_tls_dane_insecure_mx_policy",
    };
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (text_ends(name, endings[i]) && name.n == strlen(endings[i]) + 4)
            return true;
    return false;
}

static bool does_something(struct text value)
{
    return value.n && !text_is_nocase(value, "no") && !text_is_nocase(value, "none");
}

/* Another client may run with the same line of main.cf. */
static bool is_used_elsewhere(const struct scope *scope, const struct setting *setting)
{
    for (size_t i = 0; !setting->service && i < scope->conf->n_services; i++) {
        const struct posture *posture = scope->postures[i];
        bool is_off = posture->level_known && posture->level == LEVEL_NONE;
        if (!is_off && setting_is_run_by(posture, setting))
            return true;
    }
    return false;
}

static const struct setting *first_idle(const struct context *context, const struct setting *settings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text_starts(settings[i].name, role_prefix(context->posture->role)) && is_of_tls(settings[i].name) &&
            does_something(settings[i].value) && setting_is_run_by(context->posture, &settings[i]) &&
            !is_used_elsewhere(context->scope, &settings[i]))
            return &settings[i];
    return NULL;
}

struct fact field_idle_setting(const struct context *context)
{
    const struct posture *posture = context->posture;
    const struct conf *conf = context->scope->conf;
    if (!role_is_client(posture->role))
        return fact_text(TEXT(""));
    if (!posture->level_known)
        return fact_unknown();
    if (posture->level != LEVEL_NONE)
        return fact_text(TEXT(""));
    const struct setting *idle = first_idle(context, posture->service->overrides, posture->service->n_overrides);
    idle = idle ? idle : first_idle(context, conf->settings, conf->n_settings);
    return fact_text(idle ? idle->name : TEXT(""));
}

/* "transport:next hop" without the transport, and nothing if that is another
 * service.  trivial-rewrite/resolve.c: a next hop that stands there wins over
 * relayhost. */
static bool is_sent_to(const struct posture *posture, const struct value *transport, struct text *next_hop)
{
    size_t colon = text_find(transport->text, ':');
    if (value_is_unclear(transport) || !text_is(posture->service->field[SERVICE_TYPE], "unix"))
        return false;
    if (!text_eq(text_slice(transport->text, 0, colon), posture->service->field[SERVICE_NAME]))
        return false;
    *next_hop = text_slice(transport->text, colon + (colon < transport->text.n), transport->text.n);
    return true;
}

/* Where main.cf sends the mail of this client: one host, or nowhere special. */
static struct text next_hop(const struct context *context, bool *unknown)
{
    static const char *const transports[] = {"default_transport", "relay_transport"};
    struct view *view = context->scope->main;
    struct text hop = TEXT("");
    *unknown = false;
    for (size_t i = 0; i < 2 && hop.n == 0; i++) {
        if (!is_sent_to(context->posture, view_get(view, text_from(transports[i])), &hop) || hop.n || i > 0)
            continue;
        const struct value *relay = view_get(view, TEXT("relayhost"));
        *unknown = value_is_unclear(relay);
        hop = relay->text;
    }
    /* From 3.5 on there may be several; the first is tried first. */
    struct text first, rest = hop;
    return text_token(&rest, TEXT_COMMA_SP, &first) ? first : hop;
}

static struct text split_hop(struct text hop, struct text *port)
{
    size_t at = hop.n;
    *port = TEXT("");
    while (at > 0 && hop.p[at - 1] != ':' && hop.p[at - 1] != ']')
        at--;
    if (at > 0 && hop.p[at - 1] == ':') {
        *port = text_slice(hop, at, hop.n);
        return text_slice(hop, 0, at - 1);
    }
    return hop;
}

struct fact field_relay_host(const struct context *context)
{
    struct fact fact = {0};
    struct text port, host = split_hop(next_hop(context, &fact.unknown), &port);
    if (text_starts(host, "[") && text_ends(host, "]"))
        host = text_slice(host, 1, host.n - 1);
    fact.text = host;
    return fact;
}

struct fact field_relay_port(const struct context *context)
{
    struct fact fact = {0};
    struct text hop = next_hop(context, &fact.unknown), port;
    split_hop(hop, &port);
    if (hop.n == 0)
        return fact;
    /* smtp/smtp_connect.c: smtp_tcp_port from 3.2 on, before that "smtp". */
    const struct value *default_port = view_get(context->posture->view, TEXT("smtp_tcp_port"));
    if (port.n == 0)
        port = default_port->is_known_parameter ? default_port->text : TEXT("smtp");
    if (!text_number(port, &fact.number))
        fact.number = facts_port(port);
    return fact;
}

struct fact field_relay_parameter(const struct context *context)
{
    static const char *const transports[] = {"default_transport", "relay_transport"};
    struct text hop;
    for (size_t i = 0; i < 2; i++)
        if (is_sent_to(context->posture, view_get(context->scope->main, text_from(transports[i])), &hop) && hop.n)
            return fact_word(transports[i]);
    return fact_word("relayhost");
}

/* A table of addresses comes before the list (smtpd/smtpd.c:ehlo_cmd). */
struct fact field_discard_parameter(const struct context *context)
{
    const struct posture *posture = context->posture;
    if (!role_prefix(posture->role) || posture->role == ROLE_TLSPROXY)
        return fact_text(TEXT(""));
    bool is_lmtp = posture->role == ROLE_LMTP;
    const struct value *maps =
        service_value(context, is_lmtp ? "_discard_lhlo_keyword_address_maps" : "_discard_ehlo_keyword_address_maps");
    if (text_starts(maps->text, "static:"))
        return fact_text(maps->name);
    return fact_text(service_parameter(context, is_lmtp ? "_discard_lhlo_keywords" : "_discard_ehlo_keywords"));
}

struct fact field_discarded_keywords(const struct context *context)
{
    struct text name = field_discard_parameter(context).text;
    if (name.n == 0)
        return fact_text(name);
    const struct value *value = view_get(context->posture->view, name);
    bool is_table = text_starts(value->text, "static:");
    return (struct fact){.text = is_table ? text_slice(value->text, strlen("static:"), value->text.n) : value->text,
                         .unknown = value_is_unclear(value)};
}

/* smtpd(8) behind postscreen(8): what postscreen and its tlsproxy(8) run with
 * instead of the override.  From 3.12 on postscreen has parameters of its own
 * and hands them to tlsproxy. */
static struct text name_for(const struct context *context, const char *prefix)
{
    struct text name = context->setting->name;
    if (text_starts(name, "tls_"))
        return name;
    return text_printf(context->scope->arena, "%s%.*s", prefix, TEXT_ARG(text_slice(name, strlen("smtpd"), name.n)));
}

static enum truth differs(const struct context *context, const struct posture *posture, const char *prefix)
{
    const struct value *own = view_get(context->setting_view, context->setting->name);
    const struct value *other = view_get(posture->view, name_for(context, prefix));
    if (!other->is_known_parameter)
        return TRUTH_NO;
    if (value_is_unclear(own) || value_is_unclear(other))
        return TRUTH_UNKNOWN;
    return truth_of(!text_eq(own->text, other->text));
}

static bool is_behind_postscreen(const struct context *context)
{
    const struct service *service = context->setting->service;
    struct text name = context->setting->name;
    if (!service || context->setting->replaced || !text_is(service->field[SERVICE_TYPE], "pass") ||
        service_reader(service) != READER_SMTPD)
        return false;
    return text_starts(name, "smtpd_tls_") || text_starts(name, "tls_");
}

struct fact field_differs_from_postscreen(const struct context *context)
{
    const struct scope *scope = context->scope;
    enum truth found = TRUTH_NO;
    if (!is_behind_postscreen(context))
        return fact_flag(false);
    for (size_t i = 0; i < scope->conf->n_services; i++) {
        const struct posture *posture = scope->postures[i];
        if (posture->service->replaced || posture->role != ROLE_POSTSCREEN)
            continue;
        /* postscreen itself knows the level, and from 3.12 on all the rest. */
        const struct value *own = view_get(posture->view, name_for(context, "postscreen"));
        const struct posture *asked = own->is_known_parameter ? posture : posture->handshakes;
        if (asked)
            found = truth_or(found, differs(context, asked, own->is_known_parameter ? "postscreen" : "tlsproxy"));
    }
    return fact_truth(found);
}

/* Helper programs.  Some are looked for under a name that main.cf gives, in
 * releases that have the parameter: tls_mgr.c of 2.10 asks for "tlsmgr". */

static bool is_run_as(const struct context *context, const char *program, const char *parameter)
{
    const struct conf *conf = context->scope->conf;
    const struct value *name = view_get(context->scope->main, text_from(parameter));
    struct text wanted = name->is_known_parameter ? name->text : text_from(program);
    for (size_t i = 0; i < conf->n_services; i++) {
        const struct service *service = &conf->services[i];
        if (service->is_template || name->unknown || text_eq(service->field[SERVICE_NAME], wanted))
            return true;
    }
    return false;
}

/* "#tlsmgr unix ...": somebody took it out. */
static bool is_commented_out(const struct source *source, const char *name)
{
    struct text rest = source->bytes, line;
    while (text_token(&rest, "\n", &line)) {
        struct text word, words = text_slice(line, 1, line.n);
        if (text_starts(line, "#") && text_token(&words, TEXT_BLANKS, &word) && text_is(word, name) &&
            text_token(&words, TEXT_BLANKS, &word) && (text_is(word, "unix") || text_is(word, "fifo")))
            return true;
    }
    return false;
}

/* Pieces of a master.cf have no cleanup(8), without which no mail is taken. */
static bool is_whole_master(const struct conf *conf)
{
    for (size_t i = 0; i < conf->n_services; i++)
        if (text_is(conf->services[i].field[SERVICE_COMMAND], "cleanup"))
            return true;
    return false;
}

static bool is_missing(const struct context *context, const char *name, const char *parameter)
{
    const struct conf *conf = context->scope->conf;
    if (!conf->master || conf->master->is_template || is_run_as(context, name, parameter))
        return false;
    return is_whole_master(conf) || is_commented_out(conf->master, name);
}

static bool wants_tlsproxy(const struct posture *posture)
{
    if (!posture->live && posture->role != ROLE_POSTSCREEN)
        return false;
    if (posture->role == ROLE_POSTSCREEN)
        return posture->level_known && posture->level != LEVEL_NONE && posture->level != LEVEL_INVALID;
    const char *reuse = posture->role == ROLE_LMTP ? "lmtp_tls_connection_reuse" : "smtp_tls_connection_reuse";
    return role_is_client(posture->role) && value_bool(view_get(posture->view, text_from(reuse))) == TRUTH_YES;
}

struct fact field_missing_helpers(const struct context *context)
{
    const struct scope *scope = context->scope;
    bool uses_tls = false, uses_tlsproxy = false;
    for (size_t i = 0; i < scope->conf->n_services; i++) {
        const struct posture *posture = scope->postures[i];
        if (posture->service->replaced || posture->role == ROLE_TLSPROXY)
            continue;
        uses_tls = uses_tls || posture->live;
        uses_tlsproxy = uses_tlsproxy || wants_tlsproxy(posture);
    }
    bool tlsmgr = uses_tls && is_missing(context, "tlsmgr", "tlsmgr_service_name");
    bool tlsproxy = uses_tlsproxy && is_missing(context, "tlsproxy", "tlsproxy_service_name");
    return fact_word(tlsmgr && tlsproxy ? "tlsmgr tlsproxy" : tlsmgr ? "tlsmgr" : tlsproxy ? "tlsproxy" : "");
}

/* Logins. */

struct fact field_auth_parameter(const struct context *context)
{
    return fact_text(service_parameter(context, "_sasl_auth_enable"));
}

struct fact field_sasl_in_tls_parameter(const struct context *context)
{
    return fact_text(context->posture->sasl[SASL_IN_TLS].parameter);
}

/* Whether one of the parameters PREFIX + SUFFIXES is written. */
static struct fact is_written(const struct context *context, const char *const *suffixes)
{
    for (; role_prefix(context->posture->role) && *suffixes; suffixes++)
        if (service_value(context, *suffixes)->setting)
            return fact_flag(true);
    return fact_flag(false);
}

struct fact field_sasl_in_tls_apart(const struct context *context)
{
    static const char *const suffixes[] = {"_sasl_tls_security_options", "_sasl_tls_verified_security_options", NULL};
    return is_written(context, suffixes);
}

struct fact field_sasl_filtered(const struct context *context)
{
    static const char *const suffixes[] = {"_sasl_mechanism_filter", NULL};
    return is_written(context, suffixes);
}

/* The first word that matches decides (util/match_list.c); what a file or
 * table says of the name is not known. */
static enum truth passes_filter(struct text filter, const char *mechanism)
{
    struct text word;
    while (text_token(&filter, TEXT_COMMA_SP, &word)) {
        enum truth found = TRUTH_YES;
        for (; text_starts(word, "!"); word = text_slice(word, 1, word.n))
            found = found == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
        if (text_is_nocase(word, mechanism) || text_starts(word, "static:"))
            return found;
        if (text_starts(word, "/") || text_find(word, ':') < word.n)
            return TRUTH_UNKNOWN;
    }
    return TRUTH_NO;
}

struct fact field_sasl_filters_passwords(const struct context *context)
{
    if (!role_prefix(context->posture->role))
        return fact_flag(false);
    const struct value *filter = service_value(context, "_sasl_mechanism_filter");
    if (!filter->setting || !filter->is_known_parameter)
        return fact_flag(false);
    if (filter->unknown)
        return fact_unknown();
    enum truth plain = passes_filter(filter->text, "PLAIN"), login = passes_filter(filter->text, "LOGIN");
    if (plain == TRUTH_YES || login == TRUTH_YES)
        return fact_flag(false);
    return plain == TRUTH_NO && login == TRUTH_NO ? fact_flag(true) : fact_unknown();
}

/* Where a login happens and options are known to lack noanonymous; that of the
 * options without TLS comes first, since the others have it for their default. */
struct fact field_anonymous_parameter(const struct context *context)
{
    for (size_t i = 0; i < SASL_PLACES; i++) {
        const struct posture_sasl *place = &context->posture->sasl[i];
        if (place->offered == TRUTH_YES && place->options_known && !text_contains(place->options, "noanonymous"))
            return fact_text(place->parameter);
    }
    return fact_text(TEXT(""));
}
