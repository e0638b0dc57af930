/* place: see place.h. */
#include "place.h"

#include "wrap.h"

/* Cells of a source line that are shown, where nobody says how many there are,
 * at least and at most; bytes for each, as some characters have no width. */
enum { SHOWN = 100, SHOWN_LEAST = 20, SHOWN_MOST = 200, CELL_BYTES = 4, TAB = 8 };
/* Those of a line that are no source: "    12 | ", and "..." at both ends. */
enum { FRAME = 15 };

static size_t character_length(struct text t)
{
    uint32_t c;
    size_t n = text_character(t, &c);
    return n ? n : 1;
}

static size_t count_characters(const struct source *source, size_t begin, size_t end)
{
    size_t n = 0;
    for (size_t at = begin; at < end; n++)
        at += character_length(text_slice(source->bytes, at, source->bytes.n));
    return n;
}

struct position place_of(struct locator *locator, const struct source *source, size_t offset)
{
    size_t line = locator->position.line;
    bool near = locator->source == source && offset >= source->starts[line - 1] &&
                (line == source->lines || offset < source->starts[line]);
    struct position position = locator->position;
    if (near && offset >= locator->offset)
        position.column += count_characters(source, locator->offset, offset);
    else if (near && locator->offset - offset < offset - source->starts[line - 1])
        position.column -= count_characters(source, offset, locator->offset);
    else
        position = source_position(source, offset);
    *locator = (struct locator){source, offset, position};
    return position;
}

void path_print(struct text path, struct buf *out)
{
    buf_str(out, text_starts(path, "::") ? "./" : "");
    buf_visible(out, path);
}

void place_print(struct locator *locator, struct span span, struct buf *out)
{
    struct position position = place_of(locator, span.source, span.begin);
    path_print(span.source->name, out);
    buf_printf(out, ":%zu:%zu", position.line, position.column);
}

/* Appends the character that T begins with as it is shown, AT cells into the
 * line; its cells, and its length in *N. */
static size_t show_character(struct text t, size_t at, struct buf *out, size_t *n)
{
    uint32_t c;
    size_t length = text_character(t, &c), before = out->n;
    *n = length ? length : 1;
    if (t.p[0] == '\t') {
        size_t cells = TAB - at % TAB;
        buf_printf(out, "%*s", (int)cells, "");
        return cells;
    }
    buf_visible(out, text_slice(t, 0, *n));
    bool is_escaped = length == 0 || (unsigned char)out->p[before] < 0x80;
    return is_escaped ? out->n - before : wrap_cells(c);
}

static size_t shown_in(size_t width)
{
    size_t shown = width > FRAME ? width - FRAME : 0;
    if (width == 0)
        return SHOWN;
    return shown < SHOWN_LEAST ? SHOWN_LEAST : shown > SHOWN_MOST ? SHOWN_MOST : shown;
}

/* The part of a line that is shown, and what of it is marked, in cells. */
struct window {
    size_t shown; /* cells at most */
    struct buf text;
    size_t cells, mark_begin, mark_end;
    bool is_cut; /* there is more of the line after it */
};

static void show_window(struct text line, size_t from, size_t begin, size_t end, struct window *window)
{
    size_t at = from, n;
    window->mark_begin = window->mark_end = (size_t)-1;
    for (; at < line.n && window->cells < window->shown && at - from < window->shown * CELL_BYTES; at += n) {
        if (at >= begin && window->mark_begin == (size_t)-1)
            window->mark_begin = window->cells;
        window->cells += show_character(text_slice(line, at, line.n), window->cells, &window->text, &n);
        if (at < end)
            window->mark_end = window->cells;
    }
    window->is_cut = at < line.n;
    if (window->mark_begin == (size_t)-1)
        window->mark_begin = window->cells;
    if (window->mark_end == (size_t)-1 || window->mark_end <= window->mark_begin)
        window->mark_end = window->mark_begin + 1;
}

/* Where to begin so that the span is seen: the start of the line if it fits,
 * else some characters before the span. */
static size_t window_start(struct arena *arena, struct text line, size_t begin, size_t shown)
{
    if (line.n <= shown)
        return 0;
    struct window all = {.shown = shown, .text = buf_new(arena)};
    show_window(line, 0, begin, begin, &all);
    if (!all.is_cut || begin == 0)
        return 0;
    size_t from = begin;
    for (size_t i = 0; i < 3 * shown / 10 && from > 0; i++) {
        from--;
        for (size_t k = 0; k < 3 && from > 0 && ((unsigned char)line.p[from] & 0xc0) == 0x80; k++)
            from--;
    }
    return from;
}

static void repeat(struct buf *out, char c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_char(out, c);
}

void place_snippet(struct locator *locator, struct span span, const struct place_style *style, struct buf *out)
{
    struct position position = place_of(locator, span.source, span.begin);
    struct text line = source_line(span.source, position.line);
    size_t start = span.source->starts[position.line - 1];
    size_t begin = span.begin - start, end = span.end > span.begin ? span.end - start : begin;
    size_t shown = shown_in(style->width), from = window_start(out->arena, line, begin, shown);
    struct window window = {.shown = shown, .text = buf_new(out->arena)};
    show_window(line, from, begin, end, &window);
    const char *before = from > 0 ? "..." : "";
    struct text number = text_printf(out->arena, "%zu", position.line);
    buf_printf(out, "%6s | %s", number.p, before);
    buf_text(out, buf_done(&window.text));
    buf_str(out, window.is_cut ? "...\n" : "\n");
    buf_printf(out, "%6s | %*s%s", "", (int)(window.mark_begin + (from > 0 ? 3 : 0)), "", style->mark);
    repeat(out, '^', window.mark_end - window.mark_begin);
    buf_printf(out, "%s\n", style->reset);
}
