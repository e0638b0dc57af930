/* ignore: see ignore.h. */
#include "postlint/ignore.h"

#include <string.h>

#include "postlint/date.h"
#include "postlint/line.h"

/* Takes WORD and the blanks round it off the front of REST. */
static bool take(struct text *rest, const char *word)
{
    *rest = text_trim(*rest);
    if (!text_starts(*rest, word))
        return false;
    *rest = text_trim(text_slice(*rest, strlen(word), rest->n));
    return true;
}

/* Takes everything up to END, and END, off the front of REST. */
static bool take_until(struct text *rest, char end, struct text *part)
{
    size_t at = text_find(*rest, end);
    if (at == rest->n)
        return false;
    *part = text_slice(*rest, 0, at);
    *rest = text_slice(*rest, at + 1, rest->n);
    return true;
}

static void read_words(struct arena *arena, const struct source *source, struct text list, struct ignore *ignore)
{
    struct ignore_word *words = NULL;
    struct text word;
    size_t capacity = 0;
    while (text_token(&list, ", \t", &word)) {
        size_t begin = (size_t)(word.p - source->bytes.p);
        words = arena_grow(arena, words, ignore->n_words, &capacity, sizeof(*words));
        words[ignore->n_words++] = (struct ignore_word){word, {source, begin, begin + word.n}};
    }
    ignore->words = words;
}

/* What stands behind the list of rules.  NULL, or what is wrong. */
static const char *read_details(struct text rest, struct ignore *ignore)
{
    while (text_trim(rest).n) {
        struct text date;
        if (take(&rest, "reason=")) {
            if (!take(&rest, "\"") || !take_until(&rest, '"', &ignore->reason))
                return "the reason stands in double quotes";
        } else if (take(&rest, "until=")) {
            size_t n = 0;
            while (n < rest.n && !text_is_space(rest.p[n]))
                n++;
            date = text_slice(rest, 0, n);
            rest = text_slice(rest, n, rest.n);
            ignore->until_text = date;
            if (!date_parse(date, &ignore->until))
                return "the date is no day, written as 2027-01-31";
        } else {
            return "behind the rules stand reason=\"...\" and until=YEAR-MONTH-DAY, and nothing else";
        }
    }
    return text_trim(ignore->reason).n ? NULL : "it gives no reason: add reason=\"...\"";
}

/* REST is the comment behind "postlint:". */
static const char *read_comment(struct arena *arena, const struct source *source, struct text rest,
                                struct ignore *ignore)
{
    struct text list;
    ignore->until = INT64_MAX;
    if (!take(&rest, "ignore"))
        return "it says neither ignore[RULE] nor ignore-file[RULE]";
    ignore->whole_file = take(&rest, "-file");
    if (!take(&rest, "[") || !take_until(&rest, ']', &list))
        return "the rules stand in brackets: ignore[RULE,RULE]";
    read_words(arena, source, list, ignore);
    if (ignore->n_words == 0)
        return "it names no rule";
    return read_details(rest, ignore);
}

/* If LINE is such a comment: what stands behind "postlint:". */
static bool is_ours(struct text line, struct text *rest)
{
    *rest = text_trim(line);
    if (!text_starts(*rest, "#"))
        return false;
    while (text_starts(*rest, "#"))
        *rest = text_slice(*rest, 1, rest->n);
    return take(rest, "postlint:");
}

/* The comments of the physical lines from *AT to END, which LINE is behind or,
 * if INSIDE, goes on behind. */
struct gap {
    size_t begin, end;    /* where comments may stand */
    size_t about, behind; /* what they are about */
    bool is_first;        /* before the first logical line */
};

static void read_gap(struct arena *arena, const struct source *source, const struct gap *gap, struct ignores *ignores)
{
    for (size_t at = gap->begin; at < gap->end;) {
        struct text rest = text_slice(source->bytes, at, gap->end);
        struct text line = text_slice(rest, 0, text_find(rest, '\n')), words;
        size_t next = at + line.n + 1;
        if (is_ours(line, &words)) {
            size_t begin = at + text_find(line, '#');
            size_t end = (size_t)(text_trim(line).p - source->bytes.p) + text_trim(line).n;
            struct ignore ignore = {.span = {source, begin, end}, .begin = gap->about, .end = gap->behind};
            ignore.problem = read_comment(arena, source, words, &ignore);
            if (!ignore.problem && ignore.whole_file && !gap->is_first)
                ignore.problem = "ignore-file stands before the first setting";
            if (ignore.whole_file) {
                ignore.begin = 0;
                ignore.end = source->bytes.n + 1;
            }
            ignores->items = arena_grow(arena, ignores->items, ignores->n, &ignores->capacity, sizeof(struct ignore));
            ignores->items[ignores->n++] = ignore;
        }
        at = next;
    }
}

/* Bytes that say "postlint:" somewhere: nearly no file does. */
static bool may_have_any(struct text bytes)
{
    static const char needle[] = "postlint:";
    while (bytes.n >= sizeof(needle) - 1) {
        const char *found = memchr(bytes.p, needle[0], bytes.n);
        if (!found)
            return false;
        bytes = text_slice(bytes, (size_t)(found - bytes.p), bytes.n);
        if (text_starts(bytes, needle))
            return true;
        bytes = text_slice(bytes, 1, bytes.n);
    }
    return false;
}

void ignores_read(struct arena *arena, const struct source *source, struct ignores *ignores)
{
    if (!may_have_any(source->bytes))
        return;
    struct lines lines = lines_open(arena, source);
    struct gap gap = {.is_first = true};
    for (struct line line; lines_next(&lines, &line);) {
        gap.end = gap.about = line.pieces[0].source;
        gap.behind = line.end + 1;
        read_gap(arena, source, &gap, ignores);
        gap.is_first = false;
        for (size_t i = 1; i < line.n_pieces; i++) {
            const struct piece *before = &line.pieces[i - 1], *piece = &line.pieces[i];
            struct gap inner = {before->source + before->n, piece->source, piece->source, piece->source + piece->n + 1,
                                false};
            read_gap(arena, source, &inner, ignores);
        }
        gap.begin = line.end;
    }
    gap.end = gap.about = gap.behind = source->bytes.n;
    read_gap(arena, source, &gap, ignores);
}
