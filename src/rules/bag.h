/*
 * bag: findings gathered, each cause once; how those of several rules and
 * targets become one.  Internal to the engine.
 *
 * The findings lie in the arena of the bag.  A pointer to one holds until the
 * next bag_add().
 */
#ifndef POSTLINT_RULES_BAG_H
#define POSTLINT_RULES_BAG_H

#include "postlint/arena.h"
#include "postlint/finding.h"

/* Findings gathered so far, found again by rule and place. */
struct bag {
    struct arena *arena;
    struct finding *items;
    size_t n, capacity;
    uint32_t *slots;
    size_t n_slots;
};

/* The one of the same cause; NULL: none yet. */
struct finding *bag_find(const struct bag *bag, const struct finding *finding);
/* Adds a copy; none of the same cause is in BAG. */
struct finding *bag_add(struct bag *bag, const struct finding *finding);
/* Makes those off that a more specific rule says too. */
void bag_drop_superseded(struct bag *bag);
/* Adds what was FOUND on the target of that number and is not off. */
void bag_merge(struct bag *all, const struct bag *found, size_t target);
/* By file, line, column, rule. */
void bag_sort(struct bag *bag);

/* One more service that FINDING is about, each once. */
void finding_add_service(struct finding *finding, struct arena *arena, const struct service *service);

#endif
