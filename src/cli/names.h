/*
 * names: what the names of files say: main.cf or master.cf, a template of
 * one, and which belong together.  Internal to the command line; opens nothing.
 *
 * A kind is 0 for main.cf and 1 for master.cf.  An ending is 0 for none, else
 * one more than its number in source_endings().
 */
#ifndef POSTLINT_CLI_NAMES_H
#define POSTLINT_CLI_NAMES_H

#include "postlint/source.h"

enum { NAMES_ENDINGS = 64, NAMES_NONE = NAMES_ENDINGS, NAMES_PAIRS = 2 * NAMES_ENDINGS };

/* Endings there are, the empty one included; at most NAMES_ENDINGS. */
size_t names_endings(void);
/* "main.cf", "master.cf.j2". */
struct text names_standard(struct arena *arena, size_t kind, size_t ending);
/* False if NAME is none of these. */
bool names_parse(struct text name, size_t *kind, size_t *ending);
/* What a file of any name is taken for. */
size_t names_kind(struct text name);
/* NAME with the last "main" of it made "master", or the other way round;
 * empty if there is none. */
struct text names_swap(struct arena *arena, struct text name, size_t kind);

/* The standard names that a folder has. */
struct names_folder {
    bool has[2][NAMES_ENDINGS];
};

/* A configuration: the ending of its main.cf and of its master.cf, or NAMES_NONE. */
struct names_pair {
    size_t ending[2];
};

/* Files of the same ending are one configuration; so are a main.cf and a
 * master.cf that are left over, if there is but one of each. */
size_t names_group(const struct names_folder *folder, struct names_pair pairs[NAMES_PAIRS]);

#endif
