/*
 * internal: what the parts of the postconf mirror share.
 *
 * Names follow Postfix where a thing has one: a name space is SERVICE/TYPE,
 * a user parameter is a name that some value refers to.
 */
#ifndef POSTLINT_POSTCONF_INTERNAL_H
#define POSTLINT_POSTCONF_INTERNAL_H

#include "postlint/expand.h"
#include "postlint/facts.h"
#include "postlint/line.h"
#include "postlint/postconf.h"

/* A table of names and values; the last value of a name counts. */
struct dict;
struct pair {
    struct text name, value;
    bool deleted;
};
struct dict *dict_new(struct arena *arena);
void dict_put(struct dict *dict, struct text name, struct text value);
/* The value of NAME; false if there is none.  VALUE may be NULL. */
bool dict_get(const struct dict *dict, struct text name, struct text *value);
void dict_delete(struct dict *dict, struct text name);
/* All pairs in the order they came, deleted ones among them. */
const struct pair *dict_pairs(const struct dict *dict, size_t *n);
/* Those that are not deleted, sorted by name as strcmp(3) does. */
const struct pair **dict_sorted(struct arena *arena, const struct dict *dict, size_t *n);

/* One entry of master.cf. */
struct master {
    struct text *words; /* fields and arguments, options normalised */
    size_t n;
    struct text name_space; /* "smtp/inet" */
    struct text process_name;
    struct dict *params; /* -o values; shared by entries of one name space; NULL: none */
};

struct work {
    struct postconf *postconf;
    struct arena *arena;
    version release;
    struct dict *main;
    struct master *masters;
    size_t n_masters;
    struct dict *spaces_index; /* name space -> number of its params */
    struct dict **spaces;
    size_t n_spaces, spaces_capacity;
    struct dict *service_params; /* per-service names -> "$parent" */
    struct dict *user;           /* names that some value refers to */
    struct dict *machine;        /* defaults made from the machine and main.cf */
};

/* Records why postconf dies; always false. */
bool postconf_fail(struct work *work, const struct line *line, struct text why);

/* The same bytes, read as postconf does: it knows no templates. */
const struct source *plain_text(struct work *work, const struct source *source);

/* master.c */
bool master_read(struct work *work);
void master_print(const struct work *work, struct buf *out);
bool master_print_params(struct work *work, bool expand, struct buf *out);

/* machine.c */
/* Works out the defaults that hang on the machine.  postconf does so whether
 * or not they are asked for, and dies of bad values that they hang on. */
bool machine_read(struct work *work);
/* The default of a parameter with PARAM_MACHINE; empty if it is not known. */
struct text machine_default(const struct work *work, struct text name);

/* user.c */
bool user_register(struct work *work);

/* lookup.c */
/* Expands VALUE as `postconf -x` does, for MASTER or for main.cf (NULL). */
bool lookup_expand(struct work *work, const struct master *master, struct text value, struct text *result);
/* The same without defaults; at a macro error, what came before it. */
struct text lookup_expand_set(struct work *work, const struct master *master, struct text value);
/* util/dict.c:dict_eval: VALUE expanded from the names in DICT alone. */
bool lookup_dict_eval(struct work *work, struct dict *dict, struct text value, struct text *result);
bool lookup_default(const struct work *work, struct text name, struct text *value);
bool lookup_is_known(const struct work *work, struct text name);
bool lookup_is_raw(const struct work *work, struct text name);
bool lookup_is_readonly(const struct work *work, struct text name);
bool lookup_is_builtin_or_service(const struct work *work, struct text name);

/* print.c: one line, blanks normalised from 2.9 on. */
void print_line(const struct work *work, struct buf *out, struct text text);

#endif
