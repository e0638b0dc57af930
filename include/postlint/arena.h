/*
 * arena: memory that is freed together.
 *
 * One arena holds all that is known of one configuration; nothing in it is
 * freed alone.  The arena is the only place of postlint that calls malloc(3).
 * Under AddressSanitizer the space between two allocations is poisoned, so
 * that an overrun of one of them is seen.
 *
 * Running out of memory is not an error that callers handle: it ends the run
 * through postlint_die().
 */
#ifndef POSTLINT_ARENA_H
#define POSTLINT_ARENA_H

#include <stddef.h>

struct arena;

/* A new, empty arena.  Never NULL.  The caller frees it with arena_free(). */
struct arena *arena_new(void);

/* Frees the arena and everything that was allocated from it. */
void arena_free(struct arena *arena);

/* SIZE bytes, zeroed, aligned for any type.  Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* COUNT items of SIZE bytes, zeroed.  An overflow of the product dies. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Room for one more item: returns ITEMS, or a copy of it twice as large when
 * its *CAPACITY is COUNT.  The old copy stays valid until the arena goes. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

/* A copy of N bytes at P with a NUL after it. */
char *arena_dup(struct arena *arena, const char *p, size_t n);

/* Ends the run with exit status 2: out of memory, or a thing that cannot be.
 * WHAT is a plain sentence.  The only place that exits besides main(). */
_Noreturn void postlint_die(const char *what);

#endif
