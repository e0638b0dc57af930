/* document: see document.h. */
#include "document.h"

static json_t *made(json_t *value)
{
    if (!value)
        postlint_die("out of memory");
    return value;
}

json_t *document_object(void)
{
    return made(json_object());
}

json_t *document_array(void)
{
    return made(json_array());
}

void document_put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, made(value)) != 0)
        postlint_die("out of memory");
}

void document_add(json_t *array, json_t *value)
{
    if (json_array_append_new(array, made(value)) != 0)
        postlint_die("out of memory");
}

json_t *document_string(struct arena *arena, struct text t)
{
    struct text visible = text_visible(arena, t);
    return made(json_stringn(visible.p, visible.n));
}

json_t *document_text(struct arena *arena, struct text t)
{
    return t.p ? document_string(arena, t) : json_null();
}

json_t *document_word(const char *s)
{
    return s ? made(json_string(s)) : json_null();
}

json_t *document_number(size_t n)
{
    return made(json_integer((json_int_t)n));
}

json_t *document_bool(bool flag)
{
    return json_boolean(flag);
}

json_t *document_truth(enum truth truth)
{
    return truth == TRUTH_UNKNOWN ? json_null() : json_boolean(truth == TRUTH_YES);
}

json_t *document_lines(struct arena *arena, struct text t)
{
    struct text lines = text_visible_but(arena, t, "\n\t");
    return made(json_stringn(lines.p, lines.n));
}

json_t *document_new(void)
{
    json_t *root = document_object(), *tool = document_object();
    document_put(root, "format", document_number(1));
    document_put(tool, "name", document_word("postlint"));
    document_put(tool, "version", document_word(POSTLINT_VERSION));
    document_put(root, "tool", tool);
    return root;
}

json_t *document_target(struct arena *arena, const struct target *target)
{
    json_t *object = document_object();
    document_put(object, "name", document_string(arena, target->name));
    document_put(object, "postfix", document_string(arena, version_text(arena, target->postfix)));
    document_put(object, "openssl", document_string(arena, version_text(arena, target->openssl)));
    return object;
}

json_t *document_errors(struct arena *arena, const struct report_error *errors, size_t n)
{
    json_t *array = document_array();
    for (size_t i = 0; i < n; i++) {
        json_t *error = document_object();
        document_put(error, "file", document_text(arena, errors[i].file));
        document_put(error, "line", errors[i].line ? document_number(errors[i].line) : json_null());
        if (errors[i].column)
            document_put(error, "column", document_number(errors[i].column));
        document_put(error, "message", document_string(arena, errors[i].message));
        document_add(array, error);
    }
    return array;
}

static int append(const char *bytes, size_t n, void *out)
{
    buf_add(out, bytes, n);
    return 0;
}

void document_write(json_t *root, struct buf *out)
{
    if (json_dump_callback(root, append, out, JSON_INDENT(2)) != 0)
        postlint_die("out of memory");
    buf_char(out, '\n');
    json_decref(root);
}
