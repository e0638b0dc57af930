/*
 * fixing: does the fix of each finding do what it promises?
 *
 * Each fix that has edits is put into the text by itself, and the result is
 * checked again: the finding must be gone, and nothing that weighs a warning
 * or an error may have come.
 */
#ifndef POSTLINT_TESTS_FIXING_H
#define POSTLINT_TESTS_FIXING_H

#include "postlint/check.h"

/* A file of a configuration; bytes.p NULL: there is none. */
struct fixing_file {
    struct text name, bytes;
};

/* Looks at the findings of CHECK, which has one target, in MAIN and MASTER.
 * The number of fixes with edits goes to *N_FIXES.  False if one of them does
 * not hold; *WHY says which, one line for each. */
bool fixing_holds(const struct check *check, const struct fixing_file *main, const struct fixing_file *master,
                  size_t *n_fixes, struct text *why);

#endif
