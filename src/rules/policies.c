/* policies: the TLS policy entries of all clients of a configuration. */
#include "context.h"

/* Entries of all clients together: hundreds of services with a table of their
 * own each would fill the memory. */
enum { ENTRIES_MAX = 50000 };

/* Options that no entry and no question about one depends on. */
static bool is_plain(const struct service *service)
{
    for (size_t i = 0; i < service->n_overrides; i++)
        if (!text_is(service->overrides[i].name, "syslog_name"))
            return false;
    return !service->has_unknown_options;
}

/* The first service with the very same settings. */
static size_t find_leader(const struct scope *scope, size_t number)
{
    const struct posture *own = scope->postures[number];
    if (!is_plain(own->service))
        return number;
    for (size_t i = 0; i < number; i++)
        if (scope->policies[i].leader == i && scope->policies[i].blank && scope->postures[i]->role == own->role &&
            is_plain(scope->postures[i]->service))
            return i;
    return number;
}

static const struct posture *blank_of(struct arena *arena, const struct posture *client)
{
    struct posture *blank = arena_alloc(arena, sizeof(*blank));
    *blank = *client;
    blank->level_known = blank->suites_known = blank->negotiable_known = blank->groups_known = false;
    blank->lists[POSTURE_OPPORTUNISTIC].is_known = false;
    blank->live = &blank->lists[POSTURE_OPPORTUNISTIC];
    blank->n_suites = blank->n_groups = 0;
    blank->offered = TRUTH_UNKNOWN;
    return blank;
}

static void find_policies(const struct scope *scope, struct client_policies *out, const struct posture *client,
                          struct posture_cache *cache)
{
    out->blank = blank_of(scope->arena, client);
    if (scope->conf->policy)
        out->items =
            policy_list_table(scope->arena, client, table_of_source(scope->arena, scope->conf->policy), cache, &out->n);
    else
        out->items = policy_list(scope->arena, client, scope->tables, cache, &out->n);
    if (out->n && client->role == ROLE_CLIENT)
        hops_find(scope->arena, out, client, scope->tables);
}

void scope_find_policies(struct scope *scope, struct posture_cache *cache)
{
    size_t n = scope->conf->n_services, total = 0;
    scope->policies = arena_array(scope->arena, n, sizeof(*scope->policies));
    for (size_t i = 0; i < n; i++) {
        const struct posture *client = scope->postures[i];
        struct client_policies *policies = &scope->policies[i];
        policies->leader = i;
        bool is_asked = role_is_client(client->role) && !client->service->replaced && !client->service->is_template;
        if (!is_asked || total >= ENTRIES_MAX)
            continue;
        size_t leader = find_leader(scope, i);
        if (leader != i) {
            *policies = scope->policies[leader];
            continue;
        }
        find_policies(scope, policies, client, cache);
        total += policies->n;
        if (scope->conf->policy)
            return; /* one client is enough */
    }
}
