/* names: see names.h. */
#include "names.h"

#include <string.h>

#include "postlint/buf.h"

static const char *const kinds[] = {"main", "master"};

size_t names_endings(void)
{
    size_t n;
    source_endings(&n);
    return n + 1 < NAMES_ENDINGS ? n + 1 : NAMES_ENDINGS;
}

static const char *ending_text(size_t ending)
{
    size_t n;
    return ending ? source_endings(&n)[ending - 1] : "";
}

struct text names_standard(struct arena *arena, size_t kind, size_t ending)
{
    return text_printf(arena, "%s.cf%s", kinds[kind], ending_text(ending));
}

bool names_parse(struct text name, size_t *kind, size_t *ending)
{
    *kind = text_starts(name, "master.cf");
    size_t stem = *kind ? sizeof("master.cf") - 1 : sizeof("main.cf") - 1;
    if (!*kind && !text_starts(name, "main.cf"))
        return false;
    for (*ending = 0; *ending < names_endings(); ++*ending)
        if (text_is(text_slice(name, stem, name.n), ending_text(*ending)))
            return true;
    return false;
}

size_t names_kind(struct text name)
{
    if (text_contains(name, "master.cf"))
        return 1;
    return !text_contains(name, "main.cf") && text_contains(name, "master");
}

struct text names_swap(struct arena *arena, struct text name, size_t kind)
{
    size_t n = strlen(kinds[kind]);
    for (size_t at = name.n; at-- > 0;) {
        struct text rest = text_slice(name, at, name.n);
        if (!text_starts(rest, kinds[kind]))
            continue;
        struct text before = text_slice(name, 0, at), after = text_slice(rest, n, rest.n);
        return text_printf(arena, "%.*s%s%.*s", TEXT_ARG(before), kinds[!kind], TEXT_ARG(after));
    }
    return TEXT("");
}

/* The only ending of KIND whose twin is not there, or NAMES_NONE. */
static size_t only_left(const struct names_folder *folder, size_t kind)
{
    size_t found = NAMES_NONE, n = 0;
    for (size_t i = 0; i < names_endings(); i++) {
        if (!folder->has[kind][i] || folder->has[!kind][i])
            continue;
        found = i;
        n++;
    }
    return n == 1 ? found : NAMES_NONE;
}

size_t names_group(const struct names_folder *folder, struct names_pair pairs[NAMES_PAIRS])
{
    size_t n = 0, main = only_left(folder, 0), master = only_left(folder, 1);
    bool has_couple = main != NAMES_NONE && master != NAMES_NONE;
    if (has_couple)
        pairs[n++] = (struct names_pair){{main, master}};
    for (size_t i = 0; i < names_endings(); i++) {
        bool has_main = folder->has[0][i] && !(has_couple && i == main);
        bool has_master = folder->has[1][i] && !(has_couple && i == master);
        if (has_main || has_master)
            pairs[n++] = (struct names_pair){{has_main ? i : NAMES_NONE, has_master ? i : NAMES_NONE}};
    }
    return n;
}
