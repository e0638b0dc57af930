/*
 * ignore: comments by which somebody accepts what a rule says of a line.
 *
 *   # postlint: ignore[RULE,...] reason="why" until=2027-01-31
 *   # postlint: ignore-file[RULE,...] reason="why"
 *
 * The first is about the logical line after it; in master.cf that is a service
 * with its overrides.  Between the physical lines of one logical line it is
 * about the next physical line alone, so that it can stand above one override.
 * The second is about the whole file, and stands before its first setting.
 *
 * Nothing here knows rules: which words name one is the engine's business, as
 * is what of this becomes a finding.
 */
#ifndef POSTLINT_IGNORE_H
#define POSTLINT_IGNORE_H

#include "postlint/source.h"

struct ignore_word {
    struct text id;
    struct span span;
};

struct ignore {
    struct span span;  /* the comment, from its '#' */
    size_t begin, end; /* offsets in the source that it is about */
    bool whole_file;
    const struct ignore_word *words;
    size_t n_words;
    struct text reason; /* may be empty */
    int64_t until;      /* last day that it holds, from 1970-01-01; INT64_MAX: no end */
    struct text until_text;
    const char *problem; /* why it cannot be read; NULL: it can */
};

struct ignores {
    struct ignore *items;
    size_t n, capacity;
};

/* The comments of SOURCE, added to IGNORES in their order. */
void ignores_read(struct arena *arena, const struct source *source, struct ignores *ignores);

#endif
