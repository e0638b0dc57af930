/*
 * expand: $name, ${name?text}, ${{a} == {b} ? {c} : {d}} in values.
 *
 * The macro language of util/mac_expand.c and util/mac_parse.c, as the given
 * release reads it: 2.x knows no braces as operands, 3.0 has the ternary and
 * comparisons, 3.3 blanks round the name, 3.6 comparison of compatibility
 * levels, 3.11 named functions.
 *
 * Work and output are bounded: Postfix's own limit of 100 nested calls, and
 * EXPAND_MAX bytes of output, so that no value can grow without end.
 */
#ifndef POSTLINT_EXPAND_H
#define POSTLINT_EXPAND_H

#include "postlint/buf.h"
#include "postlint/version.h"

#define EXPAND_MAX ((size_t)1 << 20)

enum expand_status {
    EXPAND_OK = 0,
    EXPAND_ERROR = 1,     /* Postfix ends with "macro processing error" */
    EXPAND_UNDEFINED = 2, /* a name without value was taken as empty */
    EXPAND_UNKNOWN = 4    /* the result hangs on something that is unknown */
};

enum lookup { LOOKUP_UNDEFINED, LOOKUP_FOUND, LOOKUP_UNKNOWN };

struct expand {
    struct arena *arena;
    version release;
    /* The value of NAME, unexpanded.  USE is false in ${name?x} and
     * ${name:x}, where only emptiness is asked for. */
    enum lookup (*lookup)(void *context, struct text name, bool use, struct text *value);
    void *context;
    /* NAME's value is taken as it is, its $names stay; NULL: none is. */
    bool (*is_literal)(void *context, struct text name);
    bool scan;             /* follow no values, visit every branch, make no output */
    struct text error;     /* out: what Postfix says of the first error */
    struct text undefined; /* out: the first name that was undefined and used */
};

/* Expands VALUE into OUT (untouched in a scan).  Returns a set of enum
 * expand_status; the output is worth nothing with EXPAND_ERROR or
 * EXPAND_UNKNOWN. */
unsigned expand_text(struct expand *expand, struct text value, struct buf *out);

#endif
