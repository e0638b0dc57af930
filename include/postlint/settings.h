/*
 * settings: .postlint.yaml, what a repository says of how it is to be linted.
 *
 * From a source to values that know their place, and which of them are in
 * force for a configuration.  Values are words here: whether a rule, a
 * profile, a platform or a file of that name exists is found out by whoever
 * uses them.  Opens nothing; a settings file can make postlint read no more
 * than the caller allows, and run nothing.
 *
 * Everything lies in the arena given and points into the source.
 */
#ifndef POSTLINT_SETTINGS_H
#define POSTLINT_SETTINGS_H

#include "postlint/rulefile.h"

enum settings_key {
    SETTING_EXTENDS,
    SETTING_PROFILE,
    SETTING_RULES,
    SETTING_SELECT,
    SETTING_IGNORE,
    SETTING_SEVERITY,
    SETTING_MIN_SEVERITY,
    SETTING_FAIL_ON,
    SETTING_POSTFIX,
    SETTING_OPENSSL,
    SETTING_PLATFORMS,
    SETTING_BASELINE,
    SETTING_PATHS,
    N_SETTINGS
};

/* A key for documents: the manual page and the JSON Schema. */
struct settings_word {
    const char *name;
    enum rulefile_shape shape;
    bool in_paths; /* may stand in a section of `paths` */
    const char *manual;
};
/* By enum settings_key. */
const struct settings_word *settings_words(void);

struct settings;

/* One word of a value: a rule id, a path, a release. */
struct settings_item {
    const char *word;
    enum severity severity;      /* severity, min-severity, fail-on (SEVERITY_OFF: never) */
    const struct settings *from; /* NULL: the command line */
    size_t line, column;
};

struct settings_value {
    bool is_given;
    const struct settings_item *items;
    size_t n;
};

struct settings_section {
    const char *glob; /* NULL: the file itself */
    struct settings_value values[N_SETTINGS];
};

struct settings {
    const struct source *source;
    struct settings_section file;
    const struct settings_section *sections; /* of `paths`, in order */
    size_t n_sections;
    /* To be filled in by whoever read the file: what it extends; its folder,
     * which its paths start from; and the folder that they must not lead out of
     * (NULL: they may). */
    const struct settings *base;
    const char *folder, *top;
};

/* Reads SOURCE.  False, and *ERROR filled, on the first error. */
bool settings_parse(struct arena *arena, const struct source *source, struct settings *settings,
                    struct rulefile_error *error);

/* Whether SECTION is about PATH, which is relative to the settings file: its
 * glob names it or a folder that it lies in. */
bool settings_concern(const struct settings_section *section, struct text path);

/* Puts LAYER over VALUES (N_SETTINGS of them).  Rules and severities come to
 * those that are there; platforms stand instead of releases, and the other way
 * round; everything else is replaced. */
void settings_overlay(struct arena *arena, struct settings_value *values, const struct settings_value *layer);

#endif
