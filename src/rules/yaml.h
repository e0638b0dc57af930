/*
 * yaml: a YAML document as a tree of nodes that know their place.
 *
 * The only user of libyaml.  Takes one document of plain mappings, sequences
 * and scalars: anchors, aliases, tags, duplicate keys and keys that are no
 * scalars are refused.  Internal to the loader.
 */
#ifndef POSTLINT_RULES_YAML_H
#define POSTLINT_RULES_YAML_H

#include "postlint/rulefile.h"

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node {
    enum node_kind kind;
    size_t line, column; /* from 1 */
    const char *text;    /* scalar; else "" */
    const struct node *parent;
    const char *key; /* in a mapping: its key */
    size_t key_line, key_column;
    size_t index; /* in a sequence: its number */
    const struct node **kids;
    size_t n_kids;
};

/* The root of SOURCE's document in ARENA, or NULL and *ERROR filled. */
const struct node *yaml_read(struct arena *arena, const struct source *source, struct rulefile_error *error);

/* The value of KEY in a mapping, or NULL. */
const struct node *yaml_get(const struct node *mapping, const char *key);

/* "rules[3] / when / all[1]": where NODE stands. */
struct text yaml_path(struct arena *arena, const struct node *node);

#endif
