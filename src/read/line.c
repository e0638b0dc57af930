/* line: see line.h. */
#include "postlint/line.h"

#include <string.h>

/* A line of a template that is a tag and nothing else: it leaves no text. */
static bool is_tag(struct text line)
{
    static const char *const tags[][2] = {{"{%", "%}"}, {"{#", "#}"}, {"<%", "%>"}, {"[%", "%]"}};
    line = text_trim(line);
    if (text_starts(line, "<%="))
        return false;
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        if (text_starts(line, tags[i][0]) && text_ends(line, tags[i][1]))
            return true;
    /* A line of Perl in Mason; %{name} and %name% are placeholders. */
    return text_starts(line, "%") && !text_starts(line, "%{") && !text_ends(line, "%");
}

/* Blocks of a template that may take several lines and leave no text: how
 * they begin and end.  Those of Mason come before its plain tag. */
static const char *const blocks[][2] = {
    {"{%", "%}"},
    {"{#", "#}"},
    {"[%", "%]"},
    {"<%args>", "</%args>"},
    {"<%cleanup>", "</%cleanup>"},
    {"<%doc>", "</%doc>"},
    {"<%filter>", "</%filter>"},
    {"<%init>", "</%init>"},
    {"<%once>", "</%once>"},
    {"<%perl>", "</%perl>"},
    {"<%shared>", "</%shared>"},
    {"<%", "%>"},
};
enum { N_BLOCKS = sizeof(blocks) / sizeof(blocks[0]) };

static size_t find_text(struct text t, size_t from, const char *needle)
{
    size_t n = strlen(needle);
    for (size_t i = from; i + n <= t.n; i++)
        if (memcmp(t.p + i, needle, n) == 0)
            return i + n;
    return 0;
}

/* If LINE, at LINES->at, begins a block: where the line after the block
 * starts.  Else 0.  An end that is missing is looked for only once. */
static size_t block_end(struct lines *lines, struct text line)
{
    const struct source *source = lines->source;
    size_t begin = lines->at;
    while (line.n && text_is_space(line.p[0])) {
        line = text_slice(line, 1, line.n);
        begin++;
    }
    if (text_starts(line, "<%=") || text_starts(line, "[%="))
        return 0;
    for (unsigned i = 0; i < N_BLOCKS; i++) {
        if (!text_starts(line, blocks[i][0]))
            continue;
        size_t end = (lines->unclosed & 1U << i) ? 0 : find_text(source->bytes, begin, blocks[i][1]);
        if (end == 0) {
            lines->unclosed |= 1U << i;
            return 0;
        }
        struct text rest = text_slice(source->bytes, end, source->bytes.n);
        size_t newline = text_find(rest, '\n');
        /* Text behind the end belongs to a line that is not all tag. */
        if (text_trim(text_slice(rest, 0, newline)).n)
            return 0;
        return end + newline + (newline < rest.n);
    }
    return 0;
}

struct lines lines_open(struct arena *arena, const struct source *source)
{
    return (struct lines){.arena = arena, .source = source};
}

/* The physical line at AT, without its newline; *NEXT is the one after. */
static struct text physical_line(const struct source *source, size_t at, size_t *next)
{
    struct text rest = text_slice(source->bytes, at, source->bytes.n);
    size_t n = text_find(rest, '\n');
    *next = at + (n < rest.n ? n + 1 : n);
    return text_slice(rest, 0, n);
}

/* util/readlline.c: a line whose first non-blank byte is '#', or that has no
 * non-blank byte, counts as not there.  isspace(3) there is true for a NUL's
 * neighbours but not for NUL itself, so a NUL is text. */
static bool is_blank_or_comment(struct text line)
{
    size_t i = 0;
    while (i < line.n && text_is_space(line.p[i]))
        i++;
    return i == line.n || line.p[i] == '#';
}

/* Joins the pieces, and cuts the text at the first NUL: what follows it in
 * the logical line is lost, since Postfix handles C strings from here on. */
static void finish(struct lines *lines, struct line *line)
{
    const struct source *source = line->source;
    const struct piece *last = &line->pieces[line->n_pieces - 1];
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there is at least one piece */
    line->end = last->source + last->n;
    if (line->n_pieces == 1) {
        line->text = text_slice(source->bytes, last->source, line->end);
    } else {
        char *joined = arena_alloc(lines->arena, last->at + last->n + 1);
        for (size_t i = 0; i < line->n_pieces; i++)
            memcpy(joined + line->pieces[i].at, source->bytes.p + line->pieces[i].source, line->pieces[i].n);
        line->text = (struct text){joined, last->at + last->n};
    }
    size_t nul = text_find(line->text, '\0');
    if (nul < line->text.n) {
        line->has_nul = true;
        line->nul = line_offset(line, nul);
        line->text.n = nul;
    }
}

/* A tag that other text takes the place of: {% include "x" %}, {% extends %}
 * and {% block %} of Jinja, [% INCLUDE x %] of the Template Toolkit. */
static bool is_inclusion(struct text tag)
{
    static const char *const words[] = {"include", "extends", "block", "INCLUDE", "PROCESS", "INSERT", "WRAPPER"};
    size_t at = 0;
    while (at < tag.n && !text_is_alnum(tag.p[at]))
        at++;
    struct text word = text_slice(tag, at, tag.n);
    for (at = 0; at < word.n && text_is_alnum(word.p[at]); at++)
        ;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (text_is(text_slice(word, 0, at), words[i]))
            return true;
    return false;
}

bool lines_next(struct lines *lines, struct line *line)
{
    const struct source *source = lines->source;
    *line = (struct line){.source = source};
    struct piece *pieces = NULL;
    size_t capacity = 0, length = 0;
    bool tag_before = false;
    while (lines->at < source->bytes.n) {
        size_t next;
        struct text text = physical_line(source, lines->at, &next);
        size_t after = source->is_template ? block_end(lines, text) : 0;
        bool is_a_tag = after || (source->is_template && is_tag(text));
        next = after ? after : next;
        if (is_a_tag || is_blank_or_comment(text)) {
            tag_before = tag_before || is_a_tag;
            lines->has_inclusion = lines->has_inclusion || (is_a_tag && is_inclusion(text));
            lines->at = next;
            continue;
        }
        bool continues = text_is_space(text.p[0]);
        if (line->n_pieces && !continues)
            break;
        if (line->n_pieces == 0)
            line->orphan = continues;
        line->has_tag = line->has_tag || (tag_before && line->n_pieces > 0);
        tag_before = false;
        pieces = arena_grow(lines->arena, pieces, line->n_pieces, &capacity, sizeof(*pieces));
        pieces[line->n_pieces++] = (struct piece){length, lines->at, text.n};
        length += text.n;
        lines->at = next;
    }
    if (line->n_pieces == 0)
        return false;
    line->pieces = pieces;
    finish(lines, line);
    return true;
}

size_t line_offset(const struct line *line, size_t at)
{
    size_t low = 0, high = line->n_pieces;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (line->pieces[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return line->pieces[low].source + (at - line->pieces[low].at);
}

struct span line_span(const struct line *line, size_t begin, size_t end)
{
    /* The end belongs to the byte before it, or a span that ends where a
     * continuation starts would reach into that line; an empty one too. */
    size_t to = end > 0 ? line_offset(line, end - 1) + 1 : line_offset(line, 0);
    size_t from = end > begin ? line_offset(line, begin) : to;
    return (struct span){line->source, from, to};
}
