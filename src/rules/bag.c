/* bag: see bag.h. */
#include "bag.h"

#include <stdlib.h>
#include <string.h>

/* A table that both smtp(8) and lmtp(8) use has each of its faults once. */
static struct text cause_parameter(const struct finding *finding)
{
    bool is_in_table = finding->span.source && finding->span.source->kind == SOURCE_POLICY;
    return is_in_table ? TEXT("") : finding->parameter;
}

static size_t key_of(const struct finding *finding)
{
    size_t key = (size_t)(uintptr_t)finding->rule * 31 + finding->span.begin;
    key = key * 31 + (size_t)(uintptr_t)finding->span.source;
    return (key * 31 + (size_t)(uintptr_t)finding->service) * 31 + text_hash(cause_parameter(finding));
}

static bool same_cause(const struct finding *a, const struct finding *b)
{
    return a->rule == b->rule && a->service == b->service && a->span.source == b->span.source &&
           a->span.begin == b->span.begin && a->span.end == b->span.end &&
           text_eq(cause_parameter(a), cause_parameter(b));
}

static uint32_t *bag_slot(const struct bag *bag, const struct finding *finding)
{
    size_t mask = bag->n_slots - 1;
    size_t slot = key_of(finding) * 2654435761U & mask;
    while (bag->slots[slot] && !same_cause(&bag->items[bag->slots[slot] - 1], finding))
        slot = (slot + 1) & mask;
    return &bag->slots[slot];
}

struct finding *bag_find(const struct bag *bag, const struct finding *finding)
{
    if (bag->n_slots == 0)
        return NULL;
    uint32_t number = *bag_slot(bag, finding);
    return number ? &bag->items[number - 1] : NULL;
}

struct finding *bag_add(struct bag *bag, const struct finding *finding)
{
    if (bag->n * 2 >= bag->n_slots) {
        bag->n_slots = bag->n_slots ? bag->n_slots * 2 : 64;
        bag->slots = arena_array(bag->arena, bag->n_slots, sizeof(*bag->slots));
        for (size_t i = 0; bag->items && i < bag->n; i++)
            *bag_slot(bag, &bag->items[i]) = (uint32_t)(i + 1);
    }
    bag->items = arena_grow(bag->arena, bag->items, bag->n, &bag->capacity, sizeof(*bag->items));
    bag->items[bag->n++] = *finding;
    *bag_slot(bag, finding) = (uint32_t)bag->n;
    return &bag->items[bag->n - 1];
}

/* In the order of master.cf, whatever target found it first; the services of
 * a configuration lie in one array. */
void finding_add_service(struct finding *finding, struct arena *arena, const struct service *service)
{
    size_t at = 0, high = finding->n_services;
    while (at < high) {
        size_t middle = at + (high - at) / 2;
        if (finding->services[middle] < service)
            at = middle + 1;
        else
            high = middle;
    }
    if (at < finding->n_services && finding->services[at] == service)
        return;
    finding->services = arena_grow(arena, finding->services, finding->n_services, &finding->services_capacity,
                                   sizeof(const struct service *));
    memmove(&finding->services[at + 1], &finding->services[at],
            (finding->n_services - at) * sizeof(const struct service *));
    finding->services[at] = service;
    finding->n_services++;
}

static bool supersedes(const struct rule *a, const struct rule *b)
{
    for (size_t i = 0; i < a->n_supersedes; i++)
        if (strcmp(a->supersedes[i], b->id) == 0)
            return true;
    return false;
}

static bool share_service(const struct finding *a, const struct finding *b)
{
    for (size_t i = 0; i < a->n_services; i++)
        for (size_t k = 0; k < b->n_services; k++)
            if (a->services[i] == b->services[k])
                return true;
    return false;
}

static bool share_place(const struct finding *a, const struct finding *b)
{
    return a->span.source && a->span.source == b->span.source && a->span.begin < b->span.end &&
           b->span.begin < a->span.end;
}

/* One cause, one finding: drops what a more specific rule says too.  Only
 * rules that name others are looked at, so this stays near linear. */
void bag_drop_superseded(struct bag *bag)
{
    for (size_t i = 0; i < bag->n; i++) {
        const struct finding *strong = &bag->items[i];
        if (strong->severity == SEVERITY_OFF || strong->rule->n_supersedes == 0)
            continue;
        for (size_t k = 0; k < bag->n; k++) {
            struct finding *weak = &bag->items[k];
            if (weak->severity != SEVERITY_OFF && weak->severity <= strong->severity &&
                supersedes(strong->rule, weak->rule) && (share_place(strong, weak) || share_service(strong, weak)))
                weak->severity = SEVERITY_OFF;
        }
    }
}

/* One target more says MESSAGE; the words of most targets count, among equals
 * those of the newest Postfix, which come last. */
static void add_wording(struct finding *finding, struct arena *arena, struct text message)
{
    struct wording *wordings = arena_array(arena, finding->n_wordings + 1, sizeof(*wordings));
    size_t n = 0, most = 0;
    for (; n < finding->n_wordings; n++)
        wordings[n] = finding->wordings[n];
    size_t at = 0;
    while (at < n && !text_eq(wordings[at].message, message))
        at++;
    if (at == n)
        wordings[n++].message = message;
    wordings[at].targets++;
    for (size_t i = 0; i < n; i++)
        most = wordings[i].targets >= wordings[most].targets ? i : most;
    finding->wordings = wordings;
    finding->n_wordings = n;
    finding->message = wordings[most].message;
}

void bag_merge(struct bag *all, const struct bag *found, size_t target)
{
    for (size_t i = 0; i < found->n; i++) {
        const struct finding *finding = &found->items[i];
        if (finding->severity == SEVERITY_OFF)
            continue;
        struct finding *known = bag_find(all, finding);
        if (!known)
            known = bag_add(all, finding);
        else if (finding->severity < known->severity)
            known->severity = finding->severity;
        add_wording(known, all->arena, finding->message);
        for (size_t k = 0; k < finding->n_services; k++)
            finding_add_service(known, all->arena, finding->services[k]);
        known->targets |= (uint64_t)1 << target;
    }
}

static struct text service_id(const struct finding *finding)
{
    return finding->service ? finding->service->id : TEXT("");
}

/* A full order, or qsort(3) may give another one on another machine. */
static int by_place(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    bool a_none = !a->span.source, b_none = !b->span.source;
    if (a_none != b_none)
        return a_none - b_none;
    if (!a_none && a->span.source->kind != b->span.source->kind)
        return a->span.source->kind < b->span.source->kind ? -1 : 1;
    if (!a_none && a->span.source != b->span.source)
        return text_compare(a->span.source->name, b->span.source->name);
    if (a->span.begin != b->span.begin)
        return a->span.begin < b->span.begin ? -1 : 1;
    int order = strcmp(a->rule->id, b->rule->id);
    if (order == 0)
        order = text_compare(a->message, b->message);
    return order ? order : text_compare(service_id(a), service_id(b));
}

void bag_sort(struct bag *bag)
{
    if (bag->n)
        qsort(bag->items, bag->n, sizeof(*bag->items), by_place);
}
