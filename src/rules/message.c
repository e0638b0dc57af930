/* message: {field} and {parameter_name} in the texts of rules. */
#include "message.h"

/* Longer values are cut in messages; the source line shows them whole. */
enum { VALUE_SHOWN = 120 };

static void add_shown(struct buf *out, struct text t)
{
    buf_text(out, text_slice(t, 0, VALUE_SHOWN));
    if (t.n > VALUE_SHOWN)
        buf_str(out, "...");
}

struct text placeholder_text(struct text name, const struct context *context)
{
    const struct field *field = rule_field(name);
    if (field)
        return field_print(field, context);
    const struct value *value = view_get(context_view(context), name);
    return value_is_unclear(value) ? value->raw : value->text;
}

static struct text fill(const char *template, const struct context *context, bool cut)
{
    struct buf out = buf_new(context->scope->arena);
    for (struct text rest = text_from(template); rest.n;) {
        char c = rest.p[0];
        if ((c == '{' || c == '}') && rest.n > 1 && rest.p[1] == c) {
            buf_char(&out, c);
            rest = text_slice(rest, 2, rest.n);
            continue;
        }
        size_t end = text_find(rest, '}');
        if (c != '{' || end == rest.n) {
            buf_char(&out, c);
            rest = text_slice(rest, 1, rest.n);
            continue;
        }
        struct text value = placeholder_text(text_slice(rest, 1, end), context);
        if (cut)
            add_shown(&out, value);
        else
            buf_text(&out, value);
        rest = text_slice(rest, end + 1, rest.n);
    }
    return buf_done(&out);
}

struct text message_fill(const char *template, const struct context *context)
{
    return fill(template, context, true);
}

struct text value_fill(const char *template, const struct context *context)
{
    return fill(template, context, false);
}
