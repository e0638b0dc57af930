/* buf: see buf.h. */
#include "postlint/buf.h"

#include <stdio.h>
#include <string.h>

struct buf buf_new(struct arena *arena)
{
    return (struct buf){.arena = arena};
}

static void buf_reserve(struct buf *buf, size_t more)
{
    if (buf->capacity - buf->n > more)
        return;
    size_t capacity = buf->capacity ? buf->capacity : 64;
    while (capacity - buf->n <= more) {
        if (capacity > (size_t)-1 / 4)
            postlint_die("out of memory");
        capacity *= 2;
    }
    char *p = arena_alloc(buf->arena, capacity);
    if (buf->n)
        memcpy(p, buf->p, buf->n);
    buf->p = p;
    buf->capacity = capacity;
}

void buf_add(struct buf *buf, const char *p, size_t n)
{
    if (n == 0)
        return;
    buf_reserve(buf, n);
    memcpy(buf->p + buf->n, p, n);
    buf->n += n;
    buf->p[buf->n] = '\0';
}

void buf_text(struct buf *buf, struct text t)
{
    buf_add(buf, t.p, t.n);
}

void buf_str(struct buf *buf, const char *s)
{
    buf_add(buf, s, strlen(s));
}

void buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

__attribute__((format(printf, 2, 0), nonnull(2))) static void buf_vprintf(struct buf *buf, const char *format,
                                                                          va_list args)
{
    va_list again;
    va_copy(again, args);
    char probe[1];
    int n = vsnprintf(probe, sizeof(probe), format, args);
    if (n < 0)
        postlint_die("a message could not be formatted");
    buf_reserve(buf, (size_t)n);
    vsnprintf(buf->p + buf->n, (size_t)n + 1, format, again);
    buf->n += (size_t)n;
    va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}

struct text buf_done(const struct buf *buf)
{
    return (struct text){buf->p ? buf->p : "", buf->n};
}

struct text text_printf(struct arena *arena, const char *format, ...)
{
    struct buf buf = buf_new(arena);
    va_list args;
    va_start(args, format);
    buf_vprintf(&buf, format, args);
    va_end(args);
    return buf_done(&buf);
}

/* Characters that change how a terminal or a page shows what stands around
 * them: controls, bidirectional marks, line separators, invisible ones, and
 * tags (U+E0000 on). */
static bool is_hidden(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {{0, 0x1f},          {0x7f, 0x9f},       {0xad, 0xad},     {0x61c, 0x61c},   {0x200b, 0x200f},
                  {0x2028, 0x202e},   {0x2060, 0x206f},   {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xfffe, 0xffff},
                  {0xe0000, 0xe007f}, {0x1fffe, 0x1ffff}, {0x180e, 0x180e}};
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
        if (c >= hidden[i].first && c <= hidden[i].last)
            return true;
    return false;
}

void buf_visible(struct buf *buf, struct text t)
{
    size_t plain = 0;
    for (size_t i = 0; i < t.n;) {
        unsigned char byte = (unsigned char)t.p[i];
        bool is_command = byte == '[' && i >= 2 && t.p[i - 1] == '#' && t.p[i - 2] == '#';
        if (byte >= 0x20 && byte < 0x7f && !is_command) {
            i++;
            continue;
        }
        uint32_t c = 0;
        size_t n = text_character(text_slice(t, i, t.n), &c);
        if (n && !is_hidden(c) && !is_command) {
            i += n;
            continue;
        }
        buf_add(buf, t.p + plain, i - plain);
        if (n == 0 || c < 0x100)
            buf_printf(buf, "\\x%02x", n == 0 ? byte : (unsigned)c);
        else
            buf_printf(buf, c > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)c);
        i += n ? n : 1;
        plain = i;
    }
    if (plain < t.n)
        buf_add(buf, t.p + plain, t.n - plain);
}

struct text text_join(struct arena *arena, struct text a, struct text b)
{
    char *joined = arena_alloc(arena, a.n + b.n + 1); /* which is zeroed */
    if (a.n)
        memcpy(joined, a.p, a.n);
    if (b.n)
        memcpy(joined + a.n, b.p, b.n);
    return (struct text){joined, a.n + b.n};
}

struct text text_visible(struct arena *arena, struct text t)
{
    struct buf buf = buf_new(arena);
    buf_visible(&buf, t);
    return buf_done(&buf);
}

struct text text_visible_but(struct arena *arena, struct text t, const char *keep)
{
    struct buf buf = buf_new(arena);
    size_t begin = 0;
    for (size_t i = 0; i <= t.n; i++) {
        if (i < t.n && (t.p[i] == '\0' || !strchr(keep, t.p[i])))
            continue;
        buf_visible(&buf, text_slice(t, begin, i));
        if (i < t.n)
            buf_char(&buf, t.p[i]);
        begin = i + 1;
    }
    return buf_done(&buf);
}
