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

/* An entry that stands for more keys than its own, or for ones that nobody can
 * tell. */
static bool is_open_key(const struct policy *policy)
{
    if (!policy->entry)
        return true;
    struct text type = table_type(policy->table), key = policy->entry->key;
    bool is_any = !policy->table->source && text_is(type, "static");
    return is_any || text_is(type, "regexp") || text_is(type, "pcre") || text_is(type, "cidr") ||
           conf_has_placeholder(key);
}

static bool is_covered(const struct client_policies *policies, struct text hop)
{
    for (size_t i = 0; i < policies->n; i++) {
        const struct policy *policy = &policies->items[i].policy;
        if (is_open_key(policy) || covers(policy->entry->key, hop))
            return true;
    }
    return false;
}

/* maps_find: the first entry for KEY.  NULL: none; *UNKNOWN: nobody can tell. */
static const struct posture_policy *find_entry(const struct client_policies *policies, struct text key, bool *unknown)
{
    *unknown = false;
    for (size_t i = 0; i < policies->n; i++) {
        const struct policy *policy = &policies->items[i].policy;
        bool is_static = policy->entry && text_is(table_type(policy->table), "static");
        *unknown = !is_static && is_open_key(policy);
        if (*unknown)
            return NULL;
        if (policy->entry->ignored.n == 0 && (is_static || text_eq_nocase(policy->entry->key, key)))
            return &policies->items[i];
    }
    return NULL;
}

/* tls_policy_lookup: of a domain, its parents too. */
static const struct posture *posture_for(const struct client_policies *policies, const struct posture *client,
                                         struct text hop)
{
    bool is_name = is_domain(hop), unknown;
    for (struct text key = hop;;) {
        const struct posture_policy *item = find_entry(policies, key, &unknown);
        if (unknown)
            return policies->blank;
        if (item)
            return item->posture ? item->posture : policies->blank;
        size_t dot = key.n > 1 ? text_find(text_slice(key, 1, key.n), '.') + 1 : key.n;
        if (!is_name || dot >= key.n)
            return client;
        key = text_slice(key, dot, key.n);
    }
}

/* Something that is done with each next hop. */
struct walk {
    struct arena *arena;
    struct client_policies *policies; /* hops that no entry stands for go here; or NULL */
    const struct client_policies *known;
    const struct posture *client;
    struct hop_levels *levels; /* or: what these hops give */
};

enum { HOPS_MAX = 64 }; /* each is held against every entry */

static void keep_uncovered(struct arena *arena, struct client_policies *policies, struct text hop)
{
    for (size_t i = 0; i < policies->n_hops; i++)
        if (text_eq_nocase(policies->hops[i], hop))
            return;
    if (policies->n_hops == HOPS_MAX || is_covered(policies, hop))
        return;
    if (!policies->hops)
        policies->hops = arena_array(arena, HOPS_MAX, sizeof(struct text));
    policies->hops[policies->n_hops++] = hop;
}

static void add_hop(struct walk *walk, struct text hop)
{
    struct hop_levels *levels = walk->levels;
    if (hop.n == 0)
        return;
    bool is_template = conf_has_placeholder(hop) || text_find(hop, '{') < hop.n;
    if (walk->policies && !is_template)
        keep_uncovered(walk->arena, walk->policies, hop);
    if (!levels || ++levels->n > HOPS_MAX)
        return;
    levels->unknown = levels->unknown || is_template;
    if (is_template || hop_is_inside(hop))
        return;
    const struct posture *posture = posture_for(walk->known, walk->client, hop);
    levels->unknown = levels->unknown || !posture->level_known;
    levels->levels |= posture->level_known ? 1U << posture->level : 0;
    if (levels->first.n == 0 && posture->level_known && posture->level < LEVEL_DANE_ONLY)
        levels->first = hop;
}

static void add_hops(struct walk *walk, struct text list)
{
    struct text token;
    while (text_token(&list, TEXT_COMMA_SP, &token))
        add_hop(walk, token);
}

/* transport:nexthop, as in default_transport and transport(5). */
static void add_transport(struct walk *walk, struct text transport)
{
    size_t colon = text_find(transport, ':');
    if (colon < transport.n && transport.p[0] != '[')
        add_hops(walk, text_slice(transport, colon + 1, transport.n));
}

static const struct source_of_hops {
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
enum { N_SOURCES = sizeof(sources) / sizeof(sources[0]) };

/* False where SOURCE is there and cannot be read. */
static bool walk_source(struct walk *walk, const struct source_of_hops *source, struct table_files *files)
{
    struct view *view = walk->client->view;
    const struct value *value = view_get(view, text_from(source->parameter));
    if (value_is_unclear(value))
        return false;
    if (!source->is_table) {
        (source->has_transport ? add_transport : add_hops)(walk, value->text);
        return true;
    }
    size_t n_tables;
    struct table **tables = tables_read(walk->arena, files, view, value, &n_tables);
    bool is_known = true;
    for (size_t t = 0; t < n_tables; t++) {
        is_known = is_known && tables[t]->unknown.n == 0 && tables[t]->broken.n == 0;
        for (size_t k = 0; k < tables[t]->n && k < HOPS_MAX; k++) {
            const struct table_entry *entry = &tables[t]->entries[k];
            if (entry->is_open || entry->ignored.n)
                is_known = is_known && !entry->is_open;
            else
                (source->has_transport ? add_transport : add_hops)(walk, entry->value);
        }
    }
    return is_known;
}

void hops_find(struct arena *arena, struct client_policies *policies, const struct posture *client,
               struct table_files *files)
{
    struct walk walk = {.arena = arena, .policies = policies, .known = policies, .client = client};
    for (size_t i = 0; i < N_SOURCES; i++)
        walk_source(&walk, &sources[i], files);
}

struct hop_levels hops_levels(struct arena *arena, const struct client_policies *policies, const struct posture *client,
                              struct table_files *files)
{
    struct hop_levels levels = {0};
    struct walk walk = {.arena = arena, .known = policies, .client = client, .levels = &levels};
    bool all_known = true;
    for (size_t i = 0; i < N_SOURCES; i++)
        all_known = walk_source(&walk, &sources[i], files) && all_known;
    if (!policies->blank || (levels.n == 0 && !all_known))
        levels.unknown = true;
    else if (levels.n == 0)
        levels.levels = client->level_known ? 1U << client->level : 0;
    levels.unknown = levels.unknown || !client->level_known;
    return levels;
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

static bool starts_with_one(struct text host, const char *const *starts)
{
    for (; *starts; starts++)
        if (text_starts(host, *starts))
            return true;
    return false;
}

/* RFC 1918, 3927, 5735, 4193, 4291. */
static bool is_inside_address(struct text host)
{
    static const char *const four[] = {"127.", "10.", "192.168.", "169.254.", NULL};
    static const char *const six[] = {"fe80:", "FE80:", "fc", "fd", "FC", "FD", NULL};
    bool is_six = text_find(host, ':') < host.n;
    if (text_is(host, "::1") || starts_with_one(host, is_six ? six : four))
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
