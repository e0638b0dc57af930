/* fields_client: what can be asked of a client and of what a policy entry makes
 * of it: whom it reaches, and by what it knows the server.
 * Postfix: smtp/smtp_tls_policy.c:policy_create, smtp/smtp_addr.c. */
#include "fields.h"

struct fact field_dnssec_obstacle(const struct context *context)
{
    struct text obstacle;
    enum truth has = posture_dnssec(context->scope->arena, context->posture, &obstacle);
    return (struct fact){.text = obstacle, .unknown = has == TRUTH_UNKNOWN};
}

/* Whom it trusts, at levels verify and secure. */
struct fact field_has_trust_anchors(const struct context *context)
{
    static const char *const suffixes[] = {"_tls_CAfile", "_tls_CApath", "_tls_trust_anchor_file"};
    const struct policy *policy = context->policy;
    enum truth has = value_bool(view_get(context->posture->view, TEXT("tls_append_default_CA")));
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        const struct value *value = service_value(context, suffixes[i]);
        if (value->is_known_parameter)
            has = truth_or(has, value_is_unclear(value) ? TRUTH_UNKNOWN : truth_of(value->text.n > 0));
    }
    return fact_truth(truth_or(has, truth_of(policy && policy->tokens[POLICY_TAFILE].p)));
}

static const char *match_suffix(enum tls_level level)
{
    return level == LEVEL_VERIFY        ? "_tls_verify_cert_match"
           : level == LEVEL_SECURE      ? "_tls_secure_cert_match"
           : level == LEVEL_FINGERPRINT ? "_tls_fingerprint_cert_match"
                                        : NULL;
}

struct fact field_match_names(const struct context *context)
{
    const struct posture *posture = context->posture;
    const char *suffix = posture->level_known ? match_suffix(posture->level) : NULL;
    if (!posture->level_known)
        return fact_unknown();
    if (context->policy && context->policy->match.p)
        return fact_text(context->policy->match);
    return suffix ? fact_value(service_value(context, suffix)) : fact_text(TEXT(""));
}

struct fact field_match_parameter(const struct context *context)
{
    const struct posture *posture = context->posture;
    const char *suffix = posture->level_known ? match_suffix(posture->level) : NULL;
    return fact_text(suffix ? service_value(context, suffix)->name : TEXT(""));
}

/* smtp_addr.c:smtp_domain_addr: MX records are looked up unless the next hop is
 * in brackets or no DNS is used. */
struct fact field_mx_lookups(const struct context *context)
{
    const struct value *support = service_value(context, "_dns_support_level");
    const struct value *off = view_get(context->posture->view, TEXT("disable_dns_lookups"));
    const struct value *relay = view_get(context->posture->view, TEXT("relayhost"));
    if (context->posture->role == ROLE_LMTP)
        return fact_flag(false);
    if (text_is_nocase(support->text, "disabled") || value_bool(off) == TRUTH_YES)
        return fact_flag(false);
    if (context->policy) {
        struct fact kind = field_key_kind(context);
        return (struct fact){.flag = text_is(kind.text, "domain") || text_is(kind.text, "subdomains"),
                             .unknown = kind.unknown};
    }
    return (struct fact){.flag = !text_starts(text_trim(relay->text), "["), .unknown = value_is_unclear(relay)};
}

/* Fingerprints. */

static size_t digest_length(struct text name)
{
    static const struct {
        const char *name;
        size_t bytes;
    } digests[] = {{"md5", 16}, {"sha1", 20}, {"sha224", 28}, {"sha256", 32}, {"sha384", 48}, {"sha512", 64}};
    for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++)
        if (text_is_nocase(name, digests[i].name))
            return digests[i].bytes;
    return 0;
}

/* tls/tls_fprint.c:tls_digest_byname and tls/tls_dane.c:tls_dane_add_fpt_digests:
 * pairs of hexadecimal digits; the colons between them may be left out from 3.6
 * on. */
static bool is_fingerprint(struct text t, size_t bytes, bool may_be_plain)
{
    bool has_colons = text_find(t, ':') < t.n;
    size_t step = has_colons ? 3 : 2, n = has_colons ? bytes * 3 - 1 : bytes * 2;
    if (t.n != n || (!has_colons && !may_be_plain))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        bool is_colon = has_colons && i % step == 2;
        char c = t.p[i];
        bool is_hex = text_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (is_colon ? c != ':' : !is_hex)
            return false;
    }
    return true;
}

/* The first of the fingerprints in force that is none of its digest; p NULL:
 * all are, or there are none. */
static struct text bad_fingerprint(const struct context *context, struct text list, size_t bytes)
{
    bool may_be_plain = facts_has("fingerprint-plain", context->scope->target->postfix);
    const char *separators = context->policy && context->policy->match.p ? "|" : TEXT_COMMA_SP;
    struct text token;
    while (text_token(&list, separators, &token))
        if (!is_fingerprint(token, bytes, may_be_plain))
            return token;
    return (struct text){0};
}

struct fact field_bad_fingerprint(const struct context *context)
{
    struct fact names = field_match_names(context);
    const struct value *digest = service_value(context, "_tls_fingerprint_digest");
    if (context->posture->level_known && context->posture->level != LEVEL_FINGERPRINT)
        return fact_text(TEXT(""));
    if (names.unknown || value_is_unclear(digest))
        return fact_unknown();
    size_t bytes = digest_length(digest->text);
    struct text bad = bytes ? bad_fingerprint(context, names.text, bytes) : TEXT("");
    return fact_text(bad.p ? bad : TEXT(""));
}

/* Next hops. */

static struct hop_levels hop_levels(const struct context *context)
{
    return hops_levels(context->scope->arena, context->policies, context->posture, context->scope->tables);
}

struct fact field_relay_levels(const struct context *context)
{
    struct buf out = buf_new(context->scope->arena);
    if (!role_is_client(context->posture->role))
        return fact_text(TEXT(""));
    if (!context->policies)
        return fact_unknown();
    struct hop_levels found = hop_levels(context);
    for (int level = LEVEL_INVALID; level <= LEVEL_SECURE; level++)
        if (found.levels >> level & 1)
            buf_printf(&out, "%s%s", out.n ? " " : "", tls_level_name((enum tls_level)level));
    return (struct fact){.text = buf_done(&out), .unknown = found.unknown};
}

struct fact field_relay(const struct context *context)
{
    struct text first = {0};
    if (role_is_client(context->posture->role) && context->policies)
        first = hop_levels(context).first;
    return fact_text(first.n ? first : TEXT("any server"));
}

struct fact field_policy_levels(const struct context *context)
{
    const struct client_policies *policies = context->policies;
    struct buf out = buf_new(context->scope->arena);
    unsigned seen = 0;
    if (!policies)
        return fact_unknown();
    bool unknown = role_is_client(context->posture->role) && !policies->blank;
    for (size_t i = 0; i < policies->n; i++) {
        const struct posture_policy *item = &policies->items[i];
        unknown = unknown || item->policy.unknown.n > 0;
        unsigned bit = item->posture ? 1U << item->policy.level : 0;
        if (bit & ~seen)
            buf_printf(&out, "%s%s", out.n ? " " : "", tls_level_name(item->policy.level));
        seen |= bit;
    }
    return (struct fact){.text = buf_done(&out), .unknown = unknown};
}

/* master.cf. */

/* master/master_ent.c:get_master_ent: "-" was y before 3.0, and is so below
 * compatibility level 1. */
struct fact field_chroot(const struct context *context)
{
    struct text word = context->posture->service->field[SERVICE_CHROOT];
    const struct value *level = view_get(context->posture->view, TEXT("compatibility_level"));
    if (!text_is(word, "-"))
        return fact_flag(text_is(word, "y"));
    if (!facts_has("no-chroot-by-default", context->scope->target->postfix))
        return fact_flag(true);
    return (struct fact){.flag = text_is(level->text, "0"), .unknown = value_is_unclear(level)};
}

/* global/mail_params.h: what hands mail to lmtp(8). */
static bool is_local_hop(struct text hop)
{
    struct text host = hop;
    if (text_starts(hop, "unix:"))
        return true;
    if (text_starts(host, "inet:"))
        host = text_slice(host, 5, host.n);
    if (text_starts(host, "["))
        host = text_slice(host, 1, text_find(host, ']'));
    else
        host = text_slice(host, 0, text_find(host, ':'));
    bool is_open = text_find(host, '{') < host.n, is_near = text_find(host, '.') == host.n; /* a container beside it */
    return host.n == 0 || is_open || is_near || host_is_loopback(host);
}

/* The transport parameters that name this service and a host. */
static struct text lmtp_hop(const struct context *context, struct text *parameter)
{
    static const char *const parameters[] = {"local_transport",   "virtual_transport", "relay_transport",
                                             "default_transport", "mailbox_transport", "fallback_transport"};
    for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
        const struct value *value = view_get(context->posture->view, text_from(parameters[i]));
        size_t colon = text_find(value->text, ':');
        bool is_own = text_eq(text_slice(value->text, 0, colon), context->posture->service->field[SERVICE_NAME]);
        struct text hop = text_slice(value->text, colon < value->text.n ? colon + 1 : colon, value->text.n);
        if (value_is_unclear(value) || !is_own || is_local_hop(hop))
            continue;
        *parameter = value->name;
        return hop;
    }
    *parameter = TEXT("");
    return TEXT("");
}

struct fact field_lmtp_hop(const struct context *context)
{
    struct text parameter;
    return fact_text(lmtp_hop(context, &parameter));
}

struct fact field_lmtp_hop_parameter(const struct context *context)
{
    struct text parameter;
    lmtp_hop(context, &parameter);
    return fact_text(parameter);
}
