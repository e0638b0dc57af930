/*
 * source: one input file, held whole, and the reader that fetches files.
 *
 * Everything that postlint knows of a configuration is an offset into a
 * source; lines and columns are worked out from it when somebody asks.
 *
 * The reader is the only way to a file.  It is passed in, so that the whole
 * program runs on text in memory.
 */
#ifndef POSTLINT_SOURCE_H
#define POSTLINT_SOURCE_H

#include "postlint/text.h"

enum source_kind {
    SOURCE_MAIN,
    SOURCE_MASTER,
    SOURCE_DUMP, /* both at once, as postconf(1) prints them: dump.h */
    SOURCE_POLICY,
    SOURCE_RULES
};

struct source {
    struct text name; /* as shown to the user */
    struct text bytes;
    enum source_kind kind;
    bool is_template;       /* its name says that a template engine fills it in */
    const uint32_t *starts; /* offset of each line; made by source_new() */
    size_t lines;
};

/* A place in a source, for people: both count from 1.  Columns count
 * characters; a byte that is not UTF-8 is one. */
struct position {
    size_t line, column;
};

/* Bytes BEGIN to END (not included) of a source.  SOURCE NULL: nowhere. */
struct span {
    const struct source *source;
    size_t begin, end;
};

/* Limit on one file; larger ones are an error, not a surprise. */
#define SOURCE_MAX ((size_t)64 << 20)

/* Endings that template engines and their users give to files that a program
 * fills in: Jinja, ERB, Go, EJS, Mason, Genshi, autoconf, Mustache, ... */
const char *const *source_endings(size_t *n);

const struct source *source_new(struct arena *arena, struct text name, struct text bytes, enum source_kind kind);
struct position source_position(const struct source *source, size_t offset);
/* Line NUMBER (from 1) without its newline; empty past the end. */
struct text source_line(const struct source *source, size_t number);

/* Fetches files by path.  read() returns NULL and fills *TEXT, allocated in
 * ARENA, or returns a sentence that says what is wrong, for people. */
struct reader {
    const char *(*read)(const struct reader *reader, struct arena *arena, const char *path, struct text *text);
    const void *context;
};

#endif
