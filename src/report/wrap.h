/*
 * wrap: text for a terminal of some width.  Internal to report.
 *
 * Knows the escape sequences that report itself writes (color, hyperlinks),
 * which take no room; others there are none, see buf_visible().
 */
#ifndef POSTLINT_REPORT_WRAP_H
#define POSTLINT_REPORT_WRAP_H

#include "postlint/buf.h"

/* Cells that a terminal gives to C. */
size_t wrap_cells(uint32_t c);

/* Breaks the lines of OUT from offset AT on between words, so that none is
 * wider than WIDTH cells but for words that are; what goes on is indented by
 * INDENT.  WIDTH 0 changes nothing. */
void wrap_from(struct buf *out, size_t at, size_t width, size_t indent);

#endif
