/* posture: see posture.h. */
#include "postlint/posture.h"

#include "client.h"
#include "ehlo.h"
#include "postlint/buf.h"
#include "renegotiation.h"
#include "sasl.h"
#include "startup.h"
#include "suites.h"

static const char *const role_names[] = {
    "mx", "submission", "submissions", "smtpd", "client", "lmtp", "postscreen", "tlsproxy", "other",
};

const char *role_name(enum role role)
{
    return role_names[role];
}

const char *role_prefix(enum role role)
{
    static const char *const prefixes[] = {"smtpd", "smtpd",      "smtpd",    "smtpd", "smtp",
                                           "lmtp",  "postscreen", "tlsproxy", NULL};
    return prefixes[role];
}

bool role_parse(struct text t, enum role *role)
{
    for (int i = ROLE_MX; i <= ROLE_OTHER; i++) {
        if (!text_is(t, role_names[i]))
            continue;
        *role = (enum role)i;
        return true;
    }
    return false;
}

bool role_is_server(enum role role)
{
    return role <= ROLE_SMTPD || role == ROLE_POSTSCREEN || role == ROLE_TLSPROXY;
}

bool role_is_client(enum role role)
{
    return role == ROLE_CLIENT || role == ROLE_LMTP;
}

/* util/host_port.c:host_port: what follows the last colon outside brackets. */
long service_port(const struct service *service, struct text *host)
{
    struct text name = service->field[SERVICE_NAME];
    *host = TEXT("");
    if (!text_is(service->field[SERVICE_TYPE], "inet"))
        return 0;
    size_t at = name.n;
    while (at > 0 && name.p[at - 1] != ':' && name.p[at - 1] != ']')
        at--;
    struct text port = name;
    if (at > 0 && name.p[at - 1] == ':') {
        *host = text_slice(name, 0, at - 1);
        port = text_slice(name, at, name.n);
    }
    if (text_starts(*host, "[") && text_ends(*host, "]"))
        *host = text_slice(*host, 1, host->n - 1);
    long number;
    return text_number(port, &number) ? number : facts_port(port);
}

static enum truth bool_of(const struct value *value)
{
    return value_bool(value);
}

struct maker {
    struct arena *arena;
    struct view *view;
    struct posture *out;
    const char *prefix; /* of the parameters that decide the level */
};

/* The parameter of this program that ends in SUFFIX: "_tls_protocols". */
static struct text named(const struct maker *maker, const char *suffix)
{
    return text_join(maker->arena, text_from(maker->prefix), text_from(suffix));
}

static const struct value *get(const struct maker *maker, const char *suffix)
{
    return view_get(maker->view, named(maker, suffix));
}

bool host_is_loopback(struct text host)
{
    return text_starts(host, "127.") || text_is(host, "::1") || text_is_nocase(host, "localhost") ||
           text_is_nocase(host, "ip6-localhost") || text_is_nocase(host, "localhost.localdomain");
}

static enum truth interfaces_are_loopback(struct view *view)
{
    const struct value *value = view_get(view, TEXT("inet_interfaces"));
    if (value_is_unclear(value))
        return TRUTH_UNKNOWN;
    struct text rest = value->text, token;
    size_t n = 0;
    while (text_token(&rest, TEXT_COMMA_SP, &token)) {
        n++;
        if (text_starts(token, "[") && text_ends(token, "]"))
            token = text_slice(token, 1, token.n - 1);
        if (!host_is_loopback(token) && !text_is_nocase(token, "loopback-only"))
            return TRUTH_NO;
    }
    return truth_of(n > 0);
}

/* A helper port: its own access list lets nobody in but $mynetworks. */
static bool is_closed(struct view *view)
{
    const struct value *value = view_get(view, TEXT("smtpd_client_restrictions"));
    if (value->origin != ORIGIN_OVERRIDE || value_is_unclear(value))
        return false;
    struct text rest = value->text, first, second, third;
    return text_token(&rest, TEXT_COMMA_SP, &first) && text_token(&rest, TEXT_COMMA_SP, &second) &&
           !text_token(&rest, TEXT_COMMA_SP, &third) && text_is(first, "permit_mynetworks") &&
           text_is(second, "reject");
}

static enum truth exposure(const struct maker *maker)
{
    const struct service *service = maker->out->service;
    struct text type = service->field[SERVICE_TYPE], host;
    if (role_is_client(maker->out->role))
        return TRUTH_YES;
    if (!text_is(type, "inet") && !text_is(type, "pass"))
        return maker->out->role == ROLE_TLSPROXY ? TRUTH_YES : TRUTH_NO;
    if (maker->out->reader == READER_SMTPD && is_closed(maker->view))
        return TRUTH_NO;
    if (text_is(type, "pass"))
        return truth_not(interfaces_are_loopback(maker->view));
    service_port(service, &host);
    if (host.n)
        return truth_of(!host_is_loopback(host));
    return truth_not(interfaces_are_loopback(maker->view));
}

static enum role find_role(const struct maker *maker)
{
    const struct posture *out = maker->out;
    switch (out->reader) {
    case READER_SMTP:
        return ROLE_CLIENT;
    case READER_LMTP:
        return ROLE_LMTP;
    case READER_POSTSCREEN:
        return ROLE_POSTSCREEN;
    case READER_TLSPROXY:
        return ROLE_TLSPROXY;
    case READER_SMTPD:
        break;
    default:
        return ROLE_OTHER;
    }
    /* smtpd behind postscreen answers on the port of postscreen. */
    bool is_pass = text_is(out->service->field[SERVICE_TYPE], "pass");
    if (out->port == 25 || (is_pass && text_is(out->service->field[SERVICE_NAME], "smtpd")))
        return ROLE_MX;
    if (out->port == 587)
        return ROLE_SUBMISSION;
    return out->port == 465 ? ROLE_SUBMISSIONS : ROLE_SMTPD;
}

static void set_level(struct maker *maker, enum tls_level level, struct text parameter)
{
    maker->out->level = level;
    maker->out->level_known = true;
    maker->out->level_parameter = parameter;
}

/* smtpd/smtpd.c:pre_jail_init, postscreen/postscreen.c, tlsproxy/tlsproxy.c:
 * verify, secure and fingerprint are taken as encrypt; dane is fatal. */
static enum tls_level server_level(enum tls_level level)
{
    switch (level) {
    case LEVEL_FINGERPRINT:
    case LEVEL_VERIFY:
    case LEVEL_SECURE:
        return LEVEL_ENCRYPT;
    case LEVEL_DANE:
    case LEVEL_DANE_ONLY:
        return LEVEL_INVALID;
    default:
        return level;
    }
}

/* smtpd/smtpd.c:pre_jail_init, without a level. */
static void legacy_level(struct maker *maker, const struct value *enforce, const struct value *use)
{
    enum truth enforced = bool_of(enforce), used = bool_of(use);
    struct text level_name = named(maker, "_tls_security_level");
    maker->out->level_parameter = level_name;
    /* A written `no` is why there is no TLS. */
    struct text decided = use->setting ? use->name : level_name;
    if (enforced == TRUTH_YES)
        set_level(maker, LEVEL_ENCRYPT, enforce->name);
    else if (enforced == TRUTH_NO && used != TRUTH_UNKNOWN)
        set_level(maker, used == TRUTH_YES ? LEVEL_MAY : LEVEL_NONE, decided);
}

/* A template that can set anything in main.cf will not set this one there,
 * where it would close port 25. */
static enum truth wrapper_of(const struct maker *maker)
{
    const struct value *value = get(maker, "_tls_wrappermode");
    bool is_open = view_conf(maker->view)->main_is_open && !maker->out->service->has_unknown_options;
    return value->unknown && !value->setting && is_open ? TRUTH_NO : bool_of(value);
}

static void find_level(struct maker *maker)
{
    struct posture *out = maker->out;
    out->wrapper = TRUTH_NO;
    if (role_is_client(out->role)) {
        client_find_level(maker->arena, out, maker->prefix);
        return;
    }
    enum truth dies = out->role == ROLE_TLSPROXY ? client_kills_tlsproxy(maker->view) : TRUTH_NO;
    if (dies == TRUTH_YES)
        set_level(maker, LEVEL_INVALID, TEXT("tlsproxy_client_security_level"));
    if (dies != TRUTH_NO)
        return;
    if (out->reader == READER_SMTPD)
        out->wrapper = wrapper_of(maker);
    if (out->wrapper == TRUTH_YES) {
        set_level(maker, LEVEL_ENCRYPT, TEXT("smtpd_tls_wrappermode"));
        return;
    }
    const struct value *level = get(maker, "_tls_security_level");
    out->level_parameter = level->name;
    if (level->unknown)
        return;
    if (level->error || level->text.n) {
        enum tls_level parsed = tls_level_parse(level->text, view_target(maker->view)->postfix);
        parsed = level->error ? LEVEL_INVALID : server_level(parsed);
        if (out->wrapper == TRUTH_NO || parsed == LEVEL_ENCRYPT)
            set_level(maker, parsed, level->name);
        return;
    }
    if (out->wrapper == TRUTH_NO)
        legacy_level(maker, get(maker, "_enforce_tls"), get(maker, "_use_tls"));
}

static void read_list(struct maker *maker, int which, const char *suffix)
{
    struct posture_list *list = &maker->out->lists[which];
    const struct target *target = view_target(maker->view);
    const struct value *value = get(maker, suffix);
    list->parameter = value->name;
    if (value_is_unclear(value))
        return;
    list->is_known = true;
    list->parsed = tls_protocols_parse(value->text, target->postfix);
    list->enabled = list->parsed.enabled & tls_library_versions(target->openssl, target->weak_ciphers);
}

/* The list in force: *_mandatory_* at encrypt and above. */
static void find_protocols(struct maker *maker)
{
    struct posture *out = maker->out;
    /* Before 3.12 tlsproxy(8) uses its own lists for postscreen. */
    if (!get(maker, "_tls_protocols")->is_known_parameter && out->role == ROLE_POSTSCREEN)
        return;
    read_list(maker, POSTURE_OPPORTUNISTIC, "_tls_protocols");
    read_list(maker, POSTURE_MANDATORY, "_tls_mandatory_protocols");
    if (!out->level_known || out->level == LEVEL_NONE || out->level == LEVEL_INVALID)
        return;
    bool mandatory = role_is_client(out->role) ? client_is_mandatory(out) : out->level != LEVEL_MAY;
    out->live = &out->lists[mandatory ? POSTURE_MANDATORY : POSTURE_OPPORTUNISTIC];
    out->ciphers_parameter = named(maker, mandatory ? "_tls_mandatory_ciphers" : "_tls_ciphers");
}

/* What a template will fill in counts: somebody names a certificate. */
static enum truth is_set(const struct value *value)
{
    if (value->unknown && value->setting)
        return truth_of(value->is_known_parameter);
    if (value_is_unclear(value))
        return TRUTH_UNKNOWN;
    return truth_of(value->is_known_parameter && value->text.n > 0);
}

static void find_certificate(struct maker *maker)
{
    static const char *const suffixes[] = {"_tls_cert_file", "_tls_chain_files", "_tls_eccert_file", "_tls_dcert_file"};
    maker->out->has_certificate = TRUTH_NO;
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
        maker->out->has_certificate = truth_or(maker->out->has_certificate, is_set(get(maker, suffixes[i])));
}

static void find_offer(struct maker *maker)
{
    struct posture *out = maker->out;
    out->offered = TRUTH_UNKNOWN;
    if (out->level_known)
        out->offered = truth_of(out->level != LEVEL_NONE && out->level != LEVEL_INVALID);
    out->offered = truth_and(out->offered, truth_of(out->fatal.n == 0));
    if (out->wrapper == TRUTH_NO)
        out->offered = truth_and(out->offered, truth_not(ehlo_discards(maker->arena, out, maker->prefix, "starttls")));
}

/* Whether a server sets up its TLS engine. */
static enum truth has_engine(const struct posture *out)
{
    if (!out->level_known)
        return TRUTH_UNKNOWN;
    return truth_and(truth_of(out->level != LEVEL_NONE && out->level != LEVEL_INVALID), out->has_certificate);
}

static const char *prefix_of(unsigned reader)
{
    switch (reader) {
    case READER_SMTPD:
        return "smtpd";
    case READER_SMTP:
        return "smtp";
    case READER_LMTP:
        return "lmtp";
    case READER_POSTSCREEN:
        return "postscreen";
    case READER_TLSPROXY:
        return "tlsproxy";
    default:
        return NULL;
    }
}

/* postscreen/postscreen_starttls.c: the service that $tlsproxy_service_name is. */
static const struct posture *tlsproxy_of(const struct maker *maker, struct posture_cache *cache)
{
    const struct conf *conf = view_conf(maker->view);
    struct text name = view_get(maker->view, TEXT("tlsproxy_service_name"))->text;
    for (size_t i = 0; i < conf->n_services; i++) {
        const struct service *service = &conf->services[i];
        if (service->replaced || service_reader(service) != READER_TLSPROXY ||
            !text_eq(service->field[SERVICE_NAME], name) || !text_is(service->field[SERVICE_TYPE], "unix"))
            continue;
        return posture_new(maker->arena, view_new(maker->arena, conf, view_target(maker->view), service), cache);
    }
    return NULL;
}

/* Whatever lists it has, postscreen needs a tlsproxy to use them. */
static void find_tlsproxy(const struct maker *maker, struct posture_cache *cache)
{
    const struct posture *tlsproxy = tlsproxy_of(maker, cache);
    if (!tlsproxy || !maker->out->live)
        maker->out->handshakes = tlsproxy;
}

/* master/master_ent.c:get_master_ent, global/match_service.c: the master takes
 * no notice of such an entry.  A pattern is NAME/TYPE, in its older form
 * NAME.TYPE, or TYPE; the first that matches decides.  What is unknown turns
 * nothing off. */
static bool is_disabled(struct arena *arena, struct view *view)
{
    const struct service *service = view_service(view);
    /* The master reads main.cf alone; an override says nothing to it. */
    if (!service || conf_override(service, TEXT("master_service_disable")))
        return false;
    const struct value *list = view_get(view, TEXT("master_service_disable"));
    if (value_is_unclear(list) || list->text.n == 0)
        return false;
    struct text name = service->field[SERVICE_NAME], type = service->field[SERVICE_TYPE];
    const char *patterns[] = {text_printf(arena, "%.*s", TEXT_ARG(type)).p,
                              text_printf(arena, "%.*s/%.*s", TEXT_ARG(name), TEXT_ARG(type)).p,
                              text_printf(arena, "%.*s.%.*s", TEXT_ARG(name), TEXT_ARG(type)).p};
    struct text rest = list->text, word;
    while (text_token(&rest, TEXT_COMMA_SP, &word)) {
        bool match = true;
        for (; word.n && word.p[0] == '!'; word = text_slice(word, 1, word.n))
            match = !match;
        for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
            if (text_is_nocase(word, patterns[i]))
                return match;
    }
    return false;
}

const struct posture *posture_new(struct arena *arena, struct view *view, struct posture_cache *cache)
{
    struct posture *out = arena_alloc(arena, sizeof(*out));
    struct maker maker = {.arena = arena, .view = view, .out = out};
    struct text host;
    out->view = view;
    out->service = view_service(view);
    out->reader = service_reader(out->service);
    out->port = service_port(out->service, &host);
    bool is_off = is_disabled(arena, view);
    out->role = is_off ? ROLE_OTHER : find_role(&maker);
    out->level = LEVEL_NONE;
    out->handshakes = out;
    maker.prefix = is_off ? NULL : prefix_of(out->reader);
    if (!maker.prefix) {
        out->level_known = true;
        out->exposed = exposure(&maker);
        return out;
    }
    out->exposed = exposure(&maker);
    find_level(&maker);
    find_protocols(&maker);
    find_certificate(&maker);
    if (role_is_server(out->role))
        out->fatal = startup_fatal(out, has_engine(out));
    if (out->fatal.n == 0)
        out->fatal = sasl_fatal(arena, out, maker.prefix);
    find_offer(&maker);
    if (posture_cache_files(cache) && out->role != ROLE_POSTSCREEN)
        out->credentials = credentials_find(arena, view, maker.prefix, out->live != NULL, posture_cache_files(cache));
    enum truth stops = TRUTH_NO;
    if (out->live && role_is_client(out->role))
        stops = client_find_obstacle(arena, out, maker.prefix);
    if (out->live && stops != TRUTH_UNKNOWN)
        posture_find_suites(arena, out, maker.prefix, cache);
    if (out->role == ROLE_POSTSCREEN)
        find_tlsproxy(&maker, cache);
    out->renegotiation = renegotiation_find(out->handshakes ? out->handshakes : out);
    sasl_find(arena, out, maker.prefix);
    return out;
}
