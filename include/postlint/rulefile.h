/*
 * rulefile: YAML to rules and profiles.
 *
 * The only module that knows libyaml.  Strict: duplicate keys, anchors,
 * aliases, tags, unknown keys, fields, predicates, parameters, roles and
 * versions are refused, with file, line, column and the path of keys, and
 * the nearest known word.  Bounded: depth, number of nodes, keys of a mapping
 * and file size.
 */
#ifndef POSTLINT_RULEFILE_H
#define POSTLINT_RULEFILE_H

#include "postlint/rule.h"
#include "postlint/source.h"

struct rulefile_error {
    struct text file;
    size_t line, column; /* from 1; 0: of the file as a whole */
    struct text path;    /* "rules[3] (smtpd-tls-no-cert) / when / all[1]" */
    struct text message; /* what is wrong and, where it helps, what is known */
};

/* Limits; past them the file is refused. */
enum { RULEFILE_MAX_DEPTH = 32, RULEFILE_MAX_NODES = 200000, RULEFILE_MAX_KEYS = 1000 /* of one mapping */ };

/* Reads SOURCE and appends its rules and profiles to SET (whose arrays are
 * copied into ARENA when they grow; what was there stays first).  An id that
 * SET already has is refused.  False and *ERROR filled on the first error;
 * SET is then unchanged. */
bool rulefile_load(struct arena *arena, const struct source *source, struct ruleset *set, struct rulefile_error *error);

/* What can only be checked when everything is loaded: rules and profiles that
 * others name exist, and profiles do not extend each other in a circle. */
bool ruleset_check(struct arena *arena, const struct ruleset *set, struct rulefile_error *error);

/* The mappings of a file and what stands in them, for the JSON Schema
 * (src/gen/mkschema.c): the tables that the loader reads by. */
enum rulefile_mapping {
    MAPPING_FILE,
    MAPPING_RULE,
    MAPPING_VARIANT,
    MAPPING_FIX,
    MAPPING_EXAMPLE,
    MAPPING_PROFILE,
    N_MAPPINGS
};

enum rulefile_shape {
    SHAPE_TEXT,
    SHAPE_CONTENTS, /* a text that may be empty */
    SHAPE_BOOL,
    SHAPE_NUMBER,
    SHAPE_WORDS, /* one or a list */
    SHAPE_NAMES, /* the same, and the list may be empty */
    SHAPE_ID,
    SHAPE_CATEGORY,
    SHAPE_CONFIDENCE,
    SHAPE_SEVERITY,
    SHAPE_SEVERITIES, /* a mapping of names to them */
    SHAPE_SUBJECTS,   /* one or a list */
    SHAPE_ROLES,      /* likewise */
    SHAPE_FLOOR,      /* the name of one */
    SHAPE_SCOPE,
    SHAPE_VERSION,
    SHAPE_OWN_DH,
    SHAPE_ORDER,
    SHAPE_CONDITION,
    SHAPE_PAIR,  /* a mapping of one key */
    SHAPE_FILES, /* of names to contents */
    SHAPE_RULES, /* lists of mappings */
    SHAPE_VARIANTS,
    SHAPE_FIXES,
    SHAPE_EXAMPLES,
    SHAPE_PROFILES,
    SHAPE_LEAST, /* of settings: a severity but off */
    SHAPE_FAIL_ON,
    SHAPE_RELEASE,
    SHAPE_PLATFORMS, /* one or a list */
    SHAPE_SECTIONS
};

struct rulefile_key {
    const char *name; /* NULL: past the last */
    bool required;
    enum rulefile_shape shape;
};
struct rulefile_key rulefile_key(enum rulefile_mapping mapping, size_t number);
/* The words that a shape is one of; none where it is no such shape. */
const char *const *rulefile_words(enum rulefile_shape shape, size_t *n);

#endif
