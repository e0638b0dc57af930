/* table: see table.h.  Postfix: util/dict_thash.c, postmap/postmap.c,
 * util/dict_regexp.c, util/dict_cidr.c, util/dict_inline.c,
 * util/dict_static.c, global/maps.c:maps_create. */
#include "postlint/table.h"

#include "postlint/buf.h"

enum { NESTED_MAX = 8 }; /* proxy:unionmap:{...}; deeper is unknown */

/* Kinds of table that a name can begin with. */
enum kind {
    KIND_TEXTHASH,
    KIND_INDEXED,
    KIND_PATTERN,
    KIND_NETWORK,
    KINDS_OF_FILE,
    KIND_INLINE = KINDS_OF_FILE,
    KIND_STATIC,
    KIND_PROXY,
    KIND_JOINED
};

struct file {
    struct text path;
    const struct source *source; /* NULL: it cannot be read, and why */
    struct text problem;
    const struct table *tables[KINDS_OF_FILE]; /* what it is as each kind; NULL: nobody asked yet */
};

struct table_files {
    struct arena *arena;
    const struct reader *reader;
    struct file *items;
    size_t n, capacity;
};

struct table_files *table_files_new(struct arena *arena, const struct reader *reader)
{
    struct table_files *files = arena_alloc(arena, sizeof(*files));
    files->arena = arena;
    files->reader = reader;
    return files;
}

static struct file *file_get(struct table_files *files, struct text path)
{
    for (size_t i = 0; i < files->n; i++)
        if (text_eq(files->items[i].path, path))
            return &files->items[i];
    files->items = arena_grow(files->arena, files->items, files->n, &files->capacity, sizeof(*files->items));
    struct file *file = &files->items[files->n++];
    *file = (struct file){.path = text_join(files->arena, path, TEXT(""))}; /* its caller's arena may go */
    struct text bytes;
    const char *problem = files->reader->read(files->reader, files->arena, text_string(files->arena, path), &bytes);
    if (problem)
        file->problem = text_from(problem);
    else
        file->source = source_new(files->arena, file->path, bytes, SOURCE_POLICY);
    return file;
}

const char *table_strip_braces(struct text t, struct text *inner)
{
    size_t level = 0, end = 0;
    *inner = t;
    while (end < t.n && (end == 0 || level > 0)) {
        level += t.p[end] == '{';
        level -= t.p[end] == '}';
        end++;
    }
    if (level > 0 || end < 2)
        return "missing '}'";
    *inner = text_trim(text_slice(t, 1, end - 1));
    return text_trim(text_slice(t, end, t.n)).n ? "syntax error after '}'" : NULL;
}

static struct table_entry *add_entry(struct arena *arena, struct table *table, struct text key, struct text value)
{
    table->entries = arena_grow(arena, table->entries, table->n, &table->capacity, sizeof(*table->entries));
    struct table_entry *entry = &table->entries[table->n++];
    *entry = (struct table_entry){.key = key, .value = value};
    return entry;
}

/* Bytes up to the first blank that is not in quotes; a backslash takes the
 * next byte along. */
static size_t key_length(struct text t, bool *in_quotes)
{
    size_t i = 0;
    *in_quotes = false;
    for (; i < t.n; i++) {
        if (t.p[i] == '\\') {
            if (++i == t.n)
                break;
        } else if (text_is_space(t.p[i])) {
            if (!*in_quotes)
                break;
        } else if (t.p[i] == '"') {
            *in_quotes = !*in_quotes;
        }
    }
    return i < t.n ? i : t.n;
}

static void read_text_line(struct arena *arena, struct table *table, const struct line *line)
{
    bool in_quotes;
    size_t n = key_length(line->text, &in_quotes);
    struct text value = text_trim(text_slice(line->text, n, line->text.n));
    struct table_entry *entry = add_entry(arena, table, text_slice(line->text, 0, n), value);
    entry->line = line;
    entry->span = line_span(line, 0, value.n ? (size_t)(value.p + value.n - line->text.p) : n);
    if (in_quotes)
        entry->ignored = TEXT("unbalanced '\"': Postfix ignores this line");
    else if (value.n == 0 || n == 0)
        entry->ignored = TEXT("expected format: key whitespace value: Postfix ignores this line");
}

/* Bytes of `!/pattern/flags`; 0 if the pattern does not end. */
static size_t pattern_length(struct text t)
{
    size_t i = 0;
    while (i < t.n && (t.p[i] == '!' || text_is_space(t.p[i])))
        i++;
    if (i == t.n)
        return 0;
    char end = t.p[i++];
    while (i < t.n && t.p[i] != end)
        i += t.p[i] == '\\' ? 2 : 1;
    if (i >= t.n)
        return 0;
    while (i < t.n && !text_is_space(t.p[i]) && t.p[i] != '!')
        i++;
    return i;
}

/* Result text of a pattern: "$$" is a dollar, any other is from the match. */
static bool is_from_match(struct text t)
{
    for (size_t i = text_find(t, '$'); i < t.n; i++) {
        if (t.p[i] != '$')
            continue;
        if (i + 1 == t.n || t.p[i + 1] != '$')
            return true;
        i++;
    }
    return text_contains(t, "$$");
}

static bool is_condition(struct text t)
{
    size_t n = 0;
    while (n < t.n && text_is_alnum(t.p[n]))
        n++;
    struct text word = text_slice(t, 0, n);
    return text_is_nocase(word, "if") || text_is_nocase(word, "endif");
}

static void read_pattern_line(struct arena *arena, struct table *table, const struct line *line)
{
    if (is_condition(line->text))
        return;
    size_t n = pattern_length(line->text);
    struct text rest = text_slice(line->text, n, line->text.n);
    /* `/one/!/other/` is one condition. */
    if (n && rest.n && rest.p[0] == '!') {
        size_t more = pattern_length(rest);
        n = more ? n + more : 0;
    }
    struct text value = text_trim(text_slice(line->text, n, line->text.n));
    struct table_entry *entry = add_entry(arena, table, text_slice(line->text, 0, n ? n : line->text.n), value);
    entry->line = line;
    entry->span = line_span(line, 0, line->text.n);
    entry->is_open = is_from_match(value);
    if (n == 0 || text_is_alnum(line->text.p[0]))
        entry->ignored = TEXT("no pattern that ends: Postfix skips this rule");
}

static void read_network_line(struct arena *arena, struct table *table, const struct line *line)
{
    if (is_condition(line->text))
        return;
    size_t n = 0;
    while (n < line->text.n && (text_is_space(line->text.p[n]) || line->text.p[n] == '!'))
        n++;
    while (n < line->text.n && !text_is_space(line->text.p[n]))
        n++;
    struct text value = text_trim(text_slice(line->text, n, line->text.n));
    struct table_entry *entry = add_entry(arena, table, text_slice(line->text, 0, n), value);
    entry->line = line;
    entry->span = line_span(line, 0, line->text.n);
    if (value.n == 0)
        entry->ignored = TEXT("no result: Postfix skips this rule");
}

/* util/dict_utf8.c and DICT_FLAG_FOLD_FIX: keys without regard to case. */
static struct text folded(struct arena *arena, struct text t)
{
    char *copy = arena_dup(arena, t.p, t.n);
    for (size_t i = 0; i < t.n; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z')
            copy[i] = (char)(copy[i] - 'A' + 'a');
    return (struct text){copy, t.n};
}

/* A key that stands there twice: postmap(1) warns and keeps the first; a
 * texthash table then fails as a whole. */
static void mark_duplicates(struct arena *arena, struct table *table, bool is_texthash)
{
    size_t size = 16;
    while (size < table->n * 2)
        size *= 2;
    struct text *seen = arena_array(arena, size, sizeof(*seen));
    for (size_t i = 0; i < table->n; i++) {
        struct table_entry *entry = &table->entries[i];
        struct text key = folded(arena, entry->key);
        size_t slot = text_hash(key) & (size - 1);
        if (entry->ignored.n)
            continue;
        while (seen[slot].p && !text_eq(seen[slot], key))
            slot = (slot + 1) & (size - 1);
        if (seen[slot].p)
            entry->ignored = TEXT("duplicate entry: the first with this key counts");
        if (seen[slot].p && is_texthash)
            table->broken = TEXT("duplicate entry: every lookup in this table fails");
        seen[slot] = key;
    }
}

typedef void line_reader(struct arena *arena, struct table *table, const struct line *line);

static void read_lines(struct arena *arena, struct table *table, line_reader *reader)
{
    struct lines lines = lines_open(arena, table->source);
    struct line *line = arena_alloc(arena, sizeof(*line));
    while (table->n <= TABLE_ENTRIES_MAX && lines_next(&lines, line)) {
        if (!line->orphan)
            reader(arena, table, line);
        line = arena_alloc(arena, sizeof(*line));
    }
    if (table->n <= TABLE_ENTRIES_MAX)
        return;
    table->n = 0;
    table->unknown = text_printf(arena, "it has more than %d entries", TABLE_ENTRIES_MAX);
}

/* No next hop begins with a slash, but every pattern does that is not turned
 * round. */
static void read_any_line(struct arena *arena, struct table *table, const struct line *line)
{
    bool is_pattern = text_starts(line->text, "/") || text_starts(line->text, "!");
    (is_pattern ? read_pattern_line : read_text_line)(arena, table, line);
}

struct table *table_of_source(struct arena *arena, const struct source *source)
{
    struct table *table = arena_alloc(arena, sizeof(*table));
    *table = (struct table){.name = source->name, .source = source};
    read_lines(arena, table, read_any_line);
    mark_duplicates(arena, table, false);
    return table;
}

struct span table_place(const struct table *table, const struct table_entry *entry, struct text part)
{
    const struct line *line = entry->line;
    struct text all = line ? line->text : table->name;
    if (!line && !table->line)
        return entry->span;
    if (part.n == 0 || part.p < all.p || part.p + part.n > all.p + all.n)
        return entry->span;
    size_t at = (size_t)(part.p - all.p);
    if (line)
        return line_span(line, at, at + part.n);
    return line_span(table->line, table->line_at + at, table->line_at + at + part.n);
}

struct text table_type(const struct table *table)
{
    struct text name = table->name;
    while (text_starts(name, "proxy:"))
        name = text_slice(name, 6, name.n);
    return text_slice(name, 0, text_find(name, ':'));
}

/* By what a name begins with. */
static const struct {
    const char *type;
    enum kind kind;
    const char *feature; /* of the releases that have it; NULL: all */
} kinds[] = {
    {"texthash", KIND_TEXTHASH, "table-texthash"},
    {"hash", KIND_INDEXED, NULL},
    {"lmdb", KIND_INDEXED, "table-lmdb"},
    {"btree", KIND_INDEXED, NULL},
    {"cdb", KIND_INDEXED, NULL},
    {"dbm", KIND_INDEXED, NULL},
    {"sdbm", KIND_INDEXED, NULL},
    {"regexp", KIND_PATTERN, NULL},
    {"pcre", KIND_PATTERN, NULL},
    {"cidr", KIND_NETWORK, NULL},
    {"inline", KIND_INLINE, "table-inline"},
    {"static", KIND_STATIC, NULL},
    {"proxy", KIND_PROXY, NULL},
    {"unionmap", KIND_JOINED, "table-inline"},
    {"pipemap", KIND_JOINED, "table-inline"},
};

struct context {
    struct arena *arena;
    struct table_files *files;
    version postfix;
    struct text folder;    /* that the configuration lies in */
    struct text directory; /* that Postfix calls config_directory */
};

static struct text without_prefix(struct text path, struct text folder)
{
    if (folder.n == 0 || path.n <= folder.n + 1 || !text_starts(path, "/") || path.p[folder.n] != '/')
        return (struct text){0};
    return text_eq(text_slice(path, 0, folder.n), folder) ? text_slice(path, folder.n + 1, path.n) : (struct text){0};
}

/* PATH below the folder of the configuration; p NULL if it lies elsewhere. */
static struct text path_beside(const struct context *context, struct text path)
{
    struct text below = without_prefix(path, context->directory), rest, part;
    if (!below.p)
        below = without_prefix(path, TEXT("/etc/postfix"));
    rest = below;
    while (text_token(&rest, "/", &part))
        if (text_is(part, "..") || text_is(part, "."))
            return (struct text){0};
    if (!below.p || text_find(below, '\0') < below.n || text_is(context->folder, "."))
        return below;
    return text_printf(context->arena, "%.*s/%.*s", TEXT_ARG(context->folder), TEXT_ARG(below));
}

/* FILE as a table of KIND: one for all services and targets. */
static const struct table *parse_file(struct arena *arena, struct file *file, enum kind kind)
{
    if (file->tables[kind])
        return file->tables[kind];
    struct table *table = arena_alloc(arena, sizeof(*table));
    *table = (struct table){.source = file->source};
    read_lines(arena, table,
               kind == KIND_PATTERN   ? read_pattern_line
               : kind == KIND_NETWORK ? read_network_line
                                      : read_text_line);
    if (kind == KIND_TEXTHASH || kind == KIND_INDEXED)
        mark_duplicates(arena, table, kind == KIND_TEXTHASH);
    file->tables[kind] = table;
    return table;
}

static void read_file(const struct context *context, struct table *table, struct text path, enum kind kind)
{
    struct text beside = path_beside(context, path);
    table->unknown = TEXT("a file that is not beside the configuration");
    if (!beside.p || !context->files)
        return;
    struct file *file = file_get(context->files, beside);
    if (!file->source) {
        table->unknown = text_printf(context->arena, "%.*s %.*s", TEXT_ARG(beside), TEXT_ARG(file->problem));
        return;
    }
    const struct table *parsed = parse_file(context->files->arena, file, kind);
    table->source = parsed->source;
    table->entries = parsed->entries;
    table->n = parsed->n;
    table->unknown = parsed->unknown;
    table->broken = parsed->broken;
}

/* util/split_qnameval.c, as far as a next hop needs it: no quotes. */
static void read_inline(const struct context *context, struct table *table, struct text list)
{
    struct text rest, token, key, value;
    const char *error = table_strip_braces(list, &rest);
    while (!error && text_token_braced(&rest, &token)) {
        if (token.p[0] == '{' && (error = table_strip_braces(token, &token)) != NULL)
            break;
        error = conf_split(token, &key, &value);
        if (error)
            break;
        struct table_entry *entry = add_entry(context->arena, table, key, value);
        entry->span = table->span;
        entry->span = table_place(table, entry, token);
    }
    if (error || table->n == 0)
        table->broken = text_from(error ? error : "empty table");
}

static void read_static(const struct context *context, struct table *table, struct text value)
{
    const char *error = NULL;
    if (value.n && value.p[0] == '{')
        error = table_strip_braces(value, &value);
    if (error)
        table->broken = text_from(error);
    else
        add_entry(context->arena, table, TEXT("*"), value)->span = table->span; /* nothing else in it */
}

/* Whether MEMBERS is one table; then *MEMBERS is its name. */
static bool is_single(struct text *members)
{
    struct text rest, first, second;
    if (members->n == 0 || members->p[0] != '{' || table_strip_braces(*members, &rest) != NULL)
        return false;
    if (!text_token_braced(&rest, &first) || text_token_braced(&rest, &second))
        return false;
    *members = first;
    return true;
}

static void read_table(const struct context *context, struct table *table)
{
    struct text name = table->name;
    for (int depth = 0; depth < NESTED_MAX; depth++) {
        size_t colon = text_find(name, ':'), i = 0;
        struct text type = text_slice(name, 0, colon);
        size_t n_kinds = sizeof(kinds) / sizeof(kinds[0]);
        while (i < n_kinds && !text_is(type, kinds[i].type))
            i++;
        if (colon == name.n || i == n_kinds)
            break;
        name = text_slice(name, colon + 1, name.n);
        if (kinds[i].feature && !facts_has(kinds[i].feature, context->postfix)) {
            table->broken = TEXT("this release of Postfix has no such kind of table");
            return;
        }
        if (kinds[i].kind == KIND_INLINE)
            read_inline(context, table, name);
        else if (kinds[i].kind == KIND_STATIC)
            read_static(context, table, name);
        else if (kinds[i].kind < KIND_INLINE)
            read_file(context, table, name, kinds[i].kind);
        else if (kinds[i].kind == KIND_PROXY || is_single(&name))
            continue;
        else
            break;
        return;
    }
    table->unknown = TEXT("a kind of table that is not text");
}

struct table **tables_read(struct arena *arena, struct table_files *files, struct view *view, const struct value *value,
                           size_t *n)
{
    struct context context = {arena, files, view_target(view)->postfix, view_conf(view)->path,
                              view_get(view, TEXT("config_directory"))->text};
    struct table **tables = NULL;
    size_t capacity = 0;
    struct text rest = value->text, token, raw = value->setting ? value->setting->value : TEXT(""), written;
    *n = 0;
    while (text_token_braced(&rest, &token)) {
        struct table *table = arena_alloc(arena, sizeof(*table));
        text_token_braced(&raw, &written);
        *table = (struct table){.name = token, .span = value_token_span(value, token, written)};
        if (value->setting && text_eq(token, written)) {
            table->line = value->setting->line;
            table->line_at = value->setting->value_at + (size_t)(written.p - value->setting->value.p);
        }
        read_table(&context, table);
        tables = arena_grow(arena, tables, *n, &capacity, sizeof(struct table *));
        tables[(*n)++] = table;
    }
    return tables;
}

struct text table_path_beside(struct arena *arena, struct view *view, struct text path)
{
    struct context context = {arena, NULL, 0, view_conf(view)->path, view_get(view, TEXT("config_directory"))->text};
    return path_beside(&context, path);
}
