/* fields_protocols: what can be asked of protocol lists. */
#include "fields.h"

/* Versions are bits in ascending order: all below the floor's bit. */
unsigned versions_below_floor(const struct context *context, unsigned versions)
{
    const struct floor_value *floor = fact_floor(context, FLOOR_PROTOCOL);
    return versions & (floor ? (unsigned)floor->number - 1 : 0);
}

struct fact field_library_protocols(const struct context *context)
{
    const struct target *target = context->scope->target;
    return fact_versions(tls_library_versions(target->openssl, target->weak_ciphers), true);
}

struct fact field_enabled_protocols(const struct context *context)
{
    const struct posture_list *live = context->posture->live;
    return fact_versions(live ? live->enabled : 0, !live || live->is_known);
}

struct fact field_list_valid(const struct context *context)
{
    const struct posture_list *live = context->posture->live;
    return (struct fact){.flag = live && live->parsed.is_valid, .unknown = live && !live->is_known};
}

struct fact fact_origin(const struct context *context, struct text parameter)
{
    struct view *view = context->posture->view;
    const struct value *cause = value_cause(view, view_get(view, parameter));
    struct fact fact = fact_word(origin_name(cause->origin));
    fact.unknown = !cause->setting && cause->may_be_set;
    return fact;
}

struct fact field_list_origin(const struct context *context)
{
    const struct posture_list *live = context->posture->live;
    return live ? fact_origin(context, live->parameter) : fact_text(TEXT(""));
}

/* Versions are bits in ascending order. */

static unsigned lowest_bit(unsigned set)
{
    return set & (~set + 1);
}

/* What of SET is above all of OTHER. */
static unsigned above(unsigned set, unsigned other)
{
    for (unsigned bit = TLS_SSL2; bit <= TLS_1_3; bit <<= 1)
        if (other & bit)
            set &= ~(2 * bit - 1);
    return set;
}

/* Of what the library speaks, what SET leaves out above its lowest version and
 * below its highest. */
static unsigned gap_of(const struct context *context, unsigned set)
{
    unsigned library = field_library_protocols(context).versions, gap = 0;
    for (unsigned bit = TLS_SSL2; bit <= TLS_1_3; bit <<= 1)
        if (library & ~set & bit && set & (bit - 1) && above(set, bit))
            gap |= bit;
    return gap;
}

struct fact field_gap(const struct context *context)
{
    struct fact fact = field_enabled_protocols(context);
    fact.versions = gap_of(context, fact.versions);
    return fact;
}

/* Never TLS 1.3 alone. */
static struct fact list_from(const struct context *context, unsigned lowest)
{
    if (lowest > TLS_1_2)
        lowest = TLS_1_2;
    return fact_text(tls_protocols_from(context->scope->arena, lowest, context->scope->target->postfix));
}

struct fact field_list_above_gap(const struct context *context)
{
    unsigned enabled = field_enabled_protocols(context).versions;
    enabled = above(enabled, gap_of(context, enabled));
    return enabled ? list_from(context, lowest_bit(enabled)) : fact_text(TEXT(""));
}

/* A client that may fall back to clear text keeps its old versions: without
 * them old servers would get no TLS at all. */
struct fact field_list_open_above(const struct context *context)
{
    const struct posture *posture = context->posture;
    const struct floor_value *floor = fact_floor(context, FLOOR_PROTOCOL);
    unsigned lowest = lowest_bit(field_enabled_protocols(context).versions);
    bool falls_back = role_is_client(posture->role) && posture->live == &posture->lists[POSTURE_OPPORTUNISTIC];
    if (!falls_back && floor && lowest < (unsigned)floor->number)
        lowest = (unsigned)floor->number;
    if (lowest < TLS_1_0)
        lowest = TLS_1_0;
    return list_from(context, lowest);
}

/* The list of the program that is not in force; NULL where none is. */
static const struct posture_list *sibling(const struct context *context)
{
    const struct posture *posture = context->posture;
    return posture->live ? &posture->lists[posture->live == posture->lists] : NULL;
}

struct fact field_sibling_list(const struct context *context)
{
    const struct posture_list *list = sibling(context);
    return fact_text(list ? list->parameter : TEXT(""));
}

struct fact field_sibling_protocols(const struct context *context)
{
    const struct posture_list *list = sibling(context);
    return fact_versions(list ? list->enabled : 0, !list || list->is_known);
}

struct fact field_sibling_weak(const struct context *context)
{
    struct fact fact = field_sibling_protocols(context);
    fact.versions = versions_below_floor(context, fact.versions);
    return fact;
}

struct fact field_sibling_origin(const struct context *context)
{
    const struct posture_list *list = sibling(context);
    return list ? fact_origin(context, list->parameter) : fact_text(TEXT(""));
}

struct fact field_sibling_in_force(const struct context *context)
{
    const struct posture_list *list = sibling(context);
    if (!list)
        return fact_flag(false);
    return fact_flag(context->scope->live_readers[list - context->posture->lists] & context->posture->reader);
}

/* Where mail is delivered to, global/mail_params.h: transport:nexthop. */
static const char *const transports[] = {"mailbox_transport", "fallback_transport", "local_transport",
                                         "virtual_transport", "relay_transport",    "default_transport"};

/* lmtp(8): unix:path, inet:host:port or host:port, the host in brackets or not. */
static bool is_local_nexthop(struct text nexthop)
{
    if (text_starts(nexthop, "unix:"))
        return true;
    if (text_starts(nexthop, "inet:"))
        nexthop = text_slice(nexthop, sizeof("inet:") - 1, nexthop.n);
    if (text_starts(nexthop, "["))
        nexthop = text_slice(nexthop, 1, text_find(nexthop, ']'));
    else
        nexthop = text_slice(nexthop, 0, text_find(nexthop, ':'));
    return host_is_loopback(nexthop);
}

struct fact field_delivers_locally(const struct context *context)
{
    struct text service = context->posture->service->field[SERVICE_NAME];
    struct fact fact = {0};
    for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
        const struct value *value = view_get(context->scope->main, text_from(transports[i]));
        size_t colon = text_find(value->text, ':');
        if (!text_eq(text_slice(value->text, 0, colon), service))
            continue;
        if (colon == value->text.n || !is_local_nexthop(text_slice(value->text, colon + 1, value->text.n)))
            return fact_flag(false);
        fact.flag = true;
    }
    return fact;
}

/* A bound counts for versions to come as well; SSLv2 is none of those that it
 * speaks of. */
struct fact field_as_bound(const struct context *context)
{
    struct fact fact = field_value(context);
    struct text rest = fact.text, token;
    version release = context->scope->target->postfix;
    if (fact.unknown || !text_ends(context->setting->name, "_protocols") || !facts_has("protocol-bounds", release))
        return fact.unknown ? fact_unknown() : fact_text(TEXT(""));
    struct tls_protocols parsed = tls_protocols_parse(fact.text, release);
    unsigned enabled = parsed.enabled & ~(unsigned)TLS_SSL2;
    while (text_token(&rest, ", \t\r\n:", &token))
        if (token.p[0] != '!')
            return fact_text(TEXT(""));
    bool is_bound = parsed.is_valid && lowest_bit(enabled) >= TLS_1_0 &&
                    enabled == (TLS_ALL & ~(lowest_bit(enabled) - 1)) && fact.text.n;
    return fact_text(is_bound ? tls_protocols_from(context->scope->arena, lowest_bit(enabled), release) : TEXT(""));
}
