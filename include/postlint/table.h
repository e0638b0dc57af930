/*
 * table: lookup tables as text: which keys there are, and what stands for each.
 *
 * From the value of a parameter such as smtp_tls_policy_maps to tables and
 * their entries, each with its place.  Text files (texthash, and the source
 * text of hash, lmdb, btree, cdb and their like) are read as postmap(1) reads
 * them; regexp, pcre and cidr tables as text, without compiling or matching a
 * pattern; inline and static tables out of the parameter itself; proxy: is
 * looked through, and so are unionmap and pipemap of one table.
 *
 * All else (ldap, mysql, a file that is not there) is unknown.  A file is
 * looked for beside the configuration alone: below /etc/postfix or
 * $config_directory stands for below the folder that main.cf lies in.  It
 * comes through a reader that is passed in, and nothing outside that folder is
 * ever asked for.
 */
#ifndef POSTLINT_TABLE_H
#define POSTLINT_TABLE_H

#include "postlint/effective.h"

/* A table with more entries is unknown: what they make would fill the memory. */
enum { TABLE_ENTRIES_MAX = 10000 };

struct table_entry {
    struct text key, value;
    struct span span;        /* key and value */
    const struct line *line; /* that it stands in; NULL: nobody can tell */
    struct text ignored;     /* not empty: Postfix does not use this entry, and why */
    bool is_open;            /* the value is made from the match ($1): unknown */
};

struct table {
    struct text name;            /* as the parameter says it: "hash:/etc/postfix/tls_policy" */
    struct span span;            /* of that name, or of the setting where it cannot be told */
    const struct source *source; /* NULL: no file */
    struct table_entry *entries;
    size_t n, capacity;
    /* In a setting: where its bytes stand, as written, in the setting's line. */
    const struct line *line;
    size_t line_at;
    struct text unknown; /* not empty: what the table says is unknown, and why */
    struct text broken;  /* not empty: every lookup in it fails, and why */
};

/* What was read so far for one configuration: services share files. */
struct table_files;
struct table_files *table_files_new(struct arena *arena, const struct reader *reader);

/* The tables that VALUE, a value of VIEW, names, in order.  FILES NULL: no file
 * can be read. */
struct table **tables_read(struct arena *arena, struct table_files *files, struct view *view, const struct value *value,
                           size_t *n);

/* Where PATH, as a value of VIEW names it, is looked for: below the folder of the
 * configuration.  p NULL if it lies elsewhere. */
struct text table_path_beside(struct arena *arena, struct view *view, struct text path);

/* Where PART stands, a slice of the key or value of ENTRY, which is one of
 * TABLE; all of the entry where that cannot be told. */
struct span table_place(const struct table *table, const struct table_entry *entry, struct text part);

/* The kind that the name of TABLE begins with, behind any proxy: */
struct text table_type(const struct table *table);

/* SOURCE as a table of its own, whose kind nobody says: text as postmap(1) reads
 * it, and patterns where a line begins with a slash. */
struct table *table_of_source(struct arena *arena, const struct source *source);

/* util/extpar.c: what stands in the braces round T, trimmed.  NULL, or what
 * Postfix says is wrong. */
const char *table_strip_braces(struct text t, struct text *inner);

#endif
