/*
 * load: what the parts of the rule loader share.  Internal.
 */
#ifndef POSTLINT_RULES_LOAD_H
#define POSTLINT_RULES_LOAD_H

#include "yaml.h"

struct load {
    struct arena *arena;
    const struct source *source;
    struct rulefile_error *error;
};

/* Records MESSAGE for NODE (if it is the first error); always false. */
bool load_fail(struct load *load, const struct node *node, struct text message);
/* The same for the key of NODE. */
bool load_fail_key(struct load *load, const struct node *node, struct text message);
/* The key of NODE as a node, to point at. */
struct node load_key(const struct node *node);
/* ": did you mean \"x\"?", or ": known are a, b, c". */
struct text load_hint(struct load *load, const char *word, const char *const *known, size_t n);

/* A key of a mapping, for structs of type T behind `void *`. */
struct key {
    const char *name;
    bool required;
    enum rulefile_shape shape;
    bool (*load)(struct load *load, const struct node *node, void *out);
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Walks NODE by KEYS; anything else in it is refused. */
bool load_mapping(struct load *load, const struct node *node, const struct key *keys, size_t n, void *out);

bool load_string(struct load *load, const struct node *node, const char **out);
bool load_bool(struct load *load, const struct node *node, bool *out);
bool load_number(struct load *load, const struct node *node, long *out);
/* A scalar or a list of scalars. */
bool load_words(struct load *load, const struct node *node, const char *const **out, size_t *n);
/* The node of word NUMBER of what load_words() read from NODE. */
const struct node *load_item(const struct node *node, size_t number);
/* The index in KNOWN of the word that NODE is. */
bool load_word(struct load *load, const struct node *node, const char *const *known, size_t n, const char *what,
               size_t *index);
bool load_severity(struct load *load, const struct node *node, enum severity *out);

/* A mapping of patterns to severities. */
bool load_severities(struct load *load, const struct node *node, const struct severity_for **out, size_t *n);

/* A condition that may be asked of SUBJECTS. */
bool load_condition(struct load *load, const struct node *node, unsigned subjects, struct condition *out);
/* NAME is a field of one of SUBJECTS, or a parameter where those are asked
 * of a service. */
bool load_check_name(struct load *load, const struct node *node, struct text name, unsigned subjects);
/* Checks every {placeholder} of NODE's text. */
bool load_template(struct load *load, const struct node *node, unsigned subjects, const char **out);

/* The word of a shape that NODE is, by its number. */
bool load_shape_word(struct load *load, const struct node *node, enum rulefile_shape shape, const char *what,
                     size_t *index);

/* A profile; its file stays with the caller (load_profile.c). */
bool load_profile(struct load *load, const struct node *node, struct profile *profile);
/* Key NUMBER of a profile; name NULL past the last. */
struct key load_profile_key(size_t number);
/* The name of a floor. */
bool load_floor_name(struct load *load, const struct node *node, enum floor_kind *out);

#endif
