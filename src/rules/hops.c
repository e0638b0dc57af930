/* hops: next hops that the configuration names, and the policy entries that
 * are meant for them. */
#include "context.h"
#include "postlint/buf.h"

/* The name in a next hop: of [name]:port, name:port, [name], .name */
static struct text host_of(struct text hop)
{
    if (text_starts(hop, "["))
        return text_slice(hop, 1, text_find(hop, ']'));
    if (text_starts(hop, "."))
        return text_slice(hop, 1, hop.n);
    return text_slice(hop, 0, text_find(hop, ':'));
}

static bool ends_with(struct text t, struct text suffix)
{
    return t.n > suffix.n && text_eq_nocase(text_slice(t, t.n - suffix.n, t.n), suffix);
}

/* A name that is looked up with its parents: no port, no brackets. */
static bool is_domain(struct text hop)
{
    return hop.n && hop.p[0] != '[' && text_find(hop, ':') == hop.n && text_find(hop, '/') == hop.n;
}

static bool covers(struct text key, struct text hop)
{
    return text_eq_nocase(key, hop) || (is_domain(hop) && text_starts(key, ".") && ends_with(hop, key));
}

struct text hops_missed(const struct client_policies *policies, struct text key)
{
    for (size_t i = 0; i < policies->n_hops; i++) {
        struct text hop = policies->hops[i], host = host_of(hop);
        bool is_parent = text_starts(key, ".") && ends_with(host, key);
        if (text_eq_nocase(host_of(key), host) || is_parent)
            return hop;
    }
    return TEXT("");
}

/* Entries that stand for keys that cannot be told apart here count for all. */
static bool is_covered(const struct client_policies *policies, struct text hop)
{
    for (size_t i = 0; i < policies->n; i++) {
        const struct policy *policy = &policies->items[i].policy;
        if (!policy->entry || (policy->table->source == NULL && text_is(policy->entry->key, "*")))
            return true;
        struct text type = table_type(policy->table), key = policy->entry->key;
        if (text_is(type, "regexp") || text_is(type, "pcre") || text_is(type, "cidr") || conf_has_placeholder(key) ||
            covers(key, hop))
            return true;
    }
    return false;
}

enum { HOPS_MAX = 64 }; /* each is held against every entry */

static void add_hop(struct arena *arena, struct client_policies *policies, struct text hop)
{
    for (size_t i = 0; i < policies->n_hops; i++)
        if (text_eq_nocase(policies->hops[i], hop))
            return;
    if (hop.n == 0 || policies->n_hops == HOPS_MAX || conf_has_placeholder(hop) || is_covered(policies, hop))
        return;
    if (!policies->hops)
        policies->hops = arena_array(arena, HOPS_MAX, sizeof(struct text));
    policies->hops[policies->n_hops++] = hop;
}

static void add_hops(struct arena *arena, struct client_policies *policies, struct text list)
{
    struct text token;
    while (text_token(&list, TEXT_COMMA_SP, &token))
        add_hop(arena, policies, token);
}

/* transport:nexthop, as in default_transport and transport(5). */
static void add_transport(struct arena *arena, struct client_policies *policies, struct text transport)
{
    size_t colon = text_find(transport, ':');
    if (colon < transport.n && transport.p[0] != '[')
        add_hops(arena, policies, text_slice(transport, colon + 1, transport.n));
}

void hops_find(struct arena *arena, struct client_policies *policies, struct view *view, struct table_files *files)
{
    static const struct {
        const char *parameter;
        bool is_table, has_transport;
    } sources[] = {
        {"relayhost", false, false},
        {"smtp_fallback_relay", false, false},
        {"default_transport", false, true},
        {"transport_maps", true, true},
        {"sender_dependent_relayhost_maps", true, false},
        {"sender_dependent_default_transport_maps", true, true},
    };
    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        const struct value *value = view_get(view, text_from(sources[i].parameter));
        if (value->unknown || value->error || value->text.n == 0)
            continue;
        if (!sources[i].is_table) {
            (sources[i].has_transport ? add_transport : add_hops)(arena, policies, value->text);
            continue;
        }
        size_t n_tables;
        struct table **tables = tables_read(arena, files, view, value, &n_tables);
        for (size_t t = 0; t < n_tables; t++)
            for (size_t k = 0; k < tables[t]->n && policies->n_hops < HOPS_MAX; k++)
                if (!tables[t]->entries[k].is_open && !tables[t]->entries[k].ignored.n)
                    (sources[i].has_transport ? add_transport : add_hops)(arena, policies, tables[t]->entries[k].value);
    }
}

/* Names that are never looked up in the public DNS: RFC 6761, 6762, 8375, and
 * what people use. */
static bool is_inside_name(struct text host)
{
    static const char *const endings[] = {".localhost", ".localdomain", ".local", ".lan",     ".internal",
                                          ".intern",    ".home.arpa",   ".corp",  ".private", ".test"};
    if (text_find(host, '.') == host.n && text_find(host, ':') == host.n)
        return true;
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (ends_with(host, text_from(endings[i])))
            return true;
    return false;
}

/* RFC 1918, 3927, 5735, 4193, 4291. */
static bool is_inside_address(struct text host)
{
    static const char *const starts[] = {
        "127.", "10.", "192.168.", "169.254.", "fe80:", "FE80:", "fc", "fd", "FC", "FD"};
    bool is_six = text_find(host, ':') < host.n;
    if (text_is(host, "::1"))
        return true;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (text_starts(host, starts[i]) && (i < 4 ? !is_six : is_six))
            return true;
    struct text rest = host, part;
    long first, second;
    return text_token(&rest, ".", &part) && text_number(part, &first) && first == 172 &&
           text_token(&rest, ".", &part) && text_number(part, &second) && second >= 16 && second <= 31;
}

static bool is_address(struct text host)
{
    for (size_t i = 0; i < host.n; i++)
        if (!text_is_digit(host.p[i]) && host.p[i] != '.')
            return text_find(host, ':') < host.n;
    return host.n > 0;
}

bool hop_is_inside(struct text hop)
{
    struct text host = host_of(hop);
    if (text_starts(host, "ipv6:") || text_starts(host, "IPv6:"))
        host = text_slice(host, 5, host.n);
    if (is_address(host))
        return is_inside_address(host);
    return !text_is(host, "*") && is_inside_name(host);
}
