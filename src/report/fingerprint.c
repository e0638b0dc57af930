/* fingerprint: see fingerprint.h. */
#include "fingerprint.h"

#include <inttypes.h>
#include <stdlib.h>

struct text finding_file(const struct report_conf *conf, const struct finding *finding)
{
    const struct source *first = conf->conf->main ? conf->conf->main : conf->conf->master;
    if (finding->span.source)
        return finding->span.source->name;
    return first ? first->name : conf->conf->path;
}

/* FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/.  Not a secret and not a
 * defence: whoever can make two findings collide can as well leave one out. */
struct hash {
    uint64_t low, high;
};

static void hash_byte(struct hash *hash, unsigned char byte)
{
    hash->low = (hash->low ^ byte) * UINT64_C(0x100000001b3);
    hash->high = (hash->high ^ byte) * UINT64_C(0x100000001b3) + 1;
}

/* With its end, so that "ab" "c" is not "a" "bc". */
static void hash_text(struct hash *hash, struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        hash_byte(hash, (unsigned char)t.p[i]);
    hash_byte(hash, '\0');
}

struct keyed {
    struct hash hash;
    size_t number;
};

static struct hash hash_finding(const struct report_conf *conf, const struct finding *finding)
{
    struct hash hash = {UINT64_C(0xcbf29ce484222325), UINT64_C(0x9e3779b97f4a7c15)};
    hash_text(&hash, finding_file(conf, finding));
    hash_text(&hash, text_from(finding->rule->id));
    hash_text(&hash, finding->service ? finding->service->id : TEXT(""));
    hash_text(&hash, finding->parameter);
    hash_text(&hash, finding->value);
    return hash;
}

static int by_hash(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    if (a->hash.low != b->hash.low)
        return a->hash.low < b->hash.low ? -1 : 1;
    if (a->hash.high != b->hash.high)
        return a->hash.high < b->hash.high ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static bool is_like(const struct keyed *a, const struct keyed *b)
{
    return a->hash.low == b->hash.low && a->hash.high == b->hash.high;
}

const struct text *fingerprints_make(struct arena *arena, const struct report_conf *conf,
                                     const struct findings *findings)
{
    size_t n = findings->n, like = 0;
    struct text *names = arena_array(arena, n, sizeof(struct text));
    struct keyed *keyed = arena_array(arena, n, sizeof(struct keyed));
    for (size_t i = 0; i < n; i++)
        keyed[i] = (struct keyed){hash_finding(conf, &findings->items[i]), i};
    if (n)
        qsort(keyed, n, sizeof(struct keyed), by_hash);
    for (size_t i = 0; i < n; i++) {
        like = i > 0 && is_like(&keyed[i - 1], &keyed[i]) ? like + 1 : 0;
        struct hash hash = keyed[i].hash;
        if (like)
            hash_text(&hash, text_printf(arena, "%zu", like));
        names[keyed[i].number] = text_printf(arena, "%016" PRIx64 "%016" PRIx64, hash.low, hash.high);
    }
    return names;
}
