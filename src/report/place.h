/*
 * place: from offsets to lines and columns, for people.  Internal to report.
 *
 * A column is counted from the start of its line, so a long line with a
 * finding at every word would cost the square of its length.  A locator
 * remembers the last place and counts on from there.
 */
#ifndef POSTLINT_REPORT_PLACE_H
#define POSTLINT_REPORT_PLACE_H

#include "postlint/buf.h"
#include "postlint/source.h"

struct locator {
    const struct source *source; /* NULL: nothing remembered */
    size_t offset;
    struct position position;
};

struct position place_of(struct locator *locator, const struct source *source, size_t offset);
/* PATH, visible; it may begin a line, where "::" would begin a command for the
 * runners of GitHub. */
void path_print(struct text path, struct buf *out);
/* "FILE:LINE:COLUMN", visible. */
void place_print(struct locator *locator, struct span span, struct buf *out);

/* The first line of SPAN with the marked bytes underlined, below each other:
 *     12 | smtpd_tls_security_level = may
 *        | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
 * A long line is cut round the span. */
struct place_style {
    const char *mark, *reset; /* stand round the carets */
    size_t width;             /* cells of the terminal; 0: of none */
};
void place_snippet(struct locator *locator, struct span span, const struct place_style *style, struct buf *out);

#endif
