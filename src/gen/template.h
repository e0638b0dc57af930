/*
 * template: fills a text in, at build time: the template on standard input,
 * the result on standard output.  A line of the template that is nothing but
 * @NAME@ is replaced by what the part of that name says.
 */
#ifndef POSTLINT_GEN_TEMPLATE_H
#define POSTLINT_GEN_TEMPLATE_H

#include "postlint/buf.h"

struct template_part {
    const char *name; /* with its '@' */
    void (*put)(struct buf *out);
};

/* The exit status of PROGRAM; what was wrong is on standard error. */
int template_fill(const char *program, const struct template_part *parts, size_t n);

#endif
