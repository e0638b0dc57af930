/* maincf: main.cf into the tree (conf.h).  Postfix: util/dict.c:dict_load_fp. */
#include "postlint/dump.h"

static void refuse(struct conf *conf, const struct line *line, struct text name, const char *error)
{
    struct note *note = conf_note(conf, NOTE_REFUSED, line_span(line, 0, line->text.n));
    note->name = name;
    note->detail = text_from(error);
    if (text_is(note->detail, CONF_NO_NAME))
        note->from = VERSION(3, 4, 0); /* util/split_nameval.c of 3.4 */
}

/* How many braces are open at TO, where DEPTH were at FROM. */
static size_t brace_depth(struct text text, size_t depth, size_t from, size_t to)
{
    for (; from < to; from++) {
        if (text.p[from] == '{')
            depth++;
        else if (text.p[from] == '}' && depth)
            depth--;
    }
    return depth;
}

/* A continuation that reads like a setting of its own: Postfix joins it to
 * the value before and never sees the name.  Between braces it is an attribute
 * of what they hold, such as a policy service. */
static void note_continued(struct conf *conf, const struct line *line)
{
    size_t last = line->text.n; /* where the last brace closes */
    while (last && line->text.p[last - 1] != '}')
        last--;
    size_t depth = 0, seen = 0;
    for (size_t i = 1; i < line->n_pieces; i++) {
        const struct piece *piece = &line->pieces[i];
        if (piece->at + piece->n > line->text.n)
            return;
        depth = brace_depth(line->text, depth, seen, piece->at);
        seen = piece->at;
        if (depth && piece->at < last)
            continue;
        struct text text = text_slice(line->text, piece->at, piece->at + piece->n);
        struct text name, value;
        if (conf_split(text, &name, &value) != NULL)
            continue;
        bool plain = true;
        for (size_t k = 0; k < name.n; k++)
            plain = plain && (text_is_alnum(name.p[k]) || name.p[k] == '_');
        if (!plain)
            continue;
        size_t begin = (size_t)(name.p - line->text.p);
        struct note *note = conf_note(conf, NOTE_CONTINUED, line_span(line, begin, piece->at + piece->n));
        note->name = name;
        note->value = value;
        struct text outer, ignored;
        conf_split(line->text, &outer, &ignored);
        note->detail = outer;
    }
}

/* What stands between tags of a template need not be there in the end. */
static bool is_filled_in(const struct line *line, struct text value)
{
    if (!line->source->is_template)
        return conf_has_placeholder(line->text) || conf_is_braced_word(value);
    return line->has_tag || conf_is_filled_in(value);
}

static void add_setting(struct conf *conf, const struct line *line)
{
    struct text name, value;
    const char *error = conf_split(line->text, &name, &value);
    /* What a template will make of a line that is no setting is not known. */
    if (error && line->source->is_template) {
        conf->main_is_open = true;
        return;
    }
    if (error) {
        refuse(conf, line, name, error);
        return;
    }
    if (line->source->is_template && conf_has_placeholder(name)) {
        conf->main_is_open = true;
        return;
    }
    conf->settings =
        arena_grow(conf->arena, conf->settings, conf->n_settings, &conf->settings_capacity, sizeof(*conf->settings));
    size_t name_at = (size_t)(name.p - line->text.p), value_at = (size_t)(value.p - line->text.p);
    conf->settings[conf->n_settings++] = (struct setting){
        .name = name,
        .value = value,
        .name_span = line_span(line, name_at, name_at + name.n),
        .value_span = line_span(line, value_at, value_at + value.n),
        .span = line_span(line, name_at, value.n ? value_at + value.n : line->text.n),
        .line = line,
        .value_at = value_at,
        .is_template = is_filled_in(line, value),
    };
    if (!line->source->is_template)
        note_continued(conf, line);
}

/* A dump has lines of other files, too. */
static bool is_elsewhere(const struct line *line)
{
    if (line->source->kind != SOURCE_DUMP || line->orphan)
        return false;
    enum dump_kind kind = dump_kind(line->text);
    return kind != DUMP_MAIN && kind != DUMP_OTHER;
}

/* From the last setting to the first, so that the one in force is entered. */
static void build_index(struct conf *conf)
{
    size_t size = 16;
    while (size < conf->n_settings * 2)
        size *= 2;
    uint32_t *index = arena_array(conf->arena, size, sizeof(*index));
    conf->index = index;
    conf->index_size = size;
    for (size_t i = conf->n_settings; i-- > 0;) {
        struct setting *setting = &conf->settings[i];
        const struct setting *winner = conf_setting(conf, setting->name);
        if (winner && setting->span.source->is_template) {
            /* Branches of a template: one of them will be there. */
            conf->settings[winner - conf->settings].is_template = true;
            setting->is_template = true;
            continue;
        }
        if (winner) {
            setting->replaced = true;
            setting->winner = winner;
            continue;
        }
        size_t slot = text_hash(setting->name) & (size - 1);
        while (index[slot])
            slot = (slot + 1) & (size - 1);
        index[slot] = (uint32_t)(i + 1);
    }
}

void maincf_read(struct conf *conf, const struct source *source)
{
    conf->main = source;
    struct lines lines = lines_open(conf->arena, source);
    for (;;) {
        struct line *line = arena_alloc(conf->arena, sizeof(*line));
        if (!lines_next(&lines, line))
            break;
        if (is_elsewhere(line))
            continue;
        if (line->orphan) {
            if (!source->is_template)
                conf_note(conf, NOTE_ORPHAN, line_span(line, 0, line->text.n));
            continue;
        }
        if (line->has_nul)
            conf_note(conf, NOTE_NUL, (struct span){source, line->nul, line->nul + 1});
        add_setting(conf, line);
    }
    conf->main_is_open = conf->main_is_open || lines.has_inclusion;
    build_index(conf);
}
