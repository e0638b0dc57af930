/* arena: see arena.h. */
#include "postlint/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define GAP 16 /* poisoned bytes between two allocations */
#else
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define GAP                               0
#endif

#define ALIGNMENT     _Alignof(max_align_t)
#define FIRST_BLOCK   ((size_t)32 << 10)
#define LARGEST_BLOCK ((size_t)1 << 20)

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks; /* the first is the one in use */
    size_t next_size;
};

void postlint_die(const char *what)
{
    fprintf(stderr, "postlint: %s\n", what);
    _Exit(2);
}

static struct block *block_new(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block))
        postlint_die("out of memory");
    struct block *block = malloc(sizeof(*block) + size);
    if (!block)
        postlint_die("out of memory");
    block->size = size;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->bytes, size);
    /* A block made for one large item goes behind the one in use. */
    if (arena->blocks && size > arena->next_size) {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    if (!arena)
        postlint_die("out of memory");
    arena->next_size = FIRST_BLOCK;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
        free(block);
    }
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        postlint_die("out of memory");
    size_t room = (size + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = arena->blocks;
    if (!block || room > block->size - block->used) {
        if (room > arena->next_size) {
            block = block_new(arena, room);
        } else {
            block = block_new(arena, arena->next_size);
            if (arena->next_size < LARGEST_BLOCK)
                arena->next_size *= 2;
        }
    }
    void *p = block->bytes + block->used;
    block->used += room;
    ASAN_UNPOISON_MEMORY_REGION(p, size);
    memset(p, 0, size);
    return p;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        postlint_die("out of memory");
    return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t more = *capacity ? *capacity * 2 : 4;
    void *copy = arena_array(arena, more, size);
    if (count)
        memcpy(copy, items, count * size);
    *capacity = more;
    return copy;
}

char *arena_dup(struct arena *arena, const char *p, size_t n)
{
    char *copy = arena_alloc(arena, n + 1);
    if (n)
        memcpy(copy, p, n);
    return copy;
}
