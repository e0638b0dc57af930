/*
 * buf: text under construction, in an arena.
 *
 * The bytes are always followed by a NUL that does not count.
 */
#ifndef POSTLINT_BUF_H
#define POSTLINT_BUF_H

#include <stdarg.h>

#include "postlint/text.h"

struct buf {
    struct arena *arena;
    char *p;
    size_t n, capacity;
};

struct buf buf_new(struct arena *arena);
void buf_add(struct buf *buf, const char *p, size_t n);
void buf_text(struct buf *buf, struct text t);
void buf_str(struct buf *buf, const char *s);
void buf_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct text buf_done(const struct buf *buf);

/* Text that may be shown anywhere: control, C1 and bidirectional characters
 * and bytes that are not UTF-8 become visible escapes (\x1b, \u202e), and so
 * does the bracket of "##[", which the runners of GitHub and Azure take for a
 * command wherever it stands in a line of the log (actions/runner,
 * src/Runner.Common/ActionCommand.cs: TryParse), so that nothing a configuration says can reach a terminal, a log or a
 * document raw.  The one such function of postlint: called once, at the edge. */
void buf_visible(struct buf *buf, struct text t);
struct text text_visible(struct arena *arena, struct text t);
/* The same, but the bytes in KEEP stay: line ends of text of several lines. */
struct text text_visible_but(struct arena *arena, struct text t, const char *keep);
/* A, then B: for the names of parameters, which are put together by the
 * thousand and where printf(3) would be a fifth of a run. */
struct text text_join(struct arena *arena, struct text a, struct text b);
/* A formatted text in the arena. */
struct text text_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
