/* template: see template.h. */
#include "template.h"

#include <stdio.h>

struct filling {
    const char *program;
    const struct template_part *parts;
    size_t n;
};

static bool put_line(const struct filling *filling, struct buf *out, struct text line)
{
    if (!text_starts(line, "@") || !text_ends(line, "@")) {
        buf_text(out, line);
        buf_char(out, '\n');
        return true;
    }
    for (size_t i = 0; i < filling->n; i++) {
        if (!text_is(line, filling->parts[i].name))
            continue;
        filling->parts[i].put(out);
        return true;
    }
    fprintf(stderr, "%s: nothing is called %.*s\n", filling->program, TEXT_ARG(line));
    return false;
}

int template_fill(const char *program, const struct template_part *parts, size_t n)
{
    const struct filling filling = {program, parts, n};
    struct arena *arena = arena_new();
    struct buf in = buf_new(arena), out = buf_new(arena);
    char chunk[4096];
    for (size_t got; (got = fread(chunk, 1, sizeof(chunk), stdin)) > 0;)
        buf_add(&in, chunk, got);
    bool good = !ferror(stdin) && in.n > 0;
    if (!good)
        fprintf(stderr, "%s: no template on standard input\n", program);
    for (struct text rest = buf_done(&in); good && rest.n;) {
        size_t end = text_find(rest, '\n');
        good = put_line(&filling, &out, text_slice(rest, 0, end));
        rest = text_slice(rest, end + 1, rest.n);
    }
    if (good && (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)) {
        perror(program);
        good = false;
    }
    arena_free(arena);
    return good ? 0 : 1;
}
