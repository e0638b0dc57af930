/* markup: see markup.h. */
#include "markup.h"

#include <stdlib.h>

static mxml_node_t *made(mxml_node_t *node)
{
    if (!node)
        postlint_die("out of memory");
    return node;
}

mxml_node_t *markup_new(void)
{
    return made(mxmlNewXML("1.0"));
}

mxml_node_t *markup_element(mxml_node_t *parent, const char *name)
{
    return made(mxmlNewElement(parent, name));
}

void markup_attribute(struct arena *arena, mxml_node_t *element, const char *name, struct text value)
{
    mxmlElementSetAttr(element, name, text_string(arena, text_visible(arena, value)));
}

void markup_number(struct arena *arena, mxml_node_t *element, const char *name, size_t value)
{
    markup_attribute(arena, element, name, text_printf(arena, "%zu", value));
}

void markup_text(struct arena *arena, mxml_node_t *element, struct text lines)
{
    made(mxmlNewOpaque(element, text_string(arena, text_visible_but(arena, lines, "\n"))));
}

/* Each element on its own line; text stays as it is. */
static const char *white_space(mxml_node_t *node, int where)
{
    bool has_text = mxmlGetFirstChild(node) && mxmlGetType(mxmlGetFirstChild(node)) == MXML_OPAQUE;
    if (where == MXML_WS_AFTER_CLOSE || (where == MXML_WS_AFTER_OPEN && !has_text))
        return "\n";
    return NULL;
}

void markup_write(mxml_node_t *root, struct buf *out)
{
    mxmlSetWrapMargin(0); /* a line is never cut inside an element */
    char *text = mxmlSaveAllocString(root, white_space);
    if (!text)
        postlint_die("out of memory");
    buf_str(out, text);
    free(text);
    mxmlDelete(root);
}
