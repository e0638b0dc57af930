/*
 * generate: configurations from a seed, for tests against the real programs.
 *
 * The text is plain (no files are named that would be opened) but made to
 * meet every rule of Postfix's syntax, and most ways to break it.
 */
#ifndef POSTLINT_TESTS_GENERATE_H
#define POSTLINT_TESTS_GENERATE_H

#include "postlint/buf.h"

struct generated {
    struct text main, master;
};

/* The same SEED and NUMBER give the same bytes everywhere, with the same
 * tables of facts: names of parameters are taken from them. */
struct generated generate(struct arena *arena, uint32_t seed, unsigned number);

#endif
