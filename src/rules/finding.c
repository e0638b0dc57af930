/* finding: see finding.h. */
#include "postlint/finding.h"

#include "postlint/buf.h"
#include "postlint/check.h"

static struct text keep_text(struct arena *arena, struct text t)
{
    return t.p ? text_join(arena, t, TEXT("")) : t;
}

static const struct related *keep_related(struct arena *arena, const struct finding *finding)
{
    struct related *related = arena_array(arena, finding->n_related, sizeof(*related));
    for (size_t i = 0; i < finding->n_related; i++)
        related[i] = (struct related){finding->related[i].span, keep_text(arena, finding->related[i].message)};
    return related;
}

static const struct edit *keep_edits(struct arena *arena, const struct finding *finding)
{
    struct edit *edits = arena_array(arena, finding->n_edits, sizeof(*edits));
    for (size_t i = 0; i < finding->n_edits; i++)
        edits[i] = (struct edit){finding->edits[i].span, keep_text(arena, finding->edits[i].text)};
    return edits;
}

static struct finding keep(struct arena *arena, const struct finding *finding)
{
    struct finding kept = *finding;
    kept.message = keep_text(arena, finding->message);
    kept.parameter = keep_text(arena, finding->parameter);
    kept.value = keep_text(arena, finding->value);
    kept.fix = keep_text(arena, finding->fix);
    kept.reason = keep_text(arena, finding->reason);
    kept.services = arena_array(arena, finding->n_services, sizeof(const struct service *));
    for (size_t i = 0; i < finding->n_services; i++)
        kept.services[i] = finding->services[i];
    kept.services_capacity = finding->n_services;
    kept.chain = arena_array(arena, finding->n_chain, sizeof(struct text));
    for (size_t i = 0; i < finding->n_chain; i++)
        kept.chain[i] = keep_text(arena, finding->chain[i]);
    kept.related = keep_related(arena, finding);
    kept.edits = keep_edits(arena, finding);
    kept.wordings = NULL; /* the message is chosen */
    kept.n_wordings = 0;
    return kept;
}

struct findings findings_keep(struct arena *arena, const struct findings *findings)
{
    struct findings kept = {arena_array(arena, findings->n, sizeof(struct finding)), findings->n};
    for (size_t i = 0; i < findings->n; i++)
        kept.items[i] = keep(arena, &findings->items[i]);
    return kept;
}
