/* yaml: see yaml.h. */
#include "yaml.h"

#include <string.h>
#include <yaml.h>

#include "postlint/buf.h"

/* One tree under construction. */
struct build {
    struct arena *arena;
    const struct source *source;
    struct rulefile_error *error;
    yaml_parser_t parser;
    struct node *open[RULEFILE_MAX_DEPTH]; /* collections not yet closed */
    size_t capacity[RULEFILE_MAX_DEPTH];
    const char *key[RULEFILE_MAX_DEPTH]; /* mapping: the key whose value comes next */
    yaml_mark_t key_mark[RULEFILE_MAX_DEPTH];
    size_t depth, n_nodes;
    struct node *root;
};

static bool fail(struct build *build, yaml_mark_t mark, const char *message)
{
    struct rulefile_error *error = build->error;
    *error = (struct rulefile_error){.file = build->source->name, .line = mark.line + 1, .column = mark.column + 1};
    error->path = build->depth ? yaml_path(build->arena, build->open[build->depth - 1]) : TEXT("");
    error->message = text_printf(build->arena, "%s", message);
    return false;
}

static bool check_key(struct build *build, const yaml_event_t *event, struct node *top)
{
    const char *text = (const char *)event->data.scalar.value;
    if (top->n_kids == RULEFILE_MAX_KEYS) /* each is compared with all before it */
        return fail(build, event->start_mark, "too many keys in one mapping");
    for (size_t i = 0; i < top->n_kids; i++)
        if (strcmp(top->kids[i]->key, text) == 0)
            return fail(build, event->start_mark, "this key is given twice");
    build->key[build->depth - 1] = arena_dup(build->arena, text, event->data.scalar.length);
    build->key_mark[build->depth - 1] = event->start_mark;
    return true;
}

static void attach(struct build *build, struct node *node)
{
    if (build->depth == 0) {
        build->root = node;
        return;
    }
    size_t at = build->depth - 1;
    struct node *top = build->open[at];
    node->parent = top;
    node->index = top->n_kids;
    node->key = build->key[at];
    node->key_line = build->key_mark[at].line + 1;
    node->key_column = build->key_mark[at].column + 1;
    build->key[at] = NULL;
    top->kids =
        arena_grow(build->arena, (void *)top->kids, top->n_kids, &build->capacity[at], sizeof(const struct node *));
    top->kids[top->n_kids++] = node;
}

static struct node *new_node(struct build *build, enum node_kind kind, yaml_mark_t mark)
{
    struct node *node = arena_alloc(build->arena, sizeof(*node));
    *node = (struct node){.kind = kind, .line = mark.line + 1, .column = mark.column + 1, .text = ""};
    attach(build, node);
    return node;
}

static bool expects_key(const struct build *build)
{
    return build->depth && build->open[build->depth - 1]->kind == NODE_MAPPING && !build->key[build->depth - 1];
}

static bool add_scalar(struct build *build, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    if (event->data.scalar.anchor || event->data.scalar.tag)
        return fail(build, event->start_mark, "anchors and tags are not taken here");
    if (memchr(text, '\0', n))
        return fail(build, event->start_mark, "a NUL byte in the text");
    if (expects_key(build))
        return check_key(build, event, build->open[build->depth - 1]);
    new_node(build, NODE_SCALAR, event->start_mark)->text = arena_dup(build->arena, text, n);
    return true;
}

static bool open_collection(struct build *build, enum node_kind kind, bool plain, yaml_mark_t mark)
{
    if (!plain)
        return fail(build, mark, "anchors and tags are not taken here");
    if (expects_key(build))
        return fail(build, mark, "a key must be a plain word");
    if (build->depth == RULEFILE_MAX_DEPTH)
        return fail(build, mark, "nested too deeply");
    struct node *node = new_node(build, kind, mark);
    build->open[build->depth] = node;
    build->capacity[build->depth] = 0;
    build->key[build->depth++] = NULL;
    return true;
}

static bool take_event(struct build *build, const yaml_event_t *event)
{
    if (++build->n_nodes > RULEFILE_MAX_NODES)
        return fail(build, event->start_mark, "too many entries in one file");
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return fail(build, event->start_mark, "aliases are not taken here");
    case YAML_SCALAR_EVENT:
        return add_scalar(build, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(build, NODE_SEQUENCE,
                               !event->data.sequence_start.anchor && !event->data.sequence_start.tag,
                               event->start_mark);
    case YAML_MAPPING_START_EVENT:
        return open_collection(build, NODE_MAPPING, !event->data.mapping_start.anchor && !event->data.mapping_start.tag,
                               event->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        build->depth--;
        return true;
    case YAML_DOCUMENT_START_EVENT:
        return !build->root || fail(build, event->start_mark, "one document in a file, please");
    default:
        return true;
    }
}

static bool read_events(struct build *build)
{
    for (;;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&build->parser, &event)) {
            const char *problem = build->parser.problem ? build->parser.problem : "not readable as YAML";
            yaml_mark_t mark = build->parser.problem_mark;
            if (build->parser.error == YAML_READER_ERROR)
                mark = build->parser.mark;
            return fail(build, mark, problem);
        }
        bool is_end = event.type == YAML_STREAM_END_EVENT;
        bool taken = take_event(build, &event);
        yaml_event_delete(&event);
        if (!taken)
            return false;
        if (is_end)
            return build->root || fail(build, (yaml_mark_t){0}, "the file is empty");
    }
}

const struct node *yaml_read(struct arena *arena, const struct source *source, struct rulefile_error *error)
{
    struct build build = {.arena = arena, .source = source, .error = error};
    if (!yaml_parser_initialize(&build.parser))
        postlint_die("out of memory");
    yaml_parser_set_input_string(&build.parser, (const unsigned char *)(source->bytes.p ? source->bytes.p : ""),
                                 source->bytes.n);
    yaml_parser_set_encoding(&build.parser, YAML_UTF8_ENCODING);
    bool read = read_events(&build);
    yaml_parser_delete(&build.parser);
    return read ? build.root : NULL;
}

const struct node *yaml_get(const struct node *mapping, const char *key)
{
    for (size_t i = 0; mapping->kind == NODE_MAPPING && i < mapping->n_kids; i++)
        if (strcmp(mapping->kids[i]->key, key) == 0)
            return mapping->kids[i];
    return NULL;
}

struct text yaml_path(struct arena *arena, const struct node *node)
{
    struct text path = TEXT("");
    for (; node && node->parent; node = node->parent) {
        const struct node *id = node->kind == NODE_MAPPING ? yaml_get(node, "id") : NULL;
        struct text step =
            node->key
                ? text_printf(arena, "%s%s", node->parent->parent && node->parent->kind == NODE_MAPPING ? " / " : "",
                              node->key)
                : text_printf(arena, "[%zu]%s%s%s", node->index, id ? " (" : "", id ? id->text : "", id ? ")" : "");
        path = text_printf(arena, "%.*s%.*s", TEXT_ARG(step), TEXT_ARG(path));
    }
    return path;
}
