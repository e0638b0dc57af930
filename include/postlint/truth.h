/*
 * truth: three-valued logic (Kleene).  What cannot be known is UNKNOWN, and a
 * rule is broken only where its condition is YES.
 */
#ifndef POSTLINT_TRUTH_H
#define POSTLINT_TRUTH_H

/* In this order, so that "and" is the lesser and "or" the greater of two. */
enum truth { TRUTH_NO, TRUTH_UNKNOWN, TRUTH_YES };

static inline enum truth truth_of(int holds)
{
    return holds ? TRUTH_YES : TRUTH_NO;
}

static inline enum truth truth_not(enum truth t)
{
    return (enum truth)(TRUTH_YES - t);
}

static inline enum truth truth_and(enum truth a, enum truth b)
{
    return a < b ? a : b;
}

static inline enum truth truth_or(enum truth a, enum truth b)
{
    return a > b ? a : b;
}

#endif
