/* client: see client.h.  Postfix: smtp/smtp_tls_policy.c:policy_create,
 * global_tls_level and dane_init, smtp/smtp_connect.c, smtp/smtp.c:pre_init;
 * to 2.10 smtp/smtp_session.c. */
#include "client.h"

#include "postlint/buf.h"
#include "postlint/policy.h"

struct client {
    struct arena *arena;
    struct posture *out;
    const char *prefix;
};

static const struct value *get(const struct client *client, const char *suffix)
{
    return view_get(client->out->view, text_join(client->arena, text_from(client->prefix), text_from(suffix)));
}

static bool release_has(const struct client *client, const char *feature)
{
    return facts_has(feature, view_target(client->out->view)->postfix);
}

static void set_level(struct client *client, enum tls_level level, struct text parameter)
{
    client->out->level = level;
    client->out->level_known = true;
    client->out->level_parameter = parameter;
}

/* Without a level: enforce_tls means verify unless names are not enforced. */
static void find_legacy_level(struct client *client)
{
    const struct value *enforce = get(client, "_enforce_tls"), *use = get(client, "_use_tls");
    enum truth enforced = value_bool(enforce), used = value_bool(use);
    enum truth names = value_bool(get(client, "_tls_enforce_peername"));
    /* A written `no` is why there is no TLS. */
    struct text decided = use->setting ? use->name : client->out->level_parameter;
    if (enforced == TRUTH_YES && names != TRUTH_UNKNOWN)
        set_level(client, names == TRUTH_YES ? LEVEL_VERIFY : LEVEL_ENCRYPT, enforce->name);
    else if (enforced == TRUTH_NO && used != TRUTH_UNKNOWN)
        set_level(client, used == TRUTH_YES ? LEVEL_MAY : LEVEL_NONE, decided);
}

void client_find_level(struct arena *arena, struct posture *posture, const char *prefix)
{
    struct client client = {arena, posture, prefix};
    const struct value *level = get(&client, "_tls_security_level");
    posture->wrapper = value_bool(get(&client, "_tls_wrappermode"));
    posture->level_parameter = level->name;
    if (level->error)
        set_level(&client, LEVEL_INVALID, level->name);
    else if (level->text.n)
        set_level(&client, tls_level_parse(level->text, view_target(posture->view)->postfix), level->name);
    else if (!level->unknown)
        find_legacy_level(&client);
}

bool client_is_mandatory(const struct posture *posture)
{
    if (posture->level == LEVEL_DANE)
        return posture->wrapper == TRUTH_YES; /* without TLSA records nothing is sent */
    return posture->level != LEVEL_MAY;
}

bool client_must_match(const struct posture *posture)
{
    if (!facts_has("client-security-level", view_target(posture->view)->postfix) || !client_is_mandatory(posture))
        return false;
    return posture->level != LEVEL_ENCRYPT;
}

unsigned client_never_offers(const struct posture *posture)
{
    bool is_dane = posture->level == LEVEL_DANE_ONLY || (posture->level == LEVEL_DANE && client_is_mandatory(posture));
    if (!is_dane)
        return 0;
    return facts_has("dane-without-ssl3", view_target(posture->view)->postfix) ? TLS_SSL2 | TLS_SSL3 : TLS_SSL2;
}

/* Each of these says whether it stops all mail or all handshakes, and why. */

static bool list_has(struct text list, const char *word)
{
    struct text token;
    while (text_token(&list, TEXT_COMMA_SP, &token))
        if (text_is(token, word))
            return true;
    return false;
}

/* dane_init: what DANE cannot do without.  DNS lookups that are off there are
 * none at all. */
static enum truth has_dnssec(const struct client *client, struct text *obstacle)
{
    const struct value *support = get(client, "_dns_support_level");
    const struct value *lookup = get(client, "_host_lookup"), *options = get(client, "_dns_resolver_options");
    enum truth ignores = TRUTH_NO;
    if (client->out->role == ROLE_CLIENT)
        ignores = value_bool(view_get(client->out->view, TEXT("ignore_mx_lookup_error")));
    *obstacle = TEXT("");
    if (!value_is_unclear(support) && !text_is(support->text, "dnssec"))
        *obstacle = support->name;
    else if (ignores == TRUTH_YES)
        *obstacle = TEXT("ignore_mx_lookup_error");
    else if (!value_is_unclear(lookup) && !list_has(lookup->text, "dns"))
        *obstacle = lookup->name;
    else if (list_has(options->text, "res_defnames") || list_has(options->text, "res_dnsrch"))
        *obstacle = options->name;
    if (obstacle->n)
        return TRUTH_NO;
    bool unknown = value_is_unclear(support) || value_is_unclear(lookup) || value_is_unclear(options);
    return unknown ? TRUTH_UNKNOWN : truth_not(ignores);
}

enum truth client_has_dnssec(struct arena *arena, struct posture *posture, const char *prefix)
{
    struct client client = {arena, posture, prefix};
    struct text obstacle;
    return has_dnssec(&client, &obstacle);
}

enum truth posture_dnssec(struct arena *arena, const struct posture *posture, struct text *obstacle)
{
    struct posture copy = *posture;
    struct client client = {arena, &copy, role_prefix(posture->role)};
    *obstacle = TEXT("");
    return role_is_client(posture->role) ? has_dnssec(&client, obstacle) : TRUTH_NO;
}

static enum truth dane_stops(const struct client *client, struct text *why)
{
    const struct posture *out = client->out;
    struct text obstacle;
    bool needs_tlsa = out->level == LEVEL_DANE_ONLY || (out->level == LEVEL_DANE && out->wrapper == TRUTH_YES);
    *why = text_printf(client->arena, "dane without DNSSEC lookups (%s_dns_support_level): mail is deferred",
                       client->prefix);
    return needs_tlsa ? truth_not(has_dnssec(client, &obstacle)) : TRUTH_NO;
}

static enum truth wrapper_stops(const struct client *client, struct text *why)
{
    const struct posture *out = client->out;
    *why =
        text_printf(client->arena, "%s_tls_wrappermode wants level encrypt or above: mail is deferred", client->prefix);
    return truth_and(out->wrapper, truth_of(out->level == LEVEL_NONE || out->level == LEVEL_MAY));
}

static enum truth fingerprint_stops(const struct client *client, struct text *why)
{
    const struct value *match = get(client, "_tls_fingerprint_cert_match");
    *why = TEXT("level fingerprint without fingerprints to match: mail is deferred");
    bool has_own = client->out->policy && client->out->policy->match.p;
    if (client->out->level != LEVEL_FINGERPRINT || has_own)
        return TRUTH_NO;
    struct text list = match->text, token;
    return value_is_unclear(match) ? TRUTH_UNKNOWN : truth_of(!text_token(&list, TEXT_COMMA_SP, &token));
}

bool client_is_hostname(struct text t)
{
    enum { LABEL_MAX = 63, NAME_MAX_LENGTH = 255 };
    size_t label = 0;
    bool has_letter = false;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i], next = i + 1 < t.n ? t.p[i + 1] : '\0';
        bool ends = next == '\0' || next == '.';
        if (c == '.') {
            if (label == 0 || next == '\0')
                return false;
            label = 0;
            continue;
        }
        if (!text_is_alnum(c) && c != '_' && (c != '-' || label == 0 || ends))
            return false;
        has_letter = has_letter || !text_is_digit(c);
        if (++label > LABEL_MAX && c != '-')
            return false;
    }
    return has_letter && t.n <= NAME_MAX_LENGTH;
}

static enum truth servername_stops(const struct client *client, struct text *why)
{
    const struct value *name = get(client, "_tls_servername");
    *why = text_printf(client->arena, "%s_tls_servername is no host name: mail is deferred", client->prefix);
    bool has_own = client->out->policy && client->out->policy->servername.p;
    if (has_own || !release_has(client, "client-servername"))
        return TRUTH_NO;
    return value_is_unclear(name) ? TRUTH_UNKNOWN : truth_of(name->text.n && !client_is_hostname(name->text));
}

/* smtp/smtp.c:post_init; lmtp(8) does not look. */
static enum truth mx_policy_stops(const struct client *client, struct text *why)
{
    const struct value *policy = get(client, "_tls_dane_insecure_mx_policy");
    *why = TEXT("smtp_tls_dane_insecure_mx_policy is not may, encrypt or dane: the program dies");
    if (client->out->role != ROLE_CLIENT || !policy->is_known_parameter)
        return TRUTH_NO;
    if (value_is_unclear(policy))
        return TRUTH_UNKNOWN;
    enum tls_level level = tls_level_parse(policy->text, view_target(client->out->view)->postfix);
    return truth_of(level != LEVEL_MAY && level != LEVEL_ENCRYPT && level != LEVEL_DANE);
}

/* tls/tls_misc.c:tls_param_init, smtp/smtp_params.c: what must not be empty,
 * whether in force or not. */
static bool must_not_be_empty(const struct client *client, const struct nonempty *row)
{
    const struct param *param = facts_param(text_from(row->name));
    bool is_read = param && (row->with_engine || (param->readers & client->out->reader));
    return is_read && !(*row->unless && release_has(client, row->unless));
}

static enum truth empty_stops(const struct client *client, struct text *why)
{
    size_t n;
    const struct nonempty *rows = facts_nonempty(&n);
    enum truth stops = TRUTH_NO;
    for (size_t i = 0; i < n && stops != TRUTH_YES; i++) {
        const struct value *value = view_get(client->out->view, text_from(rows[i].name));
        if (!value->is_known_parameter || !must_not_be_empty(client, &rows[i]))
            continue;
        stops = truth_or(stops, value_is_unclear(value) ? TRUTH_UNKNOWN : truth_of(value->text.n == 0));
        *why = text_printf(client->arena, "%s is empty: the program dies", rows[i].name);
    }
    return stops;
}

enum truth client_find_obstacle(struct arena *arena, struct posture *posture, const char *prefix)
{
    static enum truth (*const checks[])(const struct client *client, struct text *why) = {
        empty_stops, mx_policy_stops, wrapper_stops, dane_stops, fingerprint_stops, servername_stops,
    };
    struct client client = {arena, posture, prefix};
    enum truth stops = TRUTH_NO;
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        struct text why;
        enum truth found = checks[i](&client, &why);
        stops = truth_or(stops, found);
        if (found == TRUTH_YES && posture->suites_error.n == 0)
            posture->suites_error = why;
    }
    return stops;
}

enum truth client_kills_tlsproxy(struct view *view)
{
    static const char *const names[] = {"tlsproxy_client_security_level", "tlsproxy_client_level"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct value *level = view_get(view, text_from(names[i]));
        if (!level->is_known_parameter)
            continue;
        if (level->unknown)
            return TRUTH_UNKNOWN;
        bool is_bad = level->text.n && tls_level_parse(level->text, view_target(view)->postfix) == LEVEL_INVALID;
        return truth_of(level->error || is_bad);
    }
    return TRUTH_NO;
}
