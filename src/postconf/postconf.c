/* postconf: see postconf.h. */
#include "internal.h"

#include "postlint/conf.h"

bool postconf_listing_parse(struct text name, enum postconf_listing *listing)
{
    static const char *const names[] = {"n", "nx", "M", "P", "Px"};
    for (int i = POSTCONF_N; i <= POSTCONF_PX; i++) {
        if (!text_is(name, names[i]))
            continue;
        *listing = (enum postconf_listing)i;
        return true;
    }
    return false;
}

bool postconf_fail(struct work *work, const struct line *line, struct text why)
{
    work->postconf->error = why;
    if (line)
        work->postconf->error_span = line_span(line, 0, line->text.n);
    return false;
}

/* postconf/postconf_print.c:pcf_print_line. */
void print_line(const struct work *work, struct buf *out, struct text text)
{
    struct text word;
    bool first = true;
    if (!facts_has("postconf-normalises-blanks", work->release)) {
        buf_text(out, text);
        buf_char(out, '\n');
        return;
    }
    while (text_token(&text, TEXT_BLANKS, &word)) {
        if (!first)
            buf_char(out, ' ');
        buf_text(out, word);
        first = false;
    }
    buf_char(out, '\n');
}

const struct source *plain_text(struct work *work, const struct source *source)
{
    struct source *plain = arena_alloc(work->arena, sizeof(*plain));
    *plain = *source;
    plain->is_template = false;
    return plain;
}

/* util/dict.c:dict_load_fp. */
static bool read_main(struct work *work)
{
    struct lines lines = lines_open(work->arena, plain_text(work, work->postconf->main));
    dict_put(work->main, TEXT("config_directory"), work->postconf->directory);
    for (;;) {
        struct line *line = arena_alloc(work->arena, sizeof(*line));
        struct text name, value;
        if (!lines_next(&lines, line))
            return true;
        if (line->orphan)
            continue;
        const char *error = conf_split(line->text, &name, &value);
        bool no_name = error && text_is(text_from(error), CONF_NO_NAME);
        if (no_name && line->text.n && !facts_has("empty-name-refused", work->release))
            error = NULL;
        if (error && line->text.n)
            return postconf_fail(work, line, text_from(error));
        if (!error)
            dict_put(work->main, name, value);
    }
}

static bool print_main(struct work *work, bool expand, struct buf *out)
{
    size_t n;
    const struct pair **sorted = dict_sorted(work->arena, work->main, &n);
    for (size_t i = 0; i < n; i++) {
        struct text name = sorted[i]->name, value = sorted[i]->value;
        if (!lookup_is_known(work, name))
            continue;
        if (expand && !lookup_is_raw(work, name) && !lookup_expand(work, NULL, value, &value))
            return false;
        print_line(work, out, text_printf(work->arena, "%.*s = %.*s", TEXT_ARG(name), TEXT_ARG(value)));
    }
    return true;
}

static bool read_all(struct work *work, bool needs_master)
{
    struct postconf *postconf = work->postconf;
    bool reads_master = needs_master || facts_has("postconf-service-names", work->release);
    bool reads_main = !needs_master || facts_has("postconf-master-needs-main", work->release);
    if (reads_main && !postconf->main)
        return postconf_fail(work, NULL, TEXT("there is no main.cf"));
    if (needs_master && !postconf->master)
        return postconf_fail(work, NULL, TEXT("there is no master.cf"));
    if (reads_main && !read_main(work))
        return false;
    if (reads_master && postconf->master && !master_read(work))
        return false;
    return !reads_main || (machine_read(work) && user_register(work));
}

/* Whether the postconf of the release has the option. */
static bool knows(struct work *work, enum postconf_listing listing)
{
    static const char *const features[] = {NULL, "postconf-expands", "postconf-lists-master",
                                           "postconf-lists-overrides", "postconf-lists-overrides"};
    if (!features[listing] || facts_has(features[listing], work->release))
        return true;
    return postconf_fail(work, NULL, TEXT("the postconf of this release has no such listing"));
}

bool postconf_print(struct postconf *postconf, enum postconf_listing listing, struct buf *out)
{
    struct arena *arena = postconf->arena;
    struct work work = {.postconf = postconf,
                        .arena = arena,
                        .release = postconf->release,
                        .main = dict_new(arena),
                        .spaces_index = dict_new(arena),
                        .service_params = dict_new(arena),
                        .user = dict_new(arena),
                        .machine = dict_new(arena)};
    if (!knows(&work, listing) ||
        !read_all(&work, listing == POSTCONF_M || listing == POSTCONF_P || listing == POSTCONF_PX))
        return false;
    switch (listing) {
    case POSTCONF_N:
    case POSTCONF_NX:
        return print_main(&work, listing == POSTCONF_NX, out);
    case POSTCONF_M:
        master_print(&work, out);
        return true;
    default:
        return master_print_params(&work, listing == POSTCONF_PX, out);
    }
}
