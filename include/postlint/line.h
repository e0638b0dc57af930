/*
 * line: physical lines to logical lines, by the rules of Postfix.
 *
 * util/readlline.c:readllines.  A logical line begins with a byte that is no
 * white space and goes on over all following lines that begin with white
 * space.  Empty lines, blank lines and comment lines (first non-blank byte
 * is '#') are skipped wherever they stand, also inside a logical line.  The
 * newline is dropped and nothing is put in its place; leading blanks of a
 * continuation stay.
 *
 * In a template, a line that is a tag and nothing else counts as a comment.
 *
 * A logical line knows for each of its bytes where it came from.
 */
#ifndef POSTLINT_LINE_H
#define POSTLINT_LINE_H

#include "postlint/source.h"

/* A run of the logical text that lies in one physical line. */
struct piece {
    size_t at;     /* offset in the logical text */
    size_t source; /* offset in the source */
    size_t n;
};

struct line {
    const struct source *source;
    struct text text; /* cut at the first NUL, as Postfix's C strings are */
    const struct piece *pieces;
    size_t n_pieces;
    bool orphan; /* starts with white space: Postfix warns and ignores it */
    bool has_nul;
    size_t nul; /* if so: offset of the NUL in the source */
    size_t end; /* offset in the source after the last byte */
    /* A tag of a template stands between its pieces: not all of them need be
     * there in the end. */
    bool has_tag;
};

struct lines {
    struct arena *arena;
    const struct source *source;
    size_t at;          /* offset of the next unread physical line */
    unsigned unclosed;  /* kinds of template blocks whose end is not there */
    bool has_inclusion; /* a tag passed by puts in text that is not here */
};

/* Starts reading SOURCE.  Lines read from it point into SOURCE and ARENA. */
struct lines lines_open(struct arena *arena, const struct source *source);

/* The next logical line, orphans included.  False at the end of the file. */
bool lines_next(struct lines *lines, struct line *line);

/* Source offset of byte AT of the logical text (AT may be text.n). */
size_t line_offset(const struct line *line, size_t at);
/* Source span of bytes BEGIN to END of the logical text. */
struct span line_span(const struct line *line, size_t begin, size_t end);

#endif
