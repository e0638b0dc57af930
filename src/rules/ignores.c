/* ignores: see ignores.h. */
#include "ignores.h"

#include <string.h>

/* The comments of one configuration, and which of their words were of use. */
struct state {
    const struct check *check;
    struct ignores ignores;
    bool **used; /* a flag per word of each comment */
    struct ignore_notes notes;
};

/* Each file once: main.cf, master.cf, and tables that a finding is in. */
static void read_sources(struct state *state, const struct conf *conf, const struct findings *findings)
{
    struct arena *arena = state->check->arena;
    const struct source **seen = NULL;
    size_t n = 0, capacity = 0;
    const struct source *const own[] = {conf->main, conf->master};
    for (size_t i = 0; i < 2 + findings->n; i++) {
        const struct source *source = i < 2 ? own[i] : findings->items[i - 2].span.source;
        bool known = source == NULL;
        for (size_t k = 0; k < n && !known; k++)
            known = seen[k] == source;
        if (known)
            continue;
        seen = arena_grow(arena, seen, n, &capacity, sizeof(const struct source *));
        seen[n++] = source;
        ignores_read(arena, source, &state->ignores);
    }
    state->used = arena_array(arena, state->ignores.n, sizeof(bool *));
    for (size_t i = 0; i < state->ignores.n; i++)
        state->used[i] = arena_array(arena, state->ignores.items[i].n_words, sizeof(bool));
}

/* A finding without a place is of the whole configuration. */
static bool is_about(const struct ignore *ignore, const struct finding *finding)
{
    if (!finding->span.source)
        return ignore->whole_file;
    return finding->span.source == ignore->span.source && finding->span.begin >= ignore->begin &&
           finding->span.begin < ignore->end;
}

static bool is_expired(const struct state *state, const struct ignore *ignore)
{
    return state->check->today > ignore->until;
}

static void apply_to(struct state *state, struct finding *finding)
{
    for (size_t i = 0; i < state->ignores.n; i++) {
        const struct ignore *ignore = &state->ignores.items[i];
        if (ignore->problem || is_expired(state, ignore) || !is_about(ignore, finding))
            continue;
        for (size_t k = 0; k < ignore->n_words; k++) {
            if (!text_is(ignore->words[k].id, finding->rule->id) || !finding->rule->suppressible)
                continue;
            state->used[i][k] = true;
            finding->suppressed_by = "comment";
            finding->reason = ignore->reason;
        }
    }
}

static void add_note(struct state *state, const struct ignore *ignore, const char *kind, const struct ignore_word *word)
{
    struct ignore_notes *notes = &state->notes;
    notes->items = arena_grow(state->check->arena, notes->items, notes->n, &notes->capacity, sizeof(*notes->items));
    notes->items[notes->n++] = (struct ignore_note){.ignore = ignore,
                                                    .kind = kind,
                                                    .word = word ? word->id : (struct text){0},
                                                    .span = word ? word->span : ignore->span};
}

/* What is wrong with naming the rule of WORD; NULL: nothing. */
static const char *word_problem(const struct state *state, struct text id, bool used)
{
    const struct ruleset *rules = state->check->rules;
    for (size_t i = 0; i < rules->n_rules; i++) {
        if (!text_is(id, rules->rules[i].id))
            continue;
        if (!rules->rules[i].suppressible)
            return "not-suppressible";
        return used || !check_asks(state->check, i) ? NULL : "unused";
    }
    return "unknown-rule";
}

static void note_comment(struct state *state, size_t number)
{
    const struct ignore *ignore = &state->ignores.items[number];
    if (ignore->problem) {
        add_note(state, ignore, "malformed", NULL);
        return;
    }
    if (is_expired(state, ignore)) {
        add_note(state, ignore, "expired", NULL);
        return;
    }
    for (size_t k = 0; k < ignore->n_words; k++) {
        const char *problem = word_problem(state, ignore->words[k].id, state->used[number][k]);
        if (problem)
            add_note(state, ignore, problem, &ignore->words[k]);
    }
}

struct ignore_notes ignores_apply(const struct check *check, const struct conf *conf, struct findings *findings)
{
    struct state state = {.check = check};
    read_sources(&state, conf, findings);
    for (size_t i = 0; i < findings->n; i++)
        apply_to(&state, &findings->items[i]);
    for (size_t i = 0; i < state.ignores.n; i++)
        note_comment(&state, i);
    return state.notes;
}
