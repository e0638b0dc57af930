/* source: see source.h. */
#include "postlint/source.h"

#include <string.h>

static size_t count_lines(struct text bytes)
{
    size_t lines = 1;
    for (struct text rest = bytes; rest.n;) {
        size_t at = text_find(rest, '\n');
        if (at == rest.n)
            break;
        lines++;
        rest = text_slice(rest, at + 1, rest.n);
    }
    return lines;
}

const char *const *source_endings(size_t *n)
{
    static const char *const endings[] = {".j2",  ".jinja", ".jinja2", ".erb",      ".epp",    ".tmpl",
                                          ".tpl", ".tt",    ".tt2",    ".in",       ".mas",    ".mustache",
                                          ".hbs", ".ejs",   ".gotmpl", ".template", ".genshi", ".mako"};
    *n = sizeof(endings) / sizeof(endings[0]);
    return endings;
}

static bool names_template(struct text name)
{
    size_t n;
    const char *const *endings = source_endings(&n);
    for (size_t i = 0; i < n; i++)
        if (text_ends(name, endings[i]))
            return true;
    return false;
}

/* Text that only a template engine takes away: Jinja and ERB tags, and lines
 * that begin with a brace (no setting and no service does). */
static bool holds_template(struct text bytes)
{
    if (text_contains(bytes, "{%") || text_contains(bytes, "<%") || text_contains(bytes, "[%") ||
        text_contains(bytes, "<?") || text_contains(bytes, "\n%{"))
        return true;
    bool at_start = true;
    for (size_t i = 0; i < bytes.n; i++) {
        if (at_start && (bytes.p[i] == '{' || bytes.p[i] == '}'))
            return true;
        at_start = bytes.p[i] == '\n';
    }
    return false;
}

const struct source *source_new(struct arena *arena, struct text name, struct text bytes, enum source_kind kind)
{
    struct source *source = arena_alloc(arena, sizeof(*source));
    *source = (struct source){.name = name, .bytes = bytes, .kind = kind};
    bool is_postfix = kind == SOURCE_MAIN || kind == SOURCE_MASTER || kind == SOURCE_DUMP;
    source->is_template = is_postfix && (names_template(name) || holds_template(bytes));
    source->lines = count_lines(bytes);
    uint32_t *starts = arena_array(arena, source->lines, sizeof(*starts));
    size_t line = 1;
    for (size_t i = 0; line < source->lines; i++)
        if (bytes.p[i] == '\n')
            starts[line++] = (uint32_t)(i + 1);
    source->starts = starts;
    return source;
}

/* Index of the line that holds OFFSET. */
static size_t line_index(const struct source *source, size_t offset)
{
    size_t low = 0, high = source->lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct position source_position(const struct source *source, size_t offset)
{
    size_t index = line_index(source, offset);
    size_t at = source->starts[index];
    size_t column = 1;
    while (at < offset) {
        uint32_t c;
        size_t n = text_character(text_slice(source->bytes, at, source->bytes.n), &c);
        at += n ? n : 1;
        column++;
    }
    return (struct position){index + 1, column};
}

struct text source_line(const struct source *source, size_t number)
{
    if (number == 0 || number > source->lines)
        return TEXT("");
    size_t begin = source->starts[number - 1];
    size_t end = number < source->lines ? source->starts[number] - 1 : source->bytes.n;
    return text_slice(source->bytes, begin, end);
}
