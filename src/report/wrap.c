/* wrap: see wrap.h. */
#include "wrap.h"

/* The wide and the combining blocks of
 * Unicode (East_Asian_Width W and F, general category Mn), roughly. */
size_t wrap_cells(uint32_t c)
{
    static const struct {
        uint32_t first, last;
        size_t cells;
    } blocks[] = {{0x300, 0x36f, 0},     {0x483, 0x489, 0},     {0x591, 0x5bd, 0},     {0x610, 0x61a, 0},
                  {0x64b, 0x65f, 0},     {0x1100, 0x115f, 2},   {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},
                  {0x20d0, 0x20ff, 0},   {0x2e80, 0x303e, 2},   {0x3041, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},
                  {0xf900, 0xfaff, 2},   {0xfe00, 0xfe0f, 0},   {0xfe20, 0xfe2f, 0},   {0xfe30, 0xfe6f, 2},
                  {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},   {0x1f300, 0x1f64f, 2}, {0x1f680, 0x1f6ff, 2},
                  {0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2}, {0xe0100, 0xe01ef, 0}};
    for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
        if (c >= blocks[i].first && c <= blocks[i].last)
            return blocks[i].cells;
    return 1;
}

/* Length of the escape sequence that T begins with: up to a letter, or, of a
 * hyperlink (OSC 8), up to ESC and a backslash. */
static size_t sequence_length(struct text t)
{
    bool is_link = t.n > 1 && t.p[1] == ']';
    for (size_t i = 2; i < t.n; i++) {
        bool is_letter = (t.p[i] >= 'a' && t.p[i] <= 'z') || (t.p[i] >= 'A' && t.p[i] <= 'Z');
        if (is_link ? t.p[i] == '\\' && t.p[i - 1] == '\033' : is_letter)
            return i + 1;
    }
    return t.n;
}

static size_t cells_of_text(struct text t)
{
    size_t cells = 0;
    for (size_t at = 0, n; at < t.n; at += n) {
        struct text rest = text_slice(t, at, t.n);
        uint32_t c;
        n = rest.p[0] == '\033' ? sequence_length(rest) : text_character(rest, &c);
        if (n && rest.p[0] != '\033')
            cells += wrap_cells(c);
        n = n ? n : 1;
    }
    return cells;
}

/* A word and the blanks before it. */
static struct text next_word(struct text line, size_t at, size_t *blanks)
{
    size_t begin = at;
    while (begin < line.n && line.p[begin] == ' ')
        begin++;
    *blanks = begin - at;
    size_t n = text_find(text_slice(line, begin, line.n), ' ');
    return text_slice(line, begin, begin + n);
}

static void wrap_line(struct buf *out, struct text line, size_t width, size_t indent)
{
    size_t used = 0;
    for (size_t at = 0, blanks; at < line.n;) {
        struct text word = next_word(line, at, &blanks);
        size_t cells = cells_of_text(word);
        if (at > 0 && used > indent && used + blanks + cells > width) {
            buf_printf(out, "\n%*s", (int)indent, "");
            used = indent;
        } else {
            buf_printf(out, "%*s", (int)blanks, "");
            used += blanks;
        }
        buf_text(out, word);
        used += cells;
        at += (size_t)(word.p + word.n - (line.p + at));
    }
}

void wrap_from(struct buf *out, size_t at, size_t width, size_t indent)
{
    if (width == 0 || at >= out->n)
        return;
    struct text all = {arena_dup(out->arena, out->p + at, out->n - at), out->n - at};
    out->n = at;
    while (all.n) {
        size_t n = text_find(all, '\n');
        wrap_line(out, text_slice(all, 0, n), width, indent);
        if (n < all.n)
            buf_char(out, '\n');
        all = text_slice(all, n < all.n ? n + 1 : n, all.n);
    }
}
