/* dict: see internal.h. */
#include <stdlib.h>

#include "internal.h"

struct dict {
    struct arena *arena;
    struct pair *pairs;
    size_t n, capacity;
    uint32_t *slots;
    size_t n_slots;
};

struct dict *dict_new(struct arena *arena)
{
    struct dict *dict = arena_alloc(arena, sizeof(*dict));
    dict->arena = arena;
    return dict;
}

static uint32_t *slot_of(const struct dict *dict, struct text name)
{
    size_t mask = dict->n_slots - 1, slot = text_hash(name) & mask;
    while (dict->slots[slot] && !text_eq(dict->pairs[dict->slots[slot] - 1].name, name))
        slot = (slot + 1) & mask;
    return &dict->slots[slot];
}

static struct pair *find(const struct dict *dict, struct text name)
{
    uint32_t number = dict->n_slots ? *slot_of(dict, name) : 0;
    return number ? &dict->pairs[number - 1] : NULL;
}

static void grow(struct dict *dict)
{
    dict->n_slots = dict->n_slots ? dict->n_slots * 2 : 32;
    dict->slots = arena_array(dict->arena, dict->n_slots, sizeof(*dict->slots));
    for (size_t i = 0; i < dict->n; i++)
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): where there are pairs, there is an array */
        *slot_of(dict, dict->pairs[i].name) = (uint32_t)(i + 1);
}

void dict_put(struct dict *dict, struct text name, struct text value)
{
    struct pair *pair = find(dict, name);
    if (pair) {
        pair->value = value;
        pair->deleted = false;
        return;
    }
    if (dict->n * 2 >= dict->n_slots)
        grow(dict);
    dict->pairs = arena_grow(dict->arena, dict->pairs, dict->n, &dict->capacity, sizeof(*dict->pairs));
    dict->pairs[dict->n++] = (struct pair){name, value, false};
    *slot_of(dict, name) = (uint32_t)dict->n;
}

bool dict_get(const struct dict *dict, struct text name, struct text *value)
{
    const struct pair *pair = find(dict, name);
    if (!pair || pair->deleted)
        return false;
    if (value)
        *value = pair->value;
    return true;
}

void dict_delete(struct dict *dict, struct text name)
{
    struct pair *pair = find(dict, name);
    if (pair)
        pair->deleted = true;
}

const struct pair *dict_pairs(const struct dict *dict, size_t *n)
{
    *n = dict->n;
    return dict->pairs;
}

static int by_name(const void *a, const void *b)
{
    const struct pair *const *left = a, *const *right = b;
    return text_compare((*left)->name, (*right)->name);
}

const struct pair **dict_sorted(struct arena *arena, const struct dict *dict, size_t *n)
{
    const struct pair **sorted = arena_array(arena, dict->n + 1, sizeof(const struct pair *));
    *n = 0;
    for (size_t i = 0; i < dict->n; i++)
        if (!dict->pairs[i].deleted)
            sorted[(*n)++] = &dict->pairs[i];
    if (*n)
        qsort(sorted, *n, sizeof(*sorted), by_name);
    return sorted;
}
